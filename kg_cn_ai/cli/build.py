"""Commands that make files of the graph: build, export; and what is in it, in numbers."""

import sys
from pathlib import Path

import click

from kg_cn_ai.cli.options import FOLDER, command_name, data_option
from kg_cn_ai.console import format_option, opened, out, progress, rows, say


@click.command()
@click.option(
    "-o",
    "--output",
    type=FOLDER,
    default=Path("release"),
    show_default=True,
    help="Release folder to write.",
)
@data_option
@click.option("--previous", type=FOLDER, help="Release that this one follows; the description of this one names it.")
def build(output: Path, data: Path | None, previous: Path | None) -> None:
    """Check the data and write a release: kg.nt, kg.ttl, core.ttl, explorer, map, ontology page, manifest."""
    from kg_cn_ai.pages.release import ProblemsFound, make_release

    progress("building …")
    try:
        manifest = make_release(output, data, previous)
    except ProblemsFound as found:
        for problem in found.problems:
            say(str(problem))
        raise
    numbers = ", ".join(f"{number:,} {name}" for name, number in manifest.counts.items())
    out(f"Release {manifest.release[:12]} in {output}/: {numbers}.\n")
    rows(
        ["file", "bytes", "sha256"],
        [(n, f.bytes, f.sha256) for n, f in manifest.files.items()],
        "table" if sys.stdout.isatty() else "tsv",
    )
    command = command_name()
    out(
        "\nTry next:\n"
        f"  open {output / 'explorer.html'} in a browser: the network, to look at and follow\n"
        f"  {command} search 智谱                      find a thing by any of its names\n"
        f"  {command} show 'Baichuan Intelligence'     what is known of it, and from where\n"
        f"  {command} ask                              the named questions\n"
        f"  {command} query 'SELECT * {{ ?s cnai:partnersWith ?o }} LIMIT 5'\n"
    )


@click.command()
@format_option()
@click.option(
    "--write", is_flag=True, help="Write the numbers where README.md and docs/data.md of a checkout print them."
)
def stats(form: str, write: bool) -> None:
    """Count what is in the graph, by kind."""
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.files import write_files
    from kg_cn_ai.stats import COLUMNS, rewritten
    from kg_cn_ai.stats import stats as counted

    store = opened().store
    if write:
        write_files(rewritten(data_dir(), store))
    else:
        rows(COLUMNS, counted(store), form)


@click.command()
@click.argument("form", metavar="FORMAT", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File or folder to write; single files go to standard output without it.",
)
def export(form: str | None, output: Path | None) -> None:
    """Write the graph in a form that tools read; without FORMAT, list the forms."""
    from kg_cn_ai.export.formats import EXPORTERS
    from kg_cn_ai.export.formats import export as write

    if form is None:
        rows(
            ["format", "title", "media type"],
            [(e.name, e.title, e.media_type) for e in EXPORTERS.values()],
            "table" if sys.stdout.isatty() else "tsv",
        )
        return
    data = write(opened().release_dir, form, output)
    if data is not None:
        sys.stdout.buffer.write(data)
    else:
        say(f"wrote {output}")

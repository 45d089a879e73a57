"""Commands that draw or measure the network: network, visualize, explore."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg_cn_ai.cli.options import FILE, query_text, say_retired
from kg_cn_ai.console import format_option, opened, rows, say

if TYPE_CHECKING:
    from kg_cn_ai.cards.report import List


@click.command()
@click.option(
    "--top",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Things to list, the most central first.",
)
@click.option(
    "--show",
    "what",
    type=click.Choice(["measures", "communities", "bridges"]),
    default="measures",
    show_default=True,
    help="What to list.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write the network with its measures: FILE.graphml, FILE.gexf, or a folder for Neo4j-style CSV.",
)
@click.option(
    "--what",
    "part",
    type=click.Choice(["organizations", "everything"]),
    default="everything",
    show_default=True,
    help="Only organizations and their ties, which then have no direction, or all things.",
)
@click.option(
    "--weak", is_flag=True, help="Keep ties of large consortia, and what was only read in copies without an origin."
)
@format_option()
def network(top: int, what: "List", output: Path | None, part: str, weak: bool, form: str) -> None:
    """Degree, PageRank, betweenness, communities and bridges of the partnership network."""
    from kg_cn_ai.cards.report import left_out, measured, network_rows

    graph = opened().network(weak=weak)
    if part == "organizations":
        from kg_cn_ai.network.network import organizations

        graph = organizations(graph)
    if output is not None:
        from kg_cn_ai.export.formats import write_network

        write_network(measured(graph), output)
        say(f"wrote {output}{left_out(graph)}")
        return
    (columns, values), explained = network_rows(graph, what, top)
    rows(columns, values, form)
    for name, explanation in explained:
        say(f"{name}: {explanation}")
    if without := left_out(graph):
        say(without.removeprefix("; "))


@click.command()
@click.argument("name", required=False)
@click.option("--depth", type=click.IntRange(1, 5), default=1, show_default=True, help="Steps around NAME.")
@click.option("--to", "target", metavar="NAME", help="Draw the shortest connections from NAME to this thing.")
@click.option("--construct", metavar="QUERY", help="Draw what a CONSTRUCT query makes (text, file or -).")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language the page opens in.",
)
@click.option("-o", "--output", type=FILE, default=Path("network.html"), show_default=True, help="File to write.")
@click.option("--open", "show_it", is_flag=True, help="Open it in the browser.")
def visualize(
    name: str | None,
    depth: int,
    target: str | None,
    construct: str | None,
    lang: str,
    output: Path,
    show_it: bool,
) -> None:
    """Write a simple page of at most 500 things: a neighbourhood, a path, what a query makes, or what fits."""
    from kg_cn_ai.pages.simple_page import write_page
    from kg_cn_ai.pages.visualize import picture

    if construct is not None:
        construct = query_text(construct)
    html, size = picture(opened(), name=name, depth=depth, target=target, construct=construct, lang=lang)
    write_page(output, html)
    say(f"wrote {output} ({size} things)")
    if show_it:
        click.launch(str(output))


@click.command()
@click.option("-o", "--output", type=FILE, default=Path("explorer.html"), show_default=True, help="File to write.")
@click.option("--focus", metavar="NAME", help="A thing to open the page with.")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the page.  [default: the reader's]")
@click.option("--open", "show_it", is_flag=True, help="Open it in the browser.")
def explore(output: Path, focus: str | None, lang: str | None, show_it: bool) -> None:
    """Write the explorer: the whole network in one offline page to search, filter, follow and take along."""
    from kg_cn_ai.files import write_file
    from kg_cn_ai.pages.release import explorer

    kg = opened()
    say_retired(kg, focus or "")
    target = kg.resolve(focus) if focus is not None else None
    html = explorer(kg.release_dir, kg.store, str(kg.manifest["release"]), focus=target, lang=lang or "")
    write_file(output, html.encode())
    say(f"wrote {output} ({len(html.encode()) / 1e6:.1f} MB)")
    if show_it:
        click.launch(str(output))

"""The command ``kg-cn-ai``: each command parses, calls one function and prints.

Imports stand inside the commands, so that ``--help`` answers at once.
"""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg_cn_ai.console import Kg, format_option, opened, out, pretty, progress, rows, say, tracked
from kg_cn_ai.errors import InputError

if TYPE_CHECKING:
    from kg_cn_ai.report import List

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_data = click.option("--data", type=_FOLDER, help="Folder with graph/ and ontology/.  [default: the package's own]")
_sources = click.option("--sources", type=_FOLDER, required=True, help="Folder with the source documents.")


@click.group(cls=Kg, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kg-cn-ai")
@click.option("--release", type=_FOLDER, help="Read this release folder.  [default: the package's own data]")
def main(release: Path | None) -> None:
    """Build, check, ask and look at an open knowledge graph of China's AI ecosystem.

    Results go to standard output, messages to standard error. Exit status: 0 ok, 1 check failed, 2 usage or input,
    3 name not found, 4 query error, 5 limit hit.
    """


def _command() -> str:
    """How this command is called here, for a hint that can be typed as it stands."""
    return os.environ.get("KG_CN_AI_COMMAND", "kg-cn-ai")


@main.command()
@click.option(
    "-o",
    "--output",
    type=_FOLDER,
    default=Path("release"),
    show_default=True,
    help="Release folder to write.",
)
@_data
@click.option("--previous", type=_FOLDER, help="Release that this one follows; the description of this one names it.")
def build(output: Path, data: Path | None, previous: Path | None) -> None:
    """Check the data and write a release: kg.nt, kg.ttl, core.ttl, explorer, map, ontology page, manifest."""
    from kg_cn_ai.release import ProblemsFound, make_release

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
    command = _command()
    out(
        "\nTry next:\n"
        f"  open {output / 'explorer.html'} in a browser: the network, to look at and follow\n"
        f"  {command} search 智谱                      find a thing by any of its names\n"
        f"  {command} show 'Baichuan Intelligence'     what is known of it, and from where\n"
        f"  {command} ask                              the named questions\n"
        f"  {command} query 'SELECT * {{ ?s cnai:partnersWith ?o }} LIMIT 5'\n"
    )


@main.command()
@_data
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Form of the problems.",
)
def check(data: Path | None, form: str) -> None:
    """Check names, spans, dates, terms and shapes; every problem with file, line, what is wrong and how to mend it."""
    from dataclasses import asdict

    from kg_cn_ai.check import check as problems_of
    from kg_cn_ai.corpus import read_corpus
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.problem import Problem
    from kg_cn_ai.release import ProblemsFound

    try:
        problems = problems_of(read_corpus(data or data_dir()))
    except InputError as error:
        if ":" not in (error.where or ""):
            raise
        file, line, *_ = str(error.where).split(":")
        problems = [Problem("syntax", file, int(line), error.what, error.hint or "")]
    if form == "json":
        out(pretty([asdict(problem) for problem in problems]))
    for problem in problems:
        if form == "text":
            out(f"{problem}\n")
        elif form == "github":
            out(
                f"::error file={problem.file},line={problem.line},title={problem.check}::"
                f"{problem.what}: {problem.how}\n"
            )
    if problems:
        raise ProblemsFound(problems)
    say("no problems")


@main.command(name="import")
@click.argument(
    "source",
    # The names of importers.IMPORTERS, which a test holds against these: to read them there would slow every command.
    type=click.Choice(["ai-policies", "epoch-hardware", "epoch-models", "models-dev", "ror", "us-lists", "wgwang"]),
)
@click.argument("file", type=_FILE)
@click.option("--edition", help="Date of the edition, such as 2026-07-19.  [default: that of the file]")
@_data
def import_(source: str, file: Path, edition: str | None, data: Path | None) -> None:
    """Import a published table: write its source file under graph/sources/ and register what is new.

    Twice the same table changes nothing. What is not understood is a warning with its row, and stays out.
    """
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.importers import run

    folder = data or data_dir()
    before = _stamps(folder)
    summary = run(source, file, folder, edition, track=tracked)
    for warning in summary.warnings:
        say(f"warning: {file.name}{warning}")
    lines = [
        ("rows read", summary.read),
        ("rows used", summary.used),
        ("facts", summary.facts),
        ("things registered", len(summary.registered)),
        ("warnings", len(summary.warnings)),
        *((f"left out: {reason}", number) for reason, number in summary.skipped.most_common()),
    ]
    rows(["what", "number"], lines, "table" if sys.stdout.isatty() else "tsv")
    written = sorted(path for path, stamp in _stamps(folder).items() if before.get(path) != stamp)
    for path in written:
        say(f"wrote {path}")
    if not written:
        say(f"unchanged: {summary.file}")
    if summary.registered:
        from kg_cn_ai.namespaces import curie

        say(f"new: {', '.join(map(curie, summary.registered))}\nlook for twins among them: {_command()} resolve")


def _stamps(data: Path) -> dict[Path, int]:
    """When each authored file was written: one that would not change is left alone."""
    return {path: path.stat().st_mtime_ns for path in (data / "graph").rglob("*.t*")}


@main.command()
@click.argument("things", nargs=-1)
@click.option("--same", metavar="WHY", help="The two are one: the first stays, the second is retired.")
@click.option("--different", metavar="WHY", help="The two are not the same.")
@click.option("--ask", is_flag=True, help="Go through the undecided pairs one by one.")
@_data
@format_option()
def resolve(
    things: tuple[str, ...], same: str | None, different: str | None, ask: bool, data: Path | None, form: str
) -> None:
    """Show pairs of things that may be one, and record what a person decides.

    Without arguments the undecided pairs are listed; with two things, what sources say of each stands side by side, and
    --same or --different decides.
    """
    from kg_cn_ai import resolution
    from kg_cn_ai.corpus import read_corpus
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.namespaces import curie
    from kg_cn_ai.register import Register

    if (same is not None) + (different is not None) + ask > 1:
        raise InputError("--same, --different and --ask exclude each other", hint="give one of them")
    if things and ask:
        raise InputError("--ask goes through all undecided pairs", hint="leave the things out, or --ask")
    if len(things) != 2 and (things or same is not None or different is not None):
        raise InputError(f"{len(things)} things are named", hint="name two, or none for the list")
    folder = data or data_dir()
    if ask:
        _ask(folder)
        return
    corpus = read_corpus(folder)
    if not things:
        pairs = resolution.undecided(corpus)
        found = [(round(c.score), curie(c.one.iri), c.names[0], curie(c.other.iri), c.names[1]) for c in pairs]
        rows(["score", "one", "name", "other", "its name"], found, form)
        say(f"{len(pairs)} undecided")
        return
    one, other = (resolution.find(Register(folder), name) for name in things)
    if same is not None:
        resolution.merge(folder, one, other, same)
        say(f"{curie(other)} is retired in favour of {curie(one)}")
    elif different is not None:
        resolution.differ(folder, one, other, different)
        say(f"{curie(one)} and {curie(other)} are different")
    else:
        rows(["property", "one", "other"], resolution.side_by_side(corpus, one, other), form)


def _ask(folder: Path) -> None:
    """Go through the undecided pairs: after *same* they are other ones, of which those passed over are not asked."""
    from kg_cn_ai import resolution
    from kg_cn_ai.corpus import read_corpus

    corpus = read_corpus(folder)
    waiting = resolution.undecided(corpus)
    asked: list[tuple[str, str]] = []
    while waiting:
        pair = waiting.pop(0)
        one, other = pair.one.iri, pair.other.iri
        asked.append((one, other))
        say(f"\n{len(asked)} of {len(asked) + len(waiting)}, score {pair.score:.0f}")
        rows(["property", "one", "other"], resolution.side_by_side(corpus, one, other), "table")
        answer = click.prompt(
            "[s]ame, [d]ifferent, [n]ext, [q]uit", type=click.Choice("sdnq"), show_choices=False, err=True
        )
        if answer == "q":
            return
        if answer in "sd":
            why = click.prompt("by which evidence", err=True)
            decide = resolution.merge if answer == "s" else resolution.differ
            decide(folder, one, other, why)
        if answer == "s":
            corpus = read_corpus(folder)
            retired = corpus.decisions.retired
            over = {frozenset(retired.get(iri, iri) for iri in passed) for passed in asked}
            waiting = [p for p in resolution.undecided(corpus) if frozenset((p.one.iri, p.other.iri)) not in over]


@main.command()
@_sources
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Print N random facts beside their spans instead, to check by eye.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the sample.")
@_data
@format_option()
def verify(sources: Path, sample: int | None, seed: int, data: Path | None, form: str) -> None:
    """Hold every span against its source document, and see whether it names what it is cited for."""
    from collections import Counter

    from kg_cn_ai.corpus import read_corpus
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.errors import CheckFailed
    from kg_cn_ai.evidence import Outcome
    from kg_cn_ai.evidence import sample as drawn
    from kg_cn_ai.evidence import verify as results_of

    if sample is not None:
        found = drawn(read_corpus(data or data_dir()), sources, sample, seed)
        rows(
            ["subject", "property", "object", "span", "text"],
            [(s.subject, s.predicate, s.object, s.span, s.text) for s in found],
            form,
        )
        return
    results = results_of(read_corpus(data or data_dir()), sources)
    shown = [r for r in results if r.problem and r.outcome is not Outcome.ABSENT]
    # A document that has changed is one thing to mend, not one for each of its spans.
    once = {(r.where.split(":")[0] if r.changed else r.where, r.problem): r for r in reversed(shown)}
    listed = [(r.where, r.span, str(r.outcome), r.problem) for r in reversed(once.values())]
    rows(["where", "span", "outcome", "problem"], listed, form)
    counted = Counter(r.outcome for r in results)
    excepted = sum(bool(r.reason) for r in results)
    unnamed = sum(r.mentions is False for r in results)
    say(
        ", ".join(f"{counted[outcome]:,} {outcome}" for outcome in Outcome)
        + f"; mention check: {sum(r.mentions is True for r in results):,} pass, {unnamed:,} fail, "
        f"{excepted:,} excepted with a reason"
    )
    if shown:
        raise CheckFailed(
            f"{len(shown)} spans do not hold",
            hint=f"mend them: {_command()} cite FILE TEXT finds the place of a text",
        )


@main.command()
@format_option()
def stats(form: str) -> None:
    """Count what is in the graph, by kind."""
    from kg_cn_ai.stats import COLUMNS
    from kg_cn_ai.stats import stats as counted

    rows(COLUMNS, counted(opened().store), form)


@main.command()
@click.argument("source_file", type=_FILE)
@click.argument("text", nargs=-1, required=True)
@format_option()
def cite(source_file: Path, text: tuple[str, ...], form: str) -> None:
    """Print the fragment of each place where TEXT occurs in SOURCE_FILE, ready to paste."""
    from kg_cn_ai.citation import cite as places_of

    found = places_of(source_file, " ".join(text))
    rows(
        ["fragment", "before", "text", "after"],
        [(f"<#{c.fragment}>", c.before, c.text, c.after) for c in found],
        form,
    )


@main.command()
@_sources
@_data
@format_option()
def coverage(sources: Path, data: Path | None, form: str) -> None:
    """Share of each text document that lies under evidence, and what does not, with the reason given for it."""
    from kg_cn_ai.corpus import read_corpus
    from kg_cn_ai.coverage import coverage as covered
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.namespaces import curie

    for part in covered(read_corpus(data or data_dir()), sources):
        say(
            f"{curie(part.document)}: {part.covered:,} of {part.characters:,} characters ({part.share_of_all:.1%}); "
            f"{part.share:.1%} of what is not left out with a reason"
        )
        values = [
            (curie(part.document), f"#{place}", reason or "no reason given", words)
            for place, words, reason in part.uncovered
        ]
        rows(["document", "place", "reason", "text"], values, form)


@main.command()
@click.argument("text", default="-")
@format_option("ttl", "nt", "jsonld", "rdfxml")
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds until the query is stopped.")
@click.option("--endpoint", help="Ask this SPARQL 1.1 endpoint instead of the local graph.")
@click.option("--allow-service", multiple=True, metavar="URL", help="Endpoint that SERVICE may call; repeatable.")
def query(text: str, form: str, timeout: float, endpoint: str | None, allow_service: tuple[str, ...]) -> None:
    """Run a SPARQL query: TEXT itself, the name of a file that holds it, or - for standard input.

    Prefixes are declared already. Nothing is fetched from a network unless --endpoint or --allow-service names it.
    """
    text = _query_text(text)
    if endpoint:
        from kg_cn_ai.remote import Remote

        with Remote(endpoint) as remote:
            result = remote.query(text, timeout=timeout)
    else:
        result = opened().query(text, timeout=timeout, allow_service=allow_service)
    for warning in result.warnings:
        say(f"note: {warning}")
    out(result.render(form))


def _query_text(text: str) -> str:
    try:
        if text == "-":
            return sys.stdin.read()
        if "{" not in text and "\n" not in text:
            if Path(text).is_file():
                return Path(text).read_text(encoding="utf-8")
            if text.endswith((".rq", ".sparql")) or not re.search(r"\s", text):
                raise InputError(
                    f"there is no file {text}", hint="give a query, the name of a file that holds one, or -"
                )
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the query cannot be read: {error}", hint="give the query, a UTF-8 file, or - for standard input"
        ) from error
    return text


@main.command()
@click.argument("question", required=False)
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--text", is_flag=True, help="Print the SPARQL instead of running it.")
@format_option()
def ask(question: str | None, values: tuple[str, ...], text: bool, form: str) -> None:
    """Run a named question, or list them all.

    NAME=VALUE gives a parameter another value than its default: a name of a thing, an IRI, a number, or "any".
    Repeat it for several values. "kg-cn-ai ask --text QUESTION" shows the query and its parameters.
    """
    kg = opened()
    if question is None:
        listed = [(q.id, q.question, q.question_zh, " ".join(q.params)) for q in kg.questions.values()]
        rows(["question", "asks", "问题", "parameters"], listed, form)
        return
    kg.question_text(question)  # an unknown question is the first thing to hear of
    known = ", ".join(kg.questions[question].params)
    params: dict[str, list[str]] = {}
    for value in values:
        name, equals, given = value.partition("=")
        if not equals:
            raise InputError(f"{value!r} is no NAME=VALUE", hint=f"the parameters of {question}: {known}")
        params.setdefault(name, []).append(given)
    if text:
        out(kg.question_text(question, **params))
        return
    out(kg.ask(question, **params).render(form))


@main.command()
@click.argument("name")
@click.option(
    "--at", metavar="DAY", help="Leave out what is known not to hold on that day (2023-05-01); undated facts stay."
)
@format_option()
def show(name: str, at: str | None, form: str) -> None:
    """Show a card of a thing: its names, facts and records, each with its source, place and grade."""
    out(opened().show(name, at).render(form))


@main.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Most results.")
@format_option()
def search(text: tuple[str, ...], limit: int, form: str) -> None:
    """Find things by name: English, Chinese in either script, pinyin (joined, spaced, initials), with typos."""
    from kg_cn_ai.errors import UnknownName
    from kg_cn_ai.namespaces import curie

    if not " ".join(text).strip():
        raise InputError("there is no name to search for", hint="give some letters of one")
    found = opened().search(" ".join(text), limit)
    if not found:
        raise UnknownName(f"nothing is called {' '.join(text)!r}", hint="try fewer letters, or another spelling")
    rows(
        ["name", "名称", "type", "iri", "matched"],
        [(m.label, m.label_zh, m.type_label, curie(m.iri), m.matched) for m in found],
        form,
    )


@main.command()
@click.argument("source")
@click.argument("target")
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="Most paths.")
@format_option()
def path(source: str, target: str, limit: int, form: str) -> None:
    """Shortest connections between two things, with the evidence of each step."""
    from kg_cn_ai.report import path_rows, path_text

    kg = opened()
    columns, values = path_rows(kg.store, kg.paths(source, target, limit))
    if form == "table":
        out(path_text(values))
    else:
        rows(columns, values, form)


@main.command()
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
@format_option()
def network(top: int, what: "List", output: Path | None, form: str) -> None:
    """Degree, PageRank, betweenness, communities and bridges of the partnership network."""
    from kg_cn_ai.report import measured, network_rows

    graph = opened().network()
    if output is not None:
        from kg_cn_ai.export import write_network

        write_network(measured(graph), output)
        say(f"wrote {output}")
        return
    (columns, values), explained = network_rows(graph, what, top)
    rows(columns, values, form)
    for name, explanation in explained:
        say(f"{name}: {explanation}")


@main.command()
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
@click.option("-o", "--output", type=_FILE, default=Path("network.html"), show_default=True, help="File to write.")
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
    """Write a simple page of at most 500 things: a neighbourhood, a path, what a query makes, or everything."""
    from kg_cn_ai.page import write_page
    from kg_cn_ai.visualize import picture

    if construct is not None:
        construct = _query_text(construct)
    html, size = picture(opened(), name=name, depth=depth, target=target, construct=construct, lang=lang)
    write_page(output, html)
    say(f"wrote {output} ({size} things)")
    if show_it:
        click.launch(str(output))


@main.command()
@click.option("-o", "--output", type=_FILE, default=Path("explorer.html"), show_default=True, help="File to write.")
@click.option("--focus", metavar="NAME", help="A thing to open the page with.")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the page.  [default: the reader's]")
@click.option("--open", "show_it", is_flag=True, help="Open it in the browser.")
def explore(output: Path, focus: str | None, lang: str | None, show_it: bool) -> None:
    """Write the explorer: the whole network in one offline page to search, filter, follow and take along."""
    from kg_cn_ai.files import write_file
    from kg_cn_ai.release import explorer

    kg = opened()
    target = kg.resolve(focus) if focus is not None else None
    html = explorer(kg.release_dir, kg.store, str(kg.manifest["release"]), focus=target, lang=lang or "")
    write_file(output, html.encode())
    say(f"wrote {output} ({len(html.encode()) / 1e6:.1f} MB)")
    if show_it:
        click.launch(str(output))


@main.command()
@click.argument("form", metavar="FORMAT", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File or folder to write; single files go to standard output without it.",
)
def export(form: str | None, output: Path | None) -> None:
    """Write the graph in a form that tools read; without FORMAT, list the forms."""
    from kg_cn_ai.export import EXPORTERS
    from kg_cn_ai.export import export as write

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


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes any free one."
)
@click.option("--base", metavar="URL", help="Address as visitors write it.  [default: http://HOST:PORT/]")
@click.option("--reload", is_flag=True, help="Serve a new release as soon as the folder of --release holds one.")
@click.option("--allow-service", multiple=True, metavar="URL", help="Endpoint that SERVICE may call; repeatable.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, help="Seconds a query may take."
)
@click.option("--memory", type=click.IntRange(16), default=512, show_default=True, help="Megabytes a query may take.")
@click.option("--workers", type=click.IntRange(1, 64), help="Queries at a time.  [default: one a core, at least 2]")
@click.option(
    "--whole-up-to",
    type=click.IntRange(1),
    default=20_000,
    show_default=True,
    metavar="N",
    help="Things up to which /network is one page; a larger network is sent in parts.",
)
def serve(
    host: str,
    port: int,
    base: str | None,
    reload: bool,
    allow_service: tuple[str, ...],
    timeout: float,
    memory: int,
    workers: int | None,
    whole_up_to: int,
) -> None:
    """Serve the graph: SPARQL endpoint and editor, search, pages, API, downloads. Ends with Ctrl-C.

    SIGHUP has it serve the release anew, without a failed request.
    """
    try:
        from kg_cn_ai.web.serve import run
    except ImportError as error:
        raise InputError(
            f"the service needs packages that are not installed ({error.name})",
            hint='install them with: pip install "kg-cn-ai[web]"',
        ) from error
    release = click.get_current_context().find_root().params.get("release")
    limits = {
        "seconds": timeout,
        "memory": memory,
        "services": allow_service,
        **({"workers": workers} if workers else {}),
    }
    run(
        release,
        host=host,
        port=port,
        base=base,
        reload=reload,
        limits=limits,
        whole_up_to=whole_up_to,
        said=say,
    )


@main.command()
@click.argument("file", type=_FILE)
@click.option("--column", required=True, help="Column that holds the names.")
@click.option("--type", "kind", metavar="CLASS", help="The names are of things of this class, such as Company.")
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Column with what is known besides, such as jurisdiction=country; repeatable.",
)
def reconcile(file: Path, column: str, kind: str | None, properties: tuple[str, ...]) -> None:
    """Match the names in a column of a CSV file to things of the graph; prints the file with six more columns.

    kg_match is "yes" only for the one clear candidate; every other candidate is for a person to look at.
    """
    from kg_cn_ai.reconcile import reconcile_csv

    known = dict(pair.split("=", 1) for pair in properties if "=" in pair)
    if len(known) < len(properties):
        raise InputError("--property takes NAME=COLUMN, each name once", hint="for example jurisdiction=country")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", hint="give a UTF-8 CSV file") from error
    table, matched, number = reconcile_csv(opened().reconciler, text, column, type=kind, properties=known)
    out(table)
    say(f"{matched:,} of {number:,} names matched")

"""Commands for those who write facts: check, import, resolve, verify, cite, coverage."""

import sys
from pathlib import Path

import click

from kg_cn_ai.cli.options import FILE, command_name, data_option, sources_option
from kg_cn_ai.console import format_option, out, pretty, rows, say, tracked
from kg_cn_ai.errors import InputError


@click.command()
@data_option
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

    from kg_cn_ai.authoring.corpus import read_corpus
    from kg_cn_ai.authoring.problem import Problem
    from kg_cn_ai.checks.check import check as problems_of
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.pages.release import ProblemsFound

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


@click.command(name="import")
@click.argument("source")
@click.argument("file", type=FILE)
@click.option("--edition", help="Date of the edition, such as 2026-07-19.  [default: that of the file]")
@data_option
def import_(source: str, file: Path, edition: str | None, data: Path | None) -> None:
    """Import a published table: write its source file under graph/sources/ and register what is new.

    SOURCE is the name of an importer, as the first column of docs/data.md gives them; another word lists them all.

    Twice the same table changes nothing. What is not understood is a warning with its row, and stays out.
    """
    from kg_cn_ai.authoring.importers.run import IMPORTERS, run
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.namespaces import curie, local_name

    if source not in IMPORTERS:
        raise click.BadParameter(f"{source!r} is none of {', '.join(sorted(IMPORTERS))}", param_hint="SOURCE")
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
    for other, records in summary.vanished.items():
        say(f"{len(records)} records of {other} are not in this edition: {', '.join(map(local_name, records))}")
        say(f"a table of new entries only leaves them where they are; else decide on each, then take {other} out")
    if summary.registered:
        say(f"new: {', '.join(map(curie, summary.registered))}\nlook for twins among them: {command_name()} resolve")


def _stamps(data: Path) -> dict[Path, int]:
    """When each authored file was written: one that would not change is left alone."""
    return {path: path.stat().st_mtime_ns for path in (data / "graph").rglob("*.t*")}


@click.command()
@click.argument("things", nargs=-1)
@click.option("--same", metavar="WHY", help="The two are one: the first stays, the second is retired.")
@click.option("--different", metavar="WHY", help="The two are not the same.")
@click.option("--ask", is_flag=True, help="Go through the undecided pairs one by one.")
@data_option
@format_option()
def resolve(
    things: tuple[str, ...], same: str | None, different: str | None, ask: bool, data: Path | None, form: str
) -> None:
    """Show pairs of things that may be one, and record what a person decides.

    Without arguments the undecided pairs are listed; with two things, what sources say of each stands side by side, and
    --same or --different decides.
    """
    from kg_cn_ai.authoring import resolution
    from kg_cn_ai.authoring.corpus import read_corpus
    from kg_cn_ai.authoring.register import Register
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.namespaces import curie

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
    from kg_cn_ai.authoring import resolution
    from kg_cn_ai.authoring.corpus import read_corpus

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


@click.command()
@sources_option
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Print N random facts beside their spans instead, to check by eye.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the sample.")
@data_option
@format_option()
def verify(sources: Path, sample: int | None, seed: int, data: Path | None, form: str) -> None:
    """Hold every span against its source document, and see whether it names what it is cited for."""
    from collections import Counter

    from kg_cn_ai.authoring.corpus import read_corpus
    from kg_cn_ai.authoring.evidence import Outcome
    from kg_cn_ai.authoring.evidence import sample as drawn
    from kg_cn_ai.authoring.evidence import verify as results_of
    from kg_cn_ai.data import data_dir
    from kg_cn_ai.errors import CheckFailed

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
    if absent := sorted({r.problem.removeprefix("there is no file ") for r in results if r.outcome is Outcome.ABSENT}):
        say(f"not there: {', '.join(absent)}")
    if shown:
        raise CheckFailed(
            f"{len(shown)} spans do not hold",
            hint=f"mend them: {command_name()} cite FILE TEXT finds the place of a text",
        )


@click.command()
@click.argument("source_file", type=FILE)
@click.argument("text", nargs=-1, required=True)
@format_option()
def cite(source_file: Path, text: tuple[str, ...], form: str) -> None:
    """Print the fragment of each place where TEXT occurs in SOURCEFILE, ready to paste."""
    from kg_cn_ai.authoring.citation import cite as places_of

    found = places_of(source_file, " ".join(text))
    rows(
        ["fragment", "before", "text", "after"],
        [(f"<#{c.fragment}>", c.before, c.text, c.after) for c in found],
        form,
    )


@click.command()
@sources_option
@data_option
@format_option()
def coverage(sources: Path, data: Path | None, form: str) -> None:
    """Share of each text document that lies under evidence, and what does not, with the reason given for it."""
    from kg_cn_ai.authoring.corpus import read_corpus
    from kg_cn_ai.authoring.coverage import coverage as covered
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

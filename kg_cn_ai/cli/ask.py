"""Commands that ask: query, ask, show, search, path, reconcile."""

from pathlib import Path

import click

from kg_cn_ai.cli.options import FILE, query_text, say_retired
from kg_cn_ai.console import format_option, opened, out, rows, say
from kg_cn_ai.errors import InputError


@click.command()
@click.argument("text", default="-")
@format_option("ttl", "nt", "jsonld", "rdfxml")
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds until the query is stopped.")
@click.option("--endpoint", help="Ask this SPARQL 1.1 endpoint instead of the local graph.")
@click.option("--allow-service", multiple=True, metavar="URL", help="Endpoint that SERVICE may call; repeatable.")
def query(text: str, form: str, timeout: float, endpoint: str | None, allow_service: tuple[str, ...]) -> None:
    """Run a SPARQL query: TEXT itself, the name of a file that holds it, or - for standard input.

    Prefixes are declared already. Nothing is fetched from a network unless --endpoint or --allow-service names it.
    """
    text = query_text(text)
    if endpoint:
        from kg_cn_ai.query.remote import Remote

        with Remote(endpoint) as remote:
            result = remote.query(text, timeout=timeout)
    else:
        result = opened().query(text, timeout=timeout, allow_service=allow_service)
    for warning in result.warnings:
        say(f"note: {warning}")
    out(result.render(form))


@click.command()
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
    say_retired(kg, *(given for values in params.values() for given in values))
    if text:
        out(kg.question_text(question, **params))
        return
    out(kg.ask(question, **params).render(form))


@click.command()
@click.argument("name")
@click.option(
    "--at", metavar="DAY", help="Leave out what is known not to hold on that day (2023-05-01); undated facts stay."
)
@format_option()
def show(name: str, at: str | None, form: str) -> None:
    """Show a card of a thing: its names, facts and records, each with its source, place and grade."""
    from kg_cn_ai.cards.text import asides

    card = opened().show(name, at)
    out(card.render(form))
    for line in asides(card) if form in ("tsv", "csv") else ():
        say(f"note: {line}")


@click.command()
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


@click.command()
@click.argument("source")
@click.argument("target")
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="Most paths.")
@format_option()
def path(source: str, target: str, limit: int, form: str) -> None:
    """Shortest connections between two things, with the evidence of each step."""
    from kg_cn_ai.cards.report import path_rows, path_text

    kg = opened()
    say_retired(kg, source, target)
    columns, values = path_rows(kg.store, kg.paths(source, target, limit))
    if form == "table":
        out(path_text(values))
    else:
        rows(columns, values, form)


@click.command()
@click.argument("file", type=FILE)
@click.option("--column", required=True, help="Column that holds the names.")
@click.option("--type", "kind", metavar="CLASS", help="The names are of things of this class, such as Company.")
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Column with what is known besides, such as jurisdiction=country; repeatable.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 100),
    default=0.0,
    show_default=True,
    help="Least score of a candidate, 0 to 100; a whole name has 98 or more.",
)
def reconcile(file: Path, column: str, kind: str | None, properties: tuple[str, ...], threshold: float) -> None:
    """Match the names in a column of a CSV file to things of the graph; prints the file with six more columns.

    kg_match is "yes" only for the one clear candidate; every other candidate is for a person to look at.
    """
    from kg_cn_ai.search.reconcile import reconcile_csv

    known = dict(pair.split("=", 1) for pair in properties if "=" in pair)
    if len(known) < len(properties):
        raise InputError("--property takes NAME=COLUMN, each name once", hint="for example jurisdiction=country")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", hint="give a UTF-8 CSV file") from error
    table, matched, number = reconcile_csv(
        opened().reconciler, text, column, type=kind, properties=known, threshold=threshold
    )
    out(table)
    say(f"{matched:,} of {number:,} names matched")

"""A card as plain text, Markdown, HTML or rows.

Facts stand under their relation. What has a status other than asserted says so, and what is no fact (a
forecast, a target, a party's claim, an opinion, something unconfirmed) stands in a section of its own, under
that name.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from kg_cn_ai.cards.facts import FACT_STATUSES, Evidence, Fact, RecordView, Value
from kg_cn_ai.namespaces import PREFIXES, curie
from kg_cn_ai.query.rows import markdown_escape, render_rows, visible

if TYPE_CHECKING:
    from kg_cn_ai.cards.card import Card

CLAIMS: Final = "Claims, forecasts and opinions"
_STATUS_TEXT: Final = {
    "asserted": "",
    "background": "background",
    "derived": "derived",
    "through-unit": "through a unit",
    "estimate": "ESTIMATE",
    "forecast": "FORECAST",
    "target": "TARGET",
    "party-claim": "CLAIM of an interested party",
    "opinion": "OPINION",
    "unconfirmed": "UNCONFIRMED",
    "": "STATUS UNKNOWN",
}
_ROW_COLUMNS: Final = ("kind", "relation", "value", "iri", "date", "status", "grade", "source", "place")

Line = tuple[int, str, str]
"""Indentation, the words that matter, and the rest."""


def text(card: "Card", *, markdown: bool) -> str:
    """The card as plain text or Markdown, ending with a line break."""
    escape: Callable[[str], str] = markdown_escape if markdown else visible
    strong = (lambda words: f"**{words}**") if markdown else (lambda words: words)
    heading, kind, *about = [escape(line) for line in _head(card)]
    lines = [f"# {heading}" if markdown else heading, *([""] if markdown else []), kind]
    for line in about:
        lines += ["", line] if markdown else [line]
    for title, body in _sections(card):
        lines += ["", f"## {title}" if markdown else title, *([""] if markdown else [])]
        for depth, head, rest in body:
            shown = strong(escape(head)) if depth == 0 and head else escape(head)
            words = "  ".join(part for part in (shown, escape(rest)) if part)
            lines.append(f"{'  ' * depth}- {words}" if markdown else f"{'  ' * (depth + 1)}{words}")
    return "\n".join(lines) + "\n"


def html_text(card: "Card") -> str:
    """The card as an HTML fragment, everything escaped."""
    heading, kind, *about = [html.escape(visible(line)) for line in _head(card)]
    parts = [f"<h3>{heading}</h3>", f"<p>{kind}</p>", *(f"<p>{line}</p>" for line in about)]
    for title, body in _sections(card):
        parts.append(f"<h4>{html.escape(title)}</h4>")
        for depth, head, rest in body:
            shown, more = html.escape(visible(head)), html.escape(visible(rest))
            head_html = f"<b>{shown}</b>" if depth == 0 else shown
            parts.append(f'<div style="margin-left:{depth * 1.5:g}em">{head_html} <small>{more}</small></div>')
    return "<div>" + "".join(parts) + "</div>"


def rows(card: "Card", format: str) -> str:
    """One line per fact and record, as tsv or csv."""
    table: list[Sequence[object]] = []
    for fact in card.facts:
        kind = "fact" if fact.status in FACT_STATUSES else fact.status
        relation = f"{fact.label} (incoming)" if fact.incoming else fact.label
        table.append((kind, relation, fact.value.text, fact.value.iri, fact.date, fact.status, fact.grade,
                      *_sources(fact.evidence)))  # fmt: skip
    for view in card.records:
        kind = "record" if view.status in FACT_STATUSES else view.status
        table.append((kind, view.types[0] if view.types else "", view.label, view.iri, view.date, view.status,
                      view.grade, *_sources(view.evidence)))  # fmt: skip
    return render_rows(_ROW_COLUMNS, table, format)


def asides(card: "Card") -> Iterator[str]:
    """What the reader should know of the name that was asked for."""
    if card.replaces:
        yield f"{curie(card.replaces)} is retired: {curie(card.iri)} stands in its place."
    if card.namesakes:
        others = (f"{other.text} ({curie(other.iri or other.text)})" for other in card.namesakes)
        yield f"Others bear the name: {'; '.join(others)}"


def _head(card: "Card") -> Iterator[str]:
    names = dict.fromkeys(
        [card.label, *(card.labels[tag] for tag in ("zh-hans", "zh-latn-pinyin") if tag in card.labels)]
    )
    yield " · ".join(names)
    yield f"{card.type_label or 'No type'} ({curie(card.iri)})"
    others = [*card.names, *(label for label in card.labels.values() if label not in names)]
    if others:
        yield f"Also known as: {'; '.join(sorted(set(others)))}"
    if card.note:
        yield card.note
    yield from asides(card)


def _sections(card: "Card") -> Iterator[tuple[str, list[Line]]]:
    numbers = _numbers(card)
    facts = [fact for fact in card.facts if fact.status in FACT_STATUSES]
    records = [view for view in card.records if view.status in FACT_STATUSES]
    claims = [fact for fact in card.facts if fact.status not in FACT_STATUSES]
    told = [view for view in card.records if view.status not in FACT_STATUSES]
    if facts:
        lines = list(_fact_lines(facts, card, numbers))
        if card.consortium:
            met = "left out: organizations met only in consortia of many makers or partners"
            lines.append((0, "", f"{met}: {card.consortium:,}"))
        yield "Facts", lines
    if records:
        yield "Records", [line for view in records for line in _record_lines(view, numbers)]
    if claims or told:
        lines = [line for view in told for line in _record_lines(view, numbers)]
        yield CLAIMS, [*_fact_lines(claims, card, numbers), *lines]
    if not card.facts and not card.records:
        yield "Facts", [(0, "", "none in the graph")]
    documents = {e.document: e for e in _evidence(card)}
    if documents:
        yield (
            "Sources",
            [(0, "", f"[{number}] {_document(documents[iri])}") for iri, number in numbers.items()],
        )


def _evidence(card: "Card") -> Iterator[Evidence]:
    yield from (evidence for fact in card.facts for evidence in fact.evidence)
    yield from (evidence for view in card.records for evidence in view.evidence)


def _numbers(card: "Card") -> dict[str, int]:
    """A number for each document, in the order in which the card first cites them."""
    return {iri: number for number, iri in enumerate(dict.fromkeys(e.document for e in _evidence(card)), start=1)}


def _document(evidence: Evidence) -> str:
    said = (
        evidence.publisher,
        evidence.title,
        evidence.url or "",
        evidence.licence or "",
        curie(evidence.document),
    )
    return ", ".join(part for part in said if part)


def _fact_lines(facts: Iterable[Fact], card: "Card", numbers: Mapping[str, int]) -> Iterator[Line]:
    values = {fact.statement: fact for fact in card.facts}
    for (incoming, label), group in groupby(facts, key=lambda fact: (fact.incoming, fact.label)):
        yield 0, f"whose “{label}” is {card.label}" if incoming else label, ""
        for fact in group:
            units = f": {', '.join(unit.text for unit in fact.through)}" if fact.through else ""
            remarks = f"({_remarks(fact.status, fact.grade, fact.date, units)})"
            yield 1, _value_text(fact.value), f"{remarks}  {_cited(fact.evidence, numbers)}"
            for other in fact.contradicts:
                against = _value_text(values[other].value) if other in values else curie(other)
                yield 2, "", f"contradicted by: {against}"


def _record_lines(view: RecordView, numbers: Mapping[str, int]) -> Iterator[Line]:
    kind = view.types[0] if view.types else "Record"
    remarks = _remarks(view.status, view.grade, view.date)
    yield 0, view.label, f"({kind}{f', {remarks}' if remarks else ''})  {_cited(view.evidence, numbers)}"
    if view.summary and view.summary != view.label:
        yield 1, "", view.summary
    for label, group in groupby(_combined(view.parts), key=lambda part: part[0]):
        yield 1, "", f"{label}: {'; '.join(value for _, value in group)}"


def _cited(evidence: Iterable[Evidence], numbers: Mapping[str, int]) -> str:
    """The places, under the number of each document: ``[1] row 12  [2] characters 5–9; characters 20–31``.

    A place that rests on pages of others names them: ``row 12: Reuters, read in a copy, https://…``.
    """
    by_document: dict[str, list[str]] = {}
    for one in evidence:
        pages = ", ".join(f"{page.en}, {page.url}" for page in one.pages)
        by_document.setdefault(one.document, []).append(one.place_en + (f": {pages}" if pages else ""))
    return "  ".join(f"[{numbers[iri]}] {'; '.join(places)}" for iri, places in by_document.items())


def _combined(parts: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, str]]:
    """Parts as label and text; comparator, number and unit are one part: ``more than 60,000 yuan``."""
    parts = list(parts)
    compared = [value.text for _, value in parts if (value.iri or "").startswith(PREFIXES["cmp"])]
    units = [value.text for _, value in parts if (value.iri or "").startswith(PREFIXES["unit"])]
    numbers = [label for label, value in parts if label == "value" and value.iri is None]
    one = len(numbers) == 1 and len(compared) <= 1 and len(units) <= 1
    for label, value in parts:
        if one and (value.iri or "").startswith((PREFIXES["cmp"], PREFIXES["unit"])):
            continue
        words = _value_text(value)
        if one and label == "value":
            shown = [text for text in compared if text != "exactly"]
            words = " ".join([*shown, words, *units])
        yield label, words


def _value_text(value: Value) -> str:
    if value.iri is None and value.text.isascii() and value.text.isdigit() and len(value.text) > 4:
        return f"{int(value.text):,}"
    return value.text


def _remarks(status: str, grade: str, date: str | None, units: str = "") -> str:
    said = (date or "", _STATUS_TEXT.get(status, status.upper()) + units, grade.replace("-", " "))
    return ", ".join(part for part in dict.fromkeys(said) if part)


def _sources(evidence: Sequence[Evidence]) -> tuple[str, str]:
    return "; ".join(dict.fromkeys(e.document for e in evidence)), "; ".join(e.place_en for e in evidence)

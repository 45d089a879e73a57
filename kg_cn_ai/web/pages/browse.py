"""Pages over many things: search results, partnerships, the timeline, connections, and two things side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import FACT_STATUSES, Value
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.namespaces import CNAI, curie, kind_of
from kg_cn_ai.network.paths import shortest_paths
from kg_cn_ai.query.rows import render_rows
from kg_cn_ai.web.negotiation import choose
from kg_cn_ai.web.pages import chronicle
from kg_cn_ai.web.pages.phrases import number_of, tools
from kg_cn_ai.web.pages.view import language, page, text
from kg_cn_ai.web.release.knowledge import knowledge
from kg_cn_ai.web.release.site import site_of

if TYPE_CHECKING:
    from kg_cn_ai.search.search import Match

T = TypeVar("T")

router = APIRouter(include_in_schema=False)

_ROWS: Final = 100
"""Rows on one page of a list."""

_RESULTS: Final = 50
_PATHS: Final = 5


@router.get("/search")
def search(request: Request) -> Response:
    """What has a name like the one that was typed."""
    asked = request.query_params.get("q", "").strip()
    kind = request.query_params.get("type") or None
    index = site_of(request).kg.index
    found = index.search(asked, _RESULTS + 1, kind) if asked else []
    near = index.nearest(asked, 5) if asked and not found and kind is None else []
    return page(
        request,
        "search.html.j2",
        asked=asked,
        kind=kind,
        found=found[:_RESULTS],
        more=len(found) > _RESULTS,
        near=near,
        type_of=lambda match: _type_of(request, match),
        **tools(request),
    )


def _type_of(request: Request, match: "Match") -> str:
    """The label of a match's class; that of concepts is not of our vocabulary."""
    lang = language(request)
    return knowledge(request).name(CNAI + match.type, lang) if kind_of(match.iri) else text(lang, "thing-concept")


@router.get("/partnerships")
def partnerships(request: Request) -> Response:
    """Who works with whom; by country, type, year and sector."""
    if choose(request.headers.get("accept"), ("text/html", "text/csv")) == "text/csv":
        return partnerships_csv(request)
    lang, (rows, every) = language(request), _partnerships(request)
    shown, number, pages = _cut(request, rows)
    return page(
        request,
        "partnerships.html.j2",
        rows=shown,
        total=len(rows),
        every=len(every),
        number=number,
        pages=pages,
        countries=chronicle.choices(every, lambda row: row.countries, lang),
        kinds=chronicle.choices(every, lambda row: row.kinds, lang),
        sectors=chronicle.choices(every, lambda row: row.sectors, lang),
        years=sorted({year for row in every for year in row.years}, reverse=True),
        asked=dict(request.query_params),
        query=urlencode([(k, v) for k, v in request.query_params.multi_items() if k not in ("page", "lang")]),
        chosen=lambda key, iri: request.query_params.get(key) in (iri, curie(iri)),
        **tools(request),
    )


@router.get("/partnerships.csv")
def partnerships_csv(request: Request) -> Response:
    """The same list, with the same filters, as CSV."""
    rows, _ = _partnerships(request)
    columns = ("iri", "label", "label_zh", "partners", "countries", "types", "sectors", "date", "status", "grade")
    table = [
        (row.iri, row.label, row.label_zh, _texts(row.partners), _texts(row.countries), _texts(row.kinds),
         _texts(row.sectors), row.date, row.status, row.grade)
        for row in rows
    ]  # fmt: skip
    headers = {"content-disposition": 'attachment; filename="partnerships.csv"', "vary": "Accept"}
    return Response(render_rows(columns, table, "csv"), media_type="text/csv", headers=headers)


def _texts(values: Sequence[Value]) -> str:
    return "; ".join(value.text for value in values)


def _partnerships(request: Request) -> tuple[list[chronicle.Partnership], list[chronicle.Partnership]]:
    """The rows that the filters leave, and all of them."""
    known = knowledge(request)
    every = site_of(request).kept("partnerships", lambda: chronicle.partnerships(known))
    country, kind, sector, year = (request.query_params.get(name) for name in ("country", "type", "sector", "year"))
    rows = [
        row
        for row in every
        if _has(row.countries, country)
        and _has(row.kinds, kind)
        and _has(row.sectors, sector)
        and (not year or year in row.years)
    ]
    return rows, every


def _has(values: Sequence[Value], wanted: str | None) -> bool:
    return not wanted or any(value.iri and wanted in (value.iri, curie(value.iri)) for value in values)


def _cut(request: Request, rows: Sequence[T]) -> tuple[Sequence[T], int, int]:
    """The rows of the page that is asked for, its number, and that of the last one."""
    pages = max(1, -(-len(rows) // _ROWS))
    number = number_of(request.query_params.get("page"), pages)
    return rows[(number - 1) * _ROWS : number * _ROWS], number, pages


@router.get("/timeline")
def timeline(request: Request) -> Response:
    """What happened when; by year and by type."""
    known = knowledge(request)
    every = site_of(request).kept("timeline", lambda: chronicle.dated(known))
    year, kind = request.query_params.get("year"), request.query_params.get("type")
    rows = [row for row in every if (not year or year in row.years) and (not kind or kind == row.kind)]
    shown, number, pages = _cut(request, rows)
    kinds: dict[str, int] = {}
    for row in every:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    return page(
        request,
        "timeline.html.j2",
        rows=shown,
        total=len(rows),
        number=number,
        pages=pages,
        years=sorted({year for row in every for year in row.years}, reverse=True),
        kinds=sorted((known.name(CNAI + name, language(request)), name, n) for name, n in kinds.items() if name),
        kind_name=lambda name: known.name(CNAI + name, language(request)) if name else "",
        asked=dict(request.query_params),
        query=urlencode([(k, v) for k, v in request.query_params.multi_items() if k not in ("page", "lang")]),
        **tools(request),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name that was typed: the IRI it stands for, or why there is none."""

    text: str
    iri: str | None = None
    problem: str | None = None
    hint: str | None = None


def _asked(request: Request, name: str) -> _Asked:
    text = request.query_params.get(name, "").strip()[:500]
    if not text:
        return _Asked("")
    try:
        return _Asked(text, site_of(request).kg.resolve(text))
    except UnknownName as error:
        return _Asked(text, None, error.what, error.hint)


@router.get("/path")
def path(request: Request) -> Response:
    """How two things are connected."""
    known, source, target = knowledge(request), _asked(request, "from"), _asked(request, "to")
    problem, hint, found = source.problem or target.problem, source.hint or target.hint, []
    status = 404 if problem else 200
    if source.iri and target.iri:
        try:
            found = shortest_paths(known.network, source.iri, target.iri, _PATHS, known.projection)
        except UnknownName as error:
            problem, hint, status = error.what, error.hint, 404
        except InputError as error:
            problem, hint, status = error.what, error.hint, 400
    return page(
        request,
        "path.html.j2",
        status=status,
        source=source,
        target=target,
        found=found,
        problem=problem,
        hint=hint,
        evidence_of=lambda statement: known.fact(statement)[1],
        **tools(request),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A property of two things: its labels, and the values of each; ``same`` are IRIs and texts that both have."""

    label: str
    label_zh: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]
    same: frozenset[str]


@router.get("/compare")
def compare(request: Request) -> Response:
    """Two things side by side."""
    known, left, right = knowledge(request), _asked(request, "a"), _asked(request, "b")
    problem, hint = left.problem or right.problem, left.hint or right.hint
    cards = [known.card(side.iri, None) for side in (left, right) if side.iri] if left.iri and right.iri else []
    shared: list[str] = []
    if len(cards) == 2:
        near = [set(known.network.to_undirected(as_view=True).adj.get(card.iri, ())) for card in cards]
        shared = sorted(near[0] & near[1], key=lambda iri: known.name(iri, language(request)))
    return page(
        request,
        "compare.html.j2",
        status=404 if problem else 200,
        left=left,
        right=right,
        cards=cards,
        lines=_lines(*cards) if len(cards) == 2 else [],
        shared=shared,
        problem=problem,
        hint=hint,
        **tools(request),
    )


def _lines(left: Card, right: Card) -> list[_Line]:
    labels: dict[tuple[bool, str], tuple[str, str]] = {}
    sides: tuple[dict[tuple[bool, str], list[Value]], ...] = ({}, {})
    for values, card in zip(sides, (left, right), strict=True):
        for fact in card.facts:
            if fact.status in FACT_STATUSES:
                key = (fact.incoming, fact.property)
                labels[key] = (fact.label, fact.label_zh)
                values.setdefault(key, []).append(fact.value)
    lines = []
    for key, (label, label_zh) in sorted(labels.items()):
        a, b = (tuple(values.get(key, ())) for values in sides)
        same = {value.iri or value.text for value in a} & {value.iri or value.text for value in b}
        dots = ("… ", "…… ") if key[0] else ("", "")
        lines.append(_Line(dots[0] + label, dots[1] + label_zh, a, b, frozenset(same)))
    return sorted(lines, key=lambda line: (not line.same, not (line.left and line.right)))

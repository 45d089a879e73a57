"""``/api/v1``: what the graph knows, as JSON, described by OpenAPI 3.1.

A thing is named by its IRI, its compact IRI (``org:baidu``) or a name that only it has (百度). Lists come in pages: the
answer's ``next`` is the ``cursor`` of the next page, and holds only in the release it was made in. Errors are
``{error, line, column, hint, docs}`` with a status of their own.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Query, Request, Response

from kg_cn_ai.cards.card import Card
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.namespaces import CNAI, PREFIXES, curie, local_name
from kg_cn_ai.network import paths
from kg_cn_ai.search.meaning import asked_for
from kg_cn_ai.stats import stats
from kg_cn_ai.web.protocol.api_models import (
    Count,
    Edge,
    Failure,
    Found,
    GraphPage,
    Neighbour,
    NeighbourPage,
    Node,
    Paths,
    ReleaseAnswer,
    SearchPage,
    Statistics,
    Step,
    TermEntry,
    TermText,
    VocabularyAnswer,
)
from kg_cn_ai.web.release.knowledge import knowledge
from kg_cn_ai.web.release.site import site_of

T = TypeVar("T")

_MOST: Final = 200
_FURTHEST: Final = 2_000
"""Search results that can be paged through."""


router = APIRouter(
    prefix="/api/v1",
    tags=["graph"],
    responses={
        400: {"model": Failure, "description": "What was given cannot be used as it is"},
        404: {
            "model": Failure,
            "description": "No thing, path or page is there",
        },
        422: {"model": Failure, "description": "A parameter is missing or of the wrong kind"},
    },
)

Limit = Annotated[int, Query(ge=1, le=_MOST, description="results on a page, at most")]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
Name = Annotated[
    str, Query(min_length=1, max_length=500, description="IRI, compact IRI, or name of a thing", examples=["org:baidu"])
]


@router.get("/search", response_model=SearchPage)
async def search(
    request: Request,
    q: Annotated[str, Query(max_length=500, description="a name or its beginning", examples=["zhipu"])],
    type: Annotated[str | None, Query(max_length=100, description="local name of a class")] = None,
    limit: Limit = 10,
    cursor: Cursor = None,
) -> Response:
    """Things and records by name, as one types: English, Chinese in either script, pinyin, with typing errors."""
    # A search takes less time than to hand it to a thread and back, and threads that search at once only wait for each
    # other; so it is done here, and what it gives is written as it is.
    start = _start(request, cursor)
    if start > _FURTHEST:
        raise UnknownName("so many results are not paged through", hint="Write more of the name, or give a type.")
    found = site_of(request).kg.index.search(q, start + limit + 1, type or None)
    known = knowledge(request)
    results = [
        Found.model_construct(
            iri=match.iri,
            id=curie(match.iri),
            label=match.label,
            label_zh=match.label_zh,
            type=match.type,
            type_label=match.type_label,
            type_label_zh=known.name(CNAI + match.type, "zh"),
            matched=match.matched,
            score=match.score,
            how=match.how,
        )
        for match in found[start : start + limit]
    ]
    more = len(found) > start + limit and start + limit <= _FURTHEST
    answer = SearchPage.model_construct(results=results, next=_cursor(request, start + limit) if more else None)
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get("/thing")
def thing(request: Request, id: Name) -> Card:
    """What the graph says of a thing, record or concept: labels, facts, records, each with its sources and places."""
    iri, others = site_of(request).kg.meant(id)
    return asked_for(knowledge(request).card(iri, None), id, others)


@router.get("/neighbours")
def neighbours(request: Request, id: Name, limit: Limit = 50, cursor: Cursor = None) -> NeighbourPage:
    """The things next to a thing in the network, with the relations between."""
    iri, graph = _resolve(request, id), knowledge(request).network
    if iri not in graph:
        raise UnknownName(f"{curie(iri)} is no thing of the network", hint="Records and concepts are not; ask /thing.")
    between: dict[str, list[Edge]] = {}
    edges = (*graph.out_edges(iri, keys=True, data=True), *graph.in_edges(iri, keys=True, data=True))
    for source, target, key, data in edges:
        between.setdefault(target if source == iri else source, []).append(_edge(source, target, key, data))
    ranked = sorted(between, key=lambda other: (-len(between[other]), graph.nodes[other]["label"], other))
    shown, after = _page(request, ranked, limit, cursor)
    found = [Neighbour(thing=_node(graph, other), relations=between[other]) for other in shown]
    return NeighbourPage(thing=_node(graph, iri), neighbours=found, next=after)


@router.get("/path")
def path(
    request: Request,
    source: Annotated[str, Query(alias="from", min_length=1, max_length=500, examples=["org:xiaomi"])],
    target: Annotated[str, Query(alias="to", min_length=1, max_length=500, examples=["org:baidu"])],
    limit: Annotated[int, Query(ge=1, le=20)] = 3,
) -> Paths:
    """The shortest connections between two things."""
    known = knowledge(request)
    network = known.network
    ends = _resolve(request, source), _resolve(request, target)
    found = paths.shortest_paths(network, *ends, limit, known.projection)
    return Paths(paths=[[_step(network, step) for step in steps] for steps in found])


@router.get("/graph")
def graph(
    request: Request,
    type: Annotated[str | None, Query(max_length=100, description="only relations of things of this class")] = None,
    relation: Annotated[str | None, Query(max_length=100, description="only this property")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> GraphPage:
    """The network of things, a page of relations at a time."""
    known = knowledge(request)
    network, index = known.network, site_of(request).kg.index
    wanted = None if type is None else index.of_type(type)
    name = local_name(relation).rsplit(":", 1)[-1] if relation else None
    if name is not None and CNAI + name not in known.vocabulary.properties:
        raise UnknownName(f"there is no property {relation!r}", hint="They are listed at /api/v1/vocabulary.")
    edges = [
        (source, target, key, data)
        for source, target, key, data in network.edges(keys=True, data=True)
        if (name is None or local_name(data["relation"]) == name)
        and (wanted is None or source in wanted or target in wanted)
    ]
    shown, after = _page(request, edges, limit, cursor)
    ends = dict.fromkeys(end for source, target, _, _ in shown for end in (source, target))
    return GraphPage(
        nodes=[_node(network, iri) for iri in ends],
        edges=[_edge(*edge) for edge in shown],
        total=len(edges),
        next=after,
    )


@router.get("/statistics")
def statistics(request: Request) -> Statistics:
    """How much of what is in the release."""
    site = site_of(request)
    rows = site.kept("statistics", lambda: list(stats(site.kg.store)))
    return Statistics(
        counts=site.kg.manifest["counts"], by_kind=[Count(what=what, kind=kind, number=n) for what, kind, n in rows]
    )


@router.get("/vocabulary")
def vocabulary(request: Request) -> VocabularyAnswer:
    """Classes, properties and concepts, with labels in both languages and how often each is used."""
    found = knowledge(request).vocabulary

    def entry(term: Any, kind: str, parents: Iterable[str] = ()) -> TermEntry:
        return TermEntry(
            iri=term.iri,
            id=curie(term.iri),
            kind=kind,
            label=TermText(**asdict(term.label)),
            definition=TermText(**asdict(term.definition)),
            parents=list(parents),
            uses=term.uses,
        )

    return VocabularyAnswer(
        version=found.version,
        prefixes=dict(sorted(PREFIXES.items())),
        classes=[entry(term, "class", term.parents) for term in found.classes.values()],
        properties=[entry(term, term.kind, term.parents) for term in found.properties.values()],
        concepts=[entry(concept, "concept", [scheme.iri]) for scheme in found.schemes for concept in scheme.concepts],
    )


@router.get("/release")
def release(request: Request) -> ReleaseAnswer:
    """Which release is served, whom to credit, and its files with their hashes."""
    manifest = site_of(request).kg.manifest
    return ReleaseAnswer(**{name: manifest[name] for name in ReleaseAnswer.model_fields})


def _resolve(request: Request, name: str) -> str:
    return site_of(request).kg.resolve(name)


def _node(network: Any, iri: str) -> Node:
    known = network.nodes[iri]
    return Node(iri=iri, id=curie(iri), **{name: known[name] for name in ("label", "label_zh", "type", "country")})


def _edge(source: str, target: str, statement: str, data: Any) -> Edge:
    names = ("relation", "label", "label_zh", "status", "grade", "date", "record")
    return Edge(statement=statement, source=source, target=target, **{name: data[name] for name in names})


def _step(network: Any, step: paths.Step) -> Step:
    relations = []
    for relation in step.relations:
        ends = (step.source, step.target) if relation.forward else (step.target, step.source)
        relations.append(_edge(*ends, relation.statement, asdict(relation)))
    return Step(source=_node(network, step.source), target=_node(network, step.target), relations=relations)


def _page(request: Request, items: Sequence[T], limit: int, cursor: str | None) -> tuple[Sequence[T], str | None]:
    start = _start(request, cursor)
    end = start + limit
    return items[start:end], _cursor(request, end) if end < len(items) else None


def _cursor(request: Request, start: int) -> str:
    return base64.urlsafe_b64encode(f"{site_of(request).release[:12]}.{start}".encode()).decode().rstrip("=")


def _start(request: Request, cursor: str | None) -> int:
    """Where a page starts.

    Raises:
        UnknownName: The cursor is none, or is one of another release.
    """
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        release_id, _, start = text.partition(".")
        number = int(start) if start.isdecimal() and len(start) < 10 else -1
    except (binascii.Error, ValueError):
        release_id, number = "", -1
    if number < 0:
        raise UnknownName("this is no cursor", hint="Give `next` of the page before as it is, or no cursor.")
    if release_id != site_of(request).release[:12]:
        raise UnknownName("this cursor is of another release", hint="Begin with the first page again.")
    return number

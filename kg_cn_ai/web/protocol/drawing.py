"""The answer to a query as a picture: the network page of what a CONSTRUCT or a SELECT of three columns gives."""

import asyncio
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError
from kg_cn_ai.network.network import network
from kg_cn_ai.pages.release import graph_page
from kg_cn_ai.web.media import GRAPHS, TABLES
from kg_cn_ai.web.pages.failures import failure
from kg_cn_ai.web.pages.view import language
from kg_cn_ai.web.protocol.library import OWN_POLICY
from kg_cn_ai.web.protocol.problems import Problem
from kg_cn_ai.web.protocol.sparql import SHOWN, answer
from kg_cn_ai.web.protocol.sparql_request import Asked, Refused, read_request
from kg_cn_ai.web.release.site import Site, site_of

if TYPE_CHECKING:
    import networkx as nx

router = APIRouter(include_in_schema=False)

MOST: Final = 200
"""Most things of a picture."""

_HINT: Final = "CONSTRUCT { ?a cnai:partnersWith ?b } WHERE { … }, or SELECT ?a ?relation ?b { … }; ends are IRIs."
_HINT_ZH: Final = "CONSTRUCT { ?a cnai:partnersWith ?b } WHERE { … }，或 SELECT ?a ?relation ?b { … }；两端须是 IRI。"

Edge = tuple[str, str, str]
"""IRI of a thing, IRI or name of a relation, IRI of a thing."""


async def drawing(request: Request) -> Response:
    """The picture of a query's answer."""
    site = site_of(request)
    try:
        asked = await read_request(request)
        if asked is None:
            raise Refused(400, "there is no query to draw", _HINT, "没有可以画成图的查询", _HINT_ZH)
        asked = Asked(asked.text, TABLES[0], GRAPHS[1], client=asked.client)
        header, body = await answer(site, asked, most=SHOWN)
        # A picture takes a moment of this process's time, so there is one at a time.
        async with site.kept("drawing", lambda: asyncio.Semaphore(1)):
            html = await asyncio.to_thread(_drawn, site, header["kind"], body, language(request))
    except (Refused, Problem) as error:
        what, hint = error.said(language(request))
        return failure(request, error.status, what, hint=hint)
    return HTMLResponse(html, headers={"content-security-policy": OWN_POLICY, "cache-control": "no-store"})


router.add_route("/sparql/graph", drawing, methods=["GET", "POST"])


def _drawn(site: Site, kind: str, body: bytes, lang: str) -> str:
    edges = sorted(set(_of_triples(body) if kind == "triples" else _of_rows(kind, body)))
    things = {end for source, _, target in edges for end in (source, target)}
    if not edges:
        raise InputError("the answer has no relation between things, so there is nothing to draw", hint=_HINT)
    if len(things) > MOST:
        raise InputError(
            f"the answer has {len(things):,} things, more than a picture can show ({MOST})", hint="Add LIMIT."
        )
    heading = ("Answer to a query", "查询结果")
    return graph_page(site.kg.store, _graph(site, edges), site.release, heading=heading, lang=lang)


def _of_triples(body: bytes) -> Iterable[Edge]:
    for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode):
            yield subject.value, quad.predicate.value, value.value


def _of_rows(kind: str, body: bytes) -> Iterable[Edge]:
    data = json.loads(body)
    columns = data["head"].get("vars", ())
    if kind != "solutions" or len(columns) != 3:
        raise InputError("only a CONSTRUCT or a SELECT of three columns can be drawn", hint=_HINT)
    for row in data["results"]["bindings"]:
        cells = [row.get(name) for name in columns]
        if all(cells) and cells[0]["type"] == cells[2]["type"] == "uri":
            yield cells[0]["value"], cells[1]["value"], cells[2]["value"]


def _graph(site: Site, edges: Iterable[Edge]) -> "nx.MultiDiGraph[str]":
    """The things and relations of a picture, with all that the network knows of them."""
    import networkx as nx

    whole = site.kept("network", lambda: network(site.kg.store))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (source, relation, target) in enumerate(edges):
        for iri in (source, target):
            graph.add_node(iri, **(whole.nodes[iri] if iri in whole else _node(site, iri)))
        known = [
            (a, b, key, data)
            for a, b in ((source, target), (target, source))
            for key, data in (whole.get_edge_data(a, b) or {}).items()
            if data["relation"] == relation
        ]
        for a, b, key, data in known:
            graph.add_edge(a, b, key=key, **data)
        if not known:
            label, label_zh = _names(site, relation)
            blank = dict.fromkeys(("status", "grade", "date", "record"), "")
            graph.add_edge(
                source, target, key=f"drawn-{number}", relation=relation, label=label, label_zh=label_zh, **blank
            )
    return graph


def _node(site: Site, iri: str) -> dict[str, Any]:
    label, label_zh = _names(site, iri)
    empty = {"pinyin": "", "names": [], "type": "", "country": ""}
    return {"label": label, "label_zh": label_zh, "group": "other", "iri": iri, **empty}


def _names(site: Site, iri: str) -> tuple[str, str]:
    """The English and the Chinese label of anything; its local name where it has none."""
    found = {}
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return iri, ""
    for name in ("prefLabel", "label"):
        predicate = ox.NamedNode(f"{ns.RDFS}label" if name == "label" else f"{ns.SKOS}prefLabel")
        for quad in site.kg.store.quads_for_pattern(node, predicate, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal):
                found[quad.object.language or ""] = quad.object.value
    return found.get("en") or found.get("") or ns.local_name(iri) or iri, found.get("zh-hans", "")

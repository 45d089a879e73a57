"""The data of the simple page: the explorer's columns, and what vis-network needs to draw them.

``nodes`` and ``edges`` say in the order of the things and relations where each stands, how large it is and how far it
bends. Places come from `layout`, which leaves room for every label; nothing moves in the browser.
"""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from kg_cn_ai.namespaces import local_name
from kg_cn_ai.network.layout import SMALL, Room, positions
from kg_cn_ai.network.places import Place
from kg_cn_ai.pages.data import short, template
from kg_cn_ai.pages.explorer_data import explorer_data

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.card import Card

__all__ = ["simple_data"]

_BEND: Final = 0.16
"""Roundness of a relation beside a parallel one; each further one bends by as much more."""

_BEND_SMALL: Final = 0.34
"""The same in a small graph, where each line is to carry its name."""


def simple_data(graph: "nx.MultiDiGraph[str]", cards: "Mapping[str, Card]") -> dict[str, Any]:
    """All that the page shows of a graph; ``nodes`` and ``edges`` are in the form of vis-network.

    Args:
        graph: Things and their relations; an attribute that is missing is taken as empty.
        cards: What is known about each thing, by IRI.
    """
    degree = dict(graph.degree())
    base = 10.0 if sum(1 for d in degree.values() if d) <= SMALL else 6.5
    sizes = {iri: min(26.0, base + 2.5 * math.sqrt(degree[iri])) for iri in graph}
    labels = {iri: graph.nodes[iri].get("label") or local_name(iri) for iri in graph}
    spots = positions(graph, {iri: _room(labels[iri], sizes[iri]) for iri in graph})
    columns, facts = explorer_data(graph, cards, {iri: Place(spot.x, spot.y, -1) for iri, spot in spots.items()})
    return {
        **columns,
        "facts": facts,
        "text": _text(),
        "nodes": [
            {"id": short(iri), "x": spots[iri].x, "y": spots[iri].y, "size": round(sizes[iri], 1)}
            for iri in sorted(graph)
        ],
        "edges": _edges(graph),
    }


def _text() -> dict[str, dict[str, str]]:
    """The explorer's phrases, and the page's own in their place."""
    shared, own = json.loads(template("explorer/explorer.json")), json.loads(template("simple.json"))
    return {lang: shared[lang] | own[lang] for lang in own}


def _room(label: str, size: float) -> Room:
    """What a mark and its label take up; the page breaks labels at about 125 pixels; three lines at most."""
    wide = max(1.0, sum(12.5 if ord(character) > 0x2E7F else 6.4 for character in label))
    lines = min(3, math.ceil(wide / 120))
    # The whole map mostly shows at less than scale 1, where labels keep their size: those of hubs shall fit.
    more = 1.35 if size > 11 else 1.1
    return Room(size * 1.6 - 2, max(44.0, min(wide / lines, 115.0)) * more, lines * 14.0 * more)


def _edges(graph: "nx.MultiDiGraph[str]") -> list[dict[str, Any]]:
    """Lines in the order of `explorer_data`."""
    found = sorted(graph.edges(keys=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
    beside: dict[tuple[str, ...], int] = {}
    for source, target, _ in found:
        pair = tuple(sorted((source, target)))
        beside[pair] = beside.get(pair, 0) + 1
    drawn: dict[tuple[str, ...], int] = {}
    step = _BEND_SMALL if len(graph) <= SMALL else _BEND
    result = []
    for source, target, key in found:
        pair = tuple(sorted((source, target)))
        place = drawn.get(pair, 0)
        drawn[pair] = place + 1
        bend = round((place - (beside[pair] - 1) / 2) * step * (1 if source == pair[0] else -1), 3)
        result.append({"id": short(str(key)), "from": short(source), "to": short(target), "bend": bend})
    return result

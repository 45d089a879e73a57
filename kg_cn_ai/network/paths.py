"""How two things of the network are connected: its shortest paths, with every relation of each step."""

from bisect import bisect_left
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.network.network import projection
from kg_cn_ai.query.text import most_like

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = "nx.MultiDiGraph[str]"
    Plain: TypeAlias = "nx.Graph[int]"


class NoPath(UnknownName):
    """Two things lie in parts of the network that no relation connects."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One edge of a step; ``forward`` is False where the edge points against the direction of the path."""

    statement: str
    relation: str
    label: str
    label_zh: str
    status: str
    grade: str
    date: str
    record: str
    forward: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next along all relations between the two, in either direction."""

    source: str
    target: str
    relations: tuple[Relation, ...]


def shortest_paths(
    graph: "Graph",
    source: str,
    target: str,
    limit: int = 3,
    projected: "tuple[list[str], Plain] | None" = None,
) -> list[tuple[Step, ...]]:
    """Up to ``limit`` of the shortest connections between two things, whatever way their relations point.

    All have the same number of steps. Those through less linked things come first: that two companies share
    one investor says more than that both are in one city. ``projected`` is the graph's `projection`, for those who have
    it at hand.

    Raises:
        UnknownName: An IRI is not a node of the graph.
        InputError: Source and target are the same thing, or ``limit`` is below 1.
        NoPath: No relation connects the two, directly or through others.
    """
    import networkx as nx

    for iri in (source, target):
        if iri not in graph:
            known = {ns.local_name(node): ns.curie(node) for node in graph}
            near = [known[name] for name in most_like(ns.local_name(iri), known, 3)]
            hint = f"Did you mean {' or '.join(near)}?" if near else "Search for the name first."
            raise UnknownName(f"no thing of the network has the IRI {iri}", hint=hint, suggestions=near)
    if source == target:
        raise InputError(f"{ns.curie(source)} is given twice", hint="A path needs two different things.")
    if limit < 1:
        raise InputError(f"{limit} paths are asked for", hint="Ask for at least one.")
    names, plain = projected or projection(graph)
    start, end = (bisect_left(names, iri) for iri in (source, target))
    found = _shortest(plain, start, end, limit)
    if not found:
        sizes = [len(nx.node_connected_component(plain, i)) for i in (start, end)]
        raise NoPath(
            f"no relation connects {graph.nodes[source]['label']} and {graph.nodes[target]['label']}",
            hint=f"They lie in separate parts of the network, of {sizes[0]} and {sizes[1]} things.",
        )
    paths = ([names[i] for i in path] for path in found)
    return [tuple(_step(graph, a, b) for a, b in pairwise(path)) for path in paths]


def _shortest(plain: "Plain", start: int, end: int, limit: int) -> list[tuple[int, ...]]:
    """The ``limit`` shortest paths whose nodes have the fewest links in all, then those first by number; may be none.

    Searched from both ends, layer by layer, so that only a part of the network is looked at. Of the paths to a node
    those ``limit`` go on that are best so far: what follows is the same for all of them.
    """
    layers = _layers(plain, start, end)
    if not layers:
        return []
    best: dict[int, list[tuple[int, tuple[int, ...]]]] = {start: [(plain.degree(start), (start,))]}
    for before, layer in pairwise(layers):
        reached: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        for node in layer:
            links = plain.degree(node)
            ways = (
                (cost + links, (*path, node))
                for other in plain.adj[node].keys() & before
                for cost, path in best.get(other, ())
            )
            reached[node] = nsmallest(limit, ways)
        best = reached
    return [path for _, path in best[end]]


def _layers(plain: "Plain", start: int, end: int) -> list[set[int]]:
    """The nodes of all shortest paths, a set for each step; none where nothing connects the two."""
    adjacent = plain.adj
    reached: tuple[list[set[int]], list[set[int]]] = ([{start}], [{end}])
    seen = {start}, {end}
    while not seen[0] & reached[1][-1]:
        side = 0 if len(reached[0][-1]) <= len(reached[1][-1]) else 1
        fresh = {other for node in reached[side][-1] for other in adjacent[node]} - seen[side]
        if not fresh:
            return []
        seen[side].update(fresh)
        reached[side].append(fresh)
    middle = reached[0].pop() & reached[1].pop()
    found = [middle]
    for outward in reversed(reached[0]):  # back to the start, through what leads on to the middle
        found.insert(0, outward & {other for node in found[0] for other in adjacent[node]})
    for outward in reversed(reached[1]):
        found.append(outward & {other for node in found[-1] for other in adjacent[node]})
    return found


def _step(graph: "Graph", source: str, target: str) -> Step:
    relations = [
        Relation(
            statement=str(key),
            forward=forward,
            **{name: data[name] for name in Relation.__slots__ if name in data},
        )
        for start, end, forward in ((source, target, True), (target, source, False))
        for key, data in (graph.get_edge_data(start, end) or {}).items()
    ]
    return Step(source, target, tuple(sorted(relations, key=lambda edge: (edge.label, edge.statement))))

"""Positions on the network page: no overlap, the same in every process, whole communities together."""

import itertools
import json
import math
import os
import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_cn_ai.network.layout import GAP, Room, Spot, positions

PRINT_SPOTS = """
import json, sys
import networkx as nx
from kg_cn_ai.network.layout import Room, positions
edges = json.loads(sys.argv[1])
graph = nx.MultiDiGraph(edges)
graph.add_nodes_from(["lone b", "lone a"])
spots = positions(graph, {name: Room(10, 90, 30) for name in graph})
print(json.dumps([[name, s.x, s.y, s.community] for name, s in spots.items()]))
"""


def ring_of_groups(groups: int, size: int) -> nx.MultiDiGraph:
    """Dense groups of things, each joined to the next by one relation."""
    graph = nx.MultiDiGraph()
    for g in range(groups):
        members = [f"group {g} thing {i}" for i in range(size)]
        graph.add_edges_from(itertools.combinations(members, 2))
        graph.add_edge(members[0], f"group {(g + 1) % groups} thing 1")
    return graph


def place(graph: nx.Graph, radius: float = 12.0) -> dict[str, Spot]:
    return positions(graph, {name: Room(radius, 90, 30) for name in graph})


def nearest_rims(spots: dict[str, Spot], radii: dict[str, float]) -> float:
    """Least distance between the rims of two circles."""
    pairs = itertools.combinations(spots, 2)
    return min(
        (math.hypot(spots[a].x - spots[b].x, spots[a].y - spots[b].y) - radii[a] - radii[b] for a, b in pairs),
        default=math.inf,
    )


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    names = [f"thing {i}" for i in range(draw(st.integers(1, 60)))]
    pair = st.tuples(st.sampled_from(names), st.sampled_from(names))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(draw(st.lists(pair, max_size=90)))
    return graph


@settings(max_examples=40)
@given(graphs(), st.integers(4, 40))
def test_no_two_circles_overlap(graph: nx.MultiDiGraph, largest: int) -> None:
    radii = {name: 3.0 + i % largest for i, name in enumerate(sorted(graph))}
    spots = positions(graph, {name: Room(radii[name], 10.0 * (i % 12), 15.0) for i, name in enumerate(radii)})
    assert list(spots) == sorted(graph)
    assert nearest_rims(spots, radii) > GAP - 1.5, "rounding may take one pixel and a half"


@settings(max_examples=15)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_in_which_a_graph_was_made_does_not_matter(graph: nx.MultiDiGraph, random: object) -> None:
    nodes, edges = list(graph), list(graph.edges())
    random.shuffle(nodes)  # type: ignore[attr-defined]
    random.shuffle(edges)  # type: ignore[attr-defined]
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert place(other) == place(graph)


def test_same_positions_on_two_hash_seeds() -> None:
    edges = json.dumps(sorted(ring_of_groups(6, 8).edges()))
    results = [
        subprocess.run(
            [sys.executable, "-c", PRINT_SPOTS, edges],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert results[0] == results[1]
    assert len(json.loads(results[0])) == 50


def test_groups_stay_together() -> None:
    graph = ring_of_groups(6, 8)
    spots = place(graph)
    for group in range(6):
        members = [spots[f"group {group} thing {i}"] for i in range(8)]
        assert len({spot.community for spot in members}) == 1
    assert {spot.community for spot in spots.values()} == set(range(6))
    within = [math.dist((spots[a].x, spots[a].y), (spots[b].x, spots[b].y)) for a, b in graph.edges()]
    apart = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(spots.values(), 2)]
    assert sum(within) / len(within) < 0.5 * sum(apart) / len(apart)


def test_things_without_relations_stand_in_rows_at_the_right() -> None:
    graph = ring_of_groups(5, 8)
    alone = [f"lone {i:02}" for i in range(9)]
    graph.add_nodes_from(alone)
    spots = place(graph)
    right = max(spot.x for name, spot in spots.items() if name not in alone)
    assert all(spots[name].x > right and spots[name].community == -1 for name in alone)


def test_the_map_is_as_wide_as_a_screen() -> None:
    spots = place(ring_of_groups(12, 9))
    width = max(s.x for s in spots.values()) - min(s.x for s in spots.values())
    height = max(s.y for s in spots.values()) - min(s.y for s in spots.values())
    assert 0.9 < width / height < 2.4
    assert abs(max(s.x for s in spots.values()) + min(s.x for s in spots.values())) <= 1, "centred"


def test_a_path_lies_along_its_length() -> None:
    spots = place(nx.path_graph(["a", "b", "c", "d", "e"], create_using=nx.MultiDiGraph))
    xs = [spot.x for spot in spots.values()]
    assert xs in (sorted(xs), sorted(xs, reverse=True))
    assert max(xs) - min(xs) > 5 * (max(s.y for s in spots.values()) - min(s.y for s in spots.values()))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_small_graphs(count: int) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from("ab"[:count])
    if count:
        graph.add_edge("a", "a")
    spots = place(graph)
    assert list(spots) == list("ab"[:count])
    assert count != 1 or spots["a"] == Spot(0, 0, -1)

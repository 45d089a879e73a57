"""The map: no marks touch, the same in every process, and kept from release to release."""

import itertools
import json
import math
import os
import subprocess
import sys

import networkx as nx
import synthetic_network
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_cn_ai.network.atlas import atlas
from kg_cn_ai.network.measures import communities
from kg_cn_ai.network.places import Place

PRINT_ATLAS = """
import json, sys
import networkx as nx
from kg_cn_ai.network.atlas import atlas
graph = nx.MultiDiGraph(json.loads(sys.argv[1]))
graph.add_nodes_from(["lone b", "lone a"])
for name in graph:
    graph.nodes[name]["label"] = name
print(json.dumps([[name, p.x, p.y, p.community] for name, p in atlas(graph).items()]))
"""


def named(edges: list[tuple[str, str]], *alone: str) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(edges)
    graph.add_nodes_from(alone)
    for name in graph:
        graph.nodes[name]["label"] = name
    return graph


def rims(graph: nx.MultiDiGraph, places: dict[str, Place]) -> float:
    """Least distance between the rims of two marks."""
    names = sorted(places)
    simple = nx.Graph(graph)
    radius = {name: min(26.0, 4 + 2.2 * math.sqrt(simple.degree(name))) for name in names}
    least = math.inf
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            apart = math.hypot(places[a].x - places[b].x, places[a].y - places[b].y) - radius[a] - radius[b]
            least = min(least, apart)
    return least


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=70), st.integers(0, 5))
def test_no_marks_touch(edges: list[tuple[int, int]], alone: int) -> None:
    graph = named([(f"n{a}", f"n{b}") for a, b in edges], *(f"alone {i}" for i in range(alone)))
    places = atlas(graph)
    assert list(places) == sorted(graph)
    assert rims(graph, places) > 0


def test_a_map_of_hundreds_has_its_communities_apart() -> None:
    graph, _, _ = synthetic_network.network(600)
    places = atlas(graph)
    assert rims(graph, places) > 0
    middle: dict[int, list[Place]] = {}
    for place in places.values():
        middle.setdefault(place.community, []).append(place)
    for community in communities(graph):
        assert {places[iri].community for iri in community.members} == {community.number}
    # Two random things of one community stand closer than two random things: the map shows communities.
    own = [math.hypot(a.x - b.x, a.y - b.y) for m in middle.values() for a, b in itertools.pairwise(m)]
    spots = list(places.values())
    any_two = [math.hypot(a.x - b.x, a.y - b.y) for a, b in zip(spots, spots[len(spots) // 2 :], strict=False)]
    assert sum(own) / len(own) < 0.5 * sum(any_two) / len(any_two)


def test_hubs_with_hundreds_of_things_get_a_map_too() -> None:
    graph = named([(f"list {i % 2}", f"n{i:04}") for i in range(900)] + [("list 0", "list 1")])
    places = atlas(graph)
    assert rims(graph, places) > 0


def test_the_same_in_every_process() -> None:
    edges = [[f"a{i}", f"a{(i * 7 + 1) % 40}"] for i in range(40)] + [["b1", "b2"], ["b2", "b3"]]
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ATLAS, json.dumps(edges)],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }  # fmt: skip
    assert len(printed) == 1


def test_a_new_release_keeps_the_places_of_the_old_one() -> None:
    graph, _, _ = synthetic_network.network(400)
    before = atlas(graph)
    hub = max(graph, key=graph.degree)
    gone = next(iri for iri in sorted(graph) if graph.degree(iri) == 1)
    graph.remove_node(gone)
    for name, to in (("https://w3id.org/kg-cn-ai/id/org/new", hub), ("https://w3id.org/kg-cn-ai/id/model/newer", "https://w3id.org/kg-cn-ai/id/org/new")):  # fmt: skip
        graph.add_node(name, label=name)
        graph.add_edge(name, to)
    graph.add_node("https://w3id.org/kg-cn-ai/id/org/lone", label="lone")
    after = atlas(graph, before)
    assert gone not in after
    assert {iri: p for iri, p in after.items() if iri in before} == {iri: p for iri, p in before.items() if iri != gone}
    new, newer = after["https://w3id.org/kg-cn-ai/id/org/new"], after["https://w3id.org/kg-cn-ai/id/model/newer"]
    assert new.community == newer.community == before[hub].community
    assert math.hypot(new.x - before[hub].x, new.y - before[hub].y) < 500
    assert after["https://w3id.org/kg-cn-ai/id/org/lone"].community == -1
    assert rims(graph, after) > 0


def test_a_map_of_other_things_is_made_anew() -> None:
    graph = named([("a", "b"), ("b", "c"), ("d", "e")])
    assert atlas(graph, {"a": Place(9999, 9999, 0), "x": Place(1, 1, 0)}) == atlas(graph)


def test_an_empty_graph_has_an_empty_map() -> None:
    assert atlas(nx.MultiDiGraph()) == {}
    assert set(atlas(named([], "a", "b"))) == {"a", "b"}

"""Shortest connections between two things."""

from itertools import pairwise

import networkx as nx
import pytest
from small_graph import small_store, statement_iri

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.network.network import network
from kg_cn_ai.network.paths import NoPath, Relation, Step, shortest_paths


def iri(name: str) -> str:
    found = ns.expand(name)
    assert found
    return found


def graph_of(*edges: tuple[str, str]) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = ("relation", "label", "label_zh", "status", "grade", "date", "record")
    for number, (source, target) in enumerate(edges):
        for end in (source, target):
            graph.add_node(iri(f"org:{end}"), label=end.upper())
        graph.add_edge(iri(f"org:{source}"), iri(f"org:{target}"), key=f"s{number}", **dict.fromkeys(names, ""))
    return graph


def stations(path: tuple[Step, ...]) -> str:
    return "".join(ns.local_name(end) for end in (path[0].source, *(step.target for step in path)))


def test_a_step_has_all_relations_with_their_direction_and_evidence() -> None:
    graph = network(small_store())
    (path,) = shortest_paths(graph, iri("org:baidu"), iri("model:ernie-4-0"))
    assert path == (
        Step(
            iri("org:baidu"),
            iri("model:ernie-4-0"),
            (
                Relation(
                    statement_iri("model:ernie-4-0 cnai:developedBy org:baidu"),
                    f"{ns.CNAI}developedBy",
                    "developed by",
                    "开发方",
                    "asserted",
                    "corroborated",
                    "",
                    "",
                    forward=False,
                ),
                Relation(
                    statement_iri("org:baidu cnai:launched model:ernie-4-0"),
                    f"{ns.CNAI}launched",
                    "launched",
                    "发布",
                    "derived",
                    "corroborated",
                    "2023-10-17",
                    iri("event:ernie-4-0-launch"),
                    forward=True,
                ),
            ),
        ),
    )


def test_a_path_walks_against_the_arrows_too() -> None:
    graph = network(small_store())
    (path,) = shortest_paths(graph, iri("org:cas"), iri("org:mathworks"))
    assert [(step.source, step.target) for step in path] == [
        (iri("org:cas"), iri("org:casia")),
        (iri("org:casia"), iri("org:mathworks")),
    ]
    assert [step.relations[0].forward for step in path] == [False, True]


def test_only_the_shortest_and_the_way_back_is_the_same() -> None:
    graph = graph_of(("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"))
    assert [stations(path) for path in shortest_paths(graph, iri("org:a"), iri("org:d"))] == ["acd"]
    assert [stations(path) for path in shortest_paths(graph, iri("org:d"), iri("org:a"))] == ["dca"]


def test_paths_through_less_linked_things_come_first() -> None:
    graph = graph_of(
        ("a", "h"),
        ("h", "z"),
        ("h", "p"),
        ("h", "q"),
        ("a", "m"),
        ("m", "z"),
        ("m", "p"),
        ("a", "n"),
        ("n", "z"),
    )
    found = [stations(path) for path in shortest_paths(graph, iri("org:a"), iri("org:z"))]
    assert found == ["anz", "amz", "ahz"]
    assert [stations(path) for path in shortest_paths(graph, iri("org:a"), iri("org:z"), limit=1)] == ["anz"]


def test_equal_paths_come_in_the_same_order_however_the_graph_was_made() -> None:
    edges = [("a", "x"), ("a", "y"), ("x", "z"), ("y", "z")]
    for order in (edges, edges[::-1]):
        found = [stations(path) for path in shortest_paths(graph_of(*order), iri("org:a"), iri("org:z"))]
        assert found == ["axz", "ayz"]


def test_very_many_equal_paths_end() -> None:
    # Ten layers of ten things: 10 000 000 000 shortest paths.
    layers = [[f"{chr(97 + layer)}{i}" for i in range(10)] for layer in range(10)]
    edges = [(one, other) for above, below in pairwise(layers) for one in above for other in below]
    ends = [("start", name) for name in layers[0]] + [(name, "end") for name in layers[-1]]
    assert len(shortest_paths(graph_of(*edges, *ends), iri("org:start"), iri("org:end"), limit=5)) == 5


def test_an_unknown_thing() -> None:
    with pytest.raises(UnknownName, match="org/baidou") as caught:
        shortest_paths(network(small_store()), iri("org:baidu"), iri("org:baidou"))
    assert caught.value.suggestions[0] == "org:baidu"
    assert "org:baidu" in str(caught.value)


def test_the_same_thing_twice() -> None:
    with pytest.raises(InputError, match="org:baidu is given twice"):
        shortest_paths(network(small_store()), iri("org:baidu"), iri("org:baidu"))


def test_no_connection() -> None:
    with pytest.raises(NoPath, match="no relation connects Baidu and MathWorks") as caught:
        shortest_paths(network(small_store()), iri("org:baidu"), iri("org:mathworks"))
    assert "of 2 and 3 things" in str(caught.value)


def test_no_paths_asked_for() -> None:
    with pytest.raises(InputError):
        shortest_paths(network(small_store()), iri("org:cas"), iri("org:casia"), limit=0)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_of_all_shortest_paths_are_found(seed: int) -> None:
    plain = nx.gnm_random_graph(60, 90 + 6 * seed, seed=seed)
    names = [iri(f"org:n{number:02}") for number in plain]
    graph = graph_of(*((f"n{a:02}", f"n{b:02}") for a, b in plain.edges))
    graph.add_nodes_from((name, {"label": name}) for name in names if name not in graph)
    for end in range(1, 60, 7):
        try:
            every = list(nx.all_shortest_paths(plain, 0, end))
        except nx.NetworkXNoPath:
            with pytest.raises(NoPath):
                shortest_paths(graph, names[0], names[end])
            continue
        every.sort(key=lambda path: (sum(plain.degree(number) for number in path), path))
        found = shortest_paths(graph, names[0], names[end], 3, (names, plain))
        assert [[steps[0].source, *(step.target for step in steps)] for steps in found] == [
            [names[number] for number in path] for path in every[:3]
        ]

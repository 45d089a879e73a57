"""Which edges the network has, and what its numbers are."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import first_source
import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
import tables
import tiny
from hypothesis import given
from hypothesis import strategies as st
from small_graph import small_store, statement_iri

from kg_cn_ai import namespaces as ns
from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import flat_graph
from kg_cn_ai.network.measures import EXPLANATIONS, Measure, bridges, communities, measures
from kg_cn_ai.network.network import leaf_classes, network

GRAPHS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@cache
def whole() -> "nx.MultiDiGraph[str]":
    return network(first_source.store())


def graph_of(pairs: list[tuple[int, int]], nodes: int = 10) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for i in range(nodes):
        graph.add_node(f"n{i}", label=f"Node {i}", label_zh="", type="Company")
    for number, (source, target) in enumerate(pairs):
        graph.add_edge(f"n{source}", f"n{target}", key=f"s{number:02}")
    return graph


def short(graph: "nx.MultiDiGraph[str]") -> list[tuple[str, str, str]]:
    return [
        (ns.curie(source), ns.local_name(data["relation"]), ns.curie(target))
        for source, target, data in graph.edges(data=True)
    ]


def test_edges_of_the_small_graph() -> None:
    # Left out: jurisdictions, the super-property's copy, the second direction of partnersWith, facts with
    # literals and concepts, and everything records say.
    assert short(network(small_store())) == [
        ("model:ernie-4-0", "developedBy", "org:baidu"),
        ("org:alibaba", "investedIn", "org:baichuan"),
        ("org:baidu", "launched", "model:ernie-4-0"),
        ("org:casia", "parentOrganization", "org:cas"),
        ("org:casia", "partnersWith", "org:mathworks"),
        ("policy:genai-interim-measures", "issuedBy", "org:cac"),
    ]


def test_every_thing_is_a_node_and_no_record_is() -> None:
    graph = network(small_store())
    assert sorted(graph) == list(graph)
    assert {ns.kind_of(iri) for iri in graph} == {"org", "model", "policy", "place"}
    assert len(graph) == 15


def test_attributes_of_a_node() -> None:
    assert network(small_store()).nodes[f"{ns.ID}org/baidu"] == {
        "label": "Baidu",
        "label_zh": "百度",
        "pinyin": "Bǎidù",
        "names": ["Baidu, Inc.", "百度集團"],
        "type": "Company",
        "group": "organization",
        "country": "China",
        "iri": f"{ns.ID}org/baidu",
    }


def test_attributes_of_an_edge() -> None:
    edges = network(small_store()).get_edge_data(f"{ns.ID}org/baidu", f"{ns.ID}model/ernie-4-0")
    assert edges == {
        statement_iri("org:baidu cnai:launched model:ernie-4-0"): {
            "relation": f"{ns.CNAI}launched",
            "label": "launched",
            "label_zh": "发布",
            "status": "derived",
            "grade": "corroborated",
            "date": "2023-10-17",
            "record": f"{ns.ID}event/ernie-4-0-launch",
            "acts": [(f"{ns.ID}event/ernie-4-0-launch", "2023-10-17", "2023-10-17")],
            "ended": "",
            "weight": 1.0,
            "count": 1,
            "first": "",
            "last": "",
        }
    }


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("org", "organization"),
        ("system", "product"),
        ("chip", "product"),
        ("fund", "other"),
        ("person", "person"),
    ],
)
def test_groups(kind: str, group: str) -> None:
    store = small_store(f'{kind}:x a cnai:Thing ; rdfs:label "X"@en .')
    assert network(store).nodes[f"{ns.ID}{kind}/x"]["group"] == group


def statement(slug: str, subject: str, predicate: str, target: str, more: str = "") -> str:
    return (
        f"statement:{slug} a cnai:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; "
        f"rdf:object {target} ; cnai:claimStatus status:asserted ; "
        f"cnai:confidence grade:single-source {more} .\n"
    )


def test_a_symmetric_relation_stated_once_starts_at_the_smaller_iri() -> None:
    graph = network(small_store(statement("0001", "org:zhipu", "cnai:partnersWith", "org:baidu")))
    assert ("org:baidu", "partnersWith", "org:zhipu") in short(graph)
    assert graph.has_edge(f"{ns.ID}org/baidu", f"{ns.ID}org/zhipu", key=f"{ns.STATEMENT}0001")


def test_a_super_property_of_other_things_stays() -> None:
    graph = network(small_store(statement("0001", "org:zhipu", "cnai:affiliatedWith", "org:cas")))
    assert ("org:zhipu", "affiliatedWith", "org:cas") in short(graph)


def test_an_unconfirmed_claim_is_no_edge() -> None:
    claim = statement("x", "model:gpt-4", "cnai:developedBy", "org:baidu").replace("statement:x", "assessment:x")
    store = small_store(claim.replace("cnai:Statement", "cnai:Assessment , cnai:Record"))
    assert short(network(store)) == short(network(small_store()))


def test_parallel_relations_are_kept() -> None:
    more = statement("0001", "org:zhipu", "cnai:partnersWith", "org:baidu")
    more += statement("0002", "org:zhipu", "cnai:investedIn", "org:baidu")
    assert network(small_store(more)).number_of_edges() == network(small_store()).number_of_edges() + 2


def test_the_earliest_dated_record_stands_for_an_edge() -> None:
    more = statement(
        "0001",
        "org:zhipu",
        "cnai:launched",
        "model:gpt-4",
        "; prov:wasDerivedFrom event:a , event:b , event:c",
    )
    more += (
        'event:b cnai:date "2022-05"^^<http://id.loc.gov/datatypes/edtf/EDTF> .'
        'event:c cnai:date "2021"^^<http://id.loc.gov/datatypes/edtf/EDTF> .'
    )
    edge = network(small_store(more)).edges[f"{ns.ID}org/zhipu", f"{ns.ID}model/gpt-4", f"{ns.STATEMENT}0001"]
    assert (edge["date"], edge["record"]) == ("2021", f"{ns.ID}event/c")


def test_a_store_with_named_graphs_gives_the_same_network() -> None:
    built = first_source.store()
    plain = first_source.store()
    for name in list(plain.named_graphs()):
        plain.remove_graph(name)
    assert nx.utils.graphs_equal(network(built), network(plain))


def test_leaf_class_passes_over_roles_and_superclasses() -> None:
    store = small_store(
        "cnai:Backer a owl:Class ; rdfs:subClassOf cnai:Organization ; cnai:isDerived true . "
        "cnai:ChipMaker a owl:Class ; rdfs:subClassOf cnai:Company . "
        "org:alibaba a cnai:Backer . org:zhipu a cnai:ChipMaker ."
    )
    leaves = leaf_classes(store)
    assert leaves[f"{ns.ID}org/alibaba"] == f"{ns.CNAI}Company"
    assert leaves[f"{ns.ID}org/zhipu"] == f"{ns.CNAI}ChipMaker"
    assert leaves[f"{ns.ID}event/ernie-4-0-launch"] == f"{ns.CNAI}LaunchEvent"


def test_the_real_network_has_only_things_and_stated_edges() -> None:
    graph = whole()
    assert graph.number_of_edges() > 50
    for source, target, key, data in graph.edges(keys=True, data=True):
        assert ns.kind_of(source) in ns.THING_TYPES
        assert ns.kind_of(target) in ns.THING_TYPES
        assert key.startswith(ns.STATEMENT)
        assert data["label"] and data["status"] and data["grade"]
        assert not data["relation"].endswith("#jurisdiction")
        assert data["status"] not in ("forecast", "opinion", "party-claim", "unconfirmed")


def row(graph: "nx.MultiDiGraph[str]", iri: str) -> Measure:
    return next(found for found in measures(graph) if found.iri == iri)


def test_measures_of_a_star() -> None:
    # Four leaves around n0, and n5 alone; two relations between n0 and n1 count as one link.
    graph = graph_of([(0, 1), (1, 0), (2, 0), (0, 3), (4, 0)], nodes=6)
    hub, leaf, alone = row(graph, "n0"), row(graph, "n1"), row(graph, "n5")
    assert (hub.degree, leaf.degree, alone.degree) == (4, 1, 0)
    # All 6 pairs of leaves pass the hub, of the 10 pairs among the five other things.
    assert (hub.betweenness, leaf.betweenness) == (0.6, 0.0)
    assert (hub.bridges, leaf.bridges, alone.bridges) == (4, 1, 0)
    assert hub.pagerank > leaf.pagerank > alone.pagerank
    assert (hub.community, alone.community, alone.community_name) == (0, -1, "")
    assert measures(graph)[0] == hub


def test_community_takes_the_names_of_its_leading_members() -> None:
    # Two triangles joined by one link; the joined corners lead.
    graph = graph_of([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)], nodes=6)
    found = communities(graph)
    assert [set(community.members) for community in found] == [{"n0", "n1", "n2"}, {"n3", "n4", "n5"}]
    assert [community.name for community in found] == ["Node 2, Node 0, Node 1", "Node 3, Node 4, Node 5"]
    assert [community.number for community in found] == [0, 1]


def test_bridges_and_what_they_cut_off() -> None:
    graph = graph_of([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (7, 8)])
    found = [(bridge.source, bridge.target, bridge.smaller) for bridge in bridges(graph)]
    assert found == [("n2", "n3", 2), ("n3", "n4", 1), ("n7", "n8", 1)]


@given(GRAPHS)
def test_measures_agree_with_networkx(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    plain = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    rows = {found.iri: found for found in measures(graph)}
    assert {iri: found.degree for iri, found in rows.items()} == dict(plain.degree())
    for iri, value in nx.betweenness_centrality(plain).items():
        assert rows[iri].betweenness == pytest.approx(value, abs=1e-6)
    # The stationary distribution of the Google matrix, by another road than power iteration.
    names = sorted(plain)
    transition = nx.google_matrix(plain, nodelist=names, weight=None)
    equations = np.vstack([transition.T - np.eye(len(names)), np.ones(len(names))])
    exact = np.linalg.lstsq(equations, np.append(np.zeros(len(names)), 1), rcond=None)[0]
    assert [rows[name].pagerank for name in names] == pytest.approx(exact, abs=2e-6)


def test_betweenness_of_a_large_network_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of([(i, i + 1) for i in range(9)])
    exact = [found.betweenness for found in measures(graph)]
    monkeypatch.setattr("kg_cn_ai.network.measures.EXACT", 9)
    monkeypatch.setattr("kg_cn_ai.network.measures.PIVOTS", 10)
    assert [found.betweenness for found in measures(graph)] == pytest.approx(exact, abs=1e-6)
    monkeypatch.setattr("kg_cn_ai.network.measures.PIVOTS", 3)
    estimate = measures(graph)
    assert [found.betweenness for found in estimate] != pytest.approx(exact, abs=1e-6)
    assert measures(graph) == estimate


@given(GRAPHS)
def test_bridges_are_what_splits_the_network(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    plain = nx.Graph(graph)
    found = {frozenset((bridge.source, bridge.target)): bridge.smaller for bridge in bridges(graph)}
    before = nx.number_connected_components(plain)
    for source, target in list(plain.edges()):
        plain.remove_edge(source, target)
        if nx.number_connected_components(plain) > before:
            sizes = [len(nx.node_connected_component(plain, end)) for end in (source, target)]
            assert found.pop(frozenset((source, target))) == min(sizes)
        plain.add_edge(source, target)
    assert not found


@given(GRAPHS)
def test_each_linked_thing_is_in_one_community(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    members = [iri for community in communities(graph) for iri in community.members]
    linked = {f"n{i}" for pair in pairs for i in pair if pair[0] != pair[1]}
    assert len(members) == len(set(members))
    assert set(members) == linked


def test_measures_of_an_empty_network() -> None:
    empty: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert measures(empty) == []
    assert communities(empty) == []
    assert bridges(empty) == []


def test_measures_are_the_same_in_every_process_and_order() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import networkx as nx; import test_network as t; "
        "from kg_cn_ai.network.measures import measures; g = t.whole(); h = nx.MultiDiGraph(); "
        "h.add_nodes_from(reversed(list(g.nodes(data=True)))); "
        "h.add_edges_from(reversed(list(g.edges(keys=True, data=True)))); "
        "assert measures(g) == measures(h); print(measures(g))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": tiny.PYTHONPATH},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_each_measure_is_explained_in_a_line() -> None:
    assert set(EXPLANATIONS) == {"degree", "pagerank", "betweenness", "community", "bridges"}
    assert set(EXPLANATIONS) <= set(Measure.__slots__)
    assert all("\n" not in line and len(line) < 200 for line in EXPLANATIONS.values())


def test_an_edge_without_a_date_has_that_of_what_it_is_about(tmp_path: Path) -> None:
    built = flat_graph(read_corpus(tiny.write(tmp_path)))
    dates = {
        (source, ns.local_name(data["relation"])): data["date"] for source, _, data in network(built).edges(data=True)
    }
    assert dates[f"{ns.ID}policy/reed-plan", "issuedBy"] == "2024-02"
    assert dates[f"{ns.ID}org/river-bank", "investedIn"] == "2024-03"  # of its record
    assert dates[f"{ns.ID}product/pagoda", "basedOn"] == ""


def consortium(folder: Path, **documents: str) -> ox.Store:
    """Two that make models together, six that made one, and a row read in a copy."""
    rows = (
        '<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor ; cnai:released "2023-05"^^edtf:EDTF . }\n'
        "<#row=3> { model:reed-1b cnai:developedBy org:lotus , org:harbor , org:river-bank , org:reed-office , org:coral , org:daily , org:tiny-press . }\n"
        "<#row=4> { event:r a cnai:FinancingRound ; cnai:investor org:daily ; cnai:investee org:coral ; cnai:kind rtype:seed . }\n"
        "<#row=4> prov:hadPrimarySource <https://copy.example/x> .\n<https://copy.example/x> a cnai:WebPage ; cnai:kind hostkind:mirror .\n"
    )
    return tables.built(folder, daily_2024=rows)


def test_large_consortia_and_copies_are_left_out_and_counted(tmp_path: Path) -> None:
    store = consortium(tmp_path)
    graph, whole = network(store), network(store, weak=True)
    assert graph.graph == {"large_consortium": 20, "copies_only": 1}
    assert whole.graph == {"large_consortium": 0, "copies_only": 0}
    assert whole.number_of_edges() - graph.number_of_edges() == 21
    harbor, lotus, daily = (f"{ns.ID}org/{name}" for name in ("harbor", "lotus", "daily"))
    together = [d for d in graph.get_edge_data(harbor, lotus).values() if d["relation"] == f"{ns.CNAI}codevelopedWith"]
    assert [(d["count"], d["first"], d["last"], round(d["weight"], 2)) for d in together] == [
        (2, "2023-05-01", "2023-05-31", 1.17)
    ]
    assert not graph.has_edge(daily, lotus) and whole.has_edge(daily, lotus)


def test_what_a_unit_does_is_drawn_at_the_unit(tmp_path: Path) -> None:
    rows = "<#row=2> { org:coral cnai:legalEntityOf org:daily . model:lotus-1b cnai:developedBy org:coral . }\n"
    graph = network(tables.built(tmp_path, daily_2024=rows))
    model = f"{ns.ID}model/lotus-1b"
    assert graph.has_edge(model, f"{ns.ID}org/coral") and not graph.has_edge(model, f"{ns.ID}org/daily")

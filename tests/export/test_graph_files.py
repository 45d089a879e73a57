"""Each exported file is read back by the library that reads it."""

import csv
import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import first_source
import networkx as nx
import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st
from small_graph import small_store

from kg_cn_ai import namespaces as ns
from kg_cn_ai.export.graph_files import gexf, graphml, neo4j
from kg_cn_ai.network.network import network, organizations


@cache
def whole() -> "nx.MultiDiGraph[str]":
    return network(first_source.store())


def read_graphml(data: bytes) -> "nx.MultiDiGraph[str]":
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True)


def read_gexf(data: bytes) -> "nx.MultiDiGraph[str]":
    # networkx names a parallel edge by its id and keeps the id of a single one as an attribute.
    read = nx.read_gexf(io.BytesIO(data))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(read.nodes(data=True))
    for source, target, edge in read.edges(data=True):
        graph.add_edge(source, target, key=edge.pop("id"), **edge)
    return graph


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


FORMATS: list[tuple[Callable[[Any], bytes], Callable[[bytes], Any]]] = [
    (graphml, read_graphml),
    (gexf, read_gexf),
]


def flat(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: ";".join(value) if isinstance(value, list) else value for name, value in attributes.items()}


def parallel() -> "nx.MultiDiGraph[str]":
    # Two relations in one direction and one in the other, between the same two things.
    graph = network(small_store())
    ernie, baidu = f"{ns.ID}model/ernie-4-0", f"{ns.ID}org/baidu"
    attributes = next(iter(graph.get_edge_data(ernie, baidu).values()))
    graph.add_edge(ernie, baidu, key=f"{ns.STATEMENT}0001", **{**attributes, "label": "second"})
    return graph


def table(data: Any) -> dict[str, Any]:
    """What a table of edges holds of one: all but the list of what it rests on."""
    return {name: value for name, value in data.items() if name != "acts"}


@pytest.mark.parametrize(("write", "read"), FORMATS)
@pytest.mark.parametrize("make", [whole, parallel])
def test_xml_formats_keep_every_node_edge_and_attribute(
    write: Callable[[Any], bytes], read: Callable[[bytes], Any], make: Callable[[], Any]
) -> None:
    graph = make()
    found = read(write(graph))
    assert {name: flat(data) for name, data in graph.nodes(data=True)} == dict(found.nodes(data=True))
    edges = {(source, target, key): data for source, target, key, data in found.edges(keys=True, data=True)}
    for data in edges.values():
        data.pop("id", None)
        data.pop("spells", None)
    assert {
        (source, target, key): table(data) for source, target, key, data in graph.edges(keys=True, data=True)
    } == edges


@pytest.mark.parametrize("make", [whole, parallel])
def test_csv_keeps_every_node_edge_and_attribute(make: Callable[[], Any]) -> None:
    graph = make()
    files = neo4j(graph)
    nodes, edges = read_csv(files["nodes.csv"]), read_csv(files["edges.csv"])
    assert [node["iri:ID"] for node in nodes] == sorted(graph)
    for node in nodes:
        data = graph.nodes[node["iri:ID"]]
        assert node["label_zh:string"] == data["label_zh"]
        assert [name for name in node["names:string[]"].split(";") if name] == data["names"]
        assert node[":LABEL"].split(";")[0] == data["type"]
    assert len(edges) == graph.number_of_edges()
    for edge in edges:
        data = graph.edges[edge[":START_ID"], edge[":END_ID"], edge["statement:string"]]
        kinds = {float: "double", int: "long"}
        read = {name: edge[f"{name}:{kinds.get(type(value), 'string')}"] for name, value in table(data).items()}
        assert read == {name: str(value) for name, value in table(data).items()}


def test_csv_headers() -> None:
    files = neo4j(network(small_store()))
    nodes, edges = (files[name].decode().splitlines() for name in ("nodes.csv", "edges.csv"))
    assert nodes[0] == (
        "iri:ID,label:string,label_zh:string,pinyin:string,names:string[],type:string,group:string,country:string,:LABEL"
    )
    assert edges[0] == (
        ":START_ID,:END_ID,statement:string,relation:string,label:string,label_zh:string,"
        "status:string,grade:string,date:string,record:string,"
        "ended:string,weight:double,count:long,first:string,last:string,:TYPE"
    )
    assert {row.rsplit(",", 1)[1] for row in nodes[1:]} == {
        "Company;Organization",
        "GovernmentBody;Organization",
        "LargeLanguageModel;Model",
        "Place",
        "Regulation;Policy",
        "ResearchInstitution;Organization",
    }
    assert {row.rsplit(",", 1)[1] for row in edges[1:]} == {
        "DEVELOPED_BY",
        "INVESTED_IN",
        "ISSUED_BY",
        "LAUNCHED",
        "PARENT_ORGANIZATION",
        "PARTNERS_WITH",
    }


def one_node(**attributes: Any) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("https://example.org/a", **attributes)
    return graph


def test_csv_types_follow_the_values() -> None:
    graph = one_node(degree=3, share=0.5, seen=True, names=["a"], note=None)
    graph.add_node("https://example.org/b", degree=4, share=1.0, seen=False, names=[], note="x")
    rows = read_csv(neo4j(graph)["nodes.csv"])
    assert rows[0]["degree:long"] == "3"
    assert rows[0]["share:double"] == "0.5"
    assert [row["seen:boolean"] for row in rows] == ["true", "false"]
    assert [row["note:string"] for row in rows] == ["", "x"]
    mixed = one_node(size=1, share=0.5, seen=True, names=["a", "b"])
    mixed.add_node("https://example.org/b", **dict.fromkeys(("size", "share", "seen", "names"), "large"))
    columns = ["size:string", "share:string", "seen:string", "names:string"]
    values = [[row[column] for column in columns] for row in read_csv(neo4j(mixed)["nodes.csv"])]
    assert values == [["1", "0.5", "true", "a;b"], ["large"] * 4]


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_characters_that_xml_forbids_are_replaced_everywhere(text: str) -> None:
    graph = one_node(label=f"智{text}谱", names=[f"a{text}"])
    for write, read in FORMATS:
        data = read(write(graph)).nodes["https://example.org/a"]
        assert data["label"] == "智\ufffd谱"
        assert data["names"] == "a\ufffd"
    row = read_csv(neo4j(graph)["nodes.csv"])[0]
    assert row["label:string"] == "智\ufffd谱"


@given(st.text(st.characters(), max_size=20))
def test_any_label_can_be_written_and_read(text: str) -> None:
    graph = one_node(label=text, names=[text, "other"])
    for write, _ in FORMATS:
        ET.fromstring(write(graph))
    row = read_csv(neo4j(graph)["nodes.csv"])[0]
    assert "\n" not in row["label:string"]
    assert len(row["names:string[]"].split(";")) == 2


def test_markup_and_quotes_stay_text() -> None:
    label = '<img src=x onerror="alert(1)"> & \'"], =1+1'
    for write, read in FORMATS:
        assert read(write(one_node(label=label))).nodes["https://example.org/a"]["label"] == label
    assert read_csv(neo4j(one_node(label=label))["nodes.csv"])[0]["label:string"] == label


def test_a_semicolon_in_a_name_does_not_split_it() -> None:
    graph = one_node(names=["one; two", "three"])
    assert read_csv(neo4j(graph)["nodes.csv"])[0]["names:string[]"] == "one； two;three"
    assert graph.nodes["https://example.org/a"]["names"] == ["one; two", "three"]


def test_an_empty_network_has_headers() -> None:
    empty: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert neo4j(empty) == {"nodes.csv": b"iri:ID,:LABEL\n", "edges.csv": b":START_ID,:END_ID,:TYPE\n"}
    for write, read in FORMATS:
        assert len(read(write(empty))) == 0


def test_same_graph_same_bytes_in_every_process_and_order() -> None:
    graph = whole()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert (graphml(graph), gexf(graph), neo4j(graph)) == (graphml(turned), gexf(turned), neo4j(turned))
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import test_graph_files as t; g = t.whole(); "
        "print(hashlib.sha256(t.graphml(g) + t.gexf(g) + b''.join(t.neo4j(g).values())).hexdigest())"
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


def test_no_date_of_writing() -> None:
    assert b"lastmodified" not in gexf(whole())
    assert b"\r" not in b"".join([graphml(whole()), gexf(whole()), *neo4j(whole()).values()])


def test_gephi_gets_an_interval_for_each_thing_that_a_tie_rests_on() -> None:
    graph = parallel()
    for _, _, data in graph.edges(data=True):
        data["acts"] = [
            ("https://example.org/m2", "2024-03-01", "2024-03-31"),
            ("https://example.org/m1", "2017-05-01", "2017-05-01"),
        ]
        data["date"] = "2017-05/2024"
    root = ET.fromstring(gexf(graph))
    name = "{http://gexf.net/1.3}"
    (whole_graph,) = root.findall(f"{name}graph")
    assert (root.get("version"), whole_graph.get("mode"), whole_graph.get("timeformat")) == ("1.3", "dynamic", "date")
    for edge in root.iter(f"{name}edge"):
        spells = [(spell.get("start"), spell.get("end")) for spell in edge.iter(f"{name}spell")]
        assert spells == [("2017-05-01", "2017-05-01"), ("2024-03-01", "2024-03-31")]
        assert float(edge.get("weight", "")) > 0
    read = read_gexf(gexf(graph))
    assert all(data["spells"][0] == ("2017-05-01", "2017-05-01") for *_, data in read.edges(data=True))


def test_ties_of_organizations_have_no_direction_and_keep_their_weight() -> None:
    graph = whole()
    ties = organizations(graph)
    assert ties and not ties.is_directed() and all(ties.degree(iri) for iri in ties)
    assert {key for *_, key in ties.edges(keys=True)} == {
        key
        for a, b, key in graph.edges(keys=True)
        if a != b and {graph.nodes[a]["group"], graph.nodes[b]["group"]} == {"organization"}
    }
    read = nx.read_gexf(io.BytesIO(gexf(ties)))
    assert not read.is_directed() and read.number_of_edges() == ties.number_of_edges()
    assert b'defaultedgetype="undirected"' in gexf(ties) and b'edgedefault="undirected"' in graphml(ties)
    assert {data["subject"] for *_, data in ties.edges(data=True)} <= set(ties)

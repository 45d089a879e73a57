"""Every export says the same as the release, to rdflib and to pyoxigraph, in the same bytes each time."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import first_source
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from small_graph import ARTICLE, DATASET, small_ntriples, small_release, statement_iri

from kg_cn_ai.build import ntriples
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.export.formats import EXPORTERS, export, read_triples
from kg_cn_ai.export.jsonld import jsonld
from kg_cn_ai.export.tables import tables
from kg_cn_ai.namespaces import CNAI, ID, PREFIXES, RDF, XSD
from kg_cn_ai.turtle import turtle

RDF_FORMS = {
    "ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    "nq": (ox.RdfFormat.N_QUADS, "nquads"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
}
HARD = r"""
org:hard a cnai:Company ; rdfs:label "A \"quoted\" \\ label\nof | two lines: org:x"@en , "<b>&amp;</b>"@zh-hans ;
  rdfs:comment "plain: not org:baidu" ; cnai:value 7 , "007"^^xsd:integer , 2.50 , 1e6 , true , 90071992547409931 ;
  cnai:website <https://example.org/a?b=c&d=%20(e)> ; cnai:partOf <https://w3id.org/kg-cn-ai/id/org/with.dot> ;
  cnai:date "2023-08/.."^^edtf:EDTF ; schema:url <https://example.org/> , "https://example.org/text" .
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_release(tmp_path_factory.mktemp("export"))
    # Not by way of a store, which would write 7 for "007".
    hard = ox.serialize(ox_triples(HARD), format=ox.RdfFormat.N_TRIPLES)
    assert hard is not None
    lines = (folder / "kg.nt").read_bytes() + hard
    (folder / "kg.nt").write_bytes(b"".join(sorted(lines.splitlines(keepends=True))))
    return folder


def made(release: Path, name: str) -> bytes:
    content = export(release, name)
    assert content is not None
    return content


def as_rdflib(data: bytes, form: str) -> set[tuple[str, ...]]:
    """The triples as rdflib reads them, whatever graph they are in; there are no blank nodes."""
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode("utf-8"), format=form)
    return {(s.n3(), p.n3(), o.n3()) for s, p, o, _ in dataset.quads()}


def quads(data: bytes, form: ox.RdfFormat) -> list[ox.Quad]:
    return list(ox.parse(data, format=form))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article's part of the project's own data as a release."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "kg.nt").write_bytes(ntriples(first_source.store()))
    return folder


@pytest.mark.parametrize("name", RDF_FORMS)
@pytest.mark.parametrize("graph", ["release", "real"])
def test_reads_back_as_the_same_graph(request: pytest.FixtureRequest, graph: str, name: str) -> None:
    ours, theirs = RDF_FORMS[name]
    folder = request.getfixturevalue(graph)
    data = made(folder, name)
    assert {quad.triple for quad in quads(data, ours)} == set(read_triples(folder))
    original = (folder / "kg.nt").read_bytes()
    assert as_rdflib(data, theirs) == as_rdflib(original, "nt")


def test_nt_is_the_release_itself(release: Path) -> None:
    assert made(release, "nt") == (release / "kg.nt").read_bytes()


@pytest.mark.parametrize("name", ["ttl", "trig", "rdfxml"])
def test_prefixes_are_bound(release: Path, name: str) -> None:
    data = made(release, name).decode()
    sign = 'xmlns:cnai="' if name == "rdfxml" else "@prefix cnai: <"
    assert f"{sign}{CNAI}" in data


def test_turtle_writes_names_and_not_iris() -> None:
    text = turtle(ox_triples("org:a a cnai:Company ; cnai:partnersWith org:b .")).decode()
    assert text.splitlines() == [
        f"@prefix cnai: <{CNAI}> .",
        f"@prefix org: <{ID}org/> .",
        "",
        "org:a a cnai:Company ;",
        "    cnai:partnersWith org:b .",
    ]


def ox_triples(text: str) -> list[ox.Triple]:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return [quad.triple for quad in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE)]


# Evidence graphs


def graphs_of(data: bytes, triple: ox.Triple) -> set[str]:
    return {str(quad.graph_name) for quad in quads(data, ox.RdfFormat.TRIG) if quad.triple == triple}


def only(text: str) -> ox.Triple:
    (triple,) = ox_triples(text)
    return triple


@pytest.mark.parametrize(
    ("fact", "spans"),
    [
        ("org:mathworks cnai:jurisdiction place:us .", [f"{ARTICLE}#char=11489,11519"]),
        (
            "event:ernie-4-0-launch cnai:launches model:ernie-4-0 .",
            [f"{ARTICLE}#char=10100,10200", f"{DATASET}#row=12"],
        ),
    ],
)
def test_a_stated_fact_stands_in_the_graphs_of_its_spans(release: Path, fact: str, spans: list[str]) -> None:
    assert graphs_of(made(release, "trig"), only(fact)) == {f"<{span}>" for span in spans}


@pytest.mark.parametrize(
    "fact",
    [
        "org:alibaba cnai:investedIn org:baichuan .",
        'org:baidu rdfs:label "Baidu"@en .',
        "event:ernie-4-0-launch cnai:confidence grade:corroborated .",
        "cnai:Company a owl:Class .",
    ],
)
def test_what_no_source_states_stands_in_the_default_graph(release: Path, fact: str) -> None:
    assert graphs_of(made(release, "trig"), only(fact)) == {"DEFAULT"}


def test_trig_and_nq_hold_the_same_quads(release: Path) -> None:
    trig = set(quads(made(release, "trig"), ox.RdfFormat.TRIG))
    assert trig == set(quads(made(release, "nq"), ox.RdfFormat.N_QUADS))
    assert len({quad.graph_name for quad in trig}) > 8


# RDF 1.2


def test_rdf12_reifies_each_statement(release: Path) -> None:
    triples = [quad.triple for quad in quads(made(release, "rdf12"), ox.RdfFormat.N_TRIPLES)]
    reifies = {t.subject: t.object for t in triples if t.predicate.value == f"{RDF}reifies"}
    original = read_triples(release)
    statements = {t.subject for t in original if str(t.object) == f"<{CNAI}Statement>"}
    assert set(reifies) == statements
    fact = "org:mathworks cnai:jurisdiction place:us"
    assert reifies[ox.NamedNode(statement_iri(fact))] == only(f"{fact} .")
    parts = ("subject", "predicate", "object")
    plain = {t for t in triples if t.predicate.value != f"{RDF}reifies"}
    for statement, triple in reifies.items():
        assert isinstance(triple, ox.Triple)
        for part in parts:
            plain.add(ox.Triple(statement, ox.NamedNode(RDF + part), getattr(triple, part)))
    assert plain == set(original)


# JSON-LD


def test_jsonld_is_compact(release: Path) -> None:
    document = json.loads(made(release, "jsonld"))
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert list(nodes) == sorted(nodes, key=lambda name: expanded(name))
    baidu = nodes["org:baidu"]
    assert baidu["@type"] == ["cnai:Company", "cnai:Organization"]
    assert baidu["rdfs:label"] == {"en": "Baidu", "zh-hans": "百度", "zh-latn-pinyin": "Bǎidù"}
    assert baidu["cnai:launched"] == "model:ernie-4-0"
    assert nodes["event:baichuan-series-a"]["cnai:value"] == 300000000
    assert document["@context"]["cnai:launched"] == {"@id": "cnai:launched", "@type": "@id"}
    assert "@vocab" not in document["@context"]
    assert "wd" not in document["@context"], "a prefix that nothing uses"


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


values = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(ox.Literal),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda t: ox.Literal(t, language="zh-hans")),
    st.integers().map(lambda n: ox.Literal(str(n), datatype=ox.NamedNode(f"{XSD}integer"))),
    st.sampled_from(["00", "+1", "x", "1.0"]).map(lambda t: ox.Literal(t, datatype=ox.NamedNode(f"{XSD}integer"))),
    st.booleans().map(lambda b: ox.Literal(str(b).lower(), datatype=ox.NamedNode(f"{XSD}boolean"))),
    st.sampled_from([f"{ID}org/a", f"{CNAI}x", "urn:x:y", f"{ID}org/a.b/c"]).map(ox.NamedNode),
)
triples = st.builds(
    ox.Triple,
    st.sampled_from([f"{ID}org/a", f"{ID}org/-b", f"{ID}org/", "urn:x"]).map(ox.NamedNode),
    st.sampled_from([f"{CNAI}p", f"{CNAI}q", f"{RDF}type", "urn:p"]).map(ox.NamedNode),
    values,
)


@given(st.lists(triples))
def test_turtle_and_jsonld_lose_nothing(graph: list[ox.Triple]) -> None:
    graph = [t for t in graph if t.predicate.value != f"{RDF}type" or isinstance(t.object, ox.NamedNode)]
    for data, form in ((turtle(graph), ox.RdfFormat.TURTLE), (jsonld(graph), ox.RdfFormat.JSON_LD)):
        assert {quad.triple for quad in quads(data, form)} == set(graph)


def test_jsonld_refuses_an_iri_that_it_cannot_say() -> None:
    with pytest.raises(InputError, match="org:a would be read as a prefixed name"):
        jsonld([ox.Triple(*map(ox.NamedNode, (f"{ID}org/a", f"{CNAI}p", "org:a")))])


# CSV


def test_csv_has_a_table_for_each_leaf_class(release: Path, tmp_path: Path) -> None:
    assert export(release, "csv", tmp_path / "csv") is None
    names = {path.name for path in (tmp_path / "csv").iterdir()}
    assert {"Company.csv", "FinancingRound.csv", "Statement.csv", "Concept.csv"} <= names
    assert "Organization.csv" not in names, "a class that is never the most specific one"
    with (tmp_path / "csv" / "Company.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["iri"]: row for row in csv.DictReader(file)}
    assert list(rows["org:baidu"])[:3] == ["iri", "label_en", "label_zh"]
    assert rows["org:baidu"]["label_zh"] == "百度"
    assert rows["org:baidu"]["launched"] == "model:ernie-4-0"
    assert rows["org:baidu"]["launched_label"] == "ERNIE 4.0"
    assert rows["org:hard"]["label_en"] == 'A "quoted" \\\\ label\nof \\| two lines: org:x'
    assert rows["org:hard"]["value"].split("|") == ["007", "1e6", "2.50", "7", "90071992547409931", "true"]


def test_csv_joins_values_and_labels_in_one_order() -> None:
    files = tables(
        ox_triples("""
        org:a a cnai:Company ; cnai:partnersWith org:c , org:b , org:a . org:b rdfs:label "B"@en .
    """)
    )
    (row,) = csv.DictReader(io.StringIO(files["Company.csv"].decode()))
    assert row["partnersWith"] == "org:a|org:b|org:c"
    assert row["partnersWith_label"] == "|B|"


# Networks


def test_network_formats(release: Path, tmp_path: Path) -> None:
    import networkx as nx

    graphml = nx.read_graphml(io.BytesIO(made(release, "graphml")), force_multigraph=True)
    assert graphml.nodes[f"{ID}org/baidu"]["label"] == "Baidu"
    export(release, "gexf", tmp_path / "kg.gexf")
    assert set(nx.read_gexf(tmp_path / "kg.gexf")) == set(graphml)
    export(release, "neo4j", tmp_path / "neo4j")
    assert {path.name for path in (tmp_path / "neo4j").iterdir()} == {"nodes.csv", "edges.csv"}


# Files


def test_same_bytes_on_every_hash_seed(release: Path) -> None:
    code = (
        "import hashlib, pathlib, sys; from kg_cn_ai.export.formats import EXPORTERS, read_triples\n"
        "triples = read_triples(pathlib.Path(sys.argv[1]))\n"
        "for exporter in EXPORTERS.values(): print(exporter.name, hashlib.sha256(repr(exporter.write(triples)).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(release)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == len(EXPORTERS)


def test_a_file_is_replaced(release: Path, tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "kg.ttl"
    for _ in range(2):
        assert export(release, "ttl", target) is None
    assert target.read_bytes() == made(release, "ttl")
    assert [path.name for path in target.parent.iterdir()] == ["kg.ttl"]


def test_what_stands_at_the_target_survives_a_failure(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kg.ttl"
    target.write_text("old", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", fails)
    with pytest.raises(InputError, match="No space left on device"):
        export(release, "ttl", target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kg.ttl"]


def test_a_full_folder_is_left_alone(release: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not an empty folder"):
        export(release, "csv", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("name", "folder", "target", "kind", "message"),
    [
        ("turtle", None, None, UnknownName, "no export format 'turtle'"),
        ("csv", None, None, InputError, "name a folder"),
        ("ttl", None, "", InputError, "is a folder"),
        ("ttl", "nowhere", None, InputError, "holds no release"),
    ],
)
def test_mistakes_are_explained(
    release: Path,
    tmp_path: Path,
    name: str,
    folder: str | None,
    target: str | None,
    kind: type[Exception],
    message: str,
) -> None:
    with pytest.raises(kind, match=message):
        export(tmp_path / folder if folder else release, name, None if target is None else tmp_path / target)


def test_a_damaged_release_is_named(tmp_path: Path) -> None:
    (tmp_path / "kg.nt").write_text(small_ntriples()[:-20], encoding="utf-8")
    with pytest.raises(InputError, match=r"kg\.nt: is damaged"):
        export(tmp_path, "ttl")


def test_each_format_says_what_it_is() -> None:
    for name, exporter in EXPORTERS.items():
        assert exporter.name == name
        assert exporter.title and exporter.suffix.startswith(".") and "/" in exporter.media_type

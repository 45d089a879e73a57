"""Queries that silently give nothing get a note with the query that was meant, and that one works without a note."""

import time
from collections.abc import Iterator

import pytest
import tiny

from kg_cn_ai.build import build_release
from kg_cn_ai.knowledge_graph import KnowledgeGraph, load
from kg_cn_ai.query.notes import Note
from kg_cn_ai.query.text import read
from kg_cn_ai.query.traps import suspects


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = tmp_path_factory.mktemp("notes")
    build_release(folder / "release", data=tiny.write(folder / "data"))
    with load(release=folder / "release", cache=folder / "cache") as graph:
        yield graph


TRAPS = {
    "date": ('SELECT * { ?s cnai:date ?d FILTER(?d >= "2024-05-01"^^xsd:date) }', 'STR(?d) >= "2024-05-01")'),
    "date as text": ('SELECT * { ?s cnai:date ?d FILTER(?d = "2024-05-02") }', 'STR(?d) = "2024-05-02"'),
    "date and time": (
        'SELECT * { ?s cnai:date ?d FILTER(?d < "2024-05-01T00:00:00Z"^^xsd:dateTime) }',
        'STR(?d) < "2024-05-01T00:00:00Z"',
    ),
    "date as object": ('SELECT * { ?s cnai:date "2024-05-02" }', '"2024-05-02"^^edtf:EDTF'),
    "date as object of another type": ('SELECT * { ?s cnai:date "2024-05-02"^^xsd:date }', '"2024-05-02"^^edtf:EDTF'),
    "after a year": ("SELECT * { ?s cnai:date ?d FILTER(?d > 2023) }", 'STR(?d) > "2023"'),
    "in a year": ("SELECT * { ?s cnai:date ?d FILTER(?d = 2024) }", 'STRSTARTS(STR(?d), "2024")'),
    "YEAR": ("SELECT * { ?s cnai:date ?d FILTER(YEAR(?d) = 2024) }", "xsd:integer(SUBSTR(STR(?d), 1, 4)) = 2024"),
    "MONTH": ("SELECT * { ?s cnai:date ?d FILTER(month(?d) = 5) }", "xsd:integer(SUBSTR(STR(?d), 6, 2)) = 5"),
    "no language": ('SELECT * { ?s rdfs:label "Lotus AI" }', '"Lotus AI"@en'),
    "no Chinese language": ('SELECT * { ?s a cnai:Company ; rdfs:label "莲花智能" . }', '"莲花智能"@zh-hans'),
    "no language of another name": ('SELECT * { ?s rdfs:label "Lotus" }', '(rdfs:label|skos:altLabel) "Lotus"@en'),
    "another language": ('SELECT * { ?s rdfs:label "莲花智能"@zh }', '"莲花智能"@zh-hans'),
    "language of a region": ('SELECT * { ?s rdfs:label "Lotus AI"@en-US }', '"Lotus AI"@en'),
    "label compared": ('SELECT * { ?s rdfs:label ?l FILTER(?l = "Lotus AI") }', 'STR(?l) = "Lotus AI"'),
    "label compared in another language": ('SELECT * { ?s rdfs:label ?l FILTER(?l = "莲花智能"@zh-CN) }', "@zh-hans"),
    "labels in a list": ('SELECT * { ?s rdfs:label ?l FILTER(?l IN ("Lotus AI", "x")) }', "STR(?l) IN ("),
    "capital of a language": ('SELECT * { ?s rdfs:label ?l FILTER(lang(?l) = "zh-Hans") }', '"zh-hans"'),
    "short language": ('SELECT * { ?s rdfs:label ?l FILTER(LANG(?l) = "zh") }', '"zh-hans"'),
    "boolean": ('SELECT * { ?s cnai:listComplete "false" }', "cnai:listComplete false"),
    "boolean compared": ('SELECT * { ?s cnai:listComplete ?b FILTER(?b = "false") }', "?b = false"),
    "number": ('SELECT * { ?s cnai:parameters "7000000000" }', '"7000000000"^^xsd:integer'),
    "number compared": ('SELECT * { ?s cnai:parameters ?n FILTER(?n = "7000000000") }', '"7000000000"^^xsd:integer'),
    "thing": ('SELECT * { ?s cnai:jurisdiction "China" }', 'cnai:jurisdiction/rdfs:label "China"@en'),
    "thing by another name": (
        'SELECT * { ?s cnai:jurisdiction "Chinese" }', 'cnai:jurisdiction/(rdfs:label|skos:altLabel) "Chinese"@en',
    ),
    "graph": ("SELECT * { GRAPH ?g { ?s cnai:jurisdiction place:cn } }", "cnai:evidence ?g"),
    "graph of classes": ("SELECT * { GRAPH ?g { ?s cnai:jurisdiction ?o } ?s a cnai:Company }", "rdf:object ?o"),
    "graph of several": ("SELECT * { GRAPH ?g { ?s a cnai:Company ; rdfs:label ?l } }", "{ ?s a cnai:Company"),
    "one graph": ("SELECT * { GRAPH source:tiny { ?s a cnai:Company } }", "{ ?s a cnai:Company }"),
    "from": ("SELECT * FROM <https://w3id.org/kg-cn-ai/> { ?s a cnai:Company }", "SELECT *  {"),
    "from named": ("SELECT * FROM NAMED source:tiny { GRAPH ?g { ?s cnai:jurisdiction ?o } }", "cnai:evidence ?g"),
    "two at once": (
        'SELECT * { ?s rdfs:label "Launch of Lotus-1" ; cnai:date ?d FILTER(YEAR(?d) = 2024) }', '"Launch of Lotus-1"@en',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("query", "meant"), TRAPS.values(), ids=TRAPS)
def test_a_silent_trap_gets_the_query_that_was_meant(kg: KnowledgeGraph, query: str, meant: str) -> None:
    result = kg.query(query)
    assert not len(result)
    works = result.warnings[0].partition("this query works:\n")[2]
    assert meant in works
    better = kg.query(works)
    assert len(better) and not better.warnings


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s rdfs:label "Lotus AI"@en }',
        'SELECT * { ?s rdfs:label ?l FILTER(LANG(?l) = "en" && STRSTARTS(?l, "Lotus")) }',
        'SELECT * { ?s cnai:date ?d FILTER(STR(?d) >= "2024") }',
        'SELECT * { ?s cnai:earliest ?d FILTER(?d >= "2024-01-01"^^xsd:date && YEAR(?d) = 2024) }',
        'SELECT * { ?s cnai:date "2024-05-02"^^edtf:EDTF }',
        "SELECT * { ?s cnai:listComplete false ; cnai:statedCount 3 }",
        'SELECT * { ?s cnai:isoCode "CN" }',
        'SELECT ("GRAPH ?g {" AS ?text) { } # GRAPH ?g { FROM',
        'CONSTRUCT { ?s rdfs:label "x" } WHERE { ?s a cnai:Company }',
        'SELECT * { VALUES (?s ?x) { (org:lotus "x") } ?s cnai:jurisdiction ?o }',
        'SELECT * { ?s cnai:jurisdiction ?o BIND("2024" AS ?d) FILTER(?d = "2024") }',
    ],
)
def test_a_query_that_means_what_it_says_has_no_note(kg: KnowledgeGraph, query: str) -> None:
    assert not kg.query(query).warnings


def test_a_folder_that_its_prefix_does_not_name_is_explained(kg: KnowledgeGraph) -> None:
    (note,) = kg.query("SELECT * { ?s cnai:kind <https://w3id.org/kg-cn-ai/concept/mtype/multimodal> }").warnings
    assert "did you mean mtype:multimodal (<https://w3id.org/kg-cn-ai/concept/model-type/multimodal>)?" in note


def test_a_note_speaks_chinese() -> None:
    note = Note("English", "中文", "ASK {}")
    assert note.said() == "English; this query works:\nASK {}"
    assert note.said("zh") == "中文；改为以下查询即可：\nASK {}"


@pytest.mark.parametrize(
    "part", ['"a" ', "GRAPH ?g { ", "?a = ", "FROM ", "lang(?l) = ", 'rdfs:label "x" . ', "YEAR(?d) "]
)
def test_looking_for_traps_takes_no_long_time(part: str) -> None:
    text = "SELECT * { ?s ?p ?o . " + part * (19_000 // len(part))
    begin = time.monotonic()
    suspects(read(text))
    assert time.monotonic() - begin < 2

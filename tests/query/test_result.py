"""Answers to queries: Python values, and every form they are printed in."""

import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from small_graph import small_store

from kg_cn_ai.errors import InputError, QueryError
from kg_cn_ai.namespaces import PREFIXES
from kg_cn_ai.query.result import Kind, Result, render_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def result(query: str, store: ox.Store | None = None) -> Result:
    answer = (store or small_store()).query(query, prefixes=PREFIXES)
    if isinstance(answer, ox.QueryTriples):
        return Result("triples", answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    kind: Kind = "boolean" if isinstance(answer, ox.QueryBoolean) else "solutions"
    return Result(kind, answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")


TYPED = {
    "1": 1,
    '"-7"^^xsd:long': -7,
    "2.50": Decimal("2.5"),
    "1.5e3": 1500.0,
    "true": True,
    '"2023-08-31"^^xsd:date': date(2023, 8, 31),
    '"2023-08-31T10:00:00Z"^^xsd:dateTime': datetime(2023, 8, 31, 10, tzinfo=UTC),
    '"2023-08/2023-10"^^edtf:EDTF': "2023-08/2023-10",
    '"2023"^^xsd:gYear': "2023",
    '"text"': "text",
    '"百度"@zh-hans': "百度",
    "org:baidu": "https://w3id.org/kg-cn-ai/id/org/baidu",
    '"31 August"^^xsd:date': "31 August",
    '"many"^^xsd:integer': "many",
}


@pytest.mark.parametrize(("term", "value"), TYPED.items(), ids=TYPED)
def test_a_term_becomes_the_python_value_that_means_it(term: str, value: object) -> None:
    ((found,),) = result(f"SELECT ?x {{ VALUES ?x {{ {term} }} }}")
    assert found == value
    assert type(found) is type(value)


def test_an_unbound_variable_is_none() -> None:
    rows = result("SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (UNDEF 2) } }")
    assert sorted(rows, key=str) == [(1, None), (None, 2)]


def test_rows_columns_and_bindings_agree() -> None:
    found = result("SELECT ?b ?a { VALUES (?a ?b) { (1 2) } }")
    assert found.columns == ["b", "a"]
    assert (len(found), found[0], bool(found)) == (1, (2, 1), True)
    assert found.bindings[0]["a"]["value"] == "1"
    assert repr(found) == "<Result 1 rows: b, a>"
    assert not result("SELECT * { ?s a cnai:Nothing }")


def test_a_graph_is_sorted_triples() -> None:
    found = result("CONSTRUCT { org:baidu cnai:n ?n } WHERE { VALUES ?n { 3 1 2 1 } }")
    assert [row[2] for row in found] == [1, 2, 3]
    assert len(found.ntriples.splitlines()) == 3
    assert found.columns == ["subject", "predicate", "object"]


@pytest.mark.parametrize(
    ("query", "attribute", "form"),
    [
        ("ASK {}", "bindings", "SELECT"),
        ("SELECT * {}", "boolean", "ASK"),
        ("ASK {}", "ntriples", "CONSTRUCT or DESCRIBE"),
        ("SELECT * {}", "triples", "CONSTRUCT or DESCRIBE"),
    ],
)
def test_asking_for_what_this_form_has_not_says_which_form_has(query: str, attribute: str, form: str) -> None:
    with pytest.raises(QueryError) as caught:
        getattr(result(query), attribute)
    assert form in str(caught.value.hint)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"head":{"vars":["x"]}}', b"<html>"])
def test_a_body_that_is_no_answer_is_an_error(body: bytes) -> None:
    for kind in ("solutions", "boolean"):
        with pytest.raises(QueryError, match="not SPARQL JSON"):
            list(Result(kind, body))


HARD = '"a\\tb|c<i>\\n\\"d\\"\\\\"@en'


def test_tsv_csv_and_json_are_the_formats_of_the_standard() -> None:
    found = result(
        f"SELECT ?x ?y {{ VALUES (?x ?y) {{ ({HARD} <http://e.example/a>) (UNDEF 2.5) }} }} ORDER BY DESC(?x)"
    )
    assert found.render("tsv") == '?x\t?y\n"a\\tb|c<i>\\n\\"d\\"\\\\"@en\t<http://e.example/a>\n\t2.5\n'
    rows = list(csv.reader(io.StringIO(found.render("csv"), newline="")))
    assert rows == [["x", "y"], ['a\tb|c<i>\n"d"\\', "http://e.example/a"], ["", "2.5"]]
    data = json.loads(found.render("json"))
    assert data["head"]["vars"] == ["x", "y"]
    assert data["results"]["bindings"][0]["x"] == {
        "type": "literal",
        "value": 'a\tb|c<i>\n"d"\\',
        "xml:lang": "en",
    }


def test_an_ask_prints_its_answer_in_every_format() -> None:
    found = result("ASK { org:baidu a cnai:Company }")
    for format in ("table", "tsv", "csv", "md"):
        assert found.render(format) == "true\n"
    assert json.loads(found.render("json"))["boolean"] is True


def test_people_see_compact_names_and_tools_see_iris() -> None:
    found = result("SELECT ?who ?n { VALUES (?who ?n) { (org:baidu 7) (<http://e.example/x> 1000) } } ORDER BY ?n")
    assert found.render("table", width=60).splitlines() == [
        "who                     n",
        "─" * 25,
        "org:baidu               7",
        "http://e.example/x   1000",
    ]
    assert found.render("md").splitlines()[2] == "| org:baidu | 7 |"
    assert "https://w3id.org/kg-cn-ai/id/org/baidu" in found.render("tsv")


def test_a_table_lines_up_with_chinese_in_it() -> None:
    text = render_rows(["name", "x"], [["百度", "1"], ["Baidu", "2"], ["ＢＡＩＤＵ智能", "3"]], "table", width=60)
    ends = {cell_len(line.rstrip()) for line in text.splitlines() if line.endswith(("1", "2", "3"))}
    assert len(ends) == 1


def test_a_table_keeps_to_its_width_and_loses_nothing() -> None:
    text = render_rows(["a", "b"], [["x" * 100, "智" * 50]], "table", width=40)
    assert all(cell_len(line) <= 40 for line in text.splitlines())
    assert (text.count("x"), text.count("智")) == (100, 50)


def test_no_rows_are_said_in_a_table_and_absent_elsewhere() -> None:
    assert render_rows(["a"], [], "table", width=20).endswith("(no rows)\n")
    assert render_rows(["a", "b"], [], "tsv") == "a\tb\n"
    assert json.loads(render_rows(["a"], [], "json")) == []


ATTACKS = ["\x1b[2J\x1b]0;title\x07", "a\u202egnp.exe", "a\u2066b", "x\x00y", "\x9b31m"]


@pytest.mark.parametrize("text", ATTACKS)
def test_text_for_people_carries_no_control_characters(text: str) -> None:
    for shown in (
        render_rows([text], [[text]], "table", width=80),
        render_rows([text], [[text]], "md"),
        result(f"SELECT ?x {{ VALUES ?x {{ {ox.Literal(text)} }} }}")._repr_html_(),
    ):
        assert not any(c in shown for c in "\x1b\x07\u202e\u2066\x00\x9b")
        assert "\\u" in shown


def test_html_escapes_everything_and_links_only_web_addresses() -> None:
    query = (
        'SELECT ?x { VALUES ?x { "<img src=x onerror=alert(1)>" <javascript:alert(1)> org:baidu '
        "<http://e.example/?a=b&c='d> } }"
    )
    page = result(query)._repr_html_()
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert '<a href="https://w3id.org/kg-cn-ai/id/org/baidu" rel="noopener noreferrer">org:baidu</a>' in page
    assert 'href="http://e.example/?a=b&amp;c=&#x27;d"' in page


def test_html_of_a_long_answer_says_how_much_more_there_is() -> None:
    page = result("SELECT * { ?s ?p ?o }")._repr_html_()
    assert page.count("<tr>") == 101
    assert "more</p>" in page


def test_warnings_are_shown_in_notebooks() -> None:
    found = Result("boolean", b'{"head":{},"boolean":false}', ["cnai:x does <not> occur"])
    assert "cnai:x does &lt;not&gt; occur" in found._repr_html_()


@pytest.mark.parametrize("format", ["ttl", "turtle", "nt", "jsonld", "rdfxml"])
def test_each_graph_format_reads_back_the_same(format: str) -> None:
    import rdflib
    from rdflib.compare import isomorphic

    found = result("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(?s IN (org:baidu, event:baichuan-series-a)) }")
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdfxml": "xml"}
    again = rdflib.Graph().parse(data=found.render(format), format=names.get(format, format))
    assert len(again) == len(found) > 20
    assert isomorphic(again, found.to_rdflib())


def test_graphs_use_the_prefixes_of_the_package() -> None:
    found = result("CONSTRUCT WHERE { org:baidu cnai:jurisdiction ?o }")
    assert "org:baidu cnai:jurisdiction place:cn" in found.render("ttl")
    assert json.loads(found.render("jsonld"))["cnai:jurisdiction"] == {"@id": "place:cn"}
    assert dict(found.to_rdflib().namespaces())["org"].toPython() == PREFIXES["org"]
    assert found.render("tsv").splitlines()[0] == "?subject\t?predicate\t?object"


@pytest.mark.parametrize(
    ("query", "format"), [("SELECT * {}", "ttl"), ("SELECT * {}", "xls"), ("CONSTRUCT {} {}", "pdf")]
)
def test_an_unknown_format_names_those_there_are(query: str, format: str) -> None:
    with pytest.raises(InputError) as caught:
        result(query).render(format)
    assert "tsv" in str(caught.value.hint)


def test_pandas_gets_the_rows() -> None:
    pytest.importorskip("pandas")
    frame = result("SELECT ?a ?b { VALUES (?a ?b) { (1 'x') (2 UNDEF) } } ORDER BY ?a").to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert list(frame["a"]) == [1, 2]
    assert frame["b"].isna().tolist() == [False, True]
    assert result("SELECT ?a { ?a a cnai:Nothing }").to_pandas().shape == (0, 1)


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"kg-cn-ai\[notebook\]"):
        result("SELECT * {}").to_pandas()


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_tsv_of_rows_reads_back(rows: list[tuple[str, str]]) -> None:
    undo = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}

    def read(cell: str) -> str:
        out, i = "", 0
        while i < len(cell):
            step = 2 if cell[i] == "\\" else 1
            out += undo.get(cell[i : i + step], cell[i : i + step])
            i += step
        return out

    head, *lines = render_rows(["a", "b"], rows, "tsv").removesuffix("\n").split("\n")
    assert head == "a\tb"
    assert [tuple(read(cell) for cell in line.split("\t")) for line in lines] == rows


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_csv_and_json_of_rows_read_back(rows: list[tuple[str, str]]) -> None:
    text = render_rows(["a", "b"], rows, "csv")
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))] == [("a", "b"), *rows]
    assert [(row["a"], row["b"]) for row in json.loads(render_rows(["a", "b"], rows, "json"))] == rows


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_a_markdown_table_keeps_its_shape(rows: list[tuple[str, str]]) -> None:
    text = render_rows(["a", "b"], rows, "md")
    lines = text.removesuffix("\n").split("\n")
    assert len(lines) == len(rows) + 2
    assert all(line.replace("\\\\", "").replace("\\|", "").count("|") == 3 for line in lines)


def test_values_of_every_kind_have_a_text() -> None:
    row = [1, Decimal("2.50"), True, None, date(2023, 1, 2), ["a", "b"]]
    names = ["i", "d", "b", "n", "t", "l"]
    assert render_rows(names, [row], "tsv").splitlines()[1] == "1\t2.50\ttrue\t\t2023-01-02\ta; b"
    assert json.loads(render_rows(names, [row], "json")) == [
        {"i": 1, "d": 2.5, "b": True, "n": None, "t": "2023-01-02", "l": ["a", "b"]}
    ]

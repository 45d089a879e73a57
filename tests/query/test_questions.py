"""Named questions: their headers, and other values in the place of the defaults."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_graph import small_store

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import PREFIXES, expand
from kg_cn_ai.query.questions import Parameter, Question, literal, load_questions, read_question

HEADER = "# Who makes a model?\n# 谁研发了模型？\n# tags: model, maker\n# expected: 1 row\n# acceptance: S99\n"
QUERY = """# param model: which model | 哪个模型
# param lang: language of the name | 名称语言
PREFIX cnai: <https://w3id.org/kg-cn-ai/ontology#>
PREFIX model: <https://w3id.org/kg-cn-ai/id/model/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?model ?name ?lang WHERE {
  VALUES ?model { model:ernie-4-0 }
  VALUES ?lang { "en" }
  ?model cnai:developedBy/rdfs:label ?name .
  FILTER(LANG(?name) = ?lang)
} ORDER BY ?name
"""


def write(folder: Path, text: str, name: str = "makers.rq") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return read_question(write(tmp_path, HEADER + QUERY))


def rows(text: str) -> list[tuple[str, ...]]:
    found = small_store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(value.value) for value in row if value is not None) for row in found]


def with_default(default: str) -> Question:
    """A question whose one parameter has this default."""
    text = f"{HEADER}# param x: en | 中\nSELECT ?x WHERE {{\n  VALUES ?x {{ {default} }}\n}}\n"
    return Question("x", "en", "中", (), {"x": Parameter("x", "en", "中", default)}, text, Path("x.rq"), {})


def bound(question: Question, value: str) -> ox.NamedNode | ox.Literal:
    """The one term that a bound query selects."""
    found = ox.Store().query(question.bind(x=value), prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    (row,) = found
    term = row["x"]
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term


def test_the_header_is_read(question: Question) -> None:
    assert (question.id, question.question, question.question_zh) == (
        "makers",
        "Who makes a model?",
        "谁研发了模型？",
    )
    assert question.tags == ("maker", "model")
    assert question.meta == {"expected": "1 row", "acceptance": "S99"}
    assert list(question.params) == ["model", "lang"]
    model = question.params["model"]
    assert (model.description, model.description_zh, model.default) == (
        "which model",
        "哪个模型",
        "model:ernie-4-0",
    )
    assert (model.takes_iri, question.params["lang"].takes_iri) == (True, False)


def test_the_file_as_it_stands_and_unbound_is_the_same_query(question: Question) -> None:
    assert question.bind() == question.text == question.path.read_text(encoding="utf-8")
    assert [row[1] for row in rows(question.text)] == ["Baidu"]


def test_other_values(question: Question) -> None:
    assert [row[1] for row in rows(question.bind(lang="zh-hans"))] == ["百度"]
    assert rows(question.bind(model="model:gpt-4")) == []
    assert rows(question.bind(model="https://w3id.org/kg-cn-ai/id/model/gpt-4")) == []
    assert len(rows(question.bind(model=["model:ernie-4-0", "model:gpt-4"], lang=["en", "zh-hans"]))) == 2


def test_any_takes_the_line_out(question: Question) -> None:
    assert "VALUES ?model" not in question.bind(model="any")
    assert len(rows(question.bind(model="any"))) == 1


def test_a_parameter_that_is_not_there_names_those_that_are(question: Question) -> None:
    with pytest.raises(InputError) as caught:
        question.bind(modell="x")
    assert "model, lang" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("default", "value", "kind"),
    [
        ("model:gpt-4", "GPT-4", "a thing or concept"),
        ("model:gpt-4", "<>", "a thing or concept"),
        ("model:gpt-4", "<http://e.example/> } DROP ALL #", "a thing or concept"),
        ("model:gpt-4", "https://e.example/a>b", "a thing or concept"),
        ("1", "one", "a number"),
        ("1", "1 } #", "a number"),
        ('"2023-08-31"^^xsd:date', "31 August", "a date"),
        ('"text"', "\ud800", "Unicode text"),
    ],
)
def test_a_value_of_another_kind_is_refused(default: str, value: str, kind: str) -> None:
    with pytest.raises(InputError, match=kind) as caught:
        with_default(default).bind(x=value)
    assert default in str(caught.value.hint)


def test_no_value_at_all_is_refused(question: Question) -> None:
    with pytest.raises(InputError, match="needs a value"):
        question.bind(model=[])


@pytest.mark.parametrize(
    ("default", "value", "term"),
    [
        ('"2023-08-31"^^xsd:date', "2024-01-02", '"2024-01-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ('"百度"@zh-hans', "腾讯", '"腾讯"@zh-hans'),
        ('"en"', "2023", '"2023"'),
        ("1", "-2.5", '"-2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("org:baidu", "<http://e.example/a>", "<http://e.example/a>"),
        ("org:baidu", "place:cn", "<https://w3id.org/kg-cn-ai/id/place/cn>"),
    ],
)
def test_a_value_takes_the_kind_of_the_default(default: str, value: str, term: str) -> None:
    assert str(bound(with_default(default), value)) == term


@given(st.text())
def test_any_text_comes_through_as_itself(text: str) -> None:
    question = with_default('"x"')
    try:
        query = question.bind(x=text)
    except InputError:
        assert any("\ud800" <= c <= "\udfff" for c in text)
        return
    if text == "any":
        assert "VALUES" not in query
    else:
        assert bound(question, text) == ox.Literal(text)


@given(st.text(alphabet="\\uU\"'0041n{}?<>#\n\r\t x", max_size=30))
def test_texts_full_of_escapes_come_through_in_rdflib_too(text: str) -> None:
    import rdflib

    query = f"SELECT ?x {{ VALUES ?x {{ {literal(text)} }} }}"
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["x"] for row in found] == [ox.Literal(text)]
    assert [str(row[0]) for row in rdflib.Graph().query(query)] == [text]  # type: ignore[index]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_iri_is_that_iri_or_refused(text: str) -> None:
    question = with_default("org:baidu")
    value = f"org:{text}"
    try:
        question.bind(x=value)
    except InputError:
        return
    assert bound(question, value).value == expand(value)


BAD_HEADERS = {
    "no header": ("SELECT * {}", 1, "begins with two comment lines"),
    "one language": ("# Who?\nSELECT * {}", 2, "begins with two comment lines"),
    "empty second line": ("# Who?\n#\nSELECT * {}", 2, "begins with two comment lines"),
    "unknown key": (HEADER + "# parm model: a | b\n" + QUERY, 6, "not understood: 'parm model: a | b'"),
    "no colon": (HEADER + "# just a comment\n" + QUERY, 6, "not understood"),
    "one description": (HEADER + QUERY.replace(" | 哪个模型", ""), 6, "in English | in Chinese"),
    "no line": (HEADER + "# param year: when | 何时\n" + QUERY, 6, "no line for the parameter year"),
    "not a line of its own": (
        HEADER + "# param y: a | b\nSELECT * { VALUES ?y { 1 } }",
        6,
        "no line for the parameter",
    ),
    "twice": (HEADER + "# tags: a\n" + QUERY, 6, "tags stands in the header twice"),
}


@pytest.mark.parametrize(("text", "line", "what"), BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_header_with_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_question(path)
    assert caught.value.where == f"{path}:{line}"
    assert what in caught.value.what


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.rq", "a.rq", "notes.txt"):
        write(tmp_path, HEADER + QUERY, name)
    assert list(load_questions(tmp_path)) == ["a", "b"]
    with pytest.raises(InputError, match="no folder"):
        load_questions(tmp_path / "none")


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_bytes("# Who?\n# 谁研发了模型\n".encode("gbk"))
    with pytest.raises(InputError, match="cannot be read"):
        read_question(path)


def test_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_bytes((HEADER + QUERY).replace("\n", "\r\n").encode())
    assert [row[1] for row in rows(read_question(path).bind(lang="zh-hans"))] == ["百度"]

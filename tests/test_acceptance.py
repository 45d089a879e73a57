"""The questions the first source must answer, and the evidence they rest on, held against the project's shared files."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import first_source
import own_data
import pyoxigraph as ox
import pytest
import tiny

from kg_cn_ai.authoring.corpus import facts
from kg_cn_ai.authoring.coverage import coverage
from kg_cn_ai.authoring.evidence import Outcome, verify
from kg_cn_ai.namespaces import CNAI, RDF, RDFS
from kg_cn_ai.query.questions import load_questions

SHARED = tiny.ROOT.parent / "shared"
ACCEPTANCE = SHARED / "acceptance/questions.json"
SEED = SHARED / "seed/sirmione-2023-10.txt"

needs_shared = pytest.mark.skipif(
    not ACCEPTANCE.is_file(), reason="the shared acceptance and source files are not beside this checkout"
)

EXPECTED: dict[str, dict[str, Any]] = (
    {q["id"]: q for q in json.loads(ACCEPTANCE.read_text(encoding="utf-8"))["seed"]} if ACCEPTANCE.is_file() else {}
)
QUESTIONS = load_questions(tiny.ROOT / "ontology/questions")
BY_ACCEPTANCE = {q.meta["acceptance"]: q for q in QUESTIONS.values() if "acceptance" in q.meta}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    only_the_release = ox.Store()
    only_the_release.extend(own_data.built().quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return only_the_release


def plain(term: object) -> object:
    """A term as the acceptance file writes it: numbers as numbers, everything else as its text."""
    if isinstance(term, ox.Literal):
        if term.datatype.value.endswith(("#integer", "#decimal")):
            number = Decimal(term.value)
            return int(number) if number == int(number) else float(number)
        return term.value
    return None if term is None else str(getattr(term, "value", term))


def answer(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    return [tuple(plain(term) for term in row) for row in store.query(text)]  # type: ignore[union-attr]


@needs_shared
def test_all_questions_stand_in_the_ontology() -> None:
    assert set(BY_ACCEPTANCE) == set(EXPECTED) == {f"S{n:02d}" for n in range(1, 36)}


@needs_shared
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_question_gives_exactly_the_expected_answer(store: ox.Store, name: str) -> None:
    rows = answer(store, BY_ACCEPTANCE[name].text)
    expected = {tuple(row) for row in EXPECTED[name]["answer"]}
    assert set(rows) == expected
    assert len(rows) == EXPECTED[name]["answer_size"]
    assert {type(v) for row in rows for v in row} == {type(v) for row in expected for v in row}


def test_every_question_states_how_many_rows_it_gives(store: ox.Store) -> None:
    for question in QUESTIONS.values():
        rows = answer(store, question.text)
        assert question.meta["expected"].split()[0] == str(len(rows)), question.id


def test_hong_kong_and_macao_stand_with_the_mainland_in_every_question() -> None:
    for question in QUESTIONS.values():
        rest = question.text
        for whole in ("{ place:cn place:hk place:mo }", "(place:cn, place:hk, place:mo, place:tw)"):
            rest = rest.replace(whole, "")
        assert "place:cn" not in rest, question.id


def test_a_parameter_widens_a_question_to_all_sources(store: ox.Store) -> None:
    issuers = QUESTIONS["policy-issuers"]
    assert len(answer(store, issuers.bind(source="any"))) > len(answer(store, issuers.text))


@needs_shared
def test_every_span_holds_and_mentions_what_it_is_about() -> None:
    results = verify(own_data.corpus(), SHARED)
    assert {r.outcome for r in results} == {Outcome.VERIFIED}
    assert not [r for r in results if r.mentions is False]
    assert all(r.reason for r in results if r.mentions is None)


@needs_shared
def test_with_the_articles_folder_alone_only_the_datasets_are_absent() -> None:
    results = verify(own_data.corpus(), SHARED / "seed")
    absent = {r.where.split(":")[0] for r in results if r.outcome is Outcome.ABSENT}
    # Our own tables are shipped beside their facts, so they are never absent.
    shipped = {path.stem for path in (tiny.ROOT / "graph" / "sources").glob("*.csv")}
    here = shipped | set(first_source.DOCUMENTS)
    datasets = {file.name for file in own_data.corpus().sources if file.path.stem not in here}
    assert absent == datasets
    assert not [r for r in results if r.outcome is Outcome.MISMATCH]


@needs_shared
def test_the_article_is_covered_and_what_is_left_out_has_a_reason() -> None:
    (article,) = coverage(own_data.corpus(), SHARED / "seed")
    aside = ("title", "sub-title", "outline of the article", "personal contact data")
    set_aside = sum(len(words) for _, words, reason in article.uncovered if reason.split(":")[0] in aside)
    assert article.covered / (article.characters - set_aside) >= 0.9
    assert all(reason for _, _, reason in article.uncovered)


def test_the_graph_is_as_rich_as_the_source() -> None:
    corpus = own_data.corpus()
    (article,) = (f for f in corpus.sources if f.path.stem == "sirmione-2023-10")
    describing = {f"{RDF}type", f"{RDFS}label", f"{RDFS}comment", f"{CNAI}claimStatus", f"{CNAI}dateBasis"}
    atomic = [q for q in facts(article) if q.predicate.value not in describing]
    assert len(atomic) >= 350
    assert len(corpus.registered()) >= 110


@needs_shared
def test_no_sentence_of_the_article_stands_in_the_project() -> None:
    words = SEED.read_text(encoding="utf-8").split()
    nine = set(_nines(words))
    names = {q.object.value for f in own_data.corpus().entities for q in f.quads if isinstance(q.object, ox.Literal)}
    quoted = {n for n in nine if not any(" ".join(n).strip("'\".,") in name for name in names)}
    title = "AI and Large Language Models: Competition and future trends in China"
    hits = []
    for path in sorted(
        p
        for room in ("graph", "ontology", "kg_cn_ai", "docs", "tests")
        for p in (tiny.ROOT / room).rglob("*")
        if p.is_file() and not {"node_modules", "__pycache__"}.intersection(p.parts)
    ):
        try:
            text = path.read_text(encoding="utf-8").replace(title, "").split()
        except UnicodeDecodeError:
            continue
        hits += [f"{path.name}: {' '.join(found)}" for found in _nines(text) if found in quoted]
    assert not hits


def _nines(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Every nine words in a row."""
    return zip(*(words[i:] for i in range(9)), strict=False)

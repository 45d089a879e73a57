"""Each shape of a record that connects organizations is broken once, alone, for both engines, at the right line."""

from pathlib import Path

import pytest
import tie_records
from pyoxigraph import Literal, NamedNode, Quad, Store
from shape_engines import agreed

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.build import flat_graph
from kg_cn_ai.checks.check import check
from kg_cn_ai.namespaces import CNAI, PREFIXES, TIE


def problems(corpus: Corpus, store: Store) -> list[Problem]:
    return [p for p in check(corpus, store) if p.check not in ("unused-term", "orphan")]


def test_the_document_of_ties_is_clean(tmp_path: Path) -> None:
    corpus = read_corpus(tie_records.write(tmp_path))
    assert problems(corpus, flat_graph(corpus)) == []


@pytest.mark.parametrize(("name", "old", "new", "piece"), tie_records.MUTATIONS)
def test_each_shape_reports_alone(tmp_path: Path, name: str, old: str, new: str, piece: str) -> None:
    folder = tie_records.write(tmp_path, (old, new))
    corpus = read_corpus(folder)
    store = flat_graph(corpus)
    found = problems(corpus, store)
    assert {(p.check, p.file) for p in found} == {(f"shape:{name}", tie_records.FILE)}
    lines = (folder / tie_records.FILE).read_text(encoding="utf-8").split("\n")
    assert any(piece in lines[p.line - 1] for p in found), [lines[p.line - 1] for p in found]
    assert all(p.what and p.how for p in found)
    pytest.importorskip("shacl", reason="the fast SHACL engine has no wheel for this machine")
    assert agreed(corpus, store) == {name}


@pytest.mark.parametrize("name", ["between", "tieKind", "count", "weight"])
def test_a_tie_that_lacks_a_part_breaks_its_shape(tmp_path: Path, name: str) -> None:
    corpus = read_corpus(tie_records.write(tmp_path))
    store = flat_graph(corpus)
    tie = NamedNode(f"{TIE}supply--delta--river-bank")
    for quad in list(store.quads_for_pattern(tie, NamedNode(CNAI + name), None)):
        store.remove(quad)
    assert {p.check for p in problems(corpus, store)} == {"shape:tie"}
    pytest.importorskip("shacl", reason="the fast SHACL engine has no wheel for this machine")
    assert agreed(corpus, store) == {"tie"}


def test_a_tie_is_of_organizations(tmp_path: Path) -> None:
    corpus = read_corpus(tie_records.write(tmp_path))
    store = flat_graph(corpus)
    tie, between = NamedNode(f"{TIE}supply--delta--river-bank"), NamedNode(f"{CNAI}between")
    store.remove(Quad(tie, between, NamedNode(f"{PREFIXES['org']}delta")))
    store.add(Quad(tie, between, NamedNode(f"{PREFIXES['model']}lotus-1")))
    store.add(Quad(tie, NamedNode(f"{CNAI}count"), Literal(1)))
    assert {p.check for p in problems(corpus, store)} == {"shape:tie"}

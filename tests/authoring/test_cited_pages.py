"""Rows that rest on pages: what an importer writes of a page, and what it warns of."""

from pathlib import Path

import pytest
import tiny

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer, Summary
from kg_cn_ai.authoring.importers.run import IMPORTERS, run
from kg_cn_ai.build import flat_graph
from kg_cn_ai.checks.check import check
from kg_cn_ai.namespaces import PREFIXES

HOSTS = "host,kind,publisher,note\npress.example,publisher,tiny-press,\ncopies.example,mirror,,\n"
PRESS = f"{PREFIXES['org']}tiny-press"


@pytest.fixture
def cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The tiny corpus with hosts, and a table of addresses that an importer cites: address and origin in a line."""
    data = tiny.write(tmp_path / "data")
    (data / "graph/hosts.csv").write_text(HOSTS, encoding="utf-8")

    def read(document: Document, draft: Draft) -> None:
        for number, line in enumerate(document.data.decode().splitlines()[1:], start=2):
            url, _, origin = line.partition(",")
            draft.add(f"row={number}", f"{PREFIXES['org']}harbor", "jurisdiction", f"{PREFIXES['place']}us")
            draft.cite(f"row={number}", url, origin and PREFIXES["org"] + origin)

    def header(document: Document, edition: str) -> Header:
        return Header("cited-2024", "Cited", "引用", "Cited", "tiny-press", "https://x.example", edition)

    monkeypatch.setitem(IMPORTERS, "cited", Importer("cited", "", "cited", header, read))
    return data, tmp_path / "cited_2024-01.csv"


def imported(cited: tuple[Path, Path], *lines: str) -> tuple[Summary, str]:
    data, file = cited
    file.write_text("url,origin\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    summary = run("cited", file, data)
    return summary, summary.file.read_text(encoding="utf-8")


def test_a_page_is_cited_by_its_span_and_described_once(cited: tuple[Path, Path]) -> None:
    summary, text = imported(
        cited, "https://press.example/a,", "https://press.example/a,", "https://copies.example/b,tiny-press"
    )
    assert summary.warnings == []
    assert "<#row=2> prov:hadPrimarySource <https://press.example/a> .\n" in text
    assert (
        text.count(
            "<https://press.example/a> a cnai:WebPage ; cnai:kind hostkind:publisher ; dcterms:publisher org:tiny-press ."
        )
        == 1
    )
    assert (
        "<https://copies.example/b> a cnai:WebPage ; cnai:kind hostkind:mirror ; dcterms:publisher org:tiny-press ."
        in text
    )
    corpus = read_corpus(cited[0])
    assert [p for p in check(corpus) if p.check not in ("unused-term",)] == []
    assert flat_graph(corpus).query(f"ASK {{ ?s cnai:witness <{PRESS}> ; rdf:object place:us }}", prefixes=PREFIXES)


def test_a_copy_without_an_origin_has_no_publisher(cited: tuple[Path, Path]) -> None:
    _, text = imported(cited, "https://copies.example/b,")
    assert "<https://copies.example/b> a cnai:WebPage ; cnai:kind hostkind:mirror .\n" in text


def test_the_text_of_another_makes_a_publishers_page_a_copy(cited: tuple[Path, Path]) -> None:
    _, text = imported(cited, "https://press.example/a,lotus")
    assert "cnai:kind hostkind:mirror ; dcterms:publisher org:lotus ." in text


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (["https://nobody.example/a,"], "the host of https://nobody.example/a is not decided: add it to graph/hosts.csv"),
        (["page 12,"], "page: 'page 12' is no address of a page"),
        (["https://copies.example/b,lotus", "https://copies.example/b,harbor"], "is by org:lotus in another row, here by org:harbor"),
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_page_is_a_warning(cited: tuple[Path, Path], lines: list[str], warning: str) -> None:
    summary, _ = imported(cited, *lines)
    assert [w for w in summary.warnings if warning in w] == summary.warnings != []

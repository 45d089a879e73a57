"""Hosts of pages: which row of the table speaks for an address, and what the table may not say."""

from pathlib import Path

import pytest

from kg_cn_ai.authoring.hosts import Hosts, page_iri
from kg_cn_ai.errors import InputError

TABLE = """\
host,kind,publisher,note
github.com,repository,,
github.com/lotus-ai,repository,lotus,
lotus.example,company,lotus,
copies.example,mirror,,
"""


def hosts(folder: Path, table: str = TABLE) -> Hosts:
    (folder / "graph").mkdir()
    (folder / "graph/hosts.csv").write_text(table, encoding="utf-8")
    return Hosts.read(folder)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.lotus.example/news?id=1", ("company", "lotus")),
        ("http://en.lotus.example:8080/", ("company", "lotus")),
        ("https://github.com/lotus-ai/model/blob/x", ("repository", "lotus")),
        ("https://github.com/lotus-aide/x", ("repository", "")),
        ("https://copies.example", ("mirror", "")),
        ("https://notlotus.example/", None),
    ],
)
def test_the_longest_beginning_of_an_address_decides(tmp_path: Path, url: str, found: tuple[str, str] | None) -> None:
    host = hosts(tmp_path).of(url)
    assert (host and (host.kind, host.publisher)) == found


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("a.example,blog,,", "no kind of host"),
        ("a.example,mirror,lotus,", "shows texts of others and has a publisher"),
        ("lotus.example,company,lotus,", "stands there twice"),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_line(tmp_path: Path, row: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        hosts(tmp_path, TABLE + row + "\n")
    assert error.value.where == "graph/hosts.csv:6"


def test_another_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="other columns"):
        hosts(tmp_path, "host,publisher\n")


def test_without_a_table_no_host_is_decided(tmp_path: Path) -> None:
    assert Hosts.read(tmp_path).of("https://lotus.example") is None


def test_an_address_is_written_as_an_iri() -> None:
    assert (
        page_iri(" https://a.example/莲 花?q=“x”#y ")
        == "https://a.example/%E8%8E%B2%20%E8%8A%B1?q=%E2%80%9Cx%E2%80%9D#y"
    )
    with pytest.raises(InputError, match="no address of a page"):
        page_iri("prospectus, page 12")

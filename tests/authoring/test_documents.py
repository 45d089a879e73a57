"""Documents and spans: positions, rows, pointers."""

import json
import re
from pathlib import Path

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from kg_cn_ai.authoring.documents import Document, find_document, parse_span
from kg_cn_ai.errors import InputError

DOC = "https://w3id.org/kg-cn-ai/source/x"


def document(text: str, name: str = "x.txt") -> Document:
    return Document(Path(name), text.encode())


@given(st.text(min_size=1), st.data())
def test_a_character_span_is_a_slice_in_code_points(text: str, data: st.DataObject) -> None:
    text = text.replace("\ud800", "")
    start = data.draw(st.integers(0, len(text) - 1)) if text else 0
    end = data.draw(st.integers(start + 1, len(text))) if text else 1
    if text:
        assert document(text).read_span(parse_span(f"{DOC}#char={start},{end}")) == text[start:end]


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_span_reads_as_it_is_written(start: int, end: int) -> None:
    iri = f"{DOC}#char={start},{end}"
    if start < end:
        assert parse_span(iri).iri == iri
    else:
        with pytest.raises(InputError):
            parse_span(iri)


def test_rows_count_from_the_header_and_may_span_lines() -> None:
    table = document('name,note\nA,"two\nlines"\nB,one\n', "x.csv")
    assert table.read_span(parse_span(f"{DOC}#row=2")) == "A | two\nlines"
    assert table.read_span(parse_span(f"{DOC}#row=3")) == "B | one"


def test_json_pointers_follow_rfc_6901() -> None:
    data = document(json.dumps({"a/b": [{"m~n": "中"}]}), "x.json")
    assert data.read_span(parse_span(f"{DOC}#/a~1b/0/m~0n")) == '"中"'


def test_lines_are_ranges() -> None:
    assert document("a\nb\nc\n").read_span(parse_span(f"{DOC}#line=1,3")) == "b\nc"


@pytest.mark.parametrize("fragment", ["char=0,99", "row=9", "line=0,9", "/nothing"])
def test_outside_the_document_is_an_error(fragment: str) -> None:
    text = '{"a": 1}' if fragment.startswith("/") else "a,b\nc,d\n"
    with pytest.raises(InputError):
        document(text).read_span(parse_span(f"{DOC}#{fragment}"))


@pytest.mark.parametrize("fragment", ["", "char=1", "char=a,b", "row=0", "row=1", "page", "char=-1,4"])
def test_what_is_no_place_is_refused(fragment: str) -> None:
    with pytest.raises(InputError):
        parse_span(f"{DOC}#{fragment}")


def test_a_document_is_found_below_the_folders(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/x.txt").write_text("x", encoding="utf-8")
    found = find_document("x.txt", [tmp_path])
    assert found is not None and found.text == "x"
    assert find_document("y.txt", [tmp_path]) is None


def test_a_file_that_is_not_utf_8_is_said_so() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        _ = Document(Path("x"), b"\xff\xfe").text


def test_each_source_document_has_its_licence_in_the_docs() -> None:
    words = {
        "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
        "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
        "https://creativecommons.org/publicdomain/mark/1.0/": "public domain",
        "https://www.apache.org/licenses/LICENSE-2.0": "Apache-2.0",
        "": "none stated",
    }
    told = {}
    section = (tiny.ROOT / "docs/data.md").read_text(encoding="utf-8").split("## Licences")[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            _, documents, licence, *_ = (cell.strip() for cell in line.split("|"))
            told.update(dict.fromkeys(re.findall(r"`([^`]+)`", documents), licence))
    found = {}
    for file in (tiny.ROOT / "graph/sources").glob("*.trig"):
        head = file.read_text(encoding="utf-8").partition("\n<#")[0]
        address = next(iter(re.findall(r"dcterms:license <([^>]+)>", head)), "")
        name = re.sub(r"-\d{4}(-\d\d){1,2}$", "", file.stem)
        found[name] = words.get(address, address.removeprefix("https://spdx.org/licenses/"))
    assert told == found

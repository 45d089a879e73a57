"""Evidence against documents: verified, mismatch and absent apart; mentions; coverage; cite."""

from hashlib import sha256
from pathlib import Path

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg_cn_ai.authoring.citation import cite
from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.coverage import coverage
from kg_cn_ai.authoring.evidence import Outcome, SpanResult, verify
from kg_cn_ai.authoring.mentions import mentions, unsaid
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, EDTF, XSD


def outcomes(folder: Path, documents: Path | None = None) -> list[SpanResult]:
    return verify(read_corpus(folder), documents or folder / "documents")


def test_every_span_of_the_tiny_corpus_is_verified_and_mentions_something(tmp_path: Path) -> None:
    found = outcomes(tiny.write(tmp_path))
    assert {r.outcome for r in found} == {Outcome.VERIFIED}
    assert all(r.mentions for r in found), [r for r in found if not r.mentions]
    assert len(found) == len(tiny.FACTS)


def test_an_absent_document_is_no_mismatch(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path / "data")
    source = (folder / "graph/sources/tiny.trig").read_text(encoding="utf-8")
    other = source.replace("source/tiny>", "source/other>").replace("tiny.txt", "other.txt")
    (folder / "graph/sources/other.trig").write_text(other, encoding="utf-8")
    found = {(r.where.split(":")[0], r.outcome) for r in outcomes(folder)}
    assert found == {("graph/sources/tiny.trig", Outcome.VERIFIED), ("graph/sources/other.trig", Outcome.ABSENT)}


def test_a_changed_document_is_a_mismatch_of_every_span(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    (folder / "documents/tiny.txt").write_text(tiny.TEXT.replace("5 million", "6 million"), encoding="utf-8")
    found = outcomes(folder)
    assert {r.outcome for r in found} == {Outcome.MISMATCH}
    assert "has changed" in found[0].problem


def test_a_span_past_the_end_is_a_mismatch_with_its_line(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, (tiny.span("Picture: River Bank"), f"char=0,{len(tiny.TEXT) + 1}"))
    (broken,) = (r for r in outcomes(folder) if r.outcome is Outcome.MISMATCH)
    text = (folder / "graph/sources/tiny.trig").read_text(encoding="utf-8").split("\n")
    assert f"char=0,{len(tiny.TEXT) + 1}" in text[int(broken.where.rsplit(":", 1)[1]) - 1]


def test_a_slipped_span_mentions_nothing_and_a_reason_excepts_it(tmp_path: Path) -> None:
    slip = tiny.span("together on")
    folder = tiny.write(tmp_path / "a", (tiny.span("Picture: River Bank"), slip))
    (slipped,) = (r for r in outcomes(folder) if not r.mentions)
    assert slipped.span.endswith(slip) and slipped.problem
    noted = (
        "figure:tiny-1 cnai:creditedTo org:river-bank ; cnai:appearsIn <> .\n}",
        f'figure:tiny-1 cnai:creditedTo org:river-bank ; cnai:appearsIn <> .\n}}\n<#{slip}> cnai:impliedMention "why"@en .',
    )
    folder = tiny.write(tmp_path / "b", noted, (tiny.span("Picture: River Bank"), slip))
    (excepted,) = (r for r in outcomes(folder) if r.reason)
    assert (excepted.mentions, excepted.reason, excepted.problem) == (None, "why", "")


@pytest.mark.parametrize(
    ("notes", "problem", "reason"),
    [
        ({}, "the row does not name org:river-bank", ""),
        ({"impliedNumber": "counted"}, "the row does not name org:river-bank", ""),
        ({"impliedMention": "meant"}, "the facts state 3", ""),
        ({"impliedMention": "meant", "impliedNumber": "counted"}, "", "meant counted"),
    ],
)
def test_a_reason_for_a_name_excepts_no_number_and_the_other_way_round(
    tmp_path: Path, notes: dict[str, str], problem: str, reason: str
) -> None:
    folder = tiny.write(tmp_path)
    table = tmp_path / "documents/list.csv"
    table.write_bytes(b"name\nLotus AI\n")
    header = (folder / "graph/sources/tiny.trig").read_text(encoding="utf-8").split("<> a ")[0]
    (folder / "graph/sources/list.trig").write_text(
        header.replace("source/tiny>", "source/list>")
        + f'<> cnai:fileName "list.csv" ; cnai:sha256 "{sha256(table.read_bytes()).hexdigest()}" .\n'
        + "<#row=2> { org:lotus cnai:partnersWith org:river-bank ; cnai:value 3 . }\n"
        + "".join(f'<#row=2> cnai:{note} "{why}"@en .\n' for note, why in notes.items()),
        encoding="utf-8",
    )
    (result,) = (r for r in outcomes(folder) if "row=2" in r.span)
    assert result.problem.startswith(problem) and bool(result.problem) == bool(problem)
    assert (result.mentions, result.reason) == (None if reason else False, reason)


def test_no_folder_of_sources_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        outcomes(tiny.write(tmp_path / "data"), tmp_path / "nowhere")


def fact(value: Literal) -> Quad:
    return Quad(NamedNode("https://e.org/s"), NamedNode(f"{CNAI}value"), value)


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("over $300 million in all", 300_000_000, True),
        ("CNY 1,055.7 million", 1_055_700_000, True),
        ("CNY 1,055.7 million", 1_055_740_000, False),
        ("CNY 812.0 billion", 812_000_000_000, True),
        ("a 1.2 trillion-yuan market", 1_200_000_000_000, True),
        ("exceeding one trillion yuan", 1_000_000_000_000, True),
        ("CNY 1,055.7 million", 1_055_700_000, True),
        ("CNY 812.0 billion", 812_000_000_000, True),
        ("equal to 500,000 PCs", 500_000, True),
        ("six national departments", 6, True),
        ("about 25% of it", 25, True),
        ("about 125% of it", 25, False),
        ("by 2025", 25, False),
        ("3 of them", 30, False),
    ],
)
def test_numbers_are_found_as_texts_write_them(text: str, number: int, found: bool) -> None:
    assert mentions(text, [fact(Literal(str(number), datatype=NamedNode(f"{XSD}integer")))], {}) is found


@pytest.mark.parametrize(
    ("text", "date", "found"),
    [
        ("On October 17th, they", "2023-10-17", True),
        ("in October", "2023-10", True),
        ("by 2027", "2027", True),
        ("On October 18th", "2023-10-17", False),
    ],
)
def test_dates_are_found_as_texts_write_them(text: str, date: str, found: bool) -> None:
    assert mentions(text, [fact(Literal(date, datatype=NamedNode(EDTF)))], {}) is found


def test_names_are_whole_words_in_latin_script_only() -> None:
    quads = [Quad(NamedNode("https://e.org/s"), NamedNode(f"{CNAI}partner"), NamedNode("https://e.org/o"))]
    assert not mentions("a boeing plane", quads, {"https://e.org/o": {"boe"}})
    assert mentions("BOE Technology", quads, {"https://e.org/o": {"boe"}})
    assert mentions("与智谱合作", quads, {"https://e.org/o": {"智谱"}})


def test_coverage_counts_what_is_under_a_span_and_lists_the_rest(tmp_path: Path) -> None:
    left = tiny.span("Lotus-1 may be on the Pagoda platform.")
    body = tiny.FACTS[-2][1]
    folder = tiny.write(tmp_path, (f"<#{left}> {{\n    {body}\n}}", f'<#{left}> cnai:leftOut "hearsay"@en .'))
    (covered,) = coverage(read_corpus(folder), folder / "documents")
    text = tiny.TEXT.replace("\n", "")
    assert covered.characters == len(text)
    assert covered.left_out == len("Lotus-1 may be on the Pagoda platform.")
    start = tiny.TEXT.index("and is to reach")
    assert covered.uncovered == (
        (f"char={start},{start + 3}", "and", ""),
        (left, "Lotus-1 may be on the Pagoda platform.", "hearsay"),
    )
    under: set[int] = set()
    for quote, _ in (*tiny.FACTS[:-2], tiny.FACTS[-1]):
        position = tiny.TEXT.index(quote)
        under.update(range(position, position + len(quote)))
    assert covered.covered == len(under)
    assert covered.share == len(under) / (covered.characters - covered.left_out)


def test_cite_finds_every_place_across_white_space(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("one  two\nthree. one two three.", encoding="utf-8")
    assert [c.fragment for c in cite(path, "two three")] == ["char=5,14", "char=20,29"]


@given(st.text(alphabet="ab 中", min_size=1, max_size=30), st.data())
def test_cite_gives_fragments_that_read_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    words = text.split()
    if not words:
        return
    path = tmp_path_factory.mktemp("cite") / "x.txt"
    path.write_text(text, encoding="utf-8", newline="")
    word = data.draw(st.sampled_from(words))
    for place in cite(path, word):
        start, end = map(int, place.fragment.removeprefix("char=").split(","))
        assert text[start:end] == word


def test_cite_in_a_table_gives_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,country\nA,China\nB,Chad\n", encoding="utf-8")
    assert [c.fragment for c in cite(path, "B")] == ["row=3"]


def test_cite_says_how_far_a_text_occurs(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("the quick brown fox", encoding="utf-8")
    with pytest.raises(InputError, match="does not occur") as caught:
        cite(path, "the quick red fox")
    assert "first 2 words" in str(caught.value.hint)


def test_a_number_that_the_span_does_not_hold_is_found(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, ("cnai:value 12000000000", "cnai:value 13000000000"))
    (wrong,) = (r for r in outcomes(folder) if r.problem)
    assert wrong.mentions is False and "13000000000" in wrong.problem
    assert wrong.span.endswith(tiny.span("The Chinese AI market reached 12 billion yuan in 2023"))


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("Lotus-1 | 6.899999999999999e+24", "6.9e24", True),
        ("Lotus-1 | 5.0000000000000004e22", "5e22", True),
        ("Lotus-1 | 65129999999999.9", "65130000000000", True),
        ("Lotus-1 | 6.89e+24", "6.9e24", False),
        ("Lotus-1 | 65129999.9", "65130000", False),
    ],
)
def test_a_number_of_a_row_is_held_against_what_the_cell_rounds_to(text: str, number: str, found: bool) -> None:
    assert (not unsaid(text, [fact(Literal(number, datatype=NamedNode(f"{XSD}double")))])) is found


@pytest.mark.parametrize(
    ("text", "number", "found"), [("over 1800EB", 1800, True), ("1500PPI", 1500, True), ("18005", 1800, False)]
)
def test_a_unit_may_stand_right_behind_a_number(text: str, number: int, found: bool) -> None:
    assert mentions(text, [fact(Literal(str(number), datatype=NamedNode(f"{XSD}integer")))], {}) is found

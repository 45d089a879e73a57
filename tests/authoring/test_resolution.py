"""Deciding who is who: candidates, facts side by side, and what a decision changes."""

import re
from pathlib import Path

import pytest
import tiny
from click.testing import CliRunner

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.authoring.resolution import differ, facts_of, find, merge, side_by_side, undecided
from kg_cn_ai.checks.check import check
from kg_cn_ai.cli.main import main
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID, curie

LOTUS = f"{ID}org/lotus"
TWIN = 'org:lotos a cnai:Company ; rdfs:label "Lotus AIs"@en ; skos:altLabel "Lotus Labs"@en .\norg:coral a'
MODELS = 'model:lotus-1b a cnai:AIModel ; rdfs:label "Lotus-1B"@en .\nmodel:lotus-2 a cnai:AIModel ; rdfs:label "Lotus-2"@en .\norg:coral a'


def twins(folder: Path) -> Path:
    """The tiny corpus with a second Lotus AI, which is in the river bank's round."""
    return tiny.write(
        folder,
        ("org:coral a", TWIN),
        ("cnai:investee org:lotus ; cnai:investor", "cnai:investee org:lotos ; cnai:investor"),
    )


def pairs(folder: Path) -> set[tuple[str, str]]:
    return {(curie(c.one.iri), curie(c.other.iri)) for c in undecided(read_corpus(folder))}


def test_like_names_are_candidates(tmp_path: Path) -> None:
    assert pairs(twins(tmp_path)) == {("org:lotos", "org:lotus")}


def test_names_whose_numbers_differ_are_none(tmp_path: Path) -> None:
    assert pairs(tiny.write(tmp_path, ("org:coral a", MODELS))) == set()


def test_things_that_a_fact_relates_are_none(tmp_path: Path) -> None:
    folder = twins(tmp_path)
    source = folder / "graph/sources/tiny.trig"
    text = source.read_text(encoding="utf-8").replace(
        "org:lotus cnai:jurisdiction place:cn .",
        "org:lotus cnai:jurisdiction place:cn . org:lotos cnai:parentOrganization org:lotus .",
    )
    source.write_text(text, encoding="utf-8")
    assert pairs(folder) == set()


@pytest.mark.parametrize(("maker", "found"), [("org:lotus", True), ("org:harbor", False)])
def test_a_common_maker_makes_a_near_name_a_candidate(tmp_path: Path, maker: str, found: bool) -> None:
    more = 'model:reedsong a cnai:AIModel ; rdfs:label "Reedsong"@en .\nmodel:reedsang a cnai:AIModel ; rdfs:label "Reedsang"@en .\norg:coral a'
    made = f"model:lotus-1 cnai:developedBy org:lotus . model:reedsong cnai:developedBy org:lotus . model:reedsang cnai:developedBy {maker} ."
    folder = tiny.write(tmp_path, ("org:coral a", more), ("model:lotus-1 cnai:developedBy org:lotus .", made))
    assert (("model:reedsang", "model:reedsong") in pairs(folder)) is found


def test_facts_stand_side_by_side_with_their_places(tmp_path: Path) -> None:
    folder = twins(tmp_path)
    rows = {name: (one, other) for name, one, other in side_by_side(read_corpus(folder), f"{ID}org/lotos", LOTUS)}
    assert rows["names"] == ("Lotus AIs / Lotus Labs", "Lotus AI / 莲花智能 / Lotus")
    assert "event:lotus-round (tiny#char=" in rows["← investee"][0]
    assert rows["jurisdiction"][0] == ""
    assert facts_of(read_corpus(folder), LOTUS)


def test_different_is_recorded_and_not_asked_again(tmp_path: Path) -> None:
    folder = twins(tmp_path)
    differ(folder, f"{ID}org/lotos", LOTUS, "another firm of the same name")
    assert pairs(folder) == set()
    assert "another firm" in (folder / "graph/identity.ttl").read_text(encoding="utf-8")


def test_same_moves_names_and_facts_and_retires_the_iri(tmp_path: Path) -> None:
    folder = twins(tmp_path)
    merge(folder, LOTUS, f"{ID}org/lotos", "one firm, says its site")
    corpus = read_corpus(folder)
    assert "org:lotos" not in (folder / "graph/sources/tiny.trig").read_text(encoding="utf-8")
    assert {"Lotus AIs", "Lotus Labs"} <= set(Register(folder).things[LOTUS].names())
    assert corpus.decisions.retired == {f"{ID}org/lotos": LOTUS}
    assert [p for p in check(corpus) if p.check != "unused-term"] == []


TRIPLETS = TWIN.replace("org:coral a", 'org:lotas a cnai:Company ; rdfs:label "Lotus AIz"@en .\norg:coral a')
LOTOS, LOTAS, OLD = f"{ID}org/lotos", f"{ID}org/lotas", f"{ID}org/old-lotos"


def decided(folder: Path, *different: tuple[str, str]) -> Path:
    """The tiny corpus with three things alike: one stands for a retired one, and some pairs are decided."""
    tiny.write(folder, ("org:coral a", TRIPLETS), ("cnai:investee org:lotus ;", "cnai:investee org:lotos ;"))
    decisions = Decisions(folder)
    decisions.retire(OLD, LOTOS, "its former name")
    for one, other in different:
        decisions.tell_apart(one, other, f"not {curie(other)}")
    decisions.decide(NameDecision("Lotus of Ningbo", "org", "tiny", "", LOTOS, "same", "its site"))
    write_files(decisions.contents())
    return folder


@pytest.mark.parametrize(
    ("different", "before", "reason"),
    [
        ([(LOTAS, LOTOS)], {("org:lotos", "org:lotus"), ("org:lotas", "org:lotus")}, "not org:lotos"),
        ([(LOTOS, LOTAS), (LOTUS, LOTAS)], {("org:lotos", "org:lotus")}, "not org:lotas"),
    ],
)
def test_same_moves_what_was_decided(
    tmp_path: Path, different: list[tuple[str, str]], before: set[tuple[str, str]], reason: str
) -> None:
    folder = decided(tmp_path, *different)
    assert pairs(folder) == before
    merge(folder, LOTUS, LOTOS, "one firm")
    corpus = read_corpus(folder)
    assert corpus.decisions.retired == {OLD: LOTUS, LOTOS: LOTUS}
    assert corpus.decisions.different == {frozenset((LOTAS, LOTUS))}
    assert corpus.decisions.pairs[frozenset((LOTAS, LOTUS))].reason == reason
    assert [d.iri for d in corpus.decisions.names] == [LOTUS]
    assert [p for p in check(corpus) if p.check not in ("unused-term", "orphan")] == []
    assert pairs(folder) == set()


def test_same_leaves_the_other_pairs_undecided(tmp_path: Path) -> None:
    folder = decided(tmp_path)
    assert pairs(folder) == {("org:lotas", "org:lotus"), ("org:lotos", "org:lotus")}
    merge(folder, LOTAS, LOTOS, "one firm")
    assert pairs(folder) == {("org:lotas", "org:lotus")}


@pytest.mark.parametrize("one", [LOTOS, OLD])
def test_same_is_refused_where_different_was_decided(tmp_path: Path, one: str) -> None:
    folder = decided(tmp_path, (one, LOTUS))
    before = {path: path.read_bytes() for path in (folder / "graph").rglob("*.t*")}
    with pytest.raises(InputError, match=f"{curie(one)} is different from org:lotus") as caught:
        merge(folder, LOTUS, LOTOS, "one firm")
    file, line = str(caught.value.where).split(":")
    assert f"decision/{curie(one)}-org-lotus>".replace(":", "-") in reported(folder / file, int(line))
    assert before == {path: path.read_bytes() for path in before}


def reported(path: Path, line: int) -> str:
    return path.read_text(encoding="utf-8").split("\n")[line - 1]


def test_what_is_not_registered_is_not_merged(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="org:nobody is not registered"):
        merge(tiny.write(tmp_path), LOTUS, f"{ID}org/nobody", "one firm")


@pytest.mark.parametrize(
    ("one", "other", "reason", "says"),
    [
        ("org/lotus", "org/lotus", "x", "one thing"),
        ("org/lotus", "model/lotus-1", "x", "two kinds"),
        ("org/lotus", "org/harbor", " ", "reason"),
    ],
)
def test_what_is_no_decision_is_refused(tmp_path: Path, one: str, other: str, reason: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        differ(tiny.write(tmp_path), f"{ID}{one}", f"{ID}{other}", reason)


def test_things_are_found_by_name(tmp_path: Path) -> None:
    register = Register(tiny.write(tmp_path))
    assert find(register, "org:lotus") == find(register, "莲花智能") == find(register, LOTUS) == LOTUS
    with pytest.raises(UnknownName, match="no registered thing"):
        find(register, "Lotos AI of nowhere")


def run(*arguments: str, **options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*arguments], **options)  # type: ignore[arg-type]
    return result.exit_code, result.output


def test_the_command_lists_shows_and_records(tmp_path: Path) -> None:
    data = str(twins(tmp_path))
    status, listed = run("resolve", "--data", data, "--format", "tsv")
    assert status == 0
    assert "org:lotos\tLotus AIs\torg:lotus\tLotus AI" in listed
    assert "1 undecided" in listed
    status, shown = run("resolve", "org:lotos", "org:lotus", "--data", data, "--format", "tsv")
    assert status == 0
    assert "investee" in shown
    status, told = run("resolve", "org:lotos", "org:lotus", "--different", "another firm", "--data", data)
    assert (status, "are different" in told) == (0, True)
    assert "0 undecided" in run("resolve", "--data", data)[1]
    assert run("resolve", "org:lotos", "--data", data)[0] == 2


def test_the_command_asks_one_by_one(tmp_path: Path) -> None:
    data = str(twins(tmp_path))
    status, told = run("resolve", "--ask", "--data", data, input="d\nanother firm\n")
    assert status == 0
    assert "1 of 1" in told
    assert "another firm" in (tmp_path / "graph/identity.ttl").read_text(encoding="utf-8")


def test_the_command_asks_of_what_stays_after_same(tmp_path: Path) -> None:
    folder = decided(tmp_path)
    status, told = run("resolve", "--ask", "--data", str(folder), input="s\none firm\ns\none group\n")
    assert (status, "Traceback" in told) == (0, False)
    assert re.findall(r"\d of \d", told) == ["1 of 2", "2 of 2"]
    corpus = read_corpus(folder)
    assert set(corpus.decisions.retired) == {OLD, LOTOS, LOTUS}
    assert set(corpus.decisions.retired.values()) == {LOTAS}
    assert pairs(folder) == set()


def test_the_command_does_not_ask_twice(tmp_path: Path) -> None:
    folder = decided(tmp_path)
    status, told = run("resolve", "--ask", "--data", str(folder), input="n\ns\none firm\n")
    assert status == 0
    assert re.findall(r"\d of \d", told) == ["1 of 2", "2 of 2"]
    assert len(pairs(folder)) == 1


PAIR = ("org:lotos", "org:lotus")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*PAIR, "--same", "a", "--different", "b"), "exclude each other"),
        ((*PAIR, "--same", "a", "--ask"), "exclude each other"),
        (("--different", "", "--ask"), "exclude each other"),
        ((*PAIR, "--ask"), "leave the things out"),
        (("--same", "a"), "0 things are named"),
        (("org:lotos", "--different", "a"), "1 things are named"),
        ((*PAIR, "org:harbor", "--same", "a"), "3 things are named"),
        ((*PAIR, "org:harbor"), "3 things are named"),
        ((*PAIR, "--same", " "), "needs its reason"),
    ],
)
def test_the_command_refuses_what_it_would_ignore(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    folder = twins(tmp_path)
    before = {path: path.read_bytes() for path in (folder / "graph").rglob("*.t*")}
    status, told = run("resolve", *words, "--data", str(folder), input="s\na\n")
    assert (status, says in told) == (2, True), told
    assert before == {path: path.read_bytes() for path in (folder / "graph").rglob("*.t*")}

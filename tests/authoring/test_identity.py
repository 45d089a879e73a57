"""Decisions about names and things: read, kept, checked."""

from pathlib import Path

import pytest
import tiny

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.identity import DECISION, THINGS_FILE, Decisions
from kg_cn_ai.authoring.name_table import COLUMNS, NAMES_FILE, NameDecision
from kg_cn_ai.checks.check import check
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID, PREFIXES

LOTUS, HARBOR = f"{ID}org/lotus", f"{ID}org/harbor"
ALIKE = (
    'org:coral a cnai:Company ; rdfs:label "Coral Exchange"@en',
    'org:coral a cnai:Company ; rdfs:label "LOTUS AI Co., Ltd."@en',
)


def named(name: str, iri: str = LOTUS, relation: str = "same", context: str = "") -> NameDecision:
    return NameDecision(name, "org", "tiny", context, iri, relation, "because", day="2026-01-02")


def problems(folder: Path) -> list[tuple[str, str, int]]:
    return [(p.check, p.file, p.line) for p in check(read_corpus(folder)) if p.check not in ("unused-term", "orphan")]


def test_decisions_are_read_back_as_they_were_made(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    for decision in (
        named("莲花"),
        named("L", HARBOR, "brand"),
        named('a "b"\tc', context="row=3"),
        named("H", HARBOR, "not"),
    ):
        decisions.decide(decision)
    decisions.tell_apart(LOTUS, HARBOR, 'two "firms"', "2026-01-02")
    decisions.retire(f"{ID}org/old", LOTUS, "was the same", "2026-01-02")
    write_files(decisions.contents())
    again = Decisions(tmp_path)
    assert {(d.name, d.iri, d.relation, d.context, d.reason, d.day) for d in again.names} == {
        (d.name, d.iri, d.relation, d.context, d.reason, d.day) for d in decisions.names
    }
    assert again.are_different(HARBOR, LOTUS)
    assert again.pairs[frozenset((LOTUS, HARBOR))].reason == 'two "firms"'
    assert again.retired == {f"{ID}org/old": LOTUS}
    assert again.contents() == decisions.contents()


def test_the_projects_decisions_are_reproduced_to_the_byte() -> None:
    decisions = Decisions(tiny.ROOT)
    assert decisions.contents() == {path: path.read_bytes() for path in decisions.contents()}
    assert len(decisions.pairs) > len(decisions.retired) > 0


def test_a_decision_changes_its_block_alone(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.tell_apart(LOTUS, HARBOR, "two firms", "2026-01-02")
    decisions.retire(f"{ID}org/zinnia", HARBOR, "one firm", "2026-01-02")
    write_files(decisions.contents())
    path = tmp_path / THINGS_FILE
    before = path.read_text(encoding="utf-8").replace("\n\n", "\n\n# By hand.\n")
    path.write_text(before, encoding="utf-8")
    decisions = Decisions(tmp_path)
    decisions.tell_apart(HARBOR, LOTUS, "said again")
    decisions.tell_apart(f"{ID}chip/a", f"{ID}chip/b", "two chips", "2026-01-02")
    after = decisions.contents()[path].decode()
    head, _, rest = before.partition("\n\n")
    chip = f"\n@prefix chip: <{ID}chip/> .\n@prefix cnai:"
    block = f"<{DECISION}chip-a-chip-b> a cnai:IdentityDecision ;\n    rdf:subject chip:a ; rdf:predicate owl:differentFrom ; rdf:object chip:b ;\n"
    assert after.startswith(head.replace("\n@prefix cnai:", chip) + "\n\n" + block)
    assert after.endswith("\n\n" + rest)


def test_what_is_decided_is_not_decided_again(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.retire(f"{ID}org/old", LOTUS, "one firm")
    with pytest.raises(InputError, match="org:old is retired in favour of org:lotus"):
        decisions.tell_apart(LOTUS, f"{ID}org/old", "two firms")
    with pytest.raises(InputError, match="org:old is retired in favour of org:lotus"):
        decisions.retire(f"{ID}org/old", HARBOR, "one firm")


def test_a_later_decision_replaces_an_earlier_one_on_the_same_name() -> None:
    decisions = Decisions(Path("nowhere"))
    decisions.decide(named("Lotus"))
    decisions.decide(named("Lotus", HARBOR))
    assert decisions.related("same", "org", "tiny", "Lotus") == [HARBOR]
    assert len(decisions.names) == 1


def test_a_name_with_two_meanings_is_ambiguous() -> None:
    decisions = Decisions(Path("nowhere"))
    decisions.decide(named("Wave", context="A"))
    assert not decisions.is_ambiguous("org", "Wave")
    decisions.decide(named("Wave", HARBOR, context="B"))
    assert decisions.is_ambiguous("org", "Wave")
    assert decisions.related("same", "org", "tiny", "Wave", "B") == [HARBOR]
    assert decisions.related("same", "org", "tiny", "Wave") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x\ty", "cells"),
        ("L\trdfs literal\torg\tsource:tiny\tskos:exactMatch\t\tmodel:x\tj\ta\td\t\tr", "no thing of the kind"),
        ("L\trdfs literal\torg\tsource:tiny\tskos:fooMatch\t\torg:lotus\tj\ta\td\t\tr", "no relation"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / NAMES_FILE
    path.parent.mkdir()
    path.write_text("#comment\n" + "\t".join(COLUMNS) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        Decisions(tmp_path)
    assert caught.value.where == f"{NAMES_FILE}:3"


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / NAMES_FILE
    path.parent.mkdir()
    path.write_text("subject\tobject\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns"):
        Decisions(tmp_path)


def test_a_decision_that_things_differ_settles_a_shared_name(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, ALIKE)
    assert [p[0] for p in problems(folder)] == ["look-alike"]
    decisions = Decisions(folder)
    decisions.tell_apart(f"{ID}org/coral", LOTUS, "an exchange and a firm")
    write_files(decisions.contents())
    assert problems(folder) == []


def test_a_decision_about_nothing_registered_is_reported_at_its_line(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    decisions = Decisions(folder)
    decisions.decide(named("Lotos", f"{ID}org/lotos"))
    write_files(decisions.contents())
    (found,) = problems(folder)
    assert found[:2] == ("identity", NAMES_FILE)
    assert "Lotos" in (folder / NAMES_FILE).read_text(encoding="utf-8").split("\n")[found[2] - 1]


def test_a_retired_thing_must_be_gone_everywhere(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    decisions = Decisions(folder)
    decisions.retire(f"{ID}org/coral", LOTUS, "test")
    write_files(decisions.contents())
    found = problems(folder)
    assert {p[0] for p in found} == {"identity"}
    assert {p[1] for p in found} == {"graph/entities/tiny.ttl"}


SOLE = f"<{DECISION}x> a cnai:IdentityDecision ; rdf:subject org:a ; rdf:predicate owl:differentFrom ; rdf:object org:b .\n"


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (f"<{DECISION}y> a cnai:IdentityDecision .\n", "decides neither"),
        (SOLE.replace("/x>", "/y>").replace("org:b", "org:a"), "decides neither"),
        (SOLE.replace("/x>", "/y>").replace("org:b", "org:b , org:c"), "decides neither"),
        (SOLE.replace("/x>", "/y>").replace("owl:d", "dcterms:isReplacedBy , owl:d"), "decides neither"),
        (SOLE.replace("/x>", "/y>"), "org:a is different from org:b"),
        (SOLE, "two blocks"),
    ],
)
def test_a_decision_that_is_none_is_refused_with_its_line(tmp_path: Path, block: str, says: str) -> None:
    path = tmp_path / THINGS_FILE
    path.parent.mkdir()
    prefixes = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("cnai", "dcterms", "org", "owl", "rdf"))
    path.write_text(f"{prefixes}\n{SOLE}\n{block}", encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        Decisions(tmp_path)
    assert caught.value.where == f"{THINGS_FILE}:9"


def test_decisions_are_in_the_graph(tmp_path: Path) -> None:
    from pyoxigraph import NamedNode

    from kg_cn_ai.build import flat_graph
    from kg_cn_ai.namespaces import OWL

    folder = tiny.write(tmp_path)
    decisions = Decisions(folder)
    decisions.tell_apart(LOTUS, HARBOR, "two firms")
    decisions.retire(f"{ID}org/old-lotus", LOTUS, "the former name")
    write_files(decisions.contents())
    store = flat_graph(read_corpus(folder))
    assert list(store.quads_for_pattern(NamedNode(LOTUS), NamedNode(f"{OWL}differentFrom"), NamedNode(HARBOR)))
    assert list(store.quads_for_pattern(NamedNode(f"{ID}org/old-lotus"), NamedNode(f"{OWL}deprecated"), None))
    assert problems(folder) == []

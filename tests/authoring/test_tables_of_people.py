"""Our tables of people, organizations and computing centres: what rows become, and that their faults stay out."""

import doctest

import pytest
from own_data import built, corpus
from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import facts
from kg_cn_ai.authoring.importers.tables import roles
from kg_cn_ai.namespaces import CNAI, curie, expand


def stated(table: str, row: int) -> set[tuple[str, str, str]]:
    """The facts of a row of a shipped table, with short names."""
    (file,) = (f for f in corpus().sources if f.path.name == f"{table}-2026-11-30.trig")
    found = set()
    for quad in facts(file):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.graph_name, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        if quad.graph_name.value.endswith(f"#row={row}"):
            value = curie(quad.object.value) if isinstance(quad.object, NamedNode) else quad.object.value
            found.add((curie(quad.subject.value), curie(quad.predicate.value).removeprefix("cnai:"), value))
    return found


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(roles).failed == 0


@pytest.mark.parametrize(
    ("relation", "title", "found"),
    [
        ("founderOf", "founder and chief executive", ["founder", "chief-executive"]),
        ("founderOf", "one of the founders", ["co-founder"]),
        ("founderOf", "co-founder, with Tang Xiaoou", ["co-founder"]),
        ("workedAt", "founder of the Institute of Deep Learning", ["team-lead"]),
        ("holdsPosition", "chairman of the board", ["chair"]),
        ("holdsPosition", "executive director and chief scientist", ["chief-scientist"]),
        ("workedAt", "president of the autonomous driving product line", ["team-lead"]),
        ("workedAt", "chief technology officer of Xiaodu", ["executive"]),
        ("leads", "director", ["director"]),
        ("leads", "head of AI Lab", ["team-lead"]),
        ("chiefExecutiveOf", "chairman and chief executive", ["chief-executive", "chair"]),
        ("advisedBy", "PhD adviser", ["advisee"]),
    ],
)
def test_a_title_names_roles_of_the_organization_itself(relation: str, title: str, found: list[str]) -> None:
    assert sorted(roles.roles(relation, title)) == sorted(found)


def test_a_move_is_two_positions_and_the_second_names_the_first() -> None:
    found = stated("moves", 2)
    before, after = "relation:wu-yonghui-google-deepmind-vice-president", "relation:wu-yonghui-bytedance-employee"
    assert (before, "to", "2025-02") in found
    assert {(after, "from", "2025-02"), (after, "previousPosition", before)} <= found
    assert (after, "organization", "org:bytedance") in found


@pytest.mark.parametrize(
    "name", ["person:yao-shunyu", "person:yao-shunyu-physicist", "person:yu-kai", "person:yu-kai-aispeech"]
)
def test_persons_of_one_name_are_two(name: str) -> None:
    iri = expand(name)
    assert iri
    query = f"SELECT ?o {{ ?p <{CNAI}person> <{iri}> ; <{CNAI}organization> ?o }}"
    held = {curie(solution["o"].value) for solution in built().query(query)}  # type: ignore[union-attr]
    assert (
        held
        == {
            "person:yao-shunyu": {
                "org:openai",
                "org:tencent",
                "org:princeton-university",
                "org:tsinghua",
                "org:google",
            },
            "person:yao-shunyu-physicist": {"org:anthropic", "org:google-deepmind", "org:tsinghua"},
            "person:yu-kai": {"org:baidu", "org:horizon-robotics"},
            "person:yu-kai-aispeech": {"org:aispeech"},
        }[name]
    )


def test_nobody_without_a_name_is_an_organization() -> None:
    unnamed = [iri for iri in corpus().registered() if "unnamed" in iri or "not-named" in iri or "undisclosed" in iri]
    assert unnamed == []


def test_rows_of_talks_and_reports_are_no_edges() -> None:
    edges = {
        (curie(q.subject.value), curie(q.object.value))
        for q in built().quads_for_pattern(None, NamedNode(f"{CNAI}suppliesTo"), None, None)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }
    # Reported talks; a plan that was withdrawn; found by unnamed sources.
    assert not edges & {("org:cambricon", "org:alibaba"), ("org:huawei", "org:skyvast"), ("org:sk-hynix", "org:huawei")}
    # Tenders that were won, chips that run.
    assert {("org:h3c", "org:china-mobile"), ("org:metax", "org:china-unicom")} <= edges


@pytest.mark.parametrize(
    ("table", "row", "fact"),
    [
        # The smaller table's two rows of a machine-written encyclopedia stay out: nothing is stated.
        ("organizations", 16, None),
        # A code of a share that looks like a year.
        ("profiles", 732, ("event:ipo-li-auto-hkex", "ticker", "2015")),
        # The controlling person is a holder, never a parent.
        ("profiles", 7, ("relation:holding-wang-xingxing-unitree-2025-07", "share", "23.8216")),
    ],
)
def test_known_faults_of_the_tables(table: str, row: int, fact: tuple[str, str, str] | None) -> None:
    found = stated(table, row)
    assert fact in found if fact else found == set()


def test_a_centre_has_its_place_and_planned_capacity_says_so() -> None:
    found = stated("computing-centres", 25)
    system = "system:china-telecom-hunan-intelligent-computing-center"
    assert {(system, "locatedIn", "place:changsha"), (system, "operatedBy", "org:china-telecom-hunan")} <= found
    planned = "observation:china-telecom-hunan-intelligent-computing-center-capacity-planned"
    assert (planned, "state", "state:planned") in found
    # Who only uses a centre does not run it.
    assert not [fact for fact in stated("computing-centres", 30) if fact[1] == "operatedBy"]

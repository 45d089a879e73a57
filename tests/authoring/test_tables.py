"""Tables that are described by data: what a row becomes by its words, and what is said where it cannot."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tiny
from imported import table, told

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.evidence import Outcome, verify
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers import origins, readers, template
from kg_cn_ai.authoring.importers.core import Summary
from kg_cn_ai.authoring.importers.readers import concept, country, date, name, number, text, word
from kg_cn_ai.authoring.importers.run import IMPORTERS, run
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template as parsed
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID, SOURCE

COLUMNS = ("one", "one_zh", "tie", "other", "seat", "about", "date", "amount", "currency", "status", "url", "by")
PARTNERS = """
    relation:{one&other}-{kind}-{date.year} a cnai:Partnership ; cnai:partner {one} , {other} ; cnai:kind {kind} ;
        cnai:date {date} ; cnai:summary {about} ; [ cnai:value {amount} ; cnai:unit {currency} ; cnai:comparator cmp:eq ] .
    {other} cnai:jurisdiction {seat} .
"""
TIES = Table(
    name="ties",
    about="ties",
    label="Ties",
    label_zh="联系",
    title="Ties of the pond",
    publisher="tiny-press",
    values={
        "one": name("one", zh="one_zh"),
        "other": name("other"),
        "seat": country("seat"),
        "kind": concept("tie", "ptype", {"research": "research", "builds": "joint-development"}),
        "about": text("about"),
        "date": date("date"),
        "amount": number("amount"),
        "currency": concept("currency", "unit", {"CNY": "CNY"}),
        "role": word("about", {"": "guest", "chair": "chair", "member": ""}),
    },
    rules=(
        Rule({"status": ("rumour of a rumour",)}, leave_out="hearsay"),
        Rule({"tie": ("research", "builds")}, parsed(PARTNERS)),
        Rule({"tie": ("owns",)}, parsed("{other} cnai:parentOrganization {one} ; cnai:jurisdiction {seat} .")),
        Rule({"tie": ("sits in",)}, parsed("relation:{one}-in-{other}{-role} a cnai:Membership ; cnai:member {one} .")),
    ),
    columns=COLUMNS,
    pages=(Cited("url", "by"),),
    unconfirmed={"status": ("talks",)},
    apart=("date.month",),
)
ROW = {"one": "Lotus AI", "tie": "research", "other": "Harbor Systems", "date": "2024-05"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tiny.write(tmp_path / "data")


@pytest.fixture(autouse=True)
def importers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(IMPORTERS, "ties", importer(TIES))


def imported(data: Path, tmp_path: Path, *rows: Mapping[str, str]) -> Summary:
    return run("ties", table(tmp_path / "ties-2026-01.csv", COLUMNS, *rows), data)


def subjects(data: Path, summary: Summary) -> list[set[str]]:
    """The records of each row that states something, in the order of the table."""
    return [{s for s, _, _ in facts if ":" in s and not s.startswith("org:")} for facts in told(data, summary).values()]


def test_a_row_becomes_a_record_and_facts_of_its_parties(data: Path, tmp_path: Path) -> None:
    summary = imported(
        data, tmp_path, {**ROW, "about": "riddles", "amount": "5000000", "currency": "CNY", "seat": "US"}
    )
    record = "relation:harbor-lotus-research-2024"
    assert told(data, summary)["row=2"] == {
        (record, "rdf:type", "cnai:Partnership"),
        (record, "partner", "org:lotus"),
        (record, "partner", "org:harbor"),
        (record, "kind", "ptype:research"),
        (record, "date", "2024-05"),
        (record, "summary", "riddles"),
        (record, "value", "5000000"),
        (record, "unit", "unit:CNY"),
        (record, "comparator", "cmp:eq"),
        ("org:harbor", "jurisdiction", "place:us"),
    }
    assert (summary.read, summary.used, summary.warnings, summary.registered) == (1, 1, [], [])
    (result,) = (r for r in verify(read_corpus(data), tmp_path) if r.span.startswith(f"{SOURCE}ties-"))
    assert (result.outcome, result.mentions) == (Outcome.VERIFIED, True)


def test_what_stands_together_is_left_out_together(data: Path, tmp_path: Path) -> None:
    summary = imported(data, tmp_path, {**ROW, "amount": "5000000"})
    assert not {"value", "unit", "comparator"} & {predicate for _, predicate, _ in told(data, summary)["row=2"]}


def test_talks_are_a_record_of_their_own_that_says_so_and_never_a_plain_fact(data: Path, tmp_path: Path) -> None:
    rows = ({**ROW, "status": "talks"}, {**ROW, "tie": "owns", "status": "talks", "seat": "United States"}, ROW)
    summary = imported(data, tmp_path, *rows)
    found = told(data, summary)
    reported = "relation:harbor-lotus-research-2024-reported"
    assert (reported, "claimStatus", "status:unconfirmed") in found["row=2"]
    assert {s for s, _, _ in found["row=2"]} == {reported}
    assert found["row=3"] == {("org:harbor", "jurisdiction", "place:us")}
    assert {s for s, _, _ in found["row=4"]} == {"relation:harbor-lotus-research-2024"}


def test_rows_of_one_name_are_one_record_unless_their_months_differ(data: Path, tmp_path: Path) -> None:
    dates = ("2024-05", "2024", "2024-05-07", "2024-09", "2024-09-01")
    summary = imported(data, tmp_path, *({**ROW, "date": given} for given in dates))
    first, second = "relation:harbor-lotus-research-2024", "relation:harbor-lotus-research-2024-2024-09"
    assert subjects(data, summary) == [{first}, {first}, {first}, {second}, {second}]


def test_an_optional_part_of_a_name_and_a_date_may_be_missing(data: Path, tmp_path: Path) -> None:
    sits = {**ROW, "tie": "sits in"}
    rows = ({**sits, "about": "member"}, {**sits, "about": "chair"}, sits, {**ROW, "date": ""})
    summary = imported(data, tmp_path, *rows)
    assert subjects(data, summary) == [
        {"relation:lotus-in-harbor"},
        {"relation:lotus-in-harbor-chair"},
        {"relation:lotus-in-harbor-guest"},
        {"relation:harbor-lotus-research-undated"},
    ]


def test_what_is_left_out_is_counted_by_its_reason(data: Path, tmp_path: Path) -> None:
    rows = (
        {**ROW, "status": "rumour of a rumour"},
        {**ROW, "other": "Lotus"},
        {**ROW, "tie": "envies"},
        {**ROW, "one": ""},
    )
    summary = imported(data, tmp_path, *rows)
    assert summary.used == 0
    assert summary.skipped == {
        "hearsay": 1,
        "both sides are one thing of the graph": 1,
        "row of an unknown kind": 1,
        "row without a name or value that its facts need, or one that is not understood": 1,
    }
    (warning,) = summary.warnings
    assert warning.startswith("#row=4")
    assert "envies" in warning


def test_an_unknown_value_is_a_warning_with_its_row_and_the_rest_is_read(data: Path, tmp_path: Path) -> None:
    summary = imported(data, tmp_path, {**ROW, "amount": "many", "currency": "CNY", "date": "in May", "seat": "Narnia"})
    assert [w.split(":")[0] for w in summary.warnings] == ["#row=2"] * 3
    assert [word for word in ("many", "in May", "Narnia") if any(word in w for w in summary.warnings)] == [
        "many",
        "in May",
        "Narnia",
    ]
    assert subjects(data, summary) == [{"relation:harbor-lotus-research-undated"}]


@pytest.mark.parametrize(
    ("given", "iri"),
    [
        ({"one": "Lotus"}, "org:lotus"),
        ({"one": "Lotus Group (莲花智能)"}, "org:lotus"),
        ({"one": "Flower of the Pond", "one_zh": "莲花智能"}, "org:lotus"),
        ({"one": "Heron Capital (白鹭资本)"}, "org:heron-capital"),
    ],
)
def test_names_are_read_in_both_languages(data: Path, tmp_path: Path, given: dict[str, str], iri: str) -> None:
    summary = imported(data, tmp_path, {**ROW, **given})
    assert {o for _, p, o in told(data, summary)["row=2"] if p == "partner"} == {iri, "org:harbor"}
    if summary.registered:
        block = (data / "graph/entities/organizations.ttl").read_text(encoding="utf-8")
        assert 'rdfs:label "Heron Capital"@en , "白鹭资本"@zh-hans' in block


def test_a_name_that_two_things_bear_is_a_warning_until_it_is_decided(data: Path, tmp_path: Path) -> None:
    row = {**ROW, "one": "River Bank", "one_zh": "莲花智能"}
    summary = imported(data, tmp_path, row)
    assert summary.used == 0
    assert "org:lotus or org:river-bank" in summary.warnings[0]
    decisions = Decisions(data)
    decisions.decide(NameDecision("River Bank", "org", "curated", "", f"{ID}org/river-bank", "same", "test"))
    write_files(decisions.contents())
    summary = imported(data, tmp_path, row)
    assert ("relation:harbor-river-bank-research-2024", "partner", "org:river-bank") in told(data, summary)["row=2"]


def test_twice_the_same_table_changes_nothing(data: Path, tmp_path: Path) -> None:
    rows = ({**ROW, "one": "Heron Capital (白鹭资本)", "url": "https://pond.example/a", "by": "Tiny Press"}, ROW)
    imported(data, tmp_path, *rows)
    before = {p: p.read_bytes() for p in (data / "graph").rglob("*") if p.is_file()}
    summary = imported(data, tmp_path, *rows)
    assert summary.registered == []
    assert before == {p: p.read_bytes() for p in (data / "graph").rglob("*") if p.is_file()}


def test_the_page_of_a_row_is_by_whom_the_row_names(data: Path, tmp_path: Path) -> None:
    (data / "graph/hosts.csv").write_text(
        "host,kind,publisher,note\npond.example,mirror,,\nreed.example,publisher,reed-office,\n", encoding="utf-8"
    )
    rows = (
        {**ROW, "url": "https://pond.example/a", "by": "Tiny Press repost"},
        {**ROW, "url": "https://reed.example/b", "by": "Reed Online (Tiny Press)"},
        {**ROW, "url": "https://reed.example/c", "by": "Reed Online"},
        {**ROW, "url": "https://pond.example/d", "by": "Nobody, reposted"},
    )
    summary = imported(data, tmp_path, *rows)
    written = summary.file.read_text(encoding="utf-8")
    for page, said in (
        ("https://pond.example/a", "hostkind:mirror ; dcterms:publisher org:tiny-press"),
        ("https://reed.example/b", "hostkind:mirror ; dcterms:publisher org:tiny-press"),
        ("https://reed.example/c", "hostkind:publisher ; dcterms:publisher org:reed-office"),
        ("https://pond.example/d", "hostkind:mirror"),
    ):
        assert f"<{page}> a cnai:WebPage ; cnai:kind {said} ." in written
    (warning,) = summary.warnings
    assert "'Nobody' wrote the page" in warning


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (Rule({}, parsed("relation:{one}-{nobody} a cnai:Membership .")), "nothing reads nobody"),
        (Rule({"colour": ("red",)}), "has no column colour"),
    ],
)
def test_a_declaration_that_does_not_hold_together_is_refused(changed: Rule, message: str) -> None:
    with pytest.raises(InputError, match=message):
        importer(Table("x", "x", "x", "x", "x", values=TIES.values, rules=(changed,), columns=COLUMNS))


@pytest.mark.parametrize(
    "text",
    [
        "relation:x a",
        "relation:x nix:verb {one} .",
        "no-name a cnai:Partnership .",
        "relation:x cnai:partner {one} {two} .",
    ],
)
def test_a_template_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parsed(text)


def test_the_examples_in_the_docstrings_hold() -> None:
    import doctest

    for module in (origins, readers, template):
        assert doctest.testmod(module).failed == 0

"""Lists that are published edition by edition: what their rows become, and one value where several rows give one."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tiny
from imported import table, told

from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers.core import Summary
from kg_cn_ai.authoring.importers.run import run
from kg_cn_ai.authoring.importers.table import Table
from kg_cn_ai.authoring.importers.tables import counts, hardware, memberships, offerings, projects
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID

TABLES = {
    t.name: t
    for t in (
        counts.PAPERS, counts.REGIONS, hardware.SUBMISSIONS, hardware.SUPPORT, memberships.MAINTAINERS,
        memberships.MEMBERS, memberships.MEMBERS_ABROAD, memberships.ROLES, memberships.SIGS, offerings.LISTED,
        offerings.PARTNERS, offerings.PRICED, offerings.SHOWN, projects.ADOPTERS, projects.CONTRIBUTIONS,
        projects.HOSTED, projects.REPOSITORIES, projects.USERS,
    )
}  # fmt: skip
MEMBER = {
    "china_org": "Lotus AI", "relation": "member of", "foundation": "Harbor Systems", "current": "yes",
    "levels_in_order": "Silver > Gold", "first_listed": "2024-03-01", "last_listed": "2026-05-01",
}  # fmt: skip
OFFER = {
    "provider_name": "Harbor Systems", "lab": "Lotus AI", "relation": "served", "model_id": "lotus/lotus-1",
    "model_name": "Lotus-1", "file_added": "2025-07-01", "price_in": "0.5", "price_out": "2", "context": "32000",
}  # fmt: skip
SYSTEM = {
    "round": "MLPerf Training v1.0", "results_committed": "2021-06-30", "division": "closed", "submitter": "lotus",
    "submitter_org": "Lotus AI", "system_id": "pond_8", "system_name": "Pond", "accelerator_model": "Petal 1",
    "accelerators_per_node": "8", "nodes": "1", "accelerator_maker": "Harbor Systems", "status": "onprem",
}  # fmt: skip
PAPERS = {
    "organization_a": "Lotus AI", "country_a": "China", "organization_b": "Harbor Systems",
    "country_b": "United States", "joint_papers": "12", "first_year": "2019", "last_year": "2024",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tiny.write(tmp_path / "data")
    registered(folder, "chip", "petal-1", "Petal 1")
    return folder


def registered(data: Path, kind: str, slug: str, name: str) -> None:
    """A thing more than the tiny graph has."""
    types = {"chip": "Chip", "org": "Community", "product": "SoftwareProject"}
    register = Register(data)
    register.add(f"{ID}{kind}/{slug}", types[kind], {"en": name})
    write_files(register.contents())


def imported(data: Path, name: str, *rows: Mapping[str, str]) -> Summary:
    return run(name, table(data.parent / f"{name}.csv", TABLES[name].columns, *rows), data, "2026-08")


def facts(data: Path, name: str, *rows: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """What all rows of a table state together."""
    summary = imported(data, name, *rows)
    assert summary.warnings == []
    return {fact for row in told(data, summary).values() for fact in row}


def values(found: set[tuple[str, str, str]], subject: str, *predicates: str) -> dict[str, list[str]]:
    return {p: sorted(o for s, q, o in found if (s, q) == (subject, p)) for p in predicates}


@pytest.mark.parametrize("declared", TABLES.values(), ids=TABLES)
def test_a_table_says_who_publishes_it_in_both_languages(declared: Table) -> None:
    assert declared.publisher
    assert declared.label != declared.label_zh
    assert declared.source == "open-projects"


def test_a_member_has_its_last_level_and_the_editions_that_list_it(data: Path) -> None:
    found = facts(data, "linux-foundation-members", MEMBER)
    assert values(found, "relation:lotus-in-harbor", "level", "from", "asOf", "to", "organization") == {
        "level": ["Gold"], "from": ["2024-03-01"], "asOf": ["2026-05-01"], "to": [], "organization": ["org:harbor"],
    }  # fmt: skip
    assert ("org:lotus", "jurisdiction", "place:cn") in found


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"current": "no"}, {"from": ["2024-03-01"], "to": ["2026-05-01"], "asOf": []}),
        ({"first_is_start_of_file": "yes"}, {"from": [], "to": [], "asOf": ["2026-05-01"]}),
        ({"joined": "2021-06"}, {"from": ["2021-06"], "to": [], "asOf": ["2026-05-01"]}),
        ({"current": "listed when the file ends (2021-07-16)"}, {"from": ["2024-03-01"], "to": [], "asOf": ["2026-05-01"]}),
    ],
)  # fmt: skip
def test_a_list_dates_a_member_by_what_it_shows(
    data: Path, cells: Mapping[str, str], expected: dict[str, list[str]]
) -> None:
    found = facts(data, "linux-foundation-members", {**MEMBER, **cells})
    assert values(found, "relation:lotus-in-harbor", *expected) == expected


def test_a_name_that_the_list_spells_anew_is_one_member_that_did_not_leave(data: Path) -> None:
    decisions = Decisions(data)
    decisions.decide(
        NameDecision("Lotus (Beijing) Ltd", "org", "open-projects", "", f"{ID}org/lotus", "same", "legal name")
    )
    write_files(decisions.contents())
    old = {**MEMBER, "current": "no", "first_listed": "2022-01-01", "last_listed": "2024-02-01"}
    found = facts(data, "linux-foundation-members", {**MEMBER, "china_org": "Lotus (Beijing) Ltd"}, old)
    assert values(found, "relation:lotus-in-harbor", "from", "asOf", "to") == {
        "from": ["2022-01-01"], "asOf": ["2026-05-01"], "to": [],
    }  # fmt: skip


def test_another_relation_to_a_foundation_is_a_role_of_its_own(data: Path) -> None:
    found = facts(data, "linux-foundation-members", MEMBER, {**MEMBER, "relation": "conforms to"})
    roles = {s: o for s, p, o in found if p == "role"}
    assert roles == {
        "relation:lotus-in-harbor": "role:member", "relation:lotus-in-harbor-certified": "role:certified",
    }  # fmt: skip


def test_a_label_by_the_owner_is_no_seat(data: Path) -> None:
    found = facts(data, "linux-foundation-members", {**MEMBER, "china_org": "TikTok (ByteDance)"})
    assert not [fact for fact in found if fact[1] == "jurisdiction"]


def test_members_abroad_are_those_of_the_graph(data: Path) -> None:
    row = {"relation": "member of", "foundation": "PyTorch Foundation", "current": "yes", "last_listed": "2026-05-01"}
    decisions = Decisions(data)
    decisions.decide(
        NameDecision("PyTorch Foundation", "org", "open-projects", "", f"{ID}org/coral", "same", "for this test")
    )
    write_files(decisions.contents())
    summary = imported(
        data,
        "linux-foundation-members-abroad",
        {**row, "member": "Harbor Systems"},
        {**row, "member": "Somebody Else Inc."},
        {**row, "member": "Lotus AI", "china_org": "Lotus AI"},
    )
    assert set(told(data, summary)) == {"row=2"}
    assert summary.registered == []
    assert summary.skipped["member abroad that is no organization of the graph"] == 1


def test_maintainers_belong_to_a_project_and_the_part_of_it_that_the_line_names(data: Path) -> None:
    row = {
        "project": "Pagoda: Steering Committee", "stage": "Graduated", "company": "Lotus AI", "china_org": "Lotus AI",
        "maintainers_now": "3", "first_listed": "2022-01-01", "last_listed": "2026-08-21", "current": "yes",
    }  # fmt: skip
    registered(data, "org", "cncf", "Cloud Native Computing Foundation")
    found = facts(data, "cncf-maintainers", row)
    assert values(found, "relation:lotus-in-pagoda-steering-committee-maintainer", "project", "body", "persons") == {
        "project": ["product:pagoda"], "body": ["Steering Committee"], "persons": ["3"],
    }  # fmt: skip
    assert ("product:pagoda", "state", "state:graduated") in found


def test_counts_under_two_spellings_of_an_employer_are_nobodys(data: Path) -> None:
    row = {"organization": "Lotus AI", "organization_label": "Lotus AI", "country": "CN", "sig": "ai",
           "as_of": "2026-08-20", "maintainers": "3"}  # fmt: skip
    registered(data, "product", "openeuler", "openEuler")
    registered(data, "org", "openeuler", "openEuler")
    one = values(facts(data, "openeuler-sigs", row), "relation:lotus-in-openeuler-ai-maintainer", "persons")
    two = facts(data, "openeuler-sigs", row, {**row, "organization": "lotus ai", "maintainers": "2"})
    assert one == {"persons": ["3"]}
    assert values(two, "relation:lotus-in-openeuler-ai-maintainer", "persons") == {"persons": []}


def test_a_term_that_the_file_ends_has_an_end_and_a_last_change_is_no_start(data: Path) -> None:
    row = {"project": "Pagoda", "body": "Board", "role": "seat", "organization": "Lotus AI", "country": "CN",
           "persons": "1", "date": "2021-11-11"}  # fmt: skip
    found = facts(
        data,
        "project-roles",
        {**row, "date_basis": "term starts, stated on the line; ends 2023-11-10"},
        {**row, "role": "maintainer", "date_basis": "last change of the file"},
    )
    assert values(found, "relation:lotus-in-pagoda-board-seat", "from", "to", "asOf") == {
        "from": ["2021-11-11"], "to": ["2023-11-10"], "asOf": [],
    }  # fmt: skip
    assert values(found, "relation:lotus-in-pagoda-board-maintainer", "from", "asOf") == {
        "from": [], "asOf": ["2021-11-11"],
    }  # fmt: skip


def test_commits_are_a_contribution_from_the_first_to_the_last(data: Path) -> None:
    row = {"repository": "Pagoda", "organization": "Lotus AI", "country": "CN", "commits": "58",
           "first": "2023-11-04", "last": "2024-01-20"}  # fmt: skip
    found = facts(data, "github-contributions", row)
    assert values(found, "relation:lotus-contributes-pagoda", "commits", "from", "asOf", "to") == {
        "commits": ["58"], "from": ["2023-11-04"], "asOf": ["2024-01-20"], "to": [],
    }  # fmt: skip


def test_commits_of_another_project_in_a_history_are_left_out(data: Path) -> None:
    row = {"repository": "flagos-ai/FlagScale", "organization": "NVIDIA", "country": "US", "commits": "9"}
    assert told(data, imported(data, "github-contributions", row)) == {}


def test_a_list_that_does_not_tell_users_from_contributors_makes_participants(data: Path) -> None:
    row = {"project": "Pagoda", "relation": "adopts or contributes to", "organization": "Lotus AI",
           "china_org": "Lotus AI", "as_of": "2026-01-29"}  # fmt: skip
    found = facts(data, "ai-infra-organizations", row, {**row, "relation": "adopts", "level": "Testing"})
    assert {o for _, p, o in found if p == "rdf:type"} == {"cnai:Membership", "cnai:Adoption"}
    assert ("relation:lotus-adopts-pagoda", "state", "state:testing") in found


def test_users_in_a_list_that_another_table_holds_are_left_out(data: Path) -> None:
    row = {"project": "KubeEdge", "adopter": "Lotus AI", "chinese": "yes"}
    registered(data, "product", "kubeedge", "KubeEdge")
    summary = imported(data, "github-adopters", row, {**row, "project": "Fluid"})
    assert set(told(data, summary)) == {"row=2"}


def test_a_repository_has_a_licence_where_its_identifier_is_known(data: Path) -> None:
    row = {"repository": "Pagoda", "url": "https://example.org/pagoda", "licence": "MIT"}
    found = facts(data, "github-repositories", row, {**row, "licence": "other: LOTUS LICENSE"})
    assert values(found, "product:pagoda", "dcterms:license") == {"dcterms:license": ["https://spdx.org/licenses/MIT"]}


def test_the_first_back_end_dates_the_support_of_a_vendor(data: Path) -> None:
    row = {"project": "Pagoda", "project_owner": "Somebody", "vendor": "Harbor Systems", "vendor_country": "US",
           "hardware": "GPU", "basis": "back end in the repository", "since": "2024-09-11", "as_of": "2025-11-11"}  # fmt: skip
    found = facts(data, "software-hardware", row, {**row, "since": "2023-03-24"})
    assert values(found, "relation:pagoda-on-harbor", "from", "asOf", "vendor") == {
        "from": ["2023-03-24"], "asOf": ["2025-11-11"], "vendor": ["org:harbor"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "date", "number"),
    [
        ({}, ["2021-06"], ["8"]),
        ({"results_committed": ""}, [], ["8"]),
        ({"nodes": "128"}, ["2021-06"], ["1024"]),
        ({"accelerators_per_node": "(8,4)", "nodes": "3"}, ["2021-06"], []),
    ],
)
def test_a_submission_is_dated_by_month_or_not_at_all(
    data: Path, cells: Mapping[str, str], date: list[str], number: list[str]
) -> None:
    found = facts(data, "mlperf-systems", {**SYSTEM, **cells})
    event = "event:mlperf-training-v1-0-lotus-pond-8"
    assert values(found, event, "date", "hardwareQuantity", "chip") == {
        "date": date, "hardwareQuantity": number, "chip": ["chip:petal-1"],
    }  # fmt: skip


def test_a_system_in_two_divisions_is_two_submissions(data: Path) -> None:
    found = facts(data, "mlperf-systems", SYSTEM, {**SYSTEM, "division": "open"})
    assert {s: o for s, p, o in found if p == "division"} == {
        "event:mlperf-training-v1-0-lotus-pond-8": "closed", "event:mlperf-training-v1-0-lotus-pond-8-open": "open",
    }  # fmt: skip


def test_a_system_without_a_chip_that_was_read_is_left_out(data: Path) -> None:
    rows = [{**SYSTEM, "accelerator_model": model} for model in ("", "N/A")]
    assert told(data, imported(data, "mlperf-systems", *rows)) == {}


def test_an_offer_is_of_the_model_that_the_list_names_else_of_its_maker(data: Path) -> None:
    other = {**OFFER, "model_name": "Lotus-9", "model_id": "lotus-9", "file_added": "2025-08-01"}
    found = facts(data, "models-dev-offerings", OFFER, other)
    model, maker = "relation:harbor-offers-lotus-1", "relation:harbor-offers-models-of-lotus"
    assert values(found, model, "model", "maker", "from", "inputPrice", "outputPrice", "unit") == {
        "model": ["model:lotus-1"], "maker": [], "from": ["2025-07-01"], "inputPrice": ["0.5"], "outputPrice": ["2"],
        "unit": ["unit:USD"],
    }  # fmt: skip
    assert values(found, maker, "maker", "model", "from") == {
        "maker": ["org:lotus"], "model": [], "from": ["2025-08-01"],
    }  # fmt: skip


def test_a_model_of_that_name_by_another_maker_is_not_meant(data: Path) -> None:
    found = facts(data, "models-dev-offerings", {**OFFER, "lab": "River Bank"})
    assert {s for s, _, _ in found} == {"relation:harbor-offers-models-of-river-bank"}


def test_variants_of_a_model_are_one_offer_with_the_prices_of_the_first(data: Path) -> None:
    dearer = {**OFFER, "model_id": "Lotus-1", "price_in": "9", "price_out": "9", "file_added": "2024-01-01"}
    found = facts(data, "models-dev-offerings", OFFER, dearer)
    assert values(found, "relation:harbor-offers-lotus-1", "inputPrice", "offeredAs", "from") == {
        "inputPrice": ["0.5"], "offeredAs": ["lotus/lotus-1"], "from": ["2024-01-01"],
    }  # fmt: skip


@pytest.mark.parametrize("cells", [{"price_in": "0", "price_out": "0"}, {"price_in": ""}])
def test_a_price_that_the_list_does_not_know_is_none(data: Path, cells: Mapping[str, str]) -> None:
    found = facts(data, "models-dev-offerings", {**OFFER, **cells})
    assert not {p for _, p, _ in found} & {"inputPrice", "outputPrice", "unit"}


def test_models_made_by_others_from_a_chinese_one_are_left_out(data: Path) -> None:
    priced = {"key": "harbor/lotus-1", "litellm_provider": "Harbor Systems", "lab": "Lotus AI", "relation": "derived"}
    assert told(data, imported(data, "models-dev-offerings", {**OFFER, "relation": "derived"})) == {}
    assert told(data, imported(data, "litellm-prices", priced, {**priced, "litellm_provider": "ollama"})) == {}


def test_a_list_of_prices_names_the_region_and_states_no_price(data: Path) -> None:
    row = {"key": "bedrock/eu-west-1/lotus.lotus-1", "litellm_provider": "Harbor Systems", "lab": "Lotus AI",
           "relation": "served", "input_cost_per_token": "0.1"}  # fmt: skip
    found = facts(data, "litellm-prices", row)
    offer = "relation:harbor-offers-lotus-1"
    assert values(found, offer, "cloudRegion", "inputPrice") == {"cloudRegion": ["eu-west-1"], "inputPrice": []}


def test_an_example_was_shown_until_it_was_replaced_which_is_no_end(data: Path) -> None:
    row = {"provider": "Harbor Systems", "model_id": "lotus-ai/Lotus-1", "lab": "Lotus AI", "chinese_lab": "yes",
           "first_shown": "2026-08-06", "last_shown": "2026-08-21"}  # fmt: skip
    found = facts(data, "hf-inference-examples", row)
    assert values(found, "relation:harbor-offers-lotus-1", "from", "asOf", "to") == {
        "from": ["2026-08-06"], "asOf": ["2026-08-21"], "to": [],
    }  # fmt: skip


def test_joint_papers_are_a_number_on_a_pair_and_no_partnership(data: Path) -> None:
    found = facts(data, "joint-papers", PAPERS)
    pair = "observation:joint-papers-harbor-lotus"
    assert values(found, pair, "rdf:type", "concerns", "value", "refPeriod") == {
        "rdf:type": ["cnai:Observation"], "concerns": ["org:harbor", "org:lotus"], "value": ["12"],
        "refPeriod": ["2019/2024"],
    }  # fmt: skip


def test_an_organization_with_itself_and_an_unknown_one_make_no_pair(data: Path) -> None:
    summary = imported(
        data, "joint-papers", {**PAPERS, "organization_b": "lotus ai"}, {**PAPERS, "organization_b": "Nowhere College"}
    )
    assert told(data, summary) == {}
    assert summary.warnings == [
        "#row=3: organization_b: 'Nowhere College' is not registered: register it, or mend the row"
    ]


def test_a_cloud_is_present_where_its_regions_are_outside_china(data: Path) -> None:
    rows = [{"provider": "Lotus AI", "label": "x", "country": code} for code in ("US", "CN", "HK")]
    assert facts(data, "cloud-regions", *rows) == {("org:lotus", "presentIn", "place:us")}

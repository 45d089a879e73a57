"""The registers of services and algorithms: who files, what an entry says, and the faults of the official lists."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tables as documents
import tiny
from imported import table, told

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers.core import Summary
from kg_cn_ai.authoring.importers.run import run
from kg_cn_ai.authoring.importers.table import Table
from kg_cn_ai.authoring.importers.tables.registers import ALGORITHMS, CANCELLATIONS, SERVICES
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.build import flat_graph
from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import RecordView
from kg_cn_ai.cards.reader import card
from kg_cn_ai.checks.shapes import shapes
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID
from kg_cn_ai.network.network import network
from kg_cn_ai.pages.release import drawn
from kg_cn_ai.search.index import entries_of

SERVICE = {
    "list": "filed", "sequence": "1", "jurisdiction": "浙江省", "name": "荷塘大模型", "entity": "宁波荷塘科技有限公司",
    "number": "ZheJiang-HeTang-202404280001", "date": "2024-04-28",
}  # fmt: skip
ALGORITHM = {
    "list": "deep-synthesis", "batch": "2025-05", "announced": "2025-05-19", "algorithm": "荷塘数字人合成算法",
    "category_or_role": "服务提供者", "entity": "宁波荷塘科技有限公司", "products": "荷塘(APP)、荷塘(网站)",
    "number": "网信算备330110807992101250019号",
}  # fmt: skip
CANCELLED = {
    "cancelled_notice_date": "2026-07-17", "algorithm": "荷塘数字人合成算法", "category_or_role": "服务提供者",
    "entity": "宁波荷塘科技有限公司", "number": "网信算备330110807992101250019号",
}  # fmt: skip
FILING = "event:filing-generative-ai-services-zhejiang-hetang-202404280001"
SYNTHESIS = "event:filing-deep-synthesis-330110807992101250019"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tiny.write(tmp_path / "data")
    register = Register(folder)
    for slug, name in (("zhejiang", "Zhejiang"), ("hubei", "Hubei")):
        register.add(f"{ID}place/{slug}", "Place", {"en": name})
    register.add(f"{ID}org/cac", "GovernmentBody", {"en": "CAC"})
    write_files(register.contents())
    return folder


def imported(data: Path, declared: Table, *rows: Mapping[str, str], edition: str = "2026-08-31") -> Summary:
    return run(declared.name, table(data.parent / "register.csv", declared.columns, *rows), data, edition)


def facts(data: Path, declared: Table, *rows: Mapping[str, str]) -> set[tuple[str, str, str]]:
    summary = imported(data, declared, *rows)
    assert summary.warnings == []
    return {fact for row in told(data, summary).values() for fact in row}


def decide(data: Path, name: str, iri: str, relation: str, kind: str = "org", context: str = "") -> None:
    decisions = Decisions(data)
    decisions.decide(NameDecision(name, kind, "cac-registers", context, ID + iri, relation, "a test", day="2026-12-01"))
    write_files(decisions.contents())


def test_an_entry_says_who_files_what_where_and_when_under_which_number(data: Path) -> None:
    assert facts(data, SERVICES, SERVICE) == {
        (FILING, "rdf:type", "cnai:Filing"),
        (FILING, "rdfs:label", "荷塘大模型"),
        (FILING, "skos:altLabel", "HeTang"),
        (FILING, "filer", "org:ning-bo-he-tang-ke-ji"),
        (FILING, "register", "register:generative-ai-services"),
        (FILING, "filingNumber", "ZheJiang-HeTang-202404280001"),
        (FILING, "date", "2024-04-28"),
        (FILING, "place", "place:zhejiang"),
    }


def test_a_filer_that_nobody_knows_is_a_company_with_its_chinese_name_alone(data: Path) -> None:
    imported(data, SERVICES, SERVICE)
    (filer,) = Register(data).named("org", "宁波荷塘科技有限公司")
    thing = Register(data).things[filer]
    assert (thing.labels, thing.others) == ({"zh-hans": "宁波荷塘科技有限公司"}, [])
    store = flat_graph(corpus := read_corpus(data))
    assert not [p for p in shapes(corpus, store) if "label" in p.check]
    assert card(store, filer).labels == {"zh-hans": "宁波荷塘科技有限公司"}


@pytest.mark.parametrize("entity", ["宁波荷塘科技有限公司", "宁波荷塘 科技有限公司", " 宁波荷塘科技有限公司"])
def test_stray_spaces_make_no_second_company(data: Path, entity: str) -> None:
    imported(data, SERVICES, SERVICE, {**SERVICE, "entity": entity, "number": "ZheJiang-HeTangEr-202404280002"})
    assert len(Register(data).named("org", "宁波荷塘科技有限公司")) == 1


def test_brackets_of_both_kinds_make_no_second_company(data: Path) -> None:
    other = {**SERVICE, "number": "ZheJiang-HeTangEr-202404280002"}
    imported(
        data,
        SERVICES,
        {**SERVICE, "entity": "荷塘(宁波）科技有限公司"},
        {**other, "entity": "荷塘（宁波）科技有限公司"},
    )
    (filer,) = Register(data).named("org", "荷塘（宁波）科技有限公司")
    assert Register(data).things[filer].names() == ["荷塘（宁波）科技有限公司"]


@pytest.mark.parametrize(
    ("entity", "kind"),
    [
        ("荷塘大学", "University"), ("荷塘实验室", "ResearchInstitution"), ("荷塘市文化和旅游厅", "GovernmentBody"),
        ("荷塘广播电视台", "MediaOrganization"), ("荷塘人工智能协会", "Community"), ("荷塘研究院有限公司", "Company"),
        ("荷塘网络科技工作室", "Company"),
    ],
)  # fmt: skip
def test_the_name_of_a_filer_tells_its_class(data: Path, entity: str, kind: str) -> None:
    imported(data, SERVICES, {**SERVICE, "entity": entity})
    (filer,) = Register(data).named("org", entity)
    assert Register(data).things[filer].type.endswith(f"#{kind}")


def test_a_decided_name_is_the_thing_and_a_spelling_of_it(data: Path) -> None:
    decide(data, "宁波荷塘科技有限公司", "org/lotus", "same")
    assert (FILING, "filer", "org:lotus") in facts(data, SERVICES, SERVICE)
    assert Register(data).named("org", "宁波荷塘科技有限公司") == [f"{ID}org/lotus"]


def test_an_entity_acts_for_the_house_that_a_decision_names_and_is_seated_once(data: Path) -> None:
    decide(data, "宁波荷塘科技有限公司", "org/harbor", "brand")
    second = {**SERVICE, "number": "ZheJiang-HeTangEr-202404280002"}
    rows = told(data, imported(data, SERVICES, SERVICE, second))
    seated = {
        ("org:ning-bo-he-tang-ke-ji", "legalEntityOf", "org:harbor"),
        ("org:ning-bo-he-tang-ke-ji", "locatedIn", "place:zhejiang"),
    }
    assert seated <= rows["row=2"] and not seated & rows["row=3"]


def test_a_filing_of_a_unit_is_found_at_its_house_and_ties_a_house_abroad(data: Path) -> None:
    decide(data, "宁波荷塘科技有限公司", "org/harbor", "brand")
    imported(data, SERVICES, SERVICE)
    store = flat_graph(read_corpus(data))
    assert documents.ask(
        store, "event:filing-generative-ai-services-zhejiang-hetang-202404280001 cnai:house org:harbor"
    )
    tie = "?tie cnai:tieKind tiekind:filing ; cnai:between org:harbor , org:ning-bo-he-tang-ke-ji ; cnai:count 1"
    assert documents.ask(store, tie)
    assert [record.label for record in filings(card(store, f"{ID}org/harbor"))] == ["荷塘大模型"]
    assert not filings(card(store, f"{ID}place/zhejiang")) and not filings(card(store, f"{ID}org/cac"))


def test_a_house_at_home_has_no_tie_for_its_filings(data: Path) -> None:
    decide(data, "宁波荷塘科技有限公司", "org/lotus", "brand")
    imported(data, SERVICES, SERVICE)
    store = flat_graph(read_corpus(data))
    assert documents.ask(store, "?filing cnai:house org:lotus") and not documents.ask(
        store, "?t cnai:tieKind tiekind:filing"
    )


def test_who_only_files_is_in_the_network_and_out_of_the_picture(data: Path) -> None:
    decide(data, "宁波荷塘科技有限公司", "org/lotus", "brand")
    imported(
        data, SERVICES, SERVICE, {**SERVICE, "entity": "苇岸科技有限公司", "number": "ZheJiang-WeiAn-202404280002"}
    )
    graph = network(flat_graph(read_corpus(data)))
    filers = {f"{ID}org/ning-bo-he-tang-ke-ji", f"{ID}org/wei-an-ke-ji"}
    assert filers <= set(graph) and not filers & set(drawn(graph))
    assert f"{ID}org/lotus" in drawn(graph) and filers & set(drawn(graph, also=f"{ID}org/wei-an-ke-ji"))


def test_a_number_finds_its_entry(data: Path) -> None:
    imported(data, SERVICES, SERVICE)
    (entry,) = (e for e in entries_of(flat_graph(read_corpus(data))) if e.types[0] == "Filing")
    assert entry.identifiers == ("ZheJiang-HeTang-202404280001",)
    assert (entry.label, entry.names) == ("荷塘大模型", ("HeTang",))


def test_a_service_is_a_model_only_by_decision_about_it_and_its_filer(data: Path) -> None:
    decide(data, "荷塘大模型", "model/lotus-1", "same", "model", "宁波荷塘科技有限公司")
    others = {**SERVICE, "entity": "苇岸科技有限公司", "number": "ZheJiang-WeiAn-202404280002"}
    files = {fact for fact in facts(data, SERVICES, SERVICE, others) if fact[1] == "files"}
    assert files == {(FILING, "files", "model:lotus-1")}


def test_the_authority_over_state_enterprises_is_no_province(data: Path) -> None:
    found = facts(data, SERVICES, {**SERVICE, "jurisdiction": "国资委"})
    assert not [fact for fact in found if fact[1] == "place"]


def test_an_unknown_province_is_a_warning(data: Path) -> None:
    assert imported(data, SERVICES, {**SERVICE, "jurisdiction": "荷塘省"}).warnings == [
        "#row=2: jurisdiction: '荷塘省' is no province"
    ]


@pytest.mark.parametrize(
    ("number", "name", "alias"),
    [
        ("Shinghai-HeTang-20240521S0002", "荷塘", ["HeTang"]),
        ("Jiangsu-HeTangZhiSuan-", "荷塘智算", ["HeTangZhiSuan"]),
        ("Beijing-aiXcoder-202503180076", "aiXcoder", []),
        ("Beijing-Uni-SMART-202511150170", "荷塘", ["Uni-SMART"]),
    ],
)
def test_the_reading_in_a_number_is_an_alias(data: Path, number: str, name: str, alias: list[str]) -> None:
    found = facts(data, SERVICES, {**SERVICE, "number": number, "name": name})
    assert [value for _, predicate, value in found if predicate == "skos:altLabel"] == alias


def test_the_phone_of_a_service_on_phones_is_told(data: Path) -> None:
    row = {**SERVICE, "list": "filed-on-device", "phone_brand": "荷塘手机"}
    told_of = {(p, v) for s, p, v in facts(data, SERVICES, row) if s.startswith("event:")}
    assert {("register", "register:generative-ai-on-device"), ("filedFor", "荷塘手机")} <= told_of


def test_an_algorithm_has_its_kind_products_and_province_by_its_number(data: Path) -> None:
    assert {
        (SYNTHESIS, "kind", "filingtype:provider"),
        (SYNTHESIS, "filedFor", "荷塘(APP)、荷塘(网站)"),
        (SYNTHESIS, "place", "place:zhejiang"),
        (SYNTHESIS, "filingNumber", "网信算备330110807992101250019号"),
        (SYNTHESIS, "date", "2025-05-19"),
    } <= facts(data, ALGORITHMS, ALGORITHM)


def test_a_recommendation_algorithm_is_dated_by_its_list_and_a_dash_is_no_product(data: Path) -> None:
    row = {**ALGORITHM, "list": "recommendation", "announced": "", "category_or_role": "信息检索类", "products": "--"}
    found = {(p, v) for s, p, v in facts(data, ALGORITHMS, row) if s.startswith("event:")}
    assert {("date", "2025-05"), ("kind", "filingtype:information-search")} <= found
    assert not [predicate for predicate, _ in found if predicate == "filedFor"]


def test_a_row_that_stands_twice_is_one_entry_of_the_first_day(data: Path) -> None:
    found = facts(data, ALGORITHMS, ALGORITHM, {**ALGORITHM, "announced": "2025-07-14"})
    assert [value for s, p, value in found if (s, p) == (SYNTHESIS, "date")] == ["2025-05-19"]


def test_a_number_in_two_registers_is_two_entries(data: Path) -> None:
    other = {**ALGORITHM, "list": "recommendation", "category_or_role": "生成合成类"}
    entries = {s for s, p, _ in facts(data, ALGORITHMS, ALGORITHM, other) if p == "filingNumber"}
    assert entries == {SYNTHESIS, "event:filing-algorithm-recommendation-330110807992101250019"}


def test_a_code_of_no_province_gives_no_place(data: Path) -> None:
    found = facts(data, ALGORITHMS, {**ALGORITHM, "number": "网信算备400110807992101250019号"})
    assert not [fact for fact in found if fact[1] == "place"]


def test_a_number_of_another_form_is_a_warning(data: Path) -> None:
    summary = imported(data, ALGORITHMS, {**ALGORITHM, "number": "33011080799"})
    assert summary.warnings == ["#row=2: number: '33011080799' is no number of an algorithm"]


@pytest.mark.parametrize("role", ["服务提供者", "服务提供"])
def test_a_cancellation_is_the_same_entry_and_ends_it(data: Path, role: str) -> None:
    imported(data, ALGORITHMS, ALGORITHM)
    found = facts(data, CANCELLATIONS, {**CANCELLED, "category_or_role": role})
    assert {(SYNTHESIS, "state", "state:cancelled"), (SYNTHESIS, "to", "2026-07-17")} <= found
    assert documents.ask(flat_graph(read_corpus(data)), f"{SYNTHESIS} cnai:ended true ; cnai:kind filingtype:provider")


def test_a_remark_that_a_number_is_cancelled_says_so_too(data: Path) -> None:
    assert (SYNTHESIS, "state", "state:cancelled") in facts(data, ALGORITHMS, {**ALGORITHM, "remark": "已注销"})


def test_the_next_edition_lists_what_is_gone_and_changes_nothing_else(data: Path) -> None:
    second = {**SERVICE, "number": "ZheJiang-HeTangEr-202404280002"}
    first = imported(data, SERVICES, SERVICE, second)
    names = {path: path.read_bytes() for path in (data / "graph/entities").iterdir()}
    later = imported(data, SERVICES, second, edition="2026-10-31")
    assert later.vanished == {first.file.name: [f"{ID}event/{FILING.partition(':')[2]}"]}
    assert later.registered == [] and names == {path: path.read_bytes() for path in (data / "graph/entities").iterdir()}
    assert imported(data, SERVICES, SERVICE, second).vanished == {}


def filings(card: Card) -> list[RecordView]:
    return [record for record in card.records if "Filing" in record.types]

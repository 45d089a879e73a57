"""Our own tables as they are shipped: read again they change nothing, their talks are claims, what two say is one."""

import csv
import shutil
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import tiny
from own_data import built, corpus
from pyoxigraph import NamedNode

from kg_cn_ai.authoring.corpus import facts
from kg_cn_ai.authoring.importers.run import run
from kg_cn_ai.namespaces import CNAI, PREFIXES, curie

EDITION = "2026-11-30"
TABLES = (
    "acquisitions",
    "collaborations",
    "compute-supply",
    "computing-centres",
    "financing-rounds",
    "moves",
    "organizations",
    "investment-rules",
    "partnerships",
    "people",
    "profiles",
    "restrictions",
    "shareholdings",
    "signatories",
    "spin-offs",
    "standards",
    "stock-listings",
    "ties",
)


@cache
def stated(table: str) -> dict[str, set[str]]:
    """Record or thing to the rows of a table that state facts of it, by short names."""
    found: dict[str, set[str]] = defaultdict(set)
    (file,) = (f for f in corpus().sources if f.path.name == f"{table}-{EDITION}.trig")
    for quad in facts(file):
        assert isinstance(quad.graph_name, NamedNode)
        found[curie(quad.subject.value)].add(quad.graph_name.value.partition("#")[2])  # type: ignore[union-attr]
    return found


def rows(table: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of a shipped table, with their fragments."""
    with (tiny.ROOT / f"graph/sources/{table}-{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return [(f"row={number}", cells) for number, cells in enumerate(csv.DictReader(file), 2)]


@pytest.mark.parametrize("table", TABLES)
def test_a_shipped_table_read_again_changes_no_byte_and_warns_of_nothing(tmp_path: Path, table: str) -> None:
    for room in ("graph", "ontology"):
        shutil.copytree(tiny.ROOT / room, tmp_path / room)
    before = {p: p.read_bytes() for p in (tmp_path / "graph").rglob("*") if p.is_file()}
    summary = run(table, tiny.ROOT / f"graph/sources/{table}-{EDITION}.csv", tmp_path)
    assert (summary.registered, summary.warnings) == ([], [])
    assert before == {p: p.read_bytes() for p in (tmp_path / "graph").rglob("*") if p.is_file()}
    assert summary.read == len(rows(table))
    assert summary.used + summary.skipped.total() == summary.read


@pytest.mark.parametrize(
    ("record", "tables"),
    [
        ("event:round-momenta-series-c", ("financing-rounds", "ties")),
        ("event:round-xpeng-strategic-2023-07", ("financing-rounds", "ties")),
        ("event:round-leapmotor-strategic-2023-10", ("financing-rounds", "ties")),
        ("event:round-zhipu-several-rounds-2023-10", ("financing-rounds", "collaborations")),
        ("event:acquisition-meituan-light-years-beyond", ("acquisitions", "collaborations")),
        ("relation:holding-hongshan-agibot-2024-12", ("financing-rounds", "collaborations")),
        ("relation:approaching-ai-tsinghua-joint-development-undated", ("ties", "collaborations")),
        ("relation:baai-jina-ai-joint-release-2024", ("ties", "collaborations")),
        ("relation:minimax-vllm-project-collaboration-2025", ("ties", "collaborations")),
        ("relation:nvidia-tencent-joint-development-2026", ("ties", "collaborations")),
        ("relation:baseten-offers-models-of-moonshot-ai", ("ties", "collaborations")),
        ("relation:webank-in-fate-technical-steering-committee", ("ties", "collaborations")),
        ("relation:alibaba-cloud-contributes-mooncake", ("ties", "collaborations")),
        ("event:ipo-sensetime-hkex", ("stock-listings", "financing-rounds")),
        ("event:ipo-weride-nasdaq", ("stock-listings", "financing-rounds")),
    ],
)
def test_what_two_tables_say_is_one_record_with_both_as_evidence(record: str, tables: tuple[str, str]) -> None:
    assert all(stated(table).get(record) for table in tables)


def test_a_copy_states_something_only_where_another_table_has_the_same_record() -> None:
    copies = {row for row, cells in rows("collaborations") if cells["source_kind"] == "copy-or-tertiary"}
    told = {record for record, where in stated("collaborations").items() if where & copies}
    assert told
    assert not {
        record
        for record in told
        if record.startswith(("event:", "relation:"))
        and not any(stated(other).get(record) for other in ("financing-rounds", "acquisitions"))
    }


TALKS = {
    "partnerships": ("status", "reported talks"),
    "financing-rounds": ("role", "prospective"),
}


@pytest.mark.parametrize("table", TALKS)
def test_talks_are_unconfirmed_records_and_no_edge_or_tie_rests_on_them(table: str) -> None:
    column, word = TALKS[table]
    claims = {row for row, cells in rows(table) if cells[column] == word}
    records = {record for record, where in stated(table).items() if where & claims and not record.startswith("org:")}
    assert records
    assert all(record.endswith("-reported") for record in records)
    store = built()
    sound = f"ASK {{ ?s <{PREFIXES['prov']}wasDerivedFrom> <{PREFIXES['event']}round-momenta-series-c> }}"
    assert store.query(sound)
    for record in records:
        prefix, _, slug = record.partition(":")
        iri = f"<{PREFIXES[prefix]}{slug}>"
        assert store.query(f"ASK {{ {iri} <{CNAI}claimStatus> <{PREFIXES['status']}unconfirmed> }}")
        rests = f"SELECT ?s {{ ?s <{PREFIXES['prov']}wasDerivedFrom> {iri} }}"
        assert list(store.query(rests)) == []  # type: ignore[arg-type]


def test_one_amount_stands_in_each_row_of_a_round_and_once_in_the_graph() -> None:
    told = [cells for _, cells in rows("financing-rounds") if cells["round"] == "2023 rounds together"]
    assert len(told) > 1
    assert len({cells["amount"] for cells in told}) == 1
    round_ = f"<{PREFIXES['event']}round-zhipu-several-rounds-2023-10>"
    assert len(list(built().query(f"SELECT ?v {{ {round_} <{CNAI}value> ?v }}"))) == 1  # type: ignore[arg-type]


def test_what_has_ended_says_so_and_refusals_and_withdrawals_make_no_edge() -> None:
    ended = {row for row, cells in rows("partnerships") if cells["status"] == "ended"}
    told = set().union(*(where for where in stated("partnerships").values())) & ended
    (file,) = (f for f in corpus().sources if f.path.name == f"partnerships-{EDITION}.trig")
    closed = {
        q.graph_name.value.partition("#")[2]  # type: ignore[union-attr]
        for q in facts(file)
        if q.predicate.value == f"{CNAI}state" and not q.object.value.endswith(("/announced", "/in-force"))  # type: ignore[union-attr]
    }
    assert told <= closed
    query = (
        f"ASK {{ ?r <{CNAI}state> <{PREFIXES['state']}refused> . ?s <{PREFIXES['prov']}wasDerivedFrom> ?r . "
        f"?s a <{CNAI}Tie> }}"
    )
    assert not built().query(query)


def test_a_fund_is_not_its_manager_and_an_arm_not_its_group() -> None:
    pairs = (
        ("org:alibaba", "org:alibaba-cloud"),
        ("org:meituan", "org:meituan-long-z"),
        ("org:temasek", "org:pavilion-capital"),
        ("org:softbank", "org:softbank-vision-fund-2"),
        ("org:legend-capital", "org:nssf-zhongguancun-independent-innovation-fund"),
        ("org:catl", "org:puquan-capital"),
        ("org:ping-an", "org:ping-an-life-insurance"),
        ("org:gac-group", "org:gac-capital"),
        ("org:shanghai-guosheng-group", "org:guosheng-capital"),
        ("org:zhongguancun-science-city", "org:zhongguancun-science-city-fund"),
    )
    registered = {curie(iri) for iri in corpus().registered()}
    for group, arm in pairs:
        assert {group, arm} <= registered


def test_a_permit_to_buy_is_no_supply() -> None:
    permits = {row for row, cells in rows("compute-supply") if cells["status"] == "import approved"}
    records = {record for record, where in stated("compute-supply").items() if where & permits}
    assert (
        len(
            records & {f"relation:nvidia-{buyer}-supply-2026-reported" for buyer in ("alibaba", "bytedance", "tencent")}
        )
        == 3
    )
    for buyer in ("alibaba", "bytedance", "tencent"):
        claim = f"<{PREFIXES['relation']}nvidia-{buyer}-supply-2026-reported>"
        assert built().query(f"ASK {{ {claim} <{CNAI}claimStatus> <{PREFIXES['status']}unconfirmed> }}")
        assert not built().query(f"ASK {{ ?s <{PREFIXES['prov']}wasDerivedFrom> {claim} }}")


def test_interest_in_an_offering_is_no_investment() -> None:
    interested = {row for row, cells in rows("financing-rounds") if "indicated interest" in cells["confidence_note"]}
    assert interested
    edges = {record for record, where in stated("financing-rounds").items() if where & interested}
    assert "event:round-pony-ai-unnamed-2024-11-reported" in edges
    assert "event:ipo-pony-ai-nasdaq" not in edges
    for investor in ("baic-group", "comfortdelgro"):
        edge = f"<{PREFIXES['org']}{investor}> <{CNAI}investedIn> <{PREFIXES['org']}pony-ai>"
        assert not built().query(f"ASK {{ {edge} }}")


def test_a_system_on_the_market_stands_nowhere_and_a_centre_somewhere() -> None:
    product = f"?s <{CNAI}kind> <{PREFIXES['systype']}cluster-product>"
    assert built().query(f"ASK {{ {product} }}")
    assert not built().query(f"ASK {{ {product} ; <{CNAI}locatedIn> ?place }}")
    assert built().query(f"ASK {{ ?s <{CNAI}kind> <{PREFIXES['systype']}cluster> ; <{CNAI}locatedIn> ?place }}")


def test_a_partnership_is_strategic_only_where_its_page_says_so() -> None:
    (file,) = (f for f in corpus().sources if f.path.name == f"ties-{EDITION}.trig")
    told = {
        q.graph_name.value.partition("#")[2]  # type: ignore[union-attr]
        for q in facts(file)
        if q.predicate.value == f"{CNAI}kind" and q.object.value == f"{PREFIXES['ptype']}strategic"  # type: ignore[union-attr]
    }
    relations = {row: cells["relation"] for row, cells in rows("ties") if "strategic" in cells["note"]}
    said = {row for row, relation in relations.items() if relation == "partnersWith"}
    said |= {row for row, cells in rows("ties") if cells["relation"] == "strategicAgreementWith"}
    assert told == said

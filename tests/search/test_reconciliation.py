"""Names of other lists become things of the graph: in Python, on the command line, and for OpenRefine."""

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from click.testing import CliRunner
from releases import slugs
from service import Service
from small_graph import small_store

from kg_cn_ai import namespaces as ns
from kg_cn_ai.cli.main import main
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.search.index import Entry
from kg_cn_ai.search.reconcile import COLUMNS, Query, Reconciler, _forms, reconcile_csv
from kg_cn_ai.search.search import Index

SCHEMAS = json.loads((Path(__file__).parents[1] / "data" / "reconciliation-0.2.json").read_text(encoding="utf-8"))


@cache
def small() -> Reconciler:
    return Reconciler(Index.from_store(small_store()), small_store())


def valid(answer: httpx.Response, name: str) -> Any:
    """The JSON of an answer, held against a schema of the specification."""
    assert answer.status_code == 200, answer.text
    jsonschema.validate(answer.json(), {**SCHEMAS, "$ref": f"#/definitions/{name}"})
    return answer.json()


# Matches


@pytest.mark.parametrize("text", ["Baidu", "百度", "百度集團", "ＢＡＩＤＵ", "Bǎidù", "Baidu, Inc.", " baidu "])
def test_the_one_with_the_whole_name_is_a_match(text: str) -> None:
    best = small().candidates(Query(text))[0]
    assert (ns.curie(best.iri), best.match) == ("org:baidu", True)
    assert best.score >= 98


@pytest.mark.parametrize("text", ["bd", "Baid", "Baidi", "白度", "百度在线公司", "Bai"])
def test_a_guess_is_no_match(text: str) -> None:
    assert not any(candidate.match for candidate in small().candidates(Query(text)))


@pytest.mark.parametrize("text", ["", " ", "!!!", "Nobody Ever", "qqqqqq"])
def test_nobody(text: str) -> None:
    assert small().candidates(Query(text)) == []


def test_namesakes_are_no_match_unless_something_tells_them_apart() -> None:
    def entry(slug: str, kind: str) -> Entry:
        return Entry(f"{ns.ID}org/{slug}", {"en": "Twin"}, (), (kind,), kind, 0)

    index = Index([entry("one", "Company"), entry("other", "University")])
    store = small_store()
    twins = Reconciler(index, store)
    assert [c.match for c in twins.candidates(Query("Twin"))] == [False, False]
    assert [(ns.local_name(c.iri), c.match) for c in twins.candidates(Query("Twin", ("University",)))] == [
        ("other", True)
    ]


def test_a_model_is_no_match_where_an_organization_begins_so() -> None:
    index = Index(
        [
            Entry(f"{ns.ID}model/nova", {"en": "Nova"}, (), ("AIModel",), "AI model", 0),
            Entry(f"{ns.ID}org/nova", {"en": "Nova Intelligence"}, (), ("Company",), "Company", 0),
        ]
    )
    reconciler = Reconciler(index, small_store())
    assert not any(c.match for c in reconciler.candidates(Query("Nova")))
    assert reconciler.candidates(Query("Nova", ("AIModel",)))[0].match


@pytest.mark.parametrize("value", ["China", "中国", "place/cn", "place:cn", f"{ns.ID}place/cn", "cn"])
def test_what_is_known_besides_agrees(value: str) -> None:
    best = small().candidates(Query("百度", properties={"jurisdiction": (value,)}))[0]
    assert (best.agrees, best.match) == ({"jurisdiction": True}, True)


def test_what_is_known_besides_disagrees() -> None:
    best = small().candidates(Query("百度", properties={"jurisdiction": ("United States",)}))[0]
    assert (best.agrees, best.match, best.score) == ({"jurisdiction": False}, False, 75)


def test_what_the_graph_does_not_know_changes_nothing() -> None:
    best = small().candidates(Query("百度", properties={"rorId": ("x",), "no such": ("y",)}))[0]
    assert (best.match, set(best.agrees.values())) == (True, {None})


def test_types() -> None:
    assert slugs(c.iri for c in small().candidates(Query("ernie", ("AIModel",)))) == ["ernie-4-0"]
    assert small().candidates(Query("baidu", ("AIModel",))) == []
    assert small().candidates(Query("baidu", ("Nope",))) == []
    assert small().candidates(Query("baidu", ("Company", "University")))[0].match
    assert small().candidates(Query("baidu", ("Company", "University"), strict="all")) == []
    assert slugs(c.iri for c in small().candidates(Query("baidu", ("AIModel",), strict="should"))) == ["baidu"]


def test_records_only_where_their_type_is_asked_for() -> None:
    text = small_store_label("event/baichuan-series-a")
    assert small().candidates(Query(text)) == []
    assert small().candidates(Query(text, ("FinancingRound",)))[0].match


def small_store_label(path: str) -> str:
    return next(m.label for m in [small()._index.entry(ns.ID + path)] if m)


def test_no_name_but_something_known() -> None:
    found = small().candidates(Query("", properties={"developedBy": ("百度",)}))
    assert slugs(c.iri for c in found) == ["ernie-4-0"]
    assert not found[0].match


def test_limit() -> None:
    assert len(small().candidates(Query("c", limit=2))) == 2
    assert small().candidates(Query("c", limit=0)) == []


# A CSV file


def test_a_file_gets_six_columns() -> None:
    text = 'n,company,"where, from"\n1,百度,China\n2,"Baidu, Inc.",United States\n3,bd,\n4,,\n5,Nobody Ever,\n'
    table, matched, number = reconcile_csv(small(), text, "company", properties={"jurisdiction": "where, from"})
    rows = list(csv.DictReader(io.StringIO(table)))
    assert (matched, number, list(rows[0])) == (1, 5, ["n", "company", "where, from", *COLUMNS])
    assert rows[0]["kg_iri"] == f"{ns.ID}org/baidu"
    assert [row["kg_match"] for row in rows] == ["yes", "no", "no", "", ""]
    assert [row["n"] for row in rows] == list("12345")


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("a,b\n1,2\n", "c", "no column 'c'"),
        ("a,kg_iri\n1,2\n", "a", "column 'kg_iri' already"),
        ("a,b\n1,2,3\n", "a", "more cells"),
        ("", "a", "no column 'a'"),
        ('a\n"x', "a", "not a CSV"),
    ],
)
def test_a_file_that_cannot_be_used(text: str, column: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        reconcile_csv(small(), text, column)


def test_a_type_that_nothing_has() -> None:
    with pytest.raises(UnknownName, match="Compny"):
        reconcile_csv(small(), "a\nx\n", "a", type="Compny")


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("\ufeffname,country\n百度,China\nzhipu,\nNobody Ever,\n", encoding="utf-8")
    options = ["--column", "name", "--type", "Company", "--property", "jurisdiction=country"]
    result = CliRunner().invoke(main, ["reconcile", str(file), *options])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["kg_iri"], row["kg_match"]) for row in rows] == [
        (f"{ns.ID}org/baidu", "yes"),
        (f"{ns.ID}org/zhipu", "yes"),
        ("", ""),
    ]
    assert "2 of 3 names matched" in result.stderr


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(b"name\n\xff\n")
    assert CliRunner().invoke(main, ["reconcile", str(file), "--column", "name"]).exit_code == 2
    file.write_text("name\nx\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["reconcile", str(file), "--column", "nam"]).exit_code == 2
    assert CliRunner().invoke(main, ["reconcile", str(file), "--column", "name", "--property", "x"]).exit_code == 2
    assert CliRunner().invoke(main, ["reconcile", str(file), "--column", "name", "--type", "Nope"]).exit_code == 3


# The service


def test_the_manifest(service: Service) -> None:
    manifest = valid(service.get("/reconcile"), "manifest")
    assert manifest["view"]["url"] == "https://kg.example.org/id/{{id}}"
    assert service.get("/reconcile", origin="http://127.0.0.1:3333").headers["access-control-allow-origin"] == "*"
    for name in ("entity", "type", "property"):
        place = manifest["suggest"][name]
        assert place["service_url"] == "https://kg.example.org"
        assert service.get(f"{place['service_path']}?prefix=l").status_code == 200
    assert service.get(manifest["extend"]["propose_properties"]["service_path"]).status_code == 200


def test_an_identifier_fits_the_view_and_the_space(service: Service) -> None:
    found = valid(service.client.get("/reconcile", params={"queries": '{"q": {"query": "Lotus AI"}}'}), "results")
    id = found["q"]["result"][0]["id"]
    manifest = service.get("/reconcile").json()
    assert manifest["identifierSpace"] + id == f"{ns.ID}org/lotus"
    quoted = id.replace("/", "%2F")
    assert service.get(f"/id/{quoted}").headers["location"].endswith("/id/org/lotus.html")
    preview = service.get(f"/reconcile/preview/{quoted}")
    assert preview.status_code == 200 and "莲花智能" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch(service: Service, method: str) -> None:
    queries = {
        "q0": {"query": "莲花智能", "type": "Company", "limit": 3},
        "q1": {"query": "Harbor", "type": ["Company", "Platform"], "type_strict": "any"},
        "q2": {"query": "Nobody Ever"},
        "q3": {"query": "lotus", "properties": [{"pid": "jurisdiction", "v": {"id": "place/cn"}}]},
        "q4": {"query": "Lotus AI", "properties": [{"pid": "jurisdiction", "v": ["United States", 5, True]}]},
        "q5": {"query": "lhzn", "limit": 1},
        "q6": {"properties": [{"pid": "developedBy", "v": "Lotus AI"}]},
    }
    given = {"queries": json.dumps(queries)}
    ask = (
        service.client.get("/reconcile", params=given)
        if method == "GET"
        else service.client.post("/reconcile", data=given)
    )
    found = valid(ask, "results")
    assert set(found) == set(queries)
    first: dict[str, Any] = {key: answer["result"][0] if answer["result"] else None for key, answer in found.items()}
    assert (first["q0"]["id"], first["q0"]["match"]) == ("org/lotus", True)
    assert (first["q1"]["id"], first["q1"]["match"]) == ("org/harbor", False)
    assert first["q2"] is None
    assert {"id": "jurisdiction", "value": True} in first["q3"]["features"]
    assert (first["q4"]["match"], first["q4"]["score"]) == (False, 75)
    assert (first["q5"]["id"], first["q5"]["match"]) == ("org/lotus", False)
    assert {c["id"] for c in found["q6"]["result"]} == {"model/lotus-1", "model/lotus-1-mini", "product/pagoda"}
    single = service.client.get("/reconcile", params={"query": "Lotus AI"})
    assert valid(single, "result")["result"][0]["match"]


@pytest.mark.parametrize(
    "given",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 5}'},
        {"queries": '{"q": {"query": 5}}'},
        {"queries": '{"q": {"query": "x", "limit": "many"}}'},
        {"queries": '{"q": {"query": "x", "type": 5}}'},
        {"queries": '{"q": {"query": "x", "properties": [{"pid": 1, "v": 2}]}}'},
        {"queries": '{"q": {"query": "x", "type_strict": "perhaps"}}'},
        {"queries": "[" * 3000},
        {"queries": json.dumps({f"q{i}": {"query": "x"} for i in range(300)})},
        {"extend": "{}"},
        {"extend": '{"ids": [1], "properties": []}'},
        {"extend": '{"ids": ["org/lotus"], "properties": [{"pid": "x"}]}'},
        {"extend": json.dumps({"ids": ["org/lotus"] * 2000, "properties": []})},
    ],
)
def test_what_is_not_the_protocol_is_refused(service: Service, given: dict[str, str]) -> None:
    answer = service.client.post("/reconcile", data=given)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] and answer.json()["hint"]


def test_suggestions(service: Service) -> None:
    entities = valid(service.get("/reconcile/suggest/entity?prefix=莲"), "entities")["result"]
    assert entities[0]["id"] == "org/lotus"
    assert valid(service.get("/reconcile/suggest/entity?prefix=lo&cursor=1"), "entities")["result"]
    assert valid(service.get("/reconcile/suggest/entity?prefix="), "entities")["result"] == []
    types = valid(service.get("/reconcile/suggest/type?prefix=comp"), "terms")["result"]
    assert "Company" in {t["id"] for t in types}
    properties = valid(service.get("/reconcile/suggest/property?prefix=developed"), "terms")["result"]
    assert "developedBy" in {p["id"] for p in properties}


def test_extension(service: Service) -> None:
    proposed = valid(service.get("/reconcile/properties?type=Company&limit=20"), "proposal")["properties"]
    assert {"jurisdiction", "label-zh", "iri"} <= {p["id"] for p in proposed}
    wanted: dict[str, Any] = {
        "ids": ["org/lotus", "model/lotus-1", "event/approval", "org/nobody", "no id at all"],
        "properties": [
            {"id": name} for name in (*(p["id"] for p in proposed), "developedBy", "statedCount", "date", "x y")
        ],
    }
    answer = valid(service.client.post("/reconcile", data={"extend": json.dumps(wanted)}), "extension")
    assert [m["id"] for m in answer["meta"]] == [p["id"] for p in wanted["properties"]]
    lotus = answer["rows"]["org/lotus"]
    assert lotus["jurisdiction"] == [{"id": "place/cn", "name": "China"}]
    assert (lotus["label-zh"], lotus["iri"]) == ([{"str": "莲花智能"}], [{"str": f"{ns.ID}org/lotus"}])
    assert answer["rows"]["model/lotus-1"]["developedBy"] == [{"id": "org/lotus", "name": "Lotus AI"}]
    assert answer["rows"]["event/approval"]["statedCount"] == [{"int": 3}]
    assert answer["rows"]["event/approval"]["date"] == [{"date": "2024-05-02T00:00:00"}]
    assert set(map(str, answer["rows"]["org/nobody"].values())) == {"[]"}
    one = {"ids": ["product/pagoda"], "properties": [{"id": "developedBy", "settings": {"limit": "1"}}]}
    answer = valid(service.client.post("/reconcile", data={"extend": json.dumps(one)}), "extension")
    assert len(answer["rows"]["product/pagoda"]["developedBy"]) == 1


# What lists write otherwise


def test_a_value_that_is_not_given_counts_for_nothing() -> None:
    (best, *_) = small().candidates(Query("Baidu", properties={"jurisdiction": ("",)}))
    assert (ns.curie(best.iri), best.match, best.agrees) == ("org:baidu", True, {"jurisdiction": None})


@pytest.mark.parametrize("written", ["CHN", "chn", "CN", "China", "place:cn"])
def test_a_country_has_codes_of_two_and_three_letters(written: str) -> None:
    best = small().candidates(Query("Baidu", properties={"jurisdiction": (written,)}))[0]
    assert best.agrees == {"jurisdiction": True}


@pytest.mark.parametrize(
    ("known", "written", "agrees"),
    [
        ("2024-12-24", "2024-12-24T00:00:00Z", True),
        ("2024-12-24", "2024-12-24 10:00", True),
        ("2024-12-24", "2024-12", True),
        ("2024-12-24", "2024", True),
        ("2024-12-24", "2024-12-25", False),
        ("2024-12-24", "2023", False),
        ("2024-12", "2024-12-24", False),
        ("https://www.baidu.com/", "https://www.baidu.com", True),
        ("https://www.baidu.com/", "http://baidu.com", True),
        ("https://www.baidu.com/", "www.baidu.com/", True),
        ("https://www.baidu.com/", "https://www.baidu.com/other", False),
    ],
)
def test_dates_and_addresses_are_compared_as_what_they_mean(known: str, written: str, agrees: bool) -> None:
    own = frozenset(_forms(known, known=True))
    assert (not own.isdisjoint(_forms(written))) is agrees


def test_rows_without_a_name_have_no_candidates_and_a_threshold_holds() -> None:
    text = "name,country\nBaidu,CN\n,CN\nBaid,CN\n"
    properties = {"jurisdiction": "country"}
    table, matched, rows = reconcile_csv(small(), text, "name", properties=properties)
    found = list(csv.DictReader(io.StringIO(table)))
    assert (matched, rows) == (1, 3)
    assert [bool(row["kg_iri"]) for row in found] == [True, False, True]
    table, _, _ = reconcile_csv(small(), text, "name", properties=properties, threshold=98)
    assert [bool(row["kg_iri"]) for row in csv.DictReader(io.StringIO(table))] == [True, False, False]

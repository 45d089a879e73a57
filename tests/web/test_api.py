"""``/api/v1``: what it answers, page by page, and that it keeps to its own description whatever it is asked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service import Service

from kg_cn_ai import namespaces as ns

LOTUS = f"{ns.ID}org/lotus"


def get(service: Service, path: str, status: int = 200, /, **params: Any) -> Any:
    answer = service.client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == status, answer.text[:300]
    return answer.json()


def pages(service: Service, path: str, /, **params: Any) -> Iterator[Any]:
    """Every page of a list."""
    cursor: dict[str, Any] = {}
    while True:
        answer = get(service, path, **params, **cursor)
        yield answer
        if answer["next"] is None:
            return
        cursor = {"cursor": answer["next"]}


@pytest.mark.parametrize("q", ["lotus ai", "莲花智能", "蓮花智能", "lianhuazhineng", "lhzn", "Lotsu AI"])
def test_search(service: Service, q: str) -> None:
    first = get(service, "search", q=q)["results"][0]
    assert (first["iri"], first["id"], first["label_zh"], first["type"]) == (LOTUS, "org:lotus", "莲花智能", "Company")


def test_search_by_type_and_page(service: Service) -> None:
    found = [r for page in pages(service, "search", q="l", limit=2) for r in page["results"]]
    assert len(found) > 4
    assert found == get(service, "search", q="l", limit=200)["results"]
    assert {r["type"] for r in get(service, "search", q="lotus", type="Company")["results"]} == {"Company"}
    assert get(service, "search", q="qqqqq") == {"results": [], "next": None}
    assert "Company" in get(service, "search", 404, q="x", type="Compny")["hint"]


@pytest.mark.parametrize("id", [LOTUS, "org:lotus", f"<{LOTUS}>", "Lotus AI", "莲花智能", " org:lotus "])
def test_a_thing_by_any_of_its_names(service: Service, id: str) -> None:
    card = get(service, "thing", id=id)
    assert card["iri"] == LOTUS
    fact = next(f for f in card["facts"] if f["label"] == "jurisdiction")
    assert fact["evidence"][0]["fragment"].startswith("char=")
    assert fact["grade"] == "single-source"


def test_what_is_not_there_gets_suggestions(service: Service) -> None:
    answer = get(service, "thing", 404, id="Lotus Aye")
    assert "org:lotus" in answer["hint"]
    assert set(answer) == {"error", "line", "column", "hint", "docs"}
    get(service, "neighbours", 404, id="event:approval")
    get(service, "graph", 404, relation="nope")


def test_neighbours(service: Service) -> None:
    whole = get(service, "neighbours", id="org:lotus", limit=200)
    ids = [n["thing"]["id"] for n in whole["neighbours"]]
    assert {"org:harbor", "org:river-bank", "model:lotus-1"} <= set(ids)
    assert ids == [
        n["thing"]["id"] for page in pages(service, "neighbours", id="org:lotus", limit=1) for n in page["neighbours"]
    ]
    for neighbour in whole["neighbours"]:
        for relation in neighbour["relations"]:
            assert {relation["source"], relation["target"]} == {LOTUS, neighbour["thing"]["iri"]}


def test_path(service: Service) -> None:
    first = get(service, "path", **{"from": "River Bank", "to": "org:harbor"})["paths"][0]
    assert [step["target"]["id"] for step in first] == ["org:lotus", "org:harbor"]
    assert first[0]["relations"][0]["label"] == "invested in"
    assert "no relation connects" in get(service, "path", 404, **{"from": "org:lotus", "to": "org:tiny-press"})["error"]
    assert "twice" in get(service, "path", 400, **{"from": "org:lotus", "to": "Lotus AI"})["error"]


def test_the_whole_network_page_by_page(service: Service) -> None:
    network = service.site.kg.network()
    found = [edge for page in pages(service, "graph", limit=3) for edge in page["edges"]]
    assert [e["statement"] for e in found] == [key for _, _, key in network.edges(keys=True)]
    for page in pages(service, "graph", limit=3):
        assert {n["iri"] for n in page["nodes"]} == {end for e in page["edges"] for end in (e["source"], e["target"])}
        assert page["total"] == len(found)
    only = get(service, "graph", relation="cnai:investedIn")["edges"]
    assert {e["relation"] for e in only} == {f"{ns.CNAI}investedIn"}
    models = get(service, "graph", type="AIModel")["edges"]
    assert models and all("/id/model/" in e["source"] + e["target"] for e in models)


def test_a_cursor_holds_in_its_release_only(service: Service) -> None:
    import base64

    cursor = get(service, "graph", limit=1)["next"]
    assert get(service, "graph", limit=1, cursor=cursor)["edges"]
    other = base64.urlsafe_b64encode(b"0123456789ab.1").decode()
    assert "another release" in get(service, "graph", 404, cursor=other)["error"]
    for none in ("x", "!!!!", "é", "AAAA", base64.urlsafe_b64encode(b"-1").decode()):
        assert "no cursor" in get(service, "graph", 404, cursor=none)["error"]


def test_statistics_vocabulary_release(service: Service) -> None:
    statistics = get(service, "statistics")
    assert statistics["counts"] == service.site.kg.manifest["counts"]
    assert {"what": "thing", "kind": "AIModel", "number": 3} in statistics["by_kind"]
    vocabulary = get(service, "vocabulary")
    company = next(c for c in vocabulary["classes"] if c["id"] == "cnai:Company")
    assert (company["label"]["zh"], company["parents"]) != ("", [])
    assert vocabulary["prefixes"]["org"] == f"{ns.ID}org/"
    release = get(service, "release")
    assert release["release"] == service.site.release
    assert set(release["files"]) >= {"kg.nt", "kg.ttl"}


def test_the_description_is_openapi_3_1(service: Service) -> None:
    described = get(service, "openapi.json")
    assert described["openapi"].startswith("3.1")
    ours = {path for path in described["paths"] if path.startswith("/api/v1/")}
    names = "search thing neighbours path graph statistics vocabulary release".split()
    assert ours >= {f"/api/v1/{name}" for name in names}
    for path in ours:
        for operation in described["paths"][path].values():
            assert operation["description"] and operation["responses"]["200"]
    json.dumps(described)


@pytest.mark.slow
def test_schemathesis_finds_no_failure(service: Service, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{service.url}/api/v1/openapi.json", "--url", service.url,
               "--checks", "all", "--max-examples", "25", "--seed", "4", "--no-color"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "passed" in done.stdout

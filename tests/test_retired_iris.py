"""An IRI that was retired leads to the thing it meant all along, whatever is asked and however."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny
from click.testing import CliRunner
from service import Service, serving

from kg_cn_ai import namespaces as ns
from kg_cn_ai.build import build_release
from kg_cn_ai.cli.main import main
from kg_cn_ai.knowledge_graph import KnowledgeGraph
from kg_cn_ai.search.reconcile import Query
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import Settings

LOTUS = f"{ns.ID}org/lotus"
RETIRED = {"org:lotus-ai": "org:lotus-inc", "org:lotus-inc": "org:lotus", "model:lotus": "model:lotus-1"}
"""Retired IRIs: the first for one that was retired itself later."""

HTML = {"accept": "text/html"}


def _decisions() -> str:
    lines = [f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items()]
    for old, new in RETIRED.items():
        decision = f"<{ns.BASE}decision/{old.replace(':', '-')}>"
        lines.append(
            f"{decision} a cnai:IdentityDecision ; rdf:subject {old} ; rdf:predicate dcterms:isReplacedBy ; "
            f'rdf:object {new} ; cnai:reason "one firm"@en .\n'
        )
    return "".join(lines)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retired")
    data = tiny.write(folder / "data")
    (data / "graph/identity.ttl").write_text(_decisions(), encoding="utf-8")
    build_release(folder / "release", data=data)
    return folder / "release"


@pytest.fixture(scope="module")
def service(release: Path) -> Iterator[Service]:
    settings = Settings(release, "https://kg.example.org/kg/", release.parent / "cache", Limits(seconds=3, workers=1))
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def kg(service: Service) -> KnowledgeGraph:
    return service.site.kg


@pytest.mark.parametrize("old", ["org:lotus-ai", "org:lotus-inc", f"{ns.ID}org/lotus-ai", f"<{ns.ID}org/lotus-ai>"])
def test_in_python(kg: KnowledgeGraph, old: str) -> None:
    card = kg.show(old)
    assert (card.iri, card.label, card.replaces) == (LOTUS, "Lotus AI", ns.expand(old))
    assert card.facts and "is retired: org:lotus stands in its place" in card.render()
    assert kg.resolve(old) == LOTUS
    assert kg.paths(old, "River Bank") == kg.paths("org:lotus", "River Bank")
    assert kg.question_text("ipo-terms", company=old) == kg.question_text("ipo-terms", company="org:lotus")
    found = kg.search(old)
    assert [(match.iri, match.how) for match in found] == [(LOTUS, "identifier")]


def test_by_command(release: Path) -> None:
    def run(*words: str) -> tuple[str, str]:
        result = CliRunner().invoke(main, ["--release", str(release), *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout, result.stderr

    says = "org:lotus-ai is retired: org:lotus stands in its place"
    assert says in run("show", "org:lotus-ai", "--format", "table")[0]
    assert says in run("show", "org:lotus-ai", "--format", "csv")[1]
    assert says in run("path", "org:lotus-ai", "River Bank")[1]
    text, note = run("ask", "ipo-terms", "company=org:lotus-ai", "--text")
    assert says in note and f"<{LOTUS}>" in text


def test_on_pages(service: Service) -> None:
    answer = service.client.get("/id/org/lotus-ai", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (301, "/kg/id/org/lotus?replaces=org%3Alotus-ai")
    answer = service.client.get("/id/org/lotus", params={"replaces": "org:lotus-ai"}, headers=HTML)
    assert answer.headers["location"] == "/kg/id/org/lotus.html?replaces=org%3Alotus-ai"
    for lang, says in (("en", "is retired: this stands in its place"), ("zh", "已停用，由本条目取代")):
        query = {"replaces": "org:lotus-ai", "lang": lang}
        page = service.client.get("/id/org/lotus.html", params=query).text
        assert f"org:lotus-ai {says}" in page
    for other in ("org:harbor", "org:nobody", "<script>", "org:lotus"):
        assert "retired" not in service.client.get("/id/org/lotus.html", params={"replaces": other}).text
    file = service.client.get("/id/org/lotus-ai.ttl", params={"lang": "zh"})
    assert (file.status_code, file.headers["location"]) == (301, "/kg/id/org/lotus.ttl?replaces=org%3Alotus-ai&lang=zh")


def test_in_the_api(service: Service) -> None:
    card = service.client.get("/api/v1/thing", params={"id": "org:lotus-ai"}).json()
    assert (card["iri"], card["replaces"]) == (LOTUS, f"{ns.ID}org/lotus-ai") and card["facts"]
    for path, query in (("neighbours", {"id": "{}"}), ("path", {"from": "{}", "to": "org:river-bank"})):
        old, new = (
            service.client.get(f"/api/v1/{path}", params={k: v.format(iri) for k, v in query.items()}).json()
            for iri in ("org:lotus-ai", "org:lotus")
        )
        assert old == new
    found = service.client.get("/api/v1/search", params={"q": "org:lotus-ai"}).json()["results"]
    assert [result["id"] for result in found] == ["org:lotus"]
    part = service.client.post("/network/part", json={"things": ["org:lotus-ai"]}).json()
    assert part["things"] == ["org:lotus"] and not part["missing"]


def test_in_reconciliation(service: Service, kg: KnowledgeGraph) -> None:
    (found,) = kg.reconciler.candidates(Query("org:lotus-ai"))
    assert (found.iri, found.match) == (LOTUS, True)
    (model,) = kg.reconciler.candidates(Query("Lotus-1", properties={"developedBy": ("org:lotus-ai",)}, limit=1))
    assert model.agrees == {"developedBy": True}
    query = {"extend": '{"ids": ["org/lotus-ai"], "properties": [{"id": "jurisdiction"}]}'}
    rows = service.client.get("/reconcile", params=query).json()["rows"]
    assert rows["org/lotus-ai"]["jurisdiction"][0]["id"] == "place/cn"
    assert "Lotus AI" in service.client.get("/reconcile/preview/org/lotus-ai").text

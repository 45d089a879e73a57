"""What machines around the service ask: health, readiness, robots, the site map."""

import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

from service import Service

from kg_cn_ai.namespaces import ID
from kg_cn_ai.web.processes.child import Broken

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://kg.example.org/"


def test_it_says_that_it_lives_and_is_ready_and_nobody_keeps_the_answer(service: Service) -> None:
    alive, ready = service.get("/healthz"), service.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "release": service.site.release})
    assert alive.headers["cache-control"] == ready.headers["cache-control"] == "no-store"


def test_without_query_processes_it_lives_and_is_not_ready(service: Service) -> None:
    pool = service.site.pool
    kept = pool._short, pool._trouble
    pool._short, pool._trouble = set(), Broken("the store cannot be opened")
    try:
        answer = service.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
        assert answer.headers["retry-after"] == "5" and service.get("/healthz").status_code == 200
    finally:
        pool._short, pool._trouble = kept
    assert service.get("/readyz").status_code == 200


def test_crawlers_read_pages_and_ask_nothing(service: Service) -> None:
    rules = RobotFileParser()
    rules.parse(service.get("/robots.txt").text.splitlines())
    assert all(rules.can_fetch("*", BASE + path) for path in ("", "id/org/lotus", "partnerships", "ontology"))
    assert not any(rules.can_fetch("*", BASE + path) for path in ("sparql?query=x", "api/v1/search?q=a", "path?from=a"))
    assert rules.site_maps() == [f"{BASE}sitemap.xml"]


def test_the_site_map_has_a_page_for_each_thing(service: Service) -> None:
    index = ET.fromstring(service.get("/sitemap.xml").content)
    assert index.tag == f"{MAP}sitemapindex"
    addresses: list[str] = []
    for part in index.iter(f"{MAP}loc"):
        assert part.text is not None
        found = ET.fromstring(service.get("/" + part.text.removeprefix(BASE)).content)
        assert found.tag == f"{MAP}urlset"
        addresses += [loc.text or "" for loc in found.iter(f"{MAP}loc")]
    assert len(addresses) == len(set(addresses))
    assert f"{BASE}id/org/lotus" in addresses
    things = {f"{BASE}id/{iri.removeprefix(ID)}" for iri in service.site.kg.index.below(f"{ID}org/")}
    assert things and things <= set(addresses)
    for address in addresses:
        answer = service.get("/" + address.removeprefix(BASE), accept="text/html")
        while answer.is_redirect:
            answer = service.get(answer.headers["location"], accept="text/html")
        assert answer.status_code == 200, address
    assert service.get("/sitemap/99.xml").status_code == 404


def test_the_icon_is_where_browsers_look_for_it(service: Service) -> None:
    answer = service.get("/favicon.ico")
    assert answer.status_code in (200, 308)
    assert service.get("/static/icon.svg").headers["content-type"].startswith("image/svg+xml")

"""Pages and files of things, records, statements, concepts and documents; lists; the search page."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

import httpx
import pyoxigraph as ox
import pytest
from hostile import PAYLOADS
from releases import BIDI, crowded_store, hostile_store, release_of
from service import Service, serving
from small_graph import ARTICLE, CONTESTED, small_store

from kg_cn_ai import namespaces as ns
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import Settings

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


def serving_store(store: ox.Store, factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = factory.mktemp("pages")
    settings = Settings(release_of(store, folder / "release"), cache=folder / "cache", limits=Limits(workers=1))
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from serving_store(small_store(), tmp_path_factory)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from serving_store(crowded_store(220), tmp_path_factory)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from serving_store(hostile_store(), tmp_path_factory)


class Outline(HTMLParser):
    """What a browser makes of a page: its tags, ids, links, and the text without tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "script"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a" and "href" in attributes]


def outline(service: Service, path: str, status: int = 200) -> Outline:
    answer = service.get(path, accept=HTML)
    assert answer.status_code == status, answer.text[:400]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Outline(answer.text)


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (HTML, "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("text/html;q=0.2, text/turtle", "ttl"),
        ("application/rdf+xml, text/turtle;q=0.9", "rdf"),
    ],
)
@pytest.mark.parametrize("iri", ["id/org/baidu", "concept/grade/single-source", "source/sirmione-2023-10"])
def test_an_iri_leads_to_what_is_wanted(small: Service, iri: str, accept: str, suffix: str) -> None:
    answer = small.get(f"/{iri}", accept=accept)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{iri}.{suffix}")
    assert "accept" in answer.headers["vary"].lower()
    assert small.get(answer.headers["location"]).status_code == 200


def test_what_cannot_be_had_is_refused_with_what_can(small: Service) -> None:
    answer = small.get("/id/org/baidu", accept="image/png")
    assert answer.status_code == 406
    assert ".ttl" in answer.json()["hint"]


def test_head_is_answered_as_get(small: Service) -> None:
    for path in ("/id/org/baidu", "/id/org/baidu.html", "/search?q=baidu", "/partnerships", "/timeline"):
        assert small.client.head(path).status_code == small.get(path).status_code


@pytest.mark.parametrize(
    "path", ["/id/org/baido", "/id/org/baido.ttl", "/id/nothing/x", "/source/x.html", "/statement/0"]
)
def test_what_is_not_there(small: Service, path: str) -> None:
    answer = small.client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    if "baido" in path:
        assert "Baidu (org:baidu)" in answer.json()["hint"]


def test_files_say_what_the_graph_says(small: Service) -> None:
    answer = small.get("/id/org/baidu.nt")
    assert answer.headers["content-type"].startswith("application/n-triples")
    triples = {quad.triple for quad in ox.parse(answer.text, format=ox.RdfFormat.N_TRIPLES)}
    baidu = ox.NamedNode(f"{ns.ID}org/baidu")
    whole = small_store()
    own = {q.triple for q in whole.quads_for_pattern(baidu, None, None)} | {
        q.triple for q in whole.quads_for_pattern(None, None, baidu)
    }
    assert own <= triples
    assert all(ox.Quad(*triple) in whole for triple in triples)
    for suffix, format in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        body = small.get(f"/id/org/baidu.{suffix}").content
        assert {quad.triple for quad in ox.parse(body, format=format)} == triples
    assert small.get("/id/org/baidu.json").json()["labels"]["zh-hans"] == "百度"
    rows = list(csv.DictReader(io.StringIO(small.get("/id/org/baidu.csv").text)))
    assert any(row["relation"] == "launched" for row in rows)


def test_a_page_has_every_fact_with_its_place(small: Service) -> None:
    card = small.site.kg.show("org:baidu")
    html = small.get("/id/org/baidu.html", accept=HTML).text
    page = Outline(html)
    assert "百度" in page.text and "Bǎidù" in page.text
    for fact in card.facts:
        assert fact.value.text in page.text
        assert f"/id/statement/{ns.local_name(fact.statement)}" in page.links
        for evidence in fact.evidence:
            assert evidence.place_en in page.text and evidence.title in page.text
            assert f"#{evidence.fragment}" in page.text
    for view in card.records:
        assert view.label in page.text
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"


def test_links_of_a_page_lead_somewhere(small: Service) -> None:
    seen: set[str] = set()
    for path in ("/id/org/baidu.html", "/source/sirmione-2023-10.html", "/partnerships", "/timeline", "/search?q=ba"):
        for link in outline(small, path).links:
            target = urljoin(path, link).partition("#")[0]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                answer = small.client.get(target, headers={"accept": HTML}, follow_redirects=True)
                assert answer.status_code == 200, (path, link)
    assert len(seen) > 20


def test_a_place_stands_on_its_page_at_its_anchor(small: Service) -> None:
    cited = [e for view in small.site.kg.show("org:baidu").records for e in view.evidence]
    evidence = next(e for e in cited if e.document == ARTICLE)
    page = outline(small, f"/source/{ns.local_name(ARTICLE)}.html?at={quote(evidence.fragment)}")
    assert evidence.fragment in page.ids
    marked = [attributes for _, attributes in page.tags if attributes.get("class") == "at"]
    assert [a["id"] for a in marked] == [evidence.fragment]


def test_a_statement_page(small: Service) -> None:
    fact = next(f for f in small.site.kg.show("org:baidu").facts if f.label == "launched")
    slug = ns.local_name(fact.statement)
    assert small.get(f"/statement/{slug}").headers["location"] == f"/id/statement/{slug}"
    page = outline(small, f"/id/statement/{slug}.html")
    assert "Baidu launched ERNIE 4.0" in page.text
    assert f"/id/{fact.record.removeprefix(ns.ID)}" in page.links if fact.record else False


def test_what_contradicts_a_fact_is_beside_it(small: Service) -> None:
    subject, value = CONTESTED.split()[0], CONTESTED.split()[-1]
    page = outline(small, f"/id/{subject.replace(':', '/')}.html")
    assert page.text.count("Another source says otherwise") >= 2
    assert f"{value} §" in page.text


def test_a_claim_is_no_fact(small: Service) -> None:
    text = outline(small, "/id/org/baidu.html").text
    told = next(v.label for v in small.site.kg.show("org:baidu").records if v.status == "party-claim")
    facts, claims = text.index(" Facts "), text.index("Said, not established", text.index("Claims, estimates") - 60)
    assert told not in text[facts:claims]
    assert told in text[claims:]


def test_a_page_in_chinese(small: Service) -> None:
    page = outline(small, "/id/org/baidu.html?lang=zh")
    assert ("html", {"lang": "zh-Hans"}) in page.tags
    assert "企业" in page.text and "文心" in page.text and "Said, not" not in page.text
    kept = [link for link in page.links if link.startswith("/id/org/")]
    assert kept and all("lang=zh" in link for link in kept)
    answer = small.get("/id/org/baidu.html", accept_language="zh-CN,zh;q=0.9,en;q=0.5")
    assert 'lang="zh-Hans"' in answer.text and answer.headers["content-language"] == "zh-Hans"


def test_the_page_as_schema_org(small: Service) -> None:
    html = small.get("/id/org/baidu.html").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert (data["@type"], data["@id"]) == ("Corporation", f"{ns.ID}org/baidu")
    assert {"@value": "百度", "@language": "zh-Hans"} in data["name"]
    assert "Baidu, Inc." in data["alternateName"]


def test_a_record_has_a_page(small: Service) -> None:
    page = outline(small, "/id/event/baichuan-series-a.html")
    assert "Financing round" in page.text
    assert "/id/org/baichuan" in page.links


def test_a_concept_says_what_uses_it(small: Service) -> None:
    page = outline(small, "/concept/grade/single-source.html")
    assert "/id/event/baichuan-series-a" in page.links


def test_a_thing_with_hundreds_of_facts_stays_readable(crowded: Service) -> None:
    answer = crowded.get("/id/org/baidu.html")
    page = Outline(answer.text)
    assert "213 more" in page.text and "Listing 220" in page.text
    assert "197 more are not drawn" in page.text
    depth, facts, outside = 0, 0, 0
    for tag in re.findall(r"<(/?details|li class=\"fact\")", answer.text):
        depth += {"details": 1, "/details": -1}.get(tag, 0)
        facts += tag.startswith("li")
        outside += tag.startswith("li") and not depth
    assert outside < 20 < facts < 100
    assert "everything on one page" in page.text
    whole = crowded.get("/id/org/baidu.html?all=1").text
    assert whole.count('<li class="fact"') > 220 and "everything on one page" not in whole
    assert all(f"Crowd {i}<" in whole and f"Listing {i}<" in whole for i in range(220))


def test_a_long_document_comes_in_pages_and_every_place_is_found(crowded: Service) -> None:
    first = outline(crowded, "/source/crowd.html")
    assert "Page 1 of 3" in first.text and "row=2" in first.ids and "row=180" not in first.ids
    assert "row=180" in outline(crowded, "/source/crowd.html?at=row%3D180").ids
    assert "row=210" in outline(crowded, "/source/crowd.html?page=3").ids
    for odd in ("0", "-1", "99", "x", "９", "1e9"):
        assert crowded.get(f"/source/crowd.html?page={quote(odd)}").status_code == 200


@pytest.mark.parametrize("path", ["/partnerships", "/timeline", "/search?q=bai", "/path", "/compare", "/source/"])
def test_lists_in_both_languages(small: Service, path: str) -> None:
    english = outline(small, path)
    chinese = outline(small, f"{path}{'&' if '?' in path else '?'}lang=zh")
    assert english.text != chinese.text
    assert [tag for tag, _ in english.tags if tag == "h1"] == ["h1"]


def test_partnerships_are_filtered_and_come_as_csv(small: Service) -> None:
    rows = list(csv.DictReader(io.StringIO(small.get("/partnerships.csv").text)))
    assert rows and {"iri", "partners", "countries", "date"} <= set(rows[0])
    record = next(row for row in rows if row["iri"].startswith(f"{ns.ID}relation/"))
    country = small.site.kg.resolve(record["countries"].split("; ")[0])
    for wanted in (country, ns.curie(country)):
        found = list(
            csv.DictReader(io.StringIO(small.client.get("/partnerships.csv", params={"country": wanted}).text))
        )
        assert record in found
    assert small.client.get("/partnerships", params={"year": "1800"}, headers={"accept": HTML}).status_code == 200
    assert small.get("/partnerships", accept="text/csv").text.startswith("iri,")
    assert "Nothing fits" in outline(small, "/partnerships?country=place:nowhere").text


def test_what_two_do_together_without_a_record_is_a_partnership_too(hostile: Service) -> None:
    rows = list(csv.DictReader(io.StringIO(hostile.get("/partnerships.csv?type=cnai:partnersWith").text)))
    assert {row["iri"].rpartition("/")[2] for row in rows} == {f"evil-a-{n}" for n in range(6)}
    every = list(csv.DictReader(io.StringIO(hostile.get("/partnerships.csv").text)))
    undated = [row["iri"] for row in every if not row["date"]]
    assert undated == sorted(undated, key=lambda iri: "/statement/" in iri), "records before relations"


def test_search_finds_and_suggests(small: Service) -> None:
    assert "/id/org/baidu" in outline(small, "/search?q=百度").links
    assert "/id/org/baidu" in outline(small, "/search?q=baidu").links
    nothing = outline(small, "/search?q=Zhipu+Artificial")
    assert "Nothing is called" in nothing.text and "/id/org/zhipu" in nothing.links
    assert small.get("/search?q=baidu&type=Nope", accept=HTML).status_code == 404


def test_connections(small: Service) -> None:
    page = outline(small, "/path?from=ERNIE+4.0&to=Baidu")
    assert "Connection 1: 1 steps" in page.text and "ERNIE 4.0 developed by Baidu" in page.text
    assert "nothing is called" in outline(small, "/path?from=nobodyx&to=Baidu", 404).text
    assert "twice" in outline(small, "/path?from=Baidu&to=百度", 400).text


def test_comparison(small: Service) -> None:
    page = outline(small, "/compare?a=Baidu&b=百川智能")
    assert "Baichuan" in page.text and "What both have" in page.text
    assert "nothing is called" in outline(small, "/compare?a=nobodyx&b=Baidu", 404).text


def test_pages_and_search_do_not_wait_for_queries(service: Service) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    def run(_: int) -> int:
        with httpx.Client(base_url=service.url, timeout=30) as client:
            return client.get("/sparql", params={"query": runaway}).status_code

    paths = (
        "/id/org/lotus.html",
        "/search?q=lotus",
        "/api/v1/search?q=lotus",
        "/partnerships",
        "/reconcile?query=lotus",
    )
    for path in paths:
        service.get(path)
    with ThreadPoolExecutor(2) as threads:
        statuses = threads.map(run, range(2))
        time.sleep(0.5)
        for path in paths:
            start = time.perf_counter()
            assert service.get(path).status_code == 200
            assert time.perf_counter() - start < 2, path
        assert set(statuses) <= {503, 504}


ODD = (
    "\x00",
    "%",
    "é",
    "百",
    "<>",
    "\"'",
    "\\",
    "../..",
    "?#&",
    "{}",
    "\u202e😀",
    "a" * 400,
    "org:baidu",
    " \n",
    "|^`",
    "٣²",
    "9" * 40,
)
ADDRESSES = (
    "id/org/{}", "id/{}/x", "id/org/{}.html", "id/statement/{}.ttl", "concept/field/{}", "concept/{}/x", "source/{}.html",
    "statement/{}", "source/sirmione-2023-10.html?at={}&page={}", "search?q={}", "search?q=x&type={}",
    "partnerships?country={}&year={}&type={}&sector={}&page={}", "partnerships.csv?country={}",
    "timeline?year={}&type={}&page={}", "path?from={}&to={}", "compare?a={}&b={}", "?lang={}", "reconcile?queries={}",
    "reconcile?query={}", "reconcile?extend={}", "reconcile/suggest/entity?prefix={}&cursor={}",
    "reconcile/suggest/type?prefix={}", "reconcile/suggest/property?prefix={}", "reconcile/properties?type={}&limit={}",
    "reconcile/preview/org/{}",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_breaks_the_service(small: Service, address: str) -> None:
    for text in ODD:
        answer = small.get("/" + address.replace("{}", quote(text, safe="")), accept=HTML)
        assert answer.status_code in (200, 303, 400, 404, 422), text


HOSTILE_PAGES = (
    *(f"/id/org/evil-{n}.html" for n in range(6)),
    *(f"/id/relation/evil-{n}.html" for n in range(6)),
    *(f"/source/evil-{n}.html" for n in range(6)),
    *(f"/id/statement/evil-b-{n}.html" for n in range(6)),
    "/id/org/baidu.html", "/partnerships", "/timeline", "/source/", "/compare?a=org:evil-1&b=org:evil-2",
    "/path?from=org:evil-1&to=org:evil-2", "/reconcile/preview/org/evil-1",
    *(f"/{page}={quote(payload)}" for payload in PAYLOADS for page in ("search?q", "path?to=Baidu&from", "compare?b=Baidu&a")),
    *(f"/id/org/{quote(payload, safe='')}" for payload in PAYLOADS),
    *(f"/source/evil-1.html?at={quote(payload)}&page={quote(payload)}&lang={quote(payload)}" for payload in PAYLOADS),
    *(f"/partnerships?country={quote(payload)}&year={quote(payload)}" for payload in PAYLOADS),
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_text_stays_text(hostile: Service, lang: str) -> None:
    for path in HOSTILE_PAGES:
        answer = hostile.get(path, accept=HTML, accept_language=lang)
        assert answer.status_code in (200, 400, 404), path
        page = Outline(answer.text)
        for tag, attributes in page.tags:
            assert tag not in ("img", "iframe", "object", "embed", "base"), (path, tag)
            assert not any(name.startswith("on") for name in attributes), (path, tag, attributes)
            assert "style" not in attributes, (path, tag)
            for name in ("href", "src", "action"):
                assert not (attributes.get(name) or "").lower().lstrip().startswith("javascript:"), (path, attributes)
            if tag == "script":
                assert (attributes.get("src") or "").startswith("/static/") or "json" in str(attributes.get("type")), (
                    path
                )
        shown = page.text + str([attributes for _, attributes in page.tags])
        assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", shown), path
    assert BIDI not in hostile.get("/id/org/evil-5.html").text
    assert "\\u202e" in hostile.get("/id/org/evil-5.html").text

"""The ontology page documents every term, in a file that asks for nothing and runs nothing."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox
import pytest
import tiny
from small_graph import small_store

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.cards.vocabulary import vocabulary
from kg_cn_ai.data import data_dir
from kg_cn_ai.namespaces import CNAI, OWL, RDF
from kg_cn_ai.pages.ontology_page import ontology_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium")
ALIGNED = """
<https://w3id.org/kg-cn-ai/ontology> a owl:Ontology ; dcterms:title "Small"@en , "小"@zh-hans ; owl:versionInfo "9.9" .
cnai:Company rdfs:subClassOf foaf:Organization ; skos:definition "Trades."@en ; cnai:isDerived true ;
  skos:closeMatch <javascript:alert(1)> , schema:Corporation .
grade:contested skos:broader grade:single-source ; skos:altLabel "disputed"@en .
"""
HOSTILE = "<img src=x onerror=alert(1)>\"'</style><script>alert(1)</script>{{ 7*7 }}"


class Page(HTMLParser):
    """Ids, links, tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def section(self, anchor: str) -> str:
        """The text of the element with an id, without its tags."""
        part = re.search(rf'<(article|tr|details)[^>]* id="{re.escape(anchor)}".*?</\1>', self.source, re.DOTALL)
        assert part, anchor
        return " ".join(re.sub(r"<[^>]+>", " ", part[0]).split())


@pytest.fixture(scope="module")
def real() -> tuple[ox.Store, Page]:
    """The page of the project's own ontology, without data."""
    store = ox.Store()
    for file in read_corpus(data_dir()).ontology:
        store.extend(file.quads)
    return store, Page(ontology_page(store))


@pytest.fixture(scope="module")
def small() -> Page:
    return Page(ontology_page(small_store(ALIGNED)))


def test_every_term_has_the_anchor_of_its_iri(real: tuple[ox.Store, Page]) -> None:
    store, page = real
    kinds = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    terms = {
        quad.subject.value.removeprefix(CNAI)
        for kind in kinds
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(OWL + kind))
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert len(terms) > 100
    assert terms <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {"concept/grade", "concept/grade/contested"} <= set(page.ids)


def test_every_inner_link_arrives(real: tuple[ox.Store, Page], small: Page) -> None:
    for page in (real[1], small):
        inner = {link[1:] for link in page.links if link.startswith("#")}
        # The introduction speaks of statements and records, whether a graph has them or not.
        assert inner <= {*page.ids, "Statement", "Record"}


def test_the_page_asks_for_nothing_and_runs_nothing(real: tuple[ox.Store, Page]) -> None:
    _, page = real
    assert not {"script", "iframe", "img", "object", "form", "base"} & set(page.tags)
    assert not {"src", "style", "srcset"} & page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    style = re.search(r"<style>(.*?)</style>", page.source, re.DOTALL)
    assert style and "url(" not in style[1] and "@import" not in style[1]
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.source.replace("&#39;", "'")


def test_a_class_shows_names_definition_use_and_alignment(small: Page) -> None:
    text = small.section("Company")
    assert text.startswith("Company 企业 cnai:Company 6 instances")
    for part in (
        "Trades.",
        "made by rule 规则生成",
        "Under 上级类 Organization",
        "foaf:Organization",
        "schema:Corporation",
    ):
        assert part in text
    assert "jurisdiction" in text, "a property of the class above"


def test_a_property_shows_domain_range_and_use(small: Page) -> None:
    text = small.section("jurisdiction")
    uses = len(list(small_store().quads_for_pattern(None, ox.NamedNode(f"{CNAI}jurisdiction"), None)))
    assert uses > 1 and f"{uses} triples" in text
    assert "Domain 定义域 Organization" in text
    assert "Range 值域 Place" in text
    assert "not drawn in the network" in text


def test_a_concept_shows_names_and_use(small: Page) -> None:
    assert small.section("concept/grade/contested") == "contested (disputed) 有争议 grade:contested 2"
    rows = [anchor for anchor in small.ids if anchor.startswith("concept/grade/")]
    assert rows.index("concept/grade/contested") == rows.index("concept/grade/single-source") + 1


def test_the_head_names_title_and_version(small: Page) -> None:
    for text in ("Small", "小", "9.9", CNAI):
        assert text in small.text


def test_the_tree_nests_and_counts(small: Page) -> None:
    tree = small.source.partition('<ul class="tree">')[2]
    assert tree.index(">Organization<") < tree.index(">Company<") < tree.index(">Research institution<")
    uses = {name: uses for uses, name in re.findall(r'data-uses="([\d,]+)"><a href="#(\w+)"', tree)}
    assert uses["Forecast"] == "1"


def test_a_link_that_is_no_web_address_is_text(small: Page) -> None:
    assert "javascript:alert(1)" in small.text
    assert not [link for link in small.links if "javascript" in link]


@pytest.mark.parametrize(
    "triples",
    [
        'cnai:Company rdfs:label "{0}"@en , "{0}"@zh-hans ; skos:definition "{0}"@en ; skos:editorialNote "{0}"@en .',
        'cnai:launched rdfs:label "{0}"@en ; skos:definition "{0}"@zh-hans .',
        'grade:contested skos:prefLabel "{0}"@en ; skos:altLabel "{0}"@en ; skos:definition "{0}"@en .',
        '<https://w3id.org/kg-cn-ai/ontology> a owl:Ontology ; dcterms:title "{0}"@en ; owl:versionInfo "{0}" .',
    ],
)
def test_texts_of_the_graph_stay_text(triples: str) -> None:
    text = HOSTILE.replace('"', '\\"')
    page = Page(ontology_page(small_store(triples.replace("{0}", text))))
    assert not page.tags["script"] and not page.tags["img"]
    assert HOSTILE in page.text


def test_a_circle_of_classes_or_concepts_ends() -> None:
    circle = """
    cnai:Organization rdfs:subClassOf cnai:Company .
    grade:contested skos:broader grade:single-source . grade:single-source skos:broader grade:contested .
    """
    page = Page(ontology_page(small_store(circle)))
    assert {"Company", "Organization", "concept/grade/contested"} <= set(page.ids)


def test_only_the_default_graph_counts() -> None:
    store = small_store()
    before = vocabulary(store).properties[f"{CNAI}launched"].uses
    quad = next(store.quads_for_pattern(None, ox.NamedNode(f"{CNAI}launched"), None))
    store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("urn:span")))
    assert vocabulary(store).properties[f"{CNAI}launched"].uses == before == 1


def test_same_bytes_on_every_hash_seed() -> None:
    code = (
        "import hashlib; from small_graph import small_store; from kg_cn_ai.pages.ontology_page import ontology_page\n"
        "print(hashlib.sha256(ontology_page(small_store()).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": tiny.PYTHONPATH, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const faults = new Set();
  for (const element of document.querySelectorAll('main *, nav *')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    let ground = element;
    while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const back = light(rgb(getComputedStyle(ground || document.body).backgroundColor));
    const text = light(rgb(getComputedStyle(element).color));
    const ratio = (Math.max(back, text) + .05) / (Math.min(back, text) + .05);
    if (ratio < 4.5) faults.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...faults];
}"""


def faults(browser: "Browser", url: str, width: int, theme: Literal["light", "dark"]) -> list[str]:
    """What is wrong with the page in a window: requests, messages, side scrolling, a lost anchor, pale text."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    page.on("console", lambda message: found.append(message.text))
    page.goto(f"{url}#Company")
    found = [fault for fault in found if fault.partition("#")[0] != url]
    if page.evaluate("document.documentElement.scrollWidth") != width:
        found.append("the page scrolls sideways")
    box = page.locator("#Company").bounding_box()
    if not box or not 0 <= box["y"] < 200:
        found.append("the anchor is out of sight")
    return found + list(page.evaluate(CONTRAST))


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_in_a_browser(real: tuple[ox.Store, Page], tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    file = tmp_path / "ontology.html"
    file.write_text(real[1].source, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        assert faults(browser, file.as_uri(), 1360, "light") == []
        assert faults(browser, file.as_uri(), 390, "dark") == []
        browser.close()

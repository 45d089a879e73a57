"""The page of queries: a form that works without scripts, and the editor where its files are installed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from browser import DESKTOP, axe_findings, chromium, missing
from hostile import PAYLOADS
from service import Service, serving, tiny_release

from kg_cn_ai.web.pages import editor
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PARTNERS = "SELECT ?s ?o { ?s cnai:partnersWith ?o }"
DRAWN = "#defaultView:Graph\nSELECT ?s ?p ?o { ?s ?p ?o FILTER(?p = cnai:partnersWith) }"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BIDI = "a\u202eb\u2066c"


def form(service: Service, query: str, **more: str) -> tuple[int, str]:
    answer = service.client.get("/sparql", params={"query": query, **more}, headers={"accept": HTML})
    return answer.status_code, answer.text


# Without scripts


def test_the_page_is_for_browsers_only(service: Service) -> None:
    assert service.get("/sparql", accept=HTML).headers["content-type"].startswith("text/html")
    assert service.get("/sparql", accept="*/*").headers["content-type"].startswith("text/turtle")


def test_an_answer_stands_on_the_page_as_a_table_with_links(service: Service) -> None:
    status, page = form(service, PARTNERS)
    assert status == 200
    assert '<a href="/id/org/harbor" title="https://w3id.org/kg-cn-ai/id/org/harbor">org:harbor</a>' in page
    assert PARTNERS in unescape(page)
    assert re.search(r'href="/sparql\?query=[^"]+format=csv"', page)


def test_yes_no_nothing_and_triples(service: Service) -> None:
    assert "Yes" in form(service, "ASK { org:lotus a cnai:Company }")[1]
    assert "No<" in form(service, "ASK { org:lotus a cnai:Policy }")[1]
    assert "No rows" in form(service, "SELECT * { org:lotus a cnai:Policy ; ?p ?o }")[1]
    assert "org:harbor" in form(service, "CONSTRUCT { ?s ?p org:harbor } WHERE { ?s ?p org:harbor }")[1]


def test_an_error_stands_in_place_with_the_query(service: Service) -> None:
    status, page = form(service, "SELECT * { ?s cnia:partnersWith ?o }")
    assert status == 400
    assert "cnia: is not declared" in page
    assert "Did you mean cnai:" in page
    assert "?s cnia:partnersWith ?o" in unescape(page)
    assert (
        "does not occur in the graph; did you mean cnai:partnersWith?"
        in form(service, "SELECT * { ?s cnai:partnerWith ?o }")[1]
    )


def test_a_format_that_is_chosen_is_sent_instead_of_the_page(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": PARTNERS, "format": "tsv"}, headers={"accept": HTML})
    assert answer.headers["content-type"].startswith("text/tab-separated-values")
    answer = service.client.get("/sparql", params={"query": PARTNERS, "format": ""}, headers={"accept": HTML})
    assert answer.headers["content-type"].startswith("text/html")


def test_long_answers_are_shown_in_part_and_said_so(service: Service) -> None:
    page = form(service, "SELECT ?o { ?s ?p ?o } LIMIT 1500")[1]
    assert "first 1,000 of 1,500" in unescape(page)
    assert page.count("<tr>") == 1001


def test_an_answer_too_large_for_the_page_is_to_be_taken_as_a_file(service: Service) -> None:
    text = "x" * 3_000
    status, page = form(service, f'SELECT ?t {{ ?s ?p ?o BIND("{text}" AS ?t) }} LIMIT 1000')
    assert status == 413
    assert "larger than 2,000,000 bytes" in unescape(page)


def test_an_answer_that_changes_is_made_anew(service: Service) -> None:
    query = "SELECT (NOW() AS ?x) {}"
    pages = [form(service, query)[1] for _ in range(2)]
    assert pages[0] != pages[1]
    rows = [service.client.get("/sparql", params={"query": query}).text for _ in range(2)]
    assert rows[0] != rows[1]


def test_every_question_is_in_the_drawer_in_both_languages_with_its_parameters(service: Service) -> None:
    page = unescape(service.get("/sparql", accept=HTML).text)
    for question in service.site.kg.questions.values():
        assert question.question in page
        assert question.question_zh in page
        assert f'action="/question/{question.id}"' in page
        assert all(f'name="{name}"' in page for name in question.params)
    assert "Gives company, amount, currency, comparator, period." in page
    chinese = unescape(service.get("/sparql?lang=zh", accept=HTML).text)
    assert "现成问题" in chinese
    assert "<h3>投资</h3>" in chinese


def test_a_question_opens_with_the_things_that_are_named(service: Service) -> None:
    answer = service.get(
        "/question/investments?investor=" + "%E6%B1%9F%E6%B2%B3%E9%93%B6%E8%A1%8C&source=any", accept=HTML
    )
    assert answer.status_code == 303
    page = unescape(service.get(answer.headers["location"], accept=HTML).text)
    assert "VALUES ?investor { <https://w3id.org/kg-cn-ai/id/org/river-bank> }" in page
    assert "VALUES ?source" not in page
    assert "Lotus AI" in page
    wrong = service.get("/question/investments?investor=River+Banks+of+Nowhere")
    assert wrong.status_code == 404
    assert "River Bank" in wrong.json()["hint"]


def test_a_drawing_is_a_page_of_the_network(service: Service) -> None:
    page = form(service, DRAWN)[1]
    assert '<iframe class="drawing"' in page
    (address,) = re.findall(r'<iframe[^>]+src="([^"]+)"', page)
    drawn = service.get(unescape(address), accept=HTML)
    assert drawn.status_code == 200
    assert "Harbor Systems" in drawn.text
    assert "partners with" in drawn.text
    assert (
        service.client.post(
            "/sparql/graph", data={"query": "CONSTRUCT { ?a <a:any> ?b } WHERE { ?a cnai:partnersWith ?b }"}
        ).status_code
        == 200
    )
    for query in ("SELECT ?s { ?s ?p ?o }", "ASK {}", "SELECT ?s ?p ?o { ?s rdfs:label ?o ; ?p ?o }", "SELECT *"):
        answer = service.client.get("/sparql/graph", params={"query": query})
        assert answer.status_code == 400
        assert answer.json()["hint"] or answer.json()["line"]


@pytest.mark.parametrize("payload", [*PAYLOADS, BIDI])
def test_queries_answers_and_errors_stay_text(service: Service, payload: str) -> None:
    text = payload.replace("\\", "\\\\").replace('"', '\\"')
    pages = [
        form(service, f'SELECT ?x {{ BIND("{text}" AS ?x) }}')[1],
        form(service, f"SELECT * {{ {payload} }}")[1],
        service.client.get("/sparql/graph", params={"query": payload}, headers={"accept": HTML}).text,
        service.client.get(f"/question/{payload}", headers={"accept": HTML}).text,
    ]
    for page in pages:
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "<script>window" not in page
        assert "\u202e" not in page.replace(payload, "") or payload == BIDI


# In Chromium


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on a machine without the editor's files."""
    folder = tmp_path_factory.mktemp("plain")
    settings = Settings(tiny_release(folder), cache=folder / "cache", limits=Limits(workers=1), editor=False)
    with serving(settings) as running:
        yield running


@contextmanager
def open_page(browser: "Browser", url: str, **options: Any) -> Iterator[tuple["Page", list[str], list[str]]]:
    """A page, what it requests from elsewhere, and what it complains of."""
    context = browser.new_context(**(DESKTOP | options))
    page = context.new_page()
    page.set_default_timeout(10_000)
    outside: list[str] = []
    complaints: list[str] = []
    here = "/".join(url.split("/")[:3])
    page.on("request", lambda sent: None if sent.url.startswith((here, "data:", "blob:")) else outside.append(sent.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.goto(url)
        yield page, outside, complaints
    finally:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_form_works_where_the_editor_is_absent(browser: "Browser", plain: Service, scripts: bool) -> None:
    with open_page(browser, f"{plain.url}/sparql", java_script_enabled=scripts) as (page, outside, complaints):
        page.fill("#query", PARTNERS)
        page.keyboard.press("Tab")  # to the button
        page.keyboard.press("Enter")
        page.wait_for_selector("table.answer")
        assert "org:harbor" in page.inner_text("table.answer")
        page.click("#question-investments summary")
        page.fill("#question-investments [name=investor]", "River Bank")
        page.fill("#question-investments [name=source]", "any")
        page.click("#question-investments button")
        page.wait_for_selector("table.answer")
        assert "Lotus AI" in page.inner_text("table.answer")
        assert not outside
        assert not complaints


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "scheme", "width"), [("en", "light", 360), ("zh", "dark", 1400)], ids=["phone", "dark"]
)
def test_the_pages_are_accessible_and_fit(
    browser: "Browser", plain: Service, lang: str, scheme: str, width: int
) -> None:
    look: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    queries = [urlencode({"query": query}) for query in (PARTNERS, "SELECT * { ?s cnia:p ?o }", "ASK {}")]
    with open_page(browser, f"{plain.url}/", **look) as (page, _, _):
        for path in ("/", "/sparql", *(f"/sparql?{query}" for query in queries), "/sparql/about", "/data/"):
            page.goto(f"{plain.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert axe_findings(page) == [], path


@pytest.fixture
def rich(service: Service) -> Service:
    """The service, where the editor's files are installed."""
    if not editor.installed():
        missing("the editor's files are not installed: ./run assets")
    return service


@contextmanager
def editing(
    browser: "Browser", service: Service, query: str = "", **options: Any
) -> Iterator[tuple["Page", list[str], list[str]]]:
    address = f"{service.url}/sparql" + (f"?{urlencode({'query': query})}" if query else "")
    with open_page(browser, address, **options) as opened:
        opened[0].wait_for_selector("html[data-ready]", state="attached")
        yield opened


def to_the_end(page: "Page") -> None:
    """Put the cursor behind the last character of the query."""
    page.click(".yasqe .CodeMirror")
    page.keyboard.press("Control+End")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 360])
def test_a_question_is_run_in_the_editor_by_keyboard(browser: "Browser", rich: Service, width: int) -> None:
    with editing(browser, rich, viewport={"width": width, "height": 740}) as (page, outside, complaints):
        page.focus("#sift")
        page.keyboard.type("investments")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.tagName") != "SUMMARY":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        named = page.evaluate("document.activeElement.name")
        assert named in ("source", "investor")
        for name in ("source", "investor"):
            assert page.evaluate("document.activeElement.name") == name
            page.keyboard.type("any" if name == "source" else "River Bank")
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".yasr .dataTable td")
        assert "Lotus AI" in page.inner_text(".yasr .dataTable")
        assert "river-bank" in page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not outside
        assert not complaints


@pytest.mark.browser
def test_words_of_the_vocabulary_and_names_of_things_are_completed(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, "SELECT * { ?s ") as (page, outside, _):
        to_the_end(page)
        page.keyboard.type("cnai:partn")
        page.wait_for_selector(".CodeMirror-hint:has-text('cnai:partnersWith')")
        page.keyboard.type("ersWith 莲花")
        page.wait_for_selector(".CodeMirror-hint:has-text('org:lotus')")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()").endswith(
            "cnai:partnersWith org:lotus"
        )
        assert not outside


@pytest.mark.browser
def test_an_answer_is_drawn_where_the_query_says_so(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, DRAWN) as (page, outside, complaints):
        page.wait_for_selector("iframe.drawing")
        frame = page.frame_locator("iframe.drawing")
        frame.locator("html[data-ready]").wait_for(state="attached")
        assert "Company" in frame.locator("body").inner_text()
        assert not outside
        assert not complaints


@pytest.mark.browser
def test_a_mistake_is_told_in_the_services_words(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, "SELECT * { ?s cnia:partnersWith ?o }") as (page, outside, _):
        page.wait_for_selector(".yasr .problem")
        assert "cnia: is not declared" in page.inner_text(".yasr .problem")
        assert "Did you mean cnai:" in page.inner_text(".yasr .problem")
        assert not outside


@pytest.mark.browser
def test_the_query_is_shown_as_programs(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, PARTNERS) as (page, _, complaints):
        to_the_end(page)
        page.keyboard.type(" # mine")
        page.click("#elsewhere summary")
        page.wait_for_selector("#as-python:has-text('# mine')")
        assert page.inner_text("#as-curl").startswith("curl 'https://kg.example.org/sparql'")
        assert "# mine" in page.inner_text("#as-r")
        assert not complaints


@pytest.mark.browser
@pytest.mark.parametrize("payload", [*PAYLOADS, BIDI])
def test_nothing_of_a_query_or_an_answer_runs(browser: "Browser", rich: Service, payload: str) -> None:
    text = payload.replace("\\", "\\\\").replace('"', '\\"')
    with editing(browser, rich, f'SELECT ?x {{ BIND("{text}" AS ?x) }}') as (page, outside, complaints):
        page.wait_for_selector(".yasr .dataTable td .nonIri")
        if "{{" not in payload:  # yasgui takes that for a template of its own
            assert page.inner_text(".yasr .dataTable td .nonIri").strip() == payload
        assert page.locator(".yasr td img, .yasr td svg, .yasr td script").count() == 0
        assert page.evaluate("window.attacked") is None
        assert not outside
        # The editor's sanitizer parses texts in a document of its own, where the policy stops handlers, and says so.
        assert not [text for text in complaints if "inline event handler" not in text]


@pytest.mark.browser
def test_the_api_page_shows_every_address(browser: "Browser", service: Service) -> None:
    with open_page(browser, f"{service.url}/api/docs") as (page, outside, complaints):
        page.wait_for_selector(".opblock")
        assert "/api/v1/search" in page.inner_text("#api")
        assert not outside
        assert not complaints


@pytest.mark.browser
def test_an_ask_is_answered(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, "ASK { org:lotus cnai:partnersWith org:harbor }") as (page, outside, complaints):
        page.wait_for_selector(".yasr .booleanResult")
        assert "rue" in page.inner_text(".yasr .booleanResult")
        assert "Cannot read" not in page.inner_text("body")
        assert not outside
        assert not complaints


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "says"), [("en", "names here have a language"), ("zh-CN", "这里的名称都带语言标签")]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_stands_above_the_answer_and_its_query_can_be_run(
    browser: "Browser", rich: Service, locale: str, says: str, scheme: Any
) -> None:
    query = 'SELECT ?s { ?s rdfs:label "Lotus AI" }'
    with editing(browser, rich, query, locale=locale, color_scheme=scheme) as (page, outside, complaints):
        page.wait_for_selector(".told .note")
        assert says in page.inner_text(".told .note")
        page.click(".told button")
        page.wait_for_selector(".yasr .dataTable td:has-text('lotus')")
        assert not page.query_selector(".told")
        assert not outside
        assert not complaints


@pytest.mark.browser
def test_a_shared_link_opens_its_query(browser: "Browser", rich: Service) -> None:
    address = f"{rich.url}/sparql#{urlencode({'query': 'ASK { ?shared ?p ?o }'})}"
    with open_page(browser, address) as (page, outside, _):
        page.wait_for_selector(".yasr .booleanResult")
        assert "?shared" in page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
        assert not outside


@pytest.mark.browser
def test_completing_asks_no_other_service_and_offers_concepts(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, "SELECT * { ?s ") as (page, outside, _):
        to_the_end(page)
        page.keyboard.type("cnai:targetSector sector:edu")
        page.wait_for_selector(".CodeMirror-hint:has-text('sector:education')")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(500)
        assert not outside


@pytest.mark.browser
def test_on_an_empty_place_the_most_used_terms_are_offered_to_who_asks(browser: "Browser", rich: Service) -> None:
    with editing(browser, rich, "SELECT * { ?s ") as (page, outside, _):
        to_the_end(page)
        page.keyboard.type(" ")
        page.wait_for_timeout(300)
        assert not page.query_selector(".CodeMirror-hint"), "nobody asked"
        page.keyboard.press("Control+Space")
        page.wait_for_selector(".CodeMirror-hint:has-text('rdfs:label')")
        assert not outside


@pytest.mark.browser
def test_in_chinese_the_editor_speaks_chinese(browser: "Browser", rich: Service) -> None:
    # An answer is left as it is, even where it says what a button says.
    query = 'SELECT ("Table" AS ?Response) {}'
    with open_page(browser, f"{rich.url}/sparql?{urlencode({'query': query, 'lang': 'zh'})}") as (page, _, complaints):
        page.wait_for_selector(".yasr .dataTable td")
        page.wait_for_selector(".yasr >> text=1 个结果")
        buttons = page.inner_text(".yasr .yasr_btnGroup")
        assert "表格" in buttons and "原始响应" in buttons and "Table" not in buttons
        assert page.get_attribute(".yasr .tableFilter", "placeholder") == "筛选结果"
        assert "Table" in page.inner_text(".yasr .dataTable td >> nth=1")
        assert not complaints
    with open_page(browser, f"{rich.url}/sparql?lang=zh") as (page, _, _):
        page.wait_for_selector("html[data-ready]", state="attached")
        text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
        assert '"zh-hans"' in text and "哪些机构" in text

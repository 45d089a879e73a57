"""The service in Chromium: finding a thing, reading its page, following a fact to its place; by keyboard, on a phone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from browser import DESKTOP, at, axe_findings, chromium
from hostile import PAYLOADS
from releases import hostile_store, release_of
from service import Service, serving
from small_graph import small_store

from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
PAGES = (
    "/",
    "/search?q=ba",
    "/search?q=qqqqqq",
    "/id/org/baidu.html",
    "/id/event/baichuan-series-a.html",
    "/id/policy/genai-interim-measures.html",
    "/concept/grade/single-source.html",
    "/source/",
    "/source/sirmione-2023-10.html",
    "/partnerships",
    "/timeline",
    "/path?from=Baidu&to=ERNIE+4.0",
    "/path?from=nobodyx&to=Baidu",
    "/compare?a=Baidu&b=Baichuan+Intelligence",
    "/id/org/nobody.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("browser")
    with serving(
        Settings(release_of(small_store(), folder / "r"), cache=folder / "c", limits=Limits(workers=1))
    ) as running:
        yield running


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("hostile")
    with serving(
        Settings(release_of(hostile_store(), folder / "r"), cache=folder / "c", limits=Limits(workers=1))
    ) as running:
        yield running


def tab_to(page: "Page", selector: str) -> None:
    """Press Tab until the focus is on the first element of a selector."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement === document.querySelector(s)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


@pytest.mark.parametrize("options", [DESKTOP, NARROW], ids=["desktop", "phone"])
@pytest.mark.parametrize(("text", "iri"), [("百度", "org/baidu"), ("zhipu", "org/zhipu")])
def test_from_a_name_to_the_place_in_a_source_by_keyboard(
    browser: "Browser", small: Service, text: str, iri: str, options: dict[str, Any]
) -> None:
    with at(browser, small, "/", **options) as page:
        tab_to(page, "header input[name=q]")
        page.keyboard.type(text)
        page.wait_for_selector("header [role=option]")
        page.keyboard.press("ArrowDown")
        assert page.locator("header [role=option][aria-selected=true]").count() == 1
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/id/{iri}.html")
        tab_to(page, "details.evidence > summary")
        page.keyboard.press("Enter")
        tab_to(page, "details.evidence .place")
        named = page.locator("details.evidence .place").first.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/source/**")
        place = page.locator("li:target")
        assert named in place.inner_text()
        assert page.evaluate("document.querySelector('li:target').getBoundingClientRect().top >= 0")
        assert place.evaluate("(li) => li.getBoundingClientRect().top < window.innerHeight")


def test_a_late_answer_keeps_what_was_chosen(browser: "Browser", small: Service) -> None:
    with at(browser, small, "/") as page:
        field = page.locator("header input[name=q]")
        field.fill("bai")
        page.wait_for_selector("header [role=option]")
        held: list[Any] = []
        page.route("**/api/v1/search?**", lambda route: held.append(route))
        with page.expect_request("**/api/v1/search?**"):
            field.press_sequentially("d")
        field.press("ArrowDown")
        chosen = page.locator("header [role=option][aria-selected=true]")
        name = chosen.inner_text()
        with page.expect_response("**/api/v1/search?**") as answer:
            held[0].continue_()
        answer.value.finished()
        page.wait_for_timeout(100)
        assert chosen.inner_text() == name


def test_suggestions_follow_what_is_typed(browser: "Browser", small: Service) -> None:
    with at(browser, small, "/") as page:
        field = page.locator("header input[name=q]")
        field.press_sequentially("bai", delay=20)
        page.wait_for_selector("header [role=option]")
        assert field.get_attribute("aria-expanded") == "true"
        field.press_sequentially("qqqq", delay=20)
        page.wait_for_selector("header [role=listbox]", state="hidden")
        field.fill("zhip")
        page.wait_for_selector("header [role=option]:has-text('Zhipu')")
        field.press("Escape")
        assert not page.locator("header [role=listbox]").is_visible()
        field.press("ArrowDown")
        page.locator("header [role=option]").first.click()
        page.wait_for_url("**/id/org/zhipu.html")


def test_a_form_takes_what_was_chosen(browser: "Browser", small: Service) -> None:
    with at(browser, small, "/path") as page:
        for name, text in (("from", "baidu"), ("to", "ernie")):
            field = page.locator(f"main input[name={name}]")
            field.fill(text)
            page.wait_for_selector("main [role=option]")
            field.press("ArrowDown")
            field.press("Enter")
            assert ":" in field.input_value()
        page.locator("main button").click()
        page.wait_for_selector(".steps")


def test_without_script(browser: "Browser", small: Service) -> None:
    with at(browser, small, "/", java_script_enabled=False) as page:
        page.locator("header input[name=q]").fill("百度")
        page.locator("header input[name=q]").press("Enter")
        page.locator(".results a", has_text="Baidu").first.click()
        page.locator("details.evidence > summary").first.click()
        page.locator("details.evidence .place").first.click()
        assert "/source/" in page.url and page.locator("li:target").count() == 1


def test_a_place_on_a_later_page_is_found_from_its_iri(
    browser: "Browser", tmp_path_factory: pytest.TempPathFactory
) -> None:
    from releases import crowded_store

    folder = tmp_path_factory.mktemp("crowd")
    settings = Settings(release_of(crowded_store(220), folder / "r"), cache=folder / "c", limits=Limits(workers=1))
    with serving(settings) as crowded, at(browser, crowded, "/source/crowd#row=180") as page:
        page.wait_for_url("**at=row**")
        assert "Crowd 178" in page.locator("li:target").inner_text()


@pytest.mark.parametrize(
    ("lang", "scheme", "options"), [("en", "light", NARROW), ("zh", "dark", DESKTOP)], ids=["phone", "dark"]
)
def test_every_page_is_accessible_and_fits(
    browser: "Browser", small: Service, lang: str, scheme: str, options: dict[str, Any]
) -> None:
    with at(browser, small, "/", color_scheme=scheme, **options) as page:
        for path in PAGES:
            page.goto(f"{small.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
            assert axe_findings(page) == [], path


def test_hostile_names_run_nothing(browser: "Browser", hostile: Service) -> None:
    paths = [f"/id/org/evil-{n}.html" for n in range(6)] + [f"/source/evil-{n}.html" for n in range(6)]
    paths += [f"/search?q={quote(payload)}" for payload in PAYLOADS] + [
        "/partnerships",
        "/timeline",
        "/id/org/baidu.html",
    ]
    paths += [f"/path?from={quote(payload)}&to={quote(payload)}" for payload in PAYLOADS]
    with at(browser, hostile, "/") as page:
        for path in paths:
            page.goto(hostile.url + path)
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            for link in page.locator("a[href^='javascript' i]").all():
                raise AssertionError(f"{path}: {link.get_attribute('href')}")
            assert page.evaluate("window.attacked") is None, path
        field = page.locator("header input[name=q]")
        for text in ("img src", "script", "svg onload", "safe"):
            field.fill(text)
            page.wait_for_selector("header [role=option]")
            page.wait_for_timeout(100)
            assert (
                page.locator("header [role=option] img, header [role=option] script, header [role=option] svg").count()
                == 0
            )
            assert page.evaluate("window.attacked") is None

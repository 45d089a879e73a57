"""A real Chromium for tests of the network page, and a record of everything the page asked for or complained about.

The browser is Debian's, or the one named in ``CHROMIUM``; none is downloaded. Without one (or without playwright) the
tests are skipped; with ``CI=true`` that is a failure, so that a broken set-up cannot pass for a green run.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request
    from service import Service

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}


@dataclass
class Visit:
    """An open page, what it requested, and what it reported to the console or threw."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def see(self, selector: str) -> str:
        """Text that a reader sees in the first element of a selector."""
        return self.page.locator(selector).first.inner_text()

    def ask(self, script: str, argument: Any = None) -> Any:
        """Value of a JavaScript expression in the page."""
        return self.page.evaluate(script, argument)

    def find(self, text: str) -> None:
        """Type into the search field, from wherever the keyboard is, and take the first match."""
        self.page.locator("#query").fill(text)
        self.page.wait_for_selector("#matches li")
        self.page.keyboard.press("Enter")

    def where(self, node: str) -> tuple[float, float]:
        """Where a thing's mark stands in the window, in CSS pixels."""
        x, y = self.ask(
            """(id) => {
                const at = network.canvasToDOM(network.getPositions([id])[id]);
                const box = document.getElementById("map").getBoundingClientRect();
                return [box.left + at.x, box.top + at.y];
            }""",
            node,
        )
        return float(x), float(y)

    def settle(self) -> None:
        """Wait until no movement of the map is under way."""
        self.page.wait_for_function(
            """() => {
                const now = JSON.stringify([network.getScale(), network.getViewPosition()]);
                const still = window.lastView === now;
                window.lastView = now;
                return still;
            }""",
            polling=120,
        )


def missing(reason: str) -> None:
    """Skip, or fail where the machine is meant to have a browser."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; CI must run the browser tests")
    pytest.skip(reason)


def axe_findings(page: "Page") -> list[Any]:
    """What axe finds wrong with a page as it stands: rule, impact and the first marks of the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(
        "axe.run({resultTypes: ['violations']})"
        ".then((r) => r.violations.map((x) => [x.id, x.impact, x.nodes.map((n) => n.html.slice(0, 160))]))"
    )
    return found


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The installed browser, started."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install 'kg-cn-ai[test]'")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(program).exists():
        missing(f"no Chromium at {program}: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        browser.new_context(**DESKTOP)
        yield browser
        browser.close()


@contextmanager
def visit(browser: "Browser", path: Path, *, hash: str = "", script: str = "", **options: Any) -> Iterator[Visit]:
    """A page opened from a file; ``script`` runs before it, ``options`` are those of a playwright context.

    Visits that need neither share one tab, because a new one costs more than loading the page; it is left blank.
    """
    shared = not script and not options
    context = browser.contexts[0] if shared else browser.new_context(**(DESKTOP | options))
    if script:
        context.add_init_script(script)
    page = context.pages[0] if context.pages else context.new_page()
    page.set_default_timeout(10_000)
    opened = Visit(page)

    def hear(message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            opened.complaints.append(message.text)

    def fail(error: object) -> None:
        opened.complaints.append(str(error))

    def request(sent: "Request") -> None:
        opened.requests.append(sent.url)

    context.on("request", request)
    page.on("pageerror", fail)
    page.on("console", hear)
    try:
        page.goto(f"{path.as_uri()}{hash}")
        page.wait_for_selector("html[data-ready]", state="attached")
        yield opened
    finally:
        context.remove_listener("request", request)
        page.remove_listener("pageerror", fail)
        page.remove_listener("console", hear)
        if shared:
            page.goto("about:blank")
        else:
            context.close()


@contextmanager
def at(browser: "Browser", service: "Service", path: str, *, status: int = 200, **options: Any) -> Iterator["Page"]:
    """A page; at the end it must have asked nobody else, and complained of nothing but its own status."""
    context = browser.new_context(**(DESKTOP | options))
    outside: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda sent: None if sent.url.startswith(service.url) else outside.append(sent.url))
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    try:
        page.goto(service.url + path)
        yield page
        page.wait_for_load_state("networkidle")
        assert not outside
        assert [c for c in complaints if "status of 4" not in c] == []
    finally:
        context.close()

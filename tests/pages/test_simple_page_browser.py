"""The network page in Chromium: what a reader sees, does and is safe from."""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import networkx as nx
import pytest
from browser import PHONE, Visit, axe_findings, chromium, visit
from hostile import PAYLOADS, hostile
from small_graph import small_store

from kg_cn_ai.cards.reader import cards
from kg_cn_ai.namespaces import ID
from kg_cn_ai.network.network import network
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.simple_page import network_page, write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

WORDS: dict[str, Any] = {
    "lang": "en",
    "title": "China's AI 生态",
    "release": "f0" * 32,
    "attribution": "contributors, CC BY 4.0",
}

# Notes each text drawn on the map with its box on the screen; `window.drawn` holds those of the latest picture.
NOTE_LABELS = """
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const wide = this.measureText(text).width / 2, size = parseFloat(/([\\d.]+)px/.exec(this.font)[1]);
    const top = this.textBaseline === "middle" ? y - size / 2 : y;
    (window.drawn ||= []).push([text, x - wide, top, x + wide, top + size, this.textAlign]);
    return draw.apply(this, arguments);
};
"""
NO_CANVAS = "HTMLCanvasElement.prototype.getContext = () => null;"
MARK_COLOURS = """
() => {
    const canvas = document.querySelector("#map canvas"), ratio = network.canvas.pixelRatio;
    const pixel = (x, y) => [...canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data];
    return network.body.nodeIndices.map((id) => {
        const at = network.canvasToDOM(network.getPositions([id])[id]);
        return pixel(at.x, at.y);
    });
}
"""


class Open(Protocol):
    def __call__(self, hash: str = ..., *, page: str = ..., **options: Any) -> AbstractContextManager[Visit]: ...


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small graph of the tests, a neighbourhood of it in Chinese, a ring of 120 things, and hostile pages."""
    folder, store = tmp_path_factory.mktemp("pages"), small_store()
    graph = network(store)
    known = cards(store, graph)
    made = {"small": network_page(Contents(graph=graph, cards=known, **WORDS))}
    near = graph.subgraph([f"{ID}org/baidu", f"{ID}model/ernie-4-0"])
    made["focus"] = network_page(Contents(graph=near, cards=known, focus=f"{ID}org/baidu", **(WORDS | {"lang": "zh"})))
    ring = nx.MultiDiGraph()
    for i in range(120):
        name = f"Institute of Applied Network Studies, number {i}"
        ring.add_node(
            f"{ID}org/n{i:03}",
            label=name,
            label_zh=f"应用网络研究所{i}号",
            type="Company",
            group="organization",
        )
    for i, j in itertools.product(range(110), (1, 7)):
        label = ("developed by", "located in")[j == 7]
        relation = f"https://w3id.org/kg-cn-ai/ontology#{('developedBy', 'locatedIn')[j == 7]}"
        ring.add_edge(
            f"{ID}org/n{i:03}", f"{ID}org/n{(i + j) % 110:03}", key=f"{i}-{j}", relation=relation, label=label
        )
    made["ring"] = network_page(Contents(graph=ring, cards={}, **WORDS))
    for i, payload in enumerate(PAYLOADS):
        evil, known = hostile(payload)
        made[f"hostile {i}"] = network_page(
            Contents(graph=evil, cards=known, **(dict.fromkeys(WORDS, payload) | {"lang": "en"}))
        )
    for name, html in made.items():
        write_page(folder / f"{name}.html", html)
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def open_page(browser: "Browser", pages: dict[str, Path]) -> Open:
    def opener(hash: str = "", *, page: str = "small", **options: Any) -> AbstractContextManager[Visit]:
        return visit(browser, pages[page], hash=hash, **options)

    return opener


def overlapping(boxes: list[list[Any]]) -> list[tuple[str, str]]:
    return [
        (a[0], b[0])
        for a, b in itertools.combinations(boxes, 2)
        if a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 1 and b[2] < a[4] - 1
    ]


# The picture


@pytest.mark.parametrize("page", ["small", "focus", "ring"])
def test_asks_for_nothing_and_complains_of_nothing(open_page: Open, pages: dict[str, Path], page: str) -> None:
    with open_page(page=page) as v:
        v.page.locator("#show-table").click()
        v.page.locator("#view-table tbody a").first.click()
        v.page.locator("#show-map").click()
        v.settle()
        assert v.requests == [pages[page].as_uri()]
        assert v.complaints == []


def test_policy_stops_requests_and_injected_script(open_page: Open) -> None:
    with open_page() as v:
        assert v.ask("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')") == "stopped"
        v.ask("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
        assert v.ask("window.ran") is None


@pytest.mark.parametrize(("page", "scheme"), [("small", "light"), ("ring", "dark")])
def test_every_thing_is_drawn_in_the_colour_of_its_kind(open_page: Open, page: str, scheme: str) -> None:
    with open_page(page=page, color_scheme=scheme) as v:
        assert v.ask("network.body.data.nodes.length") == {"small": 15, "ring": 120}[page]
        colours = v.ask(MARK_COLOURS)
        wanted = v.ask(
            """() => JSON.parse(document.getElementById("data").textContent).things.kind.map((number) => {
                const kind = JSON.parse(document.getElementById("data").textContent).kinds[number].id;
                const hex = getComputedStyle(document.documentElement).getPropertyValue(`--kind-${kind}`).trim();
                return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).concat(255);
            })"""
        )
        off = [max(abs(x - y) for x, y in zip(c, w, strict=True)) for c, w in zip(colours, wanted, strict=True)]
        assert max(off) <= 3


def test_every_relation_is_there_and_parallel_ones_differ_in_form(open_page: Open) -> None:
    with open_page() as v:
        assert v.ask("network.body.data.edges.length") == 6
        bends = v.ask(
            """() => Object.values(network.body.edges).map((e) => [
                [e.fromId, e.toId].sort().join(" "), e.options.smooth.enabled && e.options.smooth.type + e.fromId])"""
        )
        pair = [form for ends, form in bends if ends == "model:ernie-4-0 org:baidu"]
        assert len(pair) == 2
        assert all(pair), "both are bent"
        assert [form for ends, form in bends if ends != "model:ernie-4-0 org:baidu" and form] == []


@pytest.mark.parametrize(("page", "language"), [("small", "en"), ("ring", "en"), ("ring", "zh")])
def test_labels_never_overlap_and_more_show_as_one_comes_closer(open_page: Open, page: str, language: str) -> None:
    def labels(v: Visit) -> list[list[Any]]:
        boxes = v.ask("() => { window.drawn = []; network.redraw(); return window.drawn; }")
        return [box[:5] for box in boxes if box[5] == "center"]

    with open_page(f"#lang={language}", page=page, script=NOTE_LABELS) as v:
        far = labels(v)
        assert len(far) >= 10
        assert overlapping(far) == []
        names = {box[0] for box in far}
        if page == "ring":
            v.page.locator("#zoom-in").click()
            v.settle()
            v.page.locator("#zoom-in").click()
            v.settle()
            near = labels(v)
            assert overlapping(near) == []
            assert len({box[0] for box in near}) > len(names)
        else:
            assert {"Baidu", "GPT-4"} <= names


def test_pointing_at_a_thing_shows_its_neighbourhood_and_name(open_page: Open) -> None:
    with open_page() as v:
        other = v.ask("() => network.body.nodeIndices.indexOf('org:alibaba')")
        before = v.ask(MARK_COLOURS)[other]
        v.page.mouse.move(*v.where("org:baidu"))
        v.page.wait_for_selector("#tip:visible")
        assert v.see("#tip").split("\n") == ["Baidu", "百度 · Company · 2 relations"]
        v.page.wait_for_timeout(250)
        after = v.ask(MARK_COLOURS)
        assert sum(after[other][:3]) > sum(before[:3]) + 100, "what is not a neighbour fades"
        assert after[v.ask("() => network.body.nodeIndices.indexOf('model:ernie-4-0')")] in v.ask(MARK_COLOURS)
        v.page.mouse.move(5, 5)
        v.page.wait_for_timeout(300)
        assert v.ask(MARK_COLOURS)[other] == before


# Search


SEARCHES = (
    ("智谱", "Zhipu AI"),
    ("智譜", "Zhipu AI"),
    ("智谱华章", "Zhipu AI"),
    ("zhipu", "Zhipu AI"),
    ("ZHÌPǓ", "Zhipu AI"),
    ("zpai", "Zhipu AI"),
    ("百度集团", "Baidu"),
    ("baidu inc", "Baidu"),
    ("zgkxy", "Chinese Academy of Sciences"),
    ("zhong guo ke xue yuan", "Chinese Academy of Sciences"),
    ("CAC", "Cyberspace Administration of China"),
    ("wenxin", "ERNIE 4.0"),
    ("gpt4", "GPT-4"),
    ("baichaun", "Baichuan Intelligence"),
    ("mathwroks", "MathWorks"),
    ("automaton", "CAS Institute of Automation"),
    ("國家互聯網", "Cyberspace Administration of China"),
)


def test_search_finds_by_any_name(open_page: Open) -> None:
    with open_page() as v:
        found = []
        for typed, _ in SEARCHES:
            v.find(typed)
            found.append((typed, v.see("#panel h2")))
            assert v.ask("document.activeElement.tagName") == "H2"
        assert found == list(SEARCHES)


def test_search_is_a_combobox(open_page: Open) -> None:
    with open_page() as v:
        v.page.keyboard.press("/")
        field = v.page.locator("#query")
        assert v.ask("document.activeElement.id") == "query"
        v.page.keyboard.type("ba")
        options = v.page.locator("#matches [role=option]")
        names = options.locator(".name").all_inner_texts()
        assert {"Baidu", "Baichuan Intelligence"} <= set(names)
        assert field.get_attribute("aria-expanded") == "true"
        v.page.keyboard.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        assert v.page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        assert v.see(f"#{active} .name") == names[1]
        v.page.keyboard.press("Escape")
        assert options.count() == 0
        assert field.get_attribute("aria-expanded") == "false"
        v.page.keyboard.type("qqqq")
        assert v.see("#matches") == "Nothing on this page has that name."


# The panel


def test_a_fact_shows_its_document_place_licence_and_link(open_page: Open) -> None:
    with open_page("#thing=model:ernie-4-0") as v:
        fact = v.page.locator("#panel .fact", has=v.page.get_by_role("button", name="Baidu")).first
        summary = fact.locator("summary")
        assert summary.inner_text() == "Epoch AI, row 12 +1 more · several independent publishers"
        summary.click()
        text = fact.inner_text()
        assert "Article on models in China\nSirmione, characters 10,100–10,200" in text
        assert "Models dataset\nEpoch AI, row 12" in text
        assert fact.get_by_role("link", name="CC BY 4.0").get_attribute("href", timeout=1000)
        assert (
            fact.get_by_role("link", name="Open the source").get_attribute("href") == "https://epoch.example/models.csv"
        )
        rel = fact.get_by_role("link", name="Open the source").get_attribute("rel")
        assert {"noopener", "noreferrer"} <= {*(rel or "").split()}


def test_names_in_both_languages_and_the_note(open_page: Open) -> None:
    with open_page("#thing=org:baidu") as v:
        text = v.see("#panel")
        for part in (
            "Company",
            "Baidu",
            "百度 · Bǎidù",
            "Baidu, Inc.",
            "百度集團",
            "Search company",
            "org:baidu",
        ):
            assert part in text


def test_claims_and_forecasts_stand_apart_from_facts_and_name_who_made_them(open_page: Open) -> None:
    with open_page("#thing=org:baidu") as v:
        claims = v.see("#panel .claims")
        assert "Claim of an interested party · according to Baidu" in claims
        assert "Baidu rates ERNIE 4.0 on par with GPT-4" in claims
        others = v.page.locator("#panel section:not(.claims)").all_inner_texts()
        assert "on par" not in "".join(others)
        assert "Baidu launches ERNIE 4.0" in "".join(others)
        border = "(e) => getComputedStyle(e).borderLeftStyle"
        said = v.page.locator("#panel .claims .record").first.evaluate(border)
        plain = v.page.locator("#panel section:not(.claims) .record").first.evaluate(border)
        assert (said, plain) == ("double", "solid")
    with open_page("#thing=place:cn") as v:
        claims = v.see("#panel .claims")
        assert "Forecast · as reported by Sirmione" in claims
        assert "more than 60 billion yuan" in claims


def test_contradiction_and_derived_facts_are_marked(open_page: Open) -> None:
    with open_page("#thing=policy:genai-interim-measures") as v:
        counts = v.page.locator("#panel .fact", has_text="Another source says otherwise")
        assert counts.count() == 2
        assert "sources disagree" in counts.first.inner_text()
    with open_page("#thing=org:alibaba") as v:
        fact = v.page.locator("#panel .fact", has_text="Baichuan Intelligence")
        assert fact.locator(".pill").inner_text() == "derived by rule"
        assert "by 31 Oct 2023" in fact.inner_text()
        assert "300 million US dollars" in v.see("#panel .record")


def test_a_neighbour_in_the_panel_leads_to_it_and_back_returns(open_page: Open) -> None:
    with open_page("#thing=org:baichuan") as v:
        v.page.locator("#panel").get_by_role("button", name="Alibaba").first.click()
        assert v.see("#panel h2") == "Alibaba"
        assert v.ask("document.activeElement.textContent") == "Alibaba"
        v.page.go_back()
        assert v.see("#panel h2") == "Baichuan Intelligence"
        v.page.go_forward()
        assert v.see("#panel h2") == "Alibaba"


def test_clicking_a_line_shows_the_relation_its_record_and_evidence(open_page: Open) -> None:
    with open_page() as v:
        x, y = v.ask(
            """() => {
                const edge = Object.values(network.body.edges).find((e) => e.fromId === "org:alibaba");
                const at = network.canvasToDOM(edge.edgeType.getPoint(0.3));
                const box = document.getElementById("map").getBoundingClientRect();
                return [box.left + at.x, box.top + at.y];
            }"""
        )
        v.page.mouse.click(x, y)
        assert v.see("#panel h2") == "invested in"
        text = v.see("#panel")
        for part in (
            "Alibaba",
            "Baichuan Intelligence",
            "derived by rule",
            "characters 10,524–10,706",
            "strategic Series A",
        ):
            assert part in text
        assert re.search(r"#relation=statement:[0-9a-f]{16}$", v.page.url)


def test_clicking_a_thing_opens_it_clear_of_the_panel_and_nothing_closes_it(open_page: Open) -> None:
    with open_page() as v:
        right = max(v.ask("network.body.nodeIndices"), key=lambda node: v.where(node)[0])
        v.page.mouse.click(*v.where(right))
        v.page.wait_for_selector("#panel:visible")
        v.settle()
        panel = v.page.locator("#panel").bounding_box()
        assert panel
        assert v.where(right)[0] < panel["x"] - 10
        v.page.locator("#panel-close").click()
        assert v.page.locator("#panel").is_hidden()
        assert "thing=" not in v.page.url


# Filters, list, permalink


def test_legend_counts_hides_and_shows_alone(open_page: Open) -> None:
    shown = "network.body.data.nodes.get({filter: (n) => !n.hidden}).length"
    with open_page() as v:
        company = v.page.locator("#kinds [data-kind]", has_text="Company")
        assert company.inner_text().split("\n") == ["Company", "6"]
        company.click()
        assert company.get_attribute("aria-pressed") == "false"
        assert v.see("#shown") == "9 of 15 things shown"
        assert v.ask(shown) == 9
        company.dblclick()
        assert v.see("#shown") == "6 of 15 things shown"
        v.page.locator("#reset").click()
        assert v.ask(shown) == 15
        v.page.locator("#kinds .row", has_text="AI model").hover()
        v.page.get_by_role("button", name="Show only: AI model").press("Enter")
        assert v.see("#shown") == "2 of 15 things shown"
        v.page.locator("#reset").click()
        v.page.get_by_role("button", name="Relations under Development and products").click()
        v.page.locator("[data-property]", has_text="launched").click()
        family = v.page.locator("[data-family]", has_text="Development and products")
        assert family.get_attribute("aria-pressed") == "mixed"
        assert v.ask("network.body.data.edges.get({filter: (e) => !e.hidden}).length") == 5


def test_permalink_brings_everything_back(open_page: Open) -> None:
    with open_page(color_scheme="light") as v:
        v.find("智谱")
        v.page.locator("#kinds [data-kind]", has_text="Place").click()
        v.page.get_by_role("button", name="Relations under Ownership and investment").click()
        v.page.locator("[data-property]", has_text="invested in").click()
        v.page.locator("#theme").click()
        v.page.locator("#language").click()
        v.page.locator("#show-table").click()
        link = v.page.url.split("#")[1]
        seen = (v.see("#panel h2"), v.see("#shown"))
    with open_page(f"#{link}", color_scheme="light") as v:
        assert (v.see("#panel h2"), v.see("#shown")) == seen
        assert seen[0] == "智谱AI"
        assert v.ask("document.documentElement.dataset.theme") == "dark"
        assert v.page.locator("#show-table").get_attribute("aria-pressed") == "true"
        assert v.page.locator("#view-table").is_visible()


def test_a_wrong_permalink_does_no_harm(open_page: Open) -> None:
    with open_page("#thing=%22%3E%3Cscript%3E&hide=nobody,company&without=x&lang=fr&theme=pink&view=zzz") as v:
        assert v.complaints == []
        assert v.see("#shown") == "9 of 15 things shown"
        assert v.page.locator("#panel").is_hidden()


def test_list_holds_every_thing_and_sorts(open_page: Open) -> None:
    with open_page("#view=list") as v:
        assert v.page.locator("#view-table tbody tr").count() == 15
        sheet, credit = v.page.locator("#view-table").bounding_box(), v.page.locator(".attribution").bounding_box()
        assert sheet
        assert credit
        assert sheet["y"] + sheet["height"] <= credit["y"], "rows end above whom to credit"
        first = v.page.locator("#view-table tbody tr").first.inner_text().split("\t")
        assert int(first[4]) == 2
        v.page.get_by_role("columnheader", name="Name", exact=True).get_by_role("button").click()
        names = v.page.locator("#view-table tbody tr th").all_inner_texts()
        assert names == sorted(names, key=str.casefold)
        v.page.locator("#view-table tbody").get_by_role("link", name="Zhipu AI").click()
        assert v.see("#panel h2") == "Zhipu AI"
        v.page.locator("#kinds [data-kind]", has_text="Company").click()
        assert v.page.locator("#view-table tbody tr").count() == 10  # the one that is open stays


def test_without_a_canvas_the_list_stands_in(open_page: Open) -> None:
    with open_page(script=NO_CANVAS) as v:
        assert v.page.locator("#view-table tbody tr").count() == 15
        assert v.page.locator("#show-map").is_disabled()
        v.find("zhipu")
        assert v.see("#panel h2") == "Zhipu AI"


# Language, theme, keyboard, small screens


def test_language_switches_everything(open_page: Open) -> None:
    with open_page("#thing=org:baidu") as v:
        v.page.locator("#language").click()
        assert v.ask("document.documentElement.lang") == "zh-Hans"
        assert v.see("#panel h2") == "百度"
        assert "Baidu · Bǎidù" in v.see("#panel")
        assert v.page.locator("[data-kind]", has_text="政府机构").count() == 1
        assert "15 个实体" in v.see("#summary")
        assert "当事方主张 · 据百度" in v.see("#panel .claims")
        launch = v.page.locator("#panel .record", has_text="发布事件").first.inner_text()
        assert "2023年10月17日" in launch
        english = re.findall(r"[A-Za-z]{4,}", v.see("#legend") + v.see(".bar").replace(WORDS["title"], ""))
        assert english == ["English"], "the button that leads back"
        v.page.locator("#language").click()
        assert v.see("#panel h2") == "Baidu"
    with open_page(page="focus") as v:
        assert v.see("#panel h2") == "百度", "lang and focus of the call"


def contrast(one: str, two: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_text_and_marks(open_page: Open, scheme: str) -> None:
    with open_page(color_scheme=scheme) as v:
        assert v.ask("document.documentElement.dataset.theme") == scheme
        colours = v.ask(
            """() => {
                const style = getComputedStyle(document.documentElement);
                const data = JSON.parse(document.getElementById("data").textContent);
                const names = ["canvas", "surface", "raised", "ink", "muted", "accent", "accent-soft", "claim",
                    "claim-soft", "control", ...data.kinds.map((k) => "kind-" + k.id), ...data.families.map((f) => "family-" + f.id)];
                return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
            }"""
        )
        grounds = ("canvas", "surface", "raised")
        texts = {(text, ground) for text in ("ink", "muted", "accent") for ground in grounds}
        texts |= {
            ("claim", "claim-soft"),
            ("muted", "claim-soft"),
            ("accent", "claim-soft"),
            ("ink", "accent-soft"),
            ("muted", "accent-soft"),
        }
        assert {pair for pair in texts if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == set()
        marks = [name for name in colours if name.startswith(("kind-", "family-"))] + ["control"]
        assert [name for name in marks if contrast(colours[name], colours["canvas"]) < 3] == []


def test_theme_follows_the_system_until_switched(open_page: Open) -> None:
    background = "getComputedStyle(document.querySelector('main')).backgroundColor"
    with open_page(color_scheme="light") as v:
        light = v.ask(background)
        v.page.emulate_media(color_scheme="dark")
        v.page.wait_for_selector("[data-theme=dark]")
        dark = v.ask(background)
        assert light != dark
        v.page.locator("#theme").click()
        assert v.ask(background) == light
        assert "theme=light" in v.page.url


def test_keyboard_alone_reaches_everything(open_page: Open) -> None:
    with open_page() as v:
        press = v.page.keyboard.press
        press("/")
        v.page.keyboard.type("zhipu")
        press("Enter")
        assert v.see("#panel h2") == "Zhipu AI"
        press("Escape")
        assert v.page.locator("#panel").is_hidden()
        v.page.locator("#map").focus()
        for arrow in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
            press(arrow)
        named = v.ask("document.getElementById('live').textContent")
        before = v.ask("network.getScale()")
        press("+")
        v.settle()
        assert v.ask("network.getScale()") > before
        press("0")
        v.settle()
        press("Enter")
        assert v.see("#panel h2") == named.rsplit(",", 1)[0]
        assert v.ask("document.activeElement.tagName") == "H2"
        press("Escape")
        assert v.ask("document.activeElement.id") == "map"
        order = []
        v.ask("document.activeElement.blur()")
        for _ in range(60):
            press("Tab")
            order.append(v.ask("document.activeElement.id || document.activeElement.className"))
        assert {
            "query",
            "show-table",
            "language",
            "theme",
            "about-open",
            "key",
            "only",
            "more",
            "map",
            "zoom-fit",
        } <= set(order)
        outline = v.page.locator("#zoom-fit").evaluate("(e) => { e.focus(); return getComputedStyle(e).outlineStyle }")
        assert outline == "solid"


def test_controls_and_regions_have_names(open_page: Open) -> None:
    with open_page("#thing=org:baidu") as v:
        for language in ("en", "zh"):
            nameless = v.ask(
                """() => [...document.querySelectorAll("button, input, a, [role], nav, section, dialog, table")].filter((e) =>
                    e.offsetParent && e.id !== "live" && !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent).trim()
                ).map((e) => e.outerHTML.slice(0, 90))"""
            )
            assert nameless == [], language
            v.page.locator("#language").click()
        assert v.page.get_by_role("main").count() == 1
        assert v.page.get_by_role("navigation").count() == 1
        assert v.page.get_by_role("banner").count() == 1
        assert v.page.locator("h1").count() == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, scheme: str, lang: str) -> None:
    with open_page(f"#thing=org:baidu&lang={lang}", color_scheme=scheme, bypass_csp=True) as v:
        for view in ("#show-map", "#show-table", "#about-open"):
            v.page.locator(view).click()
            v.page.wait_for_timeout(250)
            assert axe_findings(v.page) == [], view


@pytest.mark.parametrize("hash", ["#thing=org:baidu", "#view=list", "#lang=zh&thing=policy:genai-interim-measures"])
def test_phone_has_no_sideways_scrolling_and_large_targets(open_page: Open, hash: str) -> None:
    with open_page(hash, **PHONE) as v:
        assert v.ask("document.documentElement.scrollWidth") <= 390
        wide = v.ask(
            """() => [...document.querySelectorAll("header *, #panel *, #view-table *, #zoom *")].filter((e) => {
                const box = e.getBoundingClientRect();
                return box.width && (box.right > 391 || box.left < -1) && !e.closest("#legend");
            }).map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert wide == []
        small = v.ask(
            """() => [...document.querySelectorAll("header button, #zoom button, .handle button")].filter((e) => e.offsetParent)
                .map((e) => e.getBoundingClientRect()).filter((b) => Math.min(b.width, b.height) < 24).length"""
        )
        assert small == 0


def test_phone_sheet_leaves_the_selected_thing_in_view(open_page: Open) -> None:
    with open_page(**PHONE) as v:
        v.page.locator("#query").tap()
        v.find("zhipu")
        v.settle()
        sheet = v.page.locator("#panel").bounding_box()
        area = v.page.locator("#map").bounding_box()
        assert sheet
        assert area
        x, y = v.where("org:zhipu")
        assert 0 < x < 390
        assert area["y"] < y < sheet["y"]
        v.page.locator("#panel-size").tap()
        taller = v.page.locator("#panel").bounding_box()
        assert taller
        assert taller["height"] > sheet["height"] + 100
        v.page.locator("#panel-close").tap()
        v.page.locator("#filters-open").tap()
        v.page.locator("#kinds").wait_for(state="visible")
        v.page.locator("#filters-close").tap()
        v.page.locator("#zoom-fit").tap()
        v.settle()
        v.page.touchscreen.tap(*v.where("org:baidu"))
        assert v.see("#panel h2") == "Baidu"


# Hostile data


@pytest.mark.parametrize(
    ("index", "bypass"), [(0, False), *((i, True) for i in range(len(PAYLOADS)))], ids=lambda value: str(value)
)
def test_hostile_text_stays_text_everywhere(open_page: Open, index: int, bypass: bool) -> None:
    payload = PAYLOADS[index]
    elements = (
        "document.querySelectorAll('img, iframe, object, embed, script, svg[onload], [onerror], [onload]').length"
    )
    with open_page(page=f"hostile {index}", bypass_csp=bypass) as v:
        scripts = v.ask(elements)
        assert scripts == 3
        assert v.see("h1") == v.page.title() == payload
        v.page.mouse.move(*v.where("org:a"))
        v.page.wait_for_selector("#tip:visible")
        assert payload in v.see("#tip")
        for language in ("en", "zh"):
            for hash in ("#thing=org:a", "#thing=org:b", f"#relation={json.loads(json.dumps(payload))}"):
                v.ask(
                    "(hash) => { location.hash = hash; dispatchEvent(new PopStateEvent('popstate')); }",
                    f"{hash}&lang={language}",
                )
                if "thing" in hash:
                    assert v.see("#panel h2") == payload
                    assert v.see("#panel").count(payload) > 10
                v.ask("document.querySelectorAll('#panel details').forEach((d) => (d.open = true))")
        v.page.locator("#show-table").click()
        assert payload in v.see("#view-table tbody")
        v.page.locator("#query").fill(payload[:12])
        v.page.wait_for_selector("#matches li")
        assert payload in v.see("#matches") or "no" in v.see("#matches").lower() or "没有" in v.see("#matches")
        v.page.locator("#about-open").click()
        assert payload in v.see("#about")
        assert v.ask("window.attacked") is None
        assert v.ask(elements) == scripts
        # Names in the table lead to a place of this page.
        links = v.ask(
            "[...document.links].filter((a) => !a.getAttribute('href').startsWith('#')).map((a) => a.protocol)"
        )
        assert set(links) <= {"http:", "https:"}
        assert [request for request in v.requests if not request.startswith("file:")] == []

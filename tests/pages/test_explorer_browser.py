"""The explorer in Chromium: what a reader sees, does, takes along, and is safe from."""

import cmath
import csv
import io
import itertools
import json
import random
import re
import struct
from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, urlencode
from xml.etree import ElementTree

import networkx as nx
import pytest
import rdflib
from browser import PHONE, Visit, axe_findings, chromium, visit
from explorer_pages import data, hostile_page, listed, own, own_page, small, small_page, synthetic_page, write
from explorer_pages import page as page_of
from hostile import PAYLOADS

from kg_cn_ai.network.measures import measures
from kg_cn_ai.pages.data import config, short

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BIG = 2500
NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    if (/webgl|webgpu/.test(kind)) window.asked = kind;
    return /webgl|webgpu/.test(kind) ? null : get.call(this, kind, ...rest);
};
"""


class Open(Protocol):
    def __call__(self, page: str = ..., hash: str = ..., **options: Any) -> AbstractContextManager[Visit]: ...


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small graph of the tests, the project's own data, a made-up network as large as it will be, and hostile ones."""
    folder = tmp_path_factory.mktemp("explorer")
    made = {"small": small_page(), "own": own_page(), "big": synthetic_page(BIG), "listed": page_of(*listed())}
    made |= {f"hostile {i}": hostile_page(payload) for i, payload in enumerate(PAYLOADS)}
    return {name: write(folder, name, html) for name, html in made.items()}


@pytest.fixture
def open_page(browser: "Browser", pages: dict[str, Path]) -> Open:
    def opener(page: str = "small", hash: str = "", **options: Any) -> AbstractContextManager[Visit]:
        return visit(browser, pages[page], hash=hash, **options)

    return opener


def settle(v: Visit) -> None:
    v.page.wait_for_function("() => explorer.picture.still", polling=50)


def address(v: Visit) -> dict[str, str]:
    """The page's state as its address holds it, once that has followed."""
    v.page.wait_for_function("() => !explorer.due", polling=20)
    return {key: values[0] for key, values in parse_qs(v.ask("location.hash.slice(1)")).items()}


def shown(v: Visit) -> list[str]:
    """Identifiers of the things that the filters and the stage leave."""
    found: list[str] = v.ask("explorer.graph.page.things.id.filter((_, i) => explorer.shown.nodes[i])")
    return found


def at(v: Visit, thing: str) -> tuple[float, float]:
    """Where a thing's mark stands in the window."""
    x, y = v.ask(
        "(id) => { const at = explorer.picture.at(explorer.graph.index.get(id));"
        " const box = explorer.picture.canvas.getBoundingClientRect(); return [at[0] + box.left, at[1] + box.top]; }",
        thing,
    )
    return float(x), float(y)


def panel(v: Visit) -> str:
    v.page.wait_for_selector("#panel-content h2")
    v.page.wait_for_selector("#panel-content p")
    return v.see("#panel-content")


# Opening


@pytest.mark.parametrize("page", ["small", "own", "big"])
def test_asks_for_nothing_and_complains_of_nothing(open_page: Open, pages: dict[str, Path], page: str) -> None:
    with open_page(page) as v:
        for view in ("table", "timeline", "matrix", "map"):
            v.page.locator(f"#show-{view}").click()
        v.find("bai")
        panel(v)
        v.page.locator("#language").click()
        settle(v)
        assert v.requests == [pages[page].as_uri()]
        assert v.complaints == []


@pytest.mark.parametrize(("page", "network"), [("small", small), ("own", own), ("listed", listed)])
def test_reads_the_columns_that_were_packed(open_page: Open, page: str, network: Any) -> None:
    columns, facts = data(*network())
    with open_page(page) as v:
        read = v.ask("explorer.graph.page")
        assert {key: read[key] for key in columns} == columns
        read = v.ask("explorer.needFacts()")
        assert {key: read[key] for key in facts} == facts


def test_policy_stops_requests_and_injected_script(open_page: Open) -> None:
    with open_page() as v:
        assert v.ask("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')") == "stopped"
        v.ask("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
        v.ask("document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x.png'}))")
        assert v.ask("window.ran") is None


def test_needs_no_webgl(open_page: Open) -> None:
    with open_page("own", script=NO_WEBGL) as v:
        assert v.ask("window.asked") is None
        assert v.ask("explorer.picture.scene.marks.length") > 50
        assert v.complaints == []


def test_a_small_network_opens_with_every_thing_on_the_map(open_page: Open) -> None:
    with open_page("own") as v:
        graph, _ = own()
        expected = len(graph) if len(graph) <= 1500 else None
        marks = v.ask("explorer.picture.scene.marks.length")
        assert marks == expected or (expected is None and marks <= 600)
        assert v.ask("explorer.picture.scene.lines.length") > 0


def test_a_large_network_opens_on_lands_named_by_their_leading_members(open_page: Open) -> None:
    with open_page("big") as v:
        scene = v.ask(
            "(({marks, dust, lines, ribbons, labels, overview}) => ({marks: marks.length, dust: dust.length, lines: lines.length,"
            " ribbons: ribbons.length, overview, heads: labels.filter((l) => l.role === 'head').map((l) => [l.i, l.rest])}))(explorer.picture.scene)"
        )
        assert scene["overview"] and scene["marks"] <= 380
        assert scene["marks"] + scene["dust"] == v.ask("explorer.shown.things")
        assert scene["lines"] <= 1600 and scene["ribbons"] <= 90
        leaders = v.ask("explorer.graph.continents.map((land) => land.members.find((i) => explorer.shown.nodes[i]))")
        assert len(scene["heads"]) >= 12
        assert {i for i, _ in scene["heads"]} <= set(leaders)
        assert all(re.fullmatch(r"\+[\d,]+ more|", rest) for _, rest in scene["heads"])
        assert f"380 of {v.ask('explorer.shown.things')} things" in v.see("#drawn")
        v.page.locator("#zoom-in").click(click_count=4)
        settle(v)
        closer = v.ask("[explorer.picture.scene.inView, explorer.picture.scene.marks.length]")
        assert closer[0] < BIG and closer[1] <= 380


@pytest.mark.parametrize(("page", "lang"), [("own", "en"), ("own", "zh"), ("big", "zh")])
def test_names_never_overlap(open_page: Open, page: str, lang: str) -> None:
    boxes = """
        explorer.picture.scene.labels.map((l) => {
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = `${l.weight} ${l.size}px ${getComputedStyle(document.body).fontFamily}`;
            return [l.text, l.x, l.y - l.size / 2, l.x + l.w, l.y + l.size / 2];
        })"""
    hub = "org:baidu" if page == "own" else None
    with open_page(page, f"#lang={lang}") as v:
        for step in range(3):
            if step == 1:
                v.page.locator("#zoom-in").click(click_count=2)
            elif step == 2:
                v.find(hub.split(":")[1] if hub else "university")
            settle(v)
            found = v.ask(boxes)
            assert len(found) > 5
            for a, b in itertools.combinations(found, 2):
                assert a[1] >= b[3] - 1 or b[1] >= a[3] - 1 or a[2] >= b[4] - 1 or b[2] >= a[4] - 1, (a, b)


# Search

SEARCHES = [
    ("baidu", "org:baidu"), ("BAIDU", "org:baidu"), ("百度", "org:baidu"), ("Bǎidù", "org:baidu"), ("bai du", "org:baidu"),
    ("bd", "org:baidu"), ("baidi", "org:baidu"), ("ｂａｉｄｕ", "org:baidu"), ("智谱", "org:zhipu"), ("智譜", "org:zhipu"),
    ("zhipu", "org:zhipu"), ("Zhipu AI", "org:zhipu"), ("zhi pu", "org:zhipu"), ("zhipuai", "org:zhipu"), ("智谱AI", "org:zhipu"),
    ("zhpu", "org:zhipu"), ("北京智谱华章科技有限公司", "org:zhipu"), ("huawei", "org:huawei"), ("华为", "org:huawei"),
    ("華為", "org:huawei"), ("hauwei", "org:huawei"), ("Tsinghua", "org:tsinghua"), ("清华", "org:tsinghua"), ("清華大學", "org:tsinghua"),
    ("qinghua", "org:tsinghua"), ("tsingua", "org:tsinghua"), ("tencent", "org:tencent"), ("腾讯", "org:tencent"), ("騰訊", "org:tencent"),
    ("tengxun", "org:tencent"), ("tencnet", "org:tencent"), ("alibaba", "org:alibaba"), ("阿里巴巴", "org:alibaba"),
    ("xiaomi", "org:xiaomi"), ("小米", "org:xiaomi"), ("nvidia", "org:nvidia"), ("nvidai", "org:nvidia"), ("ernie", "model:ernie-4-0"),
    ("商汤", "org:sensetime"), ("商湯", "org:sensetime"), ("sensetime", "org:sensetime"), ("cas", "org:cas"),
]  # fmt: skip


def test_a_list_of_searches_finds_what_was_meant(open_page: Open) -> None:
    with open_page("own") as v:
        missed = []
        for typed, wanted in SEARCHES:
            v.page.locator("#query").fill(typed)
            names = v.ask("[...document.querySelectorAll('#matches .name')].map((e) => e.textContent)")
            label = v.ask("(id) => explorer.graph.page.things.name[explorer.graph.index.get(id)]", wanted)
            if label not in names[:5]:
                missed.append((typed, wanted, names[:3]))
        assert missed == []
        v.page.locator("#query").fill("zzzzqqqq")
        assert "Nothing on this page" in v.see("#matches")


def test_the_search_field_is_a_combobox(open_page: Open) -> None:
    with open_page() as v:
        v.page.keyboard.press("/")
        assert v.ask("document.activeElement.id") == "query"
        assert v.page.get_attribute("#query", "aria-expanded") == "true"  # places to start
        v.page.keyboard.type("bai")
        first = v.page.get_attribute("#query", "aria-activedescendant")
        v.page.keyboard.press("ArrowDown")
        v.page.keyboard.press("ArrowUp")
        assert v.page.get_attribute("#query", "aria-activedescendant") == first
        name = v.see(f"#{first} .name")
        v.page.keyboard.press("Enter")
        panel(v)
        assert v.see("#panel h2") == name
        assert v.ask("document.activeElement.tagName") == "H2"
        v.page.keyboard.press("Escape")
        assert v.page.locator("#panel").is_hidden()


def test_on_a_large_map_a_found_thing_opens_with_its_neighbourhood(open_page: Open) -> None:
    with open_page("big") as v:
        v.find("university")
        stage = shown(v)
        drawn = v.ask("explorer.graph.page.things.id.filter((_, i) => explorer.drawn.nodes[i])")
        assert 2 <= len(drawn) <= 90 and set(drawn) <= set(stage)
        assert address(v)["around"].split("~")[0] == address(v)["thing"]
        assert address(v)["thing"] in drawn
        v.page.locator("#back").click()
        v.page.locator("#level-everything").click()
        assert len(shown(v)) == BIG and "around" not in address(v)


# Panel: what is said, and where that stands


def test_ten_facts_show_the_place_of_their_source(open_page: Open) -> None:
    _, cards = own()
    facts = [
        (iri, fact) for iri, card in sorted(cards.items()) for fact in card.facts if fact.evidence and not fact.incoming
    ]
    chosen = facts[:: len(facts) // 10][:10]
    assert len(chosen) == 10
    with open_page("own") as v:
        for iri, fact in chosen:
            v.ask("(hash) => { location.hash = hash; }", f"thing={short(iri)}")
            v.page.wait_for_function(
                "(id) => explorer.graph.page.things.id[explorer.state.node] === id", arg=short(iri)
            )
            panel(v)
            while v.page.locator("#panel-content button.link", has_text="Show all").count():
                v.page.locator("#panel-content button.link", has_text="Show all").first.click()
            wanted = v.page.locator(".fact", has_text=fact.value.text[:40] if not fact.value.text[:4].isdigit() else "")
            first = fact.evidence[0]
            row = wanted.filter(has=v.page.locator("summary", has_text=first.place_en)).first
            row.locator("summary").click()
            text = row.inner_text()
            assert first.title in text and first.place_en in text
            if first.url:
                assert row.locator(f'a[href="{first.url}"]').count() >= 1
            if first.licence:
                assert "Licence: CC" in text


def test_claims_look_different_from_facts(open_page: Open) -> None:
    with open_page("own", "#thing=model:ernie-4-0") as v:
        panel(v)
        claim = v.page.locator(".claims .record").first
        assert "claim of an interested party" in claim.inner_text().lower()
        assert claim.evaluate("(e) => getComputedStyle(e).borderLeftStyle") == "double"
        plain = v.page.locator("#panel-content section:not(.claims) .record").first
        assert plain.evaluate("(e) => getComputedStyle(e).borderLeftStyle") == "solid"
        assert claim.evaluate("(e) => getComputedStyle(e).backgroundColor") != plain.evaluate("(e) => getComputedStyle(e).backgroundColor")  # fmt: skip


def test_a_relation_says_what_it_rests_on_and_what_contradicts_is_marked(open_page: Open) -> None:
    with open_page("own", "#thing=org:baichuan") as v:
        edge = v.ask(
            "(() => { const g = explorer.graph, p = g.page; const i = g.index.get('org:tencent'), j = g.index.get('org:baichuan');"
            " return p.relations.id.find((_, e) => g.from[e] === i && g.to[e] === j); })()"
        )
    with open_page("own", f"#relation={edge}") as v:
        text = panel(v)
        assert "invested in" in text and "Tencent" in text and "Record behind it" in text and "characters" in text
    with open_page("small", "#thing=policy:genai-interim-measures") as v:
        text = panel(v)
        assert text.count("≠") >= 2 and "sources disagree" in text


# Filters


def test_the_legend_filters_and_a_double_click_shows_one_alone(open_page: Open) -> None:
    with open_page("own") as v:
        everything = len(shown(v))
        companies = v.page.locator('[data-kind="0"]')
        number = int(companies.locator(".count").inner_text().replace(",", ""))
        companies.click()
        assert len(shown(v)) == everything - number
        assert companies.get_attribute("aria-pressed") == "false"
        companies.click()
        companies.dblclick()
        assert len(shown(v)) == number and all(name.startswith("org:") for name in shown(v))
        v.page.locator('[data-kind="0"]').dblclick()
        assert len(shown(v)) == everything
        v.page.locator('[data-family="0"]').focus()
        v.page.locator('[data-family="0"] + .only').click()
        left = v.ask("[...new Set(explorer.graph.page.relations.property.filter((_, e) => explorer.shown.edges[e]))].map((p) => explorer.graph.page.properties[p].family)")  # fmt: skip
        assert set(left) == {0}
        assert all(v.ask("(id) => explorer.graph.degree[explorer.graph.index.get(id)]", name) for name in shown(v))
        v.page.locator("#reset").click()
        assert len(shown(v)) == everything


def test_countries_sources_and_grades_filter_too(open_page: Open) -> None:
    with open_page("big") as v:
        for section, choice, check in (
            (
                "countries",
                "countries",
                "things.countries[explorer.graph.from[e]].concat(things.countries[explorer.graph.to[e]])",
            ),
            ("sources", "documents", "relations.documents[e]"),
            ("grades", "grades", "[relations.grade[e]]"),
        ):
            v.page.locator(f"#{section} > summary").click()
            row = v.page.locator(f"#{section} [data-{choice}]").first
            row.locator("xpath=..").locator(".only").click(force=True)
            found = v.ask(
                f"(() => {{ const {{things, relations}} = explorer.graph.page; return relations.id.map((_, e) => e)"
                f".filter((e) => explorer.shown.edges[e]).slice(0, 300).map((e) => {check}); }})()"
            )
            assert found
            kept = found[0][0] if section == "grades" else int(row.get_attribute(f"data-{choice}") or -1)
            assert all(kept in values or (section == "countries" and not values) for values in found)
            v.page.locator("#reset").click()


def test_years_hide_relations_outside_them_and_the_rule_for_undated_ones_is_shown(open_page: Open) -> None:
    with open_page("big") as v:
        years = "explorer.graph.page.relations.year.filter((_, e) => explorer.shown.edges[e])"
        v.page.locator("#year-from").fill("2020")
        v.page.locator("#year-to").fill("2021")
        v.page.wait_for_function("() => explorer.state.from === 2020 && explorer.state.to === 2021")
        v.page.wait_for_function(f"() => {years}.every((year) => year >= 2020 && year <= 2021)")
        assert re.search(r"with [\d,]+ undated", v.see("#undated-label"))
        v.page.locator("#undated").check()
        v.page.wait_for_function(f"() => {years}.some((year) => !year)")
        assert all(not year or 2020 <= year <= 2021 for year in v.ask(years))
        v.page.locator("#about-open").click()
        assert "undated relations stay out unless you switch them on" in v.see("#about")


def test_play_goes_through_the_years(open_page: Open) -> None:
    with open_page("big") as v:
        v.page.locator("#play").click()
        v.page.wait_for_function("() => explorer.state.to === explorer.graph.years[0] + 2", timeout=8000)
        v.page.locator("#play").click()
        assert v.page.get_attribute("#play", "aria-pressed") == "false"


def test_questions_answer_with_the_relations_they_ask_for(open_page: Open) -> None:
    with open_page("own") as v:
        relations = "explorer.graph.page.relations.id.map((_, e) => e).filter((e) => explorer.shown.edges[e])"
        v.page.locator("#preset-crossBorder").click()
        assert v.ask(f"{relations}.length") >= 1
        assert v.ask(f"{relations}.every((e) => explorer.graph.cross[e])")
        assert {"org:aws", "org:baichuan"} <= set(shown(v))
        v.page.locator("#preset-policies").click()
        assert "policy:genai-interim-measures" in shown(v) and "org:cac" in shown(v)
        v.page.locator("#preset-makers").click()
        assert {"org:baidu", "model:ernie-4-0"} <= set(shown(v))
        v.page.locator("#preset-investments").click()
        assert {"org:tencent", "org:baichuan"} <= set(shown(v))
        v.page.locator("#back").click()
        assert "relations" not in address(v)


def test_listed_organizations_come_with_their_partners_abroad(open_page: Open) -> None:
    with open_page("listed") as v:
        v.page.locator("#preset-listed").click()
        assert set(shown(v)) == {"programme:list", "org:alpha", "org:beta", "org:gamma", "org:delta"}
        assert v.see("#stage-title").startswith("Listed organizations")


# Moves


def test_path_with_alternatives(open_page: Open) -> None:
    with open_page("own", "#thing=org:zhipu") as v:
        panel(v)
        v.page.locator("#panel-content .act", has_text="Path to").click()
        assert "Path from Zhipu AI" in v.see("#pending")
        v.find("cogvlm")
        assert panel(v).startswith("Path")
        path = v.ask("explorer.paths[0].map((i) => explorer.graph.page.things.id[i])")
        assert path == ["org:zhipu", "model:cogvlm"]
        lengths = v.ask("explorer.paths.map((path) => path.length)")
        assert lengths == sorted(lengths) and len(lengths) > 1
        v.page.locator("#panel-content .act").nth(1).click()
        second = v.ask("explorer.paths[1].map((i) => explorer.graph.page.things.name[i])")
        assert [
            v.page.locator(".steps > li").nth(k).locator(".go").first.inner_text() for k in range(len(second))
        ] == second
        assert (address(v)["path"], address(v)["alternative"]) == ("org:zhipu,model:cogvlm", "1")


def test_compare_shows_what_both_share(open_page: Open) -> None:
    with open_page("own", "#compare=org:zhipu,org:wisemodel") as v:
        text = panel(v)
        graph, _ = own()
        near = {}
        for name in ("zhipu", "wisemodel"):
            iri = next(iri for iri in graph if short(iri) == f"org:{name}")
            near[name] = {*graph.predecessors(iri), *graph.successors(iri)}
        both = {graph.nodes[iri]["label"] for iri in near["zhipu"] & near["wisemodel"]}
        assert both and all(label in text for label in both)
        assert f"Linked to both ({len(both)})" in text


def test_expand_hide_and_pin(open_page: Open) -> None:
    with open_page("big") as v:
        v.find("university")
        before = set(shown(v))
        panel(v)
        v.page.locator("#panel-content .act", has_text="Expand 2 steps").click()
        after = set(shown(v))
        assert before < after
        centre = address(v)["thing"]
        v.page.locator("#panel-content .act", has_text="Pin").first.click()
        assert address(v)["pinned"].startswith(f"{centre}@")
        v.page.locator("#panel-content .act", has_text="Hide").click()
        assert centre not in shown(v) and address(v)["hidden"] == centre


def test_a_click_selects_and_a_double_click_opens_the_neighbourhood(open_page: Open) -> None:
    with open_page("own") as v:
        settle(v)
        v.page.mouse.click(*at(v, "org:baichuan"))
        assert v.ask("explorer.graph.page.things.id[explorer.state.node]") == "org:baichuan"
        emphasised = v.ask("[...explorer.picture.model.nodes].map((i) => explorer.graph.page.things.id[i])")
        assert {"org:baichuan", "org:tencent", "org:aws"} <= set(emphasised) and "org:baidu" not in emphasised
        settle(v)
        v.page.mouse.dblclick(*at(v, "org:baichuan"))
        assert address(v)["around"] == "org:baichuan~1"
        assert "org:tencent" in shown(v) and "org:baidu" not in shown(v)


def test_nothing_covers_what_is_selected(open_page: Open) -> None:
    for options in ({}, PHONE):
        with open_page("own", "#thing=org:zhipu", **options) as v:
            panel(v)
            settle(v)
            x, y = at(v, "org:zhipu")
            assert v.ask("([x, y]) => document.elementFromPoint(x, y)?.tagName", [x, y]) == "CANVAS"


@pytest.mark.parametrize("name", ["pagerank", "betweenness", "degree"])
def test_measures_are_those_of_the_package(open_page: Open, name: str) -> None:
    graph, _ = own()
    expected = {short(row.iri): getattr(row, name) for row in measures(graph)}
    with open_page("own", f"#size={name}") as v:
        values = v.ask("explorer.graph.page.things.id.map((id, i) => [id, explorer.picture.model.radius[i]])")
        v.page.locator("#size").select_option(name)
        ranked = [id for id, _ in sorted(values, key=lambda pair: -pair[1])]
        best = max(expected.values())
        # Radius grows with the number, so things in order of radius are in order of the number, too.
        numbers = [expected[id] for id in ranked]
        assert numbers[0] == best
        assert all(a >= b - 1e-6 for a, b in itertools.pairwise(numbers)) or name == "degree"
        assert len(v.see("#size-note")) > 20


# The address


def test_every_choice_comes_back_from_its_address(open_page: Open) -> None:
    state = {
        "thing": "org:baidu", "stage": "org:baidu,org:tencent,org:baichuan", "hidden": "org:zhipu", "pinned": "org:tencent@120@-40",
        "types": "!person", "relations": "!cnai:offers" , "sources": "", "grades": "!single-source", "years": "2023-2024",
        "undated": "1", "around": "org:aws~2", "drawn": "400", "level": "organizations", "quiet": "1",
        "end1": "country:greater|kind:company", "end2": "country:abroad|listed", "size": "pagerank", "colour": "country", "view": "table", "sort": "name", "ascending": "1",
        "camera": "12,-30,0.8", "lang": "zh", "theme": "dark", "story": "1.2", "cross": "1", "arranged": "1", "question": "makers",
    }  # fmt: skip
    with open_page("own") as v:
        properties = v.ask("explorer.graph.page.properties.map((p) => p.id)")
        countries = v.ask("explorer.graph.page.things.countryNames.map((c) => c.en)")
        sectors = v.ask("explorer.graph.page.things.sectorNames.map((s) => s.en)")
        documents = v.ask("explorer.graph.page.documents.map((d) => d.title)")
    state |= {"relations": f"!{properties[0]}", "countries": f"!{countries[1]}", "sectors": f"!{sectors[0]}", "sources": f"!{documents[1]}"}  # fmt: skip
    alone = [{"view": "timeline"}, {"days": "2023-03-01~2024-02-29"}, {"view": "matrix"}, {"colour": "community"}, {"size": "betweenness"}, {"theme": "contrast"}, {"theme": "light"},
             {"path": "org:zhipu,model:cogvlm", "alternative": "1"}, {"types": "company"}, {"sort": "country"}]  # fmt: skip
    with open_page("own", f"#{urlencode(state)}") as v:
        settle(v)
        again = address(v)
        assert {key: (value, again.get(key)) for key, value in state.items() if again.get(key) != value} == {}
        first, link = v.ask("explorer.picture.canvas.toDataURL()"), v.ask("location.hash")
        for wanted in alone:
            v.ask("(hash) => { location.hash = hash; }", urlencode(wanted))
            v.page.wait_for_function("() => !explorer.state.stage.includes(explorer.graph.index.get('org:tencent'))")
            settle(v)
            now = address(v)
            assert {key: (value, now.get(key)) for key, value in wanted.items() if now.get(key) != value} == {}
    with open_page("own", link) as v:
        settle(v)
        assert address(v) == again
        assert v.ask("explorer.picture.canvas.toDataURL()") == first
    relation = own()[0]
    key = next(iter(sorted(short(str(k)).removeprefix("statement:") for *_, k in relation.edges(keys=True))))
    with open_page("own", f"#relation={key}") as v:
        assert address(v)["relation"] == key


def test_an_address_of_another_release_is_no_error(open_page: Open) -> None:
    with open_page(
        "own", "#thing=org:gone&stage=org:gone,org:baidu&size=weight&camera=a,b,c&years=x&path=org:a,org:b&story=9.9"
    ) as v:
        assert shown(v) == ["org:baidu"]
        assert v.complaints == []


SLIDE = "(year) => { const y = document.getElementById('year-to'); y.value = year; y.dispatchEvent(new Event('input')); return new Promise(requestAnimationFrame); }"  # fmt: skip


def test_a_dragged_slider_changes_the_address_once(open_page: Open) -> None:
    # A browser may refuse an address that changes a hundred times in 30 s.
    with open_page("big") as v:
        settle(v)
        address(v)
        v.ask(
            "() => { window.changes = 0; const change = history.replaceState.bind(history);"
            " history.replaceState = (...all) => { window.changes++; change(...all); }; }"
        )
        last = v.ask("explorer.graph.years[1]")
        v.ask(
            "(last) => { for (let to = last - 5; to < last; to++) { explorer.state.to = to; explorer.update({ push: false }); } }",
            last,
        )
        assert address(v)["years"].endswith(f"-{last - 1}") and v.ask("changes") == 1
        # What the address is still to say is in a copied link, and in what Back comes back to.
        v.ask(SLIDE, last - 2)
        v.ask("document.getElementById('copy').click()")
        assert f"-{last - 2}" in v.ask("location.hash")
        v.ask(SLIDE, last - 3)
        v.ask("(id) => document.getElementById(id).click()", "show-table")
        assert address(v)["view"] == "table"
        v.page.go_back()
        v.page.wait_for_function("() => explorer.state.view === 'map'")
        assert address(v)["years"].endswith(f"-{last - 3}")


def test_back_and_forward(open_page: Open) -> None:
    with open_page("own") as v:
        v.find("baidu")
        v.page.locator("#show-table").click()
        v.page.go_back()
        v.page.wait_for_function("() => explorer.state.view === 'map' && explorer.state.node >= 0")
        v.page.go_forward()
        v.page.wait_for_function("() => explorer.state.view === 'table'")


# Other views


def test_the_table_sorts_and_opens(open_page: Open) -> None:
    with open_page("own", "#view=table") as v:
        column = "[...document.querySelectorAll('#view-table tbody tr')].map((r) => +r.querySelector('td.number').textContent)"
        links = v.ask(column)
        assert links == sorted(links, reverse=True) and len(links) == len(shown(v))
        v.page.locator("#view-table th button").first.click()
        names = v.ask("[...document.querySelectorAll('#view-table tbody th')].map((e) => e.textContent)")
        assert v.ask(
            "(names) => names.every((n, k) => !k || new Intl.Collator('en', {numeric: true}).compare(names[k - 1], n) <= 0)",
            names,
        )
        assert v.page.locator("th[aria-sort=ascending]").count() == 1
        v.page.locator("#view-table tbody a").first.click()
        panel(v)
        assert v.see("#panel h2") == names[0]


def test_the_network_is_whole_after_another_view(open_page: Open) -> None:
    with open_page("own") as v:
        settle(v)
        camera, marks = v.ask("[explorer.picture.camera, explorer.picture.scene.marks.length]")
    with open_page("own", "#view=table") as v:
        v.page.locator("#show-map").click()
        settle(v)
        assert v.ask("explorer.picture.camera.k") == pytest.approx(camera["k"], rel=0.02)
        assert v.ask("explorer.picture.scene.marks.length") == marks
        v.page.locator("#show-matrix").click()
        v.page.locator("#show-map").click()
        settle(v)
        assert v.ask("explorer.picture.scene.marks.length") == marks


def test_the_timeline_holds_every_dated_relation(open_page: Open) -> None:
    with open_page("own", "#view=timeline") as v:
        dated = v.ask("explorer.graph.page.relations.year.filter(Boolean).length")
        assert v.page.locator(".year li").count() == dated > 0
        years = [int(text[:4]) for text in v.page.locator(".year h3").all_inner_texts()]
        assert years == sorted(years, reverse=True)
        v.page.locator(".year li .link").first.click()
        assert "Sources" in panel(v)


def test_the_matrix_says_who_works_with_whom(open_page: Open) -> None:
    with open_page("own", "#view=matrix") as v:
        names = v.page.locator(".matrix tbody th").all_inner_texts()
        assert 3 < len(names) <= 28
        cell = v.page.locator(".matrix td button").first
        label = cell.get_attribute("aria-label") or ""
        assert label.split(" – ")[0] in " ".join(names)
        cell.click()
        assert "Sources" in panel(v)


# Stories


def test_stories_are_told_step_by_step(open_page: Open) -> None:
    with open_page("own") as v:
        stories = v.ask("explorer.graph.page.stories.map((s) => s.steps.map((t) => t.title.en))")
        assert len(stories) >= 3
        for k, steps in enumerate(stories):
            v.page.locator("#story-list button").nth(k).click()
            for step, title in enumerate(steps):
                assert v.see("#story h2") == title
                assert 2 <= len(shown(v)) <= 40
                assert v.ask("explorer.picture.scene.marks.length") == len(shown(v))
                settle(v)
                if step + 1 < len(steps):
                    v.page.locator("[data-move=next]").click()
            assert v.page.locator("[data-move=next]").is_disabled()
        v.page.locator("#story .act", has_text="End").click()
        assert v.page.locator("#story").is_hidden()
        assert v.complaints == []


# Taking it along


def saved(v: Visit, form: str) -> bytes:
    v.page.locator("#take-menu summary").click()
    with v.page.expect_download() as got:
        v.page.locator(f'[data-save="{form}"]').click()
    return Path(got.value.path()).read_bytes()


def test_every_export_is_read_again_by_the_tool_it_is_for(open_page: Open) -> None:
    graph, _ = own()
    with open_page("own", "#types=company|model") as v:
        things = {v.ask("(id) => explorer.graph.page.things.name[explorer.graph.index.get(id)]", id) for id in shown(v)}
        number = len(shown(v))
        relations = v.ask("explorer.shown.relations")
        assert relations
        rows = list(csv.DictReader(io.StringIO(saved(v, "csv").decode("utf-8-sig"))))
        assert len(rows) == relations and {row["source"] for row in rows} <= things
        iris = set(graph)
        assert {row["source_iri"] for row in rows} | {row["target_iri"] for row in rows} <= iris
        assert all(row["evidence"] and row["grade"] for row in rows)
        raw = saved(v, "things.csv")
        assert (
            raw.startswith(b"\xef\xbb\xbf")
            and len(list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))) == number + 1
        )
        for form, reader in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
            read = reader(io.BytesIO(saved(v, form)))
            assert read.number_of_nodes() == number and read.number_of_edges() == relations and set(read) <= iris
        triples = {(graph_s, d["relation"], graph_t) for graph_s, graph_t, d in graph.edges(data=True)}
        for form, syntax in (("ttl", "turtle"), ("jsonld", "json-ld")):
            rdf = rdflib.Graph().parse(data=saved(v, form), format=syntax)
            found = {
                (str(s), str(p), str(o)) for s, p, o in rdf if isinstance(o, rdflib.URIRef) and p != rdflib.RDF.type
            }
            assert found <= triples and found
            assert len(set(rdf.subjects(rdflib.RDFS.label))) == number
            assert any(
                getattr(label, "language", "") == "zh-hans" for label in rdf.objects(predicate=rdflib.RDFS.label)
            )
        svg = ElementTree.fromstring(saved(v, "svg"))
        texts = " ".join(svg.itertext())
        assert "China's AI 生态" in texts and "f0f0" in texts and "CC BY 4.0" in texts and "Company" in texts
        assert re.search(r"drawn on 20\d\d-\d\d-\d\d", texts)
        png = saved(v, "png")
        width, height = struct.unpack(">II", png[16:24])
        assert (
            png.startswith(b"\x89PNG")
            and width == 2 * int(svg.get("width", 0))
            and height == 2 * int(svg.get("height", 0))
        )


def test_the_csv_runs_no_formula(open_page: Open) -> None:
    with open_page() as v:
        v.ask("explorer.graph.page.things.name.fill('=1+1')")
        rows = list(csv.DictReader(io.StringIO(saved(v, "csv").decode("utf-8-sig"))))
        assert rows and all(row["source"] == "'=1+1" for row in rows)


def test_embedded_it_is_the_picture_alone(browser: "Browser", pages: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 500})
    tab = context.new_page()
    tab.goto(f"{pages['own'].as_uri()}?embed=1#thing=org:baidu")
    tab.wait_for_selector("html[data-ready]", state="attached")
    assert tab.locator("#legend").is_hidden() and tab.locator("#map canvas").is_visible()
    assert tab.evaluate("explorer.picture.scene.marks.length") > 50
    context.close()


def test_printed_it_holds_picture_legend_and_attribution(open_page: Open) -> None:
    with open_page("own") as v:
        v.page.emulate_media(media="print")
        assert v.page.locator("#query").is_hidden() and v.page.locator("#kinds").is_visible()
        assert v.page.locator("#map canvas").is_visible() and v.page.locator(".attribution").is_visible()
        assert v.page.pdf().startswith(b"%PDF")
        v.page.emulate_media(media="screen")


# Safe from data


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_hostile_text_stays_text(open_page: Open, number: int) -> None:
    payload = PAYLOADS[number]
    with open_page(f"hostile {number}") as v:
        v.page.mouse.move(*at(v, v.ask("explorer.graph.page.things.id[0]")))
        v.find("attacked" if "attacked" in payload else "7")
        assert payload in panel(v)
        for opened in v.page.locator("#panel-content summary").all()[:4]:
            opened.click()
        for view in ("table", "timeline", "matrix", "map"):
            v.page.locator(f"#show-{view}").click()
        v.page.locator("#story-list button").click()
        v.page.locator("#language").click()
        v.page.locator("#about-open").click()
        v.page.locator("#about-close").click()
        relation = v.ask("explorer.graph.page.relations.id[0]")
        for form in ("svg", "graphml", "gexf"):
            assert ElementTree.fromstring(saved(v, form)) is not None
        assert rdflib.Graph().parse(data=saved(v, "ttl"), format="turtle") is not None
        assert json.loads(saved(v, "jsonld"))
        assert len(saved(v, "png")) > 1000
        assert v.ask("window.attacked") is None
        assert v.ask("document.querySelectorAll('#panel img, #matches img, #view-table img, svg[onload]').length") == 0
        assert v.complaints == []
    with open_page(f"hostile {number}", f"#relation={relation}") as v:
        assert payload in panel(v)
        assert v.ask("window.attacked") is None


# Everybody


@pytest.mark.parametrize(
    ("lang", "theme"), [("en", "light"), ("zh", "light"), ("en", "dark"), ("zh", "dark"), ("en", "contrast")]
)
def test_no_accessibility_findings(open_page: Open, lang: str, theme: str) -> None:
    hashes = ["thing=org:baidu", "view=table&path=org:baidu,model:ernie-4-0"]
    if (lang, theme) in (("en", "light"), ("zh", "dark")):
        hashes += ["view=timeline&compare=org:baidu,org:cac", "view=matrix"]
    found = []
    with open_page("small", f"#lang={lang}&theme={theme}", bypass_csp=True) as v:
        for hash in hashes:
            v.ask("(hash) => { location.hash = hash; }", f"lang={lang}&theme={theme}&{hash}")
            v.page.wait_for_function("(hash) => location.hash.includes(hash.split('&')[0])", arg=hash)
            if hash != "view=matrix":
                panel(v)
            v.ask("document.querySelectorAll('#legend details').forEach((d) => { d.open = true; })")
            found += [(hash, *violation) for violation in axe_findings(v.page)]
    assert found == []


def test_everything_by_keyboard_alone(open_page: Open) -> None:
    with open_page("own") as v:
        press = v.page.keyboard.press
        v.page.locator("#map").focus()
        press("ArrowRight")
        assert v.see("#live")
        press("Enter")
        panel(v)
        name = v.see("#panel h2")
        assert v.ask("document.activeElement.tagName") == "H2"
        v.page.locator("#map").focus()
        press("n")
        assert v.see("#live").startswith("Neighbour 1 of")
        press("p")
        press("Enter")
        panel(v)
        assert v.see("#panel h2") != name
        v.page.locator("#map").focus()
        before = v.ask("explorer.picture.camera.k")
        press("+")
        press("+")
        press("-")
        settle(v)
        assert v.ask("explorer.picture.camera.k") > before
        press("0")
        settle(v)
        press("Enter")  # a second time: its neighbourhood
        assert "around" in address(v)
        press("Escape")
        press("Escape")
        assert "around" not in address(v) and "thing" not in address(v)
        # Tab reaches every part of the page.
        reached = set()
        v.ask("document.activeElement.blur()")
        for _ in range(90):
            press("Tab")
            reached.add(v.ask("(document.activeElement.closest('#legend, #time, #zoom, .search, .segments, #map') || document.body).id || document.activeElement.closest('.search, .segments')?.className"))  # fmt: skip
        assert {"legend", "time", "zoom", "search", "segments", "map"} <= reached


def test_the_live_region_says_what_happened(open_page: Open) -> None:
    with open_page("own") as v:
        v.find("baidu")
        assert "Baidu, Company, " in v.see("#live")
        v.page.locator('[data-kind="1"]').click()
        assert "things" in v.see("#live")
        v.page.locator("#preset-crossBorder").click()
        assert "Cross-border" in v.see("#live")


@pytest.mark.parametrize("page", ["own", "big"])
def test_on_a_phone(open_page: Open, page: str) -> None:
    with open_page(page, **PHONE) as v:
        assert v.ask("document.documentElement.scrollWidth") <= 390
        cut = v.ask("[...document.querySelectorAll('.tools button, .tools summary, #play, .zoom button')].filter((e) => e.checkVisibility({contentVisibilityAuto: true}) && !e.closest('details:not([open]) > div')).map((e) => e.getBoundingClientRect()).filter((b) => b.right > 390 || b.left < 0 || b.height < 24 || b.width < 24).length")  # fmt: skip
        assert cut == 0
        v.page.locator("#filters-open").tap()
        v.page.locator('[data-kind="0"]').tap()
        v.page.locator("#filters-close").tap()
        v.page.wait_for_timeout(300)
        v.page.locator("#query").fill("ai" if page == "own" else "tang")
        v.page.locator("#matches li").first.tap()
        panel(v)
        settle(v)
        assert v.page.locator("#map canvas").bounding_box()["height"] > 150  # type: ignore[index]
        v.page.locator("#panel-close").tap()
        assert v.complaints == []


def test_touch_pans_pinches_and_taps(open_page: Open) -> None:
    with open_page("own", **PHONE) as v:
        settle(v)
        x, y = at(v, "org:baichuan")
        v.page.touchscreen.tap(x, y)
        v.page.wait_for_function("() => explorer.state.node >= 0")
        before = v.ask("explorer.picture.camera.k")
        pinch = """
            const canvas = explorer.picture.canvas;
            const send = (type, id, x, y) => canvas.dispatchEvent(new PointerEvent(type, {pointerId: id, clientX: x, clientY: y, pointerType: "touch", bubbles: true}));
            canvas.setPointerCapture = () => {};
            send("pointerdown", 11, 150, 300); send("pointerdown", 12, 200, 300);
            for (let k = 1; k < 8; k++) { send("pointermove", 11, 150 - 8 * k, 300); send("pointermove", 12, 200 + 8 * k, 300); }
            send("pointerup", 11, 90, 300); send("pointerup", 12, 260, 300);"""
        v.ask(f"(() => {{ {pinch} }})()")
        settle(v)
        assert v.ask("explorer.picture.camera.k") > 1.5 * before


def test_reduced_motion_and_dark_are_the_systems_choice(open_page: Open) -> None:
    with open_page("big", color_scheme="dark", reduced_motion="reduce") as v:
        assert v.ask("document.documentElement.dataset.theme") == "dark"
        v.find("university")
        assert v.ask("explorer.picture.flight") == 0


# Budgets: processor time and counts, which do not depend on who else uses the machine


def busy(v: Visit, work: str) -> float:
    """Milliseconds of processor time that the page's thread spent on a piece of script."""
    client = v.page.context.new_cdp_session(v.page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        found = {metric["name"]: metric["value"] for metric in client.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(found["TaskDuration"])

    before = spent()
    v.ask(work)
    used = spent() - before
    client.detach()
    return used


def test_the_steps_of_a_large_map_are_cheap(open_page: Open) -> None:
    with open_page("big") as v:
        settle(v)
        v.ask("void explorer.picture.draw()")
        assert busy(v, "for (let k = 0; k < 5; k++) explorer.picture.draw()") / 5 < 120
        v.page.locator("#query").fill("z")
        assert busy(v, "(() => { const q = document.getElementById('query'); for (const t of ['zh', 'zhi', 'zhip', 'zhipx', '智']) { q.value = t; q.dispatchEvent(new Event('input')); } })()") / 5 < 60  # fmt: skip
        assert v.ask("document.querySelectorAll('*').length") < 1500


FRAME = "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"
YEAR = f"(() => {{ const y = document.getElementById('year-to'); y.value = 2019; y.dispatchEvent(new Event('input')); return {FRAME}; }})()"  # fmt: skip
FILTER = f"(() => {{ document.querySelector('#kinds button.key').click(); return {FRAME}; }})()"


@pytest.mark.parametrize("step", [YEAR, FILTER], ids=["year", "filter"])
def test_a_step_of_a_filter_or_year_is_cheap_and_draws_once(open_page: Open, step: str) -> None:
    with open_page("big") as v:
        settle(v)
        v.ask("window.kept = document.querySelector('#kinds button.key'); window.bar = document.querySelector('#bars rect')")  # fmt: skip
        before = v.ask("[explorer.picture.frames, explorer.shown.things]")
        assert busy(v, step) < 150
        assert v.ask("explorer.picture.frames") == before[0] + 1
        assert v.ask("explorer.shown.things") < before[1]
        # What a reader points at or has the keyboard on stays: rows and bars are not made anew.
        assert v.ask("kept.isConnected && bar.isConnected")


def test_lands_are_drawn_again_only_when_the_camera_moves_or_colours_change(open_page: Open) -> None:
    with open_page("big") as v:
        settle(v)
        v.ask("(() => { const { fill } = explorer.picture.groundPen; window.lands = 0; explorer.picture.groundPen.fill = function (...all) { lands++; return fill.apply(this, all); }; })()")  # fmt: skip
        v.ask(YEAR)
        v.ask(FILTER)
        assert v.ask("lands") == 0
        v.ask("explorer.picture.zoom(1.4)")
        settle(v)
        assert v.ask("lands") > 0
        moved = v.ask("lands")
        v.page.locator("#theme").select_option("dark")
        assert v.ask("lands") > moved


def test_a_coast_goes_around_the_points_that_are_in_any_circle(browser: "Browser") -> None:
    chance = random.Random(5)
    lands = [
        [(chance.uniform(0, side), chance.uniform(0, side), chance.uniform(4, 40)) for _ in range(number)]
        for side, number in ((1, 1), (60, 2), (200, 30), (400, 60), (900, 60), (2000, 400))
        for _ in range(6)
    ]
    # On whole numbers circles are the same, touch, and meet three in a point.
    lands += [[(chance.randrange(9) * 10, chance.randrange(9) * 10, chance.choice((5, 10, 10, 20))) for _ in range(40)] for _ in range(20)]  # fmt: skip
    lands.append([(100 * cmath.rect(1, k).real, 100 * cmath.rect(1, k).imag, 30) for k in range(7)])
    source = (files("kg_cn_ai.pages") / "templates" / "explorer" / "coast.js").read_text(encoding="utf-8")
    page = browser.new_page()
    wrong = page.evaluate(
        """async ([source, lands]) => {
            const { unionOf } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
            const pen = document.createElement("canvas").getContext("2d");
            const wrong = [];
            let seed = 1;
            const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
            for (const circles of lands) {
                const path = unionOf(circles);
                const reach = (axis) => [Math.min(...circles.map((c) => c[axis] - c[2])), Math.max(...circles.map((c) => c[axis] + c[2]))];
                const [[left, right], [top, bottom]] = [reach(0), reach(1)];
                for (let k = 0; k < 400; k++) {
                    const [x, y] = [left + (right - left) * chance(), top + (bottom - top) * chance()];
                    const inside = Math.min(...circles.map(([cx, cy, r]) => Math.hypot(x - cx, y - cy) - r));
                    if (Math.abs(inside) > 0.01 && pen.isPointInPath(path, x, y) !== inside < 0) wrong.push([circles.length, x, y, inside, circles[0]]);
                }
            }
            return wrong.slice(0, 3);
        }""",
        [source, lands],
    )
    page.close()
    assert wrong == []


def test_while_moving_a_slow_map_is_a_snapshot(open_page: Open) -> None:
    with open_page("big") as v:
        settle(v)
        v.ask("explorer.picture.took = 99")
        frames = v.ask("(() => { const before = explorer.picture.frames; explorer.picture.drawSnapshot = ((was) => function () { window.snapshots = (window.snapshots || 0) + 1; return was.call(this); })(explorer.picture.drawSnapshot); explorer.picture.pan(20, 10); return before; })()")  # fmt: skip
        settle(v)
        assert v.ask("window.snapshots") >= 1
        assert v.ask("explorer.picture.frames") - frames <= 4


def test_the_words_of_kinds_are_those_of_the_configuration(open_page: Open) -> None:
    with open_page("own", "#lang=zh") as v:
        assert config()["kinds"][0]["zh"] in v.see("#kinds")


@pytest.mark.parametrize(("locale", "lang"), [("zh-TW", "zh-Hans"), ("fr-FR", "en")])
def test_it_speaks_the_language_of_the_browser(open_page: Open, locale: str, lang: str) -> None:
    with open_page("small", locale=locale) as v:
        assert v.ask("document.documentElement.lang") == lang
        assert "lang" not in address(v)
        v.page.locator("#language").click()
        assert address(v)["lang"] == ("en" if lang == "zh-Hans" else "zh")


def test_the_matrix_says_on_a_phone_what_it_shows(open_page: Open) -> None:
    with open_page("own", "#view=matrix", **PHONE) as v:
        box = v.page.locator("#view-matrix caption span").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["viewport"]["width"]

"""The network in parts: what the service gives, and the explorer in Chromium over a network too large for its bound.

The network is that of the first source, real and small; the bound is set so low that most of it is not in the overview.
"""

import base64
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import first_source
import networkx as nx
import pytest
from browser import DESKTOP, PHONE, at, chromium
from releases import hostile_store, release_of
from service import Service, serving

from kg_cn_ai.namespaces import STATEMENT
from kg_cn_ai.network.network import network
from kg_cn_ai.network.paths import shortest_paths
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.data import short
from kg_cn_ai.pages.explorer import Server, explorer_page
from kg_cn_ai.pages.explorer_data import Part
from kg_cn_ai.pages.release import drawn, places_of
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.knowledge import knowledge_of
from kg_cn_ai.web.release.site import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

BOUND = 30
FAR = "org:epic-games"
"""A thing that one relation leads to, from Tencent, which is in the overview."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("parts")
    release = release_of(first_source.store(), folder / "r")
    with serving(Settings(release, cache=folder / "c", limits=Limits(workers=1), whole_up_to=BOUND)) as running:
        yield running


@pytest.fixture(scope="module")
def whole(large: Service) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = drawn(network(large.site.kg.store))
    return nx.relabel_nodes(graph, {iri: short(iri) for iri in graph})


def unpacked(block: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(block)))
    return found


def part(service: Service, *things: str, **wanted: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The blocks of a part."""
    answer = service.client.post("/network/part", json={"things": things, **wanted})
    assert answer.status_code == 200, answer.text
    return unpacked(answer.json()["graph"]), unpacked(answer.json()["facts"])


def overview(service: Service) -> dict[str, Any]:
    page = service.get("/network").text
    return unpacked(page.split('id="graph">')[1].split("<")[0])


def relations(block: dict[str, Any]) -> set[tuple[str, str, str]]:
    ids, found = block["things"]["id"], block["relations"]
    starts = accumulate(found["from"])  # packed as differences
    return {(ids[a], ids[b], key) for a, b, key in zip(starts, found["to"], found["id"], strict=True)}


def induced(graph: "nx.MultiDiGraph[str]", things: set[str]) -> set[tuple[str, str, str]]:
    inside = graph.subgraph(things)
    return {(a, b, short(key).removeprefix("statement:")) for a, b, key in inside.edges(keys=True)}


def links(graph: "nx.MultiDiGraph[str]", thing: str) -> int:
    return len({*graph.succ[thing], *graph.pred[thing]} - {thing})


def test_the_overview_is_the_most_linked_things_and_what_is_between_them(
    large: Service, whole: "nx.MultiDiGraph[str]"
) -> None:
    found = overview(large)
    things = set(found["things"]["id"])
    assert len(things) == BOUND < len(whole)
    assert min(links(whole, thing) for thing in things) >= max(links(whole, t) for t in set(whole) - things)
    assert relations(found) == induced(whole, things)
    assert found["things"]["links"] == [links(whole, thing) for thing in found["things"]["id"]]
    assert found["server"]["things"] == len(whole) and found["server"]["relations"] == whole.number_of_edges()
    assert found["stories"]
    assert large.get("/network").text == large.get("/network").text


def test_communities_say_how_many_things_they_have_in_all(large: Service) -> None:
    places = places_of(large.site.files / "release", drawn(network(large.site.kg.store)))
    found = overview(large)
    own = {place.community for iri, place in places.items() if short(iri) in found["things"]["id"]} - {-1}
    sizes = Counter(place.community for place in places.values())
    assert found["communities"] == {str(number): sizes[number] for number in own}


def test_a_part_holds_things_with_what_is_around_them(large: Service, whole: "nx.MultiDiGraph[str]") -> None:
    graph, facts = part(large, "org:baichuan", steps=1)
    near = {"org:baichuan", *whole.succ["org:baichuan"], *whole.pred["org:baichuan"]}
    assert set(graph["things"]["id"]) == near
    assert relations(graph) == induced(whole, near)
    assert graph["things"]["links"] == [links(whole, thing) for thing in graph["things"]["id"]]
    place, cards = graph["things"]["id"].index("org:baichuan"), facts["cards"]
    assert place not in cards["part"] and cards["records"][place]
    assert graph["own"][place] + cards["incoming"][place] >= len(near) - 1
    assert None not in graph["relations"]["fact"]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_page_and_a_part_together_are_part_of_the_whole(
    large: Service, whole: "nx.MultiDiGraph[str]", steps: int
) -> None:
    page = overview(large)
    have = set(page["things"]["id"])
    graph, facts = part(large, FAR, "org:baichuan", steps=steps, have=sorted(have))
    both = have | set(graph["things"]["id"])
    assert FAR in both - have
    assert relations(page) | relations(graph) == induced(whole, both)
    assert not relations(page) & relations(graph)
    complete = set(range(len(graph["things"]["id"]))) - set(facts["cards"]["part"])
    assert {graph["things"]["id"][place] for place in complete} == {FAR, "org:baichuan"}


def test_values_outside_a_part_go_by_their_names(large: Service) -> None:
    graph, facts = part(large, FAR)
    assert graph["things"]["id"] == [FAR]
    assert {"id": "org:tencent", "text": "Tencent", "zh": "腾讯"} in facts["values"]


def test_the_nearest_and_most_linked_come_first(large: Service, whole: "nx.MultiDiGraph[str]") -> None:
    graph, _ = part(large, "org:baichuan", steps=2, most=3)
    near = set(whole.succ["org:baichuan"]) | set(whole.pred["org:baichuan"])
    best = sorted(near, key=lambda thing: -links(whole, thing))[:3]
    found = set(graph["things"]["id"]) - {"org:baichuan"}
    assert len(found) == 3 and {links(whole, t) for t in found} == {links(whole, t) for t in best}


def test_what_two_things_share_comes_first(large: Service, whole: "nx.MultiDiGraph[str]") -> None:
    a, b = "org:tencent", "org:alibaba"
    shared = (set(whole.succ[a]) | set(whole.pred[a])) & (set(whole.succ[b]) | set(whole.pred[b]))
    graph, _ = part(large, a, b, steps=1, most=len(shared))
    assert shared and set(graph["things"]["id"]) == {a, b} | shared


def test_a_path_comes_with_all_its_things(large: Service, whole: "nx.MultiDiGraph[str]") -> None:
    ends = FAR, "org:aws"
    graph, _ = part(large, *ends, path=True)
    shortest = nx.shortest_path(whole.to_undirected(as_view=True), *ends)
    assert set(shortest) <= set(graph["things"]["id"])
    apart, _ = part(large, FAR, "org:openai", path=True)
    assert set(apart["things"]["id"]) == {FAR, "org:openai"}


def test_paths_are_the_same_with_a_projection_at_hand(large: Service) -> None:
    known = knowledge_of(large.site)
    a, b = (large.site.kg.resolve(name) for name in (FAR, "org:aws"))
    assert shortest_paths(known.network, a, b) == shortest_paths(known.network, a, b, 3, known.projection)


def test_a_statement_stands_for_its_ends(large: Service, whole: "nx.MultiDiGraph[str]") -> None:
    (key,) = whole.get_edge_data("org:tencent", FAR)
    for name in (key, short(key)):
        graph, _ = part(large, name)
        assert set(graph["things"]["id"]) == {"org:tencent", FAR}


def test_an_answer_is_the_same_each_time_and_says_what_is_missing(large: Service) -> None:
    wanted = {"things": [FAR, "org:nobody", "nothing", f"{STATEMENT}0"], "steps": 2}
    first, second = (large.client.post("/network/part", json=wanted) for _ in range(2))
    assert first.content == second.content
    assert first.json()["missing"] == ["org:nobody", "nothing", f"{STATEMENT}0"]
    assert first.json()["things"] == [FAR]


@pytest.mark.parametrize(
    ("wanted", "status", "says"),
    [
        ({"things": ["org:nobody"]}, 404, "org:nobody"),
        ({"things": ["<javascript:alert(1)>"]}, 404, "no thing"),
        ({"things": []}, 422, "things"),
        ({"things": ["org:baidu"] * 501}, 422, "things"),
        ({"things": ["org:baidu"], "steps": 3}, 422, "steps"),
        ({"things": ["org:baidu"], "most": 401}, 422, "most"),
        ({"things": ["org:baidu"], "have": ["x"] * 20_001}, 422, "have"),
        ({"things": "org:baidu"}, 422, "things"),
        ([], 422, "body"),
    ],
)
def test_what_cannot_be_given_is_said(large: Service, wanted: Any, status: int, says: str) -> None:
    answer = large.client.post(
        "/network/part", content=json.dumps(wanted), headers={"content-type": "application/json"}
    )
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "line", "column", "hint", "docs"} and says in answer.json()["error"]


def test_a_focus_by_any_name_leads_to_its_address(large: Service) -> None:
    for name in ("腾讯", "https://w3id.org/kg-cn-ai/id/org/tencent", "Tencent"):
        answer = large.get(f"/network?embed=1&focus={quote(name)}")
        assert answer.status_code == 303 and answer.headers["location"] == "/network?embed=1&focus=org%3Atencent"
    assert large.get("/network?focus=org:tencent").status_code == 200
    for nobody in ("nobody at all", "source:sirmione-2023-10"):
        assert large.get(f"/network?focus={nobody}", accept="application/json").status_code == 404


def test_only_a_page_with_a_server_may_ask_it(service: Service, large: Service) -> None:
    assert "connect-src" not in service.get("/network").text
    assert "connect-src &#39;self&#39;" in large.get("/network").text
    thing = overview(service)["things"]["id"][0]
    assert service.get(f"/network?focus={thing}").text == service.get("/network").text
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    page = Contents(graph=graph, cards={}, title="t", release="r", attribution="a")
    served = explorer_page(page, {}, part=Part(graph, {}), server=Server("/p", "/s", "/id/"))
    assert "connect-src &#39;self&#39;" in served


# In Chromium


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


def opened(browser: "Browser", service: Service, path: str = "", **options: Any) -> AbstractContextManager["Page"]:
    """The explorer; it must ask nobody but the service, and complain of nothing."""
    return at(browser, service, f"/network{path}", **options)


def ready(page: "Page") -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


def loaded(page: "Page") -> list[str]:
    found: list[str] = page.evaluate("explorer.graph.page.things.id")
    return found


def shown(page: "Page") -> list[str]:
    found: list[str] = page.evaluate("explorer.graph.page.things.id.filter((_, i) => explorer.shown.nodes[i])")
    return found


def panel_of(page: "Page", name: str) -> str:
    page.wait_for_selector(f"#panel-content h2:has-text('{name}')")
    page.wait_for_selector("#panel-content details.evidence")
    return page.locator("#panel-content").inner_text()


def find(page: "Page", text: str) -> None:
    page.locator("#query").fill(text)
    page.wait_for_selector("#matches li i.far")
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_the_page_opens_on_the_overview_and_says_so(browser: "Browser", large: Service) -> None:
    with opened(browser, large) as page:
        ready(page)
        page.wait_for_timeout(700)
        assert len(loaded(page)) == BOUND
        assert "30 of 103" in page.locator("#drawn").inner_text()
        assert "30 of 103" in page.locator("#summary").inner_text()
        page.locator("#language").click()
        assert "103 个实体中的 30 个" in page.locator("#drawn").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_thing_that_is_not_loaded_is_found_and_shown(
    browser: "Browser", large: Service, options: dict[str, Any]
) -> None:
    with opened(browser, large, **options) as page:
        ready(page)
        places = "Object.fromEntries(explorer.graph.page.things.id.map((id, i) => [id, explorer.graph.x[i]]))"
        before = page.evaluate(places)
        find(page, "epic games")
        text = panel_of(page, "Epic Games")
        assert "Tencent" in text and "Sirmione" in text
        assert FAR in loaded(page) and FAR in shown(page) and "org:tencent" in shown(page)
        assert f"thing={FAR}" in page.url
        after = page.evaluate(places)
        assert {thing: after[thing] for thing in before} == before
        assert f"{len(after)} of 103" in page.locator("#summary").inner_text()
        assert page.evaluate("document.activeElement.tagName") == "H2"


@pytest.mark.browser
def test_counters_tell_of_what_is_not_loaded_and_expanding_brings_it(
    browser: "Browser", large: Service, whole: "nx.MultiDiGraph[str]"
) -> None:
    with opened(browser, large) as page:
        ready(page)
        page.locator("#query").fill("tencent")
        page.keyboard.press("Enter")
        panel_of(page, "Tencent")
        near = {*whole.succ["org:tencent"], *whole.pred["org:tencent"]}
        page.wait_for_function("() => explorer.graph.beyond[explorer.state.node] === 0")
        assert near <= set(shown(page))
        more = page.evaluate(
            "Object.fromEntries([...explorer.picture.model.more].map(([i, n]) => [explorer.graph.page.things.id[i], n]))"
        )
        on = set(shown(page))
        assert more == {t: n for t in on if (n := len({*whole.succ[t], *whole.pred[t]} - on - {t}))}
        other = max(more, key=lambda thing: more[thing])
        page.evaluate("(id) => { explorer.state.node = explorer.graph.index.get(id); explorer.update() }", other)
        page.get_by_role("button", name="Expand 1 step").click()
        page.wait_for_function("(id) => !explorer.picture.model.more.get(explorer.graph.index.get(id))", arg=other)
        assert {*whole.succ[other], *whole.pred[other]} <= set(shown(page))


@pytest.mark.browser
def test_a_link_to_what_is_not_loaded_shows_it(
    browser: "Browser", large: Service, whole: "nx.MultiDiGraph[str]"
) -> None:
    (key,) = (short(k).removeprefix("statement:") for k in whole.get_edge_data("org:tencent", FAR))
    with opened(browser, large, f"#thing={FAR}") as page:
        panel_of(page, "Epic Games")
        assert f"thing={FAR}" in page.url
        for address in (
            f"relation={key}",
            f"stage={FAR},org:roblox&thing=org:roblox",
            f"path={FAR},org:aws",
            f"compare={FAR},org:roblox",
        ):
            page.goto("about:blank")
            page.goto(f"{large.url}/network#{address}&lang=zh")
            ready(page)
            page.wait_for_function("() => explorer.graph.n > 30 && !explorer.held")
            page.wait_for_selector("#panel-content .evidence, #panel-content .steps, #panel-content table")
            assert address.split("=")[0] in page.url and "lang=zh" in page.url, address
            assert FAR in shown(page), address
            if address.startswith("path"):
                assert page.locator(".steps > li").count() > 2


@pytest.mark.browser
def test_a_focus_opens_on_its_neighbourhood(browser: "Browser", large: Service) -> None:
    with opened(browser, large, f"?lang=zh&embed=1&focus={quote('Epic Games')}") as page:
        ready(page)
        page.wait_for_function("() => explorer.graph.n > 30 && explorer.state.node >= 0")
        assert "org:tencent" in shown(page) and len(shown(page)) < 30
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        assert page.evaluate("document.body.classList.contains('embed')")


@pytest.mark.browser
def test_a_path_leads_through_what_was_not_loaded(browser: "Browser", large: Service) -> None:
    with opened(browser, large, "#thing=org:aws") as page:
        panel_of(page, "Amazon Web Services")
        page.get_by_role("button", name="Path to …").click()
        find(page, "epic games")
        page.wait_for_selector("#panel-content .steps")
        steps = page.locator("#panel-content .steps").inner_text()
        assert "Epic Games" in steps and "Tencent" in steps


@pytest.mark.browser
def test_a_name_in_the_panel_brings_its_thing(browser: "Browser", large: Service) -> None:
    with opened(browser, large) as page:
        ready(page)
        page.evaluate("explorer.state.node = explorer.graph.index.get('org:tencent'); explorer.update()")
        name = page.locator("#panel-content button.far", has_text="Epic Games")
        name.first.click()
        panel_of(page, "Epic Games")
        assert FAR in loaded(page)


@pytest.mark.browser
def test_a_service_that_fails_is_told_of_and_nothing_is_lost(browser: "Browser", large: Service) -> None:
    with opened(browser, large) as page:
        ready(page)
        page.wait_for_timeout(50)
        page.route("**/network/part", lambda route: route.fulfill(status=404, json={"error": "the part is not there"}))
        find(page, "epic games")
        page.wait_for_selector("#service:has-text('the part is not there')")
        assert "the part is not there" in page.locator("#live").inner_text()
        assert len(loaded(page)) == BOUND and len(shown(page)) == BOUND
        page.unroute("**/network/part")
        page.locator("#service-again").click()
        panel_of(page, "Epic Games")
        assert not page.locator("#service").is_visible()


@pytest.mark.browser
def test_a_part_of_another_release_is_not_mixed_in(browser: "Browser", large: Service) -> None:
    with opened(browser, large) as page:
        ready(page)

        def later(route: "Route") -> None:
            route.fulfill(json=route.fetch().json() | {"release": "0" * 12})

        page.route("**/network/part", later)
        find(page, "epic games")
        page.wait_for_selector("#service:has-text('a new release is served')")
        assert len(loaded(page)) == BOUND


@pytest.mark.browser
def test_without_a_connection_what_is_loaded_goes_on(browser: "Browser", large: Service) -> None:
    context = browser.new_context(**DESKTOP)
    page = context.new_page()
    try:
        page.goto(f"{large.url}/network?lang=zh")
        ready(page)
        context.set_offline(True)
        page.locator("#query").fill("腾讯")
        page.wait_for_selector("#matches li:has-text('服务没有响应')")
        page.keyboard.press("Enter")
        page.wait_for_selector("#service:has-text('服务没有响应')")
        assert page.locator("#panel-content h2").inner_text() == "腾讯"
        page.locator("#service-end").click()
        assert not page.locator("#service").is_visible()
        page.locator("#show-table").click()
        assert page.locator("#view-table tbody tr").count() > 1
    finally:
        context.close()


@pytest.mark.browser
def test_hostile_names_from_the_service_run_nothing(
    browser: "Browser", tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hostile-parts")
    settings = Settings(
        release_of(hostile_store(), folder / "r"), cache=folder / "c", limits=Limits(workers=1), whole_up_to=4
    )
    with serving(settings) as running, opened(browser, running) as page:
        ready(page)
        for text in ("img src", "script", "svg onload"):
            page.locator("#query").fill(text)
            page.wait_for_selector("#matches li[role=option] .name")
            page.keyboard.press("Enter")
            page.wait_for_selector("#panel-content p")
            page.wait_for_timeout(150)
        assert page.evaluate("window.attacked") is None
        assert page.locator("#panel-content img, #panel-content script").count() == 0

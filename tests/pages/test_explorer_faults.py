"""What went wrong on the explorer for a strategist, each with the small input that showed it: one Chromium page for all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from browser import Visit, chromium, visit
from explorer_pages import page, write

from kg_cn_ai.cards.card import Card
from kg_cn_ai.namespaces import CNAI, ID

pytestmark = pytest.mark.browser

LATE = 24
"""Models made in 2024 by the two who also made one in 2017."""


def network() -> "tuple[nx.MultiDiGraph[str], dict[str, Card]]":
    """A university with many neighbours at home and one company abroad, with which it made models in two years."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def thing(name: str, kind: str, group: str, country: str = "") -> str:
        graph.add_node(ID + name, label=name.split("/")[1].title(), type=kind, group=group, country=country)
        return ID + name

    def edge(a: str, b: str, relation: str, **known: Any) -> None:
        key = f"{a.removeprefix(ID)} {relation} {b.removeprefix(ID)}"
        graph.add_edge(a, b, key=key, relation=CNAI + relation, label=relation, **known)

    north = thing("org/north", "University", "organization", "China")
    far = thing("org/far", "Company", "organization", "United States")
    other = thing("org/other", "Company", "organization", "Germany")
    thing("org/lonely", "Company", "organization", "China")
    models = []
    for k in range(LATE + 1):
        day = "2017-05-01" if k == 0 else "2024-03-01"
        model = thing(f"model/m{k:02}", "Model", "model")
        models.append((model, day, day))
        for maker in (north, far):
            edge(model, maker, "developedBy", date=day, acts=[(model, day, day)])
    edge(far, north, "codevelopedWith", date="2017-05-01", acts=models, weight=25.0, count=25)
    edge(far, other, "partnersWith")
    for k in range(120):
        edge(
            north, thing(f"org/unit{k:03}", "Company", "organization", "China"), "partnersWith", date=str(2000 + k % 20)
        )
    edge(other, f"{ID}org/unit001", "buildsOnModelsOf", date="2016")
    return graph, {}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    path: Path = write(tmp_path_factory.mktemp("faults"), "faults", page(*network()))
    with chromium() as browser, visit(browser, path) as opened:
        yield opened
        assert opened.complaints == []


def go(v: Visit, address: str) -> None:
    v.ask("(hash) => { location.hash = hash; }", address)
    v.page.wait_for_function(
        "(hash) => decodeURIComponent(location.hash).startsWith('#' + hash.slice(0, 12))", arg=address
    )
    v.page.wait_for_function("() => explorer.picture.still && !explorer.due", polling=30)


def names(v: Visit, of: str) -> set[str]:
    return set(v.ask(f"explorer.graph.page.things.id.filter((_, i) => explorer.{of}.nodes[i])"))


def test_a_neighbourhood_is_counted_whole_and_says_how_much_is_drawn(seen: Visit) -> None:
    go(seen, "around=org:north~1")
    assert seen.ask("[explorer.shown.things, explorer.drawn.things]") == [1 + 1 + LATE + 1 + 120, 90]
    assert "147 things" in seen.see("#stage-title") and seen.see("#drawn-part") == "drawn: 90 of 147"
    assert "147 of 149 things" in seen.see("#shown")
    rows = seen.ask("[...document.querySelectorAll('#kinds .row')].map((row) => row.innerText)")
    assert any("121" in row for row in rows)  # companies, not the drawn ones
    seen.page.locator("#draw-list").click()
    assert seen.page.locator("#view-table tbody tr").count() == 147
    seen.page.locator("#show-map").click()
    seen.page.locator("#draw-more").click()
    assert seen.ask("explorer.drawn.things") == 147 and seen.page.locator("#draw-more").is_hidden()


def test_what_two_made_together_counts_in_each_of_its_years(seen: Visit) -> None:
    edge = "explorer.graph.page.properties[explorer.graph.property[e]].id === 'cnai:codevelopedWith' && explorer.shown.edges[e]"
    for years, there in (("2017-2017", True), ("2020-2020", False), ("2024-2024", True)):
        go(seen, f"years={years}&view=map")
        assert seen.ask(f"Array.from({{length: explorer.graph.m}}, (_, e) => e).some((e) => {edge})") is there
    go(seen, "thing=org:north")
    seen.page.wait_for_selector("#panel .partners")
    assert "United States · 25 models · 2017–2024" in seen.see("#panel .partners")
    seen.page.locator("#panel .partners .link").first.click()
    assert "Made together: 25" in seen.see("#panel-content")


def test_no_known_foreign_partner_is_said_and_who_builds_on_its_models_is_none(seen: Visit) -> None:
    go(seen, "thing=org:unit001")
    seen.page.wait_for_selector("#panel .partners")
    assert "No foreign partner is known here." in seen.see("#panel .partners")
    assert "does not say that there is none" in seen.see("#panel .partners")


def test_undated_relations_stay_out_of_a_year_unless_asked_for(seen: Visit) -> None:
    go(seen, "years=2000-2001")
    assert "org:other" not in names(seen, "shown")
    go(seen, "undated=1&years=2000-2001")
    assert "org:other" in names(seen, "shown")


def test_a_filter_never_hides_what_is_in_focus(seen: Visit) -> None:
    go(seen, "around=org:north~1&countries=United%20States")
    assert {"org:north", "org:far"} <= names(seen, "shown") and "org:unit001" not in names(seen, "shown")


def test_each_choice_is_said_and_can_be_taken_back(seen: Visit) -> None:
    go(seen, "cross=1&years=2017-2024&end1=country:greater&end2=country:abroad|kind:company")
    chips = seen.ask("[...document.querySelectorAll('#chips span')].map((chip) => chip.textContent)")
    assert chips == ["China with Hong Kong and Macao ↔ abroad, Company", "2017–2024", "across a border only"]
    assert names(seen, "shown") == {"org:north", "org:far"}
    for _ in chips:
        seen.page.locator("#chips button").first.click()
    assert seen.page.locator("#chips li").count() == 0
    assert seen.ask("explorer.shown.things") == seen.ask("explorer.graph.n")
    seen.page.locator("#end-country-1").select_option("China")
    seen.page.locator("#end-country-2").select_option("United States")
    assert names(seen, "shown") == {"org:north", "org:far"}


def test_a_drawing_names_its_things_in_programs_that_stroke_over_letters(seen: Visit) -> None:
    go(seen, "around=org:far~1")
    with seen.page.expect_download() as saving:
        seen.page.locator("#take-menu summary").click()
        seen.page.locator("[data-save=svg]").click()
    root = ElementTree.fromstring(Path(saving.value.path()).read_text(encoding="utf-8"))
    texts = [node for node in root.iter("{http://www.w3.org/2000/svg}text") if node.text == "North"]
    assert [node.get("stroke") is not None for node in texts] == [True, False]
    assert all(node.get("paint-order") is None for node in root.iter())


def test_gephi_gets_the_years_the_weight_and_the_country(seen: Visit) -> None:
    go(seen, "around=org:far~1&view=map")
    with seen.page.expect_download() as saving:
        seen.page.locator("#take-menu summary").click()
        seen.page.locator("[data-save=gexf]").click()
    read = nx.read_gexf(Path(saving.value.path()))
    assert {data["country"] for _, data in read.nodes(data=True)} >= {"China", "United States"}
    (tie,) = (data for *_, data in read.edges(data=True) if data["label"] == "codevelopedWith")
    assert tie["weight"] == 25.0
    assert tie["spells"] == [("2017-05-01", "2017-05-01"), ("2024-03-01", "2024-03-01")]


def test_colours_of_the_legend_mean_what_the_picture_shows(seen: Visit) -> None:
    go(seen, "colour=origin")
    fills = seen.ask("[...new Set([...document.querySelectorAll('#kinds path')].map((path) => path.style.fill))]")
    assert fills == ["var(--muted)"]
    assert "Abroad" in seen.see("#colour-note")


def test_narrowing_by_year_frames_what_is_left_below_the_chips(seen: Visit) -> None:
    go(seen, "around=org:north~1")
    seen.page.locator("#year-from").fill("2017")
    seen.page.wait_for_function("() => explorer.state.from === 2017 && explorer.picture.still", polling=30)
    places = seen.ask("explorer.picture.scene.marks.map(({x, y, r}) => [x, y - r])")
    bar = seen.ask(
        "document.getElementById('stage-bar').getBoundingClientRect().bottom - explorer.picture.canvas.getBoundingClientRect().top"
    )
    assert min(y for _, y in places) > bar - 8
    assert max(x for x, _ in places) - min(x for x, _ in places) > 300


def test_a_table_pastes_as_lines_sorts_blanks_last_and_prints_all(seen: Visit) -> None:
    go(seen, "view=table&sort=country&ascending=1")
    last = seen.ask(
        "[...document.querySelectorAll('#view-table tbody tr')].slice(-25).map((row) => row.cells[3].textContent)"
    )
    assert last == [""] * 25
    assert seen.page.locator("#view-table tbody button").count() == 0
    pasted = seen.ask("(() => { const r = document.querySelector('#view-table tbody tr'); return r.innerText; })()")
    assert "\n" not in pasted.strip()
    seen.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert seen.page.locator("#view-table tbody tr").count() == seen.ask("explorer.shown.things")
    seen.ask("window.dispatchEvent(new Event('afterprint'))")


def test_links_with_unknown_things_say_so(seen: Visit) -> None:
    go(seen, "around=org:no-such~1&view=map")
    assert "org:no-such" in seen.see("#service-text")
    seen.page.locator("#service-end").click()
    assert seen.page.locator("#service").is_hidden()


def test_one_thing_is_not_called_things(seen: Visit) -> None:
    go(seen, "around=org:lonely~1&view=map")
    assert seen.see("#stage-title") == "Lonely: 1 thing"


def test_the_map_cannot_be_dragged_away_and_fits_a_new_window(seen: Visit) -> None:
    go(seen, "view=map&level=everything")
    inside = "explorer.picture.scene.marks.some(({x, y}) => x > 0 && y > 0 && x < explorer.picture.w && y < explorer.picture.h)"
    whole = seen.ask("explorer.picture.isWhole()")
    seen.page.set_viewport_size({"width": 900, "height": 700})
    seen.page.wait_for_function("() => explorer.picture.w < 900", polling=30)
    assert seen.ask("explorer.picture.isWhole()") is whole is True
    seen.page.set_viewport_size({"width": 1400, "height": 900})
    seen.page.wait_for_function("() => explorer.picture.w > 900", polling=30)
    seen.ask("explorer.picture.pan(90000, -90000)")
    seen.page.wait_for_function("() => explorer.picture.still", polling=30)
    assert seen.ask(inside)
    seen.page.locator("#zoom-fit").click()


def test_a_narrow_phone_scrolls_in_no_direction(seen: Visit) -> None:
    seen.page.set_viewport_size({"width": 320, "height": 640})
    assert seen.ask("document.documentElement.scrollWidth") == 320
    seen.page.set_viewport_size({"width": 1400, "height": 900})


def test_a_greyed_button_says_why(seen: Visit) -> None:
    go(seen, "thing=org:lonely&view=map")
    seen.page.wait_for_selector("#panel .acts")
    reason = seen.ask("[...document.querySelectorAll('#panel .acts button[disabled]')].map((button) => button.title)")
    assert reason and all("Nothing is linked" in text for text in reason)

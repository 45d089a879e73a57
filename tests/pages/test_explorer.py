"""The explorer as a file: what it holds, that it is the same each time, and how it is written."""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from functools import partial
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import explorer_pages
import networkx as nx
import pytest
import tiny
from explorer_pages import data, hostile_page, own, small, small_page, whole
from hostile import PAYLOADS
from locales import locale_environment
from small_graph import ARTICLE, CONTESTED

from kg_cn_ai.build import build_release
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import ID
from kg_cn_ai.pages.bundle import bundle
from kg_cn_ai.pages.data import short, template
from kg_cn_ai.pages.explorer import read_stories, things_of
from kg_cn_ai.pages.explorer_data import year_of
from kg_cn_ai.pages.release import pages

WRITE_PAGE = """
import sys
from pathlib import Path
from explorer_pages import small_page
from kg_cn_ai.files import write_file
write_file(Path(sys.argv[1]), small_page().encode())
"""


class Parts(HTMLParser):
    """Tags of a page, attributes that could load or run something, and its two blocks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.risky: list[tuple[str, str, str | None]] = []
        self.policy = ""
        self.texts: dict[str, str] = {}
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.inside = found.get("id") or tag if tag in ("script", "style") else ""
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        self.risky += [(tag, k, v) for k, v in attrs if k in ("src", "href", "action", "style") or k.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def block(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(self.texts[name])))
        return found


def test_nothing_is_loaded_and_only_what_the_page_brings_can_run() -> None:
    parts = Parts(small_page())
    assert parts.risky == [("link", "href", "data:,")]
    assert parts.policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in parts.policy and "http" not in parts.policy


def test_the_data_of_things_and_relations() -> None:
    graph = Parts(small_page()).block("graph")
    things, relations = graph["things"], graph["relations"]
    assert things["id"] == sorted(things["id"], key=lambda name: name.replace(":", "/"))
    baidu = things["id"].index("org:baidu")
    assert (things["name"][baidu], things["zh"][baidu]) == ("Baidu", "百度")
    assert "bd" in things["keys"][baidu]
    assert graph["kinds"][things["kind"][baidu]]["id"] == "company"
    for column in things.values():
        assert column is things["types"] or column is things["countryNames"] or column is things["sectorNames"] or len(column) == len(things["id"])  # fmt: skip
    assert {len(column) for column in relations.values()} == {len(relations["id"])}
    titles = {graph["documents"][d]["title"] for found in relations["documents"] for d in found}
    assert titles and None not in titles


def test_statements_stand_once_and_say_what_contradicts_them() -> None:
    columns, facts = data(*small())
    statements = facts["statements"]
    rows = columns["relations"]["fact"]
    assert len(set(rows)) == len(rows) and min(rows) >= 0
    assert {len(column) for column in statements.values()} == {len(statements["property"])}
    contradicted = {int(row): others for row, others in facts["contradicts"].items()}
    assert CONTESTED and contradicted
    assert all(row in contradicted[other] for row, others in contradicted.items() for other in others)
    for span in facts["spans"]:
        assert span["en"] and span["zh"]
    assert ARTICLE


def test_each_card_has_the_facts_and_records_of_the_reader() -> None:
    graph, cards = own()
    columns, facts = data(graph, cards)
    things = columns["things"]["id"]
    for iri, card in sorted(cards.items())[::7]:
        stored = facts["cards"][things.index(short(iri))]
        assert len(stored["facts"]) + len(stored["incoming"]) == len(card.facts)
        assert len(stored["records"]) == len(card.records)
        for row, fact in zip(stored["facts"], [f for f in card.facts if not f.incoming], strict=True):
            places = [facts["spans"][span]["en"] for span in facts["statements"]["evidence"][row]]
            assert places == [evidence.place_en for evidence in fact.evidence]


@pytest.mark.parametrize(
    ("date", "year"),
    [("", 0), ("2023", 2023), ("2023-08", 2023), ("../2023-10-31", 2023), ("2019/..", 2019), ("soon", 0), ("2019-04/2021", 2019)],
)  # fmt: skip
def test_the_year_of_a_date(date: str, year: int) -> None:
    assert year_of(date) == year


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_adds_no_markup(payload: str) -> None:
    parts = Parts(hostile_page(payload))
    assert parts.tags == Parts(small_page()).tags
    assert parts.risky == [("link", "href", "data:,")]
    assert parts.block("graph")["title"] == payload
    assert payload in parts.block("graph")["things"]["name"]


@pytest.mark.parametrize(
    ("name", "charmap", "seed"), [("zh_CN", "GBK", "1"), ("en_US", "CP1252", "77")], ids=["gbk", "cp1252"]
)
def test_the_same_bytes_in_every_process_and_locale(name: str, charmap: str, seed: str, tmp_path: Path) -> None:
    locale = locale_environment(name, charmap, tmp_path)
    environment = {**os.environ, **locale, "PYTHONUTF8": "0", "PYTHONHASHSEED": seed, "PYTHONPATH": tiny.PYTHONPATH}
    target = tmp_path / "page.html"
    subprocess.run([sys.executable, "-c", WRITE_PAGE, str(target)], env=environment, check=True)
    assert target.read_bytes() == small_page().encode()


def test_wrong_arguments_say_so() -> None:
    with pytest.raises(InputError, match="no thing of the network"):
        small_page(focus=f"{ID}org/absent")
    with pytest.raises(InputError, match="speaks no 'fr'"):
        small_page(lang="fr")


def test_a_graph_without_cards_makes_a_page() -> None:
    graph = nx.MultiDiGraph([("https://example.org/a", "https://example.org/b")])
    for name in graph:
        graph.nodes[name]["label"] = name[-1]
    found = Parts(explorer_pages.page(graph, {})).block("graph")
    assert found["things"]["name"] == ["a", "b"]


def test_the_words_are_there_in_both_languages_and_all_used() -> None:
    words = json.loads(template("explorer/explorer.json"))
    assert words["en"].keys() == words["zh"].keys()
    folder = tiny.ROOT / "kg_cn_ai" / "pages" / "templates" / "explorer"
    code = "".join(
        path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix in (".js", ".j2")
    )
    made_of_parts = r"(size|colour|theme|note|preset|origin|level|end)-\w+"
    unused = [
        key
        for key in words["en"]
        if not re.search(rf'["\']{re.escape(key.removesuffix("1") if key.removesuffix("1") in words["en"] else key)}["\']', code) and not re.fullmatch(made_of_parts, key)
        and key not in ("true", "false")
    ]  # fmt: skip
    assert unused == []
    for key, text in words["en"].items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", words["zh"][key])), key


# Stories


def test_every_step_of_the_stories_shows_things_that_the_data_has() -> None:
    graph = whole()
    known = {short(iri) for iri in graph}
    stories = read_stories(tiny.ROOT)
    assert len(stories) >= 3
    for story in stories:
        for step in story["steps"]:
            named = things_of(step["view"])
            assert named and set(named) <= known, step["title"]["en"]
            # What a step puts side by side must have to do with each other: at least half of it is linked there.
            stage = [iri for iri in graph if short(iri) in named]
            linked = [iri for iri in stage if any(other in stage for other in (*graph.predecessors(iri), *graph.successors(iri)))]  # fmt: skip
            assert "path=" in step["view"] or 2 * len(linked) >= len(stage), step["title"]["en"]


def test_steps_about_things_that_are_not_there_are_left_out() -> None:
    step = {"title": {"en": "t", "zh": "t"}, "text": {"en": "x", "zh": "x"}}
    steps = [{**step, "view": "thing=org:baidu"}, {**step, "view": "stage=org:baidu,org:nobody"}]
    stories = [{"title": {"en": "a", "zh": "a"}, "steps": steps}, {"title": {"en": "b", "zh": "b"}, "steps": steps[1:]}]
    found = Parts(small_page(stories=stories)).block("graph")["stories"]
    assert [[s["view"] for s in story["steps"]] for story in found] == [["thing=org:baidu"]]


@pytest.mark.parametrize("text", ["{", "{}", '[{"title": {"en": "a"}, "steps": []}]', '[{"title": {"en": "a", "zh": "b"}, "steps": [{}]}]'])  # fmt: skip
def test_stories_that_cannot_be_read_say_what_a_story_is(tmp_path: Path, text: str) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "stories.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_stories(tmp_path)
    assert caught.value.where == "graph/stories.json" and "title" in (caught.value.hint or "")


# The release


def test_a_release_carries_the_explorer_and_its_map_and_keeps_the_places_of_the_last(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    build_release(tmp_path / "one", data=data, pages=partial(pages, data=data))
    first = (tmp_path / "one" / "map.csv").read_text(encoding="utf-8")
    moved = first.replace("\nhttps://w3id.org/kg-cn-ai/id/org/lotus,", "\nhttps://w3id.org/kg-cn-ai/id/org/lotus,77")
    assert moved != first
    (data / "graph" / "map.csv").write_text(moved, encoding="utf-8")
    build_release(tmp_path / "two", data=data, pages=partial(pages, data=data))
    assert (tmp_path / "two" / "map.csv").read_text(encoding="utf-8") == moved
    assert (tmp_path / "two" / "kg.nt").read_bytes() == (tmp_path / "one" / "kg.nt").read_bytes()
    things = Parts((tmp_path / "two" / "explorer.html").read_text(encoding="utf-8")).block("graph")["things"]
    rows = {row.split(",")[0]: row.split(",")[1:] for row in moved.splitlines()[1:]}
    places = dict(zip(things["id"], accumulate(things["x"]), strict=True))
    assert [str(places["org:lotus"])] == rows[f"{ID}org/lotus"][:1]


# The bundle


def joined(modules: dict[str, str]) -> str:
    return bundle("main.js", modules.__getitem__)


def test_modules_are_joined_in_the_order_that_they_need() -> None:
    modules = {
        "main.js": 'import { b } from "./b.js";\nimport {\n  a as first,\n  _$,\n} from "./a.js";\nrun(first, b, _$);\n',
        "b.js": 'import { a } from "./a.js";\nexport function b() { return a; }\n',
        "a.js": "export const a = 1;\nexport const _$ = 2;\nconst b = 3;\n",
    }
    text = joined(modules)
    assert text.index("module_a =") < text.index("module_b =") < text.index("module_main =")
    assert text.count("module_a = (()") == 1 and "import" not in text and "export" not in text


def test_comments_that_begin_a_line_are_left_out() -> None:
    text = joined(
        {
            "main.js": "// one\n/** two\n * three */\nrun(1); // four\n  /** @type {x} */\nconst a = /** @type {y} */ (b) * 2;\n"
        }
    )
    assert "one" not in text and "three" not in text and "{x}" not in text
    assert "run(1); // four\nconst a = /** @type {y} */ (b) * 2;\n" in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('import { x } from "./a.js";\n', "exports no x"),
        ('import a from "./a.js";\n', "only named imports"),
        ("export default 1;\n", "only named imports"),
        ("export let x = 1;\n", "only named imports"),
        ('import { c } from "./c.js";\n', "circle"),
    ],
)
def test_what_is_not_understood_stops_the_build(text: str, message: str) -> None:
    modules = {"main.js": text, "a.js": "export const a = 1;\n", "c.js": 'import { m } from "./main.js";\nexport const c = 1;\n'}  # fmt: skip
    with pytest.raises(ValueError, match=message):
        joined(modules)


@pytest.mark.parametrize(("size", "most"), [(300, 0.32e6), (1000, 0.43e6)])
def test_a_page_stays_within_its_size(size: int, most: float) -> None:
    assert len(explorer_pages.synthetic_page(size).encode()) < most

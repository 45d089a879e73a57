"""The network page as a file: what it holds, that it is the same each time, and how it is written."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import synthetic_network
import tiny
from hostile import PAYLOADS, hostile
from locales import locale_environment
from small_graph import small_store

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.reader import cards
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, ID
from kg_cn_ai.network.network import network
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.simple_page import SafeNetwork, network_page, write_page

TESTS = Path(__file__).parent
TEMPLATES = tiny.ROOT / "kg_cn_ai" / "pages" / "templates"
WRITE_PAGE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_simple_page import small_page
from kg_cn_ai.pages.simple_page import write_page
write_page(Path(sys.argv[2]), small_page())
"""


def small_page(**options: Any) -> str:
    store = small_store()
    graph = network(store)
    words = {"title": "China's AI 生态", "release": "r1", "attribution": "contributors, CC BY 4.0"}
    return network_page(Contents(graph=graph, cards=cards(store, graph), **(words | options)))


class Parts(HTMLParser):
    """What a browser's parser finds: text of scripts and styles, attributes that could load something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "json": []}
        self.policy = ""
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.tags: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.inside = "json" if found.get("type") == "application/json" else tag
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        self.addresses += [value or "" for key, value in attrs if key in ("src", "href", "action", "data", "srcset")]
        self.handlers += [key for key, _ in attrs if key.startswith("on") or key == "style"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.texts:
            self.texts[self.inside].append(data)

    def data(self) -> Any:
        return json.loads("".join(self.texts["json"]))


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_policy_allows_just_the_two_scripts_and_the_style_of_the_page() -> None:
    parts = Parts(small_page())
    rules = dict(rule.split(" ", 1) for rule in parts.policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [sha256(text) for text in parts.texts["script"]]
    assert rules["style-src"].split() == [sha256(text) for text in parts.texts["style"]]
    assert len(parts.texts["script"]) == 2
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_markup_loads_nothing_and_has_no_inline_handlers() -> None:
    parts = Parts(small_page())
    assert parts.addresses == ["data:,"]
    assert parts.handlers == []
    assert "vis-network" in parts.texts["script"][0]
    assert not [file for file in TEMPLATES.iterdir() if "vis-network" in file.name], "pyvis brings it"


def test_the_data_block_holds_the_graph_and_its_sources() -> None:
    store = small_store()
    graph, data = network(store), Parts(small_page()).data()
    things, facts = data["things"], data["facts"]
    assert things["name"] == [graph.nodes[iri]["label"] for iri in sorted(graph)]
    assert things["id"] == [node["id"] for node in data["nodes"]]
    assert len(data["edges"]) == len(data["relations"]["id"]) == graph.number_of_edges()
    ends = [
        (things["id"][a], things["id"][b])
        for a, b in zip(data["relations"]["from"], data["relations"]["to"], strict=True)
    ]
    assert [(edge["from"], edge["to"]) for edge in data["edges"]] == ends
    assert len(facts["cards"]) == len(things["id"])
    assert {"zhipuai", "zpai"} & {*things["keys"][things["id"].index("org:zhipu")]}
    assert {document["title"] for document in data["documents"]} == {
        "Article on models in China", "Gazette", "Models dataset",
    }  # fmt: skip
    assert {"characters 11,607–11,753", "row 12", "entry /entities/17", "line 3"} <= {s["en"] for s in facts["spans"]}


def test_same_bytes_on_two_hash_seeds_and_for_another_order_of_input(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-c", WRITE_PAGE, str(TESTS), str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": tiny.PYTHONPATH, "PYTHONHASHSEED": seed})
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()

    store = small_store()
    graph = network(store)
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    known = cards(store, graph)
    words = {"title": "t", "release": "r", "attribution": "a"}
    other = network_page(Contents(graph=turned, cards=dict(reversed(list(known.items()))), **words))
    assert other == network_page(Contents(graph=graph, cards=known, **words))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_adds_no_markup_and_comes_back_unchanged(payload: str) -> None:
    graph, known = hostile(payload)
    html = network_page(Contents(graph=graph, cards=known, title=payload, release=payload, attribution=payload))
    parts = Parts(html)
    assert parts.tags == Parts(small_page()).tags
    data = parts.data()
    assert (data["title"], data["release"], data["attribution"]) == (payload,) * 3
    assert data["things"]["name"][0] == data["documents"][0]["title"] == payload
    assert data["facts"]["records"][0]["summary"] == payload


@pytest.mark.parametrize(
    ("name", "charmap"),
    [("zh_CN", "GBK"), ("en_US", "CP1252"), ("C", "ASCII")],
    ids=["gbk", "cp1252", "ascii"],
)
def test_written_in_utf_8_whatever_the_locale(name: str, charmap: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        **locale_environment(name, charmap, tmp_path),
        "PYTHONUTF8": "0",
        "PYTHONPATH": tiny.PYTHONPATH,
    }
    environment["PYTHONIOENCODING"] = "gbk" if charmap == "GBK" else "cp1252"
    probe = [sys.executable, "-c", "import locale; print(locale.getencoding())"]
    encoding = subprocess.run(probe, env=environment, check=True, capture_output=True, text=True).stdout.strip()
    assert encoding.upper().replace("-", "") not in ("UTF8", ""), "the locale must be another one"
    target = tmp_path / "page.html"
    subprocess.run([sys.executable, "-c", WRITE_PAGE, str(TESTS), str(target)], env=environment, check=True)
    assert target.read_bytes() == small_page().encode()
    assert "智谱AI" in target.read_text(encoding="utf-8")


def test_a_failed_write_leaves_the_old_page_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    write_page(target, "old 旧")
    assert target.read_bytes() == "old 旧".encode()
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "folder.html" / "kept").touch()
    with pytest.raises(InputError, match="cannot be written") as caught:
        write_page(tmp_path / "folder.html", "new")
    assert caught.value.where == str(tmp_path / "folder.html")
    with pytest.raises(InputError):
        write_page(target / "page.html", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.html", "page.html"]


def test_a_page_of_500_things_takes_about_a_second() -> None:
    graph, known, _ = synthetic_network.network(500)

    def spent() -> float:
        start = time.process_time()
        html = network_page(Contents(graph=graph, cards=known, title="t", release="r", attribution="a"))
        assert len(Parts(html).data()["nodes"]) == 500
        return time.process_time() - start

    assert min(spent(), spent()) < 2.0  # 1 s on a quiet machine


def test_wrong_arguments_say_so() -> None:
    with pytest.raises(InputError, match="no thing of the network"):
        small_page(focus=f"{ID}org/absent")
    with pytest.raises(InputError, match="speaks no 'fr'"):
        small_page(lang="fr")


def test_a_graph_without_cards_and_attributes_makes_a_page() -> None:
    graph = nx.MultiDiGraph([("https://example.org/a", "https://example.org/b")])
    data = Parts(network_page(Contents(graph=graph, cards={}, title="t", release="", attribution=""))).data()
    assert data["things"]["name"] == ["a", "b"]
    assert (
        Parts(network_page(Contents(graph=nx.MultiDiGraph(), cards={}, title="t", release="", attribution=""))).data()[
            "nodes"
        ]
        == []
    )


def test_parallel_relations_are_kept_and_bent_apart() -> None:
    graph, a, b = nx.MultiDiGraph(), f"{ID}org/a", f"{ID}org/b"
    for key, (source, target) in enumerate([(a, b), (b, a), (a, b)]):
        graph.add_edge(source, target, key=f"s{key}", relation=f"{CNAI}developedBy", label="developed by")
    edges = Parts(network_page(Contents(graph=graph, cards={}, title="t", release="", attribution=""))).data()["edges"]
    # A bend counts from the edge's own start, so an edge the other way round bends to the other side by the same number.
    sides = [edge["bend"] * (1 if edge["from"] == "org:a" else -1) for edge in edges]
    assert len(set(sides)) == 3
    assert sum(sides) == 0


def test_safe_network_is_a_pyvis_network_and_checks_its_edges() -> None:
    page = SafeNetwork("t", {"lang": "en", "release": "", "attribution": ""})
    assert [base.__module__ for base in SafeNetwork.__mro__[1:2]] == ["pyvis.network"]
    with pytest.raises(InputError, match="ends at a thing"):
        page.fill([{"id": "a"}], [{"id": "e", "from": "a", "to": "b"}])
    with pytest.raises(InputError, match="same identifier"):
        page.fill([{"id": "a"}, {"id": "a"}], [])


def test_a_size_grows_with_the_number_of_relations() -> None:
    graph = nx.star_graph(5, create_using=nx.MultiDiGraph)
    graph = nx.relabel_nodes(graph, {i: f"{ID}org/n{i}" for i in graph})
    sizes = {
        n["id"]: n["size"]
        for n in Parts(network_page(Contents(graph=graph, cards={}, title="t", release="", attribution=""))).data()[
            "nodes"
        ]
    }
    assert sizes["org:n0"] > sizes["org:n1"] == sizes["org:n5"]


# The page's own data file against the ontology and the scripts


def config() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TEMPLATES / "network.json").read_text(encoding="utf-8"))
    return loaded


def test_every_phrase_is_there_in_both_languages_and_used() -> None:
    own = json.loads((TEMPLATES / "simple.json").read_text(encoding="utf-8"))
    shared = json.loads((TEMPLATES / "explorer" / "explorer.json").read_text(encoding="utf-8"))
    assert own["en"].keys() == own["zh"].keys()
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("network*.*")))
    asked = set(re.findall(r'say\("(\w+)"', sources)) | set(
        re.findall(r'data-(?:text|label|placeholder)="(\w+)"', sources)
    )
    assert asked <= shared["en"].keys() | own["en"].keys()
    assert own["en"].keys() - asked == {"tableCaption"}, "the table's module asks for it"
    assert [key for lang in own for key in own[lang] if own[lang][key] == shared[lang].get(key)] == []


def test_kinds_and_families_differ_in_form() -> None:
    kinds, families = config()["kinds"], config()["families"]
    assert len({kind["shape"] for kind in kinds}) == len(kinds)
    assert len({(tuple(f["dash"]), f["width"]) for f in families}) == len(families)


def test_the_data_file_names_only_terms_of_the_ontology() -> None:
    ontology = (tiny.ROOT / "ontology" / "kg-cn-ai.ttl").read_text(encoding="utf-8")
    concepts = (tiny.ROOT / "ontology" / "concepts.ttl").read_text(encoding="utf-8")
    properties = set(re.findall(r"^cnai:(\w+) a owl:ObjectProperty", ontology, re.MULTILINE))
    classes = set(re.findall(r"^cnai:(\w+) a owl:Class", ontology, re.MULTILINE))
    symmetric = set(re.findall(r"^cnai:(\w+) a [^;]*owl:SymmetricProperty", ontology, re.MULTILINE))
    data = config()
    assert {p for family in data["families"] for p in family["properties"]} <= properties
    assert {t for kind in data["kinds"] for t in kind["types"]} <= classes
    assert set(data["symmetric"]) == symmetric - {"contradicts"}
    assert set(data["statuses"]) == set(re.findall(r"^status:([\w-]+) a skos:Concept", concepts, re.MULTILINE))
    assert set(data["grades"]) == set(re.findall(r"^grade:([\w-]+) a skos:Concept", concepts, re.MULTILINE))


def test_a_card_without_its_thing_on_the_page_is_left_out() -> None:
    store = small_store()
    graph = network(store)
    known: dict[str, Card] = cards(store, graph)
    part = graph.subgraph([f"{ID}org/baidu", f"{ID}model/ernie-4-0"]).copy()
    data = Parts(network_page(Contents(graph=part, cards=known, title="t", release="r", attribution="a"))).data()
    facts, rows = data["facts"], data["facts"]["statements"]
    assert data["things"]["id"] == ["model:ernie-4-0", "org:baidu"]
    home = next(
        row
        for row in facts["cards"][1]["facts"]
        if data["properties"][rows["property"][row]]["id"] == "cnai:jurisdiction"
    )
    assert facts["values"][-1 - rows["object"][home]] == {"text": "China", "zh": "中国"}

"""Explorer pages for tests: of the small graph, of made-up ones of any size, of the project's own data, and hostile ones."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import first_source
import networkx as nx
import own_data
import synthetic_network
import tiny
from hostile import hostile
from small_graph import small_store

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.reader import cards
from kg_cn_ai.namespaces import CNAI, ID
from kg_cn_ai.network.atlas import atlas
from kg_cn_ai.network.network import network
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.explorer import explorer_page, read_stories
from kg_cn_ai.pages.explorer_data import explorer_data
from kg_cn_ai.pages.release import drawn

WORDS: dict[str, Any] = {"title": "China's AI 生态", "title_zh": "中国人工智能生态", "release": "f0f0", "attribution": "contributors, CC BY 4.0"}  # fmt: skip


def page(graph: "nx.MultiDiGraph[str]", known: Mapping[str, Card], **options: Any) -> str:
    """The page of a graph."""
    words = {
        key: options.pop(key)
        for key in ("title", "title_zh", "release", "attribution", "focus", "lang")
        if key in options
    }
    return explorer_page(Contents(graph=graph, cards=known, **(WORDS | words)), atlas(graph), **options)


def data(graph: "nx.MultiDiGraph[str]", known: Mapping[str, Card]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of a graph's page, as JSON gives them back."""
    columns, facts = json.loads(json.dumps(explorer_data(graph, known, atlas(graph))))
    return columns, facts


def small() -> "tuple[nx.MultiDiGraph[str], dict[str, Card]]":
    """The small graph and its cards."""
    store = small_store()
    graph = network(store)
    return graph, cards(store, graph)


def small_page(**options: Any) -> str:
    """The page of the small graph."""
    return page(*small(), **options)


def synthetic_page(size: int) -> str:
    """The page of a made-up network in the shape of the real one."""
    graph, known, _ = synthetic_network.network(size)
    return page(graph, known)


def hostile_page(payload: str) -> str:
    """A page in which every text tries to run as script."""
    words: dict[str, Any] = {"title": payload, "title_zh": payload, "release": payload, "attribution": payload}
    story = {"title": {"en": payload, "zh": payload}, "steps": [{"title": {"en": payload, "zh": payload}, "text": {"en": payload, "zh": payload}, "view": "view=table"}]}  # fmt: skip
    return page(*hostile(payload), **words, stories=[story])


def listed() -> "tuple[nx.MultiDiGraph[str], dict[str, Card]]":
    """Three organizations on a restricted-party list, two of them with a partner abroad."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    homes = {"alpha": "China", "beta": "China", "gamma": "China", "delta": "United States", "omega": "China"}
    for name, home in homes.items():
        graph.add_node(f"{ID}org/{name}", label=name.title(), type="Company", group="organization", country=home)
    graph.add_node(f"{ID}programme/list", label="The List", type="Programme", group="other", country="")
    for name in ("alpha", "beta", "gamma"):
        graph.add_edge(
            f"{ID}org/{name}", f"{ID}programme/list", key=f"listed {name}", relation=f"{CNAI}onList", label="on list",
            record=f"{ID}listing/{name}", date="2020-05",
        )  # fmt: skip
    for a, b in (("alpha", "delta"), ("beta", "delta"), ("gamma", "omega")):
        graph.add_edge(
            f"{ID}org/{a}", f"{ID}org/{b}", key=f"{a} {b}", relation=f"{CNAI}partnersWith", label="partners with"
        )
    return graph, {}


@cache
def own() -> "tuple[nx.MultiDiGraph[str], dict[str, Card]]":
    """The network of the first source and its cards: real, and small enough to be on the map as a whole."""
    store = first_source.store()
    graph = drawn(network(store))
    return graph, cards(store, sorted(graph))


def whole() -> "nx.MultiDiGraph[str]":
    """The network of all the project's data."""
    return drawn(network(own_data.built()))


def own_page(**options: Any) -> str:
    """The page of the first source, with the stories."""
    return page(*own(), stories=read_stories(tiny.ROOT), **options)


def write(folder: Path, name: str, html: str) -> Path:
    """Write a page and say where it stands."""
    path = folder / f"{name}.html"
    path.write_text(html, encoding="utf-8", newline="\n")
    return path

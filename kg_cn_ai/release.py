"""A whole release: the checked graph with its pages, as ``kg-cn-ai build`` writes it.

The build itself knows neither checks nor pages, which stand to its right; here the three are put together.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg_cn_ai.build import ATTRIBUTION, TITLE, TITLE_ZH, Manifest, build_release
from kg_cn_ai.check import check
from kg_cn_ai.corpus import Corpus
from kg_cn_ai.errors import CheckFailed
from kg_cn_ai.problem import Problem

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Store

    from kg_cn_ai.card import Card


class ProblemsFound(CheckFailed):
    """The checks found problems; ``problems`` holds them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        number = len(self.problems)
        super().__init__(f"{number} problem{'s' * (number != 1)} in the data", hint="mend what is listed and try again")


def make_release(target: Path, data: Path | None = None) -> Manifest:
    """Check the data and write a release with its pages, all of it or nothing.

    Raises:
        ProblemsFound: The data has problems; nothing is written.
        InputError: The data or the target cannot be used.
    """
    return build_release(target, data=data, inspect=_inspect, pages=pages)


def _inspect(corpus: Corpus, store: "Store") -> None:
    if problems := check(corpus, store):
        raise ProblemsFound(problems)


def pages(store: "Store", release: str) -> Mapping[str, str]:
    """The pages of a release, by file name: its network and its ontology."""
    from kg_cn_ai.network import network
    from kg_cn_ai.ontology_page import ontology_page

    return {"network.html": graph_page(store, drawn(network(store)), release), "ontology.html": ontology_page(store)}


def drawn(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """What a picture of a whole network shows: all of it but the places that no relation reaches.

    A country or city is there for what it joins; alone it would only repeat where things are.
    """
    return graph.subgraph([n for n, known in graph.nodes.items() if known["group"] != "place" or graph.degree(n)])


def graph_page(
    store: "Store",
    graph: "nx.MultiDiGraph[str]",
    release: str,
    *,
    heading: tuple[str, str] = ("", ""),
    focus: str | None = None,
    lang: str = "en",
) -> str:
    """The page of a network or of a part of it, with the card of each thing; ``heading`` says what part (en, zh)."""
    from kg_cn_ai.card_reader import cards
    from kg_cn_ai.page import network_page

    known: dict[str, Card] = cards(store, sorted(graph))
    title, title_zh = TITLE, TITLE_ZH
    if heading[0]:
        title, title_zh = f"{heading[0]} · {title}", f"{heading[1] or heading[0]} · {title_zh}"
    return network_page(
        graph,
        known,
        title=title,
        title_zh=title_zh,
        release=release[:12],
        attribution=ATTRIBUTION,
        focus=focus,
        lang=lang,
    )

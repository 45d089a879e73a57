"""A whole release: the checked graph with its pages, as ``kg-cn-ai build`` writes it.

The build itself knows neither checks nor pages, which stand to its right; here the three are put together.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.build import ATTRIBUTION, TITLE, TITLE_ZH, Manifest, build_release
from kg_cn_ai.checks.check import check
from kg_cn_ai.data import data_dir
from kg_cn_ai.errors import CheckFailed, InputError

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Store

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.network.places import Place
    from kg_cn_ai.pages.contents import Contents

MAP = "map.csv"
"""Where each thing stands on the map, in each release. A copy in ``graph/`` keeps the places for the next one."""


class ProblemsFound(CheckFailed):
    """The checks found problems; ``problems`` holds them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        number = len(self.problems)
        super().__init__(f"{number} problem{'s' * (number != 1)} in the data", hint="mend what is listed and try again")


def make_release(target: Path, data: Path | None = None, previous: Path | None = None) -> Manifest:
    """Check the data and write a release with its pages, all of it or nothing.

    ``previous`` is the folder of the release that this one follows.

    Raises:
        ProblemsFound: The data has problems; nothing is written.
        InputError: The data, the target or the previous release cannot be used.
    """
    made = partial(pages, data=data or data_dir())
    return build_release(target, data=data, previous=previous, inspect=_inspect, pages=made)


def _inspect(corpus: Corpus, store: "Store") -> None:
    if problems := check(corpus, store):
        raise ProblemsFound(problems)


def pages(store: "Store", release: str, data: Path) -> Mapping[str, str]:
    """The explorer, its map and the ontology page of a built store, by file name.

    Args:
        store: The graph.
        release: Id of the release.
        data: Where it was built from; its ``graph/map.csv`` and ``graph/stories.json`` are used where they exist.

    Raises:
        InputError: One of the two cannot be read.
    """
    from kg_cn_ai.cards.reader import cards
    from kg_cn_ai.network.atlas import atlas
    from kg_cn_ai.network.network import network
    from kg_cn_ai.network.places import write_places
    from kg_cn_ai.pages.ontology_page import ontology_page

    graph = drawn(network(store))
    places = atlas(graph, _kept_map(data / "graph" / MAP))
    return {
        "explorer.html": release_page(graph, cards(store, sorted(graph)), places, release, data=data),
        MAP: write_places(places),
        "ontology.html": ontology_page(store),
    }


def _kept_map(path: Path) -> "dict[str, Place]":
    from kg_cn_ai.network.places import read_places

    return read_places(path.read_text(encoding="utf-8"), f"graph/{MAP}") if path.exists() else {}


def explorer(release_dir: Path, store: "Store", release: str, *, focus: str | None = None, lang: str = "") -> str:
    """The explorer of a release, as HTML, with the places of its own map.

    Args:
        release_dir: The release folder; without a map in it the places are those that the package's data keeps.
        store: The graph of the release.
        release: Its id.
        focus: IRI of the thing to open the page with.
        lang: Language the page opens in, ``en`` or ``zh``; empty for that of the reader's browser.

    Raises:
        InputError: ``focus`` is no thing of the network, or the release's map cannot be read.
    """
    from kg_cn_ai.cards.reader import cards
    from kg_cn_ai.network.network import network

    graph = network(store)
    graph = drawn(graph) if focus is None or focus not in graph else drawn(graph, also=focus)
    if focus is not None and focus not in graph:
        raise InputError(f"{focus} is no thing of the network", hint="records and concepts are no nodes: name a thing")
    known, places = cards(store, sorted(graph)), places_of(release_dir, graph)
    return release_page(graph, known, places, release, data=data_dir(), focus=focus, lang=lang)


def places_of(release_dir: Path, graph: "nx.MultiDiGraph[str]") -> "dict[str, Place]":
    """A place for each thing of a release: that on the release's own map, else on the one that the data keeps.

    Raises:
        InputError: The map cannot be read.
    """
    from kg_cn_ai.network.atlas import atlas

    return atlas(graph, _kept_map(release_dir / MAP) or _kept_map(data_dir() / "graph" / MAP))


def release_page(
    graph: "nx.MultiDiGraph[str]",
    cards: "Mapping[str, Card]",
    places: "Mapping[str, Place]",
    release: str,
    *,
    data: Path,
    focus: str | None = None,
    lang: str = "",
    **options: Any,
) -> str:
    """The explorer with the title of the project, a release's id, and the stories of a data folder.

    The rest is as in `kg_cn_ai.pages.explorer.explorer_page`, which also takes the ``options``.
    """
    from kg_cn_ai.pages.explorer import explorer_page, read_stories

    page = _page(graph, cards, release, focus=focus, lang=lang)
    return explorer_page(page, places, stories=read_stories(data), **options)


def _page(
    graph: "nx.MultiDiGraph[str]",
    cards: "Mapping[str, Card]",
    release: str,
    *,
    heading: tuple[str, str] = ("", ""),
    focus: str | None = None,
    lang: str = "",
) -> "Contents":
    """What a page of the project is made of; ``heading`` (en, zh) says what part of the network it shows."""
    from kg_cn_ai.pages.contents import Contents

    title, title_zh = TITLE, TITLE_ZH
    if heading[0]:
        title, title_zh = f"{heading[0]} · {title}", f"{heading[1] or heading[0]} · {title_zh}"
    return Contents(
        graph=graph,
        cards=cards,
        title=title,
        title_zh=title_zh,
        release=release[:12],
        attribution=ATTRIBUTION,
        focus=focus,
        lang=lang,
    )


def drawn(graph: "nx.MultiDiGraph[str]", also: str = "") -> "nx.MultiDiGraph[str]":
    """What a picture of a whole network shows: all but places without relations, and who only files in a register.

    A country or city is there for what it joins; alone it would only repeat where things are. Filers are thousands, and
    what they are linked to is their house at most. ``also`` stays anyway.
    """
    return graph.subgraph(
        [
            n
            for n, known in graph.nodes.items()
            if n == also or ("filer" not in known and (known["group"] != "place" or graph.degree(n)))
        ]
    )


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
    from kg_cn_ai.cards.reader import cards
    from kg_cn_ai.pages.simple_page import network_page

    return network_page(_page(graph, cards(store, sorted(graph)), release, heading=heading, focus=focus, lang=lang))

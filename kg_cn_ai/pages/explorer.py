"""The explorer: the whole network in one HTML file, offline, to be searched, filtered, followed and taken along.

The page is a template, a style sheet, our script (`bundle`) and two blocks of data (`explorer_data`, `packing`),
compressed and in base64, which no HTML parser can mistake for markup. A content security policy names the script and
the style by hash: nothing else runs, and nothing can be fetched. All text from data enters the page as text nodes.

A story is an ordered list of views with a text for each: ``graph/stories.json`` beside the data it tells of. A view is
what the page's own address holds after ``#``.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import THING_TYPES
from kg_cn_ai.pages.bundle import bundle
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.data import short, template
from kg_cn_ai.pages.explorer_data import Part, explorer_data
from kg_cn_ai.pages.packing import packed
from kg_cn_ai.pages.policy import policy
from kg_cn_ai.pages.theme import theme

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.network.places import Place

__all__ = ["Server", "explorer_page", "part_blocks", "read_stories", "things_of"]

_THINGS: Final = ("thing", "stage", "path", "compare", "hidden", "pinned")
"""Keys of a view whose values are things."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a page that holds a part of a network asks for more: paths of the service that it comes from.

    Attributes:
        part: Takes the names of things and gives them with what is around them (`part_blocks`).
        search: Finds things by name.
        home: What stands before the end of a thing's IRI in the address of its page.
    """

    part: str
    search: str
    home: str


def explorer_page(
    page: Contents,
    places: "Mapping[str, Place]",
    *,
    stories: Iterable[Mapping[str, Any]] = (),
    part: Part | None = None,
    server: Server | None = None,
) -> str:
    """The page, as HTML.

    Args:
        page: What it is made of.
        places: Where each thing stands (`kg_cn_ai.network.atlas`).
        stories: Stories (`read_stories`); a step that shows things which the graph lacks is left out.
        part: Of what the graph is a part, where it is one.
        server: What to ask for the rest of it. Only with it the page may send requests, to where it comes from.
    """
    columns, facts = packed(*explorer_data(page.graph, page.cards, places, part))
    known = {short(iri) for iri in (part.whole if part and server else page.graph)}
    head: dict[str, Any] = {
        **page.head(),
        "text": json.loads(template("explorer/explorer.json")),
        "stories": [story for story in (_kept(story, known) for story in stories) if story["steps"]],
    }
    if part and server:
        size = {"things": len(part.whole), "relations": part.whole.number_of_edges()}
        head["server"] = {**asdict(server), **size, "kinds": THING_TYPES}
    style = theme() + template("frame.css") + template("explorer/explorer.css")
    script = bundle("main.js", lambda name: template(f"explorer/{name}"))
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("the explorer's script cannot stand inside a page")
    html: str = _environment().render(
        title=page.title,
        lang=page.lang or "en",
        attribution=page.attribution,
        policy=policy(style, script, images="data: blob:", connects=server is not None),
        style=style,
        script=script,
        graph=_compressed({**head, **columns}),
        facts=_compressed(facts),
    )
    return html


def part_blocks(
    graph: "nx.MultiDiGraph[str]", cards: "Mapping[str, Card]", places: "Mapping[str, Place]", part: Part
) -> dict[str, str]:
    """The blocks ``graph`` and ``facts`` of a part of a network, as they stand in a page."""
    columns, facts = packed(*explorer_data(graph, cards, places, part))
    return {"graph": _compressed(columns), "facts": _compressed(facts)}


def read_stories(data: Path) -> list[dict[str, Any]]:
    """The stories of a data folder; none where there is no ``graph/stories.json``.

    Raises:
        InputError: The file is not JSON of the form that its own first story shows.
    """
    path = data / "graph" / "stories.json"
    if not path.exists():
        return []
    try:
        stories: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(stories, list):
            raise TypeError("a list is expected")
        for story in stories:
            for part in (story, *story["steps"]):
                _ = part["title"]["en"], part["title"]["zh"]
            for step in story["steps"]:
                _ = step["text"]["en"], step["text"]["zh"], step["view"] + ""
    except (ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"this is no list of stories: {error!r}",
            where="graph/stories.json",
            hint="a story has a title and steps; a step has title, text (both in en and zh) and view",
        ) from error
    return stories


def things_of(view: str) -> list[str]:
    """The things that a view names, as prefixed names."""
    found = [value for key, value in parse_qsl(view) if key in _THINGS]
    return [name.split("@")[0] for value in found for name in value.split(",") if name]


def _kept(story: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {**story, "steps": [step for step in story["steps"] if known.issuperset(things_of(step["view"]))]}


def _environment() -> Any:
    from jinja2 import Environment

    return Environment(autoescape=True).from_string(template("explorer/explorer.html.j2"))


def _compressed(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, which only a broken source can hold, must not stop the page.
    raw = gzip.compress(text.encode("utf-8", "replace"), 9, mtime=0)
    # The tenth byte tells the system that compressed; it differs between Pythons.
    return base64.b64encode(raw[:9] + b"\xff" + raw[10:]).decode()

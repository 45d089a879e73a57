"""The network page: one HTML file, offline, each fact with its source, nothing run from data.

Stock pyvis loads files from the network, pastes names into script, and writes in the locale's encoding.
`SafeNetwork` keeps its class and its copy of vis-network and replaces the page: an autoescaping template of
our own; all data in one JSON block, which our script turns into text nodes; a content security policy that
names the page's two scripts and its style by hash, so nothing else can run and nothing can be fetched; fixed
positions (`layout`), physics off. The style sheet of vis-network is left out: it dresses controls that this
page lacks.

Importing this module imports pyvis, which takes half a second.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import DictLoader, Environment
from pyvis.network import Network

from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_file
from kg_cn_ai.pages.bundle import bundle
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.data import template
from kg_cn_ai.pages.policy import policy
from kg_cn_ai.pages.simple_data import simple_data
from kg_cn_ai.pages.theme import theme

__all__ = ["SafeNetwork", "network_page", "write_page"]

_PROGRAM: Final = (
    "network-text.js",
    "network-picture.js",
    "network-labels.js",
    "network-camera.js",
    "network.js",
)
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": False, "type": "arrow"}}, "selectionWidth": 0},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "selectable": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 3600000,
        "zoomSpeed": 0.6,
    },
}


class SafeNetwork(Network):  # type: ignore[misc]
    """A pyvis network whose page is ours: offline, escaped, fixed positions, UTF-8.

    Args:
        title: Heading of the page.
        data: What the page needs besides nodes and edges; goes into the JSON block.
    """

    def __init__(self, title: str, data: Mapping[str, Any]) -> None:
        """Set up an empty network."""
        super().__init__(directed=True, heading=title, cdn_resources="in_line")
        self.data = dict(data)
        self.options = dict(_OPTIONS)
        self.templateEnv = Environment(
            loader=DictLoader({"network.html.j2": template("network.html.j2")}), autoescape=True
        )
        self.path = "network.html.j2"

    def fill(self, nodes: Iterable[dict[str, Any]], edges: Iterable[dict[str, Any]]) -> None:
        """Take all nodes and edges at once; pyvis's own methods search its lists for each one.

        Raises:
            InputError: Two nodes share an id, or an edge ends at a node that is not there.
        """
        self.nodes = list(nodes)
        self.node_ids = [node["id"] for node in self.nodes]
        self.node_map = dict(zip(self.node_ids, self.nodes, strict=True))
        if len(self.node_map) < len(self.nodes):
            raise InputError("Two things of the network page have the same identifier.")
        self.edges = list(edges)
        for edge in self.edges:
            if edge["from"] not in self.node_map or edge["to"] not in self.node_map:
                raise InputError(f"The relation {edge['id']} ends at a thing that is not on the network page.")

    def generate_html(self, name: str = "network.html", local: bool = True, notebook: bool = False) -> str:
        """The whole page as text; the arguments are pyvis's and change nothing."""
        library, program = _library(), _program()
        style = theme() + template("frame.css") + template("network.css")
        of_pyvis = {"options": self.options, "nodes": self.nodes, "edges": self.edges}
        self.html = self.templateEnv.get_template(self.path).render(
            title=self.heading,
            lang=self.data["lang"] or "en",
            release=self.data["release"],
            attribution=self.data["attribution"],
            policy=policy(style, library, program),
            style=style,
            data=_json_block({**self.data, **of_pyvis}),
            library=library,
            program=program,
        )
        return str(self.html)

    def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:
        """Write the page to a file, in UTF-8 whatever the locale; the other arguments are pyvis's."""
        write_page(Path(name), self.generate_html())


def network_page(page: Contents) -> str:
    """The simple page, as HTML."""
    data = simple_data(page.graph, page.cards)
    nodes, edges = data.pop("nodes"), data.pop("edges")
    drawn = SafeNetwork(page.title, {**page.head(), **data})
    drawn.fill(nodes, edges)
    return drawn.generate_html()


def write_page(path: Path, html: str) -> None:
    """Write a page in UTF-8 with plain newlines; what was there before stays whole if that fails.

    Raises:
        InputError: The file cannot be written.
    """
    write_file(path, html.encode("utf-8", "replace"))


def _program() -> str:
    """Our script: its files are one module, and what they import are modules of the explorer."""

    def read(name: str) -> str:
        if name == _PROGRAM[-1]:
            return "\n".join(template(part) for part in _PROGRAM)
        return template(f"explorer/{name}")

    return bundle(_PROGRAM[-1], read)


@cache
def _library() -> str:
    """vis-network as the installed pyvis brings it: the newest of its copies."""
    folders = sorted(files("pyvis").joinpath("templates", "lib").iterdir(), key=lambda folder: folder.name)
    found = [folder.joinpath("vis-network.min.js") for folder in folders if folder.name.startswith("vis-")]
    if not found:
        raise InputError("The installed pyvis has no copy of vis-network.", hint="Install pyvis 0.3.2.")
    text = found[-1].read_text(encoding="utf-8")
    if "</script" in text.lower() or "<!--" in text:
        raise InputError("The installed pyvis has a copy of vis-network that cannot stand inside a page.")
    return text


def _json_block(data: Mapping[str, Any]) -> str:
    """JSON that no HTML parser can mistake for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

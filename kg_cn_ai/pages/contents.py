"""What a page of a network is made of, whichever way it draws it: the network, what is known of it, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg_cn_ai.errors import InputError
from kg_cn_ai.pages.data import short

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.card import Card

__all__ = ["Contents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a page.

    Attributes:
        graph: Things and their relations, as `kg_cn_ai.network.network` gives them, or a part of that.
        cards: What is known about each thing, by IRI; a thing without a card shows its names and relations.
        title: Heading.
        title_zh: Heading in Chinese; the same one where it is empty.
        release: Identifier of the release that the graph comes from.
        attribution: Who to credit, and the licence.
        focus: IRI of the thing to open the page with.
        lang: Language that the page opens in, ``en`` or ``zh``; empty for that of the browser. Readers can switch.

    Raises:
        InputError: ``lang`` is none of these, or ``focus`` is not in the graph.
    """

    graph: "nx.MultiDiGraph[str]"
    cards: "Mapping[str, Card]"
    title: str
    title_zh: str = ""
    release: str
    attribution: str
    focus: str | None = None
    lang: str = ""

    def __post_init__(self) -> None:
        """Refuse what no page can show."""
        if self.lang not in ("", "en", "zh"):
            raise InputError(f"a page speaks no {self.lang!r}", hint="use 'en' or 'zh'")
        if self.focus is not None and self.focus not in self.graph:
            raise InputError(
                f"{self.focus} is no thing of the network", hint="records and concepts are no nodes: name a thing"
            )

    def head(self) -> dict[str, str]:
        """The words of the page, as its script reads them."""
        return {
            "title": self.title,
            "titleZh": self.title_zh or self.title,
            "release": self.release,
            "attribution": self.attribution,
            "lang": self.lang,
            "focus": short(self.focus) if self.focus else "",
        }

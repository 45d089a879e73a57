"""The ontology page: one HTML file that documents the vocabulary from the graph itself.

It makes no request and holds no script: a content security policy allows nothing but the page's own style,
named by hash. Everything from the graph is escaped, and only http links are made. The anchor of a term is the
fragment of its IRI, so that ``…/ontology#Company`` finds its place; the anchor of a concept is its path.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg_cn_ai.cards.vocabulary import Term, Vocabulary, vocabulary
from kg_cn_ai.namespaces import BASE, CNAI, CONCEPT, PREFIXES, curie
from kg_cn_ai.pages.data import template
from kg_cn_ai.pages.policy import policy
from kg_cn_ai.pages.theme import system_theme

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["ontology_page"]

_ATTRIBUTION: Final = "kg-cn-ai contributors, CC BY 4.0"


@dataclass(frozen=True, slots=True)
class _Link:
    """What a reference shows and where it leads; ``href`` is empty where it leads nowhere."""

    text: str
    href: str
    title: str


def ontology_page(store: "Store") -> str:
    """The page of the ontology in a built store, as HTML in English and Chinese."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    found = vocabulary(store)
    texts = json.loads(template("ontology.json"))
    style = system_theme() + template("ontology.css")
    environment = Environment(
        loader=DictLoader({"page": template("ontology.html.j2")}),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    names = _Names(found, texts["namespaces"])
    page = environment.get_template("page").render(
        v=found,
        policy=policy(style),
        style=style,
        namespace=CNAI,
        attribution=_ATTRIBUTION,
        ordered_classes=_in_tree_order(found),
        groups=found.groups(),
        names=texts["groups"],
        traits=texts["traits"],
        concepts=sum(len(scheme.concepts) for scheme in found.schemes),
        prefixes=sorted(PREFIXES.items()),
        anchor=_anchor,
        curie=names.short,
        link_to=names.link,
    )
    return page


class _Names:
    """Short names and links of IRIs."""

    def __init__(self, found: Vocabulary, namespaces: dict[str, str]) -> None:
        self.labels = {iri: term.label.en for iri, term in (*found.classes.items(), *found.properties.items())}
        self.anchors = {scheme.iri for scheme in found.schemes}
        self.anchors |= {concept.iri for scheme in found.schemes for concept in scheme.concepts}
        self.namespaces = namespaces

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI, also with the prefixes of vocabularies that are only aligned to."""
        name = curie(iri)
        if not name.startswith("<"):
            return name
        for prefix, namespace in self.namespaces.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def link(self, iri: str) -> _Link:
        """A reference to a term: to its place on the page, else to its IRI on the web."""
        if iri in self.labels:
            return _Link(self.labels[iri] or self.short(iri), f"#{_anchor(iri)}", self.short(iri))
        if iri in self.anchors:
            return _Link(self.short(iri), f"#{_anchor(iri)}", iri)
        is_web = iri.startswith(("https://", "http://"))
        return _Link(self.short(iri).removeprefix("https://"), iri if is_web else "", iri)


def _anchor(iri: str) -> str:
    """``Company`` for a term, ``concept/grade/contested`` for a concept."""
    if iri.startswith(CNAI):
        return iri[len(CNAI) :]
    return iri[len(BASE) :] if iri.startswith(CONCEPT) else iri


def _in_tree_order(found: Vocabulary) -> list[Term]:
    """Every class once, each behind the first class above it."""
    ordered: dict[str, Term] = {}

    def visit(term: Term) -> None:
        if term.iri not in ordered:
            ordered[term.iri] = term
            for child in term.children:
                if child in found.classes:
                    visit(found.classes[child])

    for term in (*found.roots(), *found.classes.values()):
        visit(term)
    return list(ordered.values())

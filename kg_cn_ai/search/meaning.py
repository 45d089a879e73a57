"""What a name means: the one thing that a reader who gives an IRI, an identifier or a name has in mind."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg_cn_ai.cards.facts import Value
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.namespaces import (
    CNAI,
    DCTERMS,
    OWL,
    RDF,
    RDFS,
    SKOS,
    SOURCE,
    THING_TYPES,
    curie,
    expand,
    kind_of,
    local_name,
)
from kg_cn_ai.query.text import most_like, nearest
from kg_cn_ai.search.identifiers import successor

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.search.search import Index, Match

__all__ = ["asked_for", "like", "meant", "resolve"]

_SUGGESTIONS: Final = 4
_UNINDEXED: Final = (
    f"{OWL}Class",
    f"{OWL}ObjectProperty",
    f"{OWL}DatatypeProperty",
    f"{OWL}AnnotationProperty",
    f"{CNAI}SourceDocument",
)
_NAMES: Final = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{DCTERMS}title")


def resolve(store: "ox.Store", index: "Index", name_or_iri: str, kind: str = "") -> str:
    """The IRI of a thing; see :meth:`kg_cn_ai.knowledge_graph.KnowledgeGraph.resolve`.

    Raises:
        UnknownName: Nothing is called that, or more than one thing; ``suggestions`` are compact IRIs.
    """
    text = name_or_iri.strip()
    iri = expand(text)
    if iri is not None and _says_something_of(store, iri):
        return successor(store, iri)
    matches = index.search(text, limit=10) if text else []
    exact = _of_kind(_bearers(matches), kind)
    if len(exact) == 1:
        return exact[0].iri
    near = exact or matches or (index.nearest(text, limit=_SUGGESTIONS) if text else [])
    found = {curie(match.iri): f"{match.label} ({curie(match.iri)})" for match in near[:_SUGGESTIONS]}
    if iri is not None and (other := _nearest_iri(store, index, iri)) is not None:
        found = {curie(other): curie(other), **found}
    raise _unknown(f"more than one thing is called {text!r}" if exact else f"nothing is called {text!r}", found, exact)


def like(store: "ox.Store", index: "Index", text: str, example: str) -> str:
    """The IRI that is given where one like ``example`` is wanted: as :func:`resolve`, or by the last part of its IRI.

    Documents and concepts, which are no things with names to search for, are found by their labels and titles too.

    Raises:
        UnknownName: Nothing of that kind is called that, or more than one.
    """
    if (iri := expand(text)) is not None:
        return successor(store, iri)
    folder = example[: -len(local_name(example))]
    if (beside := expand(f"<{folder}{text.strip()}>")) is not None and _says_something_of(store, beside):
        return successor(store, beside)
    kind = kind_of(example)
    if kind is not None:
        return resolve(store, index, text, kind)
    names = _names_below(store, folder)
    found = names.get(text.strip().casefold(), [])
    if len(found) == 1:
        return found[0]
    near = found or [iri for name in most_like(text, names, _SUGGESTIONS) for iri in names[name]]
    shown = {curie(iri): curie(iri) for iri in list(dict.fromkeys(near))[:_SUGGESTIONS]}
    what = f"more than one is called {text!r}" if found else f"nothing under {folder} is called {text!r}"
    raise _unknown(what, shown, found)


def _unknown(what: str, near: dict[str, str], bearers: Sequence[object]) -> UnknownName:
    """The error for a name that means nothing or several things; ``near``: compact IRI to how it is shown."""
    question = "Choose one" if bearers else "Did you mean"
    hint = f"{question}: {'; '.join(near.values())}" if near else None
    return UnknownName(what, hint=hint, suggestions=list(near))


def _names_below(store: "ox.Store", folder: str) -> dict[str, list[str]]:
    """Small-letter name to the documents or concepts of a folder that bear it, and the last parts of their IRIs."""
    import pyoxigraph as ox

    kind = ox.NamedNode(f"{CNAI}SourceDocument" if folder == SOURCE else f"{SKOS}Concept")
    found: dict[str, list[str]] = {}
    for typed in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), kind, ox.DefaultGraph()):
        if not isinstance(typed.subject, ox.NamedNode) or not typed.subject.value.startswith(folder):
            continue
        names = {local_name(typed.subject.value)}
        for predicate in _NAMES:
            given = store.quads_for_pattern(typed.subject, ox.NamedNode(predicate), None, ox.DefaultGraph())
            names |= {quad.object.value for quad in given if isinstance(quad.object, ox.Literal)}
        for name in sorted(names):
            found.setdefault(name.casefold(), []).append(typed.subject.value)
    return found


def meant(store: "ox.Store", index: "Index", name_or_iri: str) -> "tuple[str, tuple[Match, ...]]":
    """The IRI that is meant and its namesakes; see :meth:`kg_cn_ai.knowledge_graph.KnowledgeGraph.meant`.

    Raises:
        UnknownName: Nothing is called that, or more than one thing and not one organization.
    """
    text = name_or_iri.strip()
    if (iri := expand(text)) is not None and _says_something_of(store, iri):
        return successor(store, iri), ()
    bearers = _bearers(index.search(text, limit=10)) if text else []
    organizations = [match for match in _of_kind(bearers, "org") if kind_of(match.iri) == "org"]
    chosen = organizations[0].iri if len(organizations) == 1 else resolve(store, index, text)
    return chosen, tuple(match for match in bearers if match.iri != chosen)


def asked_for(card: "Card", name_or_iri: str, others: "Iterable[Match]") -> "Card":
    """A card that says which retired IRI was asked for, and what else bears the name."""
    iri = expand(name_or_iri.strip())
    namesakes = tuple(Value(match.iri, match.label, match.label_zh or match.label) for match in others)
    return replace(card, namesakes=namesakes, replaces=iri if iri and iri != card.iri else "")


def _bearers(matches: "Sequence[Match]") -> "list[Match]":
    """The matches that have the whole name, of equal worth with the best: things, else records, else concepts."""
    found = [match for match in matches if match.how in ("identifier", "exact") and match.score == matches[0].score]
    things = [match for match in found if kind_of(match.iri) in THING_TYPES]
    return things or [match for match in found if kind_of(match.iri)] or found


def _of_kind(bearers: "list[Match]", kind: str) -> "list[Match]":
    """Of several bearers of a name those of a kind; of several of one kind those whose label it is."""
    found = [match for match in bearers if kind_of(match.iri) == kind] or bearers
    if len({kind_of(match.iri) for match in found}) == 1:
        found = [match for match in found if match.matched in (match.label, match.label_zh)] or found
    return found


def _says_something_of(store: "ox.Store", iri: str) -> bool:
    import pyoxigraph as ox

    with suppress(ValueError):
        return next(store.quads_for_pattern(ox.NamedNode(iri), None, None), None) is not None
    return False


def _nearest_iri(store: "ox.Store", index: "Index", iri: str) -> str | None:
    """The IRI in the graph that is most like this one and has the same namespace; of things, terms and documents."""
    namespace = iri.removesuffix(local_name(iri))
    names = {local_name(other): other for other in index.below(namespace) or _unindexed(store, namespace)}
    return names.get(nearest(local_name(iri), names) or "")


def _unindexed(store: "ox.Store", namespace: str) -> Iterator[str]:
    """Terms of the ontology and documents, which no index of names holds, as far as they begin with this."""
    import pyoxigraph as ox

    for kind in _UNINDEXED:
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(kind)):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(namespace):
                yield quad.subject.value

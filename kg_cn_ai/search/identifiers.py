"""What names one thing and no other: its IRI in any form, an IRI that was retired for it, identifiers elsewhere.

Identifiers elsewhere are values of the properties that the ontology puts under ``skos:exactMatch`` or
``dcterms:identifier``, and tickers; codes of countries are left out, because they are words too. One is written as a
whole address or as the end of it: ``https://ror.org/03cve4549``, ``ror.org/03cve4549`` and ``03cve4549`` are one.
"""

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg_cn_ai import namespaces as ns

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Identified", "identifiers_of", "key_of", "keys_of", "replaced", "successor"]

Identified = dict[str, tuple[str, ...]]
"""IRI of a thing → what identifies it, as it is written."""

_REPLACED: Final = f"{ns.DCTERMS}isReplacedBy"
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_WORDS_TOO: Final = (f"{ns.CNAI}isoCode",)


def key_of(text: str) -> str:
    """An identifier as it is looked up: an address without its scheme and last slash, in small letters."""
    text = text.strip()
    text = _ADDRESS.sub("", ns.expand(text) or text, count=1).rstrip("/").casefold()
    return text.replace("wikidata.org/wiki/", "wikidata.org/entity/")


def keys_of(identifier: str) -> tuple[str, ...]:
    """Every way in which an identifier is looked up: whole, and what stands at its end where that has a digit."""
    key = key_of(identifier)
    last = re.split(r"[/#]", key)[-1]
    is_code = last != key and any(map(str.isdigit, last)) and not identifier.startswith(ns.BASE)
    return (key, last) if is_code else (key,)


def identifiers_of(store: "ox.Store") -> Identified:
    """What identifies each thing of a release besides its own IRI."""
    from kg_cn_ai.network.network import values

    above = values(store, f"{ns.RDFS}subPropertyOf")
    tops = {f"{ns.SKOS}exactMatch", f"{ns.DCTERMS}identifier"}
    properties = {iri for iri, found in above.items() if tops & set(found)} - set(_WORDS_TOO)
    found: dict[str, set[str]] = defaultdict(set)
    for predicate in sorted(properties | tops):
        for iri, given in values(store, predicate).items():
            found[iri].update(given)
    companies = values(store, f"{ns.CNAI}investee")
    for iri, tickers in values(
        store, f"{ns.CNAI}ticker"
    ).items():  # a ticker stands on a company's first sale of shares
        for holder in companies.get(iri, [iri]):
            found[holder].update(tickers)
    for retired in values(store, _REPLACED):
        found[successor(store, retired)].add(retired)
    return {iri: tuple(sorted(given)) for iri, given in found.items()}


def replaced(store: "ox.Store", iri: str) -> str | None:
    """The IRI in whose favour another one was retired; None where it was not."""
    import pyoxigraph as ox

    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return None
    for quad in store.quads_for_pattern(node, ox.NamedNode(_REPLACED), None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode):
            return quad.object.value
    return None


def successor(store: "ox.Store", iri: str) -> str:
    """The IRI that stands for a thing today: itself, or the last of those for which one after the other was retired."""
    seen = {iri}
    while (further := replaced(store, iri)) is not None and further not in seen:
        seen.add(further)
        iri = further
    return iri

"""What pages, the API and the reconciliation service read of a release, looked up by direct access to its store.

Nothing here is a query, so nothing waits for the pool, and what was looked up once is remembered as long as the release
is served. Names that visitors make up are never remembered: :meth:`Knowledge.exists` asks the store itself.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import Evidence, Fact, RecordView, Value
from kg_cn_ai.cards.reader import Reader
from kg_cn_ai.cards.spans import reading_order
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.knowledge_graph import KnowledgeGraph
from kg_cn_ai.namespaces import CNAI, DCTERMS, ID, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, STATEMENT, curie, local_name
from kg_cn_ai.web.release.site import Site, site_of

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Triple

    from kg_cn_ai.cards.vocabulary import Vocabulary

_CHINESE: Final = "zh-hans"


@dataclass(frozen=True, slots=True)
class Document:
    """A source document; what is not known is empty or None. ``sha256`` pins the file that positions count in."""

    iri: str
    title: str
    publisher: Value | None
    kind: Value | None
    date: str
    licence: str | None
    url: str | None
    file_name: str
    sha256: str
    note: str


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document, and what it is evidence for: statements and records by IRI, or why it is left out."""

    evidence: Evidence
    supports: tuple[str, ...]
    left_out: str


class Knowledge(Reader):
    """One release, read many times; several threads may read at once."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        """Start with nothing remembered."""
        super().__init__(kg.store)
        self.kg = kg
        self.document = lru_cache(maxsize=None)(self._find_document)
        self.spans = lru_cache(maxsize=None)(self._find_spans)

    @cached_property
    def network(self) -> "nx.MultiDiGraph[str]":
        """The relations between things; see :func:`kg_cn_ai.network.network.network`."""
        return self.kg.network()

    @cached_property
    def projection(self) -> "tuple[list[str], nx.Graph[int]]":
        """The network as a simple graph, for paths; see :func:`kg_cn_ai.network.network.projection`."""
        from kg_cn_ai.network.network import projection

        return projection(self.network)

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        """The classes, properties and concepts of the release."""
        from kg_cn_ai.cards.vocabulary import vocabulary

        return vocabulary(self.kg.store)

    @cached_property
    def chinese(self) -> dict[str, str]:
        """English label of a property → its Chinese one, for parts of records, which carry English labels."""
        found = {term.label.en: term.label.zh for term in self.vocabulary.properties.values() if term.label.zh}
        return {"note": "说明", **found}

    def exists(self, iri: str) -> bool:
        """Whether the graph says anything of an IRI."""
        import pyoxigraph as ox

        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        return next(self._store.quads_for_pattern(node, None, None, ox.DefaultGraph()), None) is not None

    def require(self, iri: str) -> None:
        """Refuse an IRI that the graph says nothing of.

        Raises:
            UnknownName: It does not; the nearest names are suggested.
        """
        if self.exists(iri):
            return
        near = [f"{m.label} ({curie(m.iri)})" for m in self.kg.index.nearest(local_name(iri).replace("-", " "))]
        hint = f"Did you mean {'; '.join(near)}?" if near else "Search for the name instead."
        raise UnknownName(f"the graph has nothing at {iri}", hint=hint, suggestions=near)

    def name(self, iri: str, lang: str = "en") -> str:
        """Label of a thing, concept or record in ``en`` or ``zh``, else in the other language."""
        return self._label(iri, _CHINESE if lang == "zh" else "en")

    def names(self, iri: str) -> tuple[str, str]:
        """Labels in English and Chinese."""
        return self.name(iri, "en"), self.name(iri, "zh")

    def kinds(self, iri: str) -> tuple[str, ...]:
        """IRIs of its classes, the most special first, those that rules give last."""
        return self._types(iri)

    def is_record(self, iri: str) -> bool:
        """Whether it is a record and not a thing."""
        return self._is_record(iri)

    def values(self, iri: str, predicate: str) -> tuple[Value, ...]:
        """What stands on the other side of a property, with labels."""
        return tuple(self._value(term) for term in self._properties(iri).get(predicate, ()))

    def value(self, iri: str) -> Value:
        """A thing or concept with its labels."""
        return Value(iri, *self.names(iri))

    def typed_values(self, iri: str, predicate: str) -> list[tuple[Value, str]]:
        """The same with the datatype of literals, empty for what has none."""
        terms = self._properties(iri).get(predicate, ())
        return [(self._value(term), term.datatype.value if hasattr(term, "datatype") else "") for term in terms]

    def predicates(self, iri: str) -> tuple[str, ...]:
        """Properties that it has."""
        return tuple(self._properties(iri))

    def labels(self, iri: str) -> dict[str, str]:
        """Language tag to label."""
        return dict(self._labels(iri))

    def users(self, iri: str) -> dict[str, list[str]]:
        """Property → what has the IRI as its value; statements and their spans, which only repeat that, left out."""
        found: dict[str, list[str]] = {}
        for subject, predicate in self._subjects(iri):
            if not subject.startswith(STATEMENT) and "#" not in subject.removeprefix(CNAI):
                found.setdefault(predicate, []).append(subject)
        return found

    def all_of(self, kind: str) -> list[str]:
        """IRIs of the instances of a class of the ontology, given by its local name, sorted."""
        return sorted({subject for subject, _ in self._subjects(CNAI + kind, f"{RDF}type")})

    def fact(self, statement: str) -> tuple[Value, Fact]:
        """Subject and fact of a statement.

        Raises:
            UnknownName: There is no such statement.
        """
        self.require(statement)
        properties = self._properties(statement)
        if f"{RDF}predicate" not in properties:
            raise UnknownName(f"{curie(statement)} is no statement", hint="Open what it is about instead.")
        found = self._fact(statement, False, None)
        assert found is not None, "without a day nothing is left out"
        return self._value(properties[f"{RDF}subject"][0]), found

    def is_symmetric(self, relation: str) -> bool:
        """Whether a property says the same from both ends."""
        return f"{OWL}SymmetricProperty" in self._types(relation)

    def partial_card(self, iri: str, whole: "nx.MultiDiGraph[str]", part: Container[str]) -> Card:
        """The card of a thing of the network without what it has in common with things outside a part of it.

        Its relations are those to things of the part; its records are those that such a relation rests on, and its
        entries on lists, which the map marks. Attributes are all there, also those whose value is a thing (where an
        organization is). A thing with thousands of relations so has a card as large as its share in the part.
        """

        def inside(predicate: str, other: str) -> bool:
            return other in part or other not in whole or self._one(predicate, f"{CNAI}inNetwork") == "false"

        ways = whole.out_edges(iri, keys=True), whole.in_edges(iri, keys=True)
        without = {key for a, b, key in chain.from_iterable(ways) if a not in part or b not in part}
        facts = self._facts(iri, None, inside, without)
        records = {fact.record for fact in facts if fact.record is not None}
        records |= {subject for subject, _ in self._subjects(iri) if local_name(subject).startswith("listing-")}
        return self._card(iri, facts, [self._record(record) for record in sorted(records)])

    def record(self, iri: str) -> RecordView:
        """A record as cards show it."""
        return self._record(iri)

    def against(self, statement: str) -> tuple[str, ...]:
        """Statements that contradict a statement, in either direction."""
        own = {term.value for term in self._properties(statement).get(f"{CNAI}contradicts", ())}
        return tuple(sorted(own | {subject for subject, _ in self._subjects(statement, f"{CNAI}contradicts")}))

    def rests_on(self, statement: str) -> tuple[str, ...]:
        """Records and statements that a rule made a statement from."""
        return tuple(term.value for term in self._properties(statement).get(f"{PROV}wasDerivedFrom", ()))

    def is_document(self, iri: str) -> bool:
        """Whether it is a source document."""
        return f"{CNAI}SourceDocument" in self._types(iri)

    def documents(self) -> list[Document]:
        """All source documents, by title."""
        found = [self.document(iri) for iri in self.all_of("SourceDocument")]
        return sorted(found, key=lambda document: (document.title, document.iri))

    def _find_document(self, iri: str) -> Document:
        def one(predicate: str) -> Value | None:
            return next(iter(self.values(iri, predicate)), None)

        return Document(
            iri=iri,
            title=self._evidence(iri).title,
            publisher=one(f"{DCTERMS}publisher"),
            kind=one(f"{CNAI}kind"),
            date=self._one(iri, f"{CNAI}date") or "",
            licence=self._one(iri, f"{DCTERMS}license"),
            url=self._one(iri, f"{SCHEMA}url"),
            file_name=self._one(iri, f"{CNAI}fileName") or "",
            sha256=self._one(iri, f"{CNAI}sha256") or "",
            note=self._one(iri, f"{RDFS}comment") or "",
        )

    def _find_spans(self, document: str) -> tuple[Span, ...]:
        """The places of a document that the graph points at, in reading order."""
        places = [span for span, _ in self._subjects(document, "http://www.w3.org/ns/oa#hasSource")]
        places += [document] if self._subjects(document, f"{CNAI}evidence") else []
        found = []
        for span in sorted(places, key=reading_order):
            supports = self._once(subject for subject, _ in self._subjects(span, f"{CNAI}evidence"))
            left_out = next((self.name(v.iri) if v.iri else v.text for v in self.values(span, f"{CNAI}leftOut")), "")
            found.append(Span(self._evidence(span), supports, left_out))
        return tuple(found)

    def _once(self, supports: Iterable[str]) -> tuple[str, ...]:
        """Records, then statements; of the two directions of a symmetric relation the first by name."""
        kept: dict[tuple[str, ...], str] = {}
        for iri in sorted(supports, key=lambda iri: (iri.startswith(STATEMENT), iri)):
            subject, relation, value = (self._one(iri, RDF + part) or "" for part in ("subject", "predicate", "object"))
            if not iri.startswith(STATEMENT):
                kept[(iri,)] = iri
            elif self.is_symmetric(relation):
                kept.setdefault((relation, *sorted((subject, value))), iri)
            else:
                kept[(relation, subject, value)] = iri
        return tuple(kept.values())

    def triples(self, iri: str) -> "list[Triple]":
        """What a data file about an IRI holds: its own triples, those that name it, its statements; sorted."""
        import pyoxigraph as ox

        node, default = ox.NamedNode(iri), ox.DefaultGraph()
        quads = {*self._store.quads_for_pattern(node, None, None, default)}
        naming = {*self._store.quads_for_pattern(None, None, node, default)}
        about = {
            quad.subject
            for quad in naming
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(STATEMENT)
        }
        for statement in about:
            quads |= {*self._store.quads_for_pattern(statement, None, None, default)}
        return sorted((quad.triple for quad in quads | naming), key=str)

    def identifiers(self, iri: str) -> list[str]:
        """Addresses elsewhere that stand for the same thing."""
        found = {v.iri for name in ("rorId", "wikidataId") for v in self.values(iri, CNAI + name) if v.iri}
        return sorted(found | {v.iri for v in self.values(iri, f"{SKOS}exactMatch") if v.iri})


def is_thing(iri: str) -> bool:
    """Whether an IRI is that of a thing or record, which has a page of its own."""
    return iri.startswith(ID) and not iri.startswith(STATEMENT)


def knowledge_of(site: Site) -> Knowledge:
    """What is known of a site's release; the same object for every request that the site answers."""
    return site.kept("knowledge", lambda: Knowledge(site.kg))


def knowledge(request: Request) -> Knowledge:
    """What is known of the release that answers a request."""
    return knowledge_of(site_of(request))


def card_of(request: Request, iri: str) -> Card:
    """The card of an IRI.

    Raises:
        UnknownName: The graph has nothing of it.
    """
    known = knowledge(request)
    known.require(iri)
    return known.card(iri, None)

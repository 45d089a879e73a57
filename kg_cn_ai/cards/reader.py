"""Reading cards out of a store.

Everything is looked up by direct access to the store's indexes, a few microseconds each, and remembered: many
cards share their labels, classes, spans and documents, so reading them together costs little more than their
own facts.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import Evidence, Fact, Page, RecordView, Value
from kg_cn_ai.cards.spans import in_words, natural, page_in_words, reading_order
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.namespaces import CNAI, DCTERMS, FILING, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, STATEMENT, curie, local_name

if TYPE_CHECKING:
    import pyoxigraph as ox

Properties = dict[str, tuple[Any, ...]]
"""Predicate to objects, of one subject."""

_TYPE: Final = f"{RDF}type"
_CHINESE: Final = "zh-hans"
_PLUMBING: Final = frozenset(
    {_TYPE, f"{RDFS}label", f"{RDFS}comment"}
    | {CNAI + name for name in (
        "claimStatus", "confidence", "evidence", "statedIn", "summary", "date", "earliest", "latest",
        "contradicts", "ended", "pairWeight", "witness", "year",
    )}
)  # fmt: skip
"""Properties of a record that the view shows elsewhere or not at all."""

_HAPPENED: Final = frozenset({f"{CNAI}Event", f"{CNAI}Assessment"})
_STATES: Final = frozenset({f"{CNAI}AccessRestriction"})


class Reader:
    """Reads cards from one store."""

    def __init__(self, store: "ox.Store") -> None:
        """Start with nothing remembered."""
        self._store = store
        self._properties = lru_cache(maxsize=None)(self._find_properties)
        self._above = lru_cache(maxsize=None)(self._find_above)
        self._labels = lru_cache(maxsize=None)(self._find_labels)
        self._value = lru_cache(maxsize=None)(self._find_value)
        self._evidence = lru_cache(maxsize=None)(self._find_evidence)
        self._record = lru_cache(maxsize=None)(self._find_record)

    def _find_properties(self, iri: str) -> Properties:
        """Predicate to objects, sorted, of a subject."""
        import pyoxigraph as ox

        found: dict[str, list[Any]] = {}
        for quad in self._store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        for objects in found.values():
            if len(objects) > 1:  # most have one, and its text need not be made
                objects.sort(key=str)
        return {predicate: tuple(objects) for predicate, objects in sorted(found.items())}

    def _subjects(self, iri: str, predicate: str | None = None) -> list[tuple[str, str]]:
        """Subject and predicate of the triples that have ``iri`` as object."""
        import pyoxigraph as ox

        middle = ox.NamedNode(predicate) if predicate else None
        quads = self._store.quads_for_pattern(None, middle, ox.NamedNode(iri), ox.DefaultGraph())
        found = ((quad.subject, quad.predicate.value) for quad in quads)
        return sorted({(node.value, name) for node, name in found if isinstance(node, ox.NamedNode)})

    def _find_above(self, iri: str, relation: str) -> frozenset[str]:
        """Everything reached from a class or property by ``rdfs:subClassOf`` or ``rdfs:subPropertyOf``."""
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            for term in self._properties(waiting.pop()).get(RDFS + relation, ()):
                if term.value not in found:
                    found.add(term.value)
                    waiting.append(term.value)
        return frozenset(found - {iri})

    def _one(self, iri: str, predicate: str) -> str | None:
        values = self._properties(iri).get(predicate)
        return str(values[0].value) if values else None

    def _concept(self, iri: str, predicate: str) -> str:
        value = self._one(iri, CNAI + predicate)
        return local_name(value) if value else ""

    def _flag(self, iri: str, predicate: str) -> bool:
        return self._one(iri, CNAI + predicate) == "true"

    def _find_labels(self, iri: str) -> Mapping[str, str]:
        """Language tag to label."""
        found: dict[str, str] = {}
        for predicate in (f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title"):
            for term in self._properties(iri).get(predicate, ()):
                found.setdefault(term.language or "", term.value)
        return MappingProxyType(dict(sorted(found.items())))

    def _label(self, iri: str, language: str) -> str:
        labels = self._labels(iri)
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), curie(iri).strip("<>"))

    def _term_label(self, iri: str, language: str) -> str:
        """Label of a class or property, made from its local name where the graph has none."""
        if self._labels(iri):
            return self._label(iri, language)
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local_name(iri)).lower()

    def _types(self, iri: str) -> tuple[str, ...]:
        """Classes, the most special first; those that rules assign come last."""
        classes = [term.value for term in self._properties(iri).get(_TYPE, ())]

        def rank(name: str) -> tuple[bool, bool, int, str]:
            depth = len(self._above(name, "subClassOf"))
            return (not name.startswith(CNAI), self._flag(name, "isDerived"), -depth, name)

        return tuple(sorted(classes, key=rank))

    def _find_value(self, term: Any) -> Value:
        if hasattr(term, "datatype"):
            return Value(None, term.value, term.value)
        return Value(term.value, self._label(term.value, "en"), self._label(term.value, _CHINESE))

    def _find_evidence(self, span: str) -> Evidence:
        document, _, fragment = span.partition("#")
        publisher = self._properties(document).get(f"{DCTERMS}publisher")
        titles = {t.language: t.value for t in self._properties(document).get(f"{DCTERMS}title", ())}
        place_en, place_zh = in_words(fragment)
        return Evidence(
            document=document,
            title=titles.get("en") or next(iter(titles.values()), curie(document)),
            publisher=self._value(publisher[0]).text if publisher else "",
            fragment=fragment,
            place_en=place_en,
            place_zh=place_zh,
            url=self._one(document, f"{SCHEMA}url"),
            licence=self._one(document, f"{DCTERMS}license"),
            pages=tuple(self._page(term.value) for term in self._properties(span).get(f"{PROV}hadPrimarySource", ())),
        )

    def _page(self, url: str) -> Page:
        publisher = self._properties(url).get(f"{DCTERMS}publisher")
        name = self._value(publisher[0]) if publisher else Value(None, "", "")
        return Page(url, *page_in_words(url, self._concept(url, "kind"), name.text, name.text_zh))

    def _all_evidence(self, iri: str) -> tuple[Evidence, ...]:
        spans = [term.value for term in self._properties(iri).get(f"{CNAI}evidence", ())]
        # A span that is only read with another one (who "they" are) comes after those that state something themselves.
        second = {term.value for span in spans for term in self._properties(span).get(f"{CNAI}readWith", ())}
        ordered = sorted(spans, key=lambda span: (span in second, reading_order(span)))
        return tuple(self._evidence(span) for span in ordered)

    def _when(self, record: str) -> str | None:
        """The EDTF date of a record: when it happened, from when to when it lasted, or as of when it held."""
        begins, ends = self._one(record, f"{CNAI}from"), self._one(record, f"{CNAI}to")
        lasted = f"{begins}/{ends or '..'}" if begins and "/" not in begins + (ends or "") else begins or ends
        return self._one(record, f"{CNAI}date") or lasted or self._one(record, f"{CNAI}asOf")

    def _holds(self, iri: str, at: date | None, *, ends: bool) -> bool:
        """Whether the date bounds of a record or statement leave the day possible."""
        if at is None:
            return True
        first, last = self._one(iri, f"{CNAI}earliest"), self._one(iri, f"{CNAI}latest")
        return not (first and first > at.isoformat()) and not (ends and last and last < at.isoformat())

    def _record_holds(self, iri: str, at: date | None) -> bool:
        types = {term.value for term in self._properties(iri).get(_TYPE, ())}
        return self._holds(iri, at, ends=not types & _HAPPENED or bool(types & _STATES))

    def card(self, iri: str, at: date | None) -> Card:
        """The card of a thing; see :func:`kg_cn_ai.cards.card.card`.

        Raises:
            UnknownName: The graph says nothing of this IRI.
        """
        return self._card(iri, self._facts(iri, at), self._records(iri, at), self._consortium(iri))

    def _card(self, iri: str, facts: Iterable[Fact], records: Iterable[RecordView], consortium: int = 0) -> Card:
        properties = self._properties(iri)
        if not properties:
            raise UnknownName(f"the graph says nothing of {curie(iri)}", hint="Look for names with: kg-cn-ai search")
        types = self._types(iri)
        labels = self._labels(iri)
        other = {term.value for term in properties.get(f"{SKOS}altLabel", ())} - set(labels.values())
        notes = [*properties.get(f"{RDFS}comment", ()), *properties.get(f"{SKOS}definition", ())]
        english = [term.value for term in notes if term.language in ("en", None)]
        return Card(
            iri=iri,
            labels=dict(labels),
            names=tuple(sorted(other)),
            types=types,
            type_label=self._term_label(types[0], "en") if types else "",
            type_label_zh=self._term_label(types[0], _CHINESE) if types else "",
            note=english[0] if english else None,
            facts=tuple(facts),
            records=tuple(records),
            consortium=consortium,
        )

    def _facts(
        self,
        iri: str,
        at: date | None,
        wanted: Callable[[str, str], bool] = lambda predicate, other: True,
        without: Container[str] = (),
    ) -> list[Fact]:
        """The facts of a thing: those ``wanted`` by property and what is at the other end.

        Statements that are known not to be, ``without``, are not even read.
        """
        statements: dict[tuple[str, bool, str], str] = {}
        for incoming, side in ((False, "subject"), (True, "object")):
            for statement, _ in self._subjects(iri, RDF + side):
                if statement in without or not statement.startswith(STATEMENT):
                    continue
                properties = self._properties(statement)
                if f"{RDF}predicate" not in properties:
                    continue
                if self._in_consortium(properties):
                    continue
                predicate = properties[f"{RDF}predicate"][0].value
                other = properties[RDF + ("subject" if incoming else "object")][0]
                if wanted(predicate, other.value):
                    statements[predicate, incoming, str(other)] = statement
        between: dict[tuple[bool, str], set[str]] = {}
        for predicate, incoming, other in statements:
            between.setdefault((incoming, other), set()).add(predicate)
        facts = []
        for (predicate, incoming, other), statement in statements.items():
            special = any(predicate in self._above(below, "subPropertyOf") for below in between[incoming, other])
            symmetric = any(t.value == f"{OWL}SymmetricProperty" for t in self._properties(predicate).get(_TYPE, ()))
            if special or (incoming and symmetric and (predicate, False, other) in statements):
                continue
            if (fact := self._fact(statement, incoming, at)) is not None:
                facts.append(fact)
        return sorted(facts, key=lambda f: (f.incoming, f.label, natural(f.value.text), f.statement))

    def _in_consortium(self, statement: Properties) -> bool:
        """Whether the tie that counts a statement joins two that meet in large consortia only."""
        return any(self._flag(tie.value, "largeConsortium") for tie in statement.get(f"{CNAI}countedIn", ()))

    def _consortium(self, iri: str) -> int:
        """Number of organizations that a thing meets in large consortia only."""
        own = (self._properties(statement) for statement, _ in self._subjects(iri, f"{RDF}subject"))
        return len({said[f"{RDF}object"][0].value for said in own if self._in_consortium(said)})

    def _fact(self, statement: str, incoming: bool, at: date | None) -> Fact | None:
        properties = self._properties(statement)
        predicate = properties[f"{RDF}predicate"][0].value
        bases = [term.value for term in properties.get(f"{PROV}wasDerivedFrom", ())]
        record = next((base for base in bases if not base.startswith(STATEMENT)), None)
        stated = self._one(statement, f"{CNAI}date")
        if not self._holds(statement, at, ends=stated is not None):
            return None
        # A fact that several records support holds as long as one of them does.
        records = [base for base in bases if not base.startswith(STATEMENT)]
        if records and not any(self._record_holds(base, at) for base in records):
            return None
        return Fact(
            property=predicate,
            label=self._term_label(predicate, "en"),
            label_zh=self._term_label(predicate, _CHINESE),
            value=self._value(properties[RDF + ("subject" if incoming else "object")][0]),
            incoming=incoming,
            status=self._concept(statement, "claimStatus"),
            grade=self._concept(statement, "confidence"),
            date=stated or (self._when(record) if record else None),
            evidence=self._all_evidence(statement),
            statement=statement,
            record=record,
            contradicts=tuple(term.value for term in properties.get(f"{CNAI}contradicts", ())),
            through=tuple(self._value(term) for term in properties.get(f"{CNAI}through", ())),
        )

    def _records(self, iri: str, at: date | None) -> list[RecordView]:
        sources = {f"{CNAI}evidence", f"{CNAI}statedIn"}
        told = [(subject, predicate) for subject, predicate in self._subjects(iri) if predicate not in sources]
        # A province and the authority have thousands of filings, which are told of who filed them.
        aside = {f"{CNAI}place", f"{CNAI}witness"}
        found = {subject for subject, predicate in told if predicate not in aside or not subject.startswith(FILING)}
        views = [self._record(r) for r in found | {iri} if self._is_record(r) and self._record_holds(r, at)]
        return sorted(views, key=lambda view: (view.date or "9999", view.label, view.iri))

    def _is_record(self, iri: str) -> bool:
        return any(term.value == f"{CNAI}Record" for term in self._properties(iri).get(_TYPE, ()))

    def _find_record(self, iri: str) -> RecordView:
        properties = self._properties(iri)
        classes = [name for name in self._types(iri) if name.startswith(CNAI)]
        return RecordView(
            iri=iri,
            label=self._label(iri, "en"),
            label_zh=self._label(iri, _CHINESE),
            types=tuple(self._label(name, "en") for name in classes),
            summary=self._one(iri, f"{CNAI}summary") or "",
            status=self._concept(iri, "claimStatus"),
            grade=self._concept(iri, "confidence"),
            date=self._when(iri),
            parts=tuple(self._parts(properties)),
            evidence=self._all_evidence(iri),
        )

    def _parts(self, properties: Properties) -> list[tuple[str, Value]]:
        found = []
        for predicate, terms in properties.items():
            if predicate in _PLUMBING:
                continue
            below = [p for p in properties if predicate in self._above(p, "subPropertyOf")]
            said = {str(term) for p in below for term in properties[p]}
            label = self._term_label(predicate, "en")
            found += [(label, self._value(term)) for term in terms if str(term) not in said]
        found += [("note", self._value(term)) for term in properties.get(f"{RDFS}comment", ())]
        return sorted(found, key=lambda part: (part[0] == "note", part[0], natural(part[1].text), part[1].iri or ""))


def card(store: "ox.Store", iri: str, at: date | None = None) -> Card:
    """The card of one thing, concept, document or record.

    Args:
        store: A built graph.
        iri: What the card is about. A record's card holds that record.
        at: A day. Facts and records whose date bounds exclude it are left out: those that begin after it, and
            those that end before it. What has happened stays so: an event, an assessment and a fact whose
            value is itself a date have a first day and no last one. Undated facts and records stay.

    Raises:
        UnknownName: The graph says nothing of this IRI.
    """
    return Reader(store).card(iri, at)


def cards(store: "ox.Store", iris: Iterable[str]) -> dict[str, Card]:
    """The cards of many things, read together: what they share (labels, documents, spans) is looked up once.

    Raises:
        UnknownName: The graph says nothing of one of the IRIs.
    """
    reader = Reader(store)
    return {iri: reader.card(iri, None) for iri in iris}

"""What the graph says of its own vocabulary: classes, properties, concepts, and how often each is used.

Everything is read from the graph, so a page or a listing made of it cannot fall behind the ontology. Only
terms of the project's own namespace are described; of other vocabularies, only the use is counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg_cn_ai.namespaces import CNAI, DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS

__all__ = ["Concept", "Scheme", "Term", "Vocabulary", "vocabulary"]

_TYPE: Final = f"{RDF}type"
_IN_SCHEME: Final = f"{SKOS}inScheme"
_CLASS: Final = f"{OWL}Class"
_PROPERTIES: Final = {
    f"{OWL}ObjectProperty": "object",
    f"{OWL}DatatypeProperty": "value",
    f"{OWL}AnnotationProperty": "annotation",
}
_TRAITS: Final = {f"{OWL}SymmetricProperty": "symmetric", f"{OWL}TransitiveProperty": "transitive"}
_MARKS: Final = {
    ("isDerived", "true"): "derived",
    ("isQualifier", "true"): "qualifier",
    ("isSingleValued", "true"): "single-valued",
    ("inNetwork", "false"): "not-in-network",
}
# A statement repeats the object of its edge, and a narrower concept is no use of the broader one.
_NO_USE: Final = frozenset({f"{RDF}object", f"{SKOS}broader", f"{SKOS}hasTopConcept", f"{SKOS}topConceptOf"})
_ROLES: Final = (f"{CNAI}participant", f"{CNAI}concerns")


@dataclass(frozen=True, slots=True)
class Text:
    """A label or definition in English and in Chinese; empty where there is none."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology.

    ``parents`` and ``children`` are the terms directly above and below it, ``outside`` those of other
    vocabularies above it. ``kind`` is class, object, value or annotation; ``traits`` says what is special
    (symmetric, derived …). For a class, ``domain`` holds the properties that its instances have and ``range``
    those whose values they are; for a property, the classes on either side. ``uses`` counts instances, those
    of sub-classes included, or triples. All are IRIs in the order of their English labels.
    """

    iri: str
    kind: str
    label: Text
    definition: Text
    note: Text
    traits: tuple[str, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    outside: tuple[str, ...]
    close: tuple[str, ...]
    exact: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    uses: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme; ``depth`` is 0 where nothing is broader, ``uses`` counts triples with it as object."""

    iri: str
    label: Text
    definition: Text
    others: tuple[str, ...]
    exact: tuple[str, ...]
    depth: int
    uses: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its concepts, narrower ones behind their broader one."""

    iri: str
    label: Text
    definition: Text
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole vocabulary. ``borrowed`` are other vocabularies' terms: (IRI, is a class, uses), most used first."""

    iri: str
    title: Text
    version: str
    version_iri: str
    licence: str
    classes: Mapping[str, Term]
    properties: Mapping[str, Term]
    schemes: tuple[Scheme, ...]
    borrowed: tuple[tuple[str, bool, int], ...]

    def roots(self) -> list[Term]:
        """The classes that have no class of the ontology above them, those with classes below first."""
        roots = [term for term in self.classes.values() if not term.parents]
        return sorted(roots, key=lambda term: (not term.children, term.label.en.lower()))

    def ancestors(self, iri: str) -> list[str]:
        """The classes or properties above one, nearest first."""
        terms = self.classes if iri in self.classes else self.properties
        found: list[str] = []
        todo = list(terms[iri].parents)
        while todo:
            above = todo.pop(0)
            if above not in found:
                found.append(above)
                todo += terms[above].parents
        return found

    def groups(self) -> dict[str, list[Term]]:
        """The properties by what they are for: things, roles, records, derived, annotation."""
        records = {iri for iri in self.classes if f"{CNAI}Record" in (iri, *self.ancestors(iri))}
        records |= {f"{CNAI}Statement", f"{CNAI}SourceDocument"}
        groups: dict[str, list[Term]] = {name: [] for name in ("things", "roles", "records", "derived", "annotation")}
        for term in self.properties.values():
            if term.kind == "annotation":
                name = "annotation"
            elif any(role in (term.iri, *self.ancestors(term.iri)) for role in _ROLES):
                name = "roles"
            elif "derived" in term.traits:
                name = "derived"
            else:
                on_records = "qualifier" in term.traits or (term.domain and records.issuperset(term.domain))
                name = "records" if on_records else "things"
            groups[name].append(term)
        return groups


class _Reader:
    """The default graph: uses counted by the engine, the few terms that are described looked up one by one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.iris = cache(self._iris)
        self.inverse = cache(self._inverse)
        self._texts = cache(self._find_texts)
        self.members = self._counts("?any a ?key")
        self.predicates = self._counts("?any ?key ?value")
        no_use = ", ".join(f"<{iri}>" for iri in sorted({_TYPE, *_NO_USE}))
        concepts = f"{{ SELECT DISTINCT ?key WHERE {{ ?key <{_IN_SCHEME}> ?scheme }} }}"
        self.objects = self._counts(f"{concepts} ?any ?use ?key FILTER(?use NOT IN ({no_use}))")

    def _counts(self, pattern: str) -> dict[str, int]:
        rows = self._store.query(f"SELECT ?key (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?key")
        return {row["key"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]

    def _iris(self, iri: str, predicate: str) -> list[str]:
        """Objects of a subject that are IRIs."""
        quads = self._store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph())
        return [quad.object.value for quad in quads if isinstance(quad.object, NamedNode)]

    def _inverse(self, iri: str, predicate: str) -> list[str]:
        """Subjects of an object."""
        quads = self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), DefaultGraph())
        return [quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)]

    def _find_texts(self, iri: str, predicate: str) -> list[tuple[str, str]]:
        """Language and text of the literals of a subject, sorted."""
        quads = self._store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph())
        return sorted((q.object.language or "", q.object.value) for q in quads if isinstance(q.object, Literal))

    def schemes(self) -> set[str]:
        """The concept schemes, also those that only concepts name."""
        quads = self._store.quads_for_pattern(None, NamedNode(_IN_SCHEME), None, DefaultGraph())
        named = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        return named | set(self.inverse(f"{SKOS}ConceptScheme", _TYPE))

    def text(self, iri: str, *predicates: str) -> Text:
        found: dict[str, str] = {}
        for predicate in predicates:
            for language, text in self._texts(iri, predicate):
                found.setdefault(language, text)
        return Text(found.get("en", found.get("", "")), found.get("zh-hans", ""))

    def label(self, iri: str) -> Text:
        return self.text(iri, f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title")

    def ordered(self, iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(iris), key=lambda iri: (self.label(iri).en.lower(), iri)))

    def term(self, iri: str, kind: str) -> Term:
        above = f"{RDFS}subClassOf" if kind == "class" else f"{RDFS}subPropertyOf"
        parents = self.iris(iri, above)
        sides = (f"{SCHEMA}domainIncludes", f"{SCHEMA}rangeIncludes")
        beside = self.inverse if kind == "class" else self.iris
        domain, range_ = (self.ordered(beside(iri, side)) for side in sides)
        marks = {trait for (name, text), trait in _MARKS.items() if ("", text) in self._texts(iri, f"{CNAI}{name}")}
        traits = {_TRAITS[t] for t in self.iris(iri, _TYPE) if t in _TRAITS} | marks
        return Term(
            iri=iri,
            kind=kind,
            label=self.label(iri),
            definition=self.text(iri, f"{SKOS}definition"),
            note=self.text(iri, f"{SKOS}editorialNote", f"{SKOS}scopeNote"),
            traits=tuple(sorted(traits)),
            parents=self.ordered(p for p in parents if p.startswith(CNAI)),
            children=self.ordered(c for c in self.inverse(iri, above) if c.startswith(CNAI)),
            outside=self.ordered(p for p in parents if not p.startswith(CNAI)),
            close=self.ordered(self.iris(iri, f"{SKOS}closeMatch")),
            exact=self.ordered(self.iris(iri, f"{SKOS}exactMatch")),
            domain=domain,
            range=range_,
            uses=(self.members if kind == "class" else self.predicates).get(iri, 0),
        )

    def scheme(self, iri: str) -> Scheme:
        members = self.ordered(self.inverse(iri, f"{SKOS}inScheme"))
        broader = {m: [b for b in self.iris(m, f"{SKOS}broader") if b in members] for m in members}
        concepts: list[Concept] = []
        placed: set[str] = set()

        def place(concept: str, depth: int) -> None:
            if concept in placed:
                return
            placed.add(concept)
            others = {t for _, t in self._texts(concept, f"{SKOS}altLabel")}
            others |= {t for _, t in self._texts(concept, f"{SKOS}notation")}
            exact = self.ordered(self.iris(concept, f"{SKOS}exactMatch"))
            concepts.append(
                Concept(
                    iri=concept,
                    label=self.label(concept),
                    definition=self.text(concept, f"{SKOS}definition"),
                    others=tuple(sorted(others)),
                    exact=exact,
                    depth=depth,
                    uses=self.objects.get(concept, 0),
                )
            )
            for narrower in members:
                if concept in broader[narrower]:
                    place(narrower, depth + 1)

        for member in members:
            if not broader[member]:
                place(member, 0)
        for member in members:  # what is left stands in a circle of broader concepts
            place(member, 0)
        return Scheme(iri, self.label(iri), self.text(iri, f"{SKOS}definition"), tuple(concepts))

    def borrowed(self) -> tuple[tuple[str, bool, int], ...]:
        classes = [(iri, True, n) for iri, n in self.members.items() if not iri.startswith(CNAI)]
        properties = [(iri, False, n) for iri, n in self.predicates.items() if not iri.startswith(CNAI)]
        return tuple(sorted(classes + properties, key=lambda use: (-use[2], use[0])))


def vocabulary(store: Store) -> Vocabulary:
    """The vocabulary of a built graph, from the store's default graph."""
    read = _Reader(store)
    ontology = next(iter(sorted(read.inverse(f"{OWL}Ontology", _TYPE))), CNAI.rstrip("#"))
    own = {iri for iri in read.inverse(_CLASS, _TYPE) if iri.startswith(CNAI)}
    kinds = {
        iri: kind for name, kind in _PROPERTIES.items() for iri in read.inverse(name, _TYPE) if iri.startswith(CNAI)
    }
    return Vocabulary(
        iri=ontology,
        title=read.text(ontology, f"{DCTERMS}title", f"{RDFS}label"),
        version=read.text(ontology, f"{OWL}versionInfo").en,
        version_iri=next(iter(read.iris(ontology, f"{OWL}versionIRI")), ""),
        licence=next(iter(read.iris(ontology, f"{DCTERMS}license")), ""),
        classes={iri: read.term(iri, "class") for iri in read.ordered(own)},
        properties={iri: read.term(iri, kinds[iri]) for iri in read.ordered(kinds)},
        schemes=tuple(read.scheme(iri) for iri in read.ordered(read.schemes())),
        borrowed=read.borrowed(),
    )

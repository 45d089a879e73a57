"""What the graph says of its own vocabulary: classes, properties, concepts, and how often each is used.

Everything is read from the graph, so a page or a listing made of it cannot fall behind the ontology. Only
terms of the project's own namespace are described; of other vocabularies, only the use is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg_cn_ai.namespaces import CNAI, DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, STATEMENT

__all__ = ["Concept", "Scheme", "Term", "Vocabulary", "vocabulary"]

_TYPE: Final = f"{RDF}type"
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
    """The default graph as plain dictionaries."""

    def __init__(self, store: Store) -> None:
        self.iris: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.texts: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self.members: dict[str, list[str]] = defaultdict(list)
        self.inverse: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.predicates: Counter[str] = Counter()
        self.objects: Counter[str] = Counter()
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            self.predicates[predicate] += 1
            # Most triples are of statements, which are counted and never looked up.
            plain = subject.startswith(STATEMENT)
            if isinstance(value, NamedNode):
                if not plain:
                    self.iris[subject, predicate].append(value.value)
                    self.inverse[value.value, predicate].append(subject)
                if predicate == _TYPE:
                    self.members[value.value].append(subject)
                elif predicate not in _NO_USE:
                    self.objects[value.value] += 1
            elif isinstance(value, Literal) and not plain:
                self.texts[subject, predicate].append((value.language or "", value.value))

    def text(self, iri: str, *predicates: str) -> Text:
        found: dict[str, str] = {}
        for predicate in predicates:
            for language, text in sorted(self.texts.get((iri, predicate), ())):
                found.setdefault(language, text)
        return Text(found.get("en", found.get("", "")), found.get("zh-hans", ""))

    def label(self, iri: str) -> Text:
        return self.text(iri, f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title")

    def ordered(self, iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(iris), key=lambda iri: (self.label(iri).en.lower(), iri)))

    def term(self, iri: str, kind: str) -> Term:
        above = f"{RDFS}subClassOf" if kind == "class" else f"{RDFS}subPropertyOf"
        parents = self.iris.get((iri, above), [])
        sides = (f"{SCHEMA}domainIncludes", f"{SCHEMA}rangeIncludes")
        beside = self.inverse if kind == "class" else self.iris
        domain, range_ = (self.ordered(beside.get((iri, side), ())) for side in sides)
        marks = {
            trait for (name, text), trait in _MARKS.items() if ("", text) in self.texts.get((iri, f"{CNAI}{name}"), ())
        }
        traits = {_TRAITS[t] for t in self.iris.get((iri, _TYPE), ()) if t in _TRAITS} | marks
        return Term(
            iri=iri,
            kind=kind,
            label=self.label(iri),
            definition=self.text(iri, f"{SKOS}definition"),
            note=self.text(iri, f"{SKOS}editorialNote", f"{SKOS}scopeNote"),
            traits=tuple(sorted(traits)),
            parents=self.ordered(p for p in parents if p.startswith(CNAI)),
            children=self.ordered(c for c in self.inverse.get((iri, above), ()) if c.startswith(CNAI)),
            outside=self.ordered(p for p in parents if not p.startswith(CNAI)),
            close=self.ordered(self.iris.get((iri, f"{SKOS}closeMatch"), ())),
            exact=self.ordered(self.iris.get((iri, f"{SKOS}exactMatch"), ())),
            domain=domain,
            range=range_,
            uses=len(self.members[iri]) if kind == "class" else self.predicates[iri],
        )

    def scheme(self, iri: str) -> Scheme:
        members = self.ordered(self.inverse.get((iri, f"{SKOS}inScheme"), ()))
        broader = {m: [b for b in self.iris.get((m, f"{SKOS}broader"), ()) if b in members] for m in members}
        concepts: list[Concept] = []
        placed: set[str] = set()

        def place(concept: str, depth: int) -> None:
            if concept in placed:
                return
            placed.add(concept)
            others = {t for _, t in self.texts.get((concept, f"{SKOS}altLabel"), ())}
            others |= {t for _, t in self.texts.get((concept, f"{SKOS}notation"), ())}
            exact = self.ordered(self.iris.get((concept, f"{SKOS}exactMatch"), ()))
            concepts.append(
                Concept(
                    iri=concept,
                    label=self.label(concept),
                    definition=self.text(concept, f"{SKOS}definition"),
                    others=tuple(sorted(others)),
                    exact=exact,
                    depth=depth,
                    uses=self.objects[concept],
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
        classes = [(iri, True, len(found)) for iri, found in self.members.items() if not iri.startswith(CNAI)]
        properties = [(iri, False, n) for iri, n in self.predicates.items() if not iri.startswith(CNAI)]
        return tuple(sorted(classes + properties, key=lambda use: (-use[2], use[0])))


def vocabulary(store: Store) -> Vocabulary:
    """The vocabulary of a built graph, from the store's default graph."""
    read = _Reader(store)
    ontology = next(iter(sorted(read.members[f"{OWL}Ontology"])), CNAI.rstrip("#"))
    own = {iri for iri in read.members[_CLASS] if iri.startswith(CNAI)}
    kinds = {iri: kind for name, kind in _PROPERTIES.items() for iri in read.members[name] if iri.startswith(CNAI)}
    schemes = {*read.members[f"{SKOS}ConceptScheme"]}
    schemes |= {value for value, predicate in read.inverse if predicate == f"{SKOS}inScheme"}
    return Vocabulary(
        iri=ontology,
        title=read.text(ontology, f"{DCTERMS}title", f"{RDFS}label"),
        version=read.text(ontology, f"{OWL}versionInfo").en,
        version_iri=next(iter(read.iris.get((ontology, f"{OWL}versionIRI"), ())), ""),
        licence=next(iter(read.iris.get((ontology, f"{DCTERMS}license"), ())), ""),
        classes={iri: read.term(iri, "class") for iri in read.ordered(own)},
        properties={iri: read.term(iri, kinds[iri]) for iri in read.ordered(kinds)},
        schemes=tuple(read.scheme(iri) for iri in read.ordered(schemes)),
        borrowed=read.borrowed(),
    )

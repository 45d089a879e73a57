"""Checks of the IRIs that authored files use: registered or defined, used for something, and used as defined."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg_cn_ai.authoring.corpus import Corpus, defined_terms, iris
from kg_cn_ai.authoring.hosts import Hosts
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.names import nearest
from kg_cn_ai.namespaces import (  # fmt: skip
    BASE,
    CNAI,
    CONCEPT,
    ID,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    curie,
    local_name,
)

_TYPE: Final = f"{RDF}type"


def unregistered(corpus: Corpus) -> Iterator[Problem]:
    """IRIs of things that no entity file registers and of records that no source file declares."""
    known = set(corpus.registered()) | set(corpus.records()) | set(corpus.decisions.retired)
    decided = {f"{RDF}subject", f"{RDF}object"}
    for file in (*corpus.entities, *corpus.identity, *corpus.sources):
        for quad in file.quads:
            if file in corpus.identity and quad.predicate.value not in decided:
                continue
            for iri in iris(quad):
                if iri.startswith(ID) and iri not in known:
                    near = nearest(iri, known, 1)
                    hint = f"did you mean {curie(near[0])}? If it is new, register it" if near else "register it"
                    yield problem_at(
                        "unregistered",
                        file,
                        quad,
                        f"{curie(iri)} is not registered",
                        f"{hint} in graph/entities/",
                    )


def undefined_terms(corpus: Corpus) -> Iterator[Problem]:
    """Classes, properties and concepts of the project that are used but not defined."""
    terms = defined_terms(corpus.ontology)
    concepts = {q.subject.value for f in corpus.ontology for q in f.quads if isinstance(q.subject, NamedNode)}
    for file in corpus.files():
        for quad in file.quads:
            for iri in iris(quad):
                if (iri.startswith(CNAI) and iri not in terms) or (iri.startswith(CONCEPT) and iri not in concepts):
                    near = nearest(iri, terms if iri.startswith(CNAI) else concepts, 1)
                    hint = f"did you mean {curie(near[0])}? If not, define it" if near else "define it"
                    yield problem_at("undefined-term", file, quad, f"{curie(iri)} is undefined", f"{hint} in ontology/")


def unused_terms(corpus: Corpus) -> Iterator[Problem]:
    """Classes, properties and concepts that are defined, never used, and give no reason for it (skos:editorialNote).

    The reason may stand at a concept's scheme: a list of values that is kept whole.
    """
    used: set[str] = set()
    scheme_of: dict[str, str] = {}
    noted: set[str] = set()
    parents: dict[str, set[str]] = defaultdict(set)
    for file in corpus.files():
        ontology = file in corpus.ontology
        for quad in file.quads:
            name = quad.predicate.value
            if isinstance(quad.subject, NamedNode):
                subject = quad.subject.value
                if name in (f"{SKOS}editorialNote", f"{CNAI}isDerived"):
                    noted.add(subject)
                if name == f"{SKOS}inScheme":
                    scheme_of[subject] = quad.object.value  # type: ignore[union-attr]
                if name in (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", f"{SKOS}broader"):
                    parents[subject].update(v.value for v in (quad.object,) if isinstance(v, NamedNode))
            used.add(name)
            if not ontology:
                used.update(iris(quad))
    used.update(local for _, text in corpus.rules for local in _named_in(text))
    todo = list(used)
    while todo:
        for parent in parents.get(todo.pop(), ()):
            if parent not in used:
                used.add(parent)
                todo.append(parent)
    kinds = (f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{SKOS}Concept")
    for file in corpus.ontology:
        for quad in file.quads:
            if quad.predicate.value != _TYPE or not isinstance(quad.subject, NamedNode):
                continue
            if not isinstance(quad.object, NamedNode) or quad.object.value not in kinds:
                continue
            iri = quad.subject.value
            if iri not in used and not {iri, scheme_of.get(iri)} & noted:
                what = f"{curie(iri)} is defined and never used"
                yield problem_at(
                    "unused-term",
                    file,
                    quad,
                    what,
                    "use it, drop it, or give the reason in skos:editorialNote",
                )


def _named_in(rule: str) -> Iterator[str]:
    """Terms a rule names by prefix: what the build makes need not stand in an authored file."""
    for prefix, local in re.findall(r"\b([a-z]+):([A-Za-z-]+)", rule):
        if prefix in PREFIXES:
            yield PREFIXES[prefix] + local


def orphans(corpus: Corpus) -> Iterator[Problem]:
    """Registered things that no source, no other thing, no decision about a name and no host speaks of."""
    told = {iri for file in corpus.sources for quad in file.quads for iri in iris(quad)}
    told |= {decision.iri for decision in corpus.decisions.names}
    told |= {f"{ID}org/{host.publisher}" for host in Hosts.read(corpus.root).known.values()}
    told |= {q.object.value for file in corpus.entities for q in file.quads if isinstance(q.object, NamedNode)}
    for iri, file in corpus.registered().items():
        if iri not in told:
            what = f"{curie(iri)} is registered, and no source says anything of it"
            yield Problem("orphan", file.name, file.line_of(iri), what, "take it out, or state a fact about it")


def domains(corpus: Corpus) -> Iterator[Problem]:
    """Subjects and objects outside the classes that the ontology includes for a property."""
    store = Store()
    for authored in corpus.files():
        store.extend(Quad(q.subject, q.predicate, q.object) for q in authored.quads)
    above: dict[str, set[str]] = defaultdict(set)
    allowed: dict[tuple[str, str], set[str]] = defaultdict(set)
    types: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        name = quad.predicate.value
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            continue
        if name == f"{RDFS}subClassOf":
            above[quad.subject.value].add(quad.object.value)
        elif name in (f"{SCHEMA}domainIncludes", f"{SCHEMA}rangeIncludes"):
            allowed[quad.subject.value, local_name(name)].add(quad.object.value)
        elif name == _TYPE:
            types[quad.subject.value].add(quad.object.value)

    relations = {iri for iri, found in types.items() if f"{OWL}ObjectProperty" in found}
    known = relations | {iri for iri, found in types.items() if f"{OWL}DatatypeProperty" in found}
    annotations = {iri for iri, found in types.items() if f"{OWL}AnnotationProperty" in found}

    def kinds(iri: str) -> set[str]:
        found: set[str] = set()
        todo = list(types[iri])
        while todo:
            kind = todo.pop()
            if kind not in found:
                found.add(kind)
                todo += above[kind]
        return found

    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            name = quad.predicate.value
            if not name.startswith(CNAI) or name in annotations:
                continue
            if quad.subject == quad.object:
                what = f"{curie(quad.predicate.value)} relates a thing to itself"
                yield problem_at("domain-range", file, quad, what, "check both ends of the relation")
            ends = (("domainIncludes", "subject", quad.subject), ("rangeIncludes", "object", quad.object))
            for side, word, term in ends:
                classes = allowed.get((name, side))
                if side == "rangeIncludes" and name in known and isinstance(term, Literal) is (name in relations):
                    kind = "a thing or concept" if name in relations else "a text or number"
                    what = f"the object of {curie(name)} must be {kind}, not {term}"
                    yield problem_at(
                        "domain-range", file, quad, what, "write an IRI such as org:baidu, or mend the property"
                    )
                    continue
                if (
                    not classes
                    or not isinstance(term, NamedNode)
                    or not term.value.startswith(BASE)
                    or "#" in term.value
                ):
                    continue
                if types[term.value] and not kinds(term.value) & classes:
                    wanted = ", ".join(sorted(curie(c) for c in classes))
                    what = f"the {word} of {curie(name)} is {curie(term.value)}, which is none of {wanted}"
                    yield problem_at("domain-range", file, quad, what, "check the property and the type of the thing")

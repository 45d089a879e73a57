"""Checks of the files as authored: registration, names, spans, dates, terms, literals.

One function each, by its name in ``CHECKS``.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus, defined_terms
from kg_cn_ai.authoring.documents import MAX_SPAN, parse_span
from kg_cn_ai.authoring.evidence import SourceFile
from kg_cn_ai.authoring.identity import NAMES_FILE
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import nearest, normalise, simplified, strip_legal_suffix
from kg_cn_ai.namespaces import (  # fmt: skip
    BASE,
    CNAI,
    CONCEPT,
    DCTERMS,
    EDTF,
    ID,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    curie,
    kind_of,
    local_name,
)
from kg_cn_ai.query.questions import read_question

_TYPE: Final = f"{RDF}type"
_LABEL: Final = f"{RDFS}label"
_ALT: Final = f"{SKOS}altLabel"
_ANYTHING: Final = NamedNode("about:blank")
_BOTH: Final = {"乾"}
"""Characters that are simplified too: 乾 as in 乾坤, though it is also the traditional 干."""


def _iris(quad: Quad) -> Iterator[str]:
    yield from (t.value for t in (quad.subject, quad.predicate, quad.object) if isinstance(t, NamedNode))


def unregistered(corpus: Corpus) -> Iterator[Problem]:
    """IRIs of things that no entity file registers and of records that no source file declares."""
    known = set(corpus.registered()) | set(corpus.records()) | set(corpus.decisions.retired)
    decided = {f"{RDF}subject", f"{RDF}object"}
    for file in (*corpus.entities, *corpus.identity, *corpus.sources):
        for quad in file.quads:
            if file in corpus.identity and quad.predicate.value not in decided:
                continue
            for iri in _iris(quad):
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
            for iri in _iris(quad):
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
                used.update(_iris(quad))
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


def orphans(corpus: Corpus) -> Iterator[Problem]:
    """Registered things that no source and no other thing speaks of."""
    told = {iri for file in corpus.sources for quad in file.quads for iri in _iris(quad)}
    told |= {q.object.value for file in corpus.entities for q in file.quads if isinstance(q.object, NamedNode)}
    for iri, file in corpus.registered().items():
        if iri not in told:
            what = f"{curie(iri)} is registered, and no source says anything of it"
            yield Problem("orphan", file.name, file.line_of(iri), what, "take it out, or state a fact about it")


def scripts(corpus: Corpus) -> Iterator[Problem]:
    """Labels tagged as simplified Chinese that are written with traditional characters."""
    for file in corpus.entities:
        for quad in file.quads:
            if not isinstance(quad.object, Literal) or quad.object.language != "zh-hans":
                continue
            text = quad.object.value
            found = {a for a, b in zip(text, simplified(text), strict=True) if a != b}
            if traditional := sorted(found - _BOTH):
                what = f"{text!r} is tagged zh-hans and has the traditional {', '.join(traditional)}"
                yield problem_at("script", file, quad, what, "write it in simplified characters, or tag it zh-hant")


def queries(corpus: Corpus) -> Iterator[Problem]:
    """Named questions that are no SPARQL, or whose header is not as it must be."""
    folder = corpus.root / "ontology/questions"
    for path in sorted(folder.glob("*.rq")) if folder.is_dir() else []:
        name = path.relative_to(corpus.root).as_posix()
        try:
            Store().query(read_question(path).text)
        except InputError as error:
            line = str(error.where).rsplit(":", 1)[-1]
            yield Problem(
                "query", name, int(line) if line.isdecimal() else 1, error.what, error.hint or "mend the header"
            )
        except SyntaxError as error:
            place = re.search(r"error at (\d+):", str(error))
            yield Problem("query", name, int(place[1]) if place else 1, f"is no SPARQL: {error}", "mend the query")


def _named_in(rule: str) -> Iterator[str]:
    """Terms a rule names by prefix: what the build makes need not stand in an authored file."""
    for prefix, local in re.findall(r"\b([a-z]+):([A-Za-z-]+)", rule):
        if prefix in PREFIXES:
            yield PREFIXES[prefix] + local


def look_alikes(corpus: Corpus) -> Iterator[Problem]:
    """Two things of one type with the same name, once case, width, script variant and legal suffix are folded.

    A decision in graph/identity.ttl that they are different settles it.
    """
    seen: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for file in corpus.entities:
        for quad in sorted(file.quads, key=str):
            if quad.predicate.value not in (_LABEL, _ALT) or not isinstance(quad.object, Literal):
                continue
            if not isinstance(quad.subject, NamedNode) or quad.object.language == "zh-latn-pinyin":
                continue
            iri = quad.subject.value
            bearers = seen[kind_of(iri) or "", strip_legal_suffix(normalise(quad.object.value))]
            for other, name in bearers.items():
                if other != iri and iri not in bearers and not corpus.decisions.are_different(iri, other):
                    what = f"{curie(iri)} and {curie(other)} share the name {name!r}"
                    yield problem_at(
                        "look-alike",
                        file,
                        quad,
                        what,
                        "decide whether they are one: kg-cn-ai resolve",
                    )
            bearers.setdefault(iri, quad.object.value)


def identities(corpus: Corpus) -> Iterator[Problem]:
    """Decisions about things that are not registered, and retired things that are still there."""
    registered = corpus.registered()
    retired = corpus.decisions.retired
    for decision in corpus.decisions.names:
        if decision.iri not in registered:
            near = nearest(decision.iri, registered, 1)
            hint = f"did you mean {curie(near[0])}?" if near else "register it"
            what = f"{decision.name!r} is decided to be {curie(decision.iri)}, which is not registered"
            yield Problem("identity", NAMES_FILE, decision.line, what, hint)
    for iri, kept in sorted(retired.items()):
        file = registered.get(iri)
        if file is not None:
            what = f"{curie(iri)} is retired in favour of {curie(kept)} and still registered"
            yield Problem("identity", file.name, file.line_of(iri), what, "take it out, or the decision")
    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            for iri in _iris(quad):
                if iri in retired and iri not in registered:
                    what = f"{curie(iri)} is retired"
                    yield problem_at("identity", file, quad, what, f"write {curie(retired[iri])}")


def spans(corpus: Corpus) -> Iterator[Problem]:
    """Spans that are no place, too long, past the end of the document, or of another document than the file's."""
    for file in corpus.sources:
        source = SourceFile.of(file)
        extent = next(
            (
                int(q.object.value)
                for q in file.quads
                if q.predicate.value == f"{DCTERMS}extent" and isinstance(q.object, Literal)
            ),
            None,
        )
        noted = {*source.implied, *source.implied_numbers, *source.read_with}
        for iri in sorted({*source.evidence_spans(), *source.left_out, *noted}):

            def at(what: str, how: str, iri: str = iri, file: AuthoredFile = file) -> Problem:
                return Problem("span", file.name, file.line_of(iri, graph=iri), what, how)

            try:
                span = parse_span(iri)
            except InputError as error:
                yield at(error.what, error.hint or "")
                continue
            if span.document != source.document:
                yield at(
                    f"the span is of {curie(span.document)}, the file's document is {curie(source.document)}",
                    "one file holds one document",
                )
            if span.unit == "char" and iri not in source.left_out and span.end - span.start > MAX_SPAN:
                yield at(
                    f"the span has {span.end - span.start} characters, more than {MAX_SPAN}",
                    "narrow it to what supports the facts",
                )
            if span.unit == "char" and extent is not None and span.end > extent:
                yield at(
                    f"the span ends at {span.end}, the document has {extent} characters",
                    "find the place with: kg-cn-ai cite FILE TEXT",
                )
            if iri in noted and iri not in source.evidence_spans():
                yield at(f"<#{span.fragment}> supports no fact", "drop the note, or mend the span")


def dates(corpus: Corpus) -> Iterator[Problem]:
    """Literals typed as EDTF that are no dates."""
    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            if isinstance(quad.object, Literal) and quad.object.datatype.value == EDTF:
                try:
                    bounds(quad.object.value)
                except InputError as error:
                    yield problem_at("date", file, quad, error.what, error.hint or "")


def literals(corpus: Corpus) -> Iterator[Problem]:
    """Literals that a store would rewrite, or text that is not normalised, so that files and stores would differ."""
    stored: dict[Literal, Literal] = {}
    for file in corpus.files():
        for quad in file.quads:
            if not isinstance(quad.object, Literal):
                continue
            text = quad.object.value
            if text != unicodedata.normalize("NFC", text) or text != text.strip():
                yield problem_at(
                    "literal",
                    file,
                    quad,
                    f"the text {text!r} is not trimmed or not in Unicode NFC",
                    "retype it",
                )
            if quad.object not in stored:
                stored[quad.object] = _as_stored(quad.object)
            kept = stored[quad.object]
            if kept != quad.object:
                yield problem_at(
                    "literal", file, quad, f"{quad.object} would be stored as {kept}", "write it in that form"
                )


def _as_stored(literal: Literal) -> Literal:
    store = Store()
    store.add(Quad(_ANYTHING, _ANYTHING, literal))
    kept = next(iter(store)).object
    assert isinstance(kept, Literal)
    return kept


def derived(corpus: Corpus) -> Iterator[Problem]:
    """Triples written by hand that only the build makes."""
    made = {
        q.subject.value
        for f in corpus.ontology
        for q in f.quads
        if q.predicate.value == f"{CNAI}isDerived" and isinstance(q.subject, NamedNode)
    } - {f"{CNAI}investedIn"}
    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            by_hand = quad.predicate.value in made or (
                quad.predicate.value == _TYPE
                and isinstance(quad.object, NamedNode)
                and quad.object.value in made | {f"{CNAI}Statement"}
            )
            if by_hand:
                name = curie(
                    quad.predicate.value if quad.predicate.value in made else getattr(quad.object, "value", "")
                )
                yield problem_at(
                    "derived",
                    file,
                    quad,
                    f"{name} is written by hand",
                    "remove it: the build makes it from records and spans",
                )


def unevidenced(corpus: Corpus) -> Iterator[Problem]:
    """Facts outside a span's graph: in the default graph of a source file, or edges in an entity file."""
    of_document = ("kind", "date", "dateBasis", "fileName", "sha256")
    of_spans = ("readWith", "impliedMention", "impliedNumber", "leftOut")
    header = {f"{CNAI}{n}" for n in (*of_document, *of_spans)}
    for file in corpus.sources:
        for quad in file.quads:
            outside = isinstance(quad.graph_name, DefaultGraph)
            if outside and quad.predicate.value.startswith(CNAI) and quad.predicate.value not in header:
                yield problem_at(
                    "unevidenced",
                    file,
                    quad,
                    f"{curie(quad.predicate.value)} stands outside a span",
                    "move it into the graph of its span",
                )
            if outside and isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ID):
                yield problem_at(
                    "unevidenced",
                    file,
                    quad,
                    f"{curie(quad.subject.value)} is described outside a span",
                    "move it into the graph of its span",
                )
    describing = {f"{CNAI}{n}" for n in ("kind", "isoCode", "field", "place")}
    for file in corpus.entities:
        for quad in file.quads:
            name = quad.predicate.value
            if name.startswith(CNAI) and name not in describing:
                yield problem_at(
                    "unevidenced",
                    file,
                    quad,
                    f"{curie(name)} is a fact, and an entity file holds none",
                    "state it in a source file, under its span",
                )


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


CHECKS: Final[dict[str, Callable[[Corpus], Iterator[Problem]]]] = {
    "unregistered": unregistered,
    "undefined-term": undefined_terms,
    "unused-term": unused_terms,
    "look-alike": look_alikes,
    "identity": identities,
    "span": spans,
    "orphan": orphans,
    "script": scripts,
    "query": queries,
    "date": dates,
    "literal": literals,
    "derived": derived,
    "unevidenced": unevidenced,
    "domain-range": domains,
}
"""The checks of authored files, by the name that problems carry."""

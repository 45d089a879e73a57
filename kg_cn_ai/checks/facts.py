"""Checks of how facts are written: under a span that is a place, in literals that stay as they are, by hand or not."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus
from kg_cn_ai.authoring.documents import MAX_SPAN, parse_span
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, DCTERMS, EDTF, ID, RDF, curie

_TYPE: Final = f"{RDF}type"
_ANYTHING: Final = NamedNode("about:blank")


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
        evidence = set(source.evidence_spans())
        for iri in sorted({*evidence, *source.left_out, *noted}):

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
            if iri in noted and iri not in evidence:
                yield at(f"<#{span.fragment}> supports no fact", "drop the note, or mend the span")


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

"""Evidence held against the documents: is the place there, and does it name what it is cited for?

``verify`` reads each span in the very file whose hash the header pins. The mention check then asks whether the span
holds a registered name of something its facts are about, or a number or date that they state: a slipped offset seldom
does. Where a span supports a fact without naming what it is about, or without holding the number, its author gives the
reason with ``cnai:impliedMention`` or ``cnai:impliedNumber``; each excepts the span from its own check only.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg_cn_ai.authoring.corpus import Corpus, facts
from kg_cn_ai.authoring.documents import Document, find_document, parse_span, require_documents
from kg_cn_ai.authoring.mentions import known_names, mentions, unnamed, unsaid
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, RDF, RDFS, curie


class Outcome(StrEnum):
    """What became of a span: read where it should be, not there or another document, or no document to look in."""

    VERIFIED = "verified"
    MISMATCH = "mismatch"
    ABSENT = "source absent"


@dataclass(frozen=True, slots=True)
class SpanResult:
    """One span held against its document.

    ``mentions`` is None where no name was looked for; ``changed`` says that the whole document is another one.
    """

    span: str
    where: str
    outcome: Outcome
    problem: str = ""
    mentions: bool | None = None
    reason: str = ""
    changed: bool = False


def verify(corpus: Corpus, sources: Path) -> list[SpanResult]:
    """Hold every evidence span against its document, which is looked for in ``sources`` and beside the source file.

    Raises:
        InputError: ``sources`` is no folder.
        CheckFailed: It has none of the documents.
    """
    require_documents((name for file in corpus.sources if (name := SourceFile.of(file).name)), sources)
    names = known_names(corpus)
    records = _records(corpus)
    results: list[SpanResult] = []
    for file in corpus.sources:
        source = SourceFile.of(file)
        folders = [sources, file.path.parent]
        document = find_document(source.name, folders, source.sha256) if source.name else None
        results += _verify_file(source, document, names, records)
    return results


@dataclass(frozen=True, slots=True)
class Sampled:
    """A fact beside the text of its span, for a person who checks it; the text is None where the document is absent."""

    subject: str
    predicate: str
    object: str
    span: str
    text: str | None


def sample(corpus: Corpus, sources: Path, number: int, seed: int) -> list[Sampled]:
    """Facts drawn at random, in the order of the sources: those whose hash with the seed is smallest.

    So a fact stays in the sample while others come and go. Types and labels are no facts of a source and are not drawn.

    Raises:
        InputError: ``sources`` is no folder.
        CheckFailed: It has none of the documents.
    """
    require_documents((name for file in corpus.sources if (name := SourceFile.of(file).name)), sources)
    aside = {f"{RDF}type", f"{RDFS}label", f"{CNAI}dateBasis"}
    drawn = [
        (source, quad)
        for file in corpus.sources
        for source in [SourceFile.of(file)]
        for quad in sorted(facts(file), key=str)
        if quad.predicate.value not in aside
    ]
    ranked = sorted(range(len(drawn)), key=lambda i: hashlib.sha256(f"{seed} {drawn[i][1]}".encode()).digest())
    chosen = sorted(ranked[:number])
    documents: dict[str, Document | None] = {}
    found = []
    for source, quad in (drawn[index] for index in chosen):
        if source.document not in documents:
            documents[source.document] = find_document(source.name, [sources, source.file.path.parent], source.sha256)
        document = documents[source.document]
        span = quad.graph_name.value  # type: ignore[union-attr]
        text = document.read_span(parse_span(span)) if document and document.sha256 == source.sha256 else None
        ends = [curie(t.value) if isinstance(t, NamedNode) else str(t) for t in (quad.subject, quad.object)]
        found.append(Sampled(ends[0], curie(quad.predicate.value), ends[1], span, text))
    return found


def _verify_file(
    source: SourceFile, document: Document | None, names: dict[str, set[str]], records: dict[str, list[Quad]]
) -> Iterator[SpanResult]:
    about: dict[str, list[Quad]] = defaultdict(list)
    for span, quads in source.spans.items():
        about[span] += quads
        for second in source.read_with.get(span, ()):
            about[second] += quads
    for iri in source.evidence_spans():
        where = source.file.at(graph=iri)
        if document is None:
            yield SpanResult(iri, where, Outcome.ABSENT, f"there is no file {source.name or '(no cnai:fileName)'}")
            continue
        if document.sha256 != source.sha256:
            problem = f"{document.path} has SHA-256 {document.sha256[:12]}…, the header pins {source.sha256[:12]}…"
            problem = f"the document has changed: {problem}"
            yield SpanResult(iri, where, Outcome.MISMATCH, problem, changed=True)
            continue
        try:
            text = document.read_span(parse_span(iri))
        except InputError as error:
            yield SpanResult(iri, where, Outcome.MISMATCH, error.what)
            continue
        beside = " … ".join(document.read_span(parse_span(second)) for second in source.read_with.get(iri, ()))
        stated = source.spans.get(iri, ())
        missing = (
            (_unmentioned(source, iri, text, about[iri], names, records), source.implied.get(iri, "")),
            (unsaid(f"{text} … {beside}", stated), source.implied_numbers.get(iri, "")),
        )
        problem = next((problem for problem, reason in missing if problem and not reason), "")
        reason = "" if problem else " ".join(reason for what, reason in missing if what)
        mentioned = None if reason else not problem
        yield SpanResult(iri, where, Outcome.VERIFIED, problem, mentions=mentioned, reason=reason)


def _unmentioned(
    source: SourceFile,
    span: str,
    text: str,
    about: list[Quad],
    names: dict[str, set[str]],
    records: dict[str, list[Quad]],
) -> str:
    """What a span does not name of its facts, and how to mend it; empty where it does."""
    # A record spoken of in a fact is recognised by its own parties and numbers: it has no name in the text.
    named = (t.value for quad in about for t in (quad.subject, quad.object) if isinstance(t, NamedNode))
    of_records = [quad for name in named for quad in records.get(name, ())]
    if not mentions(text, [*about, *of_records], names):
        return "the span names nothing it is about: move it, or add cnai:impliedMention with the reason"
    stated = source.spans.get(span, ())
    if parse_span(span).unit != "char" and (thing := unnamed(f"{source.title} | {text}", stated, names)):
        return f"the row does not name {thing}: mend the fact, or register the name it has there"
    return ""


def _records(corpus: Corpus) -> dict[str, list[Quad]]:
    declared = corpus.records()
    records: dict[str, list[Quad]] = defaultdict(list)
    for file in corpus.sources:
        for quad in facts(file):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in declared:
                records[quad.subject.value].append(quad)
    return records

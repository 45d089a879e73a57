"""Evidence held against the documents: is the place there, and does it name what it is cited for?

``verify`` reads each span in the very file whose hash the header pins. The mention check then asks whether the span
holds a registered name of something its facts are about, or a number or date that they state: a slipped offset seldom
does. Where a span supports a fact without naming what it is about, or without holding the number, its author gives the
reason with ``cnai:impliedMention`` or ``cnai:impliedNumber``; each excepts the span from its own check only.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context
from enum import StrEnum
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus, facts
from kg_cn_ai.authoring.documents import Document, find_document, parse_span
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import CNAI, DCTERMS, EDTF, RDF, RDFS, SKOS, THING_TYPES, XSD, curie, kind_of

_LABELS: Final = {f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}prefLabel", f"{SKOS}notation"}
_IDENTIFIERS: Final = {f"{CNAI}isoCode", f"{CNAI}rorId"}
"""By these a table may name a thing: a parent by its record, a country by its code."""
_NUMERIC: Final = {f"{XSD}integer", f"{XSD}decimal", f"{XSD}double"}
_FLOAT: Final = re.compile(r"(?<![a-z0-9.])[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?(?![0-9])")
PRECISION: Final = Context(prec=12)
"""Significant digits of a number in a table: what stands behind them is noise of the program that wrote it."""
_WORDS: Final = {
    1: ("one", "first"), 2: ("two", "二", "两"), 3: ("three", "三"), 4: ("four", "四"), 5: ("five", "五"),
    6: ("six", "六"), 7: ("seven", "七"), 8: ("eight", "八"), 9: ("nine", "九"), 10: ("ten", "十"), 50: ("half",),
}  # fmt: skip
_SCALES: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file of the corpus, sorted by what its quads say of the document and its spans."""

    file: AuthoredFile
    document: str
    name: str
    title: str
    sha256: str
    spans: dict[str, list[Quad]]
    read_with: dict[str, list[str]]
    implied: dict[str, str]
    implied_numbers: dict[str, str]
    left_out: dict[str, str]

    @classmethod
    def of(cls, file: AuthoredFile) -> "SourceFile":
        """Sort the quads of a source file; header values that are missing are empty strings."""
        header: dict[str, tuple[str, str]] = {}
        document = ""
        notes: dict[str, dict[str, str]] = {"impliedMention": {}, "impliedNumber": {}, "leftOut": {}}
        read_with: dict[str, list[str]] = defaultdict(list)
        for quad in file.quads:
            if not isinstance(quad.graph_name, DefaultGraph) or not isinstance(quad.subject, NamedNode):
                continue
            name = quad.predicate.value.removeprefix(CNAI)
            subject, value = quad.subject.value, getattr(quad.object, "value", "")
            if name in notes:
                notes[name][subject] = value
            elif name == "readWith":
                read_with[subject].append(value)
            elif name in ("fileName", "sha256"):
                header[name] = (subject, value)
                document = subject
            elif name == f"{DCTERMS}title":
                header["title"] = (subject, value)
        spans: dict[str, list[Quad]] = defaultdict(list)
        for quad in facts(file):
            if isinstance(quad.graph_name, NamedNode):
                spans[quad.graph_name.value].append(quad)
        return cls(
            file=file,
            document=document,
            name=header.get("fileName", ("", ""))[1],
            title=header.get("title", ("", ""))[1],
            sha256=header.get("sha256", ("", ""))[1],
            spans=dict(spans),
            read_with={k: sorted(v) for k, v in read_with.items()},
            implied=notes["impliedMention"],
            implied_numbers=notes["impliedNumber"],
            left_out=notes["leftOut"],
        )

    def evidence_spans(self) -> list[str]:
        """Every span that supports a fact: graphs, and the spans they are read with."""
        return sorted({*self.spans, *(span for spans in self.read_with.values() for span in spans)})


def verify(corpus: Corpus, sources: Path) -> list[SpanResult]:
    """Hold every evidence span against its document, which is looked for in ``sources`` and beside the source file.

    Raises:
        InputError: ``sources`` is no folder.
    """
    if not sources.is_dir():
        raise InputError("is not a folder", where=str(sources), hint="name the folder that holds the source documents")
    names = _names(corpus)
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
    """
    if not sources.is_dir():
        raise InputError("is not a folder", where=str(sources), hint="name the folder that holds the source documents")
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
            (_unsaid(f"{text} … {beside}", stated), source.implied_numbers.get(iri, "")),
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
    if parse_span(span).unit != "char" and (thing := _unnamed(f"{source.title} | {text}", stated, names)):
        return f"the row does not name {thing}: mend the fact, or register the name it has there"
    return ""


def _unnamed(text: str, quads: Iterable[Quad], names: dict[str, set[str]]) -> str:
    """The first thing in the facts of a row that the row does not name: a table, unlike prose, has no pronouns."""
    words = normalise(text)
    for quad in quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and kind_of(term.value) in THING_TYPES:
                known = [normalise(name) for name in names.get(term.value, ())]
                # The name of a family may be the beginning of a longer word: CogVideoX is of CogVideo.
                family = quad.predicate.value == f"{CNAI}versionOf"
                if not any(_begins(words, name) or (family and _joined(name) in _joined(words)) for name in known):
                    return curie(term.value)
    return ""


def _begins(words: str, name: str) -> bool:
    """Whether a word begins with the name, both normalised; a number may follow, as of a version: Qwen2.5."""
    if not name or not name.isascii():
        return bool(name) and name in words
    after = "[0-9]" if name[-1].isdigit() else "[a-z]"
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?!{after})", words) is not None


def _joined(words: str) -> str:
    return words.replace(" ", "")


def _unsaid(text: str, quads: Iterable[Quad]) -> str:
    """The first number in the facts that the text does not hold, and how to mend it; empty where it holds all.

    An ordinal such as a batch's is not looked for.
    """
    folded = fold(text)
    written = {float(PRECISION.create_decimal(number)) for number in _FLOAT.findall(folded)}
    for quad in quads:
        value = quad.object
        if (
            isinstance(value, Literal)
            and value.datatype.value in _NUMERIC
            and quad.predicate.value != f"{CNAI}batchNumber"
        ):
            forms = map(fold, _number_forms(value.value))
            if float(value.value) not in written and not any(_holds(folded, form) for form in forms):
                return f"the facts state {value.value}, the span does not: mend one, or add cnai:impliedNumber"
    return ""


def _names(corpus: Corpus) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for file in (*corpus.entities, *corpus.ontology):
        for quad in file.quads:
            if (
                quad.predicate.value in _LABELS
                and isinstance(quad.object, Literal)
                and isinstance(quad.subject, NamedNode)
            ):
                if quad.object.language != "zh-latn-pinyin":
                    names[quad.subject.value].add(fold(quad.object.value))
    for decision in corpus.decisions.names:
        if decision.relation == "same":
            names[decision.iri].add(fold(decision.name))
    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            if quad.predicate.value in _IDENTIFIERS and isinstance(quad.subject, NamedNode):
                names[quad.subject.value].add(fold(quad.object.value))  # type: ignore[union-attr]
    return names


def _records(corpus: Corpus) -> dict[str, list[Quad]]:
    declared = corpus.records()
    records: dict[str, list[Quad]] = defaultdict(list)
    for file in corpus.sources:
        for quad in facts(file):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in declared:
                records[quad.subject.value].append(quad)
    return records


def mentions(text: str, quads: Iterable[Quad], names: dict[str, set[str]]) -> bool:
    """Whether a text holds a name of a thing or concept in the facts, or a number or date that they state."""
    folded = fold(text)
    for quad in quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode):
                if any(_holds(folded, name) for name in names.get(term.value, ())):
                    return True
            elif isinstance(term, Literal) and any(_holds(folded, fold(form)) for form in _forms(term)):
                return True
    return False


def _forms(literal: Literal) -> Iterator[str]:
    if literal.datatype.value in _NUMERIC:
        yield from _number_forms(literal.value)
    elif literal.datatype.value == EDTF:
        yield from _date_forms(literal.value)
    elif literal.language is None:
        yield literal.value


def _number_forms(lexical: str) -> Iterator[str]:
    number = float(lexical)
    yield repr(number)  # 9.504e+22, as tables write it
    whole = int(number)
    if number != whole:
        yield lexical
        return
    yield str(whole)
    yield f"{whole:,}"
    yield from _WORDS.get(whole, ())
    for scale, word in _SCALES:
        if whole >= scale:
            short = f"{number / scale:g}"
            yield f"{short} {word}"
            yield f"{short}-{word}"
            if short == "1":
                yield f"one {word}"


def _date_forms(edtf: str) -> Iterator[str]:
    yield edtf
    for year, month, day in re.findall(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", edtf):
        if day:
            name = _MONTHS[int(month) - 1]
            for suffix in ("", "st", "nd", "rd", "th"):
                yield f"{name} {int(day)}{suffix}"
        elif month:
            yield _MONTHS[int(month) - 1]
        else:
            yield year


def fold(text: str) -> str:
    """A text with white space, width, case and the apostrophe folded, for looking names up in it."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().replace("’", "'").strip()


def _holds(text: str, name: str) -> bool:
    if not name:
        return False
    if not name.isascii():
        return name in text
    # A unit may stand right behind a number: 1800EB, 35%.
    after = "[0-9]" if name[-1].isdigit() else "[a-z0-9]"
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?!{after})", text) is not None

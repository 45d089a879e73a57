"""How much of a text lies under evidence, and what does not.

A text whose every sentence is under a span, or left out with a reason, has been read whole: what the graph does not say
of it was not overlooked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.documents import Span, find_document, parse_span, require_documents
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.errors import InputError


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text document lies under evidence.

    ``characters`` counts all but line ends; ``covered`` those under a span; ``left_out`` those in spans that the author
    set aside with a reason and that no evidence covers. ``uncovered`` lists what is in neither, and what is set aside,
    as (span fragment, text, reason); the reason is empty where none is given.
    """

    document: str
    characters: int
    covered: int
    left_out: int
    uncovered: tuple[tuple[str, str, str], ...]

    @property
    def share(self) -> float:
        """Covered characters out of those not set aside, 0 to 1."""
        rest = self.characters - self.left_out
        return self.covered / rest if rest else 1.0

    @property
    def share_of_all(self) -> float:
        """Covered characters out of all, 0 to 1."""
        return self.covered / self.characters if self.characters else 1.0


def coverage(corpus: Corpus, sources: Path) -> list[Coverage]:
    """Coverage of each text document that is at hand; datasets, whose rows are chosen, are left out.

    Raises:
        InputError: ``sources`` is no folder, or a document has changed since its header was written.
        CheckFailed: No text document is at hand.
    """
    texts = []
    for file in corpus.sources:
        source = SourceFile.of(file)
        spans = [parse_span(iri) for iri in source.evidence_spans()]
        if source.name and spans and all(span.unit == "char" for span in spans):
            texts.append((source, spans))
    require_documents((source.name for source, _ in texts), sources)
    results = []
    for source, spans in texts:
        document = find_document(source.name, [sources, source.file.path.parent])
        if document is None:
            continue
        if document.sha256 != source.sha256:
            raise InputError(
                "the document is not the one the header pins",
                where=str(document.path),
                hint="get the pinned version, or mend the spans",
            )
        results.append(_cover(source, document.text, spans))
    return results


def _cover(source: SourceFile, text: str, spans: list[Span]) -> Coverage:
    under = bytearray(len(text))
    for span in spans:
        under[span.start : span.end] = b"\1" * (min(span.end, len(text)) - span.start)
    reasons = [""] * len(text)
    for iri, reason in source.left_out.items():
        span = parse_span(iri)
        for position in range(span.start, min(span.end, len(text))):
            reasons[position] = reason
    counted = [position for position, character in enumerate(text) if character not in "\r\n"]
    return Coverage(
        document=source.document,
        characters=len(counted),
        covered=sum(under[position] for position in counted),
        left_out=sum(bool(reasons[position]) and not under[position] for position in counted),
        uncovered=tuple(_gaps(text, under, reasons)),
    )


def _gaps(text: str, under: bytearray, reasons: list[str]) -> Iterator[tuple[str, str, str]]:
    position = 0
    while position < len(text):
        if under[position]:
            position += 1
            continue
        start, reason = position, reasons[position]
        while (
            position < len(text)
            and not under[position]
            and reasons[position] == reason
            and (text[position] != "\n" or reason)
        ):
            position += 1
        words = text[start:position]
        if any(character.isalnum() for character in words):
            left = len(words) - len(words.lstrip())
            yield f"char={start + left},{start + len(words.rstrip())}", " ".join(words.split()), reason
        position = max(position, start + 1)

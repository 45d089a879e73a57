"""The authored files: ontology, entities and sources, as people write them.

One TriG file holds one source document. The name of each of its graphs is a span of that document, so the graph is the
evidence of the triples inside; the default graph holds the document's own header and what authors say of spans
(``readWith``, ``impliedMention``, ``impliedNumber``, ``leftOut``) and the pages that rows of a table rest on
(``prov:hadPrimarySource``). Things are registered in Turtle files under
``graph/entities``.

The parser reports a line only for a syntax error, so a problem found later is placed by looking the terms up in the
text: :meth:`AuthoredFile.line_of`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, OWL, RDF, RDFS, SOURCE, curie

_RDF_TYPE: Final = NamedNode(f"{RDF}type")
_SUBCLASS: Final = NamedNode(f"{RDFS}subClassOf")
_NEWLINE: Final = b"\n"
_RECORD: Final = f"{CNAI}Record"


@dataclass(frozen=True, slots=True)
class AuthoredFile:
    """One Turtle or TriG file: its path as messages show it, its text and its quads."""

    path: Path
    name: str
    text: str
    quads: tuple[Quad, ...]

    def line_of(self, *terms: str, graph: str | None = None) -> int:
        """Line, from 1, where the terms stand: in the graph's block, then the first line with most of them.

        A term is an IRI or the lexical form of a literal. With no term found, the line of the graph, else 1.
        """
        text = _Lines.of(self.text) if graph is not None else _Lines.outside_blocks(self.text)
        lines = text.lines
        start, end = (0, len(lines)) if graph is None else self._block(text, graph)
        spellings = [[s for s in self._spellings(t) if s] for t in terms]
        if not spellings:
            return start + 1
        having = text.having(spellings[0], start, end)
        leading = (n for n in having if lines[n].lstrip().startswith(tuple(spellings[0])))
        subject = next(leading, having[0] if having else start)
        best, best_hits = subject, 0
        for number in range(subject, end):
            hits = sum(any(_occurs(s, lines[number]) for s in forms) for forms in spellings[1:])
            if hits > best_hits:
                best, best_hits = number, hits
            if number > subject and lines[number][:1] not in (" ", "\t", "") and lines[number][:1] != "#":
                break
        return best + 1

    def at(self, *terms: str, graph: str | None = None) -> str:
        """``file:line`` of the terms, for a message."""
        return f"{self.name}:{self.line_of(*terms, graph=graph)}"

    def _block(self, text: "_Lines", graph: str) -> tuple[int, int]:
        opening = next((text.openings[f] for f in self._spellings(graph) if f in text.openings), None)
        if opening is None:
            return 0, len(text.lines)
        last = len(text.lines) - 1
        closing = next((n for n in range(opening, len(text.lines)) if text.lines[n].startswith("}")), last)
        return opening, closing + 1

    def _spellings(self, term: str) -> tuple[str, ...]:
        relative = ""
        if term.startswith(SOURCE):
            # Source files name their document and its spans relative to @base.
            relative = f"<{term[term.index('#') :]}>" if "#" in term else "<>"
        return curie(term), f"<{term}>", relative, term


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text in lines. What is looked up is looked up in the whole, as a check may ask for thousands of places."""

    text: str
    lines: list[str]
    starts: list[int]
    openings: dict[str, int]
    """Each word of a line that opens a block, and the number, from 0, of the first such line."""

    @classmethod
    def _join(cls, lines: list[str]) -> "_Lines":
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        openings: dict[str, int] = {}
        for number, line in enumerate(lines):
            if line.rstrip().endswith("{"):
                for word in line.rstrip()[:-1].split():
                    openings.setdefault(word, number)
        return cls("\n".join(lines), lines, starts, openings)

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, text: str) -> "_Lines":
        return cls._join(text.split("\n"))

    @classmethod
    @lru_cache(maxsize=32)
    def outside_blocks(cls, text: str) -> "_Lines":
        """Lines inside a graph's braces are empty, so that what is looked for stands in the default graph."""
        found, inside = [], False
        for line in text.split("\n"):
            opening = line.startswith("<") and line.rstrip().endswith("{")
            found.append("" if inside or opening else line)
            inside = (inside or opening) and not line.startswith("}")
        return cls._join(found)

    def having(self, forms: list[str], start: int, end: int) -> list[int]:
        """Numbers, from 0, of the lines in which one of the forms occurs, of those from ``start`` to before ``end``."""
        after = self.starts[end] if end < len(self.starts) else len(self.text)
        found: set[int] = set()
        for form in forms:
            at = self.text.find(form, self.starts[start], after)
            while at >= 0:
                line = bisect_right(self.starts, at)
                found.add(line - 1)
                at = self.text.find(form, self.starts[line], after) if line < end else -1
        return [n for n in sorted(found) if any(_occurs(form, self.lines[n]) for form in forms)]


def _occurs(form: str, line: str) -> bool:
    return form in line and re.search(rf"(?<![\w:/-]){re.escape(form)}(?![\w-])", line) is not None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the build reads: authored files by room, and the rules in name order."""

    root: Path
    ontology: tuple[AuthoredFile, ...]
    entities: tuple[AuthoredFile, ...]
    sources: tuple[AuthoredFile, ...]
    identity: tuple[AuthoredFile, ...]
    decisions: Decisions
    rules: tuple[tuple[str, str], ...]
    record_classes: frozenset[str] = field(default_factory=frozenset)

    def files(self) -> Iterator[AuthoredFile]:
        """Ontology, entities, decisions about their identity, and sources, in that order."""
        yield from self.ontology
        yield from self.entities
        yield from self.identity
        yield from self.sources

    def registered(self) -> dict[str, AuthoredFile]:
        """IRI of each registered thing and the file that registers it."""
        return {
            quad.subject.value: file
            for file in self.entities
            for quad in file.quads
            if quad.predicate == _RDF_TYPE and isinstance(quad.subject, NamedNode)
        }

    def records(self) -> dict[str, AuthoredFile]:
        """IRI of each record and the file that declares its type."""
        return {
            quad.subject.value: file
            for file in self.sources
            for quad in file.quads
            if quad.predicate == _RDF_TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object.value in self.record_classes
        }


def facts(file: AuthoredFile) -> Iterator[Quad]:
    """The quads of a source file that stand in a span's graph."""
    return (quad for quad in file.quads if not isinstance(quad.graph_name, DefaultGraph))


def edges(files: Iterable[AuthoredFile], *predicates: str) -> Iterator[tuple[str, str]]:
    """Subject and object of each quad between IRIs whose predicate is one of the IRIs given."""
    for file in files:
        for quad in file.quads:
            if (
                quad.predicate.value in predicates
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                yield quad.subject.value, quad.object.value


def read_corpus(data: Path) -> Corpus:
    """Read every authored file under a data folder, the one that holds ``graph/`` and ``ontology/``.

    Raises:
        InputError: A folder is missing, a file cannot be parsed (with line and column), or holds a blank node.
    """
    for room in ("ontology", "graph/entities", "graph/sources"):
        if not (data / room).is_dir():
            raise InputError(
                f"there is no folder {room}/",
                where=str(data),
                hint="name the folder that holds graph/ and ontology/",
            )
    ontology = tuple(
        _read(data, path) for path in sorted((data / "ontology").glob("*.ttl")) if path.name != "shapes.ttl"
    )
    return Corpus(
        root=data,
        ontology=ontology,
        entities=tuple(_read(data, path) for path in sorted((data / "graph/entities").glob("*.ttl"))),
        sources=tuple(_read(data, path) for path in sorted((data / "graph/sources").glob("*.trig"))),
        identity=tuple(_read(data, path) for path in sorted((data / "graph").glob("identity.ttl"))),
        decisions=Decisions(data),
        rules=tuple((p.name, p.read_text(encoding="utf-8")) for p in sorted((data / "ontology/rules").glob("*.rq"))),
        record_classes=_record_classes(ontology),
    )


def _read(data: Path, path: Path) -> AuthoredFile:
    name = path.relative_to(data).as_posix()
    text, quads = parse_file(path, name)
    file = AuthoredFile(path=path, name=name, text=text, quads=quads)
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise InputError(
                "a blank node stands in the graph",
                where=file.at(*(t.value for t in (quad.subject, quad.predicate) if isinstance(t, NamedNode))),
                hint="give it an IRI of its own: blank nodes cannot be cited or compared between releases",
            )
    return file


def parse_file(path: Path, name: str) -> tuple[str, tuple[Quad, ...]]:
    """Text and quads of a Turtle or TriG file; ``name`` is the file as messages show it.

    Raises:
        InputError: It cannot be read or parsed, with line, column and the line itself.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{name}:{raw[: error.start].count(_NEWLINE) + 1}"
        raise InputError("is not UTF-8 text", where=where, hint="save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=name, hint="check the file") from error
    try:
        return text, tuple(parse(raw, RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.TURTLE))
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        row = text.split("\n")[line - 1]
        raise InputError(
            f"is not valid {path.suffix[1:]}: {error.msg}",
            where=f"{name}:{line}:{column}",
            hint=f"the mistake stands here, or at the end of what is before:\n    {row}\n    {' ' * (column - 1)}^",
        ) from error


def _record_classes(ontology: tuple[AuthoredFile, ...]) -> frozenset[str]:
    above: dict[str, set[str]] = {}
    for file in ontology:
        for quad in file.quads:
            if (
                quad.predicate == _SUBCLASS
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                above.setdefault(quad.object.value, set()).add(quad.subject.value)
    found, todo = {_RECORD}, [_RECORD]
    while todo:
        for name in above.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return frozenset(found)


def iris(quad: Quad) -> Iterator[str]:
    """The IRIs of a triple: its property, and what it relates."""
    yield from (term.value for term in (quad.subject, quad.predicate, quad.object) if isinstance(term, NamedNode))


def defined_terms(ontology: tuple[AuthoredFile, ...]) -> frozenset[str]:
    """IRIs of all classes and properties that the ontology defines."""
    kinds = {f"{OWL}{k}" for k in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
    return frozenset(
        quad.subject.value
        for file in ontology
        for quad in file.quads
        if quad.predicate == _RDF_TYPE
        and isinstance(quad.object, NamedNode)
        and quad.object.value in kinds
        and isinstance(quad.subject, NamedNode)
    )

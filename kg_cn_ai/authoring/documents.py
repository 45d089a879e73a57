"""Source documents and the places in them that evidence points to.

A span is a standard fragment of the document's IRI: ``char=START,END`` and ``line=START,END`` (RFC 5147; positions from
0, the end excluded, characters are Unicode code points of the file as stored), ``row=N`` (RFC 7111; a row is a CSV
record, the header is row 1) or a JSON pointer (RFC 6901). The graph keeps positions and the file's SHA-256, never text,
so a span can be read only beside the file itself.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg_cn_ai.errors import CheckFailed, InputError

MAX_SPAN = 400
"""Longest span of characters that counts as the tightest support of a fact."""

_FORMS = (
    re.compile(r"(?P<unit>char|line)=(?P<start>\d+),(?P<end>\d+)"),
    re.compile(r"(?P<unit>row)=(?P<start>\d+)"),
    re.compile(r"(?P<unit>/).*"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """One place of a document; ``start`` and ``end`` as in the fragment, 0 and 0 for a JSON pointer."""

    document: str
    fragment: str
    unit: str
    start: int
    end: int

    @property
    def iri(self) -> str:
        """The span's IRI: the document's with the fragment."""
        return f"{self.document}#{self.fragment}"


def parse_span(iri: str) -> Span:
    """The span an IRI names.

    Raises:
        InputError: The fragment is none of the forms above, or its end does not lie after its start.
    """
    document, _, fragment = iri.partition("#")
    for form in _FORMS:
        if match := form.fullmatch(fragment):
            groups = match.groupdict()
            start = int(groups.get("start") or 0)
            end = int(groups.get("end") or 0)
            if groups["unit"] in ("char", "line") and end <= start:
                raise InputError(
                    f"the span #{fragment} ends before it starts",
                    hint="write #char=START,END with END after START",
                )
            if groups["unit"] == "row" and start < 2:
                raise InputError(
                    f"#{fragment} is the header, not a row of data", hint="the first row of data is #row=2"
                )
            return Span(document, fragment, groups["unit"], start, end)
    raise InputError(
        f"#{fragment} names no place in a document",
        hint="write #char=START,END, #line=START,END, #row=N or a JSON pointer #/…",
    )


@dataclass(frozen=True)
class Document:
    """A file that evidence is checked against, as bytes."""

    path: Path
    data: bytes

    @classmethod
    def read(cls, path: Path) -> "Document":
        """Read a file.

        Raises:
            InputError: It cannot be read.
        """
        try:
            return cls(path, path.read_bytes())
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=str(path), hint="check the path") from error

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """The text as stored.

        Raises:
            InputError: The file is not UTF-8.
        """
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                "is not UTF-8 text", where=str(self.path), hint="positions count in the UTF-8 file"
            ) from error

    @cached_property
    def rows(self) -> list[list[str]]:
        """CSV records, the header first; a record may span lines."""
        return list(csv.reader(io.StringIO(self.text, newline="")))

    @cached_property
    def json(self) -> object:
        """The parsed JSON document."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise InputError(f"is not JSON: {error}", where=str(self.path), hint="check the file") from error

    def extent(self, unit: str) -> int:
        """How many characters, lines or rows there are."""
        if unit == "char":
            return len(self.text)
        return len(self.rows) if unit == "row" else len(self.text.splitlines())

    def read_span(self, span: Span) -> str:
        """The text of a span; cells of a row are joined by a bar, a JSON value is written out.

        Raises:
            InputError: The span lies outside the document.
        """
        if span.unit == "char" and span.end <= len(self.text):
            return self.text[span.start : span.end]
        if span.unit == "line" and span.end <= self.extent("line"):
            return "\n".join(self.text.splitlines()[span.start : span.end])
        if span.unit == "row" and span.start <= len(self.rows):
            return " | ".join(self.rows[span.start - 1])
        if span.unit == "/":
            return self._pointed(span)
        unit = {"char": "characters", "line": "lines", "row": "rows"}[span.unit]
        raise InputError(
            f"#{span.fragment} lies outside the document, which has {self.extent(span.unit):,} {unit}",
            where=str(self.path),
            hint="find the place with: kg-cn-ai cite FILE TEXT",
        )

    def _pointed(self, span: Span) -> str:
        value: object = self.json
        for part in span.fragment.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(key)] if isinstance(value, list) else value[key]  # type: ignore[index]
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise InputError(
                    f"#{span.fragment} points at nothing in the document",
                    where=str(self.path),
                    hint="check the JSON pointer",
                ) from error
        return json.dumps(value, ensure_ascii=False)


def require_documents(names: Iterable[str], folder: Path) -> None:
    """Refuse a folder that has none of the documents: a check that looks at nothing must not pass.

    Raises:
        InputError: It is no folder.
        CheckFailed: No file in it or below it has one of the names.
    """
    if not folder.is_dir():
        raise InputError("is not a folder", where=str(folder), hint="name the folder that holds the source documents")
    wanted = sorted(set(names))
    if not any(path.is_file() for name in wanted for path in folder.rglob(name)):
        raise CheckFailed(
            "holds none of the documents, so nothing was checked",
            where=str(folder),
            hint=f"name the folder that has, under these names, {', '.join(wanted) or '(no source names a document)'}",
        )


def find_document(name: str, folders: list[Path], sha256: str = "") -> Document | None:
    """The file of that name in the folders or below them: the one with the hash if there is, else the first by path.

    None where there is no file of that name.
    """
    found = [Document.read(path) for folder in folders for path in sorted(folder.rglob(name)) if path.is_file()]
    return next((document for document in found if document.sha256 == sha256), found[0] if found else None)

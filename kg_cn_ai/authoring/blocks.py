"""Turtle that people write and programs change: a block of text for each subject, and everything else as it stands.

A file is cut where its statements end, with comments, strings and IRIs read as Turtle has them. The comment right above
a statement, or behind its full stop, belongs to its block; a comment with a blank line below it is a section's and
keeps its place. What no change touches is the same to the byte.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import PREFIXES, curie, expand

__all__ = ["Blocks", "Token", "renamed", "tokens"]

_TOKEN: Final = re.compile(
    r'''(?P<comment>\#[^\n]*)
    | (?P<string>"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<end>\.(?=[\s\#]|\Z))
    | (?P<mark>[;,\[\]()])
    | (?P<word><[^<>\s]*>|(?:\\.|[^\s"'<\#;,\[\]().\\]|\.(?![\s\#]|\Z))+)''',
    re.VERBOSE | re.DOTALL,
)
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*(?=\n)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of Turtle: its kind (comment, string, end, mark or word), its text, and where that starts and stops."""

    kind: str
    text: str
    start: int
    stop: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of Turtle text; ``end`` is the full stop of a statement, ``mark`` one of ``; , [ ] ( )``."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "", match[0], match.start(), match.end())


def renamed(body: str, names: Mapping[str, str]) -> str:
    """Turtle text that names other IRIs, in words only: strings and comments stay. ``names`` are IRIs, old to new."""
    parts, done = [], 0
    for token in tokens(body):
        if token.kind == "word" and (new := names.get(expand(token.text) or "")):
            parts += [body[done : token.start], curie(new)]
            done = token.stop
    return "".join([*parts, body[done:]])


@dataclass(slots=True)
class _Piece:
    """A statement: the white space before it, the comments above it, and itself with its full stop.

    ``written`` is the subject as it stands there, ``@prefix`` and the prefix for a declaration, empty for a section.
    """

    gap: str
    lead: str
    body: str
    written: str


class Blocks:
    """The text of one Turtle file by subject."""

    def __init__(self, text: str, name: str, subjects: Iterable[str] = ()) -> None:
        """Cut a text that is valid Turtle.

        Args:
            text: The file's text.
            name: The file as messages show it.
            subjects: IRIs of all subjects that the file has.

        Raises:
            InputError: A subject has two blocks, or none, with file and line.
        """
        self._pieces: list[_Piece] = []
        self._of: dict[str, _Piece] = {}
        self._declared: set[str] = set()
        self._tail = ""
        start = 0
        statement: list[Token] = []
        for token in tokens(text):
            if token.kind == "comment":
                if self._pieces and not statement and "\n" not in text[start : token.start]:
                    self._pieces[-1].body += text[start : token.stop]
                    start = token.stop
                continue
            statement.append(token)
            if token.kind == "end":
                self._cut(text, name, start, statement)
                start, statement = token.stop, []
        self._tail = text[start:]
        for iri in sorted(subjects):
            if iri not in self._of:
                spelt = next((form for form in (curie(iri), f"<{iri}>") if form in text), "")
                raise InputError(
                    f"{curie(iri)} has no block of its own",
                    where=f"{name}:{text.count(chr(10), 0, text.find(spelt)) + 1}",
                    hint="start it on a new line under its usual name, and declare prefixes with @prefix",
                )

    def _cut(self, text: str, name: str, start: int, statement: list[Token]) -> None:
        first, end = statement[0], statement[-1]
        before = text[start : first.start]
        at = before.find("#")
        gap, lead = (before, "") if at < 0 else (before[:at], before[at:])
        blank = [match.end() for match in _BLANK_LINE.finditer(lead)]
        if blank:
            section = lead[: blank[-1]].rstrip()
            self._pieces.append(_Piece(gap, "", section, ""))
            rest = lead[len(section) :]
            at = rest.find("#")
            gap, lead = (rest, "") if at < 0 else (rest[:at], rest[at:])
        written = first.text if first.kind == "word" else ""
        if written.startswith("@"):
            written = f"{written} {statement[1].text}"
        piece = _Piece(gap, lead, text[first.start : end.stop], written)
        self._pieces.append(piece)
        if iri := expand(written):
            if iri in self._of:
                raise InputError(
                    f"{curie(iri)} has two blocks",
                    where=f"{name}:{text.count(chr(10), 0, first.start) + 1}",
                    hint="write all that is said of it in one",
                )
            self._of[iri] = piece

    def __contains__(self, iri: str) -> bool:
        """Whether a subject has a block."""
        return iri in self._of

    def body(self, iri: str) -> str:
        """The statement about a subject, without the comments above it."""
        return self._of[iri].body

    def line_of(self, iri: str) -> int:
        """Line, from 1, where the statement about a subject begins."""
        at = self._pieces.index(piece := self._of[iri])
        before = "".join(part for p in self._pieces[:at] for part in (p.gap, p.lead, p.body))
        return (before + piece.gap + piece.lead).count("\n") + 1

    def put(self, iri: str, body: str) -> None:
        """Let this be the statement about a subject; a new one stands before the first that is greater."""
        if piece := self._of.get(iri):
            piece.body = body
        else:
            self._insert(iri, _Piece("\n\n", "", body, curie(iri)))
        self._declare(body)

    def rename(self, iri: str, new: str, body: str) -> None:
        """Let the statement about a subject be about another one that has none; its comments go with it."""
        lead = self._of[iri].lead
        self.drop(iri)
        self._insert(new, _Piece("\n\n", lead, body, curie(new)))
        self._declare(body)

    def drop(self, iri: str) -> None:
        """Take a subject's block out."""
        at = self._pieces.index(piece := self._of.pop(iri))
        del self._pieces[at]
        if at < len(self._pieces) and "\n" not in self._pieces[at].gap:
            self._pieces[at].gap = piece.gap  # the line of the next one may have started here

    def _insert(self, iri: str, piece: _Piece) -> None:
        # A loop, because a register grows by thousands of blocks at once.
        at, last = None, len(self._pieces) - 1
        for n, other in enumerate(self._pieces):
            if other.written and other.written[0] != "@":
                last = n
                if other.written > piece.written:
                    at = n
                    break
        self._pieces.insert(last + 1 if at is None else at, piece)
        self._of[iri] = piece

    def _declare(self, body: str) -> None:
        """Declare the prefixes that a statement uses and the file does not, in their order."""
        words = (token.text.lstrip("^") for token in tokens(body) if token.kind == "word" and ":" in token.text)
        used = {word.partition(":")[0] for word in words}
        for prefix in sorted(used & PREFIXES.keys()):
            written = f"@prefix {prefix}:"
            if written in self._declared:
                continue
            self._declared.add(written)
            declared = [n for n, piece in enumerate(self._pieces) if piece.written.startswith("@prefix ")]
            if any(self._pieces[n].written == written for n in declared):
                continue
            if not declared:
                first = self._pieces[0]
                self._pieces.insert(0, _Piece("", first.lead, f"{written} <{PREFIXES[prefix]}> .", written))
                first.gap, first.lead = "\n\n", ""
                continue
            piece = _Piece("\n", "", f"{written} <{PREFIXES[prefix]}> .", written)
            at = next((n for n in declared if self._pieces[n].written > written), None)
            if at is not None and at == declared[0]:
                # What stands above the first declaration is the head of the file.
                first = self._pieces[at]
                piece.gap, piece.lead, first.gap, first.lead = first.gap, first.lead, "\n", ""
            self._pieces.insert(declared[-1] + 1 if at is None else at, piece)

    def text(self) -> str:
        """The text as it is now."""
        return "".join(part for p in self._pieces for part in (p.gap, p.lead, p.body)) + self._tail

"""Finds things and records by any of their names, as one types.

A name is looked for in the normalised forms of :mod:`kg_cn_ai.names`, so case, width, accents, punctuation,
spaces and traditional characters do not matter. Forms that are written down are tried first: names, stored
pinyin, initials. Only when none fits, what is computed or guessed is tried: pinyin of Chinese names that
have none stored; a Chinese name that is shortened (元宇宙计划 for 元宇宙三年行动计划) or typed with
characters of the same sound (智普 for 智谱); then typing errors. So a hit never competes with guesses.

Ranking is by kind of match, exact > prefix > start of a word or syllable > substring > shortened > same sound
> typing error; equal matches by things before records, then by the number of statements and records about
them, then by label. Typing errors are looked for from four letters on: one up to seven letters, two above,
and only where the first letter is right in a text of less than six; shorter texts are too near to everything.
Numbers must be right: GPT-5 is no misspelt GPT-4.

What identifies a thing (:mod:`kg_cn_ai.search.identifiers`) finds it before any name does; where it is a word without
digits, such as a ticker, names follow.

Everything is read from the database of :mod:`kg_cn_ai.search.index`: beginnings from a sorted column, words and
parts of words from its full-text tables.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.names import closest, has_han, nearest, normalise, strip_legal_suffix, words_of
from kg_cn_ai.search.guesses import LAST, Best, Guesses, keep
from kg_cn_ai.search.identifiers import key_of
from kg_cn_ai.search.index import Entry, entries_of, fill

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Index", "Match", "Matches"]

_LONGEST: Final = 200
"""Characters of a text that are looked at; no name is longer."""

# Scores; a form's kind (name, pinyin, initials) takes off two each.
_EXACT, _PREFIX, _WORD, _INSIDE = 100, 90, 80, 70
_HOW: Final = {_EXACT: "exact", _PREFIX: "prefix", _WORD: "word", _INSIDE: "substring"}

_OF_TYPE: Final = " AND entry IN (SELECT entry FROM type WHERE name = :type)"

_BEGINNINGS: Final = f"""
SELECT id, entry, CASE WHEN joined = :text THEN {_EXACT} ELSE {_PREFIX} END - 2 * kind AS score FROM form
WHERE joined >= :text AND joined < :end AND computed = :computed
    AND (kind < 2 OR joined = :text OR length(:text) > 1)"""

_STARTS: Final = f"""
SELECT id, entry, CASE WHEN inner THEN {_INSIDE} ELSE {_WORD} END - 2 * kind AS score FROM start
JOIN form ON form.id = start.form
WHERE text >= :text AND text < :end AND computed = :computed AND (NOT inner OR span >= length(:text))"""

_WORDS: Final = f"""
SELECT id, entry, {_WORD} AS score FROM by_word JOIN form ON form.id = by_word.rowid
WHERE by_word MATCH :words AND computed = :computed"""

_PARTS: Final = f"""
SELECT id, entry, {_INSIDE} AS score FROM by_part JOIN form ON form.id = by_part.rowid
WHERE by_part MATCH :part AND computed = :computed"""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was found.

    ``type`` is the local name of its class. ``matched`` is the name or identifier that fits, as it is written; ``how``
    is identifier, exact, prefix, word, substring, shortened, sound or typo; ``score`` (0–100) depends on the kind of
    match, and for a typing error on the share of letters that are right.
    """

    iri: str
    label: str
    label_zh: str
    type: str
    type_label: str
    matched: str
    score: float
    how: str


class Matches(list[Match]):
    """Results of a search, the best first; a table in notebooks."""

    def _repr_html_(self) -> str:
        from kg_cn_ai.query.rows import html_table

        rows = [(m.label, m.label_zh, m.type_label, ns.curie(m.iri), m.matched) for m in self]
        return html_table(("name", "名称", "type", "iri", "matched"), rows)


class Index:
    """Names of all things and records of a release, searchable as one types; several threads may search at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """An index of these entries, in any order, in memory."""
        # The library is built to serialise calls, so one connection serves all threads.
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        fill(self._database, entries)

    @classmethod
    def from_store(cls, store: "ox.Store") -> Self:
        """An index in memory of a store's things and records."""
        return cls(entries_of(store))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in a file that :func:`kg_cn_ai.search.index.write_index` has made.

        Raises:
            InputError: It is not there, or is no such file.
        """
        index = cls.__new__(cls)
        try:
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            index._database = sqlite3.connect(address, uri=True, check_same_thread=False)
            len(index)
        except sqlite3.Error as error:
            raise InputError(
                f"no index of names: {error}", where=str(path), hint="remove the folder it is in, and try again"
            ) from error
        return index

    def search(self, text: str, limit: int = 10, type: str | None = None) -> list[Match]:
        """What the text may name, best first; empty where nothing is like it.

        Args:
            text: A name or its beginning, in English, Chinese (simplified or traditional) or pinyin (joined,
                spaced or initials, with or without tone marks).
            limit: At most so many matches.
            type: Local name of a class, such as ``Company``; only its instances are returned.

        Raises:
            UnknownName: Nothing in the index is of this type.
        """
        kind = None if type is None else self._type(type)
        text = text[:_LONGEST]
        identified = self._identified(text, kind)[:limit] if limit > 0 else []
        if not identified or key_of(text).isalpha():
            known = {match.iri for match in identified}
            identified += [match for match in self._named(text, limit, kind) if match.iri not in known]
        return identified[:limit]

    def _named(self, text: str, limit: int, kind: str | None) -> list[Match]:
        queries = dict.fromkeys((normalise(text), normalise(strip_legal_suffix(text))))
        for attempt in (self._written, self._implied, self._mistyped):
            for query in queries if limit > 0 else ():
                if query and (best := attempt(query, limit, kind)):
                    return self._matches(best, limit)
        return []

    def nearest(self, text: str, limit: int = 3) -> list[Match]:
        """Suggestions for a name that is not known: what :meth:`search` finds, else names like the text."""
        found = self.search(text, limit)
        if found or not (query := normalise(text[:_LONGEST])):
            return found
        best: Best = {}
        spellings = self._spellings
        for rank, spelling in enumerate(closest(query, {words: words for words in spellings}, limit)):
            number, entry = spellings[spelling]
            keep(best, entry, 20.0 - rank, "typo", number)
        return self._matches(best, limit)

    def types_of(self, iri: str) -> list[str]:
        """Local names of the classes of a thing or record."""
        sql = "SELECT name FROM type JOIN entry ON entry.id = entry WHERE iri = ? ORDER BY name"
        return [name for (name,) in self._database.execute(sql, (iri,))]

    def of_type(self, name: str) -> set[str]:
        """IRIs of the instances of a class, given as for :meth:`search`.

        Raises:
            UnknownName: Nothing in the index is of this type.
        """
        sql = "SELECT iri FROM type JOIN entry ON entry.id = entry WHERE name = ?"
        return {iri for (iri,) in self._database.execute(sql, (self._type(name),))}

    def below(self, namespace: str) -> list[str]:
        """IRIs of things, records and concepts that begin with this."""
        after = namespace + chr(0x10FFFF)
        found = self._database.execute("SELECT iri FROM entry WHERE iri BETWEEN ? AND ?", (namespace, after))
        return [iri for (iri,) in found]

    def entry(self, iri: str) -> Match | None:
        """A thing or record by its IRI, as a match of its own label; None where there is none."""
        sql = "SELECT label, label_zh, type, type_label FROM entry WHERE iri = ?"
        row = self._database.execute(sql, (iri,)).fetchone()
        if row is None:
            return None
        label, label_zh, type, type_label = row
        return Match(iri, label, label_zh, type, type_label, label, 100.0, "exact")

    def __len__(self) -> int:
        """Number of things and records."""
        return int(self._database.execute("SELECT count(*) FROM entry").fetchone()[0])

    @cached_property
    def types(self) -> dict[str, int]:
        """Local name of each class that something is of → number of its instances."""
        return dict(self._database.execute("SELECT name, count(*) FROM type GROUP BY name ORDER BY name"))

    @cached_property
    def _spellings(self) -> dict[str, tuple[int, int]]:
        """Each name as it is compared, with the numbers of a form and of the entry that it names."""
        forms = self._database.execute("SELECT words, id, entry FROM form WHERE kind = 0")
        return {words: (number, entry) for words, number, entry in forms}

    @cached_property
    def _guesses(self) -> Guesses:
        return Guesses(self._database)

    def _identified(self, text: str, kind: str | None) -> list[Match]:
        """What the text identifies, as an IRI or as an identifier elsewhere."""
        wanted = ns.expand(text.strip())
        sql = (
            "SELECT iri, label, label_zh, type, type_label, written FROM identifier JOIN entry ON entry.id = entry "
            "WHERE key = :key UNION SELECT iri, label, label_zh, type, type_label, iri FROM entry WHERE iri = :iri"
        )
        rows = self._database.execute(sql, {"key": key_of(text), "iri": wanted}) if text.strip() else ()
        found = [
            Match(iri, label, label_zh, type_, type_label, written, 100.0, "identifier")
            for iri, label, label_zh, type_, type_label, written in rows
        ]
        return [match for match in found if kind is None or kind in self.types_of(match.iri)]

    def _type(self, name: str) -> str:
        known = {kind.casefold(): kind for kind in self.types}
        kind = known.get(ns.local_name(name).rsplit(":", 1)[-1].casefold())
        if kind is None:
            near = nearest(name, known.values())
            hint = f"Types are for example {', '.join(near or sorted(known.values())[:5])}."
            raise UnknownName(f"nothing is of the type {name}", hint=hint, suggestions=near)
        return kind

    def _written(self, query: str, limit: int, kind: str | None) -> Best:
        return self._find(query, limit, kind, computed=0)

    def _implied(self, query: str, limit: int, kind: str | None) -> Best:
        if not has_han(query):
            return self._find(query, limit, kind, computed=1)
        return self._of_type(self._guesses.shortened(query) | self._guesses.sounding(query), kind)

    def _mistyped(self, query: str, limit: int, kind: str | None) -> Best:
        return self._of_type(self._guesses.mistyped(query), kind)

    def _find(self, query: str, limit: int, kind: str | None, computed: int) -> Best:
        """Best match of each entry that has the query in one of its forms; weaker kinds only where needed."""
        joined = query.replace(" ", "")
        values: dict[str, str | int | None] = {
            "text": joined,
            "end": joined + LAST,
            "computed": computed,
            "type": kind,
            "limit": limit,
        }
        # A single letter begins too many words to say anything.
        values["words"] = " ".join(f'words:"{word}"{"*" * (len(word) > 1)}' for word in words_of(query))
        values["part"] = f'"{joined}"'
        latin = not has_han(joined)
        steps = [[_BEGINNINGS], [_WORDS], [_PARTS]]
        if len(joined) >= 3 or not latin:
            steps[1].append(_STARTS)
        if len(joined) < 3 or not latin:
            del steps[2]
        parts: list[str] = []
        found: Best = {}
        for step in steps:
            parts += step
            found = self._ranked(parts, values)
            if len(found) >= limit:
                break
        return found

    def _ranked(self, parts: list[str], values: dict[str, str | int | None]) -> Best:
        # Of equal forms of an entry the first counts: a label comes before other names that also fit.
        of_type = _OF_TYPE if values["type"] else ""
        found = " UNION ALL ".join(part + of_type for part in parts)
        sql = (
            f"SELECT entry, score, id, max(score * 1000000000 - id) FROM ({found}) "
            "GROUP BY entry ORDER BY score DESC, entry LIMIT :limit"
        )
        return {
            entry: (float(score), _HOW[-(-score // 10) * 10], number)
            for entry, score, number, _ in self._database.execute(sql, values)
        }

    def _of_type(self, best: Best, kind: str | None) -> Best:
        if not best or kind is None:
            return best
        wanted = {i for (i,) in self._database.execute("SELECT entry FROM type WHERE name = ?", (kind,))}
        return {entry: match for entry, match in best.items() if entry in wanted}

    def _matches(self, best: Best, limit: int) -> list[Match]:
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
        forms = [number for _, (_, _, number) in ranked]
        sql = (
            "SELECT form.id, iri, label, label_zh, type, type_label, form.name FROM form "
            f"JOIN entry ON entry.id = entry WHERE form.id IN ({','.join('?' * len(forms))})"
        )
        rows = {row[0]: row[1:] for row in self._database.execute(sql, forms)}
        matches = []
        for _, (score, how, number) in ranked:
            iri, label, label_zh, type_, type_label, name = rows[number]
            matches.append(Match(iri, label, label_zh, type_, type_label, name, round(score, 1), how))
        return matches

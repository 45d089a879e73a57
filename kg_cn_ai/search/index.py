"""The index that search reads: an SQLite database with every form under which a thing or record is found.

It is made once per release, because what is slow is done here: pinyin of Chinese names that have none stored
(``pypinyin`` is imported), and the reading of each character that one may type for another of the same sound. To search
it needs neither.

Tables:

``entry``: a thing, record or concept each, numbered in the order in which equal matches are ranked: things first, then
by the number of statements and records about them, then by label.
``type``: local names of the classes of each entry.
``form``: normalised forms (:mod:`kg_cn_ai.names`), an entry's label first; ``kind`` is the place in :data:`KINDS`,
``computed`` is 1 for pinyin that nobody wrote down, ``joined`` is the form without spaces.
``start``: the rest of a form from each place where a word or a syllable begins, and inside of words from each Chinese
character (``inner``); ``span`` is the number of characters to the next beginning.
``by_word`` (FTS5): the words of each written name, and its Chinese characters one by one.
``by_part`` (FTS5, trigrams): the same names, for what stands in the middle of a Latin word.
``identifier``: what identifies an entry (:mod:`kg_cn_ai.search.identifiers`): the key that it is looked up by, and as
it is written.
``reading``: Chinese character to syllable, for the syllables that occur.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import has_han, words_of
from kg_cn_ai.pinyin import readings
from kg_cn_ai.search.identifiers import identifiers_of, keys_of
from kg_cn_ai.search.keys import Key, spoken_keys, stored_keys

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["KINDS", "Entry", "entries_of", "fill", "write_entries", "write_index"]

KINDS: Final = ("name", "pinyin", "initials")
"""Kinds of forms, the more telling first."""

_CONCEPT: Final = "Concept"
"""Local name and English label of the class of concepts."""

_TABLES: Final = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL, label_zh TEXT NOT NULL,
    type TEXT NOT NULL, type_label TEXT NOT NULL, weight INTEGER NOT NULL);
CREATE TABLE type (name TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (name, entry)) WITHOUT ROWID;
CREATE TABLE form (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, kind INTEGER NOT NULL, computed INTEGER NOT NULL,
    joined TEXT NOT NULL, words TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE start (text TEXT NOT NULL, form INTEGER NOT NULL, inner INTEGER NOT NULL, span INTEGER NOT NULL,
    PRIMARY KEY (text, form, inner, span)) WITHOUT ROWID;
CREATE TABLE identifier (key TEXT NOT NULL, entry INTEGER NOT NULL, written TEXT NOT NULL, PRIMARY KEY (key, entry))
    WITHOUT ROWID;
CREATE TABLE reading (character TEXT PRIMARY KEY, syllable TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE by_word USING fts5(words, characters, content='', tokenize="ascii tokenchars '+'", prefix='2 3');
CREATE VIRTUAL TABLE by_part USING fts5(words, content='', tokenize='trigram');
"""
_INDEXES: Final = """
CREATE INDEX form_by_joined ON form (joined, computed, kind, entry);
CREATE INDEX entry_by_iri ON entry (iri);
INSERT INTO by_word(by_word) VALUES ('optimize');
INSERT INTO by_part(by_part) VALUES ('optimize');
ANALYZE;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing, record or concept to be found.

    ``types`` are the local names of its classes, the most specific first; ``weight`` is the number of statements and
    records about it; ``identifiers`` are what names it and nothing else, besides its IRI.
    """

    iri: str
    labels: dict[str, str]
    names: tuple[str, ...]
    types: tuple[str, ...]
    type_label: str
    weight: int
    identifiers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The English label, or what comes nearest to it."""
        return self.labels.get("en") or next(iter(self.labels.values()), ns.local_name(self.iri))

    @property
    def is_thing(self) -> bool:
        """False for records (events, partnerships, provisions, observations) and concepts."""
        return ns.kind_of(self.iri) in ns.THING_TYPES


def write_index(store: "ox.Store", path: Path) -> None:
    """Make the index of a release's things and records as a file; the same store gives the same bytes."""
    write_entries(entries_of(store), path)


def write_entries(entries: Iterable[Entry], path: Path) -> None:
    """Make the index of these entries, in any order, as a file."""
    database = sqlite3.connect(path)
    try:
        fill(database, entries)
        database.execute("VACUUM")
    finally:
        database.close()


def fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Put entries, in any order, into an empty database.

    Raises:
        InputError: The SQLite of this Python has no FTS5 with trigrams.
    """
    ranked = sorted(entries, key=lambda entry: (not entry.is_thing, -entry.weight, entry.label, entry.iri))
    try:
        database.executescript(_TABLES)
    except sqlite3.OperationalError as error:
        raise InputError(
            f"the SQLite {sqlite3.sqlite_version} of this Python cannot make the index of names: {error}",
            hint="Use a Python with SQLite 3.34 or newer, built with FTS5.",
        ) from error
    database.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (i, e.iri, e.label, e.labels.get("zh-hans", ""), e.types[0], e.type_label, e.weight)
            for i, e in enumerate(ranked)
        ),
    )
    database.executemany(
        "INSERT OR IGNORE INTO type VALUES (?, ?)",
        ((name, i) for i, entry in enumerate(ranked) for name in entry.types),
    )
    database.executemany(
        "INSERT OR IGNORE INTO identifier VALUES (?, ?, ?)",
        ((key, i, text) for i, entry in enumerate(ranked) for text in entry.identifiers for key in keys_of(text)),
    )
    forms = list(_forms(ranked))
    database.executemany(
        "INSERT INTO form VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, i, KINDS.index(key.kind), computed, "".join(words), " ".join(words), key.name)
            for number, (i, key, computed, words) in enumerate(forms)
        ),
    )
    database.executemany(
        "INSERT OR IGNORE INTO start VALUES (?, ?, ?, ?)",
        (
            (text, number, inner, span)
            for number, (_, key, _, words) in enumerate(forms)
            for text, inner, span in _starts(key, words)
        ),
    )
    written = [(n, words) for n, (_, key, _, words) in enumerate(forms) if key.kind == "name"]
    database.executemany(
        "INSERT INTO by_word(rowid, words, characters) VALUES (?, ?, ?)",
        ((n, " ".join(words), " ".join(c for word in words if has_han(word) for c in word)) for n, words in written),
    )
    database.executemany(
        "INSERT INTO by_part(rowid, words) VALUES (?, ?)",
        ((n, " ".join(word for word in words if not has_han(word))) for n, words in written),
    )
    spoken = {word for _, key, _, words in forms if key.kind == "pinyin" for word in words}
    database.executemany(
        "INSERT INTO reading VALUES (?, ?)",
        ((character, said) for character, said in readings().items() if said in spoken) if spoken else (),
    )
    database.commit()
    database.executescript(_INDEXES)


def _forms(entries: Iterable[Entry]) -> Iterator[tuple[int, Key, int, list[str]]]:
    for i, entry in enumerate(entries):
        for key in stored_keys(entry.labels, entry.names):
            yield i, key, 0, words_of(key.text)
        # The label of a record is a sentence that nobody types in pinyin.
        for key in spoken_keys(entry.labels, entry.names) if entry.is_thing else ():
            yield i, key, 1, words_of(key.text)


def _starts(key: Key, words: list[str]) -> Iterator[tuple[str, int, int]]:
    """Rest of the form from each beginning but the first, whether that is inside a word, and how long it runs."""
    for place in range(1, len(words)) if key.kind != "initials" else ():
        yield "".join(words[place:]), 0, len(words[place])
    for place, word in enumerate(words) if key.kind == "name" else ():
        for at in range(1, len(word)) if has_han(word) else ():
            yield word[at:] + "".join(words[place + 1 :]), 1, len(word) - at


def entries_of(store: "ox.Store") -> list[Entry]:
    """Every thing, record and concept of a built store."""
    from kg_cn_ai.network.network import leaf_classes, values

    leaves = leaf_classes(store)
    classes = values(store, f"{ns.RDF}type")
    tags = ("en", "zh-hans", "zh-hant", "zh-latn-pinyin")
    labels = {tag: values(store, f"{ns.RDFS}label", tag) for tag in tags}
    names = values(store, f"{ns.SKOS}altLabel")
    identified = identifiers_of(store)
    weight: Counter[str] = Counter()
    for predicate in (f"{ns.RDF}subject", f"{ns.RDF}object", f"{ns.CNAI}participant", f"{ns.CNAI}concerns"):
        for about in values(store, predicate).values():
            weight.update(about)
    return [
        Entry(
            iri,
            {tag: found[iri][0] for tag, found in labels.items() if iri in found},
            tuple(names.get(iri, ())),
            (ns.local_name(leaf), *(ns.local_name(name) for name in classes[iri] if name != leaf)),
            labels["en"].get(leaf, [ns.local_name(leaf)])[0],
            weight[iri],
            identified.get(iri, ()),
        )
        for iri, leaf in leaves.items()
    ] + _concepts(store, classes, names, weight)


def _concepts(
    store: "ox.Store", classes: dict[str, list[str]], names: dict[str, list[str]], weight: Counter[str]
) -> list[Entry]:
    """The concepts of a store, which have labels of a property of their own and no class of this vocabulary."""
    from kg_cn_ai.network.network import values

    labels = {tag: values(store, f"{ns.SKOS}prefLabel", tag) for tag in ("en", "zh-hans")}
    return [
        Entry(
            iri,
            {tag: found[iri][0] for tag, found in labels.items() if iri in found},
            tuple(names.get(iri, ())),
            (_CONCEPT,),
            _CONCEPT,
            weight[iri],
        )
        for iri, found_in in sorted(classes.items())
        if iri.startswith(ns.CONCEPT) and f"{ns.SKOS}{_CONCEPT}" in found_in
    ]

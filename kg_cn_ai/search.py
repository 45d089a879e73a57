"""Finds things and records by any of their names, as one types.

A name is looked for in the normalised forms of :mod:`kg_cn_ai.names`, so case, width, accents, punctuation,
spaces and traditional characters do not matter. Forms that are written down are tried first: names, stored
pinyin, initials. Only when none fits, what must be computed or guessed is tried: pinyin of Chinese names that
have none stored; a Chinese name that is shortened (元宇宙计划 for 元宇宙三年行动计划) or typed with
characters of the same sound (智普 for 智谱); then typing errors. So a hit never competes with guesses, and
pypinyin is seldom imported.

Ranking is by kind of match, exact > prefix > start of a word or syllable > substring > shortened > same sound
> typing error; equal matches by things before records, then by the number of statements and records about
them, then by label. Typing errors are looked for from four letters on: one up to seven letters, two above,
and only where the first letter is right in a text of less than six; shorter texts are too near to everything.
Numbers must be right: GPT-5 is no misspelt GPT-4.

The index is one text of all forms, searched by ``str.find``: fast enough up to some hundred thousand names,
and nothing to keep up to date on disk.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.names import (
    Key,
    has_han,
    normalise,
    pinyin_forms,
    search_keys,
    spoken_keys,
    stored_keys,
    strip_legal_suffix,
    words_of,
)
from kg_cn_ai.names import nearest as nearest_names

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Entry", "Index", "Match"]

_SCORES: Final = {
    "exact": {"name": 100.0, "pinyin": 98.0, "initials": 96.0},
    "prefix": {"name": 90.0, "pinyin": 88.0, "initials": 86.0},
    "word": {"name": 80.0, "pinyin": 78.0},
    "substring": {"name": 70.0},
    "shortened": {"name": 65.0},
    "sound": {"pinyin": 60.0},
}

_SHORTEST: Final = 4
"""Fewer Chinese characters than this occur in the same order in too many names."""

_LAST: Final = "\U0010ffff"
"""Last of all characters: what begins with a text is sorted between it and it with this added."""

_Best: TypeAlias = dict[int, tuple[float, str, Key]]
"""Position of an entry → score, kind of match and key of its best match."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was found.

    ``matched`` is the name that fits, as it is written; ``how`` is exact, prefix, word, substring, shortened,
    sound or typo; ``score`` (0–100) depends on the kind of match, and for a typing error on the share of
    letters that are right.
    """

    iri: str
    label: str
    label_zh: str
    type_label: str
    matched: str
    score: float
    how: str


class Matches(list[Match]):
    """Results of a search, the best first; a table in notebooks."""

    def _repr_html_(self) -> str:
        from kg_cn_ai.rows import html_table

        rows = [(m.label, m.label_zh, m.type_label, ns.curie(m.iri), m.matched) for m in self]
        return html_table(("name", "名称", "type", "iri", "matched"), rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of a thing or record.

    ``types`` are the local names of its classes, the most specific first; ``weight`` is the number of
    statements and records about it.
    """

    iri: str
    labels: dict[str, str]
    names: tuple[str, ...]
    types: tuple[str, ...]
    type_label: str
    weight: int

    @property
    def label(self) -> str:
        """The English label, or what comes nearest to it."""
        return self.labels.get("en") or next(iter(self.labels.values()), ns.local_name(self.iri))

    @property
    def is_thing(self) -> bool:
        """False for records: events, partnerships, provisions, observations."""
        return ns.kind_of(self.iri) in ns.THING_TYPES


class Index:
    """Names of all things and records of a release, searchable as one types."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """An index of these entries, in any order."""
        self._entries = sorted(entries, key=lambda entry: (not entry.is_thing, -entry.weight, entry.label, entry.iri))

    @classmethod
    def from_store(cls, store: "ox.Store") -> "Index":
        """The index of a release's things and records."""
        return cls(_read(store))

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
        wanted = self._of_type(type)
        queries = dict.fromkeys((normalise(text), normalise(strip_legal_suffix(text))))
        for attempt in (self._written, self._implied, self._mistyped):
            for query in queries if limit > 0 else ():
                found = attempt(query, limit, wanted) if query else {}
                if best := {i: match for i, match in found.items() if wanted(i)}:
                    return self._matches(best, limit)
        return []

    def nearest(self, text: str, limit: int = 3) -> list[Match]:
        """Suggestions for a name that is not known: what :meth:`search` finds, else names like the text."""
        found = self.search(text, limit)
        if found or not (query := normalise(text)):
            return found
        spellings: dict[str, tuple[int, Key]] = {}
        for i, key in zip(self._forms.owners, self._forms.keys, strict=True):
            if key.kind == "name":
                spellings.setdefault(key.text, (i, key))
        best: _Best = {}
        for rank, spelling in enumerate(nearest_names(query, spellings, limit)):
            i, key = spellings[spelling]
            _keep(best, i, 20.0 - rank, "typo", key)
        return self._matches(best, limit)

    def entries(self) -> list[dict[str, Any]]:
        """The index as JSON-able records, in the order in which equal matches are ranked.

        Each has iri, label, zh (label in Chinese), type (class), weight and keys
        (:func:`kg_cn_ai.names.search_keys`).
        """
        return [
            {
                "iri": entry.iri,
                "label": entry.label,
                "zh": entry.labels.get("zh-hans", ""),
                "type": entry.types[0],
                "weight": entry.weight,
                "keys": search_keys(entry.labels, entry.names),
            }
            for entry in self._entries
        ]

    def __len__(self) -> int:
        """Number of things and records."""
        return len(self._entries)

    @cached_property
    def _forms(self) -> "_Forms":
        entries = enumerate(self._entries)
        return _Forms((i, key) for i, entry in entries for key in stored_keys(entry.labels, entry.names))

    @cached_property
    def _computed(self) -> "_Forms":
        # The label of a record is a sentence that nobody types in pinyin.
        things = (pair for pair in enumerate(self._entries) if pair[1].is_thing)
        return _Forms((i, key) for i, entry in things for key in spoken_keys(entry.labels, entry.names))

    def _of_type(self, name: str | None) -> Callable[[int], bool]:
        if name is None:
            return lambda i: True
        known = {kind.casefold(): kind for entry in self._entries for kind in entry.types}
        kind = known.get(ns.local_name(name).rsplit(":", 1)[-1].casefold())
        if kind is None:
            near = nearest_names(name, known.values())
            hint = f"Types are for example {', '.join(near or sorted(known.values())[:5])}."
            raise UnknownName(f"nothing is of the type {name}", hint=hint, suggestions=near)
        return lambda i: kind in self._entries[i].types

    def _written(self, query: str, limit: int, wanted: Callable[[int], bool]) -> _Best:
        return self._forms.find(query, limit, wanted)

    def _implied(self, query: str, limit: int, wanted: Callable[[int], bool]) -> _Best:
        if not has_han(query):
            return self._computed.find(query, limit, wanted)
        best = self._forms.shortened(query)
        sound = pinyin_forms(query).spaced.split()
        # One syllable sounds like everything; two are a name, but not yet the beginning of one.
        if len(sound) > 1:
            for forms in (self._forms, self._computed):
                for i, score, key in forms.sound("".join(sound), whole=len(sound) == 2):
                    _keep(best, i, score, "sound", key)
        return best

    def _mistyped(self, query: str, limit: int, wanted: Callable[[int], bool]) -> _Best:
        best = self._forms.mistyped(query)
        if not has_han(query):
            for i, found in self._computed.mistyped(query).items():
                _keep(best, i, *found)
        return best

    def _matches(self, best: _Best, limit: int) -> list[Match]:
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
        return [self._match(i, *found) for i, found in ranked]

    def _match(self, i: int, score: float, how: str, key: Key) -> Match:
        entry = self._entries[i]
        chinese = entry.labels.get("zh-hans", "")
        return Match(entry.iri, entry.label, chinese, entry.type_label, key.name, round(score, 1), how)


class _Forms:
    """Normalised forms of names in one text, with the positions where words and syllables begin."""

    def __init__(self, pairs: Iterable[tuple[int, Key]]) -> None:
        self.owners: list[int] = []
        self.keys: list[Key] = []
        self._joined: list[str] = []
        self._starts: list[int] = []
        self._words: dict[str, list[int]] = defaultdict(list)
        marks: list[int] = []
        length = 0
        for owner, key in pairs:
            words = words_of(key.text)
            for word in words if key.kind == "name" else ():
                self._words[word].append(len(self.keys))
            self._starts.append(length)
            for word in words:
                marks.append(length)
                length += len(word)
            length += 1
            self.owners.append(owner)
            self.keys.append(key)
            self._joined.append("".join(words))
        self._text = "\n".join(self._joined)
        self._marks = bytearray(length)
        for place in marks:
            self._marks[place] = 1
        self._order = sorted(range(len(self.keys)), key=self._joined.__getitem__)
        self._sorted = [self._joined[k] for k in self._order]
        self._vocabulary = sorted(self._words)

    def find(self, query: str, limit: int, wanted: Callable[[int], bool]) -> _Best:
        """Best match of each entry that has the query in one of its forms; weaker kinds only where needed."""
        best: _Best = {}
        for search in (self._beginnings, self._inside):
            for owner, score, how, key in search(query):
                _keep(best, owner, score, how, key)
            if sum(map(wanted, best)) >= limit:
                break
        return best

    def sound(self, pinyin: str, *, whole: bool) -> Iterator[tuple[int, float, Key]]:
        """Entries whose pinyin is this or, unless it must be the whole of it, begins with this."""
        for k in self._prefixed(pinyin):
            rest = len(self._joined[k]) - len(pinyin)
            if self.keys[k].kind == "pinyin" and not (whole and rest):
                yield self.owners[k], _SCORES["sound"]["pinyin"] - bool(rest), self.keys[k]

    def shortened(self, query: str) -> _Best:
        """Entries whose name has the query's characters in this order, as Chinese abbreviations have."""
        best: _Best = {}
        query = query.replace(" ", "")
        if len(query) >= _SHORTEST:
            having = (self._characters.get(character, set()) for character in query)
            for k in sorted(set.intersection(*having)):
                letters = iter(self._joined[k])
                if all(character in letters for character in query):
                    _keep(best, self.owners[k], _SCORES["shortened"]["name"], "shortened", self.keys[k])
        return best

    def mistyped(self, query: str) -> _Best:
        """Entries with a form, or with words, that differ from the query by a typing error or two."""
        best: _Best = {}
        joined = query.replace(" ", "")
        for form, edits in _alike(joined, self._by_length):
            for k in self._by_form[form]:
                _keep(best, self.owners[k], 50 * (1 - edits / len(joined)), "typo", self.keys[k])
        for k, edits in self._alike_words(query).items():
            if 0 < edits <= 2:
                _keep(best, self.owners[k], 45 * (1 - edits / len(joined)), "typo", self.keys[k])
        return best

    def _beginnings(self, query: str) -> Iterator[tuple[int, float, str, Key]]:
        joined = query.replace(" ", "")
        for k in self._prefixed(joined):
            key = self.keys[k]
            if self._joined[k] == joined:
                yield self.owners[k], _SCORES["exact"][key.kind], "exact", key
            elif key.kind != "initials" or len(joined) > 1:
                yield self.owners[k], _SCORES["prefix"][key.kind], "prefix", key

    def _inside(self, query: str) -> Iterator[tuple[int, float, str, Key]]:
        for k in self._with_words(words_of(query)):
            yield self.owners[k], _SCORES["word"]["name"], "word", self.keys[k]
        joined = query.replace(" ", "")
        if len(joined) < 3 and not has_han(joined):
            return
        place = self._text.find(joined)
        while place >= 0:
            k = bisect_right(self._starts, place) - 1
            key, end = self.keys[k], place + len(joined)
            if self._marks[place] and key.kind != "initials":
                yield self.owners[k], _SCORES["word"][key.kind], "word", key
            elif key.kind == "name" and self._marks.find(1, place + 1, end) < 0:
                yield self.owners[k], _SCORES["substring"]["name"], "substring", key
            place = self._text.find(joined, place + 1)

    def _prefixed(self, joined: str) -> list[int]:
        """Forms that begin so, in the order of the keys: a label comes before other names that also fit."""
        low, high = (bisect_left(self._sorted, edge) for edge in (joined, joined + _LAST))
        return sorted(self._order[low:high])

    def _with_words(self, words: list[str]) -> list[int]:
        """Names in which each of the words begins a word, in any order."""
        found: set[int] | None = None
        for word in words:
            # A single letter begins too many words to say anything.
            low, high = (bisect_left(self._vocabulary, edge) for edge in (word, word + _LAST))
            known = self._vocabulary[low:high] if len(word) > 1 else [word] if word in self._words else []
            having = {k for form in known for k in self._words[form]}
            found = having if found is None else found & having
        return sorted(found or ())

    def _alike_words(self, query: str) -> dict[int, int]:
        """Names in which each word of the query stands, right or mistyped, with the number of errors."""
        found: dict[int, int] | None = None
        for word in words_of(query):
            having = {k: edits for known, edits in _alike(word, self._words_by_length) for k in self._words[known]}
            having |= dict.fromkeys(self._words.get(word, ()), 0)
            found = having if found is None else {k: found[k] + having[k] for k in found.keys() & having.keys()}
        return found or {}

    @cached_property
    def _characters(self) -> dict[str, set[int]]:
        having: dict[str, set[int]] = defaultdict(set)
        for k, key in enumerate(self.keys):
            if key.kind == "name" and has_han(key.text):
                for character in key.text:
                    having[character].add(k)
        return having

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        forms: dict[str, list[int]] = defaultdict(list)
        for k, key in enumerate(self.keys):
            if key.kind != "initials":
                forms[self._joined[k]].append(k)
        return forms

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        return _by_length(self._by_form)

    @cached_property
    def _words_by_length(self) -> dict[int, list[str]]:
        return _by_length(self._words)


def _keep(best: _Best, owner: int, score: float, how: str, key: Key) -> None:
    if owner not in best or score > best[owner][0]:
        best[owner] = (score, how, key)


def _by_length(forms: Iterable[str]) -> dict[int, list[str]]:
    lengths: dict[int, list[str]] = defaultdict(list)
    for form in forms:
        lengths[len(form)].append(form)
    return lengths


def _alike(query: str, forms: dict[int, list[str]]) -> list[tuple[str, int]]:
    """Forms within the number of errors that the query's length allows; numbers must be the same."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 0 if len(query) < 4 else 1 if len(query) < 8 else 2
    if not allowed:
        return []
    near = [form for size in range(-allowed, allowed + 1) for form in forms.get(len(query) + size, ())]
    found = process.extract(query, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    return [
        (form, int(edits))
        for form, edits, _ in found
        if _digits(form) == _digits(query) and (len(query) > 5 or form[0] == query[0])
    ]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _read(store: "ox.Store") -> list[Entry]:
    from kg_cn_ai.network import leaf_classes, values

    leaves = leaf_classes(store)
    classes = values(store, f"{ns.RDF}type")
    tags = ("en", "zh-hans", "zh-hant", "zh-latn-pinyin")
    labels = {tag: values(store, f"{ns.RDFS}label", tag) for tag in tags}
    names = values(store, f"{ns.SKOS}altLabel")
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
        )
        for iri, leaf in leaves.items()
    ]

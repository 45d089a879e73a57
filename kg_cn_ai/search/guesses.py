"""What a text that names nothing as it is written may mean: a shortened name, one that sounds so, a typing error.

A full-text index knows no edit distance, so for typing errors the distinct forms, some 10 MB for 50,000 names, are held
in memory from the first such search on.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final, TypeAlias

from kg_cn_ai.names import has_han, words_of

__all__ = ["LAST", "Best", "Guesses", "keep"]

Best: TypeAlias = dict[int, tuple[float, str, int]]
"""Number of an entry → score, kind of match and number of the form of its best match."""

LAST: Final = "\U0010ffff"
"""Last of all characters: what begins with a text is sorted between it and it with this added."""

_SHORTEST: Final = 4
"""Fewer Chinese characters than this occur in the same order in too many names."""

_MOST: Final = 400
"""Forms of one kind of guess that are compared."""

_SHORTENED, _SOUND, _TYPO, _TYPO_IN_WORD = 65, 60, 50, 45

_MATCHING: Final = """
SELECT id, entry, form.words FROM by_word JOIN form ON form.id = by_word.rowid WHERE by_word MATCH ? ORDER BY id"""


def keep(best: Best, entry: int, score: float, how: str, number: int) -> None:
    """Take a match of an entry where it is better than the one that is known."""
    if entry not in best or score > best[entry][0]:
        best[entry] = (score, how, number)


class Guesses:
    """Guesses over one database of :mod:`kg_cn_ai.search.index`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the connection of the index, which several threads share."""
        self._database = database

    def shortened(self, query: str) -> Best:
        """Entries whose name has the query's characters in this order, as Chinese abbreviations have."""
        best: Best = {}
        query = query.replace(" ", "")
        if len(query) >= _SHORTEST:
            having = " ".join(f'characters:"{character}"' for character in dict.fromkeys(query) if has_han(character))
            for number, entry, words in self._database.execute(_MATCHING, (having,)):
                letters = iter(words)
                if len(query) <= len(words) and all(character in letters for character in query):
                    keep(best, entry, _SHORTENED, "shortened", number)
        return best

    def sounding(self, query: str) -> Best:
        """Entries whose pinyin is that of the query or begins with it.

        One syllable sounds like everything; two are a name, but not yet the beginning of one.
        """
        characters = [part for word in words_of(query) for part in (word if has_han(word) else [word])]
        marks = ",".join("?" * len(characters))
        said = dict(self._database.execute(f"SELECT * FROM reading WHERE character IN ({marks})", characters))
        syllables = [said.get(part) if has_han(part) else part for part in characters]
        if len(syllables) < 2 or None in syllables:
            return {}
        best: Best = {}
        pinyin = "".join(filter(None, syllables))
        end = pinyin + LAST if len(syllables) > 2 else pinyin
        sql = (
            "SELECT id, entry, joined = :text FROM form WHERE kind = 1 AND joined BETWEEN :text AND :end "
            "ORDER BY computed, id LIMIT :most"
        )
        for number, entry, whole in self._database.execute(sql, {"text": pinyin, "end": end, "most": _MOST}):
            keep(best, entry, _SOUND - 1 + whole, "sound", number)
        return best

    def mistyped(self, query: str) -> Best:
        """Entries with a form, or with words, that differ from the query by a typing error or two."""
        best: Best = {}
        joined = query.replace(" ", "")
        latin = not has_han(query)
        alike = dict(_alike(joined, self._forms_by_length))
        marks = ",".join("?" * len(alike))
        sql = f"SELECT id, entry, joined, computed FROM form WHERE kind < 2 AND joined IN ({marks}) ORDER BY id"
        for number, entry, form, computed in self._database.execute(sql, list(alike)):
            if latin or not computed:
                keep(best, entry, _TYPO * (1 - alike[form] / len(joined)), "typo", number)
        for number, entry, edits in self._alike_words(query):
            keep(best, entry, _TYPO_IN_WORD * (1 - edits / len(joined)), "typo", number)
        return best

    def _alike_words(self, query: str) -> list[tuple[int, int, int]]:
        """Names in which each word of the query stands, right or mistyped: form, entry, one or two errors."""
        likely = [{word: 0} | dict(_alike(word, self._words_by_length)) for word in words_of(query)]
        if all(len(forms) == 1 for forms in likely):
            return []
        either = " AND ".join("(" + " OR ".join(f'words:"{form}"' for form in forms) + ")" for forms in likely)
        found = []
        for number, entry, words in self._database.execute(_MATCHING, (either,)):
            own = set(words.split(" "))
            edits = sum(min(n for form, n in forms.items() if form in own) for forms in likely)
            if 0 < edits <= 2:
                found.append((number, entry, edits))
        return found

    @cached_property
    def _forms_by_length(self) -> dict[int, list[str]]:
        forms = self._database.execute("SELECT DISTINCT joined FROM form WHERE kind < 2 ORDER BY joined")
        return _by_length(form for (form,) in forms)

    @cached_property
    def _words_by_length(self) -> dict[int, list[str]]:
        names = self._database.execute("SELECT DISTINCT words FROM form WHERE kind = 0")
        return _by_length(sorted({word for (words,) in names for word in words.split(" ")}))


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
    if len(query) < 6:
        near = [form for form in near if form[0] == query[0]]
    found = process.extract(query, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    alike = [(form, int(edits)) for form, edits, _ in found if _digits(form) == _digits(query)]
    return alike[:_MOST]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))

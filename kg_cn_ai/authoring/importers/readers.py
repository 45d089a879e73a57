"""What the cells of a row are: names of things, dates, numbers, words that stand for a concept.

A reader says which column it reads and gives the values that a template takes for its variable. It reads nothing that
it does not know: an unknown word, an odd date or a name of two things is a warning with the row, and no value.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.hosts import page_iri
from kg_cn_ai.authoring.importers import cells
from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.template import Term, Values
from kg_cn_ai.authoring.register import language_of
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import has_han
from kg_cn_ai.namespaces import curie, expand
from kg_cn_ai.pinyin import pinyin_forms

Cells = Mapping[str, str]
Reader = Callable[[Draft, str, Cells], Values]
"""Reads values from the cells of a row of a draft; the text is the fragment of the row."""

_IN_BRACKETS: Final = re.compile(r"(.+?)\s*[(（](.+)[)）]")


def name(
    column: str,
    type: str = "Company",
    *,
    kind: str = "org",
    zh: str = "",
    types: Mapping[str, Mapping[str, str]] | None = None,
    separator: str = "",
    context: str = "",
) -> Reader:
    """Things by their names, registered where they are new.

    A name is a thing by decision, else the only registered one that bears it: as a whole, as its English or Chinese
    part (``Fortune Capital (达晨财智)``), or under the Chinese name in another column.

    Args:
        column: Where the name stands.
        type: Class of a new thing.
        kind: Kind of the thing, as in its IRI.
        zh: Column of its Chinese name.
        types: Column to its values and the class of a new thing for each.
        separator: What stands between several names.
        context: Column that may tell names apart in decisions.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        classes = (words.get(given[other], "") for other, words in (types or {}).items())
        made = next(filter(None, classes), type)
        parts = given[column].split(separator) if separator else [given[column]]
        texts = [part.strip() for part in parts if part.strip()]
        chinese = given[zh] if zh and len(texts) == 1 else ""
        contexts = [given[context]] if context and given[context] else []
        found = (bearer(draft, row, kind, text, chinese, made, contexts) for text in texts)
        return tuple(NamedNode(iri) for iri in found if iri)

    return read


def bearer(draft: Draft, row: str, kind: str, text: str, zh: str, type: str, contexts: list[str]) -> str | None:
    """The thing that a name means: by decision, else the only one that bears it, else a new one of this class."""
    if iri := draft.decided(kind, text, *contexts):
        return iri
    names = spellings(text)
    if zh and "zh-hans" not in names:
        names["zh-hans"] = zh
    bearers = {iri for spelt in (text, *names.values()) for iri in draft.bearing(kind, spelt, *contexts)}
    if len(bearers) > 1:
        draft.warn(row, f"{text!r} may be {' or '.join(map(curie, sorted(bearers)))}: decide with kg-cn-ai resolve")
        return None
    if bearers:
        (iri,) = bearers
        for language, spelt in names.items():
            if not draft.register.named(kind, spelt):
                draft.register.spell(iri, spelt, language)
        return iri
    extra = []
    if "en" not in names:
        names["en"] = pinyin_forms(names["zh-hans"]).spaced.title()
        extra = ['rdfs:comment "The English label is the reading of the Chinese name."@en']
    iri = draft.register.new_iri(kind, names["en"], contexts[-1] if contexts else "")
    draft.register.add(iri, type, names, extra=extra)
    draft.summary.registered.append(iri)
    return iri


def spellings(text: str) -> dict[str, str]:
    """The English and the Chinese name in a text: ``Fortune Capital (达晨财智)``; a bracket in one language stays.

    >>> spellings("Fortune Capital (达晨财智)"), spellings("达晨财智"), spellings("Huawei (Ascend)")
    ({'en': 'Fortune Capital', 'zh-hans': '达晨财智'}, {'zh-hans': '达晨财智'}, {'en': 'Huawei (Ascend)'})
    """
    if (parts := _IN_BRACKETS.fullmatch(text)) and has_han(parts[1]) != has_han(parts[2]):
        found = {language_of(part): part.strip() for part in parts.groups()}
        return {language: found[language] for language in ("en", "zh-hans")}
    return {language_of(text): text}


def country(column: str) -> Reader:
    """The country of a name or code."""
    return _one(column, lambda draft, row, text: _node(draft.country(row, text)))


def place(column: str) -> Reader:
    """The registered place of a name."""
    return _one(column, lambda draft, row, text: _node(draft.place(row, text)))


def concept(column: str, scheme: str, words: Mapping[str, str]) -> Reader:
    """The concept that a word stands for; ``""`` in ``words`` is that of an empty cell, ``""`` as concept is none.

    Args:
        column: Where the word stands.
        scheme: Prefix of the concepts, as ``ptype``.
        words: Word of the table to the last part of the concept's IRI.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        word = given[column]
        if word not in words:
            if word:
                draft.warn(row, f"{column}: {word!r} is not known: add it to the importer, or mend the row")
            return ()
        iri = expand(f"{scheme}:{words[word]}") if words[word] else None
        return (NamedNode(iri),) if iri else ()

    return read


def word(column: str, words: Mapping[str, str]) -> Reader:
    """What a word is called in the name of a record; ``""`` in ``words`` is what an empty cell is called."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        text = given[column]
        if text not in words:
            if text:
                draft.warn(row, f"{column}: {text!r} is not known: add it to the importer, or mend the row")
            return ()
        return (Literal(words[text]),)

    return read


def date(column: str) -> Reader:
    """A date at its own precision."""
    return _one(column, lambda draft, row, text: draft.cell(row, column, text, cells.date))


def number(column: str) -> Reader:
    """A number with or without fraction."""
    return _one(column, lambda draft, row, text: draft.cell(row, column, text, cells.decimal))


def whole(column: str) -> Reader:
    """A number without fraction."""
    return _one(column, lambda draft, row, text: draft.cell(row, column, text, cells.whole))


def text(column: str, language: str = "en") -> Reader:
    """The words of a cell, of the curators of the table; never those of a page."""
    return _one(column, lambda draft, row, text: Literal(text, language=language))


def string(column: str) -> Reader:
    """A ticker or number of a register, as it is written."""
    return _one(column, lambda draft, row, text: Literal(text))


def address(column: str) -> Reader:
    """An address of the web."""

    def read(draft: Draft, row: str, text: str) -> Term | None:
        return _node(draft.cell(row, column, text, page_iri))

    return _one(column, read)


def constant(curie: str) -> Reader:
    """The same value for all rows."""
    iri = expand(curie)
    if iri is None:
        raise InputError(f"{curie!r} has an unknown prefix", hint="mend the table's declaration")
    return lambda draft, row, given: (NamedNode(iri),)


def first(*readers: Reader) -> Reader:
    """What the first reader with a value gives."""
    return lambda draft, row, given: next((found for reader in readers if (found := reader(draft, row, given))), ())


def both(*readers: Reader) -> Reader:
    """What all the readers give."""
    return lambda draft, row, given: tuple(value for reader in readers for value in reader(draft, row, given))


def taken(column: str, pattern: str, read: Reader) -> Reader:
    """What a reader makes of a part of its cell: the first group of a pattern, nothing where it does not match."""
    words = re.compile(pattern)

    def value(draft: Draft, row: str, given: Cells) -> Values:
        found = words.search(given[column])
        return read(draft, row, {**given, column: found[1].strip()}) if found and found[1] else ()

    return value


def where(column: str, pattern: str, read: Reader, *, unless: bool = False) -> Reader:
    """What a reader gives in rows whose cell of a column has a pattern, or has it not."""
    words = re.compile(pattern)

    def value(draft: Draft, row: str, given: Cells) -> Values:
        return read(draft, row, given) if bool(words.search(given[column])) is not unless else ()

    return value


def _one(column: str, read: Callable[[Draft, str, str], Term | None]) -> Reader:
    def value(draft: Draft, row: str, given: Cells) -> Values:
        found = read(draft, row, given[column]) if given[column] else None
        return () if found is None else (found,)

    return value


def _node(iri: str | None) -> NamedNode | None:
    return NamedNode(iri) if iri else None

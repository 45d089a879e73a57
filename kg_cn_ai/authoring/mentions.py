"""Whether a text names a thing, or holds a number or date, in one of the forms in which it is written.

A text counts with white space, width, case and the apostrophe folded; a name is looked for at the borders of words, a
number in figures with and without separators, in words, with its scale, and a date in figures and in English.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Context
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import CNAI, EDTF, RDFS, SKOS, THING_TYPES, XSD, curie, kind_of

__all__ = ["PRECISION", "fold", "known_names", "mentions", "unnamed", "unsaid"]

_LABELS: Final = {f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}prefLabel", f"{SKOS}notation"}
_IDENTIFIERS: Final = {f"{CNAI}isoCode", f"{CNAI}rorId"}
"""By these a table may name a thing: a parent by its record, a country by its code."""
_NUMERIC: Final = {f"{XSD}integer", f"{XSD}decimal", f"{XSD}double"}
_DIGITS: Final = frozenset("0123456789")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
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


def known_names(corpus: Corpus) -> dict[str, set[str]]:
    """The folded names of each thing and concept, with those that decisions give it and the codes tables use."""
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


def unnamed(text: str, quads: Iterable[Quad], names: dict[str, set[str]]) -> str:
    """The first thing in the facts of a row that the row does not name: a table, unlike prose, has no pronouns."""
    words = normalise(text)
    for quad in quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and kind_of(term.value) in THING_TYPES:
                known = names.get(term.value, ())
                # The name of a family may be the beginning of a longer word: CogVideoX is of CogVideo.
                family = quad.predicate.value == f"{CNAI}versionOf"
                inside = family and any(_joined(normalise(name)) in _joined(words) for name in known)
                if not inside and not is_named(words, known):
                    return curie(term.value)
    return ""


def is_named(words: str, names: Iterable[str]) -> bool:
    """Whether a row, its words normalised, has one of the names of a thing."""
    return any(_begins(words, normalise(name)) for name in names)


def unsaid(text: str, quads: Iterable[Quad]) -> str:
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


def _begins(words: str, name: str) -> bool:
    """Whether a word begins with the name, both normalised; a number may follow, as of a version: Qwen2.5."""
    if not name or not name.isascii():
        return bool(name) and name in words
    return _stands(words, name, _DIGITS if name[-1].isdigit() else _LETTERS)


def _joined(words: str) -> str:
    return words.replace(" ", "")


def _holds(text: str, name: str) -> bool:
    if not name:
        return False
    if not name.isascii():
        return name in text
    # A unit may stand right behind a number: 1800EB, 35%.
    return _stands(text, name, _DIGITS if name[-1].isdigit() else _DIGITS | _LETTERS)


def _stands(text: str, name: str, apart: frozenset[str]) -> bool:
    """Whether a name occurs in a text behind no letter or digit and before no character of ``apart``."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if (not at or text[at - 1] not in _DIGITS | _LETTERS) and (end == len(text) or text[end] not in apart):
            return True
        at = text.find(name, at + 1)
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
            if round(number / scale, 1) == number / scale:
                yield f"{number / scale:,.1f} {word}"  # 1,055.7 million, 812.0 billion
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

"""Readers for lists of members, projects and offers that are published edition by edition.

They add to :mod:`kg_cn_ai.authoring.importers.readers` what such lists need: a cell that counts only where another one
has a word, a name that is taken only where it is registered, a cell that is cut at a mark.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.importers import cells
from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import Cells, Reader
from kg_cn_ai.authoring.importers.template import Values
from kg_cn_ai.namespaces import EDTF, curie

__all__ = [
    "dated",
    "interval",
    "known",
    "made_by",
    "model",
    "month",
    "newest",
    "only",
    "part",
    "positive",
    "spdx",
    "times",
    "unless",
]


def only(when: Mapping[str, Sequence[str]], reader: Reader) -> Reader:
    """What a reader gives in rows that have these words; nothing in others."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        return reader(draft, row, given) if all(given[column] in words for column, words in when.items()) else ()

    return read


def unless(column: str, words: Sequence[str], reader: Reader) -> Reader:
    """What a reader gives in rows that have none of these words in the column."""
    return lambda draft, row, given: () if given[column] in words else reader(draft, row, given)


def known(column: str, reason: str = "", kind: str = "org", cut: Sequence[str] = ()) -> Reader:
    """The registered thing of a name, by decision or because it alone bears the name; nothing is registered.

    Args:
        column: Where the name stands.
        reason: Why a row with another name is left out; without one, such a name is a warning.
        kind: Kind of the thing.
        cut: Marks at the first of which the name ends.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        text = _cut(given[column], cut)[0]
        if not text:
            return ()
        if iri := draft.decided(kind, text):
            return (NamedNode(iri),)
        found = draft.bearing(kind, text)
        if len(found) == 1:
            return (NamedNode(found[0]),)
        if found:
            draft.warn(row, f"{text!r} may be {' or '.join(map(curie, found))}: decide with kg-cn-ai resolve")
        elif reason:
            draft.skip(reason)
        else:
            draft.warn(row, f"{column}: {text!r} is not registered: register it, or mend the row")
        return ()

    return read


def decided(column: str, context: str, kind: str = "org") -> Reader:
    """The thing that a name means by a decision for this context; other names, as those of accounts, mean nothing."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        iri = draft.decided(kind, given[column], context)
        return (NamedNode(iri),) if iri else ()

    return read


def part(column: str, cut: Sequence[str], which: int) -> Reader:
    """The words before (0) or after (1) the first mark of a cell; nothing where there is none."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        text = _cut(given[column], cut)[which]
        return (Literal(text),) if text else ()

    return read


def newest(column: str, mark: str) -> Reader:
    """The last of the values that a cell lists in order."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        text = given[column].rpartition(mark)[2].strip()
        return (Literal(text),) if text else ()

    return read


def dated(column: str, days: Mapping[str, str]) -> Reader:
    """The day that the words of a cell say; ``""`` where they say none."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        found = draft.cell(row, column, days.get(given[column], ""), cells.date)
        return () if found is None else (found,)

    return read


def month(column: str) -> Reader:
    """The month of a day that is not certain itself."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        found = draft.cell(row, column, given[column][: len("2026-01")], cells.date)
        return () if found is None else (found,)

    return read


def interval(start: str, end: str) -> Reader:
    """The years from one column to another as an EDTF interval; one year where both are the same."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        years = list(dict.fromkeys((given[start], given[end])))
        if any(draft.cell(row, column, given[column], cells.date) is None for column in (start, end)):
            return ()
        return (Literal("/".join(years), datatype=NamedNode(EDTF)),)

    return read


def positive(reader: Reader) -> Reader:
    """A number above nought: a list that does not know a price writes 0."""
    return lambda draft, row, given: tuple(v for v in reader(draft, row, given) if float(v.value) > 0)


def times(one: str, other: str) -> Reader:
    """The product of two whole numbers above nought; nothing where a cell holds none."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        if not (given[one].isdecimal() and given[other].isdecimal()):
            return ()
        number = int(given[one]) * int(given[other])
        if number not in (int(given[one]), int(given[other])):
            draft.imply(row, "impliedNumber", f"the product of the columns {one} and {other}")
        return (Literal(number),) if number else ()

    return read


def spdx(column: str, licences: Iterable[str]) -> Reader:
    """The licence of an SPDX identifier; nothing for other words."""
    found = {licence: NamedNode(f"https://spdx.org/licenses/{licence}") for licence in licences}
    return lambda draft, row, given: (found[given[column]],) if given[column] in found else ()


def made_by(maker: Reader, names: Callable[[Cells], Iterable[str]]) -> Reader:
    """The one registered model that a name of the row means and that its maker made; nothing is registered.

    A price list names models in many ways, so the first name that is a model's counts. A model of another maker is not
    meant, and one of two that bear a name is not chosen.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        makers = {term.value for term in maker(draft, row, given)}
        for text in filter(None, names(given)):
            bearers = [i] if (i := draft.decided("model", text)) else draft.bearing("model", text)
            theirs = [iri for iri in bearers if draft.developers.get(iri, set()) & makers]
            found = theirs or [iri for iri in bearers if not draft.developers.get(iri)]
            if len(found) == 1:
                return (NamedNode(found[0]),)
        return ()

    return read


def model(column: str, makers: Reader, separator: str = "") -> Reader:
    """The models of a cell, which their makers made; registered where they are new. Brackets hold a remark.

    A model whose name carries that of a family by a decision is a version of it.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        developers = [term.value for term in makers(draft, row, given)]
        found = []
        for text in given[column].split(separator) if separator else [given[column]]:
            if called := text.partition(" (")[0].strip():
                iri = draft.cell(row, column, called, lambda name: draft.model(name, developers, row))
                if iri:
                    draft.family(row, iri, called)
                    found.append(NamedNode(iri))
        return tuple(found)

    return read


def _cut(text: str, marks: Sequence[str]) -> tuple[str, str]:
    for mark in marks:
        before, found, after = text.partition(mark)
        if found:
            # A mark of words belongs to what follows it: "Kubernetes steering".
            return before.strip(), f"{mark}{after}".strip(" :")
    return text, ""

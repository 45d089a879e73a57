"""What a card is made of: facts with their places in sources, and records, as plain data."""

from dataclasses import dataclass
from typing import Final

__all__ = ["FACT_STATUSES", "Evidence", "Fact", "Page", "RecordView", "Value"]

FACT_STATUSES: Final = frozenset({"asserted", "background", "derived", "through-unit"})
"""Claim statuses of what may be shown as a fact."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a row of a table rests on.

    Attributes:
        url: Its address.
        en: Who wrote its text, and whether it was read in a copy, in words: ``Reuters, read in a copy``.
        zh: The same in Chinese.
    """

    url: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a source document.

    Attributes:
        document: IRI of the document.
        title: Its title, the English one where there is one.
        publisher: Name of its publisher, or an empty string.
        fragment: What stands after the ``#``; ``char=11405,11605`` counts from 0 and ends before the second
            number.
        place_en: The place for people: ``characters 11,405–11,605``, ``row 12``.
        place_zh: The same in Chinese.
        url: Where the document is published, if that is known.
        licence: IRI of its licence, if that is known.
        pages: The pages that this place rests on, where the document is a table compiled from pages.
    """

    document: str
    title: str
    publisher: str
    fragment: str
    place_en: str
    place_zh: str
    url: str | None
    licence: str | None
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A thing, concept or record, or a literal (``iri`` is None); ``text`` is its label or the literal."""

    iri: str | None
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about the thing.

    Attributes:
        property: IRI of the relation; ``label`` and ``label_zh`` are its names.
        value: What stands on the other side.
        incoming: The thing is the object of the statement, and ``value`` its subject.
        status: Local name of the claim status, such as ``asserted``.
        grade: Local name of the grade, such as ``single-source``.
        date: EDTF date, where the statement or its record has one.
        statement: IRI of the statement.
        record: IRI of the record that a derived fact rests on.
        contradicts: IRIs of the statements that it contradicts.
        through: Units or legal entities of which the fact holds, where it is told of their house.
    """

    property: str
    label: str
    label_zh: str
    value: Value
    incoming: bool
    status: str
    grade: str
    date: str | None
    evidence: tuple[Evidence, ...]
    statement: str
    record: str | None
    contradicts: tuple[str, ...]
    through: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record that names the thing; ``types`` are labels of its classes, the most special first."""

    iri: str
    label: str
    label_zh: str
    types: tuple[str, ...]
    summary: str
    status: str
    grade: str
    date: str | None
    parts: tuple[tuple[str, Value], ...]
    evidence: tuple[Evidence, ...]

"""A card: what the graph says of one thing, and for each fact how sure that is and where it stands.

Facts come from the statements that have the thing as subject or object, records from the records that name
it. What a more special property already says is left out, and so is the second direction of a symmetric
relation. Forecasts, targets, claims of a party, opinions and everything else that is not asserted, background
or derived is kept apart from the facts in every rendering.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import curie

__all__ = ["FACT_STATUSES", "Card", "Evidence", "Fact", "RecordView", "Value"]

FACT_STATUSES: Final = frozenset({"asserted", "background", "derived"})
"""Claim statuses of what may be shown as a fact."""

_CARD_FORMATS: Final = ("table", "tsv", "csv", "json", "md")


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
    """

    document: str
    title: str
    publisher: str
    fragment: str
    place_en: str
    place_zh: str
    url: str | None
    licence: str | None


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


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph says of one thing.

    Attributes:
        iri: The thing.
        labels: Language tag to label.
        names: Other names in any language, sorted.
        types: IRIs of its classes, the most special first, classes that rules assign last.
        type_label: English label of the first class; ``type_label_zh`` the Chinese one.
        note: The curators' note.
        facts: Sorted by relation and value, the thing's own before the incoming ones.
        records: Sorted by date and label.
    """

    iri: str
    labels: dict[str, str]
    names: tuple[str, ...]
    types: tuple[str, ...]
    type_label: str
    type_label_zh: str
    note: str | None
    facts: tuple[Fact, ...]
    records: tuple[RecordView, ...]

    @property
    def label(self) -> str:
        """The English label, else any other, else the compact IRI."""
        return self.labels.get("en") or next(iter(self.labels.values()), curie(self.iri))

    def render(self, format: str = "table") -> str:
        """The card as text.

        Args:
            format: ``table`` (plain text), ``md``, ``json`` (the fields of this class), or ``tsv`` and
                ``csv`` with one line per fact and record.

        Raises:
            InputError: There is no such format.
        """
        from kg_cn_ai import card_text

        if format == "json":
            return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
        if format in ("tsv", "csv"):
            return card_text.rows(self, format)
        if format in ("table", "md"):
            return card_text.text(self, markdown=format == "md")
        raise InputError(f"no format {format!r} for a card", hint=f"Use one of {', '.join(_CARD_FORMATS)}.")

    def _repr_html_(self) -> str:
        """The card for notebooks, everything escaped."""
        from kg_cn_ai import card_text

        return card_text.html_text(self)

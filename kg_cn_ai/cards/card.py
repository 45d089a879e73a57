"""A card: what the graph says of one thing, and for each fact how sure that is and where it stands.

Facts come from the statements that have the thing as subject or object, records from the records that name
it. What a more special property already says is left out, and so is the second direction of a symmetric
relation, and what joins it only to the many of a large consortium, which is counted. Forecasts, targets, claims of a
party, opinions and everything else that is not asserted, background
or derived is kept apart from the facts in every rendering.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from kg_cn_ai.cards import text
from kg_cn_ai.cards.facts import Fact, RecordView, Value
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import curie

__all__ = ["Card"]

_CARD_FORMATS: Final = ("table", "tsv", "csv", "json", "md")


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
        namesakes: Other things that bear the name which was asked for.
        consortium: Number of organizations that it meets in large consortia only; their facts are left out here.
        replaces: The retired IRI that was asked for; empty where none was.
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
    namesakes: tuple[Value, ...] = ()
    replaces: str = ""
    consortium: int = 0

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
        if format == "json":
            return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
        if format in ("tsv", "csv"):
            return text.rows(self, format)
        if format in ("table", "md"):
            return text.text(self, markdown=format == "md")
        raise InputError(f"no format {format!r} for a card", hint=f"Use one of {', '.join(_CARD_FORMATS)}.")

    def _repr_html_(self) -> str:
        """The card for notebooks, everything escaped."""
        return text.html_text(self)

"""Lists over the whole release: partnerships with what they can be filtered by, and everything that has a date."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from kg_cn_ai.cards.facts import Value
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import CNAI, PREFIXES, RECORD_TYPES, THING_TYPES, kind_of, local_name
from kg_cn_ai.network.network import values
from kg_cn_ai.web.release.knowledge import Knowledge

T = TypeVar("T")

_DATES: Final = ("date", "issued", "inForceFrom")
_YEAR: Final = re.compile(r"-?\d{4}")
_PAPERS: Final = f"{CNAI}publishedWith"


@dataclass(frozen=True, slots=True)
class Partnership:
    """Who works with whom: a record, or a relation of two that rests on none; ``iri`` is then the statement.

    ``countries`` are those of the partners, ``sectors`` the fields that the record names.
    """

    iri: str
    label: str
    label_zh: str
    partners: tuple[Value, ...]
    countries: tuple[Value, ...]
    kinds: tuple[Value, ...]
    sectors: tuple[Value, ...]
    date: str
    status: str
    grade: str

    @property
    def years(self) -> tuple[str, ...]:
        """The years that its date names."""
        return years(self.date)


@dataclass(frozen=True, slots=True)
class Dated:
    """A thing or record with a date; ``kind`` is the local name of its class."""

    iri: str
    date: str
    earliest: str
    kind: str
    label: str
    label_zh: str
    involved: tuple[Value, ...]
    status: str

    @property
    def earliest_year(self) -> str:
        """The year in which it begins."""
        return self.earliest[:4]

    @property
    def years(self) -> tuple[str, ...]:
        """The years that its date names."""
        return years(self.date)


def years(date: str) -> tuple[str, ...]:
    """The years of an EDTF date: one, or those at both ends of an interval."""
    found = (_YEAR.match(part.lstrip("[{.")) for part in date.split("/"))
    return tuple(dict.fromkeys(match.group() for match in found if match))


def partnerships(known: Knowledge) -> list[Partnership]:
    """Every partnership of the release, the latest first, those without a date last; records before relations.

    Joint development counts where one of the two is in China, Hong Kong or Macao; joint papers are no partnership.
    """
    home = {f"{PREFIXES['place']}{place}" for place in ("cn", "hk", "mo")}
    found = [_recorded(known, iri) for iri in known.all_of("Partnership")]
    recorded = {row.iri for row in found}
    for source, target, statement, data in known.network.edges(keys=True, data=True):
        # What two organizations do together is a relation that reads the same from both ends.
        between = {known.network.nodes[end]["group"] for end in (source, target)} == {"organization"}
        if not between or data["record"] in recorded or not known.is_symmetric(data["relation"]):
            continue
        seats = {seat.iri for seat in _countries(known, (source, target))}
        if data["relation"] != _PAPERS and seats & home:
            found.append(_plain(known, source, target, statement, data))
    by_label = sorted(found, key=lambda row: (row.iri not in recorded, row.label.casefold(), row.iri))
    return sorted(by_label, key=lambda row: row.date or "0000", reverse=True)


def _plain(known: Knowledge, source: str, target: str, statement: str, data: Mapping[str, Any]) -> Partnership:
    both = (known.value(source), known.value(target))
    return Partnership(
        iri=statement,
        label=" · ".join(value.text for value in both),
        label_zh=" · ".join(value.text_zh for value in both),
        partners=both,
        countries=_countries(known, (source, target)),
        kinds=(Value(data["relation"], data["label"], data["label_zh"] or data["label"]),),
        sectors=(),
        # The tie that counts the relation says from when to when.
        date=f"{data['first']}/{data['last']}" if data["first"] < data["last"] else data["first"] or data["date"],
        status=data["status"],
        grade=data["grade"],
    )


def _recorded(known: Knowledge, iri: str) -> Partnership:
    view = known.record(iri)
    partners = known.values(iri, f"{CNAI}partner")
    return Partnership(
        iri,
        view.label,
        view.label_zh,
        partners,
        _countries(known, [v.iri for v in partners if v.iri]),
        known.values(iri, f"{CNAI}kind"),
        (*known.values(iri, f"{CNAI}field"), *known.values(iri, f"{CNAI}targetSector")),
        view.date or "",
        view.status,
        view.grade,
    )


def _countries(known: Knowledge, iris: Iterable[str]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(v for iri in iris for v in known.values(iri, f"{CNAI}jurisdiction")))


def dated(known: Knowledge) -> list[Dated]:
    """What happened, was issued or came into force, the latest first."""
    store = known.kg.store
    earliest = values(store, f"{CNAI}earliest")
    found: dict[str, str] = {}
    for name in reversed(_DATES):
        found |= {iri: dates[0] for iri, dates in values(store, CNAI + name).items()}
    rows = []
    for iri, date in found.items():
        if kind_of(iri) not in (*THING_TYPES, *RECORD_TYPES):
            continue
        kinds = known.kinds(iri)
        en, zh = known.names(iri)
        involved = (*known.values(iri, f"{CNAI}participant"), *known.values(iri, f"{CNAI}issuedBy"))
        status = known.record(iri).status if known.is_record(iri) else ""
        first = earliest.get(iri, [date])[0]
        rows.append(Dated(iri, date, first, local_name(kinds[0]) if kinds else "", en, zh, involved, status))
    by_label = sorted(rows, key=lambda row: (row.label.casefold(), row.iri))
    return sorted(by_label, key=lambda row: row.earliest, reverse=True)


def choices(rows: Sequence[T], of: Callable[[T], Iterable[Value]], lang: str) -> list[tuple[str, str, int]]:
    """What a list can be filtered by: IRI, label and number of rows, by label."""
    counted = Counter(value for row in rows for value in dict.fromkeys(of(row)) if value.iri)
    named = [(str(v.iri), v.text_zh if lang == "zh" else v.text, number) for v, number in counted.items()]
    return sorted(named, key=lambda choice: (normalise(choice[1]), choice[0]))

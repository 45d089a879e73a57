"""The data of the explorer: a network and its cards in columns, small to store and quick to read.

Two blocks. ``graph`` holds what the picture, the search and the filters need, one list for each property of things and
of relations. ``facts`` holds what the panel shows and is read when first asked for. A statement stands there once,
whether its subject, its object or both are things of the page; things are referred to by position, so names are stored
once too. First come the statements that cards have as their own, card after card, then what only cards of objects have.
Rows that many share (properties, documents, spans, records) stand in tables, as on the network page. The file holds
these columns packed (`kg_cn_ai.pages.packing`).
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import fold_table, normalise
from kg_cn_ai.namespaces import FILING, ID, PREFIXES, local_name
from kg_cn_ai.pages.data import Tables, config, keys_of, kind_of, record_row, short, value_row

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.cards.facts import Fact, Value
    from kg_cn_ai.network.places import Place

    Graph: TypeAlias = nx.MultiDiGraph[str]

__all__ = ["Part", "days_of", "explorer_data", "year_of"]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_BEGINS: Final = frozenset({"date", "founded", "inForceFrom", "issued", "released"})
"""Properties whose date says since when a thing is there."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the data of a part of a network say besides.

    Attributes:
        whole: The network that it is a part of.
        communities: Things of the whole in each community, by its number.
        complete: Things whose card holds all that is known of them; of the others a page has to ask for the rest.
    """

    whole: "Graph"
    communities: Mapping[int, int]
    complete: Collection[str] = ()


def explorer_data(
    graph: "Graph", cards: "Mapping[str, Card]", places: "Mapping[str, Place]", part: Part | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The blocks ``graph`` and ``facts``.

    A relation of two organizations has the ``weight`` and the ``number`` of the tie that counts it, and ``acts``: the
    positions of what they made together. ``days`` are the first and the last day of each of these, or of the relation
    itself, one after the other, as `days_of` counts them. ``leftOut`` says how many relations the network leaves out as
    weak.

    Args:
        graph: Things and their relations; an attribute that is missing is taken as empty.
        cards: What is known about each thing, by IRI; a thing without one shows its names and relations.
        places: Where each thing stands (`kg_cn_ai.network.places`).
        part: Of what the graph is a part, where it is one. Each thing then says to how many others it is linked in the
            whole (``things.links``), communities how many things they have there (``communities``), values that are
            things outside the part go by their identifier, and a card that is not complete says so (``part``).
    """
    tables = Tables()
    index = {iri: i for i, iri in enumerate(sorted(graph))}
    partial = {index[iri] for iri in index if part and iri not in part.complete}
    facts = _Facts(part.whole if part else graph, index, tables)
    facts.add([cards.get(iri) for iri in index], partial)
    things = _things(graph, cards, places, index)
    relations = _relations(graph, index, tables, facts)
    lands = sorted({*things["community"]} - {-1})
    texts = (text for i in index.values() for text in (things["name"][i], things["zh"][i], *things["names"][i]))
    return (
        {
            **{key: config()[key] for key in ("kinds", "families", "plain", "statuses", "grades")},
            **({"communities": {k: part.communities[k] for k in lands}} if part else {}),
            "prefixes": {
                prefix: iri for prefix, iri in PREFIXES.items() if prefix in ("cnai", "rdf", "rdfs", "schema")
            },
            "base": ID,
            "things": things | ({"links": [_links(part.whole, iri) for iri in index]} if part else {}),
            "relations": relations,
            "properties": tables.properties.rows,
            "documents": tables.documents.rows,
            "events": sorted(_events(tables, relations).items()),
            "leftOut": {key: graph.graph.get(key, 0) for key in ("large_consortium", "copies_only")},
            "simplified": fold_table(normalise(text) for text in texts),
        },
        {**facts.columns, "spans": tables.spans.rows, "records": tables.records.rows},
    )


OPEN: Final = 99_999
"""The last day of what has no end; the first of what has no beginning is its negative."""


def days_of(date: str) -> tuple[int, ...]:
    """First and last day that an EDTF date can mean, in days since 1970; nothing where there is none."""
    try:
        first, last = bounds(date) if date else (None, None)
    except InputError:
        return ()
    return (_day(first, -OPEN), _day(last, OPEN)) if first or last else ()


def _day(day: "date | None", otherwise: int) -> int:
    return day.toordinal() - _EPOCH if day else otherwise


def year_of(date: str) -> int:
    """The year in which an EDTF date begins (or ends, where its beginning is open); 0 where there is none."""
    try:
        first, last = bounds(date) if date else (None, None)
    except InputError:
        return 0
    day = first or last
    return day.year if day else 0


class _Rows:
    """Values stored once, in the order of their first use."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._places: dict[Hashable, int] = {}

    def place(self, key: Hashable, row: Any) -> int:
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(row)
        return self._places[key]


def _things(
    graph: "Graph", cards: "Mapping[str, Card]", places: "Mapping[str, Place]", index: Mapping[str, int]
) -> dict[str, Any]:
    types, countries, sectors = _Rows(), _Rows(), _Rows()
    columns: dict[str, list[Any]] = {
        key: []
        for key in (
            "id", "name", "zh", "pinyin", "names", "keys", "kind", "type", "countries", "sectors", "since", "listed",
            "x", "y", "community",
        )
    }  # fmt: skip
    for iri in index:
        known, card = graph.nodes[iri], cards.get(iri)
        name = known.get("label") or local_name(iri)
        zh = known.get("label_zh", "")
        names = sorted({*known.get("names", ()), *(card.names if card else ())} - {name, zh})
        type_name = known.get("type", "")
        type_label = (card.type_label, card.type_label_zh) if card else (type_name, "")
        own = [fact for fact in card.facts if not fact.incoming and fact.status in config()["plain"]] if card else []
        homes = {fact.value.text: fact.value.text_zh for fact in own if local_name(fact.property) == "jurisdiction"}
        fields = [fact.value for fact in own if local_name(fact.property) == "field"]
        begins = [year_of(fact.value.text) for fact in own if local_name(fact.property) in _BEGINS]
        place = places[iri]
        row = {
            "id": short(iri),
            "name": name,
            "zh": "" if zh == name else zh,
            "pinyin": known.get("pinyin", ""),
            "names": names,
            "keys": _further(
                keys_of({**(card.labels if card else {}), "en": name, **({"zh-hans": zh} if zh else {})}, names),
                (name, zh, known.get("pinyin", ""), *names),
            ),
            "kind": kind_of(type_name, known.get("group", "")),
            "type": types.place((type_name, *type_label), {"id": type_name, "en": type_label[0], "zh": type_label[1]}),
            "countries": [
                countries.place(text, {"en": text, "zh": homes.get(text, "")})
                for text in known.get("country", "").split("; ")
                if text
            ],
            "sectors": [sectors.place(v.text, {"en": v.text, "zh": v.text_zh}) for v in fields],
            "since": min((year for year in begins if year), default=0),
            "listed": int(known.get("group") == "organization" and _is_listed(card)),
            "x": place.x,
            "y": place.y,
            "community": place.community,
        }
        for key, value in row.items():
            columns[key].append(value)
    return {**columns, "types": types.rows, "countryNames": countries.rows, "sectorNames": sectors.rows}


def _links(graph: "Graph", iri: str) -> int:
    """Other things that a thing is linked to."""
    return len({*graph.succ[iri], *graph.pred[iri]} - {iri})


def _is_listed(card: "Card | None") -> bool:
    """Whether a record says that the thing, or the company whose name it bears, stands on a restricted-party list."""
    return card is not None and any(local_name(record.iri).startswith("listing-") for record in card.records)


def _further(keys: list[str], shown: tuple[str, ...]) -> list[str]:
    """The keys that no shown name gives: the page leaves out spaces before it compares."""
    given = {normalise(text).replace(" ", "") for text in shown}
    return [key for key in keys if key.replace(" ", "") not in given]


def _relations(graph: "Graph", index: Mapping[str, int], tables: Tables, facts: "_Facts") -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        key: []
        for key in (
            "id",
            "from",
            "to",
            "property",
            "status",
            "grade",
            "date",
            "year",
            "documents",
            "record",
            "fact",
            "weight",
            "number",
            "ended",
            "acts",
            "days",
        )
    }
    found = sorted(graph.edges(keys=True, data=True), key=lambda edge: (index[edge[0]], index[edge[1]], str(edge[2])))
    for source, target, key, known in found:
        when = str(known.get("date", ""))
        acts = known.get("acts") or [(key, when, when)]
        days = sorted({(*days_of(first)[:1], *days_of(last)[1:]) for _, first, last in acts if first})
        row = {
            "id": short(str(key)).removeprefix("statement:"),
            "from": index[source],
            "to": index[target],
            "property": tables.property(
                str(known.get("relation", "")), known.get("label", ""), known.get("label_zh", "")
            ),
            "status": known.get("status", "asserted"),
            "grade": known.get("grade", ""),
            "date": when,
            "year": year_of(when),
            "documents": facts.documents.get(str(key), []),
            "record": short(known.get("record", "")),
            "fact": facts.statements.get(str(key), -1),
            "weight": round(known.get("weight", 1), 2),
            "number": known.get("count", 1),
            "ended": int(known.get("ended") == "true"),
            "acts": [index[iri] for iri, _, _ in acts if iri in index and iri not in (source, target)],
            "days": [day for pair in days for day in pair],
        }
        for name, value in row.items():
            columns[name].append(value)
    return columns


class _Facts:
    """The statements and records of all cards."""

    def __init__(self, named: "Graph", index: Mapping[str, int], tables: Tables) -> None:
        self._named, self._index, self._tables = named, index, tables
        self.statements: dict[str, int] = {}
        """Statement → its row."""
        self._contradicted: list[tuple[int, tuple[str, ...]]] = []
        self._values = _Rows()
        self.documents: dict[str, list[int]] = {}
        """Statement → positions of the documents that state it."""
        self._rows: dict[str, list[Any]] = {
            key: [] for key in ("property", "subject", "object", "status", "grade", "date", "evidence")
        }
        self._cards: list[dict[str, Any]] = []

    @property
    def columns(self) -> dict[str, Any]:
        """Statements in columns; ``own`` and ``records`` of each thing; ``contradicts`` by position."""
        return {
            "statements": self._rows,
            "contradicts": {
                row: [self.statements[iri] for iri in others if iri in self.statements]
                for row, others in self._contradicted
            },
            "values": self._values.rows,
            "cards": self._cards,
        }

    def add(self, cards: "Sequence[Card | None]", partial: Collection[int]) -> None:
        """The cards of all things, in the order of the things; None where there is none.

        ``partial`` are the things whose cards do not hold all that is known.
        """
        own = [self._statements(thing, card, incoming=False) for thing, card in enumerate(cards)]
        others = [self._statements(thing, card, incoming=True) for thing, card in enumerate(cards)]
        for thing, (card, facts, incoming) in enumerate(zip(cards, own, others, strict=True)):
            records = [r for r in card.records if not r.iri.startswith(FILING)] if card else []
            self._cards.append(
                {
                    "note": (card and card.note) or "",
                    "facts": facts,
                    "incoming": incoming,
                    "records": [record_row(record, self._named, self._tables) for record in records],
                    **({"part": 1} if thing in partial else {}),
                }
            )

    def _statements(self, thing: int, card: "Card | None", *, incoming: bool) -> list[int]:
        facts = card.facts if card else ()
        return [self._statement(thing, fact) for fact in facts if fact.incoming is incoming]

    def _statement(self, thing: int, fact: "Fact") -> int:
        ends = (self._value(fact.value), thing) if fact.incoming else (thing, self._value(fact.value))
        if fact.incoming and fact.statement in self.statements:
            row = self.statements[fact.statement]
            if (self._rows["subject"][row], self._rows["object"][row]) == ends:
                return row
        row = len(self._rows["property"])
        self.statements[fact.statement] = row
        spans = [self._tables.span(evidence) for evidence in fact.evidence]
        self.documents[fact.statement] = sorted({self._tables.spans.rows[span]["document"] for span in spans})
        for key, value in (
            ("property", self._tables.property(fact.property, fact.label, fact.label_zh)),
            ("subject", ends[0]),
            ("object", ends[1]),
            ("status", fact.status),
            ("grade", fact.grade),
            ("date", fact.date or ""),
            ("evidence", spans),
        ):
            self._rows[key].append(value)
        if fact.contradicts:
            self._contradicted.append((row, fact.contradicts))
        return row

    def _value(self, value: "Value") -> int:
        """Position of a thing of the page; for everything else -1 less the position among the values."""
        if value.iri is not None and value.iri in self._index:
            return self._index[value.iri]
        row = value_row(value, self._named)
        return -1 - self._values.place(tuple(sorted(row.items())), row)


def _events(tables: Tables, relations: Mapping[str, list[Any]]) -> Counter[int]:
    """Year → dated records, and dated relations that rest on no record."""
    years = [year_of(record["date"]) for record in tables.records.rows]
    years += [year for year, record in zip(relations["year"], relations["record"], strict=True) if not record]
    return Counter(year for year in years if year)

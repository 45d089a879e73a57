"""What a thing's page shows, in its order: facts by meaning, records, what is only claimed, dates, neighbours.

Facts stand under the families of relations that the network page draws; what is no relation (identifiers, fields,
features) stands before them. What is claimed, forecast or aimed at is never among the facts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import FACT_STATUSES, Fact, RecordView, Value
from kg_cn_ai.namespaces import PREFIXES, local_name
from kg_cn_ai.pages.data import config, family_of, kind_of
from kg_cn_ai.web.release.knowledge import Knowledge, is_thing

NEIGHBOURS: Final = 24
"""So many neighbours are drawn, at most."""

_ABOUT: Final = frozenset({"jurisdiction", "field", "feature", "kind", "businessSegment", "openness", "place"})
"""Properties that say what a thing is, though their values may be things."""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts with one property and direction."""

    label: str
    label_zh: str
    incoming: bool
    facts: tuple[Fact, ...]

    @property
    def size(self) -> int:
        """Number of its facts."""
        return len(self.facts)


@dataclass(frozen=True, slots=True)
class Family:
    """Groups of one meaning; ``id`` is ``about`` or that of a family of the network page."""

    id: str
    en: str
    zh: str
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        """Number of its facts."""
        return sum(group.size for group in self.groups)


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of one class."""

    label: str
    records: tuple[RecordView, ...]

    @property
    def size(self) -> int:
        """Number of its records."""
        return len(self.records)

    @property
    def many(self) -> bool:
        """Whether they are worth a heading of their own."""
        return self.size > 3


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated record, or a dated fact that rests on no record."""

    date: str
    record: RecordView | None
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing beside the one in the middle: where it is drawn, what joins the two (en, zh), and how it is marked."""

    iri: str
    label: str
    label_zh: str
    relation: str
    relation_zh: str
    kind: str
    x: int
    y: int
    side: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A picture of what is next to a thing; ``left`` is the number of neighbours that are not drawn."""

    neighbours: tuple[Neighbour, ...]
    height: int
    left: int


def kind_id(name: str, group: str) -> str:
    """Id of the kind (colour) of a class, as on the network page."""
    return str(config()["kinds"][kind_of(name, group)]["id"])


def families(facts: Iterable[Fact]) -> list[Family]:
    """Established facts by meaning; within a family the thing's own before those that point at it."""
    found: dict[str, dict[tuple[bool, str], list[Fact]]] = {}
    for fact in facts:
        if fact.status in FACT_STATUSES:
            name = local_name(fact.property)
            about = not fact.incoming and (name in _ABOUT or not (fact.value.iri and is_thing(fact.value.iri)))
            family = found.setdefault("about" if about else config()["families"][family_of(name)]["id"], {})
            family.setdefault((fact.incoming, fact.property), []).append(fact)
    order = ["about", *(f["id"] for f in config()["families"])]
    titles = {f["id"]: (f["en"], f["zh"]) for f in config()["families"]} | {"about": ("What it is", "基本情况")}
    return [
        Family(
            id,
            *titles[id],
            tuple(Group(f[0].label, f[0].label_zh, key[0], tuple(f)) for key, f in sorted(found[id].items())),
        )
        for id in order
        if id in found
    ]


def claims(card: Card) -> tuple[list[Group], list[RecordView]]:
    """What somebody says, expects or aims at: facts by property, and records."""
    groups: dict[tuple[bool, str], list[Fact]] = {}
    for fact in card.facts:
        if fact.status not in FACT_STATUSES:
            groups.setdefault((fact.incoming, fact.property), []).append(fact)
    found = [Group(f[0].label, f[0].label_zh, key[0], tuple(f)) for key, f in sorted(groups.items())]
    return found, [view for view in card.records if view.status not in FACT_STATUSES and view.iri != card.iri]


def records(card: Card) -> list[Kind]:
    """Established records by class, the class with most of them last."""
    found: dict[str, list[RecordView]] = {}
    for view in card.records:
        if view.status in FACT_STATUSES and view.iri != card.iri:
            found.setdefault(view.types[0] if view.types else "Record", []).append(view)
    return [
        Kind(label, tuple(views)) for label, views in sorted(found.items(), key=lambda item: (len(item[1]), item[0]))
    ]


def parts(view: RecordView) -> list[tuple[str, tuple[Value, ...]]]:
    """What a record is made of, by label; comparator, number and unit are one value: ``more than 60,000 yuan``."""
    sides = {name: [v for _, v in view.parts if (v.iri or "").startswith(PREFIXES[name])] for name in ("cmp", "unit")}
    numbers = [v for label, v in view.parts if label == "value" and v.iri is None]
    joined = len(numbers) == 1 and all(len(values) <= 1 for values in sides.values())
    found: dict[str, list[Value]] = {}
    for label, value in view.parts:
        if joined and (value in sides["cmp"] or value in sides["unit"]):
            continue
        if joined and value in numbers and label == "value":
            compared = [v for v in sides["cmp"] if v.text != "exactly"]
            whole = [*compared, Value(None, grouped(value.text), grouped(value.text)), *sides["unit"]]
            value = Value(None, " ".join(v.text for v in whole), "".join(v.text_zh for v in whole))
        found.setdefault(label, []).append(value)
    return [(label, tuple(values)) for label, values in found.items()]


def grouped(text: str) -> str:
    """A long number with its thousands apart; any other text as it is."""
    return f"{int(text):,}" if text.isascii() and text.isdigit() and len(text) > 4 else text


def moments(card: Card) -> list[Moment]:
    """What has a date, the latest first; EDTF dates sort as texts."""
    dated = [Moment(view.date, view, None) for view in card.records if view.date and view.iri != card.iri]
    dated += [Moment(fact.date, None, fact) for fact in card.facts if fact.date and not fact.record]
    return sorted(dated, key=lambda moment: moment.date.lstrip("[./~"), reverse=True)


def neighbourhood(known: Knowledge, iri: str) -> Neighbourhood:
    """What the network has next to a thing, placed in two columns around it.

    Neighbours with relations that are rarer, and with more neighbours of their own, are drawn first.
    """
    graph = known.network
    if iri not in graph:
        return Neighbourhood((), 0, 0)
    between: dict[str, list[dict[str, Any]]] = {}
    for _, target, data in graph.out_edges(iri, data=True):
        between.setdefault(target, []).append(data)
    for source, _, data in graph.in_edges(iri, data=True):
        between.setdefault(source, []).append(data)
    between.pop(iri, None)

    def rank(other: str) -> tuple[int, int, str]:
        first = min(family_of(local_name(data["relation"])) for data in between[other])
        return first, -graph.degree(other), other

    drawn = sorted(between, key=rank)[:NEIGHBOURS]
    half = math.ceil(len(drawn) / 2)
    height = max(120, 46 * half)
    found = []
    for place, other in enumerate(drawn):
        right = place >= half
        row, rows = (place - half, len(drawn) - half) if right else (place, half)
        node, data = graph.nodes[other], between[other]
        y = round(height * (row + 0.5) / rows)
        bow = round(60 * math.cos(math.pi * (y / height - 0.5)))
        found.append(
            Neighbour(
                other,
                node["label"],
                node["label_zh"],
                ", ".join(dict.fromkeys(d["label"] for d in data)),
                "、".join(dict.fromkeys(d["label_zh"] or d["label"] for d in data)),
                kind_id(node["type"], node["group"]),
                (480 + bow) if right else (240 - bow),
                y,
                "end" if right else "start",
            )
        )
    return Neighbourhood(tuple(found), height, len(between) - len(drawn))


def folded(items: Sequence[Any], shown: int, most: int | None) -> tuple[Sequence[Any], Sequence[Any], int]:
    """What is shown at once, what a click opens (``most`` of it), and the number of those that are left out.

    Nothing is folded for the sake of one or two.
    """
    if len(items) <= shown + 2:
        return items, (), 0
    rest = items[shown:] if most is None else items[shown : shown + most]
    return items[:shown], rest, len(items) - shown - len(rest)

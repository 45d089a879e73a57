"""What pages of the network are made of: things, relations, facts with their sources, records; as plain data.

Rows that many facts share (properties, documents, spans, records) stand in tables and are referred to by
position. What a kind (a colour and a shape) and a family of relations (a line style) is, and the words for
statuses and grades in both languages, stand in ``templates/network.json``. IRIs are shortened to prefixed
names, which also make the page's permalinks.
"""

import json
import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from kg_cn_ai.data import data_dir
from kg_cn_ai.names import fold_table, normalise
from kg_cn_ai.namespaces import RDFS, curie, local_name
from kg_cn_ai.network.layout import SMALL, Room, Spot, positions
from kg_cn_ai.search.keys import search_keys

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.cards.facts import Evidence, Fact, RecordView, Value

__all__ = [
    "Tables",
    "config",
    "family_of",
    "keys_of",
    "kind_of",
    "page_data",
    "record_row",
    "short",
    "template",
    "value_row",
]

_BEND: Final = 0.16
"""Roundness of a relation beside a parallel one; each further one bends by as much more."""

_BEND_SMALL: Final = 0.34
"""The same in a small graph, where each line is to carry its name."""


def template(name: str) -> str:
    """Text of a file of the page."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1 << 16)
def short(iri: str) -> str:
    """A prefixed name where there is a prefix, else the IRI."""
    return curie(iri).removeprefix("<").removesuffix(">") if iri else ""


def page_data(graph: "nx.MultiDiGraph[str]", cards: "Mapping[str, Card]") -> dict[str, Any]:
    """All that the page shows of a graph; ``nodes`` and ``edges`` are in the form of vis-network.

    Args:
        graph: Things and their relations; an attribute that is missing is taken as empty.
        cards: What is known about each thing, by IRI.
    """
    tables = Tables()
    nodes, edges = _nodes(graph, cards), _edges(graph, tables)
    known = {short(iri): _card(cards[iri], graph, tables) for iri in sorted(graph) if iri in cards}
    names = [text for node in nodes for text in (node["name"], node["zh"], *node["names"])]
    return {
        **{key: config()[key] for key in ("kinds", "families", "plain", "statuses", "grades", "text")},
        "nodes": nodes,
        "edges": edges,
        "cards": known,
        "properties": tables.properties.rows,
        "documents": tables.documents.rows,
        "spans": tables.spans.rows,
        "records": tables.records.rows,
        "simplified": fold_table(normalise(name) for name in names),
    }


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows stored once, in the order of their first use; others refer to them by position."""

    places: dict[Hashable, int] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def place(self, key: Hashable, make: Callable[[], dict[str, Any]]) -> int:
        """Position of the row for a key, made if it is not there yet."""
        if key not in self.places:
            row = make()
            self.places[key] = len(self.rows)
            self.rows.append(row)
        return self.places[key]


@dataclass(frozen=True, slots=True)
class Tables:
    """What many facts share."""

    properties: _Table = field(default_factory=_Table)
    documents: _Table = field(default_factory=_Table)
    spans: _Table = field(default_factory=_Table)
    records: _Table = field(default_factory=_Table)

    def property(self, iri: str, label: str, label_zh: str) -> int:
        """Position of a property, with its family of relations."""
        name = local_name(iri)
        return self.properties.place(
            iri,
            lambda: {
                "id": short(iri),
                "en": label or name,
                "zh": label_zh,
                "family": family_of(name),
                "symmetric": name in config()["symmetric"],
            },
        )

    def span(self, evidence: "Evidence") -> int:
        """Position of a place in a document."""
        document = self.documents.place(
            evidence.document,
            lambda: {
                "title": evidence.title,
                "publisher": evidence.publisher,
                "licence": evidence.licence or "",
                "address": evidence.url or "",
            },
        )
        place: dict[str, Any] = {"document": document, "en": evidence.place_en, "zh": evidence.place_zh}
        if evidence.pages:
            place["pages"] = [{"en": page.en, "zh": page.zh, "address": page.url} for page in evidence.pages]
        return self.spans.place((evidence.document, evidence.fragment), lambda: place)


def _nodes(graph: "nx.MultiDiGraph[str]", cards: "Mapping[str, Card]") -> list[dict[str, Any]]:
    degree = dict(graph.degree())
    base = 10.0 if sum(1 for d in degree.values() if d) <= SMALL else 6.5
    sizes = {iri: min(26.0, base + 2.5 * math.sqrt(degree[iri])) for iri in graph}
    spots = positions(graph, {iri: _room(graph.nodes[iri].get("label", iri), sizes[iri]) for iri in graph})
    return [_node(iri, graph.nodes[iri], cards.get(iri), sizes[iri], spots[iri]) for iri in sorted(graph)]


def _room(label: str, size: float) -> Room:
    """What a mark and its label take up; the page breaks labels at about 125 pixels; three lines at most."""
    wide = max(1.0, sum(12.5 if ord(character) > 0x2E7F else 6.4 for character in label))
    lines = min(3, math.ceil(wide / 120))
    # The whole map mostly shows at less than scale 1, where labels keep their size: those of hubs shall fit.
    more = 1.35 if size > 11 else 1.1
    return Room(size * 1.6 - 2, max(44.0, min(wide / lines, 115.0)) * more, lines * 14.0 * more)


def _node(iri: str, attributes: Mapping[str, Any], card: "Card | None", size: float, spot: Spot) -> dict[str, Any]:
    name = attributes.get("label") or local_name(iri)
    zh = attributes.get("label_zh", "")
    type_name = attributes.get("type", "")
    names = sorted({*attributes.get("names", ()), *(card.names if card else ())} - {name, zh})
    own = [fact for fact in card.facts if not fact.incoming] if card else []
    homes = [fact.value for fact in own if local_name(fact.property) == "jurisdiction"]
    return {
        "id": short(iri),
        "name": name,
        "zh": "" if zh == name else zh,
        "pinyin": attributes.get("pinyin", ""),
        "names": names,
        "keys": keys_of({**(card.labels if card else {}), "en": name, **({"zh-hans": zh} if zh else {})}, names),
        "kind": kind_of(type_name, attributes.get("group", "")),
        "type": card.type_label if card else type_name,
        "typeZh": card.type_label_zh if card else "",
        "country": attributes.get("country", ""),
        "countryZh": homes[0].text_zh if homes else "",
        "size": round(size, 1),
        "x": spot.x,
        "y": spot.y,
    }


def keys_of(labels: Mapping[str, str], names: list[str]) -> list[str]:
    """What a thing is found by besides its own names: pinyin, initials, names without a legal form."""
    shown = {normalise(name) for name in (*labels.values(), *names)}
    return [key for key in search_keys(labels, names) if key not in shown]


def _edges(graph: "nx.MultiDiGraph[str]", tables: Tables) -> list[dict[str, Any]]:
    found = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
    beside: dict[tuple[str, ...], int] = {}
    for source, target, _, _ in found:
        pair = tuple(sorted((source, target)))
        beside[pair] = beside.get(pair, 0) + 1
    drawn: dict[tuple[str, ...], int] = {}
    step = _BEND_SMALL if len(graph) <= SMALL else _BEND
    result = []
    for source, target, key, attributes in found:
        pair = tuple(sorted((source, target)))
        place = drawn.get(pair, 0)
        drawn[pair] = place + 1
        bend = round((place - (beside[pair] - 1) / 2) * step * (1 if source == pair[0] else -1), 3)
        relation = str(attributes.get("relation", ""))
        result.append(
            {
                "id": short(str(key)),
                "from": short(source),
                "to": short(target),
                "property": tables.property(relation, attributes.get("label", ""), attributes.get("label_zh", "")),
                "status": attributes.get("status", "asserted"),
                "grade": attributes.get("grade", ""),
                "date": attributes.get("date", ""),
                "record": short(attributes.get("record", "")),
                "bend": bend,
            }
        )
    return result


def _card(card: "Card", graph: "nx.MultiDiGraph[str]", tables: Tables) -> dict[str, Any]:
    return {
        "note": card.note or "",
        "facts": [_fact(fact, graph, tables) for fact in card.facts],
        "records": [record_row(record, graph, tables) for record in card.records],
    }


def _fact(fact: "Fact", graph: "nx.MultiDiGraph[str]", tables: Tables) -> dict[str, Any]:
    return {
        "property": tables.property(fact.property, fact.label, fact.label_zh),
        "value": value_row(fact.value, graph),
        "incoming": fact.incoming,
        "status": fact.status,
        "grade": fact.grade,
        "date": fact.date or "",
        "evidence": [tables.span(evidence) for evidence in fact.evidence],
        "statement": short(fact.statement),
        "contradicts": [short(iri) for iri in fact.contradicts],
    }


def record_row(record: "RecordView", graph: "nx.MultiDiGraph[str]", tables: Tables) -> int:
    """Position of a record among the records."""
    return tables.records.place(
        record.iri,
        lambda: {
            "id": short(record.iri),
            "en": record.label,
            "zh": record.label_zh,
            "types": [_both(label) for label in record.types],
            "summary": record.summary,
            "status": record.status,
            "grade": record.grade,
            "date": record.date or "",
            "parts": [
                {"property": _camel(label), **_both(label), "value": value_row(value, graph)}
                for label, value in record.parts
            ],
            "evidence": [tables.span(evidence) for evidence in record.evidence],
        },
    )


def value_row(value: "Value", graph: "nx.MultiDiGraph[str]") -> dict[str, Any]:
    """A thing on the page by its identifier; another IRI as an address if it lies outside our namespace."""
    if value.iri is not None and value.iri in graph:
        return {"id": short(value.iri), "text": value.text, "zh": value.text_zh}
    outside = value.iri and curie(value.iri).startswith(("<", "wd:"))
    return {"text": value.text, "zh": value.text_zh, **({"address": value.iri} if outside else {})}


def kind_of(type_name: str, group: str) -> int:
    """Position of the kind for a class, else for a group, else the last kind."""
    kinds = config()["kinds"]
    for i, kind in enumerate(kinds):
        if type_name in kind["types"]:
            return i
    return next((i for i, kind in enumerate(kinds) if group and kind["group"] == group), len(kinds) - 1)


def family_of(relation: str) -> int:
    """Position of the family of a relation, given by its local name, else the last family."""
    families = config()["families"]
    return next((i for i, family in enumerate(families) if relation in family["properties"]), len(families) - 1)


def _both(label: str) -> dict[str, str]:
    return {"en": label, "zh": _chinese().get(label, "")}


def _camel(label: str) -> str:
    first, *rest = label.split() or [""]
    return first + "".join(word.title() for word in rest)


@cache
def config() -> dict[str, Any]:
    """Kinds, families of relations, and the words for statuses and grades, from ``templates/network.json``."""
    config: dict[str, Any] = json.loads(template("network.json"))
    return config


@cache
def _chinese() -> dict[str, str]:
    """Chinese labels of the ontology's terms by their English ones: a record's view has English ones only."""
    from pyoxigraph import Literal, RdfFormat, parse

    labels: dict[str, dict[str, str]] = {}
    for quad in parse(path=data_dir() / "ontology" / "kg-cn-ai.ttl", format=RdfFormat.TURTLE):
        if quad.predicate.value == f"{RDFS}label" and isinstance(quad.object, Literal):
            labels.setdefault(str(quad.subject), {})[quad.object.language or ""] = quad.object.value
    return {found["en"]: found["zh-hans"] for found in labels.values() if {"en", "zh-hans"} <= found.keys()}

"""What the data of all pages of the network share: tables of properties, documents, places and records; names, kinds.

Rows that many facts share (properties, documents, spans, records) stand in tables and are referred to by
position. What a kind (a colour and a shape) and a family of relations (a line style) is, and the words for
statuses and grades in both languages, stand in ``templates/network.json``. IRIs are shortened to prefixed
names, which also make the page's permalinks.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg_cn_ai.data import data_dir
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import RDFS, curie, local_name
from kg_cn_ai.search.keys import search_keys

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.cards.facts import Evidence, RecordView, Value

__all__ = [
    "Tables",
    "config",
    "family_of",
    "keys_of",
    "kind_of",
    "record_row",
    "short",
    "template",
    "value_row",
]


def template(name: str) -> str:
    """Text of a file of the page."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1 << 16)
def short(iri: str) -> str:
    """A prefixed name where there is a prefix, else the IRI."""
    return curie(iri).removeprefix("<").removesuffix(">") if iri else ""


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


def keys_of(labels: Mapping[str, str], names: list[str]) -> list[str]:
    """What a thing is found by besides its own names: pinyin, initials, names without a legal form."""
    shown = {normalise(name) for name in (*labels.values(), *names)}
    return [key for key in search_keys(labels, names) if key not in shown]


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

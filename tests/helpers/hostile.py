"""A graph, and the card of each thing, in which every text tries to run as script."""

import networkx as nx

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import Evidence, Fact, RecordView, Value
from kg_cn_ai.namespaces import CNAI, ID

PAYLOADS = (
    '<img src=x onerror="window.attacked=1">',
    "</script><script>window.attacked=2</script>",
    '"><svg onload=window.attacked=3>',
    "{{ 7 * 7 }}${7*7}<!--<script>",
    "javascript:window.attacked=4",
)


def hostile(payload: str) -> tuple[nx.MultiDiGraph, dict[str, Card]]:
    """Three things, two relations of which one is parallel, a claim and a deal, all of them named by the payload."""
    evil = [f"{ID}org/{name}" for name in "abc"]
    span = Evidence(payload, payload, payload, payload, payload, payload, payload, payload)
    graph = nx.MultiDiGraph()
    for iri in evil:
        graph.add_node(
            iri, label=payload, label_zh=payload, pinyin=payload, names=[payload, f"{payload}2"], type=payload,
            group=payload, country=payload, iri=iri,
        )  # fmt: skip
    for key, target in ((payload, evil[1]), (f"{payload}2", evil[1]), ("plain", evil[2])):
        graph.add_edge(
            evil[0], target, key=key, relation=f"{CNAI}{payload}", label=payload, label_zh=payload, status=payload,
            grade=payload, date=payload, record=payload,
        )  # fmt: skip
    facts = tuple(
        Fact(
            property=f"{CNAI}{payload}", label=payload, label_zh=payload, value=value, incoming=False, status=status,
            grade=payload, date=payload, evidence=(span, span), statement=payload, record=payload,
            contradicts=(payload, f"{payload}3"),
        )
        for status in ("asserted", payload)
        for value in (Value(evil[1], payload, payload), Value(payload, payload, payload), Value(None, payload, payload))
    )  # fmt: skip
    records = tuple(
        RecordView(
            iri=f"{payload} {status}", label=payload, label_zh=payload, types=(payload,), summary=payload,
            status=status, grade=payload, date=payload, evidence=(span,),
            parts=((payload, Value(payload, payload, payload)), ("value", Value(None, payload, payload)),
                   ("attributed to", Value(evil[1], payload, payload))),
        )
        for status in ("asserted", payload)
    )  # fmt: skip
    cards = {
        iri: Card(iri, {"en": payload}, (payload,), (payload,), payload, payload, payload, facts, records)
        for iri in evil
    }
    return graph, cards

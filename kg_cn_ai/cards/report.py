"""Rows for people and for tools: the steps of a path with their evidence, and the numbers of the network.

Each function gives column names and rows; how they are written is the caller's choice.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from kg_cn_ai.cards.facts import Fact
from kg_cn_ai.cards.reader import cards
from kg_cn_ai.namespaces import curie
from kg_cn_ai.network.measures import EXPLANATIONS, bridges, communities, measures

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    from kg_cn_ai.network.paths import Step

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]
List = Literal["measures", "communities", "bridges"]

_NUMBERS: Final = ("degree", "pagerank", "betweenness", "community", "bridges")


def path_rows(store: "ox.Store", paths: "Iterable[Sequence[Step]]") -> Rows:
    """One row for each relation of each step, with the first of its sources and the number of the others."""
    paths = list(paths)
    known = cards(store, sorted({end for path in paths for step in path for end in (step.source, step.target)}))
    facts: dict[str, Fact] = {fact.statement: fact for card in known.values() for fact in card.facts}
    rows: list[tuple[Any, ...]] = []
    for number, path in enumerate(paths, start=1):
        for place, step in enumerate(path, start=1):
            for relation in step.relations:
                ends = (step.source, step.target) if relation.forward else (step.target, step.source)
                fact = facts.get(relation.statement)
                first = fact.evidence[0] if fact and fact.evidence else None
                more = f" (+{len(fact.evidence) - 1})" if fact and len(fact.evidence) > 1 else ""
                rows.append(
                    (
                        number,
                        place,
                        known[ends[0]].label,
                        relation.label,
                        known[ends[1]].label,
                        relation.status,
                        relation.grade,
                        curie(first.document) if first else "",
                        f"{first.place_en}{more}" if first else "",
                    )
                )
    return ("path", "step", "from", "relation", "to", "status", "grade", "source", "place"), rows


def path_text(rows: Iterable[Sequence[Any]]) -> str:
    """The rows of :func:`path_rows` for people: a block for each path, a line for each relation."""
    lines: list[str] = []
    shown = 0
    for path, step, start, relation, end, status, grade, source, place in rows:
        if path != shown:
            lines += [""] * bool(shown) + [f"Path {path}"]
            shown = path
        lines.append(f"  {step}. {start} — {relation} → {end}")
        lines.append(f"       {status}, {grade}: {source}, {place}")
    return "".join(f"{line}\n" for line in lines)


def network_rows(graph: "nx.MultiDiGraph[str]", what: List, top: int) -> tuple[Rows, list[tuple[str, str]]]:
    """The most central things, the communities or the bridges, and what each number in them means."""
    if what == "measures":
        rows = [
            (
                m.label,
                m.label_zh,
                m.type,
                m.degree,
                m.pagerank,
                m.betweenness,
                m.community_name,
                m.bridges,
                curie(m.iri),
            )
            for m in measures(graph)[:top]
        ]
        columns = ("name", "名称", "type", "degree", "pagerank", "betweenness", "community", "bridges", "iri")
        return (columns, rows), [(name, EXPLANATIONS[name]) for name in _NUMBERS]
    label = {iri: graph.nodes[iri]["label"] for iri in graph}
    if what == "communities":
        found = [
            (c.number, c.name, len(c.members), "; ".join(label[m] for m in c.members)) for c in communities(graph)[:top]
        ]
        return (("community", "name", "size", "members"), found), [("community", EXPLANATIONS["community"])]
    cut = [(label[b.source], label[b.target], b.smaller) for b in bridges(graph)[:top]]
    return (("one end", "other end", "cuts off"), cut), [("bridges", EXPLANATIONS["bridges"])]


def left_out(graph: "nx.MultiDiGraph[str]") -> str:
    """What the network leaves out, in words, after a semicolon; empty where it is nothing."""
    pairs, copies = graph.graph.get("large_consortium", 0), graph.graph.get("copies_only", 0)
    said = [f"{pairs:,} pairs that meet in large consortia only"] * bool(pairs)
    said += [f"{copies:,} relations read only in copies without an origin"] * bool(copies)
    return f"; left out: {', '.join(said)} (--weak keeps them)" if said else ""


def measured(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """A copy of the network whose nodes carry the measures too."""
    copy = graph.copy()
    for row in measures(graph):
        copy.nodes[row.iri].update({name: getattr(row, name) for name in _NUMBERS})
    return copy

"""What the shape of the network says of a thing: degree, PageRank, betweenness, communities, bridges.

Numbers are taken on the simple undirected projection: one line between two things however many relations they
have. They are the same in every run: networkx iterates over sets, and a set of strings has another order in
every process, so all measures work on integers in the order of the sorted IRIs, with a fixed seed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from kg_cn_ai.network.network import projection

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = "nx.MultiDiGraph[str]"
    Plain: TypeAlias = "nx.Graph[int]"

EXPLANATIONS: Final = {
    "degree": "Number of other things a thing is linked to; it also grows with how much was written about the thing.",
    "pagerank": "Share of its time that a random walk along the links spends at a thing (all add up to 1); "
    "all links count alike, and two things linked only to each other score like the average.",
    "betweenness": "Share of the shortest paths between other things that run through a thing, 0 to 1; "
    "a link missing from the sources moves it more than any other number here.",
    "community": "Group of things with more links inside than chance would give (Louvain); "
    "one division of several nearly as good, so read the cores and not the edges.",
    "bridges": "Number of a thing's links whose removal would split the network; "
    "in a graph of few sources that often means one sentence, not one dependency.",
}
"""Measure → what its number means and when it misleads, in one line."""

SEED: Final = 7
"""Start of the pseudo-random numbers; that of the page's layout, so that both show the same communities."""

EXACT: Final = 3000
"""Up to this many things betweenness is exact; above, it is estimated from ``PIVOTS`` random ones."""

PIVOTS: Final = 300


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers of one thing, as explained in :data:`EXPLANATIONS`; without links its community is -1."""

    iri: str
    label: str
    label_zh: str
    type: str
    degree: int
    pagerank: float
    betweenness: float
    community: int
    community_name: str
    bridges: int


@dataclass(frozen=True, slots=True)
class Community:
    """A group of things, those of highest degree first; ``name`` joins the labels of the first three."""

    number: int
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A link whose removal splits the network; ``smaller`` things would be cut off from the rest."""

    source: str
    target: str
    smaller: int


def measures(graph: "Graph") -> list[Measure]:
    """The numbers of every thing, the most linked first.

    Degree, betweenness (normalised) and PageRank (damping 0.85) are those of the simple undirected
    projection.
    """
    import networkx as nx

    names, plain = projection(graph)
    rank = _pagerank(plain)
    pivots = PIVOTS if len(names) > EXACT else None
    between = nx.betweenness_centrality(plain, k=pivots, seed=SEED)
    group = {iri: community for community in communities(graph) for iri in community.members}
    cuts = Counter(iri for bridge in bridges(graph) for iri in (bridge.source, bridge.target))
    rows = []
    for i, iri in enumerate(names):
        node, community = graph.nodes[iri], group.get(iri)
        rows.append(
            Measure(
                iri,
                node["label"],
                node["label_zh"],
                node["type"],
                plain.degree(i),
                round(rank[i], 6),
                round(between[i], 6),
                community.number if community else -1,
                community.name if community else "",
                cuts[iri],
            )
        )
    return sorted(rows, key=lambda row: (-row.degree, -row.pagerank, row.label, row.iri))


def communities(graph: "Graph") -> list[Community]:
    """Louvain communities of the linked things, the largest first; parallel relations count as weight."""
    import networkx as nx

    names, plain = projection(graph)
    linked = nx.Graph(plain.subgraph([i for i in plain if plain.degree(i)]))
    found = nx.community.louvain_communities(linked, weight="weight", resolution=1.0, seed=SEED)
    parts = sorted((sorted(part) for part in found), key=lambda part: (-len(part), part))
    result = []
    for number, part in enumerate(parts):
        members = [names[i] for i in sorted(part, key=lambda i: (-plain.degree(i), graph.nodes[names[i]]["label"], i))]
        title = ", ".join(graph.nodes[iri]["label"] for iri in members[:3])
        result.append(Community(number, title, tuple(members)))
    return result


def bridges(graph: "Graph") -> list[Bridge]:
    """The links that hold the network together, those that would cut off most first."""
    import networkx as nx

    names, plain = projection(graph)
    cut = {(min(pair), max(pair)) for pair in cast("Iterable[tuple[int, int]]", nx.bridges(plain))}
    found = []
    for part in nx.connected_components(plain):
        # A bridge lies on every spanning tree, so what it cuts off is the subtree below it.
        parent = {child: above for above, child in nx.bfs_edges(plain, min(part))}
        size = dict.fromkeys(part, 1)
        for i in reversed(list(parent)):
            size[parent[i]] += size[i]
            low, high = min(i, parent[i]), max(i, parent[i])
            if (low, high) in cut:
                found.append(Bridge(names[low], names[high], min(size[i], len(part) - size[i])))
    return sorted(found, key=lambda bridge: (-bridge.smaller, bridge.source, bridge.target))


def _pagerank(plain: "Plain", damping: float = 0.85) -> list[float]:
    """Power iteration to 1e-10; networkx has its own only where scipy is installed."""
    import numpy as np

    count = plain.number_of_nodes()
    if not count:
        return []
    ends = np.array(list(plain.edges()), dtype=np.int64).reshape(-1, 2)
    start, end = np.concatenate([ends, ends[:, ::-1]]).T
    degree = np.bincount(start, minlength=count)
    rank = np.full(count, 1 / count)
    for _ in range(1000):
        share = np.bincount(end, weights=(rank / np.maximum(degree, 1))[start], minlength=count)
        after = damping * (share + rank[degree == 0].sum() / count) + (1 - damping) / count
        change, rank = float(np.abs(after - rank).sum()), after
        if change < 1e-10:
            break
    return [float(value) for value in rank]

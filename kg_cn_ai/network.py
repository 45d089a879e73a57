"""The graph as a network of things: which edges count, what the numbers mean, how two things are connected.

An edge is a Statement between two things. Records (deals, launches, opinions) are no nodes; what a deal
establishes between things is already an edge, made by a rule, and names the record that it rests on. An
opinion or a forecast never becomes an edge. Three kinds of statement are left out, because they would count
one fact twice or drown the rest: properties marked ``cnai:inNetwork false`` (where an
organization is), the copy of an edge under a super-property, and the second direction of a symmetric property.
Things of a class marked so (the pictures of a source) are no nodes.

Numbers are taken on the simple undirected projection: one line between two things however many relations they
have. They are the same in every run: networkx iterates over sets, and a set of strings has another order in
every process, so all measures work on integers in the order of the sorted IRIs, with a fixed seed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError, KgError, UnknownName
from kg_cn_ai.names import nearest

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    Graph: TypeAlias = "nx.MultiDiGraph[str]"
    Plain: TypeAlias = "nx.Graph[int]"

__all__ = [
    "EXPLANATIONS",
    "Bridge",
    "Community",
    "Measure",
    "NoPath",
    "Relation",
    "Step",
    "bridges",
    "communities",
    "leaf_classes",
    "measures",
    "network",
    "shortest_paths",
    "values",
]

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

COMPARED: Final = 1000
"""So many shortest paths are compared, at most, before the best are returned."""

_GROUPS: Final = {
    "chip": "product",
    "model": "model",
    "org": "organization",
    "person": "person",
    "place": "place",
    "policy": "policy",
    "product": "product",
    "system": "product",
}


class NoPath(KgError, LookupError):
    """Two things lie in parts of the network that no relation connects."""


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


@dataclass(frozen=True, slots=True)
class Relation:
    """One edge of a step; ``forward`` is False where the edge points against the direction of the path."""

    statement: str
    relation: str
    label: str
    label_zh: str
    status: str
    grade: str
    date: str
    record: str
    forward: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From one thing to the next along all relations between the two, in either direction."""

    source: str
    target: str
    relations: tuple[Relation, ...]


def network(store: "ox.Store") -> "Graph":
    """The things of a release and the relations between them.

    Returns:
        A graph whose nodes are IRIs with the attributes label, label_zh, pinyin, names (list of str), type
        (local name of the most specific class), group, country and iri; an edge's key is the IRI of its
        Statement, its attributes are relation (IRI of the property), label, label_zh, status, grade, date
        (EDTF) and record (IRI). What is not known is the empty string. Nodes and edges are sorted.
    """
    import networkx as nx

    graph: Graph = nx.MultiDiGraph()
    for iri, attributes in _nodes(store).items():
        graph.add_node(iri, **attributes)
    label, label_zh = values(store, f"{ns.RDFS}label", "en"), values(store, f"{ns.RDFS}label", "zh-hans")
    status, grade = values(store, f"{ns.CNAI}claimStatus"), values(store, f"{ns.CNAI}confidence")
    date, basis = values(store, f"{ns.CNAI}date"), values(store, f"{ns.PROV}wasDerivedFrom")
    for source, target, statement, relation in _edges(store, graph):
        records = [(_first(date, iri), iri) for iri in basis.get(statement, ()) if ns.kind_of(iri) in ns.RECORD_TYPES]
        # Of several records the earliest dated one stands for the edge.
        day, record = min(records, key=lambda found: (not found[0], *found), default=("", ""))
        graph.add_edge(
            source,
            target,
            key=statement,
            relation=relation,
            label=_first(label, relation) or ns.local_name(relation),
            label_zh=_first(label_zh, relation),
            status=ns.local_name(_first(status, statement)),
            grade=ns.local_name(_first(grade, statement)),
            date=_first(date, statement) or day,
            record=record,
        )
    return graph


def leaf_classes(store: "ox.Store") -> dict[str, str]:
    """IRI of every thing and record → IRI of its most specific class.

    Roles that a rule gives (``cnai:isDerived`` classes such as Investor) are passed over; of several classes
    that are equally specific the first by name counts.
    """
    above: dict[str, set[str]] = {name: set(found) for name, found in values(store, f"{ns.RDFS}subClassOf").items()}
    roles = {iri for iri, flags in values(store, f"{ns.CNAI}isDerived").items() if "true" in flags}
    leaves: dict[str, str] = {}
    for iri, types in values(store, f"{ns.RDF}type").items():
        own = [name for name in types if name.startswith(ns.CNAI) and name not in roles]
        if own and ns.kind_of(iri) in (*ns.THING_TYPES, *ns.RECORD_TYPES):
            higher = _closure(above, own)
            leaves[iri] = next((name for name in own if name not in higher), own[0])
    return dict(sorted(leaves.items()))


def values(store: "ox.Store", predicate: str, language: str | None = None) -> dict[str, list[str]]:
    """Subject → its objects in the default graph, sorted, as IRIs or lexical forms.

    Where a language is given, only literals in that language count.
    """
    import pyoxigraph as ox

    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            if language is None or (isinstance(value, ox.Literal) and value.language == language):
                found[subject.value].append(value.value)
    return {subject: sorted(objects) for subject, objects in found.items()}


def measures(graph: "Graph") -> list[Measure]:
    """The numbers of every thing, the most linked first.

    Degree, betweenness (normalised) and PageRank (damping 0.85) are those of the simple undirected
    projection.
    """
    import networkx as nx

    names, plain = _projection(graph)
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

    names, plain = _projection(graph)
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

    names, plain = _projection(graph)
    cut = {(min(pair), max(pair)) for pair in cast("Iterable[tuple[int, int]]", nx.bridges(plain))}
    found = []
    for part in nx.connected_components(plain):
        # A bridge lies on every spanning tree, so what it cuts off is the subtree below it.
        parent = dict(nx.bfs_predecessors(plain, min(part)))
        size = dict.fromkeys(part, 1)
        for i in reversed(list(parent)):
            size[parent[i]] += size[i]
            low, high = min(i, parent[i]), max(i, parent[i])
            if (low, high) in cut:
                found.append(Bridge(names[low], names[high], min(size[i], len(part) - size[i])))
    return sorted(found, key=lambda bridge: (-bridge.smaller, bridge.source, bridge.target))


def shortest_paths(graph: "Graph", source: str, target: str, limit: int = 3) -> list[tuple[Step, ...]]:
    """Up to ``limit`` of the shortest connections between two things, whatever way their relations point.

    All have the same number of steps. Those through less linked things come first: that two companies share
    one investor says more than that both are in one city.

    Raises:
        UnknownName: An IRI is not a node of the graph.
        InputError: Source and target are the same thing, or ``limit`` is below 1.
        NoPath: No relation connects the two, directly or through others.
    """
    import networkx as nx

    for iri in (source, target):
        if iri not in graph:
            near = nearest(ns.curie(iri), map(ns.curie, graph))
            hint = f"Did you mean {' or '.join(near)}?" if near else "Search for the name first."
            raise UnknownName(f"no thing of the network has the IRI {iri}", hint=hint, suggestions=near)
    if source == target:
        raise InputError(f"{ns.curie(source)} is given twice", hint="A path needs two different things.")
    if limit < 1:
        raise InputError(f"{limit} paths are asked for", hint="Ask for at least one.")
    names, plain = _projection(graph)
    index = {name: i for i, name in enumerate(names)}
    try:
        found = list(islice(nx.all_shortest_paths(plain, index[source], index[target]), COMPARED))
    except nx.NetworkXNoPath:
        sizes = [len(nx.node_connected_component(plain, index[iri])) for iri in (source, target)]
        raise NoPath(
            f"no relation connects {graph.nodes[source]['label']} and {graph.nodes[target]['label']}",
            hint=f"They lie in separate parts of the network, of {sizes[0]} and {sizes[1]} things.",
        ) from None
    found.sort(key=lambda path: (sum(plain.degree(i) for i in path), path))
    paths = ([names[i] for i in path] for path in found[:limit])
    return [tuple(_step(graph, a, b) for a, b in pairwise(path)) for path in paths]


def _nodes(store: "ox.Store") -> dict[str, dict[str, Any]]:
    label, other = f"{ns.RDFS}label", f"{ns.SKOS}altLabel"
    english, chinese = values(store, label, "en"), values(store, label, "zh-hans")
    pinyin, names = values(store, label, "zh-latn-pinyin"), values(store, other)
    country = values(store, f"{ns.CNAI}jurisdiction")
    hidden = _hidden(store)
    return {
        iri: {
            "label": _first(english, iri) or _first(chinese, iri) or ns.local_name(iri),
            "label_zh": _first(chinese, iri),
            "pinyin": _first(pinyin, iri),
            "names": names.get(iri, []),
            "type": ns.local_name(leaf),
            "group": _GROUPS.get(ns.kind_of(iri) or "", "other"),
            "country": "; ".join(_first(english, place) or ns.local_name(place) for place in country.get(iri, [])),
            "iri": iri,
        }
        for iri, leaf in leaf_classes(store).items()
        if ns.kind_of(iri) in ns.THING_TYPES and leaf not in hidden
    }


def _hidden(store: "ox.Store") -> set[str]:
    """Properties and classes that stay out of the network."""
    return {iri for iri, flags in values(store, f"{ns.CNAI}inNetwork").items() if "false" in flags}


def _edges(store: "ox.Store", things: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Source, target, statement and property of each edge, sorted."""
    known = set(things)
    subject, target = values(store, f"{ns.RDF}subject"), values(store, f"{ns.RDF}object")
    above: dict[str, set[str]] = {name: set(found) for name, found in values(store, f"{ns.RDFS}subPropertyOf").items()}
    hidden = _hidden(store)
    types = values(store, f"{ns.RDF}type")
    symmetric = {iri for iri, found in types.items() if f"{ns.OWL}SymmetricProperty" in found}
    stated: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for statement, (relation, *_) in values(store, f"{ns.RDF}predicate").items():
        ends = _first(subject, statement), _first(target, statement)
        # Claims nobody confirms name a subject, predicate and object too, but they are assessments.
        stands = f"{ns.CNAI}Statement" in types.get(statement, ())
        if stands and relation not in hidden and known.issuperset(ends):
            stated[ends][relation] = statement
    edges = []
    for (start, end), relations in stated.items():
        copies = _closure(above, relations)
        for relation, statement in relations.items():
            turned = relation in symmetric and start > end
            if relation not in copies and not (turned and relation in stated.get((end, start), {})):
                edges.append((end, start, statement, relation) if turned else (start, end, statement, relation))
    return sorted(edges)


def _step(graph: "Graph", source: str, target: str) -> Step:
    relations = [
        Relation(
            statement=str(key),
            forward=forward,
            **{name: data[name] for name in Relation.__slots__ if name in data},
        )
        for start, end, forward in ((source, target, True), (target, source, False))
        for key, data in (graph.get_edge_data(start, end) or {}).items()
    ]
    return Step(source, target, tuple(sorted(relations, key=lambda edge: (edge.label, edge.statement))))


def _projection(graph: "Graph") -> tuple[list[str], "Plain"]:
    """Sorted IRIs, and the simple undirected graph of their positions, numbers of relations as weight."""
    import networkx as nx

    names = sorted(graph.nodes)
    index = {name: i for i, name in enumerate(names)}
    plain: Plain = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    for source, target in sorted((index[s], index[t]) for s, t in graph.edges()):
        if source != target:
            weight = plain.get_edge_data(source, target, {"weight": 0})["weight"]
            plain.add_edge(source, target, weight=weight + 1)
    return names, plain


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


def _first(values: dict[str, list[str]], key: str) -> str:
    return next(iter(values.get(key, ())), "")


def _closure(above: dict[str, set[str]], names: Iterable[str]) -> set[str]:
    """Everything that stands above one of the names."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found

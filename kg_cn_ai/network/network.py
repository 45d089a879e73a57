"""The graph as a network of things: which things and which edges count.

An edge is a Statement between two things. Records (deals, launches, opinions) are no nodes; what a deal
establishes between things is already an edge, made by a rule, and names the record that it rests on. An
opinion or a forecast never becomes an edge. Three kinds of statement are left out, because they would count
one fact twice or drown the rest: properties marked ``cnai:inNetwork false`` (where an
organization is), the copy of an edge under a super-property, and the second direction of a symmetric property.
Things of a class marked so (the pictures of a source) are no nodes. What a unit does is drawn at the unit, not at its
house again. An edge between two organizations has the weight, the number and the days of the tie that counts it.

Two kinds of edge are weak: those of two organizations that meet in large consortia only, and those that were read
only in copies which do not name their origin. They are left out unless asked for, and counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg_cn_ai import namespaces as ns

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    Graph: TypeAlias = "nx.MultiDiGraph[str]"
    Plain: TypeAlias = "nx.Graph[int]"

_Read: TypeAlias = Callable[..., dict[str, list[str]]]
"""`values` of a store by predicate and language, each looked up once."""

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


def network(store: "ox.Store", *, weak: bool = False) -> "Graph":
    """The things of a release and the relations between them.

    Args:
        store: A built graph.
        weak: Keep the edges that are weak.

    Returns:
        A graph whose nodes are IRIs with the attributes label, label_zh, pinyin, names (list of str), type
        (local name of the most specific class), group, country and iri; an edge's key is the IRI of its
        Statement, its attributes are relation (IRI of the property), label, label_zh, status, grade, date
        (EDTF), record (IRI), acts (IRI, first and last day of each record that it rests on, or of each model that two
        organizations made together; else of the statement itself, or of the model that it is about), ended ("true"
        where it is over), and of the tie that counts it weight (float), count (int), first and last (days). Without a
        tie the weight and the count are 1. What is not known is the empty string. Nodes and edges are sorted. An
        edge that has no date of its own, nor a record with one, has that of the model, chip or policy it is about.
        The graph's attributes ``large_consortium`` and ``copies_only`` say how many edges were left out for these
        reasons. An organization that files in an official register, and is linked to nothing but the house it acts
        for, has the attribute filer (``only``) besides.
    """
    import networkx as nx

    graph: Graph = nx.MultiDiGraph()
    read: _Read = cache(partial(values, store))
    for iri, attributes in _nodes(read).items():
        graph.add_node(iri, **attributes)
    label, label_zh = read(f"{ns.RDFS}label", "en"), read(f"{ns.RDFS}label", "zh-hans")
    status, grade = read(f"{ns.CNAI}claimStatus"), read(f"{ns.CNAI}confidence")
    date, basis = read(f"{ns.CNAI}date"), read(f"{ns.PROV}wasDerivedFrom")
    begins, ends = read(f"{ns.CNAI}from"), read(f"{ns.CNAI}to")
    as_of, over = read(f"{ns.CNAI}asOf"), read(f"{ns.CNAI}ended")
    tie_of, large = read(f"{ns.CNAI}countedIn"), read(f"{ns.CNAI}largeConsortium")
    sums = {name: read(ns.CNAI + name) for name in ("weight", "count", "firstDate", "lastDate")}
    subject = read(f"{ns.RDF}subject")
    appeared = {**read(f"{ns.CNAI}issued"), **read(f"{ns.CNAI}released")}
    earliest, latest = read(f"{ns.CNAI}earliest"), read(f"{ns.CNAI}latest")

    def days(iri: str) -> tuple[str, str, str]:
        first, last = _first(earliest, iri), _first(latest, iri)
        return iri, first or last, last or first

    def acts(statement: str, ends: set[str]) -> list[tuple[str, str, str]]:
        rests = basis.get(statement, ())
        records = [iri for iri in rests if ns.kind_of(iri) in ns.RECORD_TYPES]
        things = {thing for iri in rests for thing in subject.get(iri, ()) if thing in graph} - ends
        found = [days(iri) for iri in records or sorted(things)]
        if not any(first for _, first, _ in found):
            own, about = days(statement), days(_first(subject, statement))
            found += [own] if own[1] else [about] if about[0] in appeared and about[1] else []
        return sorted(found, key=lambda act: (act[1], act[0]))

    def when(record: str) -> str:
        interval = f"{_first(begins, record)}/{_first(ends, record) or '..'}" if record in begins else ""
        return _first(date, record) or interval or _first(ends, record) or _first(as_of, record)

    left_out = {"large_consortium": 0, "copies_only": 0}
    for source, target, statement, relation in _edges(read, graph):
        tie = _first(tie_of, statement)
        if not weak and (tie in large or _first(grade, statement) == f"{ns.PREFIXES['grade']}secondary"):
            left_out["large_consortium" if tie in large else "copies_only"] += 1
            continue
        records = [(when(iri), iri) for iri in basis.get(statement, ()) if ns.kind_of(iri) in ns.RECORD_TYPES]
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
            date=_first(date, statement) or day or _appeared(statement, basis, subject, appeared),
            record=record,
            acts=acts(statement, {source, target}),
            ended=_first(over, statement),
            weight=float(_first(sums["weight"], tie) or 1),
            count=int(_first(sums["count"], tie) or 1),
            first=_first(sums["firstDate"], tie),
            last=_first(sums["lastDate"], tie),
        )
    graph.graph.update(left_out)
    for iri in {filer for filers in read(f"{ns.CNAI}filer").values() for filer in filers} & set(graph):
        linked = {
            edge["relation"] for _, _, edge in (*graph.in_edges(iri, data=True), *graph.out_edges(iri, data=True))
        }
        if linked <= {f"{ns.CNAI}legalEntityOf"}:
            graph.nodes[iri]["filer"] = "only"
    return graph


def organizations(graph: "Graph") -> "nx.MultiGraph[str]":
    """The organizations that have ties, and these without a direction; ``subject`` says whose relation an edge is.

    What was left out as weak stays counted in the graph's attributes.
    """
    import networkx as nx

    def is_one(iri: str) -> bool:
        return bool(graph.nodes[iri]["group"] == "organization")

    found: nx.MultiGraph[str] = nx.MultiGraph(**graph.graph)
    for source, target, key, known in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        if source != target and is_one(source) and is_one(target):
            for end in (source, target):
                found.add_node(end, **graph.nodes[end])
            found.add_edge(source, target, key=key, subject=source, **known)
    return found


def _appeared(
    statement: str, basis: dict[str, list[str]], subject: dict[str, list[str]], appeared: dict[str, list[str]]
) -> str:
    """The first day on which what a statement is about was released or issued; of a derived one, what it rests on."""
    about = [thing for iri in (statement, *basis.get(statement, ())) for thing in subject.get(iri, ())]
    return min((day for thing in about for day in appeared.get(thing, ())), default="")


def leaf_classes(store: "ox.Store") -> dict[str, str]:
    """IRI of every thing and record → IRI of its most specific class.

    Roles that a rule gives (``cnai:isDerived`` classes such as Investor) are passed over; of several classes
    that are equally specific the first by name counts.
    """
    return _leaves(cache(partial(values, store)))


def _leaves(read: _Read) -> dict[str, str]:
    above: dict[str, set[str]] = {name: set(found) for name, found in read(f"{ns.RDFS}subClassOf").items()}
    roles = {iri for iri, flags in read(f"{ns.CNAI}isDerived").items() if "true" in flags}
    leaves: dict[str, str] = {}
    for iri, types in read(f"{ns.RDF}type").items():
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


def _nodes(read: _Read) -> dict[str, dict[str, Any]]:
    label, other = f"{ns.RDFS}label", f"{ns.SKOS}altLabel"
    english, chinese = read(label, "en"), read(label, "zh-hans")
    pinyin, names = read(label, "zh-latn-pinyin"), read(other)
    country = read(f"{ns.CNAI}jurisdiction")
    hidden = _hidden(read)
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
        for iri, leaf in _leaves(read).items()
        if ns.kind_of(iri) in ns.THING_TYPES and leaf not in hidden
    }


def _hidden(read: _Read) -> set[str]:
    """Properties and classes that stay out of the network."""
    return {iri for iri, flags in read(f"{ns.CNAI}inNetwork").items() if "false" in flags}


def _edges(read: _Read, things: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Source, target, statement and property of each edge, sorted."""
    known = set(things)
    subject, target = read(f"{ns.RDF}subject"), read(f"{ns.RDF}object")
    above: dict[str, set[str]] = {name: set(found) for name, found in read(f"{ns.RDFS}subPropertyOf").items()}
    hidden = _hidden(read)
    types, through = read(f"{ns.RDF}type"), read(f"{ns.CNAI}through")
    symmetric = {iri for iri, found in types.items() if f"{ns.OWL}SymmetricProperty" in found}
    stated: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for statement, (relation, *_) in read(f"{ns.RDF}predicate").items():
        ends = _first(subject, statement), _first(target, statement)
        # Claims nobody confirms name a subject, predicate and object too, but they are assessments.
        stands = f"{ns.CNAI}Statement" in types.get(statement, ()) and statement not in through
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


def projection(graph: "Graph") -> tuple[list[str], "Plain"]:
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

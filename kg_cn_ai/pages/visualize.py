"""Which part of the network a picture shows: all or its foremost, a neighbourhood, a path, or what a query makes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg_cn_ai.errors import InputError
from kg_cn_ai.network.network import organizations
from kg_cn_ai.network.paths import shortest_paths
from kg_cn_ai.pages.release import drawn, graph_page

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.knowledge_graph import KnowledgeGraph
    from kg_cn_ai.network.paths import Step

MOST = 500
"""Most things on one page: what the page draws and a person can read."""


def picture(
    kg: "KnowledgeGraph",
    *,
    name: str | None = None,
    depth: int = 1,
    target: str | None = None,
    construct: str | None = None,
    lang: str = "en",
) -> tuple[str, int]:
    """A network page and the number of things on it.

    Args:
        kg: The graph.
        name: A thing to draw the neighbourhood of; None draws the whole network, or of one with more than ``MOST``
            things the organizations whose ties weigh most, and says so in its heading.
        depth: Steps around ``name``.
        target: A second thing: the shortest connections between the two are drawn instead.
        construct: A CONSTRUCT query: those relations of the network that are among its triples.
        lang: Language the page opens in, ``en`` or ``zh``.

    Raises:
        InputError: The choices exclude each other, the picture is empty, or has more than ``MOST`` things.
        UnknownName: A name is not in the graph.
        NoPath: Nothing connects the two things.
    """
    graph = kg.network()
    focus, heading = None, ("", "")
    if construct is not None:
        if name is not None or target is not None:
            raise InputError("a query and a name are two different pictures", hint="give one of them")
        graph = _constructed(graph, kg, construct)
    elif name is not None:
        focus = kg.resolve(name)
        if focus not in graph:
            raise InputError(
                f"{name} is no thing of the network", hint="records and concepts are no nodes: name a thing"
            )
        if target is not None:
            far = kg.resolve(target)
            ends = [graph.nodes[iri] for iri in (focus, far)]
            heading = (
                " → ".join(end["label"] for end in ends),
                " → ".join(end["label_zh"] or end["label"] for end in ends),
            )
            graph, focus = _along(graph, shortest_paths(graph, focus, far, limit=10)), None
        else:
            heading = graph.nodes[focus]["label"], graph.nodes[focus]["label_zh"]
            graph = _around(graph, focus, depth)
            if depth > 1:
                focus = None  # a selected thing dims all but its neighbours
    elif target is not None:
        raise InputError("a path needs two names", hint="kg-cn-ai visualize NAME --to NAME")
    else:
        graph = drawn(graph)
        if graph.number_of_nodes() > MOST:
            graph, heading = _foremost(graph)
    if not graph.number_of_nodes():
        raise InputError(
            "there is nothing to draw",
            hint="the query must make triples that are relations of the network, such as ?a cnai:partnersWith ?b",
        )
    if graph.number_of_nodes() > MOST:
        raise InputError(
            f"{graph.number_of_nodes():,} things are more than a page can show ({MOST})",
            hint="name one thing, with a smaller --depth",
        )
    html = graph_page(kg.store, graph, str(kg.manifest["release"]), heading=heading, focus=focus, lang=lang)
    return html, graph.number_of_nodes()


def _foremost(graph: "nx.MultiDiGraph[str]") -> tuple["nx.MultiDiGraph[str]", tuple[str, str]]:
    """The organizations whose ties weigh most, with these ties, and a heading that says how many there are in all."""
    ties = organizations(graph)
    weight = dict(ties.degree(weight="weight"))
    first = sorted(weight, key=lambda iri: (-weight[iri], iri))[:MOST]
    heading = (
        f"The {len(first):,} of {len(weight):,} organizations whose ties weigh most",
        f"{len(weight):,} 个组织中联系最强的 {len(first):,} 个",
    )
    return graph.subgraph(first).copy(), heading


def _around(graph: "nx.MultiDiGraph[str]", centre: str, depth: int) -> "nx.MultiDiGraph[str]":
    import networkx as nx

    return nx.ego_graph(graph, centre, radius=depth, undirected=True)


def _along(graph: "nx.MultiDiGraph[str]", paths: "Iterable[Iterable[Step]]") -> "nx.MultiDiGraph[str]":
    things = {end for path in paths for step in path for end in (step.source, step.target)}
    return graph.subgraph(sorted(things)).copy()


def _constructed(graph: "nx.MultiDiGraph[str]", kg: "KnowledgeGraph", query: str) -> "nx.MultiDiGraph[str]":
    result = kg.query(query)
    if result.kind != "triples":
        raise InputError("the query is no CONSTRUCT", hint="write CONSTRUCT { ?a cnai:partnersWith ?b } WHERE { … }")
    made = {(str(s), str(p), str(o)) for s, p, o in result}
    edges = [
        (a, b, key)
        for a, b, key, relation in graph.edges(keys=True, data="relation")
        if (a, relation, b) in made or (b, relation, a) in made  # a symmetric relation is drawn in one direction
    ]
    return graph.edge_subgraph(edges).copy()

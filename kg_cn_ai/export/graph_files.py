"""The network for other tools: GraphML, GEXF (Gephi) and CSV files for ``neo4j-admin database import``.

All three are flat tables of attributes, so a list becomes one text of values separated by semicolons (in the
CSV files a typed array), and a semicolon inside a value becomes a full-width one. Characters that XML forbids
become U+FFFD in all three, so that the files agree. The same graph gives the same bytes: nodes and edges are
sorted, GraphML is written by the standard library whether or not lxml is installed, and GEXF's date of
writing and version of networkx are left out.

GEXF 1.3 has intervals: an edge is there from the first to the last day of each thing that it rests on, so a time line
in Gephi shows a tie in each of its years. Its dates are days; the date of a source at its own precision is text beside.
"""

import csv
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg_cn_ai import namespaces as ns

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = "nx.MultiDiGraph[str]"

__all__ = ["gexf", "graphml", "neo4j"]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_META: Final = re.compile(rb"\s*<meta.*?</meta>", re.DOTALL)
_KINDS: Final = {bool: "boolean", int: "long", float: "double", list: "string[]"}
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def graphml(graph: "Graph") -> bytes:
    """The graph as GraphML (UTF-8); an edge's id is its key."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml_xml(_flat(graph, _joined), buffer)
    return buffer.getvalue()


def gexf(graph: "Graph") -> bytes:
    """The graph as GEXF 1.3 (UTF-8), the format of Gephi; an edge's id is its key."""
    import networkx as nx

    buffer = io.BytesIO()
    flat = _flat(graph, _joined)
    for source, target, key, data in flat.edges(keys=True, data=True):
        data["id"] = key
        if days := sorted(
            {(first, last) for _, first, last in graph.edges[source, target, key].get("acts", ()) if first}
        ):
            data["spells"] = days
    nx.write_gexf(flat, buffer, version="1.3")
    return _META.sub(b"", buffer.getvalue(), count=1)


def neo4j(graph: "Graph") -> dict[str, bytes]:
    """The graph as ``nodes.csv`` and ``edges.csv`` for ``neo4j-admin database import full``.

    Headers name each column's type; the labels of a node are its class and its group, the type of an edge is
    its property in capitals (``DEVELOPED_BY``). Line breaks in values become spaces, because the import reads
    one record a line unless told otherwise.
    """
    flat = _flat(graph, list)
    nodes = [
        ([name], {key: value for key, value in data.items() if key != "iri"}, _labels(data))
        for name, data in flat.nodes(data=True)
    ]
    edges = [
        ([source, target], {"statement": key, **data}, _type(data))
        for source, target, key, data in flat.edges(keys=True, data=True)
    ]
    return {
        "nodes.csv": _table(["iri:ID"], nodes, ":LABEL"),
        "edges.csv": _table([":START_ID", ":END_ID"], edges, ":TYPE"),
    }


def _flat(graph: "Graph", of_list: Callable[[Any], Any]) -> "Graph":
    """A copy with sorted nodes and edges, every text legal in XML, None as empty text."""
    import networkx as nx

    def legal(value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str):
            return _NOT_XML.sub("\ufffd", value)
        if isinstance(value, list | tuple):
            return of_list([legal(item).replace(";", "；") for item in value])
        return value

    flat: Graph = nx.MultiDiGraph() if graph.is_directed() else nx.MultiGraph()
    for name in sorted(graph.nodes):
        flat.add_node(name, **{key: legal(value) for key, value in graph.nodes[name].items()})
    for source, target, key, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        known = {name: legal(value) for name, value in data.items() if name != "acts"}
        flat.add_edge(source, target, key=key, **known)
    return flat


def _joined(value: list[str]) -> str:
    return ";".join(value)


def _labels(data: dict[str, Any]) -> str:
    names = (str(data.get("type", "")), str(data.get("group", "")).capitalize())
    return ";".join(dict.fromkeys(name for name in names if name not in ("", "Other"))) or "Thing"


def _type(data: dict[str, Any]) -> str:
    return _HUMP.sub("_", ns.local_name(str(data.get("relation", "")))).upper() or "RELATED_TO"


def _table(ids: list[str], rows: list[tuple[list[str], dict[str, Any], str]], last: str) -> bytes:
    """CSV of rows of (ids, attributes, labels or type); the header gives the type of each attribute."""
    kinds: dict[str, set[str]] = {}
    for _, attributes, _ in rows:
        for name, value in attributes.items():
            kinds.setdefault(name, set()).add(_KINDS.get(type(value), "string"))
    columns = {name: found.pop() if len(found) == 1 else "string" for name, found in kinds.items()}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*ids, *(f"{name}:{kind}" for name, kind in columns.items()), last])
    for identity, attributes, label in rows:
        writer.writerow([*identity, *(_cell(attributes.get(name, "")) for name in columns), label])
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    text = _joined(value) if isinstance(value, list) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return " ".join(text.splitlines())

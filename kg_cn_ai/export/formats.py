"""The release in other formats, for other tools.

Every exporter starts from the triples of the release's ``kg.nt`` as the parser gives them: a store would
rewrite literals. All of them sort what they write, so the same release gives the same bytes.

Two formats say where each fact comes from in their own structure. ``nq`` and ``trig`` put every fact that a
source states into the graph named after its span, as authors write it: the triple of each statement that no
rule derived, and what each record says. All else (the ontology, names, statements, spans, derived edges, and
which evidence and grade a record has) stands in the default graph; all graphs together hold exactly the
triples of ``kg.nt``. ``rdf12`` writes each statement as an RDF 1.2 reifier: ``rdf:reifies`` with a triple
term in place of subject, predicate and object.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.export.jsonld import jsonld
from kg_cn_ai.export.tables import tables
from kg_cn_ai.files import write_file, write_folder
from kg_cn_ai.namespaces import CNAI, CONCEPT, PREFIXES, RDF
from kg_cn_ai.turtle import Term, trig, turtle

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["EXPORTERS", "Exporter", "export", "read_triples", "write_network"]

Content = bytes | dict[str, bytes]

_TYPE: Final = NamedNode(f"{RDF}type")
_STATEMENT: Final = NamedNode(f"{CNAI}Statement")
_RECORD: Final = NamedNode(f"{CNAI}Record")
_EVIDENCE: Final = NamedNode(f"{CNAI}evidence")
_STATUS: Final = NamedNode(f"{CNAI}claimStatus")
_DERIVED: Final = NamedNode(f"{CONCEPT}claim-status/derived")
_PARTS: Final = tuple(NamedNode(f"{RDF}{part}") for part in ("subject", "predicate", "object"))
_REIFIES: Final = NamedNode(f"{RDF}reifies")
# What the build says of a record, as against what its sources say in it.
_ABOUT_RECORD: Final = frozenset(NamedNode(f"{CNAI}{name}") for name in ("evidence", "statedIn", "confidence"))


@dataclass(frozen=True, slots=True)
class Exporter:
    """One export format.

    ``write`` makes the content from the release's triples, which come sorted: bytes, or for a format of
    several files the bytes of each by file name. ``many`` says which.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    write: Callable[[Sequence[Triple]], Content]
    many: bool = False


def read_triples(release_dir: Path) -> list[Triple]:
    """The triples of a release, sorted, each literal as it was written.

    Raises:
        InputError: The folder has no ``kg.nt``, or it cannot be parsed.
    """
    path = release_dir / "kg.nt"
    try:
        triples = [quad.triple for quad in parse(path=path, format=RdfFormat.N_TRIPLES)]
    except OSError as error:
        raise InputError(
            "this folder holds no release",
            where=str(release_dir),
            hint="make one with: kg-cn-ai build -o FOLDER",
        ) from error
    except SyntaxError as error:
        raise InputError(f"is damaged: {error}", where=str(path), hint="build the release again") from error
    return sorted(triples, key=str)


def _lines(triples: Sequence[Triple] | Sequence[Quad], format: RdfFormat) -> bytes:
    """One line a triple or quad, sorted by bytes."""
    text = serialize(triples, format=format)
    assert text is not None
    return b"".join(sorted(text.splitlines(keepends=True)))


def _nt(triples: Sequence[Triple]) -> bytes:
    return _lines(triples, RdfFormat.N_TRIPLES)


def _rdfxml(triples: Sequence[Triple]) -> bytes:
    text = serialize(triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES)
    assert text is not None
    return text


def _values(triples: Sequence[Triple]) -> dict[NamedNode, dict[NamedNode, list[Term]]]:
    """The objects of each subject by predicate."""
    found: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            found[triple.subject][triple.predicate].append(triple.object)
    return found


def _stated(properties: Mapping[NamedNode, list[Term]]) -> Triple | None:
    """The triple that a statement stands for; None where the node is no complete statement."""
    parts = [properties.get(part, []) for part in _PARTS]
    if _STATEMENT not in properties.get(_TYPE, []) or any(len(part) != 1 for part in parts):
        return None
    (subject,), (predicate,), (value,) = parts
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
        return None
    return Triple(subject, predicate, value)


def _evidence_quads(triples: Sequence[Triple]) -> list[Quad]:
    """Every triple in the graphs of its spans, or in the default graph where a source does not state it."""
    spans: dict[Triple, set[NamedNode]] = defaultdict(set)
    for subject, properties in _values(triples).items():
        evidence = {span for span in properties.get(_EVIDENCE, []) if isinstance(span, NamedNode)}
        stated = _stated(properties)
        if stated and _DERIVED not in properties.get(_STATUS, []):
            spans[stated] |= evidence
        elif _RECORD in properties.get(_TYPE, []):
            for predicate in properties.keys() - _ABOUT_RECORD:
                for value in properties[predicate]:
                    spans[Triple(subject, predicate, value)] |= evidence
    quads = []
    for triple in triples:
        graphs: set[NamedNode | DefaultGraph] = {*spans.get(triple, ())} or {DefaultGraph()}
        for graph in sorted(graphs, key=str):
            quads.append(Quad(triple.subject, triple.predicate, triple.object, graph))
    return quads


def _nq(triples: Sequence[Triple]) -> bytes:
    return _lines(_evidence_quads(triples), RdfFormat.N_QUADS)


def _trig(triples: Sequence[Triple]) -> bytes:
    return trig(_evidence_quads(triples))


def _rdf12(triples: Sequence[Triple]) -> bytes:
    stated = {subject: _stated(properties) for subject, properties in _values(triples).items()}
    reifiers = {subject: triple for subject, triple in stated.items() if triple}
    kept = [t for t in triples if not (t.predicate in _PARTS and t.subject in reifiers)]
    return _lines([*kept, *(Triple(s, _REIFIES, t) for s, t in reifiers.items())], RdfFormat.N_TRIPLES)


def _network(triples: Sequence[Triple]) -> "nx.MultiDiGraph[Any]":
    from kg_cn_ai.network.network import network

    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    # Data leaves nothing out: who reads it filters by weight and grade.
    return network(store, weak=True)


def _graphml(triples: Sequence[Triple]) -> bytes:
    from kg_cn_ai.export.graph_files import graphml

    return graphml(_network(triples))


def _gexf(triples: Sequence[Triple]) -> bytes:
    from kg_cn_ai.export.graph_files import gexf

    return gexf(_network(triples))


def _neo4j(triples: Sequence[Triple]) -> dict[str, bytes]:
    from kg_cn_ai.export.graph_files import neo4j

    return neo4j(_network(triples))


EXPORTERS: Final[dict[str, Exporter]] = {
    exporter.name: exporter
    for exporter in (
        Exporter("ttl", "Turtle", ".ttl", "text/turtle", turtle),
        Exporter("nt", "N-Triples", ".nt", "application/n-triples", _nt),
        Exporter("nq", "N-Quads with evidence graphs", ".nq", "application/n-quads", _nq),
        Exporter("trig", "TriG with evidence graphs", ".trig", "application/trig", _trig),
        Exporter("jsonld", "JSON-LD with a context", ".jsonld", "application/ld+json", jsonld),
        Exporter("rdfxml", "RDF/XML", ".rdf", "application/rdf+xml", _rdfxml),
        Exporter("rdf12", "RDF 1.2 N-Triples with rdf:reifies", ".nt", "application/n-triples; version=1.2", _rdf12),
        Exporter("csv", "CSV, one file a class", ".csv", "text/csv; charset=utf-8", tables, many=True),
        Exporter("graphml", "GraphML of the network", ".graphml", "application/graphml+xml", _graphml),
        Exporter("gexf", "GEXF of the network, for Gephi", ".gexf", "application/gexf+xml", _gexf),
        Exporter(
            "neo4j",
            "CSV of the network for neo4j-admin",
            ".csv",
            "text/csv; charset=utf-8",
            _neo4j,
            many=True,
        ),
    )
}


def export(release_dir: Path, name: str, target: Path | None = None) -> bytes | None:
    """Write a release in another format.

    Args:
        release_dir: Folder of a release.
        name: Name of the format, a key of ``EXPORTERS``.
        target: The file to write, which replaces an older one; for a format of several files a new or empty
            folder. Nothing is written where it is None.

    Returns:
        The bytes where ``target`` is None, else nothing.

    Raises:
        UnknownName: There is no such format.
        InputError: The release cannot be read, the target cannot be written, or a format of several files has
            none. What stood at the target is then untouched.
    """
    exporter = EXPORTERS.get(name)
    if exporter is None:
        known = ", ".join(EXPORTERS)
        raise UnknownName(
            f"there is no export format {name!r}", hint=f"the formats are {known}", suggestions=[*EXPORTERS]
        )
    if target is None:
        if exporter.many:
            raise InputError(f"{name} makes several files", hint="name a folder for them with -o FOLDER")
    elif exporter.many:
        _refuse_filled(target)
    elif target.is_dir():
        raise InputError(
            "is a folder", where=str(target), hint=f"name a file, such as {target / f'kg{exporter.suffix}'}"
        )
    content = exporter.write(read_triples(release_dir))
    if target is None:
        assert isinstance(content, bytes)
        return content
    if isinstance(content, bytes):
        write_file(target, content)
    else:
        write_folder(target, content)
    return None


def write_network(graph: "nx.MultiDiGraph[str]", target: Path) -> None:
    """Write a network: GraphML or GEXF by the ending of a file, Neo4j-style CSV into a new or empty folder.

    Raises:
        InputError: The target has another ending, or cannot be written.
    """
    from kg_cn_ai.export import graph_files as graph_export

    if target.suffix in (".graphml", ".gexf"):
        write_file(target, graph_export.graphml(graph) if target.suffix == ".graphml" else graph_export.gexf(graph))
    elif not target.suffix:
        _refuse_filled(target)
        write_folder(target, graph_export.neo4j(graph))
    else:
        raise InputError(
            f"{target.suffix} is no form of a network",
            where=str(target),
            hint="name FILE.graphml, FILE.gexf, or a folder for Neo4j-style CSV",
        )


def _refuse_filled(target: Path) -> None:
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InputError(
            "is there already, and not an empty folder", where=str(target), hint="name a new folder with -o FOLDER"
        )

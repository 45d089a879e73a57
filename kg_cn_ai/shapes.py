"""Broken SHACL shapes of the built graph, placed in the files that people wrote.

pySHACL validates; the file and line of a result are found by looking its focus node, path and value up in the corpus.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode, Store

from kg_cn_ai.build import ntriples
from kg_cn_ai.corpus import AuthoredFile, Corpus, parse_file
from kg_cn_ai.evidence import SourceFile
from kg_cn_ai.namespaces import CNAI, CONCEPT, RDF, RECORD_TYPES, SOURCE, THING_TYPES, curie, kind_of, local_name
from kg_cn_ai.problem import Problem, problem_at

_TYPE: Final = f"{RDF}type"


def shapes(corpus: Corpus, store: Store) -> Iterator[Problem]:
    """Broken SHACL shapes of a built graph, by pySHACL."""
    import pyshacl
    import rdflib
    from rdflib.term import Node

    shapes_file = corpus.root / "ontology/shapes.ttl"
    # rdflib parses it again for pySHACL; this parser says where a mistake is.
    parse_file(shapes_file, "ontology/shapes.ttl")
    shapes_graph = rdflib.Graph().parse(shapes_file)
    # Types are spelt out by the build, so the ontology itself need not be validated with the data.
    described = (f"<{CNAI}".encode(), f"<{CONCEPT}".encode())
    lines = (line for line in ntriples(store).splitlines(keepends=True) if not line.startswith(described))
    graph = rdflib.Graph().parse(data=b"".join(lines), format="nt")
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none", advanced=False)
    if conforms:
        return
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    owner: dict[Node | None, Node] = {
        part: shape for link in (sh.property, sh.sparql) for shape, part in shapes_graph.subject_objects(link)
    }
    places = _places(corpus)
    for result in report.objects(None, sh.result):
        focus = str(report.value(result, sh.focusNode))
        if kind_of(focus) in (*THING_TYPES, *RECORD_TYPES) and focus not in places:
            continue  # not registered: reported as such
        source = report.value(result, sh.sourceShape)
        constraint = report.value(result, sh.sourceConstraint)
        shape = next((owner[part] for part in (constraint, source) if part in owner), source)
        message = str(next(report.objects(result, sh.resultMessage), ""))
        what, _, how = message.partition(": ")
        value = report.value(result, sh.value)
        path = report.value(result, sh.resultPath)
        file, line = _place_of(
            corpus, places, focus, str(path) if path else None, str(value) if value is not None else None
        )
        name = local_name(str(shape))
        how = how or f"add what is missing or take out what is too much (ontology/shapes.ttl, shape:{name})"
        yield Problem(f"shape:{name}", file, line, f"{curie(focus)} {what}", how)


def _places(corpus: Corpus) -> dict[str, AuthoredFile]:
    places = {
        q.subject.value: f
        for f in (*corpus.sources, *corpus.entities)
        for q in f.quads
        if isinstance(q.subject, NamedNode)
    }
    return places | corpus.registered() | corpus.records()


def _place_of(
    corpus: Corpus, places: dict[str, AuthoredFile], focus: str, path: str | None, value: str | None
) -> tuple[str, int]:
    file = places.get(focus)
    if file is None and focus.startswith(SOURCE):
        file = next((f for f in corpus.sources if focus.startswith(SourceFile.of(f).document)), None)
    if file is None:
        return "graph", 0
    for holding in (file, *corpus.sources):
        for quad in holding.quads:
            at_fault = quad.predicate.value == path and (value is None or getattr(quad.object, "value", None) == value)
            if at_fault and isinstance(quad.subject, NamedNode) and quad.subject.value == focus:
                found = problem_at("", holding, quad, "", "")
                return found.file, found.line
    quads = [q for q in file.quads if isinstance(q.subject, NamedNode) and q.subject.value == focus]
    declared = next((q for q in quads if q.predicate.value == _TYPE), quads[0] if quads else None)
    graph = declared.graph_name.value if declared is not None and isinstance(declared.graph_name, NamedNode) else None
    return file.name, file.line_of(focus, graph=graph)

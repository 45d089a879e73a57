"""Broken SHACL shapes of the built graph, placed in the files that people wrote.

A fast engine validates, and pySHACL is the referee; the file and line of a result are found by looking its focus
node, path and value up in the corpus.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import NamedNode, Store

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus, parse_file
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.build import ntriples
from kg_cn_ai.namespaces import CNAI, CONCEPT, RDF, RECORD_TYPES, SOURCE, THING_TYPES, curie, kind_of, local_name

_TYPE: Final = f"{RDF}type"


class Violation(NamedTuple):
    """A broken constraint: IRIs of shape, node and path, value and message; empty where not given."""

    shape: str
    focus: str
    path: str
    value: str
    message: str


def shapes(corpus: Corpus, store: Store) -> Iterator[Problem]:
    """Broken SHACL shapes of a built graph, by the fast engine where it is installed, else by pySHACL."""
    places = _places(corpus)
    graph = described(store)
    try:
        violations = by_shacl(corpus.root, graph)
    except ImportError:
        violations = by_pyshacl(corpus.root, graph)
    for shape, focus, path, value, message in violations:
        if kind_of(focus) in (*THING_TYPES, *RECORD_TYPES) and focus not in places:
            continue  # not registered: reported as such
        what, _, how = message.partition(": ")
        file, line = _place_of(corpus, places, focus, path or None, value or None)
        name = local_name(shape)
        how = how or f"add what is missing or take out what is too much (ontology/shapes.ttl, shape:{name})"
        yield Problem(f"shape:{name}", file, line, f"{curie(focus)} {what}", how)


def described(store: Store) -> bytes:
    """What is validated, as N-Triples: types are spelt out by the build, so the ontology itself need not be there."""
    ours = (f"<{CNAI}".encode(), f"<{CONCEPT}".encode())
    return b"".join(line for line in ntriples(store).splitlines(keepends=True) if not line.startswith(ours))


def by_shacl(root: Path, graph: bytes) -> list[Violation]:
    """Violations by ``shacl``, which takes a second where pySHACL takes minutes.

    It is young: the tests hold it against pySHACL on every mutation of every shape. Which of several values of a
    constraint a message names may differ, and so may the lexical form of a number.
    """
    import shacl

    file = root / "ontology/shapes.ttl"
    text, _ = parse_file(file, "ontology/shapes.ttl")  # this parser says where a mistake is
    report = shacl.Shapes.from_turtle(text).validate_text(graph.decode(), format="ntriples")
    return sorted(
        Violation(
            _plain(result.root_shape), _plain(result.focus_node), _plain(result.path), result.value_plain or "",
            result.message or "",
        )
        for result in report.results
    )  # fmt: skip


def _plain(term: str | None) -> str:
    return (term or "").removeprefix("<").removesuffix(">")


def by_pyshacl(root: Path, graph: bytes) -> list[Violation]:
    """Violations by pySHACL, the referee."""
    import pyshacl
    import rdflib
    from rdflib.term import Node

    shapes_file = root / "ontology/shapes.ttl"
    parse_file(shapes_file, "ontology/shapes.ttl")
    shapes_graph = rdflib.Graph().parse(shapes_file)
    data = rdflib.Graph().parse(data=graph, format="nt")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph, inference="none", advanced=False)
    if conforms:
        return []
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    owner: dict[Node | None, Node] = {
        part: shape for link in (sh.property, sh.sparql) for shape, part in shapes_graph.subject_objects(link)
    }
    found = []
    for result in report.objects(None, sh.result):
        source = report.value(result, sh.sourceShape)
        constraint = report.value(result, sh.sourceConstraint)
        shape = next((owner[part] for part in (constraint, source) if part in owner), source)
        value, path = report.value(result, sh.value), report.value(result, sh.resultPath)
        found.append(
            Violation(
                str(shape),
                str(report.value(result, sh.focusNode)),
                "" if path is None else str(path),
                "" if value is None else str(value),
                str(next(report.objects(result, sh.resultMessage), "")),
            )
        )
    return sorted(found)


def _places(corpus: Corpus) -> dict[str, AuthoredFile]:
    places = {
        q.subject.value: f
        for f in (*corpus.sources, *corpus.entities, *corpus.identity)
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

"""Turtle and TriG for people to read: prefixes bound, one block a subject, everything in a fixed order.

pyoxigraph writes both faster. This writer is for the forms people open: it sorts the prefixes and keeps to
those used, puts the type first, and writes an IRI in full where its prefixed name would need escapes (spans
do).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg_cn_ai.namespaces import PREFIXES, RDF, XSD, curie

__all__ = ["Term", "name", "prefixes", "term", "trig", "turtle"]

Term = NamedNode | BlankNode | Literal | Triple
_Node = NamedNode | BlankNode | Triple
_Pairs = list[tuple[NamedNode, Term]]

_TYPE: Final = f"{RDF}type"
_SIMPLE: Final = re.compile(r"[a-z0-9]+:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
# Literals that may stand without quotes, with the very lexical form they have.
_BARE: Final = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}


@cache
def name(iri: str) -> str:
    """An IRI as Turtle has it: ``prefix:local`` where that needs no escape, else in angle brackets."""
    short = curie(iri)
    return short if _SIMPLE.fullmatch(short) else str(NamedNode(iri))


def term(term: Term) -> str:
    """A term as Turtle has it; numbers and truth values without quotes where their form allows."""
    if isinstance(term, NamedNode):
        return name(term.value)
    if not isinstance(term, Literal) or term.language:
        return str(term)
    datatype = term.datatype.value
    bare = _BARE.get(datatype)
    if bare and bare.fullmatch(term.value):
        return term.value
    if datatype == f"{XSD}string":
        return str(term)
    return f"{Literal(term.value)}^^{name(datatype)}"


def _order(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _rank(pair: tuple[NamedNode, Term]) -> tuple[bool, str, str]:
    return pair[0].value != _TYPE, pair[0].value, str(pair[1])


def _block(subject: _Node, pairs: _Pairs, indent: str) -> str:
    """All triples of one subject."""
    objects: dict[str, list[str]] = {}
    for predicate, value in sorted(pairs, key=_rank):
        verb = "a" if predicate.value == _TYPE else name(predicate.value)
        objects.setdefault(verb, []).append(term(value))
    lines = [f"{verb} {' , '.join(values)}" for verb, values in objects.items()]
    return f"{indent}{term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _blocks(triples: Iterable[Triple], indent: str = "") -> Iterator[str]:
    subjects: dict[_Node, _Pairs] = defaultdict(list)
    for triple in triples:
        subjects[triple.subject].append((triple.predicate, triple.object))
    for subject in sorted(subjects, key=_order):
        yield _block(subject, subjects[subject], indent)


def prefixes(body: str) -> str:
    """The prefix lines that a body of Turtle needs, sorted."""
    used = {match[1] for match in re.finditer(r"(?<![\w:<\"])([a-z0-9]+):[A-Za-z0-9_]", body)}
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()) if prefix in used)


def _document(body: str) -> bytes:
    return f"{prefixes(body)}\n{body}".encode()


def turtle(triples: Iterable[Triple]) -> bytes:
    """Triples as Turtle, subjects in the order of their IRIs."""
    return _document("\n".join(_blocks(triples)))


def trig(quads: Iterable[Quad]) -> bytes:
    """Quads as TriG: the default graph first, then the named graphs in the order of their names."""
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad.triple)
    parts = list(_blocks(graphs.pop(DefaultGraph(), [])))
    for graph in sorted(graphs, key=_order):
        label = name(graph.value) if isinstance(graph, NamedNode) else str(graph)
        parts.append(f"{label} {{\n{''.join(_blocks(graphs[graph], '    '))}}}\n")
    return _document("\n".join(parts))

"""Turtle and TriG for people to read: prefixes bound, one block a subject, everything in a fixed order.

pyoxigraph writes both faster. This writer is for the forms people open: it sorts the prefixes and keeps to
those used, puts the type first, and writes an IRI in full where its prefixed name would need escapes (spans
do). It works on triples as N-Triples spells them, which an engine writes much faster than terms are read one by one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg_cn_ai.namespaces import PREFIXES, RDF, XSD, curie

__all__ = ["Term", "from_ntriples", "name", "prefixes", "term", "trig", "turtle"]

Term = NamedNode | BlankNode | Literal | Triple

_TYPE: Final = f"<{RDF}type>"
_END: Final = " ."
_SIMPLE: Final = re.compile(r"[a-z0-9]+:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
# Literals that may stand without quotes, with the very lexical form they have.
_BARE: Final = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_USED: Final = re.compile(r"(?<![\w:<\"])[a-z0-9]+:[A-Za-z0-9_]")


@cache
def name(iri: str) -> str:
    """An IRI as Turtle has it: ``prefix:local`` where that needs no escape, else in angle brackets."""
    short = curie(iri)
    return short if _SIMPLE.fullmatch(short) else str(NamedNode(iri))


def term(term: Term) -> str:
    """A term as Turtle has it; numbers and truth values without quotes where their form allows."""
    return _term(str(term))


def _term(text: str) -> str:
    """A term of N-Triples as Turtle has it."""
    if text[0] == "<" and text[1] != "<":
        return name(text[1:-1])
    if text[0] != '"' or text[-1] != ">":
        return text
    quoted, _, datatype = text[:-1].rpartition('"^^<')
    bare = _BARE.get(datatype)
    lexical = quoted[1:]
    return lexical if bare and bare.fullmatch(lexical) else f'{quoted}"^^{name(datatype)}'


def _iri(text: str) -> str:
    """An IRI of N-Triples without its brackets, which would come between it and those that go on."""
    return text[1:-1] if text[0] == "<" else text


def _rank(predicate: str) -> tuple[bool, str]:
    return predicate != _TYPE, _iri(predicate)


def _block(subject: str, objects: dict[str, list[str]], indent: str) -> str:
    """All triples of one subject."""
    lines = [
        f"{'a' if verb == _TYPE else name(verb[1:-1])} {' , '.join(map(_term, objects[verb]))}"
        for verb in sorted(objects, key=_rank)
    ]
    return f"{indent}{_term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _blocks(triples: Iterable[str], indent: str = "") -> list[str]:
    """Triples of N-Triples, without the full stop, in blocks of subjects."""
    blocks: dict[str, str] = {}
    parts = (triple.split(" ", 2) for triple in sorted(triples))
    for subject, of_subject in groupby(parts, key=itemgetter(0)):
        objects: dict[str, list[str]] = {}
        for _, predicate, value in of_subject:
            objects.setdefault(predicate, []).append(value)
        blocks[subject] = _block(subject, objects, indent)
    return [blocks[subject] for subject in sorted(blocks, key=_iri)]


def prefixes(body: str) -> str:
    """The prefix lines that a body of Turtle needs, sorted."""
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()) if _uses(body, prefix))


def _uses(body: str, prefix: str) -> bool:
    # Most prefixes are found at once, and one expression for all of them would read the whole of a long text.
    at = body.find(f"{prefix}:")
    while at >= 0 and not _USED.match(body, at):
        at = body.find(f"{prefix}:", at + 1)
    return at >= 0


def _document(body: str) -> bytes:
    return f"{prefixes(body)}\n{body}".encode()


def turtle(triples: Iterable[Triple]) -> bytes:
    """Triples as Turtle, subjects in the order of their IRIs."""
    return _document("\n".join(_blocks(map(str, triples))))


def from_ntriples(lines: Iterable[str]) -> bytes:
    """Lines of N-Triples, as an engine writes them, as Turtle; otherwise as `turtle`."""
    return _document("\n".join(_blocks(line.removesuffix(_END) for line in lines)))


def trig(quads: Iterable[Quad]) -> bytes:
    """Quads as TriG: the default graph first, then the named graphs in the order of their names."""
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[str]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(str(quad.triple))
    parts = _blocks(graphs.pop(DefaultGraph(), []))
    for graph in sorted(graphs, key=lambda graph: _iri(str(graph))):
        parts.append(f"{_term(str(graph))} {{\n{''.join(_blocks(graphs[graph], '    '))}}}\n")
    return _document("\n".join(parts))

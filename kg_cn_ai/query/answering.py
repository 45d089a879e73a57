"""The answer of a store to one query, in bytes, within bounds.

Only the standard library and pyoxigraph are imported, since the process that uses this has to start soon; and nothing
while a query is answered that :func:`warm` has not imported before, since that process can open no file then.
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from kg_cn_ai.query.service_word import service_mentions

if TYPE_CHECKING:
    import pyoxigraph as ox

_MAX_BODY: Final = 2**32 - 1
_SELECT_FORMATS: Final = {"json": "JSON", "csv": "CSV", "tsv": "TSV", "xml": "XML"}
_GRAPH_FORMATS: Final = {
    "nt": "N_TRIPLES", "ttl": "TURTLE", "rdfxml": "RDF_XML", "nq": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD",
}  # fmt: skip
_WITH_PREFIXES: Final = ("ttl", "trig", "rdfxml")
_WORTH_COMPRESSING: Final = 1_000


class _Full(Exception):
    """The result has grown past its limit, which the message tells."""


class Unwritable(Exception):
    """The result cannot be written in the format that is wished for; the message says why."""


class _Unwanted(Exception):
    """The asker takes no format for this kind of result."""


class _Bounded(io.BytesIO):
    """A buffer that refuses to grow past ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self.limit:
            raise _Full(f"the result is larger than {self.limit:,} bytes")
        return super().write(data)


def answer(store: "ox.Store", request: dict[str, Any], *, fence: str) -> tuple[dict[str, Any], bytes]:
    """Run one request against an open store: the header and the body of the answer.

    Nothing is raised: whatever goes wrong is an answer of kind syntax, failed, refused, unwanted, unwritable, memory
    or too-large.
    """
    import pyoxigraph as ox

    query: str = request["query"]
    if fence == "text" and service_mentions(query):
        return {"kind": "refused", "message": "the text may contain the keyword SERVICE"}, b""
    try:
        names, base = request.get("prefixes") or {}, request.get("base")
        result = store.query(query, prefixes=names, base_iri=base, **_dataset(request))
        if isinstance(result, ox.QueryTriples):
            kind, body = "triples", _graph(result, request)
        else:
            kind = "solutions" if isinstance(result, ox.QuerySolutions) else "boolean"
            body = _table(result, request)
    except _Full as error:
        return {"kind": "too-large", "message": str(error)}, b""
    except Unwritable as error:
        return {"kind": "unwritable", "message": str(error)}, b""
    except _Unwanted:
        return {"kind": "unwanted", "message": "no format for this kind of result is accepted"}, b""
    except SyntaxError as error:
        return {"kind": "syntax", "message": str(error)}, b""
    except MemoryError:
        return {"kind": "memory", "message": "the query ran out of memory"}, b""
    except Exception as error:
        return {"kind": "failed", "message": str(error) or type(error).__name__}, b""
    absent = [term for term in request.get("terms") or () if not _occurs(store, term)]
    compress = bool(request.get("gzip")) and len(body) >= _WORTH_COMPRESSING
    return {"kind": kind, "absent": absent, "gzip": compress}, gzip.compress(body, 4, mtime=0) if compress else body


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """What the protocol's default-graph-uri and named-graph-uri make of a query's dataset.

    Either one replaces the dataset whole.
    """
    import pyoxigraph as ox

    default, named = request.get("default_graphs"), request.get("named_graphs")
    if default is None and named is None:
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in default or ()],
        "named_graphs": [ox.NamedNode(iri) for iri in named or ()],
    }


def _bounds(request: dict[str, Any]) -> tuple[_Bounded, int]:
    """A buffer for the result, and the most rows it may have."""
    buffer = _Bounded(min(int(request.get("max_bytes") or _MAX_BODY), _MAX_BODY))
    return buffer, int(request.get("max_rows") or sys.maxsize)


def _too_many(rows: int) -> _Full:
    return _Full(f"the result has more than {rows:,} rows")


def _table(result: "ox.QuerySolutions | ox.QueryBoolean", request: dict[str, Any]) -> bytes:
    import pyoxigraph as ox

    name = request.get("select", "json")
    if name is None:
        raise _Unwanted
    buffer, most = _bounds(request)
    columns = request.get("columns") if isinstance(result, ox.QuerySolutions) else None
    formats = ox.QueryResultsFormat
    first = "json" if columns else name
    result.serialize(buffer, format=getattr(formats, _SELECT_FORMATS[first]))
    body = buffer.getvalue()
    if isinstance(result, ox.QuerySolutions) and _rows(body, first, most) > most:
        raise _too_many(most)
    if not columns:
        return xml(body, "XML") if name == "xml" else body
    order = {column: place for place, column in enumerate(columns)}
    data = json.loads(body)
    data["head"]["vars"].sort(key=lambda column: order.get(column, len(order)))
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if name == "json":
        return body
    buffer, _ = _bounds(request)
    ox.parse_query_results(body, format=formats.JSON).serialize(buffer, format=getattr(formats, _SELECT_FORMATS[name]))
    return xml(buffer.getvalue(), "XML") if name == "xml" else buffer.getvalue()


def _rows(body: bytes, name: str, most: int) -> int:
    """Rows of a result: exact where they could be more than ``most``, else any number that is not."""
    if len(body) <= most:  # no format writes a row in less than a byte
        return 0
    if name == "xml":
        return body.count(b"<result>")
    if name == "json":  # a row has at least one brace, a text may have more
        return len(json.loads(body)["results"]["bindings"]) if body.count(b"{") > most else 0
    if body.count(b"\n") <= most + 1:
        return 0
    if name == "tsv":
        return body.count(b"\n") - 1
    return sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1


def _graph(result: "ox.QueryTriples", request: dict[str, Any]) -> bytes:
    import pyoxigraph as ox

    name = request.get("graph", "nt")
    if name is None:
        raise _Unwanted
    buffer, most = _bounds(request)
    format = getattr(ox.RdfFormat, _GRAPH_FORMATS[name])
    if most == sys.maxsize and not request.get("names") and name != "rdfxml":
        result.serialize(buffer, format=format)
        return buffer.getvalue()
    triples: dict[ox.Triple, None] = {}
    for triple in result:
        triples[triple] = None
        if len(triples) > most:
            raise _too_many(most)
    ordered = sorted(triples, key=str)
    return written(ordered, name, request.get("names") or {}, buffer)


def written(triples: "list[ox.Triple]", name: str, names: dict[str, str], buffer: io.BytesIO | None = None) -> bytes:
    """Triples in a format, with those prefixes of ``names`` that they need; ``buffer`` bounds how long that may be.

    Raises:
        Unwritable: The format cannot hold them.
    """
    import pyoxigraph as ox

    buffer = buffer or io.BytesIO()
    prefixes = dict(sorted(used_prefixes(names, triples).items())) if name in _WITH_PREFIXES else {}
    try:
        ox.serialize(triples, buffer, format=getattr(ox.RdfFormat, _GRAPH_FORMATS[name]), prefixes=prefixes or None)
    except OSError as error:
        raise Unwritable(f"not every triple can be written in this format: {error}") from error
    return xml(buffer.getvalue(), "RDF/XML") if name == "rdfxml" else buffer.getvalue()


def xml(body: bytes, title: str) -> bytes:
    """What was written as XML, once it is certain that it is XML.

    There are triples whose property has no name that XML could give an element, and texts with characters that XML
    cannot hold: both are written all the same. A carriage return would be read as the end of a line.

    Raises:
        Unwritable: It is none.
    """
    from xml.parsers import expat

    body = body.replace(b"\r", b"&#xD;")
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError as error:
        part = body.splitlines()[error.lineno - 1][max(0, error.offset - 40) : error.offset + 40]
        shown = part.decode("utf-8", "replace").strip()
        raise Unwritable(f"the result has what {title} cannot hold, near {shown!r}") from error
    return body


def used_prefixes(names: dict[str, str], triples: "Iterable[ox.Triple]") -> dict[str, str]:
    """The prefixes whose namespace an IRI of the triples begins with."""
    spaces = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = getattr(getattr(term, "datatype", term), "value", "")
            spaces.add(iri[: max(iri.rfind("#"), iri.rfind("/")) + 1])
    return {prefix: iri for prefix, iri in names.items() if iri in spaces}


def _occurs(store: "ox.Store", iri: str) -> bool:
    import pyoxigraph as ox

    try:
        term = ox.NamedNode(iri)
    except ValueError:
        return True  # no IRI, so nothing can be said about it
    patterns = ((term, None, None), (None, term, None), (None, None, term))
    return any(next(store.quads_for_pattern(*pattern), None) is not None for pattern in patterns)


def warm(store: "ox.Store") -> None:
    """Answer a query of each kind, so that everything is loaded that later ones need."""
    for query in ("SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"):
        answer(store, {"query": query, "select": "xml", "graph": "rdfxml"}, fence="none")

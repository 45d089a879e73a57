"""The child process that answers SPARQL queries: ``python -m kg_cn_ai.query.worker SOURCE ...``.

A process of its own, because a query in pyoxigraph has no time limit and ignores signals while it runs: only
killing its process stops it for certain. And because the operating system can then forbid what no parser can
rule out: after the store is open the process lowers its limit of file descriptors to zero, so neither a
socket nor a file can be opened, whatever the query says. ``--allow-network`` leaves that fence out;
``--memory=MB`` bounds the memory that queries may take on top of what the process has at its start (Linux
only); ``--die-with-parent`` has it end with the thread that started it (Linux only).

The source is the folder of a store, or N-Triples files, which are read into memory: that takes half a second for
170,000 triples, and then queries take a quarter to a half of the time that they take on disk. A small store is copied
into memory too. For the others the fence needs every table file of the store to be open already. RocksDB opens the
first 16 at once and the rest when they are needed, which suffices to about six million triples in a compacted store.
Beyond that, and on systems without descriptor limits (Windows), the process refuses every query whose text could have
the keyword SERVICE instead.

Frames: eight bytes (header length, body length, both unsigned 32-bit big-endian), a JSON header in UTF-8, a
body. The first frame is the greeting: ``{"kind": "ready", "fence": "process" | "text" | "none"}`` or
``{"kind": "failed"}``. Each request has an empty body and the header ``query``, ``prefixes``, ``select`` and
``graph`` (result formats; None for one that the asker does not take), ``max_bytes``, ``max_rows``, ``timeout`` in
seconds, ``default_graphs`` and ``named_graphs`` (the dataset, None for the store's), ``columns`` (the wished order of
the variables), ``names`` (prefixes for graph formats that have them), ``gzip``, and ``terms``, IRIs that are looked up
in the store. Each answer's header has ``kind`` (solutions, boolean, triples, syntax, failed, refused, unwanted, memory,
too-large), a ``message`` unless it is one of the first three, and for those ``absent``, the terms that no triple has,
and ``gzip``, whether the body is compressed.

Only the standard library and pyoxigraph are imported, to start in some 40 ms.
"""

import csv
import gzip
import io
import json
import os
import re
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyoxigraph as ox

LENGTHS: Final = struct.Struct(">II")
_MAX_BODY: Final = 2**32 - 1
_ALARM_MARGIN: Final = 0.5
_SELECT_FORMATS: Final = {"json": "JSON", "csv": "CSV", "tsv": "TSV", "xml": "XML"}
_GRAPH_FORMATS: Final = {
    "nt": "N_TRIPLES", "ttl": "TURTLE", "rdfxml": "RDF_XML", "nq": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD",
}  # fmt: skip
_WITH_PREFIXES: Final = ("ttl", "trig", "rdfxml")
_WORTH_COMPRESSING: Final = 1_000

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A letter, `_`, `-`, `?` or `$` before the word makes it part of a name, a variable or a language tag, except
# after the two boolean literals, which need no space behind them: `?s ?p trueSERVICE<…>` is valid. So is
# `1SERVICE`.
_SERVICE: Final = re.compile(r"(?:(?<![^\W\d])(?<![-?$])|(?<=true)|(?<=false))service", re.IGNORECASE)


def unescape(query: str) -> str:
    r"""The query with its ``\uXXXX`` and ``\UXXXXXXXX`` replaced, as SPARQL 1.1 has a parser do first."""
    if "\\" not in query:
        return query

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= sys.maxunicode else match[0]

    return _ESCAPE.sub(char, query)


def service_mentions(query: str) -> int:
    """How often the keyword SERVICE could stand in the text: never fewer than it does, often more."""
    if query.isascii() and "\\" not in query and "service" not in query.lower():
        return 0
    return len(_SERVICE.findall(unescape(query)))


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame's header and body; None at the end of the stream, also in the middle of a frame."""
    head = stream.read(LENGTHS.size)
    if len(head) < LENGTHS.size:
        return None
    header_length, body_length = LENGTHS.unpack(head)
    header, body = stream.read(header_length), stream.read(body_length)
    if len(header) < header_length or len(body) < body_length:
        return None
    return json.loads(header), body


def frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame's head: its lengths and its header; the body of so many bytes comes behind it."""
    data = _ENCODER.encode(header).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(data), len(body)) + data


def write_frame(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame and flush."""
    stream.write(frame(header, body))
    stream.write(body)
    stream.flush()


_COPIED: Final = 8 * 2**20
"""Bytes of table files up to which a store is copied into memory."""


class _Full(Exception):
    """The result has grown past its limit, which the message tells."""


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

    Nothing is raised: whatever goes wrong is an answer of kind syntax, failed, refused, unwanted, memory or too-large.
    """
    import pyoxigraph as ox

    query: str = request["query"]
    if fence == "text" and service_mentions(query):
        return {"kind": "refused", "message": "the text may contain the keyword SERVICE"}, b""
    try:
        result = store.query(query, prefixes=request.get("prefixes") or {}, **_dataset(request))
        if isinstance(result, ox.QueryTriples):
            kind, body = "triples", _graph(result, request)
        else:
            kind = "solutions" if isinstance(result, ox.QuerySolutions) else "boolean"
            body = _table(result, request)
    except _Full as error:
        return {"kind": "too-large", "message": str(error)}, b""
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
        return body
    order = {column: place for place, column in enumerate(columns)}
    data = json.loads(body)
    data["head"]["vars"].sort(key=lambda column: order.get(column, len(order)))
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if name == "json":
        return body
    buffer, _ = _bounds(request)
    ox.parse_query_results(body, format=formats.JSON).serialize(buffer, format=getattr(formats, _SELECT_FORMATS[name]))
    return buffer.getvalue()


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
    if most == sys.maxsize and not request.get("names"):
        result.serialize(buffer, format=format)
        return buffer.getvalue()
    triples: dict[ox.Triple, None] = {}
    for triple in result:
        triples[triple] = None
        if len(triples) > most:
            raise _too_many(most)
    ordered = sorted(triples, key=str)
    prefixes = used_prefixes(request.get("names") or {}, ordered) if name in _WITH_PREFIXES else {}
    ox.serialize(ordered, buffer, format=format, prefixes=prefixes or None)
    return buffer.getvalue()


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


def _all_tables_open(folder: Path) -> bool:
    """Whether this process holds a descriptor of every table file of the store."""
    held = set()
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 -- a Path's iteration would hold the folder open meanwhile
        try:
            status = os.fstat(int(name))
        except OSError:  # the descriptor that listed the folder is closed by now
            continue
        held.add((status.st_dev, status.st_ino))
    tables = [path.stat() for path in folder.glob("*.sst")]
    return all((table.st_dev, table.st_ino) in held for table in tables)


def _open(sources: "list[Path]") -> tuple["ox.Store", Path | None]:
    """The store, and its folder if it is read from disk; N-Triples, and a small store, stand in memory."""
    import pyoxigraph as ox

    memory = ox.Store()
    folder = sources[0]
    if not folder.is_dir():
        for file in sources:  # written by this package, so nothing has to be checked
            memory.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return memory, None
    disk = ox.Store.read_only(str(folder))
    if sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".sst", ".log")) > _COPIED:
        return disk, folder
    memory.extend(disk)
    return memory, None


def _raise_fence(folder: Path | None) -> str:
    """Forbid new descriptors where that is possible: ``process``; else ``text``, the rule for the text.

    ``folder`` is that of a store on disk.
    """
    if sys.platform == "win32":
        return "text"
    import resource

    if folder is not None and not _all_tables_open(folder):
        return "text"
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    except (OSError, ValueError):
        return "text"
    return "process"


def _bound_memory(megabytes: int) -> None:
    """Let queries take ``megabytes`` more than the present size; a process that needs more ends itself."""
    if sys.platform != "linux":  # elsewhere the limit of address space is absent or not enforced
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: float) -> None:
    """Have the system end this process in ``seconds``, so that no orphan goes on; 0 cancels."""
    if sys.platform != "win32":
        import signal

        signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with_parent() -> None:
    """Have the system end this process with the one that started it, however that ends (Linux only)."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


def _prepare_signals() -> None:
    import signal

    # Ctrl-C in a terminal reaches the child too; its parent decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def main(arguments: list[str]) -> int:
    """Serve requests on standard input until it ends."""
    sources = [Path(argument) for argument in arguments if not argument.startswith("--")]
    options = dict(argument[2:].partition("=")[::2] for argument in arguments if argument.startswith("--"))
    if not sources or not options.keys() <= {"allow-network", "die-with-parent", "memory"}:
        sys.stderr.write(
            "usage: python -m kg_cn_ai.query.worker STORE_DIR | FILE.nt ... "
            "[--allow-network] [--die-with-parent] [--memory=MB]\n"
        )
        return 2
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _prepare_signals()
    if "die-with-parent" in options:
        _die_with_parent()
    try:
        store, folder = _open(sources)
        # A first query makes everything load that queries need: nothing can be opened behind the fence.
        answer(store, {"query": "SELECT * { ?s ?p ?o } LIMIT 1"}, fence="none")
    except (ImportError, OSError, SyntaxError) as error:
        write_frame(answers, {"kind": "failed", "message": str(error)})
        return 1
    fence = "none" if "allow-network" in options else ""
    if options.get("memory"):
        _bound_memory(int(options["memory"]))
    fence = fence or _raise_fence(folder)
    write_frame(answers, {"kind": "ready", "fence": fence})
    while frame := read_frame(requests):
        request = frame[0]
        _set_alarm(float(request["timeout"]) + _ALARM_MARGIN if request.get("timeout") else 0)
        header, body = answer(store, request, fence=fence)
        write_frame(answers, header, body)
        _set_alarm(0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

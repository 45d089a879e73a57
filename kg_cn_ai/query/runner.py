"""Running SPARQL queries over a built store.

:class:`Runner` asks a child process (:mod:`kg_cn_ai.query.worker`) that is killed at the time limit, because
pyoxigraph cannot be interrupted, and that has no way to the network. :class:`Remote` has the same interface
and asks any SPARQL 1.1 endpoint. Both know the package's prefixes, answer with a
:class:`~kg_cn_ai.query.result.Result` and raise the same errors.
"""

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self, cast

from kg_cn_ai.errors import LimitExceeded, QueryError
from kg_cn_ai.files import no_room_for_temporary_files
from kg_cn_ai.namespaces import ENDPOINT, PREFIXES
from kg_cn_ai.query import mistakes as query_mistakes
from kg_cn_ai.query import text as query_text
from kg_cn_ai.query import worker
from kg_cn_ai.query.frames import read_frame, write_frame
from kg_cn_ai.query.notes import notes
from kg_cn_ai.query.remote import Remote
from kg_cn_ai.query.result import Result
from kg_cn_ai.query.text import ALLOW, MAX_RESULT, NARROW, QueryText

__all__ = ["MEMORY", "Remote", "Runner"]

MEMORY: Final = 4096
"""Megabytes that a query may take, unless told otherwise."""

_START_LIMIT: Final = 60.0
_ADVICE_LIMIT: Final = 5.0


class Runner:
    """Runs queries over an on-disk store in a child process; a context manager, closed by :meth:`close`.

    Safe to use from several threads: queries then wait for each other.
    """

    def __init__(self, store: Path, *, memory: int = MEMORY) -> None:
        """Prepare; the process starts with the first query.

        Args:
            store: Folder of a pyoxigraph on-disk store that no one writes to.
            memory: Megabytes a query may take (Linux only).
        """
        self._store = store
        self._memory = memory
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def query(
        self,
        text: str,
        *,
        timeout: float = 30.0,
        allow_service: Iterable[str] = (),
        max_bytes: int = MAX_RESULT,
    ) -> Result:
        """Run a SELECT, ASK, CONSTRUCT or DESCRIBE query.

        Args:
            text: SPARQL; the package's prefixes are declared already, and the query's own win.
            timeout: Seconds until the query is stopped.
            allow_service: IRIs of the endpoints that SERVICE may call; without any, nothing leaves this
                machine.
            max_bytes: Largest answer, in bytes of SPARQL JSON or N-Triples.

        Raises:
            QueryError: The query cannot be parsed or run, is an update, or calls an endpoint that is not
                allowed.
            LimitExceeded: The time, the memory or the size of the answer ran out.
        """
        text = text.removeprefix("\ufeff")  # as editors of Windows begin a file
        query = query_text.checked(text, timeout)
        request = {
            "query": text,
            "prefixes": query.prefixes(),
            "base": ENDPOINT,
            "timeout": timeout,
            "max_bytes": max_bytes,
            "terms": sorted(query.own_terms()),
            "columns": query_text.column_order(text),
        }
        try:
            networked = query_text.calls_services(query, allow_service)
        except query_text.Unchecked:
            with self._lock:
                header, _ = self._ask(request | {"timeout": _ADVICE_LIMIT}, _ADVICE_LIMIT)
            if header["kind"] == "syntax":  # then its plain mistake is what the asker should hear of
                raise _error(query, header, networked=False) from None
            raise
        with self._lock:
            if networked:
                with contextlib.closing(_Child(self._store, self._memory, network=True)) as child:
                    header, body = child.ask(request, timeout)
            else:
                header, body = self._ask(request, timeout)
            if header["kind"] in ("solutions", "boolean", "triples"):
                found = notes(query, header["absent"], self._subjects, self._rows)
                return Result(header["kind"], body, [note.said() for note in found])
        raise _error(query, header, networked=networked)

    def _ask(self, request: dict[str, Any], timeout: float) -> tuple[dict[str, Any], bytes]:
        if self._child is None or not self._child.alive:
            self._child = _Child(self._store, self._memory)
        return self._child.ask(request, timeout)

    def _subjects(self, namespace: str) -> list[str]:
        """IRIs in a namespace that have a type; none where that takes long."""
        text = f'SELECT DISTINCT ?t {{ ?t a ?type FILTER(STRSTARTS(STR(?t), "{namespace}")) }}'
        return [iri for (iri,) in self._rows(text)]

    def _rows(self, text: str) -> list[tuple[str, ...]]:
        """The rows of a query of our own, as texts; none where that takes long."""
        request = {"query": text, "prefixes": PREFIXES, "timeout": _ADVICE_LIMIT}
        try:
            header, body = self._ask(request, _ADVICE_LIMIT)
        except (LimitExceeded, QueryError):
            return []
        return [tuple(map(str, row)) for row in Result("solutions", body)] if header["kind"] == "solutions" else []

    @property
    def pid(self) -> int | None:
        """Process id of the child, None while there is none."""
        return self._child.process.pid if self._child is not None and self._child.alive else None

    def close(self) -> None:
        """End the child process; a later query starts a new one."""
        with self._lock:
            if self._child is not None:
                self._child.close()
                self._child = None

    def __enter__(self) -> Self:
        """The runner itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


def command(sources: Sequence[Path], memory: int, *, network: bool) -> list[str]:
    """The command that starts a worker process over a store on disk, or over N-Triples files in memory.

    ``memory`` is what its queries may take, in megabytes.
    """
    # The file is run, not the module, and -P keeps the current folder out: the child imports the standard
    # library and pyoxigraph whatever lies around, and needs no path of its own to this package.
    program = [sys.executable, "-P", str(Path(worker.__file__).resolve())]
    return [*program, *map(str, sources), f"--memory={memory}", *(["--allow-network"] if network else [])]


class _Child:
    """One worker process."""

    def __init__(self, store: Path, memory: int, *, network: bool = False) -> None:
        with no_room_for_temporary_files():
            self._errors = tempfile.TemporaryFile()
        self.last_words = ""
        self.process = subprocess.Popen(
            command([store], memory, network=network),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip
        self._requests = cast(IO[bytes], self.process.stdin)
        self._answers = cast(IO[bytes], self.process.stdout)
        greeting = self._within(_START_LIMIT, None)
        if greeting is None or greeting[0]["kind"] != "ready":
            self.close()
            message = greeting[0].get("message", "") if greeting else self.last_words
            raise QueryError(
                f"the query process cannot open the store: {message}".rstrip(": "),
                where=str(store),
                hint="Build the store again; it may be incomplete or from another version.",
            )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, request: dict[str, Any], timeout: float) -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for the answer; whatever keeps it from coming ends the process."""
        started = time.monotonic()
        answer = self._within(timeout, request)
        if answer is not None:
            return answer
        elapsed = time.monotonic() - started
        self.close()
        status = self.process.returncode
        if elapsed >= timeout:
            raise LimitExceeded(f"the query was stopped after {timeout:g} s", hint=NARROW)
        if "memory allocation" in self.last_words or status in (-9, -6, 137):
            raise LimitExceeded("the query ran out of memory", hint=NARROW)
        raise QueryError(
            f"the query ended its process (status {status})",
            hint="It may be nested too deeply; write it flatter.",
        )

    def _within(self, timeout: float, request: dict[str, Any] | None) -> tuple[dict[str, Any], bytes] | None:
        """Send, if there is a request, and read a frame; None if the process ended or was killed."""
        timer = threading.Timer(timeout, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                write_frame(self._requests, request)
            return read_frame(self._answers)
        except OSError:  # a broken pipe: the process is gone
            return None
        except BaseException:  # Ctrl-C: the process would go on with a query that no one waits for
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                stream.close()
        if not self._errors.closed:
            self._errors.seek(0)
            self.last_words = self._errors.read(500).decode("utf-8", "replace").strip()
            self._errors.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()


def _error(query: QueryText, header: Mapping[str, Any], *, networked: bool) -> QueryError | LimitExceeded:
    message: str = header["message"]
    if header["kind"] == "syntax":
        return query_mistakes.explain(query, message)
    if header["kind"] == "too-large":
        return LimitExceeded(message, hint="Add LIMIT, or select fewer columns.")
    if header["kind"] == "refused":
        return QueryError(
            "the query has the word SERVICE, and this system cannot keep a query from the network",
            hint="Take the word out, also from strings and comments.",
        )
    if not networked and ("open files" in message or "lookup address" in message):
        return QueryError(
            "the query tried to call another endpoint, and that is not allowed",
            hint=ALLOW,
        )
    return QueryError(f"the query cannot be run: {message}")

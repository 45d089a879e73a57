"""``/sparql``: the SPARQL 1.1 Protocol for queries.

A query is read (:mod:`~kg_cn_ai.web.protocol.sparql_request`), answered by a process of the pool, and sent once its
answer is whole: whatever goes wrong is a status of its own and never half an answer. The texts of errors are in
:mod:`~kg_cn_ai.web.protocol.problems`; what a query can do is decided by the process alone.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Iterable
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg_cn_ai.errors import LimitExceeded, QueryError
from kg_cn_ai.namespaces import ID, PREFIXES
from kg_cn_ai.query import text as query_text
from kg_cn_ai.query.notes import Note, notes
from kg_cn_ai.query.service_word import service_mentions, unescape
from kg_cn_ai.query.text import QueryText
from kg_cn_ai.query.traps import suspects
from kg_cn_ai.search.identifiers import replaced
from kg_cn_ai.web.conditional import Conditional
from kg_cn_ai.web.negotiation import compressed, is_among
from kg_cn_ai.web.pages import editor
from kg_cn_ai.web.pages.failures import failure, unexpected
from kg_cn_ai.web.pages.view import language
from kg_cn_ai.web.processes import federation
from kg_cn_ai.web.processes.child import Broken, Died
from kg_cn_ai.web.processes.pool import Busy
from kg_cn_ai.web.protocol.library import service_description
from kg_cn_ai.web.protocol.problems import Problem, failed, outward, refused, stopped, unavailable
from kg_cn_ai.web.protocol.sparql_request import Asked, Refused, read_request
from kg_cn_ai.web.release.site import Site, site_of

T = TypeVar("T")

router = APIRouter(include_in_schema=False)

PATH: Final = "/sparql"
METHODS: Final = ("GET", "POST")

_CHANGING: Final = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_RETRY: Final = 5
_SOON: Final = 0.05
"""Seconds until it is worth knowing whether the visitor still waits."""

_NOTE: Final = 1_200
"""Characters of a note in a header, which clients do not take at any length."""

_TERMS: Final = 200
_CLOSED: Final = 499  # nobody reads it; the code that web servers write to their logs
SHOWN: Final = 2_000_000
"""Bytes of the largest answer that is shown on a page; others have to be taken as a file."""


class _Answer(Response):
    """The answer to a query, compressed already where that is worth it."""


class Left(Exception):
    """The visitor has left, so nobody waits for the answer."""


async def sparql(request: Request) -> Response:
    """Answer a query; without one, the editor for people and the description of the service for programs."""
    try:
        asked = await read_request(request)
    except Refused as error:
        what, advice = error.said(language(request))
        return failure(request, error.status, what, hint=advice, headers=error.headers)
    if asked is None:
        if editor.wanted(request):
            return await editor.editor(request)
        return service_description(request)
    if asked.as_page:
        return await _page(request, asked)
    etag = _etag(site_of(request), asked)
    if etag is not None and is_among(etag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=_headers(etag))
    try:
        header, body = await _while_asked(request, answer(site_of(request), asked))
    except Problem as problem:
        retry = {"retry-after": str(_RETRY)} if problem.status == 503 else None
        what, hint = problem.said(language(request))
        return failure(
            request, problem.status, what, hint=hint, line=problem.line, column=problem.column, headers=retry
        )
    except Left:
        return Response(status_code=_CLOSED)
    format = asked.graph if header["kind"] == "triples" else asked.table
    assert format is not None
    headers = _headers(etag) | {"content-type": format.header}
    if header.get("gzip"):
        headers["content-encoding"] = "gzip"
    if header["notes"]:
        lang = request.query_params.get("lang", "en")
        headers["x-note"] = json.dumps([note.said(lang)[:_NOTE] for note in header["notes"]])
    return _Answer(body, headers=headers)


async def _page(request: Request, asked: Asked) -> Response:
    """The editor with the answer in it, or with what is wrong."""
    site = site_of(request)
    stays = _etag(site, asked) is not None
    try:
        header, body = await _while_asked(request, answer(site, asked, most=SHOWN))
    except Problem as problem:
        return await editor.editor(request, asked, problem=problem, status=problem.status, stays=stays)
    except Left:
        return Response(status_code=_CLOSED)
    return await editor.editor(request, asked, kind=header["kind"], body=body, notes=header["notes"], stays=stays)


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """:func:`sparql` as an application of its own, which needs no layer around it: the workers compress answers."""
    request = Request(scope, receive, send)
    try:
        response = await sparql(request)
    except Exception as error:
        await (await unexpected(request, error))(scope, receive, send)
        raise  # for the server's log
    await (response if isinstance(response, _Answer) else compressed(Conditional(response)))(scope, receive, send)


# The application gives requests of these methods to `endpoint`; the route answers the others.
router.add_route(PATH, sparql, methods=[*METHODS])


def _headers(etag: str | None) -> dict[str, str]:
    headers = {"vary": "Accept, Accept-Encoding"}
    return headers | ({"etag": etag, "cache-control": "public, no-cache"} if etag else {"cache-control": "no-store"})


def _etag(site: Site, asked: Asked) -> str | None:
    """A name for the answer: the same release, query and format have the same one.

    None where the same query can have another answer: it calls what changes, or another endpoint.
    """
    if _CHANGING.search(unescape(asked.text)) or site.settings.limits.services:
        return None
    formats = [f.name if f else "" for f in (asked.table, asked.graph)]
    key = repr((asked.text, asked.default_graphs, asked.named_graphs, formats, asked.gzip))
    return f'W/"{site.release[:16]}-{hashlib.sha256(key.encode()).hexdigest()[:24]}"'


async def _while_asked(request: Request, work: Awaitable[T]) -> T:
    """The result of some work, which is cancelled when the visitor has left.

    Raises:
        Left: The visitor has left.
    """
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    watch: asyncio.Task[None] | None = None
    left = False

    async def until_gone() -> None:
        nonlocal left
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left = True
        task.cancel()

    def begin() -> None:
        nonlocal watch
        watch = loop.create_task(until_gone())

    timer = loop.call_later(_SOON, begin)
    try:
        return await work
    except asyncio.CancelledError:
        if left and task.uncancel() == 0:
            raise Left from None
        raise
    finally:
        timer.cancel()
        if watch is not None:
            watch.cancel()


async def answer(site: Site, asked: Asked, *, most: int | None = None) -> tuple[dict[str, Any], bytes]:
    """The answer to a query: the worker's header, with ``notes`` for the asker, and the body.

    ``most`` is the largest body in bytes, where that is less than what the service allows.

    Raises:
        Problem: There is no answer.
    """
    query = query_text.read(asked.text)
    try:
        query_text.require_query(query)
    except QueryError as error:
        raise Problem(403, error) from error
    if not site.settings.limits.services and query_text.has_service(asked.text):
        raise outward()
    request = {
        "query": asked.text,
        "prefixes": query.prefixes(),
        "base": f"{site.settings.base}{PATH[1:]}",
        "select": asked.table.name if asked.table else None,
        "graph": asked.graph.name if asked.graph else None,
        "default_graphs": asked.default_graphs,
        "named_graphs": asked.named_graphs,
        "columns": query_text.column_order(asked.text),
        "names": PREFIXES if query.form in ("construct", "describe") else None,
        "gzip": asked.gzip,
        "max_bytes": most,
        "terms": sorted(query.own_terms())[:_TERMS],
    }
    try:
        if await _federated(site, asked.text):
            header, body = await site.pool.query_federated(request)
        else:
            header, body = await site.pool.query(request, asked.client)
    except (Busy, Broken) as error:
        raise unavailable(error) from error
    except LimitExceeded as error:
        raise stopped(error, site.settings.limits.seconds) from error
    except Died as died:
        raise failed(died) from died
    if header["kind"] not in ("solutions", "boolean", "triples"):
        raise refused(site, query, header)
    header["notes"] = await _notes(site, query, header["absent"])
    return header, body


async def _federated(site: Site, text: str) -> bool:
    services = site.settings.limits.services
    if not services or not service_mentions(text):
        return False
    try:
        return await federation.calls_services(text, services, site.settings.limits.seconds)
    except LimitExceeded as error:
        raise Problem(504, error, ("查询含有 SERVICE 一词，而读取它用时过长", "请减少嵌套，或写得短一些。")) from error
    except QueryError as error:
        raise Problem(403, error) from error


async def _notes(site: Site, query: QueryText, absent: Iterable[str]) -> list[Note]:
    store = site.kg.store
    retired = any(replaced(store, iri) for iri in query.own_terms() if iri.startswith(ID))
    if not (absent or retired or suspects(query)):  # then a thread is not worth its while
        return []

    def rows(text: str) -> list[tuple[str, ...]]:
        found = store.query(text, prefixes=PREFIXES)
        return [tuple(term.value for term in row) for row in found]  # type: ignore[union-attr]

    return await asyncio.to_thread(notes, query, absent, _subjects(site), rows)


def _subjects(site: Site) -> Any:
    """From a namespace to the IRIs in it that have a type."""

    def make() -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for row in site.kg.store.query("SELECT DISTINCT ?s { ?s a ?type FILTER(isIRI(?s)) }"):  # type: ignore[union-attr]
            iri = str(row["s"].value)
            found.setdefault(iri[: max(iri.rfind("#"), iri.rfind("/")) + 1], set()).add(iri)
        return {namespace: sorted(iris) for namespace, iris in found.items()}

    return lambda namespace: site.kept("subjects", make).get(namespace, ())

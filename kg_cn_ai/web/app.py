"""The application: the route modules put together, and what holds for every answer.

Every answer names the release and whom to credit, may be read by any other site (CORS without credentials), and tells
browsers to load nothing from elsewhere. Pages and search run in threads of this process; only queries of visitors need
the pool of processes, so the one never waits for the other.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import fastapi_offline
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_cn_ai.build import ATTRIBUTION, LICENSE
from kg_cn_ai.pages.theme import system_theme
from kg_cn_ai.web.negotiation import compressed, takes_gzip
from kg_cn_ai.web.pages import browse, editor, failures, home, things
from kg_cn_ai.web.pages.view import THEME
from kg_cn_ai.web.protocol import api, drawing, library, network, reconciliation, sparql
from kg_cn_ai.web.release.knowledge import knowledge_of
from kg_cn_ai.web.release.site import Site, Sites

ROUTES: Final[tuple[Any, ...]] = (
    home,
    sparql,
    editor,
    drawing,
    library,
    network,
    things,
    browse,
    api,
    reconciliation,
)
"""Modules with a ``router``; the first whose path fits answers."""

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
MAX_BODY: Final = 4 * 2**20
"""Bytes of the longest request body."""


class _Frame:
    """Gives each request its site, and each answer its headers; sends again what was answered before.

    Queries, of which there can be many in a second, go straight to ``queries``, past the layers of ``app``.
    """

    def __init__(self, app: ASGIApp, queries: ASGIApp, sites: Sites) -> None:
        self.app = app
        self.queries = queries
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # the server leaves the body of the answer out
            scope = {**scope, "method": "GET"}
        with self.sites.visit() as site:
            key = site.answers.key(scope)
            if key is not None and (kept := site.answers.get(key)) is not None and not _has(scope, kept[2]):
                await send(kept[0])
                await send(kept[1])
                return
            scope.setdefault("state", {})["site"] = site
            _choose_encoding(scope)
            start: Message | None = None

            async def answer(message: Message) -> None:
                nonlocal start
                if message["type"] == "http.response.start":
                    _complete(message, site)
                    start = message
                elif start is not None:
                    if key is not None and message["type"] == "http.response.body" and not message.get("more_body"):
                        site.answers.keep(key, start, message)
                    start = None
                await send(message)

            query = scope["path"] == sparql.PATH and scope["method"] in sparql.METHODS
            await (self.queries if query else self.app)(scope, _bounded(scope, receive), answer)


def _has(scope: Scope, etag: bytes) -> bool:
    """Whether the visitor has the answer with this ETag already; the route says so then."""
    return bool(etag) and any(name == b"if-none-match" and etag in value for name, value in scope["headers"])


def _choose_encoding(scope: Scope) -> None:
    """Hide an Accept-Encoding that must not count: one that refuses gzip by name, or asks for a part of a file.

    The middleware looks for the word alone; and a part is a part of the file as it is.
    """
    encoding = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding").decode("latin-1")
    part = any(name == b"range" for name, _ in scope["headers"])
    if part or ("gzip" in encoding and not takes_gzip(encoding)):
        scope["headers"] = [header for header in scope["headers"] if header[0] != b"accept-encoding"]


def _headers(release: str) -> list[tuple[bytes, bytes]]:
    """The headers that all answers have."""
    texts = (
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "*"),
        ("x-release", release),
        ("x-attribution", ATTRIBUTION),
        ("link", f'<{LICENSE}>; rel="license"'),
    )
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in texts]


def _complete(start: Message, site: Site) -> None:
    """Give an answer the headers that all have; one that it has set itself stands."""
    own = {name for name, _ in start["headers"]}
    common = site.kept("headers", lambda: _headers(site.release))
    start["headers"] = [*start["headers"], *(header for header in common if header[0] not in own)]


class TooMuch(Exception):
    """A request body is longer than :data:`MAX_BODY`."""


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """``receive`` that raises TooMuch where a body grows past the limit."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            raise TooMuch
        return message

    return bounded


def make_app(sites: Sites) -> ASGIApp:
    """The application over the site that ``sites`` holds; it opens the first one when it starts."""

    @contextlib.asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        await sites.start()
        yield
        await sites.close()

    app = FastAPI(
        title="kg-cn-ai",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=life,
        exception_handlers=failures.HANDLERS | {TooMuch: _too_much},
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["*"],
                expose_headers=["*"],
                max_age=86_400,
            ),
            Middleware(compressed),
        ],
    )
    for module in ROUTES:
        app.include_router(module.router)
    app.add_api_route(f"/static/{THEME}", _theme, methods=["GET", "HEAD"], include_in_schema=False)
    app.mount("/static/api", StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    sites.warm = _warm
    return _Frame(app, sparql.endpoint, sites)


def _theme() -> Response:
    # Its address changes with it, so a browser need not ask again.
    return Response(system_theme(), media_type="text/css", headers={"cache-control": "public, max-age=86400"})


def _warm(site: Site) -> None:
    """Read what pages and search need, so that no visitor waits for it, and no deleted file can keep it away."""
    knowledge_of(site)
    if not network.is_whole(site):
        network.overview(site)
    site.kg.index.search("a", limit=1)


async def _too_much(request: Any, error: Exception) -> JSONResponse:
    return JSONResponse(
        {"error": f"the request is longer than {MAX_BODY:,} bytes", "hint": "send less at once"}, status_code=413
    )

"""The application: the route modules put together, and what holds for every answer.

Every answer names the release and whom to credit, may be read by any other site (CORS without credentials), and tells
browsers to load nothing from elsewhere. Pages and search run in threads of this process; only queries of visitors need
the pool of processes, so the one never waits for the other.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_cn_ai.build import ATTRIBUTION, LICENSE
from kg_cn_ai.web import api, browse, drawing, editor, failures, home, library, reconciliation, sparql, things
from kg_cn_ai.web.site import Sites

ROUTES: Final[tuple[Any, ...]] = (
    home,
    sparql,
    editor,
    drawing,
    library,
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
    """Gives each request its site, and each answer its headers; a header that an answer has set stands."""

    def __init__(self, app: ASGIApp, sites: Sites) -> None:
        self.app = app
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self.sites.visit() as site:
            scope.setdefault("state", {})["site"] = site

            async def answer(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    for name, value in (
                        ("content-security-policy", POLICY),
                        ("x-content-type-options", "nosniff"),
                        ("referrer-policy", "no-referrer"),
                        ("x-release", site.release),
                        ("x-attribution", ATTRIBUTION),
                    ):
                        headers.setdefault(name, value)
                    headers.append("link", f'<{LICENSE}>; rel="license"')
                await send(message)

            await self.app(scope, _bounded(scope, receive), answer)


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
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=4),
        ],
    )
    for module in ROUTES:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    return _Frame(app, sites)


async def _too_much(request: Any, error: Exception) -> JSONResponse:
    return JSONResponse(
        {"error": f"the request is longer than {MAX_BODY:,} bytes", "hint": "send less at once"}, status_code=413
    )

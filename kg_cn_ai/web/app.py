"""The application: the route modules put together.

Pages and search run in threads of this process; only queries of visitors need the pool of processes, so the one never
waits for the other. What holds for every answer is in :mod:`kg_cn_ai.web.frame`.
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
from starlette.types import ASGIApp

from kg_cn_ai.pages.theme import system_theme
from kg_cn_ai.web.conditional import Conditional
from kg_cn_ai.web.frame import MAX_BODY, Frame, TooMuch
from kg_cn_ai.web.negotiation import compressed
from kg_cn_ai.web.pages import browse, editor, failures, home, things
from kg_cn_ai.web.pages.view import THEME, either
from kg_cn_ai.web.protocol import api, drawing, library, network, operations, reconciliation, sparql
from kg_cn_ai.web.release.knowledge import knowledge_of
from kg_cn_ai.web.release.site import Site, Sites

ROUTES: Final[tuple[Any, ...]] = (
    home,
    sparql,
    editor,
    drawing,
    library,
    operations,
    network,
    things,
    browse,
    api,
    reconciliation,
)
"""Modules with a ``router``; the first whose path fits answers."""


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
        servers=[{"url": sites.settings.root}] if sites.settings.root else None,
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
            Middleware(Conditional),
        ],
    )
    for module in ROUTES:
        app.include_router(module.router)
    app.add_api_route(f"/static/{THEME}", _theme, methods=["GET", "HEAD"], include_in_schema=False)
    app.mount("/static/api", StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    sites.warm = _warm
    return Frame(app, sparql.endpoint, sites)


def _theme() -> Response:
    # Its address changes with it, so a browser need not ask again.
    return Response(system_theme(), media_type="text/css", headers={"cache-control": "public, max-age=86400"})


def _warm(site: Site) -> None:
    """Read what pages and search need, so that no visitor waits for it, and no deleted file can keep it away."""
    _ = knowledge_of(site).projection
    if not network.is_whole(site):
        network.overview(site)
    site.kg.index.search("a", limit=1)


async def _too_much(request: Any, error: Exception) -> JSONResponse:
    english = {"error": f"the request is longer than {MAX_BODY:,} bytes", "hint": "Send less at once."}
    chinese = {"error": f"请求超过 {MAX_BODY:,} 字节", "hint": "请减少一次发送的内容。"}
    return JSONResponse(either(request, english, chinese), status_code=413)

"""What machines around the service ask: whether it lives, whether it can answer, and which pages there are."""

from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from kg_cn_ai.errors import KgError
from kg_cn_ai.namespaces import ID, THING_TYPES
from kg_cn_ai.web.release.site import Site, site_of

router = APIRouter(include_in_schema=False)

_FRESH: Final = {"cache-control": "no-store"}
_PART: Final = 40_000
"""Addresses in one part of the site map; the protocol allows 50,000."""

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES: Final = ("", "partnerships", "timeline", "network", "sparql", "source/", "data/", "ontology", "api/docs")
_NOT_CRAWLED: Final = ("sparql", "api/v1/", "reconcile", "path", "compare", "network/part", "search")
"""What computes an answer for each question, without end."""


async def health(request: Request) -> Response:
    """That the service is there."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


async def readiness(request: Request) -> Response:
    """Whether a query would be answered now, and of which release; 503 where it would not."""
    site = site_of(request)
    try:
        await site.pool.query({"query": "ASK {}", "select": "json"})
    except KgError as error:
        return JSONResponse({"status": "not ready", "error": str(error)}, 503, _FRESH | {"retry-after": "5"})
    return JSONResponse({"status": "ready", "release": site.release}, headers=_FRESH)


def robots(request: Request) -> Response:
    """What crawlers may read: all pages, and nothing that is computed anew for each address."""
    settings = site_of(request).settings
    lines = [f"Disallow: {settings.root}/{path}" for path in _NOT_CRAWLED]
    return PlainTextResponse("\n".join(["User-agent: *", *lines, "", f"Sitemap: {settings.base}sitemap.xml", ""]))


def parts(request: Request) -> Response:
    """The parts of the site map."""
    site = site_of(request)
    number = -(-len(_addresses(site)) // _PART)
    return _xml("sitemapindex", "sitemap", [f"{site.settings.base}sitemap/{n}.xml" for n in range(1, number + 1)])


def part(request: Request) -> Response:
    """A part of the site map: pages of the service, and of things.

    Raises:
        HTTPException: There is no such part.
    """
    start = (request.path_params["number"] - 1) * _PART
    addresses = _addresses(site_of(request))
    if not 0 <= start < len(addresses):
        raise HTTPException(404, "the site map has no such part")
    return _xml("urlset", "url", addresses[start : start + _PART])


def icon(request: Request) -> Response:
    """The icon at the address that browsers ask without being told one."""
    return RedirectResponse(f"{site_of(request).settings.root}/static/icon.svg", 308)


def _addresses(site: Site) -> list[str]:
    def make() -> list[str]:
        base = site.settings.base
        things = (iri for kind in sorted(THING_TYPES) for iri in sorted(site.kg.index.below(f"{ID}{kind}/")))
        return [*(base + path for path in _PAGES), *(f"{base}id/{iri.removeprefix(ID)}" for iri in things)]

    return site.kept("addresses", make)


def _xml(root: str, item: str, addresses: list[str]) -> Response:
    body = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{body}</{root}>\n'
    return Response(text, media_type="application/xml")


for path, endpoint in (
    ("/healthz", health),
    ("/readyz", readiness),
    ("/robots.txt", robots),
    ("/sitemap.xml", parts),
    ("/sitemap/{number:int}.xml", part),
    ("/favicon.ico", icon),
):
    router.add_route(path, endpoint, methods=["GET"])

"""The files of the release and what it says of itself: ``/data/``, VoID, the ontology."""

import gzip
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from kg_cn_ai.data import data_dir
from kg_cn_ai.namespaces import CNAI, CONCEPT, PREFIXES
from kg_cn_ai.query.answering import written
from kg_cn_ai.web.conditional import etag_of
from kg_cn_ai.web.media import GRAPHS, Format, offers
from kg_cn_ai.web.negotiation import choose, is_among, takes_gzip
from kg_cn_ai.web.pages.failures import failure
from kg_cn_ai.web.pages.view import page
from kg_cn_ai.web.release.description import NAMES, media_type, service_triples
from kg_cn_ai.web.release.site import Site, site_of

router = APIRouter(include_in_schema=False)

OWN_POLICY: Final = "object-src 'none'; frame-ancestors 'self'"
"""For the pages of a release, which carry a stricter policy inside: their scripts and styles by hash."""


def data(request: Request) -> Response:
    """Every file of the release with size, checksum and licence."""
    site = site_of(request)
    manifest = site.kg.manifest
    if choose(request.headers.get("accept"), ("application/json", "text/html")) == "application/json":
        files = {
            name: {**entry, "url": f"{site.settings.base}data/{name}", "mediaType": media_type(name)}
            for name, entry in manifest["files"].items()
        }
        return JSONResponse({**manifest, "files": files}, headers={"vary": "Accept"})
    return page(request, "data.html.j2", files=manifest["files"], manifest=manifest, media_type=media_type)


def file(request: Request) -> Response:
    """One file of the release; ranges of it too.

    Raises:
        HTTPException: The release has no such file.
    """
    site = site_of(request)
    name = request.path_params["name"]
    entry = site.kg.manifest["files"].get(name)
    if entry is None and name != "manifest.json":
        raise HTTPException(404, f"this release has no file {name!r}")
    headers = {"cache-control": "public, no-cache"}
    if entry is not None:
        headers["etag"] = f'"{entry["sha256"]}"'
        if is_among(headers["etag"], request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
    if name.endswith(".html"):
        headers["content-security-policy"] = OWN_POLICY
    return FileResponse(site.files / "release" / name, media_type=media_type(name), headers=headers)


def description(request: Request) -> Response:
    """The description of the data: VoID and DCAT."""
    site = site_of(request)

    def make() -> list[ox.Triple]:
        with (site.files / "description.nt").open("rb") as lines:
            return [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)]

    return rdf(request, site.kept("description", make), NAMES, browsers="text/turtle")


def service_description(request: Request) -> Response:
    """What the endpoint can do, by SPARQL 1.1 Service Description."""
    site = site_of(request)
    triples = site.kept("triples", lambda: _triples(site))
    described = service_triples(f"{site.settings.base}sparql", triples, federated=bool(site.settings.limits.services))
    return rdf(request, list(described), NAMES | {"sd": "http://www.w3.org/ns/sparql-service-description#"})


def _triples(site: Site) -> int:
    return int(site.kg.manifest["counts"]["triples"])


def ontology(request: Request) -> Response:
    """The ontology: the page of its terms, or their triples."""
    site = site_of(request)
    media = choose(request.headers.get("accept"), ("text/html", *offers(GRAPHS)))
    if media != "text/html":
        return rdf(request, site.kept("ontology", lambda: _ontology(site)), PREFIXES)
    return page_of(request, "ontology.html")


def _ontology(site: Site) -> list[ox.Triple]:
    own = (CNAI, CONCEPT)
    found = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in site.kg.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
        and (quad.subject.value.startswith(own) or quad.subject.value == CNAI.rstrip("#"))
    ]
    return sorted(found, key=str)


def page_of(request: Request, name: str, make: Callable[[], bytes] | None = None) -> Response:
    """A large page, kept as it is sent: a file of the release, or what ``make`` makes."""
    site = site_of(request)
    headers = {"content-security-policy": OWN_POLICY, "cache-control": "public, no-cache", "vary": "Accept-Encoding"}
    found = make or (lambda: _page(site, name))
    headers["etag"] = site.kept(f"etag {name}", lambda: etag_of(found()))
    if takes_gzip(request.headers.get("accept-encoding", "")):
        # These pages are large, so they are compressed once, and not while others wait.
        packed = site.kept(f"packed {name}", lambda: gzip.compress(found(), 6, mtime=0))
        return HTMLResponse(packed, headers=headers | {"content-encoding": "gzip"})
    return HTMLResponse(found(), headers=headers)


def _page(site: Site, name: str) -> bytes:
    """A page of the release: its file, or made now where the release was built without pages."""
    if name in site.kg.manifest["files"]:
        return (site.files / "release" / name).read_bytes()
    return site.kept("pages", lambda: _pages(site))[name].encode()


def _pages(site: Site) -> dict[str, str]:
    from kg_cn_ai.pages.release import pages

    return dict(pages(site.kg.store, site.release, data_dir()))


def rdf(request: Request, triples: list[ox.Triple], prefixes: dict[str, str], browsers: str | None = None) -> Response:
    """Triples in the format that a request prefers; ``browsers`` is the media type for those that prefer pages."""
    media: dict[str, Format] = offers(GRAPHS)
    found = choose(request.headers.get("accept"), [*media, *(["text/html"] if browsers else [])])
    if found is None:
        hint = f"Accept one of {', '.join(f.media_type for f in GRAPHS)}."
        return failure(request, 406, "there is no format that you accept", hint=hint)
    format = media[browsers if found == "text/html" and browsers else found]
    return Response(written(triples, format.name, prefixes), headers={"content-type": format.header, "vary": "Accept"})


def moved(request: Request) -> Response:
    """The data set's own IRI, and the short address of its description."""
    return RedirectResponse(f"{site_of(request).settings.root}/.well-known/void", 303)


def ontology_version(request: Request) -> Response:
    """A version of the ontology by its own IRI: the current one is what is served."""
    return RedirectResponse(f"{site_of(request).settings.root}/ontology", 303)


def release(request: Request) -> Response:
    """A release by its own IRI.

    Raises:
        HTTPException: It is another one than this service has.
    """
    site = site_of(request)
    name = request.path_params["name"]
    if len(name) < 12 or not site.release.startswith(name):
        raise HTTPException(404, f"the release {name!r} is not the one that is served: {site.release[:12]}")
    return RedirectResponse(f"{site.settings.root}/data/", 303)


for path, endpoint in (
    ("/data/", data),
    ("/data/{name}", file),
    ("/.well-known/void", description),
    ("/void", moved),
    ("/dataset", moved),
    ("/ontology", ontology),
    ("/ontology/{version}", ontology_version),
    ("/release/{name}", release),
):
    router.add_route(path, endpoint, methods=["GET"])

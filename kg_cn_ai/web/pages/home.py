"""The first page: a search, the ways in, and what is in the release; and the page that documents the API."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_cn_ai.namespaces import CNAI
from kg_cn_ai.web.pages import chronicle
from kg_cn_ai.web.pages.article import kind_id
from kg_cn_ai.web.pages.phrases import tools
from kg_cn_ai.web.pages.view import language, page
from kg_cn_ai.web.release.knowledge import Knowledge, knowledge
from kg_cn_ai.web.release.site import site_of

router = APIRouter(include_in_schema=False)

_KINDS: Final = (
    "Organization",
    "AIModel",
    "Product",
    "ComputingSystem",
    "Chip",
    "Policy",
    "Place",
    "Partnership",
    "Listing",
)
"""Classes whose number of instances is shown, where there are any."""

_DOCS: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""Swagger UI sets styles of its own making."""

_LINKED: Final = 12
_LATEST: Final = 6


@router.get("/")
def home(request: Request) -> Response:
    """What the service has, and the ways into it."""
    known, site = knowledge(request), site_of(request)
    lang = language(request)
    every = site.kept("timeline", lambda: chronicle.dated(known))
    used = site.kg.index.types
    return page(
        request,
        "home.html.j2",
        counts=site.kg.manifest["counts"],
        kinds=[(known.name(CNAI + name, lang), used[name]) for name in _KINDS if name in used],
        linked=site.kept("linked", lambda: _most_linked(known)),
        latest=_latest(every),
        kind_name=lambda name: known.name(CNAI + name, lang) if name else "",
        **tools(request),
    )


@router.get("/api/docs")
def documentation(request: Request) -> Response:
    """The API, as its OpenAPI document describes it; every file of the page comes from here."""
    described = request.app.openapi()["paths"]
    operations = [(path, methods["get"]) for path, methods in described.items() if "get" in methods]
    return page(request, "api.html.j2", headers={"content-security-policy": _DOCS}, operations=operations)


def _latest(every: Sequence[chronicle.Dated]) -> list[chronicle.Dated]:
    """The latest that involve somebody, two of a class at most: a new edition of a list would push all else out."""
    found: list[chronicle.Dated] = []
    for row in every:
        if row.involved and sum(other.kind == row.kind for other in found) < 2:
            found.append(row)
        if len(found) == _LATEST:
            break
    return found


def _most_linked(known: Knowledge) -> Sequence[tuple[str, str]]:
    """Organizations with the most neighbours, each with the kind that colours it."""
    network = known.network
    organizations = [iri for iri, node in network.nodes.items() if node["group"] == "organization"]
    ranked = sorted(organizations, key=lambda iri: (-network.degree(iri), network.nodes[iri]["label"], iri))[:_LINKED]
    return [(iri, kind_id(network.nodes[iri]["type"], "organization")) for iri in ranked]

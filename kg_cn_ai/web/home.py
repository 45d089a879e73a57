"""The first page."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kg_cn_ai.web.view import page, site_of

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request) -> Response:
    """What the service has, and the ways into it."""
    return page(request, "home.html.j2", counts=site_of(request).kg.manifest["counts"])

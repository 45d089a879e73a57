"""What a visitor reads when something goes wrong: a page for people, JSON for programs, always with what to do next."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg_cn_ai.errors import InputError, KgError, LimitExceeded, QueryError, UnknownName
from kg_cn_ai.web.negotiation import choose
from kg_cn_ai.web.pages.view import either, language, page

STATUS: Final = ((UnknownName, 404), (QueryError, 400), (InputError, 400), (LimitExceeded, 503), (KgError, 500))
"""Status by kind of error, the first that fits."""


def failure(
    request: Request,
    status: int,
    what: str,
    *,
    hint: str | None = None,
    line: int | None = None,
    column: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """An answer that says what is wrong and what to do: ``{error, line, column, hint, docs}``; browsers get a page."""
    accept = request.headers.get("accept", "")
    if "text/html" in accept and choose(accept, ("application/json", "text/html")) == "text/html":
        return page(request, "failure.html.j2", status=status, headers=headers, code=status, what=what, hint=hint)
    docs = request.scope["state"]["site"].settings.base + "sparql/about"
    body = {"error": what, "line": line, "column": column, "hint": hint, "docs": docs}
    return JSONResponse(body, status_code=status, headers=headers)


async def _of_graph(request: Request, error: Exception) -> Response:
    assert isinstance(error, KgError)
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    what, hint = error.said(language(request))
    return failure(request, status, what, hint=hint)


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    return failure(request, error.status_code, str(error.detail), headers=headers)


async def _of_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [f"{'.'.join(str(part) for part in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors()]
    return failure(request, 422, "; ".join(found), hint="see /api/v1/openapi.json for what each address takes")


async def unexpected(request: Request, error: Exception) -> Response:
    """The answer to a request on which this service has failed; it says nothing of how."""
    english = ("something went wrong on this server", "try again; if it stays, report it with the address")
    what, hint = either(request, english, ("服务器出错了", "请再试一次；若一直如此，请连同地址一起报告"))
    return failure(request, 500, what, hint=hint)


HANDLERS: Final[dict[Any, Callable[[Request, Exception], Awaitable[Response]]]] = {
    KgError: _of_graph,
    HTTPException: _of_http,
    RequestValidationError: _of_request,
    Exception: unexpected,
}

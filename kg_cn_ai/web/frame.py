"""What holds for every request and every answer.

Every answer names the release and whom to credit, may be read by any other site (CORS without credentials), and tells
browsers to load nothing from elsewhere. What was answered before is sent again. A visitor who leaves is no fault of the
service, and files of the service's cache that somebody has deleted are made again for whoever asks for them next.
"""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_cn_ai.build import ATTRIBUTION, LICENSE
from kg_cn_ai.errors import KgError
from kg_cn_ai.web.conditional import held, not_modified
from kg_cn_ai.web.negotiation import is_among, joined, takes_gzip
from kg_cn_ai.web.pages.failures import failure
from kg_cn_ai.web.pages.view import either
from kg_cn_ai.web.protocol import sparql
from kg_cn_ai.web.release.site import Site, Sites

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
MAX_BODY: Final = 4 * 2**20
"""Bytes of the longest request body."""

_METHODS: Final = b"GET, HEAD, POST, OPTIONS"


class _Gone(Exception):
    """What was made of the release has been deleted, so the request has to be answered again."""


class Frame:
    """Gives each request its site, and each answer its headers; sends again what was answered before.

    Queries, of which there can be many in a second, go straight to ``queries``, past the layers of ``app``.
    """

    def __init__(self, app: ASGIApp, queries: ASGIApp, sites: Sites) -> None:
        self.app = app
        self.queries = queries
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = "GET" if scope["method"] == "HEAD" else scope["method"]  # the server leaves a body for HEAD out
        scope = {**scope, "method": method, "headers": joined(scope["headers"])}
        try:
            with self.sites.visit() as site:
                await self._answer(site, scope, receive, send)
        except ClientDisconnect:
            return
        except _Gone:
            await self._answer_again(site, scope, receive, send)

    async def _answer_again(self, gone: Site, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by a site that has what the one before had lost."""
        trouble: Exception | None = None
        try:
            await self.sites.renew(gone)
        except (KgError, OSError) as error:
            trouble = error
        with self.sites.visit() as site:
            if trouble is None:
                await self._answer(site, scope, receive, send, again=True)
                return
            request = Request(scope)
            english = (
                f"what this service had made of the release is gone, and cannot be made again: {trouble}",
                "Build the release again, and send the service SIGHUP.",
            )
            chinese = (
                f"本服务由发布版生成的文件已不存在，也无法重新生成：{trouble}",
                "请重新构建发布版，并向服务发送 SIGHUP。",
            )
            what, hint = either(request, english, chinese)
            told = failure(request, 503, what, hint=hint)
            await told(scope, receive, send)

    async def _answer(self, site: Site, scope: Scope, receive: Receive, send: Send, *, again: bool = False) -> None:
        key = site.answers.key(scope)
        if key is not None and (kept := site.answers.get(key)) is not None:
            if is_among(kept[2].decode("latin-1"), held(scope)):
                await send(not_modified(kept[0]))
                await send({"type": "http.response.body"})
                return
            await send(kept[0])
            await send(kept[1])
            return
        scope.setdefault("state", {})["site"] = site
        _choose_encoding(scope)
        start: Message | None = None
        begun = gone = False

        async def answer(message: Message) -> None:
            nonlocal start, begun, gone
            if gone:
                return
            if message["type"] == "http.response.start":
                if message["status"] == 500 and scope["method"] == "GET" and not again and site.is_gone():
                    gone = True
                    return
                if message["status"] == 405 and scope["method"] == "OPTIONS":
                    _allow(message)
                _complete(message, site)
                if 300 <= message["status"] < 400:
                    _lead_here(message, scope, site)
                start, begun = message, True
            elif start is not None:
                if key is not None and message["type"] == "http.response.body" and not message.get("more_body"):
                    site.answers.keep(key, start, message)
                if start["status"] == 204:
                    message = {**message, "body": b""}
                start = None
            await send(message)

        query = scope["path"] == sparql.PATH and scope["method"] in sparql.METHODS
        try:
            await (self.queries if query else self.app)(scope, _bounded(scope, receive), answer)
        except asyncio.CancelledError:  # only the server does that, when it is told to end
            if not begun:
                english = {"error": "the service is ending", "hint": "Ask again in a moment."}
                told = either(Request(scope), english, {"error": "服务正在结束", "hint": "请稍后再问。"})
                await JSONResponse(told, 503, {"retry-after": "5"})(scope, receive, answer)
        except Exception:
            if not gone:
                raise
        if gone:
            raise _Gone


def _lead_here(start: Message, scope: Scope, site: Site) -> None:
    """Have a redirection to this service say where below its base, whatever a visitor calls the service in Host.

    The router makes such ones, with the address that the request came to.
    """
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    for place, (name, value) in enumerate(start["headers"]):
        scheme, _, rest = value.partition(b"://")
        if name == b"location" and host and scheme in (b"http", b"https") and rest.startswith(host + b"/"):
            path = b"/" + rest[len(host) :].lstrip(b"/")
            start["headers"][place] = name, site.settings.root.encode("latin-1", "replace") + path


def _allow(start: Message) -> None:
    """Make of the refusal of OPTIONS the answer to it: which methods there are, for other sites too."""
    allowed = next((value for name, value in start["headers"] if name == b"allow"), _METHODS)
    start["status"] = 204
    start["headers"] = [
        (b"allow", b", ".join(sorted({*(name.strip() for name in allowed.split(b",")), b"HEAD", b"OPTIONS"}))),
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", b"86400"),
    ]


def _choose_encoding(scope: Scope) -> None:
    """Hide an Accept-Encoding that must not count: one that refuses gzip by name, or asks for a part of a file.

    The middleware looks for the word alone; and a part is a part of the file as it is.
    """
    encoding = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"").decode("latin-1")
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

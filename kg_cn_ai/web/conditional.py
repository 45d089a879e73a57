"""ETags: a visitor who has an answer already is told so, instead of being sent it again.

An answer that says no ETag of its own has one by its content, of the form that says "equal in meaning", since the same
answer may be sent compressed and as it is.
"""

import hashlib

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg_cn_ai.web.negotiation import is_among

_OF_CONTENT = (b"content-length", b"content-type", b"content-encoding", b"content-range", b"content-disposition")


def etag_of(body: bytes) -> str:
    """The ETag of an answer with this content."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def held(scope: Scope) -> str:
    """The ETags that a visitor says to have."""
    found: bytes = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    return found.decode("latin-1")


def not_modified(start: Message) -> Message:
    """The start of the answer that says that the visitor has it already."""
    headers = [header for header in start["headers"] if header[0] not in _OF_CONTENT]
    return {"type": "http.response.start", "status": 304, "headers": headers}


class Conditional:
    """An application whose answers to GET have ETags, and are not sent to those who have them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        ended = False

        async def answer(message: Message) -> None:
            nonlocal start, ended
            if ended:  # the rest of what the visitor has
                return
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                headers = MutableHeaders(raw=start["headers"])
                if "etag" not in headers and not message.get("more_body") and _stays(headers):
                    headers["etag"] = etag_of(message.get("body", b""))
                    start["headers"] = headers.raw
                if is_among(headers.get("etag", ""), held(scope)):
                    ended = True
                    await send(not_modified(start))
                    message = {"type": "http.response.body"}
                else:
                    await send(start)
                start = None
            await send(message)

        await self.app(scope, receive, answer)


def _stays(headers: MutableHeaders) -> bool:
    return "no-store" not in headers.get("cache-control", "")

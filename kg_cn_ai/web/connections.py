"""Connections: none is kept that says nothing, and those that do say something find room.

A client has a while to send the head of a request, a while for its body, and a while to take the answer; then its
connection is closed. Where there are as many connections as the system's descriptors allow, a new one takes the place
of the one that has been silent for the longest time.
"""

import asyncio
import json
import sys
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD: Final = 20.0
"""Seconds for a whole head, from the start of a connection or its first byte."""

BODY: Final = 60.0
_READ: Final = 60.0
"""Seconds in which a client takes nothing of an answer that waits for it."""

_LONGEST_ADDRESS: Final = 65_535
"""Bytes of an address that the parser of requests can hold."""

_MOST: Final = 900
_KEPT: Final = 128
"""Descriptors for everything but connections: query processes, files of the release, the index of names."""

_WISHED: Final = 4_096
"""Descriptors that the service asks the system for; it may get fewer."""


def most_connections() -> int:
    """How many connections may be open at a time; the limit of descriptors is raised first, where it may be."""
    if sys.platform == "win32":
        return _MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = _WISHED if hard == resource.RLIM_INFINITY else min(_WISHED, hard)
    if soft != resource.RLIM_INFINITY and soft < wished:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))
        soft = wished
    return _MOST if soft == resource.RLIM_INFINITY else max(16, min(_MOST, soft - _KEPT))


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with an end to what a client may have it wait for."""

    _timer: asyncio.TimerHandle | None = None
    _silent_since: float = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, in the place of another connection if need be."""
        super().connection_made(transport)
        self._silent_since = self.loop.time()
        self._wait(HEAD)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency - 1:
            silent = [other for other in self.connections if isinstance(other, Connection) and other._is_silent]
            silent = [other for other in silent if other is not self]
            if silent:
                min(silent, key=lambda other: other._silent_since)._abort()

    @property
    def _is_silent(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Take what a client sends."""
        if self._timer is None and self._is_silent:
            self._wait(HEAD)
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; one whose address is too long to be read hears what to do instead."""
        if len(self.url) <= _LONGEST_ADDRESS:
            super().send_400_response(msg)
            return
        # Its headers are not read, so neither is the reader's language.
        said = {
            "error": f"the address has {len(self.url):,} bytes, and at most {_LONGEST_ADDRESS:,} are read "
            f"/ 地址有 {len(self.url):,} 字节，最多只读 {_LONGEST_ADDRESS:,} 字节",
            "hint": "Send the query by POST, in a form or as application/sparql-query. "
            "/ 请用 POST 发送查询，放在表单中或作为 application/sparql-query。",
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        head = f"HTTP/1.1 414 URI Too Long\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(f"{head}access-control-allow-origin: *\r\nconnection: close\r\n\r\n".encode() + body)
        self.transport.close()

    def on_headers_complete(self) -> None:
        """Begin to wait for the body."""
        self._wait(BODY)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Have the whole request."""
        self._wait(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Be silent again."""
        self._silent_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for the client to take what it is sent."""
        self._wait(_READ)
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on sending."""
        self._wait(None)
        super().resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(error)
        self._wait(None)

    def _wait(self, seconds: float | None) -> None:
        """End the connection in so many seconds; None for no such end."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._abort) if seconds is not None else None

    def _abort(self, *_: Any) -> None:
        self._wait(None)
        if not self.transport.is_closing():
            self.transport.abort()

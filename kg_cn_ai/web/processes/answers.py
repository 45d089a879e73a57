"""Answers that were given already.

A release never changes, so the same request has the same answer as long as that release is served: the first answer is
kept and sent again. Kept are whole answers to GET with status 200, up to a total size; those not asked for the longest
time go first. A query with another answer each time (NOW, RAND, another endpoint) says ``no-store`` and is not kept.
"""

from collections import OrderedDict
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Message, Scope

_TOTAL: Final = 64 * 2**20
_LARGEST: Final = 2**20
_ENTRY: Final = 2_000
"""Bytes that an entry takes besides its key and its body, about."""

Key = tuple[str, bytes, bytes, bytes, bytes]
Kept = tuple[Message, Message, bytes]
"""The two messages of an answer, and its ETag."""


class Answers:
    """The answers of one site; not for threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0

    @staticmethod
    def key(scope: Scope) -> Key | None:
        """What tells one request from another; None for one whose answer is not kept."""
        if scope["method"] != "GET":
            return None
        accept = language = encoding = b""
        for name, value in scope["headers"]:
            if name == b"accept":
                accept = value
            elif name == b"accept-language":
                language = value
            elif name == b"accept-encoding":
                encoding = value
            elif name == b"range":
                return None
        return scope["path"], scope["query_string"], accept, language, encoding

    def get(self, key: Key) -> Kept | None:
        """The answer kept under a key."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def keep(self, key: Key, start: Message, body: Message) -> None:
        """Keep an answer, if it is one to be kept."""
        headers = Headers(raw=start["headers"])
        small = len(body.get("body", b"")) <= _LARGEST
        if start["status"] != 200 or not small or "no-store" in headers.get("cache-control", "") or key in self._kept:
            return
        etag = headers.get("etag", "").encode("latin-1")
        self._kept[key] = (start, body, etag)
        self._size += self._weight(key, body)
        while self._size > _TOTAL:
            old, (_, gone, _) = self._kept.popitem(last=False)
            self._size -= self._weight(old, gone)

    @staticmethod
    def _weight(key: Key, body: Message) -> int:
        return len(body.get("body", b"")) + sum(len(part) for part in key) + _ENTRY

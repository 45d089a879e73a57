"""Which queries are long: those that were so before.

What a query will take cannot be told from its text. So each begins among the short ones and shows itself; but one that
was long a while ago need not show it again. Two queries that differ in spaces, comments and numbers alone have the same
shape and are taken for the same. Whoever sends one long query after another, each of a new shape, is believed no more
for a while: what is not known to be short is then long.
"""

import re
import time
from collections import OrderedDict, deque
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_REMEMBERED: Final = 120.0
"""Seconds for which a shape is long."""

_MOST: Final = 2_000
"""Shapes that are remembered, and clients."""

_STRIKES: Final = 6
_FORGIVEN: Final = 15.0
"""A client that had so many new long queries within so many seconds is believed no more."""

_LOOSE: Final = re.compile(r"""(<[^<>\s]*>|"[^"\n]*"|'[^'\n]*')|\#[^\n]*|(?<![\w:.-])\d+(?!\w)|\s+""")


def shape(query: str) -> str:
    """What a query has in common with those that differ in spaces, comments and numbers alone."""
    return _LOOSE.sub(lambda found: found[1] or "", query)


class Shapes:
    """What is known of shapes and clients."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._long: OrderedDict[str, float] = OrderedDict()
        self._short: OrderedDict[str, None] = OrderedDict()
        self._strikes: OrderedDict[str, deque[float]] = OrderedDict()

    def is_long(self, shape: str, client: str) -> bool:
        """Whether a client's query is to be taken for a long one."""
        if not (self._long or self._strikes):
            return False
        now = time.monotonic()
        if self._long.get(shape, 0.0) > now:
            return True
        strikes = self._strikes.get(client) or deque()
        return len(strikes) == _STRIKES and now - strikes[0] < _FORGIVEN and shape not in self._short

    def was_long(self, shape: str, client: str) -> None:
        """Remember that a query, taken for a short one, was long."""
        now = time.monotonic()
        _remember(self._long, shape, now + _REMEMBERED)
        self._short.pop(shape, None)
        strikes = self._strikes.get(client) or deque(maxlen=_STRIKES)
        strikes.append(now)
        _remember(self._strikes, client, strikes)

    def was_short(self, shape: str) -> None:
        """Remember that a query was short."""
        if self._long.pop(shape, None) is None and shape in self._short:
            self._short.move_to_end(shape)
            return
        _remember(self._short, shape, None)


def _remember(known: OrderedDict[K, V], key: K, value: V) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > _MOST:
        known.popitem(last=False)

"""Content negotiation: which of the offers a request's Accept header wants most (RFC 9110, section 12.5).

A list may be spread over several header lines, which say the same as one line with commas (section 5.3): :func:`joined`
makes them one, so that nobody else has to know.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

_LISTS: Final = frozenset(
    (b"accept", b"accept-charset", b"accept-encoding", b"accept-language", b"access-control-request-headers",
     b"cache-control", b"if-match", b"if-none-match", b"x-forwarded-for")
)  # fmt: skip
"""Request headers that are lists."""


def joined(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request with the lines of each list made one, at the place of the first."""
    found: list[tuple[bytes, bytes]] = []
    places: dict[bytes, int] = {}
    for name, value in headers:
        if name in places:
            place = places[name]
            found[place] = name, found[place][1] + b", " + value
            continue
        if name in _LISTS:
            places[name] = len(found)
        found.append((name, value))
    return found


class _Range(NamedTuple):
    name: str
    quality: float


def _ranges(header: str) -> list[_Range]:
    """The ranges of a header in its order; one that cannot be read is passed over."""
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        try:
            for parameter in parameters:
                key, _, value = parameter.partition("=")
                if key.strip() == "q":
                    quality = min(max(float(value), 0.0), 1.0)
        except ValueError:
            continue
        if name and quality == quality:
            found.append(_Range(name, quality))
    return found


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type of ``offers`` that an Accept header wants most; of equals the one offered first.

    Without a header the first offer; None where none is acceptable. The most specific range decides for an offer:
    ``text/html`` before ``text/*`` before ``*/*``.
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offers[0] if offers else None
    best: tuple[float, str | None] = (0.0, None)
    for offer in offers:
        quality = _quality(offer.partition(";")[0].strip().lower(), ranges)
        if quality > best[0]:
            best = quality, offer
    return best[1]


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        fitting = [r.quality for r in ranges if r.name == name or (r.name == "*" and name == "*/*")]
        if fitting:
            return max(fitting)
    return 0.0


def preferred(accept_language: str, languages: Sequence[str]) -> str | None:
    """The language that a browser prefers: the first subtag of its best range that is one of ``languages``."""
    best: tuple[float, str | None] = (0.0, None)
    for name, quality in _ranges(accept_language):
        language = name.partition("-")[0]
        if language in languages and quality > best[0]:
            best = quality, language
    return best[1]


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes a compressed answer."""
    return any(name in ("gzip", "*") and quality > 0 for name, quality in _ranges(accept_encoding))


def compressed(app: ASGIApp) -> ASGIApp:
    """An application whose answers are compressed for clients that take that, where they are long enough."""
    return GZipMiddleware(app, minimum_size=1_000, compresslevel=4)


def is_among(etag: str, if_none_match: str) -> bool:
    """Whether a visitor has the answer with this ETag already, by the weak comparison (RFC 9110, section 13.1.2)."""
    held = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return bool(etag) and (etag.removeprefix("W/") in held or "*" in held)

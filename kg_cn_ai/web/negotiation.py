"""Content negotiation: which of the offers a request's Accept header wants most (RFC 9110, section 12.5)."""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp


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

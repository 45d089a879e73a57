"""The place of evidence in its document, as a person reads it: in words of two languages, and in reading order."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

__all__ = ["in_words", "natural", "page_in_words", "reading_order"]

_PLACES: Final = {
    "char": ("character", "characters", "第 {} 个字符", "字符 {}"),
    "row": ("row", "rows", "第 {} 行", "第 {} 行"),
    "line": ("line", "lines", "第 {} 行", "第 {} 行"),
    "page": ("page", "pages", "第 {} 页", "第 {} 页"),
}


def in_words(fragment: str) -> tuple[str, str]:
    """A fragment in words, English and Chinese; one that is not known stands as it is."""
    if not fragment:
        return "the whole document", "全文"
    if fragment.startswith("/"):
        pointer = unquote(fragment)
        return f"entry {pointer}", f"条目 {pointer}"
    match = re.fullmatch(r"(char|row|line|page)=(\d+)(?:[,-](\d+))?", fragment)
    if match is None:
        return unquote(fragment), unquote(fragment)
    one, many, one_zh, many_zh = _PLACES[match[1]]
    if match[3] is None:
        number = f"{int(match[2]):,}"
        return f"{one} {number}", one_zh.format(number)
    numbers = f"{int(match[2]):,}–{int(match[3]):,}"
    return f"{many} {numbers}", many_zh.format(numbers)


def page_in_words(url: str, kind: str, publisher: str, publisher_zh: str) -> tuple[str, str]:
    """Who wrote a page, English and Chinese; a copy says so, and one that names no origin goes by its host.

    ``kind`` is the local name of the kind of host, empty where nobody has decided.
    """
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    if not publisher:
        return f"{host}, origin not named", f"{host}（未注明来源）"
    if kind in ("mirror", "aggregator", ""):
        return f"{publisher}, read in a copy", f"{publisher_zh}（转载页）"
    return publisher, publisher_zh


def reading_order(span: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """A sort key that puts the places of a document in the order in which it is read."""
    document, _, fragment = span.partition("#")
    return document, natural(fragment)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that counts numbers as numbers."""
    parts = re.findall(r"\d{1,30}|\D+|\d+", text.casefold())
    return tuple((0, int(p), "") if p.isdecimal() and len(p) <= 30 else (1, 0, p) for p in parts)

"""What templates call: labels, links, dates and licences in words, and how much of a long list is shown."""

from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request

from kg_cn_ai.cards.facts import FACT_STATUSES, RecordView, Value
from kg_cn_ai.namespaces import SOURCE, curie
from kg_cn_ai.pages.data import config
from kg_cn_ai.web.pages import article
from kg_cn_ai.web.pages.view import address, language, text
from kg_cn_ai.web.release.knowledge import knowledge

FORMS: Final = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "json": "application/json",
    "csv": "text/csv",
}
"""Suffix to media type, the one preferred where all are welcome first."""

_SAFE: Final = "!$&'()*+,;=:@/?-._~"
"""What a fragment may have unescaped (RFC 3986)."""

_FOLDED: Final = 60
"""Items behind one fold; the page of everything has no such limit."""


def tools(request: Request) -> dict[str, Any]:
    """What the templates of facts and records call."""
    known, lang = knowledge(request), language(request)
    most = None if "all" in request.query_params else _FOLDED

    def type_name(view: RecordView) -> str:
        classes = known.kinds(view.iri)
        return known.name(classes[0], lang) if classes else ""

    def parts(view: RecordView) -> list[tuple[str, tuple[Value, ...]]]:
        named = article.parts(view)
        return [(known.chinese.get(label, label), values) for label, values in named] if lang == "zh" else named

    return {
        "curie": curie,
        "name": known.name,
        "document": known.document,
        "folded": lambda items, shown: article.folded(items, shown, most),
        "everything": _everything(request),
        "grouped": article.grouped,
        "words": config(),
        "licence_name": licence_name,
        "is_fact": lambda status: status in FACT_STATUSES,
        "fact_of": known.fact,
        "against": known.against,
        "href_place": lambda document, fragment: _place(request, document, fragment),
        "type_name": type_name,
        "parts": parts,
        "forms": FORMS,
        "when": lambda date: date_text(date, lang),
    }


def date_text(date: str, lang: str) -> str:
    """An EDTF date for people: intervals in words, everything else as it is."""
    start, slash, end = date.partition("/")
    if not slash:
        return date
    if start in ("", ".."):
        return text(lang, "thing-until", date=end)
    if end in ("", ".."):
        return text(lang, "thing-since", date=start)
    return text(lang, "thing-between", a=start, b=end)


def licence_name(iri: str) -> str:
    """The usual short name of a licence, else its address."""
    parts = iri.removesuffix("/").split("/")
    if "creativecommons.org" in iri and len(parts) >= 6:
        name = {"zero": "CC0", "mark": "Public Domain Mark"}.get(parts[4], f"CC {parts[4].upper()}")
        return f"{name} {parts[5]}"
    return {"LICENSE-2.0": "Apache 2.0", "MIT": "MIT"}.get(parts[-1], iri)


def number_of(text: str | None, last: int) -> int:
    """A page number between 1 and the last; 1 for what is no number."""
    return min(max(int(text), 1), last) if text and text.isdecimal() and len(text) < 9 else 1


def _everything(request: Request) -> str:
    """The address of this page with nothing left out."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "all"]
    return "?" + urlencode([*asked, ("all", "1")])


def _place(request: Request, document: str, fragment: str) -> str:
    """A link to a place in a document: the page that has it, at its anchor."""
    path = f"/source/{document.removeprefix(SOURCE)}.html"
    if not fragment:
        return address(request, path)
    return f"{address(request, path, at=fragment)}#{quote(fragment, safe=_SAFE)}"

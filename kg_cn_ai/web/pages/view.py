"""HTML pages: templates, the texts of the service in two languages, and the addresses that pages link to.

A page is asked for in English or Chinese with ``?lang=en`` or ``?lang=zh``; without it the browser's languages decide,
English where it has no wish. Everything that a template prints is escaped, and characters that could rewrite the page's
reading (control characters, overrides of the writing direction) are spelt out.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kg_cn_ai.build import ATTRIBUTION, LICENSE
from kg_cn_ai.pages.theme import system_theme
from kg_cn_ai.query.rows import visible
from kg_cn_ai.web.negotiation import preferred
from kg_cn_ai.web.release.site import site_of

T = TypeVar("T")

LANGUAGES: Final = ("en", "zh")
THEME: Final = "theme.css"
"""Name under ``static`` of the style sheet that is made of the theme of all pages."""
_BREAKS: Final = re.compile(r"([\t\n\r]+)")


def language(request: Request) -> str:
    """``en`` or ``zh``: what the address says, else what the browser prefers."""
    wish = request.query_params.get("lang")
    if wish in LANGUAGES:
        return str(wish)
    return preferred(request.headers.get("accept-language", ""), LANGUAGES) or "en"


def either(request: Request, english: T, chinese: T) -> T:
    """What is said in the language of a request."""
    return chinese if language(request) == "zh" else english


def address(request: Request, path: str, /, **query: str | Iterable[str] | None) -> str:
    """A link to a page of the service: under its root, and in the language that the address of this page asks for.

    ``path`` begins with a slash; values of ``query`` that are None are left out.
    """
    wish = request.query_params.get("lang")
    kept = {name: value for name, value in query.items() if value is not None}
    if wish in LANGUAGES:
        kept.setdefault("lang", wish)
    line = f"?{urlencode(kept, doseq=True)}" if kept else ""
    return site_of(request).settings.root + quote(path, safe="/:@!$&'()*+,;=~%-._") + line


def page(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page from a template of ``web/templates``, which extends ``base.html.j2``; ``context`` is what it prints."""
    site, lang = site_of(request), language(request)
    html = _environment().get_template(template).render(
        **context,
        lang=lang,
        site=site,
        release=site.release,
        attribution=ATTRIBUTION,
        licence=LICENSE,
        here=request.scope["path"],
        wish=request.query_params.get("lang") if request.query_params.get("lang") in LANGUAGES else None,
        t=lambda key, **values: text(lang, key, **values),
        pick=lambda en, zh: (zh or en) if lang == "zh" else (en or zh),
        href=lambda path, **query: address(request, path, **query),
        link=site.path,
        other=_other_language(request, lang),
        static=lambda name: f"{site.settings.root}/static/{name}?{_version(name)}",
    )  # fmt: skip
    own = {"content-language": "zh-Hans" if lang == "zh" else "en", "vary": "Accept, Accept-Language"}
    return HTMLResponse(html, status, {**own, **(headers or {})})


def text(lang: str, key: str, /, **values: Any) -> str:
    """A text of the service in a language, with its ``{places}`` filled.

    Raises:
        KeyError: There is no such text.
    """
    return _texts()[key][LANGUAGES.index(lang)].format(**values)


def word(lang: str, prefix: str, name: str) -> str:
    """The service's word for a name of the data, such as a question's tag; the name itself where there is none."""
    found = _texts().get(f"{prefix}-{name}")
    return found[LANGUAGES.index(lang)] if found else name


def _other_language(request: Request, lang: str) -> str:
    other = "en" if lang == "zh" else "zh"
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return "?" + urlencode([*asked, ("lang", other)])


def _printed(value: Any) -> Any:
    if hasattr(value, "__html__") or not isinstance(value, str) or value.isprintable():
        return value
    return "".join(part if index % 2 else visible(part) for index, part in enumerate(_BREAKS.split(value)))


@cache
def _folder() -> Path:
    return Path(str(files("kg_cn_ai.web"))) / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
        auto_reload=False,
    )


@cache
def _texts() -> dict[str, list[str]]:
    """The texts of every ``text-*.json``: key to English and Chinese."""
    found: dict[str, list[str]] = {}
    for path in sorted(_folder().glob("text-*.json")):
        more: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
        assert not found.keys() & more.keys(), f"{path.name} has texts that another file has"
        found |= more
    return found


@cache
def _version(name: str) -> str:
    """What makes the address of a changed file a new one."""
    import hashlib

    path = _folder().with_name("static") / name
    found = system_theme().encode() if name == THEME else path.read_bytes() if path.is_file() else b""
    return hashlib.sha256(found).hexdigest()[:8] if found else ""

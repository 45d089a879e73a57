"""The page on which people write queries, with the named questions beside it.

It is a plain form that works without scripts: the query, its answer as a table or what is wrong with it. Where the
files of the editor are installed (``static/editor``, made by ``./run assets``), a script puts it in the form's place.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg_cn_ai.cards.vocabulary import vocabulary
from kg_cn_ai.errors import QueryError
from kg_cn_ai.namespaces import BASE, PREFIXES, curie
from kg_cn_ai.query.notes import Note
from kg_cn_ai.query.questions import ANY, Question
from kg_cn_ai.web.media import GRAPHS, TABLES
from kg_cn_ai.web.negotiation import choose
from kg_cn_ai.web.pages.snippets import snippets
from kg_cn_ai.web.pages.view import address, either, language, page, word
from kg_cn_ai.web.release.site import Site, site_of

if TYPE_CHECKING:
    from kg_cn_ai.web.protocol.sparql_request import Asked

router = APIRouter(include_in_schema=False)

ROWS: Final = 1_000
"""Rows of an answer that the page shows."""

FIRST: Final = """\
# Which organizations are partners, since when, and how sure is that?
SELECT ?a ?b ?date ?grade {
  ?statement rdf:subject/rdfs:label ?a ; rdf:predicate cnai:partnersWith ; rdf:object/rdfs:label ?b ;
    cnai:confidence ?grade .
  FILTER(LANG(?a) = "en" && LANG(?b) = "en")
  OPTIONAL { ?statement prov:wasDerivedFrom/cnai:date ?date }
} ORDER BY ?a ?b LIMIT 100
"""
FIRST_ZH: Final = FIRST.replace(
    "Which organizations are partners, since when, and how sure is that?",
    "哪些机构互为合作伙伴，始于何时，证据有多可靠？",
).replace('"en"', '"zh-hans"')
_STYLES: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""The editor sets styles of its own making."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an answer: its text, where it leads, and a mark (language or datatype)."""

    text: str
    href: str = ""
    mark: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the page shows it; ``rows`` are the first of ``total``."""

    kind: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    total: int = 0
    boolean: bool = False


def wanted(request: Request) -> bool:
    """Whether a request without a query is one for the page: from a browser, and not for RDF."""
    accept = request.headers.get("accept", "")
    return choose(accept, ("text/turtle", "text/html")) == "text/html"


async def editor(
    request: Request,
    asked: "Asked | None" = None,
    *,
    kind: str = "",
    body: bytes = b"",
    notes: Sequence[Note] = (),
    problem: QueryError | None = None,
    status: int = 200,
    stays: bool = True,
) -> Response:
    """The page, empty or with the answer to a query, or with what is wrong with it.

    ``stays`` says whether the answer is the same whenever it is asked for.
    """
    made = await asyncio.to_thread(_editor, request, asked, kind, body, notes, problem, status)
    if not stays:
        made.headers["cache-control"] = "no-store"
    return made


def _editor(
    request: Request,
    asked: "Asked | None",
    kind: str,
    body: bytes,
    notes: Sequence[Note],
    problem: QueryError | None,
    status: int,
) -> Response:
    site = site_of(request)
    query = asked.text if asked else either(request, FIRST, FIRST_ZH)
    endpoint = f"{site.settings.base}sparql"
    return page(
        request,
        "editor.html.j2",
        status=status,
        headers={"content-security-policy": _STYLES, "cache-control": "no-cache"},
        query=query,
        endpoint=endpoint,
        namespace=BASE,
        asked=asked is not None,
        answer=_answer(site, kind, body) if kind else None,
        drawn=kind == "triples" or (kind == "solutions" and b"#defaultView:Graph" in query.encode()),
        wants_drawing="#defaultView:Graph" in query.replace(" ", ""),
        notes=notes,
        problem=problem,
        tables=TABLES,
        graphs=GRAPHS,
        questions=_by_tag(site, language(request)),
        columns=_columns,
        snippets=snippets(endpoint, query),
        any=ANY,
        rich=site.settings.editor and installed(),
        limits=site.settings.limits,
    )


@cache
def installed() -> bool:
    """Whether the editor's files are there: ``./run assets`` brings them."""
    folder = Path(__file__).parent.parent / "static" / "editor"
    return all((folder / name).is_file() for name in ("yasgui.min.js", "yasgui.min.css"))


def _by_tag(site: Site, lang: str) -> dict[str, list[Question]]:
    """The questions under their first tag, in the order of the tags' names."""
    found: dict[str, list[Question]] = {}
    for question in site.kg.questions.values():
        found.setdefault(question.tags[0] if question.tags else "", []).append(question)
    return {word(lang, "tag", tag): found[tag] for tag in sorted(found)}


def _columns(question: Question) -> list[str]:
    """What an answer to a question has: the names in its SELECT."""
    chosen = re.search(r"\bSELECT\b(.*?)(?:\bWHERE\b|\{)", re.sub(r"#.*", "", question.text), re.DOTALL | re.IGNORECASE)
    names = re.sub(
        r"\([^()]*(?:\([^()]*\)[^()]*)*\bAS\s+([?$]\w+)\s*\)", r"\1", chosen[1] if chosen else "", flags=re.IGNORECASE
    )
    return [
        re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() for name in dict.fromkeys(re.findall(r"[?$](\w+)", names))
    ]


def _answer(site: Site, kind: str, body: bytes) -> Answer:
    if kind == "triples":
        import pyoxigraph as ox

        triples = [q.triple for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
        rows = [[_of_term(site, term) for term in triple] for triple in triples[:ROWS]]
        return Answer(kind, ("subject", "predicate", "object"), rows, len(triples))
    data = json.loads(body)
    if kind == "boolean":
        return Answer(kind, boolean=bool(data["boolean"]), total=1)
    columns, bindings = data["head"]["vars"], data["results"]["bindings"]
    shown = [[_of_binding(site, row.get(name)) for name in columns] for row in bindings[:ROWS]]
    return Answer(kind, columns, shown, len(bindings))


def _of_term(site: Site, term: Any) -> Cell:
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return _link(site, term.value)
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.language or "", term.datatype.value)
    return Cell(str(term))


def _of_binding(site: Site, binding: dict[str, Any] | None) -> Cell:
    if binding is None:
        return Cell("")
    if binding["type"] == "uri":
        return _link(site, binding["value"])
    if binding["type"] in ("literal", "typed-literal"):
        return _literal(binding["value"], binding.get("xml:lang", ""), binding.get("datatype", ""))
    if binding["type"] == "bnode":
        return Cell(f"_:{binding['value']}")
    return Cell(json.dumps(binding["value"], ensure_ascii=False))


def _link(site: Site, iri: str) -> Cell:
    name = curie(iri)
    return Cell(iri if name.startswith("<") else name, site.path(iri), title=iri)


def _literal(text: str, language: str, datatype: str) -> Cell:
    plain = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "")
    return Cell(text, mark=language or ("" if datatype in plain else curie(datatype)))


def question(request: Request) -> Response:
    """A named question as SPARQL, its parameters as the address says; browsers are led to the editor with it."""
    site = site_of(request)
    name = request.path_params["name"]
    site.kg.question_text(name)  # an unknown question is the first thing to hear of
    given = {key: request.query_params.getlist(key) for key in site.kg.questions[name].params}
    filled = {key: values for key, found in given.items() if (values := [value for value in found if value.strip()])}
    text = site.kg.question_text(name, **filled)
    if choose(request.headers.get("accept"), ("application/sparql-query", "text/html")) == "text/html":
        return RedirectResponse(address(request, "/sparql", query=text), 303, {"vary": "Accept"})
    return Response(text, media_type="application/sparql-query", headers={"vary": "Accept"})


def words(request: Request) -> Response:
    """What the editor completes: prefixes, classes and properties with their labels."""
    site = site_of(request)

    def make() -> bytes:
        found = vocabulary(site.kg.store)
        terms = [
            {"iri": t.iri, "name": curie(t.iri), "kind": "class" if t.kind == "class" else "property",
             "en": t.label.en, "zh": t.label.zh, "uses": t.uses}
            for t in (*found.classes.values(), *found.properties.values())
        ]  # fmt: skip
        terms += [
            {"iri": iri, "name": curie(iri), "kind": "class" if is_class else "property", "en": "", "zh": "", "uses": n}
            for iri, is_class, n in found.borrowed
        ]
        terms += [
            {"iri": c.iri, "name": curie(c.iri), "kind": "concept", "en": c.label.en, "zh": c.label.zh, "uses": c.uses}
            for scheme in found.schemes
            for c in scheme.concepts
        ]
        return json.dumps({"prefixes": PREFIXES, "terms": terms}, ensure_ascii=False).encode()

    return Response(site.kept("words", make), media_type="application/json")


async def programs(request: Request) -> Response:
    """A query as curl, Python and R, for the editor's buttons."""
    query = (await request.body()).decode("utf-8", "replace")[: site_of(request).settings.limits.text]
    return JSONResponse(snippets(f"{site_of(request).settings.base}sparql", query))


def about(request: Request) -> Response:
    """How to ask this endpoint: limits, formats, prefixes."""
    site = site_of(request)
    return page(
        request, "endpoint.html.j2",
        limits=site.settings.limits, tables=TABLES, graphs=GRAPHS, prefixes=sorted(PREFIXES.items()),
        endpoint=f"{site.settings.base}sparql",
    )  # fmt: skip


router.add_route("/question/{name}", question, methods=["GET"])
router.add_route("/sparql/words", words, methods=["GET"])
router.add_route("/sparql/programs", programs, methods=["POST"])
router.add_route("/sparql/about", about, methods=["GET"])

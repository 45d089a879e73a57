"""The Reconciliation Service API, version 0.2, for OpenRefine and others: manifest, queries, suggest, extend, preview.

Identifiers are what follows the identifier space in an IRI: ``org/baidu``. Types and properties are local names of the
ontology. Besides its own properties a thing can be extended by its labels and its IRI.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from kg_cn_ai.cards.vocabulary import Term
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import CNAI, ID, THING_TYPES, kind_of, local_name
from kg_cn_ai.search.reconcile import Candidate, Query
from kg_cn_ai.web.pages.failures import failure
from kg_cn_ai.web.pages.phrases import tools
from kg_cn_ai.web.pages.view import page
from kg_cn_ai.web.protocol.extension import NAMES, extension
from kg_cn_ai.web.release.knowledge import card_of, knowledge
from kg_cn_ai.web.release.site import site_of

router = APIRouter(include_in_schema=False, prefix="/reconcile")

MOST_QUERIES: Final = 200
"""Queries in one batch."""

_MOST_CANDIDATES: Final = 50


@router.api_route("", methods=["GET", "POST"])
async def service(request: Request) -> Response:
    """The manifest; or the answer to ``queries`` or ``extend``, given in the address or as a form."""
    given = dict(request.query_params)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("", "application/x-www-form-urlencoded"):
            hint = "Send application/x-www-form-urlencoded with the field queries or extend."
            return failure(request, 415, f"{kind} is not understood", hint=hint)
        given |= dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    return await run_in_threadpool(_answer, request, given)


def _answer(request: Request, given: Mapping[str, Any]) -> Response:
    if "queries" in given:
        return JSONResponse(_batch(request, _object(given["queries"], "queries")))
    if "query" in given:  # one query, as the first version had it
        text = str(given["query"])
        query = _object(text, "query") if text.lstrip().startswith("{") else {"query": text}
        return JSONResponse(_batch(request, {"q0": query})["q0"])
    if "extend" in given:
        return JSONResponse(extension(request, _object(given["extend"], "extend")))
    return JSONResponse(manifest(request))


def manifest(request: Request) -> dict[str, Any]:
    """What the service can do."""
    base = site_of(request).settings.base
    here = {"service_url": base.rstrip("/"), "service_path": ""}
    return {
        "versions": ["0.2"],
        "name": "kg-cn-ai: China's AI ecosystem 中国人工智能生态知识图谱",
        "identifierSpace": ID,
        "schemaSpace": CNAI,
        "documentation": f"{base}api/docs",
        "serviceVersion": site_of(request).release[:12],
        "logo": f"{base}static/icon.svg",
        "defaultTypes": [
            {"id": name, "name": knowledge(request).name(CNAI + name)}
            for name in ("Organization", "Company", "AIModel", "Product", "Policy", "Place", "Person")
            if name in site_of(request).kg.index.types
        ],
        "view": {"url": f"{base}id/{{{{id}}}}"},
        "preview": {"url": f"{base}reconcile/preview/{{{{id}}}}", "width": 420, "height": 240},
        "suggest": {
            name: {**here, "service_path": f"/reconcile/suggest/{name}"} for name in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {**here, "service_path": "/reconcile/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "Most values for each thing; 0 for all",
                }
            ],
        },
        "batchSize": 50,
    }


def _object(text: Any, name: str) -> dict[str, Any]:
    try:
        value = json.loads(str(text))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no JSON: {error}", hint="See the manifest at /reconcile.") from error
    if not isinstance(value, dict):
        raise InputError(f"{name} is no JSON object", hint='For example {"q0": {"query": "百度"}}.')
    return value


def _batch(request: Request, queries: Mapping[str, Any]) -> dict[str, Any]:
    if len(queries) > MOST_QUERIES:
        raise InputError(f"{len(queries)} queries are too many at once", hint=f"Send at most {MOST_QUERIES}.")
    reconciler = site_of(request).kg.reconciler
    return {
        key: {"result": [_candidate(found) for found in reconciler.candidates(_query(key, given))]}
        for key, given in queries.items()
    }


def _query(key: str, given: Any) -> Query:
    if not isinstance(given, dict):
        raise InputError(f"query {key!r} is no JSON object", hint='For example {"query": "百度"}.')
    text, types, limit = given.get("query", ""), given.get("type", ()), given.get("limit", 5)
    strict, properties = given.get("type_strict", "any"), given.get("properties", [])
    types = (types,) if isinstance(types, str) else types
    types = [t.get("id") if isinstance(t, dict) else t for t in types] if isinstance(types, list | tuple) else [None]
    sound = (
        isinstance(text, str)
        and all(isinstance(name, str) for name in types)
        and isinstance(limit, int | float)
        and limit == limit
        and strict in ("any", "should", "all")
        and isinstance(properties, list)
        and all(isinstance(p, dict) and isinstance(p.get("pid"), str) and "v" in p for p in properties)
    )
    if not sound:
        raise InputError(
            f"query {key!r} is not as the protocol has it",
            hint='{"query": text, "type": name(s), "limit": number, "properties": [{"pid": name, "v": value(s)}]}',
        )
    return Query(
        text=text,
        types=tuple(local_name(str(name)).rsplit(":", 1)[-1] for name in types if name),
        properties={local_name(p["pid"]).rsplit(":", 1)[-1]: _wanted(p["v"]) for p in properties},
        limit=int(min(max(limit, 0), _MOST_CANDIDATES)),
        strict=strict,
    )


def _wanted(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(
        str(v.get("id") or v.get("name") or "") if isinstance(v, dict) else v if isinstance(v, str) else json.dumps(v)
        for v in values
    )


def _candidate(found: Candidate) -> dict[str, Any]:
    return {
        "id": found.iri.removeprefix(ID),
        "name": found.name,
        "description": _description(found.name_zh, found.matched, found.name),
        "type": [{"id": found.type, "name": found.type_label}],
        "score": found.score,
        "features": [
            {"id": "name", "value": found.name_score},
            *({"id": name, "value": said} for name, said in found.agrees.items() if said is not None),
        ],
        "match": found.match,
    }


def _description(*names: str) -> str:
    *others, name = names
    return ", ".join(dict.fromkeys(text for text in others if text and text != name))


@router.get("/suggest/entity")
def suggest_entity(request: Request, prefix: str = "", cursor: int = 0) -> Response:
    """Things whose names begin so."""
    found = site_of(request).kg.index.search(prefix, min(max(cursor, 0), 1_000) + 20)
    things = [match for match in found if kind_of(match.iri) in THING_TYPES][min(max(cursor, 0), 1_000) :]
    return JSONResponse(
        {
            "result": [
                {
                    "id": m.iri.removeprefix(ID),
                    "name": m.label,
                    "description": _description(m.label_zh, m.matched, m.label) or m.type_label,
                    "notable": [{"id": m.type, "name": m.type_label}],
                }
                for m in things
            ]
        }
    )


@router.get("/suggest/type")
def suggest_type(request: Request, prefix: str = "") -> Response:
    """Classes that things are of, by the beginning of a word of their labels."""
    known = knowledge(request)
    used = site_of(request).kg.index.types
    terms = [term for term in known.vocabulary.classes.values() if local_name(term.iri) in used]
    return JSONResponse({"result": _fitting(prefix, terms)})


@router.get("/suggest/property")
def suggest_property(request: Request, prefix: str = "") -> Response:
    """Properties, by the beginning of a word of their labels."""
    terms = [term for term in knowledge(request).vocabulary.properties.values() if term.uses]
    return JSONResponse({"result": _fitting(prefix, terms)})


def _fitting(prefix: str, terms: list[Term]) -> list[dict[str, str]]:
    wanted = normalise(prefix)
    found = []
    for term in terms:
        name = local_name(term.iri)
        spelt = (normalise(name), normalise(term.label.en), normalise(term.label.zh))
        if any(text.startswith(wanted) or f" {wanted}" in text for text in spelt if text):
            found.append({"id": name, "name": term.label.en or name, "description": term.definition.en})
    return sorted(found, key=lambda term: (term["name"].casefold(), term["id"]))[:20]


@router.get("/properties")
def propose(request: Request, type: str = "", limit: int = 50) -> Response:
    """Properties with which things of a type can be extended, those that its things have most often first."""
    known = knowledge(request)
    name = local_name(type).rsplit(":", 1)[-1]
    used: dict[str, int] = {}
    for iri in known.all_of(name) if name in site_of(request).kg.index.types else []:
        for predicate in known.predicates(iri):
            if predicate.startswith(CNAI) and predicate in known.vocabulary.properties:
                used[predicate] = used.get(predicate, 0) + 1
    if not used:
        used = {iri: term.uses for iri, term in known.vocabulary.properties.items() if term.uses}
    ranked = sorted(used, key=lambda iri: (-used[iri], iri))[: min(max(limit, 1), 200)]
    properties = [{"id": local_name(iri), "name": known.name(iri)} for iri in ranked]
    properties += [{"id": id, "name": label} for id, (_, label) in NAMES.items()] + [{"id": "iri", "name": "IRI"}]
    return JSONResponse({"type": name, "limit": limit, "properties": properties})


@router.get("/preview/{kind}/{slug}")
def preview(request: Request, kind: str, slug: str) -> Response:
    """A small page about a thing, to be shown in a frame of another site."""
    card = card_of(request, site_of(request).kg.successor(f"{ID}{kind}/{slug}"))
    return page(
        request,
        "preview.html.j2",
        card=card,
        places=knowledge(request).values(card.iri, f"{CNAI}jurisdiction"),
        headers={"content-security-policy": "default-src 'none'; style-src 'self'; frame-ancestors *"},
        **tools(request),
    )

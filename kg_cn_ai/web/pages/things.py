"""Pages and files of what has an IRI: things, records, statements, concepts and source documents.

The IRI itself answers with 303 to one of its representations, chosen by the Accept header; each of them also has an
address of its own, the IRI with a suffix.
"""

from collections.abc import Callable
from itertools import chain
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kg_cn_ai.build import LICENSE
from kg_cn_ai.cards.card import Card
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.namespaces import BASE, CONCEPT, ID, PREFIXES, SOURCE, STATEMENT, curie, expand, kind_of, local_name
from kg_cn_ai.query.answering import written
from kg_cn_ai.search.meaning import asked_for
from kg_cn_ai.turtle import turtle
from kg_cn_ai.web.negotiation import choose
from kg_cn_ai.web.pages import article, schema_org
from kg_cn_ai.web.pages.failures import failure
from kg_cn_ai.web.pages.phrases import FORMS, number_of, tools
from kg_cn_ai.web.pages.view import address, page
from kg_cn_ai.web.release.knowledge import Knowledge, card_of, knowledge
from kg_cn_ai.web.release.site import site_of

router = APIRouter(include_in_schema=False)

_SPANS: Final = 100
"""Places of a document that one page shows."""

_SHOWN: Final = 60
"""Users of a concept that are listed under each property."""


@router.get("/id/statement/{slug}")
def statement(request: Request, slug: str) -> Response:
    """One statement: what it says, how sure that is, where it stands, what contradicts it."""
    return _answer(request, "/id/statement/", slug, STATEMENT, _statement_page)


@router.get("/statement/{slug}")
def short_statement(request: Request, slug: str) -> Response:
    """The short address of a statement."""
    return RedirectResponse(address(request, f"/id/statement/{slug}"), 303)


@router.get("/id/{kind}/{slug}")
def thing(request: Request, kind: str, slug: str) -> Response:
    """A thing or record."""
    return _answer(request, f"/id/{kind}/", slug, f"{ID}{kind}/", _thing_page)


@router.get("/concept/{scheme}/{term}")
def concept(request: Request, scheme: str, term: str) -> Response:
    """A concept of a scheme, and what uses it."""
    return _answer(request, f"/concept/{scheme}/", term, f"{CONCEPT}{scheme}/", _concept_page)


@router.get("/source/{slug}")
def source(request: Request, slug: str) -> Response:
    """A source document, and every place in it that the graph points at."""
    return _answer(request, "/source/", slug, SOURCE, _source_page)


@router.get("/source/")
def sources(request: Request) -> Response:
    """All source documents."""
    known = knowledge(request)
    documents = [(document, len(known.spans(document.iri))) for document in known.documents()]
    return page(request, "sources.html.j2", documents=documents, **tools(request))


def _answer(
    request: Request, folder: str, slug: str, namespace: str, show: Callable[[Request, str], Response]
) -> Response:
    """A representation by suffix, or the way to one."""
    known = knowledge(request)
    name, dot, suffix = slug.rpartition(".")
    is_file = dot and suffix in FORMS and not known.exists(namespace + slug)
    asked = namespace + (name if is_file else slug)
    if (now := site_of(request).kg.successor(asked)) != asked:
        query = {**request.query_params, "replaces": curie(asked)}
        query.pop("lang", None)
        target = address(request, f"/{now.removeprefix(BASE)}{dot + suffix if is_file else ''}", **query)
        return RedirectResponse(target, 301)
    if not is_file:
        known.require(namespace + slug)
        media_type = choose(request.headers.get("accept"), tuple(FORMS.values()))
        if media_type is None:
            hint = f"Ask for one of {', '.join(FORMS.values())}, or add one of .{', .'.join(FORMS)} to the address."
            return failure(request, 406, "there is no such representation", hint=hint)
        chosen = next(suffix for suffix, offered in FORMS.items() if offered == media_type)
        query = {key: value for key, value in request.query_params.items() if key != "lang"}
        target = address(request, f"{folder}{slug}.{chosen}", **query)
        return RedirectResponse(target, 303, {"vary": "Accept"})
    iri = namespace + name
    known.require(iri)
    if suffix == "html":
        return show(request, iri)
    body = _file(known, iri, suffix)
    file_name = f"{quote(local_name(iri), safe='')}.{suffix}"
    links = f'<{quote(iri, safe=":/#%")}>; rel="describes", <{LICENSE}>; rel="license"'
    headers = {"content-disposition": f'inline; filename="{file_name}"', "link": links}
    return Response(body, media_type=FORMS[suffix], headers=headers)


def _file(known: Knowledge, iri: str, suffix: str) -> bytes:
    if suffix in ("json", "csv"):
        return known.card(iri, None).render(suffix).encode()
    triples = known.triples(iri)
    if suffix == "ttl":
        return turtle(triples)
    if suffix == "nt":
        return "".join(f"{triple} .\n" for triple in triples).encode()
    if suffix == "rdf":
        return written(triples, "rdfxml", PREFIXES)
    from kg_cn_ai.export.jsonld import jsonld

    return jsonld(triples)


def _thing_page(request: Request, iri: str) -> Response:
    known, card = knowledge(request), _asked_for(request, card_of(request, iri))
    own = next((view for view in card.records if view.iri == iri), None)
    groups, told = article.claims(card)
    facts = article.families(card.facts)
    hood = article.neighbourhood(known, iri)
    cited = [e for fact in card.facts for e in fact.evidence] + [e for view in card.records for e in view.evidence]
    return page(
        request,
        "thing.html.j2",
        card=card,
        own=own,
        kind=article.kind_id(local_name(card.types[0]), _group(iri)) if card.types else "other",
        names=_second_names(card),
        families=facts,
        fact_count=sum(family.size for family in facts),
        records=article.records(card),
        claim_groups=groups,
        told=told,
        moments=article.moments(card),
        hood=hood,
        documents=list(dict.fromkeys(e.document for e in cited)),
        citation=schema_org.citation(card, site_of(request).release),
        linked_data=schema_org.linked_data(known, card),
        path=iri.removeprefix(BASE),
        **tools(request),
    )


def _asked_for(request: Request, card: Card) -> Card:
    """The card, with the retired IRI that led to it where the address names one."""
    wish = request.query_params.get("replaces", "")
    retired = expand(wish) if kind_of(expand(wish) or "") else None
    return asked_for(card, wish, ()) if retired and site_of(request).kg.successor(retired) == card.iri else card


def _group(iri: str) -> str:
    kind = kind_of(iri)
    return {"org": "organization", "chip": "product", "system": "product"}.get(kind or "", kind or "")


def _second_names(card: Card) -> list[tuple[str, str]]:
    """Labels besides the first one: language tag and text."""
    order = ("zh-hans", "zh-hant", "zh-latn-pinyin")
    tags = [tag for tag in order if tag in card.labels] + [t for t in card.labels if t not in (*order, "en")]
    return [(tag, card.labels[tag]) for tag in tags]


def _statement_page(request: Request, iri: str) -> Response:
    known = knowledge(request)
    subject, fact = known.fact(iri)
    return page(
        request,
        "statement.html.j2",
        iri=iri,
        subject=subject,
        fact=fact,
        bases=known.rests_on(iri),
        path=iri.removeprefix(BASE),
        **tools(request),
    )


def _concept_page(request: Request, iri: str) -> Response:
    known, card = knowledge(request), card_of(request, iri)
    users = {
        predicate: (subjects[:_SHOWN], len(subjects) - len(subjects[:_SHOWN]))
        for predicate, subjects in known.users(iri).items()
        if predicate not in (f"{PREFIXES['skos']}broader", f"{PREFIXES['skos']}hasTopConcept")
    }
    narrower = known.users(iri).get(f"{PREFIXES['skos']}broader", [])
    return page(
        request,
        "concept.html.j2",
        card=card,
        users=users,
        narrower=narrower,
        broader=[value.iri for value in known.values(iri, f"{PREFIXES['skos']}broader")],
        path=iri.removeprefix(BASE),
        **tools(request),
    )


def _source_page(request: Request, iri: str) -> Response:
    known = knowledge(request)
    if not known.is_document(iri):
        raise UnknownName(f"{curie(iri)} is no source document", hint="The documents are listed at /source/.")
    spans = known.spans(iri)
    pages = max(1, -(-len(spans) // _SPANS))
    wish = request.query_params.get("at")
    at = next((place for place, span in enumerate(spans) if span.evidence.fragment == wish), None)
    number = number_of(request.query_params.get("page"), pages) if at is None else at // _SPANS + 1
    shown = spans[(number - 1) * _SPANS : number * _SPANS]
    return page(
        request,
        "source.html.j2",
        source=known.document(iri),
        spans=shown,
        at=wish if at is not None else None,
        number=number,
        pages=pages,
        total=len(spans),
        fact_total=len(set(chain.from_iterable(span.supports for span in spans))),
        is_statement=lambda name: name.startswith(STATEMENT),
        path=iri.removeprefix(BASE),
        **tools(request),
    )

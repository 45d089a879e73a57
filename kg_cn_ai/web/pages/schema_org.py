"""How a thing is cited, and what its page says of it in schema.org's terms."""

from typing import Any, Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from kg_cn_ai.build import LICENSE, TITLE
from kg_cn_ai.cards.card import Card
from kg_cn_ai.namespaces import CNAI, local_name
from kg_cn_ai.web.release.knowledge import Knowledge

_TYPES: Final = {
    "Company": "Corporation",
    "University": "CollegeOrUniversity",
    "ResearchInstitution": "ResearchOrganization",
    "GovernmentBody": "GovernmentOrganization",
    "MediaOrganization": "NewsMediaOrganization",
    "Organization": "Organization",
    "Person": "Person",
    "Place": "Place",
    "Product": "Product",
    "AIModel": "SoftwareApplication",
    "Policy": "Legislation",
    "Event": "Event",
}


def citation(card: Card, release: str) -> dict[str, str]:
    """How to cite what the graph says of a thing: as text and as BibTeX."""
    text = f'"{card.label}", in: {TITLE}, release {release[:12]}, {card.iri} ({LICENSE})'
    key = f"kg-cn-ai-{local_name(card.iri)}-{release[:8]}"
    plain = card.label.translate({ord(c): None for c in "{}\\"})
    bibtex = (
        f"@misc{{{key},\n  title = {{{{{plain}}}}},\n  howpublished = {{{TITLE}}},\n"
        f"  version = {{{release[:12]}}},\n  url = {{{card.iri}}}\n}}"
    )
    return {"text": text, "bibtex": bibtex}


def linked_data(known: Knowledge, card: Card) -> Markup:
    """The thing in schema.org terms as JSON-LD that can stand in a page."""
    classes = [local_name(name) for name in card.types]
    kind = next((_TYPES[name] for name in classes if name in _TYPES), "Thing")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": card.iri,
        "name": [{"@value": label, "@language": _tag(tag)} for tag, label in card.labels.items()],
        "url": card.iri,
    }
    if card.names:
        data["alternateName"] = list(card.names)
    if card.note:
        data["description"] = card.note
    if same := known.identifiers(card.iri):
        data["sameAs"] = same
    for name, key in (("website", "mainEntityOfPage"), ("parentOrganization", "parentOrganization")):
        if values := [v for v in known.values(card.iri, CNAI + name) if v.iri]:
            data[key] = [
                {"@id": value.iri, "name": value.text} if value.text != value.iri else value.iri for value in values
            ]
    return htmlsafe_json_dumps(data, ensure_ascii=False)


def _tag(tag: str) -> str:
    language, *rest = tag.split("-")
    return "-".join([language, *(part.title() if len(part) == 4 else part for part in rest)]) or "und"

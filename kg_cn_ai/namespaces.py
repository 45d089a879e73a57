"""Namespaces and prefixes of the graph, in one place.

Things live at ``https://w3id.org/kg-cn-ai/id/<type>/<slug>``, concepts at ``…/concept/<scheme>/<term>``, source
documents at ``…/source/<slug>``; a span of a document is the document's IRI with a standard fragment. The prefix of a
thing is its type (``org:baidu``), so W3C's Organization Ontology, whose usual prefix is also ``org``, is ``w3org``.
"""

import re
from typing import Final

BASE: Final = "https://w3id.org/kg-cn-ai/"
ENDPOINT: Final = f"{BASE}sparql"
"""The SPARQL endpoint's own IRI."""
CNAI: Final = f"{BASE}ontology#"
ID: Final = f"{BASE}id/"
CONCEPT: Final = f"{BASE}concept/"
SOURCE: Final = f"{BASE}source/"
STATEMENT: Final = f"{ID}statement/"
TIE: Final = f"{ID}tie/"
SELECTOR: Final = f"{ID}selector/"
FILING: Final = f"{ID}event/filing-"
"""How the IRI of an entry in an official register begins."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
SCHEMA: Final = "https://schema.org/"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"

THING_TYPES: Final = (
    "chip", "figure", "fund", "market", "model", "org", "person", "place", "policy", "product", "programme", "system",
)  # fmt: skip
RECORD_TYPES: Final = ("assessment", "event", "initiative", "observation", "provision", "relation")

_SCHEMES: Final = {
    "access": "access-restriction",
    "basis": "date-basis",
    "chipkind": "chip-kind",
    "cmp": "comparator",
    "doctype": "document-kind",
    "domain": "model-domain",
    "effect": "effect",
    "feature": "feature",
    "field": "field",
    "filingtype": "filing-type",
    "format": "meeting-format",
    "grade": "grade",
    "hostkind": "host-kind",
    "judge": "judgement",
    "measure": "measure",
    "modality": "modality",
    "mtype": "model-type",
    "openness": "openness",
    "otype": "organization-type",
    "party": "party",
    "placetype": "place-type",
    "ptype": "partnership-type",
    "register": "register",
    "role": "role",
    "rtype": "round-type",
    "sector": "sector",
    "segment": "business-segment",
    "state": "state",
    "status": "claim-status",
    "systype": "system-kind",
    "task": "model-task",
    "tiekind": "tie-kind",
    "unit": "unit",
}

PREFIXES: Final[dict[str, str]] = {
    "cnai": CNAI,
    **{name: f"{ID}{name}/" for name in (*THING_TYPES, *RECORD_TYPES)},
    **{prefix: f"{CONCEPT}{scheme}/" for prefix, scheme in _SCHEMES.items()},
    "source": SOURCE,
    "statement": STATEMENT,
    "tie": TIE,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": OA,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "w3org": "http://www.w3.org/ns/org#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}


_PREFIX_OF: Final = {iri: prefix for prefix, iri in reversed(PREFIXES.items())}
_PARTS: Final = re.compile(r"(.*[/#])([\w-]+)", re.DOTALL)


def curie(iri: str) -> str:
    """The ``prefix:local`` form of an IRI, or the IRI in angle brackets where no prefix fits.

    The local part is kept to characters that Turtle allows unescaped, so the result can be pasted into a query.
    """
    # Every namespace ends with a separator, and no local part holds one.
    parts = _PARTS.fullmatch(iri)
    prefix = _PREFIX_OF.get(parts[1]) if parts else None
    return f"{prefix}:{parts[2]}" if parts and prefix else f"<{iri}>"


def expand(name: str) -> str | None:
    """The IRI of ``prefix:local``, ``<iri>`` or an absolute http(s) IRI; None where it is none of these."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    if name.startswith(("http://", "https://")):
        return name
    prefix, colon, local = name.partition(":")
    if colon and local and prefix in PREFIXES and not any(c.isspace() for c in local):
        return PREFIXES[prefix] + local
    return None


def local_name(iri: str) -> str:
    """What stands after the last ``#`` or ``/`` of an IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def kind_of(iri: str) -> str | None:
    """The ``<type>`` of an IRI under ``…/id/<type>/<slug>``; None for every other IRI."""
    if not iri.startswith(ID):
        return None
    kind, slash, slug = iri[len(ID) :].partition("/")
    return kind if slash and slug else None

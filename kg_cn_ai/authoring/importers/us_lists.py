"""US restricted-party lists as extracted to JSON: the BIS Entity List, the Section 1260H list, the NS-CMIC list.

An entry becomes a listing where it belongs to the AI, chip and computing ecosystem of China: a decision says that its
name is, or carries, the name of an organization of the graph; or the Entity List's footnote 4 stands at its end
(advanced computing and supercomputers); or a name has one of the keywords below. An entry names one legal entity, so
each is an organization of its own unless a decision says that it is a registered one; a brand in its name is linked,
never merged, and the party is a legal entity of the brand where the list gives the brand as a name of the party.

The Entity List has no date of its own: that of its first Federal Register citation is taken, the later ones changed
the entry. The country of an entry is the heading it stands under, and is the place of the listing. It is the party's
jurisdiction too, unless all addresses are in one other country (Hong Kong stands under China, the Cayman Islands under
the United Kingdom) or the party stands under several headings. Addresses and grounds are not taken.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date, us_date
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.authoring.register import slug
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import is_unit, normalise, strip_legal_suffix
from kg_cn_ai.namespaces import CNAI, ID, PREFIXES, RDF, RDFS

_LISTS: Final = {
    "bis-entity-list": ("us-bis-entity-list", "entity-list", "BIS Entity List", "美国实体清单", "us-bis",
                        "https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C/part-744"),
    "dow-1260h": ("us-dow-1260h-list", "1260h-list", "Section 1260H list", "美国1260H清单", "us-department-of-war",
                  "https://www.federalregister.gov/documents/search?conditions%5Bterm%5D=1260H"),
    "ofac-nscmic": ("us-ofac-ns-cmic-list", "ns-cmic-list", "NS-CMIC list", "美国NS-CMIC清单", "us-ofac",
                    "https://www.treasury.gov/ofac/downloads/ccmc/nscmiclist.pdf"),
}  # fmt: skip
"""List identifier to slug of the document, slug of the list, its names, its publisher and its address."""

_COUNTRIES: Final = {"China": "cn", "Hong Kong": "hk", "Macau": "mo", "Macao": "mo"}
_FIELDS: Final = (
    "name", "aliases", "country", "address", "status", "effective_date", "federal_register", "notes",
)  # fmt: skip
_CITATION: Final = re.compile(r"(\d+ FR \d+)(?:\D*?([A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2}/\d{1,2}/\d{2,4}))?")
_FOOTNOTE: Final = re.compile(r"of the EAR\)?\.?\s*(\d)\)?\s*$")
_LISTED_ON: Final = re.compile(r"Listing Date \(CMIC\): (\d{1,2} [A-Z][a-z]{2} \d{4})")
_YEARLY: Final = "1260h-list"
"""A list that is published anew each year: its date is the notice's, and older notices may name the party too."""
_LONGEST: Final = 60
_NO_NAME: Final = re.compile(
    r"\d{3}|subordinate institution|preceding|located|\b(?:Street|Road|Avenue|Ave\.|Floor|Room)\b|:$"
)
"""What an alias that is no name has: an address, or a remark."""
_CLASSES: Final = (
    ("Company", re.compile(r"\b(?:co|corp|corporation|company|limited|ltd|inc|llc|gmbh|group|pte|pty|s\.a)\b", re.I)),
    ("University", re.compile(r"\b(?:university|college)\b", re.I)),
    ("ResearchInstitution", re.compile(r"\b(?:institute|academy|laborator(?:y|ies)|openlab|cent(?:er|re))\b", re.I)),
)
"""What a name says of the class of its bearer; whose name says nothing is for a curator to say."""
_HYPHENED: Final = re.compile(r"\b[A-Z][a-z]+-(?:Hong Kong|[A-Z][a-z]+)\b|\(See alternat[^)]*\)")
"""Countries of an address that are no place of it: the Sino-Singapore Eco-city, a remark on other headings."""
_IN_CHINA: Final = re.compile(r"\b(Hong Kong|Macau|Macao)( SAR)?,? (?:People's Republic of )?China\b")
KEYWORDS: Final = re.compile(
    r"artificial intelligence|\bAI\b|intelligent|semiconductor|integrated circuit|micro-?electronic|\bchips?\b|"
    r"supercomput|\bcomputing\b|\bcomputers?\b|\bclouds?\b|data cent(?:er|re)|\bGPU\b|algorithm|machine learning|robot|"
    r"facial|recognition|machine vision|big data",
    re.IGNORECASE,
)
"""A name with one of these belongs to the ecosystem; bare technology, electronics or information does not."""


def header(document: Document, edition: str) -> Header:
    """What is said of the document.

    Raises:
        InputError: It is none of the three lists.
    """
    content = _content(document)
    name, _, english, chinese, publisher, url = _LISTS[content["list_id"]]
    return Header(
        slug=f"{name}-{edition}",
        label=f"US {english}, {edition}",
        label_zh=f"{chinese}，{edition}",
        title=f"{english} as of {edition}",
        publisher=publisher,
        url=url,
        edition=edition,
        licence="https://creativecommons.org/publicdomain/mark/1.0/",
        note="A work of the United States government.",
    )


def _content(document: Document) -> dict[str, Any]:
    content = document.json
    if not isinstance(content, dict) or str(content.get("list_id")) not in _LISTS:
        raise InputError(
            f"is none of the lists {', '.join(_LISTS)}", where=str(document.path), hint="its list_id tells which it is"
        )
    if not isinstance(content.get("entities"), list):
        raise InputError("has no list of entities", where=str(document.path), hint="check that the file is whole")
    return content


def read(document: Document, draft: Draft) -> None:
    """Walk the entries and add the listings of the ecosystem."""
    content = _content(document)
    _, list_slug, *names = _LISTS[content["list_id"]]
    entries = [(f"/entities/{index}", _entry(entry)) for index, entry in enumerate(content["entities"])]
    listed = {normalise(entry["name"]) for _, entry in entries if entry}
    headings: dict[str, set[str]] = defaultdict(set)
    for _, entry in entries:
        if entry:
            headings[normalise(entry["name"])].add(entry["country"])
    for row, entry in draft.walk(entries):
        draft.summary.read += 1
        if not entry:
            draft.warn(row, f"is no entry: {', '.join(_FIELDS)} are text or null, aliases a list of texts")
            draft.skip("entry that cannot be read")
            continue
        if unknown := set(entry) - set(_FIELDS):
            draft.warn(row, f"the fields {', '.join(sorted(unknown))} are new: nothing is taken from them")
        if entry["country"] not in _COUNTRIES and not _decided(entry, draft):
            draft.skip("entry of another country that no decision ties to an organization of the graph")
        elif not _belongs(entry, draft):
            draft.skip("outside the AI, chip and computing ecosystem")
        else:
            listing, party = _listing(row, entry, list_slug, names, draft)
            _names(entry, party, listed, draft)
            place = f"{ID}place/{_COUNTRIES[entry['country']]}" if entry["country"] in _COUNTRIES else None
            place = place or draft.place(row, entry["country"])
            draft.add(row, listing, "place", place)
            if place and len(headings[normalise(entry["name"])]) == 1:
                draft.add_once(row, party, "jurisdiction", _seat(entry, place, draft))


def _entry(given: object) -> dict[str, Any] | None:
    """An entry with empty text, or no aliases, where it has null or nothing; None where it is none."""
    if not isinstance(given, dict) or not given.get("name"):
        return None
    entry = {**given, **{field: given.get(field) or "" for field in _FIELDS}, "aliases": given.get("aliases") or []}
    texts = [entry[field] for field in _FIELDS if field != "aliases"]
    if not isinstance(entry["aliases"], list) or not all(isinstance(text, str) for text in (*texts, *entry["aliases"])):
        return None
    return entry


def _belongs(entry: Mapping[str, Any], draft: Draft) -> bool:
    return (
        _decided(entry, draft)
        or _footnote(entry) == "4"
        or any(KEYWORDS.search(name) for name in (entry["name"], *entry["aliases"]))
    )


def _decided(entry: Mapping[str, Any], draft: Draft) -> bool:
    return any(draft.decisions.related(relation, "org", "us-lists", entry["name"]) for relation in ("same", "brand"))


def _footnote(entry: Mapping[str, Any]) -> str:
    found = _FOOTNOTE.search(entry["notes"])
    return found[1] if found else ""


def _names(entry: Mapping[str, Any], party: str, listed: set[str], draft: Draft) -> None:
    """Take the aliases of a party that is known by this entry alone, where they are names and name nothing else.

    The list also gives addresses, units and other entries as aliases.
    """
    if normalise(entry["name"]) not in map(normalise, draft.register.things[party].names()):
        return
    for alias in entry["aliases"]:
        folded = normalise(alias)
        others = folded in listed or draft.register.named("org", alias) or draft.register.named("place", alias)
        refused = party in draft.decisions.related("not", "org", "us-lists", alias)
        unit = is_unit(alias, draft.register.things[party].label)
        if not others and not unit and not refused and len(alias) <= _LONGEST and _is_name(alias, draft):
            draft.register.spell(party, alias)


def is_address(alias: str, draft: Draft) -> bool:
    """Whether what stands as an alias ends as an address does, with the name of a country."""
    parts = re.split(r"[,.]\s+", alias)
    places = draft.register.named("place", parts[-1]) if parts[-1][:1].isalpha() else []
    return len(parts) > 1 and any(map(draft.is_country, places))


def _is_name(alias: str, draft: Draft) -> bool:
    cut = _NO_NAME.search(alias) or alias.count("(") != alias.count(")")
    return not cut and not is_address(alias, draft)


def _seat(entry: Mapping[str, Any], heading: str, draft: Draft) -> str | None:
    """The country of an entry: its heading, or the one other country that all its addresses name.

    None where the addresses are in several other countries.
    """
    address = normalise(_IN_CHINA.sub(r"\1", _HYPHENED.sub(" ", entry["address"])))
    named = {
        thing.iri
        for thing in draft.register.of_kind("place")
        if draft.is_country(thing.iri)
        and any(re.search(rf"\b{re.escape(normalise(name))}\b", address) for name in thing.names())
    }
    if not named or heading in named:
        return heading
    return named.pop() if len(named) == 1 else None


def _class(name: str) -> str:
    return next((kind for kind, words in _CLASSES if words.search(name)), "Organization")


def _listing(row: str, entry: Mapping[str, Any], list_slug: str, names: list[str], draft: Draft) -> tuple[str, str]:
    # A name with a remark of the list, or with a place, is a decision's to read, and no spelling.
    remarked = None if _is_name(entry["name"], draft) else draft.decided("org", entry["name"])
    party = remarked or draft.thing("org", entry["name"], _class(entry["name"]))
    citations = _citations(row, entry, draft)
    day = _listed_on(row, entry, draft) or min((when for _, when in citations if when), default="")
    listing = listing_iri(list_slug, entry, [citation for citation, _ in citations] or [day])
    known = draft.register.things[party]
    draft.add(row, listing, f"{RDF}type", f"{CNAI}Listing")
    english, chinese = known.label, known.labels.get("zh-hans", known.label)
    draft.add(row, listing, f"{RDFS}label", Literal(f"{english} on the {names[0]}", language="en"))
    draft.add(row, listing, f"{RDFS}label", Literal(f"{chinese}列入{names[1]}", language="zh-hans"))
    draft.add(row, listing, "listedParty", party)
    draft.add(row, listing, "onList", f"{ID}policy/us-{list_slug}")
    for brand in draft.decisions.related("brand", "org", "us-lists", entry["name"]):
        if brand != party:
            draft.add(row, listing, "namesBrand", brand)
            draft.add(row, party, "legalEntityOf", brand if _bears(entry, brand, draft) else None)
    draft.add(row, listing, "date", date(day))
    draft.add(row, listing, "dateBasis", NamedNode(f"{PREFIXES['basis']}{'stated' if day else 'none'}"))
    for citation, _ in citations:
        draft.add(row, listing, "federalRegister", Literal(citation))
    if not citations and entry["federal_register"]:
        draft.warn(row, f"{entry['federal_register']!r} is no citation that is understood")
    if footnote := _footnote(entry):
        draft.add(row, listing, "footnote", Literal(int(footnote)))
    if list_slug == _YEARLY:
        draft.add(row, listing, "dateText", Literal("date of the notice that holds the entry", language="en"))
    return listing, party


def listing_iri(list_slug: str, entry: Mapping[str, Any], dated: Sequence[str]) -> str:
    """The IRI of an entry's listing, from what the list itself says: name, heading, and first citation or date.

    Nothing else decides it: no other entry, no place in the file, no party that the name is taken for. Amendments add
    later citations, so the first, by volume and page, stays.

    >>> listing_iri("entity-list", {"name": "Lotus AI", "country": "China"}, ["85 FR 34505", "84 FR 54004"])
    'https://w3id.org/kg-cn-ai/id/event/listing-entity-list-lotus-ai-china-84-fr-54004'
    """
    first = min(dated, key=lambda text: [int(number) for number in re.findall(r"\d+", text)])
    words = f"{entry['name']} {entry['country']} {first}".split()
    # Word by word, because a slug is cut at a length, and long names of units differ at their end.
    return f"{ID}event/listing-{list_slug}-{'-'.join(filter(None, map(slug, words)))}"


def _bears(entry: Mapping[str, Any], brand: str, draft: Draft) -> bool:
    """Whether the list itself gives the brand as a name of the party: an alias, or its name without legal form."""
    known = {normalise(name).replace(" ", "") for name in draft.register.things[brand].names()}
    own = (strip_legal_suffix(entry["name"]), *entry["aliases"])
    return any(normalise(name).replace(" ", "") in known for name in own)


def _citations(row: str, entry: Mapping[str, Any], draft: Draft) -> list[tuple[str, str]]:
    """Volume and page, and ISO date or nothing, of each citation."""
    found = _CITATION.findall(" ".join(entry["federal_register"].split()))
    return [(citation, _day(row, "federal_register", text, draft)) for citation, text in found]


def _listed_on(row: str, entry: Mapping[str, Any], draft: Draft) -> str:
    """The date that the entry itself gives for its listing."""
    if found := _LISTED_ON.search(entry["notes"]):
        return _day(row, "notes", found[1], draft)
    return _day(row, "effective_date", entry["effective_date"], draft)


def _day(row: str, field: str, text: str, draft: Draft) -> str:
    found = draft.cell(row, field, text, us_date)
    return found.value if found else ""


IMPORTER: Final = Importer(
    name="us-lists",
    about="US Entity List, Section 1260H list or NS-CMIC list (JSON)",
    source="us-lists",
    header=header,
    read=read,
)

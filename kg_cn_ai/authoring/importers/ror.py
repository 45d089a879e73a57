"""Records of the Research Organization Registry for China, Hong Kong and Macao (CC0), flattened to one table.

A record is used where it is certainly a registered organization: by a decision, or because its English name and one of
its Chinese names are the organization's, and none is another's. A reading in pinyin is no name. Withdrawn and inactive
records stay out. A parent is stated only between two registered organizations; the year of founding is the record's.
"""

from typing import Final

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date, records
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.names import has_han, simplified
from kg_cn_ai.namespaces import PREFIXES

_NEEDED: Final = (
    "ror",
    "name",
    "name_zh",
    "city",
    "country",
    "website",
    "wikidata",
    "status",
    "relationships",
    "established",
)
_NOT_TAKEN: Final = ("acronym", "types", "subdivision", "wikipedia", "grid", "isni")


def header(document: Document, edition: str) -> Header:
    """What is said of the document."""
    return Header(
        slug=f"ror-{edition}",
        label=f"ROR, {edition}",
        label_zh=f"ROR，{edition}",
        title="Research Organization Registry: records of China, Hong Kong and Macao",
        publisher="ror",
        url="https://ror.org/",
        edition=edition,
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
    )


def read(document: Document, draft: Draft) -> None:
    """Walk the rows and add what they state of registered organizations."""
    table = list(records(document, _NOT_TAKEN, _NEEDED, draft))
    known: dict[str, str] = {}
    for _, cells in table:
        if cells["status"] != "active":
            draft.skip("withdrawn or inactive")
        elif iri := _organization(cells, draft):
            known[cells["ror"]] = iri
        else:
            draft.skip("no organization of the graph")
    for row, cells in table:
        if (iri := known.get(cells["ror"])) is None:
            continue
        draft.add(row, iri, "rorId", cells["ror"])
        draft.add(row, iri, "wikidataId", f"{PREFIXES['wd']}{cells['wikidata']}" if cells["wikidata"] else None)
        draft.add(row, iri, "website", cells["website"] or None)
        draft.add(row, iri, "foundingDate", draft.cell(row, "established", _year(cells["established"]), date))
        draft.add(row, iri, "jurisdiction", f"{PREFIXES['place']}{cells['country'].lower()}")
        draft.add(row, iri, "locatedIn", draft.place(row, cells["city"]))
        for relation in filter(None, cells["relationships"].split("|")):
            kind, _, other = relation.partition(":")
            if kind.lower() == "parent" and other in known:
                draft.add(row, iri, "parentOrganization", known[other])
        for name in _chinese_names(cells):
            draft.register.spell(iri, name, "zh-hans" if name == simplified(name) else "zh-hant")


def _organization(cells: dict[str, str], draft: Draft) -> str | None:
    if iri := draft.decided("org", cells["name"], cells["ror"]):
        return iri
    english = draft.register.named("org", cells["name"])
    chinese = {iri for name in _chinese_names(cells) for iri in draft.register.named("org", name)}
    return english[0] if len(english) == 1 and chinese == set(english) else None


def _year(text: str) -> str:
    """A year in four digits: an academy of 976 is older than the dates of tables."""
    return text.zfill(4) if text else ""


def _chinese_names(cells: dict[str, str]) -> list[str]:
    return [name for name in cells["name_zh"].split("|") if has_han(name)]


IMPORTER: Final = Importer(
    name="ror",
    about="Research Organization Registry, records of China, Hong Kong and Macao (CSV)",
    source="ror",
    header=header,
    read=read,
)

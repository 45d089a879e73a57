"""What the words of a table make of persons: who is meant, and which roles a title names.

A title may name several roles (founder and chief executive); each is a position of its own. A role of a part of the
organization (chief executive of a subsidiary, head of a laboratory) is none of the organization itself.
"""

import re
from typing import Final

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import Cells, Reader, bearer
from kg_cn_ai.authoring.importers.template import Values
from kg_cn_ai.names import simplified
from kg_cn_ai.namespaces import PREFIXES

_REMARK: Final = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_BETWEEN: Final = re.compile(r";(?![^()]*\))|(?<=\)),")
_OTHER_NAME: Final = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)+")
_ROLES: Final = (
    ("co-founder", r"co-founders?\b(?! of)|one of the founders|one of three"),
    ("founder", r"(?<!co-)\bfounder\b(?! of)(?! \(one)"),
    ("chief-executive", r"\bchief executive\b(?! of)|\bCEO\b(?! (?:and|of))"),
    ("chair", r"^(?:first |founder and )?chairman(?: of the board)?\b(?! of)|\bchair\b of the FATE"),
    ("president", r"^(?:founding |executive )?president$|^president of the university"),
    ("director", r"^(?:founding )?director$|managing director"),
    ("chief-scientist", r"\bchief (?:\w+ ){0,3}scientist\b"),
    ("chief-technology-officer", r"\bchief technology officer\b(?! of)"),
    ("vice-president", r"\bvice[- ]president\b"),
    ("professor", r"\bprofessor\b"),
    ("adviser", r"\badviser\b|\bmentor|supervisor"),
    ("board-member", r"\bFATE board\b"),
)
"""Roles by the words that name them; all that a title has."""
_PARTS: Final = (
    (
        "team-lead",
        r"\bhead\b|\bleads?\b|\bdean\b|\bdirector of\b|\blaborator|technical lead|tech lead|founder of|president",
    ),
    ("researcher", r"research|scientist|fellow"),
    ("executive", r"\bexecutive\b|\bofficer\b|\bpartner\b|manager|minister"),
)
"""Roles of a title that names none of those: the first that it has."""
_OF_RELATION: Final = {
    "founderOf": "founder", "chiefExecutiveOf": "chief-executive", "leads": "team-lead", "studiedAt": "student",
    "advisedBy": "advisee",
}  # fmt: skip


def roles(relation: str, title: str) -> list[str]:
    """The roles that a relation and a title name.

    >>> roles("workedAt", "founder and chief executive"), roles("workedAt", "chief executive of Xiaodu")
    (['founder', 'chief-executive'], ['executive'])
    >>> roles("founderOf", "co-founder (left)"), roles("studiedAt", "PhD, professor X"), roles("leads", "")
    (['co-founder'], ['student'], ['team-lead'])
    >>> roles("workedAt", "co-founder of Baidu Research, head of a business"), roles("workedAt", "")
    (['team-lead'], ['employee'])
    """
    if relation in ("studiedAt", "advisedBy"):
        return [_OF_RELATION[relation]]
    found = [role for role, words in _ROLES if re.search(words, title)]
    stated = _OF_RELATION.get(relation, "")
    if stated and not (found and (relation == "leads" or set(found) & {stated, "co-founder"})):
        found.append(stated)
    return found or [next((role for role, words in _PARTS if re.search(words, title)), "employee")]


def role(relation: str, title: str) -> Reader:
    """The roles that the columns of a relation and a title name."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        return tuple(NamedNode(PREFIXES["role"] + slug) for slug in roles(given[relation], given[title]))

    return read


def person(column: str, *, zh: str = "", organization: str = "") -> Reader:
    """The persons of a cell; what stands in brackets is another name, or a remark.

    Args:
        column: Where the names stand, with semicolons between, or commas behind brackets.
        zh: Column of the Chinese name.
        organization: Column that tells persons of one name apart in decisions.
    """

    def read(draft: Draft, row: str, given: Cells) -> Values:
        names = [name.strip() for name in _BETWEEN.split(given[column]) if name.strip()]
        chinese = simplified(given[zh]) if zh and len(names) == 1 else ""
        contexts = [given[organization]] if organization else []
        found = []
        for name in names:
            whole = draft.decided("person", name) or draft.bearing("person", name)
            main = name if whole else _REMARK.sub("", name).strip()
            iri = bearer(draft, row, "person", main, chinese, "Person", contexts)
            for other in _REMARK.findall(name) if iri else ():
                if _OTHER_NAME.fullmatch(other) and not draft.register.named("person", other):
                    draft.register.spell(str(iri), other, "en")
            found.append(iri)
        return tuple(NamedNode(iri) for iri in found if iri)

    return read


__all__ = ["person", "role", "roles"]

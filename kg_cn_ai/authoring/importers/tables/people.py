"""Roles, earlier employers, education and moves of people in Chinese AI: two tables of our own.

A row of a person and an organization is a position. In the table of moves, a row that names the next organization
gives the position that ended and the one that followed, and the second names the first. Who "worked at" an
organization has left it; any other role without an end was true at the date of its page, and no more is said.
"""

import re
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import Cells, Reader, constant, country, date, name, text
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.roles import person, role
from kg_cn_ai.authoring.importers.template import Values, template
from kg_cn_ai.namespaces import PREFIXES

_UNNAMED: Final = re.compile(r"\(unnamed\)|^Beijing AI research centre$")
_LEFT: Final = re.compile(r"\((?:left|stepped down)\b")
_POSITION: Final = """
    relation:{person}-{organization}-{role} a cnai:Position ;
        cnai:person {person} ; cnai:organization {organization} ; cnai:role {role} ; cnai:roleTitle {title} ;
        cnai:from {from} ; cnai:to {to} ; cnai:asOf {as_of} ; cnai:state {state} .
    {organization} cnai:jurisdiction {seat} ."""
_NEXT: Final = """
    relation:{person}-{next}-{next_role} a cnai:Position ;
        cnai:person {person} ; cnai:organization {next} ; cnai:role {next_role} ; cnai:from {moved} ;
        cnai:previousPosition relation:{person}-{organization}-{role} ."""


def _named(column: str) -> Reader:
    """The organization of a cell; none where the table gives it no name."""
    read = name(column)
    return lambda draft, row, given: () if _UNNAMED.search(given[column]) else read(draft, row, given)


def _elsewhere(draft: Draft, row: str, given: Cells) -> Values:
    """The next organization, where it is another one and not a part of the same."""
    found = _named("next_organization")(draft, row, given)
    return () if found == _named("organization")(draft, row, given) else found


def _seat(draft: Draft, row: str, given: Cells) -> Values:
    """The country of the organization, where no other document states one: the table's is a classification."""
    known = (draft.jurisdictions.get(iri.value) for iri in _named("organization")(draft, row, given))
    return () if any(known) else country("organization_country")(draft, row, given)


def _state(draft: Draft, row: str, given: Cells) -> Values:
    """That a position is over though no date says when."""
    over = given["relation"] == "workedAt" or _LEFT.search(given["role"]) or given.get("next_organization")
    return (NamedNode(PREFIXES["state"] + "ended"),) if over and not given["to"] else ()


def _as_of(draft: Draft, row: str, given: Cells) -> Values:
    """The date of the page, for a role that was held then."""
    past = given["relation"] in ("workedAt", "studiedAt", "advisedBy", "founderOf")
    over = past or given["to"] or given.get("next_organization") or _LEFT.search(given["role"])
    return () if over else date("as_of")(draft, row, given)


_VALUES: Final = {
    "person": person("person_en", zh="person_zh"),
    "organization": _named("organization"),
    "role": role("relation", "role"),
    "title": text("role"),
    "from": date("from"),
    "to": date("to"),
    "as_of": _as_of,
    "state": _state,
}

PEOPLE: Final = Table(
    name="people",
    about="Roles, earlier employers and education of people in Chinese AI (our own table)",
    label="People of Chinese AI",
    label_zh="中国人工智能人物",
    title="People of Chinese AI: roles, foundings, earlier employers, education",
    values=_VALUES | {"seat": lambda draft, row, given: ()},
    rules=(
        Rule({"source_kind": ("copy-or-tertiary",)}, leave_out="copy or encyclopedia: to be cited at its origin"),
        Rule({}, template(_POSITION)),
    ),
    columns=("person_en", "person_zh", "relation", "role", "organization", "from", "to", "as_of", "url", "read_as",
             "source_kind"),
    pages=(Cited("url"),),
)  # fmt: skip

MOVES: Final = replace(
    PEOPLE,
    name="moves",
    about="Who came from where and went where in Chinese AI (our own table)",
    label="Moves of people in Chinese AI",
    label_zh="中国人工智能人才流动",
    title="Who came from where, who went where, 2018 to 2026",
    values=_VALUES
    | {
        "seat": _seat,
        "next": _elsewhere,
        "next_role": constant("role:employee"),
        "moved": date("move_date"),
    },
    rules=(Rule({}, template(_POSITION + _NEXT)),),
    columns=("person_en", "person_zh", "relation", "role", "organization", "organization_country", "from", "to",
             "as_of", "next_organization", "move_date", "url", "publisher", "source_kind", "corroborated",
             "second_url", "note"),
    pages=(Cited("url", "publisher"), Cited("second_url")),
    unconfirmed={"note": ("departure reported, not confirmed by the company",
                          "reported to be leaving for an AI-coding start-up")},
)  # fmt: skip

IMPORTERS: Final = (importer(PEOPLE), importer(MOVES))

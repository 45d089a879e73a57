"""Ties between organizations of Chinese AI, each with the page or the line of a file that says so: our own table.

A file that was first seen to say something on a day says that it held then, not when it began. A statement of a
rival, and what rests on unnamed sources that both sides would not confirm, is an unconfirmed claim. An affiliation of
authors is no partnership. Investments that stand in the table of rounds too have the name that they have there.
"""

import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import (
    Cells,
    concept,
    constant,
    country,
    date,
    name,
    number,
    taken,
    where,
    word,
)
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.forms import holding, nothing, partnership, supply
from kg_cn_ai.authoring.importers.template import Values, template
from kg_cn_ai.namespaces import PREFIXES

_SEATS: Final = "{one} cnai:jurisdiction {one_seat} .\n{other} cnai:jurisdiction {other_seat} ."
_SEEN: Final = r"^commit that"
_PARTNERSHIPS: Final = {
    "codevelopedWith": "joint-development",
    "codevelopedProjectWith": "joint-development",
    "coLeadsProjectWith": "joint-development",
    "jointLabWith": "joint-laboratory",
    "jointInstituteWith": "joint-laboratory",
    "jointVentureWith": "joint-venture",
    "partnersWith": "collaboration",
    "strategicAgreementWith": "strategic",
    "partnerOf": "collaboration",
    "collaboratedWith": "collaboration",
    "signedAgreementWith": "collaboration",
    "signedMoUWith": "memorandum",
    "coHostedWith": "joint-event",
    "coPresentedWith": "joint-event",
    "dialogueWith": "joint-event",
    "jointPublicationWith": "joint-event",
    "jointStudyWith": "research",
    "coReleasedWith": "joint-release",
    "supportsModelOf": "adaptation",
    "adaptsModelOf": "adaptation",
    "supportsProjectOf": "project-support",
    "supportsComputeOf": "project-support",
    "supportedEstablishmentOf": "project-support",
    "supportsOperationOf": "project-support",
    "advises": "advice",
    "inferencePartner": "collaboration",
}
_AUTHORS: Final = ("T307", "T308", "T309", "T310", "T311", "T312")
_CLAIMS: Final = ("T179", "T180", "T198", "T382")
"""A plan to establish a partnership, a statement of a rival, unnamed sources that both sides would not confirm."""
_STRATEGIC: Final = ("T183", "T202", "T217", "T384", "T386")
"""Partners whose page calls the partnership strategic; the others say no more than that they work together."""
_PROJECT_TO_PROJECT: Final = ("T078", "T079", "T080", "T081", "T087")
_KIMI_K3: Final = ("T123", "T124", "T125", "T126")
_ROUNDS: Final = {
    "T170": "strategic-2025-05", "T186": "unnamed-2021-09", "T188": "series-c", "T189": "series-c", "T190": "series-c",
    "T191": "series-c", "T205": "strategic-2023-07", "T208": "strategic-2023-10", "T383": "unnamed-2020",
}  # fmt: skip
"""Rounds that stand in the table of rounds too: the end of their name there."""
_ROUND_KINDS: Final = {
    tie: slug if slug == "series-c" else slug.partition("-")[0] for tie, slug in _ROUNDS.items()
}  # fmt: skip
_NOISE: Final = re.compile(
    r"date|month|year|day |page|relayed|REL-|neighbour|announced$|seen in|Reuters|SCMP|CNBC|Nikkei|licen|"
    r"sources differ|one of |origin|affiliation|named|listed|released? of|declined",
    re.IGNORECASE,
)
_ROLES: Final = (("board member", "board-member"), ("vice chair", "chair"))


def _about(draft: Draft, row: str, given: Cells) -> Values:
    """What a note says that the tie is about: its first part, where this is no remark on the source."""
    part = given["note"].split(";")[0].split(":")[0].strip()
    return (Literal(part, language="en"),) if part and not _NOISE.search(part) else ()


def _level(draft: Draft, row: str, given: Cells) -> Values:
    level = given["note"].split(";")[0].split(" (")[0]
    return (Literal(level, language="en"),) if level in ("Platinum", "Gold", "Silver", "vice chair") else ()


def _role(draft: Draft, row: str, given: Cells) -> Values:
    slug = "board-member" if given["note"].startswith("board member") else "member"
    return (NamedNode(f"{PREFIXES['role']}{slug}"),)


def _membership(role: str, suffix: str, when: str) -> str:
    return f"""
        relation:{{one}}-in-{{other}}{suffix} a cnai:Membership ; cnai:member {{one}} ; cnai:organization {{other}} ;
            cnai:role {role} ; cnai:level {{level}} ; cnai:{when} {{when}} .
        {_SEATS}"""


def _pair(relations: dict[str, str], **when: tuple[str, ...]) -> Rule:
    return Rule(
        {"relation": tuple(relations), **when}, partnership(), {"kind": concept("relation", "ptype", relations)}
    )


_CONTRIBUTES: Final = """
    relation:{one}-contributes-{project} a cnai:Contribution ; cnai:contributor {one} ; cnai:project {project} ;
        cnai:from {when} .
    {one} cnai:jurisdiction {one_seat} ."""
_STEERS: Final = (
    """
    relation:{one}-in-fate-technical-steering-committee a cnai:Membership ; cnai:member {one} ;
        cnai:project product:fate ; cnai:role role:committee-seat ; cnai:body "technical steering committee"@en ;
        cnai:asOf {when} .
    relation:{other}-in-fate-technical-steering-committee a cnai:Membership ; cnai:member {other} ;
        cnai:project product:fate ; cnai:role role:committee-seat ; cnai:body "technical steering committee"@en ;
        cnai:asOf {when} .
    """
    + _SEATS
)
_ROUND: Final = (
    """
    event:round-{other}-{tail} a cnai:FinancingRound ; cnai:investee {other} ; cnai:investor {one} ; cnai:kind {kind} ;
        cnai:date {when} .
    """
    + _SEATS
)
_HOSTED: Final = """
    relation:{one}-offers-models-of-{maker} a cnai:Offering ; cnai:provider {one} ; cnai:maker {maker} ;
        cnai:from {when} .
    {one} cnai:jurisdiction {one_seat} ."""

TABLE: Final = Table(
    name="ties",
    about="Ties between organizations, with page or line (our own table)",
    label="Ties of Chinese AI organizations",
    label_zh="中国人工智能机构联系",
    title="Ties between organizations of Chinese AI, each with the page or line that states it",
    values={
        "one": name("subject"),
        "other": name("object"),
        "project": name("object", "SoftwareProject", kind="product"),
        "maker": name("object"),
        "one_seat": country("subject_country"),
        "other_seat": country("object_country"),
        "kind": concept("relation", "ptype", _PARTNERSHIPS),
        "about": _about,
        "level": _level,
        "role": _role,
        "when": date("date"),
        "date": where("date_basis", _SEEN, date("date"), unless=True),
        "seen": where("date_basis", _SEEN, date("date")),
        "basis": where("note", r"year inferred|as past|\"last year\"", constant("basis:year-inferred")),
        "share": taken("note", r"^(\d+) %", number("note")),
        "tail": word("id", _ROUNDS),
        **dict.fromkeys(("ended", "state", "amount", "currency", "how"), nothing),
    },
    rules=(
        Rule({"id": _AUTHORS}, leave_out="affiliations of authors: no partnership"),
        Rule({"id": _PROJECT_TO_PROJECT}, leave_out="tie between two projects"),
        Rule({"object": ("M-A-P",)}, leave_out="community without a seat"),
        Rule({"object": ("RoboTwin project",)}, template(_CONTRIBUTES)),
        Rule({"relation": ("officialNameOf",)}, leave_out="two names of one institution"),
        Rule({"relation": ("operates",)}, leave_out="platform of the company itself"),
        Rule({"relation": ("coReleasedWith",), "object": ("Tsinghua University (KEG)",)}, partnership(),
             {"kind": constant("ptype:joint-release")}),
        Rule({"id": _CLAIMS, "relation": ("suppliesTo",)}, supply("one", "other"),
             {"kind": constant("ptype:supply")}, unconfirmed=True),
        Rule({"id": _CLAIMS}, partnership(), unconfirmed=True),
        # The note gives the end: of the research agreement, of the supply.
        Rule({"id": ("T407",)}, partnership(), {"state": constant("state:ended"), "about": nothing,
             "ended": lambda draft, row, given: date("to")(draft, row, {"to": "2020-02"})}),
        Rule({"id": ("T388",)}, supply("one", "other"), {"kind": constant("ptype:manufacturing"), "about": nothing,
             "state": constant("state:ended"), "date": nothing, "ended": date("date")}),
        Rule({"id": ("T036",)}, template("""
            relation:{one}-in-{project}-partner a cnai:Membership ; cnai:member {one} ; cnai:project {project} ;
                cnai:role role:partner .""")),
        Rule({"relation": ("endorses",)}, template("""
            relation:{one}-in-{project}-endorser a cnai:Membership ; cnai:member {one} ; cnai:project {project} ;
                cnai:role role:endorser .""")),
        Rule({"relation": ("contributesTo",), "object": ("OPEA", "vLLM project")}, template(
            _CONTRIBUTES)),
        Rule({"relation": ("contributesTo", "codevelops")}, template(_CONTRIBUTES)),
        Rule({"relation": ("integratedInto",)}, template("""
            relation:{other}-adopts-mooncake a cnai:Adoption ; cnai:adopter {other} ; cnai:project product:mooncake ;
                cnai:asOf {when} .
            {other} cnai:jurisdiction {other_seat} .""")),
        Rule({"relation": ("governsProjectWith",)}, template(_STEERS)),
        Rule({"id": tuple(_ROUNDS)}, template(_ROUND), {"kind": concept("id", "rtype", _ROUND_KINDS)}),
        Rule({"relation": ("investedIn",)}, template(_ROUND.replace("{tail}", "unnamed-{when.month}")),
             {"kind": constant("rtype:unnamed")}),
        # The share is that of a consortium which it leads.
        Rule({"id": ("T390",)}, holding("one", "other", _SEATS), {"share": nothing}),
        Rule({"relation": ("ownsShareOf",)}, holding("one", "other", _SEATS)),
        Rule({"relation": ("ownedBy",)}, holding("other", "one", _SEATS), {"share": nothing}),
        Rule({"id": _KIMI_K3}, template(_HOSTED), {"maker": constant("org:moonshot-ai")}),
        Rule({"relation": ("hostsModelOf",)}, template(_HOSTED)),
        Rule({"relation": ("suppliesTo",)}, supply("one", "other"), {"kind": constant("ptype:supply")}),
        Rule({"relation": ("usesModelOf",)}, supply("other", "one"), {"kind": constant("ptype:model-use")}),
        Rule({"relation": ("operatesLabIn",)},
             template("{one} cnai:presentIn {place} ; cnai:jurisdiction {one_seat} ."), {"place": country("object")}),
        Rule({"relation": ("affiliatedWith", "managedBy", "basedAt")},
             template(f"{{one}} cnai:affiliatedWith {{other}} .\n{_SEATS}")),
        Rule({"relation": ("established", "initiated")}, template(f"{{other}} cnai:establishedBy {{one}} .\n{_SEATS}")),
        Rule({"relation": ("memberOf",), "date_basis": ("commit that added the line",)},
             template(_membership("{role}", "", "asOf"))),
        Rule({"relation": ("memberOf",), "object": ("AI Industry Alliance of China (AIIA)",)},
             template(_membership("{role}", "", "asOf"))),
        Rule({"relation": ("memberOf",)}, template(_membership("role:member", "", "from"))),
        Rule({"relation": ("left",)}, template(f"""
            relation:{{one}}-in-{{other}} a cnai:Membership ; cnai:member {{one}} ; cnai:organization {{other}} ;
                cnai:role role:member ; cnai:to {{when}} ; cnai:state state:exited .
            {_SEATS}""")),
        Rule({"relation": ("foundingMemberOf",)},
             template(_membership("role:founding-member", "-founding-member", "from"))),
        Rule({"relation": ("boardMemberOf", "foundingBoardMemberOf")},
             template(_membership("role:board-member", "-board-member", "from"))),
        Rule({"relation": ("secretariatOf",)}, template(_membership("role:secretariat", "-secretariat", "asOf"))),
        Rule({"relation": ("convenes",)}, template(_membership("role:convener", "-convener", "asOf"))),
        Rule({"relation": ("leads",)}, template(_membership("role:lead", "-lead", "asOf"))),
        Rule({"relation": ("oversees",)}, template(_membership("role:governance", "-governance", "asOf"))),
        Rule({"relation": ("chairsWorkingGroupOf",)}, template(_membership("role:chair", "-chair", "asOf"))),
        Rule({"relation": ("viceChairsWorkingGroupOf",)},
             template(_membership("role:committee-seat", "-committee-seat", "asOf"))),
        Rule({"id": _STRATEGIC}, partnership(), {"kind": constant("ptype:strategic")}),
        _pair(_PARTNERSHIPS),
    ),
    columns=("id", "group", "subject", "subject_country", "relation", "object", "object_country", "date",
             "date_basis", "stated_by", "url", "repository", "commit", "path", "line", "licence", "note"),
    pages=(Cited("url"),),
    apart=("when.month",),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

"""Restrictions of Chinese services and technology abroad, each with its page: our own table.

What is restricted is the organization where a row names one, for all that it offers. A bill is proposed and gives no
edge. Where only the day of a report is known, the date is implied.
"""

from typing import Final

from kg_cn_ai.authoring.importers.readers import (
    both,
    concept,
    constant,
    country,
    date,
    first,
    name,
    place,
    taken,
    text,
    where,
)
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_STAFF: Final = "barred-for-staff"
_LISTED: Final = "prohibited-technology"
_MEASURES: Final = {
    "block (limitation of processing of Italian users' data)": "blocked",
    "prohibition by e-mail to staff": _STAFF,
    "prohibition by memo; access blocked": _STAFF,
    "notice: not authorized for use": _STAFF,
    "network block": _STAFF,
    "ban": _STAFF,
    "memo: use prohibited": _STAFF,
    "mandatory direction: remove and prevent use": _STAFF,
    "temporary ban on employees' access": _STAFF,
    "access block": _STAFF,
    "access restriction": _STAFF,
    "statute: AI platforms of concern": _STAFF,
    "suspension of new downloads": "downloads-suspended",
    "report to Apple and Google as illegal content, asking for removal from app stores": "removal-requested",
    "prohibited technologies list": _LISTED,
    "prohibited technologies list (expanded)": _LISTED,
    "bill introduced: No DeepSeek on Government Devices Act, H.R. 1121": _STAFF,
    "bill introduced: No DeepSeek on Government Devices Act, S. 765": _STAFF,
}
_STATES: Final = {
    "in force when reported": "in-force",
    "ended: downloads later resumed (date not verified)": "ended",
    "pending when reported": "proposed",
}
_BODIES: Final = {"authority": {"Korea Hydro & Nuclear Power": "Company"}}
_RESTRICTION: Final = template("""
    event:restriction-{target}-{place}-{first}{-day}{-bill} a cnai:AccessRestriction ; cnai:restricts {target} ;
        cnai:place {place} ; cnai:decidedBy {bodies} ; cnai:kind {kind} ; cnai:summary {scope} ; cnai:date {day} ;
        cnai:dateBasis {basis} ; cnai:state {state} .
    {bodies} cnai:jurisdiction {country} .
    {place} cnai:partOf {whole} .""")

TABLE: Final = Table(
    name="restrictions",
    about="Restrictions of Chinese services and technology abroad (our own table)",
    label="Restrictions of Chinese services and technology abroad",
    label_zh="境外对中国服务与技术的限制",
    title="Restrictions of Chinese services and technology abroad, each with its page",
    values={
        "target": name("target"),
        "place": place("jurisdiction"),
        "country": country("country"),
        "whole": where("level", r"^state$", where("country", r"^United States$", country("country"))),
        "first": taken("authority", r"^([^;]+)", name("authority", "GovernmentBody", types=_BODIES)),
        "bodies": name("authority", "GovernmentBody", types=_BODIES, separator=";"),
        "kind": concept("measure", "access", _MEASURES),
        "scope": text("scope"),
        "day": date("date"),
        "basis": first(
            where("date", r"^$", constant("basis:none")),
            where("note", r"date of report|reported date|as in other reports", constant("basis:implied")),
            constant("basis:stated"),
        ),
        "state": concept("status", "state", _STATES),
        "bill": taken("measure", r"((?:H\.R\.|S\.) \d+)$", text("measure")),
    },
    rules=(
        Rule({"target": ("AI of foreign adversaries",)}, leave_out="bill on no party that is named"),
        Rule({"target": ("ChatGPT; DeepSeek",)}, _RESTRICTION,
             {"target": both(constant("product:chatgpt"), constant("org:deepseek"))}),
        Rule({"target": ("Lemon8", "Moomoo")}, _RESTRICTION, {"target": name("target", "Product", kind="product")}),
        Rule({}, _RESTRICTION),
    ),
    columns=("id", "date", "country", "jurisdiction", "level", "authority", "measure", "target", "scope", "status",
             "source_url", "source_kind", "note"),
    pages=(Cited("source_url"),),
    once=("partOf",),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

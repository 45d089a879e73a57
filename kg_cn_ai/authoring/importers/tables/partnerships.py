"""Strategic partnerships of Chinese AI organizations: our own table.

Reported talks are unconfirmed claims. What has ended keeps its record with the end; a refusal or withdrawal is none
that was in force. A side that is no one organization (developers in China, government bodies of a country) makes no
tie. A sum that is only an upper bound stays out.
"""

from typing import Final

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import (
    Cells,
    concept,
    constant,
    country,
    date,
    first,
    name,
    number,
    text,
    where,
)
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.forms import CURRENCIES, holding, nothing, partnership, supply
from kg_cn_ai.authoring.importers.template import Values, template

_KINDS: Final = {
    "joint development": "joint-development", "cloud": "cloud", "distribution": "distribution", "supply": "supply",
    "research": "research", "investment": "joint-investment", "deployment": "deployment", "government": "government",
}  # fmt: skip
_NOBODY: Final = (
    "Chip makers in China", "Companies more than 50 percent owned from China", "Customers in China",
    "Developers in mainland China", "Government bodies and state firms of Kenya",
    "Government bodies and state firms of Malaysia", "Government bodies and state firms of Saudi Arabia",
    "Government bodies and state firms of Singapore", "Government bodies and state firms of United Arab Emirates",
    "Local governments in Xinjiang", "Researchers in China (not named)",
)  # fmt: skip
_REFUSED: Final = ("P251", "P252", "P298")
_LEFT_THE_PROGRAMME: Final = ("P029", "P030", "P031", "P032")
_AT_THAT_TIME: Final = r"(date|month|year) of the (pages?|report)"
"""The row holds then; its start is not known."""
_ONLY_A_BOUND: Final = r"^up to|; up to|estimated|estimate of|planned with|order of magnitude"

_PLACE, _COUNTRY = country("town"), country("country")


def _place(draft: Draft, row: str, given: Cells) -> Values:
    """The town in brackets where it is registered, else the country before it."""
    land, _, town = given["object"].rstrip(")").partition(" (")
    known = town and draft.find("place", town)
    return _PLACE(draft, row, {"town": town}) if known else _COUNTRY(draft, row, {"country": land})


def _rule(relation: str, slug: str, form: str = "both", /, **when: tuple[str, ...]) -> Rule:
    states = {"both": partnership(), "supplies": supply("one", "other"), "is supplied": supply("other", "one")}[form]
    return Rule({"relation": (relation,), **when}, states, {"kind": constant(f"ptype:{slug}")})


TABLE: Final = Table(
    name="partnerships",
    about="Strategic partnerships of Chinese AI organizations (our own table)",
    label="Partnerships of Chinese AI organizations",
    label_zh="中国人工智能机构合作",
    title="Strategic partnerships of Chinese AI organizations, 2018-2026",
    values={
        "one": name("subject", zh="subject_zh"),
        "other": name("object", zh="object_zh"),
        "one_seat": country("subject_country"),
        "other_seat": country("object_country"),
        "kind": concept("kind", "ptype", _KINDS),
        "about": text("about"),
        "when": date("date"),
        "date": where("note", _AT_THAT_TIME, date("date"), unless=True),
        "seen": where("note", _AT_THAT_TIME, date("date")),
        "basis": where("note", r"(year|month) inferred", constant("basis:year-inferred")),
        "ended": date("ended"),
        "state": concept("status", "state", {
            "announced": "announced", "in force": "in-force", "ended": "ended", "reported talks": "",
        }),
        "amount": where("note", _ONLY_A_BOUND, number("amount"), unless=True),
        "currency": concept("currency", "unit", CURRENCIES),
        "how": first(where("note", "first phase", constant("cmp:approx")), constant("cmp:eq")),
        "place": _place,
        "share": nothing,
    },
    rules=(
        Rule({"object": _NOBODY}, leave_out="a side that is no one organization"),
        Rule({"object": ("China (practice)",)}, leave_out="a rule that a company gives itself: no tie"),
        Rule({"relation": ("operatesLabIn",), "status": ("ended",)}, leave_out="laboratory that is closed"),
        Rule({"relation": ("operatesLabIn",)},
             template("{one} cnai:presentIn {place} ; cnai:jurisdiction {one_seat} .")),
        Rule({"relation": ("investsWith",)},
             holding("one", "other", "{one} cnai:jurisdiction {one_seat} .\n{other} cnai:jurisdiction {other_seat} ."),
             {"date": date("ended"), "state": constant("state:exited")}),
        Rule({"id": _REFUSED}, partnership(),
             {"kind": constant("ptype:deployment"), "state": constant("state:refused"), "when": date("ended")}),
        Rule({"id": _LEFT_THE_PROGRAMME}, partnership(),
             {"kind": constant("ptype:government"), "state": constant("state:exited"), "when": date("ended")}),
        # Announced by a deputy minister and taken back the next day.
        Rule({"id": ("P069",)}, partnership(), {"state": constant("state:withdrawn")}),
        _rule("other", "government", id=("P086",)),
        _rule("suppliesTo", "supply", "supplies", kind=("supply", "joint development", "research", "government")),
        _rule("suppliesTo", "cloud", "supplies", kind=("cloud",)),
        _rule("suppliesTo", "deployment", "supplies", kind=("deployment",)),
        _rule("suppliesTo", "distribution", "supplies", kind=("distribution",)),
        _rule("usesModelOf", "model-use", "is supplied"),
        _rule("licensesFrom", "licensing", "is supplied"),
        _rule("builtFacilityFor", "construction", "supplies"),
        _rule("codevelopedWith", "joint-development"),
        _rule("jointLabWith", "joint-laboratory"),
        _rule("jointVentureWith", "joint-venture"),
        _rule("signedMoUWith", "memorandum"),
        Rule({"relation": ("partnersWith",)}, partnership()),
    ),
    columns=("id", "subject", "subject_zh", "subject_country", "relation", "object", "object_zh", "object_country",
             "object_kind", "about", "kind", "date", "date_precision", "ended", "amount", "currency", "status",
             "stated_by", "source_url", "source_publisher", "source_date", "corroborated", "second_source_url",
             "note"),
    pages=(Cited("source_url", "source_publisher"), Cited("second_source_url")),
    unconfirmed={"status": ("reported talks",)},
    apart=("when.month",),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

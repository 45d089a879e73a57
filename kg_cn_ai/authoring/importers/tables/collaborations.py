"""Collaborations named by READMEs, pages and press, and spin-offs: two of our own tables.

A row that rests on a copy or a tertiary text states nothing, unless another table has the same fact: then it is
a second witness of that record. A firm is a spin-off only where a laboratory or company put it out; one that former
members founded says so with its founders' positions.
"""

from typing import Final

from kg_cn_ai.authoring.importers.readers import concept, constant, date, name, text
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.forms import holding, nothing, partnership
from kg_cn_ai.authoring.importers.template import template

_PARTNERSHIPS: Final = {
    "co-developed-project": "joint-development",
    "joint-engineering": "joint-development",
    "joint-laboratory": "joint-laboratory",
    "joint-centre": "joint-laboratory",
    "collaborated-on": "collaboration",
    "collaborates-on": "collaboration",
    "co-authored": "collaboration",
    "partner": "collaboration",
    "supports-model-on-hardware": "adaptation",
    "co-released": "joint-release",
    "co-organized-event": "joint-event",
    "inference-partner": "collaboration",
    "supports": "project-support",
    "gathered-in": "project-support",
}
_ADOPTS: Final = """
    relation:{one}-adopts-{project} a cnai:Adoption ; cnai:adopter {one} ; cnai:project {project} ;
        cnai:asOf {date} ."""
_CONTRIBUTES: Final = """
    relation:{one}-contributes-{project} a cnai:Contribution ; cnai:contributor {one} ; cnai:project {project} ;
        cnai:role {role} ; cnai:asOf {date} ."""
_MAKERS: Final = ("initiated", "launched", "took-part-in-building", "co-established")
_ZHIPU: Final = {"organization_b": ("Zhipu AI",), "tie": ("investedIn",), "date": ("2023-10-20",)}

COLLABORATIONS: Final = Table(
    name="collaborations",
    about="Collaborations named by READMEs, pages and press (our own table)",
    label="Collaborations in Chinese AI",
    label_zh="中国人工智能协作",
    title="Collaborations in Chinese AI, named by READMEs, pages and press",
    values={
        "one": name("organization_a"),
        "other": name("organization_b"),
        "project": name("organization_b", "SoftwareProject", kind="product"),
        "kind": concept("tie", "ptype", _PARTNERSHIPS),
        "about": text("about"),
        "when": date("date"),
        "date": date("date"),
        "role": nothing,
        **dict.fromkeys(("seen", "basis", "ended", "state", "amount", "currency", "how", "share"), nothing),
    },
    rules=(
        # Copies that the tables of rounds, holdings and acquisitions support.
        Rule({**_ZHIPU, "source_kind": ("copy-or-tertiary",)}, template("""
            event:round-{other}-several-rounds-{date.month} a cnai:FinancingRound ; cnai:investee {other} ;
                cnai:investor {one} ; cnai:kind rtype:several-rounds ; cnai:date {date} .""")),
        Rule({"tie": ("investedIn",), "organization_b": ("AgiBot",)}, holding("one", "other")),
        Rule({"tie": ("acquired",)}, template("""
            event:acquisition-{one}-{other} a cnai:Acquisition ; cnai:acquirer {one} ; cnai:acquiree {other} ;
                cnai:date {date} .""")),
        Rule({"source_kind": ("copy-or-tertiary",)}, leave_out="copy or tertiary text that no other row supports"),
        Rule({"tie": ("investedIn",), "organization_b": ("Baichuan",)}, template("""
            event:round-{other}-series-a1 a cnai:FinancingRound ; cnai:investee {other} ; cnai:investor {one} ;
                cnai:kind rtype:series-a ; cnai:date {date} .""")),
        Rule({"tie": ("investedIn",), "organization_b": ("Enflame",)}, holding("one", "other")),
        Rule({"tie": ("has-ties-with",)}, leave_out="tie of no stated kind"),
        Rule({"organization_a": ("Mooncake project",)}, leave_out="tie between two projects"),
        Rule({"organization_b": ("Beijing AI research centre led by Kai-Fu Lee",)},
             leave_out="a side that is not identified"),
        Rule({"tie": ("inference-partner",), "about": ("Kimi K3 launch",)}, template("""
            relation:{one}-offers-models-of-moonshot-ai a cnai:Offering ; cnai:provider {one} ;
                cnai:maker org:moonshot-ai ; cnai:from {date} ."""), implied="Kimi K3 is a model of Moonshot AI."),
        Rule({"tie": ("hardware-supported-by",)}, template("""
            relation:mooncake-on-{one} a cnai:HardwareSupport ; cnai:project product:mooncake ; cnai:vendor {one} ;
                cnai:state state:supported ; cnai:asOf {date} .""")),
        Rule({"tie": ("adopts-and-contributes-to", "builds-on")}, template(_ADOPTS)),
        Rule({"tie": ("maintains", "maintainer-affiliation")}, template(_CONTRIBUTES),
             {"role": constant("role:maintainer")}),
        Rule({"tie": ("contributed-to", "released")}, template(_CONTRIBUTES)),
        Rule({"tie": ("board-member",)}, template("""
            relation:{one}-in-fate-technical-steering-committee a cnai:Membership ; cnai:member {one} ;
                cnai:project product:fate ; cnai:role role:committee-seat ;
                cnai:body "technical steering committee"@en ; cnai:from {date} ; cnai:to {ended} ."""),
             {"ended": lambda draft, row, given: date("to")(draft, row, {"to": given["about"].rpartition(" to ")[2]})}),
        Rule({"tie": _MAKERS}, template("{other} cnai:establishedBy {one} .")),
        Rule({"tie": tuple(_PARTNERSHIPS)}, partnership(seats=False)),
    ),
    columns=("organization_a", "tie", "organization_b", "about", "date", "url", "source_kind"),
    pages=(Cited("url"),),
    apart=("when.month",),
)  # fmt: skip

_FROM_A_LABORATORY: Final = (
    "emerged from the laboratory",
    "direct spin-off",
    "incubated in the laboratory; founded by its professor",
    "research commercialised by the university's team",
    "Cambricon project spun out as a business; angel round from the academy",
    "divested; Microsoft keeps a stake and licenses the technology",
)

SPINOFFS: Final = Table(
    name="spin-offs",
    about="Spin-offs of laboratories and companies (our own table)",
    label="Spin-offs in Chinese AI",
    label_zh="中国人工智能衍生企业",
    title="Companies of Chinese AI that laboratories, universities and companies put out",
    values={"company": name("company"), "origin": name("origin")},
    rules=(
        Rule({"how": ("on the list of unicorns from the university",)}, leave_out="list of a university's unicorns"),
        Rule({"how": ("new start of its founder and team",)}, template("{company} cnai:teamFrom {origin} .")),
        Rule({"how": _FROM_A_LABORATORY}, template("{company} cnai:spunOffFrom {origin} .")),
        Rule({}, leave_out="founded by former members: no spin-off"),
    ),
    columns=("company", "origin", "how", "date", "url", "source_kind"),
    pages=(Cited("url"),),
)  # fmt: skip

IMPORTERS: Final = (importer(COLLABORATIONS), importer(SPINOFFS))

"""Computing centres and supply of computing power in China and by Chinese firms abroad: two tables of our own.

A centre is a thing; its capacity and cost are observations, because a page says them at a time. Capacity in several
kinds of floating point stays in the unit of its page: P is read as PFLOPS, at whatever precision. A tie of supply is a
partnership of supplier and customer; an amount that a page gives for several parties together says so. Reports from
unnamed sources are unconfirmed claims, a candidate of a tender and a purchase that has only its permit too.
"""

import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import (
    Cells,
    Reader,
    concept,
    constant,
    country,
    date,
    name,
    number,
    place,
    taken,
    text,
    where,
    whole,
)
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import Values, template
from kg_cn_ai.namespaces import PREFIXES, XSD

_USER: Final = re.compile(r"\s*\((?:user|tenant|customer|anchor tenant)\)$")
_KINDS: Final = {
    "intelligent computing centre": "intelligent-computing-centre",
    "data centre": "data-centre",
    "data centre abroad": "data-centre",
    "cluster": "cluster",
    "cluster abroad": "cluster",
    "supercomputing centre": "supercomputing-centre",
    "national data centre cluster": "national-data-centre-cluster",
    "national computing hub": "national-hub",
    "capacity of a company": "company-capacity",
    "cluster system": "cluster-product",
    "supercomputer": "supercomputer",
}
_STATES: Final = {
    "in operation": "in-operation", "announced": "announced", "under construction": "under-construction",
    "built": "completed", "approved": "approved", "in operation (trial)": "trial", "withdrawn": "withdrawn",
}  # fmt: skip
_UNITS: Final = (
    (r"^PFLOPS|^P\b", "PFLOPS", "computing-capacity"),
    (r"^EFLOPS", "EFLOPS", "computing-capacity"),
    (r"^(?:standard )?racks", "RACK", "racks"),
    (r"^MW", "MW", "power-capacity"),
    (r"^servers", "SERVER", "accelerators"),
)
_PLANNED: Final = r"\b(?:planned|expected|target|by 20|design|designed|plan|due|carrying)\b"
_MORE: Final = {"more than": "gt", "nearly": "approaching", "not less than": "ge", "at least": "ge", "about": "approx"}
_CURRENCIES: Final = {"CNY": "CNY", "USD": "USD", "EUR": "EUR", "HKD": "HKD", "MYR": "", "THB": ""}


def _operators(draft: Draft, row: str, given: Cells) -> Values:
    """Who runs a centre, without those who only use it."""
    parts = [part.strip() for part in given["operator"].split(";") if part.strip() != given["name"]]
    cells = {**given, "operator": ";".join(part for part in parts if not _USER.search(part))}
    return name("operator", separator=";")(draft, row, cells)


def _chips(draft: Draft, row: str, given: Cells) -> Values:
    """The registered chips of a cell; a family or a system is none."""
    models = [re.sub(r"\s*\(.*?\)", "", part).strip() for part in given["chip_model"].split(";")]
    names = [f"{before}{model}" for model in models if model for before in ("", f"{given['chip_maker']} ")]
    found = [iri for text in names for iri in draft.bearing("chip", text)]
    return tuple(NamedNode(iri) for iri in dict.fromkeys(found))


def _places(draft: Draft, row: str, given: Cells) -> Values:
    """Where a centre stands: its cities, else its provinces, else its country; a system for sale stands nowhere."""
    if given["kind"] == "cluster system":
        return ()
    for column in ("city", "province"):
        names = [re.sub(r"\s*\(.*?\)| and others", "", part).strip() for part in given[column].split(";")]
        if found := [draft.place(row, part) for part in names if part]:
            return tuple(NamedNode(iri) for iri in found if iri)
    return country("country")(draft, row, given)


def _only(column: str) -> Reader:
    """The place of a cell that names one."""
    pattern = r"^([^;(]+?)\s*(?:\([^;]*\))?$"
    return where(column, "and others", taken(column, pattern, place(column)), unless=True)


def _region(draft: Draft, row: str, given: Cells) -> Values:
    """The province of a centre, where it is no city of the same name."""
    return () if given["province"] == given["city"].split(" (")[0] else _only("province")(draft, row, given)


def _unit(position: int, scheme: str) -> Reader:
    def read(draft: Draft, row: str, given: Cells) -> Values:
        found = next((unit for unit in _UNITS if re.search(unit[0], given["capacity_unit"])), None)
        return (NamedNode(PREFIXES[scheme] + found[position]),) if found else ()

    return read


def _how(draft: Draft, row: str, given: Cells) -> Values:
    found = next((slug for words, slug in _MORE.items() if words in given["capacity_unit"]), "eq")
    return (NamedNode(f"{PREFIXES['cmp']}{found}"),)


def _shared(draft: Draft, row: str, given: Cells) -> Values:
    told = given["figures_scope"].startswith("all parties")
    return (Literal("true", datatype=NamedNode(f"{XSD}boolean")),) if told else ()


def _named(word: str, *columns: str) -> Reader:
    """A word of a record's name, where the row has all that the record says."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        return (Literal(word),) if all(given[column] for column in columns) else ()

    return read


def _measured(draft: Draft, row: str, given: Cells) -> Values:
    """What a capacity is called in the name of its record, where its unit is one of a capacity."""
    known = given["capacity"] and _unit(1, "unit")(draft, row, given)
    planned = re.search(_PLANNED, given["capacity_unit"])
    return (Literal("capacity-planned" if planned else "capacity"),) if known else ()


_CENTRE: Final = """
    {system} cnai:kind {kind} ; cnai:state {state} ; cnai:date {date} ; cnai:locatedIn {place} ;
        cnai:ownedBy {owner} ; cnai:operatedBy {operator} ; cnai:builtBy {builder} ; cnai:chip {chip} ;
        cnai:hardwareQuantity {chips} .
    {city} cnai:partOf {region} .
    {region} cnai:partOf {country} ."""
_MEASURED: Final = """
    observation:{system}-{measured} a cnai:Observation ;
        cnai:concerns {system} ; cnai:measure {measure} ; cnai:value {capacity} ; cnai:unit {unit} ;
        cnai:comparator {how} ; cnai:refPeriod {date} ; cnai:state {plan} .
    observation:{system}-{priced} a cnai:Observation ;
        cnai:concerns {system} ; cnai:measure measure:investment-cost ; cnai:value {cost} ; cnai:unit {currency} ;
        cnai:comparator cmp:eq ; cnai:refPeriod {date} ."""

CENTRES: Final = Table(
    name="computing-centres",
    about="Computing centres, clusters and hubs (our own table)",
    label="Computing centres of China and of Chinese firms abroad",
    label_zh="中国及中企海外算力中心",
    title="Computing centres, clusters, hubs and capacity of companies",
    values={
        "system": name("name", "ComputingSystem", kind="system", zh="name_zh"),
        "kind": concept("kind", "systype", _KINDS),
        "state": concept("state", "state", _STATES),
        "date": date("date"),
        "place": _places,
        "city": _only("city"),
        "region": _region,
        "country": country("country"),
        "owner": name("owner", separator=";"),
        "operator": _operators,
        "builder": name("builder", separator=";"),
        "chip": _chips,
        "chips": where("chip_number", r"^\d+$", whole("chip_number")),
        "capacity": where("capacity_unit", r".", number("capacity")),
        "unit": _unit(1, "unit"),
        "measure": _unit(2, "measure"),
        "measured": _measured,
        "plan": where("capacity_unit", _PLANNED, constant("state:planned")),
        "priced": where("currency", "^(?:CNY|USD|EUR)$", _named("cost", "cost")),
        "how": _how,
        "cost": number("cost"),
        "currency": concept("currency", "unit", _CURRENCIES),
    },
    rules=(
        Rule({"state": ("reported plan",)}, leave_out="plan from unnamed sources: no centre yet"),
        Rule({"state": ("withdrawn",)}, leave_out="project that was withdrawn the day after: no centre"),
        Rule({}, template(_CENTRE + _MEASURED), of_things=True),
    ),
    columns=("id", "name", "name_zh", "name_zh_from", "kind", "city", "province", "country", "owner", "operator",
             "builder", "chip_maker", "chip_model", "chip_number", "capacity", "capacity_unit", "state", "date",
             "date_precision", "cost", "currency", "source_url", "source_publisher", "source_date", "source_kind",
             "corroborated", "second_source_url", "note"),
    pages=(Cited("source_url", "source_publisher"), Cited("second_source_url")),
)  # fmt: skip

_TIES: Final = {
    "tender award": "tender",
    **dict.fromkeys(("chips ordered", "chips supplied", "chips to be bought", "chips sold", "supplies memory",
                     "servers ordered", "servers supplied", "cluster supplied", "equipment supplied", "chips offered",
                     "passes on dies"), "supply"),
    **dict.fromkeys(("manufactures chip", "packages"), "manufacturing"),
    **dict.fromkeys(("data centre leased", "computing capacity rented", "compute rented"), "lease"),
    **dict.fromkeys(("builds fab with", "builds centre for", "builds for"), "construction"),
}  # fmt: skip
_TOGETHER: Final = {"adapted to": "adaptation", "supported by": "adaptation", "works with": "adaptation"}
_STATUS: Final = {
    "awarded": "awarded", "in operation": "in-operation", "completed": "completed", "announced": "announced",
    "planned": "planned", "import approved": "approved", "signed": "signed", "in force": "in-force",
    "contracted": "signed", "ordered": "signed", "under construction": "under-construction",
    "withdrawn": "withdrawn", "candidate": "candidate", "reported": "", "reported talks": "", "reported plan": "",
    "said by author": "", "partly delivered": "", "tender opened": "",
}  # fmt: skip
_NAMELESS: Final = ("Suppliers not disclosed", "U company (not named)", "Huawei Ascend server partners (list of Ascend "
                    "complete-machine partners)")  # fmt: skip
_CENTRE_NAMES: Final = (
    "Tianjin AI Computing Center", "Chengdu AI Computing Center", "Shenzhen ten-thousand-card cluster",
    "China Telecom Poyang Lake intelligent computing center",
)  # fmt: skip
_UNNAMED: Final = ("anchor client not named", "Customers in the United Arab Emirates, Saudi Arabia and Thailand")
_AMOUNT: Final = """cnai:summary {item} ; cnai:quantity {quantity} ; cnai:sharedFigure {shared} ; cnai:state {state} ;
            [ cnai:value {amount} ; cnai:unit {currency} ; cnai:comparator cmp:eq ]"""
_SUPPLY: Final = f"""
    relation:{{supplier}}-{{customer}}-{{kind}}-{{date.year}} a cnai:Partnership ;
        cnai:supplier {{supplier}} ; cnai:customer {{customer}} ; cnai:kind {{kind}} ; cnai:date {{date}} ; {_AMOUNT} .
    {{supplier}} cnai:jurisdiction {{seat}} .
    {{customer}} cnai:jurisdiction {{other_seat}} ."""
_WITH: Final = f"""
    relation:{{supplier&customer}}-{{kind}}-{{date.year}} a cnai:Partnership ;
        cnai:partner {{supplier}} , {{customer}} ; cnai:kind {{kind}} ; cnai:date {{date}} ; {_AMOUNT} ."""
# Rows whose record the table of partnerships has too, as supply of the same year.
_SAME: Final = ("P236", "P175")


def _seat(party: str) -> Reader:
    """The country of a party, where no other document states one."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        known = (draft.jurisdictions.get(iri.value) for iri in name(party, zh=f"{party}_zh")(draft, row, given))
        return () if any(known) else country(f"{party}_country")(draft, row, given)

    return read


SUPPLY: Final = Table(
    name="compute-supply",
    about="Who supplies, makes, leases and builds computing power for whom (our own table)",
    label="Supply of computing power in China",
    label_zh="中国算力供应关系",
    title="Ties of suppliers and customers of computing power",
    values={
        "supplier": name("supplier", zh="supplier_zh"),
        "customer": name("customer", zh="customer_zh"),
        "seat": _seat("supplier"),
        "other_seat": _seat("customer"),
        "date": date("date"),
        "item": text("item"),
        "quantity": text("quantity"),
        "amount": number("amount"),
        "currency": concept("currency", "unit", _CURRENCIES),
        "shared": _shared,
        "state": concept("status", "state", _STATUS),
        "kind": concept("tie", "ptype", _TIES | _TOGETHER),
    },
    rules=(
        Rule({"supplier": _NAMELESS}, leave_out="a party is not named"),
        Rule({"customer": _UNNAMED}, leave_out="a party is not named"),
        Rule({"customer": _CENTRE_NAMES}, leave_out="centre: its builder and chips stand in the other table"),
        Rule({"tie": tuple(_TIES), "same_pair_in_partnerships": _SAME}, template(_SUPPLY),
             {"kind": constant("ptype:supply")}),
        # The table of partnerships has the amount of this record, as its page words it.
        Rule({"same_pair_in_partnerships": ("P268",)}, template(_SUPPLY), {"amount": lambda draft, row, given: ()}),
        Rule({"tie": tuple(_TIES)}, template(_SUPPLY)),
        Rule({"tie": tuple(_TOGETHER)}, template(_WITH)),
    ),
    columns=("id", "supplier", "supplier_zh", "supplier_country", "customer", "customer_zh", "customer_country", "tie",
             "item", "quantity", "amount", "currency", "figures_scope", "date", "date_precision", "status",
             "source_url", "source_publisher", "source_date", "source_kind", "corroborated", "second_source_url",
             "same_pair_in_partnerships", "note"),
    pages=(Cited("source_url", "source_publisher"), Cited("second_source_url")),
    unconfirmed={"status": ("reported", "reported talks", "reported plan", "candidate", "said by author",
                            "import approved")},
    apart=("date.month", "amount"),
)  # fmt: skip

IMPORTERS: Final = (importer(CENTRES), importer(SUPPLY))

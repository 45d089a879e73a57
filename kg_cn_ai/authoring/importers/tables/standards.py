"""Standards on AI, data and computing, each with its page: our own table. Its number is what a standard is known by."""

from typing import Final

from kg_cn_ai.authoring.importers.readers import address, date, name
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

TABLE: Final = Table(
    name="standards",
    about="Standards on AI, data and computing (our own table)",
    label="Standards on AI, data and computing",
    label_zh="人工智能、数据与算力标准",
    title="Standards on AI, data and computing, each with its page",
    values={
        "standard": name("number", "Standard", kind="policy"),
        "issuers": name("issuers", "GovernmentBody", separator=";"),
        "issued": date("issued"),
        "effective": date("effective"),
        "page": address("official_url"),
    },
    rules=(
        Rule({"number": ("",)}, leave_out="series or draft without a number"),
        Rule({}, template("""
            {standard} cnai:issuedBy {issuers} ; cnai:issued {issued} ; cnai:inForceFrom {effective} ;
                cnai:officialText {page} .""")),
    ),
    columns=("number", "title", "kind", "issued", "effective", "status", "issuers", "official_url", "stated_at",
             "note"),
    pages=(Cited("official_url"),),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

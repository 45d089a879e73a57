"""Rules on investment across China's border: our own table. An order about one deal stands with the acquisitions."""

from typing import Final

from kg_cn_ai.authoring.importers.readers import date, name
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

TABLE: Final = Table(
    name="investment-rules",
    about="Rules on investment across China's border (our own table)",
    label="Rules on investment across China's border",
    label_zh="跨境投资规则",
    title="Rules on investment across China's border",
    values={
        "rule": name("title", "Regulation", kind="policy"),
        "issuer": name("issuer", "GovernmentBody"),
        "date": date("date"),
        "effective": date("effective"),
    },
    rules=(
        Rule({"title": ("Order to withdraw the acquisition of Manus by Meta",)},
             leave_out="order about one deal: stands with the acquisitions"),
        Rule({}, template(
            "{rule} cnai:issuedBy {issuer} ; cnai:issued {date} ; cnai:inForceFrom {effective} .")),
    ),
    columns=("title", "issuer", "date", "effective", "source_url", "source_publisher", "note"),
    pages=(Cited("source_url", "source_publisher"),),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

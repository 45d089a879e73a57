"""Who signed declarations and commitments on AI: our own table. Who did not sign is no member and stays out."""

from typing import Final

from kg_cn_ai.authoring.importers.readers import concept, country, date, name, place, word
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import Pattern, template

_UNIONS: Final = ("European Union", "African Union Commission")


def _signed(seat: bool) -> tuple[Pattern, ...]:
    return template(f"""
        relation:{{member}}-in-{{instrument}}{{-part}} a cnai:Membership ; cnai:member {{member}} ;
            cnai:instrument {{instrument}} ; cnai:role {{role}} ; cnai:from {{date}} .
        {"{member} cnai:jurisdiction {seat} ." if seat else ""}""")


TABLE: Final = Table(
    name="signatories",
    about="Signatories of declarations and commitments on AI (our own table)",
    label="Signatories of declarations on AI",
    label_zh="人工智能宣言与承诺签署方",
    title="Signatories of declarations and commitments on AI",
    values={
        "member": name("signatory"),
        "instrument": name("instrument", "Policy", kind="policy"),
        "role": concept("role", "role", {
            "signatory": "signatory", "endorser": "endorser", "convener": "convener", "participant": "participant",
        }),
        "part": word("role", {"signatory": "", "endorser": "endorser", "convener": "convener",
                              "participant": "participant"}),
        "date": date("date"),
        "seat": country("country"),
    },
    rules=(
        Rule({"role": ("did not sign",)}, leave_out="did not sign"),
        Rule({"kind": ("state or union",), "signatory": _UNIONS}, _signed(seat=False)),
        Rule({"kind": ("state or union",)}, _signed(seat=False), {"member": place("signatory")}),
        Rule({"kind": ("person",)}, _signed(seat=False), {"member": name("signatory", "Person", kind="person")}),
        Rule({"kind": ("organization",)}, _signed(seat=True)),
    ),
    columns=("instrument", "date", "signatory", "kind", "country", "role", "published_as", "url_seen", "other_url",
             "repository", "commit", "path", "line", "note"),
    pages=(Cited("url_seen"), Cited("other_url")),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

"""Listings, acquisitions and shares of Chinese AI companies: three of our own tables.

An application is no listing yet and its amount is only planned; where a later row completes it, that row alone is
taken. A share subscription that gives no control is a holding. What the table calls the ultimate controller is
contested by the company and stays an unconfirmed claim.
"""

from typing import Final

from kg_cn_ai.authoring.importers.readers import concept, constant, country, date, name, number, string, whole
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.forms import COMPARATORS, CURRENCIES, holding, nothing
from kg_cn_ai.authoring.importers.template import template

_PAGES: Final = (Cited("source_url", "source_publisher"), Cited("second_source_url"))
_LISTED: Final = """
    event:ipo-{company}-{exchange} a cnai:IPO ; cnai:investee {company} ; cnai:exchange {exchange} ;
        cnai:ticker {ticker} ; cnai:date {date} ; cnai:state {state} ; cnai:sharesIssued {shares} ;
        [ cnai:pricePerShare {price} ; cnai:unit {currency} ] ;
        [ cnai:value {proceeds} ; cnai:unit {currency} ; cnai:comparator {how} ] .
"""
_APPLIED: Final = """
    event:ipo-{company}-{exchange} a cnai:IPO ; cnai:investee {company} ; cnai:exchange {exchange} ;
        cnai:date {date} ; cnai:state {state} .
"""

LISTINGS: Final = Table(
    name="stock-listings",
    about="Listings and applications of Chinese AI companies (our own table)",
    label="Listings of Chinese AI companies",
    label_zh="中国人工智能企业上市",
    title="Listings and applications of Chinese AI companies on stock exchanges",
    values={
        "company": name("company", zh="company_zh"),
        "exchange": name("exchange"),
        "ticker": string("ticker"),
        "date": date("listing_date"),
        "state": concept("status", "state", {
            "listed": "listed", "offering": "announced", "filed": "applied", "filed (confidential A1)": "applied",
            "application filed (Chapter 18C)": "applied",
        }),
        "price": number("offer_price"),
        "shares": whole("shares_offered"),
        "proceeds": number("gross_proceeds"),
        "currency": concept("currency", "unit", CURRENCIES),
        "how": concept("amount_qualifier", "cmp", COMPARATORS),
    },
    rules=(
        Rule({"status": ("application accepted",), "company": ("Enflame Technology",)},
             leave_out="application that the row of the listing completes"),
        # The price is in yuan, the proceeds are told in dollars: one record has one unit.
        Rule({"company": ("Hygon Information Technology",)}, template(_LISTED), {"price": nothing}),
        Rule({"status": ("listed", "offering")}, template(_LISTED)),
        Rule({"status": ("filed", "filed (confidential A1)", "application filed (Chapter 18C)")}, template(_APPLIED)),
    ),
    columns=("company", "company_zh", "exchange", "ticker", "listing_date", "date_precision", "offer_price",
             "shares_offered", "gross_proceeds", "amount_qualifier", "currency", "status", "source_url",
             "source_publisher", "where_read", "corroborated", "second_source_url", "confidence_note"),
    pages=_PAGES,
)  # fmt: skip

_BOTH_SEATS: Final = "{acquirer} cnai:jurisdiction {acquirer_seat} .\n{target} cnai:jurisdiction {target_seat} ."
_BOUGHT: Final = f"""
    event:acquisition-{{acquirer}}-{{target}} a cnai:Acquisition ;
        cnai:acquirer {{acquirer}} ; cnai:acquiree {{target}} ; cnai:date {{date}} ; cnai:to {{ended}} ;
        cnai:state {{state}} ; cnai:share {{share}} ;
        [ cnai:value {{amount}} ; cnai:unit {{currency}} ; cnai:comparator {{how}} ] .
    {_BOTH_SEATS}
"""
_FORBIDDEN: Final = "ordered to be withdrawn by the NDRC (China)"
_TERMINATED: Final = "terminated 2025-12-09"

ACQUISITIONS: Final = Table(
    name="acquisitions",
    about="Acquisitions and mergers of Chinese AI companies (our own table)",
    label="Acquisitions of Chinese AI companies",
    label_zh="中国人工智能企业并购",
    title="Acquisitions and mergers of Chinese AI companies, and orders about them",
    values={
        "acquirer": name("acquirer"),
        "target": name("target", zh="target_zh"),
        "acquirer_seat": country("acquirer_country"),
        "target_seat": country("target_country"),
        "date": date("date"),
        "ended": nothing,
        "state": concept("status", "state", {
            "announced": "announced", "completed": "completed", "agreed": "announced",
            "agreed (planned by 2024-08-31)": "announced", _FORBIDDEN: "forbidden", _TERMINATED: "terminated",
        }),
        "share": number("stake_percent"),
        "amount": number("amount"),
        "currency": concept("currency", "unit", CURRENCIES),
        "how": concept("amount_qualifier", "cmp", COMPARATORS),
    },
    rules=(
        Rule({"acquirer": ("Infini Capital",)}, holding("acquirer", "target", _BOTH_SEATS), {"state": nothing}),
        Rule({"status": (_FORBIDDEN,)}, template(_BOUGHT), {"date": nothing, "ended": date("date")}),
        Rule({"status": (_TERMINATED,)}, template(_BOUGHT), {"ended": lambda draft, row, given: date("to")(
            draft, row, {"to": given["status"].removeprefix("terminated ")})}),
        Rule({}, template(_BOUGHT)),
    ),
    columns=("acquirer", "acquirer_country", "target", "target_zh", "target_country", "date", "date_precision",
             "amount", "amount_qualifier", "currency", "stake_percent", "status", "source_url", "source_publisher",
             "where_read", "corroborated", "second_source_url", "confidence_note"),
    pages=_PAGES,
    apart=("share",),
)  # fmt: skip

_PARENT_SEAT: Final = "{parent} cnai:jurisdiction {seat} ."

HOLDINGS: Final = Table(
    name="shareholdings",
    about="Shares in Chinese AI companies at a date (our own table)",
    label="Shares in Chinese AI companies",
    label_zh="中国人工智能企业持股",
    title="Shares in Chinese AI companies at a date",
    values={
        "parent": name("parent"),
        "subsidiary": name("subsidiary", zh="subsidiary_zh"),
        "seat": country("parent_country"),
        "share": number("share_percent"),
        "date": date("as_of"),
        "state": nothing,
    },
    rules=(
        Rule({"relation": ("incubated and spun off",)},
             template(f"{{subsidiary}} cnai:spunOffFrom {{parent}} .\n{_PARENT_SEAT}")),
        Rule({"relation": ("ultimate controller",)}, holding("parent", "subsidiary", _PARENT_SEAT), unconfirmed=True),
        Rule({"relation": ("planned stake by capital increase",)}, holding("parent", "subsidiary", _PARENT_SEAT),
             {"state": constant("state:planned")}),
        Rule({}, holding("parent", "subsidiary", _PARENT_SEAT)),
    ),
    columns=("parent", "parent_country", "subsidiary", "subsidiary_zh", "share_percent", "as_of", "relation",
             "source_url", "source_publisher", "where_read", "corroborated", "second_source_url", "confidence_note"),
    pages=_PAGES,
)  # fmt: skip

IMPORTERS: Final = (importer(LISTINGS), importer(ACQUISITIONS), importer(HOLDINGS))

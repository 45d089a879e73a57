"""Investors of Chinese AI companies, round by round: our own table, a row for each (company, round, investor).

A round has one record however many rows it has, so its amount is stated once. A shareholder is a holding at a date, no
part of a round; a prospective investor is an unconfirmed claim. The amount of a cornerstone tranche or of a whole
offering is not that of the investors named, and stays out.
"""

from typing import Final

from kg_cn_ai.authoring.importers.readers import concept, constant, country, date, name, number, word
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.forms import COMPARATORS, CURRENCIES, nothing
from kg_cn_ai.authoring.importers.template import template

_LETTERED: Final = {
    "seed": "seed",
    "angel": "angel",
    "angel+": "angel",
    "angel / Pre-A": "angel",
    "Pre-A": "pre-series-a",
    "Series A": "series-a",
    "Series A1": "series-a",
    "Series A+": "series-a-plus",
    "pre-Series B": "pre-series-b",
    "Series B": "series-b",
    "Series B+": "series-b-plus",
    "Series B++": "series-b-plus",
    "Series C": "series-c",
    "Series C+": "series-c-plus",
    "Series D": "series-d",
    "Series D (second tranche; some pages: Series E)": "series-d",
    "Series D2": "series-d",
}
"""Rounds whose letter names them, and their kind."""
_SLUGS: Final = _LETTERED | {"Series A1": "series-a1", "Series B++": "series-b-plus-plus", "Series D2": "series-d2",
                             "angel+": "angel-plus"}  # fmt: skip
_DATED: Final = {
    **dict.fromkeys(("strategic", "strategic (Meituan)", "strategic, March 2025", "strategic, March 2025 (Zhuhai)",
                     "strategic, March 2025 (Chengdu)", "strategic, July 2025 (Shanghai)", "round from an automaker"),
                    "strategic"),
    **dict.fromkeys(("2023 rounds together", "2024 rounds (Feb-Aug)", "11 rounds 2013-2021", "2015-2021", "2021-2022",
                     "A4/A5"), "several-rounds"),
    **dict.fromkeys(("private placement beside the IPO",), "private-placement"),
    **dict.fromkeys(("last round before the IPO", "before the IPO"), "pre-ipo"),
    **dict.fromkeys(("zero-coupon convertible bonds",), "bond"),
    **dict.fromkeys(("fund established", "fund first close"), "fund-establishment"),
    **dict.fromkeys(("", "2017", "2018-01", "2018-07", "2019", "2020", "2023-11", "2024", "2024-04", "2024-12",
                     "2025-04", "2025-05", "2025-08", "2025 round", "2024 (Hong Kong)", "2024 round (Prosperity7)",
                     "August 2024", "September 2019", "September 2024", "December 2024", "February 2026", "March 2024",
                     "April 2025", "June 2025", "May 2020", "USD 2 billion round", "first institutional round",
                     "new round", "round led by Alibaba",
                     "round led by ByteDance", "before 2024", "before 2025"), "unnamed"),
}  # fmt: skip
"""Rounds that only their company, kind and date name."""
_LABELS: Final = _DATED | {"strategic, March 2025 (Zhuhai)": "strategic-zhuhai",
                           "strategic, March 2025 (Chengdu)": "strategic-chengdu"}  # fmt: skip
"""The towns tell three rounds of one month apart."""
_INTERESTED: Final = ("BAIC Group", "ComfortDelGro")
_PUBLIC: Final = ("IPO cornerstone tranche", "IPO institutional book", "IPO strategic placement", "IPO book", "IPO",
                  "US IPO")  # fmt: skip
_PERSONS: Final = ("Yuri Milner",)

_SEATS: Final = "{investor} cnai:jurisdiction {seat} ; cnai:kind {character} ."


def _round(record: str, relation: str) -> str:
    return f"""
        event:round-{{company}}-{record} a cnai:FinancingRound ;
            cnai:investee {{company}} ; cnai:{relation} {{investor}} ; cnai:kind {{kind}} ; cnai:date {{date}} ;
            [ cnai:value {{amount}} ; cnai:unit {{currency}} ; cnai:comparator {{how}} ] ;
            [ cnai:valuation {{valuation}} ; cnai:valuationUnit {{valued_in}} ] .
        {_SEATS}"""


def _offering(exchange: str, relation: str) -> str:
    return f"""
        event:ipo-{{company}}-{exchange} a cnai:IPO ; cnai:investee {{company}} ; cnai:{relation} {{investor}} .
        {_SEATS}"""


def _rounds(roles: tuple[str, ...], relation: str) -> tuple[Rule, Rule]:
    return (
        Rule({"role": roles, "round": tuple(_LETTERED)}, template(_round("{stage}", relation)),
             {"kind": concept("round", "rtype", _LETTERED)}),
        Rule({"role": roles, "round": tuple(_DATED)}, template(_round("{label}-{date.month}", relation)),
             {"kind": concept("round", "rtype", _DATED)}),
    )  # fmt: skip


_HOLDING: Final = f"""
    relation:holding-{{investor}}-{{company}}-{{date.month}} a cnai:Shareholding ;
        cnai:holder {{investor}} ; cnai:held {{company}} ; cnai:asOf {{date}} .
    {_SEATS}"""
_FOUNDED: Final = f"{{company}} cnai:establishedBy {{investor}} .\n{_SEATS}"

TABLE: Final = Table(
    name="financing-rounds",
    about="Investors of Chinese AI companies by round (our own table)",
    label="Financing rounds of Chinese AI companies",
    label_zh="中国人工智能企业融资轮次",
    title="Investors of Chinese AI companies, round by round",
    values={
        "company": name("company", zh="company_zh"),
        "investor": name("investor"),
        "seat": country("investor_country"),
        "character": concept("investor_type", "otype", {"state fund": "state-fund", "state-owned": "state-owned"}),
        "stage": word("round", _SLUGS),
        "label": word("round", _LABELS),
        "date": date("date"),
        "amount": number("amount"),
        "currency": concept("currency", "unit", CURRENCIES),
        "how": concept("amount_qualifier", "cmp", COMPARATORS),
        "valuation": number("post_valuation"),
        "valued_in": concept("valuation_currency", "unit", CURRENCIES),
    },
    rules=(
        Rule({"role": ("shareholder",), "investor": _PERSONS}, template(_HOLDING),
             {"investor": name("investor", "Person", kind="person")}),
        Rule({"investor": _PERSONS}, leave_out="investment of a person: no tie between organizations"),
        Rule({"round": ("share transfer",)}, template(_HOLDING)),
        Rule({"role": ("cornerstone",)}, template(_offering("hkex", "cornerstoneInvestor"))),
        # The filing says that they are interested in shares of the offering, not that they bought them.
        Rule({"company": ("Pony.ai",), "round": _PUBLIC, "investor": _INTERESTED},
             template(_round("{kind}-{date.month}", "investor")),
             {"kind": constant("rtype:unnamed")}, unconfirmed=True),
        Rule({"role": ("participant",), "round": _PUBLIC, "company": ("Moore Threads",)},
             template(_offering("shanghai-stock-exchange", "investor"))),
        Rule({"role": ("participant",), "round": _PUBLIC, "company": ("Pony.ai", "WeRide")},
             template(_offering("nasdaq", "investor"))),
        Rule({"role": ("participant",), "round": _PUBLIC}, template(_offering("hkex", "investor"))),
        # The row says the sum flatly, the others of the round that it is more.
        Rule(
            {"company": ("Moonshot AI",), "investor": ("Monolith Management",)},
            template(_round("{stage}", "investor")),
            {"kind": concept("round", "rtype", _LETTERED), "amount": nothing},
        ),
        *_rounds(("lead",), "leadInvestor"),
        *_rounds(("participant", "limited partner", "bond subscriber"), "investor"),
        Rule({"role": ("prospective",)}, template(_round("{kind}-{date.month}", "investor")),
             {"kind": constant("rtype:unnamed")}, unconfirmed=True),
        Rule({"role": ("shareholder", "earlier investor")}, template(_HOLDING)),
        Rule({"role": ("founder",)}, template(_FOUNDED)),
        Rule({"role": ("joint venture partner",)}, leave_out="joint venture: stands in the table of partnerships"),
        Rule({"role": ("manager, general partner",)}, leave_out="manager of a fund: no investment of its own"),
        Rule({"role": ("incubator",)}, leave_out="incubation: no investment stated"),
    ),
    columns=("company", "company_zh", "round", "date", "date_precision", "amount", "amount_qualifier", "currency",
             "post_valuation", "valuation_currency", "investor", "investor_country", "role", "investor_type",
             "source_url", "source_publisher", "where_read", "corroborated", "second_source_url", "confidence_note"),
    pages=(Cited("source_url", "source_publisher"), Cited("second_source_url")),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)

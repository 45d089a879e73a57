"""Records that several of our own tables state, and words that they share, so that the same fact has the same name."""

from typing import Final

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import Cells
from kg_cn_ai.authoring.importers.template import Pattern, Values, template

CURRENCIES: Final = {"CNY": "CNY", "USD": "USD", "HKD": "HKD", "EUR": "EUR"}
COMPARATORS: Final = {
    "": "eq", "about": "approx", "more than": "gt", "nearly": "approaching", "at least": "ge",
    "hundreds of millions": "",
}  # fmt: skip
_MONEY: Final = "[ cnai:value {amount} ; cnai:unit {currency} ; cnai:comparator {how} ]"


def partnership(seats: bool = True) -> tuple[Pattern, ...]:
    """Two sides without a direction: ``one`` and ``other``, ``kind``, ``about``, and what is said of time and money."""
    return template(f"""
        relation:{{one&other}}-{{kind}}-{{when.year}} a cnai:Partnership ; cnai:partner {{one}} , {{other}} ;
            {_LASTING} .
        {_SEATS if seats else ""}""")


def supply(supplier: str, customer: str, seats: bool = True) -> tuple[Pattern, ...]:
    """A supplier and a customer of goods, services, a model or a licence, named by their variables."""
    return template(f"""
        relation:{{{supplier}}}-{{{customer}}}-{{kind}}-{{when.year}} a cnai:Partnership ;
            cnai:supplier {{{supplier}}} ; cnai:customer {{{customer}}} ; {_LASTING} .
        {_SEATS if seats else ""}""")


_LASTING: Final = f"""cnai:kind {{kind}} ; cnai:summary {{about}} ; cnai:date {{date}} ; cnai:asOf {{seen}} ;
            cnai:dateBasis {{basis}} ; cnai:to {{ended}} ; cnai:state {{state}} ; {_MONEY}"""
_SEATS: Final = """{one} cnai:jurisdiction {one_seat} .
        {other} cnai:jurisdiction {other_seat} ."""


def holding(holder: str, held: str, seats: str = "") -> tuple[Pattern, ...]:
    """A share of one that another holds at a date, named by their variables."""
    return template(f"""
        relation:holding-{{{holder}}}-{{{held}}}{{-date.month}} a cnai:Shareholding ;
            cnai:holder {{{holder}}} ; cnai:held {{{held}}} ; cnai:share {{share}} ; cnai:asOf {{date}} ;
            cnai:state {{state}} .
        {seats}""")


def nothing(draft: Draft, row: str, given: Cells) -> Values:
    """The reader of what a table does not say."""
    return ()


__all__ = ["COMPARATORS", "CURRENCIES", "holding", "nothing", "partnership", "supply"]

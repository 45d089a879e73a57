"""Founding, seat, people at the top, names, owners and listings of organizations: two tables of our own.

The property of a row decides what its value is. The value is a phrase of the curators, so each property says which
part of it is taken: the city of a seat, the name before a bracket, the share in it. A cell with several holders, an
owner of doubt and products in free words stay out, each with its reason.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import (
    Cells,
    Reader,
    address,
    concept,
    constant,
    date,
    first,
    name,
    number,
    place,
    string,
    taken,
    text,
    where,
)
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.tables.roles import person
from kg_cn_ai.authoring.importers.template import Values, template
from kg_cn_ai.names import simplified
from kg_cn_ai.namespaces import PREFIXES

_DATE: Final = r"((?:19|20)\d\d(?:-\d\d){0,2})"
_EXCHANGES: Final = {
    "HKEX": "hkex", "Hong Kong Stock Exchange": "hkex", "Shanghai Stock Exchange": "shanghai-stock-exchange",
    "Shenzhen Stock Exchange": "shenzhen-stock-exchange", "Nasdaq": "nasdaq",
    "New York Stock Exchange": "new-york-stock-exchange",
}  # fmt: skip
_LISTING: Final = f"({'|'.join(_EXCHANGES)})"
_COMPARATORS: Final = {"about": "approx", "over": "gt", "more than": "gt"}
_CURRENCIES: Final = {"CNY": "CNY", "USD": "USD", "HKD": "HKD"}
_SCALE: Final = {"million": 6, "billion": 9}


def _exchange(draft: Draft, row: str, given: Cells) -> Values:
    return (NamedNode(PREFIXES["org"] + _EXCHANGES[given["value"]]),)


def _in_part(number: int, read: Reader) -> Reader:
    """What a reader makes of one of the listings of a cell."""

    def value(draft: Draft, row: str, given: Cells) -> Values:
        parts = given["value"].split(";")
        return read(draft, row, {**given, "value": parts[number].strip()}) if number < len(parts) else ()

    return value


def _ticker(draft: Draft, row: str, given: Cells) -> Values:
    """The code of the share: the first word behind the exchange that is no date of the row."""
    words = [word.split(" ")[0] for word in _words(given) if word != given["date"]]
    codes = [word for word in words if 1 < len(word) < 7 and (word.isdigit() or (word.isalpha() and word.isupper()))]
    return (Literal(codes[0]),) if codes and codes[0] not in _CURRENCIES else ()


def _listed_on(draft: Draft, row: str, given: Cells) -> Values:
    """The first day of a listing: a month or day in the value, or the year that is the date of the row too."""
    days = [word for word in _words(given) if re.fullmatch(_DATE, word) and ("-" in word or word == given["date"])]
    return date("date")(draft, row, {**given, "date": days[0]}) if days else ()


def _seen_on(draft: Draft, row: str, given: Cells) -> Values:
    """When it was listed, where its first day is not known."""
    dated = re.search(_DATE, given["value"].replace(",", "")) and "-" in given["value"]
    return () if dated or _listed_on(draft, row, given) else date("date")(draft, row, given)


def _words(given: Cells) -> list[str]:
    return [word.strip() for word in re.sub(r"\(.*?\)", "", given["value"]).split(",")[1:]]


def _legal(column: str, language: str) -> Reader:
    """A registered name; one in traditional characters says so."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        words = given[column]
        traditional = language == "zh-hans" and simplified(words) != words
        return (Literal(words, language="zh-hant" if traditional else language),) if words else ()

    return read


def _former(draft: Draft, row: str, given: Cells) -> Values:
    names = [part.split("(")[0].strip() for part in given["value"].split(";")]
    chinese = [Literal(given["value_zh"], language="zh-hans")] if given["value_zh"] else []
    return (*(Literal(name, language="en") for name in names if name), *chinese)


def _people(draft: Draft, row: str, given: Cells) -> Values:
    return number("value")(draft, row, {**given, "value": given["value"].split()[-1].replace(",", "")})


def _money(draft: Draft, row: str, given: Cells) -> Values:
    """An amount as words write it: ``CNY 709.39 million``."""
    currency, amount, scale = given["value"].split()[:3]
    del currency
    plain = {**given, "value": f"{amount.replace(',', '')}e{_SCALE[scale]}"}
    return number("value")(draft, row, plain)


def _how(draft: Draft, row: str, given: Cells) -> Values:
    """How near a number is, by the words before it."""
    found = next((slug for words, slug in _COMPARATORS.items() if words and given["value"].startswith(words)), "eq")
    return (NamedNode(f"{PREFIXES['cmp']}{found}"),)


def _year(draft: Draft, row: str, given: Cells) -> Values:
    """The year of a number, where the row has both; a number with a remark in a bracket is of something else."""
    whole = given["date"] and re.search(r"^(?:(?:about|over|more than) )?(?:[\d,]+$|(?:CNY|USD) )", given["value"])
    return (Literal(given["date"][:4]),) if whole else ()


def _role(default: str) -> Reader:
    """The role of a person at the top: what the bracket says, else that of the property."""
    directed = where("value", r"\((?:director|minister|head of)", constant("role:director"))
    presided = where("value", r"\(president", constant("role:president"))
    return first(directed, presided, constant(f"role:{default}"))


_EMPTY: Final[Reader] = lambda draft, row, given: ()  # noqa: E731 - a reader that reads nothing
_ORGANIZATION: Final = "{organization}"
_TOP: Final = """
    relation:{person}-{organization}-{role} a cnai:Position ;
        cnai:person {person} ; cnai:organization {organization} ; cnai:role {role} ; cnai:roleTitle {title} ;
        cnai:from {from} ; cnai:to {to} ; cnai:asOf {as_of} ; cnai:state {state} ."""
_FOUNDED: Final = """
    relation:{person}-{organization}-{role} a cnai:Position ;
        cnai:person {person} ; cnai:organization {organization} ; cnai:role {role} ."""
_HOLDING: Final = """
    relation:holding-{holder}-{organization}-{date.month} a cnai:Shareholding ;
        cnai:holder {holder} ; cnai:held {organization} ; cnai:share {share} ; cnai:asOf {date} .
    {organization} cnai:parentOrganization {parent} ."""
_OWNED: Final = "{organization} cnai:parentOrganization {parent} ; cnai:affiliatedWith {supervisor} ."
_HOSTED: Final = """
    relation:{host}-in-{organization}-secretariat a cnai:Membership ;
        cnai:member {host} ; cnai:organization {organization} ; cnai:role role:secretariat ; cnai:asOf {date} ."""
_OBSERVED: Final = """
    observation:{{organization}}-{measure}-{{year}} a cnai:Observation ;
        cnai:concerns {{organization}} ; cnai:measure measure:{measure} ; cnai:value {{amount}} ;
        cnai:unit {{unit}} ; cnai:comparator {{how}} ; cnai:refPeriod {{date}} ."""
_LISTED: Final = """
    event:ipo-{{organization}}-{{exchange{n}}} a cnai:IPO ;
        cnai:investee {{organization}} ; cnai:exchange {{exchange{n}}} ; cnai:ticker {{ticker{n}}} ;
        cnai:date {{listed{n}}} ; cnai:asOf {{seen{n}}} ; cnai:state {{state}} ;
        [ cnai:pricePerShare {{price{n}}} ; cnai:unit {{currency{n}}} ] ."""


def _thing(predicate: str, read: Reader) -> tuple[str, Mapping[str, Reader]]:
    return f"{_ORGANIZATION} cnai:{predicate} {{value}} .", {"value": read}


def _rule(words: str | tuple[str, ...], body: str, values: Mapping[str, Reader], column: str = "property") -> Rule:
    return Rule({column: (words,) if isinstance(words, str) else words}, template(body), values)


def _listings(*parts: int) -> Mapping[str, Reader]:
    readers = {
        "exchange": taken("value", rf"^{_LISTING}", _exchange),
        "ticker": _ticker,
        "listed": _listed_on,
        "price": taken("value", r"(?<!at most )(?:USD|HKD|CNY) ([\d.]+)(?! per ADS)(?:$|\s)", number("value")),
        "currency": taken("value", r"(USD|HKD|CNY) [\d.]", concept("value", "unit", _CURRENCIES)),
    }
    whole = {f"seen{n}": where("value", r";", _seen_on, unless=True) for n in parts}
    return whole | {f"{key}{n}": _in_part(n, read) for n in parts for key, read in readers.items()}


_OWNERS: Final = (
    "BBK Electronics", "Baidu (59%)", "Baidu (Intelligent Driving Group)", "ByteDance", "Chinese Academy of Sciences",
    "China Electronics Corporation (CEC)", "High-Flyer",
    "Huahong Group", "Huawei (wholly owned)", "Huawei Investment & Holding", "Legend Holdings", "Alibaba Group",
    "Central Cyberspace Affairs Commission", "Central People's Government of China (100%)",
    "Guangdong Provincial Government (provincial laboratory), funded and managed by the Shenzhen Municipal Government",
    "Ministry of Industry and Information Technology", "National Development and Reform Commission", "State Council",
    "Standardization Administration of China (approved it)", "State Administration for Market Regulation",
)  # fmt: skip
"""Parents and supervising bodies without a share, or whose share the table of holdings has more exactly."""
_DOUBTED: Final = {
    "Meta (acquisition announced 2025-12-29)": "contested acquisition: stands in the table of acquisitions",
    "China Telecommunications Corporation (70.89%)": "legal entity of the house itself",
    "China Mobile Communications Group Co., Ltd.": "legal entity of the house itself",
    "Hefei Industry Investment Group (wholly owned Innotron)": "owner of a predecessor",
    "consortium led by Shenzhen Dongyangguang Industry (HEC), from Bain Capital": "consortium that is not named",
}
_SEVERAL_HOLDERS: Final = (
    "Zhao Lidong and Zhang Yalin (acting in concert, 32.5% of votes)",
    "Liu Qingfeng and USTC Asset Management (actual controllers, 5.54% and 3.24%)",
    "Hangzhou Alibaba Network Technology (32.65%), Hangzhou Junhan (29.86%), Hangzhou Jun'ao (20.66%)",
    "CET HIK Group (direct), China Electronics Technology Group (CETC, indirect)",
    "Fu Liquan (owner); China Mobile and Central Huijin Investment hold shares",
    "Wang Chuanfu (17.6%), Lu Xiangyang (13.5%), Youngy Investment (5.3%)",
)
_PERSONAL: Final = r"^Zhou Jian "
"""A holder who is a person though the tag of the note does not say so."""
_PARENT: Final = where("note", r"^\[parent", name("value"))
_HOLDER: Final = first(
    where("note", r"^\[controlling", person("value", zh="value_zh")),
    where("value", _PERSONAL, person("value")),
    name("value"),
)

PROFILES: Final = Table(
    name="profiles",
    about="Founding, seat, people at the top, names, owners and listings (our own table)",
    label="Profiles of organizations of Chinese AI",
    label_zh="中国人工智能机构概况",
    title="Organizations: founding, seat, people at the top, names, owners, listing",
    values={
        "organization": name("organization", zh="organization_zh"),
        "date": date("date"),
        "person": person("value", zh="value_zh", organization="organization"),
        "title": taken("value", r"\(((?:co-|acting|director|minister|president|general manager|chair)[^)]*)\)",
                       text("value")),
        "from": taken("value", rf"(?:from |, ){_DATE} ?(?:,|to)", date("value")),
        "to": taken("value", rf"(?:until|left|resigned|to) {_DATE}", date("value")),
        "as_of": where("value", r"\b(?:until|left|resigned)\b|\d to \d", date("date"), unless=True),
        "state": where("value", r"until he left", constant("state:ended")),
        "how": _how,
        "year": _year,
    },
    rules=(
        _rule("founded", *_thing("foundingDate", date("value"))),
        _rule("dissolved", *_thing("dissolutionDate", date("date"))),
        _rule("headquarters", *_thing("locatedIn", taken("value", r"^([^,(]+?)(?: province)?(?: \(|,|$)",
                                                         place("value")))),
        _rule("legalNameZh", *_thing("legalName", _legal("value_zh", "zh-hans"))),
        _rule("legalNameEn", *_thing("legalName", _legal("value", "en"))),
        _rule("formerName", *_thing("formerName", _former)),
        _rule("website", *_thing("website", address("value"))),
        Rule({"property": ("founder",), "value": ("Huawei and 3Com (joint venture)", "Ministry of Railways; Ministry "
             "of Electronics Industry; Ministry of Electric Power Industry", "Beijing Municipal Science & Technology "
             "Commission and Haidian District")}, leave_out="several founding bodies in one cell"),
        Rule({"property": ("founder",), "value": ("China Telecommunications Corporation",)},
             leave_out="legal entity of the house itself"),
        Rule({"property": ("founder",), "value": ("Tsinghua Unigroup", "Zhejiang Provincial Government",
             "Zhejiang University", "Alibaba Group")},
             template("{organization} cnai:establishedBy {value} ."), {"value": name("value")}),
        _rule("founder", _FOUNDED, {"role": first(
            where("value", r"\(co-founder|;|researchers", constant("role:co-founder")), constant("role:founder"))}),
        _rule("chiefExecutive", _TOP, {"role": _role("chief-executive")}),
        _rule("chairman", _TOP, {"role": constant("role:chair")}),
        _rule("president", _TOP, {"role": constant("role:president")}),
        _rule("chiefScientist", _TOP, {"role": constant("role:chief-scientist")}),
        *(Rule({"property": ("parent",), "value": (value,)}, leave_out=why) for value, why in _DOUBTED.items()),
        Rule({"property": ("parent",), "value": _SEVERAL_HOLDERS}, leave_out="several holders in one cell"),
        Rule({"property": ("parent",), "value": _OWNERS}, template(_OWNED), {
            "parent": _PARENT, "supervisor": where("note", r"^\[supervising", name("value"))}),
        Rule({"property": ("parent",), "value": (
            "China Electronics Standardization Institute (CESI; holds the secretariat)",)},
             template(_HOSTED), {"host": name("value")}),
        _rule("parent", _HOLDING, {
            "holder": _HOLDER, "parent": _PARENT, "share": taken("value", r"(\d+(?:\.\d+)?)%", number("value"))}),
        Rule({"property": ("spinOffOf",), "value": (
            "C-Sky Microsystems and the chip team of Alibaba DAMO Academy (merged into it)",
            "Shandong Electronic Equipment Factory (predecessor)")},
             leave_out="predecessor, or two origins in one cell"),
        _rule("spinOffOf", "{organization} cnai:spunOffFrom {value} ; cnai:teamFrom {team} .", {
            "value": where("note", r"^\[(?:academic|institute|corporate)", name("value")),
            "team": where("note", r"^\[team", name("value"))}),
        Rule({"property": ("subsidiary",), "value": (
            "Ezviz (brand)", "Swancor Advanced Materials (at least 63.62%, planned 2025-07)",
            "GDS International (holding company of the assets outside mainland China)",
            "Semiconductor Manufacturing North China (Beijing) Corporation (joint venture)")},
             leave_out="brand, plan, affiliate or joint venture, no subsidiary"),
        _rule("subsidiary", "{value} cnai:parentOrganization {organization} .", {"value": name("value")}),
        _rule("employees", _OBSERVED.format(measure="employees"), {
            "amount": _people, "unit": constant("unit:COUNT")}),
        Rule({"property": ("revenue",), "value": ("CNY 730.0 million (first half year)",)},
             leave_out="revenue of a part of a year"),
        _rule("revenue", _OBSERVED.format(measure="revenue"), {
            "amount": taken("value", r"((?:CNY|USD) [\d.,]+ (?:million|billion))", _money),
            "unit": taken("value", r"(CNY|USD)", concept("value", "unit", _CURRENCIES))}),
        _rule("listing", _LISTED.format(n=0) + _LISTED.format(n=1), {**_listings(0, 1),
            "state": first(where("value", r"withdrawn|taken private", constant("state:delisted")),
                           constant("state:listed"))}),
        Rule({"property": ("product",)}, leave_out="products in free words: other tables name them"),
    ),
    columns=("organization", "organization_zh", "property", "value", "value_zh", "date", "date_precision",
             "source_url", "source_publisher", "source_date", "source_kind", "corroborated", "second_source_url",
             "note"),
    pages=(Cited("source_url", "source_publisher"), Cited("second_source_url")),
)  # fmt: skip

ORGANIZATIONS: Final = replace(
    PROFILES,
    name="organizations",
    about="Founding, seat and listing of organizations, the smaller table (our own)",
    label="Organizations of Chinese AI",
    label_zh="中国人工智能机构",
    title="Organizations: founding, seat, listing",
    values={
        "organization": name("organization", zh="name_zh"),
        "person": person("value"),
        "role": constant("role:co-founder"),
    },
    rules=(
        Rule({"url": ("https://aiwiki.ai/wiki/jiang_daxin/raw",)}, leave_out="machine-written encyclopedia"),
        _rule(("inception", "registered"), *_thing("foundingDate", taken("value", rf"^{_DATE}", date("value")))),
        Rule({"property": ("headquarters",), "value": ("California and Beijing (co-located)",)},
             leave_out="two seats in one cell"),
        _rule("headquarters", *_thing("locatedIn", place("value"))),
        _rule("official name", *_thing("legalName", _legal("value", "en"))),
        _rule("website", *_thing("website", address("value"))),
        _rule("founder", _FOUNDED, {}),
        _rule("listed", _LISTED.format(n=0), {
            "exchange0": taken("value", rf"{_LISTING}$", _exchange), "ticker0": _EMPTY, "price0": _EMPTY,
            "currency0": _EMPTY, "seen0": _EMPTY, "listed0": taken("value", rf"^{_DATE}", date("value")),
            "state": constant("state:listed")}),
        _rule("employees", _OBSERVED.format(measure="employees"), {
            "amount": taken("value", r"^(\d+)", number("value")), "unit": constant("unit:COUNT"),
            "how": constant("cmp:eq"), "year": taken("value", rf"\({_DATE}\)", string("value")),
            "date": taken("value", rf"\({_DATE}\)", date("value"))}),
        Rule({"property": ("staff", "registered capital", "founding day")},
             leave_out="part of the staff, capital, or a day that the company celebrates"),
    ),
    columns=("organization", "name_zh", "property", "value", "url"),
    pages=(Cited("url"),),
)  # fmt: skip

IMPORTERS: Final = (importer(PROFILES), importer(ORGANIZATIONS))

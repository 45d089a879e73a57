"""The registers of the Cyberspace Administration of China: generative AI services, algorithms, cancelled numbers.

The filer of an entry is the legal entity as filed. It is a thing of the graph where it bears the very name or a
decision says so; else it is a company of its own, with no name but the Chinese one: none is invented. Where a decision
finds the name of a house in that of the entity or of what it files, the entity is said to act for the house.

What is filed is text of the entry, its label, and no thing: most of 9,800 services and algorithms are named nowhere
else. A model of the graph is named by decision only (``files``). An entry is in force unless a cancellation says
otherwise; only that is a state.
"""

import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.readers import Cells, Reader, concept, date, first, string, word
from kg_cn_ai.authoring.importers.settle import Settled
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import Values, template
from kg_cn_ai.authoring.mentions import is_named
from kg_cn_ai.authoring.register import language_of, slug
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import has_han, normalise, strip_legal_suffix
from kg_cn_ai.namespaces import ID

_PROVINCES: Final = {
    "11": "北京 beijing", "12": "天津 tianjin", "13": "河北 hebei", "14": "山西 shanxi", "15": "内蒙古 inner-mongolia",
    "21": "辽宁 liaoning", "22": "吉林 jilin", "23": "黑龙江 heilongjiang", "31": "上海 shanghai", "32": "江苏 jiangsu",
    "33": "浙江 zhejiang", "34": "安徽 anhui", "35": "福建 fujian", "36": "江西 jiangxi", "37": "山东 shandong",
    "41": "河南 henan", "42": "湖北 hubei", "43": "湖南 hunan", "44": "广东 guangdong", "45": "广西 guangxi",
    "46": "海南 hainan", "50": "重庆 chongqing", "51": "四川 sichuan", "52": "贵州 guizhou", "53": "云南 yunnan",
    "54": "西藏 tibet", "61": "陕西 shaanxi", "62": "甘肃 gansu", "63": "青海 qinghai", "64": "宁夏 ningxia",
    "65": "新疆 xinjiang",
}  # fmt: skip
"""The first two digits of a code of an administrative division (GB/T 2260): the name, and the slug of the place."""
_SLUGS: Final = dict(text.split() for text in _PROVINCES.values())
_SUFFIX: Final = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|[省市]$")
_ALGORITHM: Final = re.compile(r"网信算备((\d{2})\d{18,20})号")
_NUMBER: Final = re.compile(r"[A-Za-z]+-(.+)-(\d{8,}(?:S\d+)?|)")
_CLASSES: Final = (
    ("University", re.compile(r"大学$|学院$|大学（\w+）$")),
    ("ResearchInstitution", re.compile(r"(?:研究院|研究所|实验室|医院|科学院）)(?:（.+）)?$|中心$")),
    ("MediaOrganization", re.compile(r"(?:电视台|广播电视总台|报社|报社）|日报|报业集团|杂志社|新闻网)$")),
    ("GovernmentBody", re.compile(r"(?:厅|局|办公室|委员会|中心）)$")),
    ("Community", re.compile(r"(?:协会|学会)$")),
)
_NOTHING: Final = ("", "--")
_TYPES: Final = {
    "服务提供者": "provider", "服务技术支持者": "technical-supporter", "个性化推送类": "personalised-push",
    "信息检索类": "information-search", "调度决策类": "scheduling", "检索过滤类": "search-filter",
    "排序精选类": "ranking", "内容过滤类": "content-filter", "生成合成类": "generation",
}  # fmt: skip
_REGISTERS: Final = {
    **dict.fromkeys(("服务提供者", "服务提供", "服务技术支持者"), "deep-synthesis"),
    **dict.fromkeys(tuple(_TYPES)[2:], "algorithm-recommendation"),
}
_LISTS: Final = {
    "filed": "generative-ai-services",
    "registered": "generative-ai-registrations",
    "filed-on-device": "generative-ai-on-device",
    "deep-synthesis": "deep-synthesis",
    "recommendation": "algorithm-recommendation",
}


def _filer(draft: Draft, row: str, given: Cells) -> Values:
    """The legal entity that files: by decision, else the only one of that very name, else a new one."""
    text = _spelt(given["entity"])
    if iri := draft.decided("org", given["entity"]):
        if iri in draft.register.things and not draft.register.named("org", text):
            draft.register.spell(iri, text)
        return (NamedNode(iri),)
    return (NamedNode(_only(draft, row, text) or _registered(draft, text)),)


def _spelt(name: str) -> str:
    """A name in Chinese without stray spaces, in the brackets of Chinese text: cells mix both kinds."""
    return "".join(name.split()).replace("(", "（").replace(")", "）") if has_han(name) else name


def _only(draft: Draft, row: str, text: str) -> str | None:
    try:
        return draft.find("org", text)
    except InputError as error:
        draft.warn(row, error.what)
        return None


def _registered(draft: Draft, name: str) -> str:
    kind = "Company" if "公司" in name else next((kind for kind, form in _CLASSES if form.search(name)), "Company")
    iri = draft.register.new_iri("org", slug(strip_legal_suffix(name)))
    draft.register.add(iri, kind, {language_of(name): name})
    draft.summary.registered.append(iri)
    return iri


def _house(draft: Draft, row: str, given: Cells) -> Values:
    """The house whose name the entity carries, or what it files, by decision."""
    own = {term.value for term in _filer(draft, row, given)}
    related = draft.decisions.related("brand", "org", "cac-registers", given["entity"])
    found = [iri for iri in related if iri not in own]
    for iri in found:
        _imply(draft, row, given, iri, "The entity acts for the house, by decision.")
    return tuple(map(NamedNode, found))


def _imply(draft: Draft, row: str, given: Cells, iri: str, why: str) -> None:
    """Say why the row supports a fact about a thing, where it does not name the thing."""
    words = normalise(" | ".join(given.values()))
    if not is_named(words, draft.register.things[iri].names()):
        earlier = draft.implied["impliedMention"].get(row, "")
        draft.imply(row, "impliedMention", f"{earlier} {why}".strip() if why not in earlier else earlier)


def _unit(draft: Draft, row: str, given: Cells) -> Values:
    """The entity where it acts for a house: of all others the place stands on their filings, once and not twice."""
    return _filer(draft, row, given) if _house(draft, row, given) else ()


def _province(draft: Draft, row: str, given: Cells) -> Values:
    """The province that the register names. The authority over state enterprises, which stands there too, is none."""
    place = _SLUGS.get(_SUFFIX.sub("", given["jurisdiction"]), "")
    if not place and given["jurisdiction"] != "国资委":
        draft.warn(row, f"jurisdiction: {given['jurisdiction']!r} is no province")
    return (NamedNode(f"{ID}place/{place}"),) if place else ()


def _division(draft: Draft, row: str, given: Cells) -> Values:
    """The province whose code the number begins with; a few begin with another code."""
    found = _ALGORITHM.fullmatch(given["number"])
    place = _PROVINCES.get(found[2], "").partition(" ")[2] if found else ""
    if place:
        _imply(draft, row, given, f"{ID}place/{place}", "The number begins with the code of the province.")
    return (NamedNode(f"{ID}place/{place}"),) if place else ()


def _digits(draft: Draft, row: str, given: Cells) -> Values:
    """The number of an algorithm as it stands in the name of its record."""
    found = _ALGORITHM.fullmatch(given["number"])
    if not found:
        draft.warn(row, f"number: {given['number']!r} is no number of an algorithm")
    return (Literal(found[1]),) if found else ()


def _reading(draft: Draft, row: str, given: Cells) -> Values:
    """The name in Latin letters that stands in a number: ``Beijing-WenXinYiYan-20230821``."""
    found = _NUMBER.fullmatch(given["number"])
    if not found:
        draft.warn(row, f"number: {given['number']!r} is not of the usual form")
    same = found and found[1].casefold() == given["name"].casefold()
    return (Literal(found[1], language="zh-latn-pinyin"),) if found and not same else ()


def _named(column: str) -> Reader:
    """What is filed, as it is called there."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        name = " ".join(given[column].split())
        return (Literal(name, language=language_of(name)),) if name not in _NOTHING else ()

    return read


def _models(draft: Draft, row: str, given: Cells) -> Values:
    """The models of the graph that a filed service is, by decision in the context of its filer."""
    found = draft.decisions.related("same", "model", "cac-registers", given["name"], given["entity"])
    return tuple(map(NamedNode, found))


_CAC: Final = "cac"
_UNIT: Final = """ .
    {unit} cnai:locatedIn {place} ; cnai:legalEntityOf {house} ."""
_ONCE: Final = ("locatedIn", "legalEntityOf")
_ALGORITHM_ENTRY: Final = """
    event:filing-{list}-{digits} a cnai:Filing ; rdfs:label {algorithm} ; cnai:kind {kind} ;
        cnai:filer {filer} ; cnai:register {register} ; cnai:filingNumber {number} ;
        cnai:date {date} ; cnai:place {place} ; cnai:filedFor {products}"""
_ENTRY: Final[dict[str, Reader]] = {
    "filer": _filer,
    "unit": _unit,
    "house": _house,
    "register": concept("list", "register", _LISTS),
    "list": word("list", _LISTS),
    "number": string("number"),
}

SERVICES: Final = Table(
    name="cac-generative-ai-services",
    about="CAC register of generative AI services and applications",
    label="Register of generative AI services",
    label_zh="生成式人工智能服务备案与登记",
    title="生成式人工智能服务已备案信息",
    publisher=_CAC,
    url="https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm",
    licence="",
    source="cac-registers",
    values={
        **_ENTRY,
        "place": _province,
        "service": _named("name"),
        "reading": _reading,
        "date": date("date"),
        "phone": _named("phone_brand"),
        "model": _models,
    },
    rules=(
        Rule({}, template("""
            event:filing-{list}-{number} a cnai:Filing ; rdfs:label {service} ; skos:altLabel {reading} ;
                cnai:filer {filer} ; cnai:files {model} ; cnai:register {register} ;
                cnai:filingNumber {number} ; cnai:date {date} ; cnai:place {place} ; cnai:filedFor {phone}""" + _UNIT)),
    ),
    columns=("attachment_period", "list", "sequence", "jurisdiction", "name", "entity", "number", "date",
             "late_registration", "phone_brand", "columns_swapped_upstream", "notice_url", "upstream_record"),
    once=_ONCE,
)  # fmt: skip

ALGORITHMS: Final = Table(
    name="cac-algorithms",
    about="CAC register of recommendation and deep-synthesis algorithms",
    label="Register of algorithms",
    label_zh="互联网信息服务算法备案",
    title="境内互联网信息服务算法备案清单、境内深度合成服务算法备案清单",
    publisher=_CAC,
    url="https://beian.cac.gov.cn/",
    licence="",
    source="cac-registers",
    values={
        **_ENTRY,
        "place": _division,
        "digits": _digits,
        "algorithm": _named("algorithm"),
        "kind": concept("category_or_role", "filingtype", _TYPES),
        "date": first(date("announced"), date("batch")),
        "products": _named("products"),
    },
    rules=(
        Rule({"remark": ("已注销",)}, template(_ALGORITHM_ENTRY + " ; cnai:state state:cancelled" + _UNIT)),
        Rule({}, template(_ALGORITHM_ENTRY + _UNIT)),
    ),
    columns=("list", "batch", "announced", "sequence", "algorithm", "category_or_role", "entity", "products", "number",
             "remark", "notice_url", "upstream_file"),
    settled=Settled(("date",), ()),
    once=_ONCE,
)  # fmt: skip

CANCELLATIONS: Final = Table(
    name="cac-cancellations",
    about="CAC notices on cancelled numbers of algorithms",
    label="Cancelled numbers of algorithms",
    label_zh="注销算法备案编号",
    title="关于注销算法备案编号的公告",
    publisher=_CAC,
    url="https://beian.cac.gov.cn/",
    licence="",
    source="cac-registers",
    values={
        "filer": _filer,
        "list": word("category_or_role", _REGISTERS),
        "register": concept("category_or_role", "register", _REGISTERS),
        "digits": _digits,
        "number": string("number"),
        "day": date("cancelled_notice_date"),
    },
    rules=(
        Rule({}, template("""
            event:filing-{list}-{digits} a cnai:Filing ; cnai:filer {filer} ; cnai:register {register} ;
                cnai:filingNumber {number} ; cnai:state state:cancelled ; cnai:to {day} .""")),
    ),
    columns=("cancelled_notice_date", "algorithm", "category_or_role", "entity", "products", "number", "notice_title",
             "notice_url", "upstream_record"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (SERVICES, ALGORITHMS, CANCELLATIONS)))

"""The list of official documents of the CAC, the MIIT and TC260: which of them concern AI, who issued them, and when.

A document concerns AI if its title has one of the terms below; 算法 counts except in 密码算法, cryptographic
algorithm. Notice, text and questions-and-answers of one rule are one policy: decisions say which titles mean which.
Its date is the earliest of notice and text; that of a page about them counts only where the list has neither.
Issuers are the registered bodies that the title names before it says what they do, an office or department standing
for its ministry; the column of issuers says CAC for every page of the CAC, so it counts only where the ministry or
committee publishes its own and the title names nobody. ``等八部门`` counts eight; nobody without a name is invented.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date, records
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.names import has_han
from kg_cn_ai.namespaces import CNAI

TERMS: Final = (
    "人工智能", "智能", "生成式", "大模型", "深度合成", "算法", "人脸识别", "机器人", "脑机接口", "车联网", "自动驾驶",
    "元宇宙", "算力", "云计算", "未来产业",
)  # fmt: skip
"""A title with one of these is about AI or intelligent systems."""

_NEEDED: Final = ("title", "url", "publication_date", "issuing_department", "source")
_COUNTED: Final = re.compile(r"([二三四五六七八九十]|\d+)个?部门")
_ACT: Final = re.compile(r"关于|印发|发布|公布|联合|部署")
_SHORT: Final = 3
_DIGITS: Final = "零一二三四五六七八九十"
_OWN_PAGES: Final = {"miit", "tc260"}
_CLASSES: Final = (
    (re.compile(r"备案|名单|征集|揭榜|推荐|申报|公告$|公布"), "Announcement"),
    (re.compile(r"(办法|规定|条例)(》|$)"), "Regulation"),
    (re.compile(r"计划|实施意见|方案"), "ActionPlan"),
    (re.compile(r"指引|指南|框架|意见"), "Guideline"),
)


def header(document: Document, edition: str) -> Header:
    """What is said of the document."""
    return Header(
        slug=f"ai-policies-{edition}",
        label=f"AI policy list, {edition}",
        label_zh=f"AI政策文件清单，{edition}",
        title="Policy documents of the CAC, MIIT and TC260",
        publisher="ai-policy-platform",
        url="https://github.com/zhiyuanplus/ai-policy-platform",
        edition=edition,
        licence="https://spdx.org/licenses/MIT",
        note="The date of a document is that of its publication on the list.",
    )


def concerns_ai(title: str) -> bool:
    """Whether a document is about AI or intelligent systems, by its title.

    >>> concerns_ai("人脸识别技术应用安全管理办法"), concerns_ai("SM9密码算法加密签名消息格式")
    (True, False)
    """
    return any(term in title.replace("密码算法", "") for term in TERMS)


def read(document: Document, draft: Draft) -> None:
    """Walk the rows and add what they state of documents that concern AI."""
    bodies = {
        name: thing.iri
        for thing in draft.register.of_kind("org")
        for name in thing.names()
        if thing.type == f"{CNAI}GovernmentBody" or (has_han(name) and len(name) > _SHORT)
    }
    chosen = []
    days: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for row, cells in records(document, (), _NEEDED, draft):
        title = " ".join(cells["title"].split()).strip("\u200b")
        if not concerns_ai(title):
            draft.skip("the title has no term of AI")
            continue
        known = draft.find("policy", title) or draft.find("policy", name_in(title))
        policy = known or draft.thing("policy", name_in(title), _class(title))
        day = draft.cell(row, "publication_date", cells["publication_date"], date)
        chosen.append((row, cells, title, policy, day))
        if day:
            days[policy].append((_is_about(title), day.value))
    for row, cells, title, policy, day in chosen:
        if day and (_is_about(title), day.value) == min(days[policy]):
            draft.add(row, policy, "issued", day)
        draft.add(row, policy, "officialText", cells["url"])
        issuers = list(named(title, bodies))
        if not issuers and cells["source"] in _OWN_PAGES:
            issuers = list(named(cells["issuing_department"], bodies))
        for issuer in issuers:
            draft.add(row, policy, "issuedBy", issuer)
        if len(issuers) > 1 and not stated_count(title) and "等" not in title.partition("《")[0]:
            draft.add(row, policy, "statedCount", Literal(len(issuers)))
            draft.imply(row, "impliedNumber", "The title names the bodies; their number is counted.")
        if count := stated_count(title):
            draft.add(row, policy, "statedCount", Literal(count))
            if missing := count - len(issuers):
                draft.add(row, policy, "listComplete", Literal(False))
                words = (
                    f"{missing} bodies that the title does not name"
                    if missing > 1
                    else "one body that the title does not name"
                )
                draft.add(row, policy, "unnamedMembers", Literal(words, language="en"))


def name_in(title: str) -> str:
    """The document's own name: what stands in 《》 if one name does, else the title."""
    found = re.findall(r"《([^《》]+)》", title)
    return found[0] if len(found) == 1 else title


def _is_about(title: str) -> bool:
    """Whether a page is about a document rather than the document or its notice: questions and answers, a reading."""
    return "答记者问" in title or "解读" in title


def named(text: str, bodies: dict[str, str]) -> Iterator[str]:
    """The bodies that a title names before it says what they do, in its order, the longest name first at each place."""
    text = _ACT.split(re.sub(r"《[^《》]*》", "", text))[0]
    names = sorted(bodies, key=len, reverse=True)
    seen: set[str] = set()
    at = 0
    while at < len(text):
        name = next((name for name in names if text.startswith(name, at)), None)
        if name and bodies[name] not in seen:
            seen.add(bodies[name])
            yield bodies[name]
        at += len(name) if name else 1


def stated_count(title: str) -> int:
    """How many departments the title counts; 0 where it does not.

    >>> stated_count("工业和信息化部等八部门关于印发…"), stated_count("四部门联合发布"), stated_count("关于印发")
    (8, 4, 0)
    """
    found = _COUNTED.search(re.sub(r"《[^《》]*》", "", title))
    if not found:
        return 0
    return int(found[1]) if found[1].isdecimal() else _DIGITS.index(found[1])


def _class(title: str) -> str:
    return next((name for form, name in _CLASSES if form.search(title)), "Policy")


IMPORTER: Final = Importer(
    name="ai-policies",
    about="official documents of the CAC, MIIT and TC260 (CSV)",
    source="ai-policies",
    header=header,
    read=read,
)

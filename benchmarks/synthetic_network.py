"""A network of any size in the shape of the real one, with the card of each thing, for the explorer.

Companies with their models and products around them (few large makers, many small ones), universities, government
bodies with policies, a few restricted-party lists that hundreds of organizations stand on, partnerships and investments
inside and between clusters, and some things without relations. About 1.9 relations for each thing; a fifth of them
dated; most facts single-source, a few contested or self-reported.
"""

import random
from typing import TYPE_CHECKING, Final

import networkx as nx

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import Evidence, Fact, RecordView, Value
from kg_cn_ai.namespaces import CNAI, CONCEPT, ID, SOURCE

if TYPE_CHECKING:
    from typing import TypeAlias

    Graph: TypeAlias = "nx.MultiDiGraph[str]"

SYLLABLES: Final = {
    "百": "bai", "川": "chuan", "智": "zhi", "谱": "pu", "云": "yun", "科": "ke", "讯": "xun", "星": "xing",
    "海": "hai", "光": "guang", "寒": "han", "武": "wu", "商": "shang", "汤": "tang", "旷": "kuang", "视": "shi",
    "天": "tian", "数": "shu", "深": "shen", "度": "du", "求": "qiu", "索": "suo", "月": "yue", "明": "ming",
}  # fmt: skip
_ENDINGS: Final = {"Company": "科技", "University": "大学", "ResearchInstitution": "研究院", "GovernmentBody": "部"}
_COUNTRIES: Final = (("China", "中国", 70), ("United States", "美国", 16), ("Hong Kong", "香港", 5),
                     ("Singapore", "新加坡", 3), ("Germany", "德国", 3), ("Japan", "日本", 3))  # fmt: skip
_FIELDS: Final = (("large language models", "大语言模型"), ("computer vision", "计算机视觉"),
                  ("chips", "芯片"), ("cloud computing", "云计算"), ("robotics", "机器人"),
                  ("autonomous driving", "自动驾驶"))  # fmt: skip
_RELATIONS: Final = {
    "developedBy": ("developed by", "开发方"),
    "partnersWith": ("partners with", "合作"),
    "investedIn": ("invested in", "投资"),
    "issuedBy": ("issued by", "发布机关"),
    "basedOn": ("based on", "基于"),
    "listedOn": ("listed on", "列入"),
    "parentOrganization": ("parent organization", "上级机构"),
    "memberOf": ("member of", "成员"),
}
_TYPES: Final = {
    "Company": ("Company", "企业"), "University": ("University", "高等院校"),
    "GovernmentBody": ("Government body", "政府机构"), "ResearchInstitution": ("Research institution", "科研机构"),
    "LargeLanguageModel": ("Large language model", "大语言模型"), "MultimodalModel": ("Multimodal model", "多模态模型"),
    "Product": ("Product", "产品"), "Chip": ("Chip", "芯片"),
    "Regulation": ("Regulation", "法规规章"), "Programme": ("Programme", "项目计划"),
}  # fmt: skip


def network(size: int, seed: int = 1) -> "tuple[Graph, dict[str, Card], list[list[str]]]":
    """A graph in the form of `kg_cn_ai.network.network`, the card of each thing, and the clusters it was made of."""
    chance = random.Random(seed)
    graph: Graph = nx.MultiDiGraph()
    clusters = _things(graph, size, chance)
    _relations(graph, clusters, size, chance)
    return graph, _cards(graph, chance), clusters


def _things(graph: "Graph", size: int, chance: random.Random) -> list[list[str]]:
    names: set[str] = set()

    def add(kind: str, prefix: str) -> str:
        number = len(graph)
        while True:
            syllables = chance.choices(list(SYLLABLES), k=chance.choice((2, 2, 3)))
            chinese = "".join(syllables)
            if chinese not in names or len(names) > 9000:
                break
        names.add(chinese)
        english = "".join(SYLLABLES[s] for s in syllables).title()
        if number > 9000:
            chinese, english = f"{chinese}{number}", f"{english} {number}"
        iri = f"{ID}{prefix}/n{number}"
        country = chance.choices(_COUNTRIES, [c[2] for c in _COUNTRIES])[0] if prefix == "org" else None
        words = {"University": " University", "GovernmentBody": " Ministry", "ResearchInstitution": " Institute",
                 "Regulation": " Measures", "Programme": " List", "Chip": " X1"}  # fmt: skip
        graph.add_node(
            iri, label=english + words.get(kind, ""), label_zh=chinese + _ENDINGS.get(kind, ""),
            pinyin=" ".join(SYLLABLES[s] for s in syllables), names=[f"{english} {prefix}"], type=kind,
            group={"org": "organization", "chip": "product"}.get(prefix, prefix), country=country[0] if country else "",
            iri=iri,
        )  # fmt: skip
        return iri

    clusters: list[list[str]] = []
    lists = [add("Programme", "programme") for _ in range(max(1, min(6, size // 300)))]
    clusters.append(lists)
    while len(graph) < size * 0.95:
        head = chance.choices(("Company", "University", "ResearchInstitution", "GovernmentBody"), (9, 2, 2, 1))[0]
        members = [add(head, "org")]
        wanted = min(int(chance.paretovariate(0.8)) + 1, max(6, size // 18))
        for _ in range(min(wanted, size - len(graph))):
            if head == "GovernmentBody":
                members.append(add("Regulation", "policy"))
            else:
                kind, prefix = chance.choices(
                    (("LargeLanguageModel", "model"), ("MultimodalModel", "model"), ("Product", "product"),
                     ("Chip", "chip"), ("Company", "org")), (6, 3, 2, 1, 5),
                )[0]  # fmt: skip
                members.append(add(kind, prefix))
        clusters.append(members)
    while len(graph) < size:
        add("Company", "org")
    return clusters


def _relations(graph: "Graph", clusters: list[list[str]], size: int, chance: random.Random) -> None:
    orgs = [iri for iri, known in graph.nodes.items() if known["group"] == "organization"]
    heads = [members[0] for members in clusters[1:]]

    made = 0

    def add(source: str, target: str, relation: str) -> None:
        nonlocal made
        if source == target:
            return
        made += 1
        dated = chance.random() < 0.25
        year = 2012 + int(12.9 * chance.random() ** 0.5)
        label, zh = _RELATIONS[relation]
        graph.add_edge(
            source, target, key=f"https://w3id.org/kg-cn-ai/statement/{made:016x}",
            relation=f"{CNAI}{relation}", label=label, label_zh=zh,
            status=chance.choices(("asserted", "derived", "party-claim"), (60, 38, 2))[0],
            grade=chance.choices(("single-source", "corroborated", "self-reported", "contested"), (80, 14, 4, 2))[0],
            date=f"{year}-{chance.randint(1, 12):02}" if dated else "", record="",
        )  # fmt: skip

    for members in clusters[1:]:
        for iri in members[1:]:
            kind = graph.nodes[iri]["type"]
            relation = (
                "issuedBy" if kind == "Regulation" else "parentOrganization" if kind == "Company" else "developedBy"
            )
            add(iri, members[0], relation)
        for _ in range(len(members) // 3):
            a, b = chance.choice(members), chance.choice(members)
            if graph.nodes[a]["group"] == graph.nodes[b]["group"] == "organization":
                add(a, b, "partnersWith")
            elif graph.nodes[a]["group"] == graph.nodes[b]["group"] == "model":
                add(a, b, "basedOn")
    for place, name in enumerate(clusters[0]):
        for iri in chance.sample(orgs, min(len(orgs), max(3, size // (10 + 8 * place)))):
            add(iri, name, "memberOf" if place % 2 else "listedOn")
    linked = [iri for iri in orgs if graph.degree(iri)]
    while made < 1.9 * size:
        a, b = (chance.choice(heads) if chance.random() < 0.6 else chance.choice(linked) for _ in range(2))
        add(a, b, chance.choice(("partnersWith", "partnersWith", "investedIn")))


def _cards(graph: "Graph", chance: random.Random) -> dict[str, Card]:
    china = {english: zh for english, zh, _ in _COUNTRIES}
    documents = max(4, min(60, len(graph) // 50))

    def evidence() -> Evidence:
        number = chance.randrange(documents)
        row = chance.randint(2, 4000)
        return Evidence(
            f"{SOURCE}document-{number}", f"Register {number} of things", f"Publisher {number % 9}", f"row={row}",
            f"row {row:,}", f"第 {row:,} 行", f"https://example.org/{number}",
            "https://creativecommons.org/licenses/by/4.0/",
        )  # fmt: skip

    facts: dict[str, list[Fact]] = {iri: [] for iri in graph}
    for source, target, key, known in graph.edges(keys=True, data=True):
        spans = tuple(evidence() for _ in range(2 if known["grade"] == "corroborated" else 1))
        for end, other, incoming in ((source, target, False), (target, source, True)):
            value = Value(other, graph.nodes[other]["label"], graph.nodes[other]["label_zh"])
            facts[end].append(
                Fact(known["relation"], known["label"], known["label_zh"], value, incoming, known["status"],
                     known["grade"], known["date"] or None, spans, key, None, ())
            )  # fmt: skip
    cards = {}
    for iri, known in graph.nodes.items():
        own = facts[iri]
        if known["country"]:
            value = Value(f"{ID}place/{known['country'][:2].lower()}", known["country"], china[known["country"]])
            own.append(
                Fact(f"{CNAI}jurisdiction", "jurisdiction", "所属辖区", value, False, "asserted", "single-source", None,
                     (evidence(),), f"{iri}#jurisdiction", None, ())
            )  # fmt: skip
        if known["group"] in ("organization", "model"):
            english, zh = chance.choice(_FIELDS)
            value = Value(f"{CONCEPT}field/{english.replace(' ', '-')}", english, zh)
            own.append(
                Fact(f"{CNAI}field", "field", "领域", value, False, "asserted", "single-source", None,
                     (evidence(),), f"{iri}#field", None, ())
            )  # fmt: skip
        label, zh = _TYPES[known["type"]]
        records: tuple[RecordView, ...] = ()
        if known["group"] == "model" and chance.random() < 0.3:
            day = f"{chance.randint(2019, 2024)}-{chance.randint(1, 12):02}"
            records = (
                RecordView(f"{iri}#launch", f"Launch of {known['label']}", f"{known['label_zh']}发布", ("Launch",), "",
                           chance.choice(("asserted", "asserted", "party-claim")), "single-source", day,
                           (("launches", Value(iri, known["label"], known["label_zh"])),), (evidence(),)),
            )  # fmt: skip
        cards[iri] = Card(
            iri, {"en": known["label"], "zh-hans": known["label_zh"], "zh-latn-pinyin": known["pinyin"]},
            tuple(known["names"]), (f"{CNAI}{known['type']}",), label, zh, None, tuple(own), records,
        )  # fmt: skip
    return cards

"""A small graph in the flat form of a release: about a dozen things, three documents, every feature once.

It is written as Turtle without statements; :func:`small_store` adds one Statement per fact and spells out each span,
as the build does, so that readers of a release can be tested on a graph that fits in a head.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg_cn_ai import namespaces as ns

ARTICLE = f"{ns.SOURCE}sirmione-2023-10"
DATASET = f"{ns.SOURCE}epoch-ai-models"
GAZETTE = f"{ns.SOURCE}cac-gazette"
CONTESTED = "policy:genai-interim-measures cnai:statedCount 5"

_ONTOLOGY = """
cnai:Thing a owl:Class ; rdfs:label "Thing"@en , "事物"@zh-hans .
cnai:Organization a owl:Class ; rdfs:label "Organization"@en , "组织"@zh-hans .
cnai:Company a owl:Class ; rdfs:subClassOf cnai:Organization ; rdfs:label "Company"@en , "企业"@zh-hans .
cnai:ResearchInstitution a owl:Class ; rdfs:subClassOf cnai:Organization ;
  rdfs:label "Research institution"@en , "科研机构"@zh-hans .
cnai:GovernmentBody a owl:Class ; rdfs:subClassOf cnai:Organization ;
  rdfs:label "Government body"@en , "政府机构"@zh-hans .
cnai:AIModel a owl:Class ; rdfs:label "AI model"@en , "人工智能模型"@zh-hans .
cnai:LargeLanguageModel a owl:Class ; rdfs:subClassOf cnai:AIModel ;
  rdfs:label "Large language model"@en , "大语言模型"@zh-hans .
cnai:Policy a owl:Class ; rdfs:label "Policy instrument"@en , "政策文件"@zh-hans .
cnai:Regulation a owl:Class ; rdfs:subClassOf cnai:Policy ; rdfs:label "Regulation"@en , "法规规章"@zh-hans .
cnai:Place a owl:Class ; rdfs:label "Place"@en , "地点"@zh-hans .
cnai:Record a owl:Class ; rdfs:label "Record"@en , "记录"@zh-hans .
cnai:Event a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label "Event"@en , "事件"@zh-hans .
cnai:LaunchEvent a owl:Class ; rdfs:subClassOf cnai:Event ; rdfs:label "Launch"@en , "发布事件"@zh-hans .
cnai:FinancingRound a owl:Class ; rdfs:subClassOf cnai:Event ;
  rdfs:label "Financing round"@en , "融资轮次"@zh-hans .
cnai:Partnership a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label "Partnership"@en , "合作关系"@zh-hans .
cnai:Provision a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label "Policy provision"@en , "政策条款"@zh-hans .
cnai:Observation a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label "Observation"@en , "观测值"@zh-hans .
cnai:Forecast a owl:Class ; rdfs:subClassOf cnai:Observation ; rdfs:label "Forecast"@en , "预测"@zh-hans .
cnai:Assessment a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label "Assessment"@en , "评价与主张"@zh-hans .
cnai:SourceDocument a owl:Class ; rdfs:label "Source document"@en , "来源文献"@zh-hans .
cnai:Statement a owl:Class ; rdfs:label "Statement"@en , "陈述"@zh-hans .

cnai:jurisdiction a owl:ObjectProperty ; rdfs:label "jurisdiction"@en , "所属辖区"@zh-hans ;
  schema:domainIncludes cnai:Organization ; schema:rangeIncludes cnai:Place ; cnai:inNetwork false .
cnai:developedBy a owl:ObjectProperty ; rdfs:label "developed by"@en , "开发方"@zh-hans ;
  schema:domainIncludes cnai:AIModel ; schema:rangeIncludes cnai:Organization .
cnai:affiliatedWith a owl:ObjectProperty ; rdfs:label "affiliated with"@en , "隶属或关联"@zh-hans .
cnai:parentOrganization a owl:ObjectProperty ; rdfs:subPropertyOf cnai:affiliatedWith ;
  rdfs:label "parent organization"@en , "上级机构"@zh-hans .
cnai:issuedBy a owl:ObjectProperty ; rdfs:label "issued by"@en , "发布机关"@zh-hans .
cnai:appliesTo a owl:ObjectProperty ; rdfs:label "applies to"@en , "适用范围"@zh-hans .
cnai:inForceFrom a owl:DatatypeProperty ; rdfs:label "in force from"@en , "施行日期"@zh-hans .
cnai:statedCount a owl:DatatypeProperty ; rdfs:label "stated count"@en , "所述数量"@zh-hans .
cnai:partnersWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "partners with"@en , "合作"@zh-hans ;
  cnai:isDerived true .
cnai:investedIn a owl:ObjectProperty ; rdfs:label "invested in"@en , "投资"@zh-hans ; cnai:isDerived true .
cnai:launched a owl:ObjectProperty ; rdfs:label "launched"@en , "发布"@zh-hans ; cnai:isDerived true .
cnai:participant a owl:ObjectProperty ; rdfs:label "participant"@en , "参与方"@zh-hans .
cnai:concerns a owl:ObjectProperty ; rdfs:label "concerns"@en , "涉及"@zh-hans .
cnai:partner a owl:ObjectProperty ; rdfs:subPropertyOf cnai:participant ; rdfs:label "partner"@en , "合作方"@zh-hans .
cnai:investor a owl:ObjectProperty ; rdfs:subPropertyOf cnai:participant ; rdfs:label "investor"@en , "投资方"@zh-hans .
cnai:investee a owl:ObjectProperty ; rdfs:subPropertyOf cnai:participant ; rdfs:label "investee"@en , "被投方"@zh-hans .
cnai:launchedBy a owl:ObjectProperty ; rdfs:subPropertyOf cnai:participant ;
  rdfs:label "launched by"@en , "发布方"@zh-hans .
cnai:launches a owl:ObjectProperty ; rdfs:subPropertyOf cnai:concerns ;
  rdfs:label "launches"@en , "发布对象"@zh-hans .
cnai:comparedTo a owl:ObjectProperty ; rdfs:subPropertyOf cnai:concerns ;
  rdfs:label "compared to"@en , "比较对象"@zh-hans .
cnai:attributedTo a owl:ObjectProperty ; rdfs:subPropertyOf cnai:participant ;
  rdfs:label "attributed to"@en , "归属方"@zh-hans .
cnai:provisionOf a owl:ObjectProperty ; rdfs:subPropertyOf cnai:concerns ;
  rdfs:label "provision of"@en , "所属政策"@zh-hans .
cnai:place a owl:ObjectProperty ; rdfs:label "place"@en , "地点"@zh-hans .
cnai:kind a owl:ObjectProperty ; rdfs:label "kind"@en , "类别"@zh-hans .
cnai:field a owl:ObjectProperty ; rdfs:label "field"@en , "领域"@zh-hans .
cnai:effect a owl:ObjectProperty ; rdfs:label "effect"@en , "规范效力"@zh-hans .
cnai:judgement a owl:ObjectProperty ; rdfs:label "judgement"@en , "评价结论"@zh-hans .
cnai:measure a owl:ObjectProperty ; rdfs:label "measure"@en , "指标"@zh-hans .
cnai:value a owl:DatatypeProperty ; rdfs:label "value"@en , "数值"@zh-hans .
cnai:unit a owl:ObjectProperty ; rdfs:label "unit"@en , "单位"@zh-hans .
cnai:comparator a owl:ObjectProperty ; rdfs:label "comparator"@en , "比较关系"@zh-hans .
cnai:summary a owl:DatatypeProperty ; rdfs:label "summary"@en , "摘要"@zh-hans .
cnai:listComplete a owl:DatatypeProperty ; rdfs:label "list complete"@en , "名单完整"@zh-hans .
cnai:date a owl:DatatypeProperty ; rdfs:label "date"@en , "日期"@zh-hans .
cnai:earliest a owl:DatatypeProperty ; rdfs:label "earliest day"@en , "最早日期"@zh-hans .
cnai:latest a owl:DatatypeProperty ; rdfs:label "latest day"@en , "最晚日期"@zh-hans .
cnai:dateBasis a owl:ObjectProperty ; rdfs:label "date basis"@en , "日期依据"@zh-hans .
cnai:dateText a owl:DatatypeProperty ; rdfs:label "date as stated"@en , "原文日期"@zh-hans .
cnai:claimStatus a owl:ObjectProperty ; rdfs:label "claim status"@en , "主张状态"@zh-hans .
cnai:confidence a owl:ObjectProperty ; rdfs:label "confidence"@en , "置信度"@zh-hans .
cnai:evidence a owl:ObjectProperty ; rdfs:label "evidence"@en , "证据"@zh-hans .
cnai:statedIn a owl:ObjectProperty ; rdfs:label "stated in"@en , "出处"@zh-hans .
cnai:contradicts a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "contradicts"@en , "相互矛盾"@zh-hans .
cnai:sha256 a owl:DatatypeProperty ; rdfs:label "SHA-256"@en , "哈希"@zh-hans .
cnai:isDerived a owl:AnnotationProperty ; rdfs:label "is derived"@en , "为派生"@zh-hans .
cnai:inNetwork a owl:AnnotationProperty ; rdfs:label "in network"@en , "计入网络"@zh-hans .
"""

_CONCEPTS = """
status:asserted "asserted as fact" "事实陈述"
status:background "reference data" "背景资料"
status:derived "derived by rule" "规则派生"
status:forecast "forecast" "预测"
status:party-claim "claim by an interested party" "当事方主张"
grade:single-source "single source" "单一来源"
grade:corroborated "corroborated" "多源印证"
grade:contested "contested" "有争议"
grade:self-reported "self-reported" "自述"
cmp:eq "exactly" "等于"
cmp:gt "more than" "超过"
unit:USD "US dollar" "美元"
unit:CNY "yuan" "人民币元"
ptype:research "research" "合作研究"
rtype:strategic-series-a "strategic Series A" "战略A轮"
measure:market-size "market size" "市场规模"
field:aigc "AI-generated content" "生成式内容"
field:generative-ai-services "generative AI services" "生成式人工智能服务"
effect:restricts "restricts" "限制"
judge:on-par "on par" "相当"
basis:stated "stated" "明示"
basis:relative "relative to publication" "相对出版日期"
doctype:article "article" "文章"
doctype:dataset "dataset" "数据集"
doctype:background "background" "背景资料"
"""

_DOCUMENTS = """
source:sirmione-2023-10 a cnai:SourceDocument ; dcterms:title "Article on models in China"@en ;
  dcterms:publisher org:sirmione ; cnai:kind doctype:article ; cnai:sha256 "00ff" ;
  cnai:date "2023-10-24/2023-10-31"^^edtf:EDTF .
source:epoch-ai-models a cnai:SourceDocument ; dcterms:title "Models dataset"@en ; dcterms:publisher org:epoch-ai ;
  cnai:kind doctype:dataset ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
  schema:url <https://epoch.example/models.csv> ; cnai:sha256 "11ff" .
source:cac-gazette a cnai:SourceDocument ; dcterms:title "公报"@zh-hans , "Gazette"@en ; dcterms:publisher org:cac ;
  cnai:kind doctype:background ; cnai:sha256 "22ff" .
"""

_THINGS = """
org:baidu a cnai:Company , cnai:Organization ; rdfs:label "Baidu"@en , "百度"@zh-hans , "Bǎidù"@zh-latn-pinyin ;
  skos:altLabel "Baidu, Inc."@en , "百度集團"@zh-hant ; rdfs:comment "Search company; makes the ERNIE models."@en .
org:zhipu a cnai:Company , cnai:Organization ;
  rdfs:label "Zhipu AI"@en , "智谱AI"@zh-hans , "Zhìpǔ AI"@zh-latn-pinyin ; skos:altLabel "Zhipu"@en , "智谱华章"@zh-hans .
org:baichuan a cnai:Company , cnai:Organization ;
  rdfs:label "Baichuan Intelligence"@en , "百川智能"@zh-hans , "Bǎichuān Zhìnéng"@zh-latn-pinyin ; skos:altLabel "Baichuan"@en .
org:alibaba a cnai:Company , cnai:Organization ; rdfs:label "Alibaba"@en , "阿里巴巴"@zh-hans , "Ālǐbābā"@zh-latn-pinyin .
org:mathworks a cnai:Company , cnai:Organization ; rdfs:label "MathWorks"@en .
org:cas a cnai:ResearchInstitution , cnai:Organization ;
  rdfs:label "Chinese Academy of Sciences"@en , "中国科学院"@zh-hans , "Zhōngguó Kēxuéyuàn"@zh-latn-pinyin ; skos:altLabel "CAS"@en .
org:casia a cnai:ResearchInstitution , cnai:Organization ; rdfs:label "CAS Institute of Automation"@en ,
  "中国科学院自动化研究所"@zh-hans , "Zhōngguó Kēxuéyuàn Zìdònghuà Yánjiūsuǒ"@zh-latn-pinyin ; skos:altLabel "CASIA"@en .
org:cac a cnai:GovernmentBody , cnai:Organization ; rdfs:label "Cyberspace Administration of China"@en ,
  "国家互联网信息办公室"@zh-hans ; skos:altLabel "CAC"@en , "网信办"@zh-hans .
org:sirmione a cnai:Company , cnai:Organization ; rdfs:label "Sirmione"@en .
org:epoch-ai a cnai:ResearchInstitution , cnai:Organization ; rdfs:label "Epoch AI"@en .
model:ernie-4-0 a cnai:LargeLanguageModel , cnai:AIModel ; rdfs:label "ERNIE 4.0"@en , "文心大模型4.0"@zh-hans ;
  skos:altLabel "Wenxin 4.0"@en .
model:gpt-4 a cnai:LargeLanguageModel , cnai:AIModel ; rdfs:label "GPT-4"@en .
policy:genai-interim-measures a cnai:Regulation , cnai:Policy ; rdfs:label "Interim Measures for Generative AI"@en ,
  "生成式人工智能服务管理暂行办法"@zh-hans .
place:cn a cnai:Place ; rdfs:label "China"@en , "中国"@zh-hans , "Zhōngguó"@zh-latn-pinyin ; cnai:isoCode "CN" .
place:us a cnai:Place ; rdfs:label "United States"@en , "美国"@zh-hans , "Měiguó"@zh-latn-pinyin ; cnai:isoCode "US" .
"""

_RECORDS = """
relation:mathworks-casia a cnai:Partnership , cnai:Record ;
  rdfs:label "MathWorks and CASIA research together"@en , "MathWorks与自动化所合作研究"@zh-hans ;
  cnai:summary "Joint research on AI."@en ; cnai:partner org:mathworks , org:casia ;
  cnai:participant org:mathworks , org:casia ; cnai:kind ptype:research ; cnai:claimStatus status:asserted ;
  cnai:confidence grade:single-source ; cnai:evidence <{A}#char=11607,11753> ; cnai:statedIn <{A}> .
event:baichuan-series-a a cnai:FinancingRound , cnai:Event , cnai:Record ;
  rdfs:label "Baichuan strategic Series A"@en , "百川智能战略A轮融资"@zh-hans ;
  cnai:summary "Alibaba and others put 300 million dollars into Baichuan."@en ;
  cnai:investee org:baichuan ; cnai:investor org:alibaba ; cnai:participant org:baichuan , org:alibaba ;
  cnai:kind rtype:strategic-series-a ; cnai:value 300000000 ; cnai:unit unit:USD ; cnai:comparator cmp:eq ;
  cnai:listComplete false ; cnai:date "../2023-10-31"^^edtf:EDTF ; cnai:latest "2023-10-31"^^xsd:date ;
  cnai:dateBasis basis:relative ; cnai:claimStatus status:asserted ; cnai:confidence grade:single-source ;
  cnai:evidence <{A}#char=10524,10706> ; cnai:statedIn <{A}> .
event:ernie-4-0-launch a cnai:LaunchEvent , cnai:Event , cnai:Record ;
  rdfs:label "Baidu launches ERNIE 4.0"@en , "百度发布文心大模型4.0"@zh-hans ; cnai:summary "Shown on 17 October."@en ;
  cnai:launchedBy org:baidu ; cnai:participant org:baidu ; cnai:launches model:ernie-4-0 ; cnai:concerns model:ernie-4-0 ;
  cnai:date "2023-10-17"^^edtf:EDTF ; cnai:earliest "2023-10-17"^^xsd:date ; cnai:latest "2023-10-17"^^xsd:date ;
  cnai:dateBasis basis:stated ; cnai:dateText "October 17"@en ; cnai:claimStatus status:asserted ;
  cnai:confidence grade:corroborated ; cnai:evidence <{A}#char=10100,10200> , <{D}#row=12> ; cnai:statedIn <{A}> , <{D}> .
observation:aigc-market-2027 a cnai:Forecast , cnai:Observation , cnai:Record ;
  rdfs:label "Chinese AIGC market, 2027"@en , "2027年中国AIGC市场"@zh-hans ; cnai:summary "More than 60 billion yuan."@en ;
  cnai:measure measure:market-size ; cnai:field field:aigc ; cnai:concerns place:cn ; cnai:place place:cn ;
  cnai:value 60000000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:gt ; cnai:date "2027"^^edtf:EDTF ;
  cnai:earliest "2027-01-01"^^xsd:date ; cnai:latest "2027-12-31"^^xsd:date ; cnai:claimStatus status:forecast ;
  cnai:confidence grade:single-source ; cnai:evidence <{A}#char=4453,4515> ; cnai:statedIn <{A}> .
assessment:ernie-on-par a cnai:Assessment , cnai:Record ;
  rdfs:label "Baidu rates ERNIE 4.0 on par with GPT-4"@en , "百度称文心4.0与GPT-4相当"@zh-hans ;
  cnai:summary "Baidu says its model equals GPT-4."@en ; cnai:attributedTo org:baidu ; cnai:participant org:baidu ;
  cnai:concerns model:ernie-4-0 , model:gpt-4 ; cnai:comparedTo model:gpt-4 ; cnai:judgement judge:on-par ;
  cnai:claimStatus status:party-claim ; cnai:confidence grade:self-reported ;
  cnai:evidence <{A}#char=10277,10344> ; cnai:statedIn <{A}> .
provision:overseas-providers a cnai:Provision , cnai:Record ; rdfs:label "Overseas providers are restricted"@en ;
  cnai:summary "Limits on services from abroad."@en ; cnai:provisionOf policy:genai-interim-measures ;
  cnai:concerns policy:genai-interim-measures ; cnai:effect effect:restricts ; cnai:claimStatus status:asserted ;
  cnai:confidence grade:single-source ; cnai:evidence <{A}#char=12986,13047> ; cnai:statedIn <{A}> .
"""

# "fact | status | grade | evidence fragments | Statement's further predicates and objects"
_FACTS = """
model:ernie-4-0 cnai:developedBy org:baidu | asserted | corroborated | {A}#char=10100,10200 {D}#row=12 |
org:baidu cnai:jurisdiction place:cn | background | single-source | {D}#row=12 |
org:zhipu cnai:jurisdiction place:cn | background | single-source | {D}#row=30 |
org:baichuan cnai:jurisdiction place:cn | asserted | single-source | {A}#char=10400,10522 |
org:alibaba cnai:jurisdiction place:cn | background | single-source | {D}#row=7 |
org:cas cnai:jurisdiction place:cn | background | single-source | {D}#row=9 |
org:casia cnai:jurisdiction place:cn | background | single-source | {D}#/entities/17 |
org:mathworks cnai:jurisdiction place:us | asserted | single-source | {A}#char=11489,11519 |
org:casia cnai:parentOrganization org:cas | asserted | single-source | {A}#char=11607,11753 |
org:casia cnai:affiliatedWith org:cas | derived | single-source | {A}#char=11607,11753 | prov:wasDerivedFrom [org:casia cnai:parentOrganization org:cas]
policy:genai-interim-measures cnai:issuedBy org:cac | asserted | single-source | {A}#char=12773,12869 |
policy:genai-interim-measures cnai:appliesTo field:generative-ai-services | asserted | single-source | {A}#char=12705,12896 |
policy:genai-interim-measures cnai:inForceFrom "2023-08-15"^^edtf:EDTF | asserted | single-source | {G}#line=3 |
policy:genai-interim-measures cnai:statedCount 5 | asserted | contested | {A}#char=12773,12869 | cnai:contradicts [policy:genai-interim-measures cnai:statedCount 7]
policy:genai-interim-measures cnai:statedCount 7 | asserted | contested | {G}#line=3 | cnai:contradicts [policy:genai-interim-measures cnai:statedCount 5]
org:alibaba cnai:investedIn org:baichuan | derived | single-source | {A}#char=10524,10706 | prov:wasDerivedFrom event:baichuan-series-a
org:mathworks cnai:partnersWith org:casia | derived | single-source | {A}#char=11607,11753 | prov:wasDerivedFrom relation:mathworks-casia
org:casia cnai:partnersWith org:mathworks | derived | single-source | {A}#char=11607,11753 | prov:wasDerivedFrom relation:mathworks-casia
org:baidu cnai:launched model:ernie-4-0 | derived | corroborated | {A}#char=10100,10200 {D}#row=12 | prov:wasDerivedFrom event:ernie-4-0-launch
"""

_RFC = {"row": "rfc7111", "line": "rfc5147", "/": "rfc6901"}


def _fill(text: str) -> str:
    return text.replace("{A}", ARTICLE).replace("{D}", DATASET).replace("{G}", GAZETTE)


def statement_iri(fact: str) -> str:
    """The Statement's IRI of a fact written as in the table above."""
    (triple,) = ox.parse(f"{_prefixes()}{fact} .", format=ox.RdfFormat.TURTLE)
    text = f"{triple.subject} {triple.predicate} {triple.object}"
    return f"{ns.STATEMENT}{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _prefixes() -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items())


def _concepts() -> str:
    lines = []
    for line in _CONCEPTS.strip().splitlines():
        name, english, chinese = line.split(maxsplit=1)[0], *line.split('"')[1::2]
        scheme = ns.PREFIXES[name.split(":")[0]].rstrip("/")
        lines.append(
            f'{name} a skos:Concept ; skos:prefLabel "{english}"@en , "{chinese}"@zh-hans ; skos:inScheme <{scheme}> .'
        )
    return "\n".join(lines)


def _facts() -> str:
    lines = []
    for line in _fill(_FACTS).strip().splitlines():
        fact, status, grade, spans, more = (part.strip() for part in line.split("|"))
        subject, predicate, value = fact.split(maxsplit=2)
        if "[" in more:
            more = f"{more.split('[')[0]} <{statement_iri(more.split('[')[1].rstrip(']'))}>"
        evidence = " , ".join(f"<{span}>" for span in spans.split())
        stated = " , ".join(sorted({f"<{span.split('#')[0]}>" for span in spans.split()}))
        lines.append(f"{fact} .")
        lines.append(
            f"<{statement_iri(fact)}> a cnai:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {value} ; "
            f"cnai:claimStatus status:{status} ; cnai:confidence grade:{grade} ; cnai:evidence {evidence} ; "
            f"cnai:statedIn {stated} {f'; {more}' if more else ''} ."
        )
    return "\n".join(lines)


def _spans(text: str) -> str:
    lines = []
    for span in sorted({part.split(">")[0] for part in text.split("<") if "#" in part and part.startswith(ns.SOURCE)}):
        document, fragment = span.split("#")
        if fragment.startswith("char="):
            start, end = fragment.removeprefix("char=").split(",")
            selector = f"{ns.SELECTOR}char-{start}-{end}"
            lines.append(f"<{selector}> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .")
        else:
            kind = next(kind for kind in _RFC if fragment.startswith(kind))
            selector = ns.SELECTOR + fragment.replace("=", "-").replace("/", "-").strip("-")
            lines.append(
                f'<{selector}> a oa:FragmentSelector ; rdf:value "{fragment}" ; '
                f"dcterms:conformsTo <http://tools.ietf.org/rfc/{_RFC[kind]}> ."
            )
        lines.append(f"<{span}> a oa:SpecificResource ; oa:hasSource <{document}> ; oa:hasSelector <{selector}> .")
    return "\n".join(lines)


@cache
def small_turtle() -> str:
    """The whole small graph as Turtle."""
    body = "\n".join([_ONTOLOGY, _concepts(), _DOCUMENTS, _THINGS, _fill(_RECORDS), _facts()])
    return f"{_prefixes()}{body}\n{_spans(body)}\n"


def small_store(more: str = "") -> ox.Store:
    """The small graph in a new in-memory store, with ``more`` (Turtle, the package's prefixes declared) added."""
    store = ox.Store()
    store.load(small_turtle().encode(), format=ox.RdfFormat.TURTLE)
    if more:
        store.load(f"{_prefixes()}{more}".encode(), format=ox.RdfFormat.TURTLE)
    return store


def small_ntriples(more: str = "") -> str:
    """The small graph as sorted N-Triples, the form of ``kg.nt``."""
    data = small_store(more).dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return "".join(sorted(data.decode().splitlines(keepends=True)))


def small_folder(folder: Path, more: str = "") -> Path:
    """The small graph as an on-disk store in a new folder below ``folder``."""
    target = folder / "store"
    store = ox.Store(str(target))
    store.bulk_load(input=small_ntriples(more).encode(), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    return target


def small_release(folder: Path, more: str = "") -> Path:
    """The small graph as a release folder: ``kg.nt`` and a manifest."""
    target = folder / "release"
    target.mkdir(parents=True)
    body = small_ntriples(more).encode()
    release = hashlib.sha256(body).hexdigest()
    (target / "kg.nt").write_bytes(body)
    manifest = {"title": "small", "release": release, "counts": {"triples": body.count(b"\n")}}
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return target

"""Cards: what the graph says of a thing, each fact with its grade and its place in the source."""

import json
from datetime import date

import pytest
from small_graph import ARTICLE, DATASET, GAZETTE, small_store, statement_iri

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.facts import FACT_STATUSES, Evidence, Fact, RecordView, Value
from kg_cn_ai.cards.reader import card, cards
from kg_cn_ai.cards.text import CLAIMS
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.namespaces import CNAI, expand

STORE = small_store()


def of(name: str, at: date | None = None, more: str = "") -> Card:
    iri = expand(name)
    assert iri is not None
    return card(small_store(more) if more else STORE, iri, at)


def facts(found: Card, *, incoming: bool = False) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for fact in found.facts:
        if fact.incoming == incoming:
            out.setdefault(fact.label, set()).add(fact.value.text)
    return out


def test_names_types_and_note() -> None:
    found = of("org:baidu")
    assert found.labels == {"en": "Baidu", "zh-hans": "百度", "zh-latn-pinyin": "Bǎidù"}
    assert found.names == ("Baidu, Inc.", "百度集團")
    assert found.types == (f"{CNAI}Company", f"{CNAI}Organization")
    assert (found.type_label, found.type_label_zh) == ("Company", "企业")
    assert found.note == "Search company; makes the ERNIE models."
    assert (found.label, of("org:mathworks").label) == ("Baidu", "MathWorks")


def test_a_class_that_a_rule_assigns_is_not_the_first() -> None:
    more = """cnai:Investor a owl:Class ; rdfs:subClassOf cnai:Organization ; cnai:isDerived true .
        org:baidu a cnai:Investor ."""
    assert of("org:baidu", more=more).types == (f"{CNAI}Company", f"{CNAI}Organization", f"{CNAI}Investor")


def test_facts_in_both_directions() -> None:
    found = of("org:baidu")
    assert facts(found) == {"jurisdiction": {"China"}, "launched": {"ERNIE 4.0"}}
    assert facts(found, incoming=True) == {"developed by": {"ERNIE 4.0"}}


def test_a_fact_has_all_that_is_known_of_it() -> None:
    (launched,) = (fact for fact in of("org:baidu").facts if fact.label == "launched")
    assert launched == Fact(
        property=f"{CNAI}launched",
        label="launched",
        label_zh="发布",
        value=Value(expand("model:ernie-4-0"), "ERNIE 4.0", "文心大模型4.0"),
        incoming=False,
        status="derived",
        grade="corroborated",
        date="2023-10-17",
        evidence=(
            Evidence(
                DATASET, "Models dataset", "Epoch AI", "row=12", "row 12", "第 12 行",
                "https://epoch.example/models.csv", "https://creativecommons.org/licenses/by/4.0/",
            ),
            Evidence(
                ARTICLE, "Article on models in China", "Sirmione", "char=10100,10200",
                "characters 10,100–10,200", "字符 10,100–10,200", None, None,
            ),
        ),
        statement=statement_iri("org:baidu cnai:launched model:ernie-4-0"),
        record=expand("event:ernie-4-0-launch"),
        contradicts=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        ("#char=11405,11605", "characters 11,405–11,605", "字符 11,405–11,605"),
        ("#char=5", "character 5", "第 5 个字符"),
        ("#row=12", "row 12", "第 12 行"),
        ("#row=5-7", "rows 5–7", "第 5–7 行"),
        ("#line=3", "line 3", "第 3 行"),
        ("#page=2", "page 2", "第 2 页"),
        ("#/entities/17/a%20b", "entry /entities/17/a b", "条目 /entities/17/a b"),
        ("#xywh=1,2", "xywh=1,2", "xywh=1,2"),
        ("", "the whole document", "全文"),
    ],
)
def test_the_place_in_words(span: str, english: str, chinese: str) -> None:
    more = f"event:ernie-4-0-launch cnai:evidence <{GAZETTE}{span}> ."
    places = {(e.place_en, e.place_zh) for e in of("event:ernie-4-0-launch", more=more).records[0].evidence}
    assert (english, chinese) in places


def test_spans_stand_in_reading_order() -> None:
    more = f"event:ernie-4-0-launch cnai:evidence <{ARTICLE}#char=900,950> , <{ARTICLE}#char=20000,20010> ."
    fragments = [e.fragment for e in of("event:ernie-4-0-launch", more=more).records[0].evidence]
    assert fragments == ["row=12", "char=900,950", "char=10100,10200", "char=20000,20010"]


def test_what_a_more_special_relation_says_is_left_out() -> None:
    assert facts(of("org:casia"))["parent organization"] == {"Chinese Academy of Sciences"}
    assert "affiliated with" not in facts(of("org:casia"))
    assert "affiliated with" not in facts(of("org:cas"), incoming=True)


def test_a_symmetric_relation_stands_once() -> None:
    for name, other in (("org:casia", "MathWorks"), ("org:mathworks", "CAS Institute of Automation")):
        assert facts(of(name))["partners with"] == {other}
        assert "partners with" not in facts(of(name), incoming=True)


def test_contradicting_facts_name_each_other() -> None:
    found = of("policy:genai-interim-measures")
    counts = {fact.value.text: fact for fact in found.facts if fact.label == "stated count"}
    assert counts["5"].contradicts == (counts["7"].statement,)
    assert {fact.grade for fact in counts.values()} == {"contested"}
    assert "contradicted by: 7" in found.render()


def test_records_that_name_the_thing() -> None:
    views = {view.label: view for view in of("org:baidu").records}
    assert set(views) == {"Baidu launches ERNIE 4.0", "Baidu rates ERNIE 4.0 on par with GPT-4"}
    claim = views["Baidu rates ERNIE 4.0 on par with GPT-4"]
    assert (claim.status, claim.grade, claim.types[0]) == ("party-claim", "self-reported", "Assessment")
    assert claim.summary == "Baidu says its model equals GPT-4."
    assert claim.label_zh == "百度称文心4.0与GPT-4相当"


def test_parts_leave_out_what_a_special_part_says() -> None:
    (view,) = of("relation:mathworks-casia").records
    assert [(label, value.text) for label, value in view.parts] == [
        ("kind", "research"),
        ("partner", "CAS Institute of Automation"),
        ("partner", "MathWorks"),
    ]


def test_concepts_and_documents_have_cards_too() -> None:
    found = of("field:generative-ai-services")
    assert (found.label, found.type_label) == ("generative AI services", "concept")
    assert facts(found, incoming=True) == {"applies to": {"Interim Measures for Generative AI"}}
    document = of("source:sirmione-2023-10")
    assert (document.label, document.records) == ("Article on models in China", ())


def test_an_iri_that_the_graph_does_not_have() -> None:
    with pytest.raises(UnknownName, match="org:nobody"):
        of("org:nobody")


DATED = {
    "event, before it": ("org:alibaba", "invested in", date(2023, 10, 1), True),
    "event with an open start, after it": ("org:alibaba", "invested in", date(2025, 1, 1), True),
    "event, the day before": ("org:baidu", "launched", date(2023, 10, 16), False),
    "event, on its day": ("org:baidu", "launched", date(2023, 10, 17), True),
    "event, years after": ("org:baidu", "launched", date(2030, 1, 1), True),
    "undated": ("org:baidu", "jurisdiction", date(1990, 1, 1), True),
}


@pytest.mark.parametrize(("name", "label", "at", "stays"), DATED.values(), ids=DATED)
def test_at_a_day(name: str, label: str, at: date, stays: bool) -> None:
    assert (label in facts(of(name, at))) is stays


@pytest.mark.parametrize(
    ("at", "stays"), [(date(2019, 12, 31), False), (date(2021, 6, 1), True), (date(2023, 1, 1), False)]
)
def test_a_relation_that_has_ended_is_left_out_at_a_later_day(at: date, stays: bool) -> None:
    more = """relation:mathworks-casia cnai:date "2020/2022"^^edtf:EDTF ;
        cnai:earliest "2020-01-01"^^xsd:date ; cnai:latest "2022-12-31"^^xsd:date ."""
    found = of("org:casia", at, more)
    assert ("partners with" in facts(found)) is stays
    assert bool(found.records) is stays


@pytest.mark.parametrize(
    ("at", "stays"), [(date(2023, 8, 14), False), (date(2023, 8, 15), True), (date(2026, 1, 1), True)]
)
def test_a_fact_whose_value_is_a_date_stands_from_then_on(at: date, stays: bool) -> None:
    statement = statement_iri('policy:genai-interim-measures cnai:inForceFrom "2023-08-15"^^edtf:EDTF')
    more = f'<{statement}> cnai:earliest "2023-08-15"^^xsd:date ; cnai:latest "2023-08-15"^^xsd:date .'
    assert ("in force from" in facts(of("policy:genai-interim-measures", at, more))) is stays


def test_many_cards_are_the_same_as_each_alone() -> None:
    names = ["org:baidu", "org:casia", "place:cn", "policy:genai-interim-measures", "event:baichuan-series-a"]
    iris = [iri for iri in map(expand, names) if iri]
    assert cards(STORE, iris) == {iri: card(STORE, iri) for iri in iris}


def test_cards_do_not_depend_on_the_order_of_triples() -> None:
    import pyoxigraph as ox

    backwards = ox.Store()
    for quad in sorted(STORE, key=str, reverse=True):
        backwards.add(quad)
    assert card(backwards, expand("place:cn") or "") == of("place:cn")


def sections(text: str) -> dict[str, str]:
    """A rendered card by its headings."""
    out: dict[str, str] = {"": ""}
    title = ""
    for line in text.splitlines():
        if line.removeprefix("## ") in ("Facts", "Records", CLAIMS, "Sources"):
            title = line.removeprefix("## ")
            out[title] = ""
        else:
            out[title] += f"{line}\n"
    return out


@pytest.mark.parametrize("format", ["table", "md"])
def test_what_is_no_fact_stands_apart(format: str) -> None:
    china, baidu = sections(of("place:cn").render(format)), sections(of("org:baidu").render(format))
    assert "Chinese AIGC market, 2027" in china[CLAIMS]
    assert "FORECAST" in china[CLAIMS]
    assert "CLAIM of an interested party" in baidu[CLAIMS]
    assert "on par with GPT-4" in baidu[CLAIMS].replace("\\", "")
    for title in ("Facts", "Records"):
        assert "AIGC" not in china.get(title, "")
        assert "on par" not in baidu.get(title, "")


@pytest.mark.parametrize(
    "status", ["forecast", "target", "party-claim", "opinion", "estimate", "unconfirmed", "new-kind"]
)
def test_no_other_status_ever_looks_like_a_fact(status: str) -> None:
    statement = statement_iri("model:gpt-4 cnai:developedBy org:baidu")
    more = f"""<{statement}> a cnai:Statement ; rdf:subject model:gpt-4 ; rdf:predicate cnai:developedBy ;
        rdf:object org:baidu ; cnai:claimStatus status:{status} ; cnai:confidence grade:single-source ;
        cnai:evidence <{ARTICLE}#char=1,2> ."""
    assert status not in FACT_STATUSES
    found = of("model:gpt-4", more=more)
    for format in ("table", "md"):
        text = sections(found.render(format))
        assert "Baidu" in text[CLAIMS]
        assert status.split("-")[-1].upper() in text[CLAIMS].upper()
        assert "Facts" not in text
    assert f"{status}\tdeveloped by" in found.render("tsv")


def test_the_text_of_a_card() -> None:
    assert of("org:alibaba").render() == (
        "Alibaba · 阿里巴巴 · Ālǐbābā\n"
        "Company (org:alibaba)\n"
        "\n"
        "Facts\n"
        "  invested in\n"
        "    Baichuan Intelligence  (../2023-10-31, derived, single source)  [1] characters 10,524–10,706\n"
        "  jurisdiction\n"
        "    China  (background, single source)  [2] row 7\n"
        "\n"
        "Records\n"
        "  Baichuan strategic Series A  (Financing round, ../2023-10-31, single source)"
        "  [1] characters 10,524–10,706\n"
        "    Alibaba and others put 300 million dollars into Baichuan.\n"
        "    date basis: relative to publication\n"
        "    investee: Baichuan Intelligence\n"
        "    investor: Alibaba\n"
        "    kind: strategic Series A\n"
        "    list complete: false\n"
        "    value: 300,000,000 US dollar\n"
        "\n"
        "Sources\n"
        "  [1] Sirmione, Article on models in China, source:sirmione-2023-10\n"
        "  [2] Epoch AI, Models dataset, https://epoch.example/models.csv, "
        "https://creativecommons.org/licenses/by/4.0/, source:epoch-ai-models\n"
    )


def test_every_fact_shows_its_place_in_every_format() -> None:
    found = of("model:ernie-4-0")
    for format in ("table", "md", "tsv", "csv", "json"):
        assert "characters 10,100–10,200" in found.render(format)
        assert "row 12" in found.render(format)
    assert "characters 10,100–10,200" in found._repr_html_()


def test_json_has_the_fields_of_the_card() -> None:
    found = of("org:casia")
    data = json.loads(found.render("json"))
    assert set(data) == set(Card.__dataclass_fields__)
    assert set(data["facts"][0]) == set(Fact.__dataclass_fields__)
    assert set(data["records"][0]) == set(RecordView.__dataclass_fields__)
    assert data["labels"]["zh-hans"] == "中国科学院自动化研究所"


def test_a_hostile_label_stays_text() -> None:
    more = r"""org:evil a cnai:Company , cnai:Organization ;
        rdfs:label "<img src=x onerror=alert(1)>\u001B[2J|**b**\u202E"@en ; rdfs:comment "<script>"@en ."""
    found = of("org:evil", more=more)
    page = found._repr_html_()
    assert "<img" not in page
    assert "<script" not in page
    assert "\x1b" not in page + found.render() + found.render("md")
    assert "\u202e" not in page + found.render() + found.render("md")
    assert "<img" not in found.render("md").replace("\\<img", "")


def test_a_thing_without_facts_says_so() -> None:
    more = 'org:quiet a cnai:Company , cnai:Organization ; rdfs:label "Quiet"@en .'
    assert "none in the graph" in of("org:quiet", more=more).render()


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(InputError) as caught:
        of("org:baidu").render("pdf")
    assert "json" in str(caught.value.hint)


@pytest.mark.parametrize(("at", "stays"), [(date(2020, 6, 1), True), (date(2022, 1, 1), False)])
def test_a_restriction_is_a_state_and_ends(at: date, stays: bool) -> None:
    more = f"""event:no-access a cnai:AccessRestriction , cnai:Event , cnai:Record ; rdfs:label "No access"@en ;
        cnai:concerns model:gpt-4 ; cnai:claimStatus status:asserted ; cnai:evidence <{ARTICLE}#char=1,2> ;
        cnai:earliest "2020-01-01"^^xsd:date ; cnai:latest "2021-12-31"^^xsd:date ."""
    assert ("No access" in {view.label for view in of("model:gpt-4", at, more).records}) is stays

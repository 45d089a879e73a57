"""Each check and each shape is broken once, alone: exactly it reports, at the right file and line."""

from pathlib import Path

import own_data
import pytest
import rdflib
import tie_records
import tiny
from pyoxigraph import NamedNode, Store
from shape_engines import agreed

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.build import flat_graph
from kg_cn_ai.checks.check import CHECKS, check
from kg_cn_ai.namespaces import CNAI, PREFIXES

SOURCE = "graph/sources/tiny.trig"
ENTITIES = "graph/entities/tiny.ttl"
DATE = ' ; cnai:date "2024-03"^^edtf:EDTF'

# Name of the check, text that is changed, what it becomes, file, and a piece of the changed file's line that is reported.
CHECK_MUTATIONS = [
    ("unregistered", "cnai:investor org:river-bank", "cnai:investor org:rivr-bank", SOURCE, "org:rivr-bank"),
    ("undefined-term", "cnai:outcome product:pagoda", "cnai:outcom product:pagoda", SOURCE, "cnai:outcom "),
    ("undefined-term", "cnai:effect effect:promotes", "cnai:effect effect:promote", SOURCE, "effect:promote "),
    ("look-alike", 'org:coral a cnai:Company ; rdfs:label "Coral Exchange"@en', 'org:coral a cnai:Company ; rdfs:label "LOTUS AI Co., Ltd."@en', ENTITIES, "Lotus AI"),
    ("class", "org:coral a cnai:Company", "org:coral a cnai:Organization", ENTITIES, "org:coral"),
    ("class", 'org:coral a cnai:Company ; rdfs:label "Coral Exchange"@en', 'org:coral a cnai:University ; rdfs:label "Coral School of Medicine"@en', ENTITIES, "org:coral"),
    ("name", '"Lotus"@en', '"Ningbo, China"@en', ENTITIES, "Ningbo, China"),
    ("name", '"Lotus"@en', '"Lotus subordinate institution:"@en', ENTITIES, "subordinate institution:"),
    ("name", '"Lotus"@en', '"Lotus (Ningbo"@en', ENTITIES, "Lotus (Ningbo"),
    ("name", '"Lotus"@en', '"Lotus AI Ningbo Research Institute"@en', ENTITIES, "Ningbo Research Institute"),
    ("name", '"Lotus AI"@en , "莲花智能"', '"Ningbo Lianhua Technology Co., Ltd."@en , "莲花智能"', ENTITIES, "Ningbo Lianhua"),
    ("orphan", "org:coral a cnai:Company ;", 'org:nobody a cnai:Company ; rdfs:label "Nobody"@en .\norg:coral a cnai:Company ;', ENTITIES, "org:nobody"),
    ("span", f"<#{tiny.span('Picture: River Bank')}>", f"<#char=0,{len(tiny.TEXT) + 9}>", SOURCE, f"char=0,{len(tiny.TEXT) + 9}"),
    ("span", f"<#{tiny.span('Picture: River Bank')}>", "<#char=9,9>", SOURCE, "char=9,9"),
    ("span", f"<#{tiny.span('Picture: River Bank')}>", "<#page>", SOURCE, "<#page>"),
    ("span", f"<#{tiny.span('Picture: River Bank')}>", "<#char=0,401>", SOURCE, "char=0,401"),
    ("span", f"<#{tiny.span('Picture: River Bank')}>", "<https://w3id.org/kg-cn-ai/source/other#char=0,4>", SOURCE, "other#char=0,4"),
    ("date", '"2024-03"^^edtf:EDTF', '"2024-3"^^edtf:EDTF', SOURCE, "2024-3"),
    ("literal", "cnai:value 5000000", 'cnai:value "5000000"^^xsd:int', SOURCE, "5000000"),
    ("literal", '"Harbor Circle"@en', '"Harbor Circle "@en', ENTITIES, "Harbor Circle"),
    ("derived", "cnai:comparedTo model:wave-2", "cnai:comparedTo model:wave-2 ; cnai:contradicts assessment:lotus-on-pagoda", SOURCE, "cnai:contradicts"),
    ("unevidenced", "org:coral a cnai:Company ;", "org:coral a cnai:Company ; cnai:jurisdiction place:us ;", ENTITIES, "org:coral"),
    ("domain-range", "cnai:launchedBy org:lotus", "cnai:launchedBy place:cn", SOURCE, "cnai:launchedBy place:cn"),
]  # fmt: skip

SHAPE_MUTATIONS = [
    ("english-label", '"Coral Exchange"@en', '"珊瑚交易所"@zh-hans', ENTITIES, "org:coral"),
    ("label-languages", 'rdfs:label "Coral Exchange"@en', 'rdfs:label "Coral Exchange"@en , "Bourse"@fr', ENTITIES, "org:coral"),
    ("one-label", 'rdfs:label "Coral Exchange"@en', 'rdfs:label "Coral Exchange"@en , "Coral"@en', ENTITIES, "org:coral"),
    ("thing-iri", "org:coral", "org:Coral_1", ENTITIES, "org:Coral_1"),
    ("record-iri", "event:delta-forum", "event:DeltaForum", SOURCE, "event:DeltaForum"),
    ("country-code", 'cnai:isoCode "US"', 'cnai:isoCode "USA"', ENTITIES, "USA"),
    ("claim-status", 'initiative:lotus-green a cnai:Initiative ;', 'initiative:lotus-green a cnai:Initiative ; cnai:claimStatus status:derived ;', SOURCE, "status:derived"),
    ("date-basis", 'rdfs:label "Delta Forum"@en ; cnai:dateBasis basis:none', 'rdfs:label "Delta Forum"@en ; cnai:dateBasis basis:none , basis:relative', SOURCE, "event:delta-forum a"),
    ("date-given", DATE, "", SOURCE, "event:lotus-round a"),
    ("date-type", '"2024-02"^^edtf:EDTF', '"2024-02"', SOURCE, "2024-02"),
    ("amount", "cnai:value 12000000000 ; cnai:unit unit:CNY", "cnai:value 12000000000", SOURCE, "observation:cn-ai-2023 a"),
    ("positive-value", "cnai:value 12000000000", "cnai:value -1", SOURCE, "-1"),
    ("part-of-whole", "cnai:outOf 5", "cnai:outOf 3", SOURCE, "cnai:outOf 3"),
    ("round", "cnai:kind rtype:year-total ;", "", SOURCE, "event:lotus-round a"),
    ("round-investors", "cnai:investor org:river-bank", "cnai:investor org:lotus", SOURCE, "cnai:investor org:lotus"),
    ("ipo", "cnai:exchange org:coral ;", "", SOURCE, "event:lotus-ipo a"),
    ("ipo-proceeds", "cnai:sharesIssued 100", "cnai:sharesIssued 120", SOURCE, "event:lotus-ipo a"),
    ("approval", "cnai:listComplete false ; cnai:place place:cn ;", "cnai:listComplete false ;", SOURCE, "event:approval a"),
    ("partners", "cnai:partner org:lotus , org:harbor", "cnai:partner org:lotus", SOURCE, "relation:lotus-harbor a"),
    ("partnership-kind", "cnai:kind ptype:joint-development ;", "", SOURCE, "relation:lotus-harbor a"),
    ("partner-jurisdiction", "org:harbor cnai:jurisdiction place:us .", "", ENTITIES, "org:harbor a"),
    ("launch", "cnai:launches model:lotus-1 ;", "", SOURCE, "event:lotus-1-launch a"),
    ("membership", "cnai:member org:lotus ;", "", SOURCE, "relation:lotus-circle a"),
    ("decision", "cnai:decidedBy org:reed-office ;", "", SOURCE, "event:reed-spending a"),
    ("access-restriction", "cnai:restricts product:pagoda ;", "", SOURCE, "event:wave-2-limited a"),
    ("observation", "cnai:measure measure:objects-identified ;", "", SOURCE, "observation:lotus-riddles a"),
    ("observation-subject", "cnai:concerns model:lotus-1 ;\n        cnai:value 4", "cnai:value 4", SOURCE, "observation:lotus-riddles a"),
    ("forecast", 'cnai:refPeriod "2025"^^edtf:EDTF', 'cnai:date "2025"^^edtf:EDTF', SOURCE, "observation:cn-ai-2025 a"),
    ("forecast-status", 'cnai:refPeriod "2025"^^edtf:EDTF', 'cnai:refPeriod "2025"^^edtf:EDTF ; cnai:claimStatus status:estimate', SOURCE, "status:estimate"),
    ("target", " ; cnai:setsTarget observation:reed-target", "", SOURCE, "observation:reed-target a"),
    ("assessment", 'cnai:summary "on par"@en ;', "", SOURCE, "assessment:lotus-on-par a"),
    ("assessment-status", "cnai:claimStatus status:party-claim", "cnai:claimStatus status:estimate", SOURCE, "status:estimate"),
    ("claimed-edge", "model:lotus-1 cnai:developedBy org:lotus .", "model:lotus-1 cnai:developedBy org:lotus ; cnai:availableOn product:pagoda .", SOURCE, "assessment:lotus-on-pagoda a"),
    ("initiative", "cnai:pursuedBy org:lotus ;", "", SOURCE, "initiative:lotus-green a"),
    ("provision", "cnai:effect effect:promotes ;", "", SOURCE, "provision:reed-education a"),
    ("stated-count", "cnai:listComplete false", "cnai:listComplete true", SOURCE, "event:approval a"),
    ("listing", "cnai:onList policy:reed-list ;", "", SOURCE, "event:lotus-listed a"),
    ("listed-brand", "cnai:onList policy:reed-list ;", "cnai:onList policy:reed-list ; cnai:namesBrand org:lotus ;", SOURCE, "cnai:namesBrand org:lotus"),
    ("version-of-itself", "cnai:versionOf model:lotus-1 ;", "cnai:versionOf model:lotus-1 . model:lotus-1 cnai:versionOf model:lotus-1-mini . model:lotus-1-mini", ENTITIES, "model:lotus-1"),
    ("positive-size", "cnai:parameters 7000000000", "cnai:parameters 0", SOURCE, "cnai:parameters 0"),
    ("market", "; cnai:field field:ai ; cnai:place place:cn .", "; cnai:field field:ai .", ENTITIES, "market:cn-ai a"),
    ("picture", "cnai:creditedTo org:river-bank ; ", "", ENTITIES, "figure:tiny-1 a"),
    ("one-kind-of-thing", "org:coral a cnai:Company", "org:coral a cnai:Company , cnai:Person", ENTITIES, "org:coral a"),
    ("document", "dcterms:publisher org:tiny-press ;", "", SOURCE, "<> a"),
    ("document-hash", 'cnai:sha256 "', 'cnai:sha256 "0', SOURCE, "cnai:sha256"),
    ("no-quoted-text", "figure:tiny-1 cnai:creditedTo", f'<#{tiny.span("Picture: River Bank")}> oa:exact "Picture" . figure:tiny-1 cnai:creditedTo', SOURCE, "oa:exact"),
]  # fmt: skip

# Made by the build for every record, statement and tie, so no authored file can lack it: broken in the graph instead.
MADE_BY_THE_BUILD = {"evidence", "tie"}
# Stands in a file of its own, which the tiny corpus has none of.
OF_DECISIONS = {"decision-reason"}


def problems(folder: Path, corpus: Corpus | None = None, store: Store | None = None) -> list[Problem]:
    """Problems of a corpus; the tiny one uses few of the ontology's terms, so unused ones do not count.

    Nor does what a change leaves without a fact, unless that is the only problem.
    """
    found = [p for p in check(corpus or read_corpus(folder), store) if p.check != "unused-term"]
    return [p for p in found if p.check != "orphan"] or found


def reported_line(folder: Path, problem: Problem) -> str:
    return (folder / problem.file).read_text(encoding="utf-8").split("\n")[problem.line - 1]


def test_the_tiny_corpus_is_clean(tmp_path: Path) -> None:
    assert problems(tiny.write(tmp_path)) == []


@pytest.mark.parametrize(("name", "old", "new", "file", "piece"), CHECK_MUTATIONS)
def test_each_check_reports_alone(tmp_path: Path, name: str, old: str, new: str, file: str, piece: str) -> None:
    folder = tiny.write(tmp_path, (old, new))
    found = problems(folder)
    assert {p.check for p in found} == {name}
    assert {p.file for p in found} == {file}
    assert any(piece in reported_line(folder, p) for p in found)
    assert all(p.what and p.how for p in found)


@pytest.mark.parametrize(("name", "old", "new", "file", "piece"), SHAPE_MUTATIONS)
def test_each_shape_reports_alone_and_both_engines_find_the_same(
    tmp_path: Path, name: str, old: str, new: str, file: str, piece: str
) -> None:
    folder = tiny.write(tmp_path, (old, new))
    corpus = read_corpus(folder)
    store = flat_graph(corpus)
    found = problems(folder, corpus, store)
    assert {p.check for p in found} == {f"shape:{name}"}
    assert {p.file for p in found} == {file}
    assert any(piece in reported_line(folder, p) for p in found), [reported_line(folder, p) for p in found]
    assert all(p.what and p.how for p in found)
    pytest.importorskip("shacl", reason="the fast SHACL engine has no wheel for this machine")
    assert name in agreed(corpus, store)


def test_every_shape_and_check_is_broken_once() -> None:
    graph = rdflib.Graph().parse(tiny.ROOT / "ontology/shapes.ttl")
    shapes = {str(s).rsplit("/", 1)[-1] for s in graph.subjects(rdflib.RDF.type, rdflib.SH.NodeShape)}
    assert shapes - {m[0] for m in (*SHAPE_MUTATIONS, *tie_records.MUTATIONS)} == MADE_BY_THE_BUILD | OF_DECISIONS
    assert set(CHECKS) - {m[0] for m in CHECK_MUTATIONS} == {"unused-term", "script", "query", "identity"}


def test_a_record_without_evidence_breaks_its_shape(tmp_path: Path) -> None:
    corpus = read_corpus(tiny.write(tmp_path))
    store = flat_graph(corpus)
    record = NamedNode(f"{PREFIXES['initiative']}lotus-green")
    for quad in list(store.quads_for_pattern(record, NamedNode(f"{CNAI}evidence"), None)):
        store.remove(quad)
    found = [p for p in check(corpus, store) if p.check != "unused-term"]
    assert {p.check for p in found} == {"shape:evidence"}
    assert "initiative:lotus-green" in reported_line(tmp_path, found[0])
    pytest.importorskip("shacl", reason="the fast SHACL engine has no wheel for this machine")
    assert agreed(corpus, store) == {"evidence"}


def test_a_decision_without_its_reason_breaks_its_shape(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    (folder / "graph/identity.ttl").write_text(
        f"{tiny._PREFIXES}\n<https://w3id.org/kg-cn-ai/decision/x> a cnai:IdentityDecision ;\n"
        "    rdf:subject org:lotus ; rdf:predicate owl:differentFrom ; rdf:object org:harbor .\n",
        encoding="utf-8",
    )
    (found,) = problems(folder)
    assert (found.check, found.file) == ("shape:decision-reason", "graph/identity.ttl")
    assert "decision/x" in reported_line(folder, found)
    pytest.importorskip("shacl", reason="the fast SHACL engine has no wheel for this machine")
    corpus = read_corpus(folder)
    assert agreed(corpus, flat_graph(corpus)) == {"decision-reason"}


def test_a_term_that_nothing_uses_is_reported(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    ontology = folder / "ontology/concepts.ttl"
    text = ontology.read_text(encoding="utf-8")
    ontology.write_text(text + '\nunit:LIGHTYEAR a skos:Concept ; skos:prefLabel "light year"@en .\n', encoding="utf-8")
    found = [p for p in check(read_corpus(folder)) if "LIGHTYEAR" in p.what]
    assert [(p.check, p.file) for p in found] == [("unused-term", "ontology/concepts.ttl")]
    assert "unit:LIGHTYEAR" in reported_line(folder, found[0])


def test_the_nearest_name_is_suggested(tmp_path: Path) -> None:
    found = problems(tiny.write(tmp_path, ("cnai:investor org:river-bank", "cnai:investor org:rivr-bank")))
    assert "org:river-bank" in found[0].how


def test_the_projects_own_data_is_clean() -> None:
    assert check(own_data.corpus(), own_data.built()) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("cnai:investor org:river-bank", 'cnai:investor "River Bank"', "must be a thing or concept"),
        ("cnai:sharesIssued 100", "cnai:sharesIssued org:lotus", "must be a text or number"),
        (
            "product:pagoda cnai:basedOn product:harbor-studio",
            "product:pagoda cnai:basedOn product:pagoda",
            "to itself",
        ),
    ],
)
def test_the_ends_of_a_relation_are_of_the_right_kind(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = problems(tiny.write(tmp_path, (old, new)))
    assert [p.check for p in found] == ["domain-range"]
    assert says in found[0].what


def test_traditional_characters_under_the_simplified_tag_are_reported(tmp_path: Path) -> None:
    found = problems(tiny.write(tmp_path, ('"莲花智能"@zh-hans', '"蓮花智能"@zh-hans')))
    assert [(p.check, p.file) for p in found] == [("script", ENTITIES)]
    assert "蓮" in found[0].what


@pytest.mark.parametrize(
    ("old", "new"), [("SELECT", "SELEC"), ("# tags:", "# togs:"), ("PREFIX cnai:", "PREFIX unused:")]
)
def test_a_question_that_is_no_sparql_or_has_a_bad_header_is_reported(tmp_path: Path, old: str, new: str) -> None:
    folder = tiny.write(tmp_path)
    question = folder / "ontology/questions/models.rq"
    question.write_text(question.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = problems(folder)
    assert [(p.check, p.file) for p in found] == [("query", "ontology/questions/models.rq")]


def test_a_fact_outside_a_span_is_reported_at_its_own_line(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    source = folder / SOURCE
    source.write_text(source.read_text(encoding="utf-8") + "org:lotus cnai:field field:ai .\n", encoding="utf-8")
    found = problems(folder)
    assert {p.check for p in found} == {"unevidenced"}
    assert {reported_line(folder, p) for p in found} == {"org:lotus cnai:field field:ai ."}

"""Authored files of any size in the shape of the real ones, to see how the build and queries grow.

The real ontology and rules, with made-up things and facts: organizations, models, products and policies; documents of
some 200 facts each, half of them edges and half records (partnerships, launches, rounds, forecasts, assessments), every
fact in the graph of a span of its own; a few facts stated by two documents; degrees by preferential attachment.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from kg_cn_ai.namespaces import PREFIXES

TRIPLES_PER_THING = 58
"""Triples of the built graph for each thing, measured; the ontology's own come on top."""

ONTOLOGY_TRIPLES = 3000
_FACTS_PER_DOCUMENT = 200
_FIELDS = ("ai", "llm", "cloud", "generative-ai", "computing-power", "metaverse")
_SYLLABLES = {"百": "Bǎi", "川": "Chuān", "智": "Zhì", "能": "Néng", "云": "Yún", "科": "Kē", "讯": "Xùn", "星": "Xīng"}

QUERIES = {
    "one thing": "SELECT ?p ?o { org:n7 ?p ?o }",
    "models and makers": """
        SELECT ?model ?maker {
            ?m a cnai:AIModel ; rdfs:label ?model ; cnai:developedBy/rdfs:label ?maker .
            FILTER(LANG(?model) = "en" && LANG(?maker) = "zh-hans")
        }""",
    "foreign partnerships": """
        SELECT ?a ?b {
            ?a cnai:partnersWith ?b ; cnai:jurisdiction ?country .
            ?b cnai:jurisdiction place:cn .
            FILTER(?country != place:cn)
        }""",
    "evidence of an edge": """
        SELECT ?span ?document {
            ?s rdf:subject org:n7 ; rdf:predicate cnai:partnersWith ; cnai:evidence ?span .
            ?span oa:hasSource ?document
        }""",
    "largest investors of 2023": """
        SELECT ?investor (SUM(?value) AS ?total) {
            ?round a cnai:FinancingRound ; cnai:investor ?investor ; cnai:value ?value ;
                cnai:earliest ?first ; cnai:latest ?last .
            FILTER(?first <= "2023-12-31"^^xsd:date && ?last >= "2023-01-01"^^xsd:date)
        } GROUP BY ?investor ORDER BY DESC(?total) LIMIT 20""",
    "partners of partners": "SELECT DISTINCT ?x { org:n7 cnai:partnersWith/cnai:partnersWith ?x }",
    "records by class and status": """
        SELECT ?class ?status (COUNT(*) AS ?n) {
            ?r a ?class ; cnai:claimStatus ?status .
            ?class rdfs:subClassOf cnai:Record
        } GROUP BY ?class ?status""",
    "most partners": """
        SELECT ?x (COUNT(DISTINCT ?y) AS ?n) { ?x cnai:partnersWith ?y }
        GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 20""",
}
"""Queries of the usual kinds: look-up, join, filter, path, aggregate."""


def things_for(triples: int) -> int:
    """How many things make a built graph of about this many triples."""
    return max((triples - ONTOLOGY_TRIPLES) // TRIPLES_PER_THING, 20)


def write_data(target: Path, data: Path, things: int, *, seed: int = 1) -> None:
    """Write a data folder that the build can read: ``graph/`` made up, ``ontology/`` copied from ``data``."""
    chance = random.Random(seed)
    shutil.copytree(data / "ontology", target / "ontology")
    (target / "graph" / "entities").mkdir(parents=True)
    (target / "graph" / "sources").mkdir()
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    names = _names(things)
    entities = target / "graph" / "entities" / "things.ttl"
    entities.write_text(header + "".join(_entities(names, chance)), encoding="utf-8", newline="\n")
    facts = list(_facts(names, chance))
    for number, start in enumerate(range(0, len(facts), _FACTS_PER_DOCUMENT)):
        body = "".join(_document(number, facts[start : start + _FACTS_PER_DOCUMENT], chance))
        path = target / "graph" / "sources" / f"document-{number:04}.trig"
        path.write_text(header + body, encoding="utf-8", newline="\n")


def _names(things: int) -> dict[str, list[str]]:
    shares = {"org": 0.6, "model": 0.2, "product": 0.12, "policy": 0.08}
    return {kind: [f"{kind}:n{i}" for i in range(max(round(things * share), 10))] for kind, share in shares.items()}


def _entities(names: dict[str, list[str]], chance: random.Random) -> Iterator[str]:
    classes = {
        "org": ("Company", "Company", "Company", "ResearchInstitution", "University", "GovernmentBody"),
        "model": ("LargeLanguageModel", "MultimodalModel", "AIModel"),
        "product": ("Product", "Platform"),
        "policy": ("Regulation", "ActionPlan"),
    }
    for place, label, chinese in (("cn", "China", "中国"), ("us", "United States", "美国"), ("fr", "France", "法国")):
        yield f'place:{place} a cnai:Place ; rdfs:label "{label}"@en , "{chinese}"@zh-hans .\n'
    for kind, members in names.items():
        for number, name in enumerate(members):
            syllables = chance.choices(list(_SYLLABLES), k=4)
            pinyin = " ".join(_SYLLABLES[character] for character in syllables)
            yield (
                f"{name} a cnai:{chance.choice(classes[kind])} ;\n"
                f'    rdfs:label "{kind} number {number}"@en , "{"".join(syllables)}{number}"@zh-hans , '
                f'"{pinyin} {number}"@zh-latn-pinyin ;\n'
                f'    skos:altLabel "{kind[0].upper()}{number}"@en .\n'
            )


def _facts(names: dict[str, list[str]], chance: random.Random) -> Iterator[str]:
    """The Turtle of each fact, in no order of its documents."""
    orgs = names["org"]

    def org() -> str:
        """An organization, the first ones much more often than the last."""
        return orgs[int(len(orgs) * chance.random() ** 3)]

    for name in orgs:
        country = chance.choices(("cn", "us", "fr"), (8, 3, 1))[0]
        yield f"{name} cnai:jurisdiction place:{country} ."
        yield f"{name} cnai:field field:{chance.choice(_FIELDS)} , field:{chance.choice(_FIELDS)} ."
    for name in names["model"] + names["product"]:
        yield f"{name} cnai:developedBy {org()} ; cnai:field field:{chance.choice(_FIELDS)} ."
    for name in names["policy"]:
        issued = f"{2015 + chance.randrange(9)}-0{1 + chance.randrange(9)}"
        yield f'{name} cnai:issuedBy {org()} ; cnai:issued "{issued}"^^edtf:EDTF .'
    for number in range(len(orgs)):
        a, b = org(), org()
        month = f"{2019 + chance.randrange(5)}-{1 + chance.randrange(12):02}"
        label = f'rdfs:label "record {number}"@en , "记录{number}"@zh-hans ; cnai:date "{month}"^^edtf:EDTF'
        kind = chance.randrange(10)
        if kind < 4:
            yield (
                f"relation:n{number} a cnai:Partnership ; {label} ; cnai:partner {a} , {b} ; "
                f"cnai:field field:{chance.choice(_FIELDS)} ."
            )
        elif kind < 6:
            launched = chance.choice(names["model"])
            yield f"event:n{number} a cnai:LaunchEvent ; {label} ; cnai:launchedBy {a} ; cnai:launches {launched} ."
        elif kind < 7:
            yield (
                f"event:n{number} a cnai:FinancingRound ; {label} ; cnai:investor {a} ; cnai:investee {b} ; "
                f"cnai:value {chance.randrange(1, 500)}000000 ; cnai:unit unit:USD ; cnai:comparator cmp:eq ."
            )
        elif kind < 8:
            yield (
                f"observation:n{number} a cnai:Forecast ; {label} ; cnai:measure measure:market-size ; "
                f"cnai:field field:{chance.choice(_FIELDS)} ; cnai:place place:cn ; "
                f"cnai:value {chance.randrange(1, 999)}000000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:gt ."
            )
        else:
            yield (
                f"assessment:n{number} a cnai:Assessment ; {label} ; cnai:attributedTo {a} ; "
                f"cnai:concerns {chance.choice(names['model'])} ; cnai:claimStatus status:opinion ."
            )


def _document(number: int, facts: list[str], chance: random.Random) -> Iterator[str]:
    base = f"{PREFIXES['source']}document-{number:04}"
    yield (
        f'<{base}> a cnai:SourceDocument ; rdfs:label "document {number}"@en ; dcterms:title "Document {number}"@en ;\n'
        f'    dcterms:publisher org:n{number % 10} ; cnai:kind doctype:article ; cnai:sha256 "{number:064x}" ; '
        f'cnai:date "2023-10"^^edtf:EDTF .\n'
    )
    chance.shuffle(facts)
    place = 0
    for fact in facts:
        length = chance.randrange(60, 300)
        yield f"<{base}#char={place},{place + length}> {{ {fact} }}\n"
        place += length
        if chance.random() < 0.04:  # the same again, in another document
            start = number * 1000 + place
            yield f"<{PREFIXES['source']}document-0000#char={start},{start + 90}> {{ {fact} }}\n"

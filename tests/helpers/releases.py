"""Release folders for tests of the service: of any store, of a hostile graph, of a thing that everything points at."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from hostile import PAYLOADS
from small_graph import small_store

from kg_cn_ai import namespaces as ns
from kg_cn_ai.build import ATTRIBUTION, LICENSE, TITLE, ntriples

BIDI = "safe\u202e\u0007txet"


def release_of(store: ox.Store, folder: Path) -> Path:
    """A release folder of a store's default graph, as the build lays it out, without pages."""
    folder.mkdir(parents=True)
    body = ntriples(store)
    release = hashlib.sha256(body).hexdigest()
    files = {"kg.nt": {"sha256": release, "bytes": len(body)}}
    counts = {"triples": body.count(b"\n")}
    manifest = {"title": TITLE, "release": release, "licence": LICENSE, "attribution": ATTRIBUTION, "counts": counts,
                "files": files}  # fmt: skip
    (folder / "kg.nt").write_bytes(body)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def add(store: ox.Store, turtle: str) -> None:
    """Put Turtle into a store, the project's prefixes declared."""
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in ns.PREFIXES.items())
    store.load(prefixes + turtle, format=ox.RdfFormat.TURTLE)


def statement(store: ox.Store, slug: str, subject: str, relation: str, value: str, more: str) -> None:
    """A triple, and the statement that carries its evidence; the three are prefixed names or literals."""
    add(store, f"{subject} {relation} {value} . statement:{slug} a cnai:Statement ; rdf:subject {subject} ; "
               f"rdf:predicate {relation} ; rdf:object {value} ; {more} .")  # fmt: skip


def hostile_store() -> ox.Store:
    """A small graph in which every text is a payload: labels, names, notes, values, titles, dates, addresses, places."""
    store = small_store()
    for number, payload in enumerate((*PAYLOADS, BIDI)):
        text = json.dumps(payload, ensure_ascii=True)
        document, thing = f"source:evil-{number}", f"org:evil-{number}"
        add(store, f"""
            {document} a cnai:SourceDocument ; dcterms:title {text}@en ; rdfs:label {text}@en ; rdfs:comment {text}@en ;
                dcterms:publisher {thing} ; dcterms:license <javascript:window.attacked=5> ; cnai:fileName {text} ;
                schema:url <javascript:window.attacked=6> ; cnai:sha256 {text} ; cnai:date {text} .
            <{ns.SOURCE}evil-{number}#xpath({number}%22%3E%3Cb%3E)> a oa:SpecificResource ; oa:hasSource {document} .
            {thing} a cnai:Company , cnai:Organization ; rdfs:label {text}@en , {text}@zh-hans ; skos:altLabel {text} ;
                rdfs:comment {text}@en ; cnai:website <javascript:window.attacked=7> .
            relation:evil-{number} a cnai:Partnership , cnai:Record ; rdfs:label {text}@en , {text}@zh-hans ;
                cnai:summary {text} ; rdfs:comment {text} ; cnai:partner {thing} , org:baidu ;
                cnai:participant {thing} , org:baidu ; cnai:date {text} ; cnai:earliest "2023-01-01"^^xsd:date ;
                cnai:confidence grade:single-source ; cnai:claimStatus status:asserted ; cnai:evidence
                <{ns.SOURCE}evil-{number}#xpath({number}%22%3E%3Cb%3E)> .
            """)  # fmt: skip
        known = (
            f"cnai:confidence grade:single-source ; cnai:claimStatus status:asserted ; cnai:date {text} ; "
            f"cnai:evidence <{ns.SOURCE}evil-{number}#xpath({number}%22%3E%3Cb%3E)>"
        )
        statement(store, f"evil-a-{number}", thing, "cnai:partnersWith", "org:baidu", known)
        statement(store, f"evil-b-{number}", thing, "cnai:statedCount", text, known)
    return store


def crowded_store(number: int) -> ox.Store:
    """The small graph, and so many models that Baidu develops, each stated in a row of one dataset, and as many listings."""
    store = small_store()
    lines = [
        "source:crowd a cnai:SourceDocument ; dcterms:title \"Crowd\"@en ; cnai:fileName \"crowd.csv\" .\n"
        "cnai:Listing a owl:Class ; rdfs:subClassOf cnai:Record ; rdfs:label \"Listing\"@en , \"列入名单\"@zh-hans ."
    ]  # fmt: skip
    for i in range(number):
        span = f"<{ns.SOURCE}crowd#row={i + 2}>"
        known = f"cnai:confidence grade:single-source ; cnai:claimStatus status:asserted ; cnai:evidence {span}"
        lines.append(
            f'model:crowd-{i} a cnai:AIModel ; rdfs:label "Crowd {i}"@en ; cnai:developedBy org:baidu .\n'
            f"{span} a oa:SpecificResource ; oa:hasSource source:crowd .\n"
            f"statement:crowd-{i} a cnai:Statement ; rdf:subject model:crowd-{i} ; rdf:predicate cnai:developedBy ; "
            f"rdf:object org:baidu ; {known} .\n"
            f'event:crowd-{i} a cnai:Listing , cnai:Record ; rdfs:label "Listing {i}"@en ; cnai:concerns org:baidu ; '
            f'cnai:date "20{i % 25:02}-01"^^edtf:EDTF ; {known} .'
        )
    add(store, "\n".join(lines))
    return store


def slugs(iris: Iterable[str]) -> list[str]:
    """Last parts of IRIs."""
    return [ns.local_name(iri) for iri in iris]

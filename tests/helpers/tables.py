"""Documents of rows beside the tiny corpus: a few facts with a known answer, for tests of the rules."""

from pathlib import Path

import tiny
from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import flat_graph
from kg_cn_ai.namespaces import PREFIXES

ENTITIES = """
place:hangzhou a cnai:Place ; rdfs:label "Hangzhou"@en ; cnai:kind placetype:city .
org:daily a cnai:Company ; rdfs:label "Daily"@en .
model:lotus a cnai:AIModel ; rdfs:label "Lotus"@en .
model:lotus-1b a cnai:AIModel ; rdfs:label "Lotus-1B"@en .
model:reed-1b a cnai:AIModel ; rdfs:label "Reed-1B"@en .
policy:a-list a cnai:RestrictedPartyList ; rdfs:label "A list"@en .
org:coral a"""


def corpus(folder: Path, **documents: str) -> Path:
    """The tiny corpus and further documents, ``publisher_year`` to the blocks of its rows."""
    tiny.write(folder, ("org:coral a", ENTITIES))
    for name, blocks in documents.items():
        publisher, _, year = name.partition("_")
        head = (
            f"@base <https://w3id.org/kg-cn-ai/source/{publisher}-{year}> .\n{tiny._PREFIXES}\n"
            f'<> a cnai:SourceDocument ; rdfs:label "{name}"@en ; dcterms:title "{name}"@en ; '
            f"dcterms:publisher org:{publisher.replace('_', '-')} ; cnai:kind doctype:dataset ; "
            f'cnai:date "{year}"^^edtf:EDTF ; cnai:dateBasis basis:stated ; cnai:fileName "{name}.csv" ; '
            f'cnai:sha256 "{"0" * 64}" .\n'
        )
        (folder / f"graph/sources/{name}.trig").write_text(head + blocks, encoding="utf-8")
    return folder


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


def built(folder: Path, **documents: str) -> Store:
    return flat_graph(read_corpus(corpus(folder, **documents)))

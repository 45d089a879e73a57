"""The article's part of the graph: what it says, with the curators' background, and the things these speak of.

The whole graph has twenty times as many triples; what needs a real graph but not a large one is tested on this part.
"""

from dataclasses import replace
from functools import cache

import own_data
from pyoxigraph import NamedNode, Store

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus
from kg_cn_ai.build import flat_graph
from kg_cn_ai.namespaces import ID

DOCUMENTS = ("background-2026-11", "sirmione-2023-10")
ALSO = ("hk", "uk", "us")
"""Countries and territories that are there whatever is told of them."""


@cache
def corpus() -> Corpus:
    """The corpus of these documents."""
    whole = own_data.corpus()
    sources = tuple(file for file in whole.sources if file.path.stem in DOCUMENTS)
    (article,) = (file for file in sources if file.path.stem == "sirmione-2023-10")
    told = {t.value for q in article.quads for t in (q.subject, q.object) if isinstance(t, NamedNode)}
    told |= {f"{ID}place/{code}" for code in ALSO}
    entities = tuple(_only(file, told) for file in whole.entities)
    places = {t.value for f in entities for q in f.quads for t in (q.object,) if isinstance(t, NamedNode)}
    background = tuple(_only(file, told | places) for file in sources if file is not article)
    told |= {q.object.value for f in background for q in f.quads if isinstance(q.object, NamedNode)} | places
    return replace(whole, sources=(*background, article), entities=tuple(_only(f, told) for f in whole.entities))


def store() -> Store:
    """A new store with the built graph and the spans it was made of."""
    return flat_graph(corpus())


def _only(file: AuthoredFile, told: set[str]) -> AuthoredFile:
    """The file with what it says of some subjects, and of documents."""
    kept = (q for q in file.quads if getattr(q.subject, "value", "") in told or "/source/" in str(q.subject))
    return replace(file, quads=tuple(kept))

"""The project's own data, read and built once in each process of the tests. Nobody changes what is given here."""

from functools import cache

import tiny
from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.build import flat_graph


@cache
def corpus() -> Corpus:
    """Everything under ``graph`` and ``ontology``."""
    return read_corpus(tiny.ROOT)


@cache
def built() -> Store:
    """The built graph of it, and the spans that it was made of."""
    return flat_graph(corpus())

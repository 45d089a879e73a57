"""The project's own data, built once in a run of the tests and read once in each process. Nobody changes what is given."""

from functools import cache
from pathlib import Path

import tiny
from pyoxigraph import DefaultGraph, RdfFormat, Store

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.cache import entry, plan, user_folder


@cache
def corpus() -> Corpus:
    """Everything under ``graph`` and ``ontology``."""
    return read_corpus(tiny.ROOT)


@cache
def cached() -> Path:
    """The folder of the cache in which the package's own data is built."""
    return entry(user_folder(), plan(None))


@cache
def built() -> Store:
    """The built graph of it, and the spans that it was made of, as :func:`kg_cn_ai.build.flat_graph` gives them."""
    store = Store()
    store.bulk_load(path=str(cached() / "release/kg.nt"), format=RdfFormat.N_TRIPLES)
    store.extend(quad for file in corpus().files() for quad in file.quads if quad.graph_name != DefaultGraph())
    return store

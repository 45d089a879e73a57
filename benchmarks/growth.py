"""One size of synthetic data, measured in a process of its own; prints a JSON object. Started by ``run.py``."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, ParamSpec, TypeVar

import synthetic
from pyoxigraph import RdfFormat, Store

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import flat_graph, ntriples
from kg_cn_ai.data import data_dir
from kg_cn_ai.namespaces import PREFIXES
from kg_cn_ai.query.runner import Runner

P = ParamSpec("P")
T = TypeVar("T")


def timed(work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> tuple[float, T]:
    """Seconds that a call took, and what it gave."""
    start = time.perf_counter()
    result = work(*arguments, **options)
    return time.perf_counter() - start, result


def measure(size: int, runs: int, *, with_rdflib: bool) -> dict[str, Any]:
    """Seconds of each step and milliseconds of each query at one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        synthetic.write_data(folder / "data", data_dir(), synthetic.things_for(size))
        read, corpus = timed(read_corpus, folder / "data")
        rules, store = timed(flat_graph, corpus)
        write, body = timed(ntriples, store)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        (folder / "kg.nt").write_bytes(body)
        del store, corpus
        memory = Store()
        load, _ = timed(memory.bulk_load, path=folder / "kg.nt", format=RdfFormat.N_TRIPLES)
        disk, _ = timed(_on_disk, folder)
        found: dict[str, Any] = {
            "triples": body.count(b"\n"),
            "megabytes": peak,
            "seconds": {"read": read, "rules": rules, "write": write, "load": load, "load on disk": disk},
            "queries": {},
        }
        graph = None
        if with_rdflib:
            from rdflib import Graph

            graph = Graph()
            found["seconds"]["load in rdflib"], _ = timed(graph.parse, folder / "kg.nt", format="nt")
        with Runner(folder / "store") as runner:
            runner.query("ASK {}")
            for title, text in synthetic.QUERIES.items():
                ways: dict[str, Callable[[], Any]] = {
                    "memory": partial(memory.query, text, prefixes=PREFIXES),
                    "package": partial(runner.query, text, timeout=600),
                }
                if graph is not None:
                    ways["rdflib"] = partial(graph.query, text, initNs=PREFIXES)
                found["queries"][title] = _query(ways, runs)
        return found


def _on_disk(folder: Path) -> None:
    store = Store(str(folder / "store"))
    store.bulk_load(path=folder / "kg.nt", format=RdfFormat.N_TRIPLES)
    store.flush()
    store.optimize()


def _query(ways: dict[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """Median milliseconds of each way, and the number of rows, on which all agree."""
    found: dict[str, float] = {}
    rows = set()
    for way, work in ways.items():
        results = [timed(lambda work: list(work()), work) for _ in range(1 if way == "rdflib" else runs)]
        found[way] = median(seconds for seconds, _ in results) * 1000
        rows |= {len(answer) for _, answer in results}
    if len(rows) != 1:
        raise SystemExit(f"the engines disagree on the number of rows: {sorted(rows)}")
    found["rows"] = rows.pop()
    return found


if __name__ == "__main__":
    size, runs, with_rdflib = sys.argv[1:]
    sys.stdout.write(json.dumps(measure(int(size), int(runs), with_rdflib=with_rdflib == "rdflib")))

"""Measures the build, the named questions, growth and the explorer; prints Markdown and writes RESULTS.md.

Run it on a quiet machine: ``.venv/bin/python benchmarks/run.py``. Times are medians of wall-clock time; every process
is new, its files are in the system's cache.
"""

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import pictures
import pyoxigraph as ox

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import build_release, flat_graph
from kg_cn_ai.checks.check import check
from kg_cn_ai.checks.shapes import shapes
from kg_cn_ai.data import data_dir
from kg_cn_ai.knowledge_graph import load
from kg_cn_ai.namespaces import PREFIXES
from kg_cn_ai.query.questions import load_questions
from kg_cn_ai.query.runner import Runner

HERE = Path(__file__).parent
RDFLIB_LIMIT = 60


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, all columns but the first to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows)) + "\n"


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds with three figures."""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def middle(work: Callable[[], Any], runs: int) -> float:
    """Median seconds of a call."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def machine() -> str:
    """What the figures were measured on."""
    name = platform.processor() or platform.machine()
    memory = 0.0
    if sys.platform == "linux":
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        name = next(
            (line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), name
        )
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [f"{name}, {os.cpu_count()} CPUs", f"{memory:.0f} GB" if memory else "", platform.system()]
    versions = [f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in ("pyoxigraph", "rdflib"))]
    return ", ".join([*filter(None, parts), *versions])


def build_part(runs: int) -> str:
    """The command ``build`` in new processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def build(cache: Path) -> None:
            command = [sys.executable, "-m", "kg_cn_ai", "build", "-o", str(folder / "release")]
            env = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache), "XDG_CACHE_HOME": str(folder / "cache")}
            subprocess.run(command, env=env, check=True, capture_output=True)

        fresh = iter(range(1000))
        first = middle(lambda: build(folder / f"bytecode-{next(fresh)}"), runs)
        again = middle(lambda: build(folder / "bytecode"), runs + 1)
        counts = json.loads((folder / "release" / "manifest.json").read_text(encoding="utf-8"))["counts"]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        corpus = read_corpus(data_dir())
        store = flat_graph(corpus)
        shacl = middle(lambda: list(shapes(corpus, store)), runs)
        checks = middle(lambda: check(corpus, store), runs)
        load(release=folder / "release", cache=folder / "load").close()
        opened = middle(lambda: load(release=folder / "release", cache=folder / "load").query("ASK {}"), runs)
    rows = [
        ["`kg-cn-ai build`, as the first command after the installation", f"{first:.2f}"],
        ["`kg-cn-ai build`, new process", f"{again:.2f}"],
        ["all checks of files and graph", f"{checks:.2f}"],
        ["of these the SHACL shapes", f"{shacl:.2f}"],
        ["`load` of the built store, and a first query", f"{opened:.2f}"],
        ["largest memory of the build, MB", f"{memory:,.0f}"],
    ]
    return f"{counts['triples']:,} triples, with checks and pages.\n\n" + table(["", "s"], rows)


def rows_of(store: ox.Store, text: str) -> list[Any]:
    """The rows of a SELECT query on a bare store."""
    solutions = store.query(text, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    return list(solutions)


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in this thread after some seconds (rdflib is Python, so it can be interrupted)."""

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def rdflib_time(graph: Any, text: str) -> tuple[str, int | None]:
    """Milliseconds and rows of one run in rdflib, or how it fails."""
    start = time.perf_counter()
    try:
        with limit(RDFLIB_LIMIT):
            rows = len(list(graph.query(text, initNs=PREFIXES)))
    except TimeoutError:
        return f"> {RDFLIB_LIMIT * 1000:,}", None
    except Exception as error:
        return type(error).__name__, None
    return milliseconds(time.perf_counter() - start), rows


def question_part(runs: int) -> str:
    """Each named question with its defaults: bare stores, the package, rdflib."""
    from rdflib import Graph

    rows, notes, ratios = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_release(folder / "release")
        memory = ox.Store()
        memory.bulk_load(path=folder / "release" / "kg.nt", format=ox.RdfFormat.N_TRIPLES)
        writer = ox.Store(str(folder / "store"))
        writer.bulk_load(path=folder / "release" / "kg.nt", format=ox.RdfFormat.N_TRIPLES)
        writer.flush()
        writer.optimize()
        del writer
        disk = ox.Store.read_only(str(folder / "store"))
        graph = Graph().parse(folder / "release" / "kg.nt", format="nt")
        start = middle(lambda: _fresh(folder / "store"), 5)
        with Runner(folder / "store") as runner:
            runner.query("ASK {}")
            fixed = middle(lambda: bool(runner.query("ASK {}")), runs * 5)
            for question in load_questions(data_dir() / "ontology" / "questions").values():
                text = question.text
                bare = middle(lambda text=text: rows_of(memory, text), runs)  # type: ignore[misc]
                on_disk = middle(lambda text=text: rows_of(disk, text), runs)  # type: ignore[misc]
                package = middle(lambda text=text: list(runner.query(text)), runs)  # type: ignore[misc]
                answers = len(list(runner.query(text)))
                slow, found = rdflib_time(graph, text)
                if found not in (None, answers):
                    notes.append(f"rdflib gives {found} rows for `{question.id}`, not {answers}.")
                ratios.append((package - fixed) / on_disk)
                times = [milliseconds(seconds) for seconds in (bare, on_disk, package)]
                rows.append([question.id, str(answers), *times, f"{ratios[-1]:.2f}", slow])
    head = ["question", "rows", "memory store, ms", "disk store, ms", "`kg.query`, ms", "ratio", "rdflib, ms"]
    return (
        f"The fixed cost of `kg.query` is {milliseconds(fixed)} ms a query, and {milliseconds(start)} ms once to start "
        "its process, which reads a store on disk. The ratio is that of `kg.query`, less its fixed cost, to a bare "
        "store on disk, results made into Python values in both: "
        f"median {median(ratios):.2f}, largest {max(ratios):.2f}.\n\n"
        + table(head, rows)
        + "".join(f"\n{note}\n" for note in notes)
    )


def _fresh(store: Path) -> None:
    with Runner(store) as runner:
        runner.query("ASK {}")


def growth_part(sizes: Sequence[int], runs: int) -> str:
    """Build, load and queries of synthetic data."""
    found = []
    for size in sizes:
        mode = "rdflib" if size <= 100_000 else "none"
        command = [sys.executable, str(HERE / "growth.py"), str(size), str(runs), mode]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stderr)
            raise SystemExit(f"{size:,} triples could not be measured; the reason is above")
        found.append(json.loads(done.stdout))
    head = ["", *(f"{result['triples']:,} triples" for result in found)]
    titles = {
        "read": "read the authored files",
        "rules": "run the rules",
        "write": "write sorted N-Triples",
        "load": "load into a store in memory",
        "load on disk": "load into a store on disk, and compact it",
        "load in rdflib": "load into an rdflib graph",
    }
    steps = [
        [title, *(f"{result['seconds'][key]:.2f}" if key in result["seconds"] else "" for result in found)]
        for key, title in titles.items()
    ]
    steps.append(["largest memory of the build, MB", *(f"{result['megabytes']:,.0f}" for result in found)])
    rows = []
    for title in found[0]["queries"]:
        for way, label in (("memory", "store in memory"), ("package", "`kg.query`"), ("rdflib", "rdflib")):
            times = [result["queries"][title].get(way) for result in found]
            rows.append([f"{title}: {label}", *("" if ms is None else milliseconds(ms / 1000) for ms in times)])
    return (
        "Synthetic data of the real shape (`synthetic.py`). Seconds:\n\n"
        + table(head, steps)
        + "\nMilliseconds of queries:\n\n"
        + table(head, rows)
    )


def main() -> None:
    """Measure the chosen parts, print them, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="build, questions, growth, explorer; all of them by default")
    parser.add_argument("--runs", type=int, default=9, help="runs of each measurement")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="triples of the synthetic graphs")
    parser.add_argument("--things", default="300,1000,20000,100000", help="things of the explorer's networks")
    parser.add_argument("--output", type=Path, help="file to write; RESULTS.md if all parts run")
    chosen = parser.parse_args()
    parts: dict[str, tuple[str, Callable[[], str]]] = {
        "build": ("Build", lambda: build_part(chosen.runs)),
        "questions": ("The named questions", lambda: question_part(chosen.runs)),
        "growth": ("Growth", lambda: growth_part([int(size) for size in chosen.sizes.split(",")], chosen.runs)),
        "explorer": ("The explorer", lambda: pictures.measure([int(n) for n in chosen.things.split(",")])),
    }
    names = chosen.parts or list(parts)
    if unknown := set(names) - set(parts):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(parts)}")
    text = f"# Measurements\n\n{machine()}. Medians of {chosen.runs} runs; made by `benchmarks/run.py`.\n"
    for name in names:
        title, measure = parts[name]
        text += f"\n## {title}\n\n{measure()}"
    print(text)
    output = chosen.output or (HERE / "RESULTS.md" if not chosen.parts else None)
    if output:
        output.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

"""The network in parts: how long ``/network`` and ``/network/part`` of the service take on a network of any size.

    .venv/bin/python benchmarks/parts.py [things] [folder]

The network is that of `synthetic_network.py`, as a release with statements, places in documents and a map. A page is
opened in Chromium as a visitor's; parts are asked for with what such a page has, by one visitor and by four at once,
each for other things. With a folder its release and cache stay there for the next run. Prints the section for
RESULTS.md.
"""

import asyncio
import base64
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import httpx
import synthetic_network
from pictures import ARGUMENTS, synthetic_places
from run import machine, table

from kg_cn_ai.build import ATTRIBUTION, LICENSE, TITLE
from kg_cn_ai.cards.card import Card
from kg_cn_ai.data import data_dir
from kg_cn_ai.namespaces import BASE, CNAI, CONCEPT, DCTERMS, RDF, RDFS, STATEMENT
from kg_cn_ai.network.places import write_places
from kg_cn_ai.web.release.site import WHOLE

VISITS: Final = 5
REQUESTS: Final = 60
KINDS: Final[dict[str, dict[str, Any]]] = {
    "a thing found by name, with its neighbours": {"steps": 1, "most": 40},
    "the same, two steps around it": {"steps": 2, "most": 80},
    "all that is known of a thing": {"steps": 0},
    "the shortest connections of two things": {"path": True},
    "two things to compare": {"steps": 1, "most": 80},
}


def release(folder: Path, size: int) -> Path:
    """A release of the made-up network."""
    target = folder / f"release-{size}"
    if (target / "manifest.json").exists():
        return target
    target.mkdir(parents=True)
    graph, cards, clusters = synthetic_network.network(size)
    lines = sorted({line for card in cards.values() for line in _lines(card)} | set(_ontology()))
    body = "".join(lines).encode()
    chart = write_places(synthetic_places(graph, clusters)).encode()
    digest = hashlib.sha256(body).hexdigest()
    files = {
        name: {"sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}
        for name, text in (("kg.nt", body), ("map.csv", chart))
    }
    manifest = {"title": TITLE, "release": digest, "licence": LICENSE, "attribution": ATTRIBUTION,
                "counts": {"triples": len(lines), "things": len(graph)}, "files": files}  # fmt: skip
    (target / "kg.nt").write_bytes(body)
    (target / "map.csv").write_bytes(chart)
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return target


def _ontology() -> Iterator[str]:
    from pyoxigraph import RdfFormat, Triple, parse, serialize

    for quad in parse(path=data_dir() / "ontology" / "kg-cn-ai.ttl", format=RdfFormat.TURTLE):
        if "_:" not in str(quad):
            line = serialize([Triple(quad.subject, quad.predicate, quad.object)], format=RdfFormat.N_TRIPLES)
            yield (line or b"").decode()


def _lines(card: Card) -> Iterator[str]:
    """What a card says as N-Triples, each statement at its subject."""
    yield f"<{card.iri}> <{RDF}type> <{card.types[0]}> .\n"
    for language, label in card.labels.items():
        yield f"<{card.iri}> <{RDFS}label> {json.dumps(label, ensure_ascii=False)}@{language} .\n"
    for fact in card.facts:
        if fact.incoming:
            continue
        statement = STATEMENT + hashlib.sha256(fact.statement.encode()).hexdigest()[:16]
        yield f"<{card.iri}> <{fact.property}> <{fact.value.iri}> .\n"
        yield f"<{statement}> <{RDF}type> <{CNAI}Statement> .\n"
        for part, iri in (("subject", card.iri), ("predicate", fact.property), ("object", fact.value.iri)):
            yield f"<{statement}> <{RDF}{part}> <{iri}> .\n"
        yield f"<{statement}> <{CNAI}claimStatus> <{CONCEPT}status/{fact.status}> .\n"
        yield f"<{statement}> <{CNAI}confidence> <{CONCEPT}grade/{fact.grade}> .\n"
        if fact.date:
            yield f'<{statement}> <{CNAI}date> "{fact.date}" .\n'
        if fact.value.iri and not fact.value.iri.startswith(f"{BASE}id/n"):
            yield f"<{fact.value.iri}> <{RDFS}label> {json.dumps(fact.value.text)}@en .\n"
        for evidence in fact.evidence:
            yield f"<{statement}> <{CNAI}evidence> <{evidence.document}#{evidence.fragment}> .\n"
            yield f"<{evidence.document}> <{DCTERMS}title> {json.dumps(evidence.title)}@en .\n"


def measure(size: int, folder: Path) -> str:
    """The section of RESULTS.md."""
    started = time.monotonic()
    command = [sys.executable, "-m", "kg_cn_ai", "--release", str(release(folder, size)), "serve", "--port", "0"]
    command += ["--whole-up-to", str(min(WHOLE, size // 2))]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stderr is not None
        url = next(line.split(" at ")[1].strip() for line in server.stderr if " at http" in line)
        up = time.monotonic() - started
        sys.stderr.write(f"up after {up:.1f} s\n")
        first, sent = _visits(url)
        page = httpx.get(f"{url}network", timeout=60).text
        things = json.loads(gzip.decompress(base64.b64decode(page.split('id="graph">')[1].split("<")[0])))["things"][
            "id"
        ]
        names = list(_names(size, things))
        rows = [row for kind, wanted in KINDS.items() for row in _asked(url, names, kind, wanted, things)]
        memory = _memory(server.pid)
    finally:
        server.terminate()
        server.wait()
    return (
        f"{machine()} `benchmarks/parts.py`: a made-up network of {size:,} things (`synthetic_network.py`) as a "
        f"release, served by `kg-cn-ai serve`; {REQUESTS} requests of each kind with all that a page has "
        f"({len(things):,} things), each for other things, chosen by chance, every tenth a much linked one. The server "
        f"was up after {up:.0f} s and took {memory:,} MB in the end.\n\n`/network` sends {sent / 1e6:.2f} MB and can "
        f"be used after {first / 1000:.2f} s (median of {VISITS} visits in Chromium without a GPU).\n\n"
        + table(["", "visitors", "p50, ms", "p95, ms", "slowest, ms", "answer, kB"], rows)
    )  # fmt: skip


def _visits(url: str) -> tuple[float, int]:
    """Milliseconds until the page can be used, and bytes sent for it."""
    from playwright.sync_api import sync_playwright

    sent = int(httpx.get(f"{url}network", headers={"accept-encoding": "gzip"}, timeout=60).headers["content-length"])
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        found = []
        for _ in range(VISITS):
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{url}network")
            page.wait_for_selector("html[data-ready]", state="attached")
            found.append(float(page.evaluate("document.documentElement.dataset.ready")))
            page.close()
        browser.close()
    return median(found), sent


def _asked(url: str, names: list[str], kind: str, wanted: dict[str, Any], have: list[str]) -> Iterator[list[str]]:
    for visitors in (1, 4):
        times, sizes = asyncio.run(_ask(url, names, kind, wanted, have, visitors))
        cuts = quantiles(times, n=20)
        figures = f"{median(times):.0f}", f"{cuts[18]:.0f}", f"{max(times):.0f}", f"{median(sizes) / 1000:.0f}"
        sys.stderr.write(f"{kind}, {visitors}: {figures}\n")
        yield [kind, str(visitors), *figures]


async def _ask(
    url: str, names: list[str], kind: str, wanted: dict[str, Any], have: list[str], visitors: int
) -> tuple[list[float], list[int]]:
    """Milliseconds and bytes of each answer."""
    names = random.Random(f"{kind} {visitors}").sample(names, len(names))
    number = 2 if "two things" in kind else 1
    times, sizes = [], []

    async def visit(client: httpx.AsyncClient, visitor: int) -> None:
        for turn in range(visitor, REQUESTS, visitors):
            things = names[turn * number : (turn + 1) * number]
            start = time.perf_counter()
            answer = await client.post(f"{url}network/part", json={**wanted, "things": things, "have": have})
            times.append(1000 * (time.perf_counter() - start))
            sizes.append(len(answer.content))
            answer.raise_for_status()

    async with httpx.AsyncClient(timeout=60) as client:
        await asyncio.gather(*(visit(client, visitor) for visitor in range(visitors)))
    return times, sizes


def _names(size: int, have: list[str]) -> Iterator[str]:
    """Compact IRIs of linked things that the page lacks; every tenth is one that it has, and so much linked."""
    graph, _, _ = synthetic_network.network(size)
    far = [iri for iri in graph if graph.degree(iri)]
    chance = random.Random(7)
    for number in range(2 * REQUESTS):
        iri = chance.choice(far)
        yield chance.choice(have) if number % 10 == 0 else ":".join(iri.rsplit("/", 2)[1:])


def _memory(pid: int) -> int:
    """Megabytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1000


if __name__ == "__main__":
    things = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        print(measure(things, Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as name:
            print(measure(things, Path(name)))

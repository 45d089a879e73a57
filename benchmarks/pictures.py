"""The explorer beside other network libraries: the same made-up network, the same places, one browser, one run.

Each page is opened in a new window of headless Chromium without a GPU. *First drawn* is the time from navigation to the
second frame after the library's first drawing, and for the explorer to the page being usable. *Moving* is the time that
all processes of the browser spend on the processor for each frame while the picture is dragged. Times of the explorer's
own steps are read in the page. The libraries come from the npm registry into a temporary folder; users need none.
"""

import cmath
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import synthetic_network

from kg_cn_ai.atlas import Place
from kg_cn_ai.explorer import explorer_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from synthetic_network import Graph

LIBRARIES: Final = {
    "sigma": ("sigma@3.0.3", "graphology@0.26"),
    "vis-network": ("vis-network@10",),
    "cytoscape": ("cytoscape@3",),
    "force-graph": ("force-graph@1",),
}
FILES: Final = {
    "sigma": ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js"),
    "vis-network": ("vis-network/standalone/umd/vis-network.min.js",),
    "cytoscape": ("cytoscape/dist/cytoscape.min.js",),
    "force-graph": ("force-graph/dist/force-graph.min.js",),
}
SLOW: Final = {"vis-network": 20_000, "cytoscape": 20_000}
"""Largest size that a library is given: beyond it takes minutes."""

WAIT: Final = 120_000
STEPS: Final = 40
RUNS: Final = 3
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
START: Final = {
    "sigma": """
        const g = new graphology.MultiGraph();
        for (const n of D.nodes) g.addNode(n.id, {x: n.x, y: -n.y, size: n.size, color: n.color, label: n.label});
        D.edges.forEach(([a, b]) => g.addEdge(a, b, {color: "#c9ced6", size: 0.6}));
        new Sigma(g, box);""",
    "vis-network": """
        new vis.Network(box, {
            nodes: D.nodes.map((n) => ({...n, shape: "dot"})), edges: D.edges.map(([from, to]) => ({from, to})),
        }, {physics: false, layout: {improvedLayout: false}, edges: {smooth: false}});""",
    "cytoscape": """
        cytoscape({container: box, layout: {name: "preset"}, elements: {
            nodes: D.nodes.map(({x, y, size, ...n}) => ({data: {...n, size: 2 * size}, position: {x, y}})),
            edges: D.edges.map(([source, target]) => ({data: {source, target}})),
        }, style: [
            {selector: "node", style: {width: "data(size)", height: "data(size)", "background-color": "data(color)",
                                       label: "data(label)", "font-size": 12, "min-zoomed-font-size": 9}},
            {selector: "edge", style: {width: 0.6, "line-color": "#c9ced6", "curve-style": "haystack"}},
        ], textureOnViewport: true});""",
    "force-graph": """
        new ForceGraph(box).width(innerWidth).height(innerHeight).cooldownTicks(0)
            .nodeVal((n) => n.size).nodeColor("color").nodeLabel("label").graphData({
                nodes: D.nodes.map((n) => ({...n, fx: n.x, fy: n.y})),
                links: D.edges.map(([source, target]) => ({source, target})),
            }).zoomToFit(0);""",
}  # fmt: skip
OWN_STEPS: Final = """
async () => {
    const timed = (work) => { const start = performance.now(); work(); return performance.now() - start; };
    const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
    const field = document.getElementById("query"), year = document.getElementById("year-to");
    const type = (text) => timed(() => { field.value = text; field.dispatchEvent(new Event("input")); });
    const next = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    type("x");
    const keys = ["zh", "zhi", "zhip", "zhipu", "百", "百度"].map(type);
    const filters = [];
    for (const value of [2019, 2021, 2023]) {
        const start = performance.now();
        year.value = value;
        year.dispatchEvent(new Event("input"));
        await next();
        filters.push(performance.now() - start);
    }
    field.value = "";
    const draws = Array.from({length: 5}, () => timed(() => explorer.picture.draw()));
    return {draw: middle(draws), key: middle(keys), filter: middle(filters)};
}"""


def measure(sizes: list[int]) -> str:
    """Tables of every size and library, medians of ``RUNS`` visits, as Markdown."""
    from playwright.sync_api import sync_playwright

    rows: dict[str, list[dict[str, float]]] = {name: [] for name in ("explorer", *LIBRARIES)}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        packages = [package for wanted in LIBRARIES.values() for package in wanted]
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--prefix", name, "--no-audit", "--no-fund", "--silent", *packages], check=True)
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for size in sizes:
            pages = _pages(folder, size)
            for library, path in pages.items():
                found = [_visit(browser, path, own=library == "explorer") for _ in range(RUNS)]
                middle = {key: median(one[key] for one in found) for key in found[0]}
                rows[library].append(middle | {"bytes": path.stat().st_size})
                sys.stderr.write(f"{size:,} {library}: {rows[library][-1]}\n")
            for library in set(rows) - set(pages):
                rows[library].append({})
        browser.close()
    return _tables(sizes, rows)


def _pages(folder: Path, size: int) -> dict[str, Path]:
    graph, cards, clusters = synthetic_network.network(size)
    places = synthetic_places(graph, clusters)
    html = explorer_page(graph, cards, places, title="Benchmark", release="0" * 12, attribution="synthetic")
    made = {"explorer": folder / f"explorer-{size}.html"}
    made["explorer"].write_text(html, encoding="utf-8")
    colours = {"organization": "#2463b5", "model": "#8347b8", "policy": "#a8326f", "product": "#b06a00"}
    nodes = [
        {"id": iri, "label": known["label"], "x": places[iri].x, "y": places[iri].y,
         "size": min(26.0, 4 + 2.2 * graph.degree(iri) ** 0.5), "color": colours.get(known["group"], "#6d6257")}
        for iri, known in graph.nodes.items()
    ]  # fmt: skip
    data = json.dumps({"nodes": nodes, "edges": [[a, b] for a, b in graph.edges()]}, ensure_ascii=False)
    for library, script in START.items():
        if size > SLOW.get(library, size):
            continue
        loads = "".join(f'<script src="node_modules/{file}"></script>' for file in FILES[library])
        made[library] = folder / f"{library}-{size}.html"
        made[library].write_text(
            '<!doctype html><meta charset="utf-8"><style>html, body, #box { margin: 0; height: 100% }</style>'
            f'<div id="box"></div>{loads}<script>const D = {data}; const box = document.getElementById("box");{script}'
            "requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() =>"
            " { document.documentElement.dataset.ready = Math.round(performance.now()); })));</script>",
            encoding="utf-8",
        )
    return made


def synthetic_places(graph: "Graph", clusters: list[list[str]]) -> dict[str, Place]:
    """Clusters on a spiral of circles, members on a spiral inside: like a map of the package, at no cost."""
    places: dict[str, Place] = {}
    area = 0.0
    clustered = {iri for members in clusters for iri in members}
    groups = [*sorted(clusters, key=len, reverse=True), *([iri] for iri in graph if iri not in clustered)]
    for number, members in enumerate(groups):
        reach = 30 * len(members) ** 0.5
        area += 1.6 * (reach + 20) ** 2
        middle = cmath.rect(area**0.5 if number else 0.0, 2.399963 * number)
        for rank, iri in enumerate(members):
            spot = middle + cmath.rect(26 * rank**0.5, 2.399963 * rank)
            places[iri] = Place(round(spot.real * 1.2), round(spot.imag), number if len(members) > 1 else -1)
    return places


def _visit(browser: "Browser", path: Path, *, own: bool) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(WAIT)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    found: dict[str, float] = {"first": float(page.evaluate("document.documentElement.dataset.ready"))}
    page.wait_for_timeout(1500)
    found["moving"] = _moving(page)
    if own:
        found.update(page.evaluate(OWN_STEPS))
    page.close()
    return found


def _moving(page: "Page") -> float:
    """Milliseconds of processor time of the browser for each frame while the picture is dragged."""
    page.evaluate("window.frames_ = 0; (function tick() { window.frames_++; requestAnimationFrame(tick); })()")
    page.mouse.move(800, 500)
    page.mouse.down()
    before, first = _spent(), page.evaluate("window.frames_")
    for step in range(STEPS):
        page.mouse.move(800 + 3 * step, 500 + 2 * step)
        time.sleep(0.016)
    spent, frames = _spent() - before, page.evaluate("window.frames_") - first
    page.mouse.up()
    return 1000 * spent / max(1, int(frames))


def _spent() -> float:
    """Seconds of processor time of all processes below this one: the browser and its helpers."""
    parents: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total = 0.0
    for pid, (_, seconds) in parents.items():
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above][0]
        if above == os.getpid() and pid != os.getpid():
            total += seconds
    return total


def _tables(sizes: list[int], rows: dict[str, list[dict[str, float]]]) -> str:
    head = "| | " + " | ".join(f"{size:,}" for size in sizes) + " |\n| --- |" + " ---: |" * len(sizes) + "\n"
    others = "".join(
        f"| {library} | "
        + " | ".join(f"{one['first']:,.0f} · {one['moving']:,.0f}" if one else "–" for one in found)
        + " |\n"
        for library, found in rows.items()
    )
    titles = {
        "bytes": ("file, data included, MB", 1e-6, 2), "first": ("first interactive, s", 1e-3, 2),
        "moving": ("processor time for each frame while moving, ms", 1, 0), "draw": ("settled drawing, ms", 1, 1),
        "key": ("keystroke to results, ms", 1, 1), "filter": ("step of a filter or year, ms", 1, 1),
    }  # fmt: skip
    own = "".join(
        f"| {title} | " + " | ".join(f"{one[key] * factor:,.{digits}f}" for one in rows["explorer"]) + " |\n"
        for key, (title, factor, digits) in titles.items()
    )
    return (
        "Headless Chromium without a GPU, made-up networks of 1.9 relations for each thing (`synthetic_network.py`), "
        f"places given, medians of {RUNS} visits. First drawn, ms · processor time of the browser for each frame while "
        "moving, ms:\n\n"
        + head + others + "\nThe explorer's own steps:\n\n" + head + own
    )  # fmt: skip

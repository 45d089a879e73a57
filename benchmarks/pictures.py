"""The explorer beside other network libraries: the same made-up network, the same places, one run.

Each page is opened in a new headless Chromium without a GPU. *First drawn* is the time from navigation to the second
frame after the library's first drawing, and for the explorer to the page being usable. *Moving* is the time that all
processes of the browser spend on the processor for each frame while the picture is dragged. A page that is not there
after ``LIMIT`` seconds is given up.

A step of the explorer is measured from the event of the reader's input until the frame that shows it is made, each
kind ``ROUNDS`` times over. The browser counts the processor time of the page's thread (its ``TaskDuration``: script,
style, layout, paint and, as there is no GPU, filling in the canvas), and what a step costs in which nothing happens is
taken off: it goes to the measurement. Waiting for the frame is no part of that; it is of the time on the clock, which
is given too. The libraries come from the npm registry into a temporary folder; users need none.
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

from kg_cn_ai.network.places import Place
from kg_cn_ai.pages.contents import Contents
from kg_cn_ai.pages.explorer import explorer_page

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
LIMIT: Final = 180
"""Seconds that a page has to be drawn."""

LONG: Final = 60
"""A page that takes more seconds than this is visited once."""

STEPS: Final = 40
ROUNDS: Final = 3
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
STEP: Final = """
async ([kind, value]) => {
    const field = (id, text) => {
        document.getElementById(id).value = text;
        document.getElementById(id).dispatchEvent(new Event("input"));
    };
    const work = {
        key: () => field("query", value),
        year: () => field("year-to", value),
        filter: () => document.querySelectorAll("#kinds button.key")[value].click(),
        nothing: () => {},
        draw: () => { explorer.picture.grounded = ""; explorer.picture.draw(); },
    }[kind];
    const frame = () => new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
    }));
    await frame();
    const start = performance.now();
    work();
    await frame();
    return performance.now() - start;
}"""
OWN_STEPS: Final[dict[str, tuple[str | int, ...]]] = {
    "nothing": (0,) * 7,
    "draw": (0,) * 7,
    "key": ("zh", "zhi", "zhip", "zhipu", "百", "百度"),
    "year": (2019, 2020, 2021, 2022, 2023, 2019, 2021),
    "filter": (0, 1, 2, 0, 1, 2),
}
"""The steps, and what is typed, chosen or clicked."""


def measure(sizes: list[int]) -> str:
    """Tables of every size and library, medians of ``RUNS`` visits, as Markdown."""
    rows: dict[str, list[dict[str, float] | str]] = {name: [] for name in ("explorer", *LIBRARIES)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = [package for wanted in LIBRARIES.values() for package in wanted]
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--prefix", name, "--no-audit", "--no-fund", "--silent", *packages], check=True)
        for size in sizes:
            for library, path in _pages(folder, size).items():
                rows[library].append(visits(path, own=library == "explorer"))
                sys.stderr.write(f"{size:,} {library}: {rows[library][-1]}\n")
    return _tables(sizes, rows)


def visits(path: Path, *, own: bool) -> dict[str, float] | str:
    """Medians of the figures of a page, or why there are none: the limit of time, or the page's own error."""
    from playwright.sync_api import TimeoutError as TooLong
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    found: list[dict[str, float]] = []
    with sync_playwright() as playwright:
        while len(found) < RUNS and not (found and found[0]["first"] > 1000 * LONG):
            browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
            try:
                one = _visit(browser, path, own=own)
            except TooLong:
                return f"> {LIMIT} s"
            finally:
                browser.close()
            if isinstance(one, str):
                return one
            found.append(one)
    middle = {key: median(one[key] for one in found) for key in found[0]}
    return middle | {"bytes": path.stat().st_size}


def _pages(folder: Path, size: int) -> dict[str, Path]:
    graph, cards, clusters = synthetic_network.network(size)
    places = synthetic_places(graph, clusters)
    page = Contents(graph=graph, cards=cards, title="Benchmark", release="0" * 12, attribution="synthetic")
    html = explorer_page(page, places)
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
        loads = "".join(f'<script src="node_modules/{file}"></script>' for file in FILES[library])
        made[library] = folder / f"{library}-{size}.html"
        made[library].write_text(
            '<!doctype html><meta charset="utf-8"><style>html, body, #box { margin: 0; height: 100% }</style>'
            "<script>onerror = (message) => { document.documentElement.dataset.failed = message; };</script>"
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


def _visit(browser: "Browser", path: Path, *, own: bool) -> dict[str, float] | str:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(1000 * LIMIT)
    begun = time.monotonic()
    page.goto(path.as_uri(), wait_until="commit")
    left = 1000 * (LIMIT - (time.monotonic() - begun))
    page.wait_for_selector("html[data-ready], html[data-failed]", state="attached", timeout=max(1.0, left))
    if failed := page.evaluate("document.documentElement.dataset.failed"):
        return str(failed)
    found: dict[str, float] = {"first": float(page.evaluate("document.documentElement.dataset.ready"))}
    page.wait_for_timeout(1500)
    found["moving"] = _moving(page)
    if own:
        page.wait_for_timeout(1500)
        found.update(_own_steps(page))
    page.close()
    return found


def _own_steps(page: "Page") -> dict[str, float]:
    """Milliseconds of the page's thread for each kind of step: all, in the page's own work, and on the clock.

    The page's own work (``... own``) is that of the handlers of events and frames, of styles and layout; the rest goes
    to the browser, which fills in the canvas without a graphics card.
    """
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> tuple[float, float]:
        metrics = {
            metric["name"]: float(metric["value"]) for metric in client.send("Performance.getMetrics")["metrics"]
        }
        own = metrics["ScriptDuration"] + metrics["LayoutDuration"] + metrics["RecalcStyleDuration"]
        return 1000 * metrics["TaskDuration"], 1000 * own

    found: dict[str, float] = {}
    for kind, values in OWN_STEPS.items():
        thread, script, clock = [], [], []
        for value in values * ROUNDS:
            before = spent()
            clock.append(float(page.evaluate(STEP, [kind, value])))
            after = spent()
            thread.append(after[0] - before[0])
            script.append(after[1] - before[1])
            page.wait_for_timeout(100)
        nothing = found.get("nothing", 0.0)
        found |= {kind: median(thread) - nothing, f"{kind} own": median(script), f"{kind} clock": median(clock)}
    return found


def _moving(page: "Page") -> float:
    """Milliseconds of processor time of the browser for each frame while the picture is dragged, for 20 s at most."""
    page.evaluate("window.frames_ = 0; (function tick() { window.frames_++; requestAnimationFrame(tick); })()")
    page.mouse.move(800, 500)
    page.mouse.down()
    before, first = _spent(), page.evaluate("window.frames_")
    begun = time.monotonic()
    for step in range(STEPS):
        if time.monotonic() - begun > 20:
            break
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


def _tables(sizes: list[int], rows: dict[str, list[dict[str, float] | str]]) -> str:
    head = "| | " + " | ".join(f"{size:,}" for size in sizes) + " |\n| --- |" + " ---: |" * len(sizes) + "\n"

    def drawn(one: dict[str, float] | str) -> str:
        return one if isinstance(one, str) else f"{one['first']:,.0f} · {one['moving']:,.0f}"

    others = "".join(f"| {library} | " + " | ".join(map(drawn, found)) + " |\n" for library, found in rows.items())
    steps = {"key": "keystroke to results", "year": "step of a year", "filter": "step of a filter"}
    titles = {
        "bytes": ("file, data included, MB", 1e-6, 2), "first": ("first interactive, s", 1e-3, 2),
        "moving": ("processor time for each frame while moving, ms", 1, 0),
        **{f"{kind} own": (f"{title}: the page's own work, ms", 1, 1) for kind, title in steps.items()},
        "nothing": ("a step in which nothing happens, taken off from those below, ms", 1, 1),
        "draw": ("settled drawing: with what the browser does, ms", 1, 1),
        **{kind: (f"{title}: with what the browser does, ms", 1, 1) for kind, title in steps.items()},
        "year clock": ("step of a year on the clock, ms", 1, 0),
        "filter clock": ("step of a filter on the clock, ms", 1, 0),
    }  # fmt: skip

    def figure(one: dict[str, float] | str, key: str, factor: float, digits: int) -> str:
        return one if isinstance(one, str) else f"{one[key] * factor:,.{digits}f}"

    own = "".join(
        f"| {title} | " + " | ".join(figure(one, key, factor, digits) for one in rows["explorer"]) + " |\n"
        for key, (title, factor, digits) in titles.items()
    )
    return (
        "Headless Chromium without a GPU, made-up networks of 1.9 relations for each thing (`synthetic_network.py`), "
        f"places given, medians of {RUNS} visits (one, where it takes over {LONG} s). First drawn, ms · processor time "
        "of the browser for each frame while moving, ms:\n\n"
        + head + others + "\nThe explorer's own steps, in processor time of the page's thread from the reader's input "
        "to the frame that shows it, the canvas filled in; on the clock they wait for that frame too:\n\n" + head + own
    )  # fmt: skip

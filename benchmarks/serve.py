"""The web service under load, beside the bare ``oxigraph serve-read-only`` over the same store.

    .venv/bin/python benchmarks/serve.py [seconds]

Needs ``wrk`` (apt-get install wrk) and the extra ``test``. The release is synthetic: 2,000 things with facts, and names
of more things up to 50,000. Everything runs on this machine; wrk takes a share of its processors. Prints the section
for RESULTS.md.
"""

import hashlib
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import synthetic
from run import machine, table

from kg_cn_ai.build import build_release
from kg_cn_ai.data import data_dir
from kg_cn_ai.namespaces import CNAI, ID, RDF, RDFS

THINGS, NAMES = 2_000, 50_000
NUMBERS = " ".join(map(str, range(100)))
CONNECTIONS = 16
ORDINARY, ABUSERS = 50, 3
LONG = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{n} {{ {NUMBERS} }}' for n in range(10))} }}"
SCRIPT = """
local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
function init(arguments) math.randomseed(tonumber(arguments[1] or 1)) end
local count = 0
function request()
  local path = paths[math.random(#paths)]
  if FRESH then count = count + 1; path = path .. (string.find(path, "?") and "&" or "?") .. "n=" .. count end
  return wrk.format("GET", path)
end
function done(summary, latency)
  io.write(string.format('\\n{"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "p99": %f, "bad": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, summary.errors.status + summary.errors.connect + summary.errors.read +
    summary.errors.write + summary.errors.timeout))
end
"""


def release(folder: Path) -> Path:
    """A release of synthetic things, and the names of many more."""
    synthetic.write_data(folder / "data", data_dir(), THINGS)
    target = folder / "release"
    build_release(target, data=folder / "data")
    chance = random.Random(4)
    lines = (target / "kg.nt").read_text(encoding="utf-8").splitlines()
    letters = "百川智能云科讯星海天华创新图灵思必驰明略深鉴寒武纪"
    known = sum(f"<{RDFS}label>" in line for line in lines)
    for number in range((NAMES - known) // 2):
        thing = f"<{ID}org/extra-{number}>"
        name = "".join(chance.choices("bcdfghjklmnprstwxz", k=1) + chance.choices("abcdefghiklmnoprstuy", k=7)).title()
        lines += [
            f"{thing} <{RDF}type> <{CNAI}Company> .",
            f'{thing} <{RDFS}label> "{name} {number}"@en .',
            f'{thing} <{RDFS}label> "{"".join(chance.choices(letters, k=4))}"@zh-hans .',
        ]
    body = "".join(f"{line}\n" for line in sorted(lines)).encode()
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(body).hexdigest()
    manifest["release"] = digest
    manifest["files"] = {"kg.nt": {"sha256": digest, "bytes": len(body)}}
    (target / "kg.nt").write_bytes(body)
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return target


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(command: Sequence[str | Path], url: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from its first answer on."""
    process = subprocess.Popen([str(part) for part in command], stderr=subprocess.DEVNULL, **options)
    try:
        for _ in range(1200):
            try:
                httpx.get(url, timeout=5)
                break
            except httpx.HTTPError:
                assert process.poll() is None, f"{command[0]} has ended"
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def load(
    url: str,
    paths: Sequence[str],
    seconds: int,
    folder: Path,
    accept: str,
    *,
    fresh: bool = False,
    connections: int = CONNECTIONS,
) -> dict[str, float]:
    """What wrk measures when it asks for the paths at random; ``fresh`` ones have never been asked for."""
    (folder / "paths").write_text("\n".join(paths), encoding="utf-8")
    (folder / "load.lua").write_text(
        SCRIPT.replace("PATHS", str(folder / "paths")).replace("FRESH", str(fresh).lower()), encoding="utf-8"
    )
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "20s", "--latency"]
    done = subprocess.run(
        [*command, "-H", f"Accept: {accept}", "-s", folder / "load.lua", url, "--", "7"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@contextmanager
def abusers(url: str, number: int) -> Iterator[list[int]]:
    """Clients who ask one long query after another; the statuses of their answers."""
    ending = threading.Event()
    statuses: list[int] = []

    def ask(name: int) -> None:
        headers = {"x-forwarded-for": f"192.0.2.{name}"}
        while not ending.is_set():
            statuses.append(httpx.post(f"{url}/sparql", data={"query": LONG}, headers=headers, timeout=60).status_code)

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(1, number + 1)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if pid in (int(folder.name), parent):
                    total += int((folder / "statm").read_text().split()[1]) * 4096
            except OSError:
                continue
    return total / 2**20


def main() -> None:
    """Measure and print."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt-get install wrk")
    chance = random.Random(9)
    things = [f"n{number}" for number in range(1, THINGS // 2)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = release(folder)
        names = [line.split('"')[1] for line in (made / "kg.nt").read_text().splitlines() if f"<{RDFS}label>" in line]
        typed = [n[: chance.randint(2, 6)] for n in chance.sample(names, 3000)]
        query = f"SELECT ?p ?o {{ <{ID}org/NAME> ?p ?o }}"
        points = [f"/sparql?query={quote(query.replace('NAME', thing))}" for thing in things]
        pages = [f"/id/org/{thing}.html" for thing in things]
        searches = [f"/api/v1/search?q={quote(text)}" for text in typed]
        port, other = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        program = Path(sys.executable).with_name("kg-cn-ai")
        environment = {"XDG_CACHE_HOME": str(folder / "cache"), "PATH": "/usr/bin:/bin"}
        serve: list[str | Path] = [program, "--release", made, "serve", "--port", str(port)]
        rows = []
        with running([*serve], f"{url}/", env=environment) as process:
            files = next((folder / "cache" / "kg-cn-ai").glob("site-*"))
            json_type = "application/sparql-results+json"
            for title, paths, accept in (
                ("point query", points, json_type),
                ("page of a thing", pages, "text/html"),
                ("search", searches, "application/json"),
                ("all three mixed", points * 2 + pages + searches[: len(pages)], "*/*"),
            ):
                for fresh in (True, False):
                    load(url, paths, 3, folder, accept)
                    before = memory(process.pid)
                    found = load(url, paths, seconds, folder, accept, fresh=fresh)
                    what = f"{title}, {'asked for the first time' if fresh else 'asked again'}"
                    rows.append([what, *_cells(found), f"{before:.0f} → {memory(process.pid):.0f}"])
                if title != "all three mixed":
                    found = load(url, paths, min(seconds, 10), folder, accept, fresh=True, connections=1)
                    rows.append([f"{title}, asked for the first time, one visitor alone", *_cells(found), ""])
            for number in (0, ABUSERS):
                with abusers(url, number) as statuses:
                    found = load(url, points, seconds, folder, json_type, fresh=True, connections=ORDINARY)
                beside = f", beside {number} with long queries (answered {sorted(set(statuses))})" if number else ""
                rows.append([f"point query, {ORDINARY} clients{beside}", *_cells(found), ""])
            held = memory(process.pid)
            sent = 0
            while sent < 20_000:
                mixed = load(url, points * 2 + pages + searches, 10, folder, "*/*", fresh=True)
                sent += int(mixed["requests"])
            flat = f"Over {sent:,} more mixed requests, asked for the first time, memory went from {held:.0f} "
            flat += f"to {memory(process.pid):.0f} MB."
        oxigraph, store = str(Path(sys.executable).with_name("oxigraph")), str(folder / "store")
        loading = [oxigraph, "load", "--location", store]
        for graph in (files / "release" / "kg.nt", files / "description.nt"):
            subprocess.run([*loading, "--file", str(graph)], check=True, capture_output=True)
        bare_url = f"http://127.0.0.1:{other}"
        serving = [oxigraph, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{other}"]
        with running(serving, f"{bare_url}/") as process:
            bare = [path.replace("/sparql", "/query") for path in points]
            load(bare_url, bare, 3, folder, json_type)
            found = load(bare_url, bare, seconds, folder, json_type)
            rows.append(["point query, bare oxigraph", *_cells(found), f"{memory(process.pid):.0f}"])
            found = load(bare_url, bare, min(seconds, 10), folder, json_type, fresh=True, connections=1)
            rows.append(["point query, bare oxigraph, one visitor alone", *_cells(found), ""])
    sys.stdout.write(
        f"## The service under load\n\n{machine()}. `benchmarks/serve.py`: {CONNECTIONS} connections, {seconds} s "
        f"each, wrk on the same machine, {NAMES:,} names.\n\n"
        + table(["", "requests/s", "p50, ms", "p95, ms", "p99, ms", "errors", "memory, MB"], rows)
        + f"\n{flat}\n"
    )


def _cells(found: dict[str, float]) -> list[str]:
    return [
        f"{found['requests'] / found['seconds']:,.0f}",
        *(f"{found[name]:.1f}" for name in ("p50", "p95", "p99")),
        f"{found['bad']:.0f}",
    ]


if __name__ == "__main__":
    main()

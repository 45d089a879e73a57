"""The command ``kg-cn-ai serve``: start, signals, new releases, crashes, full disks."""

import contextlib
import hashlib
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import tiny
from service import tiny_release

from kg_cn_ai import cache
from kg_cn_ai.build import build_release
from kg_cn_ai.errors import InputError
from kg_cn_ai.web.release.site import Settings, open_site
from kg_cn_ai.web.serve import run

COMMAND = [sys.executable, "-m", "kg_cn_ai"]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return tiny_release(tmp_path)


@contextlib.contextmanager
def served(release: Path, *options: str, **more: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command at work, and the address that it says."""
    cache = {"XDG_CACHE_HOME": str(release.parent / "cache"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*COMMAND, "--release", str(release), "serve", "--port", "0", "--workers", "1", *options],
        stderr=subprocess.PIPE, text=True, env=os.environ | cache, cwd=tiny.ROOT, **more,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        address = ""
        while not address:
            line = process.stderr.readline()
            assert line, f"ended with status {process.wait()}"
            found = re.search(r"serving release \w+ at (http\S+)/", line)
            address = found[1] if found else ""
        yield process, address
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def children(pid: int) -> set[int]:
    found = set()
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if folder.name.isdecimal() and (folder / "stat").read_text().rpartition(")")[2].split()[1] == str(pid):
                found.add(int(folder.name))
    return found


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def release_of(address: str) -> str:
    return str(httpx.get(address).headers["x-release"])


def renamed(release: Path) -> None:
    """Put a new release in the place of the old one, as the build does."""
    build_release(release, data=tiny.write(release.parent / "data", ('"Lotus AI"@en ,', '"Lotus Intelligence"@en ,')))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_end_and_leaves_no_process(release: Path, number: signal.Signals) -> None:
    with served(release) as (process, address):
        assert httpx.get(address).status_code == 200
        workers = children(process.pid)
        assert workers
        process.send_signal(number)
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_killed_it_leaves_no_process_and_the_next_start_works(release: Path) -> None:
    with served(release) as (process, address):
        workers = children(process.pid)
        with contextlib.suppress(httpx.HTTPError):  # a query is at work when it happens
            httpx.get(
                f"{address}/sparql",
                params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"},
                timeout=0.3,
            )
        process.kill()
        process.wait()
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    with served(release) as (_, address):
        answer = httpx.get(f"{address}/sparql", params={"query": "ASK { org:lotus a cnai:Company }"})
        assert answer.json()["boolean"] is True


def test_hangup_and_reload_take_up_a_new_release(release: Path) -> None:
    with served(release) as (process, address):
        first = release_of(address)
        renamed(release)
        assert release_of(address) == first, "nothing changes by itself"
        process.send_signal(signal.SIGHUP)
        assert eventually(lambda: release_of(address) != first)
    shutil.rmtree(release)
    tiny_release(release.parent)
    with served(release, "--reload") as (_, address):
        assert release_of(address) == first
        renamed(release)
        assert eventually(lambda: release_of(address) != first)


def test_a_release_that_cannot_be_opened_leaves_the_old_one_in_service(release: Path) -> None:
    with served(release) as (process, address):
        first = release_of(address)
        (release / "kg.nt").write_text("<a> <b", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        assert "still served" in process.stderr.readline()
        assert release_of(address) == first
        assert httpx.get(f"{address}/data/kg.nt").status_code == 200, "the files are the release's own copy"
        assert not (release / "kg.nt").read_text().startswith(httpx.get(f"{address}/data/kg.nt").text[:20])


@pytest.mark.parametrize("back", [False, True], ids=["stays", "comes back"])
@pytest.mark.parametrize("moment", ["plan", "_prepare"])
def test_a_release_exchanged_while_another_is_opened_is_never_mixed_with_it(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, back: bool
) -> None:
    other = tmp_path / "other"
    build_release(other, data=tiny.write(tmp_path / "data", ('"Lotus AI"@en ,', '"Lotus Intelligence"@en ,')))
    exchanged: list[int] = []
    before: Callable[..., Any] = getattr(cache, moment)

    def exchange() -> None:
        for one, two in ((release, tmp_path / "away"), (other, release), (tmp_path / "away", other)):
            one.rename(two)

    def meanwhile(*arguments: Any) -> Any:
        first = not exchanged
        if first and moment != "plan":
            exchange()
        found = before(*arguments)
        if first and (moment == "plan" or back):
            exchange()
        exchanged.append(1)
        return found

    monkeypatch.setattr(cache, moment, meanwhile)
    open_site(Settings(other, cache=tmp_path / "cache")).kg.close()
    exchanged.clear()
    site = open_site(Settings(release, cache=tmp_path / "cache"))
    try:
        with (site.files / "release" / "kg.nt").open("rb") as graph:
            assert hashlib.file_digest(graph, "sha256").hexdigest() == site.release
        told = (site.files / "release" / "kg.nt").read_text(encoding="utf-8")
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        lotus = ox.NamedNode("https://w3id.org/kg-cn-ai/id/org/lotus")
        labels = [quad.object for quad in site.kg.store.quads_for_pattern(lotus, label, None)]
        names = [o.value for o in labels if isinstance(o, ox.Literal) and o.language == "en"]
        assert all(f'"{name}"@en' in told for name in names)
        assert site.kg.search("Lotus")[0].label in names
    finally:
        site.kg.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base", "kg.example.org"], "is no web address"),
        (["--allow-service", "example"], "is no web address"),
        (["--reload"], "--reload watches a release folder"),
    ],
)
def test_what_cannot_be_is_told(options: list[str], said: str, tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "serve", *options], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_port_that_is_taken_is_told(release: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(InputError, match="cannot be listened at"):
        run(release, host="127.0.0.1", port=other.getsockname()[1], base=None, reload=False, limits={}, said=print)


def test_the_base_is_the_address_in_links(release: Path) -> None:
    with served(release, "--base", "https://example.org/kg/") as (_, address):
        assert 'href="/kg/sparql"' in httpx.get(f"{address}/").text
        assert httpx.get(f"{address}/data/", headers={"accept": "application/json"}).json()["files"]["kg.nt"][
            "url"
        ] == ("https://example.org/kg/data/kg.nt")
        assert (
            "<https://example.org/kg/sparql>"
            in httpx.get(f"{address}/sparql", headers={"accept": "application/n-triples"}).text
        )


def test_without_its_packages_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')\n", encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "serve"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert 'pip install "kg-cn-ai[web]"' in done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk with room for next to nothing."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", folder], capture_output=True).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_loses_nothing_and_the_next_start_works(
    release: Path, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))  # nor is there room elsewhere
    with pytest.raises(InputError, match="no room") as found, pytest.warns(UserWarning, match="cannot be used"):
        open_site(Settings(release, cache=small_disk))
    assert "Free some space" in str(found.value)
    assert [path.name for path in small_disk.iterdir()] == [], "nothing half made is left"
    assert (release / "kg.nt").stat().st_size > 100_000
    monkeypatch.setattr("tempfile.tempdir", None)
    site = open_site(Settings(release, cache=tmp_path / "cache"))
    assert site.kg.store.query("ASK { ?s ?p ?o }")
    site.kg.close()


def test_a_file_that_cannot_grow_is_told(release: Path, tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from kg_cn_ai.web.release.site import Settings, open_site\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "open_site(Settings(Path(sys.argv[1]), cache=Path(sys.argv[2])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, release, tmp_path / "cache"], capture_output=True, text=True
    )
    assert "InputError" in done.stderr
    assert "no room" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100_000


def silent(address: str, number: int, say: bytes = b"") -> list[socket.socket]:
    """Connections that say nothing, or not enough."""
    host, _, port = address.removeprefix("http://").partition(":")
    found = [socket.create_connection((host, int(port)), timeout=5) for _ in range(number)]
    for connection in found:
        connection.sendall(say)
    return found


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a head"])
def test_connections_that_say_nothing_shut_nobody_out(release: Path, said: bytes) -> None:
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    with served(release, preexec_fn=few) as (_, address):
        held = silent(address, 320, said)
        try:
            begun = time.monotonic()
            assert [httpx.get(f"{address}/void", timeout=5).status_code for _ in range(5)] == [303] * 5
            assert time.monotonic() - begun < 5
        finally:
            for connection in held:
                connection.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [b"", b"\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"],
    ids=["nothing", "an empty line", "half a head", "no body"],
)
def test_a_connection_that_says_nothing_more_is_closed(
    release: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    code = (
        "import sys; from kg_cn_ai.web import connections\n"
        "connections.HEAD = connections.BODY = 1.0\n"
        "from kg_cn_ai.cli.main import main; main()"
    )
    monkeypatch.setattr(sys.modules[__name__], "COMMAND", [sys.executable, "-c", code])
    with served(release) as (_, address):
        (held,) = silent(address, 1, said)
        held.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            while held.recv(10_000):
                pass
        held.close()


def test_told_to_end_it_tells_who_waits_for_a_query(release: Path) -> None:
    with served(release, "--timeout", "30") as (process, address):
        answers: list[httpx.Response] = []
        query = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
        asking = threading.Thread(
            target=lambda: answers.append(httpx.get(f"{address}/sparql", params=query, timeout=20))
        )
        asking.start()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        asking.join(20)
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert (answers[0].status_code, answers[0].json()["error"]) == (503, "the service is ending")


def test_visitors_who_leave_or_talk_rubbish_write_nothing_to_the_log(release: Path) -> None:
    with served(release) as (process, address):
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nquery="
        for path in (b"/sparql", b"/reconcile", b"/network/part", b"/sparql/programs"):
            for connection in silent(address, 5, head % path):
                connection.close()
        for connection in silent(address, 5, b"rubbish \x00\r\n\r\n"):
            connection.close()
        assert httpx.get(address).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_without_a_folder_for_temporary_files_it_says_so(release: Path, tmp_path: Path) -> None:
    code = (
        "import sys, tempfile\n"
        "def none(*a, **k): raise FileNotFoundError(2, 'No usable temporary directory found')\n"
        "tempfile._get_default_tempdir = none\n"
        "from kg_cn_ai.cli.main import main; main()"
    )
    (tmp_path / "file").touch()
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "file" / "cache")}
    for command in (["serve", "--port", "0"], ["query", "ASK {}"]):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, "--release", release, *command],
            capture_output=True, text=True, env=environment, timeout=60,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert "TMPDIR" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["/data/kg.nt", "/network", "/ontology", "/.well-known/void", "/id/org/lotus.html"])
def test_what_was_deleted_of_the_cache_is_made_again_for_whoever_asks(release: Path, path: str) -> None:
    with served(release) as (_, address):
        shutil.rmtree(release.parent / "cache")
        answer = httpx.get(f"{address}{path}", timeout=30)
        assert answer.status_code == 200
        shutil.rmtree(release.parent / "cache", ignore_errors=True)
        assert httpx.get(f"{address}{path}?again", timeout=30).status_code == 200


@pytest.mark.parametrize(("base", "root"), [("https://example.org/kg/", "/kg"), ("https://kg.example.org/", "")])
def test_redirections_lead_below_the_base_whatever_the_host_is_called(release: Path, base: str, root: str) -> None:
    with served(release, "--base", base) as (_, address):
        for path, leads in (
            ("/ontology/", "/ontology"),
            ("/data", "/data/"),
            ("/network/?lang=zh", "/network?lang=zh"),
        ):
            for host in ("evil.example", "evil.example:99", address.removeprefix("http://")):
                answer = httpx.get(f"{address}{path}", headers={"host": host})
                assert answer.is_redirect
                assert answer.headers["location"] == root + leads
        described = httpx.get(f"{address}/api/v1/openapi.json").json()
        assert described.get("servers", [{"url": ""}])[0]["url"] == root


def test_all_addresses_are_no_address_that_visitors_are_told(release: Path) -> None:
    with served(release, "--host", "0.0.0.0") as (_, address):
        assert "0.0.0.0" not in address
        manifest = httpx.get(f"{address}/reconcile").json()
        assert manifest["view"]["url"].startswith(f"{address}/")
        assert f"<{address}/sparql>" in httpx.get(f"{address}/sparql", headers={"accept": "text/turtle"}).text


def test_several_processes_take_requests_and_none_outlives_the_first(release: Path) -> None:
    with served(release, "--processes", "3") as (process, address):

        def fronts() -> set[int]:
            return {pid for pid in children(process.pid) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()}

        def at_work() -> bool:
            return len(fronts()) == 2 and all(children(pid) for pid in fronts())

        assert eventually(at_work, 60)
        first = release_of(address)
        lost = min(fronts())
        os.kill(lost, signal.SIGKILL)
        assert eventually(lambda: at_work() and lost not in fronts(), 60), "one that has ended is replaced"
        renamed(release)
        process.send_signal(signal.SIGHUP)

        def all_new() -> bool:
            # A connection of its own for each request: any of the processes may take it.
            return all(
                httpx.get(address, headers={"connection": "close"}).headers["x-release"] != first for _ in range(30)
            )

        assert eventually(all_new, 60), "all of them serve the new release"
        others = fronts() | {pid for front in fronts() for pid in children(front)}
        process.kill()
        process.wait()
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in others), 60)

"""No query can hurt: runaway queries, visitors who leave, killed processes, calls to the outside."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from service import Service, serving, tiny_release

from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.processes.pool import Pool
from kg_cn_ai.web.release import made
from kg_cn_ai.web.release.site import Settings

SECONDS = 1.0
FORM = {"content-type": "application/x-www-form-urlencoded"}
POINT = "SELECT ?o { org:lotus rdfs:label ?o }"
DEEP = 8_000


def _values(name: str, number: int) -> str:
    return f"VALUES ?{name} {{ {' '.join(map(str, range(number)))} }}"


RUNAWAYS: dict[str, tuple[str, set[int]]] = {
    "products": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {504}),
    "rows": ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {413}),
    "values": (
        f"SELECT (SUM(?a * ?b * ?c) AS ?n) {{ {_values('a', 3000)} {_values('b', 3000)} {_values('c', 3000)} }}", {504, 507},
    ),
    "order": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c LIMIT 1000000", {504, 507}),
    "distinct": ("SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {504, 507}),
    "group-concat": ("SELECT (GROUP_CONCAT(STR(?c)) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {504, 507}),
    "closure": ("SELECT (COUNT(*) AS ?n) { ?a (!<a:a>|^<a:b>)* ?b . ?b (<a:a>|!<a:b>)* ?c . ?c (!<a:c>)* ?d }", {504, 507}),
    "regex": ('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(.*a.*){5}z$")) }', {504}),
    "minus": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?x ?y ?z . ?u ?v ?c } }", {504, 507}),
    "doubling": (
        "SELECT (STRLEN(?s40) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?s0) "
        + " ".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(40)) + " }", {504, 507},
    ),
    "nesting": ("SELECT * " + "{" * DEEP + " ?s ?p ?o " + "}" * DEEP, {400, 504}),
    "result": ("CONSTRUCT { ?a ?b ?f . ?d ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f }", {413}),
}  # fmt: skip


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that stops a query after one second."""
    folder = tmp_path_factory.mktemp("fast")
    settings = Settings(
        tiny_release(folder),
        cache=folder / "cache",
        limits=Limits(seconds=SECONDS, size=1_000_000, rows=10_000, workers=2),
    )
    with serving(settings) as running:
        yield running


def ask(service: Service, query: str) -> httpx.Response:
    return httpx.post(
        f"{service.url}/sparql", content=f"query={quote(query)}&format=json".encode(), headers=FORM, timeout=30
    )


def workers() -> set[int]:
    """Process ids of this process's children that run the worker."""
    found = set()
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if folder.name.isdecimal() and b"worker.py" in (folder / "cmdline").read_bytes():
                if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                    found.add(int(folder.name))
    return found


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def point(service: Service) -> float:
    """Seconds of a look-up that has not been asked for before."""
    started = time.monotonic()
    parameters = {"query": POINT, "n": str(time.monotonic_ns())}
    assert service.client.get("/sparql", params=parameters).status_code == 200
    return time.monotonic() - started


@pytest.mark.parametrize("kind", RUNAWAYS)
def test_a_runaway_query_is_stopped_and_others_are_answered_meanwhile(fast: Service, kind: str) -> None:
    query, statuses = RUNAWAYS[kind]
    assert eventually(lambda: len(fast.site.pool.pids) == 2)
    seen = set(fast.site.pool.pids)
    calm = statistics.median(point(fast) for _ in range(5))
    answers: list[tuple[httpx.Response, float]] = []

    def run() -> None:
        started = time.monotonic()
        answers.append((ask(fast, query), time.monotonic() - started))

    thread = threading.Thread(target=run)
    thread.start()
    times = []
    while thread.is_alive():
        times.append(point(fast))
        seen |= set(fast.site.pool.pids)  # a long query may have a process of its own, started for it
        time.sleep(0.01)
    thread.join()
    answer, seconds = answers[0]
    assert answer.status_code in statuses, answer.text
    assert seconds < SECONDS + 2
    assert {"error", "hint", "docs"} <= set(answer.json())
    if times:
        assert statistics.median(times) < max(0.05, 5 * calm)
    assert eventually(lambda: len(fast.site.pool.pids) == 2 and workers() >= set(fast.site.pool.pids))
    stopped = seen - set(fast.site.pool.pids)
    # One that is not killed may still be the last of a process for long queries, which ends when it has been idle.
    killed = answer.status_code in (400, 504, 507)
    assert (len(stopped) == 1 if killed else len(stopped) <= 1) or kind == "nesting"
    assert not stopped & workers(), "a stopped query's process is still there"


def test_when_all_processes_are_busy_a_query_waits_then_is_told_to_come_back(tmp_path: Path) -> None:
    limits = Limits(seconds=2, wait=0.4, workers=1, moment=60)  # none is long enough for the lane of long ones
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=limits)
    with serving(settings) as service:
        thread = threading.Thread(target=ask, args=(service, RUNAWAYS["products"][0]))
        thread.start()
        while (started := time.monotonic()) and (answer := ask(service, POINT)).status_code == 200:
            assert thread.is_alive(), "the long query was over before another one had to wait"
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert time.monotonic() - started < 1.5
        # Pages need no process of the pool.
        assert service.get("/").status_code == 200
        thread.join()
        assert eventually(lambda: ask(service, POINT).status_code == 200)


def test_a_visitor_who_leaves_frees_the_process(tmp_path: Path) -> None:
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=60, workers=1))
    with serving(settings) as service:
        (busy,) = service.site.pool.pids
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{service.url}/sparql", params={"query": RUNAWAYS["products"][0]}, timeout=0.3)
        left = time.monotonic()
        assert ask(service, POINT).status_code == 200
        assert time.monotonic() - left < 5, "of the 60 that its query may take"
        assert busy not in workers()


@pytest.mark.parametrize("kind", ["products", "doubling", "nesting"])
def test_what_waits_at_a_process_is_asked_again_when_a_query_ends_it(tmp_path: Path, kind: str) -> None:
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=1, wait=20, workers=1))

    async def ask_all(service: Service) -> list[int]:
        queries = [POINT, RUNAWAYS[kind][0], *(f"{POINT} # {number}" for number in range(12))]
        async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
            sent = [client.post("/sparql", data={"query": query, "format": "json"}) for query in queries]
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    with serving(settings) as service:
        first, runaway, *others = asyncio.run(ask_all(service))
        assert runaway in RUNAWAYS[kind][1]
        assert {first, *others} == {200}


def test_visitors_who_leave_while_they_wait_keep_nobody_waiting(tmp_path: Path) -> None:
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=60, workers=1))
    with serving(settings) as service:

        def leave() -> None:
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(f"{service.url}/sparql", params={"query": RUNAWAYS["products"][0]}, timeout=0.3)

        threads = [threading.Thread(target=leave) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = time.monotonic()
        assert ask(service, POINT).status_code == 200
        assert time.monotonic() - left < 5, "of the 60 that its query may take"


def test_a_killed_process_is_replaced(fast: Service) -> None:
    for pid in fast.site.pool.pids:
        os.kill(pid, signal.SIGKILL)
    # A query may be the one to find out, and then says so; the next ones are answered.
    assert eventually(lambda: ask(fast, POINT).status_code == 200)
    assert eventually(lambda: len(fast.site.pool.pids) == 2)
    assert [ask(fast, POINT).status_code for _ in range(6)] == [200] * 6


def test_a_start_that_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    graph = tiny_release(tmp_path) / "kg.nt"
    before = workers()

    async def give_up() -> set[int]:
        long = "ASK { { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }"
        starting = asyncio.create_task(Pool([graph], Limits(seconds=60, workers=1), long).start())
        await asyncio.sleep(1.5)  # it has opened the store by then, and is at the query
        started = workers() - before
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        return started

    (started,) = asyncio.run(give_up())
    assert eventually(lambda: started not in workers())


class Listener:
    """Counts connections to a port of this machine."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.hits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.hits += 1
                connection.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/sparql"


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.socket.close()


def rows(answer: httpx.Response) -> list[object]:
    """Rows of a table, or the nodes of a graph."""
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found if isinstance(found, list) else found["results"]["bindings"]


OUTWARD = {
    "service": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    "in exists": "SELECT * { ?s a cnai:Company FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in a subquery": "SELECT * { { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } }",
    "after a name": "PREFIX a: <a:> SELECT * { ?x ?y a:.SERVICE <URL> { ?s ?p ?o } }",
    "after a literal": "SELECT * { ?x ?y true.SERVICE<URL>{ ?s ?p ?o } }",
    "escaped": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped iri": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "lower case": "select * { service silent <URL> { ?s ?p ?o } }",
    "from": "SELECT * FROM <URL> { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "construct from": "CONSTRUCT FROM <URL> WHERE { ?s ?p ?o }",
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL> INTO GRAPH <a:g>",
}


@pytest.mark.parametrize("kind", OUTWARD)
def test_nothing_leaves_the_machine(fast: Service, listener: Listener, kind: str) -> None:
    port = str(listener.socket.getsockname()[1])
    answer = ask(fast, OUTWARD[kind].replace("URL", listener.url).replace("PORT", port))
    if kind in ("from", "from named", "construct from"):
        assert rows(answer) == []
    else:
        assert answer.status_code == 403
        assert answer.json()["hint"]
    time.sleep(0.02)
    assert listener.hits == 0


def test_from_reads_no_file(fast: Service, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:a> <a:b> 'secret' .", encoding="utf-8")
    for query in (
        f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ):
        assert rows(ask(fast, query)) == []


def test_the_word_may_stand_in_strings_comments_and_names(fast: Service) -> None:
    for query in (
        'SELECT * { ?s rdfs:label "a SERVICE <x>" }',
        "SELECT * { ?s a cnai:CloudService } # SERVICE <x>",
        "SELECT * { ?service a <http://example.org/service> }",
    ):
        assert rows(ask(fast, query)) == []


def test_allowed_endpoints_are_called_and_only_those(fast: Service, tmp_path: Path, listener: Listener) -> None:
    other = f"{fast.url}/sparql"
    settings = Settings(
        tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=15, workers=1, services=(other,))
    )
    with serving(settings) as service:
        assert eventually(lambda: len(fast.site.pool.pids) == 2)
        before = workers()
        query = f"SELECT ?o {{ SERVICE <{other}> {{ <https://w3id.org/kg-cn-ai/id/org/harbor> <http://www.w3.org/2000/01/rdf-schema#label> ?o }} }}"
        answer = ask(service, query)
        assert answer.status_code == 200, answer.text
        assert [row["o"]["value"] for row in answer.json()["results"]["bindings"]] == ["Harbor Systems"]
        assert "etag" not in answer.headers
        for text in (OUTWARD["silent"], OUTWARD["variable"], OUTWARD["in exists"], OUTWARD["escaped"], OUTWARD["from"]):
            blocked = ask(service, text.replace("URL", listener.url).replace("PORT", "1"))
            assert blocked.status_code in (400, 403) or rows(blocked) == []
        assert listener.hits == 0
        assert eventually(lambda: workers() == before), "the process that could call is gone"
        features = service.get("/sparql", accept="text/turtle").text
        assert "BasicFederatedQuery" in features


def test_a_store_that_is_deleted_under_the_service(tmp_path: Path) -> None:
    release = tiny_release(tmp_path)
    settings = Settings(release, cache=tmp_path / "cache", limits=Limits(seconds=2, workers=1))
    with serving(settings) as service:
        assert ask(service, POINT).status_code == 200
        shutil.rmtree(service.site.files)
        assert ask(service, POINT).status_code == 200, "what is open goes on"
        assert service.get("/").status_code == 200
        (pid,) = service.site.pool.pids
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: ask(service, POINT).status_code == 200, 20), "it is made again of the release"
        assert service.site.files.is_dir()


def _graphs(service: Service) -> list[Path]:
    """The files that the processes read."""
    return [
        path for source in service.site.pool.sources for path in ([source] if source.is_file() else source.iterdir())
    ]


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_store_that_is_replaced_by_rubbish_under_the_service(
    tmp_path: Path, in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "IN_MEMORY", made.IN_MEMORY if in_memory else 0)
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=2, workers=1))
    with serving(settings) as service:
        assert [source.is_file() for source in service.site.pool.sources] == ([True, True] if in_memory else [False])
        assert ask(service, POINT).status_code == 200
        for file in _graphs(service):
            file.write_bytes(b"rubbish")
        (pid,) = service.site.pool.pids
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: ask(service, POINT).status_code == 200, 20), "it is made again of the release"


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_store_that_is_replaced_by_another_under_the_service(
    tmp_path: Path, in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tiny

    from kg_cn_ai.build import build_release

    monkeypatch.setattr(made, "IN_MEMORY", made.IN_MEMORY if in_memory else 0)
    build_release(tmp_path / "other", data=tiny.write(tmp_path / "data", ('"Lotus AI"@en ,', '"Other"@en ,')))
    with serving(Settings(tmp_path / "other", cache=tmp_path / "c", limits=Limits(workers=1))) as other:
        shutil.copytree(other.site.files, tmp_path / "files")
    settings = Settings(tiny_release(tmp_path), cache=tmp_path / "cache", limits=Limits(seconds=2, workers=1))
    with serving(settings) as service:
        before = ask(service, POINT).json()
        files = service.site.files
        files.rename(tmp_path / "away")
        shutil.copytree(tmp_path / "files", files)
        (pid,) = service.site.pool.pids
        os.kill(pid, signal.SIGKILL)
        query = f"{POINT} # again"
        assert eventually(lambda: ask(service, query).status_code == 200, 20), "it is made again of the release"
        assert ask(service, query).json() == before


def test_a_release_that_is_gone_altogether_is_told(tmp_path: Path) -> None:
    release = tiny_release(tmp_path)
    settings = Settings(release, cache=tmp_path / "cache", limits=Limits(seconds=2, wait=0.5, workers=1))
    with serving(settings) as service:
        shutil.rmtree(tmp_path / "cache")
        shutil.rmtree(release)
        for pid in service.site.pool.pids:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: ask(service, POINT).status_code == 503)
        answer = ask(service, POINT)
        assert answer.status_code == 503
        assert "store" in answer.json()["error"]
        assert answer.json()["hint"]
        assert service.get("/").status_code == 200


def test_a_release_tells_the_one_before_it(tmp_path: Path) -> None:
    import tiny

    from kg_cn_ai.build import build_release

    first = build_release(tmp_path / "first", data=tiny.write(tmp_path / "old", ('"Lotus AI"@en ,', '"Lotus"@en ,')))
    build_release(tmp_path / "second", data=tiny.write(tmp_path / "data"), previous=tmp_path / "first")
    with serving(Settings(tmp_path / "second", cache=tmp_path / "cache", limits=Limits(workers=1))) as service:
        query = "ASK { ?set <http://www.w3.org/ns/dcat#previousVersion> ?old FILTER(STRENDS(STR(?old), 'release/%s')) }"
        assert ask(service, query % first.release[:12]).json()["boolean"]


def test_a_new_release_is_served_without_a_failed_request(tmp_path: Path) -> None:
    import tiny

    from kg_cn_ai.build import build_release

    release = tiny_release(tmp_path)
    settings = Settings(release, cache=tmp_path / "cache", limits=Limits(seconds=5, workers=2))
    with serving(settings) as service:
        first = service.site.release
        failed: list[object] = []
        seen: set[tuple[str, bool]] = set()
        stop = threading.Event()

        def visit() -> None:
            question = 'ASK { org:lotus rdfs:label "Lotus Intelligence"@en }'
            with httpx.Client(base_url=service.url) as client:
                while not stop.is_set():
                    try:
                        answer = client.get("/sparql", params={"query": question})
                        answer.raise_for_status()
                        seen.add((answer.headers["x-release"], answer.json()["boolean"]))
                        client.get("/data/kg.nt").raise_for_status()
                    except (httpx.HTTPError, ValueError) as error:
                        failed.append(error)

        threads = [threading.Thread(target=visit) for _ in range(3)]
        for thread in threads:
            thread.start()
        old = set(service.site.pool.pids)
        build_release(release, data=tiny.write(tmp_path / "data", ('"Lotus AI"@en ,', '"Lotus Intelligence"@en ,')))
        asyncio.run_coroutine_threadsafe(service.sites.start(), service.loop).result(60)
        second = service.site.release
        assert eventually(lambda: (second, True) in seen)
        stop.set()
        for thread in threads:
            thread.join()
        assert not failed
        assert seen == {(first, False), (second, True)}
        assert eventually(lambda: not old & workers()), "the old release's processes are gone"
        text = service.get("/.well-known/void", accept="application/n-triples").text
        assert f"previousVersion> <https://w3id.org/kg-cn-ai/release/{first[:12]}>" in text

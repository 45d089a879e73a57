"""Long queries wait for each other, and nobody else for them; clients take turns."""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from service import Service, serving, tiny_release
from starlette.requests import Request

from kg_cn_ai.web.processes.child import Asked
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.processes.queue import Queue
from kg_cn_ai.web.processes.shapes import Shapes, shape
from kg_cn_ai.web.protocol.sparql_request import visitor
from kg_cn_ai.web.release.site import Settings

LONG = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(10))
    + " }"
)
SHORT = "SELECT ?o { org:lotus rdfs:label ?o }"
NUMBERS = " ".join(map(str, range(1500)))
SOME = f"SELECT (SUM(?a + ?b) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} }}"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the processes that two cores give it."""
    folder = tmp_path_factory.mktemp("lanes")
    settings = Settings(tiny_release(folder), cache=folder / "cache", limits=Limits(seconds=3, workers=2))
    with serving(settings) as running:
        yield running


@contextlib.contextmanager
def abusers(service: Service, number: int, *, varied: bool) -> Iterator[list[int]]:
    """Visitors who ask one long query after the other; the statuses that they get."""
    statuses: list[int] = []
    ending = threading.Event()
    count = itertools.count()

    def loop(name: int) -> None:
        while not ending.is_set():
            text = LONG.replace("?v", f"?v{next(count)}x") if varied else LONG
            with contextlib.suppress(httpx.HTTPError):
                answer = httpx.post(f"{service.url}/sparql", data={"query": text}, timeout=20)
                statuses.append(answer.status_code)

    threads = [threading.Thread(target=loop, args=(name,), daemon=True) for name in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        ending.set()
        for thread in threads:
            thread.join(20)


@pytest.mark.slow
@pytest.mark.parametrize("varied", [False, True], ids=["one query", "many queries"])
@pytest.mark.parametrize("number", [1, 3])
def test_long_queries_keep_nobody_from_short_ones(two: Service, number: int, varied: bool) -> None:
    times = []
    with abusers(two, number, varied=varied) as statuses:
        time.sleep(0.3)
        until = time.monotonic() + 7
        while time.monotonic() < until:
            begun = time.monotonic()
            answer = two.client.get("/sparql", params={"query": SHORT, "n": str(begun)}, headers={"accept": "text/csv"})
            assert answer.status_code == 200, answer.text
            times.append(time.monotonic() - begun)
            time.sleep(0.02)
    assert sorted(times)[len(times) // 2] < 0.2
    assert max(times) < Limits().wait
    assert set(statuses) <= {503, 504}
    assert 504 in statuses, "long queries have their turn"


@pytest.mark.slow
def test_a_long_query_of_another_client_has_its_turn(two: Service) -> None:
    def some(at_work: list[int]) -> int:
        begun = time.monotonic()
        while time.monotonic() - begun < 30:
            answer = httpx.post(
                f"{two.url}/sparql", data={"query": SOME}, headers={"x-forwarded-for": "192.0.2.9"}, timeout=20
            )
            if answer.status_code != 503:
                break
        return answer.status_code

    with abusers(two, 2, varied=False) as statuses:
        time.sleep(0.5)
        assert some(statuses) == 200


def test_a_query_that_was_long_makes_no_short_one_wait_again(two: Service) -> None:
    pool = two.site.pool
    assert two.client.post("/sparql", data={"query": f"{LONG} # first"}).status_code in (503, 504)
    short = {child.pid for child in pool._short}
    assert two.client.post("/sparql", data={"query": f"{LONG} # second"}).status_code in (503, 504)
    assert {child.pid for child in pool._short} == short


def test_visitors_who_leave_end_no_process_over_a_short_query(two: Service) -> None:
    before = {child.pid for child in two.site.pool._short}
    paths = [f"/sparql?query={quote(SHORT)}&n=left-{number}" for number in range(200)]
    host, port = two.url.removeprefix("http://").split(":")
    for child in two.site.pool._short:
        os.kill(child.pid, signal.SIGSTOP)  # as on a machine that has too much to do
    try:
        for path in paths:
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
    finally:
        for pid in before:
            os.kill(pid, signal.SIGCONT)
    assert two.client.get("/sparql", params={"query": SHORT, "n": "after"}).status_code == 200
    assert {child.pid for child in two.site.pool._short} == before


def asked(client: str, since: float = 0.0) -> Asked:
    return Asked(b"", asyncio.get_running_loop().create_future(), since, client)


def test_clients_take_turns() -> None:
    async def turns() -> list[str]:
        queue = Queue()
        for client in "aaabbc":
            queue.put(asked(client))
        gone = asked("d")
        queue.put(gone)
        gone.answer.cancel()
        found = []
        while queue:
            if one := queue.take():
                found.append(one.client)
        return found

    assert asyncio.run(turns()) == [*"abcaba"]


def test_what_is_put_back_keeps_its_place_and_what_waited_too_long_is_told() -> None:
    async def order() -> tuple[list[float], list[float], list[str]]:
        queue = Queue()
        for since in (3.0, 4.0):
            queue.put(asked("a", since))
        queue.put(asked("b", 5.0))
        queue.put_back([asked("a", 1.0), asked("a", 2.0)])
        assert queue.of("a") == 4
        late = [one.since for one in queue.expired(2.5)]
        taken = queue.take(lambda client: client == "b")
        assert taken is not None
        return late, [one.since for one in queue], [taken.client]

    assert asyncio.run(order()) == ([1.0, 2.0], [3.0, 4.0], ["b"])


def test_queries_of_one_shape() -> None:
    assert shape("SELECT * { ?s <a#b> 12 } # one") == shape("SELECT *\n{ ?s <a#b> 345 }")
    assert shape("SELECT * { ?s <a#b> 1 }") != shape("SELECT * { ?s <a#c> 1 }")
    assert shape("{ chip:p100 ?p '12' }") != shape("{ chip:p4 ?p '12' }")
    assert shape("{ ?s ?p 'a  # b' }") != shape("{ ?s ?p 'a b' }")


def test_who_sends_one_new_long_query_after_another_is_not_believed() -> None:
    shapes = Shapes()
    shapes.was_short("known")
    for number in range(6):
        assert not shapes.is_long("unknown", "a")
        shapes.was_long(f"long {number}", "a")
    assert shapes.is_long("unknown", "a")
    assert not shapes.is_long("known", "a")
    assert not shapes.is_long("unknown", "b")
    assert shapes.is_long("long 1", "b")
    shapes.was_short("long 1")
    assert not shapes.is_long("long 1", "b")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:9::1", None, "2001:db8:1:2::/64"),
        ("127.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_a_client_is_the_address_that_it_cannot_choose(peer: str, forwarded: str | None, expected: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert visitor(Request({"type": "http", "client": (peer, 1), "headers": headers})) == expected

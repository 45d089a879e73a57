"""A client of SPARQL endpoints, against a real one and against ones that misbehave."""

import gzip
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from small_graph import small_folder, small_store
from sparql_endpoint import endpoint

from kg_cn_ai.errors import InputError, KgError, LimitExceeded, QueryError
from kg_cn_ai.query.runner import Remote, Runner

BAIDU = "https://w3id.org/kg-cn-ai/id/org/baidu"
RESULTS = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'


def oxigraph_binary() -> str | None:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextmanager
def oxigraph_server(store: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(oxigraph_binary()),
        "serve-read-only",
        "--location",
        str(store),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module", params=["python", "oxigraph"])
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    if request.param == "python":
        with endpoint(small_store()) as server, Remote(server.url) as client:
            yield client
        return
    if oxigraph_binary() is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    folder = small_folder(tmp_path_factory.mktemp("oxigraph"))
    with oxigraph_server(folder) as url, Remote(url) as client:
        yield client


def test_it_answers_as_the_runner_does(remote: Remote, tmp_path: Path) -> None:
    queries = [
        "SELECT ?l { org:baidu rdfs:label ?l } ORDER BY ?l",
        "SELECT ?v ?d { event:baichuan-series-a cnai:value ?v ; cnai:latest ?d }",
        "ASK { org:baidu a cnai:Company }",
        "ASK { org:baidu a cnai:Place }",
        "CONSTRUCT WHERE { org:baidu rdfs:label ?l }",
        "PREFIX org: <https://w3id.org/kg-cn-ai/id/place/> SELECT ?l { org:cn rdfs:label ?l } ORDER BY ?l",
    ]
    with Runner(small_folder(tmp_path)) as runner:
        for text in queries:
            here, there = runner.query(text), remote.query(text)
            assert (here.kind, here.columns, list(here)) == (there.kind, there.columns, list(there))


def test_describe_is_a_graph(remote: Remote) -> None:
    assert any(subject == BAIDU for subject, _, _ in remote.query("DESCRIBE org:baidu"))


def test_a_long_query_goes_too(remote: Remote) -> None:
    assert remote.query("ASK { org:baidu ?p ?o } #" + "百" * 60_000).boolean is True


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p }", "SELECT * { ?s nope:x ?o }"])
def test_the_endpoint_s_complaint_is_passed_on(remote: Remote, text: str) -> None:
    with pytest.raises(QueryError, match="HTTP 400") as caught:
        remote.query(text)
    assert "error at" in caught.value.what or "nope" in caught.value.what or "expected" in caught.value.what


@pytest.mark.parametrize(
    ("text", "why"), [("INSERT DATA { <a:a> <a:b> 1 }", "read-only"), ("hello", "this is no query")]
)
def test_what_is_no_query_is_not_sent(text: str, why: str) -> None:
    with endpoint(small_store()) as server, Remote(server.url) as client:
        with pytest.raises(QueryError, match=why):
            client.query(text)
        assert server.hits == []


@pytest.mark.parametrize("address", ["example.org/sparql", "ftp://example.org", "file:///etc/passwd", "http://", ""])
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(InputError, match="no endpoint's address"):
        Remote(address)


def test_only_the_prefixes_that_are_used_are_sent() -> None:
    with endpoint(small_store()) as server, Remote(server.url) as client:
        client.query("PREFIX org: <a:> SELECT * { ?s a cnai:Company }")
        assert server.hits == [
            "PREFIX cnai: <https://w3id.org/kg-cn-ai/ontology#>\nPREFIX org: <a:> SELECT * { ?s a cnai:Company }"
        ]


def answering(status: int, media: str, body: bytes, **headers: str) -> Remote:
    """A client whose endpoint always answers the same."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        return httpx.Response(status, content=body, headers={"content-type": media, **headers})

    return Remote("https://e.example/sparql", client=httpx.Client(transport=httpx.MockTransport(answer)))


ANSWERS: dict[str, tuple[Remote, type[KgError], str]] = {
    "web page": (
        answering(200, "text/html; charset=utf-8", b"<html>"),
        QueryError,
        "text/html, not SPARQL JSON",
    ),
    "no type": (answering(200, "", ROWS), QueryError, "of no stated type"),
    "xml": (answering(200, "application/sparql-results+xml", b"<sparql/>"), QueryError, "not SPARQL JSON"),
    "cut off": (answering(200, RESULTS, ROWS[:-9]), QueryError, "cut off"),
    "other json": (answering(200, "application/json", b'{"error": "busy"}'), QueryError, "not SPARQL JSON"),
    "json list": (answering(200, "application/json", b"[]"), QueryError, "not SPARQL JSON"),
    "400": (
        answering(400, "text/plain", b"bad \x1b[31mquery\x00"),
        QueryError,
        r"HTTP 400 Bad Request: bad \[31mquery$",
    ),
    "401": (answering(401, "text/plain", b""), QueryError, "HTTP 401 Unauthorized"),
    "404": (answering(404, "text/html", b""), QueryError, "HTTP 404"),
    "429": (answering(429, "text/plain", b"", **{"retry-after": "7"}), QueryError, "HTTP 429"),
    "500": (answering(500, "text/plain", b"x" * 9000), QueryError, "HTTP 500 Internal Server Error: x{300}$"),
    "504": (answering(504, "text/plain", b"slow"), LimitExceeded, "gave up"),
    "moved": (answering(301, "text/plain", b"", location="https://e.example/new"), QueryError, "moved"),
}


@pytest.mark.parametrize(("client", "kind", "what"), ANSWERS.values(), ids=ANSWERS)
def test_other_answers_are_errors_that_say_what_came(client: Remote, kind: type[KgError], what: str) -> None:
    with pytest.raises(kind) as caught:
        client.query("SELECT ?x {}")
    assert re.search(what, caught.value.what)


@pytest.mark.parametrize(
    ("status", "hint"), [(429, "wait 7"), (404, "check its path"), (301, "Use https://e.example/new")]
)
def test_a_refusal_says_what_to_do(status: int, hint: str) -> None:
    client = answering(status, "text/plain", b"", **{"retry-after": "7", "location": "https://e.example/new"})
    with pytest.raises(QueryError) as caught:
        client.query("SELECT ?x {}")
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/n-triples", b'<a:a> <a:b> "x" .'),
        ("text/plain", b'<a:a> <a:b> "x" .'),
        ("text/turtle", b"@prefix a: <a:> . a:a a:b 'x' ."),
        ("application/rdf+xml", b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">'
                                b'<r:Description r:about="a:a"><a:b>x</a:b></r:Description></r:RDF>'),
    ],
)  # fmt: skip
def test_a_graph_may_come_in_any_rdf_form(media: str, body: bytes) -> None:
    assert list(answering(200, media, body).query("CONSTRUCT WHERE { ?s ?p ?o }")) == [("a:a", "a:b", "x")]


def test_a_graph_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(QueryError, match="not valid N-Triples"):
        answering(200, "application/n-triples", b"<a:a> <a:b").query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_nobody_there_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with Remote(url) as client, pytest.raises(QueryError, match="no answer"):
        client.query("ASK {}")


def test_an_answer_that_is_too_large_is_not_read_on() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    client = answering(200, RESULTS, bomb, **{"content-encoding": "gzip"})
    with pytest.raises(LimitExceeded, match="larger than 1000000 bytes"):
        client.query("SELECT ?x {}", max_bytes=1_000_000)


@pytest.mark.parametrize("pause", [5.0, 0.05], ids=["silent", "a byte at a time"])
def test_a_slow_endpoint_is_given_up(pause: float) -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(f"HTTP/1.1 200 OK\r\ncontent-type: {RESULTS}\r\n\r\n".encode())
                while not done.wait(pause):
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        begin = time.monotonic()
        with Remote(f"http://127.0.0.1:{server.getsockname()[1]}/") as client:
            with pytest.raises(LimitExceeded, match=r"within 0\.4 s"):
                client.query("SELECT ?x {}", timeout=0.4)
        assert time.monotonic() - begin < 1.4
        done.set()
        thread.join(2)

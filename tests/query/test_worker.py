"""The child process that answers queries: its protocol, its fence, and that nothing outlives it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_graph import small_folder, small_store
from sparql_endpoint import Endpoint, endpoint

from kg_cn_ai.query import worker
from kg_cn_ai.query.frames import read_frame, write_frame
from kg_cn_ai.query.service_word import service_mentions

CNAI = "https://w3id.org/kg-cn-ai/ontology#"


class Child:
    """A worker process and its two ends of the line."""

    def __init__(self, store: Path, *options: str) -> None:
        command = [sys.executable, "-m", "kg_cn_ai.query.worker", str(store), *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.greeting = self._read()[0]

    def _read(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout is not None
        frame = read_frame(self.process.stdout)
        assert frame is not None
        return frame

    def send(self, query: str, **more: Any) -> None:
        assert self.process.stdin is not None
        write_frame(self.process.stdin, {"query": query, "timeout": 20, **more})

    def ask(self, query: str, **more: Any) -> tuple[dict[str, Any], bytes]:
        self.send(query, **more)
        return self._read()


@contextmanager
def child(store: Path, *options: str) -> Iterator[Child]:
    started = Child(store, *options)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.wait()
        for stream in (started.process.stdin, started.process.stdout):
            assert stream is not None
            stream.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_folder(tmp_path_factory.mktemp("worker"))


@pytest.fixture(scope="module")
def listener() -> Iterator[Endpoint]:
    with endpoint(small_store()) as server:
        yield server


def test_it_serves_one_request_after_another(store: Path) -> None:
    with child(store) as started:
        assert started.greeting == {"kind": "ready", "fence": "process"}
        for number in range(3):
            header, body = started.ask(f"SELECT ({number} AS ?n) {{}}")
            assert header["kind"] == "solutions"
            assert f'"{number}"'.encode() in body
        assert started.ask("ASK { ?s ?p ?o }")[1] == b'{"head":{},"boolean":true}'
        header, body = started.ask("CONSTRUCT { <a:a> <a:b> ?n } { BIND(1 AS ?n) }", graph="nt")
        assert header["kind"] == "triples"
        assert body.startswith(b"<a:a> <a:b> ")


def test_it_ends_when_its_input_ends(store: Path) -> None:
    with child(store) as started:
        assert started.process.stdin is not None
        started.process.stdin.close()
        assert started.process.wait(5) == 0
        started.process.stdin = BytesIO()


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT", "syntax"),
        ("SELECT * { SERVICE <http://127.0.0.1:1234/> { ?s ?p ?o } }", "failed"),
        ("SELECT * { VALUES ?x { 1 } ?s ?p ?o }", "too-large"),
    ],
)
def test_what_goes_wrong_is_an_answer_and_not_the_end(store: Path, query: str, kind: str) -> None:
    with child(store) as started:
        header, body = started.ask(query, max_bytes=100)
        assert (header["kind"], body) == (kind, b"")
        assert header["message"]
        assert started.ask("ASK {}")[0]["kind"] == "boolean"


def test_terms_that_no_triple_has_are_named(store: Path) -> None:
    terms = [f"{CNAI}developedBy", f"{CNAI}devlopedBy", f"{CNAI}Company", "no iri at all"]
    with child(store) as started:
        assert started.ask("ASK {}", terms=terms)[0]["absent"] == [f"{CNAI}devlopedBy"]


def test_the_fence_holds_on_a_store_of_200_000_triples(tmp_path: Path) -> None:
    lines = []
    for number in range(50_000):
        subject = f"<http://e.example/{number}>"
        lines.append(f'{subject} <http://e.example/name> "name {number}" .\n')
        lines += [f"{subject} <http://e.example/p{k}> <http://e.example/{number * 7 % 9973}> .\n" for k in range(3)]
    big = ox.Store(str(tmp_path / "big"))
    big.bulk_load(input="".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    big.flush()
    del big
    queries = {
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }": b'"200000"',
        "SELECT ?s { ?s <http://e.example/p1> <http://e.example/7> } LIMIT 1": b"http://e.example/",
        'SELECT ?s { ?s ?p "name 49999" }': b"http://e.example/49999",
        'SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), "name 4999")) } LIMIT 1': b"name 4999",
        "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <http://e.example/p2> ?o }": b'"9973"',
    }
    with child(tmp_path / "big") as started:
        assert started.greeting["fence"] == "process"
        for query, expected in queries.items():
            header, body = started.ask(query)
            assert header["kind"] == "solutions", header
            assert expected in body


def test_without_all_tables_open_the_text_is_the_fence(tmp_path: Path) -> None:
    store = small_folder(tmp_path)
    table = store / "999999.sst"  # a table that the process does not hold open, of a store too large for memory
    table.touch()
    os.truncate(table, 9 * 2**20)
    with child(store) as started:
        assert started.greeting["fence"] == "text"
        assert started.ask("SELECT * { SERVICE SILENT <http://127.0.0.1:1234/> { } }")[0]["kind"] == "refused"
        assert started.ask("SELECT * { ?s ?p 'a service' }")[0]["kind"] == "refused"
        assert started.ask("ASK { ?s ?p <http://e.example/ai-services> }")[0]["kind"] == "boolean"


OUTWARD = {
    "service": "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "in exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "behind a name": "PREFIX a: <%s> SELECT * { ?s ?p a:.SERVICE a: { ?x ?y ?z } }",
    "behind a boolean": "SELECT * { { ?s ?p ?o } UNION { ?s ?p trueSERVICE<%s>{ ?x ?y ?z } } }",
    "joined to its name": "PREFIX s: <%s> SELECT * { SERVICEs:{ ?s ?p ?o } }",
    "by a variable": "SELECT * { VALUES ?e { <%s> } SERVICE ?e { ?s ?p ?o } }",
    "escaped": "SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }",
    "from": "SELECT * FROM <%s> { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "load": "LOAD <%s>",
}


@pytest.mark.parametrize("query", OUTWARD.values(), ids=OUTWARD)
def test_no_query_gets_out_of_the_fence(store: Path, listener: Endpoint, query: str) -> None:
    listener.hits.clear()
    with child(store) as started:
        started.ask(query % listener.url)
        assert started.ask("ASK {}")[0]["kind"] == "boolean"
    assert listener.hits == []


def test_with_the_network_allowed_the_same_query_does_get_out(store: Path, listener: Endpoint) -> None:
    listener.hits.clear()
    with child(store, "--allow-network") as started:
        assert started.greeting["fence"] == "none"
        assert b"Baidu" in started.ask(OUTWARD["service"] % listener.url)[1]
    assert len(listener.hits) == 1


def test_files_named_in_from_stay_unread(store: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text('<a:a> <a:b> "secret" .\n', encoding="utf-8")
    with child(store) as started:
        for clause in (f"FROM <{secret.as_uri()}>", f"FROM NAMED <{secret.as_uri()}>"):
            assert b"secret" not in started.ask(f"SELECT * {clause} {{ ?s ?p ?o }}")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm signal")
def test_an_orphan_ends_itself_at_its_limit(store: Path) -> None:
    with child(store) as started:
        started.send("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.1)
        begin = time.monotonic()
        assert started.process.wait(5) != 0
        assert time.monotonic() - begin < 2


def test_it_reads_n_triples_into_memory(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text('<a:a> <a:b> "1" .\n', encoding="utf-8")
    (tmp_path / "b.nt").write_text('<a:a> <a:c> "乙"@zh-hans .\n', encoding="utf-8")
    with child(tmp_path / "a.nt", str(tmp_path / "b.nt"), "--memory=256") as started:
        assert started.greeting == {"kind": "ready", "fence": "process"}
        (tmp_path / "a.nt").unlink()
        header, body = started.ask("SELECT ?o { <a:a> ?p ?o } ORDER BY ?p", select="csv")
        assert (header["kind"], body.decode().splitlines()) == ("solutions", ["o", "1", "乙"])


def test_a_file_that_is_no_n_triples_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("rubbish", encoding="utf-8")
    with child(tmp_path / "a.nt") as started:
        assert started.greeting["kind"] == "failed"
        assert started.process.wait(5) == 1


def test_a_folder_without_a_store_is_said_so(tmp_path: Path) -> None:
    with child(tmp_path / "nothing") as started:
        assert started.greeting["kind"] == "failed"
        assert started.greeting["message"]
        assert started.process.wait(5) == 1


@pytest.mark.parametrize("arguments", [[], ["--memory=1"], ["a", "--unknown"]])
def test_wrong_arguments_give_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert worker.main(arguments) == 2
    assert "usage: " in capsys.readouterr().err


@given(st.dictionaries(st.text(), st.text()), st.binary(max_size=1000), st.integers(0, 40))
def test_frames_come_back_whole_or_not_at_all(header: dict[str, str], body: bytes, lost: int) -> None:
    stream = BytesIO()
    try:
        write_frame(stream, header, body)
    except UnicodeEncodeError:
        return
    whole = stream.getvalue()
    assert read_frame(BytesIO(whole)) == (header, body)
    assert read_frame(BytesIO(whole[: max(0, len(whole) - lost - 1)])) is None


CASES = st.lists(st.booleans(), min_size=7, max_size=7).map(
    lambda up: "".join(c.upper() if u else c for c, u in zip("service", up, strict=True))
)
BEFORE = st.sampled_from([
    "{ ", "{", "?s ?p 1 ", "?s ?p 1", "?s ?p true", "?s ?p false", "?s ?p a:.", "?s ?p 'x'.", "?s ?p 2.5 . ",
    "{} ", "}", "#c\n", "?s ?p -1", "?s ?p <x:y>", "?s ?p ('a')",
])  # fmt: skip


@given(
    BEFORE,
    CASES,
    st.booleans(),
    st.sampled_from([" <x:y> {}", "<x:y>{}", "a:{}", " SILENT ?x {}", "#c\n<x:y> {}"]),
)
def test_the_keyword_is_seen_wherever_it_can_stand(before: str, word: str, escape: bool, after: str) -> None:
    if escape:
        word = f"\\u{ord(word[0]):04x}{word[1:]}"
    assert service_mentions(f"SELECT * {{ {before}{word}{after} }}") == 1


@pytest.mark.parametrize(
    "text",
    ["field:generative-ai-services", "?services", "org:micro_service", "'webservice'", "cnai:aServiceOf"],
)
def test_names_that_only_end_in_the_word_are_no_mention(text: str) -> None:
    assert service_mentions(text) == 0

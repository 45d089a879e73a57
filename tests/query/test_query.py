"""Queries over a built store: what they answer, what stops them, and what a mistake is told."""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from small_graph import small_folder, small_store
from sparql_endpoint import Endpoint, endpoint

from kg_cn_ai.errors import InputError, LimitExceeded, QueryError
from kg_cn_ai.query.runner import Runner

BAIDU = "https://w3id.org/kg-cn-ai/id/org/baidu"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_folder(tmp_path_factory.mktemp("query"))


@pytest.fixture(scope="module")
def runner(store: Path) -> Iterator[Runner]:
    with Runner(store) as started:
        yield started


@pytest.fixture(scope="module")
def listener() -> Iterator[Endpoint]:
    with endpoint(small_store()) as server:
        yield server


def test_the_prefixes_of_the_package_are_declared(runner: Runner) -> None:
    result = runner.query("SELECT ?who { model:ernie-4-0 cnai:developedBy ?who }")
    assert result.columns == ["who"]
    assert list(result) == [(BAIDU,)]
    assert result.warnings == ()


def test_a_prefix_of_the_query_wins(runner: Runner) -> None:
    result = runner.query(
        "PREFIX org: <https://w3id.org/kg-cn-ai/id/place/> SELECT ?l { org:cn rdfs:label ?l } ORDER BY ?l"
    )
    assert ("China",) in list(result)


def test_each_form_has_its_answer(runner: Runner) -> None:
    assert runner.query("ASK { org:baidu a cnai:Company }").boolean is True
    assert not runner.query("ASK { org:baidu a cnai:Place }")
    assert len(runner.query("CONSTRUCT WHERE { org:baidu cnai:jurisdiction ?p }")) == 1
    described = runner.query("DESCRIBE org:mathworks")
    assert (
        BAIDU.replace("baidu", "mathworks"),
        "http://www.w3.org/2000/01/rdf-schema#label",
        "MathWorks",
    ) in set(described)


def test_values_have_their_types(runner: Runner) -> None:
    (row,) = runner.query(
        "SELECT ?v ?d ?e ?c { event:baichuan-series-a cnai:value ?v ; cnai:latest ?d ; cnai:date ?e ; "
        "cnai:listComplete ?c }"
    )
    assert row == (300000000, date(2023, 10, 31), "../2023-10-31", False)


MISTAKES = {
    "open group": ("SELECT * {", "this { is never closed", 1, 10),
    "open group far away": (
        "SELECT *\nWHERE { ?s ?p ?o .\n OPTIONAL { ?o ?p ?s }",
        "this { is never closed",
        2,
        7,
    ),
    "stray bracket": ("SELECT *\nWHERE {\n  ?s ?p ) }", "this ) closes nothing", 3, 9),
    "crossed brackets": (
        "SELECT * { ?s ?p [ ?a ?b } ]",
        "this [ is not closed before the } at line 1, column 26",
        1,
        18,
    ),
    "open string": ("SELECT * { ?s ?p 'abc }", "the string that begins with ' here", 1, 18),
    "after Chinese": ("SELECT * { ?s ?p 'é中' ; ; = }", "cannot be parsed", 1, 27),
    "missing brace": ("SELECT * WHERE ?s ?p ?o", "a { would fit here", 1, 16),
    "not grouped": ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "SELECT uses ?s, which GROUP BY does not group", 1, 8),
    "bad IRI": ("SELECT * { ?s <a b> 'x' }", "an IRI is relative", 1, 20),
    "unknown prefix": ("SELECT * {\n ?s foo:bar ?o }", "the prefix foo: is not declared", 2, 5),
    "not grouped in an expression": (
        "SELECT ?s (STR(?o) AS ?x) (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "SELECT uses ?o",
        1,
        16,
    ),
    "not grouped beside a count": ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "SAMPLE(?s)", 1, 8),
    "no query": ("SELEC * {}", "Did you mean SELECT?", 1, 1),
    "no query at all": ("hello", "Begin it with SELECT", 1, 1),
    "empty": ("  # nothing\n", "this is no query", 1, 3),
    "open call": (
        'SELECT ?s {\n ?s ?p ?l\n FILTER(contains(?l,"x") }',
        "this ( is not closed before the } at line 3, column 26",
        3,
        8,
    ),
    "bare address": ("SELECT * { http://x/y ?p ?o }", "Write <http://x/y>", 1, 12),
    "bare address of a term": ("SELECT * { ?s https://x.org/a#b ?o }", "Write <https://x.org/a#b>", 1, 15),
    "Chinese quotes": ("SELECT * { ?s ?p “Baidu” }", 'Write " instead', 1, 18),
    "Chinese single quotes": ("SELECT * { ?s ?p ‘Baidu’ }", "Write ' instead", 1, 18),
    "Chinese question mark": ("SELECT * { ？s ?p '？' }", "Write ? instead", 1, 12),
    "Chinese comma": ("SELECT * { ?s a cnai:Company， cnai:Fund }", "Write , instead", 1, 29),
    "wide brackets": ("SELECT * { ?s ?p ?o FILTER（?o > 3） }", "Write ( instead", 1, 27),
    "wide space": ("SELECT * {\u3000?s ?p ?o }", "Write a space instead", 1, 11),
    "bare count": ("SELECT COUNT(*) { ?s ?p ?o }", "Write (COUNT(*) AS ?n)", 1, 8),
    "bare count in HAVING": ("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING COUNT(*) > 1", "Write (COUNT(*) > 1)", 1, 43),
    "no AS": ("SELECT (COUNT(?o) ?n) { ?s ?p ?o }", "AS is missing", 1, 18),
    "commas": ("SELECT ?s, ?o { ?s ?p ?o }", "no commas", 1, 10),
    "bare filter": ("SELECT * { ?s ?p ?o FILTER ?o > 3 }", "stands in brackets", 1, 28),
    "half a character": ("SELECT * { ?s ?p '\ud800' }", "not a character", 1, 19),
}


@pytest.mark.parametrize(("text", "what", "line", "column"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(
    runner: Runner, text: str, what: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(QueryError) as caught:
        runner.query(text)
    assert what in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)
    if "\ud800" not in text:
        said, hint = caught.value.said("zh")
        assert re.search("[\u4e00-\u9fff]", said)
        assert (hint is None) == (caught.value.hint is None)


def test_a_byte_order_mark_is_no_mistake(runner: Runner) -> None:
    assert runner.query("\ufeffASK { ?s ?p ?o }").boolean


@pytest.mark.parametrize(
    ("prefix", "hint"),
    [
        ("orgs", "Did you mean org: (https://w3id.org/kg-cn-ai/id/org/)?"),
        ("CNAI", "Did you mean cnai: ("),
        ("rdsf", "Did you mean rdfs: ("),
        ("mytpe", "Did you mean mtype: (https://w3id.org/kg-cn-ai/concept/model-type/)?"),
        ("model-type", "The prefix of https://w3id.org/kg-cn-ai/concept/model-type/ is mtype:"),
        ("xyz", "PREFIX xyz: <"),
    ],
)
def test_an_undeclared_prefix_gets_the_line_to_paste_or_the_nearest(runner: Runner, prefix: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        runner.query(f"SELECT * {{ ?s {prefix}:thing ?o }}")
    assert caught.value.hint is not None
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:a> <a:b> <a:c> }", "# note\nPREFIX a: <a:>\nDELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1/>",
     "clear all", "WITH <g:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_an_update_is_refused(runner: Runner, text: str) -> None:
    with pytest.raises(QueryError, match="read-only"):
        runner.query(text)


def test_names_that_the_graph_does_not_have_are_warned_of(runner: Runner) -> None:
    result = runner.query('SELECT * { ?m cnai:devlopedBy org:baidoo ; a cnai:AIModel ; rdfs:label "cnai:notThis"@en }')
    assert len(result) == 0
    assert sorted(result.warnings) == [
        "cnai:devlopedBy does not occur in the graph; did you mean cnai:developedBy?",
        "org:baidoo does not occur in the graph; did you mean org:baidu?",
    ]


def test_names_that_a_construct_makes_are_not_warned_of(runner: Runner) -> None:
    result = runner.query("CONSTRUCT { ?m cnai:madeBy ?o } WHERE { ?m cnai:developedBy ?o }")
    assert (len(result), result.warnings) == (1, ())


RUNAWAYS = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "values": "SELECT (COUNT(*) AS ?n) {"
              + "".join(f"VALUES ?v{i} {{ {'1 2 3 4 5 6 7 8 9 ' * 3}}}" for i in range(9)) + "}",
    "order by": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c DESC(?a)",
    "distinct": "SELECT DISTINCT ?a ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "group_concat": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)+ ?b . ?b (!<x:x>|^!<x:x>)+ ?c }",
    "regex": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
             "FILTER(REGEX(CONCAT(STR(?a), STR(?f), STR(?i)), '(a|b|ab)*c{9,99}.*z', 'i')) }",
    "minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z MINUS { ?d ?h ?i . ?j ?k ?a } }",
    "negation": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
                "FILTER NOT EXISTS { ?a ?h ?i . ?j ?k ?f . ?i ?m ?j } }",
    "string doubling": "SELECT (STRLEN(?x40) AS ?n) { BIND('ab' AS ?x0) "
                       + "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40)) + "}",
}  # fmt: skip


@pytest.mark.parametrize("text", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_runaway_query_is_stopped_at_its_limit(runner: Runner, text: str) -> None:
    runner.query("ASK {}")
    pid = runner.pid
    assert pid is not None
    begin = time.monotonic()
    with pytest.raises(LimitExceeded, match=r"stopped after 0\.5 s|out of memory"):
        runner.query(text, timeout=0.5)
    assert time.monotonic() - begin < 1.5
    assert runner.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert runner.query("ASK { org:baidu ?p ?o }").boolean is True


def test_a_query_nested_too_deeply_ends_only_its_process(runner: Runner) -> None:
    with pytest.raises(QueryError, match="ended its process"):
        runner.query("SELECT * " + "{" * 50_000 + "}" * 50_000)
    assert runner.query("ASK {}")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_a_query_that_needs_too_much_memory_is_stopped(store: Path) -> None:
    with Runner(store, memory=64) as small, pytest.raises(LimitExceeded, match="out of memory"):
        small.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", timeout=20)


def test_an_answer_that_is_too_large_is_stopped(runner: Runner) -> None:
    with pytest.raises(LimitExceeded, match="larger than 10,000 bytes"):
        runner.query("SELECT * { ?a ?b ?c }", max_bytes=10_000)
    assert len(runner.query("SELECT * { ?a ?b ?c } LIMIT 5", max_bytes=10_000)) == 5


def test_a_query_that_is_too_long_and_a_limit_of_nothing_are_refused(runner: Runner) -> None:
    with pytest.raises(LimitExceeded, match="the limit is 1,000,000"):
        runner.query("ASK {} #" + "x" * 1_000_000)
    for timeout in (0, -1, float("nan"), float("inf")):
        with pytest.raises(InputError, match="above 0"):
            runner.query("ASK {}", timeout=timeout)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_an_interrupt_ends_the_query_too(runner: Runner) -> None:
    runner.query("ASK {}")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            runner.query(RUNAWAYS["product"], timeout=20)
    finally:
        signal.signal(signal.SIGINT, before)
    assert runner.pid is None
    assert runner.query("ASK {}")


def test_threads_take_turns(runner: Runner) -> None:
    answers: list[int] = []

    def ask(number: int) -> None:
        answers.extend(int(str(row[0])) for row in runner.query(f"SELECT ({number} AS ?n) {{}}"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_closing_ends_the_process_and_a_later_query_starts_another(store: Path) -> None:
    with Runner(store) as started:
        assert started.pid is None
        started.query("ASK {}")
        first = started.pid
        started.close()
        assert started.pid is None
        started.query("ASK {}")
        assert started.pid not in (None, first)


def test_a_folder_without_a_store_is_an_error_that_says_so(tmp_path: Path) -> None:
    with Runner(tmp_path / "nothing") as started, pytest.raises(QueryError, match="cannot open the store"):
        started.query("ASK {}")


REFUSED = {
    "service": ("SELECT * { SERVICE <%s> { ?s ?p ?o } }", "not allowed"),
    "silent": ("SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }", "not allowed"),
    "in exists": ("SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }", "not allowed"),
    "in a subquery": (
        "SELECT * { { SELECT * { ?s ?p ?o MINUS { service <%s> { ?s ?p ?o } } } } }",
        "not allowed",
    ),
    "behind a name": ("PREFIX a: <%s> SELECT * { ?s ?p a:.SERVICE a: { ?x ?y ?z } }", "not allowed"),
    "behind a boolean": (
        "SELECT * { { ?s ?p ?o } UNION { ?s ?p trueSERVICE<%s>{ ?x ?y ?z } } }",
        "could not be checked",
    ),
    "joined to its name": (
        "PREFIX s: <%s> SELECT * { SERVICEs:{ ?s ?p ?o } }",
        "could not be checked|not allowed",
    ),
    "by a variable": ("SELECT * { VALUES ?e { <%s> } SERVICE ?e { ?s ?p ?o } }", "variable endpoint"),
    "escaped": ("SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }", "not allowed"),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_calling_another_endpoint_is_refused(runner: Runner, listener: Endpoint, text: str, why: str) -> None:
    listener.hits.clear()
    with pytest.raises(QueryError, match=why):
        runner.query(text % listener.url)
    assert listener.hits == []


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_reads_nothing(runner: Runner, listener: Endpoint, clause: str) -> None:
    listener.hits.clear()
    assert len(runner.query(f"SELECT * {clause} <{listener.url}> {{ ?s ?p ?o }}")) == 0
    assert listener.hits == []


def test_the_word_alone_is_no_call(runner: Runner) -> None:
    result = runner.query("SELECT * { ?s ?p ?service FILTER(CONTAINS(STR(?s), 'AI services')) } # a service\nLIMIT 1")
    assert len(result) == 0


def test_a_plain_mistake_beside_the_word_is_told_as_such(runner: Runner) -> None:
    with pytest.raises(QueryError, match=r"this \) closes nothing"):
        runner.query("SELECT * { ?s ?p 'a service' ) }")


def test_an_allowed_endpoint_is_called(runner: Runner, listener: Endpoint) -> None:
    listener.hits.clear()
    text = (
        f"SELECT ?l {{ ?o a cnai:Company SERVICE <{listener.url}> {{ ?o rdfs:label ?l }} "
        "FILTER(LANG(?l) = 'zh-hans') }"
    )
    result = runner.query(text, allow_service=(listener.url,))
    assert ("百度",) in list(result)
    assert listener.hits


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * {{ SERVICE <{url}> {{}} SERVICE <{url}/other> {{}} }}", "other> would leave"),
        ("SELECT * {{ SERVICE <{url}> {{}} SERVICE ?x {{}} }}", "variable endpoint"),
        ("SELECT * {{ SERVICE <{url}> {{}} }} # one SERVICE", "also stands in a comment"),
        ("SELECT * {{ ?s ?p '\\u0027' SERVICE <{url}> {{}} }}", "must not use"),
    ],
)  # fmt: skip
def test_allowing_one_endpoint_allows_nothing_else(runner: Runner, listener: Endpoint, text: str, why: str) -> None:
    listener.hits.clear()
    with pytest.raises(QueryError, match=why):
        runner.query(text.format(url=listener.url), allow_service=(listener.url,))
    assert listener.hits == []


@pytest.mark.parametrize("part", ["a.", '"', "'''a", "<a", "a:", ":.b", "\\u0041", "service ", "{", "_:a.", "a-.b"])
def test_reading_a_long_strange_text_takes_no_long_time(runner: Runner, part: str) -> None:
    begin = time.monotonic()
    with pytest.raises((QueryError, LimitExceeded)):
        runner.query("SELECT * { ?s " + part * (400_000 // len(part)), timeout=1)
    assert time.monotonic() - begin < 4

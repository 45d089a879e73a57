"""``/sparql``: the SPARQL 1.1 Protocol, point by point."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from service import Service

from kg_cn_ai.errors import LimitExceeded
from kg_cn_ai.web.media import GRAPHS, TABLES
from kg_cn_ai.web.processes.child import Broken, Died
from kg_cn_ai.web.processes.pool import Busy, BusyWithLong
from kg_cn_ai.web.protocol import problems

SELECT = "SELECT ?o { org:lotus cnai:partnersWith ?o }"
ASK = "ASK { org:lotus cnai:partnersWith org:harbor }"
CONSTRUCT = "CONSTRUCT { org:lotus cnai:partnersWith ?o } WHERE { org:lotus cnai:partnersWith ?o }"
DESCRIBE = "DESCRIBE org:lotus"
HARBOR = "https://w3id.org/kg-cn-ai/id/org/harbor"
LOTUS = "https://w3id.org/kg-cn-ai/id/org/lotus"
JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b(the|is|a|no)\b")
RDF = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML, "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
}  # fmt: skip


def get(service: Service, query: str, accept: str = JSON, **more: str) -> httpx.Response:
    return service.client.get("/sparql", params={"query": query, **more}, headers={"accept": accept})


def post(service: Service, body: str | bytes, kind: str | None, accept: str = JSON, at: str = "") -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    headers = {"accept": accept, **({"content-type": kind} if kind is not None else {})}
    return service.client.post(f"/sparql{at}", content=content, headers=headers)


def kind(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def objects(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["o"]["value"] for row in answer.json()["results"]["bindings"]]


def ways(service: Service, query: str) -> Iterator[httpx.Response]:
    """A query by each of the protocol's three ways."""
    yield get(service, query)
    yield post(service, f"query={quote(query)}", FORM)
    yield post(service, query, QUERY)


def lines(service: Service, path: str, *headers: tuple[str, str], **params: str) -> httpx.Response:
    """GET with header lines as they are given, and no Accept besides."""
    request = service.client.build_request("GET", path, params=params or None)
    del request.headers["accept"]
    request.headers = httpx.Headers([*request.headers.multi_items(), *headers])
    return service.client.send(request)


def test_a_list_may_be_spread_over_several_lines(service: Service) -> None:
    # RDF4J sends a line for each type that it takes.
    rdf4j = (("accept", "text/boolean"), ("accept", "application/sparql-results+xml;q=0.8"))
    answer = lines(service, "/sparql", *rdf4j, query=ASK)
    assert (answer.status_code, kind(answer)) == (200, "application/sparql-results+xml")
    answer = lines(service, "/sparql", ("accept", "image/png"), ("accept", "text/turtle"))
    assert kind(answer) == "text/turtle"
    answer = lines(service, "/id/org/lotus", ("accept", "image/png"), ("accept", "text/turtle"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/id/org/lotus.ttl")
    answer = lines(service, "/id/org/lotus.html", ("accept-language", "de"), ("accept-language", "zh"))
    assert answer.headers["content-language"] == "zh-Hans"
    gzip_last = (("accept-encoding", "br"), ("accept-encoding", "gzip"))
    request = service.client.build_request("GET", "/id/org/lotus.html")
    request.headers = httpx.Headers([("host", request.headers["host"]), *gzip_last])
    assert service.client.send(request).headers["content-encoding"] == "gzip"
    etag = get(service, SELECT).headers["etag"]
    has = (("accept", JSON), ("if-none-match", '"other"'), ("if-none-match", etag))
    assert lines(service, "/sparql", *has, query=SELECT).status_code == 304


# Methods


def test_the_three_ways_to_ask_give_one_answer(service: Service) -> None:
    assert [objects(answer) for answer in ways(service, SELECT)] == [[HARBOR]] * 3


def test_media_types_of_bodies_may_have_parameters_and_capitals(service: Service) -> None:
    assert objects(post(service, SELECT, "Application/SPARQL-Query; charset=UTF-8")) == [HARBOR]
    assert objects(post(service, f"query={quote(SELECT)}", f"{FORM}; charset=utf-8")) == [HARBOR]


def test_head_has_the_headers_of_get_and_no_body(service: Service) -> None:
    answer = service.client.head("/sparql", params={"query": SELECT}, headers={"accept": JSON})
    assert (answer.status_code, answer.content) == (200, b"")
    assert kind(answer) == JSON


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_allowed(service: Service, method: str) -> None:
    answer = service.client.request(method, "/sparql", params={"query": SELECT})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["allow"].split(",")}


def test_options_is_answered_for_other_sites(service: Service) -> None:
    headers = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = service.client.options("/sparql", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


def test_any_site_may_read_an_answer_but_not_with_credentials(service: Service) -> None:
    answer = service.client.get(
        "/sparql", params={"query": ASK}, headers={"origin": "https://example.org", "cookie": "a=b"}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


# Formats


@pytest.mark.parametrize("format", TABLES, ids=lambda f: f.name)
@pytest.mark.parametrize("query", [SELECT, ASK], ids=["select", "ask"])
def test_tables_come_in_every_format(service: Service, format: Any, query: str) -> None:
    for answer in (get(service, query, format.media_type), get(service, query, "*/*", format=format.name)):
        assert answer.status_code == 200
        assert kind(answer) == format.media_type
        text = answer.text
        if format.name == "json":
            data = answer.json()
            assert data["boolean"] is True if query == ASK else data["head"]["vars"] == ["o"]
        elif format.name == "xml":
            root = ElementTree.fromstring(text)
            assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
            found = root.find(".//{*}boolean") if query == ASK else root.find(".//{*}uri")
            assert found is not None and found.text == ("true" if query == ASK else HARBOR)
        elif query == ASK:
            assert text.strip() == "true"
        else:
            assert list(csv.reader(io.StringIO(text), delimiter="," if format.name == "csv" else "\t")) == (
                [["o"], [HARBOR]] if format.name == "csv" else [["?o"], [f"<{HARBOR}>"]]
            )


@pytest.mark.parametrize("format", GRAPHS, ids=lambda f: f.name)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_graphs_come_in_every_format(service: Service, format: Any, query: str) -> None:
    for answer in (get(service, query, format.media_type), get(service, query, "*/*", format=format.name)):
        assert answer.status_code == 200
        assert kind(answer) == format.media_type
        triples = [quad.triple for quad in ox.parse(answer.content, format=RDF[format.name])]
        partner = ox.NamedNode("https://w3id.org/kg-cn-ai/ontology#partnersWith")
        assert ox.Triple(ox.NamedNode(LOTUS), partner, ox.NamedNode(HARBOR)) in triples


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        ("", SELECT, JSON),
        ("*/*", SELECT, JSON),
        ("*/*", CONSTRUCT, "text/turtle"),
        ("application/*", SELECT, JSON),
        ("text/*", SELECT, "text/csv"),
        ("application/json", SELECT, JSON),
        ("application/xml", SELECT, "application/sparql-results+xml"),
        ("text/xml", CONSTRUCT, "application/rdf+xml"),
        ("application/ld+json;q=0.5, application/n-triples", CONSTRUCT, "application/n-triples"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", SELECT, "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+json;q=0.1", SELECT, JSON),
        ("text/csv;q=0, */*", SELECT, JSON),
        ("APPLICATION/SPARQL-RESULTS+XML", ASK, "application/sparql-results+xml"),
        ("application/rdf+xml, text/plain;q=0.5, nonsense;;q=x", CONSTRUCT, "application/rdf+xml"),
    ],
)
def test_accept_decides(service: Service, accept: str, query: str, expected: str) -> None:
    answer = get(service, query, accept)
    assert answer.status_code == 200
    assert kind(answer) == expected
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    ("accept", "query"), [("image/png", SELECT), ("text/turtle", SELECT), ("text/csv", CONSTRUCT), ("*/*;q=0", ASK)]
)
def test_what_cannot_be_made_is_406_with_the_list(service: Service, accept: str, query: str) -> None:
    answer = get(service, query, accept)
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["hint"]
    assert JSON in answer.json()["hint"]


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_a_format_may_stand_in_the_address_or_the_form(service: Service, name: str) -> None:
    assert kind(get(service, SELECT, "text/html", **{name: "csv"})) == "text/csv"
    assert kind(post(service, f"query={quote(SELECT)}&{name}=xml", FORM)) == "application/sparql-results+xml"
    assert kind(get(service, CONSTRUCT, "*/*", **{name: "text/turtle"})) == "text/turtle"


def test_unknown_formats_are_passed_over(service: Service) -> None:
    assert kind(get(service, SELECT, "text/csv", format="sparql-fancy", output="", results="auto")) == "text/csv"


def test_a_format_of_the_other_kind_of_answer_leaves_this_one_to_its_default(service: Service) -> None:
    assert kind(get(service, SELECT, "*/*", format="turtle")) == JSON
    assert kind(get(service, CONSTRUCT, "*/*", format="csv")) == "text/turtle"
    assert kind(get(service, CONSTRUCT, "*/*", format="json")) == "application/ld+json"


# Headers


def test_every_answer_names_release_and_credit_and_forbids_the_rest(service: Service) -> None:
    for answer in (get(service, SELECT), get(service, "nonsense"), service.get("/"), service.get("/nowhere")):
        assert answer.headers["x-release"] == service.site.release
        assert answer.headers["x-attribution"] == "kg-cn-ai contributors, CC BY 4.0"
        assert 'rel="license"' in answer.headers["link"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_an_answer_that_has_not_changed_is_not_sent_again(service: Service) -> None:
    first = get(service, SELECT)
    assert service.site.release[:16] in first.headers["etag"]
    headers = {"accept": JSON, "if-none-match": first.headers["etag"]}
    again = service.client.get("/sparql", params={"query": SELECT}, headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = {get(service, ASK).headers["etag"], get(service, SELECT, "text/csv").headers["etag"]}
    assert len(other | {first.headers["etag"]}) == 3
    assert "etag" not in get(service, "SELECT (NOW() AS ?o) {}").headers


def test_long_answers_are_compressed_for_those_who_take_it(service: Service) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 200"
    with service.client.stream(
        "GET", "/sparql", params={"query": query}, headers={"accept": JSON, "accept-encoding": "gzip"}
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(raw))["results"]["bindings"]) == 200
    plain = service.client.get(
        "/sparql", params={"query": query}, headers={"accept": JSON, "accept-encoding": "identity"}
    )
    assert "content-encoding" not in plain.headers
    assert len(plain.json()["results"]["bindings"]) == 200


@pytest.mark.parametrize(
    ("encoding", "takes"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_only_who_takes_gzip_gets_it(service: Service, encoding: str, takes: bool) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 201"
    with service.client.stream(
        "GET", "/sparql", params={"query": query}, headers={"accept": JSON, "accept-encoding": encoding}
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert (answer.headers.get("content-encoding") == "gzip") is takes
    assert len(json.loads(gzip.decompress(raw) if takes else raw)["results"]["bindings"]) == 201


def test_an_answer_given_before_is_the_same_to_the_byte(service: Service) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/", "/data/", "/ontology"):
        first, again = (service.get(path, accept="text/html;q=0.5,*/*;q=0.1") for _ in range(2))
        assert (first.status_code, first.content) == (again.status_code, again.content)
        kept = {name: value for name, value in first.headers.items() if name != "date"}
        assert kept == {name: value for name, value in again.headers.items() if name != "date"}
    assert service.get("/sparql?query=ASK%7B%7D", accept="text/csv").text.strip() == "true"
    assert service.get("/sparql?query=ASK%7B%7D", accept=JSON).json()["boolean"] is True


# What is asked


def test_prefixes_are_declared_and_the_querys_own_win(service: Service) -> None:
    assert objects(get(service, SELECT)) == [HARBOR]
    own = f"PREFIX org: <https://w3id.org/kg-cn-ai/id/place/> ASK {{ org:cn rdfs:label ?x MINUS {{ <{LOTUS}> a ?t }} }}"
    assert get(service, own).json()["boolean"] is True


def test_columns_stand_in_the_order_of_the_query(service: Service) -> None:
    query = "SELECT * { ?s cnai:partnersWith ?o . ?o rdfs:label ?a }"
    assert get(service, query).json()["head"]["vars"] == ["s", "o", "a"]
    assert get(service, query, "text/csv").text.splitlines()[0] == "s,o,a"


def test_chinese_goes_in_and_out(service: Service) -> None:
    query = 'SELECT ?o { ?s rdfs:label "莲花智能"@zh-hans ; rdfs:label ?o FILTER(LANG(?o) = "zh-hans") }'
    assert [objects(answer) for answer in ways(service, query)] == [["莲花智能"]] * 3
    assert "莲花智能" in get(service, query, "text/csv").content.decode()


def test_without_a_query_programs_get_the_description_of_the_service(service: Service) -> None:
    answer = service.get("/sparql", accept="text/turtle")
    graph = {(str(q.predicate), str(q.object)) for q in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"<{sd}endpoint>", "<https://kg.example.org/sparql>") in graph
    assert (f"<{sd}supportedLanguage>", f"<{sd}SPARQL11Query>") in graph
    assert (f"<{sd}resultFormat>", "<http://www.w3.org/ns/formats/SPARQL_Results_JSON>") in graph
    assert kind(service.get("/sparql", accept="application/rdf+xml")) == "application/rdf+xml"
    assert service.get("/sparql", accept="image/png").status_code == 406


def test_the_graph_holds_its_own_description_and_counts_without_it(service: Service) -> None:
    counts = "SELECT (COUNT(*) AS ?o) { ?s ?p ?o }"
    own = int(objects(get(service, counts))[0])
    stated = "SELECT ?o { <https://w3id.org/kg-cn-ai/dataset> void:triples ?o }"
    prefixed = f"PREFIX void: <http://rdfs.org/ns/void#> {stated}"
    released = service.site.kg.manifest["counts"]["triples"]
    assert objects(get(service, prefixed)) == [str(released)]
    assert own > released


# Errors


def error(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert set(body) == {"error", "line", "column", "hint", "docs"}
    assert body["docs"] == "https://kg.example.org/sparql/about"
    return body


def test_a_syntax_error_has_its_place(service: Service) -> None:
    body = error(get(service, "SELECT * {\n  ?s ?p ?o )\n}"), 400)
    assert (body["line"], body["column"]) == (2, 12)
    for answer in ways(service, "SELECT * { ?s ?p"):
        assert "never closed" in error(answer, 400)["error"]


def test_an_undeclared_prefix_gets_the_nearest_one(service: Service) -> None:
    body = error(get(service, "SELECT * { ?s cnia:partnersWith ?o }"), 400)
    assert "cnia:" in body["error"]
    assert "cnai:" in body["hint"]
    assert (body["line"], body["column"]) == (1, 15)


@pytest.mark.parametrize(
    ("query", "near"),
    [("ASK { ?s cnai:partnerWith ?o }", "cnai:partnersWith"), ("ASK { ?s a cnai:Compani }", "cnai:Company")],
)
def test_a_misspelt_property_or_class_gets_the_nearest_one(service: Service, query: str, near: str) -> None:
    (note,) = json.loads(get(service, query).headers["x-note"])
    assert near in note


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <a:a> <a:b> <a:c> }", "LOAD <http://127.0.0.1/x>", "CLEAR ALL", "DROP ALL"]
)
def test_updates_are_refused(service: Service, update: str) -> None:
    for answer in (
        *ways(service, update),
        post(service, f"update={quote(update)}", FORM),
        post(service, update, "application/sparql-update"),
        service.client.get("/sparql", params={"update": update}),
    ):
        error(answer, 403)


def test_a_query_that_is_too_long_is_refused(service: Service) -> None:
    for answer in (
        post(service, "ASK { } #" + "x" * 65_536, QUERY),
        post(service, "query=ASK+%7B%7D%23" + "x" * 65_536, FORM),
        post(service, "query=" + "x" * 300_000, FORM),
    ):
        error(answer, 413)
    longest = "ASK {} #"
    assert post(service, longest + "x" * (65_536 - len(longest)), QUERY).json()["boolean"] is True


def in_chinese(answer: httpx.Response) -> None:
    said = answer.json()
    assert HAN.search(said["error"]), said
    assert HAN.search(said["hint"]), said
    assert not ENGLISH.search(said["error"]), said


def test_a_request_that_is_refused_says_so_in_chinese(service: Service) -> None:
    zh = "?lang=zh"
    pairs = f"VALUES ?a {{ {' '.join(map(str, range(1001)))} }} VALUES ?b {{ {' '.join(map(str, range(100)))} }}"
    squeezed = service.client.post(
        f"/sparql{zh}", content=b"x", headers={"content-type": QUERY, "content-encoding": "gzip"}
    )
    for answer, status in (
        (squeezed, 415),
        (post(service, "ASK {}", "text/plain", at=zh), 415),
        (post(service, "ASK {}", f"{QUERY};charset=gb2312", at=zh), 415),
        (post(service, "ASK { } #" + "x" * 65_536, QUERY, at=zh), 413),
        (post(service, "query=" + "x" * 300_000, FORM, at=zh), 413),
        (post(service, "a=b", FORM, at=zh), 400),
        (post(service, "query=ASK+{}&query=ASK+{}", FORM, at=zh), 400),
        (post(service, b"\xff", QUERY, at=zh), 400),
        (post(service, "update=x", FORM, at=zh), 403),
        (get(service, "ASK { SERVICE <http://x.example/> { ?s ?p ?o } }", lang="zh"), 403),
        (get(service, "ASK {}", "image/png", lang="zh"), 406),
        (get(service, "CONSTRUCT WHERE { ?s ?p ?o }", "application/sparql-results+json", lang="zh"), 406),
        (get(service, f"SELECT ?b {{ {pairs} }}", lang="zh"), 413),
    ):
        error(answer, status)
        in_chinese(answer)


@pytest.mark.parametrize(
    "problem",
    [
        problems.unavailable(Busy("every query process is busy")),
        problems.unavailable(BusyWithLong("the query takes long")),
        problems.unavailable(Broken("the store is gone")),
        problems.stopped(LimitExceeded("the query was stopped after 10 s"), 10),
        *(problems.failed(Died(status, "")) for status in (-6, -9, -11, -14, 1)),
    ],
    ids=lambda problem: f"{problem.status}",
)
def test_a_query_that_is_stopped_says_so_in_chinese(problem: problems.Problem) -> None:
    what, hint = problem.said("zh")
    assert HAN.search(what)
    assert HAN.search(hint or "")
    assert problem.said("en") == (problem.what, problem.hint)


def test_an_answer_with_too_many_rows_is_refused_and_not_cut(service: Service) -> None:
    pairs = f"VALUES ?a {{ {' '.join(map(str, range(1001)))} }} VALUES ?b {{ {' '.join(map(str, range(100)))} }}"
    for format in ("json", "xml", "csv", "tsv"):
        body = error(get(service, f"SELECT ?b {{ {pairs} }}", "*/*", format=format), 413)
        assert "100,000 rows" in body["error"]
        assert "LIMIT" in body["hint"]
        assert get(service, f"SELECT ?b {{ {pairs} }} LIMIT 100000", "*/*", format=format).status_code == 200
    triples = f"CONSTRUCT {{ <a:s> <a:p> ?c }} WHERE {{ {pairs} BIND(?a * 100 + ?b AS ?c) }}"
    assert "100,000 rows" in error(get(service, triples, "text/turtle"), 413)["error"]


# The W3C's protocol tests for query operations (sparql11/protocol), restated


def test_w3c_query_get(service: Service) -> None:
    assert get(service, "ASK {}").json()["boolean"] is True


def test_w3c_query_post_form(service: Service) -> None:
    assert post(service, "query=ASK%20%7B%7D", FORM).json()["boolean"] is True


def test_w3c_query_post_direct(service: Service) -> None:
    assert post(service, "ASK {}", QUERY).json()["boolean"] is True


GRAPH = "http://kasei.us/2009/09/sparql/data/data1.rdf"


@pytest.mark.parametrize(
    "dataset",
    [
        {"default-graph-uri": GRAPH},
        {"default-graph-uri": [GRAPH, "http://kasei.us/2009/09/sparql/data/data2.rdf"]},
        {"named-graph-uri": GRAPH},
        {"default-graph-uri": GRAPH, "named-graph-uri": ["http://kasei.us/2009/09/sparql/data/data2.rdf"]},
    ],
)
def test_w3c_query_dataset(service: Service, dataset: dict[str, Any]) -> None:
    # The service has no such graphs and fetches none, so the dataset that the protocol names is empty.
    for query in ("ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }"):
        assert service.client.get("/sparql", params={"query": query, **dataset}).json()["boolean"] is False
        assert service.client.post("/sparql", data={"query": query, **dataset}).json()["boolean"] is False
        direct = service.client.post("/sparql", params=dataset, content=query.encode(), headers={"content-type": QUERY})
        assert direct.json()["boolean"] is False


def test_w3c_query_multiple_dataset(service: Service) -> None:
    # The dataset of the protocol takes the place of the query's own.
    query = f"SELECT (COUNT(*) AS ?o) FROM <{GRAPH}> {{ ?s ?p ?o }}"
    assert objects(service.client.get("/sparql", params={"query": query, "default-graph-uri": GRAPH})) == ["0"]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        (SELECT, {JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}),
        (ASK, {JSON, "application/sparql-results+xml"}),
        (CONSTRUCT, {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}),
        (DESCRIBE, {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}),
    ],
)
def test_w3c_query_content_type(service: Service, query: str, kinds: set[str]) -> None:
    answer = service.client.get("/sparql", params={"query": query})
    assert answer.status_code == 200
    assert kind(answer) in kinds


def test_w3c_bad_query_method(service: Service) -> None:
    assert 400 <= service.client.put("/sparql", params={"query": "ASK {}"}).status_code < 500


def test_w3c_bad_multiple_queries(service: Service) -> None:
    twice = "query=ASK+%7B%7D&query=SELECT+*+%7B%7D"
    assert service.client.get(f"/sparql?{twice}").status_code == 400
    assert post(service, "query=ASK%20%7B%7D&query=ASK%20%7B%7D", FORM).status_code == 400
    assert post(service, "ASK {}", QUERY, at="?query=ASK%20%7B%7D").status_code == 400


def test_w3c_bad_query_wrong_media_type(service: Service) -> None:
    answer = post(service, "ASK {}", "text/plain")
    error(answer, 415)
    assert QUERY in answer.headers["accept"]


def test_w3c_bad_query_missing_form_type(service: Service) -> None:
    error(post(service, "query=ASK%20%7B%7D", None), 415)


def test_w3c_bad_query_missing_direct_type(service: Service) -> None:
    error(post(service, "ASK {}", None), 415)


def test_w3c_bad_query_non_utf8(service: Service) -> None:
    error(post(service, "ASK { ?s ?p 'é' }".encode("latin-1"), QUERY), 400)
    error(post(service, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"), 415)
    error(service.client.get("/sparql?query=ASK%20%7B%7D%23%E9"), 400)


def test_w3c_bad_query_syntax(service: Service) -> None:
    for answer in ways(service, "ASK {"):
        error(answer, 400)


def test_a_form_without_a_query_is_refused(service: Service) -> None:
    error(post(service, "", FORM), 400)
    error(post(service, "a=b", FORM), 400)


def test_a_graph_that_is_no_iri_is_refused(service: Service) -> None:
    error(service.client.get("/sparql", params={"query": ASK, "default-graph-uri": "no iri"}), 400)


# What a format cannot hold; relative IRIs


def test_relative_iris_are_resolved_against_the_endpoint(service: Service) -> None:
    for answer in ways(service, "SELECT ?o { BIND(<s> AS ?o) }"):
        assert objects(answer) == ["https://kg.example.org/s"]
    answer = get(service, "CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples")
    assert answer.text.startswith("<https://kg.example.org/s> <https://kg.example.org/p> ")
    assert objects(get(service, "BASE <http://example.org/a/> SELECT ?o { BIND(<s> AS ?o) }")) == [
        "http://example.org/a/s"
    ]


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { <http://ex/s> <http://ex/1234> ?o } { VALUES ?o { 1 } }",
        "CONSTRUCT { <http://ex/s> <http://ex/a/> 1 } {}",
        "CONSTRUCT { <http://ex/s> rdf:Description 1 } {}",
        'CONSTRUCT { <http://ex/s> <http://ex/a> "a\\u0001b" } {}',
        'CONSTRUCT { <http://ex/s> <http://ex/a> "a\\uFFFEb" } {}',
        'SELECT ?o { VALUES ?o { "a\\u0001b" } }',
        'SELECT ?o ?a { VALUES ?o { "a\\uFFFFb" } VALUES ?a { 1 } }',
    ],
)
def test_what_xml_cannot_hold_is_refused_and_comes_in_other_formats(service: Service, query: str) -> None:
    body = error(get(service, query, "application/rdf+xml, application/sparql-results+xml"), 406)
    assert "XML" in body["error"] or "format" in body["error"]
    assert "Turtle" in body["hint"]
    assert get(service, query, "text/turtle, text/csv").status_code == 200


def test_the_ends_of_lines_survive_xml(service: Service) -> None:
    query = 'SELECT ?o { VALUES ?o { "a\\r\\nb\\rc" } }'
    found = ElementTree.fromstring(get(service, query, "application/sparql-results+xml").content).find(".//{*}literal")
    assert found is not None and found.text == "a\r\nb\rc"
    graph = get(service, 'CONSTRUCT { <a:s> <http://ex/p> "a\\r\\nb\\rc" } {}', "application/rdf+xml")
    (quad,) = ox.parse(graph.content, format=ox.RdfFormat.RDF_XML)
    assert quad.object == ox.Literal("a\r\nb\rc")


SILENT = 'SELECT * { ?s rdfs:label "Lotus AI" }'


def test_a_silent_trap_is_told_in_the_header_and_on_the_page(service: Service) -> None:
    (note,) = json.loads(get(service, SILENT).headers["x-note"])
    assert note.endswith('this query works:\nSELECT * { ?s rdfs:label "Lotus AI"@en }')
    (note,) = json.loads(get(service, SILENT, lang="zh").headers["x-note"])
    assert note.startswith("这里的名称都带语言标签") and '"Lotus AI"@en' in note
    assert objects(get(service, 'SELECT (?s AS ?o) { ?s rdfs:label "Lotus AI"@en }')) == [LOTUS]
    for lang, says in (("en", "names here have a language"), ("zh", "这里的名称都带语言标签")):
        answer = service.client.get("/sparql", params={"query": SILENT, "lang": lang}, headers={"accept": "text/html"})
        assert says in answer.text and "&#34;Lotus AI&#34;@en" in answer.text


def test_a_mistake_is_told_in_english_and_chinese(service: Service) -> None:
    query = "SELECT * { ?s ?p “Lotus” }"
    for lang, what, hint in (
        ("en", "“ is a mark of Chinese text, not of SPARQL", 'Write " instead'),
        ("zh", "「“」是中文标点，SPARQL 不使用", '改写为 "'),
    ):
        for headers, params in (({}, {"lang": lang}), ({"accept-language": lang}, {})):
            asked = {"query": query, **params}
            body = error(service.client.get("/sparql", params=asked, headers={"accept": JSON, **headers}), 400)
            assert (body["error"], body["line"], body["column"]) == (what, 1, 18) and hint in body["hint"]
            page = service.client.get("/sparql", params=asked, headers={"accept": "text/html", **headers})
            assert page.status_code == 400 and what in page.text


def test_a_byte_order_mark_is_no_mistake(service: Service) -> None:
    for answer in ways(service, "\ufeff" + SELECT):
        assert objects(answer) == [HARBOR]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "x-new"])
def test_a_compressed_query_is_refused_in_words(service: Service, coding: str) -> None:
    body = gzip.compress(SELECT.encode())
    headers = {"content-type": QUERY, "content-encoding": coding}
    answer = service.client.post("/sparql", content=body, headers=headers)
    said = error(answer, 415)
    assert coding in said["error"] and "without Content-Encoding" in said["hint"]
    assert answer.headers["accept-encoding"] == "identity"
    assert objects(service.client.post("/sparql", content=SELECT, headers=headers | {"content-encoding": "identity"}))


def test_an_address_that_is_too_long_says_to_post(service: Service) -> None:
    for size, status in ((60_000, 200), (66_000, 414), (900_000, 414)):
        with closing(HTTPConnection(urlsplit(service.url).netloc, timeout=10)) as connection:
            connection.request("GET", "/sparql?query=ASK%7B%7D%23" + "x" * size, headers={"accept": JSON})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            assert answer.status == status
            assert status == 200 or "by POST" in body["hint"]

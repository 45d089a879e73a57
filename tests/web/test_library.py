"""Files of the release, and what it says of itself: ``/data/``, VoID, DCAT, the ontology, the explorer."""

import hashlib
import re

import pyoxigraph as ox
import pytest
from service import Service

from kg_cn_ai.namespaces import PREFIXES
from kg_cn_ai.web.release.description import DCAT, SHACL, SPDX, VOID

DATASET = ox.NamedNode("https://w3id.org/kg-cn-ai/dataset")
NAMES = PREFIXES | {"void": VOID, "dcat": DCAT, "sh": SHACL, "spdx": SPDX, "ext": "http://ldf.fi/void-ext#"}


@pytest.fixture(scope="module")
def description(service: Service) -> ox.Store:
    """The description, as a program reads it from its well-known address."""
    answer = service.get("/.well-known/void", accept="text/turtle")
    assert answer.headers["content-type"].startswith("text/turtle")
    store = ox.Store()
    store.load(answer.content, format=ox.RdfFormat.TURTLE)
    return store


def rows(store: ox.Store, text: str) -> list[list[str]]:
    return [[str(value.value) for value in row] for row in store.query(text, prefixes=NAMES)]  # type: ignore[union-attr]


# Files


def test_every_file_is_listed_with_size_checksum_and_licence(service: Service) -> None:
    listed = service.get("/data/", accept="application/json").json()
    page = service.get("/data/", accept="text/html").text
    assert "creativecommons.org/licenses/by/4.0" in listed["licence"]
    assert {"kg.nt", "kg.ttl", "core.ttl", "explorer.html", "map.csv", "ontology.html"} == set(listed["files"])
    for name, entry in listed["files"].items():
        body = service.get(f"/data/{name}").content
        assert (len(body), hashlib.sha256(body).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert entry["url"] == f"https://kg.example.org/data/{name}"
        assert entry["sha256"] in page
        assert f'href="/data/{name}"' in page
    assert service.get("/data/manifest.json").json()["release"] == service.site.release


def test_parts_of_a_file_can_be_had(service: Service) -> None:
    whole = service.get("/data/kg.nt").content
    for wish, part in (("bytes=0-99", whole[:100]), ("bytes=100-", whole[100:]), ("bytes=-50", whole[-50:])):
        answer = service.get("/data/kg.nt", range=wish)
        assert (answer.status_code, answer.content) == (206, part)
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-range"].endswith(f"/{len(whole)}")
    assert service.get("/data/kg.nt", range=f"bytes={len(whole)}-").status_code == 416
    etag = service.get("/data/kg.nt").headers["etag"]
    assert service.get("/data/kg.nt", if_none_match=etag).status_code == 304
    resumed = service.get("/data/kg.nt", range="bytes=10-19", if_range=etag)
    assert (resumed.status_code, resumed.content) == (206, whole[10:20])
    assert service.get("/data/kg.nt", range="bytes=10-19", if_range='"another"').status_code == 200


@pytest.mark.parametrize("name", ["nothing.ttl", "..%2Fdescription.nt", "%2e%2e/store", ".", "kg.nt/x", "\u202e"])
def test_nothing_else_is_handed_out(service: Service, name: str) -> None:
    assert service.get(f"/data/{name}").status_code in (404, 307)


# Pages of the release


@pytest.mark.parametrize("path", ["/network", "/ontology"])
def test_pages_of_the_release_keep_their_own_policy(service: Service, path: str) -> None:
    answer = service.get(path, accept="text/html")
    assert answer.status_code == 200
    assert "default-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-encoding"] == "gzip"
    assert service.get(path, accept="text/html", accept_encoding="identity").text == answer.text
    assert re.search(
        r'http-equiv="content-security-policy" content="default-src &#39;none&#39;|default-src \'none\'',
        answer.text,
        re.I,
    )


def test_the_ontology_is_rdf_for_programs(service: Service) -> None:
    answer = service.get("/ontology", accept="text/turtle")
    triples = [quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)]
    company = ox.NamedNode("https://w3id.org/kg-cn-ai/ontology#Company")
    assert any(t.subject == company for t in triples)
    assert not any(str(t.subject).startswith("<https://w3id.org/kg-cn-ai/id/") for t in triples)
    assert service.get("/ontology", accept="image/png").status_code == 406


# VoID and DCAT


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"), ("*/*", "text/turtle"),
     ("application/rdf+xml", "application/rdf+xml"), ("text/html,*/*;q=0.1", "text/turtle")],
)  # fmt: skip
def test_the_description_comes_in_the_formats_of_rdf(service: Service, accept: str, kind: str) -> None:
    assert service.get("/.well-known/void", accept=accept).headers["content-type"].startswith(kind)


def test_the_data_sets_iri_leads_to_its_description(service: Service) -> None:
    for path in ("/dataset", "/void"):
        answer = service.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/.well-known/void")


def test_versions_have_addresses(service: Service) -> None:
    assert service.get("/ontology/0.1.0").headers["location"] == "/ontology"
    assert service.get(f"/release/{service.site.release[:12]}").headers["location"] == "/data/"
    other = service.get("/release/0123456789ab")
    assert other.status_code == 404
    assert service.site.release[:12] in other.json()["error"]


def test_void_counts_the_graph(service: Service, description: ox.Store) -> None:
    graph = service.site.kg.store
    (numbers,) = rows(
        description,
        f"SELECT ?t ?e ?c ?p {{ {DATASET} void:triples ?t ; void:entities ?e ; void:classes ?c ; void:properties ?p }}",
    )
    counted = rows(graph, "SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?p) AS ?ps) { ?s ?p ?o }")[0]
    typed = rows(graph, "SELECT (COUNT(DISTINCT ?s) AS ?e) (COUNT(DISTINCT ?c) AS ?cs) { ?s a ?c }")[0]
    assert numbers == [counted[0], typed[0], typed[1], counted[1]]


def test_partitions_say_what_each_class_has(service: Service, description: ox.Store) -> None:
    classes = dict(
        rows(description, f"SELECT ?c ?n {{ {DATASET} void:classPartition [ void:class ?c ; void:entities ?n ] }}")
    )
    assert classes == dict(rows(service.site.kg.store, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"))
    company = "<https://w3id.org/kg-cn-ai/ontology#Company>"
    stated = rows(
        description,
        f"SELECT ?p ?n {{ {DATASET} void:classPartition [ void:class {company} ; void:propertyPartition [ void:property ?p ; void:triples ?n ] ] }}",
    )
    counted = rows(service.site.kg.store, f"SELECT ?p (COUNT(*) AS ?n) {{ ?s a {company} ; ?p ?o }} GROUP BY ?p")
    assert sorted(stated) == sorted(counted)


def test_editors_find_prefixes_examples_and_shapes_in_the_endpoint_itself(service: Service) -> None:
    # The three queries by which SIB's sparql-editor sets itself up, with no configuration.
    def ask(text: str) -> list[dict[str, dict[str, str]]]:
        head = "PREFIX sh:<http://www.w3.org/ns/shacl#> PREFIX void:<http://rdfs.org/ns/void#> PREFIX void-ext:<http://ldf.fi/void-ext#> "
        answer = service.client.get("/sparql", params={"query": head + text, "format": "json"})
        found: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
        return found

    prefixes = ask(
        "SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"
    )
    assert {row["prefix"]["value"]: row["namespace"]["value"] for row in prefixes} == PREFIXES
    examples = ask(
        "SELECT DISTINCT ?sq ?comment ?query WHERE { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; "
        "sh:select|sh:ask|sh:construct|sh:describe ?query } ORDER BY ?sq"
    )
    questions = service.site.kg.questions
    assert {row["query"]["value"] for row in examples} == {question.text for question in questions.values()}
    assert {row["comment"].get("xml:lang") for row in examples} == {"en", "zh-hans"}
    shapes = ask(
        "SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE { { ?cp void:class ?subjectClass ; "
        "void:propertyPartition ?pp . ?pp void:property ?prop . OPTIONAL { { ?pp void:classPartition [ void:class "
        "?objectClass ] . } UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] . } } } }"
    )
    known = {
        tuple(row[name]["value"].rpartition("#")[2] for name in row if name in ("subjectClass", "prop", "objectClass"))
        for row in shapes
    }
    assert ("Company", "partnersWith", "Company") in known


def test_dcat_has_one_distribution_a_file(service: Service, description: ox.Store) -> None:
    found = rows(
        description,
        f"""
        SELECT ?file ?bytes ?sum ?licence {{ {DATASET} a dcat:Dataset ; dcat:distribution ?d .
            ?d dcat:downloadURL ?file ; dcat:byteSize ?bytes ; dcterms:license ?licence ; dcat:mediaType ?media ;
               spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum ] }}""",
    )
    files = service.site.kg.manifest["files"]
    licence = "https://creativecommons.org/licenses/by/4.0/"
    expected = [
        [f"https://w3id.org/kg-cn-ai/data/{n}", str(e["bytes"]), e["sha256"], licence] for n, e in files.items()
    ]
    assert sorted(found) == sorted(expected)
    assert rows(description, f"SELECT ?v {{ {DATASET} dcat:version ?v }}") == [[service.site.release[:12]]]
    assert rows(description, f"SELECT ?s {{ ?s a dcat:DataService ; dcat:servesDataset {DATASET} }}") == [
        ["https://w3id.org/kg-cn-ai/sparql"]
    ]


def test_the_description_has_no_blank_node_and_is_always_the_same(service: Service, description: ox.Store) -> None:
    assert not rows(description, "SELECT ?s { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")
    from kg_cn_ai.web.release.description import describe

    again = [
        set(describe(service.site.kg.store, service.site.kg.manifest, service.site.kg.questions.values()))
        for _ in range(2)
    ]
    assert again[0] == again[1]


def test_a_question_has_an_address(service: Service) -> None:
    answer = service.get("/question/investments", accept="*/*")
    assert answer.headers["content-type"].startswith("application/sparql-query")
    assert answer.text == service.site.kg.questions["investments"].text
    assert service.get("/question/investments", accept="text/html").status_code == 303
    missing = service.get("/question/investment")
    assert missing.status_code == 404
    assert "investments" in missing.json()["hint"]


# The API's page


def test_the_api_page_has_all_its_files_here(service: Service) -> None:
    page = service.get("/api/docs", accept="text/html").text
    addresses = re.findall(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', page)
    assert any("swagger-ui" in address for address in addresses)
    for address in addresses:
        assert address.startswith("/")
        assert service.get(address).status_code == 200


PATHS = (
    "/", "/network", "/ontology", "/.well-known/void", "/data/", "/data/manifest.json", "/data/kg.nt", "/sparql",
    "/id/org/lotus.html", "/id/org/lotus.ttl", "/id/org/lotus.rdf", "/id/org/lotus.json", "/source/", "/search?q=lotus",
    "/api/v1/search?q=lotus", "/api/v1/openapi.json", "/reconcile",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_an_answer_is_not_sent_it_again(service: Service, path: str, encoding: str) -> None:
    for _ in range(2):  # as it is made, and as it is kept
        first = service.get(path, accept_encoding=encoding)
        assert first.status_code == 200
        etag = first.headers["etag"]
        again = service.get(path, accept_encoding=encoding, if_none_match=f'"other", {etag}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"].removeprefix("W/") == etag.removeprefix("W/")
        assert again.headers["x-release"] == first.headers["x-release"]
        changed = service.get(path, accept_encoding=encoding, if_none_match='"other"')
        assert (changed.status_code, changed.content) == (200, first.content)


@pytest.mark.parametrize("path", [*PATHS, "/network/part", "/sparql/programs"])
def test_options_tells_methods_and_that_other_sites_may_ask(service: Service, path: str) -> None:
    answer = service.client.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "OPTIONS" in answer.headers["allow"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert service.client.options("/no/such/path").status_code == 404


def test_programs_that_read_rdf_xml_get_a_thing(service: Service) -> None:
    owl = "application/rdf+xml, application/xml; q=0.5, text/xml; q=0.3, */*; q=0.2"
    answer = service.get("/id/org/lotus", accept=owl)
    assert answer.headers["location"] == "/id/org/lotus.rdf"
    found = service.get("/id/org/lotus.rdf")
    assert found.headers["content-type"] == "application/rdf+xml"
    lines = service.get("/id/org/lotus.nt").content
    given = {q.triple for q in ox.parse(found.content, format=ox.RdfFormat.RDF_XML)}
    assert given == {q.triple for q in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}


def test_files_of_pages_have_addresses_that_change_with_them(service: Service) -> None:
    import re

    assert re.search(r"/static/[\w.-]+\?[0-9a-f]{8}", service.get("/", accept="text/html").text)

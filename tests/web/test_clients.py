"""Real clients against the running service; those that are not installed are skipped."""

import importlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from service import Service
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

LOTUS = "https://w3id.org/kg-cn-ai/id/org/lotus"
HARBOR = "https://w3id.org/kg-cn-ai/id/org/harbor"
PARTNER = "https://w3id.org/kg-cn-ai/ontology#partnersWith"
SELECT = f"SELECT ?o {{ <{LOTUS}> <{PARTNER}> ?o }}"
ASK = f"ASK {{ <{LOTUS}> <{PARTNER}> <{HARBOR}> }}"
CONSTRUCT = f"CONSTRUCT {{ <{LOTUS}> <{PARTNER}> ?o }} WHERE {{ <{LOTUS}> <{PARTNER}> ?o }}"
TRIPLE = (rdflib.URIRef(LOTUS), rdflib.URIRef(PARTNER), rdflib.URIRef(HARBOR))
CLIENTS = Path(__file__).parents[1] / "clients"


def needed(program: str | Path, package: str) -> str:
    """Path of a program; without it the test is skipped, or fails where continuous integration has to have it."""
    found = shutil.which(program)
    if found is None:
        reason = f"{Path(program).name} is not installed: {package}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def needed_module(name: str) -> Any:
    """A Python package; without it as with :func:`needed`."""
    if importlib.util.find_spec(name) is None:
        reason = f"{name} is not installed: ./run setup clients"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return importlib.import_module(name)


@pytest.fixture
def url(service: Service) -> str:
    return f"{service.url}/sparql"


# SPARQLWrapper


@pytest.mark.parametrize(
    "way", [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)], ids=["get", "form", "direct"]
)
@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_gets_tables(url: str, format: str, way: tuple[str, str]) -> None:
    answer: Any = wrapped(url, SELECT, format, way).query().convert()
    if format == JSON:
        assert [row["o"]["value"] for row in answer["results"]["bindings"]] == [HARBOR]
    elif format == XML:
        assert [node.firstChild.data for node in answer.getElementsByTagName("uri")] == [HARBOR]
    else:
        assert answer.decode().split() == (["o", HARBOR] if format == CSV else ["?o", f"<{HARBOR}>"])


@pytest.mark.parametrize("format", [JSON, XML])
def test_sparqlwrapper_gets_booleans(url: str, format: str) -> None:
    answer: Any = wrapped(url, ASK, format, (GET, URLENCODED)).query().convert()
    assert answer["boolean"] is True if format == JSON else "true" in answer.toxml()


@pytest.mark.parametrize(
    "way", [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)], ids=["get", "form", "direct"]
)
@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_gets_graphs(url: str, format: str, way: tuple[str, str]) -> None:
    answer: Any = wrapped(url, CONSTRUCT, format, way).query().convert()
    if format in (TURTLE, N3):
        answer = rdflib.Graph().parse(data=answer, format="turtle")
    assert TRIPLE in answer


def wrapped(url: str, query: str, format: str, way: tuple[str, str]) -> Any:
    client = SPARQLWrapper(url)
    client.setQuery(query)
    client.setReturnFormat(format)
    client.setMethod(way[0])
    client.setRequestMethod(way[1])
    return client


# rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflib_store_asks(url: str, method: Any, format: str) -> None:
    graph = rdflib.Graph(SPARQLStore(url, method=method, returnFormat=format))
    assert [str(row[0]) for row in graph.query(SELECT)] == [HARBOR]  # type: ignore[index]
    if format in ("xml", "json"):
        assert graph.query(ASK).askAnswer is True
        assert TRIPLE in graph
        assert [str(o) for o in graph.objects(TRIPLE[0], TRIPLE[1])] == [HARBOR]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store_constructs(url: str, method: Any) -> None:
    found = rdflib.Graph(SPARQLStore(url, method=method, returnFormat="xml")).query(CONSTRUCT).graph
    assert found is not None
    assert TRIPLE in found


# pandas


def test_pandas_reads_an_address(url: str) -> None:
    from urllib.parse import urlencode

    import pandas

    table = pandas.read_csv(f"{url}?{urlencode({'query': SELECT, 'format': 'csv'})}")
    assert table["o"].tolist() == [HARBOR]


@pytest.mark.parametrize("post", [False, True], ids=["get", "post"])
def test_sparql_dataframe(url: str, post: bool) -> None:
    table = needed_module("sparql_dataframe").get(url, SELECT, post)
    assert table["o"].tolist() == [HARBOR]


def test_reconciler_reconciles_a_column(service: Service) -> None:
    import pandas

    names = pandas.Series(["Harbor Systems", "莲花智能"])
    found = needed_module("reconciler").reconcile(names, reconciliation_endpoint=f"{service.url}/reconcile")
    assert dict(zip(found["input_value"], found["id"], strict=True)) == {
        "Harbor Systems": "org/harbor",
        "莲花智能": "org/lotus",
    }


@pytest.mark.filterwarnings("ignore")  # it says of itself that it is being sunset
def test_langchain_reads_the_schema_and_asks(url: str) -> None:
    graphs = needed_module("langchain_community.graphs.rdf_graph")
    graph = graphs.RdfGraph(query_endpoint=url, standard="rdf")
    assert "#partnersWith> (partnersWith, " in graph.get_schema
    assert [str(row[0]) for row in graph.query(SELECT)] == [HARBOR]


# Programs


def test_fetch_sparql_endpoint(url: str) -> None:
    script = CLIENTS / "node_modules" / ".bin" / "fetch-sparql-endpoint"
    program = needed(script, f"npm ci in {CLIENTS.name}/ of the tests")
    for query, expected in ((SELECT, HARBOR), (ASK, "true"), (CONSTRUCT, HARBOR)):
        done = subprocess.run(
            [program, "--endpoint", url, "--query", query], capture_output=True, text=True, timeout=60
        )
        assert expected in done.stdout, done.stderr


def test_perl_asks_through_service(url: str) -> None:
    program = needed("perl", "apt-get install perl")
    if subprocess.run([program, "-MRDF::Query", "-e", "1"], capture_output=True).returncode:
        needed("RDF::Query", "apt-get install librdf-query-perl")
    script = (
        "use RDF::Query; use RDF::Trine; my $query = RDF::Query->new($ARGV[0]) or die RDF::Query->error;"
        "my $rows = $query->execute(RDF::Trine::Model->temporary_model);"
        "while (my $row = $rows->next) { print $row->{o}->as_string, qq(\\n); }"
    )
    query = f"SELECT ?o {{ SERVICE <{url}> {{ <{LOTUS}> <{PARTNER}> ?o }} }}"
    done = subprocess.run([program, "-e", script, query], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == [f"<{HARBOR}>"], done.stderr


def test_prolog_asks(url: str) -> None:
    program = needed("swipl", "apt-get install swi-prolog-nox")
    host, _, port = url.removeprefix("http://").removesuffix("/sparql").partition(":")
    goal = (
        "use_module(library(semweb/sparql_client)),"
        f"O = [host('{host}'), port({port}), path('/sparql')],"
        f"forall(sparql_query('{SELECT}', row(X), O), (write(X), nl)),"
        f"sparql_query('{ASK}', B, O), write(B), nl,"
        f"forall(sparql_query('{CONSTRUCT}', rdf(_, _, Y), O), (write(Y), nl)), halt"
    )
    done = subprocess.run([program, "-g", goal, "-t", "halt(1)"], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == [HARBOR, "true", HARBOR], done.stderr


def test_comunica(url: str) -> None:
    program = needed(CLIENTS / "node_modules" / ".bin" / "comunica-sparql", f"npm ci in {CLIENTS.name}/ of the tests")
    done = subprocess.run(
        [program, url, SELECT, "-t", "application/sparql-results+json"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert [row["o"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == [HARBOR]


def test_curl(url: str) -> None:
    program = needed("curl", "apt-get install curl")
    done = subprocess.run(
        [program, "-sfG", url, "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}"],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.stdout.split() == ["o", HARBOR]


def test_the_programs_that_the_editor_offers_run(service: Service, url: str, tmp_path: Path) -> None:
    query = 'SELECT ?o {\n  org:lotus rdfs:label ?o # it\'s "quoted" \\ here\n  FILTER(?o = "莲花智能"@zh-hans)\n}'
    made = service.client.post("/sparql/programs", content=query.encode()).json()
    here = {name: text.replace("https://kg.example.org/sparql", url) for name, text in made.items()}
    done = subprocess.run(["sh", "-c", here["curl"]], capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["o", "莲花智能"]
    script = tmp_path / "program.py"
    script.write_text(here["python"], encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert "莲花智能" in done.stdout, done.stderr
    graph = service.client.post("/sparql/programs", content=CONSTRUCT.encode()).json()["python"]
    script.write_text(graph.replace("https://kg.example.org/sparql", url), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert HARBOR.rpartition("/")[2] in done.stdout, done.stderr


def test_the_r_scripts_that_the_editor_offers_run(service: Service, url: str, tmp_path: Path) -> None:
    program = needed("Rscript", "apt-get install r-cran-httr2")
    script = tmp_path / "program.R"
    quoted = 'SELECT ?o {\n  org:lotus rdfs:label ?o # it\'s "quoted" )-" \\ here\n  FILTER(?o = "莲花智能"@zh-hans)\n}'
    for query, expected in ((quoted, "莲花智能"), (CONSTRUCT, HARBOR.rpartition("/")[2])):
        made = service.client.post("/sparql/programs", content=query.encode()).json()["r"]
        script.write_text(made.replace("https://kg.example.org/sparql", url), encoding="utf-8")
        done = subprocess.run(
            [program, "--vanilla", script],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert expected in done.stdout, done.stderr


# Other stores ask this one through SERVICE


def test_oxigraph_asks_through_service(url: str, tmp_path: Path) -> None:
    program = needed(Path(sys.executable).with_name("oxigraph"), "pip install oxigraph")
    subprocess.run(
        [program, "load", "--location", str(tmp_path / "store"), "--format", "nt"],
        input=b"",
        check=True,
        capture_output=True,
        timeout=20,
    )
    query = f"SELECT ?o {{ SERVICE <{url}> {{ <{LOTUS}> <{PARTNER}> ?o }} }}"
    command = [program, "query", "--location", str(tmp_path / "store"), "--results-format", "csv", "--query", query]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["o", HARBOR], done.stderr


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[list[str]]:
    """The command that asks a Virtuoso 7 of our own."""
    server = needed("virtuoso-t", "apt-get install virtuoso-opensource")
    shell = needed("isql-vt", "apt-get install virtuoso-opensource")
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        port, web = one.getsockname()[1], two.getsockname()[1]
    (tmp_path / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile=v.db\nErrorLogFile=v.log\nLockFile=v.lck\nTransactionFile=v.trx\nxa_persistent_file=v.pxa\n"
        f"[TempDatabase]\nDatabaseFile=t.db\nTransactionFile=t.trx\n"
        f"[Parameters]\nServerPort=127.0.0.1:{port}\nNumberOfBuffers=2000\nMaxDirtyBuffers=1000\nDirsAllowed=.\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{web}\n", encoding="utf-8",
    )  # fmt: skip
    process = subprocess.Popen(
        [server, "-f", "-c", "virtuoso.ini"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ask = [shell, f"127.0.0.1:{port}", "dba", "dba", "BLOBS=ON", "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF"]
    try:
        for _ in range(300):
            if subprocess.run([*ask, "exec=status();"], capture_output=True).returncode == 0:
                break
            assert process.poll() is None, (tmp_path / "v.log").read_text()
            time.sleep(0.1)
        yield ask
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_virtuoso_asks_through_service(url: str, virtuoso: list[str]) -> None:
    query = f"SPARQL SELECT ?o WHERE {{ SERVICE <{url}> {{ <{LOTUS}> <{PARTNER}> ?o }} }};"
    done = subprocess.run([*virtuoso, f"exec={query}"], capture_output=True, text=True, timeout=30)
    assert HARBOR in done.stdout, done.stdout + done.stderr

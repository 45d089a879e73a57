"""The selection of the explorer is that of the data: random filters against SPARQL over the same release, without a browser."""

import json
import random
import shutil
import subprocess
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from explorer_pages import data, whole
from own_data import built

from kg_cn_ai import namespaces as ns
from kg_cn_ai.pages.bundle import bundle
from kg_cn_ai.pages.data import template

ENTRY = """\
import { makeGraph } from "./data.js";
import { applyFilters, cut } from "./filter.js";
import { tallies } from "./legend.js";
import { fromAddress } from "./state.js";
const { page, addresses } = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const graph = makeGraph(page);
console.log(JSON.stringify(addresses.map((address) => {
  const state = fromAddress(graph, address);
  const shown = applyFilters(graph, state);
  const drawn = cut(graph, shown, [...state.around.keys()], 12);
  const { kinds, properties } = tallies(graph, shown);
  return {
    things: page.things.id.filter((_, i) => shown.nodes[i]),
    relations: page.relations.id.filter((_, e) => shown.edges[e]),
    counted: [shown.things, shown.relations, kinds.reduce((a, b) => a + b, 0), properties.reduce((a, b) => a + b, 0)],
    drawn: page.things.id.filter((_, i) => drawn.nodes[i]), bars: [...shown.bars], years: graph.years,
  };
})));
"""

EDGES = """\
SELECT DISTINCT ?statement WHERE {
  ?statement a cnai:Statement ; rdf:predicate ?p ; rdf:subject ?s ; rdf:object ?o .
  %s
}
"""

DAYS = """\
SELECT ?what (COALESCE(?from, ?to) AS ?first) (COALESCE(?to, ?from) AS ?last) WHERE {
  { ?what cnai:earliest ?from OPTIONAL { ?what cnai:latest ?to } }
  UNION { ?what cnai:latest ?to MINUS { ?what cnai:earliest ?from } }
}
"""

RESTS = (
    "SELECT ?statement ?what { ?statement a cnai:Statement ; prov:wasDerivedFrom ?what . ?what a cnai:Record }",
    "SELECT ?statement ?what { ?statement a cnai:Statement ; rdf:subject ?s ; rdf:object ?o ; prov:wasDerivedFrom/rdf:subject ?what . FILTER(?what != ?s && ?what != ?o) }",
    "SELECT ?statement (?statement AS ?what) { ?statement a cnai:Statement }",
    "SELECT DISTINCT ?statement ?what { ?statement a cnai:Statement ; rdf:subject ?what . ?what cnai:released|cnai:issued ?day }",
)
"""What a statement rests on; each counts where nothing before it has a day."""

node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in ns.PREFIXES.items())


@cache
def columns() -> dict[str, Any]:
    """The page of all the data, without the cards, which no filter here reads."""
    return data(whole(), {})[0]


def selected(addresses: list[str], page: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """What the page's own modules select for each address."""
    script = bundle("entry.js", lambda name: ENTRY if name == "entry.js" else template(f"explorer/{name}"))
    given = json.dumps({"page": page or columns(), "addresses": addresses})
    # Modules for the picture look for a page when they load.
    early = "globalThis.document = { createElement: () => ({ getContext: () => ({}) }) }; globalThis.matchMedia = () => ({});"
    done = subprocess.run(["node", "-e", early + script], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def rows(query: str) -> list[Any]:
    """The rows of a SELECT over the release."""
    result = built().query(PREFIXES + query)
    assert isinstance(result, ox.QuerySolutions)
    return list(result)


def random_filters(seed: int) -> tuple[str, str, tuple[str, str] | None]:
    """An address, the same choices of relations and ends as SPARQL, and the days."""
    chance = random.Random(seed)
    page = columns()
    address, filters = ["level=everything"], []
    if chance.random() < 0.5:
        relations = sorted({page["properties"][p]["id"] for p in page["relations"]["property"]})
        chosen = chance.sample(relations, len(relations) // 2)
        address.append(f"relations={'|'.join(chosen)}")
        filters.append(f"VALUES ?p {{ {' '.join(f'<{ns.expand(name)}>' for name in chosen)} }}")
    if chance.random() < 0.7:
        wanted = [chance.choice(["China", "United States", "abroad", "greater"]) for _ in range(2)]
        address += [f"end{k}=country:{country}" for k, country in enumerate(wanted, start=1)]
        one, other = (
            {
                "abroad": "?home{0} NOT IN (place:cn, place:hk, place:mo)",
                "greater": "?home{0} IN (place:cn, place:hk, place:mo)",
            }.get(country, f'EXISTS {{{{ ?home{{0}} rdfs:label "{country}"@en }}}}')
            for country in wanted
        )
        filters.append("?s cnai:jurisdiction ?home1 . ?o cnai:jurisdiction ?home2 .")
        filters.append(f"FILTER(({one.format(1)} && {other.format(2)}) || ({one.format(2)} && {other.format(1)}))")
    first = chance.randrange(2017, 2025)
    days = (
        f"{first}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}",
        f"{first + chance.randrange(1, 4)}-06-15",
    )
    if chance.random() < 0.6:
        return "&".join((*address, f"days={days[0]}~{days[1]}")), "\n  ".join(filters), days
    return "&".join(address), "\n  ".join(filters), None


@cache
def days_of_statements() -> dict[str, set[tuple[str, str]]]:
    """First and last days by statement."""
    days = {row["what"].value: (row["first"].value, row["last"].value) for row in rows(DAYS)}
    found: dict[str, set[tuple[str, str]]] = {}
    for query in RESTS:
        more: dict[str, set[tuple[str, str]]] = {}
        for row in rows(query):
            if row["statement"].value not in found and row["what"].value in days:
                more.setdefault(row["statement"].value, set()).add(days[row["what"].value])
        found |= more
    return found


def from_sparql(filters: str, days: tuple[str, str] | None) -> set[str]:
    """Statements of the network that SPARQL selects."""
    found = {row["statement"].value for row in rows(EDGES % filters)}
    found &= {f"{ns.STATEMENT}{key}" for key in columns()["relations"]["id"]}
    if days is None:
        return found
    known = days_of_statements()
    return {iri for iri in found if any(first <= days[1] and last >= days[0] for first, last in known.get(iri, ()))}


@node
def test_random_filters_select_what_sparql_selects() -> None:
    cases = [random_filters(seed) for seed in range(16)]
    for (address, filters, days), found in zip(cases, selected([address for address, _, _ in cases]), strict=True):
        relations = {f"{ns.STATEMENT}{key}" for key in found["relations"]}
        assert relations == from_sparql(filters, days), address
        assert found["counted"][:2] == [len(found["things"]), len(relations)], address
        assert found["counted"][2:] == [len(found["things"]), len(relations)], "the legend counts something else"


@node
def test_what_is_drawn_is_cut_from_the_whole_answer() -> None:
    """A neighbourhood is what the data say; a picture of twelve things changes no count."""
    first, second = selected(["around=org:huawei~2&relations=cnai:trainingHardware", "around=org:tsinghua~1"])
    edges = {f"{ns.STATEMENT}{key}" for key in columns()["relations"]["id"]}
    query = """SELECT ?statement ?s ?o { ?statement a cnai:Statement ; rdf:subject ?s ; rdf:object ?o .
      VALUES ?me { org:tsinghua } FILTER(?s = ?me || ?o = ?me) }"""
    found = rows(query)
    linked = {row[end].value for row in found for end in ("s", "o") if row["statement"].value in edges}
    assert {ns.expand(name) for name in second["things"]} == linked
    assert len(second["drawn"]) == 12 < len(second["things"])
    trained = """SELECT DISTINCT ?statement { ?statement rdf:predicate cnai:trainingHardware ; rdf:object ?chip .
      ?chip (cnai:developedBy|^cnai:launched|cnai:builtBy) org:huawei }"""
    wanted = {row["statement"].value for row in rows(trained)} & edges
    assert wanted and wanted <= {f"{ns.STATEMENT}{key}" for key in first["relations"]}


@node
def test_ties_between_china_and_the_united_states_year_by_year() -> None:
    years = range(2018, 2026)
    addresses = [
        f"level=organizations&relations=cnai:codevelopedWith&end1=country:China&end2=country:United%20States&years={year}-{year}"
        for year in years
    ]
    query = EDGES % (
        "VALUES ?p { cnai:codevelopedWith } ?s cnai:jurisdiction ?a . ?o cnai:jurisdiction ?b . "
        "VALUES (?a ?b) { (place:cn place:us) (place:us place:cn) }"
    )
    known = days_of_statements()
    edges = {f"{ns.STATEMENT}{key}" for key in columns()["relations"]["id"]}
    found = {row["statement"].value for row in rows(query)} & edges
    wanted = [
        sum(
            any(first <= f"{year}-12-31" and last >= f"{year}-01-01" for first, last in known.get(iri, ()))
            for iri in found
        )
        for year in years
    ]
    assert [one["counted"][1] for one in selected(addresses)] == wanted
    assert all(wanted)

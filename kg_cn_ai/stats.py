"""What is in the graph, in numbers."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Store

from kg_cn_ai.namespaces import PREFIXES, local_name

COLUMNS: Final = ("what", "kind", "number")

_THINGS: Final = "Organization Person AIModel Product ComputingSystem Chip Market Policy Fund Programme Place".split()
_RECORDS: Final = (
    "Partnership Membership FinancingRound IPO LaunchEvent ApprovalEvent Decision AccessRestriction Listing Meeting "
    "Provision Initiative Observation Forecast Target Assessment"
).split()

_CHINESE: Final = "VALUES ?here { place:cn place:hk place:mo } ?maker cnai:jurisdiction ?here . "
_RELEASE: Final = (
    f"{_CHINESE} ?said rdf:predicate cnai:developedBy ; rdf:subject ?x ; rdf:object ?maker . ?x a cnai:AIModel . "
    "MINUS { ?said cnai:claimStatus status:derived } "
)
_MEASURES: Final = (
    ("Chinese AI models (releases with a Chinese developer)", _RELEASE),
    ("Chinese AI models with a date", f"{_RELEASE} ?x cnai:released ?day . "),
    (
        "Chinese model families without a row of their own",
        f"{_CHINESE} ?said rdf:predicate cnai:developedBy ; rdf:subject ?x ; rdf:object ?maker ; "
        "cnai:claimStatus status:derived . ?x a cnai:AIModel . ",
    ),
    ("organizations in China, Hong Kong, Macao", f"{_CHINESE} ?maker a cnai:Organization . BIND(?maker AS ?x) "),
    (
        "foreign organizations with a country",
        "?x a cnai:Organization ; cnai:jurisdiction ?there . "
        "FILTER(?there NOT IN (place:cn, place:hk, place:mo, place:tw)) ",
    ),
    (
        "ties between organizations",
        "VALUES ?p { cnai:partnersWith cnai:codevelopedWith cnai:investedIn cnai:parentOrganization "
        "cnai:affiliatedWith } ?x rdf:predicate ?p ; rdf:subject ?a ; rdf:object ?b . "
        "?a a cnai:Organization . ?b a cnai:Organization . "
        "OPTIONAL { ?p a ?symmetric . FILTER(?symmetric = owl:SymmetricProperty) } "
        "FILTER(!BOUND(?symmetric) || STR(?a) < STR(?b)) ",
    ),
)
"""What the graph is measured by: a name, and what the counted things are."""


def stats(store: Store) -> list[tuple[str, str, int]]:
    """Numbers of things, records and statements by kind, as rows of ``COLUMNS``; kinds without any are left out."""
    rows = [*_of("thing", _THINGS, store), *_of("record", _RECORDS, store)]
    rows += [("measure", name, _number(pattern, store)) for name, pattern in _MEASURES]
    ties = (
        "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s a cnai:Statement ; rdf:predicate ?p ; rdf:subject ?a ; rdf:object ?b . "
        "?p a owl:ObjectProperty . ?a a cnai:Organization . ?b a cnai:Organization . "
        "OPTIONAL { ?p a ?symmetric . FILTER(?symmetric = owl:SymmetricProperty) } "
        "FILTER(!BOUND(?symmetric) || STR(?a) < STR(?b)) } GROUP BY ?p"
    )
    rows += [("tie between organizations", name, n) for name, n in _counted(ties, store)]
    grades = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?x cnai:confidence ?p } GROUP BY ?p"
    rows += [("grade", name, n) for name, n in _counted(grades, store)]
    documents = "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x cnai:statedIn ?p } GROUP BY ?p"
    rows += [("record or statement in document", name, n) for name, n in _counted(documents, store)]
    return rows


def _number(pattern: str, store: Store) -> int:
    rows = store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}", prefixes=PREFIXES)
    return int(next(iter(rows))["n"].value)  # type: ignore[arg-type]


def _of(what: str, classes: list[str], store: Store) -> Iterator[tuple[str, str, int]]:
    for name in classes:
        for _, number in _counted(f"SELECT ('' AS ?p) (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a cnai:{name} }}", store):
            if number:
                yield what, name, number


def _counted(query: str, store: Store) -> list[tuple[str, int]]:
    rows = store.query(query, prefixes=PREFIXES)
    found = [(local_name(row["p"].value), int(row["n"].value)) for row in rows]  # type: ignore[union-attr]
    return sorted(found, key=lambda row: (-row[1], row[0]))

"""What is in the graph, in numbers."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Store

from kg_cn_ai.namespaces import PREFIXES, local_name

COLUMNS: Final = ("what", "kind", "number")

_THINGS: Final = "Organization Person AIModel Product ComputingSystem Chip Market Policy Fund Programme Place".split()
_RECORDS: Final = (
    "Partnership Membership FinancingRound IPO LaunchEvent ApprovalEvent Decision AccessRestriction Meeting Provision "
    "Initiative Observation Forecast Target Assessment"
).split()


def stats(store: Store) -> list[tuple[str, str, int]]:
    """Numbers of things, records and statements by kind, as rows of ``COLUMNS``; kinds without any are left out."""
    rows = [*_of("thing", _THINGS, store), *_of("record", _RECORDS, store)]
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


def _of(what: str, classes: list[str], store: Store) -> Iterator[tuple[str, str, int]]:
    for name in classes:
        for _, number in _counted(f"SELECT ('' AS ?p) (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a cnai:{name} }}", store):
            if number:
                yield what, name, number


def _counted(query: str, store: Store) -> list[tuple[str, int]]:
    rows = store.query(query, prefixes=PREFIXES)
    found = [(local_name(row["p"].value), int(row["n"].value)) for row in rows]  # type: ignore[union-attr]
    return sorted(found, key=lambda row: (-row[1], row[0]))

"""What is in the graph, in numbers: all of them, the ten that matter most, and the documents that print them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import PREFIXES, local_name
from kg_cn_ai.query.rows import render_rows

__all__ = ["COLUMNS", "in_short", "rewritten", "stats"]

COLUMNS: Final = ("what", "kind", "number")

_THINGS: Final = (
    "Organization Person AIModel Product SoftwareProject ComputingSystem Chip Market Policy Fund Programme Place"
).split()
_RECORDS: Final = (
    "Partnership Membership FinancingRound IPO LaunchEvent ApprovalEvent Decision AccessRestriction Listing Meeting "
    "Provision Initiative Observation Forecast Target Assessment Evaluation Shareholding Acquisition Position "
    "Contribution Adoption Offering BenchmarkSubmission HardwareSupport Filing"
).split()

_CHINESE: Final = "VALUES ?here { place:cn place:hk place:mo } ?maker cnai:jurisdiction ?here . "
_RELEASE: Final = (
    f"{_CHINESE} ?said rdf:predicate cnai:developedBy ; rdf:subject ?x ; rdf:object ?maker . ?x a cnai:AIModel . "
    "MINUS { ?said cnai:claimStatus status:derived } MINUS { ?said cnai:through ?unit } "
)
_TIE: Final = "?x a cnai:Tie . "
_APART: Final = "MINUS { VALUES ?joint { tiekind:co-development tiekind:joint-papers } ?x cnai:tieKind ?joint } "
_HERE: Final = "VALUES ?here { place:cn place:hk place:mo } ?x cnai:between ?one . ?one cnai:jurisdiction ?here . "
_ABROAD: Final = (
    "?x cnai:between ?other . ?other cnai:jurisdiction ?there . FILTER(?there NOT IN (place:cn, place:hk, place:mo)) "
)
_MEASURES: Final = (
    ("Chinese AI models (releases with a Chinese developer)", _RELEASE),
    ("Chinese AI models without versions of their own", f"{_RELEASE} MINUS {{ ?version cnai:versionOf ?x }} "),
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
    ("ties between organizations", _TIE),
    ("ties with an organization in China, Hong Kong, Macao", _HERE + _TIE),
    ("ties without co-development and joint papers", _TIE + _APART),
    ("of these between China, Hong Kong, Macao and elsewhere", _HERE + _ABROAD + _TIE + _APART),
    ("ties of large consortia only", f"{_TIE} ?x cnai:largeConsortium true . "),
)
"""What the graph is measured by: a name, and what the counted things are."""

_IN_SHORT: Final = (
    ("organizations", "?x a cnai:Organization . "),
    ("Chinese AI models", _RELEASE),
    ("chips", "?x a cnai:Chip . "),
    ("policies and restricted-party lists", "?x a cnai:Policy . "),
    ("entries on restricted-party lists", "?x a cnai:Listing . "),
    ("other events, claims, figures and relations, as records", "?x a cnai:Record . MINUS { ?x a cnai:Listing } "),
    ("ties between organizations", _TIE),
    ("statements", "?x a cnai:Statement . "),
    ("places in documents that they rest on", "?x a oa:SpecificResource . "),
    ("source documents", "?x a cnai:SourceDocument . "),
)

_PLACES: Final = {"README.md": "numbers", "docs/data.md": "stats"}
"""The documents that print numbers, and the name that marks their place there."""


def stats(store: Store) -> list[tuple[str, str, int]]:
    """Numbers of things, records and statements by kind, as rows of ``COLUMNS``; kinds without any are left out."""
    rows = [*_of("thing", _THINGS, store), *_of("record", _RECORDS, store)]
    rows += [("measure", name, _number(pattern, store)) for name, pattern in _MEASURES]
    ties = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?x a cnai:Tie ; cnai:tieKind ?p } GROUP BY ?p"
    rows += [("tie between organizations", name, n) for name, n in _counted(ties, store)]
    grades = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?x cnai:confidence ?p } GROUP BY ?p"
    rows += [("grade", name, n) for name, n in _counted(grades, store)]
    documents = (
        "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?kind ; cnai:statedIn ?p . "
        "VALUES ?kind { cnai:Record cnai:Statement } } GROUP BY ?p"
    )
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


def in_short(store: Store) -> list[tuple[str, int]]:
    """The ten numbers that say most of what there is: what is counted, and how many."""
    return [(name, _number(pattern, store)) for name, pattern in _IN_SHORT]


def rewritten(folder: Path, store: Store) -> dict[Path, bytes]:
    """The documents of a checkout with the numbers of a graph where theirs stand.

    Raises:
        InputError: A document or its place for the numbers is missing.
    """
    short = [(name, f"{number:,}") for name, number in in_short(store)]
    tables = {
        "numbers": render_rows(("what", "number"), short, "md"),
        "stats": render_rows(COLUMNS, stats(store), "md"),
    }
    found = {}
    for name, place in _PLACES.items():
        path = folder / name
        if not path.is_file():
            raise InputError(
                "is not there", where=str(path), hint="numbers are written in a checkout: ./run stats --write"
            )
        begin, end = f"<!-- {place}:", f"<!-- /{place} -->"
        pattern = rf"({re.escape(begin)}[^\n]*\n).*?({re.escape(end)})"
        text, times = re.subn(
            pattern,
            lambda m, table=tables[place]: m[1] + table + m[2],  # type: ignore[misc]
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        if times != 1:
            raise InputError(
                f"has {times} places for its numbers, not one",
                where=str(path),
                hint=f"put them between {begin} --> and {end}",
            )
        found[path] = text.encode()
    return found

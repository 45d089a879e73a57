"""Matches the names of a list to things of the graph, as OpenRefine's reconciliation does.

Candidates are what search finds, restricted to things (or to the types that are asked for). What is known of a name
besides (its country, its maker) is compared with the facts of each candidate: a value that agrees lifts its score, one
that disagrees lowers it. A candidate is a *match*, to be taken without a person's look, only where it is the one that
has the whole name, written down in the graph, and nothing that is known speaks against it: initials, beginnings,
shortened names, sounds and typing errors are never matches. Where no type is asked for, a model or product is no match
if an organization's name begins so too.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.names import normalise
from kg_cn_ai.namespaces import CNAI, ID, RDFS, SKOS, THING_TYPES, curie, expand, kind_of, local_name
from kg_cn_ai.search.countries import THREE_LETTERS
from kg_cn_ai.search.identifiers import key_of, successor

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg_cn_ai.search.search import Index

__all__ = ["Candidate", "Query", "Reconciler", "reconcile_csv"]

_AGREES, _DISAGREES = 5.0, 25.0
_SURE: Final = 98.0
"""Score of a whole name that is written down: its own spelling, or its pinyin."""

_LOOKED_AT: Final = 25
"""Matches of a name that are looked at, at least."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?[~?%]?")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

COLUMNS: Final = ("kg_iri", "kg_name", "kg_type", "kg_score", "kg_match", "kg_candidates")


@dataclass(frozen=True, slots=True)
class Query:
    """A name to match.

    Attributes:
        text: The name; may be empty where there are properties.
        types: Local names of classes; a candidate has one of them, or all where ``strict`` is ``all``; where it is
            ``should`` others may follow.
        properties: Local name of a property → values that the thing should have: names, IRIs, numbers as text.
        limit: At most so many candidates.
    """

    text: str
    types: tuple[str, ...] = ()
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 5
    strict: Literal["any", "should", "all"] = "any"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant.

    ``type`` is the local name of its class, ``matched`` the name that fits. ``name_score`` (0–100) is that of the
    search; ``agrees`` says of each property asked for whether the graph has it so (None: it does not know). ``match``
    is True for the one clear candidate.
    """

    iri: str
    name: str
    name_zh: str
    type: str
    type_label: str
    matched: str
    score: float
    name_score: float
    agrees: Mapping[str, bool | None]
    match: bool


class Reconciler:
    """Matches names to the things of one release; several threads may ask at once."""

    def __init__(self, index: "Index", store: "ox.Store") -> None:
        """Take the release's index of names and its store."""
        self._index = index
        self._store = store
        self._known = lru_cache(maxsize=20_000)(self._spellings)

    def candidates(self, query: Query) -> list[Candidate]:
        """Who may be meant, the likeliest first; a type that nothing has finds nothing."""
        found: dict[str, tuple[Any, float]] = {}
        if query.text.strip():
            for kind in query.types or (None,):
                try:
                    matches = self._index.search(query.text, max(_LOOKED_AT, query.limit), kind)
                except UnknownName:
                    continue
                found |= {m.iri: (m, m.score) for m in matches}
            if query.strict == "should":
                found |= {m.iri: (m, m.score) for m in self._index.search(query.text, _LOOKED_AT)}
        elif query.properties:
            for iri in self._having(query.properties):
                if (match := self._index.entry(iri)) is not None:
                    found[iri] = (match, 50.0)
        ranked = []
        for iri, (match, name_score) in found.items():
            kinds = {kind.casefold() for kind in self._index.types_of(iri)}
            wanted = {kind.casefold() for kind in query.types}
            if (query.strict != "should" and wanted and not wanted & kinds) or (
                query.strict == "all" and wanted - kinds
            ):
                continue
            if not wanted & kinds and kind_of(iri) not in THING_TYPES:
                continue
            agrees = {name: self._agrees(iri, name, values) for name, values in query.properties.items()}
            score = name_score + sum({True: _AGREES, False: -_DISAGREES, None: 0.0}[said] for said in agrees.values())
            if query.strict == "should" and wanted and not wanted & kinds:
                score -= _DISAGREES
            ranked.append((match, max(0.0, min(100.0, score)), name_score, agrees))
        ranked.sort(key=lambda item: (-item[1], -item[2]))
        sure = [
            m.iri
            for m, score, _, agrees in ranked
            if m.how in ("identifier", "exact") and m.score >= _SURE and score >= _SURE and False not in agrees.values()
        ]
        if len(sure) > 1:  # what is known may tell namesakes apart
            sure = [m.iri for m, _, _, agrees in ranked if m.iri in sure and True in agrees.values()]
        if not query.types and any(kind_of(m.iri) == "org" for m, _, _, _ in ranked if m.how in ("exact", "prefix")):
            # "Baichuan" is a model, and what people call the company.
            sure = [iri for iri in sure if kind_of(iri) == "org"]
        return [
            Candidate(m.iri, m.label, m.label_zh, m.type, m.type_label, m.matched, round(score, 1), name_score, agrees,
                      sure == [m.iri])
            for m, score, name_score, agrees in ranked[: max(0, query.limit)]
        ]  # fmt: skip

    def require_type(self, name: str | None) -> None:
        """Refuse a type that nothing has.

        Raises:
            UnknownName: Nothing is of this type.
        """
        if name is not None:
            self._index.search("", 1, name)

    def _agrees(self, iri: str, name: str, wanted: Iterable[str]) -> bool | None:
        """Whether one of the values is one that the graph has; None where it has none, or none is given."""
        known = self._known(iri, name)
        said = [value for value in wanted if value.strip()]
        if not known or not said:
            return None
        return any(not known.isdisjoint((self._plain(value), *_forms(value))) for value in said)

    def _spellings(self, iri: str, name: str) -> frozenset[str]:
        """Every way in which the values of a property may be written: IRIs, labels, other names; normalised."""
        import pyoxigraph as ox

        found: set[str] = set()
        for term in self._objects(iri, CNAI + name):
            found |= {self._plain(term.value), *_forms(term.value, known=True)}
            if isinstance(term, ox.NamedNode):
                found.add(normalise(local_name(term.value)))
                for predicate in (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{CNAI}isoCode"):
                    found |= {normalise(label.value) for label in self._objects(term.value, predicate)}
                codes = (code.value for code in self._objects(term.value, f"{CNAI}isoCode"))
                found |= {normalise(THREE_LETTERS[code]) for code in codes if code in THREE_LETTERS}
        return frozenset(found)

    def _objects(self, iri: str, predicate: str) -> list[Any]:
        import pyoxigraph as ox

        quads = self._store.quads_for_pattern(ox.NamedNode(iri), _node(predicate), None, ox.DefaultGraph())
        return [quad.object for quad in quads]

    def _plain(self, value: str) -> str:
        iri = expand(value) or (ID + value if kind_of(ID + value) in THING_TYPES else None)
        return successor(self._store, iri) if iri else normalise(value)

    def _having(self, properties: Mapping[str, tuple[str, ...]]) -> list[str]:
        """Things that have one of the values of each property, looked up by the value."""
        import pyoxigraph as ox

        found: set[str] | None = None
        for name, values in properties.items():
            holders: set[str] = set()
            for value in values:
                plain = self._plain(value)
                exact = (
                    [m.iri for m in self._index.search(value) if m.how in ("identifier", "exact")]
                    if ":" not in plain
                    else [plain]
                )
                for iri in exact:
                    quads = self._store.quads_for_pattern(None, _node(CNAI + name), _node(iri), ox.DefaultGraph())
                    holders |= {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
            found = holders if found is None else found & holders
        return sorted(iri for iri in found or () if kind_of(iri) in THING_TYPES)[:100]


def _forms(value: str, *, known: bool = False) -> Iterable[str]:
    """A date or a web address as it is compared; of a ``known`` date also its month and its year.

    Lists write a day with a time behind it, or the year alone, and an address with or without its last slash.
    """
    if match := _DATE.fullmatch(value.strip()):
        year, month, day = match.groups()
        parts = [part for part in (year, month, day) if part]
        for number in range(1 if known else len(parts), len(parts) + 1):
            yield f"date {'-'.join(parts[:number])}"
    elif _ADDRESS.match(value.strip()):
        yield f"address {key_of(value)}"


def _node(iri: str) -> Any:
    """The IRI as a term; one that nothing has where it is none."""
    import pyoxigraph as ox

    try:
        return ox.NamedNode(iri)
    except ValueError:
        return ox.NamedNode("urn:none")


def reconcile_csv(
    reconciler: Reconciler,
    text: str,
    column: str,
    *,
    type: str | None = None,
    properties: Mapping[str, str] | None = None,
    threshold: float = 0.0,
) -> tuple[str, int, int]:
    """A CSV file with what its names are in the graph.

    Args:
        reconciler: The release to match with.
        text: The file, its first line the names of the columns.
        column: The column with the names.
        type: Local name of a class that the things are of.
        properties: Local name of a property → column with its values.
        threshold: Candidates with a lower score are left out.

    Returns:
        The file with six more columns (IRI, name, type and score of the best candidate, whether it is a match, and the
        others as ``prefix:name``), the number of matches, and the number of rows.

    Raises:
        InputError: It is no CSV, has no such column, or has one of the new columns already.
        UnknownName: Nothing in the graph is of this type.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            f"not a CSV file: {error}", hint="Quote cells that hold commas, quotes or line breaks."
        ) from error
    columns = list(rows[0]) if rows else next(csv.reader([text]), [])
    for needed in (column, *(properties or {}).values()):
        if needed not in columns:
            raise InputError(f"there is no column {needed!r}", hint=f"The columns are {', '.join(map(repr, columns))}.")
    if taken := [name for name in COLUMNS if name in columns]:
        raise InputError(f"there is a column {taken[0]!r} already", hint="Rename it, or give the file without it.")
    if None in columns or any(None in row for row in rows):
        raise InputError("a row has more cells than the first line", hint="Quote cells that hold commas.")
    reconciler.require_type(type)
    output = io.StringIO(newline="")
    writer = csv.DictWriter(output, [*columns, *COLUMNS], lineterminator="\n")
    writer.writeheader()
    matched = 0
    for row in rows:
        known = {name: (row[from_] or "",) for name, from_ in (properties or {}).items() if row[from_]}
        name = (row[column] or "").strip()
        asked = Query(name, (type,) if type else (), known)
        found = [each for each in reconciler.candidates(asked) if each.score >= threshold] if name else []
        writer.writerow({**row, **_cells(found)})
        matched += bool(found and found[0].match)
    return output.getvalue(), matched, len(rows)


def _cells(found: Sequence[Candidate]) -> dict[str, str]:
    if not found:
        return dict.fromkeys(COLUMNS, "")
    best, *others = found
    values = (best.iri, best.name, best.type, f"{best.score:g}", "yes" if best.match else "no",
              " ".join(curie(other.iri) for other in others))  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))

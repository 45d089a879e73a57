"""One value where the rows of a table give a record several: the earliest start, the latest day it was seen.

A list that is read edition by edition names one member under several spellings, and a price list one model in several
variants. Their rows are one record, and each is evidence of it; of a property that has one value, the value stands in
the row that gives it. An end is no end where another row shows it later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal

from kg_cn_ai.authoring.importers.core import Draft, Fact
from kg_cn_ai.namespaces import CNAI

__all__ = ["Settled", "settle"]


@dataclass(frozen=True, slots=True)
class Settled:
    """Properties that have one value however many rows a record has, by their local names.

    Attributes:
        earliest: Those whose smallest value stands, as the day of a start.
        latest: Those whose greatest value stands, as the day of a listing or an end.
        first: Those whose value in the first row stands, each with those that belong to it, as a price with its unit.
    """

    earliest: Sequence[str] = ("from",)
    latest: Sequence[str] = ("to", "asOf")
    first: Sequence[Sequence[str]] = ()


def settle(draft: Draft, settled: Settled) -> None:
    """Leave out the facts of rows that another row of the record settles."""
    kept: dict[tuple[str, str], str] = {}
    for fact in _facts(draft):
        key, value = (fact.subject, fact.predicate.removeprefix(CNAI)), fact.object.value
        if key[1] in settled.earliest and value < kept.setdefault(key, value):
            kept[key] = value
        elif key[1] in settled.latest and value > kept.setdefault(key, value):
            kept[key] = value
    for (subject, name), day in list(kept.items()):
        # A later listing shows that it went on.
        if name == "to" and kept.get((subject, "asOf"), "") > day:
            kept[subject, "to"] = ""
        elif name == "asOf" and kept.get((subject, "to"), "") >= day:
            kept[subject, "asOf"] = ""
    group_of = {name: number for number, names in enumerate(settled.first) for name in names}
    home: dict[tuple[str, int], str] = {}
    told: set[Fact] = set()
    for row, facts in draft.rows.items():
        draft.rows[row] = [
            fact
            for fact in facts
            if _stands(fact, row, kept, group_of, home) and not (_is_settled(fact, kept) and fact in told)
        ]
        told.update(fact for fact in draft.rows[row] if _is_settled(fact, kept))


def _facts(draft: Draft) -> list[Fact]:
    return [fact for facts in draft.rows.values() for fact in facts if isinstance(fact.object, Literal)]


def _is_settled(fact: Fact, kept: dict[tuple[str, str], str]) -> bool:
    return (fact.subject, fact.predicate.removeprefix(CNAI)) in kept


def _stands(
    fact: Fact,
    row: str,
    kept: dict[tuple[str, str], str],
    group_of: dict[str, int],
    home: dict[tuple[str, int], str],
) -> bool:
    name = fact.predicate.removeprefix(CNAI)
    if name in group_of:
        return home.setdefault((fact.subject, group_of[name]), row) == row
    return kept.get((fact.subject, name), fact.object.value) == fact.object.value

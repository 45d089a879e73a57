"""One value where the rows of a table give a record several: the earliest start, the latest day it was seen.

A list that is read edition by edition names one member under several spellings, and a price list one model in several
variants. Their rows are one record, and each is evidence of it; of a property that has one value, the value stands in
the row that gives it. An end is no end where another row shows it later, and a number that each spelling has a part of
is nobody's.
"""

from collections import Counter
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
        alone: Those that stand only where one row gives them, as a count of people under a spelling of their employer.
    """

    earliest: Sequence[str] = ("from",)
    latest: Sequence[str] = ("to", "asOf")
    first: Sequence[Sequence[str]] = ()
    alone: Sequence[str] = ()


def settle(draft: Draft, settled: Settled) -> None:
    """Leave out the facts of rows that another row of the record settles."""
    times = Counter((fact.subject, _name(fact)) for facts in draft.rows.values() for fact in facts)
    kept = _values(draft, settled)
    group_of = {name: number for number, names in enumerate(settled.first) for name in names}
    home: dict[tuple[str, int], str] = {}
    told: set[tuple[str, str]] = set()
    for row, facts in draft.rows.items():
        standing = []
        for fact in facts:
            name, key = _name(fact), (fact.subject, _name(fact))
            if name in settled.alone and times[key] > 1:
                continue
            if name in group_of and home.setdefault((fact.subject, group_of[name]), row) != row:
                continue
            if key in kept:
                if key in told or kept[key] != fact.object.value:
                    continue
                told.add(key)
            standing.append(fact)
        draft.rows[row] = standing


def _values(draft: Draft, settled: Settled) -> dict[tuple[str, str], str]:
    """Record and property to the value that stands; an empty one where none does."""
    kept: dict[tuple[str, str], str] = {}
    for fact in (fact for facts in draft.rows.values() for fact in facts if isinstance(fact.object, Literal)):
        key, value = (fact.subject, _name(fact)), fact.object.value
        if (key[1] in settled.earliest and value < kept.setdefault(key, value)) or (
            key[1] in settled.latest and value > kept.setdefault(key, value)
        ):
            kept[key] = value
    for subject, name in list(kept):
        if name == "to":
            seen, end = kept.get((subject, "asOf"), ""), kept[subject, "to"]
            # A later listing shows that it went on; an end after the last listing says all.
            if seen:
                kept[subject, "to" if seen > end else "asOf"] = ""
    return kept


def _name(fact: Fact) -> str:
    return fact.predicate.removeprefix(CNAI)

"""The places of a map as data, kept from release to release.

A release carries them as ``map.csv``. Given those of an older release, every thing that is still there keeps its place
and its community, and new ones find room beside those they are linked to.
"""

import csv
import io
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg_cn_ai.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Place", "continued", "read_places", "room_of", "write_places"]

GAP: Final = 9.0
"""Room around each mark."""

_HEADER: Final = ("iri", "x", "y", "community")


@dataclass(frozen=True, slots=True)
class Place:
    """Position in pixels of the page at scale 1 (y grows downwards) and number of the community, -1 for none."""

    x: int
    y: int
    community: int


def write_places(places: Mapping[str, Place]) -> str:
    """The places as CSV, sorted by IRI."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_HEADER)
    rows.writerows((iri, place.x, place.y, place.community) for iri, place in sorted(places.items()))
    return text.getvalue()


def read_places(text: str, where: str = "map.csv") -> dict[str, Place]:
    """The places of a ``map.csv``.

    Raises:
        InputError: A line is not an IRI and three whole numbers.
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != _HEADER:
        raise InputError(f"the first line is not {','.join(_HEADER)}", where=f"{where}:1", hint="take one of a release")
    places = {}
    for number, row in enumerate(rows[1:], start=2):
        try:
            iri, x, y, community = row
            places[iri] = Place(int(x), int(y), int(community))
        except ValueError as error:
            raise InputError(
                "the line is not an IRI and three whole numbers", where=f"{where}:{number}", hint="take it out"
            ) from error
    return places


def room_of(degree: int) -> float:
    """Radius that a thing takes up: its mark, which grows with its relations, and air."""
    return min(26.0, 4.0 + 2.2 * math.sqrt(degree)) + GAP


def continued(names: list[str], plain: "nx.Graph[int]", old: Mapping[int, Place]) -> dict[str, Place]:
    """The old map with the new things in it, each beside those that it is linked to.

    Args:
        names: All things, sorted; the nodes of ``plain`` are their positions.
        plain: Who is linked to whom, and how often (``weight``).
        old: The places there were.
    """
    places = dict(old)
    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    cell = 80

    def settle(i: int, x: float, y: float) -> None:
        taken.setdefault((int(x // cell), int(y // cell)), []).append((x, y, room_of(plain.degree(i))))

    def free(x: float, y: float, room: float) -> bool:
        column, row = int(x // cell), int(y // cell)
        around = ((column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
        return all(math.hypot(x - u, y - v) >= room + r for key in around for u, v, r in taken.get(key, ()))

    for i, place in sorted(old.items()):
        settle(i, place.x, place.y)
    last = max((place.community for place in old.values()), default=-1)
    low = max((place.y for place in old.values()), default=0)
    new = [i for i in plain if i not in old]
    # Those with most known neighbours first, so that chains of new things grow from what is known.
    while new:
        i = max(new, key=lambda n: (sum(1 for j in plain[n] if j in places), plain.degree(n), -n))
        new.remove(i)
        known = sorted(j for j in plain[i] if j in places and places[j].community >= 0)
        if known:
            group = Counter({j: plain[i][j]["weight"] for j in known})
            votes: Counter[int] = Counter()
            for j, weight in group.items():
                votes[places[j].community] += weight
            community = min(votes, key=lambda number: (-votes[number], number))
            ends = [places[j] for j in known if places[j].community == community]
            x, y = sum(p.x for p in ends) / len(ends), sum(p.y for p in ends) / len(ends)
        else:
            if plain.degree(i):
                last += 1
            community = last if plain.degree(i) else -1
            x, y = 0.0, low + 4 * cell
        room = room_of(plain.degree(i))
        spot = next(
            (a, b)
            for k in range(100_000)
            for a, b in [(x + 9 * math.sqrt(k) * math.cos(k * 2.4), y + 9 * math.sqrt(k) * math.sin(k * 2.4))]
            if free(a, b, room)
        )
        places[i] = Place(round(spot[0]), round(spot[1]), community)
        settle(i, *spot)
    return {name: places[i] for i, name in enumerate(names)}

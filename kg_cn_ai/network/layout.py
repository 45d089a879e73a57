"""Where each thing stands on the network page.

Positions are computed once, here, and never in the browser: a page opens at once, everybody sees the same
map, and the same graph gives the same bytes. Keeping communities apart is what makes a network readable, so
the method is: Louvain communities; a spring layout inside each, spread until the labels have room; the
communities packed beside each other without overlap, related ones close. Things without any relation stand in
rows at the right. A graph of at most ``SMALL`` connected things (a neighbourhood, a path) is one community
per connected part, with wider spacing.

Every step works on integers made from the sorted names, because networkx iterates over sets and a set of
strings has another order in every process.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Points: TypeAlias = NDArray[np.float64]
    """One row (x, y) for each node."""

__all__ = ["SMALL", "Room", "Spot", "positions"]

SMALL: Final = 32
"""Up to this many connected things the graph is drawn as one figure, with room for what the lines say."""

ASPECT: Final = 1.45
"""Width over height that the map aims at: the free part of a usual screen."""

GAP: Final = 10.0
"""Least distance between the rims of two nodes."""

_BETWEEN: Final = 22.0
"""Least distance between the boxes of two communities."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a node takes up, in pixels at scale 1: its circle, and the label below it."""

    radius: float
    label_width: float
    label_height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Position of a thing, in pixels of the page at scale 1 (y grows downwards), and its community.

    Communities are numbered from 0, the largest first; a thing without relations has -1.
    """

    x: int
    y: int
    community: int


def positions(graph: "nx.Graph[Any]", rooms: Mapping[Any, Room], *, seed: int = 7) -> dict[Any, Spot]:
    """A place for every node of the graph; no two node circles overlap.

    Args:
        graph: Any networkx graph; parallel relations count as weight, direction and loops are ignored.
        rooms: What each node takes up.
        seed: Start of the pseudo-random numbers.

    Returns:
        A spot for each node, keys in sorted order, centred on (0, 0).
    """
    import networkx as nx
    import numpy as np

    names = sorted(graph.nodes)
    if not names:
        return {}
    index = {name: i for i, name in enumerate(names)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    for source, target in sorted((index[s], index[t]) for s, t in graph.edges()):
        if source != target:
            weight = plain.get_edge_data(source, target, {"weight": 0})["weight"]
            plain.add_edge(source, target, weight=weight + 1)
    linked = [i for i in plain if plain.degree(i)]
    alone = [i for i in plain if not plain.degree(i)]
    small = len(linked) <= SMALL
    boxes = np.array([_box(rooms[name], small=small) for name in names])
    parts = _communities(plain.subgraph(linked), small=small, seed=seed)
    figures = [_figure(plain, part, boxes[part], seed) for part in parts]
    points = np.zeros((len(names), 2))
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    _pack(plain, parts, figures, boxes, points, ASPECT * float(area[linked].sum() / area.sum()))
    _shelve(points, linked, alone, boxes)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    points *= _stretch(points, np.array([rooms[name].radius for name in names]))
    community = {i: number for number, part in enumerate(parts) for i in part}
    return {
        name: Spot(round(float(points[i, 0])), round(float(points[i, 1])), community.get(i, -1))
        for i, name in enumerate(names)
    }


def _box(room: Room, *, small: bool) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what a node takes up, seen from its centre."""
    side = max(room.radius + GAP, room.label_width / 2 + 5) + (26 if small else 0)
    air = 14.0 if small else 0.0
    return -side, -room.radius - 4 - air, side, room.radius + room.label_height + 7 + air


def _communities(graph: "nx.Graph[int]", *, small: bool, seed: int) -> list[list[int]]:
    """Sorted members of each community, the largest community first."""
    import networkx as nx

    if small:
        found = [set(part) for part in nx.connected_components(graph)]
    else:
        found = nx.community.louvain_communities(nx.Graph(graph), weight="weight", resolution=1.0, seed=seed)
    return sorted((sorted(part) for part in found), key=lambda part: (-len(part), part))


def _figure(graph: "nx.Graph[int]", part: list[int], boxes: "Points", seed: int) -> "Points":
    """A community around (0, 0): a spring layout laid along its long axis, spread until no boxes overlap."""
    import networkx as nx
    import numpy as np

    if len(part) == 1:
        return np.zeros((1, 2))
    inner: nx.Graph[int] = nx.Graph()
    inner.add_nodes_from(part)
    inner.add_edges_from(sorted(graph.subgraph(part).edges()))
    start = nx.circular_layout(inner)
    k = 1.6 / math.sqrt(len(part))
    spring = nx.spring_layout(inner, k=k, pos=start, iterations=150, seed=seed, method="force")
    points = np.array([spring[i] for i in part])
    points -= points.mean(axis=0)
    values, axes = np.linalg.eigh(points.T @ points)
    points = points @ axes[:, np.argsort(-values)]
    for axis in (0, 1):
        if points[np.argmax(np.abs(points[:, axis])), axis] > 0:
            points[:, axis] *= -1
    size = np.array([(boxes[:, 2] - boxes[:, 0]).mean(), (boxes[:, 3] - boxes[:, 1]).mean()])
    spread = np.sqrt((points**2).mean(axis=0)).max() or 1.0
    points *= size * math.sqrt(len(part)) / 2 / spread * 0.7
    points = _separate(points, boxes)
    return np.asarray(points - (points.min(axis=0) + points.max(axis=0)) / 2)


def _separate(points: "Points", boxes: "Points", rounds: int = 250) -> "Points":
    """Push overlapping boxes apart, each pair along the axis of its lesser overlap."""
    import numpy as np

    half = np.stack([boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]], axis=1) / 2
    shift = np.stack([boxes[:, 2] + boxes[:, 0], boxes[:, 3] + boxes[:, 1]], axis=1) / 2
    centres = points + shift
    need = half[:, None, :] + half[None, :, :]
    upper = np.triu(np.ones(need.shape[:2], dtype=bool), 1)
    for _ in range(rounds):
        away = centres[:, None, :] - centres[None, :, :]
        over = need - np.abs(away)
        first, second = np.nonzero((over > 0.5).all(axis=2) & upper)
        if not len(first):
            break
        over, away = over[first, second], away[first, second]
        lesser = np.argmin(over / need[first, second], axis=1)
        push = np.zeros((len(first), 2))
        pair = np.arange(len(first))
        push[pair, lesser] = over[pair, lesser] * np.where(away[pair, lesser] >= 0, 1.0, -1.0) * 0.3
        np.add.at(centres, first, push)
        np.add.at(centres, second, -push)
    return centres - shift


def _pack(
    graph: "nx.Graph[int]",
    parts: list[list[int]],
    figures: list["Points"],
    boxes: "Points",
    points: "Points",
    aspect: float,
) -> None:
    """Place the communities, in ``points``: each in turn free of the others, near those it is linked to.

    When all stand, each is placed again, twice on a small map: the first ones could not know where the later ones go.
    """
    import numpy as np

    home = {i: number for number, part in enumerate(parts) for i in part}
    links = np.zeros((len(parts), len(parts)))
    bridges: list[list[tuple[int, int]]] = [[] for _ in parts]
    for source, target in sorted(graph.edges()):
        for near, far in ((source, target), (target, source)):
            if home[near] != home[far]:
                links[home[near], home[far]] += 1
                bridges[home[near]].append((parts[home[near]].index(near), far))
    mirrors = ((1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
    variants = [
        [_separate(figure * mirror, boxes[part]) for mirror in mirrors]
        for part, figure in zip(parts, figures, strict=True)
    ]
    order: list[int] = []
    waiting = list(range(len(parts)))
    while waiting:
        number = min(waiting, key=lambda n: (-links[n, order].sum() * bool(order), -len(parts[n]), n))
        waiting.remove(number)
        order.append(number)
    standing: set[int] = set()
    for number in order * (3 if len(points) <= 200 else 2):
        own = parts[number]
        standing -= set(own)
        points[own] = _berth(variants[number], own, bridges[number], points, sorted(standing), boxes, aspect)
        standing |= set(own)


def _berth(
    variants: list["Points"],
    own: list[int],
    bridges: list[tuple[int, int]],
    points: "Points",
    standing: list[int],
    boxes: "Points",
    aspect: float,
) -> "Points":
    """The free place for a community, perhaps mirrored, that costs least: short links, and a compact whole.

    Places are tried on a grid of squares. Sums over the squares that are taken tell for all places at once
    whether a box would fall on another.
    """
    import numpy as np

    if not standing:
        return variants[0]
    step = 20 if len(points) <= 200 else 32
    others = points[standing]
    centre = (others.min(axis=0) + others.max(axis=0)) / 2
    size = np.abs(boxes[own]).max(axis=0).reshape(2, 2).max(axis=0)
    reach = np.abs(np.array(variants)).max(axis=(0, 1)) + size
    margin = np.ceil(reach / step).astype(int) + 2
    span = np.ceil((np.abs(others - centre).max(axis=0) + 140) / step).astype(int) + margin
    taken = np.zeros(2 * (span + margin) + 1, dtype=np.int32)
    middle = np.tile(span + margin, 2)
    for left, top, right, bottom in _squares(others - centre, boxes[standing], _BETWEEN, step) + middle:
        taken[max(left, 0) : right + 1, max(top, 0) : bottom + 1] = 1
    sums = np.pad(taken.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    wide, high = 2 * span + 1
    columns, rows = (np.arange(-n, n + 1) * step for n in span)
    known = set(standing)
    ends = [(at, far) for at, far in bridges if far in known]
    best, least = variants[0], math.inf
    # For boxes of so many columns and rows: whether one with its first square here falls on a square that is taken.
    covering: dict[tuple[int, int], NDArray[np.bool_]] = {}
    for figure in variants:
        blocked = np.zeros((wide, high), dtype=bool)
        for left, top, right, bottom in _squares(figure, boxes[own], 0.0, step) + np.tile(margin, 2):
            w, h = right + 1 - left, bottom + 1 - top
            if (w, h) not in covering:
                covering[w, h] = (sums[w:, h:] - sums[:-w, h:] - sums[w:, :-h] + sums[:-w, :-h]) > 0
            blocked |= covering[w, h][left : left + wide, top : top + high]
        column, row = np.nonzero(~blocked)
        if not len(column):
            continue
        x, y = columns[column], rows[row]
        cost = np.sqrt((x / aspect) ** 2 + y**2) * math.sqrt(len(own)) * 0.8
        if ends:
            offsets = np.array([figure[at] + centre - points[far] for at, far in ends])
            # Ways to several ends are together no shorter than so many to their middle: few places are left to try.
            middle = offsets.mean(axis=0)
            bound = cost + len(ends) * np.hypot(x + middle[0], y + middle[1])
            likely = int(np.argmin(bound))
            most = cost[likely] + np.hypot(x[likely] + offsets[:, 0], y[likely] + offsets[:, 1]).sum()
            near = bound <= most + 0.01
            x, y, cost = x[near], y[near], cost[near]
            for offset in offsets:
                cost += np.sqrt((x + offset[0]) ** 2 + (y + offset[1]) ** 2)
        cost = np.round(cost, 3)
        spot = int(np.argmin(cost))
        if cost[spot] < least:
            least = float(cost[spot])
            best = figure + centre + np.array([x[spot], y[spot]])
    return best


def _squares(points: "Points", boxes: "Points", margin: float, step: int) -> "NDArray[np.int64]":
    """First and last column and row (left, top, right, bottom) of the squares that each node's box covers."""
    import numpy as np

    edges = np.tile(points, 2) + boxes + np.array([-margin, -margin, margin, margin])
    return np.asarray(np.round(edges / step), dtype=np.int64)


def _shelve(points: "Points", linked: list[int], alone: list[int], boxes: "Points") -> None:
    """Put the things without relations, in place, in rows at the right of the others, as high as those."""
    import numpy as np

    if not alone:
        return
    width = float((boxes[alone][:, 2] - boxes[alone][:, 0]).max())
    height = float((boxes[alone][:, 3] - boxes[alone][:, 1]).max())
    edges = np.concatenate([points[linked] + boxes[linked][:, :2], points[linked] + boxes[linked][:, 2:]])
    top, bottom = (edges[:, 1].min(), edges[:, 1].max()) if linked else (0.0, 0.0)
    whole = bottom - top if linked else math.sqrt(len(alone) * width * height / ASPECT)
    columns = max(1, math.ceil(len(alone) / max(1, round(whole / height))))
    rows = math.ceil(len(alone) / columns)
    step = max(height, min(height * 1.35, whole / rows))
    left = float(edges[:, 0].max()) + width if linked else 0.0
    for order, i in enumerate(alone):
        row, column = divmod(order, columns)
        points[i] = (left + column * width, (top + bottom) / 2 + (row - (rows - 1) / 2) * step)


def _stretch(points: "Points", radius: "Points") -> float:
    """The factor, at least 1, that leaves ``GAP`` between any two circles."""
    import numpy as np

    first, second = np.triu_indices(len(points), 1)
    distance = np.sqrt(((points[first] - points[second]) ** 2).sum(axis=1))
    need = radius[first] + radius[second] + GAP
    apart = distance > 0
    return float(max(1.0, (need[apart] / distance[apart]).max(initial=1.0)))

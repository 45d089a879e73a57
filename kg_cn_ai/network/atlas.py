"""Where each thing stands on the map of everything: communities as continents, kept from release to release.

The method: Louvain communities (`measures.communities`); inside each a spring layout, loosened until no two marks
touch, or, where it is large, its own communities in the same way, or a sunflower around its most linked member; the
round continents packed without overlap, each near those that it is linked to; pairs and triples find room between
them; things without relations stand in rows below. `layout` serves small pages, on which every label has to have room;
here a map of thousands is read at many scales, and the page chooses what to name.

Given the places of an older release, the map is continued instead (:mod:`kg_cn_ai.network.places`).

Every step works on integers made from sorted IRIs (see `measures`), so the same graph gives the same map.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from kg_cn_ai.network.measures import SEED, communities
from kg_cn_ai.network.network import projection
from kg_cn_ai.network.places import Place, continued, room_of

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Graph: TypeAlias = "nx.MultiDiGraph[str]"
    Plain: TypeAlias = "nx.Graph[int]"
    Points: TypeAlias = NDArray[np.float64]

__all__ = ["atlas"]

ASPECT: Final = 1.5
"""Width over height that the map aims at."""

BETWEEN: Final = 30.0
"""Sea between two continents."""

SPRING: Final = 260
"""Most members that a spring layout takes: its cost grows with the square."""

ANCHORS: Final = 24
"""Continents with room beside them that are tried for each new one."""

KEPT: Final = 0.5
"""Least share of things with an old place; with fewer the map is made anew."""


def atlas(
    graph: "Graph", before: Mapping[str, Place] | None = None, groups: Iterable[Iterable[str]] | None = None
) -> dict[str, Place]:
    """A place for each thing, in the order of the sorted IRIs.

    Args:
        graph: Things and their relations.
        before: Places of an older release; used where at least the share ``KEPT`` of the linked things has one.
        groups: The communities, where they are known; found by `measures.communities` otherwise.
    """
    names, plain = projection(graph)
    linked = [i for i in plain if plain.degree(i)]
    old = {i: before[name] for i, name in enumerate(names) if name in before} if before else {}
    if linked and sum(1 for i in linked if i in old and old[i].community >= 0) >= KEPT * len(linked):
        return continued(names, plain, old)
    index = {name: i for i, name in enumerate(names)}
    found = groups if groups is not None else (community.members for community in communities(graph))
    parts = [sorted(index[name] for name in part) for part in found]
    return _fresh(names, plain, sorted(parts, key=lambda part: (-len(part), part)))


def _fresh(names: list[str], plain: "Plain", parts: list[list[int]]) -> dict[str, Place]:
    import numpy as np

    rooms = np.array([room_of(plain.degree(i)) for i in plain])
    points = np.zeros((len(names), 2))
    points[[i for part in parts for i in part]] = _islands(plain, parts, rooms)
    alone = [i for i in plain if not plain.degree(i)]
    _shelve(points, [i for part in parts for i in part], alone, rooms)
    community = {i: number for number, part in enumerate(parts) for i in part}
    return _rounded(names, points, community)


def _rounded(names: list[str], points: "Points", community: Mapping[int, int]) -> dict[str, Place]:
    if len(points):
        points = points - (points.min(axis=0) + points.max(axis=0)) / 2
    return {
        name: Place(round(float(points[i, 0])), round(float(points[i, 1])), community.get(i, -1))
        for i, name in enumerate(names)
    }


def _islands(plain: "Plain", parts: list[list[int]], rooms: "Points") -> "Points":
    """Places of the members of all parts, one after the other."""
    import numpy as np

    if not parts:
        return np.zeros((0, 2))
    figures = [_figure(plain, part, rooms) for part in parts]
    reach = [_reach(figure, rooms[part]) for figure, part in zip(figures, parts, strict=True)]
    home = {i: number for number, part in enumerate(parts) for i in part}
    links: list[Counter[int]] = [Counter() for _ in parts]
    for source, target in sorted(plain.edges()):
        if source in home and target in home and home[source] != home[target]:
            links[home[source]][home[target]] += 1
            links[home[target]][home[source]] += 1
    centres = _packed(reach, links)
    turned = []
    for number, (figure, part) in enumerate(zip(figures, parts, strict=True)):
        pulls = np.zeros((len(part), 2))
        for row, i in enumerate(part):
            for j in sorted(plain[i]):
                if j in home and home[j] != number:
                    way = centres[home[j]] - centres[number]
                    pulls[row] += way / (np.hypot(*way) or 1.0)
        turned.append(_facing(figure, pulls) + centres[number])
    return np.concatenate(turned)


def _facing(figure: "Points", pulls: "Points") -> "Points":
    """The figure turned so that members stand on the side of what they are linked to elsewhere."""
    import numpy as np

    best, most = figure, -math.inf
    for step in range(24):
        angle = step * math.pi / 12
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        seen = figure @ turn
        gain = round(float((seen * pulls).sum()), 3)
        if gain > most:
            best, most = seen, gain
    return best


def _reach(figure: "Points", rooms: "Points") -> float:
    import numpy as np

    return float((np.hypot(figure[:, 0], figure[:, 1]) + rooms).max())


def _figure(plain: "Plain", part: list[int], rooms: "Points") -> "Points":
    """The members of a community around (0, 0), no two marks touching."""
    import networkx as nx
    import numpy as np

    if len(part) == 1:
        return np.zeros((1, 2))
    inner: Plain = nx.Graph()
    inner.add_nodes_from(part)
    inner.add_edges_from(sorted(plain.subgraph(part).edges()))
    if len(part) > SPRING:
        if max(degree for _, degree in inner.degree()) > len(part) / 2:
            return _sunflower(inner, part, rooms)
        within = nx.community.louvain_communities(inner, resolution=1.5, seed=SEED)
        parts = sorted((sorted(group) for group in within), key=lambda group: (-len(group), group))
        if len(parts[0]) > 0.7 * len(part):
            return _sunflower(inner, part, rooms)
        points = np.zeros((len(part), 2))
        row = {i: number for number, i in enumerate(part)}
        points[[row[i] for group in parts for i in group]] = _islands(inner, parts, rooms)
    else:
        k = 1.4 / math.sqrt(len(part))
        start = nx.circular_layout(inner)
        spring = nx.spring_layout(inner, k=k, pos=start, iterations=120, seed=SEED, method="force")
        points = np.array([spring[i] for i in part])
        points -= points.mean(axis=0)
        spread = math.sqrt(float((points**2).sum(axis=1).mean())) or 1.0
        points *= math.sqrt(float((rooms[part] ** 2).sum())) * 0.8 / spread
        points = _loosened(points, rooms[part])
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray(points - (low + high) / 2)


def _sunflower(inner: "Plain", part: list[int], rooms: "Points") -> "Points":
    """Members on a spiral, the most linked in the middle: for hubs with hundreds of things around them."""
    import numpy as np

    order = sorted(range(len(part)), key=lambda row: (-inner.degree(part[row]), row))
    points = np.zeros((len(part), 2))
    area = 0.0
    for rank, row in enumerate(order):
        area += float(rooms[part[row]]) ** 2 * 1.35
        far = math.sqrt(area) if rank else 0.0
        angle = rank * math.pi * (3 - math.sqrt(5))
        points[row] = (far * math.cos(angle), far * math.sin(angle))
    return points


def _loosened(points: "Points", rooms: "Points", rounds: int = 90) -> "Points":
    """Push circles apart until none overlap."""
    import numpy as np

    x, y = (points + np.arange(len(points))[:, None] * np.array([1e-4, -2e-4])).T
    need = rooms[:, None] + rooms[None, :]
    for _ in range(rounds):
        # One plane for each axis: many times faster than pairs of numbers.
        away_x, away_y = x[None, :] - x[:, None], y[None, :] - y[:, None]
        distance = np.sqrt(away_x**2 + away_y**2)
        np.fill_diagonal(distance, np.inf)
        over = np.maximum(0.0, need - distance)
        if over.max(initial=0.0) < 0.5:
            break
        x = x + (away_x / distance * over).sum(axis=0) * 0.32
        y = y + (away_y / distance * over).sum(axis=0) * 0.32
    return np.stack([x, y], axis=1)


def _packed(reach: list[float], links: list[Counter[int]]) -> "Points":
    """Centres for circles: each touches another one, near those it is linked to, the whole an ellipse of ``ASPECT``."""
    import numpy as np

    order: list[int] = []
    pull = np.zeros(len(reach))
    waiting = np.array([r * 1e-6 for r in reach])
    left = np.ones(len(reach), dtype=bool)
    for _ in reach:
        number = int(np.argmax(np.where(left, pull * 1.0 + waiting * 1e3, -1.0)))
        left[number] = False
        order.append(number)
        for other, count in links[number].items():
            pull[other] += count
    sizes = np.array(reach) + BETWEEN / 2
    centres = np.zeros((len(reach), 2))
    angles = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    placed = np.array(order[:1], dtype=np.int64)
    # A circle that finds no place beside another one leaves none there for larger ones either.
    hopeless = np.full(len(reach), math.inf)
    for number in order[1:]:
        known = {int(other): column for column, other in enumerate(placed)}
        ties = [other for other, _ in links[number].most_common(8) if other in known]
        inward = placed[np.argsort(np.round((centres[placed] ** 2).sum(axis=1), 3), kind="stable")]
        open_ones = [int(other) for other in inward if hopeless[other] > sizes[number]]
        weights = np.zeros(len(placed))
        for other, count in links[number].items():
            if other in known:
                weights[known[other]] = count
        share = weights / weights.sum() if weights.any() else None
        least, tried = math.inf, 0
        for anchor in dict.fromkeys([*ties, *open_ones]):
            spots = centres[anchor] + ring * (sizes[anchor] + sizes[number])
            gap = np.hypot(*(centres[placed] - centres[anchor]).T)
            near = placed[gap < sizes[anchor] + 2 * sizes[number] + sizes[placed]]
            away = np.hypot(spots[:, None, 0] - centres[near, 0], spots[:, None, 1] - centres[near, 1])
            free = (away >= sizes[near][None, :] + sizes[number] - 0.01).all(axis=1)
            if not free.any():
                hopeless[anchor] = min(hopeless[anchor], sizes[number])
                continue
            cost = np.sqrt((spots[:, 0] / ASPECT) ** 2 + spots[:, 1] ** 2)
            if share is not None:
                linked = placed[share > 0]
                far = np.hypot(spots[:, None, 0] - centres[linked, 0], spots[:, None, 1] - centres[linked, 1])
                cost = cost + 0.9 * (far * share[share > 0][None, :]).sum(axis=1)
            cost = np.where(free, np.round(cost, 3), math.inf)
            if cost.min() < least:
                least = float(cost.min())
                centres[number] = spots[int(np.argmin(cost))]
            tried += 1
            if tried >= ANCHORS:
                break
        placed = np.append(placed, number)
    return centres


def _shelve(points: "Points", linked: list[int], alone: list[int], rooms: "Points") -> None:
    """Put the things without relations, in place, in rows under the map."""
    if not alone:
        return
    step = 2 * float(rooms[alone].max()) + 6
    left, right = (points[linked, 0].min(), points[linked, 0].max()) if linked else (0.0, 0.0)
    columns = max(math.ceil(math.sqrt(len(alone) * 4)), int((right - left) * 0.6 / step), 1)
    columns = min(columns, len(alone))
    top = float(points[linked, 1].max()) + 3 * step + BETWEEN if linked else 0.0
    for order, i in enumerate(alone):
        row, column = divmod(order, columns)
        points[i] = ((left + right) / 2 + (column - (columns - 1) / 2) * step, top + row * step)

"""The explorer in the service: ``/network``, and the parts of a network that is too large for one page.

Up to `Settings.whole_up_to` things the page is the release's own explorer, the whole network in one file. Of a larger
one it is the same page over an overview (the most linked things and the relations between them), and asks
``/network/part`` for what a reader wants to see besides. An answer holds the blocks ``graph`` and ``facts`` as they
stand in a page, for the things that the page does not have yet: their relations to each other and to those it has.

What every answer needs (the network, its communities, its places) is made once for a site. An answer then costs as much
as the things in it: cards hold what these have in common with the page, and of a thing with very many relations no more
than that; its own page has the rest.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg_cn_ai.data import data_dir
from kg_cn_ai.errors import UnknownName
from kg_cn_ai.namespaces import RDF, STATEMENT, curie, expand
from kg_cn_ai.network.paths import NoPath, shortest_paths
from kg_cn_ai.pages.data import short
from kg_cn_ai.pages.explorer import Server, part_blocks
from kg_cn_ai.pages.explorer_data import Part
from kg_cn_ai.pages.release import drawn, places_of, release_page
from kg_cn_ai.web.pages.view import address
from kg_cn_ai.web.protocol.library import page_of
from kg_cn_ai.web.release.knowledge import Knowledge, knowledge, knowledge_of
from kg_cn_ai.web.release.site import WHOLE, Site, site_of

if TYPE_CHECKING:
    import networkx as nx

    from kg_cn_ai.network.places import Place

    Graph: TypeAlias = nx.MultiDiGraph[str]

router = APIRouter(include_in_schema=False)

OVERVIEW: Final = 1_500
"""Things of an overview; as many as the page gives a mark each."""

_NAMES: Final = 500
_MOST: Final = 400
_PATHS: Final = 5

_COMPLETE: Final = 600
"""Links of a thing whose card is sent as a whole."""

Name = Annotated[str, Field(min_length=1, max_length=500)]


class PartWanted(BaseModel):
    """What a page asks for: things by IRI or compact IRI, with what is around them.

    A statement stands for the things at its ends. ``have`` are the things that the page has.
    """

    things: list[Name] = Field(min_length=1, max_length=_NAMES)
    steps: int = Field(0, ge=0, le=2, description="how far around them")
    most: int = Field(100, ge=0, le=_MOST, description="things around them that the page does not have")
    path: bool = Field(False, description="the shortest connections between the first two things as well")
    have: list[Name] = Field([], max_length=WHOLE)


@dataclass(frozen=True, slots=True)
class Whole:
    """A network, what it shows of itself in each part, and where its things stand."""

    graph: "Graph"
    links: dict[str, int]
    communities: Counter[int]
    places: "dict[str, Place]"

    def ranked(self, things: Iterable[str], links: Counter[str] | None = None) -> list[str]:
        """Things in the order in which a part takes them: those with more of ``links``, then the most linked."""
        return sorted(things, key=lambda iri: (-(links[iri] if links else 0), -self.links[iri], iri))

    def near(self, iri: str) -> set[str]:
        """The things next to a thing."""
        return {*self.graph.succ[iri], *self.graph.pred[iri]} - {iri}

    def around(self, centres: Collection[str], steps: int, most: int, have: Collection[str]) -> list[str]:
        """Up to ``most`` things within some steps of others, without those that are there already.

        Nearer things come first; of equally near ones those that are next to more of the things before them, as both
        ends of a comparison, then the most linked.
        """
        found: list[str] = []
        seen, front = set(centres), list(centres)
        for _ in range(steps):
            reached = Counter(chain.from_iterable(self.near(iri) for iri in front))
            further = [iri for iri in reached if iri not in seen]
            taken = self.ranked((iri for iri in further if iri not in have), reached)[: most - len(found)]
            found += taken
            front = [*taken, *(iri for iri in further if iri in have)]
            seen.update(further)
        return found

    def within(self, new: Collection[str], have: Collection[str], also: Collection[str]) -> "Graph":
        """The new things with every relation among them and to what is there already; ``also`` is in it anyway."""
        import networkx as nx

        graph: Graph = nx.MultiDiGraph()
        inside = {*new, *have}
        for iri in (*new, *also):
            graph.add_node(iri, **self.graph.nodes[iri])
        for iri in new:
            ways = self.graph.out_edges, self.graph.in_edges
            for source, target, key, known in chain.from_iterable(way(iri, keys=True, data=True) for way in ways):
                if source in inside and target in inside:
                    for end in (source, target):
                        graph.add_node(end, **self.graph.nodes[end])
                    graph.add_edge(source, target, key, **known)
        return graph


def network(request: Request) -> Response:
    """The explorer, whole or over an overview; ``focus`` is what it opens with, by IRI, compact IRI or name.

    Raises:
        UnknownName: No thing of the network is called so.
    """
    site = site_of(request)
    if focus := request.query_params.get("focus"):
        iri = site.kg.resolve(focus)
        if iri not in _whole(site).graph:
            raise UnknownName(f"{curie(iri)} is no thing of the network", hint="Records and concepts are not.")
        if focus != short(iri):
            kept = {name: value for name, value in request.query_params.items() if name != "focus"}
            return RedirectResponse(address(request, "/network", **kept, focus=short(iri)), 303)
    if is_whole(site):
        return page_of(request, "explorer.html")
    return page_of(request, "overview", lambda: overview(site))


@router.post("/network/part")
def part(request: Request, wanted: PartWanted) -> Response:
    """A part of the network: things, what is around them, and what is known of these.

    ``things`` are those that were asked for, by compact IRI; ``missing`` are names that are no things of the network;
    ``release`` tells a page whether it still is of the release that is served.

    Raises:
        UnknownName: None of the names is a thing of the network.
    """
    site, known = site_of(request), knowledge(request)
    whole = _whole(site)
    named = {name: _ends(known, whole.graph, name) for name in wanted.things}
    centres = list(dict.fromkeys(chain.from_iterable(named.values())))
    missing = [name for name, found in named.items() if not found]
    if not centres:
        raise UnknownName(f"no thing of the network is called {wanted.things[0]!r}", hint="Search for the name first.")
    have = {iri for name in wanted.have if (iri := expand(name)) is not None and iri in whole.graph}
    if wanted.path:
        centres = list(dict.fromkeys([*centres, *_between(known, centres)]))
    new = [iri for iri in centres if iri not in have]
    new += whole.around(centres, wanted.steps, wanted.most, have)
    inside = {*new, *have}
    complete = {iri for iri in centres if whole.links[iri] <= _COMPLETE}
    cards = {
        iri: known.card(iri, None) if iri in complete else known.partial_card(iri, whole.graph, inside)
        for iri in dict.fromkeys([*new, *centres])
    }
    graph = whole.within(new, have, centres)
    blocks = part_blocks(graph, cards, whole.places, Part(whole.graph, whole.communities, complete))
    things = [short(iri) for iri in centres]
    return JSONResponse({"release": site.release[:12], "things": things, "missing": missing, **blocks})


def _ends(known: Knowledge, graph: "Graph", name: str) -> list[str]:
    """The thing that a name means, the things at the ends of a statement, or nothing."""
    iri = expand(name)
    if iri is None:
        return []
    iri = known.kg.successor(iri)
    if not iri.startswith(STATEMENT):
        return [iri] if iri in graph else []
    found = [value.iri for part in ("subject", "object") for value in known.values(iri, f"{RDF}{part}")]
    return [end for end in found if end is not None and end in graph]


def _between(known: Knowledge, ends: list[str]) -> list[str]:
    """The things on the shortest connections of the first two, if there are two and anything connects them."""
    if len(ends) < 2:
        return []
    try:
        found = shortest_paths(known.network, ends[0], ends[1], _PATHS, known.projection)
    except NoPath:
        return []
    return [step.target for steps in found for step in steps]


def is_whole(site: Site) -> bool:
    """Whether ``/network`` sends the network as a whole. A release says how many things it has, so none is counted."""
    things = site.kg.manifest["counts"].get("things")
    return (len(_whole(site).graph) if things is None else int(things)) <= site.settings.whole_up_to


def overview(site: Site) -> bytes:
    """The explorer over the most linked things of a network."""
    return site.kept("overview", lambda: _overview(site))


def _overview(site: Site) -> bytes:
    whole, root = _whole(site), site.settings.root
    most = whole.ranked(whole.graph)[: min(OVERVIEW, site.settings.whole_up_to)]
    # What was looked up of thousands of relations for this once is not worth keeping.
    reader, inside = Knowledge(site.kg), set(most)
    html = release_page(
        whole.within(most, (), ()),
        {iri: reader.partial_card(iri, whole.graph, inside) for iri in most},
        whole.places,
        site.release,
        data=data_dir(),
        part=Part(whole.graph, whole.communities),
        server=Server(f"{root}/network/part", f"{root}/api/v1/search", f"{root}/id/"),
    )
    return html.encode()


def _whole(site: Site) -> Whole:
    """The network of a site, as far as it is drawn."""
    return site.kept("whole network", lambda: _find_whole(site))


def _find_whole(site: Site) -> Whole:
    known = knowledge_of(site)
    graph = drawn(known.network).copy()
    names, plain = known.projection
    places = places_of(site.files / "release", graph)
    return Whole(
        graph,
        {iri: degree for iri, (_, degree) in zip(names, plain.degree(), strict=True)},
        Counter(place.community for iri, place in places.items() if iri in graph and place.community >= 0),
        places,
    )


router.add_route("/network", network, methods=["GET"])

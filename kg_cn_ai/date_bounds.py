"""Days that bound what is dated, whatever property dates it: ``cnai:earliest``, ``cnai:latest``, ``cnai:year``.

A filter on dates then works on all records, things and statements alike. A subject is bounded by its own date; what
lasts, by its beginning and its end; a policy by its issue; a model by its release; an organization by its founding.
Of several dates of one kind (two sources) the earliest counts, at the best precision with which a source gives it; each
has bounds of its own on its statement.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from kg_cn_ai.dates import bounds
from kg_cn_ai.namespaces import CNAI, EDTF, RDF, XSD

_EDTF: Final = NamedNode(EDTF)
# The date that stands for a subject that has several, before the next where it is given: when it happened, else …
_ORDER: Final = ("date", "from", "to", "issued", "released", "foundingDate", "asOf", "inForceFrom", "refPeriod")
_LAST: Final = dt.date.max

Bounds = tuple[dt.date | None, dt.date | None]


def date_bounds(store: Store) -> list[Triple]:
    """Bounds and year of each subject with a date, and of each statement that states one.

    Raises:
        InputError: A literal typed as EDTF is not a date; ``where`` is empty, the literal is in the message.
    """
    texts: dict[NamedNode, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    named = {"object": NamedNode(f"{RDF}object"), **{name: NamedNode(CNAI + name) for name in _ORDER}}
    for name, predicate in named.items():
        for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            value = quad.object
            if isinstance(value, Literal) and value.datatype == _EDTF and isinstance(quad.subject, NamedNode):
                texts[quad.subject][name].add(value.value)
    made: list[Triple] = []
    for subject, dates in texts.items():
        first, last = _bounds(dates)
        day = first or last
        for name, text, kind in (
            ("earliest", first and first.isoformat(), "date"),
            ("latest", last and last.isoformat(), "date"),
            ("year", day and str(day.year), "integer"),
        ):
            if text:
                made.append(Triple(subject, NamedNode(CNAI + name), Literal(text, datatype=NamedNode(f"{XSD}{kind}"))))
    return made


def _bounds(dates: dict[str, set[str]]) -> Bounds:
    name = next(name for name in ("object", *_ORDER) if name in dates)
    if name not in ("from", "to"):
        return _chosen(dates[name])
    # Where only the end is known the beginning is not, so no day is the earliest.
    first = _chosen(dates["from"])[0] if "from" in dates else None
    ends = [bounds(text) for text in dates.get("to") or dates.get("asOf", ())]
    last = max((day for _, day in ends if day), default=None)
    if first and last and last < first and "to" not in dates:
        # The first edition of a list that shows a thing is no beginning where another source saw it before.
        first = min((day for day, _ in ends if day), default=first)
    return first, last


def _chosen(texts: Iterable[str]) -> Bounds:
    """The bounds of the earliest of some dates; of the narrowest of those that can mean the same day as it."""
    found = sorted((first or dt.date.min, last or _LAST) for first, last in map(bounds, sorted(texts)))
    same = [each for each in found if each[0] <= found[0][1]]
    first, last = min(same, key=lambda each: (each[1] - each[0], each))
    return (None if first == dt.date.min else first, None if last == _LAST else last)

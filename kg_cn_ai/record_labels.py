"""Labels of records whose authors left them to the build: parties, kind and year, in English and in Chinese.

Tables state thousands of records that bear no name in their source. What such a record is called follows from what it
says, so the build says it in one way for all, from the labels of the parties. A party without a Chinese name keeps its
English one. SPARQL cannot put several parties in order, so this is a step beside the rules.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from kg_cn_ai.namespaces import CNAI, RDF, RDFS, local_name

_TYPE: Final = NamedNode(f"{RDF}type")
_LABEL: Final = NamedNode(f"{RDFS}label")

# Class of a record to the roles that its label names, in their order; the roles of one place are joined by a bar.
PARTIES: Final[dict[str, tuple[str, ...]]] = {
    "AccessRestriction": ("restricts", "place", "decidedBy"),
    "Acquisition": ("acquirer", "acquiree"),
    "Adoption": ("adopter", "project"),
    "BenchmarkSubmission": ("submitter",),
    "Contribution": ("contributor", "project"),
    "Evaluation": ("concerns",),
    "Filing": ("filer", "files"),
    "FinancingRound": ("investee",),
    "HardwareSupport": ("model|project", "chip|vendor"),
    "IPO": ("investee", "exchange"),
    "Membership": ("member", "organization|programme|project|instrument"),
    "Observation": ("concerns",),
    "Offering": ("provider", "model|maker"),
    "Partnership": ("leadPartner|supplier", "customer|partner"),
    "Position": ("person", "organization"),
    "Shareholding": ("holder", "held"),
}
_KINDS: Final = ("kind", "role", "measure", "register")
_DATES: Final = ("date", "from", "to", "asOf", "refPeriod")
_TITLES: Final = ("edition", "systemName")
_SHOWN: Final = 3


def record_labels(store: Store) -> list[Triple]:
    """A label in English and one in Chinese for each record of these classes that has no label."""
    labels: dict[str, dict[str | None, str]] = defaultdict(dict)
    for subject, label in _pairs(store, _LABEL):
        if isinstance(label, Literal):
            labels[subject][label.language] = label.value
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    roles = {name for places in PARTIES.values() for place in places for name in place.split("|")}
    for name in sorted({*roles, *_KINDS, *_DATES, *_TITLES}):
        for subject, value in _pairs(store, NamedNode(CNAI + name)):
            about[subject][name].add(value.value)
    classes: dict[str, str] = {}
    for name in PARTIES:
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(CNAI + name), DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and quad.subject.value not in labels:
                # An evaluation is an observation too; the narrower class, which comes first, names it.
                classes.setdefault(quad.subject.value, name)
    return [made for record, name in classes.items() for made in _labels(record, name, about[record], labels)]


def _labels(
    record: str, name: str, about: dict[str, set[str]], labels: dict[str, dict[str | None, str]]
) -> Iterator[Triple]:
    parties: list[str] = []
    for place in PARTIES[name]:
        parties += sorted({p for role in place.split("|") for p in about.get(role, ())} - set(parties))
    kind = next((min(about[n]) for n in _KINDS if about.get(n)), CNAI + name)
    dates = [min(about[n]) for n in _DATES if about.get(n)]
    year = next((d[i : i + 4] for d in dates for i in range(len(d) - 3) if d[i : i + 4].isdigit()), "")
    title = " ".join(min(about[n]) for n in _TITLES if about.get(n))

    def called(iri: str, language: str) -> str:
        known = labels.get(iri, {})
        return known.get(language) or known.get("en") or next(iter(sorted(known.values())), local_name(iri))

    for language, dash, colon, opened, closed in (("en", " – ", ": ", " (", ")"), ("zh-hans", "—", "：", "（", "）")):
        names = [called(party, language) for party in parties]
        more = len(names) - _SHOWN
        rest = "" if more <= 0 else f" and {more} more" if language == "en" else f"等{len(names)}方"
        shown = dash.join(names[:_SHOWN]) + rest
        said = (f"{shown}{colon}" if shown else "") + (title or called(kind, language))
        yield Triple(
            NamedNode(record), _LABEL, Literal(said + (opened + year + closed if year else ""), language=language)
        )


def _pairs(store: Store, predicate: NamedNode) -> Iterator[tuple[str, NamedNode | Literal]]:
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object

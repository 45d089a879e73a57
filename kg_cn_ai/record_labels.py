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
_SHOWN: Final = 3


def record_labels(store: Store) -> list[Triple]:
    """A label in English and one in Chinese for each record of these classes that has no label."""
    found: list[Triple] = []
    for name, roles in PARTIES.items():
        kind = NamedNode(CNAI + name)
        records = {q.subject for q in store.quads_for_pattern(None, _TYPE, kind, DefaultGraph())}
        for record in records:
            # An evaluation is an observation too; the narrower class names it.
            if name == "Observation" and _is_a(store, record, "Evaluation"):
                continue
            if isinstance(record, NamedNode) and next(_values(store, record, _LABEL), None) is None:
                found += _labels(store, record, kind, roles)
    return found


def _labels(store: Store, record: NamedNode, kind: NamedNode, roles: tuple[str, ...]) -> Iterator[Triple]:
    about: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(record, None, None, DefaultGraph()):
        about[local_name(quad.predicate.value)].append(quad.object.value)  # type: ignore[union-attr]
    parties: list[str] = []
    for role in roles:
        parties += sorted({p for name in role.split("|") for p in about.get(name, ())} - set(parties))
    words = sorted(word for name in _KINDS for word in about.get(name, ()))[:1] or [kind.value]
    # The narrower date tells the year best: 2023-08 beside 2023/2024.
    dates = [sorted(about[name])[0] for name in _DATES if about.get(name)]
    year = next((d[i : i + 4] for d in dates for i in range(len(d) - 3) if d[i : i + 4].isdigit()), "")
    title = " ".join(v for name in ("edition", "systemName") for v in sorted(about.get(name, ()))[:1])
    for language, dash, colon, more, opened, closed in (
        ("en", " – ", ": ", " and {} more", " (", ")"),
        ("zh-hans", "—", "：", "等{}方", "（", "）"),
    ):
        names = [_label(store, party, language) for party in parties]
        shown = dash.join(names[:_SHOWN]) + (
            more.format(len(names) - _SHOWN if language == "en" else len(names)) if len(names) > _SHOWN else ""
        )
        said = title or _label(store, words[0], language)
        text = (f"{shown}{colon}" if shown else "") + said + (f"{opened}{year}{closed}" if year else "")
        yield Triple(record, _LABEL, Literal(text, language=language))


def _label(store: Store, iri: str, language: str) -> str:
    labels = {v.language: v.value for v in _values(store, NamedNode(iri), _LABEL) if isinstance(v, Literal)}
    return labels.get(language) or labels.get("en") or next(iter(sorted(labels.values())), local_name(iri))


def _values(store: Store, subject: NamedNode, predicate: NamedNode) -> Iterator[object]:
    return (quad.object for quad in store.quads_for_pattern(subject, predicate, None, DefaultGraph()))


def _is_a(store: Store, record: object, name: str) -> bool:
    return next(store.quads_for_pattern(record, _TYPE, NamedNode(CNAI + name), DefaultGraph()), None) is not None  # type: ignore[arg-type]

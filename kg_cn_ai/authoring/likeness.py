"""Registered things that may be one: pairs with like names that nobody has decided yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.register import Register, Thing
from kg_cn_ai.names import normalise, strip_legal_suffix

ALIKE: Final = 90
"""Score, of 100, from which two things of one kind are shown as perhaps the same."""
_SHARED: Final = 8
"""What two things gain that share a seat, a maker or a model: a common company makes a near name more telling."""


_NUMBERED: Final = re.compile(r"[a-z]*\d[a-z\d]*|\b[ivx]+\b|[一二三四五六七八九十百]+")
"""Words with a number, Roman and Chinese numerals: they tell 910A from 910B, Kunlun I from II, 十所 from 十一所."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two registered things that may be one: ``score`` is their likeness, ``names`` the names it rests on.

    ``shared`` are the IRIs of a seat, makers or models that both have.
    """

    one: Thing
    other: Thing
    score: float
    names: tuple[str, str]
    shared: frozenset[str]


def candidates(
    register: Register,
    decisions: Decisions,
    related: Iterable[frozenset[str]] = (),
    company: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> list[Candidate]:
    """Pairs of things of one kind with like names that nobody has decided, the most alike first.

    The likeness of two things is the highest of their names, the share of letters that stays when one is edited into
    the other (rapidfuzz ``ratio`` of the normalised names without legal suffix), and more where they share a seat, a
    maker or a model. Names whose words with numbers differ are not alike: Qwen2.5-7B is no misspelt Qwen2.5-72B.

    Args:
        register: The registered things.
        decisions: What is decided.
        related: Pairs that a source relates to each other (a version and its family, a unit and its parent): they
            are two things.
        company: IRI of a thing to the seats, makers and models that sources give it.
    """
    from rapidfuzz import fuzz, process

    decided = {*decisions.different, *related}
    found: dict[frozenset[str], Candidate] = {}
    for kind in ("org", "model", "chip"):
        things = register.of_kind(kind)
        owner: list[tuple[int, str, str, tuple[str, ...]]] = []
        for number, thing in enumerate(things):
            for name in thing.names():
                normal = normalise(strip_legal_suffix(name))
                if len(normal) > 1:
                    owner.append((number, name, normal, tuple(_NUMBERED.findall(normal))))
        forms = [form for _, _, form, _ in owner]
        scores = process.cdist(forms, forms, scorer=fuzz.ratio, score_cutoff=ALIKE - _SHARED, dtype="uint8")
        for i, j in zip(*scores.nonzero(), strict=True):
            (a, name, _, digits), (b, other, _, others) = owner[i], owner[j]
            pair = frozenset((things[a].iri, things[b].iri))
            if a >= b or digits != others or pair in decided:
                continue
            shared = company.get(things[a].iri, frozenset()) & company.get(things[b].iri, frozenset())
            score = min(100.0, float(scores[i][j]) + (_SHARED if shared else 0))
            if score >= ALIKE and (pair not in found or found[pair].score < score):
                found[pair] = Candidate(things[a], things[b], score, (name, other), shared)
    return sorted(found.values(), key=lambda c: (-c.score, c.one.iri, c.other.iri))

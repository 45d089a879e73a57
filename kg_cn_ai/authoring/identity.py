"""Who is who: decisions that two names, or two registered things, are the same or are not.

A name that a source uses is looked up in three steps. A decision about this name in this source comes first; then the
only registered thing that bears the very name; else it is a new thing. What is merely alike is never joined by a
program: :mod:`kg_cn_ai.authoring.likeness` shows the pairs, a person decides, and the decision is data. Decisions about
names stand in a table (:mod:`kg_cn_ai.authoring.name_table`), decisions about registered things (different, or retired
in favour of another) in ``graph/identity.ttl``. Both say which, by whom, when and why.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg_cn_ai.authoring.blocks import Blocks, renamed
from kg_cn_ai.authoring.name_table import NAMES_FILE, NameDecision, read_names, table
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import BASE, CNAI, DCTERMS, OWL, PREFIXES, RDF, curie

__all__ = ["DECISION", "THINGS_FILE", "Decisions", "PairDecision", "today"]

THINGS_FILE: Final = "graph/identity.ttl"
DECISION: Final = f"{BASE}decision/"

_DIFFERENT: Final = f"{OWL}differentFrom"
_REPLACED: Final = f"{DCTERMS}isReplacedBy"


_THINGS_HEAD: Final = (
    "# Registered things that are not the same though their names are alike, and IRIs that are retired.\n"
    + "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("cnai", "dcterms", "org", "owl", "rdf", "xsd"))
)


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What is decided of two things: ``one`` is different from ``other``, or replaced by it.

    ``iri`` is the decision's own, ``relation`` that of owl:differentFrom or dcterms:isReplacedBy.
    """

    iri: str
    one: str
    relation: str
    other: str
    reason: str

    def __str__(self) -> str:
        """The decision as one reads it aloud, with its reason."""
        said = "is different from" if self.relation == _DIFFERENT else "is retired in favour of"
        return f"{curie(self.one)} {said} {curie(self.other)} ({self.reason})"


class Decisions:
    """All decisions of a data folder: about names, and about pairs of things."""

    def __init__(self, data: Path) -> None:
        """Read the decisions under a data folder; there may be none yet.

        Raises:
            InputError: A file is not as it must be, with its line.
        """
        self.data = data
        self.names: list[NameDecision] = list(read_names(data / NAMES_FILE))
        self.pairs: dict[frozenset[str], PairDecision] = {}
        self._things = Blocks(_THINGS_HEAD, THINGS_FILE)
        path = data / THINGS_FILE
        if path.is_file():
            self._read_things(path.read_bytes())
        self._index: dict[tuple[str, str, str, str, str], list[str]] = {}
        for decision in self.names:
            self._index.setdefault(_key(decision), []).append(decision.iri)

    def _read_things(self, content: bytes) -> None:
        parts: dict[str, dict[str, list[str]]] = {}
        for quad in parse(content, RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                parts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
        self._things = Blocks(content.decode(), THINGS_FILE, parts)
        for node, said in parts.items():
            if not node.startswith(DECISION) and f"{RDF}predicate" not in said:
                continue
            triple = [said.get(f"{RDF}{part}", []) for part in ("subject", "predicate", "object")]
            (one, relation, other), several = (" ".join(values) for values in triple), max(map(len, triple)) > 1
            if several or not one or not other or one == other or relation not in (_DIFFERENT, _REPLACED):
                raise InputError(
                    f"{node} decides neither owl:differentFrom nor dcterms:isReplacedBy between two things",
                    where=f"{THINGS_FILE}:{self._things.line_of(node)}",
                    hint="name one rdf:subject, one rdf:predicate and one rdf:object",
                )
            pair = frozenset((one, other))
            if earlier := self.pairs.get(pair):
                raise InputError(
                    f"{node} decides what is decided already: {earlier}",
                    where=f"{THINGS_FILE}:{self._things.line_of(node)}",
                    hint="keep one of the two decisions",
                )
            self.pairs[pair] = PairDecision(node, one, relation, other, " ".join(said.get(f"{CNAI}reason", [])))

    @property
    def different(self) -> frozenset[frozenset[str]]:
        """Pairs of things that are not the same."""
        return frozenset(pair for pair, decision in self.pairs.items() if decision.relation == _DIFFERENT)

    @property
    def retired(self) -> dict[str, str]:
        """IRIs that are never used again, and the things that they meant all along."""
        return {d.one: d.other for d in self.pairs.values() if d.relation == _REPLACED}

    def related(self, relation: str, kind: str, source: str, name: str, context: str = "") -> list[str]:
        """The things that a name is related to in a source, in this very context, by decisions."""
        return sorted(self._index.get((relation, kind, source, name, context), ()))

    def is_ambiguous(self, kind: str, name: str) -> bool:
        """Whether decisions give the name more than one meaning, in one source or in several."""
        return len({d.iri for d in self.names if (d.relation, d.kind, d.name) == ("same", kind, name)}) > 1

    def are_different(self, one: str, other: str) -> bool:
        """Whether a decision says that two things are not the same."""
        decision = self.pairs.get(frozenset((one, other)))
        return decision is not None and decision.relation == _DIFFERENT

    def decide(self, decision: NameDecision) -> None:
        """Add a decision about a name; it replaces what the same name was decided to mean there."""
        key = _key(decision)
        if decision.relation == "same" and key in self._index:
            self.names = [d for d in self.names if _key(d) != key]
            del self._index[key]
        if decision.iri not in self._index.setdefault(key, []):
            self._index[key].append(decision.iri)
            self.names.append(decision)

    def tell_apart(self, one: str, other: str, reason: str, day: str = "") -> None:
        """Add the decision that two things are different, unless it is there.

        Raises:
            InputError: It is decided that they are one.
        """
        if not self.are_different(one, other):
            self._refuse({one}, other)
            self._add(one, _DIFFERENT, other, reason, day)

    def retire(self, iri: str, kept: str, reason: str, day: str = "") -> None:
        """Add the decision that a thing was another one all along; its IRI is never used again.

        What was decided about it is about the other one from now on: names, pairs (where the other one has no decision
        of its own with the third thing) and things that are retired in its favour.

        Raises:
            InputError: It is retired already, or decided to be different from the other one, itself or by what is
                retired in its favour.
        """
        retired = self.retired
        if iri in retired:
            self._refuse({iri}, retired[iri])
        self._refuse({iri, *(one for one, other in retired.items() if other == iri)}, kept)
        names, self.names, self._index = self.names, [], {}
        for name in names:
            self.decide(replace(name, iri=kept) if name.iri == iri else name)
        for pair in [pair for pair in self.pairs if iri in pair]:
            self._move(self.pairs.pop(pair), iri, kept)
        self._add(iri, _REPLACED, kept, reason, day)

    def _refuse(self, ones: set[str], other: str) -> None:
        """Refuse to decide what is decided.

        Raises:
            InputError: A decision about one of the things and the other one is there.
        """
        for one in sorted(ones):
            if decision := self.pairs.get(frozenset((one, other))):
                raise InputError(
                    f"it is decided already that {decision}",
                    where=f"{THINGS_FILE}:{self._things.line_of(decision.iri)}",
                    hint="if that is wrong, take the decision out of the file and decide again",
                )

    def _move(self, decision: PairDecision, iri: str, kept: str) -> None:
        one, other = (kept if end == iri else end for end in (decision.one, decision.other))
        if frozenset((one, other)) in self.pairs:
            self._things.drop(decision.iri)
            return
        moved = replace(decision, iri=self._new_iri(one, other), one=one, other=other)
        body = renamed(self._things.body(decision.iri), {iri: kept, decision.iri: moved.iri})
        self._things.rename(decision.iri, moved.iri, body)
        self.pairs[frozenset((one, other))] = moved

    def _add(self, one: str, relation: str, other: str, reason: str, day: str) -> None:
        iri = self._new_iri(one, other)
        self.pairs[frozenset((one, other))] = PairDecision(iri, one, relation, other, reason)
        text = str(Literal(reason, language="en"))
        self._things.put(
            iri,
            f"<{iri}> a cnai:IdentityDecision ;\n"
            f"    rdf:subject {curie(one)} ; rdf:predicate {curie(relation)} ; rdf:object {curie(other)} ;\n"
            f'    cnai:reason {text} ; dcterms:creator org:kg-cn-ai ; dcterms:created "{day or today()}"^^xsd:date .',
        )

    def _new_iri(self, one: str, other: str) -> str:
        name = DECISION + f"{curie(one)}-{curie(other)}".replace(":", "-")
        return next(iri for iri in (name, *(f"{name}-{n}" for n in range(2, 100))) if iri not in self._things)

    def contents(self) -> dict[Path, bytes]:
        """The files as they are to be written."""
        found = {self.data / NAMES_FILE: table(self.names)}
        if self.pairs:
            found[self.data / THINGS_FILE] = self._things.text().encode()
        return found


def _key(decision: NameDecision) -> tuple[str, str, str, str, str]:
    return decision.relation, decision.kind, decision.source, decision.name, decision.context


def today() -> str:
    """The date of a decision that is made now."""
    return date.today().isoformat()

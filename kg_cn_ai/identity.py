"""Who is who: decisions that two names, or two registered things, are the same or are not.

A name that a source uses is looked up in three steps. A decision about this name in this source comes first; then the
only registered thing that bears the very name; else it is a new thing. What is merely alike is never joined by a
program: :mod:`kg_cn_ai.likeness` shows the pairs, a person decides, and the decision is data. Decisions about names
stand in ``graph/identity.sssom.tsv``, a table in the Simple Standard for Sharing Ontological Mappings (SSSOM) whose
subjects are literals; decisions about registered things (different, or retired in favour of another) in
``graph/identity.ttl``. Both say which, by whom, when and why.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import BASE, CNAI, DCTERMS, OWL, PREFIXES, RDF, curie, expand, kind_of

NAMES_FILE: Final = "graph/identity.sssom.tsv"
THINGS_FILE: Final = "graph/identity.ttl"
DECISION: Final = f"{BASE}decision/"

COLUMNS: Final = (
    "subject_label", "subject_type", "subject_category", "subject_source", "predicate_id", "predicate_modifier",
    "object_id", "mapping_justification", "author_label", "mapping_date", "other", "comment",
)  # fmt: skip
RELATIONS: Final = {
    "same": ("skos:exactMatch", ""),
    "not": ("skos:exactMatch", "Not"),
    "version": ("skos:broadMatch", ""),
    "brand": ("skos:relatedMatch", ""),
}
"""A decision's relation as SSSOM writes it: predicate and modifier."""
_SPELT: Final = {spelt: relation for relation, spelt in RELATIONS.items()}
_HEAD: Final = """\
#mapping_set_id: https://w3id.org/kg-cn-ai/mapping/names
#mapping_set_title: Names in sources and the things they mean
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  chip: https://w3id.org/kg-cn-ai/id/chip/
#  model: https://w3id.org/kg-cn-ai/id/model/
#  org: https://w3id.org/kg-cn-ai/id/org/
#  policy: https://w3id.org/kg-cn-ai/id/policy/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
"""


@dataclass(frozen=True, slots=True)
class NameDecision:
    """What a name means, or does not mean, where a source uses it.

    ``context`` is what tells it apart within the source (the organization beside a model's name), empty where the
    name means one thing throughout; ``line`` is where it stands. ``relation`` is ``same``, ``not`` (not that
    thing, though the names are alike), ``version`` (the name is of a release of that model or family) or ``brand``
    (the name carries that organization's).
    """

    name: str
    kind: str
    source: str
    context: str
    iri: str
    relation: str
    reason: str
    author: str = "kg-cn-ai curators"
    day: str = ""
    line: int = 0


class Decisions:
    """All decisions of a data folder: about names, and about pairs of things."""

    def __init__(self, data: Path) -> None:
        """Read the decisions under a data folder; there may be none yet.

        Raises:
            InputError: A file is not as it must be, with its line.
        """
        self.data = data
        self.names: list[NameDecision] = list(_read_names(data / NAMES_FILE))
        self.different: dict[frozenset[str], str] = {}
        self.retired: dict[str, str] = {}
        self._pairs = ""
        path = data / THINGS_FILE
        if path.is_file():
            self._pairs = path.read_text(encoding="utf-8")
            self._read_things(path)
        self._index: dict[tuple[str, str, str, str, str], list[str]] = {}
        for decision in self.names:
            self._index.setdefault(_key(decision), []).append(decision.iri)

    def _read_things(self, path: Path) -> None:
        parts: dict[str, dict[str, str]] = {}
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                parts.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
        for node, said in parts.items():
            one, other = said.get(f"{RDF}subject", ""), said.get(f"{RDF}object", "")
            relation, reason = said.get(f"{RDF}predicate", ""), said.get(f"{CNAI}reason", "")
            if relation == f"{OWL}differentFrom" and one and other:
                self.different[frozenset((one, other))] = reason
            elif relation == f"{DCTERMS}isReplacedBy" and one and other:
                self.retired[one] = other
            elif node.startswith(DECISION):
                raise InputError(
                    f"{node} decides neither owl:differentFrom nor dcterms:isReplacedBy between two things",
                    where=THINGS_FILE,
                    hint="name rdf:subject, rdf:predicate and rdf:object",
                )

    def related(self, relation: str, kind: str, source: str, name: str, context: str = "") -> list[str]:
        """The things that a name is related to in a source, in this very context, by decisions."""
        return sorted(self._index.get((relation, kind, source, name, context), ()))

    def is_ambiguous(self, kind: str, name: str) -> bool:
        """Whether decisions give the name more than one meaning, in one source or in several."""
        return len({d.iri for d in self.names if (d.relation, d.kind, d.name) == ("same", kind, name)}) > 1

    def are_different(self, one: str, other: str) -> bool:
        """Whether a decision says that two things are not the same."""
        return frozenset((one, other)) in self.different

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
        """Add the decision that two things are different."""
        if not self.are_different(one, other):
            self.different[frozenset((one, other))] = reason
            self._append(one, f"{OWL}differentFrom", other, reason, day)

    def retire(self, iri: str, kept: str, reason: str, day: str = "") -> None:
        """Add the decision that a thing was another one all along; its IRI is never used again."""
        self.retired[iri] = kept
        self._append(iri, f"{DCTERMS}isReplacedBy", kept, reason, day)

    def replace(self, iri: str, kept: str) -> None:
        """Let every decision about a thing be about another one."""
        names, self.names, self._index = self.names, [], {}
        for decision in names:
            self.decide(replace(decision, iri=kept) if decision.iri == iri else decision)

    def _append(self, one: str, relation: str, other: str, reason: str, day: str) -> None:
        name = f"{curie(one)}-{curie(other)}".replace(":", "-")
        text = str(Literal(reason, language="en"))
        block = (
            f"<{DECISION}{name}> a cnai:IdentityDecision ;\n"
            f"    rdf:subject {curie(one)} ; rdf:predicate {curie(relation)} ; rdf:object {curie(other)} ;\n"
            f'    cnai:reason {text} ; dcterms:creator org:kg-cn-ai ; dcterms:created "{day or today()}"^^xsd:date .'
        )
        blocks = self._pairs.rstrip("\n").split("\n\n")[1:] if self._pairs else []
        used = sorted({"cnai", "dcterms", "org", "owl", "rdf", "xsd"} | _kinds([*blocks, block]))
        head = "# Registered things that are not the same though their names are alike, and IRIs that are retired.\n"
        head += "\n".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in used)
        self._pairs = "\n\n".join([head, *sorted({*blocks, block})]) + "\n"

    def contents(self) -> dict[Path, bytes]:
        """The files as they are to be written."""
        rows = sorted(self.names, key=lambda d: (d.kind, d.source, d.name, d.context, d.relation, d.iri))
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(COLUMNS)
        for d in rows:
            writer.writerow((
                d.name, "rdfs literal", d.kind, f"source:{d.source}", *RELATIONS[d.relation], curie(d.iri),
                "semapv:ManualMappingCuration", d.author, d.day, f"context={d.context}" if d.context else "",
                d.reason,
            ))  # fmt: skip
        found = {self.data / NAMES_FILE: (_HEAD + buffer.getvalue()).encode()}
        if self._pairs:
            found[self.data / THINGS_FILE] = self._pairs.encode()
        return found


def _key(decision: NameDecision) -> tuple[str, str, str, str, str]:
    return decision.relation, decision.kind, decision.source, decision.name, decision.context


def today() -> str:
    """The date of a decision that is made now."""
    return date.today().isoformat()


def _kinds(blocks: Iterable[str]) -> set[str]:
    return {kind for block in blocks for kind in re.findall(r"rdf:(?:subject|object) ([a-z]+):", block)}


def _read_names(path: Path) -> Iterator[NameDecision]:
    if not path.is_file():
        return
    lines = path.read_text(encoding="utf-8").split("\n")
    start = next((n for n, line in enumerate(lines) if not line.startswith("#")), 0)
    table = csv.reader(lines[start:], delimiter="\t")
    if tuple(next(table, ())) != COLUMNS:
        raise InputError(
            "the columns are not those of the table of names",
            where=f"{NAMES_FILE}:{start + 1}",
            hint=f"they are: {', '.join(COLUMNS)}",
        )
    for number, row in enumerate(table, start + 2):
        if not row:
            continue
        at = f"{NAMES_FILE}:{number}"
        if len(row) != len(COLUMNS):
            raise InputError(f"has {len(row)} cells, not {len(COLUMNS)}", where=at, hint="cells are split by tabs")
        cell = dict(zip(COLUMNS, row, strict=True))
        iri = expand(cell["object_id"])
        if iri is None or kind_of(iri) != cell["subject_category"]:
            raise InputError(
                f"{cell['object_id']!r} is no thing of the kind {cell['subject_category']!r}",
                where=at,
                hint="write it as org:baidu or model:qwen, with the same kind in subject_category",
            )
        relation = _SPELT.get((cell["predicate_id"], cell["predicate_modifier"]), "")
        if not relation:
            raise InputError(
                f"{cell['predicate_id']} {cell['predicate_modifier']} is no relation of the table",
                where=at,
                hint="write one of " + ", ".join(" ".join(spelt).strip() for spelt in _SPELT),
            )
        yield NameDecision(
            name=cell["subject_label"],
            kind=cell["subject_category"],
            source=cell["subject_source"].removeprefix("source:"),
            context=cell["other"].removeprefix("context="),
            iri=iri,
            relation=relation,
            reason=cell["comment"],
            author=cell["author_label"],
            day=cell["mapping_date"],
            line=number,
        )


__all__ = [
    "Decisions",
    "NameDecision",
    "today",
]

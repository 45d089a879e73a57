"""Decisions about names as a table: ``graph/identity.sssom.tsv``, one row a decision, each with its reason.

The form is the Simple Standard for Sharing Ontological Mappings (SSSOM), whose subjects may be literals: a name as a
source has it, and the thing that it means there.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import curie, expand, kind_of

__all__ = ["COLUMNS", "NAMES_FILE", "NameDecision", "read_names", "table"]

NAMES_FILE: Final = "graph/identity.sssom.tsv"
COLUMNS: Final = (
    "subject_label", "subject_type", "subject_category", "subject_source", "predicate_id", "predicate_modifier",
    "object_id", "mapping_justification", "author_label", "mapping_date", "other", "comment",
)  # fmt: skip
_RELATIONS: Final = {
    "same": ("skos:exactMatch", ""),
    "not": ("skos:exactMatch", "Not"),
    "version": ("skos:broadMatch", ""),
    "brand": ("skos:relatedMatch", ""),
}
"""A decision's relation as SSSOM writes it: predicate and modifier."""
_SPELT: Final = {spelt: relation for relation, spelt in _RELATIONS.items()}
_HEAD: Final = """\
#mapping_set_id: https://w3id.org/kg-cn-ai/mapping/names
#mapping_set_title: Names in sources and the things they mean
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  chip: https://w3id.org/kg-cn-ai/id/chip/
#  model: https://w3id.org/kg-cn-ai/id/model/
#  org: https://w3id.org/kg-cn-ai/id/org/
#  policy: https://w3id.org/kg-cn-ai/id/policy/
#  product: https://w3id.org/kg-cn-ai/id/product/
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


def read_names(path: Path) -> Iterator[NameDecision]:
    """The decisions of a table; none where there is no such file.

    Raises:
        InputError: A line is not as it must be.
    """
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


def table(names: Iterable[NameDecision]) -> bytes:
    """The table of some decisions, sorted."""
    rows = sorted(names, key=lambda d: (d.kind, d.source, d.name, d.context, d.relation, d.iri))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    for d in rows:
        writer.writerow((
            d.name, "rdfs literal", d.kind, f"source:{d.source}", *_RELATIONS[d.relation], curie(d.iri),
            "semapv:ManualMappingCuration", d.author, d.day, f"context={d.context}" if d.context else "",
            d.reason,
        ))  # fmt: skip
    return (_HEAD + buffer.getvalue()).encode()

"""Small tables for importers, and what an import stated of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import facts, read_corpus
from kg_cn_ai.authoring.importers.core import Summary
from kg_cn_ai.namespaces import curie


def table(path: Path, columns: Sequence[str], *rows: Mapping[str, str]) -> Path:
    """A CSV file with these columns; cells that a row does not name are empty."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
    return path


def told(data: Path, summary: Summary) -> dict[str, set[tuple[str, str, str]]]:
    """Row to its facts, with short names."""
    (file,) = (f for f in read_corpus(data).sources if f.path.name == summary.file.name)
    found: dict[str, set[tuple[str, str, str]]] = {}
    for quad in facts(file):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.graph_name, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        value = quad.object.value
        value = curie(value) if value.startswith("https://w3id.org") else value
        fact = curie(quad.subject.value), curie(quad.predicate.value).removeprefix("cnai:"), value
        found.setdefault(quad.graph_name.value.partition("#")[2], set()).add(fact)
    return found

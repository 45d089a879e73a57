"""CSV tables of the graph, one for each leaf class: for spreadsheets, data frames and relational stores.

A thing stands in the table of each of its most specific classes. Columns: ``iri``, ``label_en``,
``label_zh``, then the properties in alphabetical order. IRIs are written as prefixed names; beside a column
of things or concepts stands one with their English labels, in the same order. Texts have a column for each
language. Several values of one cell are joined by ``|``; a bar or backslash inside a value has a backslash
before it.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg_cn_ai.namespaces import CNAI, RDF, RDFS, SKOS, curie, local_name
from kg_cn_ai.turtle import Term

__all__ = ["tables"]

_TYPE: Final = f"{RDF}type"
_LABEL: Final = f"{RDFS}label"
_SUBCLASS: Final = f"{RDFS}subClassOf"
_CONCEPTS: Final = (f"{SKOS}Concept", f"{SKOS}ConceptScheme")
_FIRST: Final = ("iri", "label_en", "label_zh")
_LANGUAGES: Final = {"zh-hans": "zh", "zh-latn-pinyin": "pinyin"}

_Subjects = Mapping[str, Mapping[str, list[Term]]]


def _cell(values: Iterable[str]) -> str:
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def _plain(value: Term) -> str:
    if isinstance(value, NamedNode):
        short = curie(value.value)
        return value.value if short.startswith("<") else short
    return value.value if isinstance(value, Literal) else str(value)


def _suffix(value: Term) -> str:
    """What the name of a column adds to that of the property: the language of its texts."""
    language = value.language if isinstance(value, Literal) else None
    return f"_{_LANGUAGES.get(language, language.replace('-', '_'))}" if language else ""


def _english(subjects: _Subjects, value: Term) -> str | None:
    labels = subjects[value.value].get(_LABEL, []) if isinstance(value, NamedNode) and value.value in subjects else []
    return next((label.value for label in labels if isinstance(label, Literal) and label.language == "en"), None)


def _row(subjects: _Subjects, subject: str, names: Mapping[str, str]) -> dict[str, str]:
    cells: dict[str, list[str]] = defaultdict(list)
    for iri, values in subjects[subject].items():
        if iri == _TYPE:
            continue
        ordered = sorted(values, key=str)
        for value in ordered:
            cells[names[iri] + _suffix(value)].append(_plain(value))
        labels = [_english(subjects, value) for value in ordered]
        if any(labels):
            cells[f"{names[iri]}_label"] = [label or "" for label in labels]
    return {"iri": _plain(NamedNode(subject)), **{column: _cell(values) for column, values in cells.items()}}


def _column_names(properties: Iterable[str]) -> dict[str, str]:
    """The local name of each property; the prefixed one where it would name two."""
    names: dict[str, str] = {}
    for iri in sorted(properties, key=lambda iri: (not iri.startswith(CNAI), iri)):
        local = local_name(iri)
        names[iri] = curie(iri) if local in names.values() else local
    return names


def _leaves(types: set[str], above: Mapping[str, set[str]]) -> set[str]:
    return {kind for kind in types if not any(kind in above.get(other, ()) for other in types if other != kind)}


def _ancestors(subjects: _Subjects) -> dict[str, set[str]]:
    direct = {
        subject: {value.value for value in properties[_SUBCLASS] if isinstance(value, NamedNode)}
        for subject, properties in subjects.items()
        if _SUBCLASS in properties
    }
    found: dict[str, set[str]] = {}
    for start in direct:
        todo, seen = list(direct[start]), set[str]()
        while todo:
            kind = todo.pop()
            if kind not in seen:
                seen.add(kind)
                todo.extend(direct.get(kind, ()))
        found[start] = seen
    return found


def tables(triples: Iterable[Triple]) -> dict[str, bytes]:
    """CSV files by name, in UTF-8 with a header row: things, records, statements, documents and concepts."""
    subjects: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            subjects[triple.subject.value][triple.predicate.value].append(triple.object)
    above = _ancestors(subjects)
    names = _column_names({iri for properties in subjects.values() for iri in properties})
    members: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(subjects):
        types = {value.value for value in subjects[subject].get(_TYPE, []) if isinstance(value, NamedNode)}
        for kind in _leaves({t for t in types if t.startswith(CNAI) or t in _CONCEPTS}, above):
            members[kind].append(subject)
    return {
        f"{local_name(kind)}.csv": _table([_row(subjects, subject, names) for subject in members[kind]])
        for kind in sorted(members)
    }


def _table(rows: list[dict[str, str]]) -> bytes:
    others = sorted({column for row in rows for column in row} - set(_FIRST))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*_FIRST, *others], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()

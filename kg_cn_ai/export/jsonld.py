"""JSON-LD 1.1 in compact form: one object a subject, and a context with what the graph uses.

Keys are the prefixed names used everywhere else (``cnai:developedBy``): bare local names would clash with
prefixes (``field`` is both). The context says of each property what its values have in common: all are IRIs,
all are of one datatype, or all are texts in a language, which are then keyed by it. A value that the context
does not describe carries its own datatype, so reading the file back gives the very same triples.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import PREFIXES, RDF, XSD
from kg_cn_ai.turtle import Term, name

__all__ = ["jsonld"]

_TYPE: Final = f"{RDF}type"
_EXACT: Final = 2**53
_IRI: Final = "@id"
_LANGUAGE: Final = "@language"


def _short(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI itself."""
    if iri.partition(":")[0] in PREFIXES:
        raise InputError(f"the IRI {iri} would be read as a prefixed name", hint="give the thing an http IRI")
    text = name(iri)
    return iri if text.startswith("<") else text


def _native(value: Literal) -> int | bool | None:
    """A JSON number or truth value that stands for exactly this literal; None where there is none."""
    if value.datatype.value == f"{XSD}boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if value.datatype.value == f"{XSD}integer":
        try:
            number = int(value.value)
        except ValueError:
            return None
        return number if str(number) == value.value and abs(number) < _EXACT else None
    return None


def _sort(value: Term) -> str:
    """What the values of a property may share: IRIs, texts in a language, native values, or a datatype."""
    if isinstance(value, NamedNode):
        return _IRI
    if not isinstance(value, Literal):
        raise TypeError(f"JSON-LD 1.1 has no form for {value}")
    if value.language:
        return _LANGUAGE
    return "" if _native(value) is not None else value.datatype.value


def _definition(key: str, sorts: set[str]) -> dict[str, str] | None:
    """The context's entry for a property; None where its values are described one by one."""
    (sort,) = sorts if len(sorts) == 1 else ("",)
    if sort == _LANGUAGE:
        return {"@id": key, "@container": "@language"}
    if sort and sort != f"{XSD}string":
        return {"@id": key, "@type": sort if sort == _IRI else _short(sort)}
    return None


def _value(value: Term, *, described: bool) -> Any:
    if isinstance(value, NamedNode):
        return _short(value.value) if described else {"@id": _short(value.value)}
    assert isinstance(value, Literal)
    native = _native(value)
    if native is not None:
        return native
    if described or value.datatype.value == f"{XSD}string":
        return value.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": _short(value.datatype.value)}


def _one_or_more(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _object(subject: str, properties: Mapping[str, list[Term]], context: Mapping[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _short(subject)}
    types = sorted(_short(value.value) for value in properties.get(_TYPE, []) if isinstance(value, NamedNode))
    if types:
        node["@type"] = _one_or_more(types)
    for iri in sorted(set(properties) - {_TYPE}):
        key = _short(iri)
        values = sorted(properties[iri], key=str)
        definition = context.get(key)
        if definition and "@container" in definition:
            texts: dict[str, list[str]] = defaultdict(list)
            for value in values:
                assert isinstance(value, Literal) and value.language
                texts[value.language].append(value.value)
            node[key] = {language: _one_or_more(texts[language]) for language in sorted(texts)}
        else:
            node[key] = _one_or_more([_value(value, described=definition is not None) for value in values])
    return node


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def jsonld(triples: Iterable[Triple]) -> bytes:
    """Triples as one JSON-LD document, ``@context`` and ``@graph``, subjects in the order of their IRIs.

    Raises:
        InputError: The scheme of an IRI is one of the package's prefixes.
        TypeError: A triple has a blank node or a triple term.
    """
    subjects: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    sorts: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            raise TypeError(f"only IRIs can be subjects here, not {triple.subject}")
        subjects[triple.subject.value][triple.predicate.value].append(triple.object)
        sorts[triple.predicate.value].add(_sort(triple.object))
    definitions: dict[str, Any] = {}
    for iri in sorted(set(sorts) - {_TYPE}):
        definition = _definition(_short(iri), sorts[iri])
        if definition:
            definitions[_short(iri)] = definition
    graph = [_object(subject, subjects[subject], definitions) for subject in sorted(subjects)]
    used = {text.partition(":")[0] for text in _texts([graph, definitions])}
    prefixes = {prefix: iri for prefix, iri in sorted(PREFIXES.items()) if prefix in used}
    document = {"@context": {**prefixes, **definitions}, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

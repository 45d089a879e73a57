"""Checks of what organizations are registered as: their class, and names that are none.

A register that grows by tables takes over what their columns hold: addresses, cut-off phrases, institutes of a body
among its other names, the reading of a legal name in place of the name that everybody uses.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.names import is_unit, normalise, strip_legal_suffix
from kg_cn_ai.namespaces import CNAI, PREFIXES, RDF, RDFS, SKOS, curie

_LABEL: Final = f"{RDFS}label"
_NAMES: Final = (_LABEL, f"{SKOS}altLabel")
_SCHOOL: Final = re.compile(r"\b(?:school|faculty|department) of\b|\bmedical school\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.,]\s+")


def classes(corpus: Corpus) -> Iterator[Problem]:
    """Organizations of no class below Organization, and schools of a university typed as universities."""
    labels = _labels(corpus)
    for file in corpus.entities:
        for quad in file.quads:
            if quad.predicate.value != f"{RDF}type" or not isinstance(quad.subject, NamedNode):
                continue
            kind, thing = quad.object, quad.subject.value
            if kind == NamedNode(f"{CNAI}Organization"):
                how = "say what it is: Company, ResearchInstitution, University, GovernmentBody, Community ..."
                yield problem_at("class", file, quad, f"{curie(thing)} is of no class below Organization", how)
            elif kind == NamedNode(f"{CNAI}University") and _SCHOOL.search(labels.get((thing, "en"), "")):
                what = f"{curie(thing)} is a part of a university and typed as one"
                yield problem_at("class", file, quad, what, "write ResearchInstitution: a university grants degrees")


def names(corpus: Corpus) -> Iterator[Problem]:
    """Names of organizations that are an address, cut off, or of a part of it; a legal name as label beside a brand."""
    labels = _labels(corpus)
    countries = _countries(corpus)
    for file in corpus.entities:
        for quad in file.quads:
            if quad.predicate.value not in _NAMES or not isinstance(quad.subject, NamedNode):
                continue
            if not isinstance(quad.object, Literal) or not quad.subject.value.startswith(PREFIXES["org"]):
                continue
            thing, name = quad.subject.value, quad.object.value
            last = _SENTENCE.split(name)
            chinese = labels.get((thing, "zh-hans"), "")
            what = how = ""
            if len(last) > 1 and last[-1][:1].isalpha() and normalise(last[-1]) in countries:
                what, how = "ends as an address does", "take it out: a place is a fact of a source"
            elif name.endswith((":", ",", ";")) or name.count("(") != name.count(")"):
                what, how = "is cut off", "write the whole name, or take it out"
            elif quad.predicate.value != _LABEL and is_unit(name, labels.get((thing, "en"), "")):
                what, how = "is a part of it", "take it out, or register the part"
            elif (
                quad.predicate.value == _LABEL
                and quad.object.language == "en"
                and strip_legal_suffix(name) != name
                and chinese
                and strip_legal_suffix(chinese) == chinese
            ):
                what, how = f"is a legal name, beside {chinese!r}", "take the name that it uses as the English label"
            if what:
                yield problem_at("name", file, quad, f"{name!r} of {curie(thing)} {what}", how)


def _labels(corpus: Corpus) -> dict[tuple[str, str], str]:
    return {
        (quad.subject.value, quad.object.language or ""): quad.object.value
        for file in corpus.entities
        for quad in file.quads
        if quad.predicate.value == _LABEL and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def _countries(corpus: Corpus) -> set[str]:
    """Names of countries and territories, as they are compared."""
    quads = [quad for file in corpus.entities for quad in file.quads]
    coded = {quad.subject for quad in quads if quad.predicate.value == f"{CNAI}isoCode"}
    return {
        normalise(quad.object.value)
        for quad in quads
        if quad.subject in coded and quad.predicate.value in _NAMES and isinstance(quad.object, Literal)
    }

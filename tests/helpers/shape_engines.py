"""The two engines that validate shapes, held against each other."""

from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.checks.shapes import Violation, by_pyshacl, by_shacl, described


def without_form(violations: list[Violation]) -> set[tuple[str, str, str, str, str]]:
    """Violations whose values are compared by meaning: engines write 5 and 5.0, true and 1 each in a form of their own.

    And the path of an inverse is a blank node for the one and SPARQL syntax for the other.
    """
    forms = {"true": "1", "false": "0"}

    def value(text: str) -> str:
        try:
            return str(float(forms.get(text, text)))
        except ValueError:
            return text

    return {
        (v.shape, v.focus, v.path if v.path.startswith("http") else "", value(v.value), v.message) for v in violations
    }


def agreed(corpus: Corpus, store: Store) -> set[str]:
    """Names of the shapes that a graph breaks, by both engines, which must find the same violations."""
    graph = described(store)
    found, referee = by_shacl(corpus.root, graph), by_pyshacl(corpus.root, graph)
    assert without_form(found) == without_form(referee)
    return {v.shape.rsplit("/", 1)[-1] for v in found}

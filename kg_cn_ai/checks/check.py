"""Does the graph keep its own rules? Every problem, with file and line, what is wrong and how to mend it.

Rules about the files as authored are functions, one each (``terms``, ``names``, ``facts``, ``questions``); rules about
the built graph are SHACL shapes (``shapes``).
"""

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.build import flat_graph
from kg_cn_ai.checks import facts, names, organizations, questions, terms
from kg_cn_ai.checks.shapes import shapes

CHECKS: Final[dict[str, Callable[[Corpus], Iterator[Problem]]]] = {
    "unregistered": terms.unregistered,
    "undefined-term": terms.undefined_terms,
    "unused-term": terms.unused_terms,
    "orphan": terms.orphans,
    "domain-range": terms.domains,
    "look-alike": names.look_alikes,
    "identity": names.identities,
    "script": names.scripts,
    "class": organizations.classes,
    "name": organizations.names,
    "unevidenced": facts.unevidenced,
    "span": facts.spans,
    "derived": facts.derived,
    "date": facts.dates,
    "literal": facts.literals,
    "query": questions.queries,
}
"""The checks of authored files, by the name that problems carry."""


def check(corpus: Corpus, store: Store | None = None) -> list[Problem]:
    """All problems of a corpus, sorted by file and line.

    Args:
        corpus: The authored files.
        store: The graph built from them, where it is at hand; built otherwise.
    """
    problems = [problem for run in CHECKS.values() for problem in run(corpus)]
    # A date or span that cannot be read stops the build, and a mistyped name breaks shapes that are fine: these wait.
    if not {problem.check for problem in problems} & {"date", "span", "undefined-term", "unregistered"}:
        problems += shapes(corpus, store or flat_graph(corpus))
    return sorted(set(problems), key=lambda p: (p.file, p.line, p.check, p.what))

"""Does the graph keep its own rules? Every problem, with file and line, what is wrong and how to mend it.

Rules about the files as authored are in ``lint``, rules about the built graph are SHACL shapes (``shapes``).
"""

from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.build import flat_graph
from kg_cn_ai.checks.lint import CHECKS
from kg_cn_ai.checks.shapes import shapes


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

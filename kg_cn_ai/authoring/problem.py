"""A problem of the data: where it is, what is wrong, how to mend it."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg_cn_ai.authoring.corpus import AuthoredFile


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``check`` names the check or shape; ``line`` is 0 where no line can be told."""

    check: str
    file: str
    line: int
    what: str
    how: str

    @property
    def where(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        """The problem on one line, for people."""
        return f"{self.where}: [{self.check}] {self.what}: {self.how}"


def problem_at(name: str, file: AuthoredFile, quad: Quad, what: str, how: str) -> Problem:
    """A problem whose line is where a quad stands in its file."""
    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
    terms = [t.value for t in (quad.subject, quad.predicate, quad.object) if isinstance(t, NamedNode | Literal)]
    return Problem(name, file.name, file.line_of(*terms, graph=graph), what, how)

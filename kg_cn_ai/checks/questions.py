"""Checks of the named questions: a header that reads, and SPARQL that parses."""

import re
from collections.abc import Iterator

from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.errors import InputError
from kg_cn_ai.query.questions import read_question


def queries(corpus: Corpus) -> Iterator[Problem]:
    """Named questions that are no SPARQL, or whose header is not as it must be."""
    folder = corpus.root / "ontology/questions"
    for path in sorted(folder.glob("*.rq")) if folder.is_dir() else []:
        name = path.relative_to(corpus.root).as_posix()
        try:
            Store().query(read_question(path).text)
        except InputError as error:
            line = str(error.where).rsplit(":", 1)[-1]
            yield Problem(
                "query", name, int(line) if line.isdecimal() else 1, error.what, error.hint or "mend the header"
            )
        except SyntaxError as error:
            place = re.search(r"error at (\d+):", str(error))
            yield Problem("query", name, int(place[1]) if place else 1, f"is no SPARQL: {error}", "mend the query")

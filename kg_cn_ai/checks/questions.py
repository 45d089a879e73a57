"""Checks of the named questions: a header that reads, and SPARQL that parses."""

from collections.abc import Iterator

from pyoxigraph import Store

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.problem import Problem
from kg_cn_ai.errors import InputError
from kg_cn_ai.query.mistakes import explain
from kg_cn_ai.query.questions import read_question
from kg_cn_ai.query.text import read


def queries(corpus: Corpus) -> Iterator[Problem]:
    """Named questions that are no SPARQL, or whose header is not as it must be."""
    folder = corpus.root / "ontology/questions"
    for path in sorted(folder.glob("*.rq")) if folder.is_dir() else []:
        name = path.relative_to(corpus.root).as_posix()
        try:
            query = read(read_question(path).text)
        except InputError as error:
            line = str(error.where).rsplit(":", 1)[-1]
            number = int(line) if line.isdecimal() else 1
            yield Problem("query", name, number, error.what, error.hint or "mend the header")
            continue
        # The file has to run in every engine, so it declares also what the command declares by itself.
        if missing := [f"PREFIX {prefix}: <{iri}>" for prefix, iri in query.prefixes().items()]:
            yield Problem(
                "query", name, 1, "uses prefixes that it does not declare", f"add the lines: {' '.join(missing)}"
            )
            continue
        try:
            Store().query(query.text)
        except SyntaxError as error:
            mistake = explain(query, str(error))
            hint = (mistake.hint or "").split("\n")[0] or "mend the query"
            yield Problem("query", name, mistake.line or 1, mistake.what, hint)

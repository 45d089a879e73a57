"""What is wrong with a query that the parser refuses, in words that help.

pyoxigraph says how far it came and names some of what it tried there, which is seldom the mistake itself. So
the usual mistakes are looked for first: an update, an undeclared prefix, a bracket or a string without its
end.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from kg_cn_ai.errors import QueryError
from kg_cn_ai.namespaces import PREFIXES
from kg_cn_ai.query.text import TOKEN, Name, QueryText, nearest, place, require_query

_POSITION: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_REASONS: Final = {
    "IRI parsing failed": "an IRI is relative, or has a character that IRIs must not have",
    "The SELECT contains a variable that is unbound": "SELECT names a variable that GROUP BY does not group",
}


def explain(query: QueryText, message: str) -> QueryError:
    """The error for a query that pyoxigraph could not parse, with its place and advice."""
    require_query(query)
    if not query.form:
        return QueryError("this is no query", hint="Begin it with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if query.undeclared:
        return _undeclared(query, query.undeclared[0])
    match = _POSITION.match(message)
    if match is None:
        return QueryError(f"the query cannot be parsed: {message}")
    lines = query.text.split("\n")
    line = min(int(match[1]), len(lines))
    row = lines[line - 1]
    # The parser counts the column in bytes of UTF-8.
    column = len(row.encode("utf-8")[: int(match[2]) - 1].decode("utf-8", "ignore")) + 1
    reason = next((text for known, text in _REASONS.items() if known in match[3]), None)
    if reason is None and (found := _unbalanced(query.text)) is not None:
        reason, offset = found
        line, column = place(query.text, offset)
        row = lines[line - 1]
    if reason is None:
        # Of what the parser says it would take only the punctuation can be trusted, not the keywords.
        marks = sorted(set(re.findall(r'"([^\w\s"]+)"', re.sub(r"\[[^\]]*\]", "", match[3]))))
        reason = "the query cannot be parsed; the mistake stands here or a little before"
        reason += f" (a {' or '.join(marks)} would fit here)" if 0 < len(marks) <= 6 else ""
    return QueryError(
        reason,
        where=f"query, line {line}, column {column}",
        hint=f"{row.rstrip()}\n  {' ' * (column - 1)}^" if len(row) <= 200 else None,
        line=line,
        column=column,
    )


def _unbalanced(text: str) -> tuple[str, int] | None:
    """The first bracket or quote without its partner, in words, and where it stands."""
    closing = {")": "(", "]": "[", "}": "{"}
    open_: list[tuple[str, int]] = []
    for match in TOKEN.finditer(text):
        if match["quote"]:
            mark = match[0][: 3 if match[0][:3] in ('"""', "'''") else 1]
            where = "does not end" if len(mark) == 3 else "does not end on its line"
            return f"the string that begins with {mark} here {where}", match.start()
        if match["bracket"] and match[0] in closing:
            if not open_ or open_[-1][0] != closing[match[0]]:
                return f"this {match[0]} closes nothing", match.start()
            open_.pop()
        elif match["bracket"]:
            open_.append((match[0], match.start()))
    return (f"this {open_[-1][0]} is never closed", open_[-1][1]) if open_ else None


def _undeclared(query: QueryText, name: Name) -> QueryError:
    line, column = place(query.text, name.offset)
    prefix = name.prefix or ""
    namespace = _well_known().get(prefix)
    if namespace:
        hint = f"Add this line at the top: PREFIX {prefix}: <{namespace}>"
    elif near := nearest(prefix, [*query.declared, *PREFIXES]):
        hint = f"Did you mean {near}: ? Otherwise add a line: PREFIX {prefix}: <the namespace's IRI>"
    else:
        hint = f"Add a line at the top: PREFIX {prefix}: <the namespace's IRI>"
    where = f"query, line {line}, column {column}"
    return QueryError(f"the prefix {prefix}: is not declared", where=where, hint=hint, line=line, column=column)


@cache
def _well_known() -> Mapping[str, str]:
    from rdflib import Graph
    from rdflib.namespace import NamespaceManager

    return {prefix: str(iri) for prefix, iri in NamespaceManager(Graph(), bind_namespaces="rdflib").namespaces()}

"""The keyword SERVICE, by which a query has other endpoints called: whether it could stand in a text at all."""

import re
import sys
from typing import Final

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A letter, `_`, `-`, `?` or `$` before the word makes it part of a name, a variable or a language tag, except
# after the two boolean literals, which need no space behind them: `?s ?p trueSERVICE<…>` is valid. So is
# `1SERVICE`.
_SERVICE: Final = re.compile(r"(?:(?<![^\W\d])(?<![-?$])|(?<=true)|(?<=false))service", re.IGNORECASE)


def unescape(query: str) -> str:
    r"""The query with its ``\uXXXX`` and ``\UXXXXXXXX`` replaced, as SPARQL 1.1 has a parser do first."""
    if "\\" not in query:
        return query

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= sys.maxunicode else match[0]

    return _ESCAPE.sub(char, query)


def service_mentions(query: str) -> int:
    """How often the keyword SERVICE could stand in the text: never fewer than it does, often more."""
    if query.isascii() and "\\" not in query and "service" not in query.lower():
        return 0
    return len(_SERVICE.findall(unescape(query)))

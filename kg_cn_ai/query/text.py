"""What the text of a SPARQL query says before it runs: form, names, endpoints that it calls, mistakes.

The names are found with a small lexer, good enough for advice (a warning, a hint, a better message) and for
nothing else. Whether a query calls another endpoint is decided by rdflib's SPARQL parser, and only where the
text could have the keyword at all; what finally keeps a query off the network is the fence around the
worker's process.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from kg_cn_ai.errors import InputError, LimitExceeded, QueryError
from kg_cn_ai.namespaces import BASE, PREFIXES
from kg_cn_ai.query.service_word import service_mentions, unescape

MAX_QUERY: Final = 1_000_000
"""Characters of the longest query."""

MAX_SECONDS: Final = 86_400
"""The longest time limit of a query."""

MAX_RESULT: Final = 200_000_000
"""Bytes of the largest answer, unless told otherwise."""

NARROW: Final = "Add LIMIT, a type or a name, or join patterns that share no variable; or raise the limit."
ALLOW: Final = "Allow an endpoint by its IRI (--allow-service IRI, or allow_service=(IRI,) in Python)."

FORMS: Final = frozenset({"select", "ask", "construct", "describe"})
"""First keywords of queries."""

_UPDATES: Final = frozenset(
    {"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"}
)  # fmt: skip
TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\[\s\S]))*+\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\[\s\S]))*+'{3}
               | "(?!"")(?:[^"\\\n\r]|\\.)*+" | '(?!'')(?:[^'\\\n\r]|\\.)*+')
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:[\w.-]*)
    | (?P<name>(?P<prefix>(?:[^\W\d_][\w.-]*+)?+)
              :(?P<local>(?:(?:[\w:%]|\\.)(?:[\w:%·-]|\\.|\.(?=[\w:%\\-]))*)?))
    | (?P<word>[^\W\d][\w.-]*+)
    | (?P<bracket>[][(){}])
    | (?P<quote>\"{3}(?:\"{0,2}(?:[^"\\]|\\[\s\S]))*+ | '{3}(?:'{0,2}(?:[^'\\]|\\[\s\S]))*+
              | "(?:[^"\\\n\r]|\\.)*+ | '(?:[^'\\\n\r]|\\.)*+)
    """,
    re.VERBOSE,
)
"""What a query is made of, as far as advice needs it; characters that are none of these are passed over.

A quote that does not end takes all that could belong to its string, and no quantifier gives back what it took: the
time is linear in the text, whatever stands in it.
"""

_IRI: Final = re.compile(r"<[^<>\"{}|^`\\\s]*>")


class Unchecked(QueryError):
    """A query that could call another endpoint, and that rdflib's parser cannot read."""


@dataclass(frozen=True, slots=True)
class Name:
    """A prefixed name or a full IRI as it stands in a query; ``in_template`` if a CONSTRUCT makes it."""

    written: str
    prefix: str | None
    iri: str | None
    offset: int
    in_template: bool


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query's text and what the lexer found in it.

    Attributes:
        text: The query.
        form: ``select``, ``ask``, ``construct``, ``describe``, the first keyword of an update, or an empty
            string.
        declared: The query's own prefixes.
        names: Names in patterns, expressions and templates, in order.
    """

    text: str
    form: str
    declared: dict[str, str]
    names: tuple[Name, ...]

    @property
    def is_update(self) -> bool:
        """Whether the text is a SPARQL Update request."""
        return self.form in _UPDATES

    @property
    def undeclared(self) -> tuple[Name, ...]:
        """Names whose prefix neither the query nor the package declares."""
        return tuple(name for name in self.names if name.iri is None)

    def own_terms(self) -> dict[str, str]:
        """IRIs that the query asks about in the namespaces the package knows, each with the way it is written."""
        asked = (name for name in self.names if name.iri and not name.in_template)
        known = (BASE, *PREFIXES.values())
        return {n.iri: n.written for n in asked if n.iri and n.iri.startswith(known) and not n.iri.endswith(("/", "#"))}

    def prefixes(self) -> dict[str, str]:
        """The package's prefixes that the query uses without declaring them."""
        used = {name.prefix for name in self.names if name.prefix is not None} - self.declared.keys()
        return {prefix: PREFIXES[prefix] for prefix in sorted(used & PREFIXES.keys())}

    def prefix_lines(self) -> str:
        """PREFIX declarations, on one line, for the package's prefixes that the query uses undeclared."""
        return " ".join(f"PREFIX {name}: <{iri}>" for name, iri in self.prefixes().items())


@lru_cache(maxsize=8)
def read(text: str) -> QueryText:
    """Read a query's text; a text with mistakes gives what can be made out."""
    declared: dict[str, str] = {}
    names: list[Name] = []
    form = previous = pending = ""
    depth = 0
    in_template = False
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        if kind in ("comment", "string", "variable", "blank"):
            continue
        if kind == "word":
            word = match[0].lower()
            if not form and word in FORMS | _UPDATES:
                form = word
            previous = word
            continue
        if kind in ("bracket", "quote"):
            if match[0] in "{}":
                in_template = form == "construct" and (previous == "construct" or (in_template and depth > 0))
                depth += 1 if match[0] == "{" else -1
            previous = match[0]
            continue
        if previous == "prefix" and kind == "name" and not match["local"]:
            pending = match["prefix"]
            previous = "prefix:"
            continue
        if previous in ("prefix:", "base") and kind == "iri":
            if previous == "prefix:":
                declared[pending] = match[0][1:-1]
            previous = ""
            continue
        previous = ""
        fresh = in_template and depth > 0
        if kind == "iri":
            names.append(Name(match[0], None, match[0][1:-1], match.start(), fresh))
        else:
            local = re.sub(r"\\(.)", r"\1", match["local"])
            namespace = declared.get(match["prefix"], PREFIXES.get(match["prefix"]))
            iri = namespace + local if namespace is not None else None
            names.append(Name(match[0], match["prefix"], iri, match.start(), fresh))
    return QueryText(text, form, declared, tuple(names))


def checked(text: str, timeout: float) -> QueryText:
    """Read a query that is about to be run.

    Raises:
        InputError: The time limit is not above 0, or above a day.
        LimitExceeded: The text is too long.
        QueryError: It is an update, or no Unicode text.
    """
    if not 0 < timeout <= MAX_SECONDS:
        raise InputError(f"the time limit must be above 0 and at most {MAX_SECONDS:,} seconds, not {timeout:g}")
    if len(text) > MAX_QUERY:
        raise LimitExceeded(
            f"the query has {len(text):,} characters, the limit is {MAX_QUERY:,}",
            hint="Split it into several.",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        where = f"query, line {line}, column {column}"
        raise QueryError("not a character of Unicode text", where=where, line=line, column=column) from error
    query = read(text)
    require_query(query)
    return query


def require_query(query: QueryText) -> None:
    """Refuse an update.

    Raises:
        QueryError: The text is a SPARQL Update request.
    """
    if query.is_update:
        raise QueryError(
            f"{query.form.upper()} is an update, and the graph is read-only here",
            hint="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; facts are added in graph/, then built.",
        )


def has_service(text: str) -> bool:
    """Whether the keyword SERVICE stands in a query, as far as the lexer can tell; good enough to say so early."""
    if not service_mentions(text):
        return False
    words = (match[0].lower() for match in TOKEN.finditer(unescape(text)) if match.lastgroup == "word")
    return any("service" in word for word in words)


def calls_services(query: QueryText, allowed: Iterable[str]) -> bool:
    """Whether the query calls other endpoints, all of which are allowed.

    Raises:
        QueryError: It calls one that is not in ``allowed``, or one that only the run can tell (a variable).
        Unchecked: The text could call one, and cannot be checked.
    """
    if not service_mentions(query.text):
        return False
    allowed = tuple(allowed)
    if allowed and unescape(query.text) != query.text:
        raise QueryError(
            "a query that may call other endpoints must not use \\u escapes",
            hint="Write the characters themselves.",
        )
    try:
        endpoints = list(_services(query.text))
    except Exception as error:  # rdflib's parser raises errors of many kinds
        raise Unchecked(
            "the query has the word SERVICE and could not be checked for calls of other endpoints",
            hint=f"If it only mentions the word, take that out; rdflib's parser says: {str(error)[:200]}",
        ) from error
    for endpoint in endpoints:
        if endpoint is None:
            raise QueryError("SERVICE with a variable endpoint is not allowed", hint="Name the endpoint by its IRI.")
        if endpoint not in allowed:
            raise QueryError(f"SERVICE <{endpoint}> would leave this machine, and is not allowed", hint=ALLOW)
    # Two readers must agree before a worker gets the network: every mention of the word is one of the calls
    # found.
    if endpoints and service_mentions(_IRI.sub(" ", query.text)) != len(endpoints):
        raise QueryError(
            "the word SERVICE also stands in a comment, a string or a name of this query",
            hint="Take it out there, so that each call of an endpoint can be told apart.",
        )
    return bool(endpoints)


def _services(text: str) -> Iterator[str | None]:
    """The endpoint of each SERVICE, by rdflib's parser; None for one that is not constant."""
    from rdflib import URIRef
    from rdflib.plugins.sparql.algebra import translatePrologue
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    parsed = parseQuery(text)
    prologue = translatePrologue(parsed[0], None, PREFIXES)

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, CompValue):
            if node.name == "ServiceGraphPattern":
                yield node.term
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, str | bytes) or not hasattr(node, "__iter__"):
            return
        else:
            for child in node:
                yield from walk(child)

    for term in walk(parsed):
        endpoint = prologue.absolutize(term)
        yield str(endpoint) if isinstance(endpoint, URIRef) else None


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like ``name``, whatever its case; None where none is like it."""
    folded = {other.casefold(): other for other in sorted(known)}
    match = process.extractOne(name.casefold(), list(folded), scorer=fuzz.ratio, score_cutoff=60)
    return folded[match[0]] if match else None


def most_like(name: str, known: Iterable[str], most: int) -> list[str]:
    """The known names that are like ``name`` or hold it, the most alike first."""
    found = process.extract(name.casefold(), sorted(known), scorer=fuzz.WRatio, score_cutoff=70, limit=most)
    return [match[0] for match in found]


def column_order(text: str) -> list[str] | None:
    """The variables of a ``SELECT *`` in the order in which the query names them; None for every other query.

    The standard leaves the order of the columns open, and Oxigraph's is not the one that people read in.
    """
    if not re.search(r"\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*", text, re.IGNORECASE):
        return None
    return list(dict.fromkeys(re.findall(r"[?$](\w+)", text)))

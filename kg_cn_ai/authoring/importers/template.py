"""Records as templates: a few lines of Turtle with the names of variables where a row's values go.

::

    event:round-{company}-{stage} a cnai:FinancingRound ;
        cnai:investee {company} ; cnai:investor {investor} ; cnai:date {date} ;
        [ cnai:value {amount} ; cnai:unit {currency} ; cnai:comparator {how} ] .

* ``{company}`` alone is the value of the variable: an IRI or a literal, or several. A pair without a value is left out.
* Pairs in brackets stand together: without a value of one, all are left out (an amount without its currency).
* In a name, ``{company}`` is the slug of a value; ``{date.year}`` and ``{date.month}`` are the year and month of a
  date, or ``undated``; ``{-role}`` is the slug with a hyphen before it, or nothing; ``{one&other}`` are both slugs in
  alphabetical order. A record whose name lacks a value is left out. A variable with several values in a name makes a
  record for each.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.register import slug
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import RDF, expand, local_name

Term = NamedNode | Literal
Values = tuple[Term, ...]
Lookup = Callable[[str], Values]
"""The values that a row gives a variable."""

_TOKEN: Final = re.compile(r'"[^"]*"(?:@[a-z-]+)?|\S+')
_WHOLE: Final = re.compile(r"\{(\w+)\}")
_PART: Final = re.compile(r"\{(-?)([\w&]+)(\.year|\.month)?\}")
_LENGTH: Final = {".year": 4, ".month": 7}
_TEXT: Final = re.compile(r'"([^"]*)"@([a-z-]+)')


@dataclass(frozen=True, slots=True)
class Pair:
    """A predicate and its objects, each a variable in braces or a constant."""

    predicate: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One subject of a template; each group of pairs is written whole or not at all."""

    subject: str
    groups: tuple[tuple[Pair, ...], ...]

    @property
    def is_record(self) -> bool:
        """Whether the subject is named by the template, and not the value of a variable."""
        return _WHOLE.fullmatch(self.subject) is None

    @property
    def is_symmetric(self) -> bool:
        """Whether the name of the record has both sides in alphabetical order."""
        return "&" in self.subject

    def variables(self) -> set[str]:
        """The names of the variables in it."""
        texts = (self.subject, *(text for group in self.groups for pair in group for text in pair.objects))
        return {name for text in texts for _, names, _ in _PART.findall(text) for name in names.split("&")}

    def subjects(self, values: Lookup) -> Iterator[tuple[str, Mapping[str, Values]]]:
        """Each subject that a row gives, and the values that its name binds."""
        if whole := _WHOLE.fullmatch(self.subject):
            for value in values(whole[1]):
                if isinstance(value, NamedNode):
                    yield value.value, {whole[1]: (value,)}
            return
        parts = _PART.findall(self.subject)
        names = list(dict.fromkeys(name for _, both, _ in parts for name in both.split("&")))
        optional = {both for hyphen, both, precision in parts if hyphen or precision}
        choices = [values(name) or ((None,) if name in optional else ()) for name in names]
        for choice in product(*choices):
            bound = dict(zip(names, choice, strict=True))
            if iri := expand(_PART.sub(lambda part, bound=bound: _slug(part, bound), self.subject)):  # type: ignore[misc]
                yield iri, {name: (value,) for name, value in bound.items() if value is not None}

    def pairs(self, values: Lookup) -> Iterator[tuple[str, Term]]:
        """The predicates and objects that a row gives."""
        for group in self.groups:
            found = [(pair.predicate, _terms(text, values)) for pair in group for text in pair.objects]
            if all(terms for _, terms in found) or len(group) == 1:
                yield from ((predicate, term) for predicate, terms in found for term in terms)


def template(text: str) -> tuple[Pattern, ...]:
    """The patterns of a template.

    Raises:
        InputError: It is not of the form above.
    """
    patterns: list[Pattern] = []
    for statement in re.split(r"\s\.\s*(?:\n|$)", text):
        tokens = _TOKEN.findall(statement)
        if tokens:
            patterns.append(Pattern(_checked(tokens[0]), tuple(_groups(tokens[1:]))))
    return tuple(patterns)


def _groups(tokens: Sequence[str]) -> Iterator[tuple[Pair, ...]]:
    inside: list[Pair] | None = None
    phrase: list[str] = []
    for token in (*tokens, ";"):
        if token == "[":  # noqa: S105 - a bracket of the template
            inside = []
        elif token in (";", "]"):
            if phrase:
                pair = _pair(phrase)
                if inside is None:
                    yield (pair,)
                else:
                    inside.append(pair)
                phrase = []
            if token == "]" and inside is not None:  # noqa: S105 - a bracket of the template
                yield tuple(inside)
                inside = None
        else:
            phrase.append(token)


def _pair(phrase: Sequence[str]) -> Pair:
    verb, *objects = phrase
    if not objects or objects[1::2] != [","] * (len(objects) // 2):
        raise InputError(f"{' '.join(phrase)!r} is no predicate with its objects", hint="mend the template")
    predicate = f"{RDF}type" if verb == "a" else expand(verb)
    if predicate is None:
        raise InputError(f"{verb!r} has an unknown prefix", hint="mend the template")
    return Pair(predicate, tuple(map(_checked, objects[::2])))


def _checked(text: str) -> str:
    if not (_WHOLE.fullmatch(text) or _TEXT.fullmatch(text) or expand(_PART.sub("x", text))):
        raise InputError(f"{text!r} is no variable, name or text of a template", hint="mend the template")
    return text


def _terms(text: str, values: Lookup) -> Values:
    if whole := _WHOLE.fullmatch(text):
        return values(whole[1])
    if written := _TEXT.fullmatch(text):
        return (Literal(written[1], language=written[2]),)
    pattern = Pattern(text, ())
    return tuple(NamedNode(iri) for iri, _ in pattern.subjects(values))


def _slug(part: re.Match[str], bound: Mapping[str, Term | None]) -> str:
    hyphen, names, precision = part.groups()
    values = [bound[name] for name in names.split("&")]
    if precision:
        text = values[0].value[: _LENGTH[precision]] if values[0] is not None else ("" if hyphen else "undated")
    else:
        text = "-".join(sorted(slug_of(value) for value in values if value is not None))
    return f"{hyphen}{text}" if text else ""


def slug_of(value: Term) -> str:
    """What stands for a value in the name of a record: the slug of a thing, or of a text."""
    return local_name(value.value) if isinstance(value, NamedNode) else slug(value.value)


__all__ = ["Lookup", "Pattern", "Term", "Values", "slug_of", "template"]

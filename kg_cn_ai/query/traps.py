"""Queries that are right as SPARQL and silently give nothing, because values here are not what they are taken for.

A date is EDTF text, which no ``xsd:date`` equals; a name has a language; a flag is a boolean; a thing is no text; what
stands in the default graph is in no named one. Such places are found with the lexer and held against what values the
properties really have; each is an edit of the text, and all edits together make the query that was meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg_cn_ai.names import has_han
from kg_cn_ai.namespaces import EDTF, PREFIXES, XSD, curie
from kg_cn_ai.query.text import TOKEN, QueryText

__all__ = ["Rows", "Trap", "suspects", "traps"]

Rows = Callable[[str], Sequence[tuple[str, ...]]]
"""Runs a SELECT over the release and gives its rows as texts."""

Edit = tuple[int, int, str]
"""Where a piece of the text begins and ends, and what stands there instead."""

_TAGS: Final = ("en", "zh-hans", "zh-hant", "zh-latn-pinyin")
_COMPARED: Final = re.compile(r"\s*(?:!=|<=|>=|=|<|>)\s*")
_SUFFIX: Final = re.compile(r"@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?:<[^<>\s]*>|[\w.-]*:[\w.-]+)")
_YEAR: Final = re.compile(r"(\s*(?:!=|<=|>=|=|<|>)\s*)(\d{4})\b(?![-.])")
_PARTS: Final = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}
_NUMERIC: Final = tuple(XSD + name for name in ("integer", "decimal", "double"))
_SAMPLE: Final = 50
_LOOKED_AT: Final = 20_000
"""Characters of a query that are looked at; a longer one is no person's."""

_TEXTS: Final = {
    "date": (
        "dates here are EDTF text (2024, 2024-05, 2024-05-01), which no xsd:date or number equals, and YEAR has "
        "nothing to read: compare their text; bounds as xsd:date are at cnai:earliest and cnai:latest",
        "这里的日期是 EDTF 文本（如 2024、2024-05、2024-05-01），不等于任何 xsd:date 或数字，YEAR 也无法读取："
        "请比较其文本；xsd:date 的上下界见 cnai:earliest 与 cnai:latest",
    ),
    "language": (
        "names here have a language, @en, @zh-hans or @zh-latn-pinyin, in small letters; without it, or with another "
        "one, nothing is equal to them",
        "这里的名称都带语言标签（@en、@zh-hans、@zh-latn-pinyin，均为小写）；不写标签或写其他标签都不会匹配",
    ),
    "boolean": (
        "the values are true and false, without quotes; the text of the same letters is another value",
        "这里的值是不带引号的 true 与 false；带引号的文本是另一个值",
    ),
    "number": ("the values are numbers; a number in quotes is a text", "这里的值是数字；带引号的数字是文本"),
    "thing": (
        "the values are things or concepts, not texts: ask for the name that they bear",
        "这里的值是事物或概念，而不是文本：请查询其名称",
    ),
    "graph": (
        "everything stands in the default graph, and no other has anything; where a fact stands in a source is told by "
        "cnai:evidence of its statement",
        "全部数据都在默认图中，其他命名图为空；事实在来源中的位置见其陈述的 cnai:evidence",
    ),
}


@dataclass(frozen=True, slots=True)
class Trap:
    """One kind of silent mistake in a query, and the edits that mend it."""

    kind: str
    edits: tuple[Edit, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """What is to be known, in English and Chinese."""
        return _TEXTS[self.kind]


@dataclass(slots=True)
class _Literal:
    """A string of a query: its quotes and text, its place, its suffix, and the property or variable it stands with."""

    text: str
    start: int
    end: int
    tag: str | None
    typed: str
    predicate: tuple[str, int, int] | None = None
    variable: tuple[str, int, int] | None = None
    of_language: bool = False


@dataclass(slots=True)
class _Suspects:
    """What of a query may be a trap, as far as its text tells."""

    objects: dict[str, set[str]] = field(default_factory=dict)
    literals: list[_Literal] = field(default_factory=list)
    parts: list[tuple[str, str, int, int]] = field(default_factory=list)
    years: list[tuple[str, int, int, str, str, int]] = field(default_factory=list)
    members: list[tuple[str, int, int]] = field(default_factory=list)
    graphs: list[Edit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.literals or self.parts or self.years or self.members or self.graphs)


def suspects(query: QueryText) -> _Suspects:
    """Places that may be traps; empty, which is false, for a query that has none."""
    text, found = query.text, _Suspects()
    if len(text) > _LOOKED_AT:
        return found
    tokens = [match for match in TOKEN.finditer(text) if match.lastgroup != "comment"]
    iris = {name.offset: name.iri for name in query.names if name.iri and not name.in_template}
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else None
        gap = text[before.end() : token.start()] if before else ""
        predicate = None
        in_row = i > 1 and tokens[i - 2][0] == "("  # of VALUES: a property and a text there are two values
        direct = before is not None and not gap.strip() and text[before.start() - 1 : before.start()] != "^"
        if before and before.start() in iris and direct and not in_row:
            predicate = (iris[before.start()], before.start(), before.end())
        word = token[0].lower() if token.lastgroup == "word" else ""
        follows = tokens[i + 1 : i + 4]
        if token.lastgroup == "variable":
            if predicate:
                found.objects.setdefault(token[0][1:], set()).add(predicate[0])
            if match := _YEAR.match(text, token.end()):
                found.years.append((token[0][1:], token.start(), token.end(), match[1], match[2], match.end()))
            if follows and follows[0][0].lower() == "in" and text[token.end() : follows[0].start()].isspace():
                found.members.append((token[0][1:], token.start(), token.end()))
        elif token.lastgroup == "string":
            found.literals += _literal(text, tokens, i, predicate)
        elif word in _PARTS and [t.lastgroup for t in follows] == ["bracket", "variable", "bracket"]:
            found.parts.append((word, follows[1][0][1:], token.start(), follows[2].end()))
        elif word == "graph":
            found.graphs += _of_graph(text, tokens, i)
        elif word == "from" and query.form in ("select", "ask", "construct", "describe"):
            named = follows and follows[0][0].lower() == "named"
            last = follows[1 if named else 0 :][:1]
            if last and last[0].lastgroup in ("iri", "name"):
                found.graphs.append((token.start(), last[0].end(), ""))
    return found


def _literal(
    text: str, tokens: list[re.Match[str]], i: int, predicate: tuple[str, int, int] | None
) -> Iterator[_Literal]:
    token = tokens[i]
    suffix = _SUFFIX.match(text, token.end())
    tag = suffix[1] if suffix else None
    end = suffix.end() if suffix else token.end()
    made = _Literal(token[0], token.start(), end, tag, suffix[0] if suffix and tag is None else "", predicate)
    if made.typed.endswith(("EDTF", "EDTF>")):
        return
    before = tokens[i - 1] if i else None
    compared = before is not None and _COMPARED.fullmatch(text, before.end(), token.start())
    if before is not None and compared:
        if before.lastgroup == "variable":
            made.variable = (before[0][1:], before.start(), before.end())
        elif (
            before[0] == ")" and i >= 4 and tokens[i - 4][0].lower() == "lang" and tokens[i - 2].lastgroup == "variable"
        ):
            made.of_language = True
    if made.predicate or made.variable or made.of_language:
        yield made


def _of_graph(text: str, tokens: list[re.Match[str]], i: int) -> Iterator[Edit]:
    """A GRAPH pattern without its graph; where it is one triple, with the evidence of its statement instead."""
    if len(tokens) < i + 3 or tokens[i + 2][0] != "{":
        return
    name, opening, *inside = tokens[i + 1 : i + 6]
    end = tokens[i + 6] if len(tokens) > i + 6 else None
    plain = end is not None and end[0] == "}" and not any(token.lastgroup == "bracket" for token in inside)
    if end is not None and plain and name.lastgroup == "variable" and ";" not in text[opening.end() : inside[2].end()]:
        subject, predicate, value = (token[0] for token in inside)
        middle = "rdf:type" if predicate == "a" else predicate
        pattern = f"?statement rdf:subject {subject} ; rdf:predicate {middle} ; rdf:object {value}"
        yield tokens[i].start(), end.end(), f"{{ {pattern} ; cnai:evidence {name[0]} }}"
    else:
        yield tokens[i].start(), name.end(), ""


def traps(query: QueryText, found: _Suspects, rows: Rows) -> list[Trap]:
    """What of the suspects is a trap, by the values that the properties have in the release."""
    kinds: dict[str, str] = {}

    def kind(iri: str) -> str:
        if iri not in kinds:
            kinds[iri] = _kind(iri, rows)
        return kinds[iri]

    def kind_of(variable: str) -> str:
        all_kinds = {kind(iri) for iri in found.objects.get(variable, ())}
        return all_kinds.pop() if len(all_kinds) == 1 else ""

    edits: dict[str, list[Edit]] = {}

    def mend(what: str, *changes: Edit) -> None:
        edits.setdefault(what, []).extend(changes)

    for part, variable, start, end in found.parts:
        if kind_of(variable) == EDTF:
            first, length = _PARTS[part]
            mend("date", (start, end, f"xsd:integer(SUBSTR(STR(?{variable}), {first}, {length}))"))
    for variable, start, end, mark, year, stop in found.years:
        if kind_of(variable) == EDTF:
            if mark.strip() == "=":
                mend("date", (start, stop, f'STRSTARTS(STR(?{variable}), "{year}")'))
            else:
                mend("date", (start, end, f"STR(?{variable})"), (end, stop, f'{mark}"{year}"'))
    for variable, start, end in found.members:
        if kind_of(variable) == "language":
            mend("language", (start, end, f"STR(?{variable})"))
    for literal in found.literals:
        for what, changes in _of_literal(literal, kind, kind_of, rows):
            mend(what, *changes)
    if found.graphs:
        mend("graph", *found.graphs)
    return [Trap(what, tuple(changes)) for what, changes in edits.items()]


def _of_literal(
    literal: _Literal, kind: Callable[[str], str], kind_of: Callable[[str], str], rows: Rows
) -> Iterator[tuple[str, list[Edit]]]:
    at = literal.start, literal.end
    inner = literal.text.strip("\"'")
    if literal.of_language:
        if inner not in _TAGS and (tag := _meant(inner)):
            yield "language", [(*at, f'"{tag}"')]
    elif literal.variable:
        name, start, end = literal.variable
        values, plain = kind_of(name), (start, end, f"STR(?{name})")
        if values == EDTF:
            yield "date", [plain, (*at, literal.text)]
        elif values == "language" and literal.tag is None:
            yield "language", [plain, (*at, literal.text)]
        elif values == "language" and (literal.tag or "").lower() not in _TAGS and (tag := _meant(literal.tag or "")):
            yield "language", [(*at, f"{literal.text}@{tag}")]
        elif (value := _of_type(values, inner)) and not literal.typed:
            yield ("boolean" if values == f"{XSD}boolean" else "number"), [(*at, value)]
    elif literal.predicate:
        iri, start, end = literal.predicate
        values = kind(iri)
        if values == EDTF and not literal.tag:
            yield "date", [(*at, f"{literal.text}^^edtf:EDTF")]
        elif values == "language" and (literal.tag or "").lower() not in _TAGS and not literal.typed:
            yield "language", _named(literal, iri, (start, end), rows)
        elif values == "thing" and not literal.typed:
            label = f"{PREFIXES['rdfs']}label"
            path, named = _named(literal, label, (end, end), rows)
            yield "thing", [(end, end, f"/{path[2] or 'rdfs:label'}"), named]
        elif (value := _of_type(values, inner)) and not literal.typed and literal.tag is None:
            yield ("boolean" if values == f"{XSD}boolean" else "number"), [(*at, value)]


def _named(literal: _Literal, iri: str, place: tuple[int, int], rows: Rows) -> list[Edit]:
    """The edits of a property and its text that make them the name of something, in the language that it has."""
    other = f"{PREFIXES['skos']}altLabel"
    wished = " ".join(f"{literal.text}@{tag}" for tag in _TAGS)
    asked = (
        f"SELECT DISTINCT ?p (LANG(?l) AS ?t) {{ VALUES ?l {{ {wished} }} VALUES ?p {{ <{iri}> <{other}> }} ?s ?p ?l }}"
    )
    tags = sorted((p != iri, _TAGS.index(tag), tag) for p, tag in rows(asked) if tag in _TAGS)
    second, _, tag = tags[0] if tags else (False, 0, "zh-hans" if has_han(literal.text) else "en")
    path = f"({curie(iri)}|skos:altLabel)" if second else ""
    return [(*place, path) if path else (place[0], place[0], ""), (literal.start, literal.end, f"{literal.text}@{tag}")]


def _kind(iri: str, rows: Rows) -> str:
    """What the values of a property are: thing, language, or a datatype; empty where they differ or there are none."""
    found = rows(
        f"SELECT DISTINCT ?kind {{ {{ SELECT ?o {{ ?s <{iri}> ?o }} LIMIT {_SAMPLE} }} "
        'BIND(IF(isIRI(?o), "thing", IF(LANG(?o) != "", "language", STR(DATATYPE(?o)))) AS ?kind) }'
    )
    return found[0][0] if len(found) == 1 else ""


def _of_type(datatype: str, inner: str) -> str:
    """A text as a value of a datatype of booleans or numbers; empty where it is none."""
    if datatype == f"{XSD}boolean":
        return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(inner.lower(), "")
    if datatype in _NUMERIC and re.fullmatch(r"[+-]?\d+(\.\d+)?", inner):
        return f'"{inner}"^^{curie(datatype)}'
    return ""


def _meant(tag: str) -> str:
    """The language tag of this graph that another one stands for; empty where it is none."""
    low = tag.lower()
    if low in _TAGS:
        return low
    if low.startswith(("zh-hant", "zh-tw", "zh-hk")):
        return "zh-hant"
    return "zh-hans" if low.startswith(("zh", "cn", "chi")) else "en" if low.startswith("en") else ""

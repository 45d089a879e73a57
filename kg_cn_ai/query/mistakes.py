"""What is wrong with a query that the parser refuses, in words that help.

pyoxigraph says how far it came and names some of what it tried there, which is seldom the mistake itself. So the usual
mistakes are looked for first, each by a function of its own: no query at all, marks of a Chinese keyboard, an address
without its brackets, an undeclared prefix, a variable that is not grouped, a bracket or a string without its end. What
is found is said in English and Chinese, with its place and what to write instead.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg_cn_ai.errors import QueryError
from kg_cn_ai.namespaces import BASE, PREFIXES
from kg_cn_ai.query.text import FORMS, TOKEN, Name, QueryText, nearest, place, require_query

_POSITION: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_UNGROUPED: Final = re.compile(r"The SELECT contains an? (?:variable|expression with a variable) that is unbound")
_LOOKED_AT: Final = 10_000
"""Characters of a query up to which its clauses are looked at one by one, which takes time by the square of them."""

_FORM_WORDS: Final = "SELECT, ASK, CONSTRUCT or DESCRIBE"

_MARKS: Final = {
    **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), "？": "?", "，": ",", "、": ",", "；": ";", "：": ":",
    "。": ".", "．": ".", "（": "(", "）": ")", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]",
    "《": "<", "》": ">", "〈": "<", "〉": ">", "＜": "<", "＞": ">", "＝": "=", "！": "!", "＊": "*",
    "＂": '"', "＇": "'", "＠": "@", "＃": "#", "｜": "|",
    "＆": "&", "＋": "+", "－": "-", "／": "/", "＄": "$", "＾": "^", "\u3000": " ",
}  # fmt: skip
"""Marks as a Chinese keyboard writes them, and those of SPARQL."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]*[^\s<>\"{}|^`\\.,;()]")
_GROUP: Final = re.compile(
    r"\bGROUP\s+BY\b(.*?)(?:\bHAVING\b|\bORDER\b|\bLIMIT\b|\bOFFSET\b|\bVALUES\b|\}|$)", re.I | re.S
)
_CHOSEN: Final = re.compile(r"\bSELECT\b(?:\s+(?:DISTINCT|REDUCED)\b)?(.*?)(?:\bWHERE\b|\bFROM\b|\{)", re.I | re.S)
_AGGREGATE: Final = re.compile(
    r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", re.I
)
_VARIABLE: Final = re.compile(r"[?$]\w+")


@dataclass(frozen=True, slots=True)
class _Mistake:
    """What is wrong, what to do (where more can be said than to look at the place), and where it stands."""

    en: str
    zh: str
    offset: int
    hint: str = ""
    hint_zh: str = ""


def explain(query: QueryText, message: str) -> QueryError:
    """The error for a query that pyoxigraph could not parse, with its place and advice."""
    require_query(query)
    for look in _BEFORE:
        if (found := look(query)) is not None:
            return _error(query.text, found)
    match = _POSITION.match(message)
    if match is None:
        error = QueryError(f"the query cannot be parsed: {message}")
        error.zh = (f"无法解析查询：{message}", None)
        return error
    expected = match[3]
    short = len(query.text) <= _LOOKED_AT
    found = (_ungrouped(query) if short else None) if _UNGROUPED.search(expected) else _unbalanced(query)
    for look in _BEHIND if short else ():
        found = found or look(query)
    return _error(query.text, found or _unknown(query.text, int(match[1]), int(match[2]), expected))


def _error(text: str, found: _Mistake) -> QueryError:
    line, column = place(text, found.offset)
    row = text.split("\n")[line - 1].rstrip()
    shown = f"{row}\n  {' ' * (column - 1)}^" if row.strip() and len(row) <= 200 else ""
    error = QueryError(
        found.en,
        where=f"query, line {line}, column {column}",
        hint="\n  ".join(filter(None, (found.hint, shown))) or None,
        line=line,
        column=column,
    )
    error.zh = (found.zh, "\n  ".join(filter(None, (found.hint_zh, shown))) or None)
    return error


def _unknown(text: str, line: int, byte: int, expected: str) -> _Mistake:
    lines = text.split("\n")
    line = min(line, len(lines))
    # The parser counts the column in bytes of UTF-8.
    column = len(lines[line - 1].encode("utf-8")[: byte - 1].decode("utf-8", "ignore"))
    offset = sum(len(row) + 1 for row in lines[: line - 1]) + column
    if "IRI parsing failed" in expected:
        return _Mistake(
            "an IRI is relative, or has a character that IRIs must not have", "IRI 是相对的，或含有不允许的字符", offset
        )
    # Of what the parser says it would take only the punctuation can be trusted, not the keywords.
    marks = sorted(set(re.findall(r'"([^\w\s"]+)"', re.sub(r"\[[^\]]*\]", "", expected))))
    en, zh = "the query cannot be parsed; the mistake stands here or a little before", "无法解析查询：错误在此处或稍前"
    if 0 < len(marks) <= 6:
        en, zh = f"{en} (a {' or '.join(marks)} would fit here)", f"{zh}（此处可写 {' 或 '.join(marks)}）"
    return _Mistake(en, zh, offset)


def _formless(query: QueryText) -> _Mistake | None:
    """A text that begins with none of the keywords."""
    if query.form:
        return None
    words = [match for match in TOKEN.finditer(query.text) if match.lastgroup == "word"]
    verbs = [match for match in words if match[0].lower() not in ("prefix", "base")]
    first = next(iter(verbs), None)
    near = nearest(first[0], FORMS) if first else None
    hint = f"Did you mean {near.upper()}?" if near else f"Begin it with {_FORM_WORDS}."
    hint_zh = f"是否想写 {near.upper()}？" if near else "请以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头。"
    offset = first.start() if first else len(query.text) - len(query.text.lstrip())
    return _Mistake("this is no query", "这不是查询", offset, hint, hint_zh)


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """The pieces of a query that are no string, comment or IRI, and where each begins."""
    at = 0
    for match in TOKEN.finditer(text):
        if match.lastgroup in ("string", "comment", "iri"):
            yield at, text[at : match.start()]
            at = match.end()
    yield at, text[at:]


def _keyboard(query: QueryText) -> _Mistake | None:
    """A mark as a Chinese keyboard writes it, where SPARQL has another."""
    places = ((at + i, c) for at, part in _outside(query.text) for i, c in enumerate(part) if c in _MARKS)
    found = next(places, None)
    if found is None:
        return None
    offset, mark = found
    plain = _MARKS[mark] if mark != "\u3000" else "a space"
    return _Mistake(
        f"{mark} is a mark of Chinese text, not of SPARQL",
        f"「{mark}」是中文标点，SPARQL 不使用",
        offset,
        f"Write {plain} instead, with the keyboard set to English.",
        f"请切换到英文输入，改写为 {'空格' if mark == chr(0x3000) else plain}",
    )


def _address(query: QueryText) -> _Mistake | None:
    """An address without the brackets of an IRI."""
    for at, part in _outside(query.text):
        if begins := _ADDRESS.search(part):
            # What stands behind # is a comment only to SPARQL.
            match = _ADDRESS.match(query.text, at + begins.start()) or begins
            shown = f"<{match[0]}>"
            return _Mistake(
                "an address stands in angle brackets", "网址须写在尖括号中", at + begins.start(),
                f"Write {shown}", f"请写作 {shown}",
            )  # fmt: skip
    return None


def _undeclared(query: QueryText) -> _Mistake | None:
    if not query.undeclared:
        return None
    name = query.undeclared[0]
    prefix = name.prefix or ""
    en, zh = f"the prefix {prefix}: is not declared", f"前缀 {prefix}: 未声明"
    line = f"PREFIX {prefix}: <{_well_known().get(prefix, '')}>"
    folders = {iri.rstrip("/#").rpartition("/")[2]: known for known, iri in PREFIXES.items() if iri.startswith(BASE)}
    if prefix in _well_known():
        hint, hint_zh = f"Add this line at the top: {line}", f"在开头加上：{line}"
    elif (meant := folders.get(prefix)) is not None:
        hint = f"The prefix of {PREFIXES[meant]} is {meant}:"
        hint_zh = f"{PREFIXES[meant]} 的前缀是 {meant}:"
    elif near := _likely(name, query.declared):
        stands = {**_well_known(), **PREFIXES, **query.declared}[near]
        hint = f"Did you mean {near}: ({stands})? Otherwise add a line: PREFIX {prefix}: <the namespace's IRI>"
        hint_zh = f"是否想写 {near}:（{stands}）？否则请加一行：PREFIX {prefix}: <命名空间的 IRI>"
    else:
        hint = f"Add a line at the top: PREFIX {prefix}: <the namespace's IRI>"
        hint_zh = f"在开头加一行：PREFIX {prefix}: <命名空间的 IRI>"
    return _Mistake(en, zh, name.offset, hint, hint_zh)


def _likely(name: Name, declared: Mapping[str, str]) -> str | None:
    """The prefix that was meant: a slip of two letters away, of the same length first; else the most alike."""
    from rapidfuzz.distance import OSA

    written = (name.prefix or "").casefold()
    known = [*declared, *PREFIXES]
    slips = sorted(
        (OSA.distance(written, other.casefold()), abs(len(other) - len(written)), other)
        for other in dict.fromkeys(known)
    )
    if slips and slips[0][0] <= (1 if len(written) < 6 else 2):
        return slips[0][2]
    return nearest(written, known)


@cache
def _well_known() -> Mapping[str, str]:
    from rdflib import Graph
    from rdflib.namespace import NamespaceManager

    return {prefix: str(iri) for prefix, iri in NamespaceManager(Graph(), bind_namespaces="rdflib").namespaces()}


def _blanked(text: str) -> str:
    """The query with strings, comments and IRIs as spaces, so that places stay."""
    plain = list(" " * len(text))
    for at, part in _outside(text):
        plain[at : at + len(part)] = part
    return "".join(plain)


def _ungrouped(query: QueryText) -> _Mistake | None:
    """The first variable that SELECT uses outside of an aggregate though nothing groups it."""
    text = _blanked(query.text)
    grouped = {name for match in _GROUP.finditer(text) for name in _VARIABLE.findall(match[1])}
    made = set(re.findall(r"\bAS\s+([?$]\w+)", text, re.IGNORECASE))
    for chosen in _CHOSEN.finditer(text):
        outside = _AGGREGATE.sub(lambda match: " " * len(match[0]), chosen[1])
        if outside == chosen[1] and not grouped:
            continue
        for match in _VARIABLE.finditer(outside):
            if match[0] not in grouped | made:
                return _Mistake(
                    f"SELECT uses {match[0]}, which GROUP BY does not group",
                    f"SELECT 中使用了 {match[0]}，但 GROUP BY 没有按它分组",
                    chosen.start(1) + match.start(),
                    f"Add {match[0]} to GROUP BY, or take one of each group: SAMPLE({match[0]}).",
                    f"请把 {match[0]} 加入 GROUP BY，或在每组中任取其一：SAMPLE({match[0]})。",
                )
    return None


def _unbalanced(query: QueryText) -> _Mistake | None:
    """The first bracket or quote without its partner."""
    closing = {")": "(", "]": "[", "}": "{"}
    open_: list[tuple[str, int]] = []
    for match in TOKEN.finditer(query.text):
        if match["quote"]:
            mark = match[0][: 3 if match[0][:3] in ('"""', "'''") else 1]
            where, zh = (
                ("does not end", "没有结束") if len(mark) == 3 else ("does not end on its line", "没有在本行结束")
            )
            return _Mistake(
                f"the string that begins with {mark} here {where}", f"此处以 {mark} 开头的字符串{zh}", match.start()
            )
        if match["bracket"] and match[0] in closing:
            if all(mark != closing[match[0]] for mark, _ in open_):
                return _Mistake(
                    f"this {match[0]} closes nothing", f"此处的 {match[0]} 没有与之配对的括号", match.start()
                )
            if open_[-1][0] != closing[match[0]]:
                mark, offset = open_[-1]
                line, column = place(query.text, match.start())
                return _Mistake(
                    f"this {mark} is not closed before the {match[0]} at line {line}, column {column}",
                    f"此处的 {mark} 在第 {line} 行第 {column} 列的 {match[0]} 之前没有关闭",
                    offset,
                )
            open_.pop()
        elif match["bracket"]:
            open_.append((match[0], match.start()))
    if not open_:
        return None
    return _Mistake(f"this {open_[-1][0]} is never closed", f"此处的 {open_[-1][0]} 没有关闭", open_[-1][1])


def _bare_aggregate(query: QueryText) -> _Mistake | None:
    """An aggregate in SELECT or HAVING without the brackets around it."""
    text = _blanked(query.text)
    for chosen in (*_CHOSEN.finditer(text), *re.finditer(r"\bHAVING\b(\s*[A-Z][^{}]*)", text, re.IGNORECASE)):
        for match in _AGGREGATE.finditer(chosen[1]):
            before = chosen[1][: match.start()]
            if before.count("(") == before.count(")"):
                call = query.text[chosen.start(1) + match.start() : chosen.start(1) + match.end()]
                shown = f"({call} AS ?n)" if "HAVING" not in chosen[0][:6].upper() else f"({call} > 1)"
                return _Mistake(
                    "an aggregate stands in brackets", "聚合函数须写在括号中", chosen.start(1) + match.start(),
                    f"Write {shown}", f"请写作 {shown}",
                )  # fmt: skip
            if not re.match(r"\s*(?:[-+*/<>=!,)]|AS\b)", chosen[1][match.end() :], re.IGNORECASE):
                return _Mistake(
                    "AS is missing between an expression and its name", "表达式与其名称之间缺少 AS",
                    chosen.start(1) + match.end(),
                )  # fmt: skip
    return None


def _commas(query: QueryText) -> _Mistake | None:
    """Commas between the variables of SELECT."""
    for chosen in _CHOSEN.finditer(_blanked(query.text)):
        if match := re.search(r"[?$]\w+\s*(,)\s*[?$]", chosen[1]):
            return _Mistake(
                "the variables of SELECT have no commas between them",
                "SELECT 的变量之间不加逗号",
                chosen.start(1) + match.start(1),
            )
    return None


def _bare_filter(query: QueryText) -> _Mistake | None:
    """A condition of FILTER without its brackets."""
    if match := re.search(r"\bFILTER\s+([?$]\w+)", _blanked(query.text), re.IGNORECASE):
        return _Mistake("the condition of FILTER stands in brackets", "FILTER 的条件须写在括号中", match.start(1))
    return None


_BEFORE: Final[tuple[Callable[[QueryText], _Mistake | None], ...]] = (_keyboard, _formless, _address, _undeclared)
"""Mistakes that are looked for whatever the parser says; each text has its place in the first that fits."""

_BEHIND: Final[tuple[Callable[[QueryText], _Mistake | None], ...]] = (_bare_aggregate, _commas, _bare_filter)
"""Mistakes that are looked for where brackets and strings are whole."""

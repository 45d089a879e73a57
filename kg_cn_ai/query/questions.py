"""The named questions: SPARQL files that any tool can run as they stand, with a header that people can read.

A file begins with comment lines: the question in English, the question in Chinese, then ``# key: value`` lines. Keys
are ``tags``, ``expected``, ``acceptance`` and ``broader`` (ids of questions it answers), ``note`` and ``param NAME``
(description in English ``|`` in Chinese). A parameter is a line of its own in the query, ``VALUES ?name { default
}``, so that the file is valid SPARQL and answers for its default everywhere; :meth:`Question.bind` writes another
value there, or takes the line out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import expand

ANY: Final = "any"
"""The value that takes a parameter's line out of the query."""

_KEYS: Final = ("tags", "expected", "acceptance", "broader", "note")
_PARAM: Final = re.compile(r"param\s+(\w+)$")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?")
_DEFAULT_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"(\^\^\S+|@[A-Za-z-]+)?')
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')
_TO_ESCAPE: Final = re.compile(r'\\[uU]|[\\"\n\r\t]')
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about; ``default`` is what the file itself asks about, as SPARQL terms."""

    name: str
    description: str
    description_zh: str
    default: str

    @property
    def takes_iri(self) -> bool:
        """Whether values are things or concepts, and not texts or numbers."""
        return not (self.default.startswith('"') or _NUMBER.match(self.default))

    def term(self, value: str) -> str:
        """A value as a SPARQL term of the default's kind; a text gets the default's datatype or language.

        Raises:
            InputError: The value is not of that kind.
        """
        if self.takes_iri:
            iri = expand(value)
            if iri is None or not _is_iri(iri):
                raise self._refuse(value, "a thing or concept")
            return f"<{iri}>"
        if not self.default.startswith('"'):
            if not _NUMBER.fullmatch(value):
                raise self._refuse(value, "a number")
            return value
        match = _DEFAULT_TEXT.match(self.default)
        suffix = (match[1] if match else None) or ""
        if suffix.endswith("date"):
            try:
                date.fromisoformat(value)
            except ValueError as error:
                raise self._refuse(value, "a date") from error
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise self._refuse(value, "Unicode text")
        return f"{literal(value)}{suffix}"

    def _refuse(self, value: str, kind: str) -> InputError:
        return InputError(
            f"the parameter {self.name} takes {kind}, not {value!r}",
            hint=f"Write it as in the default: {self.default}",
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A named question.

    Attributes:
        id: Name of the file without its ending.
        question: The question in English; ``question_zh`` in Chinese.
        tags: Sorted.
        params: By name, in the order of the header.
        text: The whole file.
        path: The file.
        meta: The other keys of the header, such as ``expected``.
    """

    id: str
    question: str
    question_zh: str
    tags: tuple[str, ...]
    params: Mapping[str, Parameter]
    text: str
    path: Path
    meta: Mapping[str, str]

    def bind(self, **params: str | Sequence[str]) -> str:
        """The query for other values than the defaults.

        Args:
            **params: For each parameter a value or several: ``prefix:name`` or an IRI for a thing, plain
                text, a number; ``any`` takes the restriction out. Parameters that are left out keep their
                default.

        Raises:
            InputError: There is no such parameter, or the value is of the wrong kind.
        """
        text = self.text
        for name, given in params.items():
            parameter = self.params.get(name)
            if parameter is None:
                known = ", ".join(self.params) or "none"
                raise InputError(f"the question {self.id} has no parameter {name!r}", hint=f"Its parameters: {known}.")
            values = [given] if isinstance(given, str) else list(given)
            if not values:
                raise InputError(f"the parameter {name} of the question {self.id} needs a value")
            terms = None if ANY in values else " ".join(parameter.term(value) for value in values)

            def line(match: re.Match[str], terms: str | None = terms, name: str = name) -> str:
                return "" if terms is None else f"{match[1]}VALUES ?{name} {{ {terms} }}\n"

            text = _values_line(name).sub(line, text)
        return text


def _is_iri(text: str) -> bool:
    import pyoxigraph as ox

    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return not _NOT_IN_IRI.search(text)


def literal(text: str) -> str:
    r"""A text as a SPARQL string literal.

    A backslash before ``u`` or ``U`` needs care: parsers that replace ``\uXXXX`` before anything else would
    read an escape there, so the letter itself is written as one.
    """

    def escape(match: re.Match[str]) -> str:
        return _ESCAPES[match[0][0]] + "".join(f"\\U{ord(c):08X}" for c in match[0][1:])

    return '"' + _TO_ESCAPE.sub(escape, text) + '"'


def load_questions(folder: Path) -> dict[str, Question]:
    """The questions of a folder's ``*.rq`` files, by id, sorted.

    Raises:
        InputError: The folder cannot be read, or a header is not as it must be; ``where`` is file and line.
    """
    if not folder.is_dir():
        raise InputError("there is no folder of questions", where=str(folder))
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def read_question(path: Path) -> Question:
    """The question in one file.

    Raises:
        InputError: The file cannot be read, or its header is not as it must be; ``where`` is file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    header = list(_header(text))
    if len(header) < 2 or not header[0][1] or not header[1][1]:
        raise InputError(
            "a question begins with two comment lines, in English and in Chinese",
            where=f"{path}:{min(len(header), 1) + 1}",
        )
    params: dict[str, Parameter] = {}
    meta: dict[str, str] = {}
    for number, line in header[2:]:
        where = f"{path}:{number}"
        key, colon, value = (part.strip() for part in line.partition(":"))
        match = _PARAM.match(key)
        if not colon or not (match or key in _KEYS):
            raise InputError(
                f"a header line that is not understood: {line!r}",
                where=where,
                hint=f"Write '# key: value' with one of {', '.join(_KEYS)}, param NAME.",
            )
        if (match[1] if match else key) in (params if match else meta):
            raise InputError(f"{key} stands in the header twice", where=where)
        if match:
            params[match[1]] = _parameter(match[1], value, text, where)
        else:
            meta[key] = value
    tags = tuple(sorted(tag.strip() for tag in meta.pop("tags", "").split(",") if tag.strip()))
    return Question(path.stem, header[0][1], header[1][1], tags, params, text, path, meta)


def _header(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            return
        yield number, line.removeprefix("#").strip()


def _parameter(name: str, value: str, text: str, where: str) -> Parameter:
    english, bar, chinese = (part.strip() for part in value.partition("|"))
    if not english or not bar or not chinese:
        raise InputError(f"the parameter {name} needs a description in English | in Chinese", where=where)
    match = _values_line(name).search(text)
    if match is None or not match[2].strip():
        raise InputError(
            f"the query has no line for the parameter {name}",
            where=where,
            hint=f"Write it on a line of its own: VALUES ?{name} {{ default }}",
        )
    return Parameter(name, english, chinese, match[2].strip())


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"^([ \t]*)VALUES[ \t]*[?$]{re.escape(name)}[ \t]*\{{(.*)\}}[ \t]*\.?[ \t]*(?:\n|\Z)",
        re.MULTILINE | re.IGNORECASE,
    )

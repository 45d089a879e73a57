"""Rows of plain values as text: tables for people, TSV, CSV, JSON and Markdown.

Text for people never carries control or bidirectional override characters of the data: they could rewrite a
terminal or a page. The formats for tools carry every character.
"""

import html
import io
import json
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from kg_cn_ai.errors import InputError

ROW_FORMATS: Final = ("table", "tsv", "csv", "json", "md")
ALIASES: Final = {"turtle": "ttl", "ntriples": "nt", "json-ld": "jsonld", "xml": "rdfxml", "markdown": "md"}

_BIDI: Final = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})


def html_text(value: Any) -> str:
    """A value as HTML text."""
    return html.escape(visible(cell_text(value)))


def html_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], cell: Callable[[Any], str] = html_text) -> str:
    """Rows as an HTML table for notebooks; ``cell`` makes the HTML of a value."""
    head = "".join(f"<th>{html.escape(visible(name))}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def render_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], format: str = "table", *, width: int | None = None
) -> str:
    r"""Rows of plain values as text that ends with a line break.

    Args:
        columns: Names of the columns.
        rows: One sequence per row, as long as ``columns``; None is an empty cell.
        format: ``table``; ``tsv`` (tab, line break and backslash written as ``\t``, ``\n``, ``\r``, ``\\``);
            ``csv``; ``json`` (list of objects); ``md``.
        width: Columns of the terminal for ``table``; None asks the terminal.

    Raises:
        InputError: There is no such format.
    """
    format = ALIASES.get(format, format)
    if format == "table":
        return _render_table(columns, rows, width)
    if format == "tsv":
        lines = [columns, *([cell_text(value) for value in row] for row in rows)]
        return "".join("\t".join(map(_tsv_escape, line)) + "\n" for line in lines)
    if format == "csv":
        lines = [columns, *([cell_text(value) for value in row] for row in rows)]
        return "".join(",".join(map(_csv_quote, line)) + "\n" for line in lines)
    if format == "json":
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        return json.dumps(objects, ensure_ascii=False, indent=1, default=_json_default) + "\n"
    if format == "md":
        head = [*columns]
        lines = [head, ["---"] * len(head), *([cell_text(value) for value in row] for row in rows)]
        return "".join("| " + " | ".join(map(markdown_escape, line)) + " |\n" for line in lines)
    raise InputError(f"no format {format!r}", hint=f"Use one of {', '.join(ROW_FORMATS)}.")


def _render_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, name in enumerate(columns):
        numbers = [row[index] for row in rows if row[index] is not None]
        right = bool(numbers) and all(isinstance(n, int | float | Decimal) and not isinstance(n, bool) for n in numbers)
        table.add_column(Text(visible(name)), overflow="fold", justify="right" if right else "left")
    for row in rows:
        table.add_row(*(Text(visible(cell_text(value))) for value in row))
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, color_system=None, force_terminal=False, legacy_windows=False)
    console.print(table)
    text = "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())
    return text if rows else f"{text}(no rows)\n"


def cell_text(value: Any) -> str:
    """A value as text: empty for None, ISO for dates, ``true``, ``false``, lists with ``; `` between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(cell_text(part) for part in value)
    return str(value)


def visible(text: str) -> str:
    """The text with control characters, surrogates and overrides of the writing direction spelt out."""
    if text.isprintable():  # none of them is
        return text
    return "".join(
        c if unicodedata.category(c) not in ("Cc", "Cs") and unicodedata.bidirectional(c) not in _BIDI
        else f"\\u{ord(c):04x}"
        for c in text
    )  # fmt: skip


def _csv_quote(text: str) -> str:
    # Not the csv module: with "\n" between lines it leaves a lone "\r" unquoted, which ends a line too.
    return '"' + text.replace('"', '""') + '"' if not text or any(c in text for c in ',"\r\n') else text


def _tsv_escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def markdown_escape(text: str) -> str:
    """The text with Markdown's own characters escaped, on one line."""
    escaped = "".join(f"\\{c}" if c in "\\|*_`[]<>#~$!" else c for c in text)
    return visible(escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", " "))


def _json_default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")

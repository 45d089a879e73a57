"""The cells of published tables: rows by column, lists with commas, and numbers and dates as literals.

Tables written by programs carry the noise of their arithmetic (247000000.00000003, 6.899999999999999e24), so numbers
with a fraction or of any size are rounded to the significant digits of :data:`kg_cn_ai.authoring.mentions.PRECISION`.
"""

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.mentions import PRECISION
from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import EDTF, XSD

if TYPE_CHECKING:
    from kg_cn_ai.authoring.importers.core import Draft

__all__ = ["columns", "date", "decimal", "double", "records", "split", "truth", "us_date", "whole"]

_DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_US_DATES: Final = ("%B %d, %Y", "%m/%d/%Y", "%m/%d/%y", "%d %b %Y")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def columns(document: Document) -> list[str]:
    """The header of a CSV file.

    Raises:
        InputError: The file is empty.
    """
    if not document.rows:
        raise InputError("is empty", where=str(document.path), hint="check that this is the right table")
    return document.rows[0]


def records(
    document: Document, known: Iterable[str], needed: Iterable[str], draft: "Draft"
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV file as (fragment, cells by column); unknown columns are a warning.

    Raises:
        InputError: There are no rows, a needed column is missing, or a row has another number of cells than the header.
    """
    head = columns(document)
    if missing := [name for name in needed if name not in head]:
        raise InputError(
            f"has no column {', '.join(map(repr, missing))}",
            where=str(document.path),
            hint="check that this is the right table; its columns are named in the importer",
        )
    if not any(document.rows[1:]):
        raise InputError("has a header and no rows", where=str(document.path), hint="check that the table is whole")
    for name in head:
        if name not in set(known) | set(needed):
            draft.warn("row=1", f"the column {name!r} is new: nothing is taken from it")
    for number, row in draft.walk(list(enumerate(document.rows[1:], 2))):
        if not row:
            continue
        if len(row) != len(head):
            raise InputError(
                f"row {number} has {len(row)} cells, not {len(head)}", where=str(document.path), hint="mend the file"
            )
        draft.summary.read += 1
        yield f"row={number}", {name: cell.strip() for name, cell in zip(head, row, strict=True)}


def split(text: str, whole: Iterable[str] = ()) -> list[str]:
    """The parts of a list with commas between; names in ``whole`` keep their own commas."""
    for name in whole:
        text = text.replace(name, name.replace(",", "\0"))
    return [part.strip().replace("\0", ",") for part in text.split(",") if part.strip()]


def date(text: str) -> Literal | None:
    """An ISO date at its own precision, as EDTF; None where the text is empty.

    Raises:
        InputError: It is no date, or not in the calendar.
    """
    text = text.strip()
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise InputError(f"{text!r} is no date", hint="write 2026, 2026-07 or 2026-07-19")
    bounds(text)
    return Literal(text, datatype=NamedNode(EDTF))


def us_date(text: str) -> Literal | None:
    """A day as notices of the United States write it, or an ISO date; None where the text is empty.

    >>> [us_date(text).value for text in ("June 10, 2026", "6/5/20", "10/9/2019", "03 Jun 2021", "2026-06")]
    ['2026-06-10', '2020-06-05', '2019-10-09', '2021-06-03', '2026-06']

    Raises:
        InputError: It is no date, or not in the calendar.
    """
    for form in _US_DATES:
        with suppress(ValueError):
            return date(datetime.strptime(text.strip(), form).date().isoformat())
    return date(text)


def whole(text: str) -> Literal | None:
    """A number without fraction, also where the table writes it as a float; None where the text is empty.

    Raises:
        InputError: It is no whole number, or one that stores cannot hold.
    """
    if (number := _number(text)) is None:
        return None
    if number != number.to_integral_value():
        number = PRECISION.plus(number)
    if number != number.to_integral_value() or abs(number) >= 2**63:
        raise InputError(f"{text!r} is no whole number that stores can hold")
    return Literal(int(number))


def decimal(text: str) -> Literal | None:
    """A number with or without fraction as xsd:decimal; None where the text is empty.

    Raises:
        InputError: It is no number.
    """
    if (number := _number(text)) is None:
        return None
    value = f"{PRECISION.plus(number):f}"
    value = value.rstrip("0").rstrip(".") if "." in value else value
    return Literal(value, datatype=NamedNode(f"{XSD}decimal"))


def double(text: str) -> Literal | None:
    """A number of any size as xsd:double; None where the text is empty.

    Raises:
        InputError: It is no number.
    """
    return None if (number := _number(text)) is None else Literal(float(PRECISION.plus(number)))


def _number(text: str) -> Decimal | None:
    """The number that a cell writes, every digit of it; None where the text is empty."""
    text = text.strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise InputError(f"{text!r} is no number")
    return Decimal(text)


def truth(text: str) -> Literal | None:
    """``True``, ``Yes``, ``False``, ``No`` as xsd:boolean; None where the text is empty.

    Raises:
        InputError: It is none of these.
    """
    found = {"": None, "true": True, "yes": True, "false": False, "no": False}
    word = text.strip().lower()
    if word not in found:
        raise InputError(f"{text!r} is neither true nor false")
    return None if found[word] is None else Literal(bool(found[word]))

"""The cells of published tables: rows by column, lists with commas, and numbers and dates as literals."""

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.documents import Document
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import EDTF, XSD

if TYPE_CHECKING:
    from kg_cn_ai.importers.core import Draft

__all__ = ["date", "decimal", "double", "records", "split", "truth", "whole"]


def records(
    document: Document, known: Iterable[str], needed: Iterable[str], draft: "Draft"
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV file as (fragment, cells by column); unknown columns are a warning.

    Raises:
        InputError: A needed column is missing, or a row has another number of cells than the header.
    """
    head = document.rows[0]
    if missing := [name for name in needed if name not in head]:
        raise InputError(
            f"has no column {', '.join(map(repr, missing))}",
            where=str(document.path),
            hint="check that this is the right table; its columns are named in the importer",
        )
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
        InputError: It is no date.
    """
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise InputError(f"{text!r} is no date")
    return Literal(text, datatype=NamedNode(EDTF))


def whole(text: str) -> Literal | None:
    """A number without fraction, also where the table writes it as a float; None where the text is empty.

    Raises:
        InputError: It is no whole number.
    """
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no number") from error
    # Tables written by programs carry the noise of their arithmetic: 247000000.00000003.
    if abs(number - round(number)) > 4 * math.ulp(number) or abs(number) >= 2**63:
        raise InputError(f"{text!r} is no whole number that stores can hold")
    return Literal(round(number))


def decimal(text: str) -> Literal | None:
    """A number with or without fraction as xsd:decimal; None where the text is empty.

    Raises:
        InputError: It is no number.
    """
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no number") from error
    return Literal(f"{number:.10f}".rstrip("0").rstrip("."), datatype=NamedNode(f"{XSD}decimal"))


def double(text: str) -> Literal | None:
    """A number of any size as xsd:double; None where the text is empty.

    Raises:
        InputError: It is no number.
    """
    if not text.strip():
        return None
    try:
        return Literal(float(text))
    except ValueError as error:
        raise InputError(f"{text!r} is no number") from error


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

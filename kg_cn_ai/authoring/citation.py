"""Where a text stands in a document, as the fragment that authors paste."""

import re
from dataclasses import dataclass
from pathlib import Path

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.mentions import fold
from kg_cn_ai.errors import InputError


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a text occurs: the fragment to paste, and the words around it."""

    fragment: str
    before: str
    text: str
    after: str


def cite(path: Path, text: str, context: int = 40) -> list[Citation]:
    """Every place of a text in a document, whatever white space stands between its words.

    In a CSV file the places are rows; elsewhere characters.

    Raises:
        InputError: The file cannot be read, the text is empty, or does not occur (the hint: how much does).
    """
    words = text.split()
    if not words:
        raise InputError("the text to look for is empty", hint="give some words of the source")
    document = Document.read(path)
    if path.suffix.lower() == ".csv":
        found = [
            Citation(f"row={number}", "", " | ".join(row)[:200], "")
            for number, row in enumerate(document.rows, start=1)
            if number > 1 and fold(text) in fold(" | ".join(row))
        ]
    else:
        body = document.text
        found = [
            Citation(
                f"char={match.start()},{match.end()}",
                " ".join(body[max(0, match.start() - context) : match.start()].split()),
                match.group(),
                " ".join(body[match.end() : match.end() + context].split()),
            )
            for match in re.finditer(r"\s+".join(map(re.escape, words)), body)
        ]
    if not found:
        raise InputError(f"{text!r} does not occur", where=str(path), hint=_nearest_beginning(document.text, words))
    return found


def _nearest_beginning(body: str, words: list[str]) -> str:
    for number in range(len(words) - 1, 0, -1):
        if re.search(r"\s+".join(map(re.escape, words[:number])), body):
            return f"its first {number} words do: check how it goes on (quotation marks and dashes differ easily)"
    return "check the spelling; upper and lower case count"

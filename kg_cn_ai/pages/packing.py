"""The explorer's data with all left out that the page can work out again, so that the file is small.

`explorer_data` gives columns in which much follows from something else; compression does not find that. Packed, and
undone in ``templates/explorer/unpack.js``, which gives the same columns back:

* ``things.x``, ``things.y`` and ``relations.from``: differences to the number before.
* ``own``, new in ``graph``: how many statements have each thing as their subject and stand in its card. They are the
  first rows of the statements, thing after thing, so that no card has to name them.
* ``relations.fact``: the row less the first own row of the thing that the relation starts from; null for none.
* Columns of ``statements``: null where the value is that of the relation whose ``fact`` the row is (``from`` and ``to``
  for the ends), and as ``subject`` also where it is the thing among whose own statements the row stands.
* ``evidence``, apart from the statements: how many spans each row has (``number``), and all of them one after the other
  (``span``), each less the first span that no row before had: a span used for the first time is 0.
* ``cards`` in columns. Of incoming statements their number (``incoming``), and all of them one after the other
  (``place``) as places among the rows whose object is the thing, each less the place after the one before in its card.
  ``part`` names the cards that do not hold all that is known.
* ``spans`` in columns: English and Chinese mostly have the same numbers in a few patterns. ``words`` holds the patterns
  of both as the pieces around the numbers, ``pattern`` says which one a span has, and ``numbers`` are those of all
  spans in one text, parted by blanks. ``pages`` has the pages of those spans that rest on pages.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["packed"]

_NUMBER: Final = re.compile(r"([0-9][0-9,.]*)")
_ENDS: Final = {"subject": "from", "object": "to"}
"""Columns of statements that have another name among those of relations."""


def packed(graph: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The blocks ``graph`` and ``facts`` of `explorer_data`, packed.

    Raises:
        ValueError: The own statements of the cards are not the first rows in the order of the things.
    """
    things, relations, cards = graph["things"], graph["relations"], facts["cards"]
    own = [len(card["facts"]) for card in cards]
    if [row for card in cards for row in card["facts"]] != list(range(sum(own))):
        raise ValueError("own statements must stand first, in the order of the things")
    first = [0]
    for number in own:
        first.append(first[-1] + number)
    rows = [
        None if row < 0 else row - first[start] for start, row in zip(relations["from"], relations["fact"], strict=True)
    ]
    statements = facts["statements"]
    evidence = statements["evidence"]
    return (
        {
            **graph,
            "things": {**things, "x": _differences(things["x"]), "y": _differences(things["y"])},
            "relations": {**relations, "from": _differences(relations["from"]), "fact": rows},
            "own": own,
        },
        {
            **facts,
            "statements": {
                key: _further(key, column, relations, own) for key, column in statements.items() if key != "evidence"
            },
            "evidence": {"number": [len(spans) for spans in evidence], "span": _first_use(evidence)},
            "cards": {
                "note": [card["note"] for card in cards],
                "records": [card["records"] for card in cards],
                "incoming": [len(card["incoming"]) for card in cards],
                "place": _places(cards, statements["object"]),
                "part": [thing for thing, card in enumerate(cards) if card.get("part")],
            },
            "spans": _spans(facts["spans"]),
        },
    )


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _further(key: str, column: Sequence[Any], relations: Mapping[str, Any], own: Sequence[int]) -> list[Any]:
    """A column of the statements with null for what relations, or the places of the rows, say already."""
    known: dict[int, Any] = {}
    for row, value in zip(relations["fact"], relations[_ENDS.get(key, key)], strict=True):
        known.setdefault(row, value)
    if key == "subject":
        known.update(enumerate(thing for thing, number in enumerate(own) for _ in range(number)))
    return [None if row in known and known[row] == value else value for row, value in enumerate(column)]


def _first_use(evidence: Sequence[Sequence[int]]) -> list[int]:
    found, unused = [], 0
    for spans in evidence:
        for span in spans:
            found.append(span - unused)
            unused = max(unused, span + 1)
    return found


def _places(cards: Sequence[Mapping[str, Any]], objects: Sequence[int]) -> list[int]:
    candidates: dict[int, dict[int, int]] = defaultdict(dict)
    for row, end in enumerate(objects):
        candidates[end][row] = len(candidates[end])
    found = []
    for thing, card in enumerate(cards):
        expected = 0
        for row in card["incoming"]:
            place = candidates[thing][row]
            found.append(place - expected)
            expected = place + 1
    return found


def _spans(spans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    patterns: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    pattern, numbers = [], []
    for span in spans:
        # Every second piece is a number.
        en, zh = _NUMBER.split(span["en"]), _NUMBER.split(span["zh"])
        alike = en[1::2] == zh[1::2]
        words = (tuple(en[::2]), tuple(zh[::2])) if alike else ((span["en"],), (span["zh"],))
        pattern.append(patterns.setdefault(words, len(patterns)))
        numbers += en[1::2] if alike else []
    return {
        "document": [span["document"] for span in spans],
        "words": list(patterns),
        "pattern": pattern,
        "numbers": " ".join(numbers),
        "pages": {place: span["pages"] for place, span in enumerate(spans) if "pages" in span},
    }

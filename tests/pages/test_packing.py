"""What the explorer's file leaves out; that the page works it out again is tested in the browser."""

import pytest
from explorer_pages import data, own

from kg_cn_ai.pages.packing import packed


def test_what_relations_and_places_say_is_left_out() -> None:
    columns, facts = data(*own())
    graph, rest = packed(columns, facts)
    rows = len(facts["statements"]["property"])
    related = {row for row in columns["relations"]["fact"] if row >= 0}
    for key in ("property", "object", "status", "grade"):
        assert sum(value is None for value in rest["statements"][key]) >= len(related)
    assert sum(value is None for value in rest["statements"]["subject"]) > 0.9 * rows
    assert sum(graph["own"]) <= rows
    assert sum(span == 0 for span in rest["evidence"]["span"]) <= len(facts["spans"])
    assert columns["relations"]["fact"] != graph["relations"]["fact"] and min(columns["relations"]["fact"]) >= 0


def test_spans_share_their_words() -> None:
    spans = [
        {"document": 0, "en": "row 1,234", "zh": "第 1,234 行"},
        {"document": 1, "en": "row 5", "zh": "第 5 行"},
        {"document": 1, "en": "page 7", "zh": "第七页"},
        {"document": 1, "en": "", "zh": ""},
    ]
    columns, facts = data(*own())
    found = packed(columns, {**facts, "spans": spans})[1]["spans"]
    assert found["words"][:2] == [(("row ", ""), ("第 ", " 行")), (("page 7",), ("第七页",))]
    assert (found["pattern"], found["numbers"]) == ([0, 0, 1, 2], "1,234 5")


def test_own_statements_in_another_order_stop_the_build() -> None:
    columns, facts = data(*own())
    card = next(card for card in facts["cards"] if len(card["facts"]) > 1)
    card["facts"].reverse()
    with pytest.raises(ValueError, match="own statements must stand first"):
        packed(columns, facts)

"""Which offer a request wants most."""

import pytest

from kg_cn_ai.web.negotiation import choose, is_among, joined, preferred

OFFERS = ("text/html", "text/turtle", "application/json")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/*;q=0.5, application/json;q=0.6", "application/json"),
        ("text/*, text/html;q=0.1", "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("application/json;q=1.5", "application/json"),
        ("text/turtle;q=nan, application/json;q=0.2", "application/json"),
        ("text/turtle;level=1;q=0.4, application/json;q=0.2", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        (",;,", "text/html"),
    ],
)
def test_the_most_specific_range_decides(accept: str | None, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB", "en"),
        ("de, fr;q=0.9", None),
        ("de, en;q=0.2, zh;q=0.4", "zh"),
        ("*", None),
    ],
)
def test_the_language_that_is_preferred(header: str, expected: str | None) -> None:
    assert preferred(header, ("en", "zh")) == expected


def test_lines_of_a_list_are_one_and_others_stay() -> None:
    lines = [(b"accept", b"a/b"), (b"x", b"1"), (b"accept", b"c/d;q=0.5"), (b"x", b"2")]
    assert joined(lines) == [(b"accept", b"a/b, c/d;q=0.5"), (b"x", b"1"), (b"x", b"2")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ('"ab"', False), ("", False)],
)
def test_an_etag_is_looked_for_among_those_that_a_visitor_has(header: str, expected: bool) -> None:
    assert is_among('W/"a"', header) is expected

"""Dates: what a day, month, year or interval can mean."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_cn_ai import date_bounds
from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError

days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(days)
def test_a_day_is_its_own_bounds(day: dt.date) -> None:
    assert bounds(day.isoformat()) == (day, day)


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_a_month_runs_to_its_last_day(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    assert bounds(f"{year}-{month:02d}") == (dt.date(year, month, 1), dt.date(year, month, last))


@given(days, days)
def test_an_interval_is_bounded_by_its_ends_or_refused(one: dt.date, other: dt.date) -> None:
    text = f"{one.isoformat()}/{other.isoformat()}"
    if one <= other:
        assert bounds(text) == (one, other)
    else:
        with pytest.raises(InputError, match="ends before it starts"):
            bounds(text)


@given(days, st.sampled_from(["..", ""]))
def test_an_open_or_unknown_end_is_no_bound(day: dt.date, end: str) -> None:
    assert bounds(f"{end}/{day.isoformat()}") == (None, day)
    assert bounds(f"{day.isoformat()}/{end}") == (day, None)


@pytest.mark.parametrize("text", ["2023~", "2023?", "2023-08%"])
def test_doubt_does_not_move_the_bounds(text: str) -> None:
    assert bounds(text) == bounds(text[:-1])


@pytest.mark.parametrize(
    "text",
    ["", "x", "2023-13", "2023-02-30", "2023-1", "October 2023", "../..", "/", "Y20000", "2023-08-15T00:00"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        bounds(text)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        first, last = bounds(text)
    except InputError:
        return
    assert first is None or last is None or first <= last


def test_a_thing_that_was_seen_before_a_list_shows_it_began_by_then() -> None:
    """Only an end can come before a beginning; that is left for the shapes to say."""
    seen, listed = {"2022-05-16"}, {"2022-06-01"}
    day = dt.date(2022, 5, 16)
    assert date_bounds._bounds({"from": listed, "asOf": seen}) == (day, day)
    assert date_bounds._bounds({"from": listed, "to": seen}) == (dt.date(2022, 6, 1), day)

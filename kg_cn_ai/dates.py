"""Dates at the precision a source gives, and the days they can mean.

A date is an EDTF literal (ISO 8601-2): ``2023``, ``2023-08``, ``2023-10-24/2023-10-31``, ``../2023-10-31``. Filters and
sorting need days, so the build bounds each date with the first and the last day it can mean. The ``edtf`` library
parses; two of its readings are corrected here: the open end of an interval (``..``) is an infinity in it, and the
unknown end (nothing before or after the slash) is a guess of ten years. Both mean: no bound.
"""

import datetime as dt
import re
from calendar import monthrange
from contextlib import suppress
from functools import cache

from kg_cn_ai.errors import InputError


@cache
def bounds(edtf: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day that an EDTF date can mean, both inclusive; None for an open or unknown end.

    Raises:
        InputError: The text is not EDTF, lies outside the years 1–9999, or ends before it starts.
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _days(edtf)
    open_ends = ("", "..")
    if first in open_ends and last in open_ends:
        raise InputError(f"the date {edtf!r} has no end at all", hint="leave the date out and set its basis to none")
    lower = None if first in open_ends else _days(first)[0]
    upper = None if last in open_ends else _days(last)[1]
    if lower and upper and lower > upper:
        raise InputError(f"the date {edtf!r} ends before it starts", hint="write the earlier date first")
    return lower, upper


def _days(edtf: str) -> tuple[dt.date, dt.date]:
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", edtf):
        # A day, month or year is one in any library; edtf takes milliseconds for each, and tables have thousands.
        year, month, day = (int(part) if part else 0 for part in match.groups())
        with suppress(ValueError):
            last = dt.date(year, month or 12, day or monthrange(year, month or 12)[1])
            return dt.date(year, month or 1, day or 1), last
    from edtf import EDTFObject, parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(edtf)
        if not isinstance(parsed, EDTFObject):
            raise TypeError
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return dt.date(*lower[:3]), dt.date(*upper[:3])
    except (EDTFParseException, ValueError, TypeError, OverflowError) as error:
        raise InputError(
            f"{edtf!r} is not a date in EDTF",
            hint="write 2023, 2023-08, 2023-08-15, or an interval such as 2023-10-24/2023-10-31 or ../2023-10-31",
        ) from error

# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What the formats of dates, times, UUIDs and amounts ask of a text.

In: a text. Out: whether it has the format to the letter. Source: RFC 3339; RFC 4648, section 4;
RFC 9562, section 4; for `decimal` the OpenAPI format registry.
"""

from __future__ import annotations

import re
from typing import Final

_DATE: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_DURATION_TIME: Final = "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DURATION: Final = re.compile(
    "P(?:[0-9]+W"
    "|(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)"
    f"(?:T{_DURATION_TIME})?|T{_DURATION_TIME})"
)
_UUID: Final = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BASE64: Final = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _date(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a `full-date`. Source: RFC 3339, section 5.6."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= _days(year, month) else None


def _minutes(text: str) -> tuple[int, bool] | None:
    """Return the minute of the UTC day, and whether the second is a leap second's.

    Below 0 it is the day before, from 1440 on the day after. None if the text is no `full-time`.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    sign, offset_hour, offset_minute = match[4], int(match[5] or 0), int(match[6] or 0)
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59 or second > 60 or offset_hour > 23 or offset_minute > 59:
        return None
    offset = 60 * offset_hour + offset_minute
    at = 60 * hour + minute + (offset if sign == "-" else -offset)
    # A leap second is the last one of a UTC day.
    return (at, second == 60) if second < 60 or at % 1440 == 1439 else None


def is_date(text: str) -> bool:
    """Whether a text is a `full-date`."""
    return _date(text) is not None


def is_time(text: str) -> bool:
    """Whether a text is a `full-time`."""
    return _minutes(text) is not None


def is_date_time(text: str) -> bool:
    """Whether a text is a `date-time`, by RFC 3339."""
    date = _date(text[:10])
    time = _minutes(text[11:])
    if date is None or time is None or text[10] not in "Tt":
        return False
    at, is_leap_second = time
    if not is_leap_second:
        return True
    # Leap seconds end a month of UTC (ITU-R TF.460-6), which may be the day before or after here.
    year, month, day = date
    last = _days(year, month)
    if at < 0:
        return day == 1
    return day == last - 1 if at >= 1440 else day == last


def is_duration(text: str) -> bool:
    """Whether a text is a `duration` of ISO 8601."""
    return _DURATION.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID."""
    return _UUID.fullmatch(text) is not None


def is_base64(text: str) -> bool:
    """Whether a text is base64 with its padding."""
    return _BASE64.fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """Whether a text is a number as JSON writes them, leading zeros allowed."""
    return _DECIMAL.fullmatch(text) is not None

# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Python's own values for what JSON can only say as text or number.

In: the name of a format. Out: its Kind, which reads the text of a date, a UUID, an amount, and
writes the value. Reading takes what servers really send, as long as it means one value; what the
format's own words ask of a text that is sent is in `_date_formats`.
Sources: RFC 3339, section 5.6 and appendix A; RFC 4648, sections 4 and 5; RFC 9562, section 4.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from ._package import Package
from ._read import UnknownInteger, UnknownText

Date_: TypeAlias = date
DateTime_: TypeAlias = datetime
Time_: TypeAlias = time
TimeDelta_: TypeAlias = timedelta

_TIME: Final = r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,]([0-9]+))?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK: Final = re.compile(_TIME)
_INSTANT: Final = re.compile(f"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[Tt ]{_TIME}")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_UUID: Final = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32}")
_AMOUNT: Final = "(?:([0-9]{{1,20}}(?:[.,][0-9]{{1,20}})?){0})?"
_SPAN: Final = re.compile(
    "([+-])?P"
    + "".join(_AMOUNT.format(unit) for unit in "YMWD")
    + "(?:T"
    + "".join(_AMOUNT.format(unit) for unit in "HMS")
    + ")?"
)
_UNITS: Final = ("weeks", "days", "hours", "minutes", "seconds")
_LARGEST_PLAIN: Final = 60
"""The power of ten up to which an amount is written without an exponent."""


class Kind:
    """What a text of one format means: the classes of its values, and both ways.

    `read` raises ValueError or ArithmeticError where no value is meant. What `is_number` is read
    from a number, all else from a text.
    """

    __slots__ = ("classes", "is_number", "name", "read", "write")

    def __init__(
        self,
        name: str,
        classes: tuple[type, ...],
        read: Callable[[Any], Any],
        write: Callable[[Any], Any],
        *,
        is_number: bool = False,
    ) -> None:
        self.name: Final = name
        self.classes: Final = classes
        self.read: Final = read
        self.write: Final = write
        self.is_number: Final = is_number


@cache
def kind(name: str, package: Package | None = None) -> Kind:
    """Return the kind of a format, or of an enum of a package."""
    match name:
        case "date-time":
            return Kind("a date-time", (datetime,), _instant, _zoned)
        case "date":
            return Kind("a date", (date,), _day, _iso_text)
        case "time":
            return Kind("a time", (time,), _clock, _zoned)
        case "duration":
            return Kind("a duration without years and months", (timedelta,), _span, _span_text)
        case "uuid":
            return _uuid_kind()
        case "byte":
            return Kind("base64", (bytes, bytearray), _octets, _base64)
        case "base64url":
            return Kind("base64url", (bytes, bytearray), _octets, _base64url)
        case "decimal":
            return Kind("a decimal number", (Decimal,), _decimal, plain_digits)
        case "float":
            name = "a number that a float can hold"
            return Kind(name, (float, int), _float, _itself, is_number=True)
        case "number":
            return Kind("a number", (Decimal,), _exact_number, _itself, is_number=True)
        case _:
            way, _, members = name.partition(" ")
            if way not in ("enum", "open") or package is None:
                raise ValueError(f"not a kind of value: {name}")
            return _enum_kind(package, members, is_open=way == "open")


def _itself(value: Any) -> Any:
    return value


def _instant(text: Any) -> datetime:
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError("not a date-time")
    return datetime.fromisoformat(f"{found[1]}T{_iso(found, 2)}")


def _clock(text: Any) -> time:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError("not a time")
    return time.fromisoformat(_iso(found, 1))


def _iso(found: re.Match[str], first: int) -> str:
    """Return a time of the day as Python reads it, which knows microseconds and nothing finer."""
    clock, fraction, offset = found.group(first, first + 1, first + 2)
    seconds = clock if len(clock) == 8 else f"{clock}:00"
    finer = f".{fraction[:6].ljust(6, '0')}" if fraction else ""
    return f"{seconds}{finer}{'+00:00' if offset in ('Z', 'z') else offset or ''}"


def _zoned(value: datetime | time) -> str:
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _iso_text(value: date) -> str:
    return value.isoformat()  # of a datetime the whole: as a date it is refused


def _day(text: Any) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def _span(text: Any) -> timedelta:
    found = _SPAN.fullmatch(text)
    amounts = found.groups()[1:] if found else ()
    if found is None or not any(amounts) or text[-1] == "T":
        raise ValueError("not a duration")
    years, months, *rest = [Decimal((amount or "0").replace(",", ".")) for amount in amounts]
    if years or months:
        raise ValueError("years and months have no fixed length")
    exact = dict(zip(_UNITS, rest, strict=True))
    microseconds = sum(
        amount * int(timedelta(**{unit: 1}) / timedelta(microseconds=1))
        for unit, amount in exact.items()
    )
    length = timedelta(microseconds=int(microseconds))
    return -length if found[1] == "-" else length


def _span_text(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    has_seconds = bool(seconds or fraction)
    parts = f"{hours}H" if hours else ""
    parts += f"{minutes}M" if minutes or (hours and has_seconds) else ""
    parts += f"{seconds}{fraction}S" if has_seconds or not (value.days or parts) else ""
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}{'T' if parts else ''}{parts}"


def _uuid_kind() -> Kind:
    from uuid import UUID  # few packages have any

    def read(text: Any) -> UUID:
        if not _UUID.fullmatch(text):
            raise ValueError("not a UUID")
        return UUID(text)

    return Kind("a UUID", (UUID,), read, str)


def _enum_kind(package: Package, name: str, *, is_open: bool) -> Kind:
    """Return the kind of an enum's class; of an open one an unknown member has a class of its own.

    What is written is the plain value.
    """
    members: Any = package.printed("models").__dict__[name]
    is_number = issubclass(members, int)
    unknown: Any = UnknownInteger if is_number else UnknownText
    known = {member.value: member for member in members}

    def read(plain: Any) -> Any:
        if is_number and (isinstance(plain, bool) or not isinstance(plain, (int, float))):
            raise ValueError("not a number")
        member = known.get(plain)
        if member is not None:
            return member
        if not is_open or (is_number and plain != int(plain)):
            raise ValueError("not a member")
        return unknown(plain)

    def write(value: Any) -> Any:
        return int(value) if is_number else str(value)

    classes = (members, unknown) if is_open else (members,)
    return Kind(f"a member of {name}", classes, read, write, is_number=is_number)


def _octets(text: Any) -> bytes:
    standard = text.replace("-", "+").replace("_", "/").rstrip("=")
    return b64decode(standard + "=" * (-len(standard) % 4), validate=True)


def _base64(value: Any) -> str:
    return b64encode(value).decode()


def _base64url(value: Any) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _decimal(text: Any) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    return Decimal(text)


def plain_digits(value: Decimal) -> str:
    """Return an amount without an exponent, but for the very large and the very small."""
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_PLAIN:
        return str(value)
    return format(value, "f")


def _float(value: Any) -> float:
    if value.__class__ is bool or not isinstance(value, (int, float, Decimal)):
        raise ValueError("not a number")
    near = float(value)
    if near - near != 0:
        raise ValueError("beyond float")
    return near


def _exact_number(value: Any) -> Decimal:
    if value.__class__ is bool or not isinstance(value, (int, float)):
        raise ValueError("not a number")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)

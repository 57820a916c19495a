"""The formats that texts of a request are held to, where their values are Python's own.

In: the names of formats. Out: the tests that the validator asks of a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from ._date_formats import (
    is_base64,
    is_date,
    is_date_time,
    is_decimal,
    is_duration,
    is_time,
    is_uuid,
)
from ._kinds import kind

if TYPE_CHECKING:
    from ._keywords import Format


def _of_text(check: Callable[[str], bool]) -> Format:
    return lambda value: not isinstance(value, str) or check(value)


def _is_span(text: str) -> bool:
    try:
        kind("duration").read(text)
    except (ValueError, ArithmeticError):
        return is_duration(text)
    return True


FORMATS: Final[Mapping[str, Format]] = {
    "date-time": _of_text(is_date_time),
    "date": _of_text(is_date),
    "time": _of_text(is_time),
    "duration": _of_text(_is_span),
    "uuid": _of_text(is_uuid),
    "byte": _of_text(is_base64),
    "decimal": _of_text(is_decimal),
}
"""What is asked of the texts of a request."""


def formats_of(names: Iterable[str]) -> Mapping[str, Format]:
    """Return the formats that the requests of a package hold to."""
    return {name: FORMATS[name] for name in names}

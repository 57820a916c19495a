"""What the straight-line checks of `checks` can't say in a line.

In: parsed JSON values. Out: true where a value surely passes. Patterns are compiled when they are
first used, so that importing hundreds of checks costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeGuard, get_args

from ._json import canonical

ABSENT: Final = object()
"""Stands for a property that isn't there, where None would mean null."""

EMPTY: Final[list[Any]] = []
"""Stands for an array that isn't there, where any empty array passes."""

_EXACT: Final = 2.0**53


class Patterns:
    """Regular expressions by name; `patterns.name` is the search function of a compiled one."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def __getattr__(self, name: str) -> Callable[[str], re.Match[str] | None]:
        if name not in self.sources:
            raise AttributeError(name)
        search = re.compile(self.sources[name]).search
        setattr(self, name, search)
        return search


def integral(value: Any) -> TypeGuard[float]:
    """Whether a value is a number without a fraction: `1`, `1.0`."""
    kind = value.__class__
    if kind is int:
        return True
    if kind is float:
        return bool(value.is_integer())
    return kind is Decimal and bool(value.is_finite() and value == value.to_integral_value())


def number(value: Any) -> TypeGuard[float]:
    """Whether a value is a number."""
    kind = value.__class__
    if kind is float:
        return bool(value - value == 0)
    return kind is int or (kind is Decimal and bool(value.is_finite()))


def exact_number(value: Any) -> TypeGuard[float]:
    """Whether a value is a number that compares with any bound as it was written."""
    kind = value.__class__
    return kind is int or (kind is float and -_EXACT < value < _EXACT)


def exact_integral(value: Any) -> TypeGuard[float]:
    """Whether a value is such a number, and has no fraction."""
    return value.__class__ is int or (exact_number(value) and value.is_integer())


def each(check: Callable[[Any], object], value: Any) -> bool:
    """Whether a value is an array whose items all pass a check, or match a pattern."""
    return value.__class__ is list and all(map(check, value))


def texts(value: Any) -> bool:
    """Whether a value is an array of texts."""
    return value.__class__ is list and {*map(type, value)} <= _TEXTS


class Enums:
    """Members of the enums of a module: `E.Color` holds those of `models.Color`."""

    def __init__(self, models: Any) -> None:
        self._models = models

    def __getattr__(self, name: str) -> frozenset[Any]:
        found = frozenset(_members(getattr(self._models, name)))
        setattr(self, name, found)
        return found


def _members(alias: Any) -> Iterator[Any]:
    """Yield the members of a Literal, or of a union of them."""
    for part in get_args(alias):
        if get_args(part):
            yield from _members(part)
        else:
            yield part


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def unique(items: list[Any]) -> bool:
    """Whether no two items are equal as JSON values."""
    if {*map(type, items)} <= _TEXTS:
        return len({*items}) == len(items)
    try:
        return len({canonical(item) for item in items}) == len(items)
    except TypeError:
        return False


_TEXTS: Final = {str}

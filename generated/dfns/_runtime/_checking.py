# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What the straight-line checks of `checks` can't say in a line.

In: parsed JSON values. Out: true where a value surely passes. Patterns are compiled when they are
first used, so that importing hundreds of checks costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum, EnumType
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeGuard, cast, get_args, get_origin

from ._json import canonical
from ._search import Engine, Search, search_of

ABSENT: Final = object()
"""Stands for a property that isn't there, where None would mean null."""

EMPTY: Final[list[Any]] = []
"""Stands for an array that isn't there, where any empty array passes."""

_EXACT: Final = 2.0**53


class Patterns:
    """Regular expressions by name: `patterns.name` is a search function, compiled when first used.

    All names are attributes from the start: a class with `__getattr__` reads each more slowly.
    """

    def __init__(self, sources: Mapping[str, str], linear: Engine | None = None) -> None:
        self.sources = sources
        self.linear = linear
        vars(self).update({name: partial(self._first, name) for name in sources})

    def _first(self, name: str, value: str) -> Any:
        search = search_of(self.sources[name], self.linear)
        setattr(self, name, search)
        return search(value)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Search: ...


def integral(value: Any) -> bool:
    """Whether a value is a number without a fraction: `1`, `1.0`."""
    kind = value.__class__
    if kind is int:
        return True
    if kind is float:
        return bool(value.is_integer())
    return isinstance(value, Decimal) and bool(
        value.is_finite() and value == value.to_integral_value()
    )


def number(value: Any) -> bool:
    """Whether a value is a number."""
    kind = value.__class__
    if kind is float:
        return bool(value - value == 0)
    return kind is int or (isinstance(value, Decimal) and bool(value.is_finite()))


def exact_number(value: Any) -> TypeGuard[Any]:
    """Whether a value is a number that compares with any bound as it was written.

    To type checkers it may be compared with anything then, an absent one as well.
    """
    kind = value.__class__
    return kind is int or (kind is float and -_EXACT < value < _EXACT)


def exact_integral(value: Any) -> TypeGuard[Any]:
    """Whether a value is such a number, and has no fraction."""
    return value.__class__ is int or (exact_number(value) and value.is_integer())


def each(check: Callable[[Any], object], value: Any) -> bool:
    """Whether a value is an array whose items all pass a check, or match a pattern."""
    return value.__class__ is list and all(map(check, value))


def texts(value: Any) -> bool:
    """Whether a value is an array of texts."""
    return value.__class__ is list and {*map(type, value)} <= _TEXTS


class Enums:
    """Members of the enums of a module: `E.Color` holds those of `models.Color`. See Patterns."""

    def __init__(self, models: ModuleType) -> None:
        found = {name: frozenset(_members(alias)) for name, alias in vars(models).items()}
        vars(self).update({name: members for name, members in found.items() if members})

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> frozenset[Any]: ...


def _members(alias: Any) -> Iterator[Any]:
    """Yield the members of a Literal, or of a union of them, and the values of a class."""
    if isinstance(alias, EnumType):
        yield from (member.value for member in cast("Iterable[Enum]", alias))
    elif hasattr(alias, "__value__"):
        yield from _members(alias.__value__)
    elif get_origin(alias) is Literal:
        yield from get_args(alias)
    else:
        for part in get_args(alias):
            yield from _members(part)


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

# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What a slot holds once its field was read: what came beside the value that was made of it.

In: a JSON value and the Python value that it stands for. Out: the JSON value again, for whoever
writes it, as long as nobody put another value in its place. A member that its enum doesn't know
stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast


class UnknownText(str):
    """A member of an enum of texts that this version of the bindings doesn't know."""

    __slots__ = ()


class UnknownInteger(int):
    """A member of an enum of numbers that this version of the bindings doesn't know."""

    __slots__ = ()


class Read:
    """A JSON value that came, and the value that the field gives of it."""

    __slots__ = ("came", "value")

    def __init__(self, came: Any, value: Any) -> None:
        self.came: Final[Any] = came
        self.value: Final[Any] = value

    def written(self) -> Any:
        """Return what is to be written: what came."""
        return self.came

    def __reduce__(self) -> tuple[Callable[[Any], Any], tuple[Any]]:
        # A copy makes the value again when it is asked for.
        return as_it_is, (self.written(),)


class ReadItems(Read):
    """A list or object whose items were read; it may have been changed since."""

    __slots__ = ("_origins",)

    def __init__(self, came: Any, value: Any) -> None:
        super().__init__(came, value)
        # They hold the values, so that no other object can take the identity of one.
        self._origins = {id(made): (made, origin) for made, origin in _pairs(came, value)}

    def written(self) -> Any:
        """Return the present items: each that came as it came, others as they are."""
        return self._written(self.value)

    def _written(self, value: Any) -> Any:
        if value.__class__ is list or value.__class__ is tuple:
            return [self._written(item) for item in value]
        if value.__class__ is dict:
            return {name: self._written(content) for name, content in value.items()}
        known = self._origins.get(id(value))
        return value if known is None else known[1]


def _pairs(came: Any, made: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each value inside that isn't what came, with what came."""
    if made is came:
        return
    if came.__class__ is list:
        for before, after in zip(came, made, strict=True):
            yield from _pairs(before, after)
    elif isinstance(came, Mapping):
        for name, before in cast("Mapping[str, Any]", came).items():
            yield from _pairs(before, made[name])
    else:
        yield made, came


def as_it_is(value: Any) -> Any:
    """Return a value itself."""
    return value

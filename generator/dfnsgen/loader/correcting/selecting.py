"""The places that a JSONPath selects, in bounded time; the one module that imports jsonpath.

In: a tree and a path. Out: places. A path may lead anywhere from anywhere, any number of times, and
search texts for any pattern: each step is counted, and patterns are followed in linear time.
Source: RFC 9535, JSONPath; RFC 9485, I-Regexp.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathMatch
from jsonpath.filter import BaseExpression, FilterQuery
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.selectors import Filter

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.limits import MAX_DEPTH
from dfnsgen.patterns.finding import found

Path: TypeAlias = tuple[str | int, ...]

_MOST_STEPS = 5_000_000


class TooManySteps(Exception):
    """The paths of an overlay visit too many values."""


class NoPath(Exception):
    """A text is no JSONPath; the message says why."""


class Steps:
    """How many steps are left to the paths of one overlay."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def take(self, count: int = 1) -> None:
        """Count some steps. Raises TooManySteps."""
        self._left -= count
        if self._left < 0:
            raise TooManySteps


def select(tree: JsonValue, target: str, steps: Steps) -> list[Path]:
    """Return the places that a JSONPath selects, each once. Raises NoPath and TooManySteps."""
    if not isinstance(tree, dict | list):
        return []
    try:
        path = _counted(_JSONPATH.compile(target))
        found = [match.parts for match in path.finditer(tree, filter_context={_STEPS: steps})]
    except TooManySteps:
        raise
    except Exception as error:  # The library fails in many ways at what is no JSONPath.
        raise NoPath(_words(error)) from None
    return list(dict.fromkeys(found))


def _words(error: Exception) -> str:
    """Return an error's words; the library may fail to find them, too."""
    try:
        return " ".join(str(error).split())[:200]
    except Exception:
        return type(error).__name__


_STEPS = "steps"


class _Match(JSONPathMatch):
    """A value on the way; the library asks each for those that are in it."""

    __slots__ = ()

    def new_child(self, obj: object, key: int | str) -> JSONPathMatch:
        self.filter_context()[_STEPS].take()
        return super().new_child(obj, key)


class _Path(JSONPath):
    __slots__ = ()

    def finditer(self, data: Any, *, filter_context: Any = None) -> Iterable[JSONPathMatch]:
        matches: Iterable[JSONPathMatch] = [
            _Match(
                filter_context=filter_context, obj=data, parent=None, path="$", parts=(), root=data
            )
        ]
        for segment in self.segments:
            matches = segment.resolve(matches)
        return matches


def _counted(path: object) -> _Path:
    """Return a path whose steps are counted, with those of the paths in its filters."""
    assert isinstance(path, JSONPath)  # What is strict has no others.
    waiting: list[BaseExpression] = [
        selector.expression
        for segment in path.segments
        for selector in segment.selectors
        if isinstance(selector, Filter)
    ]
    while waiting:
        one = waiting.pop()
        waiting += one.children()
        if isinstance(one, FilterQuery):
            one.path = _Path(env=one.path.env, segments=one.path.segments)
    return _Path(env=path.env, segments=path.segments)


class _Searched(FilterFunction):
    """`search` and `match`: whether a pattern is found in a text, or is all of it."""

    def __init__(self, form: str) -> None:
        self._form = form

    @property
    def arg_types(self) -> list[ExpressionType]:
        return [ExpressionType.VALUE, ExpressionType.VALUE]

    @property
    def return_type(self) -> ExpressionType:
        return ExpressionType.LOGICAL

    def __call__(self, value: object, pattern: object) -> bool:
        are_texts = isinstance(value, str) and isinstance(pattern, str)
        return are_texts and found(self._form.replace("%", str(pattern)), str(value)) is True


class _Environment(JSONPathEnvironment):
    """RFC 9535 and nothing else, on documents as deep as ours may be."""

    max_recursion_depth = MAX_DEPTH + 10

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions |= {"search": _Searched("%"), "match": _Searched("^(?:%)$")}


_JSONPATH = _Environment(strict=True)

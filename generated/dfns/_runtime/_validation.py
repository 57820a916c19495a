# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The exact evaluator of JSON Schema 2020-12: a value in, all that is wrong with it out.

It has the last word: the fast checks only say "surely valid". In: `Schemas` and any Python object.
Out: a `Report`. Whatever the object is, nothing is raised but for a key that does not exist.
Time is bounded by the number of (schema, value) pairs. What can't be told in time is reported as
`undecided`, where nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, Final, cast

from ._explanations import Explanation, Place
from ._issues import Issue, ValidationError
from ._json import is_plain
from ._keywords import Format, Overlaps
from ._lookup import Schema, Schemas
from ._verdicts import Verdicts

__all__ = ["Report", "Schema", "Schemas", "evaluate", "satisfies"]


class Report:
    """What an evaluation found: at most `limit` issues, and how many more there were."""

    __slots__ = ("issues", "more")

    def __init__(self, issues: tuple[Issue, ...] = (), more: int = 0) -> None:
        self.issues = issues
        self.more = more

    @property
    def valid(self) -> bool:
        """Whether the value satisfies the schema."""
        return not self.issues

    def error(self, subject: str, raw: bytes | None = None) -> ValidationError:
        """Return the exception that says what was found."""
        return ValidationError(self.issues, subject=subject, more=self.more, raw=raw)


_VALID: Final = Report()


def evaluate(
    schemas: Schemas,
    key: str,
    value: object,
    *,
    lenient: bool = False,
    overlaps: Overlaps = "none",
    formats: Mapping[str, Format] | None = None,
    limit: int = 100,
) -> Report:
    """Judge a value by the schema of this key.

    Leniently, what a newer server may send is let through: members of an `enum` beyond those
    listed, variants of a union beyond those told apart by a property, and properties beyond those
    of a closed object. `overlaps` says whether a `oneOf` takes what fits several variants.
    `formats` holds the formats that are assertions, each with its test.
    """
    try:
        plain, issues = _plain(value)
        if issues:
            return Report(tuple(issues[:limit]), max(0, len(issues) - limit))
        verdicts = Verdicts(schemas, lenient=lenient, formats=formats or {}, overlaps=overlaps)
        if verdicts.passes_key(key, plain):
            return _doubtful(verdicts, key, plain) if verdicts.doubts else _VALID
        found = Explanation(verdicts, max(1, limit))
        found.explain_key(key, plain, "")
        if not found.issues:
            found.add(Place("", key), "$ref", "does not satisfy its schema", plain)
        return Report(tuple(found.issues), found.more)
    except RecursionError:
        return Report((Issue("", "depth", "is nested too deeply", key),))


def satisfies(
    schemas: Schemas,
    key: str,
    value: object,
    *,
    lenient: bool = False,
    formats: Mapping[str, Format] | None = None,
) -> bool:
    """Return the verdict of `evaluate` alone, at the first thing that is wrong."""
    try:
        plain, issues = _plain(value)
        verdicts = Verdicts(schemas, lenient=lenient, formats=formats or {})
        return not issues and verdicts.passes_key(key, plain) and not verdicts.doubts
    except RecursionError:
        return False


def _doubtful(verdicts: Verdicts, key: str, plain: Any) -> Report:
    """Return the issues of a value of which all else is right."""
    issues = [
        Issue(
            _place_of(doubt.text, plain),
            "undecided",
            f"can't be held to its pattern in time: {doubt}",
            key,
            doubt.text,
        )
        for doubt in verdicts.doubts
    ]
    return Report(tuple(dict.fromkeys(issues)))


def _place_of(text: str, value: Any) -> str:
    """Return the pointer to a text in a value, "" where it is none of its values."""
    waiting = [("", value)]
    while waiting:
        at, part = waiting.pop()
        if part is text:
            return at
        if isinstance(part, dict):
            for name, content in cast("dict[str, Any]", part).items():
                waiting.append((f"{at}/{name.replace('~', '~0').replace('/', '~1')}", content))
        elif issubclass(type(part), list):
            items: list[Any] = part
            waiting += [(f"{at}/{n}", item) for n, item in enumerate(items)]
    return ""


def _plain(value: object) -> tuple[Any, list[Issue]]:
    """Return the value in plain dicts and lists, and the issues of what is no JSON value in it."""
    if is_plain(value):
        return value, []
    issues: list[Issue] = []
    return _copy(value, "", set(), issues), issues


def _copy(value: Any, at: str, above: set[int], issues: list[Issue]) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float | Decimal):
        if not (value.is_finite() if isinstance(value, Decimal) else isfinite(value)):
            issues.append(Issue(at, "type", "must be a JSON number: it is not finite", "", value))
        return value
    is_list = issubclass(type(value), list)
    if not is_list and not issubclass(type(value), Mapping):
        message = f"must be a JSON value, not a Python {type(value).__name__}"
        issues.append(Issue(at, "type", message, "", value))
        return None
    if id(value) in above:
        issues.append(Issue(at, "depth", "holds itself", ""))
        return None
    inner = above | {id(value)}
    if is_list:
        items: list[Any] = value
        return [_copy(item, f"{at}/{i}", inner, issues) for i, item in enumerate(items)]
    copied: dict[str, Any] = {}
    properties: Mapping[Any, Any] = value
    for name, content in properties.items():
        if not isinstance(name, str):
            issues.append(Issue(at, "type", "must have text for property names", "", name))
            continue
        token = name.replace("~", "~0").replace("/", "~1")
        copied[name] = _copy(content, f"{at}/{token}", inner, issues)
    return copied

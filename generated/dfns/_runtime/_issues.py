# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What is wrong with a value: `Issue`, and the error that carries all issues of one value.

In: what the evaluator found. Out: an exception that reads well in a log. The offending values are
kept for `describe(show_values=True)` alone: they may be credentials, so that neither `str`, `repr`
nor a pickle ever holds one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ._shown import shown

_SHOWN: Final = 80


def printable(text: str, limit: int = 200) -> str:
    """Return `text` cut to `limit` characters, all that could garble a log escaped."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class TooLong(Exception):
    """Whether a text matches a pattern can't be told in time."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(why)
        self.text: Final = text


class Issue:
    """One broken rule: where in the value, which keyword, what it asks for, where that stands.

    `instance` and `schema` are JSON pointers (RFC 6901); `instance` is "" for the whole value.
    """

    __slots__ = ("_value", "instance", "keyword", "message", "schema")
    __match_args__ = ("instance", "keyword", "message", "schema")

    instance: str
    keyword: str
    message: str
    schema: str
    _value: object

    def __init__(
        self, instance: str, keyword: str, message: str, schema: str, value: object = None
    ) -> None:
        # The class forbids assignment, to everybody.
        keep = object.__setattr__
        keep(self, "instance", instance)
        keep(self, "keyword", keyword)
        keep(self, "message", message)
        keep(self, "schema", schema)
        keep(self, "_value", value)

    def of_variant(self, variant: str) -> Issue:
        """Return the same as what is wrong with the value as one of several variants."""
        message = f"{self.message} (as {variant})"
        return Issue(self.instance, self.keyword, message, self.schema, self._value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Issue can't be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Issue can't be changed: {name}")

    def _identity(self) -> tuple[str, str, str, str]:
        return self.instance, self.keyword, self.message, self.schema

    def __eq__(self, other: object) -> bool:
        return self._identity() == other._identity() if isinstance(other, Issue) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._identity())

    @shown
    def __repr__(self) -> str:
        instance, keyword, message, schema = self._identity()
        return f"Issue({instance!r}, {keyword!r}, {message!r}, {schema!r})"

    def __str__(self) -> str:
        return self.describe()

    def __reduce__(self) -> tuple[type[Issue], tuple[str, str, str, str]]:
        return Issue, self._identity()

    def describe(self, *, show_values: bool = False) -> str:
        """Return the issue as one line; with the offending value, shortened, if asked for."""
        place = printable(self.instance) or "(the whole value)"
        line = f"{place}: {self.message} [{self.keyword}]"
        return f"{line}, got {_excerpt(self._value)}" if show_values else line


def _excerpt(value: object) -> str:
    """Return a short form of any value; nesting is cut, so that no depth can exhaust the stack."""
    from reprlib import Repr

    short = Repr()
    short.maxlevel, short.maxstring, short.maxother = 3, _SHOWN, _SHOWN
    try:
        return printable(short.repr(value), 4 * _SHOWN)
    except (RecursionError, ValueError):
        return f"<{type(value).__name__}>"


class ValidationError(ValueError):
    """A value does not satisfy its schema.

    `issues` lists the problems, at most as many as the evaluation was allowed to report; `more`
    counts the further ones. `raw` is the body as it came, where a response could not be decoded.
    """

    subject: str
    issues: tuple[Issue, ...]
    more: int
    raw: bytes | None

    def __init__(
        self,
        issues: Iterable[Issue],
        *,
        subject: str = "value",
        more: int = 0,
        raw: bytes | None = None,
    ) -> None:
        self.issues = tuple(issues)
        self.subject = subject
        self.more = more
        self.raw = raw
        super().__init__(self.describe())

    @property
    def undecided(self) -> bool:
        """Whether nothing is known to be wrong: some text is too long to be held to a pattern."""
        return bool(self.issues) and all(issue.keyword == "undecided" for issue in self.issues)

    def describe(self, *, show_values: bool = False) -> str:
        """Return the subject and one line an issue; the offending values only if asked for."""
        count = len(self.issues) + self.more
        lines = [f"{printable(self.subject)}: {count} problem{'' if count == 1 else 's'}"]
        lines += [f"  {issue.describe(show_values=show_values)}" for issue in self.issues]
        if self.more:
            lines.append(f"  and {self.more} more")
        return "\n".join(lines)

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.subject!r}, {len(self.issues) + self.more} issues)"

    def __reduce__(self) -> tuple[Any, ...]:
        # Values and the raw body stay behind: a pickle travels to places that may not see them.
        return _restored, (type(self), self.issues, self.subject, self.more)


class UnreadableValue(ValidationError):
    """A field was read whose content isn't what its type says, such as a date that is none.

    `text` is what came. It stays in the model and is written as it came; `repr`, `==` and
    `to_dict` don't mind it. `issues` has one issue, whose `instance` is the JSON pointer from the
    model on.
    """

    text: Any

    def __init__(
        self,
        issues: Iterable[Issue],
        *,
        subject: str = "value",
        more: int = 0,
        raw: bytes | None = None,
        text: Any = None,
    ) -> None:
        super().__init__(issues, subject=subject, more=more, raw=raw)
        self.text = text


def _restored(
    kind: type[ValidationError], issues: tuple[Issue, ...], subject: str, more: int
) -> ValidationError:
    return kind(issues, subject=subject, more=more)

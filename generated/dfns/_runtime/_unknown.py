# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Members of enums that this version of the bindings doesn't know.

In: what was decoded leniently. Out: the same, each text or number in the place of an enum's member
that isn't one of those known as `UnknownText` or `UnknownInteger`. They compare and print as what
they are, and encode as they came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Literal, cast, get_args, get_origin

from ._model import Model, annotation_of, generated_class, package_of_class
from ._package import Package
from ._read import UnknownInteger as UnknownInteger
from ._read import UnknownText as UnknownText

_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_UNKNOWN: Final = frozenset(("UnknownText", "UnknownInteger"))
_ANY_OTHER: Final = frozenset(("str", "int", "Any"))


def with_unknown_members(value: Any, package: Package, name: str) -> Any:
    """Return a decoded value of a type, unknown members marked as such; models are changed."""
    members = _members(package, name)
    if members is not None:
        return _marked(value, members)
    _mark(value)
    return value


def _mark(value: Any) -> None:
    """Mark what stands in the fields of the models in a value."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Model):
            waiting += _contents(current)
        elif current.__class__ is dict:
            waiting += current.values()
        elif current.__class__ is list:
            waiting += current


def _contents(model: Model) -> Iterator[Any]:
    """Mark what stands in the fields of one model; yield what stands deeper."""
    kind = generated_class(model.__class__)
    fields = _fields(kind)
    for slot in kind.slot_names_[:-1]:
        member: Any = getattr(kind, slot)
        try:
            content = member.__get__(model)
        except AttributeError:  # Nothing came that the field can hold.
            continue
        if slot in fields:
            content = _marked(content, fields[slot])
            member.__set__(model, content)
        if isinstance(content, (Model, list, dict)):
            yield content


def _marked(value: Any, members: frozenset[Any]) -> Any:
    kind = value.__class__
    if kind is list:
        return [_marked(item, members) for item in value]
    if kind is dict:
        return {name: _marked(content, members) for name, content in value.items()}
    if kind is str:
        return value if value in members else UnknownText(value)
    # To Python 1 is True: members are compared with their class.
    if kind is int and (int, value) not in members:
        return UnknownInteger(value)
    return value


@cache
def _fields(kind: type[Model]) -> dict[str, frozenset[Any]]:
    """Return the members of those fields of a class that hold enums and nothing like them."""
    found: dict[str, frozenset[Any]] = {}
    package = package_of_class(kind)
    for name, slot in zip(kind.field_names_[:-1], kind.slot_names_, strict=False):
        words = _NAME.findall(str(annotation_of(kind, name)))
        # An open enum is called by its name, or spelled out: `KnownMood | UnknownText | None`.
        is_open = not _UNKNOWN.isdisjoint(words)
        found_of = (_members(package, word, spelled_out=is_open) for word in words)
        several = [members for members in found_of if members is not None]
        if several and name not in kind.value_fields_ and _ANY_OTHER.isdisjoint(words):
            found[slot] = frozenset[Any]().union(*several)
    return found


@cache
def _members(package: Package, name: str, *, spelled_out: bool = False) -> frozenset[Any] | None:
    """Return the known members of an open enum, None where a name is none's.

    With `spelled_out` a name may be that of the known members alone.
    """
    alias = getattr(package.printed("models"), name, None)
    is_known = spelled_out and get_origin(alias) is Literal
    if not is_known and not {UnknownText, UnknownInteger}.intersection(get_args(alias)):
        return None
    return frozenset(
        member if isinstance(member, str) else (member.__class__, member)
        for member in _constants(alias)
    )


def _constants(alias: Any) -> Iterator[Any]:
    for part in get_args(alias):
        if get_origin(alias) is Literal:
            yield cast("object", part)
        else:
            yield from _constants(part)

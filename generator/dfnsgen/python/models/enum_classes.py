"""Enums that are classes of Python's: which are, what they are called, and their members.

In: an Api and its Names. Out: both again, in which each enum of texts, or of whole numbers, is a
class. Before: `{"enum": ["user-action", "+"]}` named `Kind`. After: `class Kind(StrEnum)` with the
members `USER_ACTION` and `PLUS`, and beside it `KnownKind: TypeAlias = Literal["user-action", "+"]`
for who gives a plain value. An enum of several types stays a `Literal`, and so does a single
constant: that is what tells variants apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.enum_notes import EnumNote
from dfnsgen.model.shapes.shape import LiteralShape, Shape
from dfnsgen.python.models.opened import given
from dfnsgen.python.names.names import EnumNames, Names
from dfnsgen.python.names.spelling import free_name, py_name, words
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    code,
    docstring,
    identifier,
    imported,
    literal,
)

ENUM_WITHOUT_CLASS = Rule.info(
    "enum-without-class",
    "an enum has members of several types",
    effect="it is a `Literal`, not a class",
    remedy="nothing; or give its members one type in an overlay",
)
_BASES = {str: imported("enum", "StrEnum"), int: imported("enum", "IntEnum")}
_LONGEST_SIGNS = 4
"""How many signs of a member without letters are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPlan:
    """One member of a class: `description` is empty where the document has none."""

    name: Source
    value: Source
    description: Source = NOTHING


def with_enum_classes(api: Api, names: Names, opened: frozenset[str]) -> tuple[Api, Names]:
    """Return an Api whose enums are classes, and what these are called.

    `opened` are the keys of those of which a newer server may know more members.
    """
    taken = {*names.definitions.values(), *names.aliases}
    sent = given(api)
    enums: dict[str, EnumNames] = {}
    definitions: dict[str, Definition] = {}
    for key, definition in api.definitions.items():
        shape, kind = definition.shape, kind_of_members(definition.shape)
        if isinstance(shape, LiteralShape) and kind is not None:
            name, is_open = names.definitions[key], key in opened
            enums[key] = EnumNames(
                known=known_name(name, taken) if key in sent else "",
                unknown=kind if is_open else None,
            )
            marked = replace(shape, enum_class=name, is_open=is_open)
            definition = replace(definition, shape=marked)
        definitions[key] = definition
    return replace(api, definitions=definitions), replace(names, enums=enums)


def kind_of_members(shape: Shape) -> type | None:
    """Return what all members of an enum are, str or int; None where it gets no class."""
    if not isinstance(shape, LiteralShape) or len(shape.values) < 2:
        return None
    kinds = {value.__class__ for value in shape.values}
    return next((kind for kind in _BASES if kinds == {kind}), None)


def known_name(name: str, taken: set[str]) -> str:
    """Return what the alias of an enum's known values is called; no model has such a name."""
    known = f"Known{name}"
    while known in taken:
        known = f"{known}Member"
    return known


def enums_without_class(api: Api, locate: Callable[[str], Location]) -> Iterator[Diagnostic]:
    """Yield a finding for each enum that has members of several types."""
    for key, definition in api.definitions.items():
        shape = definition.shape
        if isinstance(shape, LiteralShape) and len({v.__class__ for v in shape.values}) > 1:
            yield ENUM_WITHOUT_CLASS.found(locate(key))


def base_of(shape: LiteralShape) -> Source:
    """Return the class that an enum's class is derived from."""
    return _BASES[kind_of_members(shape) or str]


def plan_members(shape: LiteralShape, notes: tuple[EnumNote, ...]) -> tuple[MemberPlan, ...]:
    """Return the members of a class, in the order of the document."""
    texts = {(value.__class__, value): note for value, _, note in notes}
    names = member_names(shape, notes)
    return tuple(
        MemberPlan(
            name=identifier(name),
            value=literal(value),
            description=docstring(text) if text.strip() else NOTHING,
        )
        for name, value in zip(names, shape.values, strict=True)
        for text in (texts.get((value.__class__, value), ""),)
    )


def member(definition: Definition, value: JsonValue) -> Source:
    """Return a member as an expression: `Kind.USER_ACTION`; nothing where the value is none's."""
    shape = definition.shape
    if not isinstance(shape, LiteralShape) or value not in shape.values:
        return NOTHING
    name = member_names(shape, definition.annotations.members)[shape.values.index(value)]
    return code("{}.{}", identifier(shape.enum_class), identifier(name))


def member_names(shape: LiteralShape, notes: tuple[EnumNote, ...]) -> tuple[str, ...]:
    """Return the names of the members, no two the same; those that the document gives come first.

    Before: `user-action`, `10`, `>=`, `-created`. After: `USER_ACTION`, `VALUE_10`,
    `GREATER_THAN_EQUALS`, `MINUS_CREATED`.
    """
    given: Mapping[tuple[type, JsonValue], str] = {
        (value.__class__, value): name for value, name, _ in notes if words(name)
    }
    taken, found = set[str](), list[str]()
    for value in shape.values:
        name = given.get((value.__class__, value))
        own = _of_value(value) if name is None else py_name(name).rstrip("_")
        found.append(_capitals(free_name(own, taken, str(value))))
    taken.clear()
    return tuple(free_name(name, taken) for name in found)


def _of_value(value: JsonValue) -> str:
    if isinstance(value, int):
        return f"value_{value}".replace("-", "minus_")
    text = str(value)
    if text and not words(text):
        signs = [unicodedata.name(sign, "SIGN") for sign in text[:_LONGEST_SIGNS]]
        text = " ".join(sign.removesuffix(" SIGN") for sign in signs)
    return py_name(text).rstrip("_")


def _capitals(name: str) -> str:
    """Return the name of a constant; what capitals would spoil stays as it is."""
    capitals = unicodedata.normalize("NFKC", name.upper())
    return capitals if capitals.isidentifier() else name

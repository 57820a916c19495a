"""A Python type as a value: what a template prints, and what a comparison of versions looks into.

In: the parts of a type. Out: an `Annotation` with its `text`. Before: `list[models.Pet] | None` as
text, in which nobody can tell a class from a word. After: `Either((Applied("list", (Ref("Pet"),)),
NONE))`, whose references can be followed and renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.python.source.source import (
    NOTHING,
    Import,
    Source,
    code,
    identifier,
    imported,
    join,
    literal,
)

_LITERAL = imported("typing", "Literal")


@dataclass(frozen=True, slots=True)
class Plain:
    """A type of Python's or of the runtime, as it is written."""

    text: Source


@dataclass(frozen=True, slots=True)
class Ref:
    """A class or alias of `models.py`; `prefix` stands before it in other modules.

    In a union an alias is spelled out as its `members`, where it has some: of `Mood | None`, where
    `Mood` is a union, mypy takes no members away (2.4), so that no `match` of it would be whole.
    """

    name: Source
    prefix: Source = field(default=NOTHING, compare=False)
    members: tuple[Annotation, ...] = field(default=(), compare=False)

    @property
    def text(self) -> Source:
        """The name as it is written here."""
        return code("{}{}", self.prefix, self.name)


@dataclass(frozen=True, slots=True)
class Constants:
    """`Literal[…]`. Values are compared by their texts: to Python 1 is True."""

    texts: tuple[Source, ...]
    values: tuple[JsonValue, ...] = field(compare=False)

    @property
    def needs(self) -> frozenset[Import]:
        """What is written beside the values."""
        return _LITERAL.needs

    @property
    def text(self) -> Source:
        """All values in one pair of brackets."""
        return code("{}[{}]", _LITERAL, join(", ", self.texts))


@dataclass(frozen=True, slots=True)
class Applied:
    """A type with parameters: `list[…]`."""

    of: Source
    parts: tuple[Annotation, ...]

    @property
    def text(self) -> Source:
        """The type with its parameters."""
        return code("{}[{}]", self.of, join(", ", (part.text for part in self.parts)))


@dataclass(frozen=True, slots=True)
class Either:
    """A union."""

    members: tuple[Annotation, ...]

    @property
    def text(self) -> Source:
        """The members in their order."""
        texts = dict.fromkeys(member.text for member in spelled(self.members))
        is_nullable = texts.pop(NONE.text, "absent") is None
        return join(" | ", (*texts, *((NONE.text,) if is_nullable else ())))


Annotation: TypeAlias = Plain | Ref | Constants | Applied | Either

ANY = Plain(imported("typing", "Any"))
NEVER = Plain(imported("typing", "Never"))
NONE = Plain(Source("None"))


def constants(values: Iterable[JsonValue]) -> Annotation:
    """Return the type of some scalar constants; a lone null is `None`."""
    several = tuple(values)
    if all(value is None for value in several):
        return NONE
    return Constants(tuple(map(literal, several)), several)


def unite(parts: Iterable[Annotation]) -> Annotation:
    """Return the union of some types, each once, `None` last, `Any` where one of them is.

    Unions among them are taken apart: a nullable parameter that is optional is `str | None`.
    """
    members = (member for part in parts for member in flat(part))
    distinct = dict.fromkeys(member for member in members if member != NEVER)
    if ANY in distinct:
        return ANY
    nullable = distinct.pop(NONE, "absent") is None
    ordered = (*distinct, *((NONE,) if nullable else ()))
    if len(ordered) < 2:
        return ordered[0] if ordered else NEVER
    return Either(ordered)


def flat(annotation: Annotation) -> Iterator[Annotation]:
    """Yield the members of a union, those of a union in it among them; else the type itself."""
    if isinstance(annotation, Either):
        for member in annotation.members:
            yield from flat(member)
    else:
        yield annotation


def spelled(members: Iterable[Annotation]) -> Iterator[Annotation]:
    """Yield the members of a union as they are written: an alias may be spelled out."""
    for member in members:
        yield from (member.members or (member,)) if isinstance(member, Ref) else (member,)


def with_members(
    annotation: Annotation, aliases: Mapping[str, tuple[Annotation, ...]]
) -> Annotation:
    """Return a type whose references know the members of the aliases that they name."""
    match annotation:
        case Ref(name=name) if name in aliases:
            return replace(annotation, members=aliases[name])
        case Applied(of=of, parts=parts):
            return Applied(of, tuple(with_members(part, aliases) for part in parts))
        case Either(members=several):
            return Either(tuple(with_members(member, aliases) for member in several))
        case _:
            return annotation


def renamed(annotation: Annotation, names: Mapping[str, str]) -> Annotation:
    """Return a type with its references called otherwise."""
    match annotation:
        case Ref(name=name):
            return replace(annotation, name=identifier(names.get(name, name)))
        case Applied(of=of, parts=parts):
            return Applied(of, tuple(renamed(part, names) for part in parts))
        case Either(members=several):
            return Either(tuple(renamed(member, names) for member in several))
        case _:
            return annotation

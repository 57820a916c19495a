"""The typed form of a schema: what a Python type can say. What it can't say stays in the Schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Annotations


@dataclass(frozen=True, slots=True)
class AnyShape:
    """Any JSON value: the document says nothing."""


@dataclass(frozen=True, slots=True)
class NeverShape:
    """No value at all."""


@dataclass(frozen=True, slots=True)
class NullShape:
    """Only null."""


@dataclass(frozen=True, slots=True)
class BooleanShape:
    """true or false."""


@dataclass(frozen=True, slots=True)
class IntegerShape:
    """A number without a fraction."""


@dataclass(frozen=True, slots=True)
class NumberShape:
    """Any number. One that is `exact` is held with all the digits that it is written with."""

    exact: bool = False


@dataclass(frozen=True, slots=True)
class StringShape:
    """Text. `binary` marks a `format: binary` body or part, which is bytes on the wire.

    `is_text_too` marks one that JSON holds as well, which has no bytes. `format` is one of
    `VALUE_FORMATS` where the text stands for such a value.
    """

    binary: bool = False
    format: str = ""
    is_text_too: bool = False


@dataclass(frozen=True, slots=True)
class LiteralShape:
    """One of some scalar constants (null, booleans, integers, strings).

    `enum_class` is the class that holds them in Python, "" where they are plain values; `is_open`
    says that others than its members may come.
    """

    values: tuple[JsonValue, ...]
    enum_class: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ArrayShape:
    """A list of one shape."""

    items: Shape


@dataclass(frozen=True, slots=True)
class TupleShape:
    """A list whose first items have shapes of their own; all further ones have `rest`.

    It is a `list` at run time: fewer items than `prefix` may be valid.
    """

    prefix: tuple[Shape, ...]
    rest: Shape


@dataclass(frozen=True, slots=True)
class MapShape:
    """An object whose keys are data: no declared property, all values of one shape."""

    values: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One declared property of an object. `spec_name` is the document's name for it.

    `tag` is the value by which a discriminator chooses this object, where there is one alone.
    `given_name` is what the configuration calls it, "" where it doesn't.
    """

    spec_name: str
    shape: Shape
    required: bool
    nullable: bool
    tag: str | int | None = None
    given_name: str = ""
    annotations: Annotations = field(default=Annotations(), compare=False)
    at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectShape:
    """An object with declared properties.

    `extras` is the shape of undeclared properties, None where the document forbids them.
    """

    properties: tuple[Property, ...]
    extras: Shape | None


class DiscriminatedBy(Enum):
    """How a decoder finds the variant of a union."""

    TAG = "tag"
    TYPE = "type"
    KEYS = "keys"
    ORDER = "order"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One alternative of a union: its shape, and the tag values that choose it (TAG unions).

    `is_fallback` marks the one that has the values which no other has.
    """

    shape: Shape
    tags: tuple[JsonValue, ...] = ()
    is_fallback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionShape:
    """One of several shapes.

    TAG: the property `tag` is a required constant of each variant, no two sharing a value, so that
    a lookup finds the variant exactly; where `proven` is false the document only declares the tag:
    a decoder tries it first, a check still follows the keyword; but where it is `promised` it
    decides for checks, too. `exclusive` is true for `oneOf` (exactly one may match).
    TYPE: no two variants share a JSON type. KEYS: each object variant requires a key that no
    earlier one allows, or the like. ORDER and AMBIGUOUS: the first variant whose check passes.
    """

    variants: tuple[Variant, ...]
    discriminated_by: DiscriminatedBy
    tag: str | None = None
    exclusive: bool = True
    proven: bool = True
    promised: bool = False

    @property
    def has_proven_tag(self) -> bool:
        """Whether a lookup by the tag finds the variant exactly."""
        return self.discriminated_by is DiscriminatedBy.TAG and self.proven


@dataclass(frozen=True, slots=True)
class Reference:
    """The shape of another definition, by its key."""

    key: str


Shape: TypeAlias = (
    AnyShape
    | NeverShape
    | NullShape
    | BooleanShape
    | IntegerShape
    | NumberShape
    | StringShape
    | LiteralShape
    | ArrayShape
    | TupleShape
    | MapShape
    | ObjectShape
    | UnionShape
    | Reference
)

"""The exact form of a schema: every assertion of JSON Schema 2020-12 as a typed field.

Where a keyword can meet itself when schemas are merged (`pattern`, `anyOf`, `not`, …) the field
holds all of them; each must hold. Equality of two schemas is `signature`, never `==`: Python takes
`1`, `1.0` and `True` for one value and JSON doesn't.
"""

from __future__ import annotations

from collections.abc import Callable, KeysView
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS
from dfnsgen.model.schemas.enum_notes import EnumNote

Number: TypeAlias = int | float | Decimal

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTag:
    """What a discriminator promises of one variant: it is the one with these values at a property.

    `is_fallback` marks the variant of all values that no other one has.
    """

    property_name: str
    values: tuple[str, ...]
    is_fallback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What a schema says beside its assertions, to people mostly.

    `nullable` says that null was meant though no assertion takes it. `tag` stands at the variants
    of a union whose declared discriminator decides. `members` are the constants of an
    enum of which the document says more, each with its name and its description.
    Source: JSON Schema 2020-12 Validation, section 9.
    """

    title: str = ""
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    default: JsonValue = None
    has_default: bool = False
    examples: tuple[JsonValue, ...] = ()
    nullable: bool = False
    tag: DeclaredTag | None = None
    members: tuple[EnumNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains:
    """`contains` with its bounds; `minimum` 0 makes it an annotation only."""

    schema: Schema
    minimum: int = 1
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`if` with what follows from it."""

    test: Schema
    then: Schema | None = None
    otherwise: Schema | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """The declared discriminator: property and the mapping's values as definition keys.

    `default` is the key of the variant of values that name none, where there is one.
    """

    property_name: str
    mapping: tuple[tuple[str, str], ...] = ()
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """One schema. `at` is its JSON pointer in the document; `ref` is the key of a definition.

    `never` is the boolean schema `false`; a schema without any assertion is `true`. `const` is an
    `enum` of one. `dynamic_ref` is an anchor's name and the key that it means where no outer
    resource has such an anchor; `resource` is the URI of the resource that starts here. `any_of`
    and `one_of` hold groups: each group is one occurrence of the keyword.

    Of some fifty fields a schema holds five, and there are ten thousands of schemas. So it has no
    slots: an instance keeps what its keywords say, and the defaults stay with the class.
    """

    at: str = field(default="", compare=False)
    never: bool = False
    types: tuple[str, ...] | None = None
    enum: tuple[JsonValue, ...] | None = None
    ref: str | None = None
    dynamic_ref: tuple[str, str] | None = None
    resource: str | None = None

    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = None
    exclusive_maximum: Number | None = None
    multiple_of: tuple[Number, ...] = ()

    min_length: int | None = None
    max_length: int | None = None
    patterns: tuple[str, ...] = ()
    format: str | None = None
    content_encoding: str | None = None
    content_media_type: str | None = None

    prefix_items: tuple[Schema, ...] = ()
    items: Schema | None = None
    contains: tuple[Contains, ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    unevaluated_items: Schema | None = None

    properties: tuple[tuple[str, Schema], ...] = ()
    pattern_properties: tuple[tuple[str, Schema], ...] = ()
    additional_properties: Schema | None = None
    property_names: Schema | None = None
    required: tuple[str, ...] = ()
    min_properties: int | None = None
    max_properties: int | None = None
    dependent_required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dependent_schemas: tuple[tuple[str, Schema], ...] = ()
    unevaluated_properties: Schema | None = None

    all_of: tuple[Schema, ...] = ()
    any_of: tuple[tuple[Schema, ...], ...] = ()
    one_of: tuple[tuple[Schema, ...], ...] = ()
    not_: tuple[Schema, ...] = ()
    conditions: tuple[Condition, ...] = ()

    discriminator: Discriminator | None = field(default=None, compare=False)
    annotations: Annotations = field(default=Annotations(), compare=False)

    if not TYPE_CHECKING:  # type checkers know the constructor by the fields

        def __init__(self, **values: object) -> None:
            """Keep the values that are no defaults."""
            self.__dict__.update({n: v for n, v in values.items() if v is not _ABSENT[n]})

    @property
    def present(self) -> KeysView[str]:
        """The fields that hold anything but their defaults."""
        return self.__dict__.keys()

    @property
    def is_true(self) -> bool:
        """Whether it asserts nothing: every value is valid, as for the boolean schema `true`."""
        return self.present <= _SILENT

    @property
    def is_reference(self) -> bool:
        """Whether it is a reference and asserts nothing else."""
        return self.ref is not None and self.present <= _SILENT_BESIDE_REFERENCE

    @property
    def is_leaf(self) -> bool:
        """Whether it holds no other schemas, and refers to none."""
        return self.present.isdisjoint(_LEADING_ON)

    def says_only(self, *names: str) -> bool:
        """Whether no fields but these assert something."""
        return self.present <= _SILENT.union(names)

    def changed(self, **values: Any) -> Schema:
        """Return it with other values in some fields: `replace`, which looks at those alone."""
        return Schema(**{**self.__dict__, **values})

    @property
    def groups(self) -> tuple[tuple[Schema, ...], ...]:
        """The variants of each of its unions."""
        return (*self.one_of, *self.any_of)


_ABSENT = {f.name: f.default for f in fields(Schema)}

DEFAULTS = {f.name: f.default for f in fields(Schema) if f.compare}
"""The fields that assert something, with what each holds where its keyword is absent."""

_SILENT = frozenset(_ABSENT.keys() - DEFAULTS.keys())
_SILENT_BESIDE_REFERENCE = _SILENT | {"ref"}
_LEADING_ON = {"ref", "dynamic_ref", *(k.field for k in KEYWORDS if k.holds_schemas and k.field)}


def without_resource(schema: Schema) -> Schema:
    """Return what a schema asserts, whichever resource it starts."""
    return schema if schema.resource is None else schema.changed(resource=None)


def unfold(schema: Schema, target: Callable[[str], Schema | None]) -> Schema:
    """Put what a reference leads to in its place, as often as that is a reference again.

    `target` returns the schema of a definition. A reference that leads round in a circle, or to
    nothing, stays one; so does one with assertions beside it.
    """
    seen: set[str] = set()
    while schema.ref is not None and schema.ref not in seen:
        found = target(schema.ref) if without_resource(schema).is_reference else None
        if found is None:
            break
        seen.add(schema.ref)
        schema = found
    return schema

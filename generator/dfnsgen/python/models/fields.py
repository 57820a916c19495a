"""The fields of a model class: names, types, defaults, and how absence is told from null.

In: the properties of an object shape. Out: one `Field` each, which the planners of models and of
codecs share. A required property with a single constant has it as its default, and so has
the tag of a variant the value that chooses it; an optional one is
None where it is absent, or UNSET where null means something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Definition
from dfnsgen.model.shapes.shape import (
    AnyShape,
    LiteralShape,
    NullShape,
    ObjectShape,
    Property,
    Reference,
    Shape,
    UnionShape,
)
from dfnsgen.python.models.annotations import DefinitionNames, annotate
from dfnsgen.python.models.enum_classes import member
from dfnsgen.python.models.values import Plan, value_plan
from dfnsgen.python.names.names import field_names
from dfnsgen.python.names.spelling import METHODS_OF_MODELS
from dfnsgen.python.source.annotation import NONE, Annotation, Plain, unite
from dfnsgen.python.source.source import NOTHING, Source, identifier, imported, literal

UNSET = imported("._runtime._model", "UNSET")
_UNSET_TYPE = Plain(imported("._runtime._model", "Unset"))
_NONE = NONE.text


class Presence(Enum):
    """Whether a property may be absent, and what stands for it then."""

    REQUIRED = "required"
    NONE = "None"
    UNSET = "UNSET"


_ABSENT_TYPES: Mapping[Presence, tuple[Annotation, ...]] = {
    Presence.REQUIRED: (),
    Presence.NONE: (NONE,),
    Presence.UNSET: (NONE, _UNSET_TYPE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a model. `default` is empty where a value must be given.

    `plain_default` is the same as JSON has it, where another module can't name a member of a class.
    `plan` tells how what came is read as a value of Python's, where that is another.
    """

    spec_name: str
    py_name: Source
    shape: Shape
    presence: Presence
    nullable: bool
    default: Source = NOTHING
    plain_default: Source = NOTHING
    deprecated: bool = False
    description: str = ""
    plan: Plan | None = None

    @property
    def slot(self) -> Source:
        """The attribute that holds what came, and what was given."""
        return self.py_name if self.plan is None else identifier(f"_{self.py_name}")


Fields: TypeAlias = Mapping[str, tuple[Field, ...]]
"""The fields of each class, by the key of its definition."""


def plan_fields(shape: ObjectShape, definitions: Mapping[str, Definition]) -> tuple[Field, ...]:
    """Return the fields of a model, in the order of the document."""
    py_names = names_of_fields(shape)
    return tuple(
        _field(declared, identifier(py_name), definitions)
        for declared, py_name in zip(shape.properties, py_names, strict=True)
    )


def fields_of_classes(definitions: Mapping[str, Definition]) -> Fields:
    """Return the fields of all classes by key, planned once for all modules that name them."""
    return {
        key: plan_fields(definition.shape, definitions)
        for key, definition in definitions.items()
        if isinstance(definition.shape, ObjectShape)
    }


def names_of_fields(shape: ObjectShape) -> tuple[str, ...]:
    """Return the names of a model's fields, in the order of the document."""
    # A class with deprecated fields declares them by calling `old` in its body.
    calls = {"old"} if any(p.annotations.deprecated for p in shape.properties) else set[str]()
    reserved = METHODS_OF_MODELS | calls
    return field_names([p.given_name or p.spec_name for p in shape.properties], reserved)


def _field(declared: Property, py_name: Source, definitions: Mapping[str, Definition]) -> Field:
    nullable = declared.nullable or accepts_null(declared.shape, definitions)
    presence = _presence(declared, nullable)
    return Field(
        spec_name=declared.spec_name,
        py_name=py_name,
        shape=declared.shape,
        presence=presence,
        nullable=nullable,
        default=_default(declared, presence, definitions),
        plain_default=_plain_default(declared, presence),
        deprecated=declared.annotations.deprecated,
        description=declared.annotations.description or declared.annotations.title,
        plan=value_plan(
            declared.shape,
            definitions,
            nullable=nullable or presence is not Presence.REQUIRED,
        ),
    )


def field_type(field: Field, names: DefinitionNames) -> Annotation:
    """Return the type of a field, with what stands for its absence."""
    nullable = (NONE,) if field.nullable else ()
    return unite((annotate(field.shape, names), *nullable, *absent_types(field)))


def absent_types(field: Field) -> tuple[Annotation, ...]:
    """Return the types of what stands for the absence of a field."""
    return _ABSENT_TYPES[field.presence]


def _presence(declared: Property, nullable: bool) -> Presence:
    if declared.required:
        return Presence.REQUIRED
    return Presence.UNSET if nullable else Presence.NONE


def _default(
    declared: Property, presence: Presence, definitions: Mapping[str, Definition]
) -> Source:
    """Return the default of a field, a tag as a member of its enum where that is a class."""
    plain = _plain_default(declared, presence)
    if declared.tag is None or not isinstance(declared.shape, Reference):
        return plain
    definition = definitions[declared.shape.key]
    is_class = isinstance(definition.shape, LiteralShape) and definition.shape.enum_class
    return (member(definition, declared.tag) or plain) if is_class else plain


def _plain_default(declared: Property, presence: Presence) -> Source:
    constant = constant_of(declared)
    if constant is not None:
        return literal(constant)
    match presence, declared.shape:
        case Presence.REQUIRED, LiteralShape(values=(None,)):
            return _NONE
        case Presence.REQUIRED, _:
            return NOTHING
        case Presence.NONE, _:
            return _NONE
        case _:
            return UNSET


def constant_of(declared: Property) -> JsonValue:
    """Return the constant that a field is by default: a tag, or its one value; None elsewhere."""
    if declared.tag is not None:
        return declared.tag
    match declared.shape:
        # The default of an optional one is the one value that it can have.
        case LiteralShape(values=(only,)) if not declared.nullable and (
            declared.required or declared.annotations.has_default
        ):
            return only
        case _:
            return None


def accepts_null(shape: Shape, definitions: Mapping[str, Definition]) -> bool:
    """Whether null is a value of the shape, also by way of the definitions that it refers to."""
    waiting, seen = [shape], set[str]()
    while waiting:
        match waiting.pop():
            case AnyShape() | NullShape():
                return True
            case LiteralShape(values=values) if None in values:
                return True
            case UnionShape(variants=variants):
                waiting += [variant.shape for variant in variants]
            case Reference(key=key) if key not in seen:
                seen.add(key)
                waiting.append(definitions[key].shape)
            case _:
                pass
    return False

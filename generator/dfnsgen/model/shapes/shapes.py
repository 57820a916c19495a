"""A Schema becomes the Shape that a type can say. What it can't say stays with the Schema.

In: a schema whose nested definitions are references. Out: its Shape; nothing is looked at twice.
"""

from __future__ import annotations

from dataclasses import replace

from dfnsgen.configuration.value_types import VALUE_FORMATS
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.discriminate import discriminate, is_fallback
from dfnsgen.model.shapes.disjoint import Unfold
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
    DiscriminatedBy,
    IntegerShape,
    LiteralShape,
    MapShape,
    NeverShape,
    NullShape,
    NumberShape,
    ObjectShape,
    Property,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
    Variant,
)

ANY = AnyShape()
NULL = NullShape()

_SIMPLE: dict[str, Shape] = {
    "null": NULL,
    "boolean": BooleanShape(),
    "integer": IntegerShape(),
    "number": NumberShape(),
}


def shape_of(schema: Schema, unfold: Unfold) -> Shape:
    """Return the shape of a schema; `unfold` puts a definition in the place of its reference."""
    if schema.never:
        return NeverShape()
    if schema.ref is not None:
        return Reference(schema.ref)
    if schema.enum is not None:
        return _literal(schema)
    if schema.dynamic_ref is not None:
        return ANY
    groups = schema.groups
    if schema.types is None and not schema.properties and groups:
        return _union(schema, unfold)
    if schema.all_of:
        return _kept_apart(schema, unfold)
    return _by_type(schema, unfold)


def _literal(schema: Schema) -> Shape:
    values = schema.enum or ()
    if all(value is None or isinstance(value, bool | int | str) for value in values):
        return LiteralShape(values)
    return _by_type(replace(schema, enum=None), lambda inner: inner)


def _union(schema: Schema, unfold: Unfold) -> Shape:
    exclusive = bool(schema.one_of)
    group = schema.groups[0]
    found = discriminate(
        group, exclusive=exclusive, discriminator=schema.discriminator, unfold=unfold
    )
    shapes = [shape_of(variant, unfold) for variant in group]
    tags = found.tags or ((),) * len(shapes)
    variants = tuple(
        Variant(shape=shape, tags=values, is_fallback=is_fallback(variant))
        for variant, shape, values in zip(group, shapes, tags, strict=True)
    )
    if found.by is not DiscriminatedBy.TAG:
        variants = _simplified(variants)
    if len(variants) == 1:
        return variants[0].shape
    return UnionShape(
        variants=variants,
        discriminated_by=found.by,
        tag=found.tag,
        exclusive=exclusive,
        proven=found.proven,
        promised=found.promised,
    )


def _simplified(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Each shape once; nothing beside Any; an integer is a number already."""
    shapes = dict.fromkeys(variant.shape for variant in variants)
    if ANY in shapes:
        return (Variant(shape=ANY),)
    if NumberShape() in shapes:
        shapes.pop(IntegerShape(), None)
    if StringShape() in shapes:
        shapes = dict.fromkeys(s for s in shapes if s == StringShape() or not _is_text(s))
    return tuple(Variant(shape=shape) for shape in shapes)


def _is_text(shape: Shape) -> bool:
    if isinstance(shape, StringShape):
        return not shape.binary
    return isinstance(shape, LiteralShape) and all(isinstance(v, str) for v in shape.values)


def _kept_apart(schema: Schema, unfold: Unfold) -> Shape:
    """Branches that could not be merged: objects have the properties of all, else the first counts.

    All branches are checked; this is only their type.
    """
    own = replace(schema, all_of=())
    branches = [own, *schema.all_of]
    objects = [branch for branch in map(unfold, branches) if branch.properties]
    if len(objects) > 1:
        rest = schema.unevaluated_properties
        closed = rest is not None and rest.never
        return _together([_object(branch, unfold) for branch in objects], closed=closed)
    shapes = [shape_of(branch, unfold) for branch in branches]
    # A map says least of all: `{type: object}` beside a reference to a union is that union.
    exact = [shape for shape in shapes if shape != ANY and not isinstance(shape, MapShape)]
    return next(iter((*exact, *(shape for shape in shapes if shape != ANY))), ANY)


def _together(several: list[Shape], *, closed: bool) -> ObjectShape:
    properties: dict[str, Property] = {}
    objects = [shape for shape in several if isinstance(shape, ObjectShape)]
    for shape in objects:
        for prop in shape.properties:
            known = properties.get(prop.spec_name, prop)
            required = known.required or prop.required
            properties[prop.spec_name] = replace(known, required=required)
    closed = closed or all(shape.extras is None for shape in objects)
    return ObjectShape(properties=tuple(properties.values()), extras=None if closed else ANY)


def _by_type(schema: Schema, unfold: Unfold) -> Shape:
    if schema.types is None:
        return _object(schema, unfold) if schema.properties else ANY
    shapes = dict.fromkeys(_one_type(schema, kind, unfold) for kind in schema.types)
    if len(shapes) == 1:
        return next(iter(shapes))
    variants = tuple(Variant(shape=shape) for shape in shapes)
    return UnionShape(variants=variants, discriminated_by=DiscriminatedBy.TYPE)


def _one_type(schema: Schema, kind: str, unfold: Unfold) -> Shape:
    match kind:
        case "string":
            return StringShape(binary=schema.format == "binary", format=_value_format(schema))
        case "array":
            return _array(schema, unfold)
        case "object":
            return _object(schema, unfold)
        case _:
            return _SIMPLE[kind]


def _value_format(schema: Schema) -> str:
    """Return the format of a text that stands for a value, "" where it is but a text."""
    encoding = (schema.content_encoding or "").lower()
    encoded = {"base64": "byte", "base64url": "base64url"}.get(encoding, "")
    return schema.format if schema.format in VALUE_FORMATS else encoded


def _array(schema: Schema, unfold: Unfold) -> Shape:
    items = ANY if schema.items is None else shape_of(schema.items, unfold)
    if not schema.prefix_items:
        return ArrayShape(items)
    return TupleShape(tuple(shape_of(item, unfold) for item in schema.prefix_items), items)


def _object(schema: Schema, unfold: Unfold) -> Shape:
    extras = _extras(schema, unfold)
    if not schema.properties:
        return MapShape(extras)
    properties = tuple(
        _property(name, inner, name in schema.required, unfold) for name, inner in schema.properties
    )
    return ObjectShape(
        properties=properties, extras=None if isinstance(extras, NeverShape) else extras
    )


def _extras(schema: Schema, unfold: Unfold) -> Shape:
    rest = schema.additional_properties or schema.unevaluated_properties
    if rest is None:
        return ANY
    shapes = dict.fromkeys(shape_of(inner, unfold) for _, inner in schema.pattern_properties)
    if not rest.never:
        shapes[shape_of(rest, unfold)] = None
    if ANY in shapes:
        return ANY
    if len(shapes) > 1:
        variants = tuple(Variant(shape=shape) for shape in shapes)
        return UnionShape(
            variants=variants, discriminated_by=DiscriminatedBy.ORDER, exclusive=False
        )
    return next(iter(shapes), NeverShape())


def _property(name: str, schema: Schema, required: bool, unfold: Unfold) -> Property:
    shape, nullable = without_null(shape_of(schema, unfold))
    return Property(
        spec_name=name,
        shape=shape,
        required=required,
        nullable=nullable,
        annotations=schema.annotations,
        at=schema.at,
    )


def without_null(shape: Shape) -> tuple[Shape, bool]:
    """Return the shape without null, and whether null was in it."""
    if isinstance(shape, UnionShape) and any(v.shape == NULL for v in shape.variants):
        rest = tuple(variant for variant in shape.variants if variant.shape != NULL)
        return (rest[0].shape if len(rest) == 1 else replace(shape, variants=rest)), True
    if isinstance(shape, LiteralShape) and None in shape.values and len(shape.values) > 1:
        return LiteralShape(tuple(v for v in shape.values if v is not None)), True
    return shape, False

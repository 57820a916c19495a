"""The class of a variant knows what its discriminator calls it.

    oneOf: [Cat, Dog], discriminator: {propertyName: petType}
        A Dog's `petType` is "Dog" where none is given, though any text may stand there.

In: all definitions. Out: the same, the properties with the values that their unions choose them by,
where all unions of a variant agree on one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dfnsgen.model.api import Definition, resolved
from dfnsgen.model.shapes.shape import (
    BooleanShape,
    IntegerShape,
    LiteralShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    UnionShape,
)

_Tag = tuple[str, str]
"""The name of a property, and its value."""


def with_tag_defaults(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return the definitions with the values of their tags."""
    tags: dict[str, set[_Tag]] = {}
    for key, tag in _called(definitions):
        tags.setdefault(key, set()).add(tag)
    alone = {key: next(iter(found)) for key, found in tags.items() if len(found) == 1}
    return {
        key: _tagged(definition, *alone[key], definitions) if key in alone else definition
        for key, definition in definitions.items()
    }


def _called(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, _Tag]]:
    for definition in definitions.values():
        union = definition.shape
        if isinstance(union, UnionShape) and union.promised and union.tag is not None:
            for variant in union.variants:
                if isinstance(variant.shape, Reference):
                    for value in variant.tags:
                        yield variant.shape.key, (union.tag, str(value))


def _tagged(
    definition: Definition, name: str, value: str, definitions: Mapping[str, Definition]
) -> Definition:
    if not isinstance(definition.shape, ObjectShape):
        return definition
    properties = tuple(
        (
            replace(p, tag=_of_shape(value, resolved(p.shape, definitions)))
            if p.spec_name == name
            else p
        )
        for p in definition.shape.properties
    )
    return replace(definition, shape=replace(definition.shape, properties=properties))


def _of_shape(text: str, shape: Shape) -> str | int | None:
    """Return a tag as a value of its property, None where it is none; mappings have texts alone."""
    match shape:
        case IntegerShape() | NumberShape():
            return int(text) if text.isdecimal() else None
        case BooleanShape():
            return {"true": True, "false": False}.get(text)
        case LiteralShape() if text not in shape.values:
            several = (v for v in shape.values if isinstance(v, int) and str(v).lower() == text)
            return next(several, None)
        case _:
            return text

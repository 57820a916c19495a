"""The objects that a shape may be, and what of them is deprecated.

In: a shape and the Api whose definitions it refers to. Out: its object shapes, each once; the ways
to deprecated properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from dfnsgen.model.api import Api, unfolded
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    ObjectShape,
    Property,
    Reference,
    Shape,
    UnionShape,
)


def objects_of(shape: Shape, api: Api) -> tuple[ObjectShape, ...]:
    """Return the objects that a shape may be, through references and unions, each once."""
    found: list[ObjectShape] = []
    waiting, seen = [shape], set[str]()
    while waiting:
        match waiting.pop():
            case Reference(key=key) if key not in seen:
                seen.add(key)
                waiting.append(api.definitions[key].shape)
            case UnionShape(variants=variants):
                waiting += [variant.shape for variant in variants]
            case ObjectShape() as found_object:
                found.append(found_object)
            case _:
                pass
    return tuple(found)


def has_property(shape: Shape, name: str, api: Api) -> bool:
    """Whether an object that a shape may be declares a property."""
    return any(p.spec_name == name for o in objects_of(shape, api) for p in o.properties)


Path: TypeAlias = tuple[str, ...]
_DEEPEST = 5
_MOST = 50


@dataclass(frozen=True, slots=True)
class MarkedProperties:
    """Where the deprecated, or secret, properties of an Api are.

    `leading` are the definitions above them. `in_any` tells whether one is marked that is so in any
    of the objects it may be of, or only in all.
    """

    api: Api
    leading: frozenset[str]
    is_marked: Callable[[Property], bool]
    in_any: bool

    def ways(self, shape: Shape) -> tuple[Path, ...]:
        """Return the ways to a body's properties that are deprecated in each object they are of.

        Lists are no step of a way. Ways deeper than `_DEEPEST`, and more than `_MOST`, aren't told.
        """
        if not self.leading:
            return ()
        return tuple(islice(_paths((shape,), (), self), _MOST))


def is_deprecated(declared: Property) -> bool:
    """Whether no new code should give a property."""
    return declared.annotations.deprecated


def secret_properties(api: Api) -> MarkedProperties:
    """Find what no file may hold: what is only written, and passwords by their name or format.

    What a reference says of a property counts as well as its own words.
    """
    secret = {
        p.at
        for definition in api.definitions.values()
        if isinstance(definition.shape, ObjectShape)
        for p in _secrets(definition.shape, definition.schema, api)
    }

    def is_secret(declared: Property) -> bool:
        named = "password" in declared.spec_name.lower()
        return named or declared.annotations.write_only or declared.at in secret

    return marked_properties(api, is_secret, in_any=True)


def _secrets(shape: ObjectShape, schema: Schema, api: Api) -> Iterator[Property]:
    """Yield the properties whose schema says that they are secret."""
    secret = {
        name for name, part in schema.properties if _is_secret(unfolded(part, api.definitions))
    }
    yield from (p for p in shape.properties if p.spec_name in secret)


def _is_secret(schema: Schema) -> bool:
    return schema.format == "password" or schema.annotations.write_only


def marked_properties(
    api: Api, is_marked: Callable[[Property], bool], *, in_any: bool = False
) -> MarkedProperties:
    """Find the definitions that a marked property is in, or below."""
    found = {
        key
        for key, definition in api.definitions.items()
        if isinstance(definition.shape, ObjectShape)
        and any(map(is_marked, definition.shape.properties))
    }
    above: dict[str, list[str]] = {}
    for key, definition in api.definitions.items():
        for target in _references(definition.shape):
            above.setdefault(target, []).append(key)
    waiting = [*found]
    while waiting:
        holders = {*above.get(waiting.pop(), ())} - found
        found |= holders
        waiting += holders
    return MarkedProperties(api, frozenset(found), is_marked, in_any)


def _references(shape: Shape) -> Iterator[str]:
    match shape:
        case Reference(key=key):
            yield key
        case ArrayShape(items=items):
            yield from _references(items)
        case UnionShape(variants=variants):
            for variant in variants:
                yield from _references(variant.shape)
        case ObjectShape(properties=properties):
            for declared in properties:
                yield from _references(declared.shape)
        case _:
            pass


def _paths(shapes: tuple[Shape, ...], before: Path, marked: MarkedProperties) -> Iterator[Path]:
    declared: dict[str, list[Property]] = {}
    for shape in shapes:
        for found in objects_of(shape, marked.api):
            for p in found.properties:
                declared.setdefault(p.spec_name, []).append(p)
    for name, several in declared.items():
        path = (*before, name)
        # What is deprecated in one variant may not be in another; a secret is one wherever it is.
        if (any if marked.in_any else all)(map(marked.is_marked, several)):
            yield path
        elif len(path) < _DEEPEST:
            inner = tuple(_item(p.shape) for p in several)
            if any(not marked.leading.isdisjoint(_references(shape)) for shape in inner):
                yield from _paths(inner, path, marked)


def _item(shape: Shape) -> Shape:
    while isinstance(shape, ArrayShape):
        shape = shape.items
    return shape

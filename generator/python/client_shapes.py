"""The objects that a shape may be.

In: a shape and the Api whose definitions it refers to. Out: its object shapes, each once.
"""

from __future__ import annotations

from generator.model.api import Api
from generator.model.shape import ObjectShape, Reference, Shape, UnionShape


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


def deprecated_properties(shape: Shape, api: Api) -> tuple[str, ...]:
    """Return the properties that are deprecated in each object that a shape may be."""
    declared = [p for o in objects_of(shape, api) for p in o.properties]
    live = {p.spec_name for p in declared if not p.annotations.deprecated}
    return tuple(dict.fromkeys(p.spec_name for p in declared if p.spec_name not in live))

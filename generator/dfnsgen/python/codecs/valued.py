"""Which types may hold texts that stand for values: what is sent of them holds to their formats.

In: the definitions. Out: the keys of those, and whether a shape is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dfnsgen.model.api import Definition
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    MapShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)

_UNCHECKED = "base64url"
"""What no `format` says, but `contentEncoding`."""


class Valued:
    """Starts with what holds such a text itself, and adds whatever leads there."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        parts = {key: tuple(_parts(definition.shape)) for key, definition in definitions.items()}
        self.keys = frozenset(k for k, several in parts.items() if _has_value(several))
        while True:
            more = frozenset(k for k, several in parts.items() if self._leads(several))
            if more <= self.keys:
                return
            self.keys |= more

    def holds(self, shape: Shape) -> bool:
        """Whether a value of a shape may hold such a text."""
        parts = tuple(_parts(shape))
        return _has_value(parts) or self._leads(parts)

    def _leads(self, parts: tuple[Shape, ...]) -> bool:
        return any(isinstance(part, Reference) and part.key in self.keys for part in parts)


def formats(shapes: Iterator[Shape]) -> tuple[str, ...]:
    """Return the formats of all such texts in some shapes, sorted."""
    found = {
        part.format for shape in shapes for part in _parts(shape) if isinstance(part, StringShape)
    }
    return tuple(sorted(found - {"", _UNCHECKED}))


def _has_value(parts: tuple[Shape, ...]) -> bool:
    return any(isinstance(part, StringShape) and part.format for part in parts)


def _parts(shape: Shape) -> Iterator[Shape]:
    """Yield the texts and references that a shape is made of."""
    match shape:
        case StringShape() | Reference():
            yield shape
        case ArrayShape(items=inner) | MapShape(values=inner):
            yield from _parts(inner)
        case TupleShape(prefix=prefix, rest=rest):
            for part in (*prefix, rest):
                yield from _parts(part)
        case UnionShape(variants=variants):
            for variant in variants:
                yield from _parts(variant.shape)
        case ObjectShape(properties=properties, extras=extras):
            for declared in properties:
                yield from _parts(declared.shape)
            if extras is not None:
                yield from _parts(extras)
        case _:
            pass

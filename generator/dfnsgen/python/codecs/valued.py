"""Which types may hold texts that stand for values: what is sent of them holds to their formats.

In: the definitions. Out: the keys of those, and whether a shape is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dfnsgen.model.api import Definition
from dfnsgen.model.shapes.shape import Reference, Shape, StringShape
from dfnsgen.python.models.values import parts_of

_UNCHECKED = "base64url"
"""What no `format` says, but `contentEncoding`."""


class Valued:
    """Starts with what holds such a text itself, and adds whatever leads there."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        parts = {key: tuple(parts_of(definition.shape)) for key, definition in definitions.items()}
        self.keys = frozenset(k for k, several in parts.items() if _has_value(several))
        while True:
            more = frozenset(k for k, several in parts.items() if self._leads(several))
            if more <= self.keys:
                return
            self.keys |= more

    def holds(self, shape: Shape) -> bool:
        """Whether a value of a shape may hold such a text."""
        parts = tuple(parts_of(shape))
        return _has_value(parts) or self._leads(parts)

    def _leads(self, parts: tuple[Shape, ...]) -> bool:
        return any(isinstance(part, Reference) and part.key in self.keys for part in parts)


def formats(shapes: Iterator[Shape]) -> tuple[str, ...]:
    """Return the formats of all such texts in some shapes, sorted."""
    found = {
        part.format for shape in shapes for part in parts_of(shape) if isinstance(part, StringShape)
    }
    return tuple(sorted(found - {"", _UNCHECKED}))


def _has_value(parts: tuple[Shape, ...]) -> bool:
    return any(isinstance(part, StringShape) and part.format for part in parts)

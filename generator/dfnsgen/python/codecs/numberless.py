"""Which types hold no number, as far as their schemas say: their JSON needs no look for long ones.

A fast JSON parser may round an integer beyond 64 bits. Where a valid value can't hold a number at
all, that does no harm, and nobody has to look. Properties that no schema declares are apart: the
builders tell when they meet one. In: the definitions. Out: the keys of those without numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import ObjectShape

_PLAIN = frozenset(("string", "boolean", "null"))


class Numberless:
    """Starts with all definitions and drops those that turn out to have a number."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.keys = frozenset(definitions)
        while True:
            kept = frozenset(k for k in self.keys if self._has_none(definitions[k]))
            if kept == self.keys:
                return
            self.keys = kept

    def _has_none(self, definition: Definition) -> bool:
        schema = definition.schema
        if not isinstance(definition.shape, ObjectShape):
            return self.holds(schema)
        rest = schema.additional_properties
        return (
            bool(schema.properties)
            and _is_only(schema, "object")
            and not schema.pattern_properties
            and all(self.holds(inner) for _, inner in schema.properties)
            and len(schema.properties) == len(definition.shape.properties)
            and (rest is None or self.holds(rest))
        )

    def holds(self, schema: Schema) -> bool:
        """Whether no valid value holds a number. What isn't understood may hold one."""
        if schema.never or _is_only(schema):
            return True
        if schema.enum is not None:
            return all(value is None or isinstance(value, (str, bool)) for value in schema.enum)
        if schema.ref is not None:
            return schema.ref in self.keys
        if schema.properties or schema.pattern_properties:
            return False
        if any(all(map(self.holds, group)) for group in (*schema.any_of, *schema.one_of)):
            return True
        inner = schema.additional_properties if _is_only(schema, "object") else schema.items
        known = _is_only(schema, "object") or _is_only(schema, "array")
        return known and inner is not None and all(map(self.holds, (*schema.prefix_items, inner)))


def _is_only(schema: Schema, *kinds: str) -> bool:
    """Whether the schema allows only texts, booleans and null, and values of the given types."""
    return schema.types is not None and _PLAIN.issuperset({*schema.types} - {*kinds})

"""The schemas of one document as they are meant.

In: the schema at each key, as written. Out: the schema at each key, as meant, those of unions that
inheritance stands for among them; and whether anything is meant that isn't written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dfnsgen.json_value import JsonValue
from dfnsgen.model.meaning.discriminators import Discriminators, reference_of
from dfnsgen.model.meaning.inheritance import Inheritance
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.schema import Schema


class Meaning:
    """Reads the schemas of one document; `parsed` returns the schema at a key, as written.

    `departs` tells whether some schema meant more than it says.
    """

    def __init__(
        self, components: Mapping[str, JsonValue], parsed: Callable[[str], Schema]
    ) -> None:
        self._parsed = parsed
        self._inheritance = Inheritance(components, parsed)
        self._discriminators = Discriminators(parsed)
        self.departs = False

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the schemas that no document has, by their keys."""
        return self._inheritance.names

    def at(self, key: str) -> Schema:
        """Return the schema at a key."""
        union = self._inheritance.union(key)
        if union is not None:
            return union
        schema = self._parsed(key)
        return self.of(self._redirected(schema) if schema.is_reference else schema)

    def used(self, schema: Schema) -> Schema:
        """Return the schema of a body or parameter."""
        return self.of(self._redirected(schema))

    def of(self, schema: Schema) -> Schema:
        """Return a schema, and all that is inside it, as it is meant."""
        schema = map_children(schema, self._child)
        return self._promised(schema)

    def _child(self, schema: Schema, field: str, _key: Key) -> Schema:
        return self.of(schema if field == "all_of" else self._redirected(schema))

    def _redirected(self, schema: Schema) -> Schema:
        """Let a reference to a base mean all that derives from it."""
        key = reference_of(schema)
        union = None if key is None else self._inheritance.union_of.get(key)
        if union is None or not replace(schema, ref=None, all_of=()).is_true:
            return schema
        self.departs = True
        return replace(schema, ref=union, all_of=())

    def _promised(self, schema: Schema) -> Schema:
        discriminator, groups = schema.discriminator, schema.groups
        if discriminator is None or len(groups) != 1:
            return schema
        called = self._discriminators.promised(groups[0], discriminator)
        if called is groups[0]:
            return schema
        self.departs = True
        if schema.one_of:
            return replace(schema, one_of=(called,))
        return replace(schema, any_of=(called,))

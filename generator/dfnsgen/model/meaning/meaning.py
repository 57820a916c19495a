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
from dfnsgen.model.meaning.variants import Variants
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


class Meaning:
    """Reads the schemas of one document; `parsed` returns the schema at a key, as written.

    `departs` tells whether some schema meant more than it says; `beside_unions` are the places of
    types that exclude variants of the union beside them.
    """

    def __init__(
        self,
        components: Mapping[str, JsonValue],
        parsed: Callable[[str], Schema],
        tree: JsonValue,
    ) -> None:
        self._parsed = parsed
        keys = (child("#/components/schemas", name) for name in components)
        self._variants = Variants(keys, parsed, tree)
        self._inheritance = Inheritance(components, parsed)
        self._discriminators = Discriminators(parsed)
        self.departs = False
        self.beside_unions: list[str] = []

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the schemas that no document has, by their keys."""
        return self._inheritance.names

    def at(self, key: str) -> Schema:
        """Return the schema at a key."""
        union = self._inheritance.union(key)
        if union is not None:
            return union
        written = self._parsed(key)
        schema = self._variants.of(key, written)
        if schema is not written:
            self.departs = True
        return self.of(self._redirected(schema) if schema.is_reference else schema)

    def used(self, schema: Schema) -> Schema:
        """Return the schema of a body or parameter."""
        return self.of(self._redirected(schema))

    def of(self, schema: Schema) -> Schema:
        """Return a schema, and all that is inside it, as it is meant."""
        if (schema.all_of or schema.groups) and self._closes(schema):
            self.departs = True
        schema = map_children(schema, self._child)
        schema = self._as_list(self._promised(self._with_types_of_variants(schema)))
        return self._with_null(schema) if schema.annotations.nullable else schema

    def _closes(self, schema: Schema) -> bool:
        """Whether a schema, or a part of its `allOf`, says what all else beside it is."""
        seen: set[str] = set()
        waiting = [schema]
        while waiting:
            inner = waiting.pop()
            rest = inner.additional_properties
            if rest is not None and not rest.is_true:
                return True
            for part in inner.all_of:
                if part.ref is None:
                    waiting.append(part)
                elif part.ref not in seen:
                    seen.add(part.ref)
                    waiting.append(self._parsed(part.ref))
        return False

    def _with_types_of_variants(self, schema: Schema) -> Schema:
        """Let a type not exclude a variant of the union beside it: somebody described it.

        {type: object, oneOf: [{type: object}, {type: array}]}   →   {type: [object, array], …}
        """
        if schema.types is None or not schema.groups or schema.enum is not None:
            return schema
        further: list[str] = []
        for variant in (variant for group in schema.groups for variant in group):
            kinds = self._types(variant)
            if kinds and not any(_overlap(kind, own) for kind in kinds for own in schema.types):
                further += kinds
        if not further:
            return schema
        self.departs = True
        self.beside_unions.append(schema.at)
        return replace(schema, types=tuple(dict.fromkeys((*schema.types, *further))))

    def _types(self, schema: Schema, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the types that a schema names, () where it may be of any."""
        if schema.types is not None:
            return schema.types
        if schema.ref is not None and schema.ref not in seen:
            return self._types(self._parsed(schema.ref), seen | {schema.ref})
        return next(filter(None, (self._types(part, seen) for part in schema.all_of)), ())

    def _as_list(self, schema: Schema) -> Schema:
        """Take what says nothing but what its items are for a list."""
        if schema.items is None or schema != Schema(items=schema.items):
            return schema
        self.departs = True
        return replace(schema, types=("array",))

    def _with_null(self, schema: Schema) -> Schema:
        """Take null where `nullable` was written, whatever stands beside it.

        {nullable: true, enum: [a, b], …}          →  {enum: [a, b, null], …}
        {allOf: [{$ref: Owner}], nullable: true}   →  {anyOf: [{type: "null"}, {$ref: Owner}]}
        """
        self.departs = True
        notes = replace(schema.annotations, nullable=False)
        types = schema.types
        schema = replace(schema, annotations=notes)
        if schema.enum is not None and not (schema.all_of or schema.groups or schema.ref):
            widened = None if types is None or "null" in types else ("null", *types)
            values = schema.enum if None in schema.enum else (*schema.enum, None)
            return replace(schema, enum=values, types=widened or types)
        others = None if types is None else tuple(kind for kind in types if kind != "null")
        inner = replace(schema, at=f"{schema.at}/non-null", types=others or None)
        return Schema(at=schema.at, any_of=((Schema(types=("null",)), inner),), annotations=notes)

    def _child(self, schema: Schema, field: str, _key: Key) -> Schema:
        notes = schema.annotations
        if field == "properties" and (notes.read_only or notes.write_only):
            self.departs = True
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


def _overlap(kind: str, other: str) -> bool:
    return kind == other or {kind, other} == {"integer", "number"}

"""The schemas of one document as they are meant.

In: the schema at each key, as written. Out: the schema at each key, as meant, those of unions that
inheritance stands for among them; and where anything is meant that isn't written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dfnsgen.json_value import JsonValue
from dfnsgen.model.meaning.discriminators import Discriminators, reference_of
from dfnsgen.model.meaning.inheritance import Inheritance
from dfnsgen.model.meaning.variants import Variants
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


@dataclass(slots=True)
class Facts:
    """What is known of the schema of a place.

    Whether it means more than it says; whether something in it is only read, or only written, which
    departs where that is required; and the keys that it refers to.
    """

    departs: bool = False
    is_directed: bool = False
    references: set[str] = field(default_factory=set[str])


class Meaning:
    """Reads the schemas of one document; `written` returns the schema at a key, as written.

    `beside_unions` are the places of types that exclude variants of the union beside them,
    `null_excluded` those of types with null that something beside them excludes, and `excluded`
    those of discriminators whose property can name few variants, or none.
    """

    def __init__(
        self, components: Mapping[str, JsonValue], written: Callable[[str], Schema], tree: JsonValue
    ) -> None:
        self._written = written
        keys = (child("#/components/schemas", name) for name in components)
        self._variants = Variants(keys, written, tree)
        self._inheritance = Inheritance(components, written)
        self._discriminators = Discriminators(written)
        self._targets: dict[str, Schema] = {}
        self._uses: dict[str, Schema] = {}
        self._facts: dict[str, Facts] = {}
        self._here = Facts()
        self.beside_unions: list[str] = []
        self.null_excluded: list[str] = []
        self.excluded: list[str] = []

    @property
    def departs(self) -> bool:
        """Whether some schema that was read means more than it says."""
        return any(facts.departs for facts in self._facts.values())

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the schemas that no document has, by their keys."""
        return self._inheritance.names

    def facts(self, place: str) -> Facts:
        """Return what is known of a place: of what is used there, and of what its key means."""
        if place not in self._facts:
            self.at(place)
        return self._facts[place]

    def at(self, key: str) -> Schema:
        """Return the schema at a key."""
        if key not in self._targets:
            self._here = self._facts.setdefault(key, Facts())
            union = self._inheritance.union(key)
            if union is not None:
                self._here.departs = True
                self._targets[key] = union
            else:
                written = self._written(key)
                schema = self._variants.of(key, written)
                if schema is not written:
                    self._here.departs = True
                whole = self._redirected(schema) if schema.is_reference else schema
                self._targets[key] = self._of(whole)
        return self._targets[key]

    def used(self, at: str, written: Schema | None = None) -> Schema:
        """Return the schema that is used at a place: a body, a parameter, an item.

        `written` is what stands for the schema of the place where that isn't what is meant.
        """
        if at not in self._uses:
            self._here = self._facts.setdefault(at, Facts())
            if written is not None:
                self._here.departs = True
            self._uses[at] = self._of(self._redirected(written or self._written(at)))
        return self._uses[at]

    def _of(self, schema: Schema) -> Schema:
        """Return a schema, and all that is inside it, as it is meant."""
        if schema.ref is not None:
            self._here.references.add(schema.ref)
        if schema.annotations.read_only or schema.annotations.write_only:
            self._here.is_directed = True
        if (schema.all_of or schema.groups) and self._closes(schema):
            self._here.departs = True
        schema = map_children(schema, self._child)
        schema = self._with_types_of_variants(self._with_types_of_parts(schema))
        schema = self._as_list(self._promised(schema))
        if schema.annotations.nullable:
            return self._with_null(schema)
        if "null" in (schema.types or ()) and not self._takes_null(schema):
            self.null_excluded.append(schema.at)
            return self._with_null(schema)
        return schema

    def _takes_null(self, schema: Schema, seen: frozenset[str] = frozenset()) -> bool:
        """Whether neither the types of a schema nor what stands beside them excludes null."""
        if schema.types is not None and "null" not in schema.types:
            return False
        if schema.enum is not None and None not in schema.enum:
            return False
        key = schema.ref
        if key is not None and key not in seen:
            seen |= {key}
            if not self._takes_null(self._written(key), seen):
                return False
        return all(self._takes_null(part, seen) for part in schema.all_of) and all(
            any(self._takes_null(variant, seen) for variant in group) for group in schema.groups
        )

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
                    waiting.append(self._written(part.ref))
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
        self._here.departs = True
        self.beside_unions.append(schema.at)
        return schema.changed(types=tuple(dict.fromkeys((*schema.types, *further))))

    def _with_types_of_parts(self, schema: Schema) -> Schema:
        """Let a type that says nothing else not exclude what the parts of an `allOf` describe.

        {type: object, allOf: [{$ref: Color}]}   →   {allOf: [{$ref: Color}]}, where that is a text
        """
        if schema.types is None or not schema.all_of or schema.properties or schema.enum:
            return schema
        described = [kind for kind in map(self._types, schema.all_of) if kind]
        own = schema.types
        if not described or any(_overlap(a, b) for kinds in described for a in kinds for b in own):
            return schema
        self._here.departs = True
        self.beside_unions.append(schema.at)
        return schema.changed(types=None)

    def _types(self, schema: Schema, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the types that a schema names, () where it may be of any."""
        if schema.types is not None:
            return schema.types
        if schema.ref is not None and schema.ref not in seen:
            return self._types(self._written(schema.ref), seen | {schema.ref})
        return next(filter(None, (self._types(part, seen) for part in schema.all_of)), ())

    def _as_list(self, schema: Schema) -> Schema:
        """Take what says nothing but what its items are for a list."""
        if schema.items is None or not schema.says_only("items"):
            return schema
        self._here.departs = True
        return schema.changed(types=("array",))

    def _with_null(self, schema: Schema) -> Schema:
        """Take null where `nullable` or the type null was written, whatever stands beside it.

        {nullable: true, enum: [a, b], …}          →  {enum: [a, b, null], …}
        {allOf: [{$ref: Owner}], nullable: true}   →  {anyOf: [{type: "null"}, {$ref: Owner}]}
        """
        self._here.departs = True
        notes = replace(schema.annotations, nullable=False)
        types = schema.types
        schema = schema.changed(annotations=notes)
        if schema.enum is not None and not (schema.all_of or schema.groups or schema.ref):
            widened = None if types is None or "null" in types else ("null", *types)
            values = schema.enum if None in schema.enum else (*schema.enum, None)
            return schema.changed(enum=values, types=widened or types)
        others = None if types is None else tuple(kind for kind in types if kind != "null")
        inner = schema.changed(at=f"{schema.at}/non-null", types=others or None)
        return Schema(at=schema.at, any_of=((Schema(types=("null",)), inner),), annotations=notes)

    def _child(self, schema: Schema, field: str, _key: Key) -> Schema:
        if field == "properties":
            schema = self._with_direction(schema)
            notes = schema.annotations
            if notes.read_only or notes.write_only:
                self._here.departs = True
        return self._of(schema if field == "all_of" else self._redirected(schema))

    def _with_direction(self, schema: Schema) -> Schema:
        """Let a reference say that what it leads to is only read, or only written."""
        target = schema
        seen: set[str] = set()
        while target.ref is not None and target.ref not in seen:
            seen.add(target.ref)
            target = self._written(target.ref)
        own, found = schema.annotations, target.annotations
        if not (found.read_only or found.write_only) or found is own:
            return schema
        read_only, write_only = own.read_only or found.read_only, own.write_only or found.write_only
        notes = replace(own, read_only=read_only, write_only=write_only)
        return schema.changed(annotations=notes)

    def _redirected(self, schema: Schema) -> Schema:
        """Let a reference to a base mean all that derives from it."""
        key = reference_of(schema)
        union = None if key is None else self._inheritance.union_of.get(key)
        if union is None or not schema.changed(ref=None, all_of=()).is_true:
            return schema
        self._here.departs = True
        return schema.changed(ref=union, all_of=())

    def _promised(self, schema: Schema) -> Schema:
        discriminator, groups = schema.discriminator, schema.groups
        if discriminator is None or len(groups) != 1:
            return schema
        if self._discriminators.is_excluded(groups[0], discriminator):
            self._here.departs = True
            self.excluded.append(schema.at)
            return replace(schema, discriminator=None)
        group, discriminator = self._discriminators.spread(groups[0], discriminator)
        called = self._discriminators.promised(group, discriminator)
        if called is groups[0]:
            return schema
        self._here.departs = True
        schema = replace(schema, discriminator=discriminator)
        if schema.one_of:
            return schema.changed(one_of=(called,))
        return schema.changed(any_of=(called,))


def _overlap(kind: str, other: str) -> bool:
    return kind == other or {kind, other} == {"integer", "number"}

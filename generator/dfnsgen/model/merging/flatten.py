"""Every `allOf` becomes one schema, and what stands beside a `oneOf` moves into its variants.

    allOf: [{$ref: Base}, {properties: {b: …}}]   →  {properties: {a: …, b: …}}
    {properties: {a: …}, oneOf: [{X}, {Y}]}       →  {oneOf: [{a: … and X}, {a: … and Y}]}

In: parsed schemas with references by pointer. Out: schemas that accept exactly the same values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from math import prod

from dfnsgen.model.limits import Copied
from dfnsgen.model.merging.closing import declared_in, rest_of, rest_of_union
from dfnsgen.model.merging.merge import (
    keep_apart,
    merge,
    merge_annotations,
    normalise,
    sees_branches,
    with_end,
)
from dfnsgen.model.merging.overriding import overridden
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.equality import distinct
from dfnsgen.model.schemas.recursion import Recursion
from dfnsgen.model.schemas.schema import Annotations, Schema, unfold
from dfnsgen.model.schemas.signature import Signatures

MOST_VARIANTS = 128
"""A product of unions with more variants than this is checked as it stands, not multiplied out."""

_NULL = Schema(types=("null",))
_NEVER = Schema(never=True)
_OBJECT = Schema(types=("object",))


class Flattener:
    """Flattens schemas; each target of a reference once.

    `as_is` leaves all as it stands: what a dynamic reference means depends on the way to it.
    Where schemas are `intended`, the `additionalProperties` of a part of an `allOf`, or beside a
    union, are what none of the parts or variants declares, and a property that parts exclude is
    what the last of them says. `known` returns the flattened schema of
    a key that has one already.
    """

    def __init__(
        self,
        parsed: Callable[[str], Schema],
        *,
        as_is: bool = False,
        intended: bool = False,
        known: Callable[[str], Schema | None] = lambda key: None,
    ) -> None:
        self._parsed = parsed
        self._as_is = as_is
        self._intended = intended
        self._known = known
        self._flat: dict[str, Schema] = {}
        self._used: dict[str, Schema] = {}
        self._in_progress: set[str] = set()
        self._merging: set[tuple[str, str]] = set()
        self._recursion = Recursion(parsed)
        self._leaves_of: dict[str, int] = {}
        self._aliases: dict[str, tuple[str, Annotations]] = {}
        self._place = ""
        self._copied = Copied()
        self._joined: list[tuple[str, list[Schema]]] = []
        self._objects_beside_unions: set[str] = set()
        self.closed_whole: list[str] = []
        self.overridden: list[str] = []
        self.impossible: list[str] = []
        self.signatures = Signatures(self._expand, directed=intended)

    def target(self, key: str) -> Schema:
        """Return the flattened schema that a reference to `key` stands for."""
        if key not in self._flat:
            flat = self._known(key)
            if flat is None:
                # Whoever meets a reference to `key` below asks for what isn't there yet; see
                # `_is_open`.
                self._in_progress.add(key)
                flat = self._flattened(key, self._parsed(key))
                self._in_progress.discard(key)
            self._flat[key] = flat
        return self._flat[key]

    def used(self, at: str, schema: Schema) -> Schema:
        """Return the flattened schema of a place where one is used."""
        self._used[at] = self._flattened(at, schema)
        return self._used[at]

    def _flattened(self, place: str, schema: Schema) -> Schema:
        before, self._place = self._place, place
        flat = self.flatten(schema)
        self._place = before
        return flat

    def known_target(self, key: str) -> Schema | None:
        """Return what `target` returned for a key, None where it wasn't asked."""
        return self._flat.get(key)

    def known_use(self, at: str) -> Schema | None:
        """Return what `used` returned for a place, None where it wasn't asked."""
        return self._used.get(at)

    def intended_otherwise(self) -> set[str]:
        """Return the places that would be flattened otherwise where schemas are `intended`."""
        # A look at the parts finds which of them are closed; it may flatten further ones.
        found = set(self._objects_beside_unions)
        number = 0
        while number < len(self._joined):
            place, parts = self._joined[number]
            is_otherwise = self._opened(parts) or self._overridden(parts)
            if place not in found and is_otherwise is not None:
                found.add(place)
            number += 1
        return found

    def is_recursive(self, key: str) -> bool:
        """Whether the schema at `key` can reach itself through references."""
        return self._recursion.holds(key)

    def flatten(self, schema: Schema) -> Schema:
        """Return a schema without `allOf` that accepts the same values, where one can say it."""
        if self._as_is:
            return schema
        # A reference stays one: what it leads to is flattened once, by itself, and has one class.
        if schema.is_reference:
            return self._alias(schema)
        if schema.ref is None and not schema.all_of:
            return self._settle(normalise(map_children(schema, self._flatten_child)))
        if sees_branches(schema):
            return self._branches_kept(schema)
        # What stands beside `allOf` or `$ref` is a further branch, and the last one: its
        # description is the caption of the whole.
        #     {$ref: A, allOf: [B], required: [x]}   →   A and B and {required: [x]}
        own = schema.changed(ref=None, all_of=())
        own = normalise(map_children(own, self._flatten_child))
        parts = [self.flatten(branch) for branch in schema.all_of]
        if schema.ref is not None:
            parts.insert(0, self._alias(Schema(ref=schema.ref, at=schema.at)))
        whole = [*parts, own]
        self._joined.append((self._place, whole))
        fitting = self._overridden(whole) if self._intended else None
        if fitting is not None:
            self.overridden.append(schema.at)
            whole = fitting
        opened = self._opened(whole) if self._intended else None
        first, *further = opened[0] if opened else whole
        merged = first
        for part in further:
            merged = self.both(merged, part)
        if opened is not None:
            self.closed_whole.append(schema.at)
            merged = self._with_rest(merged, opened[1])
        # `allOf: [{type: string}, {type: object}]` accepts nothing. That is hardly what was meant,
        # and a class `Never` helps nobody: it is reported, and the branches stay as they are.
        if merged.never and not any(part.never for part in parts):
            merged = self._impossible(schema.at, [*parts, own])
        self._copied.take(len(merged.properties), schema.at)
        return merged.changed(
            at=schema.at, discriminator=schema.discriminator or merged.discriminator
        )

    def _overridden(self, parts: list[Schema]) -> list[Schema] | None:
        return overridden(parts, self.both, self.written_out, self._is_open)

    def _opened(self, parts: list[Schema]) -> tuple[list[Schema], Schema] | None:
        """Return parts that leave alone what others declare, and what the rest of the whole is.

        allOf: [{properties: {a}, additionalProperties: false}, {properties: {b}}]
            To the letter b is forbidden; what is meant is that there is a and b, and no more.
        allOf: [{additionalProperties: {type: string}}, {properties: {b: {type: integer}}}]
            Likewise: what is neither is a text.

        None where no part says anything of what another one declares.
        """
        whole = [part if self._is_open(part) else self.written_out(part) for part in parts]
        declared = [set(declared_in(part, self.written_out)) for part in whole]
        everything = set[str]().union(*declared)
        rests = [
            None if names == everything else rest_of(part) or rest_of_union(part)
            for part, names in zip(whole, declared, strict=True)
        ]
        found = [rest for rest in rests if rest is not None]
        if not found:
            return None
        opened = [
            (
                part
                if rest is None
                else one.changed(additional_properties=None, unevaluated_properties=None)
            )
            for part, one, rest in zip(parts, whole, rests, strict=True)
        ]
        return opened, _NEVER if any(rest.never for rest in found) else reduce(self.both, found)

    def _with_rest(self, merged: Schema, rest: Schema) -> Schema:
        """Return a whole that says of what it doesn't declare what its parts said."""
        if merged.groups or merged.all_of:
            return merged.changed(unevaluated_properties=rest)
        if rest.never:
            return merged.changed(additional_properties=_NEVER) if merged.properties else merged
        known = merged.additional_properties
        return merged.changed(additional_properties=self.both(known, rest) if known else rest)

    def _flatten_child(self, child: Schema, _field: str, _key: Key) -> Schema:
        return self.flatten(child)

    def _branches_kept(self, schema: Schema) -> Schema:
        """`unevaluated…` sees what the branches beside it have seen: they stay beside it."""
        target = () if schema.ref is None else (Schema(ref=schema.ref, at=schema.at),)
        kept = schema.changed(ref=None, all_of=(*target, *schema.all_of))
        return normalise(map_children(kept, self._flatten_child))

    def _impossible(self, at: str, parts: list[Schema]) -> Schema:
        """Keep branches that exclude each other as they stand: their types still say something."""
        self.impossible.append(at)
        notes = Annotations()
        for part in parts:
            notes = merge_annotations(notes, part.annotations)
        branches = tuple(part for part in parts if not part.is_true)
        return Schema(at=at, all_of=branches, annotations=notes)

    def both(self, left: Schema, right: Schema) -> Schema:
        """Return the schema that accepts what both accept; either may be a reference."""
        # Merging with what asks nothing more keeps the reference, and with it the component's name:
        #     allOf: [{$ref: Money}, {description: The price}]   →   {$ref: Money}
        for one, other in ((left, right), (right, left)):
            if other.is_true or (
                one.ref is not None and one.ref == other.ref and other.is_reference
            ):
                notes = merge_annotations(left.annotations, right.annotations)
                return one.changed(annotations=notes)
        # The same holds where one repeats the other word by word, as generators of documents do:
        #     allOf: [{$ref: Money}, {properties: …as in Money}]   →   {$ref: Money}
        pair = (self.signatures.of(left), self.signatures.of(right))
        if pair[0] == pair[1]:
            kept = left if left.ref is not None else right
            return kept.changed(annotations=merge_annotations(left.annotations, right.annotations))
        # Two recursive schemas ask for their own merge while they are merged:
        #     Tree: {child: Tree}, Named: {child: Named}   →   child: Tree and Named, and so on.
        # The inner pair stays a pair, to be checked one after the other; so does a schema whose
        # content is being found just now. The result accepts the same, only its type says less.
        if pair in self._merging or self._is_open(left) or self._is_open(right):
            return keep_apart(left, right)
        self._merging.add(pair)
        merged = self._settle(merge(self.written_out(left), self.written_out(right), self.both))
        self._merging.discard(pair)
        return self._recognised(merged, left, right)

    def written_out(self, schema: Schema) -> Schema:
        """Return what a reference leads to in its place, with the annotations of all on the way."""
        return with_end(schema, self.target, self._is_open)

    def _alias(self, schema: Schema) -> Schema:
        """Follow a chain of components that are nothing but a reference to the next one."""
        key = schema.ref
        passed: dict[str, Schema] = {}
        while key is not None and key not in self._aliases:
            target = self._parsed(key)
            if target.ref is None or not target.is_reference or target.ref == key:
                break
            if target.ref in passed:  # A circle ends where it began, for each of its members.
                return schema.changed(ref=key)
            passed[key] = target
            key = target.ref
        # What is known of the end of a chain serves all that lead to it.
        for alias, target in reversed(passed.items()):
            end, notes = self._aliases.get(target.ref or "", (target.ref or "", None))
            own = target.annotations
            self._aliases[alias] = end, own if notes is None else merge_annotations(notes, own)
        end, notes = self._aliases.get(schema.ref or "", ("", None))
        if notes is None:
            return schema
        return schema.changed(ref=end, annotations=merge_annotations(notes, schema.annotations))

    def _recognised(self, merged: Schema, *parts: Schema) -> Schema:
        """Return the reference that was merged, where the merged schema equals its target.

        Before: `allOf: [{$ref: Dog}, {required: [name]}]`, and Dog requires `name`; after: Dog.
        """
        signature = self.signatures.of(merged)
        for part in parts:
            if part.ref is not None and self.signatures.of(part) == signature:
                return part.changed(at=merged.at, annotations=merged.annotations)
        return merged

    def _is_open(self, schema: Schema) -> bool:
        """Whether the target is being flattened just now, so that its content isn't known yet."""
        return schema.ref in self._in_progress

    def _closed_target(self, key: str) -> Schema | None:
        return None if key in self._in_progress else self.target(key)

    def _expand(self, key: str) -> Schema | None:
        return None if self.is_recursive(key) else self.target(key)

    def _settle(self, schema: Schema) -> Schema:
        # In this order: variants may turn out to be enums only when they have met their
        # surroundings, and null can be taken out of a union only when its enums are one.
        may_be_null = schema.types is not None and "null" in schema.types
        if not (schema.one_of or schema.any_of or may_be_null):
            return schema
        return self._split_null(_join_enums(self._distribute(schema)))

    def _distribute(self, schema: Schema) -> Schema:
        """Move what stands beside a union into its variants; both forms accept the same values.

        Exactly one of `v1 … vn` and also `c` is exactly one of `c and v1 … c and vn`.
        """
        if not (schema.one_of or schema.any_of) or sees_branches(schema):
            return schema
        # Only a union of things is multiplied out; `anyOf: [{required: [a]}, {required: [b]}]` says
        # something of one object, which stays one class, and the union is checked beside it.
        groups = [("one_of", g) for g in schema.one_of] + [("any_of", g) for g in schema.any_of]
        structured = [pair for pair in groups if any(map(self._has_structure, pair[1]))]
        if not structured or prod(len(group) for _, group in structured) > MOST_VARIANTS:
            return schema
        # One group moves into its surroundings; a further one is among these, and is multiplied out
        # when a variant is merged with them: (a | b) and (c | d)  →  (a and c | a and d) | ….
        field, group = structured[0]
        kept = tuple(g for g in getattr(schema, field) if g is not group)
        rest = schema.changed(annotations=Annotations(), discriminator=None)
        rest = rest.changed(one_of=kept) if field == "one_of" else rest.changed(any_of=kept)
        others = rest_of(rest)
        if rest == _OBJECT or others is not None:
            self._objects_beside_unions.add(self._place)
        others = others if self._intended else None
        if others is not None:
            self.closed_whole.append(schema.at)
            rest = rest.changed(additional_properties=None)
        if not rest.is_true:
            if sum(map(self._leaves, group)) > MOST_VARIANTS:
                return schema
            group = tuple(self._with(variant, rest) for variant in group)
        # A variant that contradicts its surroundings can never match:
        #     {properties: {kind: {const: a}}, oneOf: [A, B]}   →   A, where B's kind is b
        possible = tuple(variant for variant in group if not variant.never)
        if not possible:
            return Schema(at=schema.at, never=True, annotations=schema.annotations)
        if len(possible) == 1:
            notes = merge_annotations(possible[0].annotations, schema.annotations)
            return possible[0].changed(at=schema.at, annotations=notes)
        union = Schema(
            at=schema.at,
            annotations=schema.annotations,
            discriminator=schema.discriminator,
            unevaluated_properties=others,
        )
        if field == "one_of":
            return union.changed(one_of=(possible,))
        return union.changed(any_of=(possible,))

    def _leaves(self, schema: Schema) -> int:
        """Return how many alternatives a schema has, those inside its alternatives counted."""
        if schema.is_reference and schema.ref is not None:
            if self._is_open(schema):
                return 1
            if schema.ref not in self._leaves_of:
                # One for now: a union that leads back to itself isn't counted without end.
                self._leaves_of[schema.ref] = 1
                self._leaves_of[schema.ref] = self._leaves(self.target(schema.ref))
            return self._leaves_of[schema.ref]
        groups = schema.groups
        return prod(sum(map(self._leaves, group)) for group in groups)

    def _with(self, variant: Schema, rest: Schema) -> Schema:
        # A recursive component isn't recognised in what it was merged to, and would lose its name.
        may_stay = self._intended and rest == _OBJECT and not self._is_open(variant)
        if may_stay and self.written_out(variant).types == rest.types:
            return variant
        merged = self.both(rest.changed(at=variant.at), variant)
        return merged.changed(at=variant.at)

    def _has_structure(self, variant: Schema) -> bool:
        """Whether a variant is a thing of its own, rather than a condition on its surroundings."""
        if variant.ref is not None:
            return True
        nested = [s for group in variant.groups for s in group]
        return bool(variant.properties) or any(map(self._has_structure, nested))

    def _split_null(self, schema: Schema) -> Schema:
        """Bring `X or null` to one form, `anyOf: [null, X]`, so that X is the same X everywhere."""
        # {type: [object, null], properties: …}   →   anyOf: [null, {type: object, properties: …}]
        # Scalars stay as they are, for they get no class; an enum of several words has one.
        if _is_plain(schema) and schema.types and "null" in schema.types:
            others = tuple(t for t in schema.types if t != "null")
            members = (
                None if schema.enum is None else tuple(v for v in schema.enum if v is not None)
            )
            if not others or not (schema.properties or (members and len(members) > 1)):
                return schema
            rest = normalise(schema.changed(at=f"{schema.at}/non-null", types=others, enum=members))
            return self._nullable(schema, rest)
        #     oneOf: [A, B, null]   →   anyOf: [null, {oneOf: [A, B]}]
        # So a nullable field has the class of one that isn't. If A took null as well, `oneOf` would
        # refuse it, and nothing is changed.
        group = self._null_apart(schema, _only_group(schema))
        nulls = [v for v in group if v.types == ("null",)]
        others_of_group = tuple(v for v in group if v.types != ("null",))
        if len(nulls) != 1 or not others_of_group:
            return schema
        if schema.one_of and any(map(self.accepts_null, others_of_group)):
            return schema
        if len(others_of_group) == 1:
            other = others_of_group[0]
            inner = _beside_null(other)
            pair = (_NULL, other if inner is None else inner.changed(at=other.at))
            return Schema(at=schema.at, any_of=(pair,), annotations=schema.annotations)
        field = "one_of" if schema.one_of else "any_of"
        rest = schema.changed(at=f"{schema.at}/non-null", one_of=(), any_of=())
        rest = rest.changed(**{field: (others_of_group,)})
        return self._nullable(schema, rest)

    def _null_apart(self, schema: Schema, group: tuple[Schema, ...]) -> tuple[Schema, ...]:
        """Return variants that a tag chooses from with null as one of its own: it has no tag.

        oneOf: [A, B], discriminator: …; B: anyOf: [null, b]   →   oneOf: [A, b, null]
        """
        if schema.discriminator is None:
            return group
        inner = [None if self._is_open(v) else _beside_null(self.written_out(v)) for v in group]
        count = sum(one is not None for one in inner)
        if not count or (schema.one_of and count > 1):
            return group
        others = (
            variant if one is None else _with_tag_of(variant, one)
            for variant, one in zip(group, inner, strict=True)
        )
        return (*(other for other in others if other.types != ("null",)), _NULL)

    def _nullable(self, schema: Schema, rest: Schema) -> Schema:
        bare = rest.changed(annotations=schema.annotations)
        return Schema(at=schema.at, any_of=((_NULL, bare),), annotations=schema.annotations)

    def accepts_null(self, schema: Schema) -> bool:
        """Whether null may be valid; true where it isn't sure."""
        schema = unfold(schema, self._closed_target)
        if schema.is_reference:
            return True
        if schema.types is not None:
            return "null" in schema.types
        groups = schema.groups
        return not any(all(not self.accepts_null(v) for v in group) for group in groups)


def _join_enums(schema: Schema) -> Schema:
    """Write a union of enums as one enum; for `oneOf` only where no two share a member."""
    #     anyOf: [{enum: [a, b]}, {enum: [c]}, X]   →   anyOf: [{enum: [a, b, c]}, X]
    # With `oneOf` a member of two enums would be refused, and the joined enum would take it.
    group = _only_group(schema)
    enums = [v for v in group if v.enum and v.says_only("types", "enum")]
    if len(enums) < 2:
        return schema
    values = [value for variant in enums for value in variant.enum or ()]
    if schema.one_of and len(distinct(values)) < len(values):
        return schema
    joined = normalise(Schema(at=schema.at, enum=distinct(values)))
    others = tuple(variant for variant in group if variant not in enums)
    if not others:
        return joined.changed(annotations=schema.annotations)
    if schema.one_of:
        return schema.changed(one_of=((joined, *others),))
    return schema.changed(any_of=((joined, *others),))


def _beside_null(schema: Schema) -> Schema | None:
    """Return X where the schema is nothing but `X or null` in its one form."""
    group = () if schema.one_of else _only_group(schema)
    return group[1] if len(group) == 2 and group[0].types == ("null",) else None


def _with_tag_of(variant: Schema, inner: Schema) -> Schema:
    return inner.changed(annotations=replace(inner.annotations, tag=variant.annotations.tag))


def _is_plain(schema: Schema) -> bool:
    return not (
        schema.all_of
        or schema.any_of
        or schema.one_of
        or schema.not_
        or schema.conditions
        or schema.ref
        or schema.dynamic_ref
    )


def _only_group(schema: Schema) -> tuple[Schema, ...]:
    """Return the variants of a schema that is nothing but one union."""
    groups = schema.groups
    bare = len(groups) == 1 and schema.says_only("one_of", "any_of")
    return groups[0] if bare else ()

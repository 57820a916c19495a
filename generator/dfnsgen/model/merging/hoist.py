"""Each distinct structure becomes one definition; wherever else it stands, a reference to it.

In: flattened schemas, one call for each place of the document that holds one. Out: the same
schemas with `ref`s to definitions, and the definitions with all their occurrences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Definition, Occurrence
from dfnsgen.model.merging.sharing import called, name_called
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Annotations, Schema, unfold
from dfnsgen.model.schemas.signature import Signatures
from dfnsgen.model.shapes.discriminate import discriminate_by_tag
from dfnsgen.model.shapes.shapes import shape_of
from dfnsgen.pointers import child

_SHORT_TITLE = 20
"""A title of more characters is a caption rather than a name."""

_PARTICULAR = 2
_SCALARS = frozenset(("null", "boolean", "integer", "string"))


@dataclass(slots=True)
class _Found:
    """A definition in the making."""

    flat: Schema
    signature: str
    called: str
    component: str = ""
    schema: Schema | None = None
    occurrences: list[Occurrence] = field(default_factory=list[Occurrence])


class Merged(Protocol):
    """Merged schemas by key: those of a Flattener, or of one direction."""

    @property
    def signatures(self) -> Signatures:
        """The signatures of these schemas."""
        ...

    def target(self, key: str) -> Schema:
        """Return the merged schema that a reference to `key` stands for."""
        ...

    def is_recursive(self, key: str) -> bool:
        """Whether the schema at `key` can reach itself through references."""
        ...

    def written_out(self, schema: Schema) -> Schema:
        """Return a reference's target in its place, with the annotations of both."""
        ...


class Hoister:
    """Collects the definitions of one document, components first; `tree` is the document's."""

    def __init__(self, flattener: Merged, tree: JsonValue) -> None:
        self._flattener = flattener
        self._tree = tree
        self._found: dict[str, _Found] = {}
        self._components: dict[str, list[str]] = {}
        self._by_place: dict[tuple[str, str], str] = {}
        self._names: tuple[Mapping[str, str], ...] = ()

    def further_components(self, *names: Mapping[str, str]) -> None:
        """Name schemas that are as good as components where something refers to them, by key."""
        self._names = names

    def _name(self, key: str) -> str:
        return next((names[key] for names in self._names if key in names), "")

    def components(self, keys: Iterable[tuple[str, str]]) -> None:
        """Define each component, given as key and name; equal ones are several all the same."""
        # All components are known before the content of any is placed: an inline schema that equals
        # a component is that component, wherever the component stands in the document.
        #     A: {items: {properties: {x}}}, B: {properties: {x}}   →   A: {items: {$ref: B}}
        pairs = list(keys)
        for key, name in pairs:
            flat = self._flattener.target(key)
            signature = self._flattener.signatures.of(flat)
            self._found[key] = _Found(flat, signature, called=name_called(name), component=name)
            if self._is_named(flat):
                self._components.setdefault(signature, []).append(key)
        for key, _ in pairs:
            self._define(key)

    def place(self, schema: Schema, where: Occurrence) -> Schema:
        """Return a flattened schema with each structure in it replaced by a reference."""
        if schema.is_reference:
            return self._referred(schema, where)
        # The null is not part of the structure: a field that may be null has the same class as one
        # that may not, and is only annotated otherwise.
        inner = _non_null(schema)
        if inner is not None:
            null = schema.any_of[0][0]
            return schema.changed(any_of=((null, self.place(inner, where)),))
        if not self._is_named(schema):
            return self._descend(schema, where)
        signature = self._flattener.signatures.of(schema)
        holder = self._found[where.holder].called if where.holder in self._found else ""
        name = called(where, holder, self._tree, is_enum=schema.enum is not None)
        key = self._known(schema, signature, name)
        if key is None:
            key = self._new_key(schema, where)
            self._by_place[signature, name] = key
            # Known before its inside is placed, in which it may stand again.
            self._found[key] = _Found(schema, signature, name)
            self._define(key)
        self._found[key].occurrences.append(where)
        return Schema(ref=key, at=schema.at, annotations=schema.annotations)

    def _known(self, schema: Schema, signature: str, name: str) -> str | None:
        """Return the definition that a structure is, None where it is the first of its kind."""
        components = self._components.get(signature, [])
        alike = [key for key in components if self._found[key].called == name]
        # What equals a component is it: `allOf: [{$ref: Pet}, …]` often merges to `Pet`. But few
        # members or properties are a coincidence, and of two components neither may be meant.
        if alike or (len(components) == 1 and _is_particular(schema)):
            return (alike or components)[0]
        own = self._found.get(schema.at)
        if own is not None and own.signature == signature:
            return schema.at
        return self._by_place.get((signature, name))

    def definitions(self) -> dict[str, Definition]:
        """Return all definitions by key, in the order in which they were met."""
        return {key: self._finished(key, found) for key, found in self._found.items()}

    def unfold(self, schema: Schema) -> Schema:
        """Put a definition's schema in the place of its reference."""
        return unfold(schema, self._schema_of)

    def _schema_of(self, key: str) -> Schema:
        found = self._found[key]
        return found.flat if found.schema is None else found.schema

    def _finished(self, key: str, found: _Found) -> Definition:
        schema = found.schema or found.flat
        return Definition(
            key=key,
            schema=schema,
            shape=shape_of(schema, self.unfold),
            component=found.component,
            annotations=found.flat.annotations,
            occurrences=tuple(dict.fromkeys(found.occurrences)),
        )

    def _define(self, key: str) -> None:
        found = self._found[key]
        where = Occurrence(at=key, holder=key)
        if found.flat.is_reference or _non_null(found.flat) is not None:
            found.schema = self.place(found.flat, replace(where, holder="", role="component"))
        else:
            found.schema = self._descend(found.flat, where)

    def _referred(self, schema: Schema, where: Occurrence) -> Schema:
        # A reference is written out where no name is worth keeping, so that types read plainly:
        #     {$ref: MaybeDog}, and MaybeDog: anyOf: [null, Dog]   →   anyOf: [null, Dog]
        #     {$ref: '#/paths/…/schema'}, and there {type: string}   →   {type: string}
        # A recursive one can't be: it would be written out without end.
        key = schema.ref or ""
        target = self._flattener.target(key)
        if _non_null(target) is not None and not self._flattener.is_recursive(key):
            return self.place(self._flattener.written_out(schema), where)
        if key not in self._found and not self._must_be_defined(key, target):
            return self.place(self._flattener.written_out(schema), where)
        key = self._defined(key)
        found = self._found[key]
        found.occurrences.append(where)
        notes = _own_words(schema.annotations, found.flat.annotations)
        return Schema(ref=key, at=schema.at, annotations=notes)

    def _defined(self, key: str) -> str:
        """Return the key of the definition that stands for `key`; define it if need be."""
        if key in self._found:
            return key
        target = self._flattener.target(key)
        signature = self._flattener.signatures.of(target)
        # What a dynamic reference means depends on the resource that it is reached through, so that
        # equal schemas of two resources are two.
        known = self._known(target, signature, key)
        if known is not None and target.resource is None:
            return known
        self._by_place.setdefault((signature, key), key)
        name = self._name(key)
        self._found[key] = _Found(
            target, signature, called=name_called(name) or key, component=name
        )
        self._define(key)
        return key

    def _must_be_defined(self, key: str, target: Schema) -> bool:
        is_resource = target.resource is not None
        return is_resource or self._is_named(target) or self._flattener.is_recursive(key)

    def _descend(self, schema: Schema, where: Occurrence) -> Schema:
        """Place everything inside a schema; `where` says whose inside it is."""
        if schema.ref is not None:
            schema = schema.changed(ref=self._defined(schema.ref))
        if schema.dynamic_ref is not None:
            anchor, key = schema.dynamic_ref
            schema = replace(schema, dynamic_ref=(anchor, self._defined(key)))
        # Each child is placed with the words that lead to it; names are made of them later.
        # Branches that were kept apart are one thing with what holds them, and have no place of
        # their own.
        tags = self._tags(schema)

        def placed(inner: Schema, field: str, key: Key) -> Schema:
            if field == "all_of" and not inner.is_reference:
                return self._descend(inner, where)
            at = inner.at or where.at
            if field == "properties":
                here = replace(where, at=at, property_name=str(key))
            elif field in ("items", "prefix_items"):
                here = replace(where, at=at, is_item=True)
            else:
                here = replace(where, at=at, tag_value=tags.get((field, key), ""))
            return self.place(inner, here)

        return map_children(schema, placed)

    def _tags(self, schema: Schema) -> dict[tuple[str, Key], str]:
        """Return what each variant of a union is called by its tag, by field and key."""
        tags: dict[tuple[str, Key], str] = {}
        for union_field in ("one_of", "any_of"):
            for number, group in enumerate(getattr(schema, union_field)):
                found = discriminate_by_tag(
                    group,
                    discriminator=schema.discriminator,
                    unfold=self._flattener.written_out,
                )
                values_of = () if found is None else found.tags
                rest = "base" if any(values_of) else ""
                pairs = zip(group, values_of, strict=False)
                # A variant without a value of its own is what remains: the base. One with several
                # is called by its title, where that is short: `Erc20` rather than the first of ten.
                for index, (variant, values) in enumerate(pairs):
                    title = variant.annotations.title
                    by_title = len(values) > 1 and 0 < len(title) <= _SHORT_TITLE
                    tag = title if by_title else str(next(iter(values), rest))
                    tags[union_field, (number, index)] = tag
        return tags

    def _new_key(self, schema: Schema, where: Occurrence) -> str:
        """The place of the structure; its path, where a merge put two structures in one place.

        Before: `allOf: [A, {oneOf: [B, C]}]`, where A's property `p` is merged with B's and with
        C's, and both stand at A's; after: the second is at the property `p` of its variant.
        """
        path = child(where.holder, "properties", where.property_name) if where.holder else where.at
        for key in (schema.at, path, f"{path}/{where.tag_value}" if where.tag_value else path):
            if key and key not in self._found:
                return key
        return f"{path}@{self._flattener.signatures.of(schema)[:8]}"

    def _is_named(self, schema: Schema) -> bool:
        """Whether a structure is worth a name: an object, a union of such, an enum."""
        # A single constant, numbers and flags are written in place; several words are a type that
        # people speak of. A map has no name, since nothing in it has one.
        if schema.enum is not None:
            kinds = {type_of(value) for value in schema.enum}
            return len(schema.enum) > 1 and "string" in kinds and kinds <= _SCALARS
        if schema.properties:
            return schema.types is None or schema.types == ("object",)
        # Branches that couldn't be merged are one class if several have properties; see `shapes`.
        if schema.all_of and schema.types in (None, ("object",)):
            branches = map(self._flattener.written_out, schema.all_of)
            return sum(bool(branch.properties) for branch in (schema, *branches)) > 1
        groups = schema.groups
        return len(groups) == 1 and self._is_rich_union(schema, groups[0])

    def _is_rich_union(self, schema: Schema, group: tuple[Schema, ...]) -> bool:
        if schema.types is not None or len(group) < 2 or _non_null(schema) is not None:
            return False
        return self._is_rich(group)

    def _is_rich(self, group: tuple[Schema, ...]) -> bool:
        """Whether there is an object in one of some variants."""
        seen: set[str] = set()
        waiting = list(group)
        while waiting:
            schema = waiting.pop()
            if schema.ref is not None:
                if schema.ref in seen:
                    continue
                seen.add(schema.ref)
            schema = self._flattener.written_out(schema)
            if schema.properties:
                return True
            waiting += (variant for group in schema.groups for variant in group)
        return False


def _is_particular(schema: Schema) -> bool:
    """Whether so many properties or members are equal that it can't be a coincidence."""
    several = (*schema.properties, *(schema.enum or ()), *schema.groups)
    return len(several) >= _PARTICULAR


def _non_null(schema: Schema) -> Schema | None:
    """Return X of a schema that is exactly `anyOf: [null, X]`."""
    groups = schema.any_of
    if len(groups) != 1 or len(groups[0]) != 2 or groups[0][0].types != ("null",):
        return None
    return groups[0][1] if schema.says_only("any_of") else None


def _own_words(mine: Annotations, target: Annotations) -> Annotations:
    """What a reference says beyond what its target says already."""
    if not (mine.title or mine.description or mine.examples):
        return mine
    return replace(
        mine,
        title="" if mine.title == target.title else mine.title,
        description="" if mine.description == target.description else mine.description,
        examples=() if mine.examples == target.examples else mine.examples,
    )

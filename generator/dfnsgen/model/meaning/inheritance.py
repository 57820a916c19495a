"""Inheritance by `allOf` on a base with a discriminator: where a base is used, all that derives is.

    Pet: {properties: {…}, discriminator: {…}}     Cat: {allOf: [Pet, {…}]}
        `{$ref: Pet}` outside an `allOf` means AnyPet, one of Pet and Cat; Pet itself stays the
        class of the base, for a pet of which nothing more is known.

In: the components. Out: for each base the key of its union, and the union.
Source: OpenAPI 3.1.1, section 4.8.25.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dfnsgen.json_value import JsonValue
from dfnsgen.model.meaning.discriminators import Discriminators, with_tag
from dfnsgen.model.merging.bases import derived_types
from dfnsgen.model.schemas.schema import DeclaredTag, Discriminator, Schema
from dfnsgen.pointers import child, last

_ANY = "Any"
_FURTHER = ("Union", "Kind", "Variant")


class Inheritance:
    """The unions of what derives from the bases of one document.

    `union_of` gives the key of a base's union, `names` the name of each union by its key.
    """

    def __init__(
        self, components: Mapping[str, JsonValue], parsed: Callable[[str], Schema]
    ) -> None:
        self._parsed = parsed
        self._derived = derived_types(components)
        self._discriminators = Discriminators(parsed)
        self.union_of: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        taken = {name.casefold() for name in components}
        for base in self._derived:
            name = last(base)
            if name in components and self._discriminator(base) and self._all_derived(base):
                self._add(base, _free(name, taken))

    def _add(self, base: str, name: str) -> None:
        key = child("#/components/schemas", name)
        self.union_of[base] = key
        self.names[key] = name
        self._bases[key] = base

    def union(self, key: str) -> Schema | None:
        """Return the union at a key, None where there is none."""
        base = self._bases.get(key)
        discriminator = None if base is None else self._discriminator(base)
        if base is None or discriminator is None:
            return None
        keys = (base, *self._all_derived(base))
        group = tuple(Schema(ref=other, at=child(key, "anyOf", i)) for i, other in enumerate(keys))
        called = self._discriminators.promised(group, discriminator)
        if called == group and all(variant.annotations.tag is None for variant in called):
            return Schema(at=key, any_of=(group,), discriminator=discriminator)
        first = self._as_base(called[0], discriminator)
        notes = replace(self._parsed(base).annotations, tag=None)
        return Schema(
            at=key, any_of=((first, *called[1:]),), discriminator=discriminator, annotations=notes
        )

    def _as_base(self, variant: Schema, discriminator: Discriminator) -> Schema:
        """Let the base have what no other variant has.

        A mapping that leaves out the base which it belongs to has no name for it.
        """
        tag = variant.annotations.tag
        is_mapped = any(key == variant.ref for _, key in discriminator.mapping)
        is_first = self._parsed(variant.ref or "").discriminator is not None
        named = is_mapped or not discriminator.mapping or not is_first
        values = tag.values if tag is not None and named else ()
        name = discriminator.property_name
        return with_tag(variant, DeclaredTag(property_name=name, values=values, is_fallback=True))

    def _all_derived(self, base: str) -> tuple[str, ...]:
        keys = dict.fromkeys(self._derived.get(base, ()))
        waiting = [*keys]
        while waiting:
            further = [key for key in self._derived.get(waiting.pop(0), ()) if key not in keys]
            keys.update(dict.fromkeys(further))
            waiting += further
        return tuple(key for key in keys if key != base)

    def _discriminator(self, key: str) -> Discriminator | None:
        """Return the discriminator of a base, which may be its own base's."""
        seen: set[str] = set()
        waiting = [Schema(ref=key)]
        while waiting:  # in the order of writing, each base once
            schema = waiting.pop()
            if schema.ref is not None:
                if schema.ref in seen:
                    continue
                seen.add(schema.ref)
                schema = self._parsed(schema.ref)
                if schema.groups:
                    continue  # It names its variants by itself.
            if schema.discriminator is not None:
                return schema.discriminator
            waiting += reversed(schema.all_of)
        return None


def _free(name: str, taken: set[str]) -> str:
    """Return the name of a base's union that no component has."""
    wished = [f"{_ANY}{name[:1].upper()}{name[1:]}", *(f"{name}{word}" for word in _FURTHER)]
    while wished[0].casefold() in taken and len(wished) > 1:
        wished.pop(0)
    taken.add(wished[0].casefold())
    return wished[0]

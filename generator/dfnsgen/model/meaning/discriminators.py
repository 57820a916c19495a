"""A declared discriminator is a promise: its property says which variant a value is.

    oneOf: [Cat, Dog], discriminator: {propertyName: petType}
        {"petType": "Dog", …} is a Dog, and what is wrong with it is wrong with a Dog, also where
        `petType` is any text and a Cat would take the same value.

In: the variants of a union as they are parsed. Out: the variants, each with what it is called: by
the mapping, and by the constants that it restricts the property to; else by its component's name.
Where the constants alone tell the variants apart, the letter says it all, and nothing changes.
Source: OpenAPI 3.1.1, section 4.8.25.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dfnsgen.model.schemas.schema import DeclaredTag, Discriminator, Schema
from dfnsgen.pointers import last

_COMPONENTS = "#/components/schemas"

Group = tuple[Schema, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """The texts that a schema restricts a property to, and whether it is an object that has it."""

    constants: tuple[str, ...]
    is_required: bool
    is_object: bool

    def beside(self, other: _Facts) -> _Facts:
        """Return what holds where both schemas do; the constants of the nearer one count."""
        return _Facts(
            constants=self.constants or other.constants,
            is_required=self.is_required or other.is_required,
            is_object=self.is_object or other.is_object,
        )


class Discriminators:
    """Reads the promises of one document; `parsed` returns the schema at a key, as written."""

    def __init__(self, parsed: Callable[[str], Schema]) -> None:
        self._parsed = parsed

    def promised(self, group: Group, discriminator: Discriminator) -> Group:
        """Return the variants with what they are called; the same ones where all is proven."""
        facts = [self._facts(variant, discriminator.property_name) for variant in group]
        constants = _of_one_alone([found.constants for found in facts])
        mapped = self._mapped(group, discriminator)
        proven = all(found.is_required and found.is_object for found in facts) and all(constants)
        default = self._default(group, discriminator)
        agreeing = all({*m} <= {*own} for m, own in zip(mapped, constants, strict=True))
        if proven and agreeing and default is None:
            return group
        called = [
            several + tuple(value for value in own if value not in claimed)
            for several, own in zip(mapped, constants, strict=True)
            for claimed in [{value for value, _ in discriminator.mapping} - {*several}]
        ]
        names = [
            tags or self._name(variant, found.constants)
            for tags, variant, found in zip(called, group, facts, strict=True)
        ]
        if not any(names):
            return group  # Inline variants have no names, so that nothing was declared.
        if any(found.constants and not own for found, own in zip(facts, names, strict=True)):
            return group  # A value that several have as a constant names none of them.
        name = discriminator.property_name
        return tuple(
            with_tag(
                variant, DeclaredTag(property_name=name, values=tags, is_fallback=n == default)
            )
            for n, (variant, tags) in enumerate(zip(group, _first_owners(names), strict=True))
        )

    def is_excluded(self, group: Group, discriminator: Discriminator) -> bool:
        """Whether most variants restrict the property to texts that none of the mapping is.

        Then the property can name none of these: another one was meant, or none.
        """
        if not discriminator.mapping:
            return False
        facts = [self._facts(variant, discriminator.property_name) for variant in group]
        mapped = self._mapped(group, discriminator)
        unnamed = [
            found.constants and values and not {*found.constants} & {*values}
            for found, values in zip(facts, mapped, strict=True)
        ]
        return 2 * sum(map(bool, unnamed)) > len(group)

    def spread(self, group: Group, discriminator: Discriminator) -> tuple[Group, Discriminator]:
        """Return the variants with those of unions among them in their places.

        The property names a variant, not a union of several: `oneOf: [Pet, Plant]`, where Pet is
        `oneOf: [Cat, Dog]`, is one of Cat, Dog and Plant. A union with a property of its own stays.
        """
        found: dict[str, Schema] = {}
        mapping = dict(discriminator.mapping)
        waiting, opened = [*group], set[str]()
        while waiting:
            variant = waiting.pop(0)
            inner = self._union(variant, discriminator.property_name)
            if inner is None:
                found.setdefault(self.resolved(variant.ref) if variant.ref else variant.at, variant)
            elif inner.at not in opened:  # One that is among its own variants adds nothing.
                opened.add(inner.at)
                if inner.discriminator is not None:
                    mapping = {**dict(inner.discriminator.mapping), **mapping}
                waiting = [*inner.groups[0], *waiting]
        if not opened:
            return group, discriminator
        return tuple(found.values()), replace(discriminator, mapping=tuple(mapping.items()))

    def _union(self, variant: Schema, name: str) -> Schema | None:
        """Return a variant that is a union, and nothing else, of several named by a property."""
        if not variant.is_reference or variant.ref is None:
            return None
        inner = self._parsed(self.resolved(variant.ref))
        declared = inner.discriminator
        bare = Schema(one_of=inner.one_of, any_of=inner.any_of, discriminator=declared)
        is_bare = replace(inner, annotations=bare.annotations, at=bare.at) == bare
        if not is_bare or len(inner.groups) != 1 or len(inner.groups[0]) < 2:
            return None
        is_same = declared is None or declared.property_name == name
        return inner if is_same and all(one.is_reference for one in inner.groups[0]) else None

    def resolved(self, key: str) -> str:
        """Follow a chain of components that are nothing but a reference to the next one."""
        seen = {key}
        while (schema := self._parsed(key)).ref is not None and schema.is_reference:
            if schema.ref in seen:
                break
            key = schema.ref
            seen.add(key)
        return key

    def _default(self, group: Group, discriminator: Discriminator) -> int | None:
        """Return the place of the variant of all values that name none, if there is one."""
        if not discriminator.default:
            return None
        key = self.resolved(discriminator.default)
        held = (n for n, variant in enumerate(group) if key in self._inside(variant))
        return next(held, None)

    def _mapped(self, group: Group, discriminator: Discriminator) -> list[tuple[str, ...]]:
        """Return the values that the mapping has for each variant, or for what is inside it."""
        targets = [(value, self.resolved(key)) for value, key in discriminator.mapping]
        held = [frozenset(self._inside(variant)) for variant in group]
        return [tuple(value for value, target in targets if target in keys) for keys in held]

    def _inside(self, variant: Schema, depth: int = 4) -> Iterator[str]:
        yield variant.at
        key = reference_of(variant)
        if key is None:
            return
        key = self.resolved(key)
        yield key
        for group in self._parsed(key).groups if depth else ():
            for inner in group:
                yield from self._inside(inner, depth - 1)

    def _name(self, variant: Schema, constants: tuple[str, ...]) -> tuple[str, ...]:
        """Return a component's name, unless the property can't have it as its value."""
        key = reference_of(variant) or ""
        is_name = key.rpartition("/")[0] == _COMPONENTS
        return (last(key),) if is_name and (not constants or last(key) in constants) else ()

    def _facts(self, schema: Schema, name: str, seen: frozenset[str] = frozenset()) -> _Facts:
        own = dict(schema.properties).get(name)
        facts = _Facts(
            constants=() if own is None else self._texts(own),
            is_required=name in schema.required,
            is_object=schema.types == ("object",),
        )
        parts = [*schema.all_of]
        if schema.ref is not None and schema.ref not in seen:
            parts.append(self._parsed(schema.ref))
            seen |= {schema.ref}
        for part in parts:
            facts = facts.beside(self._facts(part, name, seen))
        for group in schema.groups:
            facts = facts.beside(_either([self._facts(inner, name, seen) for inner in group]))
        return facts

    def _texts(self, schema: Schema, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        if schema.enum is not None:
            texts = tuple(value for value in schema.enum if isinstance(value, str))
            return texts if len(texts) == len(schema.enum) else ()
        if schema.ref is not None and schema.ref not in seen:
            return self._texts(self._parsed(schema.ref), seen | {schema.ref})
        found = (self._texts(part, seen) for part in schema.all_of)
        return next(filter(None, found), ())


def _either(several: list[_Facts]) -> _Facts:
    known = all(facts.constants for facts in several)
    constants = dict.fromkeys(value for facts in several for value in facts.constants)
    return _Facts(
        constants=tuple(constants) if known else (),
        is_required=all(facts.is_required for facts in several),
        is_object=all(facts.is_object for facts in several),
    )


def with_tag(variant: Schema, tag: DeclaredTag) -> Schema:
    """Return a variant that is called so."""
    return replace(variant, annotations=replace(variant.annotations, tag=tag))


def reference_of(schema: Schema) -> str | None:
    """Return what a schema refers to, by itself or by the one branch of its `allOf`."""
    if schema.ref is None and len(schema.all_of) == 1:
        return schema.all_of[0].ref
    return schema.ref


def _of_one_alone(several: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the constants that are of one variant alone: a base's enum lists all of them."""
    count: dict[str, int] = {}
    for constants in several:
        for value in constants:
            count[value] = count.get(value, 0) + 1
    return [
        constants if all(count[value] == 1 for value in constants) else () for constants in several
    ]


def _first_owners(names: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give each value to the first variant that is called so."""
    taken: set[str] = set()
    for values in names:
        yield tuple(value for value in values if value not in taken)
        taken.update(values)

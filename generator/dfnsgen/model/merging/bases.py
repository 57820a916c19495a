"""Bases and the types derived from them by `allOf`: what a discriminator in the base means.

    Pet: {properties: {…}, discriminator: {…}}     Cat: {allOf: [Pet, {…}]}
        Where a Pet is used, a Cat is meant too: Pet is read as {…, anyOf: [Cat, {}]}, which accepts
        the same values. (OpenAPI 3.1.1, section 4.8.25.4)

    Pet: {properties: {…}, oneOf: [Cat, Dog]}      Cat: {allOf: [Pet, {…}]}
        To the letter a value is a Cat only if it is a Pet, for which it must be a Cat already: JSON
        Schema leaves open what that means (2020-12 Core, section 9.4.1), and validators recurse for
        ever. What is meant is that Cat shares what stands beside the union in Pet.

In: parsed schemas. Out: the bases with the derived types, and these without their bases' unions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


def derived_types(schemas: Mapping[str, JsonValue]) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of the components that name another one in their `allOf`, by its key."""
    found: dict[str, list[str]] = {}
    for name, node in schemas.items():
        branches = node.get("allOf") if isinstance(node, dict) else None
        for branch in branches if isinstance(branches, list) else ():
            base = branch.get("$ref") if isinstance(branch, dict) else None
            if isinstance(base, str):
                found.setdefault(base, []).append(child("#/components/schemas", name))
    return {base: tuple(dict.fromkeys(keys)) for base, keys in found.items()}


def with_derived(schema: Schema, derived: Mapping[str, tuple[str, ...]]) -> Schema:
    """Return a base that only has a discriminator with all that derives from it as variants.

    `derived` is what `derived_types` says. Without a known tag a value is of the base, which comes
    first.
    """
    if schema.discriminator is None or schema.any_of or schema.one_of:
        return schema
    keys = dict.fromkeys(derived.get(schema.at, ()))
    waiting = [*keys]
    while waiting:
        further = [key for key in derived.get(waiting.pop(), ()) if key not in keys]
        keys.update(dict.fromkeys(further))
        waiting += further
    variants = [Schema(ref=key, at=key) for key in keys if key != schema.at]
    base = Schema(at=child(schema.at, "anyOf", "0"))
    return schema.changed(any_of=((base, *variants),)) if variants else schema


def without_circles(schema: Schema, key: str, parsed: Callable[[str], Schema]) -> Schema:
    """Return the schema at `key` with branches that no longer lead back to it by a union."""
    branches = tuple(_opened(branch, key, parsed) for branch in schema.all_of)
    return schema.changed(all_of=branches) if branches != schema.all_of else schema


def _opened(branch: Schema, key: str, parsed: Callable[[str], Schema]) -> Schema:
    if branch.ref is None or branch.ref == key:
        return branch
    base = parsed(branch.ref)
    any_of, one_of = _others(base.any_of, key), _others(base.one_of, key)
    if (any_of, one_of) == (base.any_of, base.one_of):
        return branch
    shared = base.changed(any_of=any_of, one_of=one_of, discriminator=None)
    return branch.changed(ref=None, all_of=(*branch.all_of, shared))


def _others(groups: tuple[tuple[Schema, ...], ...], key: str) -> tuple[tuple[Schema, ...], ...]:
    return tuple(group for group in groups if all(variant.ref != key for variant in group))

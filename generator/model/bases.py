"""A base whose union names the types that are derived from it: the circle is opened.

    Pet: {properties: {…}, oneOf: [Cat, Dog]}      Cat: {allOf: [Pet, {…}]}

To the letter a value is a Cat only if it is a Pet, for which it must be a Cat already: JSON Schema
leaves open what that means (2020-12 Core, section 9.4.1), and validators recurse for ever. What is
meant is that Cat shares what stands beside the union in Pet.

In: parsed schemas. Out: the derived ones, with their bases' unions left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generator.model.schema import Schema


def without_circles(schema: Schema, key: str, parsed: Callable[[str], Schema]) -> Schema:
    """Return the schema at `key` with branches that no longer lead back to it by a union."""
    branches = tuple(_opened(branch, key, parsed) for branch in schema.all_of)
    return replace(schema, all_of=branches) if branches != schema.all_of else schema


def _opened(branch: Schema, key: str, parsed: Callable[[str], Schema]) -> Schema:
    if branch.ref is None or branch.ref == key:
        return branch
    base = parsed(branch.ref)
    any_of, one_of = _others(base.any_of, key), _others(base.one_of, key)
    if (any_of, one_of) == (base.any_of, base.one_of):
        return branch
    shared = replace(base, any_of=any_of, one_of=one_of, discriminator=None)
    return replace(branch, ref=None, all_of=(*branch.all_of, shared))


def _others(groups: tuple[tuple[Schema, ...], ...], key: str) -> tuple[tuple[Schema, ...], ...]:
    return tuple(group for group in groups if all(variant.ref != key for variant in group))

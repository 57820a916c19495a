"""The schemas to the letter, for VALIDATORS, where codecs hold to what is meant.

In: the API as it is meant, and to the letter. Out: the schemas that differ, or lead to one that
does, by the pointers of their places; all others are those of the codecs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dfnsgen.model.api import Api, uses_of
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.recursion import references
from dfnsgen.model.schemas.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The schemas that differ, by pointer; `unlisted` are pointers that no document has.

    `is_exact` says that codecs hold to the letter as well.
    """

    schemas: tuple[tuple[str, Schema], ...] = ()
    unlisted: tuple[str, ...] = ()
    is_exact: bool = False


def plan_letter(api: Api, letter: Api) -> Letter:
    """Return what VALIDATORS need beside the schemas of the codecs."""
    if letter is api:
        return Letter()
    written, intended = _by_pointer(letter), _by_pointer(api)
    same = {
        at for at, schema in written.items() if at in intended and _are_same(schema, intended[at])
    }
    targets = {at: frozenset(references(schema)) for at, schema in written.items()}
    size = -1
    while size != len(same):
        size = len(same)
        same = {at for at in same if targets[at] <= same}
    return Letter(
        schemas=tuple((at, schema) for at, schema in written.items() if at not in same),
        unlisted=tuple(at for at in intended if at not in written),
    )


def _are_same(one: Schema, other: Schema) -> bool:
    return one is other or as_json_schema(one) == as_json_schema(other)


def _by_pointer(api: Api) -> Mapping[str, Schema]:
    """Return the schema of each definition, and of each other place that uses one."""
    found = {key: definition.schema for key, definition in api.definitions.items()}
    used = [placed.use for operation in api.all_operations for placed in uses_of(operation)]
    for use in (*used, *api.components.values()):
        found.setdefault(use.at, use.schema)
    return found

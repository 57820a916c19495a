"""What closed schemas declare, and what they say of all else.

In: flattened schemas. Out: the names that one declares, and the rest that it leaves or forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dfnsgen.model.schemas.schema import Schema


def declared_in(part: Schema, written_out: Callable[[Schema], Schema]) -> Iterator[str]:
    """Yield what a part declares, by itself or in the variants of a union that it closes."""
    yield from (name for name, _ in part.properties)
    if rest_of_union(part) is not None:
        for variant in (one for group in part.groups for one in group):
            yield from (name for name, _ in written_out(variant).properties)


def rest_of(schema: Schema) -> Schema | None:
    """Return what an object says of all that it doesn't declare, None where that is nothing."""
    rest = schema.additional_properties
    return None if rest is None or rest.is_true or schema.pattern_properties else rest


def rest_of_union(schema: Schema) -> Schema | None:
    """Return what a union says of all that no variant declares, None where that is nothing."""
    rest = schema.unevaluated_properties if schema.groups else None
    return None if rest is None or rest.is_true or schema.pattern_properties else rest

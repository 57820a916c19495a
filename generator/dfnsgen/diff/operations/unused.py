"""Components that no operation uses: they travel nowhere, and have their classes all the same.

In: the pairs after everything else was compared. Out: edits with their subjects. A component that
comes to be or ceases because a schema was moved into or out of its place is no change.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Edit, Naming
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import reached_from
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.diff.sides import Side
from dfnsgen.model.api import Api, Use, uses_of
from dfnsgen.model.schemas.children import children


def unused_components(pairs: Pairs) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of components that no operation of both versions uses."""
    old, new = pairs.old, pairs.new
    used_old, used_new = _used(old.api), _used(new.api)
    for name, use in old.api.components.items():
        other = new.api.components.get(name)
        before = use.schema.ref in used_old
        after = other is not None and other.schema.ref in used_new
        if other is not None:
            if not (before and after):
                yield from _compare(pairs, name, use, other)
        elif not before and not _stands(old, use, new):
            yield name, Edit(rule=RULES["schema-removed"], naming=Naming.REMOVED, at_old=use.at)
    for name, use in new.api.components.items():
        fresh = name not in old.api.components and use.schema.ref not in used_new
        if fresh and not _stands(new, use, old):
            yield name, Edit(rule=RULES["schema-added"], naming=Naming.ADDED, at_new=use.at)


def _compare(pairs: Pairs, name: str, old: Use, new: Use) -> Iterator[tuple[str, Edit]]:
    if pairs.unchanged.holds(old.schema, new.schema):
        return
    key = f"unused {name}"
    pairs.start(key, old.schema, new.schema)
    pairs.finish()
    for reached in reached_from(pairs.compared, key, name, None):
        yield reached.subject, reached.edit


def _stands(side: Side, use: Use, other: Side) -> bool:
    """Whether the other side holds a structure of the same meaning anywhere."""
    digest = side.digest(use.schema)
    return any(
        other.digest(definition.schema) == digest for definition in other.api.definitions.values()
    )


def _used(api: Api) -> frozenset[str]:
    """Return the keys of the definitions that operations and webhooks lead to."""
    placed = (placed for operation in api.all_operations for placed in uses_of(operation))
    stack = [use.schema for use, *_ in placed]
    seen: set[str] = set()
    while stack:
        schema = stack.pop()
        if schema.ref is not None and schema.ref not in seen and schema.ref in api.definitions:
            seen.add(schema.ref)
            stack.append(api.definitions[schema.ref].schema)
        stack += children(schema)
    return frozenset(seen)

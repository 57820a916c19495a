"""What is known of all schemas before a check is written, and asked of them many times.

In: the definitions of an API, and the schemas that get checks. Out: the tags of unions, the weights
of schemas, and the definitions whose checks may not raise. Nothing here depends on a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from dfnsgen.model.api import Definition, unfolded
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.discriminate import promised_property, tag_constants
from dfnsgen.python.checks.weights import Weights

Tags: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""The property that tells variants apart, and the key of the definition of each value."""


class Survey:
    """Answers of which each is found once."""

    def __init__(self, definitions: Mapping[str, Definition], schemas: Sequence[Schema]) -> None:
        self._definitions = definitions
        # With the variants, that no others get their identity.
        self._tags: dict[int, tuple[tuple[Schema, ...], Tags | None]] = {}
        self.weights = Weights(definitions, self.has_tag)
        tried = [part for schema in schemas for part in _alternatives(schema, self.has_tag)]
        self.careful = self.weights.reached_by(tried)

    def unfold(self, schema: Schema) -> Schema:
        """Follow references that stand alone; one that leads round in a circle stays."""
        return unfolded(schema, self._definitions)

    def has_tag(self, group: tuple[Schema, ...]) -> bool:
        """Whether a property tells the variants of a union apart."""
        return self.tags(group) is not None

    def tags(self, group: tuple[Schema, ...]) -> Tags | None:
        """Return what tells the variants of a union apart."""
        known = self._tags.get(id(group))
        if known is None:
            known = self._tags[id(group)] = group, self._found(group)
        return known[1]

    def _found(self, group: tuple[Schema, ...]) -> Tags | None:
        if len(group) < 2 or any(not part.is_reference for part in group):
            return None
        promised = promised_property(group)
        if promised is not None:
            tags = [(part.annotations.tag, str(part.ref)) for part in group]
            return promised, tuple((v, ref) for tag, ref in tags if tag for v in tag.values)
        for name, _ in self.unfold(group[0]).properties:
            constants = [tag_constants(part, name, self.unfold) for part in group]
            rows = tuple(
                (str(value), str(part.ref))
                for part, values in zip(group, constants, strict=True)
                for value in values or ()
            )
            if all(constants) and len({value for value, _ in rows}) == len(rows):
                return name, rows
        return None


def _alternatives(
    schema: Schema, has_tag: Callable[[tuple[Schema, ...]], bool]
) -> Iterator[Schema]:
    """Yield the parts of a schema that a valid value may fail."""
    for group in (*schema.any_of, *schema.one_of):
        if not has_tag(group):
            yield from group
    yield from schema.not_
    yield from (condition.test for condition in schema.conditions)
    yield from (contains.schema for contains in schema.contains)

"""One side of a comparison: its definitions, and what its schemas mean.

In: the two Apis. Out: `Side`s. Two schemas with one digest accept the same values, whichever
document they stand in and however they are spelled; recursive ones as well.
"""

from __future__ import annotations

from dfnsgen.diff.meanings import Meanings, make_meanings
from dfnsgen.model.api import Api, Definition, unfolded
from dfnsgen.model.schemas.schema import Schema, without_resource


def is_any(schema: Schema) -> bool:
    """Whether a schema accepts every value, since it asserts nothing."""
    return without_resource(schema).is_true


class Side:
    """One Api, and what its schemas mean."""

    def __init__(self, api: Api, meanings: Meanings) -> None:
        self.api = api
        self._meanings = meanings

    def unfold(self, schema: Schema) -> Schema:
        """Put what a reference leads to in its place; a loop of references stays one."""
        return unfolded(schema, self.api.definitions)

    def definition(self, schema: Schema) -> Definition | None:
        """Return the definition that a schema is nothing but a reference to."""
        if schema.ref is None or not without_resource(schema).is_reference:
            return None
        return self.api.definitions.get(schema.ref)

    def digest(self, schema: Schema) -> int:
        """Return the number of a schema's meaning."""
        return self._meanings.of(schema)


def make_sides(old: Api, new: Api) -> tuple[Side, Side]:
    """Return both sides, their digests comparable."""
    before, after = ({k: d.schema for k, d in api.definitions.items()} for api in (old, new))
    meanings = make_meanings(before, after)
    return Side(old, meanings[0]), Side(new, meanings[1])

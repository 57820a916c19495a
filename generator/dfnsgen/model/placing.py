"""The places of a document where schemas are used, each with what stands there once all is placed.

In: merged schemas by key, and for each place the merged schema that is used there. Out: Uses, which
refer to the definitions of one Hoister.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Definition, Occurrence, Use
from dfnsgen.model.merging.hoist import Hoister
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import AnyShape, Reference
from dfnsgen.model.shapes.shapes import shape_of

Whole: TypeAlias = Callable[[str, JsonValue, str], Schema]
"""Returns the merged schema of a place, given its pointer, what stands there, and its role."""


class Placing:
    """Places what is used, each place once."""

    def __init__(self, hoister: Hoister, whole: Whole) -> None:
        self._hoister = hoister
        self._whole = whole
        self._uses: dict[str, Use] = {}

    def define(self, keys: Sequence[tuple[str, str]]) -> None:
        """Define the components, given as key and name, before anything is placed."""
        self._hoister.components(keys)

    def use(self, node: JsonValue, at: str, *, operation: int, role: str, name: str = "") -> Use:
        """Return the Use of the schema at a place; a shared parameter or body has one."""
        if at not in self._uses:
            where = Occurrence(at=at, operation=operation, role=role, property_name=name)
            self._uses[at] = self._placed(self._whole(at, node, role), where)
        return self._uses[at]

    def components(self, keys: Sequence[tuple[str, str]]) -> dict[str, Use]:
        """Return the Uses of the components by their names."""
        return {name: self.component(key) for key, name in keys}

    def component(self, key: str) -> Use:
        """Return the Use of what a key leads to."""
        return self._placed(Schema(ref=key, at=key), Occurrence(at=key, role="component"))

    def definitions(self) -> dict[str, Definition]:
        """Return all definitions by key, in the order in which they were met."""
        found = self._hoister.definitions()
        circular = [key for key in found if _leads_back(key, found)]
        return found | {key: replace(found[key], shape=AnyShape()) for key in circular}

    def _placed(self, schema: Schema, where: Occurrence) -> Use:
        placed = self._hoister.place(schema, where)
        return Use(at=where.at, schema=placed, shape=shape_of(placed, self._hoister.unfold))


def _leads_back(key: str, definitions: Mapping[str, Definition]) -> bool:
    """Whether a definition is but a reference that leads back to it: its type is that of all."""
    seen, shape = set[str](), definitions[key].shape
    while isinstance(shape, Reference) and shape.key not in seen:
        seen.add(shape.key)
        shape = definitions[shape.key].shape
    return key in seen

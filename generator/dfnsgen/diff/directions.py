"""In which direction a property travels: what is only read, and what is only written.

In: a side and its schemas. Out: the one direction of a property, and what a schema asks of values
that travel one way: of requests not what is only read, of answers not what is only written.
Source: OpenAPI 3.0.3, section 4.7.24.1.
"""

from __future__ import annotations

from dataclasses import replace

from dfnsgen.diff.change import Direction
from dfnsgen.diff.sides import Side
from dfnsgen.model.merging.merge import merge_annotations
from dfnsgen.model.schemas.children import Key, map_children
from dfnsgen.model.schemas.schema import Annotations, Schema


def notes_of(side: Side, schema: Schema) -> Annotations:
    """Return the annotations that hold at a place, those of a component that it refers to included.

    A structure that is written out in several places is one definition, and each place has its own.
    """
    found = side.definition(schema)
    if found is None or not found.component:
        return schema.annotations
    return merge_annotations(found.annotations, schema.annotations)


def only_direction(side: Side, schema: Schema) -> Direction | None:
    """Return the one direction in which a property travels that is only read, or only written."""
    return way_of(notes_of(side, schema))


def way_of(notes: Annotations) -> Direction | None:
    """Return the one direction in which travels what is only read, or only written."""
    if notes.read_only == notes.write_only:
        return None
    return Direction.RESPONSE if notes.read_only else Direction.REQUEST


def bound_to(side: Side, schema: Schema, direction: Direction) -> Schema:
    """Return what a schema asks of values that travel in one direction."""

    def inner(child: Schema, _field: str, _key: Key) -> Schema:
        return bound_to(side, child, direction)

    if schema.required:
        known = dict(schema.properties)
        required = tuple(
            name
            for name in schema.required
            if only_direction(side, known.get(name, Schema())) in (None, direction)
        )
        if required != schema.required:
            schema = replace(schema, required=required)
    return map_children(schema, inner)

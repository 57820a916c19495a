"""The whole API's schemas as one OpenAPI 3.1 document: resolved, merged and named.

In: the Api and its Names. Out: a document with one component per definition, under the name that
it has in Python. Every `$ref` is local, no `allOf` of references is left, and a union that a tag
tells apart has a discriminator, declared or found. It holds no operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.children import map_children
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Annotations, Schema
from dfnsgen.model.shapes.shape import DiscriminatedBy, Reference, Shape, UnionShape
from dfnsgen.python.names.names import Names

Node = dict[str, JsonValue]

COMPONENTS = "#/components/schemas/"


def bundled(api: Api, names: Names) -> Node:
    """Return the document; definitions in the order of the source, further names after them."""
    schemas: Node = {
        names.definitions[key]: _component(definition, names.definitions)
        for key, definition in api.definitions.items()
    }
    schemas |= {
        alias: {"$ref": COMPONENTS + names.definitions[key]} for alias, key in names.aliases.items()
    }
    info: Node = {"title": api.title, "version": api.version}
    if api.description:
        info["description"] = api.description
    return {
        "openapi": "3.1.0",
        "info": info,
        "paths": {},
        "components": {"schemas": schemas},
    }


def discriminator(shape: Shape, names: Mapping[str, str], root: str) -> Node | None:
    """Return the discriminator of a union whose variants are told apart by a tag for sure.

    A mapping's keys are texts, and its values name components: other tags have no discriminator.
    """
    if not isinstance(shape, UnionShape) or shape.discriminated_by is not DiscriminatedBy.TAG:
        return None
    mapping: Node = {}
    for variant in shape.variants:
        for tag in variant.tags:
            if not isinstance(variant.shape, Reference) or not isinstance(tag, str):
                return None
            mapping[tag] = root + names[variant.shape.key]
    return {"propertyName": shape.tag, "mapping": mapping} if shape.proven else None


def _component(definition: Definition, names: Mapping[str, str]) -> JsonValue:
    own = replace(definition.schema, annotations=definition.annotations)
    written = _annotated(_named(own, names))
    found = discriminator(definition.shape, names, COMPONENTS)
    if found is not None and isinstance(written, dict):
        written["discriminator"] = found
    return written


def _named(schema: Schema, names: Mapping[str, str]) -> Schema:
    """Let all references be to our components; a dynamic one is to what it means by default."""
    changed = map_children(schema, lambda inner, _field, _key: _named(inner, names))
    key = schema.ref or (schema.dynamic_ref[1] if schema.dynamic_ref else None)
    if key is None and schema.resource is None:
        return changed
    ref = None if key is None else COMPONENTS + names[key]
    return replace(changed, ref=ref, dynamic_ref=None, resource=None)


def _annotated(schema: Schema) -> JsonValue:
    """Write a schema with what it, its properties, items and variants say to people."""
    written = _plain(as_json_schema(schema))
    words = dict(_words(schema.annotations))
    if not isinstance(written, dict):
        return words if words and written else written
    _annotate_inside(schema, written)
    return written | words


def _annotate_inside(schema: Schema, written: Node) -> None:
    if schema.properties:
        written["properties"] = {name: _annotated(inner) for name, inner in schema.properties}
    if schema.items is not None:
        written["items"] = _annotated(schema.items)
    if schema.additional_properties is not None:
        written["additionalProperties"] = _annotated(schema.additional_properties)
    for word, groups in (("oneOf", schema.one_of), ("anyOf", schema.any_of)):
        if groups and word in written:  # further groups stand in an `allOf`
            written[word] = [_annotated(variant) for variant in groups[0]]


def _words(notes: Annotations) -> Iterator[tuple[str, JsonValue]]:
    if notes.title:
        yield "title", notes.title
    if notes.description:
        yield "description", notes.description
    for word, holds in (
        ("deprecated", notes.deprecated),
        ("readOnly", notes.read_only),
        ("writeOnly", notes.write_only),
    ):
        if holds:
            yield word, True
    if notes.has_default:
        yield "default", _plain(notes.default)
    if notes.examples:
        yield "examples", [_plain(example) for example in notes.examples]


def _plain(value: JsonValue) -> JsonValue:
    """Return a JSON value with numbers of Python's own types."""
    match value:
        case Decimal():
            return float(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case _:
            return value

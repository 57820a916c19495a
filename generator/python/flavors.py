"""Other kinds of models than our own: pydantic, msgspec, typed dictionaries.

In: the API and its names. Out: one OpenAPI document for the generator of such models, in which
all is decided: every structure is a component under our name, every union that a tag tells apart
says so. Texts of people stay out, formats as well: they are annotations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from generator.loader.document import JsonValue
from generator.model.api import Api, Definition
from generator.model.json_schema import as_json_schema
from generator.model.shape import Reference, UnionShape
from generator.python.names import Names, class_name

_BARE = frozenset({"type", "enum", "const", "$ref"})
_CONTAINERS = frozenset({"anyOf", "oneOf", "items", "additionalProperties", "prefixItems"})
_COMPONENTS = "#/components/schemas/"

Node = dict[str, JsonValue]


class Flavor(Enum):
    """What the models are made of."""

    DATACLASS = "dataclass"
    PYDANTIC = "pydantic"
    MSGSPEC = "msgspec"
    TYPEDDICT = "typeddict"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlavorPlan:
    """A package of models alone. `document` is JSON; `classes` are the names that may come out."""

    package: str
    title: str
    version: str
    flavor: Flavor
    document: str
    classes: frozenset[str]
    names: tuple[tuple[str, str], ...]


def plan_flavor(api: Api, names: Names, flavor: Flavor, package: str) -> FlavorPlan:
    """Return what another generator needs to print the models of an API under our names."""
    schemas: Node = {
        names.definitions[key]: _component(definition, names)
        for key, definition in api.definitions.items()
    }
    for holder in list(schemas):
        _name_parts(schemas, holder)
    document: Node = {
        "openapi": "3.1.0",
        "info": {"title": package, "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return FlavorPlan(
        package=package,
        title=api.title,
        version=api.version,
        flavor=flavor,
        document=json.dumps(document, default=_number),
        classes=frozenset(schemas),
        names=tuple(names.definitions.items()),
    )


def _component(definition: Definition, names: Names) -> JsonValue:
    schema = _plain(as_json_schema(definition.schema), names)
    shape = definition.shape
    if isinstance(schema, dict) and isinstance(shape, UnionShape) and shape.tag is not None:
        mapping: Node = {
            str(tag): _COMPONENTS + names.definitions[variant.shape.key]
            for variant in shape.variants
            if isinstance(variant.shape, Reference)
            for tag in variant.tags
        }
        schema["discriminator"] = {"propertyName": shape.tag, "mapping": mapping}
    return schema


def _plain(node: JsonValue, names: Names) -> JsonValue:
    """Return a schema with references by our names and without formats.

    A property may have the name of a keyword; its schema is an object or a boolean then, and the
    keywords' values are texts.
    """
    if isinstance(node, list):
        return [_plain(item, names) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: (
            _COMPONENTS + names.definitions[value]
            if key == "$ref" and isinstance(value, str)
            else _plain(value, names)
        )
        for key, value in node.items()
        if not (key == "format" and isinstance(value, str))
    }


def _name_parts(schemas: Node, holder: str) -> None:
    """Give the parts of a schema that have constraints of their own a name, else they get numbers.

    Before: `gasLimit: {anyOf: [{type: integer, minimum: 0}, {type: string, pattern: …}]}`.
    After: `gasLimit: {anyOf: [{$ref: GasLimitInteger}, {$ref: GasLimitString}]}`.
    """
    for part in list(_parts(schemas[holder], "")):
        kind = part.schema.get("type")
        words = f"{part.subject or holder} {kind if isinstance(kind, str) else 'value'}"
        for name in (class_name(words), class_name(f"{holder} {words}")):
            if schemas.setdefault(name, dict(part.schema)) == part.schema:
                part.schema.clear()
                part.schema["$ref"] = _COMPONENTS + name
                break


@dataclass(frozen=True, slots=True)
class _Part:
    """A variant, item or value that is written in place, and the property that holds it."""

    schema: Node
    subject: str


def _parts(node: JsonValue, subject: str, *, is_part: bool = False) -> Iterator[_Part]:
    """Give the constrained variants, items and values in a schema, the inner ones first."""
    if isinstance(node, list):
        for item in node:
            yield from _parts(item, subject, is_part=is_part)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "properties" and isinstance(value, dict):
            for name, schema in value.items():
                yield from _parts(schema, name)
        else:
            yield from _parts(value, subject, is_part=key in _CONTAINERS)
    if is_part and isinstance(node.get("type"), str) and not node.keys() <= _BARE:
        yield _Part(node, subject)


def _number(value: object) -> float:
    if not isinstance(value, Decimal):
        raise TypeError(f"not a JSON value: {type(value).__name__}")
    return float(value)

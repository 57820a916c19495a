"""Schemas of Swagger 2.0, and references to what has moved.

{$ref: '#/definitions/Pet'}              ->  {$ref: '#/components/schemas/Pet'}
{type: string, x-nullable: true}         ->  {type: string, nullable: true}
{type: file}                             ->  {type: string, format: binary}
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.grammar import Adopt, Link, Node, rewrite

_MOVED = (
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
)
KEYWORDS = tuple(
    "type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength "
    "minLength pattern maxItems minItems uniqueItems enum multipleOf x-nullable x-enum-varnames "
    "x-enum-descriptions".split()
)
"""What describes the value of a parameter or header, beside its other members."""
FILE: Node = {"type": "string", "format": "binary"}


def moved(reference: JsonValue) -> JsonValue:
    """Return what a reference is once its target has moved."""
    for before, after in _MOVED:
        if isinstance(reference, str) and reference.startswith(before):
            return after + reference[len(before) :]
    return reference


def schema_of(written: JsonValue, adopt: Adopt) -> JsonValue:
    """Return a schema as OpenAPI 3.0 writes it; anything else as it is."""
    return rewrite(written, _edit, adopt, kind="schema") if isinstance(written, dict) else written


def value_schema(holder: Node, adopt: Adopt) -> JsonValue:
    """Return the schema of a parameter, header or item, whose keywords stand beside its name."""
    made: Node = {key: holder[key] for key in KEYWORDS if key in holder}
    adopt(made, holder)
    return schema_of(made, adopt)


def _edit(node: Node, kind: str, link: Link) -> Node:
    if kind != "schema":
        return node
    made = dict(node)
    if "$ref" in node:
        made["$ref"] = moved(node["$ref"])
    if made.get("type") == "file":
        made |= FILE
    if "x-nullable" in made:
        made["nullable"] = made.pop("x-nullable")
    if isinstance(made.get("discriminator"), str):
        made["discriminator"] = {"propertyName": made["discriminator"]}
    made.pop("collectionFormat", None)
    return node if made == node else made

"""Server-sent events, whose `data` is a text on the wire and a value to everybody.

In: the schema of an item, as a node of the document. Out: the same schema as it is meant.

{properties: {data: {type: string, contentMediaType: application/json, contentSchema: Cat}}}
→  {properties: {data: Cat}}
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.model.media_types import is_json

_GROUPS = ("oneOf", "anyOf", "allOf")


def intended_item(node: JsonValue) -> JsonValue:
    """Return the schema of an event with what its data holds; any other as it is.

    Source: OpenAPI 3.2.0, section 4.14.3.3.
    """
    if not isinstance(node, dict):
        return node
    changed: dict[str, JsonValue] = {}
    for group in _GROUPS:
        variants = node.get(group)
        if isinstance(variants, list):
            read = [intended_item(variant) for variant in variants]
            changed |= {} if read == variants else {group: read}
    properties = node.get("properties")
    if isinstance(properties, dict):
        inner = _content(properties.get("data"))
        changed |= {} if inner is None else {"properties": {**properties, "data": inner}}
    return {**node, **changed} if changed else node


def _content(data: JsonValue) -> JsonValue:
    """Return what a text is the JSON of, None where nothing is said of it."""
    if not isinstance(data, dict):
        return None
    media_type = data.get("contentMediaType", "")
    is_value = isinstance(media_type, str) and is_json(media_type)
    return data.get("contentSchema") if is_value else None

"""A value for each schema, and a text for each pattern: enough to call every operation once.

In: a schema of a document, in the document's own words. Out: one valid value, the smallest that
is easy to find.
"""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]  # no public parser of patterns
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


class Samples:
    """Makes samples for the schemas of one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            node: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                node = node[part.replace("~1", "/").replace("~0", "~")]
            schema = node
        return schema

    def of(self, schema: dict[str, Any], *, full: bool = False) -> Any:
        """Return a value; with `full`, optional properties as well."""
        schema = self.merged(self.resolve(schema))
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        kinds = schema.get("type", "object" if "properties" in schema else "string")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        match kind:
            case "object":
                return self._object(schema, full)
            case "array":
                count = max(schema.get("minItems", 1 if full else 0), 0)
                return [self.of(schema.get("items", {}), full=full) for _ in range(count)]
            case "integer" | "number":
                return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return self._text(schema)

    def merged(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema in which the first variant of each union has become a part of it."""
        parts = [schema]
        for keyword in ("allOf", "oneOf", "anyOf"):
            branches = schema.get(keyword, [])
            parts += branches if keyword == "allOf" else branches[:1]
        merged: dict[str, Any] = {}
        for number, part in enumerate(parts):
            found = part if number == 0 else self.merged(self.resolve(part))
            for name, value in found.items():
                if name == "properties":
                    value = {**merged.get(name, {}), **value}
                elif name == "required":
                    value = [*merged.get(name, []), *value]
                merged[name] = value
        return merged

    def _object(self, schema: dict[str, Any], full: bool) -> dict[str, Any]:
        properties = schema.get("properties", {})
        wanted = [*schema.get("required", []), *(properties if full else [])]
        return {name: self.of(properties.get(name, {})) for name in dict.fromkeys(wanted)}

    def _text(self, schema: dict[str, Any]) -> str:
        if "pattern" in schema:
            return matching(schema["pattern"])
        formats = {"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "uri": "https://x.io"}
        formats["email"] = "a@example.com"
        text = formats.get(schema.get("format", ""), "a")
        return text.ljust(schema.get("minLength", 0), "a")


def matching(pattern: str) -> str:
    """Return a short text that a pattern of the documents at hand matches."""
    text = "".join(_one(node) for node in parser.parse(pattern))
    assert re.search(pattern, text), pattern
    return text


def _one(node: Any) -> str:
    code, argument = node
    if code is codes.LITERAL:
        return chr(argument)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, _, inner = argument
        return "".join(_one(n) for n in inner) * low
    if code is codes.IN:
        kind, first = argument[0]
        if kind is codes.RANGE:
            return chr(first[0])
        return "0" if kind is codes.CATEGORY else chr(first)
    if code is codes.SUBPATTERN:
        return "".join(_one(n) for n in argument[3])
    if code is codes.BRANCH:
        return "".join(_one(n) for n in argument[1][0])
    if code is codes.ANY:
        return "a"
    return ""

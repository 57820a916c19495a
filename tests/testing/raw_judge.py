"""An independent judge of what travels: jsonschema-rs over a document as it is published.

In: a document, a direction. Out: what is wrong with a value at a pointer. Of the document only what
OpenAPI says beyond JSON Schema is put into its words: what is read or written alone, `nullable`,
bounds as OpenAPI 3.0 writes them, and the one variant that a declared discriminator chooses.
"""

from __future__ import annotations

import json
from typing import Any, Literal
from urllib.parse import quote, unquote

import jsonschema_rs

Direction = Literal["request", "response"]
_VALUES = frozenset(("enum", "const", "default", "example", "examples"))
_MAPS = frozenset(("properties", "patternProperties", "$defs", "definitions", "schemas"))
_OTHER = {"request": "readOnly", "response": "writeOnly"}


class RawJudge:
    """Says what is wrong with values of one direction.

    A `lenient` one takes members of an `enum` and properties that nobody declared, which clients
    keep. With `formats`, texts must have theirs.
    """

    def __init__(
        self,
        document: dict[str, Any],
        direction: Direction,
        *,
        lenient: bool = False,
        formats: bool = False,
    ) -> None:
        self._document = document
        self._unwanted = _OTHER[direction]
        self._answers = direction == "response"
        self._lenient = lenient
        self._formats = formats
        self._is_3_0 = str(document.get("openapi", "")).startswith("3.0")
        resources = [("urn:document", self._schema(document))]
        self._registry = jsonschema_rs.Registry(resources)
        self._known: dict[str, Any] = {}

    def errors(self, at: str, value: Any) -> list[str]:
        """Return what is wrong with a value by the schema at a pointer."""
        if at not in self._known:
            schema = {"$ref": f"urn:document{quote(at, safe='#/~')}"}
            self._known[at] = jsonschema_rs.Draft202012Validator(
                schema, registry=self._registry, validate_formats=self._formats
            )
        return [f"{list(e.instance_path)}: {e.message}" for e in self._known[at].iter_errors(value)]

    def at(self, *tokens: str) -> str | None:
        """Return the pointer of a part of the document, through all references; None for none."""
        place, node = "#", self._document
        for token in tokens:
            place, node = self._followed(place, node)
            if not isinstance(node, dict) or token not in node:
                return None
            place, node = f"{place}/{token.replace('~', '~0').replace('/', '~1')}", node[token]
        return self._followed(place, node)[0]

    def follow(self, pointer: str) -> str:
        """Return the pointer of what a part refers to, itself where it is no reference."""
        return self._followed(pointer, self.target(pointer))[0]

    def part(self, *tokens: str) -> Any:
        """Return a part of the document, None where there is none."""
        place = self.at(*tokens)
        return None if place is None else self._resolved({"$ref": place})

    def _followed(self, place: str, node: Any) -> tuple[str, Any]:
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            place = node["$ref"]
            node = self.target(place)
        return place, node

    def target(self, reference: str) -> Any:
        """Return what a pointer names."""
        target: Any = self._document
        for token in reference.removeprefix("#").split("/")[1:]:
            name = unquote(token).replace("~1", "/").replace("~0", "~")
            target = target[int(name)] if isinstance(target, list) else target[name]
        return target

    def _schema(self, node: Any, keyword: str = "") -> Any:
        if isinstance(node, list):
            return [self._schema(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        if keyword in _MAPS:
            return {name: self._schema(inner) for name, inner in node.items()}
        if self._is_3_0 and isinstance(node.get("$ref"), str):
            return {"$ref": node["$ref"]}
        made = {k: v if k in _VALUES else self._schema(v, k) for k, v in node.items()}
        made.pop("$schema", None)
        self._required(node, made)
        self._tagged(node, made)
        if self._lenient:
            made.pop("enum", None)
            if made.get("additionalProperties") is False:
                del made["additionalProperties"]
        return self._older(made) if self._is_3_0 else made

    def _required(self, node: dict[str, Any], made: dict[str, Any]) -> None:
        """Don't ask for what doesn't travel this way, and refuse it in answers."""
        if not isinstance(node.get("required"), list):
            return
        known = self._properties(node, 0)
        one_way = {n for n, p in known.items() if self._resolved(p).get(self._unwanted) is True}
        made["required"] = [name for name in node["required"] if name not in one_way]
        for name in one_way & made.get("properties", {}).keys() if self._answers else ():
            made["properties"][name] = False

    def _properties(self, node: Any, depth: int) -> dict[str, Any]:
        held = self._resolved(node)
        found: dict[str, Any] = {}
        for part in held.get("allOf", ()) if depth < 9 else ():
            found |= self._properties(part, depth + 1)
        return found | held.get("properties", {})

    def _resolved(self, node: Any) -> dict[str, Any]:
        for _ in range(9):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                break
            node = self.target(node["$ref"])
        return node if isinstance(node, dict) else {}

    def _tagged(self, node: dict[str, Any], made: dict[str, Any]) -> None:
        """Let a declared discriminator choose the variant."""
        tag = node.get("discriminator")
        union = next((k for k in ("oneOf", "anyOf") if isinstance(node.get(k), list)), None)
        if not isinstance(tag, dict) or union is None:
            return
        name, mapping = tag["propertyName"], tag.get("mapping", {})
        choices: list[Any] = []
        for variant in node[union]:
            target = variant.get("$ref", "")
            names = [k for k, v in mapping.items() if target in (v, f"#/components/schemas/{v}")]
            names = names or [target.rpartition("/")[2]]
            test = {"properties": {name: {"enum": names}}, "required": [name]}
            choices.append({"if": test, "then": self._schema(variant)})
        del made[union], made["discriminator"]
        made["allOf"] = [*made.get("allOf", ()), *choices, {"required": [name]}]

    def _older(self, made: dict[str, Any]) -> Any:
        """Put what OpenAPI 3.0 writes in a way of its own into words of JSON Schema 2020-12."""
        for bound, other in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if isinstance(made.get(bound), bool) and made.pop(bound) and other in made:
                made[bound] = made.pop(other)
        if made.get("nullable") is not True:
            return made
        del made["nullable"]
        return {"anyOf": [{"type": "null"}, made]}


def of_text(judge: RawJudge, at: str, value: Any) -> list[str]:
    """Return what is wrong with a value that travels as a text, however that is read."""
    constants = {True: "true", False: "false", None: ""}
    text = constants[value] if value is None or isinstance(value, bool) else str(value)
    readings: list[Any] = [text, value, {"true": True, "false": False}.get(text, text)]
    for read in (int, float):
        try:
            readings.append(read(text))
        except ValueError:
            continue
    if text[:1] in "{[":
        readings.append(json.loads(text))
    return min((judge.errors(at, reading) for reading in readings), key=len)

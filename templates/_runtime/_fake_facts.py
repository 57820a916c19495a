"""All that a schema says of one value, put together: its own keywords, its references, its `allOf`.

In: a schema of JSON Schema 2020-12 whose references are keys. Out: one mapping of keywords, in
which what several parts say is brought together, so that a value can be made of it in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from ._json import canonical
from ._lookup import Schema, Schemas

Object: TypeAlias = dict[str, Any]
Facts: TypeAlias = Object

_LISTED: Final = {
    "pattern": "patterns",
    "multipleOf": "multiples",
    "oneOf": "groups",
    "anyOf": "groups",
    "not": "judged",
    "contains": "contained",
    "dependentSchemas": "judged",
    "unevaluatedProperties": "judged",
    "unevaluatedItems": "judged",
    "propertyNames": "names",
    "$tag": "tags",
}
"""Keywords that several parts may have beside each other, and the fact that lists them."""


def as_object(value: Any) -> Object | None:
    """Return a value that is an object of JSON, None for any other."""
    return value if issubclass(type(value), dict) else None


def as_list(value: Any) -> list[Any] | None:
    """Return a value that is an array of JSON, None for any other."""
    return value if issubclass(type(value), list) else None


class FactsOf:
    """The facts of schemas, each found once."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._known: dict[int, tuple[Schema, Facts | None]] = {}

    def of(self, schema: Schema) -> Facts | None:
        """Return the facts of a schema, None where no value is valid. Nobody writes to them."""
        found = self._known.get(id(schema))
        if found is None:
            found = self._known[id(schema)] = (schema, self._collected(schema))
        return found[1]

    def _collected(self, schema: Schema) -> Facts | None:
        facts: Facts | None = {}
        waiting: list[Schema] = [schema]
        seen: set[str] = set()
        while waiting and facts is not None:
            part = waiting.pop(0)
            if isinstance(part, bool):
                if not part:
                    return None
                continue
            for key in _targets(part):
                if key not in seen:
                    seen.add(key)
                    waiting.append(self._schemas.by_key[key])
            waiting += part.get("allOf", ())
            facts = united(facts, _own(part))
        return facts


def _targets(part: Mapping[str, Any]) -> Iterable[str]:
    if "$ref" in part:
        yield part["$ref"]
    if "$dynamicRef" in part:
        yield part["$dynamicRef"][1]


def _own(part: Mapping[str, Any]) -> Facts:
    """Return the keywords of one schema as facts."""
    facts: Facts = {}
    for keyword, operand in part.items():
        if keyword in _LISTED:
            facts[_LISTED[keyword]] = [*facts.get(_LISTED[keyword], []), operand]
        elif keyword == "if":
            facts["groups"] = [*facts.get("groups", []), _branches(part)]
        elif keyword == "const":
            facts["enum"] = [operand]
        elif keyword == "type":
            facts["type"] = [operand] if isinstance(operand, str) else operand
        elif keyword not in ("$ref", "$dynamicRef", "allOf", "then", "else", "$resource"):
            facts[keyword] = operand
    return facts


def _branches(part: Mapping[str, Any]) -> list[Schema]:
    """Return a condition as the two variants that it stands for."""
    test = part["if"]
    return [
        {"allOf": [test, part.get("then", True)]},
        {"allOf": [part.get("else", True)], "not": test},
    ]


def united(left: Facts, right: Facts) -> Facts | None:
    """Return what both say, None where no value is valid for both."""
    if not left or not right:
        return left or right
    made = dict(left)
    for name, value in right.items():
        if name not in made:
            made[name] = value
            continue
        joined = _joiner(name)(made[name], value)
        if joined is None:
            return None
        made[name] = joined
    return made


def _joiner(name: str) -> Callable[[Any, Any], Any]:
    if name.startswith(("min", "exclusiveMin")):  # Of two lower bounds the higher one counts.
        return max
    if name.startswith(("max", "exclusiveMax")):
        return min
    return _JOINED.get(name, _first if name not in _LISTED.values() else _both)


def _first(left: Any, right: Any) -> Any:
    return left


def _both(left: list[Any], right: list[Any]) -> list[Any]:
    return [*left, *right]


def _types(left: list[str], right: list[str]) -> list[str] | None:
    kept = [kind for kind in left if kind in right or (kind == "integer" and "number" in right)]
    if "number" in left and "integer" in right and "integer" not in kept:
        kept.append("integer")
    return kept or None


def _members(left: list[Any], right: list[Any]) -> list[Any] | None:
    known = {canonical(member) for member in right}
    return [member for member in left if canonical(member) in known] or None


def _properties(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    both = {name: {"allOf": [left[name], right[name]]} for name in left if name in right}
    return {**left, **right, **both}


def _schemas(left: Any, right: Any) -> Any:
    return {"allOf": [left, right]}


def _items(left: list[Any], right: list[Any]) -> list[Any]:
    longer = left if len(left) >= len(right) else right
    pairs = [_schemas(one, other) for one, other in zip(left, right, strict=False)]
    return [*pairs, *longer[len(pairs) :]]


_JOINED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "type": _types,
    "enum": _members,
    "properties": _properties,
    "patternProperties": _properties,
    "required": lambda left, right: list(dict.fromkeys([*left, *right])),
    "items": _schemas,
    "additionalProperties": _schemas,
    "prefixItems": _items,
    "dependentRequired": lambda left, right: {**left, **right},
    "uniqueItems": lambda left, right: left or right,
}

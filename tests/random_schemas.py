"""Random component schemas, and values that tend to fit them: the same ones for the same seed.

In: a source of chance. Out: schemas in which every keyword of JSON Schema 2020-12 that says
something about a value meets the others; components refer to each other, also in circles, but
never to what is applied to the same value again.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

NAMES = ("a", "b", "c", "kind")
TEXTS = ("", "a", "ab", "A", "B", "x1", "1", "\U0001f409", "a\n")
NUMBERS = (0, 1, 2, 3, -1, 1.0, 1.5, 0.5, 12, 1e20, 10**20)
PATTERNS = ("^a", "b$", "^$", "[a-b]c?", ".", "^[A-Z]$", r"^\p{Lu}", r"\d")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


def scalar(chance: random.Random) -> Any:
    """Return a value that is no object and no array."""
    texts, numbers = chance.choice(TEXTS), chance.choice(NUMBERS)
    return chance.choice((None, True, False, texts, texts, numbers, numbers))


def value(chance: random.Random, depth: int = 3) -> Any:
    """Return any JSON value."""
    kind = chance.random()
    if depth == 0 or kind < 0.35:
        return scalar(chance)
    if kind < 0.55:
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    names = chance.sample(NAMES, chance.randrange(4))
    return {name: value(chance, depth - 1) for name in names}


class Schemas:
    """Makes components `S0`, `S1`…; `floor` is the first that may be applied to the same value."""

    def __init__(self, chance: random.Random, count: int) -> None:
        self.chance = chance
        self.count = count

    def components(self) -> dict[str, Any]:
        """Return all components."""
        return {f"S{number}": self.schema(3, number + 1) for number in range(self.count)}

    def schema(self, depth: int, floor: int) -> Any:
        """Return a schema: often such as documents have, else of any few keywords."""
        kinds: tuple[tuple[int, Callable[[int, int], Any]], ...] = (
            (5, self.object),
            (2, self.tagged),
            (2, self.extended),
            (2, self.array),
            (2, self.leaf),
            (8, self.keywords),
        )
        weights = [weight for weight, _ in kinds]
        ((_, made),) = self.chance.choices(kinds, weights)
        return made(depth, floor) if depth > 0 else self.leaf(depth, floor)

    def leaf(self, depth: int, floor: int) -> Any:
        """Return a schema without further ones in it, or a reference."""
        chance = self.chance
        simple: list[Any] = [
            *(True, False, {"type": chance.choice(TYPES)}, {"type": "string", "minLength": 1}),
            *({"const": scalar(chance)}, {"enum": chance.sample(TEXTS, 3)}),
            *({"type": ["string", "null"]}, {"type": "integer", "minimum": 1}),
            {"type": "string", "pattern": chance.choice(PATTERNS)},
        ]
        if floor < self.count:
            simple += 3 * [{"$ref": self.reference(floor)}]
        return chance.choice(simple)

    def reference(self, floor: int) -> str:
        return f"#/components/schemas/S{self.chance.randrange(floor, self.count)}"

    def object(self, depth: int, floor: int, tag: str | None = None) -> dict[str, Any]:
        """Return an object as documents describe them; `tag` is the constant of its kind."""
        chance = self.chance
        names = chance.sample(NAMES, chance.randrange(1, 4))
        properties = {name: self.schema(depth - 1, 0) for name in names}
        required = [name for name in NAMES if chance.random() < 0.4]
        if tag is not None:
            properties["kind"] = {"enum": [tag]}
            required.append("kind")
        made: dict[str, Any] = {"type": "object", "properties": properties}
        made["required"] = list(dict.fromkeys(required))
        if chance.random() < 0.3:
            made["additionalProperties"] = chance.choice((False, False, self.schema(depth - 1, 0)))
        if chance.random() < 0.1:
            del made["type"]
        return made

    def tagged(self, depth: int, floor: int) -> Any:
        """Return a union whose variants a property tells apart, most of the time."""
        tags = self.chance.sample(("A", "B", "ab"), self.chance.randrange(2, 4))
        keyword = self.chance.choice(("oneOf", "anyOf"))
        made: dict[str, Any] = {keyword: [self.object(depth - 1, floor, tag) for tag in tags]}
        if self.chance.random() < 0.3:
            made |= {"type": "object", "properties": {"b": self.schema(depth - 1, 0)}}
        return made

    def extended(self, depth: int, floor: int) -> Any:
        """Return what derives from a component."""
        first = {"$ref": self.reference(floor)} if floor < self.count else {}
        return {"allOf": [first, self.object(depth - 1, floor)]}

    def array(self, depth: int, floor: int) -> Any:
        made = {"type": "array", "items": self.schema(depth - 1, 0)}
        some = {"minItems": 1, "maxItems": 2, "uniqueItems": True}
        return made | {name: bound for name, bound in some.items() if self.chance.random() < 0.3}

    def keywords(self, depth: int, floor: int) -> Any:
        """Return up to four keywords, whatever they are."""
        makers = {**self.assertions(), **self.applicators(depth - 1, floor)}
        chosen = self.chance.sample(sorted(makers), self.chance.randrange(1, 5))
        return {keyword: makers[keyword]() for keyword in chosen}

    def assertions(self) -> dict[str, Callable[[], Any]]:
        chance = self.chance
        numbers = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        sizes = "Length Items Properties Contains".split()
        counts = [f"{edge}{size}" for edge in ("min", "max") for size in sizes]
        return {
            **dict.fromkeys(numbers, lambda: chance.choice(NUMBERS)),
            **dict.fromkeys(counts, lambda: chance.randrange(4)),
            "type": lambda: chance.sample(TYPES, chance.randrange(1, 4)),
            "enum": lambda: [value(chance, 2) for _ in range(chance.randrange(1, 4))],
            "const": lambda: value(chance, 2),
            "multipleOf": lambda: chance.choice((1, 2, 0.5, 0.1, 1.5, 3)),
            "pattern": lambda: chance.choice(PATTERNS),
            "uniqueItems": lambda: chance.random() < 0.7,
            "required": lambda: chance.sample(NAMES, chance.randrange(3)),
            "dependentRequired": lambda: {chance.choice(NAMES): chance.sample(NAMES, 2)},
        }

    def applicators(self, depth: int, floor: int) -> dict[str, Callable[[], Any]]:
        chance = self.chance

        def here() -> Any:
            return self.schema(depth, floor)

        def below() -> Any:
            return self.schema(depth, 0)

        def closing() -> Any:
            return chance.choice((False, below()))

        makers: dict[str, Callable[[], Any]] = {
            **dict.fromkeys(("not", "if", "then", "else"), here),
            **dict.fromkeys(("items", "contains", "propertyNames"), below),
            **dict.fromkeys(("additionalProperties",), below),
            **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), closing),
            **dict.fromkeys(
                ("allOf", "anyOf", "oneOf"), lambda: [here() for _ in range(chance.randrange(1, 4))]
            ),
            "dependentSchemas": lambda: {chance.choice(NAMES): here()},
            "patternProperties": lambda: {chance.choice(PATTERNS): below()},
            "properties": lambda: {name: below() for name in chance.sample(NAMES, 2)},
            "prefixItems": lambda: [below() for _ in range(chance.randrange(1, 3))],
        }
        if floor < self.count:
            makers["$ref"] = lambda: self.reference(floor)
        return makers


class Values:
    """Makes values that tend to fit a schema: about half of them do."""

    def __init__(self, chance: random.Random, components: dict[str, Any]) -> None:
        self.chance = chance
        self.components = components

    def like(self, schema: Any, depth: int = 5) -> Any:
        """Return a value for a schema; now and then any."""
        chance = self.chance
        if not isinstance(schema, dict) or depth == 0 or chance.random() < 0.05:
            return value(chance, 2)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return chance.choice(schema["enum"])
        groups = (schema.get(keyword) for keyword in ("anyOf", "oneOf"))
        parts = [chance.choice(group) for group in groups if group]
        parts += schema.get("allOf", [])
        if "$ref" in schema:
            parts.append(self.components[schema["$ref"].rpartition("/")[2]])
        found = [self.like(part, depth - 1) for part in parts]
        return self.of_type(schema, self.type_of(schema, found), found, depth)

    def type_of(self, schema: dict[str, Any], found: list[Any]) -> str:
        named = schema.get("type")
        if named:
            return named if isinstance(named, str) else str(self.chance.choice(named))
        hints = {"object": "propert required", "array": "tems ontains", "number": "imum multiple"}
        for kind, parts in {**hints, "string": "pattern Length"}.items():
            if any(part in keyword for part in parts.split() for keyword in schema):
                return kind
        return "object" if any(isinstance(one, dict) for one in found) else ""

    def of_type(self, schema: dict[str, Any], kind: str, found: list[Any], depth: int) -> Any:
        chance = self.chance
        match kind:
            case "object":
                made: dict[str, Any] = {}
                for one in found:
                    made |= one if isinstance(one, dict) else {}
                return made | self.properties(schema, depth)
            case "array":
                first = [self.like(part, depth - 1) for part in schema.get("prefixItems", ())]
                rest = schema.get("items", schema.get("contains", True))
                return first + [self.like(rest, depth - 1) for _ in range(chance.randrange(3))]
            case "string":
                return chance.choice(TEXTS)
            case "integer" | "number":
                return chance.choice(NUMBERS)
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
            case _:
                return found[0] if found else value(chance, 2)

    def properties(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        made = {
            name: self.like(part, depth - 1)
            for name, part in schema.get("properties", {}).items()
            if name in required or self.chance.random() < 0.6
        }
        made |= {name: value(self.chance, 1) for name in required if name not in made}
        if self.chance.random() < 0.15:
            made[self.chance.choice((*NAMES, "other"))] = value(self.chance, 1)
        return made

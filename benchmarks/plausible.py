"""Values that a server, or a user, plausibly sends: made of a document, as its authors mean it.

In: a document in its 3.1 form, and one of its schemas. Out: a value. A declared discriminator names
its variant, what is only written isn't in answers, what is only read isn't in requests. Nothing
here knows how dfnsgen reads a schema: it is the other opinion.
"""

# pyright: basic
# A document is JSON of any kind, and is read as it comes.

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from benchmarks.matching import matching

Node = Mapping[str, Any]

_DEEP = 6
_GIVEN_UP = 14
_MOST = 1000
"""What is optional is left out of a value that has as many parts as this."""
_COMPONENTS = "#/components/schemas/"
_FORMATS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "PT1H",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "uri-reference": "/a",
    "email": "a@example.com",
    "idn-email": "a@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "byte": "aGVsbG8=",
    "decimal": "1.5",
    "json-pointer": "/a",
    "regex": "a",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What kind of value: sent or answered, with what is optional, by which of the variants."""

    sent: bool = False
    full: bool = False
    variant: int = 0
    depth: int = 0

    @property
    def below(self) -> Way:
        """The way of what is inside; deep down the optional is left out."""
        return replace(self, depth=self.depth + 1, full=self.full and self.depth < _DEEP)


class Plausible:
    """Makes the values of one document."""

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._left = 0

    def of(self, schema: object, way: Way) -> Any:
        """Return a value of a schema."""
        if not isinstance(schema, Mapping) or way.depth > _GIVEN_UP:
            return {}
        self._left = _MOST if way.depth == 0 else self._left - 1
        if self._left < 0:
            way = replace(way, full=False)
        known = self.united(schema, way)
        listed = known.get("enum")
        if "const" in known and (not listed or known["const"] in listed):
            return known["const"]
        if known.get("enum"):
            members = [member for member in known["enum"] if member is not None]
            return members[way.variant % len(members)] if members else None
        match self._type(known):
            case "object":
                return self._object(known, way)
            case "array":
                return self._array(known, way)
            case "integer" | "number" as kind:
                return _number(known, kind)
            case "boolean":
                return True
            case "null":
                return None
            case "string":
                return _text(known)
            case _:
                return known.get("example", known.get("default", "a"))

    def resolved(self, node: Any) -> Any:
        """Follow a chain of references."""
        seen: set[str] = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            pointer = node["$ref"]
            if pointer in seen or not pointer.startswith("#/"):
                return {}
            seen.add(pointer)
            node = self.at(pointer)
        return node

    def at(self, pointer: str) -> Any:
        node: Any = self._tree
        for step in pointer.removeprefix("#/").split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (KeyError, IndexError, ValueError, TypeError):
                return {}
        return node

    def _type(self, known: Node) -> str:
        declared = known.get("type")
        kinds = declared if isinstance(declared, list) else [declared] if declared else []
        kinds = [kind for kind in kinds if kind != "null"] or kinds
        if kinds:
            return str(kinds[0])
        if known.get("properties") or known.get("required"):
            return "object"
        if known.get("items"):
            return "array"
        if {"pattern", "minLength", "maxLength", "format"} & known.keys():
            return "string"
        return "number" if {"minimum", "maximum"} & known.keys() else ""

    def united(self, schema: Node, way: Way, *, whole: bool = True) -> dict[str, Any]:
        """Return a schema with its references, its `allOf` and one variant of each union in it.

        `whole` is false for a branch of an `allOf`, which stands for itself, not for its heirs.
        """
        united: dict[str, Any] = {}
        for part in self._parts(schema, way, whole=whole):
            for name, value in part.items():
                if name == "properties" and isinstance(value, Mapping):
                    mine = united.setdefault("properties", {})
                    for key, inner in value.items():
                        mine[key] = {"allOf": [mine[key], inner]} if key in mine else inner
                elif name == "required" and isinstance(value, list):
                    united["required"] = [*united.get("required", []), *value]
                elif name == "enum" and "enum" in united:
                    common = [one for one in value if one in united["enum"]]
                    united["enum"] = common or united["enum"]
                elif name == "type" and "type" in united:
                    united["type"] = _common_types(united["type"], value)
                else:
                    united[name] = value
        return united

    def _parts(self, schema: Node, way: Way, *, whole: bool) -> Iterator[Node]:
        if way.depth > _GIVEN_UP:
            return
        deeper = replace(way, depth=way.depth + 1)
        if "$ref" in schema:
            heir = self._heir(str(schema["$ref"]), way) if whole else None
            if heir is not None:
                yield from heir
            else:
                yield from self._parts(self._once(schema), deeper, whole=whole)
        yield {k: v for k, v in schema.items() if k not in ("$ref", "allOf", "oneOf", "anyOf")}
        for branch in schema.get("allOf", []):
            yield from self._parts(branch, deeper, whole=False)
        for keyword in ("oneOf", "anyOf"):
            if group := schema.get(keyword):
                yield from self._variant(schema, group, deeper)

    def _once(self, schema: Node) -> Node:
        found = self.at(str(schema["$ref"])) if str(schema["$ref"]).startswith("#/") else {}
        return found if isinstance(found, Mapping) else {}

    def _variant(self, schema: Node, group: list[Any], way: Way) -> Iterator[Node]:
        usable = [one for one in group if isinstance(one, Mapping) and one.get("type") != "null"]
        if not usable:
            yield {"type": "null"}
            return
        if isinstance(listed := schema.get("enum"), list):  # it has chosen already
            usable = [one for one in usable if one.get("const", listed[0]) in listed] or usable
        chosen = usable[way.variant % len(usable)]
        if way.depth > _DEEP:  # the plainest variant ends what would go on
            chosen = min(usable, key=lambda one: len(str(self.resolved(one))))
        yield from self._parts(chosen, way, whole=True)
        if isinstance(declared := schema.get("discriminator"), Mapping):
            yield from self._named(declared, chosen, way)

    def _named(self, declared: Node, chosen: Node, way: Way) -> Iterator[Node]:
        """Yield the property that names a variant, where the variant itself doesn't say it."""
        name = declared.get("propertyName")
        own = self.united(chosen, way, whole=False).get("properties", {}).get(name)
        known = {} if own is None else self.united(own, way.below)
        mapping = declared.get("mapping")
        pointer = chosen.get("$ref", "")
        pairs = mapping.items() if isinstance(mapping, Mapping) else ()
        values = [value for value, target in pairs if _same_target(target, pointer)]
        constants = [known["const"]] if "const" in known else [*known.get("enum", [])]
        values = [value for value in values if not constants or value in constants] or values
        if not values and len(constants) != 1 and pointer.startswith(_COMPONENTS):
            values = [pointer.removeprefix(_COMPONENTS)]
        if values and (not constants or values[0] in constants):
            yield {"properties": {name: {"const": values[0]}}, "required": [name]}

    def _heir(self, pointer: str, way: Way) -> Iterator[Node] | None:
        """Return the parts of one that derives from a base with a discriminator, if this is one."""
        base = self.at(pointer) if pointer.startswith(_COMPONENTS) else None
        if not isinstance(base, Mapping) or base.get("oneOf") or base.get("anyOf"):
            return None
        declared = base.get("discriminator")
        heirs = self._heirs.get(pointer, [])
        if not isinstance(declared, Mapping) or not heirs:
            return None
        chosen = {"$ref": heirs[way.variant % len(heirs)]}
        parts = [*self._parts(chosen, replace(way, depth=way.depth + 1), whole=False)]
        return iter([*parts, *self._named(declared, chosen, way)])

    @cached_property
    def _heirs(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        components = self._tree.get("components", {}).get("schemas", {})
        for name, schema in components.items():
            for branch in schema.get("allOf", []) if isinstance(schema, Mapping) else []:
                if isinstance(branch, Mapping) and "$ref" in branch:
                    own = _COMPONENTS + name.replace("~", "~0").replace("/", "~1")
                    found.setdefault(branch["$ref"], []).append(own)
        return found

    def _object(self, known: Node, way: Way) -> dict[str, Any]:
        properties = known.get("properties", {})
        names = dict.fromkeys(known.get("required", []))
        if way.full:
            names |= dict.fromkeys(properties)
        made: dict[str, Any] = {}
        for name in names:
            inner = properties.get(name, {})
            if inner is False:
                continue
            noted = self.united(inner, way.below) if isinstance(inner, Mapping) else {}
            if noted.get("readOnly" if way.sent else "writeOnly") is True:
                continue
            made[name] = self.of(inner, way.below) if name in properties else "a"
        rest = known.get("additionalProperties")
        least = known.get("minProperties", 0)
        for name in list(made)[known.get("maxProperties", len(made)) :]:
            if name not in known.get("required", []):
                del made[name]
        if not properties and way.full and isinstance(rest, Mapping):
            least = max(least, 1)
        while len(made) < least and rest is not False:
            made[self._free_name(known, made, way)] = (
                self.of(rest, way.below) if rest not in (None, True) else "a"
            )
        return made

    def _free_name(self, known: Node, made: Node, way: Way) -> str:
        """Return a name for a property that nobody declares."""
        rule = known.get("propertyNames")
        listed = self.united(rule, way).get("enum", []) if isinstance(rule, Mapping) else []
        return next((name for name in listed if name not in made), f"key{len(made)}")

    def _array(self, known: Node, way: Way) -> list[Any]:
        first = known.get("prefixItems", [])
        count = max(known.get("minItems", 0), 1 if way.full else 0, len(first))
        count = min(count, known.get("maxItems", count))
        items = known.get("items", {})
        made = [self.of(one, way.below) for one in first[:count]]
        for number in range(len(made), count):
            other = replace(way.below, variant=way.variant + number)
            made.append(self.of(items, other))
        if known.get("uniqueItems") and len({str(one) for one in made}) < len(made):
            return [_varied(one, number) for number, one in enumerate(made)]
        return made


def _varied(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return f"{number + 1}{value}"
    return value + number if isinstance(value, int) else value


def _common_types(mine: Any, other: Any) -> Any:
    ours = mine if isinstance(mine, list) else [mine]
    theirs = other if isinstance(other, list) else [other]
    return [one for one in ours if one in theirs] or other


def _same_target(target: object, pointer: str) -> bool:
    text = str(target)
    return text == pointer or _COMPONENTS + text == pointer


def _number(known: Node, kind: str) -> Any:
    step = known.get("multipleOf") or (1 if kind == "integer" else 0)
    low, high = known.get("minimum"), known.get("maximum")
    above, under = known.get("exclusiveMinimum"), known.get("exclusiveMaximum")
    value: Any = 1
    if low is not None and value < low:
        value = low
    if above is not None and value <= above:
        value = above + (step or 1)
    if high is not None and value > high:
        value = high
    if under is not None and value >= under:
        value = under - (step or 1)
    if step and value % step:
        value = math.ceil(value / step) * step
    if kind == "integer":
        return math.ceil(value)
    return value


def _text(known: Node) -> str:
    pattern, least = known.get("pattern"), known.get("minLength", 0)
    if isinstance(pattern, str):
        for text in (*_stated(known), matching(pattern, least)):
            if _fits_pattern(pattern, text):
                return text
    encoded = "byte" if known.get("contentEncoding") == "base64" else ""
    text = _FORMATS.get(encoded or known.get("format", ""), "a")
    text = text.ljust(least, "a")
    return text[: known.get("maxLength", len(text))]


def _stated(known: Node) -> Iterator[str]:
    several = known.get("examples")
    stated = [known.get("example"), *(several if isinstance(several, list) else ())]
    return (one for one in (*stated, known.get("default")) if isinstance(one, str))


def _fits_pattern(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True

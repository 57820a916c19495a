"""The schemas of a package by key, with what the evaluator works out of them once.

In: schemas in the form of JSON Schema 2020-12 whose references are keys. Out: compiled patterns,
members of enums, and the property that tells a union's variants apart. No value is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from ._json import canonical

Schema: TypeAlias = "bool | Mapping[str, Any]"
Object: TypeAlias = dict[str, Any]


class Schemas:
    """The schemas of a package, by key; the same key gives the same object each time.

    A `$ref` in them is the key of a schema. A `$dynamicRef` is `[name, key]`: the anchor's name and
    the key that it means where no outer resource has an anchor of this name. A schema that starts
    a resource, or is the target of a reference, carries `$resource`, its resource's URI, where
    `dynamic` is not empty; `dynamic` maps such a URI to the keys of its dynamic anchors.
    `patterns` maps a pattern of ECMA-262 to Python's spelling where they differ.
    """

    __slots__ = ("_enums", "_regexes", "_tags", "by_key", "dynamic", "patterns")

    def __init__(
        self,
        by_key: Mapping[str, Schema],
        dynamic: Mapping[str, Mapping[str, str]] | None = None,
        patterns: Mapping[str, str] | None = None,
    ) -> None:
        self.by_key = by_key
        self.dynamic: Mapping[str, Mapping[str, str]] = dynamic or {}
        self.patterns: Mapping[str, str] = patterns or {}
        self._regexes: dict[str, re.Pattern[str] | None] = {}
        self._enums: dict[int, tuple[object, frozenset[Hashable]]] = {}
        self._tags: dict[int, tuple[object, Tag | None]] = {}

    def regex(self, pattern: str) -> re.Pattern[str] | None:
        """Return the compiled pattern; None for one that Python can't say, which is not checked."""
        if pattern not in self._regexes:
            try:
                self._regexes[pattern] = re.compile(self.patterns.get(pattern, pattern))
            except (re.error, RecursionError, OverflowError):
                self._regexes[pattern] = None
        return self._regexes[pattern]

    def members(self, enum: list[Any]) -> frozenset[Hashable]:
        """Return the members of an `enum` as keys of JSON equality."""
        # The list itself is kept beside its keys: an id is unique only as long as it lives.
        if id(enum) not in self._enums:
            self._enums[id(enum)] = (enum, frozenset(canonical(member) for member in enum))
        return self._enums[id(enum)][1]

    def tag(self, variants: list[Schema]) -> Tag | None:
        """Return the property that tells the variants of a union apart, if there is one."""
        if id(variants) not in self._tags:
            self._tags[id(variants)] = (variants, _find_tag(self, variants))
        return self._tags[id(variants)][1]


class Tag:
    """A property that each variant requires and restricts to constants of its own."""

    __slots__ = ("constants", "name", "variants")

    def __init__(self, name: str, variants: Mapping[Hashable, int], constants: list[Any]) -> None:
        self.name = name
        self.variants = variants
        self.constants = constants

    def chosen(self, value: Object) -> int | None:
        """Return the index of the variant that the value names, None if it names none."""
        return self.variants.get(canonical(value[self.name])) if self.name in value else None

    def is_unknown(self, value: Object) -> bool:
        """Whether the value names a variant, and it is none of ours."""
        return isinstance(value.get(self.name), str) and self.chosen(value) is None


def _find_tag(schemas: Schemas, variants: list[Schema]) -> Tag | None:
    if len(variants) < 2:
        return None
    parts = [list(_conjuncts(schemas, variant)) for variant in variants]
    required = [{name for part in those for name in part.get("required", ())} for those in parts]
    for name in _in_order(parts[0]):
        if not all(name in those for those in required):
            continue
        constants = [_constants(those, name) for those in parts]
        owners: dict[Hashable, int] = {}
        for index, those in enumerate(constants):
            for constant in those or ():
                owners.setdefault(canonical(constant), index)
        sizes = [len({canonical(constant) for constant in those or ()}) for those in constants]
        if all(sizes) and sum(sizes) == len(owners):
            return Tag(name, owners, [constant for those in constants for constant in those or ()])
    return None


def _in_order(parts: list[Mapping[str, Any]]) -> Iterator[str]:
    return (name for part in parts for name in part.get("properties", ()))


def _conjuncts(schemas: Schemas, schema: Schema) -> Iterator[Mapping[str, Any]]:
    """Yield the schema and all that must hold together with it, each once."""
    waiting, seen = [schema], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, bool) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if "$ref" in part:
            waiting.append(schemas.by_key[part["$ref"]])
        waiting.extend(part.get("allOf", ()))


def _constants(parts: list[Mapping[str, Any]], name: str) -> list[Any] | None:
    """Return the scalar constants that some part restricts the property to."""
    for part in parts:
        schema = part.get("properties", {}).get(name)
        if not isinstance(schema, dict):
            continue
        held = cast(Object, schema)
        constants: list[Any] = [held["const"]] if "const" in held else held.get("enum", [])
        if constants and all(isinstance(c, str | int | bool) for c in constants):
            return constants
    return None

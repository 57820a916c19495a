# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The schemas of a package by key, with what the evaluator works out of them once.

In: schemas in the form of JSON Schema 2020-12 whose references are keys. Out: compiled patterns,
members of enums, and the property that tells a union's variants apart. No value is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from ._json import canonical
from ._search import Engine, Search, search_of

Schema: TypeAlias = "bool | Mapping[str, Any]"
Object: TypeAlias = dict[str, Any]


class Schemas:
    """The schemas of a package, by key; the same key gives the same object each time.

    `$tag` at a variant says how a discriminator calls it.
    A `$ref` in them is the key of a schema. A `$dynamicRef` is `[name, key]`: the anchor's name and
    the key that it means where no outer resource has an anchor of this name. A schema that starts
    a resource, or is the target of a reference, carries `$resource`, its resource's URI, where
    `dynamic` is not empty; `dynamic` maps such a URI to the keys of its dynamic anchors.
    `spelled` gives Python's spelling of a pattern of ECMA-262, and `linear` searches for those
    that are marked as its own.
    """

    __slots__ = ("_enums", "_labels", "_regexes", "_tags", "by_key", "dynamic", "linear", "spelled")

    def __init__(
        self,
        by_key: Mapping[str, Schema],
        dynamic: Mapping[str, Mapping[str, str]] | None = None,
        spelled: Callable[[str], str] = str,
        linear: Engine | None = None,
    ) -> None:
        self.by_key = by_key
        self.dynamic: Mapping[str, Mapping[str, str]] = dynamic or {}
        self.spelled = spelled
        self.linear = linear
        self._regexes: dict[str, Search | None] = {}
        self._enums: dict[int, tuple[object, frozenset[Hashable]]] = {}
        self._tags: dict[int, tuple[object, Tag | None]] = {}
        self._labels: dict[int, tuple[object, Label | None]] = {}

    def search(self, pattern: str) -> Search | None:
        """Return what searches for a pattern; None, and no check, for one that Python can't say."""
        if pattern not in self._regexes:
            try:
                self._regexes[pattern] = search_of(self.spelled(pattern), self.linear)
            except (re.error, RecursionError, OverflowError):
                self._regexes[pattern] = None
        return self._regexes[pattern]

    def unfolded(self, schema: Schema) -> Schema:
        """Return what a schema that is a reference alone leads to."""
        seen: set[str] = set()
        while not isinstance(schema, bool) and len(schema) == 1 and "$ref" in schema:
            key = schema["$ref"]
            if key in seen:
                break
            seen.add(key)
            schema = self.by_key[key]
        return schema

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

    def label(self, variants: list[Schema]) -> Label | None:
        """Return the property that says what each variant is, if there is one."""
        if id(variants) not in self._labels:
            self._labels[id(variants)] = (variants, _find_label(self, variants))
        return self._labels[id(variants)][1]


class Label:
    """A property that each variant requires and restricts to constants.

    Several variants may have one in common: then it doesn't choose, and tells much all the same.
    """

    __slots__ = ("_known", "constants", "name")

    def __init__(self, name: str, constants: list[list[Any]]) -> None:
        self.name = name
        self.constants = list({canonical(c): c for those in constants for c in those}.values())
        self._known = [{canonical(constant) for constant in those} for those in constants]

    def fitting(self, value: Object) -> list[int]:
        """Return the indices of the variants that a value may be by its label."""
        own = canonical(value[self.name])
        return [index for index, known in enumerate(self._known) if own in known]


class Tag:
    """A property that each variant requires and restricts to constants of its own.

    Or one by which a discriminator chooses: then it may be absent, and `fallback` is the variant of
    values that no other one has, if there is one.
    """

    __slots__ = ("constants", "fallback", "is_optional", "name", "variants")

    def __init__(
        self,
        name: str,
        variants: Mapping[Hashable, int],
        constants: list[Any],
        *,
        is_optional: bool = False,
        fallback: int | None = None,
    ) -> None:
        self.name = name
        self.variants = variants
        self.constants = constants
        self.is_optional = is_optional
        self.fallback = fallback

    def chosen(self, value: Object) -> int | None:
        """Return the index of the variant that the value names, None if it names none."""
        if self.name not in value:
            return self.fallback
        return self.variants.get(canonical(self._named(value)), self.fallback)

    def decides(self, value: Any) -> bool:
        """Whether the variant of a value is a question of its tag."""
        if not isinstance(value, dict):
            return False
        if not self.is_optional or self.fallback is not None:
            return True
        # What is no text, where texts are names, names nothing: it says something else.
        return isinstance(self._named(cast(Object, value)), str)

    def is_unknown(self, value: Object) -> bool:
        """Whether the value names a variant, and it is none of ours."""
        return isinstance(self._named(value), str) and self.chosen(value) is None

    def _named(self, value: Object) -> Any:
        """Return the name of a variant; the keys of a mapping are texts where the values aren't."""
        own = value.get(self.name)
        if isinstance(own, str) or not self.is_optional or own.__class__ not in (int, bool):
            return own
        text = text_of_tag(own)
        is_name = text in self.constants or any(str(name).isdigit() for name in self.constants)
        return text if is_name else own


def text_of_tag(value: object) -> str:
    """Return what a discriminator's mapping calls a value: `1`, `true`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _find_tag(schemas: Schemas, variants: list[Schema]) -> Tag | None:
    if len(variants) < 2:
        return None
    promised = _promised_tag(variants)
    if promised is not None:
        return promised
    for name in dict.fromkeys(_names(schemas, variants[0])):
        found = _Constants(schemas, name)
        constants = [found.of(variant) for variant in variants]
        owners: dict[Hashable, int] = {}
        for index, those in enumerate(constants):
            for constant in those or ():
                owners.setdefault(canonical(constant), index)
        sizes = [len({canonical(constant) for constant in those or ()}) for those in constants]
        if all(sizes) and sum(sizes) == len(owners):
            return Tag(name, owners, [constant for those in constants for constant in those or ()])
    return None


def _find_label(schemas: Schemas, variants: list[Schema]) -> Label | None:
    if len(variants) < 2:
        return None
    for name in dict.fromkeys(_names(schemas, variants[0])):
        found = _Constants(schemas, name)
        constants = [found.of(variant) or [] for variant in variants]
        if all(constants) and len({canonical(c) for those in constants for c in those}) > 1:
            return Label(name, constants)
    return None


def _promised_tag(variants: list[Schema]) -> Tag | None:
    """Return the property that a discriminator names, where the variants say what it calls them."""
    owners: dict[Hashable, int] = {}
    constants: list[Any] = []
    fallback, name = None, ""
    for index, variant in enumerate(variants):
        own = None if isinstance(variant, bool) else variant.get("$tag")
        if own is not None:
            name = own["name"]
            constants += own["values"]
            owners.update((canonical(value), index) for value in own["values"])
            fallback = index if "fallback" in own else fallback
    return Tag(name, owners, constants, is_optional=True, fallback=fallback) if name else None


def _names(schemas: Schemas, schema: Schema) -> Iterator[str]:
    """Yield the properties of a schema in order; those of a union are its first variant's."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        for part in _conjuncts(schemas, waiting.pop()):
            if id(part) not in seen:
                seen.add(id(part))
                yield from part.get("properties", ())
                waiting += [group[0] for group in _groups(part)]


def _groups(part: Mapping[str, Any]) -> list[list[Schema]]:
    return [part[keyword] for keyword in ("oneOf", "anyOf") if part.get(keyword)]


class _Constants:
    """The constants that schemas restrict a required property to, each asked for once."""

    def __init__(self, schemas: Schemas, name: str) -> None:
        self._schemas = schemas
        self._name = name
        self._known: dict[int, tuple[list[Any] | None, bool]] = {}

    def of(self, schema: Schema) -> list[Any] | None:
        """Return the constants, None where there are none or the property may be absent."""
        constants, required = self._facts(schema)
        return constants if required else None

    def _facts(self, schema: Schema) -> tuple[list[Any] | None, bool]:
        if id(schema) not in self._known:
            self._known[id(schema)] = (None, False)  # It may lead back to itself.
            parts = list(_conjuncts(self._schemas, schema))
            required = any(self._name in part.get("required", ()) for part in parts)
            constants = next(
                filter(None, (_scalars(self._schemas, part, self._name) for part in parts)), None
            )
            for group in (group for part in parts for group in _groups(part)):
                inner = [self._facts(variant) for variant in group]
                required = required or all(is_required for _, is_required in inner)
                if constants is None and all(those for those, _ in inner):
                    constants = [constant for those, _ in inner for constant in those or ()]
            self._known[id(schema)] = (constants, required)
        return self._known[id(schema)]


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


def _scalars(schemas: Schemas, part: Mapping[str, Any], name: str) -> list[Any] | None:
    """Return the scalar constants that a part restricts the property to, itself or by reference."""
    schema = part.get("properties", {}).get(name)
    seen: set[str] = set()
    while isinstance(schema, dict) and "$ref" in schema and schema["$ref"] not in seen:
        key: str = cast(Object, schema)["$ref"]
        seen.add(key)
        schema = schemas.by_key[key]
    if not isinstance(schema, dict):
        return None
    held = cast(Object, schema)
    constants: list[Any] = [held["const"]] if "const" in held else held.get("enum", [])
    scalar = all(isinstance(constant, str | int | bool) for constant in constants)
    return constants if constants and scalar else None

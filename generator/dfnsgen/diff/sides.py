"""One side of a comparison: its definitions, and what its schemas mean.

In: the two Apis. Out: `Side`s. Two schemas with one digest accept the same values, whichever
document they stand in and however they are spelled; recursive ones as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from dfnsgen.diff.meanings import Meanings, make_meanings
from dfnsgen.model.api import Api, Definition, unfolded
from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.schema import (
    Annotations,
    Condition,
    Contains,
    Schema,
    without_resource,
)


def is_any(schema: Schema) -> bool:
    """Whether a schema accepts every value, since it asserts nothing."""
    return without_resource(schema).is_true


class Side:
    """One Api, and what its schemas mean."""

    def __init__(self, api: Api, meanings: Meanings) -> None:
        self.api = api
        self._meanings = meanings

    def unfold(self, schema: Schema) -> Schema:
        """Put what a reference leads to in its place; a loop of references stays one."""
        return unfolded(schema, self.api.definitions)

    def definition(self, schema: Schema) -> Definition | None:
        """Return the definition that a schema is nothing but a reference to."""
        if schema.ref is None or not without_resource(schema).is_reference:
            return None
        return self.api.definitions.get(schema.ref)

    def digest(self, schema: Schema) -> int:
        """Return the number of a schema's meaning."""
        return self._meanings.of(schema)


class Unchanged:
    """What is the same in both versions to the last word, all that it leads to included.

    Nothing need be compared there. What is spelled otherwise is no part of it, though it may mean
    the same.
    """

    def __init__(self, old: Side, new: Side) -> None:
        before, after = old.api.definitions, new.api.definitions
        self._refs: dict[int, tuple[Schema, frozenset[str]]] = {}
        changed = {
            key
            for key, one in before.items()
            if key not in after or not _is_same(_compared(one), _compared(after[key]))
        }
        used_by: dict[str, list[str]] = {}
        for key, one in before.items():
            for ref in self._leads_to(one.schema):
                used_by.setdefault(ref, []).append(key)
        waiting = [ref for ref in used_by if ref not in before]
        waiting += changed
        while waiting:
            further = [key for key in used_by.get(waiting.pop(), ()) if key not in changed]
            changed.update(further)
            waiting += further
        self._keys = before.keys() - changed

    def holds(self, old: Schema, new: Schema) -> bool:
        """Whether nothing differs between two schemas."""
        return self._leads_to(old) <= self._keys and _is_same(old, new)

    def _leads_to(self, schema: Schema) -> frozenset[str]:
        """Return the keys of the definitions that a schema refers to; dynamic ones lead nowhere."""
        if schema.is_leaf:
            return frozenset()
        known = self._refs.get(id(schema))
        if known is None:
            refs: set[str] = set()
            for inner in nested(schema):
                if inner.ref is not None:
                    refs.add(inner.ref)
                if inner.dynamic_ref is not None:
                    refs.add(f"$dynamicRef {inner.dynamic_ref[0]}")
            known = self._refs[id(schema)] = (schema, frozenset(refs))
        return known[1]


def _compared(one: Definition) -> tuple[object, ...]:
    return one.schema, one.component, one.aliases, one.annotations


def _is_same(one: object, other: object) -> bool:
    """Whether two values are equal as JSON is: `1` and `true` are two."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    test = _TESTS.get(kind)
    return bool(one == other) if test is None else test(one, other)


def _is_same_object(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        _is_same(value, other[name]) for name, value in one.items()
    )


def _is_same_list(one: Any, other: Any) -> bool:
    return len(one) == len(other) and all(map(_is_same, one, other))


def _is_same_schema(one: Schema, other: Schema) -> bool:
    return _is_same_object(vars(one), vars(other))


def _is_same_record(one: Contains | Condition, other: Contains | Condition) -> bool:
    return all(_is_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


def _are_same_words(one: Annotations, other: Annotations) -> bool:
    return (
        one == other
        and _is_same(one.default, other.default)
        and _is_same(one.examples, other.examples)
    )


_TESTS: dict[type, Callable[[Any, Any], bool]] = {
    Schema: _is_same_schema,
    dict: _is_same_object,
    tuple: _is_same_list,
    list: _is_same_list,
    Contains: _is_same_record,
    Condition: _is_same_record,
    Annotations: _are_same_words,
}
"""How values are compared whose equality in Python takes `1` and `true` for one."""


def make_sides(old: Api, new: Api) -> tuple[Side, Side]:
    """Return both sides, their digests comparable."""
    before, after = ({k: d.schema for k, d in api.definitions.items()} for api in (old, new))
    meanings = make_meanings(before, after)
    return Side(old, meanings[0]), Side(new, meanings[1])

"""Values that are put together of a few properties, or items, each in several ways.

In: the schemas of both versions, with what is worth trying on each. Out: objects and lists of all
combinations, as long as there are not too many: where an assertion speaks of two properties, no
value of one alone shows what it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import TypeAlias

from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.candidates import Candidates
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.children import children
from dfnsgen.model.schemas.equality import distinct
from dfnsgen.model.schemas.schema import Schema

Tried: TypeAlias = "tuple[Side, Candidates, Schema]"
"""A schema of one side, and what gives values of that side."""

_PLAIN: tuple[JsonValue, ...] = ("a", 1, True, None, {}, [], 1.5, "")
_MOST = 1500
_MOST_NAMES = 6
_DEEPEST = 6


def combined(tried: Iterable[Tried]) -> Iterator[JsonValue]:
    """Yield objects and lists, the plainest first, at most some thousand."""
    named: dict[str, list[JsonValue]] = {}
    items: list[JsonValue] = []
    for side, candidates, schema in tried:
        for body in _applied(side, schema):
            for name, inner in (*body.properties, *((name, None) for name in _names(body))):
                values = named.setdefault(name, [])
                values += () if inner is None else islice(candidates.of(inner), 6)
            for inner in (body.items, *body.prefix_items, *(c.schema for c in body.contains)):
                items += () if inner is None else islice(candidates.of(inner), 6)
    yield from islice(_objects(named), _MOST)
    yield from islice(_lists(distinct([*items, *_PLAIN[:4]])), _MOST)


def _applied(side: Side, schema: Schema) -> Iterator[Schema]:
    """Yield a schema with all that speak of the same value, variants and conditions among them."""
    waiting = [(schema, _DEEPEST)]
    while waiting:
        one, left = waiting.pop()
        body = side.unfold(one)
        yield body
        apart = {
            id(inner) for inner in (*body.prefix_items, body.items, body.additional_properties)
        }
        apart |= {id(inner) for _, inner in (*body.properties, *body.pattern_properties)}
        apart |= {id(contains.schema) for contains in body.contains} | {id(body.property_names)}
        if left:
            waiting += [(inner, left - 1) for inner in children(body) if id(inner) not in apart]


def _names(body: Schema) -> Iterator[str]:
    yield from body.required
    for name, others in body.dependent_required:
        yield from (name, *others)
    yield from (name for name, _ in body.dependent_schemas)


def _objects(named: dict[str, list[JsonValue]]) -> Iterator[JsonValue]:
    names = list(named)[:_MOST_NAMES]
    if not names:
        return
    width = max(2, int(_MOST ** (1 / len(names))) - 1)
    choices: list[list[tuple[JsonValue, ...]]] = []
    for name in names:
        values = distinct([*named[name], *_PLAIN])
        choices.append([(), *((value,) for value in values[:width])])
    for chosen in product(*choices):
        yield {name: value[0] for name, value in zip(names, chosen, strict=True) if value}
    for name in names:
        yield from ({name: value} for value in _PLAIN)


def _lists(items: tuple[JsonValue, ...]) -> Iterator[JsonValue]:
    for length in range(4):
        yield from map(list, product(items[:10], repeat=length))

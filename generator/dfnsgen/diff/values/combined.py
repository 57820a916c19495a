"""Values that are put together of what several schemas say: properties, items, and of one text.

In: the schemas of both versions, with what is worth trying on each. Out: texts, objects and lists
of all combinations, as long as there are not too many: where an assertion speaks of two properties,
no value of one alone shows what it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import TypeAlias

from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.candidates import Candidates
from dfnsgen.diff.values.joint_texts import joint_texts
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.children import in_place
from dfnsgen.model.schemas.equality import distinct, json_key
from dfnsgen.model.schemas.schema import Schema

Tried: TypeAlias = "tuple[Side, Candidates, Schema]"
"""A schema of one side, and what gives values of that side."""

_Ranked: TypeAlias = "list[tuple[int, JsonValue]]"
"""Values with their places in the lists that they are from."""

_PLAIN: tuple[JsonValue, ...] = ("a", 1, True, None, {}, [], 1.5, "")
_MOST = 1500
_MOST_NAMES = 6
_DEEPEST = 6


def combined(tried: Iterable[Tried]) -> Iterator[JsonValue]:
    """Yield texts, objects and lists, the plainest first, at most some thousand.

    What is tried doesn't depend on which schema comes first: both directions of a comparison find
    the same.
    """
    named: dict[str, _Ranked] = {}
    names: dict[str, int] = {}
    items: _Ranked = []
    bodies: list[Schema] = []
    for side, candidates, schema in tried:
        for body in _applied(side, schema):
            bodies.append(body)
            found = (*body.properties, *((name, None) for name in _names(body)))
            for rank, (name, inner) in enumerate(found):
                names[name] = min(rank, names.get(name, rank))
                values = () if inner is None else islice(candidates.of(inner), 6)
                named.setdefault(name, []).extend(enumerate(values))
            for inner in (body.items, *body.prefix_items, *(c.schema for c in body.contains)):
                items += () if inner is None else enumerate(islice(candidates.of(inner), 6))
    yield from joint_texts(bodies)
    ordered = sorted(names, key=lambda name: (names[name], name))
    yield from islice(_objects({name: _ordered(named[name]) for name in ordered}), _MOST)
    yield from islice(_lists(distinct([*_ordered(items), *_PLAIN[:4]])), _MOST)


def _ordered(values: _Ranked) -> list[JsonValue]:
    """Return the values that stood first in any list first."""
    return [value for _, value in sorted(values, key=lambda one: (one[0], json_key(one[1])))]


def _applied(side: Side, schema: Schema) -> Iterator[Schema]:
    """Yield a schema with all that speak of the same value, variants and conditions among them."""
    waiting = [(schema, _DEEPEST)]
    while waiting:
        one, left = waiting.pop()
        body = side.unfold(one)
        yield body
        if left:
            waiting += [(inner, left - 1) for inner in in_place(body)]


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

"""A number for the meaning of each schema: equal numbers, the same accepted values.

In: the definitions of both versions. Out: their `Meanings`. Two schemas have one number however
they are spelled, in whichever version: what is written out and what is referred to, in any order,
recursive ones as well. Titles and the like don't count.

    A: {items: {$ref: A}}     B: {items: {$ref: C}}, C: {items: {$ref: B}}     all three are one

What leads to no circle of references is numbered from the inside out, by what it is made of. The
rest starts as one class, and is divided by what it is made of until nothing is divided any more.
Source: Hopcroft, "An n log n algorithm for minimizing states in a finite automaton" (1971).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias, cast

from dfnsgen.cycles import grouped
from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import DEFAULTS, Condition, Contains, Schema

_ORDERED = frozenset(k.field for k in KEYWORDS if k.value is Value.SCHEMAS and not k.in_place)
_COMPARED = DEFAULTS.keys() - {"ref", "resource"}
_ABSENT = -1
"""The number of the branch that a condition doesn't have."""


@dataclass(frozen=True, slots=True, eq=False)
class _Several:
    """Values in an order that matters, or not."""

    items: tuple[_Value, ...]
    is_ordered: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """What a schema asserts, where that depends on definitions: `refs` are their keys.

    `alias` is the key of the one that it is nothing but a reference to.
    """

    body: _Several
    refs: frozenset[str]
    alias: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Reference:
    """A definition, in the place of what it means."""

    key: str


@dataclass(slots=True, eq=False)
class _Node:
    """A schema that leads to a circle of references; `above` are those that hold it."""

    number: int = 0
    body: _Several = _Several(())
    signature: Hashable = None
    above: list[_Node] = field(default_factory=list["_Node"])


_Value: TypeAlias = "str | int | tuple[object, ...] | _Several | _Form | _Reference | _Node"
"""What is said of a schema; numbers, texts and tuples of them lead to no definition any more."""


class _Numbers:
    """The numbers that were given, by what has them."""

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}
        self._count = 0

    def fresh(self) -> int:
        """Return a number that nothing has."""
        self._count += 1
        return self._count

    def of(self, body: _Value) -> int:
        """Return the number of what is made of this, in which everything is numbered."""
        key = _evaluated(body)
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = self.fresh()
        return number


class Meanings:
    """The meanings of one version's schemas."""

    def __init__(self, definitions: Mapping[str, Schema], numbers: _Numbers) -> None:
        self._numbers = numbers
        self._forms: dict[int, tuple[Schema, int | _Form]] = {}
        self._known: dict[str, int | _Node] = {}
        self.nodes: list[_Node] = []
        self._settle({key: self._form(schema) for key, schema in definitions.items()})

    def of(self, schema: Schema) -> int:
        """Return the number of a schema's meaning."""
        form = self._form(schema)
        if isinstance(form, int):
            return form
        meaning = self._meaning(form)
        assert isinstance(meaning, int), "nodes were divided before"
        self._forms[id(schema)] = (schema, meaning)
        return meaning

    def divided(self) -> None:
        """Take the numbers of nodes that have been divided in their place."""
        for key, meaning in self._known.items():
            self._known[key] = meaning if isinstance(meaning, int) else meaning.number
        self.nodes.clear()

    def _form(self, schema: Schema) -> int | _Form:
        """Return the number of what leads to no definition, else what it is made of."""
        known = self._forms.get(id(schema))
        if known is None:
            known = self._forms[id(schema)] = (schema, self._read(schema))
        return known[1]

    def _read(self, schema: Schema) -> int | _Form:
        refs: set[str] = set()
        parts: list[_Value] = []
        for name in sorted(schema.present & _COMPARED):
            value = getattr(schema, name)
            if value != ():
                parts += (name, self._value(value, refs, name in _ORDERED))
        if schema.ref is not None:
            alias = "" if parts else schema.ref
            body = _Several((*parts, "ref", _Reference(schema.ref)))
            return _Form(body, frozenset((*refs, schema.ref)), alias)
        whole = _together(parts, is_ordered=True)
        if isinstance(whole, _Several):
            return _Form(whole, frozenset(refs))
        return self._numbers.of(whole)

    def _value(self, value: object, refs: set[str], is_ordered: bool = False) -> _Value:
        match value:
            case str():
                return _quoted(value)
            case Schema():
                form = self._form(value)
                if isinstance(form, _Form):
                    refs |= form.refs
                return form
            case tuple():
                items = cast("tuple[object, ...]", value)
                inner = [self._value(item, refs) for item in items]
                return _together(inner, is_ordered=is_ordered or _is_pair(items))
            case Contains():
                bounds = (json_key(value.minimum), json_key(value.maximum))
                return _together([self._value(value.schema, refs), *bounds], is_ordered=True)
            case Condition():
                branches = (value.test, value.then, value.otherwise)
                read = [_ABSENT if b is None else self._value(b, refs) for b in branches]
                return _together(read, is_ordered=True)
            case None | bool() | int() | float() | Decimal() | list() | dict():
                return json_key(cast("JsonValue", value))
            case _:
                raise TypeError(type(value))

    def _settle(self, forms: Mapping[str, int | _Form]) -> None:
        """Give each definition a number, or a node where it leads to a circle of references."""
        ends = {key: _end(key, forms) for key in forms}
        edges: dict[str, list[str]] = {
            key: [] if isinstance(form, int) else sorted({ends[r] for r in form.refs if r in ends})
            for key, form in forms.items()
            if ends[key] == key
        }
        for group in grouped(edges):
            first, *others = group
            if others or first in edges[first]:
                self._known |= {key: self._node() for key in group}
                for key in group:
                    node, form = self._known[key], forms[key]
                    if isinstance(node, _Node) and isinstance(form, _Form):
                        self._fill(node, self._settled(form.body))
            else:
                form = forms[first]
                self._known[first] = form if isinstance(form, int) else self._meaning(form)
        self._known |= {key: self._known[end] for key, end in ends.items() if end != key}

    def _settled(self, several: _Several) -> _Several:
        """Put numbers and nodes in the place of definitions."""
        items = tuple([self._inside(item) for item in several.items])
        return _Several(items, several.is_ordered)

    def _inside(self, value: _Value) -> _Value:
        match value:
            case _Reference():
                known = self._known.get(value.key)
                unknown = _Several(("unknown", _quoted(value.key)))
                return self._numbers.of(unknown) if known is None else known
            case _Several():
                return self._settled(value)
            case _Form():
                return self._meaning(value)
            case _:
                return value

    def _meaning(self, form: _Form) -> int | _Node:
        """Return the number of a form, or a node where it leads to a circle of references."""
        if form.alias in self._known:
            return self._known[form.alias]
        body = self._settled(form.body)
        if next(_leaves(body), None) is None:
            return self._numbers.of(body)
        node = self._node()
        self._fill(node, body)
        return node

    def _node(self) -> _Node:
        node = _Node()
        self.nodes.append(node)
        return node

    def _fill(self, node: _Node, body: _Several) -> None:
        node.body = body
        for leaf in _leaves(body):
            leaf.above.append(node)


def make_meanings(
    old: Mapping[str, Schema], new: Mapping[str, Schema]
) -> tuple[Meanings, Meanings]:
    """Return the meanings of two versions' schemas, their numbers comparable."""
    numbers = _Numbers()
    meanings = (Meanings(old, numbers), Meanings(new, numbers))
    nodes = [node for one in meanings for node in one.nodes]
    _divide(nodes, numbers)
    for node in nodes:
        numbers.known[node.signature] = node.number
    for one in meanings:
        one.divided()
    return meanings


def _divide(nodes: list[_Node], numbers: _Numbers) -> None:
    """Give nodes different numbers where what they are made of has different numbers."""
    shared = numbers.fresh()
    members = {shared: nodes}
    for node in nodes:
        node.number = shared
    unsure: Iterable[_Node] = nodes
    while unsure:
        for node in unsure:
            node.signature = _evaluated(node.body)
        moved: list[_Node] = []
        for number in dict.fromkeys(node.number for node in unsure):
            classes: dict[Hashable, list[_Node]] = {}
            for node in members[number]:
                classes.setdefault(node.signature, []).append(node)
            # The largest keeps its number: what leads to it need not be looked at again.
            members[number], *others = sorted(classes.values(), key=len, reverse=True)
            for other in others:
                fresh = numbers.fresh()
                members[fresh] = other
                for node in other:
                    node.number = fresh
                moved += other
        unsure = dict.fromkeys(above for node in moved for above in node.above)


def _evaluated(value: _Value) -> Hashable:
    """Return what something is made of, nodes by their numbers."""
    if isinstance(value, _Node):
        return value.number
    if isinstance(value, _Several):
        items = [_evaluated(item) for item in value.items]
        return tuple(items if value.is_ordered else sorted(items, key=_order))
    assert not isinstance(value, _Form | _Reference), "all is settled"
    return value


def _order(value: object) -> Any:
    """Return what unordered items are sorted by: they are of one kind, or numbers with texts."""
    if isinstance(value, tuple):
        return cast("tuple[object, ...]", value)
    return isinstance(value, str), value


def _together(items: list[_Value], *, is_ordered: bool) -> tuple[object, ...] | _Several:
    """Return several values as one; a tuple where none of them leads to a definition."""
    if any(isinstance(item, _Several | _Form | _Reference | _Node) for item in items):
        return _Several(tuple(items), is_ordered)
    return tuple(items if is_ordered else sorted(items, key=_order))


def _leaves(value: _Value) -> Iterator[_Node]:
    if isinstance(value, _Node):
        yield value
    elif isinstance(value, _Several):
        for item in value.items:
            yield from _leaves(item)


def _end(key: str, forms: Mapping[str, int | _Form]) -> str:
    """Follow references to what asserts something; one that leads round in a circle stays."""
    seen = {key}
    end = key
    while isinstance(form := forms[end], _Form) and form.alias in forms:
        if form.alias in seen:
            return key
        seen.add(form.alias)
        end = form.alias
    return end


@lru_cache(maxsize=1 << 16)
def _quoted(text: str) -> str:
    return json_key(text)


def _is_pair(value: tuple[object, ...]) -> bool:
    """Whether a tuple is a name with what it names."""
    return len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], Schema | tuple)

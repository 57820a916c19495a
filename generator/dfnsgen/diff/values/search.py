"""The search for a value that one version accepts and the other rejects.

In: two schemas of the same values, and a route that leads to them. Out: such values, the plainest
first. What is found is certain, since both versions' validators were asked; that
nothing was found proves nothing, but for patterns that are regular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dfnsgen.diff.change import Effect, Route, RouteStep, SchemaPair, Version, Way
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.candidates import Candidates, text_of
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import distinct, json_key
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.regular import Undecided, examples, shortest
from dfnsgen.pointers import child


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """What is asked of one version."""

    side: Side
    judge: Judge
    candidates: Candidates


class ValueSearch:
    """Looks for differences of two versions. Nothing is read before something is looked for."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = {Version.OLD: old, Version.NEW: new}
        self._halves: dict[Version, _Half] = {}
        self._pools: dict[tuple[int, int], tuple[SchemaPair, tuple[JsonValue, ...]]] = {}

    def half(self, version: Version) -> _Half:
        """Return what is asked of a version."""
        if version not in self._halves:
            side = self._sides[version]
            judge = Judge(side.api)
            candidates = Candidates(side, judge)
            self._halves[version] = _Half(side=side, judge=judge, candidates=candidates)
        return self._halves[version]

    def accepts(self, version: Version, schemas: SchemaPair, value: JsonValue) -> bool:
        """Whether a version accepts a value of two schemas."""
        return self.half(version).judge.accepts(schema_of(schemas, version), value)

    def effect(self, schemas: SchemaPair) -> Effect:
        """Return how the set of values seems to move, by the values that were found."""
        loses = any(True for _ in self.differences(schemas, Version.OLD))
        gains = any(True for _ in self.differences(schemas, Version.NEW))
        return effect_of(loses=loses, gains=gains)

    def differences(self, schemas: SchemaPair, accepting: Version) -> Iterator[JsonValue]:
        """Yield values that one version accepts and the other rejects."""
        for value in self._pool(schemas):
            ours = self.accepts(accepting, schemas, value)
            if ours and not self.accepts(accepting.other, schemas, value):
                yield value

    def common(self, schemas: SchemaPair, accepting: Version) -> Iterator[JsonValue]:
        """Yield values that one version accepts, those that both accept first."""
        rest: list[JsonValue] = []
        for value in self._pool(schemas):
            if self.accepts(accepting, schemas, value):
                if self.accepts(accepting.other, schemas, value):
                    yield value
                else:
                    rest.append(value)
        yield from rest

    def lifted(self, route: Route, value: JsonValue, accepting: Version) -> tuple[JsonValue, str]:
        """Return a value at the start of a route that holds the given one at its end, and where."""
        # From the inside out: with the route [property `pet`, item 0] the value "x" becomes ["x"],
        # then {"pet": ["x"], …}, at "/pet/0". What stands around it is a value that both versions
        # accept where there is one, so that nothing but the one difference can be refused.
        tokens: list[str | int] = []
        for step in reversed(route):
            value, inner = self._inside(step, value, accepting)
            tokens = [*inner, *tokens]
        return value, child("", *tokens)

    def _pool(self, schemas: SchemaPair) -> tuple[JsonValue, ...]:
        key = (id(schemas.old), id(schemas.new))
        if key not in self._pools:
            values = [
                value
                for version in Version
                for value in self.half(version).candidates.of(schema_of(schemas, version))
            ]
            found = distinct([*self._by_patterns(schemas), *values])
            ordered = sorted(found, key=_plainness)
            self._pools[key] = (schemas, tuple(ordered))
        return self._pools[key][1]

    def _by_patterns(self, schemas: SchemaPair) -> Iterator[JsonValue]:
        """Yield texts that the patterns of one version find and those of the other don't."""
        old, new = (self._sides[v].unfold(schema_of(schemas, v)) for v in Version)
        if old.patterns == new.patterns:
            return
        least = max(old.min_length or 0, new.min_length or 0)
        most = min((m for m in (old.max_length, new.max_length) if m is not None), default=None)
        for one, other in ((old, new), (new, old)):
            if other.patterns:
                try:
                    text = shortest(one.patterns, other.patterns, least=least, most=most)
                except Undecided:
                    yield from examples(one.patterns)
                    continue
                if text is not None:
                    yield text

    def _inside(
        self, step: RouteStep, value: JsonValue, accepting: Version
    ) -> tuple[JsonValue, list[str | int]]:
        """Put a value where a step leads to; return the whole, and the tokens of the step."""
        if step.way is Way.SAME:
            return value, []
        if step.way is Way.ITEM:
            return self._array(step, value, accepting), [step.index]
        name = self._name(step, value, accepting)
        base = self._base(step.schemas, accepting)
        if step.way is Way.NAME:
            return {**base, name: "a"}, []
        return {**base, name: value}, [name]

    def _name(self, step: RouteStep, value: JsonValue, accepting: Version) -> str:
        if step.way is Way.PATTERN:
            return text_of((step.old,)) or "extra"
        if step.way is Way.EXTRA:
            return "extra"
        if step.way is Way.NAME:
            return value if isinstance(value, str) else "extra"
        return step.old if accepting is Version.OLD else step.new

    def _base(self, schemas: SchemaPair, accepting: Version) -> dict[str, JsonValue]:
        objects = (v for v in self.common(schemas, accepting) if isinstance(v, dict))
        return next(objects, dict[str, JsonValue]())

    def _array(self, step: RouteStep, value: JsonValue, accepting: Version) -> JsonValue:
        arrays = (v for v in self.common(step.schemas, accepting) if isinstance(v, list))
        fitting = [list(array) for array in arrays if len(array) >= step.index]
        base = next(iter(fitting), [None] * step.index)
        return [*base[: step.index], value, *base[step.index + 1 :]]


def schema_of(schemas: SchemaPair, version: Version) -> Schema:
    """Return the schema of one version."""
    return schemas.old if version is Version.OLD else schemas.new


def _plainness(value: JsonValue) -> tuple[int, str]:
    """Return a key by which short values stand first; an empty text is no plain one."""
    text = json_key(value)
    return len(text) + (20 if value in ("", None) else 0), text

"""The search for a value that one version accepts and the other rejects.

In: two schemas of the same values, and a route that leads to them. Out: such values, the plainest
first. What is found is certain, since both versions' validators were asked; that
nothing was found proves nothing, but for patterns that are regular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dfnsgen.diff.change import Direction, Effect, Route, RouteStep, SchemaPair, Version, Way
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.candidates import Candidates, text_of
from dfnsgen.diff.values.combined import combined
from dfnsgen.diff.values.declared import is_declared
from dfnsgen.diff.values.meeting import meeting
from dfnsgen.diff.values.texts import as_read, parts_as_read
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.diff.values.writing import has_empty_part
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import distinct, json_key
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.regular import Undecided, examples, pattern_of, shortest
from dfnsgen.pointers import child

_MOST_JOINED = 12
_SENSITIVE: tuple[JsonValue, ...] = ("a/b", ["a", "b"], {"a": "b", "c": "d"})
"""Values that are written differently under different styles."""
_MOST_TRIED = 240
_MOST_WITNESSES = 60
_MOST_SHOWN = 4
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How values travel: as plain texts or as JSON, in a direction or in none.

    `text_parts` are the parts of a multipart body that are texts, where others are JSON.
    """

    text: bool = False
    text_parts: frozenset[str] = frozenset()
    direction: Direction | None = None

    def after(self, route: Route) -> Travel:
        """Return how the values travel that a route leads to."""
        first = next((step for step in route if step.way is not Way.SAME), None)
        if first is None or not self.text_parts:
            return self
        text = first.leads_to(self.text_parts)
        return replace(self, text=text, text_parts=frozenset())


AT_REST = Travel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """What is asked of one version, of values that travel in a direction."""

    side: Side
    judge: Judge
    candidates: Candidates
    direction: Direction | None = None


class ValueSearch:
    """Looks for differences of two versions. Nothing is read before something is looked for."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = {Version.OLD: old, Version.NEW: new}
        self._halves: dict[tuple[Version, Direction | None], Half] = {}
        self._combined: dict[tuple[int, int], tuple[SchemaPair, tuple[JsonValue, ...]]] = {}
        self._joined: list[tuple[JsonValue, ...]] = []
        self._pools: dict[tuple[int, int], tuple[SchemaPair, tuple[JsonValue, ...]]] = {}

    def half(self, version: Version, direction: Direction | None = None) -> Half:
        """Return what is asked of a version."""
        key = (version, direction)
        if key not in self._halves:
            side = self._sides[version]
            judge = Judge(side, direction)
            candidates = Candidates(side, judge)
            self._halves[key] = Half(
                side=side, judge=judge, candidates=candidates, direction=direction
            )
        return self._halves[key]

    def read(
        self, version: Version, schema: Schema, value: JsonValue, travel: Travel = AT_REST
    ) -> JsonValue:
        """Return what a version makes of a value that travels like this."""
        if not travel.text and not travel.text_parts:
            return value
        half = self.half(version, travel.direction)
        if not travel.text:
            return parts_as_read(half.side, half.judge, schema, value, travel.text_parts)
        return as_read(half.side, half.judge, schema, value)

    def accepts(
        self, version: Version, schemas: SchemaPair, value: JsonValue, travel: Travel = AT_REST
    ) -> bool:
        """Whether a version accepts a value of two schemas, as it travels."""
        schema = schema_of(schemas, version)
        judge = self.half(version, travel.direction).judge
        return judge.accepts(schema, self.read(version, schema, value, travel))

    def effect(self, schemas: SchemaPair, travel: Travel = AT_REST) -> Effect:
        """Return how the set of values seems to move, by the values that were found."""
        loses = any(True for _ in self.differences(schemas, Version.OLD, travel))
        gains = any(True for _ in self.differences(schemas, Version.NEW, travel))
        return effect_of(loses=loses, gains=gains)

    def differences(
        self, schemas: SchemaPair, accepting: Version, travel: Travel = AT_REST
    ) -> Iterator[JsonValue]:
        """Yield values that one version accepts and the other rejects.

        Those that lie near are tried first; only where there are none, all that can be put together
        of a few properties, and of what travels as a text numbers longer than a text may be.
        """
        nothing = True
        for values in (self._pool, self._wide, *((_long_numbers,) if travel.text else ())):
            for value in values(schemas) if nothing else ():
                ours = self.accepts(accepting, schemas, value, travel)
                if ours and not self.accepts(accepting.other, schemas, value, travel):
                    nothing = False
                    yield value

    def worth_writing(
        self, schemas: SchemaPair, accepting: Version, travel: Travel
    ) -> Iterator[JsonValue]:
        """Yield values that a version accepts and that styles write differently: lists of two."""
        half = self.half(accepting, travel.direction)
        schema = schema_of(schemas, accepting)
        body = half.side.unfold(schema)
        longer: list[JsonValue] = []
        if body.items is not None:
            items = [v for v in half.candidates.of(body.items) if v not in ("", None)][:4]
            pairs = [(one, other) for one in items for other in items if one is not other]
            for one, other in (*pairs, *zip(items, items, strict=True)):
                longer.append([one, other])
        tried = [*longer, *_SENSITIVE, *self._pool(schemas)]
        for value in distinct(tried):
            if not has_empty_part(value) and self.accepts(accepting, schemas, value, travel):
                yield value

    def matching_both(
        self, schemas: SchemaPair, version: Version, variants: tuple[Schema, Schema]
    ) -> tuple[tuple[JsonValue, ...], bool]:
        """Return values of the other version that match two variants of a union of this one.

        And whether they hold only what the other version declares.
        """
        half, other = self.half(version), self.half(version.other)
        theirs = schema_of(schemas, version.other)
        shared = half.candidates.of(meeting(half.side, *variants))
        pool = self._pool(schemas)
        right = (v for v in pool if isinstance(v, dict) and other.judge.accepts_kept(theirs, v))
        objects = [*islice(right, _MOST_JOINED)]
        joined = (
            one | two
            for value in shared
            if isinstance(value, dict)
            for base in objects
            for one, two in ((base, value), (value, base))
        )
        near = (*distinct([*shared, *pool]), *islice(joined, _MOST_TRIED))
        self._joined.append(near)
        names = {name for one in variants for name in half.side.unfold(one).required}
        several: list[JsonValue] = []
        for is_wide in (False, True):
            values = () if several else self._wide_with(schemas, names) if is_wide else near
            found = (
                value
                for value in values
                # The variants first: each is less to look at than the other version's union.
                if all(half.judge.accepts_kept(variant, value) for variant in variants)
                and other.judge.accepts_kept(theirs, value)
            )
            several += sorted(distinct(islice(found, _MOST_WITNESSES)), key=_plainness)
        declared = [v for v in several if is_declared(other.side, other.judge, theirs, v)]
        return tuple((declared or several)[:_MOST_SHOWN]), bool(declared)

    def common(
        self, schemas: SchemaPair, accepting: Version, travel: Travel = AT_REST
    ) -> Iterator[JsonValue]:
        """Yield values that one version accepts, those that both accept first."""
        rest: list[JsonValue] = []
        nothing = True
        for value in self._pool(schemas):
            if self.accepts(accepting, schemas, value, travel):
                if self.accepts(accepting.other, schemas, value, travel):
                    nothing = False
                    yield value
                else:
                    rest.append(value)
        if nothing and not rest:
            wide = (v for v in self._wide(schemas) if self.accepts(accepting, schemas, v, travel))
            rest = [*islice(wide, _MOST_SHOWN)]
        yield from rest

    def lifted(
        self, route: Route, value: JsonValue, accepting: Version, travel: Travel = AT_REST
    ) -> tuple[JsonValue, str]:
        """Return a value at the start of a route that holds the given one at its end, and where."""
        # From the inside out: with the route [property `pet`, item 0] the value "x" becomes ["x"],
        # then {"pet": ["x"], …}, at "/pet/0". What stands around it is a value that both versions
        # accept where there is one, so that nothing but the one difference can be refused.
        tokens: list[str | int] = []
        for index, step in [*enumerate(route)][::-1]:
            around = travel.after(route[:index])
            value, inner = self._inside(step, value, accepting, around)
            tokens = [*inner, *tokens]
        return value, child("", *tokens)

    def _wide(self, schemas: SchemaPair) -> tuple[JsonValue, ...]:
        """Return what can be put together of the properties or items that either version names."""
        key = (id(schemas.old), id(schemas.new))
        if key not in self._combined:
            halves = [(self.half(v), schema_of(schemas, v)) for v in Version]
            tried = [(half.side, half.candidates, schema) for half, schema in halves]
            self._combined[key] = (schemas, tuple(combined(tried)))
        return self._combined[key][1]

    def _wide_with(self, schemas: SchemaPair, names: set[str]) -> tuple[JsonValue, ...]:
        """Return what can be put together, without objects where none has all of some names."""
        values = self._wide(schemas)
        held = {name for value in values if isinstance(value, dict) for name in value}
        return values if names <= held else tuple(v for v in values if not isinstance(v, dict))

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
        if old.patterns == new.patterns and old.enum is new.enum is None:
            return
        least = max(old.min_length or 0, new.min_length or 0)
        most = min((m for m in (old.max_length, new.max_length) if m is not None), default=None)
        for one, other in ((old, new), (new, old)):
            listed = None if other.enum is None else pattern_of(other.enum)
            missed = other.patterns if listed is None else (*other.patterns, listed)
            if missed and one.enum is None:
                try:
                    text = shortest(one.patterns, missed, least=least, most=most)
                except Undecided:
                    yield from examples(one.patterns)
                    continue
                if text is not None:
                    yield text

    def _inside(
        self, step: RouteStep, value: JsonValue, accepting: Version, travel: Travel
    ) -> tuple[JsonValue, list[str | int]]:
        """Put a value where a step leads to; return the whole, and the tokens of the step."""
        if step.way is Way.SAME:
            return value, []
        if step.way is Way.ITEM:
            return self._array(step, value, accepting, travel), [step.index]
        name = self._name(step, value, accepting)
        base = self._base(step.schemas, accepting, travel)
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

    def _base(
        self, schemas: SchemaPair, accepting: Version, travel: Travel
    ) -> dict[str, JsonValue]:
        objects = (v for v in self.common(schemas, accepting, travel) if isinstance(v, dict))
        return next(objects, dict[str, JsonValue]())

    def _array(
        self, step: RouteStep, value: JsonValue, accepting: Version, travel: Travel
    ) -> JsonValue:
        arrays = (v for v in self.common(step.schemas, accepting, travel) if isinstance(v, list))
        fitting = [list(array) for array in arrays if len(array) >= step.index]
        base = next(iter(fitting), [None] * step.index)
        return [*base[: step.index], value, *base[step.index + 1 :]]


def _long_numbers(schemas: SchemaPair) -> Iterator[JsonValue]:
    for schema in (schemas.old, schemas.new):
        if schema.max_length is not None and schema.max_length < _MOST_DIGITS:
            yield int("1" * (schema.max_length + 1))


def schema_of(schemas: SchemaPair, version: Version) -> Schema:
    """Return the schema of one version."""
    return schemas.old if version is Version.OLD else schemas.new


def _plainness(value: JsonValue) -> tuple[int, str]:
    """Return a key by which short values stand first; an empty text is no plain one."""
    text = json_key(value)
    return len(text) + (20 if value in ("", None) else 0), text

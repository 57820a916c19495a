"""Values that are worth trying on a schema: those it takes at its bounds, and those just beyond.

In: a side's schemas. Out: a few values of each kind of schema, most of which it accepts; whoever
wants to be sure asks a Judge. The same schema gives the same values each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice

from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import fields_of
from dfnsgen.model.schemas.equality import distinct
from dfnsgen.model.schemas.schema import Number, Schema
from dfnsgen.patterns.regular import Undecided, examples, shortest

_DEEPEST = 6
_MOST = 120
_MOST_VARIANTS = 40
_LONGEST = 5000
_MOST_PATTERNS = 6
_OTHERS: tuple[JsonValue, ...] = (1.5, "", 0, -1, {"a": "b"}, ["a"])
_ANYTHING: tuple[JsonValue, ...] = ("a", 1, True, {}, [], None, *_OTHERS)

_TEXTS = ("b", "x", "1", "~", "a b")

_OF_FORMAT: dict[str, tuple[JsonValue, ...]] = {
    "date": ("2024-02-29",),
    "date-time": ("2024-02-29T12:00:00Z",),
    "time": ("12:00:00Z",),
    "duration": ("P1D",),
    "email": ("a@example.com",),
    "idn-email": ("ä@example.com",),
    "hostname": ("example.com",),
    "idn-hostname": ("exämple.com",),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "uri": ("https://example.com/a",),
    "uri-reference": ("/a",),
    "iri": ("https://example.com/ä",),
    "iri-reference": ("/ä",),
    "uri-template": ("/a/{b}",),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "json-pointer": ("/a",),
    "relative-json-pointer": ("0/a",),
    "regex": ("^a$",),
    "int32": (1, 2**31),
    "int64": (1, 2**63),
    "float": (1.5, 1e39),
    "double": (1.5,),
    "byte": ("YQ==",),
}


class Candidates:
    """The values of one side's schemas."""

    def __init__(self, side: Side, judge: Judge) -> None:
        self._side = side
        self._judge = judge
        self._best: dict[str, tuple[Schema, JsonValue | None, bool]] = {}
        self._under_way: set[str] = set()

    def of(self, schema: Schema) -> tuple[JsonValue, ...]:
        """Return values worth trying, the plainest first."""
        return distinct(islice(self._values(schema, 0), _MOST))

    def best(self, schema: Schema, depth: int = 0) -> tuple[bool, JsonValue]:
        """Return whether a value was found that the schema accepts, and the first such."""
        key = schema.ref or f"@{id(schema)}"
        if key not in self._best:
            if key in self._under_way or depth > _DEEPEST:
                return False, None
            self._under_way.add(key)
            found, value = self._first(schema, depth)
            self._under_way.discard(key)
            if not found and (self._under_way or depth):
                return False, None
            self._best[key] = (schema, value, found)
        _, value, found = self._best[key]
        return found, value

    def _first(self, schema: Schema, depth: int) -> tuple[bool, JsonValue]:
        tried = chain(self._values(schema, depth), self._of_parts(schema, depth))
        for value in islice(tried, _MOST):
            if self._judge.accepts(schema, value):
                return True, value
        return False, None

    def _of_parts(self, schema: Schema, depth: int) -> Iterator[JsonValue]:
        """Yield more than the best values of the parts: those may be what two variants take."""
        for part in self._parts(self._side.unfold(schema)) if depth <= _DEEPEST else ():
            yield from islice(self._values(part, depth + 1), _MOST_VARIANTS)

    def _values(self, schema: Schema, depth: int) -> Iterator[JsonValue]:
        body = self._side.unfold(schema)
        if body.enum is not None:
            yield from map(plain, body.enum)
        types = body.types or _implied(body)
        for kind in types:
            yield from self._of_type(kind, body, depth)
        whole: dict[str, JsonValue] = {}
        for part in self._parts(body):
            found, value = self.best(part, depth + 1)
            if found:
                yield value
            if found and isinstance(value, dict):
                yield from self._completed(value, body, depth)
                whole = whole | value
                yield whole
        # The best of each part first: whoever takes but a few values sees all parts.
        if not depth:
            yield from self._of_parts(body, depth)
        yield from _between(self._side.unfold(part) for part in self._parts(body))
        if not body.types and body.enum is None:
            yield from _ANYTHING

    def _parts(self, body: Schema) -> Iterator[Schema]:
        """Yield what the same value must or must not satisfy as well."""
        yield from body.all_of
        for groups in (body.one_of, body.any_of):
            for group in groups:
                yield from group
        yield from body.not_
        for condition in body.conditions:
            several = (condition.test, condition.then, condition.otherwise)
            yield from (part for part in several if part is not None)
        yield from (inner for _, inner in body.dependent_schemas)

    def _of_type(self, kind: str, body: Schema, depth: int) -> Iterator[JsonValue]:
        match kind:
            case "null":
                yield None
            case "boolean":
                yield from (True, False)
            case "integer" | "number":
                yield from _numbers(kind, body)
            case "string":
                yield from _texts(body)
            case "array":
                yield from self._arrays(body, depth)
            case _:
                yield from self._objects(body, depth)

    def _arrays(self, body: Schema, depth: int) -> Iterator[JsonValue]:
        prefix: list[JsonValue] = [self.best(s, depth + 1)[1] for s in body.prefix_items]
        rest = list(self._items(body, depth))
        least = body.min_items or 0
        contained = [self.best(c.schema, depth + 1)[1] for c in body.contains]
        for length in (*_sizes(body.min_items, body.max_items, len(contained)), 1):
            several = [*contained, *rest] if body.unique_items else [*contained, *rest[:1]]
            filled: list[JsonValue] = prefix + several
            while several and len(filled) < length:
                filled.append(several[-1])
            yield filled[: max(length, 0)]
        if rest:
            yield [*prefix, rest[0], rest[0]] + [rest[0]] * max(0, least - len(prefix) - 2)
            yield from ([*prefix, item] for item in rest[1:4])
        elif prefix:
            yield [*prefix, "extra"]
        if not depth:
            yield from ([*prefix, value] for value in _ANYTHING[:4])

    def _items(self, body: Schema, depth: int) -> Iterator[JsonValue]:
        if body.items is None:
            yield from ("a", 1, True)
            return
        found, value = self.best(body.items, depth + 1)
        if found:
            yield value
            if body.unique_items or not depth:
                for other in islice(self._values(body.items, depth + 1), 4):
                    if other != value and self._judge.accepts(body.items, other):
                        yield other

    def _objects(self, body: Schema, depth: int) -> Iterator[JsonValue]:
        least: dict[str, JsonValue] = {}
        for name in body.required:
            found, value = self._property(body, name, depth)
            if found:
                least[name] = value
        yield from self._sized(least, body)
        if depth > _DEEPEST - 2:
            return
        every = dict(least)
        for name, inner in body.properties:
            found, value = self.best(inner, depth + 1)
            if found:
                every.setdefault(name, value)
        yield every
        if depth:
            return
        for name in every:
            yield {n: v for n, v in every.items() if n != name}
            if name not in least:
                yield {**least, name: every[name]}
        yield from ({n: v for n, v in least.items() if n != name} for name in least)
        yield from ({**least, "extra": value} for value in _ANYTHING[:4])
        yield from self._named(least, body)

    def _named(self, least: dict[str, JsonValue], body: Schema) -> Iterator[JsonValue]:
        """Yield objects with properties whose names follow from patterns or schemas."""
        for pattern, inner in body.pattern_properties:
            matching = text_of((pattern,))
            found, value = self.best(inner, 1)
            for other in (*([value] if found else []), *_ANYTHING[:3]):
                if matching is not None:
                    yield {**least, matching: other}
        if body.property_names is not None:
            for name in (*islice(self._values(body.property_names, 1), 8), *_TEXTS, "A"):
                if isinstance(name, str):
                    yield {**least, name: "a"}
        if body.additional_properties is not None:
            for value in islice(self._values(body.additional_properties, 1), 8):
                yield {**least, "extra": value}
        for name, others in body.dependent_required:
            yield {**least, name: self._property(body, name, 0)[1]}
            whole = {other: self._property(body, other, 0)[1] for other in (name, *others)}
            yield {**least, **whole}
        for name, inner in body.dependent_schemas:
            with_it = {**least, name: self._property(body, name, 0)[1]}
            yield with_it
            value = self.best(inner, 1)[1]
            if isinstance(value, dict):
                yield with_it | value

    def _property(self, body: Schema, name: str, depth: int) -> tuple[bool, JsonValue]:
        inner = dict(body.properties).get(name, body.additional_properties)
        if inner is None:
            return True, "a"
        return self.best(inner, depth + 1)

    def _sized(self, least: dict[str, JsonValue], body: Schema) -> Iterator[JsonValue]:
        """Yield the object with as many further properties as its size asks for."""
        for size in _sizes(body.min_properties, body.max_properties, len(least)):
            filled = dict(least)
            for name, inner in body.properties:
                found, value = self.best(inner, 1)
                if len(filled) < size and found:
                    filled.setdefault(name, value)
            for number in range(max(0, min(size, 50) - len(filled))):
                rest = body.additional_properties
                filled[f"extra{number}"] = "a" if rest is None else self.best(rest, 1)[1]
            yield filled

    def _completed(
        self, value: dict[str, JsonValue], body: Schema, depth: int
    ) -> Iterator[JsonValue]:
        """Yield a part's value with what the whole requires beside it."""
        missing = [name for name in body.required if name not in value]
        if missing:
            yield value | {name: self._property(body, name, depth)[1] for name in missing}


_SPEAK_OF = {kind: fields_of(kind) for kind in ("object", "array", "string", "number")}
_SPEAK_OF["string"] += ("format",)
"""The fields that say something of the values of one type."""


def _implied(body: Schema) -> tuple[str, ...]:
    """Return the types that a schema without `type` speaks about."""
    if body.never or body.enum is not None:
        return ()
    silent: tuple[object, ...] = (None, (), False)
    return tuple(
        kind
        for kind, fields in _SPEAK_OF.items()
        if any(getattr(body, name) not in silent for name in fields)
    )


def _sizes(least: int | None, most: int | None, usual: int) -> Iterable[int]:
    lengths = [max(usual, least or 0), least, most, usual]
    lengths += [None if least is None else least - 1, None if most is None else most + 1]
    return dict.fromkeys(n for n in lengths if n is not None and 0 <= n <= _LONGEST)


def text_of(
    patterns: tuple[str, ...], least: int = 0, most: int | None = None, missed: tuple[str, ...] = ()
) -> str | None:
    """Return a text that has all patterns, and misses one of others; None where none is found."""
    try:
        return shortest(patterns, missed, least=least, most=most)
    except Undecided:
        return None


def _texts(body: Schema) -> Iterator[JsonValue]:
    yield from (v for v in _OF_FORMAT.get(body.format or "", ()) if isinstance(v, str))
    if body.patterns:
        found = text_of(body.patterns, body.min_length or 0, body.max_length)
        yield from examples(body.patterns)[:_MOST_VARIANTS] if found is None else (found,)
    for length in _sizes(body.min_length, body.max_length, 1):
        yield "a" * length
    yield ""
    for pattern in body.patterns:
        found = text_of((pattern,))
        yield from (text for text in (found, f"{found} ", f" {found}") if found is not None)
    yield from ("b", "x")


def _between(parts: Iterable[Schema]) -> Iterator[JsonValue]:
    """Yield texts that have all patterns of some parts, and texts that have none or all but one."""
    several = [part.patterns for part in islice(parts, _MOST_PATTERNS) if part.patterns]
    if not several:
        return
    every = tuple(pattern for patterns in several for pattern in patterns)
    yield from (text for text in (text_of(every), *_TEXTS) if text is not None)
    for patterns in several:
        rest = tuple(pattern for pattern in every if pattern not in patterns)
        text = text_of(rest, missed=patterns)
        if text is not None:
            yield text


def _numbers(kind: str, body: Schema) -> Iterator[JsonValue]:
    step: Number = next(iter(body.multiple_of), 1)
    bounds = (body.minimum, body.maximum, body.exclusive_minimum, body.exclusive_maximum)
    known = [bound for bound in bounds if bound is not None]
    if kind == "number" and not body.multiple_of:
        # Early, for an integer takes all the rest; not first, for it is less plain.
        yield _number(Decimal(str(known[0] if known else 1)))
        yield _fraction(body)
    for bound in known:
        for offset in (0, step, -step, 1, -1):
            yield _number(Decimal(str(bound)) + Decimal(str(offset)))
        if step:
            times = Decimal(str(bound)) // Decimal(str(step))
            yield from (_number((times + n) * Decimal(str(step))) for n in (0, 1, -1))
    yield from (_number(Decimal(str(step)) * n) for n in (1, 2, 3, 0, -1))
    yield from (v for v in _OF_FORMAT.get(body.format or "", ()) if not isinstance(v, str))
    yield from (1, 0, -1)
    if kind == "number":
        yield from (0.5, *(_number(Decimal(str(bound)) + Decimal("0.5")) for bound in known))


def _fraction(body: Schema) -> JsonValue:
    """Return a number that is no integer, within the bound that stands first."""
    lower = [n for n in (body.minimum, body.exclusive_minimum) if n is not None]
    upper = [n for n in (body.maximum, body.exclusive_maximum) if n is not None]
    if not lower and not upper:
        return 0.5
    bound = Decimal(str((lower or upper)[0])).to_integral_value()
    return _number(bound + Decimal("0.5" if lower else "-0.5"))


def _number(value: Decimal) -> JsonValue:
    return plain(value)

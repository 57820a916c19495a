"""Tests for one value: types, constants, and the keywords of numbers, texts and arrays.

In: a Schema. Out: a Test for each JSON type that it allows. Keywords hold for their own type only
(JSON Schema 2020-12 Validation, section 4.3), so each type gets its part and any other passes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import LiteralString

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Number, Schema
from dfnsgen.python.checks.constants import Constants, text_mark
from dfnsgen.python.checks.tests import ALWAYS, NEVER, UNSURE, VALUE, Test, both, either, put
from dfnsgen.python.source.source import Source, code, literal

Compile = Callable[[Schema, int], Test]

_CLASSES = {
    "boolean": ("bool",),
    "number": ("int", "float", "Decimal"),
    "string": ("str",),
    "array": ("list",),
    "object": ("dict",),
}
_LOOPS = (Source("i"), Source("j"), Source("k"))


def loop_variable(depth: int) -> Source:
    """Return the variable of a loop at a depth; nested loops need their own."""
    return _LOOPS[depth] if depth < len(_LOOPS) else code("i{}", depth)


class ValueTests:
    """Compiles what a schema says about scalars and arrays."""

    def __init__(self, constants: Constants, compiled: Compile) -> None:
        self._constants = constants
        self._compiled = compiled

    def scalar(self, schema: Schema, kind: str) -> Test:
        """Return the test for the values of one JSON type, their class included."""
        members = _members(schema, kind)
        if members is not None and not members:
            return NEVER
        match kind:
            case "null":
                return Test(operands=(code("{} is None", VALUE),))
            case "boolean":
                return _boolean(members)
            case "number":
                return self._number(schema, members)
            case _:
                return self._string(schema, members)

    def _number(self, schema: Schema, members: tuple[JsonValue, ...] | None) -> Test:
        whole = schema.types is not None and "number" not in schema.types
        bounded = members is not None or _is_bounded(schema)
        helper = ("exact_" if bounded else "") + ("integral" if whole else "number")
        kind = code("{}({})", self._constants.helper(helper), VALUE)
        tests = [Test(operands=(kind,), exact=not bounded), _bounds(schema)]
        if members is not None:
            tests.append(_in_numbers(members, self._constants))
        tests += [_multiple(divisor) for divisor in schema.multiple_of]
        return both(*tests)

    def _string(self, schema: Schema, members: tuple[JsonValue, ...] | None) -> Test:
        size = size_test(schema.min_length, schema.max_length)
        patterns = [self._constants.matches(pattern, VALUE) for pattern in schema.patterns]
        if members is not None:
            return both(self._among_texts(schema, members), size, *patterns)
        start = Test(operands=(code("{}.__class__ is str", VALUE),))
        predicate = self._constants.predicate(schema, both(start, size, *patterns))
        if predicate is not None:
            return predicate
        # What is no text makes a search and a comparison with one raise.
        may_raise = not self._constants.careful and _has_only_texts(schema)
        if may_raise and text_mark(schema) == (1, None, ()):
            return Test(operands=(code('"" < {}', VALUE),))
        if may_raise and patterns:
            return both(size, *patterns)
        return both(start, size, *patterns)

    def _among_texts(self, schema: Schema, members: tuple[JsonValue, ...]) -> Test:
        """Test for constants. What can't be hashed raises, where no such value may be valid."""
        texts = tuple(member for member in members if isinstance(member, str))
        if len(texts) == 1:
            return Test(operands=(code("{} == {}", literal(texts[0]), VALUE),))
        among = code("{} in {}", VALUE, self._constants.enum(texts))
        if not self._constants.careful and _has_only_scalars(schema):
            return Test(operands=(among,))
        return Test(operands=(code("{}.__class__ is str", VALUE), among))

    def array(self, schema: Schema, depth: int) -> Test:
        """Return the test for arrays, their class included."""
        if schema.enum is not None:
            return UNSURE if any(isinstance(member, list) for member in schema.enum) else NEVER
        if schema.unevaluated_items is not None:
            return UNSURE
        whole = self._whole_array(schema, depth)
        if whole is not None:
            return both(whole, size_test(schema.min_items, schema.max_items))
        start = Test(operands=(code("{}.__class__ is list", VALUE),))
        tests = [start, size_test(schema.min_items, schema.max_items)]
        tests += [self._prefix(schema, index, depth) for index in range(len(schema.prefix_items))]
        if schema.items is not None:
            rest = code("{}[{}:]", VALUE, len(schema.prefix_items))
            every = rest if schema.prefix_items else VALUE
            tests.append(self.every(schema.items, every, depth))
        tests += [self._contains(c.schema, c.minimum, c.maximum, depth) for c in schema.contains]
        if schema.unique_items:
            unique = code("{}({})", self._constants.helper("unique"), VALUE)
            tests.append(Test(operands=(unique,)))
        return both(*tests)

    def _whole_array(self, schema: Schema, depth: int) -> Test | None:
        """Return one call that tells of the class and of all items, where there is one."""
        more = schema.prefix_items or schema.contains or schema.unique_items
        if schema.items is None or more:
            return None
        inner = self._compiled(schema.items, depth + 1)
        if inner.operands == (code("{}.__class__ is str", VALUE),):
            return Test(operands=(code("{}({})", self._constants.helper("texts"), VALUE),))
        name = self._constants.called(inner) or self._constants.searched(inner)
        if name is None:
            return None
        each = self._constants.helper("each")
        return Test(operands=(code("{}({}, {})", each, name, VALUE),), exact=inner.exact)

    def every(self, schema: Schema, values: Source, depth: int) -> Test:
        """Return a test that each of several values passes."""
        inner = self._compiled(schema, depth + 1)
        if inner.is_true:
            return ALWAYS
        name = self._constants.called(inner)
        if name is not None:
            return Test(operands=(code("all(map({}, {}))", name, values),), exact=inner.exact)
        if inner.is_false:
            return Test(operands=(code("not {}", values),), exact=inner.exact)
        loop = loop_variable(depth)
        text = code("all({} for {} in {})", put(inner.text, loop), loop, values)
        return Test(operands=(text,), exact=inner.exact)

    def _prefix(self, schema: Schema, index: int, depth: int) -> Test:
        inner = self._compiled(schema.prefix_items[index], depth + 1)
        if inner.is_true:
            return ALWAYS
        item = put(inner.text, code("{}[{}]", VALUE, index))
        text = code("(len({}) <= {} or {})", VALUE, index, item)
        if len(inner.operands) > 1:
            text = code("(len({}) <= {} or ({}))", VALUE, index, item)
        return Test(operands=(text,), exact=inner.exact)

    def _contains(self, schema: Schema, minimum: int, maximum: int | None, depth: int) -> Test:
        outer, self._constants.careful = self._constants.careful, True
        inner = self._compiled(schema, depth + 1)
        self._constants.careful = outer
        if maximum is None and minimum == 0:
            return ALWAYS
        if maximum is not None:
            self._constants.asked = True
            if not inner.exact:
                return UNSURE
            self._constants.guard()
        loop = loop_variable(depth)
        count = code("sum(1 for {} in {} if {})", loop, VALUE, put(inner.text, loop))
        return Test(operands=_between(count, minimum or None, maximum), exact=inner.exact)


def _members(schema: Schema, kind: str) -> tuple[JsonValue, ...] | None:
    """Return the members of `enum` of one JSON type, None where there is no `enum`."""
    if schema.enum is None:
        return None
    wide = {"integer": "number"}
    types = ((member, type_of(member)) for member in schema.enum)
    return tuple(member for member, found in types if wide.get(found, found) == kind)


def _has_only_texts(schema: Schema) -> bool:
    """Whether a schema takes nothing but texts and null."""
    return schema.types is not None and {*schema.types} <= {"string", "null"}


def _has_only_scalars(schema: Schema) -> bool:
    kinds = {type_of(member) for member in schema.enum or ()}
    if schema.types is not None:
        kinds &= set(schema.types)
    return not kinds & {"array", "object"}


def _boolean(members: tuple[JsonValue, ...] | None) -> Test:
    if members is None:
        return Test(operands=(code("{}.__class__ is bool", VALUE),))
    return either(Test(operands=(code("{} is {}", VALUE, literal(member)),)) for member in members)


def _in_numbers(members: tuple[JsonValue, ...], constants: Constants) -> Test:
    if any(isinstance(member, Decimal) or not _is_safe(member) for member in members):
        return UNSURE
    return Test(operands=(code("{} in {}", VALUE, constants.enum(members)),))


def _is_safe(member: JsonValue) -> bool:
    return isinstance(member, int) or (isinstance(member, float) and abs(member) < 2**53)


def _is_bounded(schema: Schema) -> bool:
    limits = (
        schema.minimum,
        schema.maximum,
        schema.exclusive_minimum,
        schema.exclusive_maximum,
    )
    return any(limit is not None for limit in limits) or bool(schema.multiple_of)


def _bounds(schema: Schema) -> Test:
    """Return the test of the limits. The limit stands first: its type is known to checkers."""
    limits: tuple[tuple[LiteralString, Number | None], ...] = (
        ("{} <= {}", schema.minimum),
        ("{} >= {}", schema.maximum),
        ("{} < {}", schema.exclusive_minimum),
        ("{} > {}", schema.exclusive_maximum),
    )
    operands: list[Source] = []
    for text, limit in limits:
        if limit is None:
            continue
        written = _written(limit)
        if written is None:
            return UNSURE
        operands.append(code(text, written, VALUE))
    return Test(operands=tuple(operands))


def _written(limit: Number) -> Source | None:
    """Return a limit that compares exactly with `int` and with small floats, None for others."""
    if isinstance(limit, int):
        return literal(limit)
    if isinstance(limit, Decimal) or not math.isfinite(limit) or abs(limit) >= 2**53:
        return None
    return literal(int(limit) if limit.is_integer() else limit)


def _multiple(divisor: Number) -> Test:
    """Return the test of a divisor; only for integers is it as simple as that."""
    whole = int(divisor) if divisor == divisor // 1 else 0
    if not whole:
        return UNSURE
    text = code("{0}.__class__ is int and 0 == {0} % {1}", VALUE, whole)
    return Test(operands=(code("({})", text),), exact=False)


def size_test(minimum: int | None, maximum: int | None) -> Test:
    """Return the test of a length."""
    return Test(operands=_between(code("len({})", VALUE), minimum or None, maximum))


def _between(size: Source, minimum: int | None, maximum: int | None) -> tuple[Source, ...]:
    if minimum is not None and minimum == maximum:
        return (code("{} == {}", size, minimum),)
    if minimum is not None and maximum is not None:
        return (code("{} <= {} <= {}", minimum, size, maximum),)
    if minimum is not None:
        return (code("{} >= {}", size, minimum),)
    return () if maximum is None else (code("{} <= {}", size, maximum),)


def passing(schema: Schema, constants: Constants) -> Source | None:
    """Return a short value that passes a schema: what an absent property may be tested as.

    None where no such value is at hand.
    """
    if constants.formats and schema.format is not None:
        return None
    if schema.enum is not None:
        first = schema.enum[0]
        plain = isinstance(first, str) and schema == Schema(enum=schema.enum, types=schema.types)
        return literal(first) if plain and schema.types in (None, ("string",)) else None
    match schema.types:
        case ("string",) if (schema.min_length or 0) < 4 and schema == _said(schema, _TEXT):
            return literal("x" * (schema.min_length or 0))
        case ("boolean",) if schema == _said(schema, ()):
            return literal(True)
        case ("integer",) | ("number",) if schema == _said(schema, _NUMBER):
            return _passing_number(schema)
        case ("array",) if not schema.min_items and schema == _said(schema, _ARRAY):
            return constants.helper("EMPTY")
        case _:
            return None


def _passing_number(schema: Schema) -> Source | None:
    least, most = schema.minimum or 0, schema.maximum
    fits = isinstance(least, int) and least >= 0 and (most is None or least <= most)
    return literal(least) if fits and isinstance(least, int) else None


_TEXT = ("min_length", "max_length")
_NUMBER = ("minimum", "maximum")
_ARRAY = ("items", "prefix_items", "min_items", "max_items", "unique_items")


def _said(schema: Schema, names: tuple[str, ...]) -> Schema:
    """Return what a schema says by some keywords alone; its type and format stay."""
    kept = ("types", "format", *names)
    return Schema(**{name: getattr(schema, name) for name in kept})


def class_names(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the Python classes of plain values of some JSON types; null has none of these."""
    return tuple(name for kind in kinds for name in _CLASSES.get(kind, ()))

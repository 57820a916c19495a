"""Tests for one value: types, constants, and the keywords of numbers, texts and arrays.

In: a Schema. Out: a Test for each JSON type that it allows. Keywords hold for their own type only
(JSON Schema 2020-12 Validation, section 4.3), so each type gets its part and any other passes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import LiteralString

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Contains, Number, Schema
from dfnsgen.python.checks.constants import Constants, helper, searched
from dfnsgen.python.checks.tests import (
    NEVER,
    UNSURE,
    Test,
    TestPlace,
    both,
    either,
    sure,
    unsure_for,
)
from dfnsgen.python.expressions.expression import (
    VALUE,
    Chain,
    Constant,
    Each,
    Expression,
    Infix,
    Name,
    Not,
    Parens,
    Subscript,
    call,
    class_of,
    is_none,
    loop_variable,
    put,
    size_of,
    substituted,
)
from dfnsgen.python.source.source import Source, identifier, imported

Compile = Callable[[Schema, TestPlace], Test]

_ALL, _MAP, _SUM = (Name(Source(name)) for name in ("all", "map", "sum"))
IS_NONE = is_none(VALUE)
IS_TEXT = Infix(class_of(VALUE), "is", Name(Source("str")))

_CLASSES = {
    "boolean": (Source("bool"),),
    "number": (Source("int"), Source("float"), imported("decimal", "Decimal")),
    "string": (Source("str"),),
    "array": (Source("list"),),
    "object": (Source("dict"),),
}


def is_a(class_name: str) -> Test:
    """Return the test that a value is of exactly this class."""
    return sure(Infix(class_of(VALUE), "is", Name(identifier(class_name))))


class ValueTests:
    """Compiles what a schema says about scalars and arrays."""

    def __init__(self, constants: Constants, compiled: Compile) -> None:
        self._constants = constants
        self._compiled = compiled

    def scalar(self, schema: Schema, kind: str, where: TestPlace) -> Test:
        """Return the test for the values of one JSON type, their class included."""
        members = _members(schema, kind)
        if members is not None and not members:
            return NEVER
        match kind:
            case "null":
                return sure(IS_NONE)
            case "boolean":
                return _boolean(members)
            case "number":
                return self._number(schema, members)
            case _:
                return self._string(schema, members, where)

    def _number(self, schema: Schema, members: tuple[JsonValue, ...] | None) -> Test:
        whole = schema.types is not None and "number" not in schema.types
        bounded = members is not None or _is_bounded(schema)
        if bounded:
            judge = helper("exact_integral" if whole else "exact_number")
        else:
            judge = helper("integral" if whole else "number")
        kind = call(judge, VALUE)
        tests = [Test((kind,), not bounded), _bounds(schema)]
        if members is not None:
            tests.append(_in_numbers(members, self._constants))
        tests += [_multiple(divisor) for divisor in schema.multiple_of]
        return both(*tests)

    def _string(
        self, schema: Schema, members: tuple[JsonValue, ...] | None, where: TestPlace
    ) -> Test:
        size = size_test(schema.min_length, schema.max_length)
        patterns = [self._constants.matches(pattern, VALUE) for pattern in schema.patterns]
        if members is not None:
            return both(self._among_texts(schema, members, where), size, *patterns)
        # What is no text makes a search and a comparison with one raise.
        may_raise = not where.careful and _has_only_texts(schema)
        if may_raise and (schema.min_length, schema.max_length, patterns) == (1, None, []):
            return sure(Infix(Constant(""), "<", VALUE))
        if may_raise and patterns:
            return both(size, *patterns)
        return both(sure(IS_TEXT), size, *patterns)

    def _among_texts(
        self, schema: Schema, members: tuple[JsonValue, ...], where: TestPlace
    ) -> Test:
        """Test for constants. What can't be hashed raises, where no such value may be valid."""
        texts = tuple(member for member in members if isinstance(member, str))
        if len(texts) == 1:
            return sure(Infix(Constant(texts[0]), "==", VALUE))
        among = Infix(VALUE, "in", self._constants.enum(texts))
        if not where.careful and _has_only_scalars(schema):
            return sure(among)
        return sure(IS_TEXT, among)

    def array(self, schema: Schema, where: TestPlace) -> Test:
        """Return the test for arrays, their class included."""
        if schema.enum is not None:
            return UNSURE if any(isinstance(member, list) for member in schema.enum) else NEVER
        if schema.unevaluated_items is not None:
            return UNSURE
        whole = self._whole_array(schema, where)
        if whole is not None:
            return both(whole, size_test(schema.min_items, schema.max_items))
        tests = [is_a("list"), size_test(schema.min_items, schema.max_items)]
        tests += [self._prefix(part, n, where) for n, part in enumerate(schema.prefix_items)]
        if schema.items is not None:
            rest = Subscript(VALUE, Constant(len(schema.prefix_items)), is_rest=True)
            every = rest if schema.prefix_items else VALUE
            tests.append(self.every(schema.items, every, where))
        tests += [self._contains(contains, where) for contains in schema.contains]
        if schema.unique_items:
            tests.append(sure(call(helper("unique"), VALUE)))
        return both(*tests)

    def _whole_array(self, schema: Schema, where: TestPlace) -> Test | None:
        """Return one call that tells of the class and of all items, where there is one."""
        more = schema.prefix_items or schema.contains or schema.unique_items
        if schema.items is None or more:
            return None
        inner = self._compiled(schema.items, where.inside)
        if inner.operands == (IS_TEXT,):
            return sure(call(helper("texts"), VALUE))
        function = inner.function or searched(inner)
        if function is None:
            return None
        return inner.become(call(helper("each"), function, VALUE))

    def every(self, schema: Schema, values: Expression, where: TestPlace) -> Test:
        """Return a test that each of several values passes."""
        inner = self._compiled(schema, where.inside)
        if inner.is_true:
            return inner
        if inner.function is not None:
            return inner.become(call(_ALL, call(_MAP, inner.function, values)))
        if inner.is_false:
            return inner.become(Not(values))
        loop = loop_variable(where.depth)
        return inner.become(call(_ALL, Each(put(inner.whole, loop), (loop,), values)))

    def _prefix(self, part: Schema, index: int, where: TestPlace) -> Test:
        inner = self._compiled(part, where.inside)
        if inner.is_true:
            return inner
        item = substituted(inner.whole, Subscript(VALUE, Constant(index)))
        short = Infix(size_of(VALUE), "<=", Constant(index))
        return inner.become(
            Parens(Chain("or", (short, Parens(item) if len(inner.operands) > 1 else item)))
        )

    def _contains(self, contains: Contains, where: TestPlace) -> Test:
        inner = self._compiled(contains.schema, where.inside.tried)
        minimum, maximum = contains.minimum, contains.maximum
        if maximum is None and minimum == 0:
            return inner.become()
        if maximum is not None and not inner.exact:
            return unsure_for(inner)
        loop = loop_variable(where.depth)
        one = Each(Constant(1), (loop,), VALUE, put(inner.whole, loop))
        test = inner.become(*_between(call(_SUM, one), minimum or None, maximum))
        return test if maximum is None else test.relying_on_exactness()


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
        return is_a("bool")
    return either(sure(Infix(VALUE, "is", Constant(member))) for member in members)


def _in_numbers(members: tuple[JsonValue, ...], constants: Constants) -> Test:
    if any(isinstance(member, Decimal) or not _is_safe(member) for member in members):
        return UNSURE
    return sure(Infix(VALUE, "in", constants.enum(members)))


def _is_safe(member: JsonValue) -> bool:
    return isinstance(member, int) or (isinstance(member, float) and abs(member) < 2**53)


def _is_bounded(schema: Schema) -> bool:
    limits = (schema.minimum, schema.maximum, schema.exclusive_minimum, schema.exclusive_maximum)
    return any(limit is not None for limit in limits) or bool(schema.multiple_of)


def _bounds(schema: Schema) -> Test:
    """Return the test of the limits. The limit stands first: its type is known to checkers."""
    limits: tuple[tuple[LiteralString, Number | None], ...] = (
        ("<=", schema.minimum),
        (">=", schema.maximum),
        ("<", schema.exclusive_minimum),
        (">", schema.exclusive_maximum),
    )
    operands: list[Expression] = []
    for sign, limit in limits:
        if limit is None:
            continue
        written = _written(limit)
        if written is None:
            return UNSURE
        operands.append(Infix(written, sign, VALUE))
    return sure(*operands)


def _written(limit: Number) -> Constant | None:
    """Return a limit that compares exactly with `int` and with small floats, None for others."""
    if isinstance(limit, int):
        return Constant(limit)
    if isinstance(limit, Decimal) or not math.isfinite(limit) or abs(limit) >= 2**53:
        return None
    return Constant(int(limit) if limit.is_integer() else limit)


def _multiple(divisor: Number) -> Test:
    """Return the test of a divisor; only for integers is it as simple as that."""
    whole = int(divisor)
    if not whole or whole != divisor:
        return UNSURE
    is_integer = Infix(class_of(VALUE), "is", Name(Source("int")))
    divides = Infix(Constant(0), "==", Infix(VALUE, "%", Constant(whole)))
    return Test((Parens(Chain("and", (is_integer, divides))),), False)


def size_test(minimum: int | None, maximum: int | None) -> Test:
    """Return the test of a length."""
    return Test(_between(size_of(VALUE), minimum or None, maximum))


def _between(size: Expression, minimum: int | None, maximum: int | None) -> tuple[Expression, ...]:
    if minimum is not None and minimum == maximum:
        return (Infix(size, "==", Constant(minimum)),)
    if minimum is not None and maximum is not None:
        return (Infix(Infix(Constant(minimum), "<=", size), "<=", Constant(maximum)),)
    if minimum is not None:
        return (Infix(size, ">=", Constant(minimum)),)
    return () if maximum is None else (Infix(size, "<=", Constant(maximum)),)


def passing(schema: Schema, constants: Constants) -> Expression | None:
    """Return a short value that passes a schema: what an absent property may be tested as.

    None where no such value is at hand.
    """
    if constants.formats and schema.format is not None:
        return None
    if schema.enum is not None:
        first = schema.enum[0]
        return Constant(first) if isinstance(first, str) and is_plain_enum(schema) else None
    says_only = partial(schema.says_only, "types", "format")
    match schema.types:
        case ("string",) if (schema.min_length or 0) < 4 and says_only("min_length", "max_length"):
            return Constant("x" * (schema.min_length or 0))
        case ("boolean",) if says_only():
            return Constant(True)
        case ("integer",) | ("number",) if says_only("minimum", "maximum"):
            return _passing_number(schema)
        case ("array",) if not schema.min_items and says_only(*_OF_ARRAYS):
            return helper("EMPTY")
        case _:
            return None


_OF_ARRAYS = ("items", "prefix_items", "min_items", "max_items", "unique_items")


def is_plain_enum(schema: Schema) -> bool:
    """Whether all that a schema asks is that a value is one of some constants, texts by type."""
    return schema.types in (None, ("string",)) and schema.says_only("enum", "types")


def _passing_number(schema: Schema) -> Constant | None:
    least, most = schema.minimum or 0, schema.maximum
    fits = isinstance(least, int) and least >= 0 and (most is None or least <= most)
    return Constant(least) if fits and isinstance(least, int) else None


def class_names(kinds: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the Python classes of plain values of some JSON types; null has none of these."""
    return tuple(name for kind in kinds for name in _CLASSES.get(kind, ()))

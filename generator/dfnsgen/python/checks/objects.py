"""Tests for objects: properties, names, and what stands beside the declared ones.

In: a Schema that allows objects. Out: a Test. Example: `{"required": ["id"], "properties": {"id":
{"type": "string"}}}` gives what is printed as `v.__class__ is dict and v["id"].__class__ is str`.
"""

from __future__ import annotations

from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.disjoint import Unfold
from dfnsgen.python.checks.constants import Constants, K, Search, found, helper
from dfnsgen.python.checks.tests import ALWAYS, NEVER, UNSURE, Test, TestPlace, both, sure
from dfnsgen.python.checks.values import Compile, ValueTests, is_a, passing, size_test
from dfnsgen.python.expressions.expression import (
    VALUE,
    Attribute,
    Chain,
    Constant,
    Each,
    Expression,
    Infix,
    Name,
    Parens,
    Subscript,
    bound,
    call,
    is_none,
    loop_variable,
    method,
    put,
    size_of,
)
from dfnsgen.python.source.source import Source, code

_NOT_OF_NULL = (
    "types min_length max_length patterns minimum maximum items additional_properties format"
).split()
"""Fields of a Schema that may say something where its types list null, and null still passes."""
_VARIABLES = (Source("x"), Source("y"), Source("z"))
_MOST_ASSIGNED = 60
"""To pyright, a variable that is assigned more than 64 times is of no known type."""


class ObjectTests:
    """Compiles what a schema says about objects."""

    def __init__(
        self, constants: Constants, values: ValueTests, compiled: Compile, unfold: Unfold
    ) -> None:
        self._constants = constants
        self._values = values
        self._compiled = compiled
        self._unfold = unfold

    def object(self, schema: Schema, where: TestPlace) -> Test:
        """Return the test for objects, their class included."""
        if schema.enum is not None:
            return UNSURE if any(isinstance(member, dict) for member in schema.enum) else NEVER
        rest = _undeclared(schema)
        if rest is None:
            return UNSURE
        declared = {name for name, _ in schema.properties}
        bare = (name for name in schema.required if name not in declared)
        return both(
            is_a("dict"),
            *(sure(_is_there(name)) for name in bare),
            *(self._property(schema, number, where) for number, _ in enumerate(schema.properties)),
            *(self._matching(pattern, part, where) for pattern, part in schema.pattern_properties),
            self._rest(schema, rest, where),
            self._names(schema, where),
            size_test(schema.min_properties, schema.max_properties),
            *(_needs(name, others) for name, others in schema.dependent_required),
            *(self._depends(name, part, where) for name, part in schema.dependent_schemas),
        )

    def _property(self, schema: Schema, number: int, where: TestPlace) -> Test:
        name, part = schema.properties[number]
        inner = self._compiled(part, where.inside)
        variable = _variable(where.depth, number // _MOST_ASSIGNED)
        if name in schema.required:
            return self._required(part, inner, name, where, variable)
        if inner.is_true:
            return inner
        if inner.is_false:
            return inner.become(_is_absent(name))
        if _takes_null(part):
            return _bound(inner, method(VALUE, "get", Constant(name)), variable)
        default = passing(self._unfold(part), self._constants)
        if default is not None:
            return _bound(inner, method(VALUE, "get", Constant(name), default), variable)
        held = bound(inner.whole, Subscript(VALUE, Constant(name)), variable)
        return inner.become(Parens(Chain("or", (_is_absent(name), held))))

    def _required(
        self, part: Schema, inner: Test, name: str, where: TestPlace, variable: Source
    ) -> Test:
        """Test a property that must be there: one that isn't raises KeyError where it may."""
        getter = Subscript(VALUE, Constant(name))
        if not inner.is_true and not where.careful:
            return _bound(inner, getter, variable)
        if not self._is_definite(part):
            if inner.is_true:
                return inner.become(_is_there(name))
            held = bound(inner.whole, getter, variable)
            return inner.become(Parens(Chain("and", (_is_there(name), held))))
        if part.types == ("array",):
            # To a type checker what `get` returns by itself may be None, and have no length.
            return _bound(inner, method(VALUE, "get", Constant(name), Constant("")), variable)
        if self._refuses_null(part):
            return _bound(inner, method(VALUE, "get", Constant(name)), variable)
        absent = helper("ABSENT")
        return _bound(inner, method(VALUE, "get", Constant(name), absent), variable)

    def _is_definite(self, schema: Schema) -> bool:
        """Whether the test refuses what isn't a JSON value, so that absence needs no question."""
        schema = self._unfold(schema)
        if schema.never or schema.types is not None or schema.enum is not None:
            return True
        return any(all(map(self._is_definite, group)) for group in schema.groups)

    def _refuses_null(self, part: Schema) -> bool:
        part = self._unfold(part)
        if part.enum is not None:
            return None not in part.enum
        return part.types is not None and "null" not in part.types

    def _matching(self, pattern: str, part: Schema, where: TestPlace) -> Test:
        inner = self._compiled(part, where.inside)
        if inner.is_true:
            return inner
        search = self._constants.search(pattern)
        if search is None:
            return UNSURE
        key, content = _pair(where)
        misses = is_none(call(search, Name(key)))
        return inner.become(_every_item((misses, put(inner.whole, content)), key, content))

    def _rest(self, schema: Schema, rest: Schema, where: TestPlace) -> Test:
        """Test the properties that are neither declared nor matched by a pattern."""
        inner = self._compiled(rest, where.inside)
        if inner.is_true:
            return inner
        names = tuple(name for name, _ in schema.properties)
        if not schema.pattern_properties and inner.is_false and inner.exact:
            return self._closed(schema, names, where)
        if not schema.pattern_properties and not names:
            return self._values.every(rest, method(VALUE, "values"), where)
        searches = [self._constants.search(pattern) for pattern, _ in schema.pattern_properties]
        usable: list[Search] = [search for search in searches if search is not None]
        if len(usable) < len(searches):
            return UNSURE
        key, content = _pair(where)
        declared = Infix(Name(key), "in", self._key_set(names, where))
        known = [declared] if names else []
        matched = [found(search, Name(key)) for search in usable]
        if inner.is_false:  # It is no matter what the properties hold.
            names_pass = Each(Chain("or", (*known, *matched)), (key,), VALUE)
            return inner.become(call(Name(Source("all")), names_pass))
        ways = (*known, *matched, put(inner.whole, content))
        return inner.become(_every_item(ways, key, content))

    def _closed(self, schema: Schema, names: tuple[str, ...], where: TestPlace) -> Test:
        if set(names) <= set(schema.required):
            return sure(Infix(size_of(VALUE), "==", Constant(len(names))))
        if schema is not where.owner.schema:
            return sure(method(self._key_set(names, where), "issuperset", VALUE))
        known = Attribute(K, where.owner.type_name)
        return sure(call(known, VALUE))

    def _key_set(self, names: tuple[str, ...], where: TestPlace) -> Name:
        return self._constants.key_set(code("K_{}", where.owner.name), names)

    def _names(self, schema: Schema, where: TestPlace) -> Test:
        if schema.property_names is None:
            return ALWAYS
        return self._values.every(schema.property_names, VALUE, where)

    def _depends(self, name: str, part: Schema, where: TestPlace) -> Test:
        inner = self._compiled(part, where)
        if inner.is_true:
            return inner
        return inner.become(Parens(Chain("or", (_is_absent(name), inner.whole))))


def _undeclared(schema: Schema) -> Schema | None:
    """Return the schema of undeclared properties, None where `unevaluatedProperties` needs more."""
    if schema.additional_properties is not None:
        return schema.additional_properties
    if schema.unevaluated_properties is None:
        return Schema()
    applied = (
        schema.ref,
        schema.dynamic_ref,
        *schema.all_of,
        *schema.any_of,
        *schema.one_of,
        *schema.not_,
        *schema.conditions,
        *schema.dependent_schemas,
    )
    return None if any(part is not None for part in applied) else schema.unevaluated_properties


def _takes_null(part: Schema) -> bool:
    """Whether null passes for certain: its type is listed and nothing else speaks of it."""
    return part.types is not None and "null" in part.types and part.says_only(*_NOT_OF_NULL)


def _bound(inner: Test, getter: Expression, variable: Source) -> Test:
    """Put a property in the place of the value of a test."""
    if inner.is_true:
        return inner
    whole = bound(inner.whole, getter, variable)
    return inner.become(Parens(whole) if len(inner.operands) > 1 else whole)


def _is_there(name: str) -> Infix:
    return Infix(Constant(name), "in", VALUE)


def _is_absent(name: str) -> Infix:
    return Infix(Constant(name), "not in", VALUE)


def _needs(name: str, others: tuple[str, ...]) -> Test:
    if not others:
        return ALWAYS
    there = Chain("and", tuple(map(_is_there, others)))
    return sure(Parens(Chain("or", (_is_absent(name), there))))


def _every_item(ways: tuple[Expression, ...], key: Source, content: Source) -> Expression:
    """Return the test that each property passes in one of some ways."""
    pairs = method(VALUE, "items")
    return call(Name(Source("all")), Each(Chain("or", ways), (key, content), pairs))


def _variable(depth: int, round_: int) -> Source:
    """Return the variable that holds a property."""
    own = _VARIABLES[depth] if depth < len(_VARIABLES) else code("x{}", depth)
    return code("{}_{}", own, round_) if round_ else own


def _pair(where: TestPlace) -> tuple[Source, Source]:
    loop = loop_variable(where.depth)
    return code("n{}", loop), loop

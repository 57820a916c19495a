"""A schema as one boolean expression.

In: the definitions of an API. Out: for a schema, a Test that passes nothing invalid. What a
straight line can't say surely, or only in exponential time, passes nothing: the interpreter of the
package decides then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from dfnsgen.keywords import fields_of
from dfnsgen.model.api import Definition, unfolded
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import DEFAULTS, Condition, Schema
from dfnsgen.model.shapes.discriminate import are_disjoint, tag_constants
from dfnsgen.python.checks.constants import Constants
from dfnsgen.python.checks.objects import ObjectTests
from dfnsgen.python.checks.tests import (
    ALWAYS,
    NEVER,
    UNSURE,
    VALUE,
    Test,
    both,
    either,
)
from dfnsgen.python.checks.values import ValueTests, class_names
from dfnsgen.python.checks.weights import MOST, Weights
from dfnsgen.python.source.source import Source, code, identifier, literal

_KINDS = ("null", "boolean", "string", "array", "object", "number")


class SchemaTests:
    """Compiles schemas. `functions` names the check of each definition.

    The checks of `inexact` keys may refuse too much; those of `careful` keys may not raise.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        functions: Mapping[str, Source],
        constants: Constants,
        inexact: frozenset[str],
    ) -> None:
        self._definitions = definitions
        self._functions = functions
        self._constants = constants
        self._inexact = inexact
        self.careful: frozenset[str] = frozenset()
        self._weights = Weights(definitions, self.has_tag)
        self._values = ValueTests(constants, self.test)
        self._objects = ObjectTests(constants, self._values, self.test, self.unfold)
        self._key: str | None = None

    def whole(self, schema: Schema, owner: Source, type_name: Source, key: str | None) -> Test:
        """Return the test of a definition or of a body; `owner` names what is made for it."""
        self._objects.owner, self._objects.type_name = owner, type_name
        self._objects.root = schema
        self._key = key
        self._constants.guarded = False
        self._constants.careful = key in self.careful
        if self._weights.of(schema) > MOST:
            return UNSURE
        return self.test(schema, 0)

    @property
    def weights(self) -> Weights:
        """The weights of the definitions, and what each leads to."""
        return self._weights

    def test(self, schema: Schema, depth: int) -> Test:
        """Return the test of a schema whose loops and variables start at a depth."""
        if schema.never:
            return NEVER
        if self._weights.doubles(schema, self._key):
            return UNSURE
        return both(
            self._typed(schema, depth),
            self._reference(schema),
            self._format(schema),
            *(self.test(part, depth) for part in schema.all_of),
            *(self._one_of(group, depth) for group in schema.one_of),
            *(self._any_of(group, depth) for group in schema.any_of),
            *(self._not(part, depth) for part in schema.not_),
            *(self._condition(condition, depth) for condition in schema.conditions),
        )

    def _format(self, schema: Schema) -> Test:
        if schema.format is None or not self._constants.formats:
            return ALWAYS
        fits = self._constants.helper("fits")
        return Test(operands=(code("{}({}, {})", fits, literal(schema.format), VALUE),))

    def _tried(self, schema: Schema, depth: int) -> Test:
        """Return the test of a schema that a valid value may fail: it doesn't raise."""
        outer, self._constants.careful = self._constants.careful, True
        found = self.test(schema, depth)
        self._constants.careful = outer
        return found

    def _typed(self, schema: Schema, depth: int) -> Test:
        """Unite the tests of the JSON types that a schema allows."""
        kinds = _kinds(schema)
        plain = tuple(kind for kind in kinds if _says_nothing(schema, kind))
        if plain == _KINDS:
            return ALWAYS
        if len(plain) < 2:
            return either(self._kind(schema, kind, depth) for kind in kinds)
        tests = [self._kind(schema, kind, depth) for kind in kinds if kind not in plain]
        if "null" in plain:
            tests.insert(0, Test(operands=(code("{} is None", VALUE),)))
        classes = class_names(plain)
        if len(classes) == 1:
            tests.append(Test(operands=(code("{}.__class__ is {}", VALUE, identifier(*classes)),)))
        elif classes:
            among = self._constants.class_set(classes)
            tests.append(Test(operands=(code("{}.__class__ in {}", VALUE, among),)))
        return either(tests)

    def _kind(self, schema: Schema, kind: str, depth: int) -> Test:
        if kind == "array":
            return self._values.array(schema, depth)
        if kind == "object":
            return self._objects.object(schema, depth)
        return self._values.scalar(schema, kind)

    def _reference(self, schema: Schema) -> Test:
        if schema.dynamic_ref is not None:
            return UNSURE
        if schema.ref is None:
            return ALWAYS
        target = self._definitions[schema.ref]
        if is_scalar(target.schema):
            return self.test(target.schema, 0)
        call = code("{}({})", self._functions[schema.ref], VALUE)
        return Test(operands=(call,), exact=schema.ref not in self._inexact)

    def _any_of(self, group: tuple[Schema, ...], depth: int) -> Test:
        table = self._table(group)
        if table is not None:
            return table
        return either([self._tried(part, depth) for part in group])

    def _one_of(self, group: tuple[Schema, ...], depth: int) -> Test:
        table = self._table(group)
        if table is not None:
            return table
        pairs = combinations(group, 2)
        if all(are_disjoint(left, right, self.unfold) for left, right in pairs):
            return self._any_of(group, depth)
        tests = [self._tried(part, depth) for part in group]
        self._constants.asked = True
        if not all(test.exact for test in tests):
            return UNSURE
        self._constants.guard()
        terms = [code("({})", test.text) for test in tests]
        text = code("{} == 1", Source(" + ".join(terms)))
        return Test(operands=(text,))

    def has_tag(self, group: tuple[Schema, ...]) -> bool:
        """Whether a property tells the variants of a union apart."""
        return self._tags(group) is not None

    def _tags(self, group: tuple[Schema, ...]) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """Return the property that tells the variants apart, and the definition of each value."""
        if len(group) < 2 or any(not part.is_reference for part in group):
            return None
        for name, _ in self.unfold(group[0]).properties:
            constants = [tag_constants(part, name, self.unfold) for part in group]
            rows = tuple(
                (str(value), str(part.ref))
                for part, values in zip(group, constants, strict=True)
                for value in values or ()
            )
            if all(constants) and len({value for value, _ in rows}) == len(rows):
                return name, rows
        return None

    def _table(self, group: tuple[Schema, ...]) -> Test | None:
        found = self._tags(group)
        if found is None:
            return None
        name, rows = found
        lines = tuple((literal(value), self._functions[key]) for value, key in rows)
        table = self._constants.table(code("T_{}", self._objects.owner), lines)
        exact = not any(key in self._inexact for _, key in rows)
        if not self._constants.careful:
            call = code("{0}[{1}[{2}]]({1})", table, VALUE, literal(name))
            return Test(operands=(call,), exact=exact)
        chosen = code("(f := {}.get({}.get({}))) is not None", table, VALUE, literal(name))
        # One operand, for operands are packed in any order.
        called = code("({} and f({}))", chosen, VALUE)
        return Test(operands=(code("{}.__class__ is dict", VALUE), called), exact=exact)

    def _not(self, schema: Schema, depth: int) -> Test:
        inner = self._tried(schema, depth)
        self._constants.asked = True
        if not inner.exact:
            return UNSURE
        if inner.is_true or inner.is_false:
            return NEVER if inner.is_true else ALWAYS
        self._constants.guard()
        return Test(operands=(code("not ({})", inner.text),))

    def _condition(self, condition: Condition, depth: int) -> Test:
        test = self._tried(condition.test, depth)
        then = self.test(condition.then, depth) if condition.then else ALWAYS
        otherwise = self.test(condition.otherwise, depth) if condition.otherwise else ALWAYS
        if then.is_true and otherwise.is_true:
            return ALWAYS
        without = either((test, otherwise))
        self._constants.asked = True
        if not test.exact or not test.operands:
            # True for certain, or unknown: then both ways must hold.
            exact = test.is_true and then.exact
            return Test(operands=both(then, without).operands, exact=exact)
        self._constants.guard()
        refused = Test(operands=(code("not ({})", test.text),))
        return both(either((refused, then)), without)

    def unfold(self, schema: Schema) -> Schema:
        """Follow references that stand alone; one that leads round in a circle stays."""
        return unfolded(schema, self._definitions)


def alternatives(schema: Schema, has_tag: Callable[[tuple[Schema, ...]], bool]) -> Iterator[Schema]:
    """Yield the parts of a schema that a valid value may fail."""
    for group in (*schema.any_of, *schema.one_of):
        if not has_tag(group):
            yield from group
    yield from schema.not_
    yield from (condition.test for condition in schema.conditions)
    yield from (contains.schema for contains in schema.contains)


def _kinds(schema: Schema) -> tuple[str, ...]:
    if schema.types is None:
        return _KINDS
    types = {"number" if kind == "integer" else kind for kind in schema.types}
    return tuple(kind for kind in _KINDS if kind in types)


def is_scalar(schema: Schema) -> bool:
    """Whether a schema is so simple that its test is written in place."""
    kinds = schema.types or (map(type_of, schema.enum) if schema.enum else ("object",))
    return (
        not {"array", "object"} & set(kinds)
        and schema.ref is None
        and schema.dynamic_ref is None
        and not (schema.all_of or schema.any_of or schema.one_of)
        and not (schema.not_ or schema.conditions)
    )


_FIELDS = {kind: fields_of(kind) for kind in _KINDS}


def _says_nothing(schema: Schema, kind: str) -> bool:
    """Whether all values of a JSON type pass, so that their class is all there is to ask."""
    if schema.enum is not None:
        return False
    if kind == "number" and schema.types is not None:
        return False
    return all(getattr(schema, name) == DEFAULTS[name] for name in _FIELDS[kind])

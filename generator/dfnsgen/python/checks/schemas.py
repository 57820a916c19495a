"""A schema as one boolean expression.

In: the definitions of an API. Out: for a schema, a Test that passes nothing invalid. What a
straight line can't say surely, or only in exponential time, passes nothing: the interpreter of the
package decides then.
"""

from __future__ import annotations

from collections.abc import Mapping

from dfnsgen.keywords import fields_of
from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import Condition, Schema
from dfnsgen.model.shapes.discriminate import promised_property
from dfnsgen.model.shapes.disjoint import all_disjoint
from dfnsgen.python.checks.constants import Constants
from dfnsgen.python.checks.objects import ObjectTests
from dfnsgen.python.checks.survey import Survey
from dfnsgen.python.checks.tests import (
    ALWAYS,
    NEVER,
    UNSURE,
    Owner,
    Test,
    TestPlace,
    both,
    either,
    sure,
    unsure_for,
)
from dfnsgen.python.checks.values import IS_NONE, ValueTests, class_names, is_a
from dfnsgen.python.checks.weights import MOST
from dfnsgen.python.expressions.expression import (
    NONE,
    VALUE,
    Assign,
    Chain,
    Constant,
    Expression,
    Infix,
    Name,
    Not,
    Parens,
    Subscript,
    call,
    class_of,
    method,
)
from dfnsgen.python.source.source import Source, code, imported, literal

_CHECK = Source("f")
_FITS = Name(imported("._runtime._formats", "fits"))
_KINDS = ("null", "boolean", "string", "array", "object", "number")


class SchemaTests:
    """Compiles schemas. `functions` names the check of each definition.

    The checks of `inexact` keys may refuse too much.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        functions: Mapping[str, Source],
        constants: Constants,
        inexact: frozenset[str],
        survey: Survey,
    ) -> None:
        self._definitions = definitions
        self._functions = functions
        self._constants = constants
        self.inexact = inexact
        self._survey = survey
        self._weights = survey.weights
        self._values = ValueTests(constants, self.test)
        self._objects = ObjectTests(constants, self._values, self.test, self._survey.unfold)

    def of(self, owner: Owner) -> Test:
        """Return the test of a definition or of a body."""
        if self._weights.of(owner.schema) > MOST:
            return UNSURE
        return self.test(owner.schema, TestPlace(owner, careful=owner.key in self._survey.careful))

    def test(self, schema: Schema, where: TestPlace) -> Test:
        """Return the test of a schema."""
        if schema.never:
            return NEVER
        if self._weights.doubles(schema, where.owner.key):
            return UNSURE
        if schema.groups and schema.unevaluated_properties is not None:
            return UNSURE  # What is left over depends on the variants that fit.
        return both(
            self._typed(schema, where),
            self._reference(schema, where),
            self._format(schema),
            *(self.test(part, where) for part in schema.all_of),
            *(self._one_of(group, where) for group in schema.one_of),
            *(self._any_of(group, where) for group in schema.any_of),
            *(self._not(part, where) for part in schema.not_),
            *(self._condition(condition, where) for condition in schema.conditions),
        )

    def _format(self, schema: Schema) -> Test:
        if schema.format is None or not self._constants.formats:
            return ALWAYS
        return sure(call(_FITS, Constant(schema.format), VALUE))

    def _typed(self, schema: Schema, where: TestPlace) -> Test:
        """Unite the tests of the JSON types that a schema allows."""
        kinds = _kinds(schema)
        plain = tuple(kind for kind in kinds if _says_nothing(schema, kind))
        if plain == _KINDS:
            return ALWAYS
        if len(plain) < 2:
            return either(self._kind(schema, kind, where) for kind in kinds)
        tests = [self._kind(schema, kind, where) for kind in kinds if kind not in plain]
        if "null" in plain:
            tests.insert(0, sure(IS_NONE))
        classes = class_names(plain)
        if len(classes) == 1:
            tests.append(is_a(*classes))
        elif classes:
            tests.append(sure(Infix(class_of(VALUE), "in", self._constants.class_set(classes))))
        return either(tests)

    def _kind(self, schema: Schema, kind: str, where: TestPlace) -> Test:
        if kind == "array":
            return self._values.array(schema, where)
        if kind == "object":
            return self._objects.object(schema, where)
        return self._values.scalar(schema, kind, where)

    def _reference(self, schema: Schema, where: TestPlace) -> Test:
        if schema.dynamic_ref is not None:
            return UNSURE
        if schema.ref is None:
            return ALWAYS
        target = self._definitions[schema.ref]
        if is_scalar(target.schema):
            return self.test(target.schema, TestPlace(where.owner, careful=where.careful))
        check = call(Name(self._functions[schema.ref]), VALUE)
        return Test((check,), schema.ref not in self.inexact)

    def _any_of(self, group: tuple[Schema, ...], where: TestPlace) -> Test:
        table = self._table(group, where)
        if table is not None:
            return table
        return either([self.test(part, where.tried) for part in group])

    def _one_of(self, group: tuple[Schema, ...], where: TestPlace) -> Test:
        table = self._table(group, where)
        if table is not None:
            return table
        if all_disjoint(group, self._survey.unfold):
            return self._any_of(group, where)
        tests = [self.test(part, where.tried) for part in group]
        if not all(test.exact for test in tests):
            return unsure_for(*tests)
        total: Expression = Parens(tests[0].whole)
        for test in tests[1:]:
            total = Infix(total, "+", Parens(test.whole))
        return sure(Infix(total, "==", Constant(1))).relying_on_exactness()

    def _table(self, group: tuple[Schema, ...], where: TestPlace) -> Test | None:
        """Return the test by a table from the tags of a union to the checks of its variants."""
        is_promised = promised_property(group) is not None
        found = self._survey.tags(group)
        if found is None:
            # Not a question of which variant fits, so that trying them all doesn't answer it.
            return UNSURE if is_promised else None
        tag, rows = found
        lines = tuple((literal(value), self._functions[key]) for value, key in rows)
        table = self._constants.table(code("T_{}", where.owner.name), lines)
        # What has no tag, or one that is nobody's, is left to the interpreter.
        exact = not is_promised and not any(key in self.inexact for _, key in rows)
        if not where.careful:
            return Test((call(Subscript(table, Subscript(VALUE, Constant(tag))), VALUE),), exact)
        named = method(table, "get", method(VALUE, "get", Constant(tag)))
        chosen = Infix(Parens(Assign(_CHECK, named)), "is not", NONE)
        # One operand, for operands are packed in any order.
        called = Parens(Chain("and", (chosen, call(Name(_CHECK), VALUE))))
        return Test((*is_a("dict").operands, called), exact)

    def _not(self, schema: Schema, where: TestPlace) -> Test:
        inner = self.test(schema, where.tried)
        if not inner.exact:
            return unsure_for(inner)
        if inner.is_true or inner.is_false:
            return NEVER if inner.is_true else ALWAYS
        return sure(Not(Parens(inner.whole))).relying_on_exactness()

    def _condition(self, condition: Condition, where: TestPlace) -> Test:
        test = self.test(condition.test, where.tried)
        then = self.test(condition.then, where) if condition.then else ALWAYS
        otherwise = self.test(condition.otherwise, where) if condition.otherwise else ALWAYS
        if then.is_true and otherwise.is_true:
            return ALWAYS
        without = either((test, otherwise))
        if not test.exact or not test.operands:
            # True for certain, or unknown: then both ways must hold.
            exact = test.is_true and then.exact
            together = both(then, without)
            return Test(together.operands, exact, together.guarded, True)
        refused = sure(Not(Parens(test.whole)))
        return both(either((refused, then)), without).relying_on_exactness()


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


_KEYWORDS = {kind: frozenset(fields_of(kind)) for kind in _KINDS}


def _says_nothing(schema: Schema, kind: str) -> bool:
    """Whether all values of a JSON type pass, so that their class is all there is to ask."""
    if schema.enum is not None:
        return False
    if kind == "number" and schema.types is not None:
        return False
    return schema.present.isdisjoint(_KEYWORDS[kind])

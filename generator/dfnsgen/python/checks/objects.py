"""Tests for objects: properties, names, and what stands beside the declared ones.

In: a Schema that allows objects. Out: a Test. Example: `{"required": ["id"], "properties": {"id":
{"type": "string"}}}` gives `VALUE.__class__ is dict and VALUE["id"].__class__ is str`.
"""

from __future__ import annotations

from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.discriminate import Unfold
from dfnsgen.python.checks.constants import Constants
from dfnsgen.python.checks.tests import (
    ALWAYS,
    NEVER,
    UNSURE,
    VALUE,
    Test,
    bind,
    both,
    put,
)
from dfnsgen.python.checks.values import Compile, ValueTests, loop_variable, passing, size_test
from dfnsgen.python.source.source import Source, code, join, literal

_VARIABLES = (Source("x"), Source("y"), Source("z"))


class ObjectTests:
    """Compiles what a schema says about objects; `owner` names the function being written.

    `root` is the schema that it is written for, which belongs to the type `type_name`.
    """

    def __init__(
        self, constants: Constants, values: ValueTests, compiled: Compile, unfold: Unfold
    ) -> None:
        self._constants = constants
        self._values = values
        self._compiled = compiled
        self._unfold = unfold
        self.owner = self.type_name = Source("")
        self.root: Schema | None = None

    def object(self, schema: Schema, depth: int) -> Test:
        """Return the test for objects, their class included."""
        if schema.enum is not None:
            return UNSURE if any(isinstance(member, dict) for member in schema.enum) else NEVER
        rest = _undeclared(schema)
        if rest is None:
            return UNSURE
        declared = {name for name, _ in schema.properties}
        bare = (name for name in schema.required if name not in declared)
        return both(
            Test(operands=(code("{}.__class__ is dict", VALUE),)),
            *(_present(name) for name in bare),
            *(self._property(schema, name, part, depth) for name, part in schema.properties),
            *(self._matching(pattern, part, depth) for pattern, part in schema.pattern_properties),
            self._rest(schema, rest, depth),
            self._names(schema, depth),
            size_test(schema.min_properties, schema.max_properties),
            *(_needs(name, others) for name, others in schema.dependent_required),
            *(self._depends(name, part, depth) for name, part in schema.dependent_schemas),
        )

    def _property(self, schema: Schema, name: str, part: Schema, depth: int) -> Test:
        inner = self._compiled(part, depth + 1)
        variable = _VARIABLES[depth] if depth < len(_VARIABLES) else code("x{}", depth)
        key = literal(name)
        if name in schema.required:
            return self._required(part, inner, key, variable)
        if inner.is_true:
            return ALWAYS
        if inner.is_false:
            return Test(operands=(code("{} not in {}", key, VALUE),), exact=inner.exact)
        if part.types is not None and "null" in part.types and _is_simple(part):
            return _bound(inner.operands, code("{}.get({})", VALUE, key), variable, inner.exact)
        default = passing(self._unfold(part), self._constants)
        if default is not None:
            getter = code("{}.get({}, {})", VALUE, key, default)
            return _bound(inner.operands, getter, variable, inner.exact)
        held = bind(inner.text, code("{}[{}]", VALUE, key), variable)
        return Test(operands=(code("({} not in {} or {})", key, VALUE, held),), exact=inner.exact)

    def _required(self, part: Schema, inner: Test, key: Source, variable: Source) -> Test:
        """Test a property that must be there: one that isn't raises KeyError where it may."""
        getter = code("{}[{}]", VALUE, key)
        if not inner.is_true and not self._constants.careful:
            return _bound(inner.operands, getter, variable, inner.exact)
        if not self._is_definite(part):
            if inner.is_true:
                return Test(operands=(code("{} in {}", key, VALUE),))
            held = bind(inner.text, getter, variable)
            return Test(operands=(code("({} in {} and {})", key, VALUE, held),), exact=inner.exact)
        if part.types == ("array",):
            # To a type checker what `get` returns by itself may be None, and have no length.
            getter = code('{}.get({}, "")', VALUE, key)
        elif self._refuses_null(part):
            getter = code("{}.get({})", VALUE, key)
        else:
            getter = code("{}.get({}, {})", VALUE, key, self._constants.helper("ABSENT"))
        return _bound(inner.operands, getter, variable, inner.exact)

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

    def _matching(self, pattern: str, part: Schema, depth: int) -> Test:
        inner = self._compiled(part, depth + 1)
        if inner.is_true:
            return ALWAYS
        search = self._constants.search(pattern)
        if search is None:
            return UNSURE
        key, content = _pair(depth)
        text = code(
            "all({0}({1}) is None or {2} for {1}, {3} in {4}.items())",
            search,
            key,
            put(inner.text, content),
            content,
            VALUE,
        )
        return Test(operands=(text,), exact=inner.exact)

    def _rest(self, schema: Schema, rest: Schema, depth: int) -> Test:
        """Test the properties that are neither declared nor matched by a pattern."""
        inner = self._compiled(rest, depth + 1)
        if inner.is_true:
            return ALWAYS
        names = tuple(name for name, _ in schema.properties)
        if not schema.pattern_properties and inner.is_false and inner.exact:
            return self._closed(schema, names)
        if not schema.pattern_properties and not names:
            return self._values.every(rest, code("{}.values()", VALUE), depth)
        searches = [self._constants.search(pattern) for pattern, _ in schema.pattern_properties]
        if any(search is None for search in searches):
            return UNSURE
        key, content = _pair(depth)
        declared = code("{} in {}", key, self._key_set(names))
        known = [declared] if names else []
        matched = [code("{}({}) is not None", s, key) for s in searches if s is not None]
        text = join(" or ", [*known, *matched, put(inner.text, content)])
        whole = code("all({} for {}, {} in {}.items())", text, key, content, VALUE)
        return Test(operands=(whole,), exact=inner.exact)

    def _closed(self, schema: Schema, names: tuple[str, ...]) -> Test:
        if set(names) <= set(schema.required):
            return Test(operands=(code("len({}) == {}", VALUE, len(names)),))
        if schema is not self.root:
            return Test(operands=(code("{}.issuperset({})", self._key_set(names), VALUE),))
        known = code("{}.{}", self._constants.helper("K"), self.type_name)
        return Test(operands=(code("{}({})", known, VALUE),))

    def _key_set(self, names: tuple[str, ...]) -> Source:
        return self._constants.key_set(code("K_{}", self.owner), names)

    def _names(self, schema: Schema, depth: int) -> Test:
        if schema.property_names is None:
            return ALWAYS
        return self._values.every(schema.property_names, VALUE, depth)

    def _depends(self, name: str, part: Schema, depth: int) -> Test:
        inner = self._compiled(part, depth)
        if inner.is_true:
            return ALWAYS
        text = code("({} not in {} or {})", literal(name), VALUE, inner.text)
        return Test(operands=(text,), exact=inner.exact)


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


def _is_simple(part: Schema) -> bool:
    """Whether null passes for certain: its type is listed and nothing else speaks of it."""
    return part.types is not None and part == Schema(
        types=part.types,
        min_length=part.min_length,
        max_length=part.max_length,
        patterns=part.patterns,
        minimum=part.minimum,
        maximum=part.maximum,
        items=part.items,
        additional_properties=part.additional_properties,
        format=part.format,
    )


def _bound(operands: tuple[Source, ...], getter: Source, variable: Source, exact: bool) -> Test:
    """Bind operands to a getter in whose own text `VALUE` is the object."""
    if not operands:
        return ALWAYS
    inner = join(" and ", operands)
    return Test(operands=(_grouped(bind(inner, getter, variable), len(operands)),), exact=exact)


def _grouped(text: Source, count: int) -> Source:
    return code("({})", text) if count > 1 else text


def _present(name: str) -> Test:
    return Test(operands=(code("{} in {}", literal(name), VALUE),))


def _needs(name: str, others: tuple[str, ...]) -> Test:
    if not others:
        return ALWAYS
    there = join(" and ", (code("{} in {}", literal(other), VALUE) for other in others))
    return Test(operands=(code("({} not in {} or {})", literal(name), VALUE, there),))


def _pair(depth: int) -> tuple[Source, Source]:
    loop = loop_variable(depth)
    return code("n{}", loop), loop

"""The functions of `codecs.py`: how each definition is built from JSON and dumped to it.

In: the definitions. Out: functions of few long lines: several fields share one assignment. What
the document doesn't declare is kept in `additional_properties`, also where it forbids it: the
checks refuse it before, or let it pass when they are lenient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from zlib import crc32

from dfnsgen.model.api import Definition, types_at_most
from dfnsgen.model.schemas.schema import TYPES
from dfnsgen.model.shapes.shape import DiscriminatedBy, ObjectShape, Reference, Shape, UnionShape
from dfnsgen.python.checks.checks import ChecksPlan, snake_names
from dfnsgen.python.codecs.shapes import Expressions, Shapes, first_match, mapped, tagged
from dfnsgen.python.codecs.uses import Uses
from dfnsgen.python.expressions.expression import (
    NONE,
    VALUE,
    Attribute,
    Chain,
    Choice,
    Constant,
    Expression,
    Infix,
    Name,
    Parens,
    Subscript,
    bound,
    call,
    is_none,
    method,
    size_of,
)
from dfnsgen.python.expressions.printing import printed, returned
from dfnsgen.python.models.annotations import MODELS
from dfnsgen.python.models.fields import UNSET, Field, Presence
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import Pair, Rows
from dfnsgen.python.source.annotation import ANY
from dfnsgen.python.source.common_parts import common_parts
from dfnsgen.python.source.source import Source, code, identifier, imported, join, literal

_CHECKS = imported(".", "checks")
_EXTENDED = Name(imported("._runtime._codec", "extended"))
_KEYS = Name(Source("K"))
_TAGGED = Source("own.tagged")
_TAGGED_MATCH = Name(Source("own.tagged_match"))
_PROMISED = Name(Source("own.promised_match"))
_UNDECLARED = Name(imported("._runtime._codec", "undeclared"))
_UNKNOWN = Name(imported("._runtime._model", "UnknownVariant"))
_WIDTH = 110
_LONG = 150
"""Of a line whose value is better laid out below."""
_LOCAL = Source("x")
_MODEL, _DICT = Name(Source("m")), Name(Source("dict"))
_NULL = frozenset(("null",))
_NO_OBJECTS = frozenset(TYPES) - {"object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecFunction:
    """One function; `lines` are its statements, those below an `if` indented."""

    name: Source
    parameter: Source
    returns: Source
    lines: tuple[Source, ...]


TagRows: TypeAlias = tuple[tuple[str, str], ...]
"""The definition that each tag of a union chooses."""


class Functions:
    """Writes the functions of the definitions that need any.

    `derived` holds the builders of unions that follow a table of checks; `tables` the rows of those
    that follow none; `named` maps tags that are only declared to names of codecs; `wires` holds
    the names of properties that no schema lists in order.
    Undeclared properties are rare: the function asks for them with its last line.
    """

    def __init__(
        self, definitions: Mapping[str, Definition], names: Names, uses: Uses, checks: ChecksPlan
    ) -> None:
        self._definitions = definitions
        self._fields = uses.fields
        self._types = names.definitions
        self._checks = checks.of_definitions
        self._check_tables = {frozenset(rows): name for name, rows in checks.tables}
        self._snakes = snake_names(names)
        self.builders = {key: code("build_{}", snake) for key, snake in self._snakes.items()}
        self.shapes = Shapes(definitions)
        self._builds = Expressions(self.shapes, self.builders, self._types)
        self.tables: dict[Source, Rows] = {}
        self.derived: dict[Source, Source] = {}
        self.named: dict[Source, Rows] = {}
        self.wires: dict[str, tuple[str, ...]] = {}
        self._shared: dict[str, tuple[str, Rows]] = {}
        self._assigned: dict[str, tuple[Rows, Source, Source]] = {}

    def of_definition(self, key: str) -> Iterator[CodecFunction]:
        """Write the functions of one definition, none where its JSON value is its typed value."""
        definition = self._definitions[key]
        shape = definition.shape
        if isinstance(shape, ObjectShape):
            function = self._build_object(key, shape)
            yield _guarded(function) if self._may_be(_NO_OBJECTS, key) else function
        elif isinstance(shape, UnionShape) and self.shapes.is_built(shape):
            yield from self._build_union(key, shape)
        elif self.shapes.is_built(shape):
            yield from self.of_shape(self._snakes[key], shape)

    def of_shape(self, snake: str, shape: Shape) -> Iterator[CodecFunction]:
        """Write the functions of a shape that isn't an object."""
        build = self._builds.build(shape)
        if build is not None:
            yield _one_line(identifier(f"build_{snake}"), build)

    def _build_union(self, key: str, shape: UnionShape) -> Iterator[CodecFunction]:
        build, tag = self.builders[key], shape.tag
        rows = _tag_rows(shape)
        if shape.discriminated_by is not DiscriminatedBy.TAG or tag is None or not rows:
            yield _one_line(build, self._builds.build(shape) or VALUE)
            return
        if not shape.proven:
            yield self._build_declared(key, shape, tag, rows)
            return
        checked = self._check_tables.get(
            frozenset((literal(value), self._checks[target]) for value, target in rows)
        )
        if checked is not None:
            self.derived[build] = code("{}({}, {}.{})", _TAGGED, literal(tag), _CHECKS, checked)
            return
        table = code("B_{}", self._snakes[key])
        self.tables[table] = tuple((literal(t), self.builders[k]) for t, k in rows)
        candidates = dict.fromkeys(target for _, target in rows)
        otherwise = first_match(self._types[k] for k in candidates)
        yield _one_line(build, tagged(tag, table, otherwise))

    def _build_declared(
        self, key: str, shape: UnionShape, tag: str, rows: TagRows
    ) -> CodecFunction:
        """Build by a tag that no check requires, and by the variants without one.

        One that is promised chooses alone; a variant need not hold to one that is only declared, so
        that it is asked first, but not alone.
        """
        table = code("T_{}", self._snakes[key])
        named = {tag: self._types[target] for tag, target in rows}
        self.named[table] = tuple((literal(tag), literal(name)) for tag, name in named.items())
        targets = set(dict(rows).values())
        others = [
            Constant(self._types[v.shape.key])
            for v in shape.variants
            if isinstance(v.shape, Reference) and (v.is_fallback or v.shape.key not in targets)
        ]
        chosen = _PROMISED if shape.promised else _TAGGED_MATCH
        return _one_line(
            self.builders[key], call(chosen, VALUE, Constant(tag), Name(table), *others)
        )

    def _build_object(self, key: str, shape: ObjectShape) -> CodecFunction:
        model = code("{}{}", MODELS, identifier(self._types[key]))
        pairs, extras, result = self._assignments(key, shape)
        start = (Source("m, m.extras_"), code("new({}), {}", model, extras))
        if key in self._shared:
            union, common = self._shared[key]
            rest = tuple(pair for pair in pairs if pair not in common)
            shared = code("common_{}(m, v)", self._snakes[union])
            lines = (*packed_assignments((start,)), shared, *packed_assignments(rest), result)
        else:
            lines = (*packed_assignments(pairs, start), result)
        return CodecFunction(
            name=self.builders[key],
            parameter=code("v: {}", ANY.text),
            returns=ANY.text,
            lines=lines,
        )

    def _assignments(self, key: str, shape: ObjectShape) -> tuple[Rows, Source, Source]:
        """Return what a model's fields get, what its undeclared properties, and the last line."""
        if key not in self._assigned:
            fields = self._fields[key]
            pairs = tuple((code("m.{}", f.slot), self._built_field(f)) for f in fields)
            self._assigned[key] = pairs, *self._extras(key, shape, fields)
        return self._assigned[key]

    def common(self) -> Iterator[CodecFunction]:
        """Write the functions that assign what all variants of a union have."""
        unions: list[tuple[str, tuple[str, ...]]] = []
        for key, definition in self._definitions.items():
            shape = definition.shape
            if isinstance(shape, UnionShape) and shape.discriminated_by is DiscriminatedBy.TAG:
                unions.append((key, tuple(target for _, target in _tag_rows(shape))))
        pairs = {
            key: self._assignments(key, definition.shape)[0]
            for key, definition in self._definitions.items()
            if isinstance(definition.shape, ObjectShape)
        }
        for union, (variants, common) in common_parts(unions, pairs, _size).items():
            self._shared.update(dict.fromkeys(variants, (union, common)))
            yield CodecFunction(
                name=code("common_{}", self._snakes[union]),
                parameter=code("m: {0}, v: {0}", ANY.text),
                returns=Source("None"),
                lines=tuple(packed_assignments(common)),
            )

    def _built_field(self, field: Field) -> Source:
        name = Constant(field.spec_name)
        inner = self._builds.build(field.shape)
        getter: Expression = Subscript(VALUE, name)
        if field.presence is Presence.NONE:
            shape = field.shape
            if inner and isinstance(shape, Reference) and self._may_be(_NULL, shape.key):
                kept = Choice(is_none(VALUE), call(_UNKNOWN, NONE), inner)
                there = Parens(bound(kept, getter, _LOCAL))
                return printed(Choice(Infix(name, "in", VALUE), there, NONE))
            getter = method(VALUE, "get", name)
        elif field.presence is Presence.UNSET:
            getter = method(VALUE, "get", name, Name(UNSET))
        if inner is None:
            return printed(getter)
        if field.presence is Presence.UNSET:
            absent = Infix(VALUE, "is", Name(UNSET))
            inner = Choice(Chain("or", (is_none(VALUE), absent)), VALUE, inner)
        elif field.nullable or field.presence is Presence.NONE:
            inner = Choice(is_none(VALUE), NONE, inner)
        return printed(bound(inner, getter, _LOCAL))

    def _may_be(self, kinds: frozenset[str], key: str) -> bool:
        """Whether a value of these JSON types may be valid, as for a schema without a type."""
        return bool(kinds & types_at_most(self._definitions[key].schema, self._definitions))

    def _extras(
        self, key: str, shape: ObjectShape, fields: tuple[Field, ...]
    ) -> tuple[Source, Source]:
        """Return what the undeclared properties start as, and the line that gives the model."""
        names = tuple(field.spec_name for field in fields)
        inner = None if shape.extras is None else self._builds.build(shape.extras)
        variables = (Source("n"), Source("i"))
        if not names:
            rest = call(_DICT, VALUE) if inner is None else mapped(inner, VALUE, variables)
            return printed(rest), Source("return m")
        # The exact schema's own test for the declared names, where it has the same.
        if names != tuple(name for name, _ in self._definitions[key].schema.properties):
            self.wires[key] = names
        known = Attribute(_KEYS, identifier(self._types[key]))
        if inner is not None:
            rest = mapped(inner, call(_UNDECLARED, VALUE, known), variables)
            return printed(rest), Source("return m")
        is_whole: Expression = call(known, VALUE)
        if all(field.presence is Presence.REQUIRED for field in fields):
            is_whole = Infix(size_of(VALUE), "==", Constant(len(names)))
        made = Choice(is_whole, _MODEL, call(_EXTENDED, _MODEL, VALUE))
        return NONE.text, code("return {}", printed(made))


def _guarded(function: CodecFunction) -> CodecFunction:
    """Let what is no object pass as it is."""
    kept = printed(call(_UNKNOWN, VALUE))
    guard = code("if v.__class__ is not dict:\n        return {}", kept)
    returns = code("{} | {}", function.returns, _UNKNOWN.text)
    return replace(function, lines=(guard, *function.lines), returns=returns)


def packed_assignments(pairs: Iterable[Pair], start: Pair | None = None) -> Iterator[Source]:
    """Join assignments to lines of several targets: `m.a, m.b = v["a"], v["b"]`.

    Some properties start a line, by their checksum: so an added one moves the few fields up to the
    next such property, and not all that follow. The first one follows `start` where it fits.
    """
    line = [] if start is None else [start]
    for pair in pairs:
        # An unparenthesised conditional is fine between commas.
        length = sum(len(part) + 2 for parts in (*line, pair) for part in parts)
        if line and (length > _WIDTH or (line != [start] and _starts_line(pair[0]))):
            yield _assignment(line)
            line = []
        line.append(pair)
    if line:
        yield _assignment(line)


def _starts_line(target: Source) -> bool:
    return crc32(target.encode()) % 8 == 0


def _assignment(pairs: list[Pair]) -> Source:
    targets, values = map(tuple, zip(*pairs, strict=True))
    line = code("{} = {}", join(", ", targets), join(", ", values))
    if len(line) <= _LONG:
        return line
    return code("{} = (\n        {}\n    )", join(", ", targets), join(", ", values))


def _size(pair: Pair) -> int:
    target, value = pair
    return len(target) + len(value)


def _one_line(name: Source, expression: Expression) -> CodecFunction:
    return CodecFunction(
        name=name,
        parameter=code("v: {}", ANY.text),
        returns=ANY.text,
        lines=returned(expression),
    )


def _tag_rows(shape: UnionShape) -> TagRows:
    """Return tag and definition of each variant, nothing where a variant is no definition."""
    rows: list[tuple[str, str]] = []
    for variant in shape.variants:
        if not isinstance(variant.shape, Reference):
            return ()
        rows += [(str(tag), variant.shape.key) for tag in variant.tags]
    return tuple(rows)

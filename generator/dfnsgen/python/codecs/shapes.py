"""Expressions that build typed values from JSON.

In: a shape. Out: an expression over `VALUE`, or None where the typed value is the JSON value. What
is built was checked before: expressions look only where they must choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dfnsgen.model.api import Definition, resolved
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
    DiscriminatedBy,
    IntegerShape,
    LiteralShape,
    MapShape,
    NullShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
    Variant,
)
from dfnsgen.python.checks.values import loop_variable
from dfnsgen.python.source.source import (
    Source,
    code,
    identifier,
    imported,
    join,
    literal,
    needing,
    replaced,
)

FIRST_MATCH = imported("._runtime._codec", "first_match")
VALUE = Source("\ue000")
"""Stands for the value; no literal and no identifier can hold it."""

FIRST = Source("\ue001")
"""Stands for the value where it is looked at first, though the text has it later."""


def put(text: Source, variable: Source) -> Source:
    """Put a variable in the place of the value."""
    return replaced(text, VALUE, variable)


def bound(text: Source, getter: Source, variable: Source) -> Source:
    """Put a value in the place of `VALUE`: by a variable where it is needed more than once."""
    if FIRST in text:
        start = code("({} := {})", variable, getter)
        whole = put(text, variable)
        return needing(
            Source(whole.replace(FIRST, start, 1).replace(FIRST, variable)),
            whole.needs | getter.needs,
        )
    return put(text, getter) if text.count(VALUE) < 2 else put(text, code("({})", getter))


def named(text: Source, variable: Source) -> Source:
    """Put a variable in the place of the value."""
    return replaced(put(text, variable), FIRST, variable)


class Shapes:
    """What is known of the shapes of an API: which need building, and their JSON types."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._built: set[str] = set()
        changed = True
        while changed:
            found = {
                key
                for key, definition in definitions.items()
                if key not in self._built and self.is_built(definition.shape)
            }
            self._built |= found
            changed = bool(found)

    def is_built(self, shape: Shape) -> bool:
        """Whether the typed form of a shape isn't the JSON value itself."""
        match shape:
            case ObjectShape():
                return True
            case Reference():
                return shape.key in self._built
            case ArrayShape():
                return self.is_built(shape.items)
            case MapShape():
                return self.is_built(shape.values)
            case TupleShape():
                return any(map(self.is_built, (*shape.prefix, shape.rest)))
            case UnionShape():
                return any(self.is_built(variant.shape) for variant in shape.variants)
            case _:
                return False

    def resolved(self, shape: Shape) -> Shape:
        """Follow references to what they mean; one that leads round in a circle stays."""
        return resolved(shape, self._definitions)

    def kinds(self, shape: Shape, depth: int = 8) -> frozenset[str]:
        """Return the JSON types that matter for building: array, object, scalar."""
        shape = self.resolved(shape)
        match shape:
            case AnyShape():
                return frozenset(("array", "object", "scalar"))
            case ArrayShape() | TupleShape():
                return frozenset(("array",))
            case ObjectShape() | MapShape():
                return frozenset(("object",))
            case UnionShape() if depth:
                return frozenset[str]().union(
                    *(self.kinds(variant.shape, depth - 1) for variant in shape.variants)
                )
            case NullShape() | BooleanShape() | IntegerShape() | NumberShape():
                return frozenset(("scalar",))
            case StringShape() | LiteralShape():
                return frozenset(("scalar",))
            case _:
                return frozenset(("array", "object", "scalar"))


class Expressions:
    """Writes expressions; `functions` and `codecs` are those of the definitions, by key."""

    def __init__(
        self, shapes: Shapes, functions: Mapping[str, Source], codecs: Mapping[str, str]
    ) -> None:
        self._shapes = shapes
        self._functions = functions
        self._codecs = codecs

    def build(self, shape: Shape, depth: int = 0) -> Source | None:
        """Return the expression that builds a value, None where nothing is to be done."""
        if isinstance(shape, UnionShape) and self._shapes.is_built(shape):
            return self._choice(shape.variants, depth)
        return self._same(shape, depth)

    def _same(self, shape: Shape, depth: int) -> Source | None:
        """Go through what arrays and objects hold."""
        if not self._shapes.is_built(shape):
            return None
        match shape:
            case Reference():
                return code("{}({})", self._functions[shape.key], VALUE)
            case ArrayShape():
                return _each(self.build(shape.items, depth + 1), depth)
            case TupleShape():
                return self._tuple(shape, depth)
            case MapShape():
                loop = loop_variable(depth)
                content = self.build(shape.values, depth + 1) or VALUE
                key = code("n{}", loop)
                return code(
                    "{{{0}: {1} for {0}, {2} in {3}.items()}}",
                    key,
                    named(content, loop),
                    loop,
                    VALUE,
                )
            case _:
                return None

    def _tuple(self, shape: TupleShape, depth: int) -> Source:
        loop = loop_variable(depth)
        index = code("n{}", loop)
        parts = [named(self.build(part, depth + 1) or VALUE, loop) for part in shape.prefix]
        rest = named(self.build(shape.rest, depth + 1) or VALUE, loop)
        choices = [code("{} if {} == {}", part, index, n) for n, part in enumerate(parts)]
        text = join(" else ", [*choices, rest])
        return code("[{} for {}, {} in enumerate({})]", text, index, loop, VALUE)

    def _choice(self, variants: tuple[Variant, ...], depth: int) -> Source:
        """Choose among the variants by the class of the value, then among those of one class."""
        shapes = [variant.shape for variant in variants]
        lists = self._arrays([s for s in shapes if "array" in self._shapes.kinds(s)], depth)
        objects = [s for s in shapes if "object" in self._shapes.kinds(s)]
        branches: list[Source] = []
        if objects and any(map(self._shapes.is_built, objects)):
            branches.append(code("{} if {}.__class__ is dict", self._object(objects, depth), FIRST))
        if lists is not None:
            where = VALUE if branches else FIRST
            branches.append(code("{} if {}.__class__ is list", lists, where))
        return join(" else ", [*branches, VALUE])

    def _arrays(self, shapes: list[Shape], depth: int) -> Source | None:
        """Build arrays of any of the shapes: each item is of one of the items' shapes."""
        items: list[Shape] = []
        for shape in map(self._shapes.resolved, shapes):
            match shape:
                case ArrayShape():
                    items.append(shape.items)
                case TupleShape():
                    items += (*shape.prefix, shape.rest)
                case UnionShape():
                    inner = [v.shape for v in shape.variants]
                    arrays = [s for s in inner if "array" in self._shapes.kinds(s)]
                    items += _items(map(self._shapes.resolved, arrays))
                case _:
                    pass
        if len(items) == 1:
            return _each(self.build(items[0], depth + 1), depth)
        union = UnionShape(
            variants=tuple(Variant(shape=item) for item in items),
            discriminated_by=DiscriminatedBy.ORDER,
        )
        return _each(self.build(union, depth + 1), depth) if items else None

    def _object(self, shapes: list[Shape], depth: int) -> Source:
        if len(shapes) == 1:
            return self.build(shapes[0], depth) or VALUE
        candidates = [self._codecs[s.key] for s in shapes if isinstance(s, Reference)]
        listed = join(", ", map(literal, candidates))
        if not candidates:
            return VALUE
        return code("{}({}, {})", FIRST_MATCH, VALUE, listed)

    def tagged(self, tag: str, table: Source, otherwise: Source) -> Source:
        """Return the expression that builds the variant that the tag names."""
        return code(
            "{2} if (f := {0}.get({3}.get({1}))) is None else f({3})",
            table,
            literal(tag),
            otherwise,
            VALUE,
        )


def _items(shapes: Iterable[Shape]) -> list[Shape]:
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, ArrayShape):
            found.append(shape.items)
        elif isinstance(shape, TupleShape):
            found += (*shape.prefix, shape.rest)
    return found


def _each(inner: Source | None, depth: int) -> Source | None:
    """Apply an expression to each item of an array."""
    if inner is None:
        return None
    name, call, rest = inner.partition(f"({VALUE})")
    if call and not rest and name.isidentifier():
        return code("[*map({}, {})]", identifier(name), VALUE)
    loop = loop_variable(depth)
    return code("[{} for {} in {}]", named(inner, loop), loop, VALUE)

"""Expressions that build typed values from JSON.

In: a shape. Out: an expression over `VALUE`, or None where the typed value is the JSON value. What
is built was checked before: expressions look only where they must choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import LiteralString

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
from dfnsgen.python.expressions.expression import (
    VALUE,
    Assign,
    Call,
    Choice,
    Constant,
    Display,
    Each,
    Expression,
    Infix,
    Name,
    Parens,
    Spread,
    call,
    class_of,
    is_none,
    loop_variable,
    method,
    put,
)
from dfnsgen.python.source.source import Source, code

FIRST_MATCH = Name(Source("own.first_match"))
_DEEPEST = 6
"""How deep lists in lists are told apart by what they hold."""
_IN_ORDER = (DiscriminatedBy.ORDER, DiscriminatedBy.AMBIGUOUS)
_MAP, _ENUMERATE, _CHOSEN = (Name(Source(name)) for name in ("map", "enumerate", "f"))


class Shapes:
    """What is known of the shapes of an API: which need building, and their JSON types."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._built: set[str] = set()
        self._kinds: dict[tuple[str, int], frozenset[str]] = {}
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
        if not isinstance(shape, Reference):
            return self._kinds_of(shape, depth)
        place = shape.key, depth
        if place not in self._kinds:
            self._kinds[place] = self._kinds_of(self.resolved(shape), depth)
        return self._kinds[place]

    def _kinds_of(self, shape: Shape, depth: int) -> frozenset[str]:
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

    def build(self, shape: Shape, depth: int = 0) -> Expression | None:
        """Return the expression that builds a value, None where nothing is to be done."""
        if isinstance(shape, UnionShape) and self._shapes.is_built(shape):
            return self._choice(shape.variants, depth)
        return self._same(shape, depth)

    def _same(self, shape: Shape, depth: int) -> Expression | None:
        """Go through what arrays and objects hold."""
        if not self._shapes.is_built(shape):
            return None
        match shape:
            case Reference():
                return call(Name(self._functions[shape.key]), VALUE)
            case ArrayShape():
                return _each(self.build(shape.items, depth + 1), depth)
            case TupleShape():
                return self._tuple(shape, depth)
            case MapShape():
                content = self.build(shape.values, depth + 1) or VALUE
                loop = loop_variable(depth)
                return mapped(content, VALUE, (code("n{}", loop), loop))
            case _:
                return None

    def _tuple(self, shape: TupleShape, depth: int) -> Expression:
        loop = loop_variable(depth)
        index = code("n{}", loop)
        chosen = self.build(shape.rest, depth + 1) or VALUE
        for number, part in reversed([*enumerate(shape.prefix)]):
            is_here = Infix(Name(index), "==", Constant(number))
            chosen = Choice(is_here, self.build(part, depth + 1) or VALUE, chosen)
        items = call(_ENUMERATE, VALUE)
        return Display("[]", Each(put(chosen, loop), (index, loop), items))

    def _choice(self, variants: tuple[Variant, ...], depth: int) -> Expression:
        """Choose among the variants by the class of the value, then among those of one class."""
        shapes = [variant.shape for variant in variants]
        lists = self._arrays([s for s in shapes if "array" in self._shapes.kinds(s)], depth)
        objects = [s for s in shapes if "object" in self._shapes.kinds(s)]
        chosen: Expression = VALUE
        if lists is not None:
            chosen = Choice(_is_a("list"), lists, chosen)
        if any(map(self._shapes.is_built, objects)):
            chosen = Choice(_is_a("dict"), self._object(objects, depth), chosen)
        return chosen

    def _arrays(self, shapes: list[Shape], depth: int) -> Expression | None:
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
        items = [*dict.fromkeys(items)]
        if not items:
            return None
        if len(items) == 1:
            return _each(self.build(items[0], depth + 1), depth)
        if depth > _DEEPEST:
            # Lists of lists that never end in one shape: what takes an item builds it.
            names = [self._codecs[item.key] for item in items if isinstance(item, Reference)]
            return _each(first_match(names), depth) if len(names) == len(items) else VALUE
        union = UnionShape(
            variants=tuple(Variant(shape=item) for item in items),
            discriminated_by=DiscriminatedBy.ORDER,
        )
        return _each(self.build(union, depth + 1), depth)

    def _object(self, shapes: list[Shape], depth: int) -> Expression:
        if len(shapes) == 1:
            return self.build(shapes[0], depth) or VALUE
        shapes = self._variants(shapes)
        candidates = [self._codecs[s.key] for s in shapes if isinstance(s, Reference)]
        if not candidates:
            return VALUE
        # A map of plain values is an object like any other: nothing is to be built of it.
        plain = any(isinstance(s, MapShape) and not self._shapes.is_built(s) for s in shapes)
        return first_match((*candidates, "") if plain else candidates)

    def _variants(self, shapes: Iterable[Shape]) -> list[Shape]:
        """Put the objects of a union among the shapes in its place, where several may fit.

        So the best of all is taken, also where the best of the others would do. A union that is
        met again, as in a circle, has its objects among them already.
        """
        found: dict[Shape, None] = {}
        opened: set[str] = set()
        waiting = [*shapes][::-1]
        while waiting:
            shape = waiting.pop()
            objects = self._objects_of(shape)
            if not objects:
                found[shape] = None
            elif isinstance(shape, Reference) and shape.key not in opened:
                opened.add(shape.key)
                waiting += objects[::-1]
        return [*found]

    def _objects_of(self, shape: Shape) -> list[Shape]:
        """Return the objects of a union of which several may fit; none of anything else."""
        inner = self._shapes.resolved(shape)
        if not isinstance(shape, Reference) or not isinstance(inner, UnionShape):
            return []
        if inner.discriminated_by not in _IN_ORDER:
            return []
        variants = [variant.shape for variant in inner.variants]
        objects = [s for s in variants if "object" in self._shapes.kinds(s)]
        return objects if all(isinstance(s, Reference) for s in objects) else []


def first_match(names: Iterable[str]) -> Expression:
    """Return what builds a value by the first of some codecs that takes it."""
    return call(FIRST_MATCH, VALUE, *map(Constant, names))


def tagged(tag: str, table: Source, otherwise: Expression) -> Expression:
    """Return the expression that builds the variant that the tag names."""
    chosen = method(Name(table), "get", method(VALUE, "get", Constant(tag)))
    is_unknown = is_none(Parens(Assign(_CHOSEN.text, chosen)))
    return Choice(is_unknown, otherwise, call(_CHOSEN, VALUE))


def mapped(inner: Expression, values: Expression, variables: tuple[Source, Source]) -> Expression:
    """Apply an expression to each value of an object; the variables are a name and its value."""
    name, content = variables
    items = method(values, "items")
    return Display("{}", Each(put(inner, content), variables, items, key=name))


def _is_a(class_name: LiteralString) -> Infix:
    return Infix(class_of(VALUE), "is", Name(Source(class_name)))


def _items(shapes: Iterable[Shape]) -> list[Shape]:
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, ArrayShape):
            found.append(shape.items)
        elif isinstance(shape, TupleShape):
            found += (*shape.prefix, shape.rest)
    return found


def _each(inner: Expression | None, depth: int) -> Expression | None:
    """Apply an expression to each item of an array."""
    match inner:
        case None:
            return None
        case Call(Name() as function, (argument,)) if argument is VALUE:
            return Display("[]", Spread(call(_MAP, function, VALUE)))
        case _:
            loop = loop_variable(depth)
            return Display("[]", Each(put(inner, loop), (loop,), VALUE))

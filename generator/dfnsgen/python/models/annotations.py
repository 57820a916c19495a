"""Python type texts for shapes.

In: a shape and the names of the definitions. Out: the text of its annotation. Unions that name
classes are never evaluated here: the module that holds them imports annotations from the future,
and aliases quote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, assert_never

from dfnsgen.json_value import JsonValue
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
    IntegerShape,
    LiteralShape,
    MapShape,
    NeverShape,
    NullShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    code,
    identifier,
    imported,
    join,
    literal,
    needing,
)

ANY = imported("typing", "Any")
NEVER = imported("typing", "Never")
LITERAL = imported("typing", "Literal")
NONE = Source("None")
MODELS = code("{}.", imported(".", "models"))
"""What stands before the name of a type outside of `models.py`."""


class DefinitionNames(Protocol):
    """What annotations need of the names: the class or alias of each definition."""

    @property
    def definitions(self) -> Mapping[str, str]:
        """The PascalCase name of each definition, by its key."""
        ...


def annotate(shape: Shape, names: DefinitionNames, *, prefix: Source = NOTHING) -> Source:
    """Return the type of a shape; `prefix` stands before each name (`MODELS` outside models)."""
    match shape:
        case AnyShape():
            return ANY
        case NeverShape():
            return NEVER
        case NullShape():
            return NONE
        case BooleanShape():
            return Source("bool")
        case IntegerShape():
            return Source("int")
        case NumberShape():
            return Source("float")
        case StringShape():
            return Source("bytes") if shape.binary else Source("str")
        case LiteralShape():
            return literals(shape.values)
        case ArrayShape():
            return code("list[{}]", annotate(shape.items, names, prefix=prefix))
        case TupleShape():
            parts = (annotate(part, names, prefix=prefix) for part in (*shape.prefix, shape.rest))
            return code("list[{}]", unite(parts))
        case MapShape():
            return code("dict[str, {}]", annotate(shape.values, names, prefix=prefix))
        case ObjectShape():
            return code("dict[str, {}]", ANY)
        case UnionShape():
            return unite(annotate(v.shape, names, prefix=prefix) for v in shape.variants)
        case Reference():
            return code("{}{}", prefix, identifier(names.definitions[shape.key]))
        case _:
            assert_never(shape)


def literals(values: tuple[JsonValue, ...]) -> Source:
    """Return the type of some scalar constants; a lone null is `None`."""
    if all(value is None for value in values):
        return NONE
    return code("{}[{}]", LITERAL, join(", ", (literal(value) for value in values)))


def unite(parts: Iterable[Source]) -> Source:
    """Return the union of some types, each once, `None` last, `Any` where one of them is."""
    distinct = dict.fromkeys(part for part in parts if part != NEVER)
    if ANY in distinct:
        return ANY
    nullable = distinct.pop(NONE, "absent") is None
    ordered = [*distinct, *([NONE] if nullable else [])]
    return join(" | ", ordered) if ordered else NEVER


def quoted(annotation: Source) -> Source:
    """Return a type as a text, for what may come later; type checkers read it all the same."""
    return needing(literal(str(annotation)), annotation.needs)

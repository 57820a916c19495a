"""The Python types of shapes.

In: a shape and the names of the definitions. Out: an `Annotation`. What it names may come later in
the file: the module that holds it imports annotations from the future, and aliases quote it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol, assert_never

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
from dfnsgen.python.names.names import EnumNames
from dfnsgen.python.source.annotation import (
    ANY,
    NEVER,
    NONE,
    Annotation,
    Applied,
    Either,
    Plain,
    Ref,
    constants,
    unite,
)
from dfnsgen.python.source.source import NOTHING, Source, attribute, code, identifier, imported

MODELS = code("{}.", imported(".", "models"))
"""What stands before the name of a type outside of `models.py`."""
LIST = Source("list")
_TEXT = Plain(Source("str"))
TYPES = {
    "date-time": Plain(imported("datetime", "datetime")),
    "date": Plain(imported("datetime", "date")),
    "time": Plain(imported("datetime", "time")),
    "duration": Plain(imported("datetime", "timedelta")),
    "uuid": Plain(imported("uuid", "UUID")),
    "byte": Plain(Source("bytes")),
    "base64url": Plain(Source("bytes")),
    "decimal": Plain(imported("decimal", "Decimal")),
}
"""The types of texts that stand for values, by their formats."""
UNKNOWN_MEMBERS = {
    str: Plain(imported("._runtime._unknown", "UnknownText")),
    int: Plain(imported("._runtime._unknown", "UnknownInteger")),
}
"""What holds a member of an enum that the document doesn't know."""
_ELSEWHERE = {
    "date": imported("._runtime._kinds", "Date_"),
    "datetime": imported("._runtime._kinds", "DateTime_"),
    "time": imported("._runtime._kinds", "Time_"),
    "timedelta": imported("._runtime._kinds", "TimeDelta_"),
}
"""Types of the standard library under names that no field has."""


class DefinitionNames(Protocol):
    """What annotations need of the names: the class or alias of each definition."""

    @property
    def definitions(self) -> Mapping[str, str]:
        """The PascalCase name of each definition, by its key."""
        ...

    @property
    def answers(self) -> Mapping[str, str]:
        """The key of what answers hold, by that of what requests hold where the two differ."""
        ...

    @property
    def enums(self) -> Mapping[str, EnumNames]:
        """The enums that are classes, by their keys."""
        ...


def annotate(shape: Shape, names: DefinitionNames, *, prefix: Source = NOTHING) -> Annotation:
    """Return the type of a shape; `prefix` stands before each name (`MODELS` outside models)."""
    match shape:
        case AnyShape():
            return ANY
        case NeverShape():
            return NEVER
        case NullShape():
            return NONE
        case BooleanShape():
            return Plain(Source("bool"))
        case IntegerShape():
            return Plain(Source("int"))
        case NumberShape():
            return TYPES["decimal"] if shape.exact else Plain(Source("float"))
        case StringShape(is_text_too=True):
            return unite((TYPES["byte"], _TEXT))
        case StringShape():
            return TYPES["byte"] if shape.binary else TYPES.get(shape.format, _TEXT)
        case LiteralShape():
            return constants(shape.values)
        case ArrayShape():
            return Applied(LIST, (annotate(shape.items, names, prefix=prefix),))
        case TupleShape():
            parts = (annotate(part, names, prefix=prefix) for part in (*shape.prefix, shape.rest))
            return Applied(LIST, (unite(parts),))
        case MapShape():
            return dictionary(annotate(shape.values, names, prefix=prefix))
        case ObjectShape():
            return dictionary(ANY)
        case UnionShape():
            return unite(annotate(v.shape, names, prefix=prefix) for v in shape.variants)
        case Reference():
            own = Ref(identifier(names.definitions[shape.key]), prefix)
            enum = names.enums.get(shape.key)
            if enum is not None and enum.unknown is not None:
                return unite((own, UNKNOWN_MEMBERS[enum.unknown]))
            answer = names.answers.get(shape.key)
            if answer is None:
                return own
            # What was got can be sent: it goes without what is only read.
            return unite((Ref(identifier(names.definitions[answer]), prefix), own))
        case _:
            assert_never(shape)


TYPES_ELSEWHERE = frozenset((*_ELSEWHERE, "list"))
"""The types that a method or a field may be called like."""


def visible(annotation: Annotation, hidden: frozenset[str]) -> Annotation:
    """Return a type as it is spelled where fields hide some builtin types.

    Before, in a class with a field `list`: `list[str]`. After: `builtins.list[str]`, so that the
    field keeps the name that the document gives it.
    """
    return _spelled(annotation, hidden, _elsewhere)


def without_imports(annotation: Annotation, hidden: frozenset[str]) -> Annotation:
    """Return a type that isn't written, but for what fields hide: that needs no import."""
    return _spelled(annotation, hidden, lambda name: Source(str(name)))


def _elsewhere(name: Source) -> Source:
    return _ELSEWHERE[name] if name in _ELSEWHERE else attribute("builtins", name)


def _spelled(
    annotation: Annotation, hidden: frozenset[str], spell: Callable[[Source], Source]
) -> Annotation:
    if not hidden:
        return annotation
    match annotation:
        case Plain(text=text) if text in hidden:
            return Plain(spell(text))
        case Applied(of=of, parts=parts):
            called = spell(of) if of in hidden else of
            return Applied(called, tuple(_spelled(part, hidden, spell) for part in parts))
        case Either(members=members):
            return Either(tuple(_spelled(member, hidden, spell) for member in members))
        case Ref(members=members):
            shown = tuple(_spelled(member, hidden, spell) for member in members)
            return replace(annotation, members=shown)
        case _:
            return annotation


def dictionary(values: Annotation) -> Annotation:
    """Return the type of an object whose values are of one type."""
    return Applied(Source("dict"), (_TEXT, values))

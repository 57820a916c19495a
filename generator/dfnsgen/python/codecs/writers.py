"""The plan of `_writers.py`: models to JSON text, a function for each class.

In: the API and its names. Out: for each class a function that is one f-string, in lines of few
properties: names and braces stand in it as they are written, values go through `s` (text), `Q` (a
member of an enum), `p` (a value of Python's) or the table `W` (all else).
Before: `{"id": string, "tag"?: Tag}`. After:

    lambda m: (
        f'''{{"id":{s(m.id)}'''
        f'''{"" if (x := m.tag) is None else ',"tag":' + W[x.__class__](x)}'''
        f'''{e(m) if m.extras_ else ""}}}''')

A class with names that JSON escapes gets none; it is dumped and written as any plain value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, LiteralString
from zlib import crc32

from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    BooleanShape,
    LiteralShape,
    ObjectShape,
    Shape,
    StringShape,
)
from dfnsgen.python.codecs.shapes import Shapes
from dfnsgen.python.expressions.expression import (
    VALUE,
    Assign,
    Attribute,
    Choice,
    Constant,
    Expression,
    Infix,
    Name,
    Parens,
    Subscript,
    bound,
    call,
    class_of,
    put,
    size_of,
)
from dfnsgen.python.expressions.printing import printed
from dfnsgen.python.models.fields import UNSET, Field, Fields, Presence
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.annotation import ANY, NONE
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, imported, json_name, literal

_SHORT = 128
"""The length from which on a way that looks for escapes before it writes them is faster."""

_WIDTH = 150
"""Of a line with several properties."""

_SHORT_FORMATS = frozenset("date date-time time duration uuid ipv4 ipv6 email".split())

_RUNTIME: Final = "._runtime._writing"
_ENUM, _ANY = Name(imported(_RUNTIME, "Q")), Name(imported(_RUNTIME, "W"))
_TEXTS, _TEXT = Name(imported(_RUNTIME, "a")), Name(imported(_RUNTIME, "s"))
_VALUE = Name(imported(_RUNTIME, "p"))
_LONG = Name(Source("t"))
"""The template makes it of what is imported."""
_MODEL = Name(Source("m"))
_SHARING = 32
"""How many properties are looked at under one name: pyright gives up on far more."""
_EXTRAS = code('{{{}(m) if m.extras_ else ""}}', imported(_RUNTIME, "e"))
_ABSENT = {Presence.NONE: NONE.text, Presence.UNSET: UNSET}
_ALWAYS = needs_of(ANY, imported("collections.abc", "Callable"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The function of a class: the inner lines of an f-string.

    Where no property is sure to be there, each begins with a comma, and `cuts` the first one.
    `same_as` is the class before it whose text is the same.
    """

    name: Source
    lines: tuple[Source, ...]
    cuts: bool
    same_as: Source = NOTHING

    @property
    def is_short(self) -> bool:
        """Whether it fits in a line."""
        return len(self.lines) == 1 and len(self.lines[0]) + len(self.name) <= _WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class WritersPlan:
    """The whole module."""

    imports: Imports
    writers: tuple[Writer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """The name of a property in JSON, and the comma on one side of it."""

    name: Source
    before: LiteralString
    after: LiteralString


def plan_writers(api: Api, names: Names, fields: Fields) -> WritersPlan:
    """Return the plan of the module."""
    shapes = Shapes(api.definitions)
    found: list[Writer] = []
    for key, definition in api.definitions.items():
        if isinstance(definition.shape, ObjectShape):
            writer = _writer(names.definitions[key], fields[key], definition, shapes)
            found += [] if writer is None else [writer]
    return WritersPlan(
        imports=import_lines(needs_of(found) | _ALWAYS), writers=tuple(_once_each(found))
    )


def _once_each(writers: list[Writer]) -> Iterator[Writer]:
    """Yield the writers, of those with one text all but the first as the same as that."""
    first: dict[tuple[tuple[Source, ...], bool], Source] = {}
    for writer in writers:
        name = first.setdefault((writer.lines, writer.cuts), writer.name)
        yield writer if name is writer.name else replace(writer, same_as=name)


def _writer(
    class_name: str, fields: tuple[Field, ...], definition: Definition, shapes: Shapes
) -> Writer | None:
    """Return the function of a class.

    A comma follows the properties before the first required one and precedes those after it; where
    none is required, each has one before it, and the first is cut off.
    """
    schemas = dict(definition.schema.properties)
    required = [n for n, field in enumerate(fields) if field.presence is Presence.REQUIRED]
    first = required[0] if required else -1
    parts: list[Source] = []
    for number, field in enumerate(fields):
        name = json_name(field.spec_name)
        if name is None:
            return None
        value = _value(shapes.resolved(field.shape), field, shapes, schemas.get(field.spec_name))
        before: LiteralString = "," if number > first else ""
        after: LiteralString = "," if number < first else ""
        text = _property(
            field, value, _local(number), _Spelling(name=name, before=before, after=after)
        )
        parts.append(text)
    lines = _packed(parts)
    lines[-1] = code("{}{}", lines[-1], _EXTRAS)
    if required:
        lines[0] = code("{{{{{}", lines[0])
        lines[-1] = code("{}}}}}", lines[-1])
    return Writer(name=literal(class_name), lines=tuple(lines), cuts=not required)


def _packed(parts: list[Source]) -> list[Source]:
    """Join short properties to lines, some of which begin one by their checksum.

    So an added one moves those up to the next such property, and not all that follow.
    """
    lines = [parts[0] if parts else NOTHING]
    for part in parts[1:]:
        begins = crc32(part.encode()) % 8 == 0
        if begins or len(lines[-1]) + len(part) > _WIDTH:
            lines.append(part)
        else:
            lines[-1] = code("{}{}", lines[-1], part)
    return lines


def _local(number: int) -> Source:
    """Return the name under which a property is looked at."""
    return code("x{}", literal(number // _SHARING + 1)) if number >= _SHARING else Source("x")


def _property(field: Field, value: Expression, local: Source, spelling: _Spelling) -> Source:
    """Return what writes a property: nothing where it may be absent and is."""
    name, before, after = spelling.name, spelling.before, spelling.after
    attribute = Attribute(_MODEL, field.slot)
    if field.presence is Presence.REQUIRED:
        text = printed(bound(value, attribute, local))
        return code("{}{}:{{{}}}{}", Source(before), name, text, Source(after))
    text = printed(put(Parens(value) if isinstance(value, Choice) else value, local))
    text = code("'{}{}:' + {}", Source(before), name, text)
    if after:
        text = code('{} + "{}"', text, Source(after))
    absent = Infix(Parens(Assign(local, attribute)), "is", Name(_ABSENT[field.presence]))
    return code('{{"" if {} else {}}}', printed(absent), text)


def _value(shape: Shape, field: Field, shapes: Shapes, schema: Schema | None) -> Expression:
    """Return the text of a value."""
    by_class = call(Subscript(_ANY, class_of(VALUE)), VALUE)
    match shape:
        case _ if field.nullable:
            return by_class
        case StringShape() if field.plan is not None:
            text = call(_TEXT if shape.format in _SHORT_FORMATS else _LONG, VALUE)
            held = call(_VALUE, _MODEL, Constant(str(field.py_name)))
            return Choice(Infix(class_of(VALUE), "is", Name(Source("str"))), text, held)
        case BooleanShape():
            return Choice(Infix(VALUE, "is", Constant(True)), Constant("true"), by_class)
        case LiteralShape() if _is_text(shape) and field.plan is not None:
            held = call(_VALUE, _MODEL, Constant(str(field.py_name)))
            is_plain = Infix(class_of(VALUE), "is", Name(Source("str")))
            return Choice(is_plain, Subscript(_ENUM, VALUE), held)
        case LiteralShape() if _is_text(shape):
            return Subscript(_ENUM, VALUE)
        case StringShape() if _is_short(schema):
            return call(_TEXT, VALUE)
        case StringShape():
            is_short = Infix(size_of(VALUE), "<", Constant(_SHORT))
            return Choice(is_short, call(_TEXT, VALUE), call(_LONG, VALUE))
        case ArrayShape() if field.plan is None and _is_text(shapes.resolved(shape.items)):
            return call(_TEXTS, VALUE)
        case _:
            return by_class


def _is_text(shape: Shape) -> bool:
    if isinstance(shape, LiteralShape):
        return all(isinstance(value, str) for value in shape.values)
    return isinstance(shape, StringShape)


def _is_short(schema: Schema | None) -> bool:
    """Whether a text will hardly be long: a long one is written as well, but not as fast."""
    if schema is None:
        return False
    bounded = schema.max_length is not None and schema.max_length <= _SHORT
    return bounded or bool(schema.patterns) or schema.format in _SHORT_FORMATS


def writers_file(plan: WritersPlan) -> FilePlan:
    """Return the plan of the file."""
    return FilePlan(
        path="_writers.py",
        template="_writers.py.jinja",
        context=plan,
        about="Writers: models to JSON text, by the names of their classes.",
        calls=("long_text",),
    )

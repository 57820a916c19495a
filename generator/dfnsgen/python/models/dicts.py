"""The plan of `dicts.py`: a class of dicts in wire form for each object that can be sent.

In: the definitions that requests hold, in the types of `wire.py`. Out: declarations, printed as
densely as they can be read, for they stand beside the classes of `models.py`, which say all else.
Type checkers alone import the module. Before: `{"properties": {"name": {"type": "string"}}}` named
`Pet`. After: `PetDict = TypedDict("PetDict", {"name": "NotRequired[str]"})`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dfnsgen.model.api import Definition
from dfnsgen.model.shapes.shape import ObjectShape, Property
from dfnsgen.python.models.aliases import alias_target, in_order
from dfnsgen.python.models.wire import MAPPING, WireTypes
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.annotation import NONE, Annotation, Applied, Either, Plain, Ref, unite
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    code,
    imported,
    join,
    literal,
    needing,
)

_TYPED_DICT = imported("typing", "TypedDict")
_NOT_REQUIRED = imported("typing", "NotRequired")
_ALIAS = imported("typing", "TypeAlias")
_LINE = 100
_WIDEST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class DictPlan:
    """One name and what it stands for; `kind` is the annotation of an alias."""

    name: Source
    value: Source
    kind: Source = NOTHING

    @property
    def is_wide(self) -> bool:
        """Whether it is too long for the line that keeps a change of one name to itself."""
        return "\n" not in self.value and len(self.name) + len(self.value) > _WIDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DictsPlan:
    """The whole module."""

    imports: Imports
    deprecates: bool
    declarations: tuple[DictPlan, ...]


def dicts_file(wire: WireTypes) -> tuple[FilePlan, ...]:
    """Return the plan of the file, none where nothing that is sent has a dict form."""
    if not wire.sent:
        return ()
    declarations = tuple(_declarations(wire))
    return (
        FilePlan(
            path="dicts.py",
            template="dicts.py.jinja",
            context=DictsPlan(
                imports=import_lines(needs_of(declarations)),
                deprecates=any(one.annotations.deprecated for one in wire.api.definitions.values()),
                declarations=declarations,
            ),
            about="What can be sent, as dicts in wire form: for type checkers.",
            calls=("TypedDict",),
        ),
    )


def _declarations(wire: WireTypes) -> Iterator[DictPlan]:
    """Yield classes and aliases, each alias behind what it names."""

    def alias(definition: Definition) -> Annotation | None:
        shape = definition.shape
        if not isinstance(shape, ObjectShape):
            return _own(wire.wire(shape, dicts=NOTHING))
        if shape.extras is None or any(map(_is_sent, shape.properties)):
            return None
        # A class of dicts without keys would take none at all.
        return _own(
            Applied(MAPPING, (Plain(Source("str")), wire.given(shape.extras, dicts=NOTHING)))
        )

    def name(definition: Definition) -> str:
        return wire.dicts[definition.key]

    for definition, later in in_order(wire.sent, name, alias):
        own, stands_for = wire.dicts[definition.key], alias(definition)
        if stands_for is not None:
            yield DictPlan(name=own, value=alias_target(stands_for, later), kind=_ALIAS)
        elif isinstance(definition.shape, ObjectShape):
            fields = [_field(p, wire) for p in definition.shape.properties if _is_sent(p)]
            yield DictPlan(name=own, value=_typed_dict(own, fields))


def _own(annotation: Annotation) -> Annotation:
    """Return a type in which the names of models don't wait to be declared here."""
    match annotation:
        case Ref(prefix=prefix) if prefix:
            return Plain(annotation.text)
        case Applied(of=of, parts=parts):
            return Applied(of, tuple(map(_own, parts)))
        case Either(members=members):
            return Either(tuple(map(_own, members)))
        case _:
            return annotation


def _is_sent(declared: Property) -> bool:
    return not declared.annotations.read_only


def _field(declared: Property, wire: WireTypes) -> Source:
    nullable = (NONE,) if declared.nullable else ()
    given = unite((wire.given(declared.shape, dicts=NOTHING), *nullable)).text
    held = given if declared.required else code("{}[{}]", _NOT_REQUIRED, given)
    quoted = needing(literal(str(held)), held.needs)
    return code("{}: {}", literal(declared.spec_name), quoted)


def _typed_dict(name: Source, fields: Sequence[Source]) -> Source:
    """Return a class of dicts, in one line where it fits, else with filled lines."""
    start = code("{}({}, {{", _TYPED_DICT, literal(name))
    whole = code("{}{}}})", start, join(", ", fields))
    if len(name) + len(" = ") + len(whole) <= _LINE:
        return whole
    lines = join("\n", (code("    {}", line) for line in _filled(fields)))
    return code("{}\n{}\n}})", start, lines)


def _filled(parts: Iterable[Source]) -> Iterator[Source]:
    line = NOTHING
    for part in parts:
        longer = code("{} {},", line, part) if line else code("{},", part)
        if line and len(longer) + 4 > _LINE:
            yield line
            longer = code("{},", part)
        line = longer
    yield line

"""The plan of `models.py`: a class for each object, an alias for each union, enum and other type.

In: the API's definitions and their names. Out: declarations in the order of the document, ready to
print. Example: `{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}`
named `Wallet` gives `class Wallet(Model):` with the field `id: str`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.schema import Annotations
from dfnsgen.model.shapes.shape import (
    AnyShape,
    LiteralShape,
    MapShape,
    ObjectShape,
    Shape,
    UnionShape,
)
from dfnsgen.python.models.annotations import annotate, literals, quoted
from dfnsgen.python.models.fields import Field, plan_fields
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import (
    NOTHING,
    Import,
    Source,
    code,
    docstring,
    identifier,
    imported,
    join,
    literal,
    needing,
)

_UNION = imported("typing", "Union")
_OLD = imported("._runtime._model", "Old")
_MAKE_OLD = imported("._runtime._model", "old")
_OF_CLASS = imported("._runtime._model", "Model").needs
_OF_ALIAS = imported("typing", "TypeAlias").needs
_OF_FORMER = needs_of(
    imported("typing", "TYPE_CHECKING"), imported("._runtime._renamed", "renamed")
)
_WIDTH = 90
_LITERAL = 82


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field as it is printed; `description` is empty or a docstring."""

    declaration: Source
    description: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One class or alias. A class has no `target`; an alias has no fields.

    `deprecated` is empty, or the literal of what the type checker shall say.
    """

    name: Source
    description: Source
    deprecated: Source = NOTHING
    target: Source = NOTHING
    fields: tuple[FieldLine, ...] = ()

    @property
    def needs(self) -> frozenset[Import]:
        """What the template writes beside the parts."""
        return _OF_ALIAS if self.target else _OF_CLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsPlan:
    """The whole module: what it imports and what it declares.

    `former` are names that the API gave up: type checkers see aliases, who reads one is warned.
    """

    imports: Imports
    deprecates: bool
    declarations: tuple[Declaration, ...]
    former: tuple[Declaration, ...] = ()


def plan_models(api: Api, names: Names) -> ModelsPlan:
    """Return the plan of `models.py`."""
    declarations = tuple(_declarations(api, names))
    former = tuple(_former(names))
    needs = needs_of(declarations, former) | (_OF_FORMER if former else NOTHING.needs)
    return ModelsPlan(
        imports=import_lines(needs),
        deprecates=any(declaration.deprecated for declaration in declarations),
        declarations=declarations,
        former=former,
    )


def models_file(plan: ModelsPlan) -> FilePlan:
    """Return the plan of the file, with the classes that rendering must find in it."""
    return FilePlan(
        path="models.py",
        template="models.py.jinja",
        context=plan,
        about="The types of the API: a class for each object, an alias for each union and enum.",
        expected=tuple(str(d.name) for d in plan.declarations if not d.target),
        calls=("deprecated", "old", "renamed"),
    )


def _declarations(api: Api, names: Names) -> Iterator[Declaration]:
    for definition in api.definitions.values():
        name = identifier(names.definitions[definition.key])
        yield _declaration(definition, name, api, names)
        for alias, key in names.aliases.items():
            if key == definition.key and alias not in names.former:
                yield Declaration(name=identifier(alias), description=NOTHING, target=name)


def _former(names: Names) -> Iterator[Declaration]:
    for alias in sorted(names.former & names.aliases.keys()):
        name = identifier(names.definitions[names.aliases[alias]])
        note = docstring(f"Deprecated: the API calls it {name} now.")
        yield Declaration(name=identifier(alias), description=note, target=name)


def _declaration(definition: Definition, name: Source, api: Api, names: Names) -> Declaration:
    notes = definition.annotations
    description = _description(notes, name)
    if not isinstance(definition.shape, ObjectShape):
        target = _target(definition.shape, names)
        return Declaration(name=name, description=description, target=target)
    fields = plan_fields(definition.shape, api.definitions, names)
    lines = tuple(_field_line(field) for field in fields)
    return Declaration(
        name=name,
        description=description or (NOTHING if lines else docstring("An object.")),
        deprecated=literal(f"{name} is deprecated") if notes.deprecated else NOTHING,
        fields=(*lines, *_extras_line(definition.shape, names)),
    )


def _description(notes: Annotations, name: str) -> Source:
    told = (part for part in (notes.title, notes.description) if _tells_more(part, name))
    parts = dict.fromkeys(told)
    return docstring("\n\n".join(parts), 4) if parts else NOTHING


def _tells_more(text: str, name: str) -> bool:
    """Whether a text says more than a name that stands beside it does already."""
    return _letters(text) not in _letters(name)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _target(shape: Shape, names: Names) -> Source:
    """Return what an alias stands for, quoted where a name in it may come later.

    The text of a long union is cut between its members: formatters don't agree on long strings.
    """
    if isinstance(shape, LiteralShape):
        return _literals(shape)
    lines = _lines(annotate(shape, names)) if isinstance(shape, UnionShape) else ()
    if len(lines) < 2:
        return quoted(annotate(shape, names))
    return code("{}[{}]", _UNION, join(", ", lines))


def _literals(shape: LiteralShape) -> Source:
    """Return a Literal; a long one in lines of several members.

    About every eighth member starts a line, by its checksum: an added one moves few others.
    """
    whole = literals(shape.values)
    if len(whole) <= _LITERAL:
        return whole
    lines: list[list[JsonValue]] = [[]]
    for value in shape.values:
        text = literal(value)
        longer = sum(len(literal(v)) + 2 for v in lines[-1]) + len(text)
        if lines[-1] and (longer > _LITERAL or crc32(text.encode()) % 8 == 0):
            lines.append([])
        lines[-1].append(value)
    return join(" | ", (literals(tuple(line)) for line in lines))


def _lines(annotation: Source) -> tuple[Source, ...]:
    """Cut a union that doesn't fit a line into quoted parts that do."""
    lines = [""]
    for member in annotation.split(" | "):
        longer = f"{lines[-1]} | {member}" if lines[-1] else member
        if lines[-1] and len(longer) > _WIDTH:
            lines.append(member)
        else:
            lines[-1] = longer
    return tuple(needing(literal(line), annotation.needs) for line in lines)


def _field_line(field: Field) -> FieldLine:
    declaration = code("{}: {}", field.py_name, field.annotation)
    if field.deprecated:
        default = code("default={}", field.default) if field.default else NOTHING
        declaration = code(
            "{}: {}[{}] = {}({})", field.py_name, _OLD, field.annotation, _MAKE_OLD, default
        )
    elif field.default:
        declaration = code("{} = {}", declaration, field.default)
    text = field.description if _tells_more(field.description, field.py_name) else ""
    if field.deprecated:
        text = f"Deprecated. {text}".strip()
    described = docstring(text) if text.strip() else NOTHING
    return FieldLine(declaration=declaration, description=described)


def _extras_line(shape: ObjectShape, names: Names) -> tuple[FieldLine, ...]:
    """Narrow the type of the undeclared properties where the document gives them one."""
    if shape.extras is None or isinstance(shape.extras, AnyShape):
        return ()
    annotation = annotate(MapShape(shape.extras), names)
    declaration = code("additional_properties: {} = {{}}", annotation)
    return (FieldLine(declaration=declaration, description=NOTHING),)

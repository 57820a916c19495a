"""The plan of `models.py`: a class for each object, an alias for each union, enum and other type.

In: the API's definitions and their names. Out: declarations in the order of the document, ready to
print. Example: `{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}`
named `Wallet` gives `class Wallet(Model):` with the field `id: str`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.configuration.mixins import Mixins
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.schema import Annotations
from dfnsgen.model.shapes.shape import AnyShape, LiteralShape, ObjectShape, Shape
from dfnsgen.python.models.aliases import (
    alias_target,
    in_order,
    is_wide,
    names_in,
    unions_of_constants,
)
from dfnsgen.python.models.annotations import (
    UNKNOWN_MEMBERS,
    annotate,
    dictionary,
    visible,
    without_imports,
)
from dfnsgen.python.models.enum_classes import MemberPlan, base_of, known_name, plan_members
from dfnsgen.python.models.fields import Field, Fields, field_type
from dfnsgen.python.models.mixins import UserClass, bases_of, user_classes
from dfnsgen.python.models.opened import has_unknown_variants, unknown_members
from dfnsgen.python.models.values import spelled
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.annotation import Annotation, Plain, Ref, constants, unite, with_members
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import (
    NOTHING,
    Import,
    Source,
    docstring,
    identifier,
    imported,
    literal,
)

_OF_DEPRECATED = needs_of(imported("._runtime._model", "Old"), imported("._runtime._model", "old"))
_TYPES = frozenset("bool bytes date datetime dict float int list str time timedelta".split())
"""Types that a property may be called like: in the class's body the name is the field then."""
UNKNOWN_VARIANT = Plain(Source("UnknownVariant"))
"""The template imports it, whether it is used or not."""
_OF_CLASS = imported("._runtime._model", "Model").needs
_OF_ALIAS = imported("typing", "TypeAlias").needs
_OF_FORMER = needs_of(
    imported("typing", "TYPE_CHECKING"), imported("._runtime._renamed", "renamed")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One field as it is printed; `default` and `description` are empty where there is none.

    `type` is the text of `annotation` in the body of this class; `spec_name` is what the document
    calls it, "" for what it doesn't.
    """

    name: Source
    spec_name: str = ""
    annotation: Annotation
    type: Source
    default: Source
    is_deprecated: bool = False
    description: Source = NOTHING

    @property
    def needs(self) -> frozenset[Import]:
        """What the template writes beside the parts."""
        return _OF_DEPRECATED if self.is_deprecated else NOTHING.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One class or alias. A class has no `target`; an alias has no fields.

    `bases` are classes of the user's, which stand before `Model`. The class of an enum has
    `members`, and the class `base` that it is derived from. `target` is the layout of
    `annotation`, a wide one over several lines. `deprecated` is empty, or the literal of what the
    type checker shall say. `values` are the fields that are read as values of Python's, and their
    plans.
    """

    name: Source
    description: Source
    deprecated: Source = NOTHING
    annotation: Annotation | None = None
    target: Source = NOTHING
    is_wide: bool = False
    bases: tuple[Source, ...] = ()
    fields: tuple[FieldPlan, ...] = ()
    values: tuple[tuple[Source, Source], ...] = ()
    members: tuple[MemberPlan, ...] = ()
    base: Source = NOTHING

    @property
    def needs(self) -> frozenset[Import]:
        """What the template writes beside the parts."""
        return _OF_ALIAS if self.target else NOTHING.needs if self.members else _OF_CLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonTypes:
    """Types that several packages have in common, and the module beside their code."""

    module: Source
    names: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsPlan:
    """The whole module: what it imports and what it declares.

    `former` are names that the API gave up: type checkers see aliases, who reads one is warned.
    `common` is declared elsewhere, for other packages as well; `users` are the packages that share
    what this module declares.
    """

    imports: Imports
    deprecates: bool
    declarations: tuple[Declaration, ...]
    former: tuple[Declaration, ...] = ()
    mixins: tuple[UserClass, ...] = ()
    common: tuple[CommonTypes, ...] = ()
    users: tuple[Source, ...] = ()


def plan_models(
    api: Api,
    names: Names,
    fields: Fields,
    opened: frozenset[str] = frozenset(),
    mixins: Mixins = (),
) -> ModelsPlan:
    """Return the plan of `models.py`.

    `opened` are the keys of unions and enums that hold what their document doesn't know. `mixins`
    are classes of the user's: those of single models come before that of all.
    """
    # Fields have members of enums as defaults, so that the classes of these come first.
    types = _Types(names=names, aliases=_spelled_out(api, names, opened))
    made = sorted(_declarations(api, types, fields, opened), key=lambda one: not one.members)
    declared = (_derived(one, mixins) for one in made)
    declarations = tuple(_in_order(declared))
    former = tuple(_former(names))
    needs = needs_of(declarations, former) | (_OF_FORMER if former else NOTHING.needs)
    return ModelsPlan(
        imports=import_lines(needs),
        deprecates=any(declaration.deprecated for declaration in declarations),
        declarations=declarations,
        former=former,
        mixins=user_classes(mixins, (base for one in declarations for base in one.bases)),
    )


def with_declarations(
    plan: ModelsPlan, declared: Iterable[Declaration], common: Iterable[CommonTypes]
) -> ModelsPlan:
    """Return a plan with some of its declarations, and what it imports of others."""
    declarations = tuple(declared)
    needs = needs_of(declarations, plan.former) | (_OF_FORMER if plan.former else NOTHING.needs)
    bases = {base for one in declarations for base in one.bases}
    return replace(
        plan,
        imports=import_lines(needs),
        deprecates=any(declaration.deprecated for declaration in declarations),
        declarations=declarations,
        mixins=tuple(mixin for mixin in plan.mixins if mixin.alias in bases),
        common=tuple(common),
    )


def names_of_declaration(declaration: Declaration) -> Iterator[str]:
    """Yield the classes and aliases that a declaration names."""
    if declaration.annotation is not None:
        yield from names_in(declaration.annotation)
    for field in declaration.fields:
        yield from names_in(field.annotation)


def models_file(plan: ModelsPlan) -> FilePlan:
    """Return the plan of the file, with the classes that rendering must find in it."""
    return FilePlan(
        path="models.py",
        template="models.py.jinja",
        context=plan,
        about="The types of the API: a class for each object, an alias for each union and enum.",
        expected=tuple(str(d.name) for d in plan.declarations if not d.target),
        calls=("deprecated", "old", "renamed"),
        modules=tuple(str(mixin.module) for mixin in plan.mixins),
    )


def _derived(declaration: Declaration, mixins: Mixins) -> Declaration:
    """Return a class with those of the user's that it derives from."""
    is_model = not declaration.annotation and not declaration.members
    bases = bases_of(str(declaration.name), mixins) if is_model else ()
    return replace(declaration, bases=bases) if bases else declaration


@dataclass(frozen=True, slots=True, kw_only=True)
class _Types:
    """The names of all types, and the members of the aliases that a union spells out."""

    names: Names
    aliases: Mapping[str, tuple[Annotation, ...]]

    def whole(self, annotation: Annotation) -> Annotation:
        """Return a type whose references know what they are spelled out as."""
        return with_members(annotation, self.aliases)


def _spelled_out(
    api: Api, names: Names, opened: frozenset[str]
) -> dict[str, tuple[Annotation, ...]]:
    """Return the members of each alias that a union spells out, by its name."""
    aliases: dict[str, Annotation] = {}
    taken = {*names.definitions.values(), *names.aliases}
    for key, definition in api.definitions.items():
        if key in names.enums or isinstance(definition.shape, ObjectShape):
            continue
        declared = Declaration(
            name=identifier(names.definitions[key]),
            description=NOTHING,
            annotation=annotate(definition.shape, names),
        )
        several = _open(definition, declared, api, taken) if key in opened else (declared,)
        aliases |= {str(one.name): one.annotation for one in several if one.annotation is not None}
    return unions_of_constants(aliases)


def _declarations(
    api: Api, types: _Types, fields: Fields, opened: frozenset[str]
) -> Iterator[Declaration]:
    names = types.names
    taken = {*names.definitions.values(), *names.aliases}
    for definition in api.definitions.values():
        name = identifier(names.definitions[definition.key])
        if definition.key in names.enums:
            yield from _enum(definition, name, names)
            yield from _aliases_of(definition.key, name, names)
            continue
        declaration = _declaration(definition, name, types, fields.get(definition.key))
        if definition.key in opened:
            yield from _open(definition, declaration, api, taken)
        else:
            yield declaration
        yield from _aliases_of(definition.key, name, names)


def _aliases_of(key: str, name: Source, names: Names) -> Iterator[Declaration]:
    for alias, of in names.aliases.items():
        if of == key and alias not in names.former:
            yield Declaration(name=identifier(alias), description=NOTHING, annotation=Ref(name))


def _enum(definition: Definition, name: Source, names: Names) -> Iterator[Declaration]:
    """Yield the class of an enum, and the alias of its plain values."""
    shape, notes = definition.shape, definition.annotations
    if isinstance(shape, LiteralShape):
        yield Declaration(
            name=name,
            description=_description(notes, name),
            members=plan_members(shape, notes.members),
            base=base_of(shape),
        )
    known = names.enums[definition.key].known
    if isinstance(shape, LiteralShape) and known:
        yield Declaration(
            name=identifier(known), description=NOTHING, annotation=constants(shape.values)
        )


def _open(
    definition: Definition, declared: Declaration, api: Api, taken: set[str]
) -> Iterator[Declaration]:
    """Yield a union with its unknown variant, an enum and, beside it, its known members."""
    annotation = declared.annotation
    members = unknown_members(definition.shape)
    if annotation is not None and has_unknown_variants(definition, api.definitions):
        yield replace(declared, annotation=unite((annotation, UNKNOWN_VARIANT)))
    elif annotation is not None and members:
        known = identifier(known_name(declared.name, taken))
        yield replace(declared, name=known, description=NOTHING)
        unknown = (UNKNOWN_MEMBERS[member] for member in members)
        yield replace(declared, annotation=unite((Ref(known), *unknown)))
    else:
        yield declared


def _in_order(declarations: Iterable[Declaration]) -> Iterator[Declaration]:
    """Yield the declarations with each alias behind what it names; see `aliases`."""
    for one, later in in_order(declarations, lambda d: str(d.name), lambda d: d.annotation):
        if one.annotation is None:
            yield one
        else:
            target = alias_target(one.annotation, later)
            yield replace(one, target=target, is_wide=is_wide(target))


def _former(names: Names) -> Iterator[Declaration]:
    for alias in sorted(names.former & names.aliases.keys()):
        name = identifier(names.definitions[names.aliases[alias]])
        note = docstring(f"Deprecated: the API calls it {name} now.")
        yield Declaration(
            name=identifier(alias), description=note, annotation=Ref(name), target=name
        )


def _declaration(
    definition: Definition, name: Source, types: _Types, fields: tuple[Field, ...] | None
) -> Declaration:
    notes = definition.annotations
    if fields is None or not isinstance(definition.shape, ObjectShape):
        annotation = types.whole(annotate(definition.shape, types.names))
        description = _description(notes, name, 0, _members(definition.shape, notes))
        return Declaration(name=name, description=description, annotation=annotation)
    hidden = _TYPES & {str(field.py_name) for field in fields}
    lines = (
        *(_field(field, types, hidden) for field in fields),
        *_extras(definition.shape, types, hidden),
    )
    return Declaration(
        name=name,
        description=_description(notes, name) or (NOTHING if fields else docstring("An object.")),
        deprecated=literal(f"{name} is deprecated") if notes.deprecated else NOTHING,
        fields=lines,
        values=tuple(
            (literal(field.py_name), spelled(field.plan))
            for field in fields
            if field.plan is not None
        ),
    )


def _description(
    notes: Annotations, name: str, indent: int = 4, members: tuple[str, ...] = ()
) -> Source:
    texts = (part for part in (notes.title, notes.description) if _tells_more(part, name))
    parts = dict.fromkeys((*texts, *members))
    return docstring("\n\n".join(parts), indent) if parts else NOTHING


def _members(shape: Shape, notes: Annotations) -> tuple[str, ...]:
    """Return a list of the names of an enum's members, as one paragraph; () where there are none.

    {enum: [0, 1], x-enum-varnames: [Off, On]}   →   - 0: Off, - 1: On
    """
    known = {(value.__class__, value): (name, note) for value, name, note in notes.members}
    if not isinstance(shape, LiteralShape) or not known:
        return ()
    lines = [
        f"- {value}: {', '.join(filter(None, known.get((value.__class__, value), ())))}"
        for value in shape.values
    ]
    return ("\n".join(line.removesuffix(": ") for line in lines),)


def _tells_more(text: str, name: str) -> bool:
    """Whether a text says more than a name that stands beside it does already."""
    return _letters(text) not in _letters(name)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _field(field: Field, types: _Types, hidden: frozenset[str]) -> FieldPlan:
    annotation = types.whole(field_type(field, types.names))
    text = field.description if _tells_more(field.description, field.py_name) else ""
    if field.deprecated:
        text = f"Deprecated. {text}".strip()
    return FieldPlan(
        name=field.py_name,
        spec_name=field.spec_name,
        annotation=without_imports(annotation, hidden),
        type=visible(annotation, hidden).text,
        default=field.default,
        is_deprecated=field.deprecated,
        description=docstring(text) if text.strip() else NOTHING,
    )


def _extras(shape: ObjectShape, types: _Types, hidden: frozenset[str]) -> tuple[FieldPlan, ...]:
    """Narrow the type of the undeclared properties where the document gives them one."""
    if shape.extras is None or isinstance(shape.extras, AnyShape):
        return ()
    annotation = dictionary(types.whole(annotate(shape.extras, types.names)))
    name = identifier("additional_properties")
    text = visible(annotation, hidden).text
    return (FieldPlan(name=name, annotation=annotation, type=text, default=Source("{}")),)

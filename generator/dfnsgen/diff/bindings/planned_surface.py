"""The surface of the package that would be made from an Api, without writing it.

In: an Api and its names. Out: a Surface; what a method is made from is its operation's key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dfnsgen.diff.bindings.surface import Item, Method, Surface, Type
from dfnsgen.model.api import Api, Definition
from dfnsgen.profiles.known import profile_of
from dfnsgen.python.client.client import plan_client_files
from dfnsgen.python.client.plan import Argument, MethodPlan, NamespacePlan
from dfnsgen.python.codecs.uses import plan_uses
from dfnsgen.python.models.annotations import UNKNOWN_MEMBERS
from dfnsgen.python.models.fields import fields_of_classes
from dfnsgen.python.models.models import UNKNOWN_VARIANT, Declaration, FieldPlan, plan_models
from dfnsgen.python.models.opened import has_unknown_variants, opened, unknown_members
from dfnsgen.python.models.wire import WireTypes
from dfnsgen.python.names.names import Names
from dfnsgen.python.names.operation_names import operation_key
from dfnsgen.python.plan import PlanOptions
from dfnsgen.python.source.annotation import Annotation, Applied, Constants
from dfnsgen.python.source.source import Source

_PAGE = Source("Page")


def planned_surface(api: Api, names: Names) -> Surface:
    """Plan the package of an Api and return what of it can be touched."""
    models = plan_models(api, names, fields_of_classes(api.definitions))
    declarations = (*models.declarations, *models.former)
    aliases = {str(d.name): d.annotation for d in declarations if d.annotation is not None}
    profile = profile_of(api)
    operations = {
        f"{name.namespace}.{name.method}": operation_key(operation)
        for name, operation in zip(names.operations, api.operations, strict=True)
    }
    options = PlanOptions(package="package")
    methods: dict[str, Method] = {}
    for file in plan_client_files(api, names, plan_uses(api, names), profile, options):
        if isinstance(file.context, NamespacePlan):
            for plan in file.context.classes[0].methods:
                name = f"{file.context.py_name}.{plan.name}"
                methods[name] = _method(name, plan, operations.get(name, ""), aliases)
    types = {str(d.name): _type(d, aliases) for d in declarations}
    keys = {names.definitions[key]: key for key in api.definitions}
    open_keys = opened(api)
    return Surface(
        types=types,
        methods=methods,
        dicts=frozenset(names.definitions[key] for key in WireTypes(api, names).dicts),
        unknown={
            name: kept
            for name, key in keys.items()
            if key in open_keys and (kept := frozenset(_unknown(api.definitions[key], api)))
        },
    )


def _unknown(definition: Definition, api: Api) -> Iterator[str]:
    """Yield the classes that hold what an open union or enum doesn't know."""
    if has_unknown_variants(definition, api.definitions):
        yield str(UNKNOWN_VARIANT.text)
    yield from (str(UNKNOWN_MEMBERS[kind].text) for kind in unknown_members(definition.shape))


def _type(declaration: Declaration, aliases: Mapping[str, Annotation]) -> Type:
    return Type(
        name=str(declaration.name),
        alias=declaration.annotation,
        fields=tuple(_item(field, aliases) for field in declaration.fields),
    )


def _method(
    name: str, plan: MethodPlan, operation: str, aliases: Mapping[str, Annotation]
) -> Method:
    signature, pages = plan.signature, plan.operation.pages
    positional = (replace(_item(a, aliases), positional=True) for a in signature.positional)
    result = plan.operation.result
    return Method(
        name=name,
        parameters=(*positional, *(_item(a, aliases) for a in signature.named)),
        result=Applied(_PAGE, (result, pages.item)) if pages else result,
        operation=operation,
        body=str(plan.keywords.kind).removeprefix("models.") if plan.keywords else "",
    )


def _item(part: FieldPlan | Argument, aliases: Mapping[str, Annotation]) -> Item:
    default = str(part.default)
    match part.annotation:
        case Constants(values=(only,)) if default:
            default = repr(only)
        case _:
            pass
    wire = part.spec_name if isinstance(part, FieldPlan) else ""
    return Item(
        name=str(part.name), type=part.annotation, default=default, aliases=aliases, wire=wire
    )

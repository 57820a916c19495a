"""A package of models alone, in a flavour that datamodel-code-generator prints.

In: the Api, its Names and a flavour. Out: the plan of the small files and the module of models,
ready to be laid out. What was printed is looked at like what we print: a class that isn't ours by
name, one that is missing, or a statement that has no business in a module of models refuses all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dfnsgen.flavors.class_names import clear_of_imports, for_the_meantime
from dfnsgen.flavors.datamodel_code import FlavorFault, print_models
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.passes import (
    alias_of,
    drop_head,
    drop_rebuilds,
    import_used,
    name_compile,
    put_in_place,
    write_null_once,
)
from dfnsgen.flavors.rewriting import Module, Pass, rewrite
from dfnsgen.flavors.structs import complete_classes, decode_untagged, drop_descriptions
from dfnsgen.flavors.tags import tagged_api
from dfnsgen.flavors.typed import TypedDocument, typed_document
from dfnsgen.model.api import Api
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan, PackagePlan
from dfnsgen.python.source.source import Source, docstring, literal
from dfnsgen.render.package import generated_from
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.structure import check_structure

_MODELS = "models.py"
_CALLS = ("Annotated", "ConfigDict", "Field", "Meta", "TypeAliasType", "TypedDict", "field")
_NEEDED = ("typing.ClassVar", "typing.Literal", "typing.TYPE_CHECKING", ".codec.Untagged")
_CODEC = ("decode", "decode_union", "encode")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlavoredPackage:
    """A package of models: what `render` prints of it, and the models, not laid out yet."""

    plan: PackagePlan
    models: RenderedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """What the package's `__init__.py` says."""

    imports: tuple[Source, ...]
    version: Source
    names: tuple[Source, ...]


def flavored_package(api: Api, names: Names, flavor: Flavor, package: str) -> FlavoredPackage:
    """Return the package; raises FlavorFault or StructureFault, bugs of ours."""
    text = models_text(api, names, flavor)
    head = docstring(
        f"The types of the API, as {flavor.value} has them.\n\n{generated_from(api.title)}",
        indent=0,
    )
    plan = PackagePlan(
        package=package,
        title=api.title,
        version=api.version,
        files=tuple(_files(api, flavor)),
        names=tuple(names.definitions.items()),
    )
    return FlavoredPackage(plan=plan, models=RenderedFile(path=_MODELS, text=f"{head}\n\n{text}"))


def models_text(api: Api, names: Names, flavor: Flavor) -> str:
    """Return the module of models, checked; raises FlavorFault or StructureFault."""
    if not names.definitions:
        return "from __future__ import annotations\n"
    names = clear_of_imports(names)
    unions: frozenset[str] = frozenset()
    if flavor is Flavor.MSGSPEC:
        tagged = tagged_api(api, names)
        api, names, unions = tagged.api, tagged.names, tagged.untagged
    names, ours = for_the_meantime(names)
    untagged = frozenset(names.definitions[key] for key in unions)
    document = typed_document(api, names)
    text = rewrite(print_models(document, flavor), *_passes(document, flavor, untagged))
    _check(text, document)
    for name in ours:
        text = re.sub(rf"\b{name}\b", ours[name], text)
    return text


def _passes(document: TypedDocument, flavor: Flavor, untagged: frozenset[str]) -> Iterator[Pass]:
    yield drop_head
    yield drop_rebuilds
    if flavor is Flavor.MSGSPEC:
        yield drop_descriptions
    yield put_in_place(document.in_place)
    yield write_null_once
    yield name_compile
    if flavor is Flavor.MSGSPEC:
        yield complete_classes(document.closed, document.fields)
        yield decode_untagged(untagged)
    yield import_used(*_NEEDED)


def _check(text: str, document: TypedDocument) -> None:
    """Compare what was printed with what was asked for, by name and by kind of statement."""
    body = Module(text).tree.body
    classes = tuple(found.name for found in body if isinstance(found, ast.ClassDef))
    declared = {*classes, *_aliases(body)}
    asked = document.schemas.keys() - document.in_place
    if declared != asked:
        names = ", ".join(sorted(declared ^ asked))
        raise FlavorFault(f"datamodel-code-generator: these names differ from ours: {names}")
    check_structure(_MODELS, text, classes, (*_CALLS, "re.compile"))


def _aliases(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        alias = alias_of(statement)
        if alias is not None:
            yield alias[0]
        elif isinstance(statement, ast.If):
            yield from _aliases(statement.body)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id  # a TypedDict whose keys are no identifiers


def _files(api: Api, flavor: Flavor) -> Iterator[FilePlan]:
    codec = _CODEC if flavor is Flavor.MSGSPEC else ()
    lines = (Source("from .codec import decode, decode_union, encode"),) if codec else ()
    yield FilePlan(
        path="__init__.py",
        template="flavors/__init__.py.jinja",
        context=FrontDoor(
            imports=lines,
            version=literal(api.version),
            names=tuple(literal(name) for name in sorted(("SPEC_VERSION", *codec))),
        ),
        about="The types of the API, in the module `models`.",
        expected=(),
    )
    if codec:
        yield FilePlan(
            path="codec.py",
            template="flavors/codec.py.jinja",
            context=None,
            about="JSON for these models: msgspec, and the unions that it can't tell apart.",
            expected=(
                "Untagged",
                "variants",
                "_is_of",
                "_has_tag",
                "decode_union",
                *["decode"] * 3,
            ),
        )

"""A package with models of a flavour that datamodel-code-generator prints.

In: the Api, its Names and a flavour. Out: the plan of the small files and the module of models,
ready to be laid out. What was printed is looked at like what we print: a class that isn't ours by
name, one that is missing, or a statement that has no business in a module of models refuses all.
Models of pydantic come with the client, others alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.flavors.class_names import clear_of_imports
from dfnsgen.flavors.datamodel_code import FlavorFault, print_models
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.in_place import PrintedModule, put_in_place
from dfnsgen.flavors.tags import tagged_api
from dfnsgen.flavors.typed import TypedDocument, typed_document
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.python.codecs.codecs import CodecsPlan, built_otherwise
from dfnsgen.python.names.names import Names
from dfnsgen.python.package import plan_package
from dfnsgen.python.plan import FilePlan, FrontDoor, PackagePlan, PlanOptions
from dfnsgen.python.source.imports import import_lines
from dfnsgen.python.source.source import Import, Source, docstring, imported, literal
from dfnsgen.render.package import generated_from
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.structure import check_structure

_MODELS = "models.py"
_BUILT = imported("._runtime._pydantic", "built")
_CALLS = (
    "Annotated",
    "ConfigDict",
    "Field",
    "Meta",
    "TypeAliasType",
    "TypedDict",
    "field",
    "re.compile",
)
_CODEC = ("decode", "decode_union", "encode")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlavoredPackage:
    """A package of models: what `render` prints of it, and the models, not laid out yet."""

    plan: PackagePlan
    models: RenderedFile


def flavored_package(api: Api, names: Names, flavor: Flavor, package: str) -> FlavoredPackage:
    """Return the package; raises FlavorFault or StructureFault, bugs of ours."""
    text = models_text(api, names, flavor)
    plan = PackagePlan(
        package=package,
        title=api.title,
        version=api.version,
        files=tuple(_files(api, flavor)),
        names=tuple(names.definitions.items()),
    )
    return FlavoredPackage(plan=plan, models=_models_file(api, flavor, text))


def _models_file(api: Api, flavor: Flavor, text: str) -> RenderedFile:
    head = docstring(
        f"The types of the API, as {flavor.value} has them.\n\n{generated_from(api.title)}",
        indent=0,
    )
    return RenderedFile(path=_MODELS, text=f"{head}\n\n{text}")


def pydantic_package(
    api: Api,
    names: Names,
    options: PlanOptions,
    *,
    testing: bool = False,
    preferred: Mapping[str, list[JsonValue]] | None = None,
    letter: Api | None = None,
) -> FlavoredPackage:
    """Return a package with models of pydantic and the client of our own; raises like the other.

    All but the models and what builds them is as it is beside our own models. See `plan_package`
    for the arguments; in the options texts stay texts, and enums are constants. Names are clear of
    what the models import.
    """
    plan = plan_package(api, names, options, testing=testing, preferred=preferred, letter=letter)
    files = tuple(
        _with_built(file) for file in plan.files if file.path not in (_MODELS, "_writers.py")
    )
    text = models_text(api, names, Flavor.PYDANTIC, client=True)
    return FlavoredPackage(
        plan=replace(plan, files=files), models=_models_file(api, Flavor.PYDANTIC, text)
    )


def _with_built(file: FilePlan) -> FilePlan:
    """Let pydantic build what the codecs build."""
    if file.path != "codecs.py" or not isinstance(file.context, CodecsPlan):
        return file
    context = built_otherwise(file.context, _BUILT)
    own = ("sent_formats",) if context.values else ()
    return replace(
        file, context=context, expected=(*own, "__getattr__"), calls=(*file.calls, "built")
    )


def models_text(api: Api, names: Names, flavor: Flavor, *, client: bool = False) -> str:
    """Return the module of models, checked; raises FlavorFault or StructureFault."""
    if not names.definitions:
        return "from __future__ import annotations\n"
    names = clear_of_imports(names)
    if flavor is Flavor.MSGSPEC:
        tagged = tagged_api(api, names)
        document = typed_document(tagged.api, tagged.names, flavor, tagged.tags, tagged.untagged)
    else:
        document = typed_document(api, names, flavor, client=client)
    own_import = _own_import(document)
    printed = put_in_place(print_models(document, flavor), document.in_place, own_import)
    _check(printed, document)
    return printed.text


def _own_import(document: TypedDocument) -> Source | None:
    """Return what the models need of their package."""
    if any(notes.methods for notes in document.notes.values()):
        return Source("from ._runtime._pydantic import Model")
    untagged = any(notes.untagged for notes in document.notes.values())
    return Source("from .codec import Untagged") if untagged else None


def _check(printed: PrintedModule, document: TypedDocument) -> None:
    """Compare what was printed with what was asked for, by name and by kind of statement."""
    different = {*printed.classes, *printed.aliases} ^ (document.schemas.keys() - document.in_place)
    if different:
        names = ", ".join(sorted(different))
        raise FlavorFault(f"datamodel-code-generator: these names differ from ours: {names}")
    check_structure(_MODELS, printed.text, printed.classes, _CALLS)


def _files(api: Api, flavor: Flavor) -> Iterator[FilePlan]:
    codec = _CODEC if flavor is Flavor.MSGSPEC else ()
    yield FilePlan(
        path="__init__.py",
        template="flavors/__init__.py.jinja",
        context=FrontDoor(
            imports=import_lines(Import(".codec", name) for name in codec),
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

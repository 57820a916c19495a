"""The plan of a whole package: models, checks, codecs, validators, schemas, and the client.

In: the API and its names. Out: a PackagePlan, with one FilePlan for each module. Without a client
all of it stands on the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.profiles.known import profile_of
from dfnsgen.python.checks.checks import checks_file, plan_checks
from dfnsgen.python.client.client import plan_client_files
from dfnsgen.python.codecs.codecs import codec_files, plan_codecs
from dfnsgen.python.codecs.letter import plan_letter
from dfnsgen.python.codecs.uses import Uses, plan_uses
from dfnsgen.python.codecs.writers import plan_writers, writers_file
from dfnsgen.python.models.enum_classes import with_enum_classes
from dfnsgen.python.models.models import models_file, plan_models
from dfnsgen.python.models.opened import opened
from dfnsgen.python.models.values import with_values
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import THIS_PACKAGE, FilePlan, FrontDoor, PackagePlan, PlanOptions
from dfnsgen.python.source.imports import import_lines
from dfnsgen.python.source.source import Import, literal
from dfnsgen.python.testing.document import plan_testing

_OFFERED = (
    *(Import(".", module) for module in ("codecs", "models", "validators")),
    *(
        Import("._runtime._issues", name)
        for name in ("Issue", "UnreadableValue", "ValidationError")
    ),
    *(Import("._runtime._model", name) for name in ("UNSET", "UnknownVariant", "Unset")),
    *(Import("._runtime._unknown", name) for name in ("UnknownInteger", "UnknownText")),
)
"""What `__init__` offers where there is no client."""


def plan_package(
    api: Api,
    names: Names,
    options: PlanOptions,
    *,
    client: bool = True,
    testing: bool = False,
    preferred: Mapping[str, list[JsonValue]] | None = None,
    letter: Api | None = None,
) -> PackagePlan:
    """Return the plan of all files, those that make calls only with a `client`.

    With `testing`, the client has a fake server beside it, which answers what is `preferred` first.

    The API's own conventions are told by its servers. `letter` is the API to the letter, for
    VALIDATORS, where `api` is what is meant.
    """
    profile = profile_of(api)
    api, names = in_python(api, names, options)
    uses = plan_uses(api, names)
    model_files = plan_model_files(api, names, uses, options, letter)
    front = plan_client_files(api, names, uses, profile, options) if client else _front_door(api)
    if client and testing:
        front = (*front, plan_testing(api, letter or api, options.package, profile, preferred))
    return PackagePlan(
        package=options.package,
        title=api.title,
        version=api.version,
        files=(*model_files, *front),
        names=tuple(names.definitions.items()),
    )


def in_python(api: Api, names: Names, options: PlanOptions) -> tuple[Api, Names]:
    """Return an Api with the types that are asked for, and the names of those."""
    if options.enum_classes:
        api, names = with_enum_classes(api, names, _open_keys(api, options))
    return with_values(api, as_text=options.as_text, decimals=options.decimals), names


def _open_keys(api: Api, options: PlanOptions) -> frozenset[str]:
    return frozenset[str]() if options.closed else opened(api)


def plan_model_files(
    api: Api, names: Names, uses: Uses, options: PlanOptions, letter: Api | None = None
) -> tuple[FilePlan, ...]:
    """Return the plans of all modules that know the API's types."""
    further = {codec.py_name: codec.schema for codec in uses.further}
    checks = plan_checks(api, names, further, formats=options.formats)
    exact = replace(plan_letter(api, letter or api), is_exact=options.letter)
    codecs = plan_codecs(api, names, uses, checks, exact, options)
    open_keys = _open_keys(api, options)
    models = models_file(plan_models(api, names, uses.fields, open_keys, options.mixins))
    writers = writers_file(plan_writers(api, names, uses.fields))
    return models, checks_file(checks), *codec_files(codecs), writers


def _front_door(api: Api) -> tuple[FilePlan]:
    offered = sorted(("SPEC_VERSION", *(name for _, name in _OFFERED)))
    context = FrontDoor(
        imports=import_lines((*_OFFERED, *THIS_PACKAGE.needs)),
        version=literal(api.version),
        names=tuple(map(literal, offered)),
        package=THIS_PACKAGE,
    )
    return (
        FilePlan(
            path="__init__.py",
            template="flavors/__init__.py.jinja",
            context=context,
            about=f"{api.title} {api.version}: models and validators.",
            calls=("package",),
        ),
    )

"""The plan of a package without a client: models, codecs and validators, on the standard library.

In: the API and its names. Out: a PackagePlan.
"""

from __future__ import annotations

from dataclasses import dataclass

from dfnsgen.model.api import Api
from dfnsgen.python.names.names import Names
from dfnsgen.python.package import plan_model_files
from dfnsgen.python.plan import FilePlan, PackagePlan, PlanOptions
from dfnsgen.python.source.source import Source, literal

_IMPORTS = (
    Source("from . import codecs, models, validators"),
    Source("from ._runtime._issues import Issue, ValidationError"),
    Source("from ._runtime._model import UNSET, UnknownVariant, Unset"),
)
_NAMES = (
    "Issue SPEC_VERSION UNSET UnknownVariant Unset ValidationError codecs models validators"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """What `__init__` imports and offers."""

    imports: tuple[Source, ...]
    version: Source
    names: tuple[Source, ...]


def plan_without_client(api: Api, names: Names, options: PlanOptions) -> PackagePlan:
    """Return the plan of all files but those that make calls."""
    model_files, _ = plan_model_files(api, names, formats=options.formats)
    init = FilePlan(
        path="__init__.py",
        template="flavors/__init__.py.jinja",
        context=FrontDoor(
            imports=_IMPORTS,
            version=literal(api.version),
            names=tuple(literal(name) for name in _NAMES),
        ),
        about=f"{api.title} {api.version}: models and validators.",
        expected=(),
    )
    return PackagePlan(
        package=options.package,
        title=api.title,
        version=api.version,
        files=(*model_files, init),
        names=tuple(names.definitions.items()),
    )

"""Types that versions of an API have in common, each in one place.

In: the plans of the versions' packages. Out: the plans in which what is the same in several is
declared once, in a module beside the code that all share, and imported by the `models` of each.
Before: `class Pet` in `v1/models.py` and in `v2/models.py`. After: `class Pet` in
`_runtime/models_v1.py`, and in both `from .._runtime.models_v1 import Pet as Pet`.

A module is called after the first version that has what it declares, and describes it as that one
does: what a new version adds doesn't move the types of those before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dfnsgen.model.api import Api
from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.models.models import (
    CommonTypes,
    ModelsPlan,
    models_file,
    names_of_declaration,
    with_declarations,
)
from dfnsgen.python.names.names import Names
from dfnsgen.python.package import in_python
from dfnsgen.python.plan import FilePlan, PackagePlan, PlanOptions
from dfnsgen.python.source.source import identifier, literal
from dfnsgen.python.versions.structures import Structure, colors, structures

_Context = TypeVar("_Context")
_Homes = Mapping[str, str]
"""The package that the module of a type in common is called after, by the type's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A package that is planned, and the API, names and options that it was planned with."""

    api: Api
    names: Names
    options: PlanOptions
    plan: PackagePlan

    def key_of(self, name: str) -> str:
        """Return the key of the definition that a class is of."""
        return next(key for key, one in self.names.definitions.items() if one == name)


def in_common(versions: Sequence[Version]) -> tuple[PackagePlan, ...]:
    """Return the plans of versions, in their order, that share their code, and now their types.

    Versions that were planned with different options have nothing in common.
    """
    if len({replace(version.options, package="") for version in versions}) != 1:
        return tuple(version.plan for version in versions)
    homes = _homes(versions)
    users: dict[str, list[str]] = {}
    for package, own in homes.items():
        for home in dict.fromkeys(own.values()):
            users.setdefault(home, []).append(package)
    modules = {
        version.plan.package: _module(version.plan, homes, users[version.plan.package])
        for version in versions
        if version.plan.package in users
    }
    plans = [version.plan for version in versions]
    return tuple(_parted(plan, homes[plan.package], modules) for plan in plans)


def _homes(versions: Sequence[Version]) -> dict[str, _Homes]:
    """Return for each package the homes of those types that another one has, too."""
    found = colors([_structures(version) for version in versions])
    holders: dict[str, list[str]] = {}
    for version, own in zip(versions, found, strict=True):
        for color in own.values():
            holders.setdefault(color, []).append(version.plan.package)
    return {
        version.plan.package: {
            name: holders[color][0] for name, color in own.items() if len(holders[color]) > 1
        }
        for version, own in zip(versions, found, strict=True)
    }


def _structures(version: Version) -> Mapping[str, Structure]:
    api, names = in_python(version.api, version.names, version.options)
    models, codecs = models_of(version.plan), _context(version.plan, CodecsPlan)
    return structures(api, names, models.declarations, codecs)


def models_of(plan: PackagePlan) -> ModelsPlan:
    """Return the plan of a package's `models.py`."""
    return _context(plan, ModelsPlan)


def _context(plan: PackagePlan, kind: type[_Context]) -> _Context:
    """Return what the one file of a kind is printed from."""
    return next(file.context for file in plan.files if isinstance(file.context, kind))


def _module(plan: PackagePlan, homes: Mapping[str, _Homes], users: Sequence[str]) -> FilePlan:
    """Return the plan of the module that is called after a package, for those that use it."""
    models, package = models_of(plan), plan.package
    own = [one for one in models.declarations if homes[package].get(str(one.name)) == package]
    named = {name for one in own for name in names_of_declaration(one)}
    elsewhere = {
        name: home for name, home in homes[package].items() if home != package and name in named
    }
    context = with_declarations(replace(models, former=()), own, _imported(elsewhere))
    context = replace(context, users=tuple(map(literal, users)))
    file = models_file(context)
    return replace(
        file,
        path=f"{_name(package)}.py",
        about=f"Types of {package} that other versions have in common with it.",
        calls=(*file.calls, "shared_by"),
        title=plan.title,
    )


def _parted(plan: PackagePlan, homes: _Homes, modules: Mapping[str, FilePlan]) -> PackagePlan:
    """Return the plan of a package that imports what it has in common with others."""
    models = models_of(plan)
    own = [one for one in models.declarations if str(one.name) not in homes]
    context = with_declarations(models, own, _imported(homes))
    changed = models_file(context)
    return replace(
        plan,
        files=tuple(changed if file.path == changed.path else file for file in plan.files),
        common=tuple(modules[home] for home in sorted({*homes.values()})),
    )


def _imported(homes: _Homes) -> Iterator[CommonTypes]:
    """Yield the types in common by their modules, in the order of the names."""
    for home in sorted({*homes.values()}):
        names = sorted(name for name, place in homes.items() if place == home)
        yield CommonTypes(module=identifier(_name(home)), names=tuple(map(identifier, names)))


def _name(package: str) -> str:
    return f"models_{package}"

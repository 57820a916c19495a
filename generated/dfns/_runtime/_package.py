# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The door from the fixed code to the printed modules, which are imported when first needed.

In: the name of a package, or of a printed module. Out: the Package, which gives the others. Several
packages may share this code; each has its own modules, and makes itself known in its `__init__`.
The printed modules import the fixed code; were they imported with it, these imports would run in a
circle.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any, Final, Literal

Printed = Literal["codecs", "dicts", "models", "_schemas", "_writers"]


class Package:
    """One package that uses this code; `name` is its dotted name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def printed(self, name: Printed) -> Any:
        """Return a printed module of this package."""
        return import_module(f"{self.name}.{name}")


_packages: Final[dict[str, Package]] = {}
_of_models: Final[dict[str, Package]] = {}
_users: Final[dict[str, tuple[str, ...]]] = {}
_OURS: Final = __name__.rpartition(".")[0]


def package(name: str) -> Package:
    """Return the package of a name; it is known from now on."""
    if name not in _packages:
        _packages[name] = _of_models[f"{name}.models"] = Package(name)
    return _packages[name]


def shared_by(module: str, *names: str) -> tuple[str, ...]:
    """Let packages beside this code have the types of a module in common; return their names."""
    beside = _OURS.rpartition(".")[0]
    _users[module] = tuple(f"{beside}.{name}" for name in names)
    return _users[module]


def package_beside(module: str) -> Package:
    """Return the package in whose own folder a printed module lies, or that has its types."""
    return package_of_models(module) or package(module.rpartition(".")[0])


def package_above(module: str) -> Package:
    """Return the package that a printed module lies in, at any depth."""
    name = module.rpartition(".")[0]
    while name and name not in _packages:
        name = name.rpartition(".")[0]
    return _packages[name]


def package_of_models(module: str) -> Package | None:
    """Return the package whose models a module holds, None for any other module.

    What several have in common is the same in each: the first that is imported will do.
    """
    found = _of_models.get(module)
    if found is None and module in _users:
        found = _of_models[module] = package(_imported(_users[module]))
    return found


def _imported(names: tuple[str, ...]) -> str:
    """Return the first package that is imported, or can be: one may have been removed since."""
    for name in names:
        if name in _packages:
            return name
    for name in names[:-1]:
        with suppress(ModuleNotFoundError):
            return import_module(name).__name__
    return import_module(names[-1]).__name__


def is_ours(module: str) -> bool:
    """Whether a module is a part of this code, or of a package that uses it."""
    while module:
        if module in _packages or module == _OURS:
            return True
        module = module.rpartition(".")[0]
    return False


class Later(ModuleType):
    """A printed module that only type checkers look into, imported when something asks for it.

    So `typing.get_type_hints` finds what annotations name, and nobody else pays for it.
    """

    def __init__(self, name: Printed, below: str) -> None:
        super().__init__(name)
        self._below: Final = below
        self._name: Final = name

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":  # What Python itself asks for, to show the module for one.
            raise AttributeError(name)
        return getattr(package_above(self._below).printed(self._name), name)

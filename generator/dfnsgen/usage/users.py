"""The code that uses an API's bindings, and the packages that it uses them by.

In: a folder, the name by which its code imports the package, the API. Out: the packages there, and
a search of the code for what a step touches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.diff.report.used import Usage
from dfnsgen.model.api import Api
from dfnsgen.pipeline import remembered
from dfnsgen.python.names.memory import NOTHING, Memory
from dfnsgen.render.writing.lock import LOCK_NAME, packages_below
from dfnsgen.usage.usage import find_usage

NO_FOLDER = Rule.error(
    "usage-no-folder",
    "{folder} is not a folder",
    remedy="name the folder of the code that uses the bindings",
)
NO_PACKAGE = Rule.error(
    "usage-no-package",
    "{folder} holds no package that dfnsgen made of {title!r}",
    remedy="say how the code imports it: --package app._vendor.dfns",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """A folder of code. `packages` are those in it; `dotted` is one that is installed elsewhere.

    `named` is the folder as the user names it.
    """

    folder: Path
    named: str
    packages: tuple[Path, ...]
    dotted: str = ""

    @property
    def memory(self) -> Memory:
        """What the package's lock remembers of names: those that the code knows."""
        return remembered(self.packages[0]) if self.packages else NOTHING

    def search(self, changes: Iterable[BindingChange], before: Surface) -> Usage:
        """Return where the code uses what changes."""
        several = tuple(changes)
        found = [
            find_usage(self.folder, one, several, before, dotted=self.dotted)
            for one in self.packages or (None,)
        ]
        keys = dict.fromkeys(key for usage in found for key in usage.calls)
        return Usage(
            folder=self.named,
            places=tuple(place for usage in found for place in usage.places),
            calls={
                key: tuple(call for usage in found for call in usage.calls.get(key, ()))
                for key in keys
            },
            unread=found[0].unread,
        )


def find_users(folder: Path, dotted: str, old: Api) -> Users:
    """Return the code in a folder, and its packages of an API. Raises Refused where it has none."""
    if not folder.is_dir():
        raise Refused(NO_FOLDER.found(Location(source=str(folder)), folder=str(folder)))
    named, folder = folder.as_posix(), folder.resolve()
    if dotted:
        inside = folder.joinpath(*dotted.split("."))
        if (inside / LOCK_NAME).is_file():
            return Users(folder=folder, named=named, packages=(inside,))
        return Users(folder=folder, named=named, packages=(), dotted=dotted)
    packages = tuple(_packages(folder, old))
    if not packages:
        at = Location(source=str(folder))
        raise Refused(NO_PACKAGE.found(at, folder=str(folder), title=old.title))
    return Users(folder=folder, named=named, packages=packages)


def _packages(folder: Path, old: Api) -> list[Path]:
    """Return the packages of this version; those of any where there is none."""
    found = [
        (path, lock.version) for path, lock in packages_below(folder) if lock.title == old.title
    ]
    exact = [path for path, version in found if version == old.version]
    return exact or [path for path, _ in found]

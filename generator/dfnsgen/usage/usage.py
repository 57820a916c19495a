"""Where somebody's code uses what changes in an emitted package.

In: a folder of code, the package's name in it, its Surface before, and what changes. Out: places,
each sure or a guess, the calls of each method, and what couldn't be read. What a value is
follows from imports, annotations, calls, assignments and tests; where nothing says what it is, an
attribute of a changed name is listed as a guess.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.diff.report.used import OperationCall, Usage, UsedPlace
from dfnsgen.usage.definitions import Code, Silent
from dfnsgen.usage.expressions import Names
from dfnsgen.usage.kinds import Kind
from dfnsgen.usage.offers import Offers
from dfnsgen.usage.scopes import Walk
from dfnsgen.usage.sources import SourceModule, read_repository
from dfnsgen.usage.touch import Changed, NamespaceUse, Touch
from dfnsgen.usage.touches import Touches

_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedModule:
    """A module, and what in it the changes touch.

    `calls` are the lines where it calls each method; `exports` are the names, each with its
    module, that it reaches through other modules of the code.
    """

    module: SourceModule
    touches: tuple[Touch, ...]
    namespaces: tuple[NamespaceUse, ...]
    calls: Mapping[str, list[int]]
    exports: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The modules of a repository that could be searched, and why others couldn't.

    `exports` are the names that the code's own modules import of each other, by their files.
    """

    modules: tuple[SearchedModule, ...]
    exports: frozenset[tuple[str, str]]
    unread: tuple[tuple[str, str], ...]


def find_usage(
    folder: Path,
    package: Path | None,
    changes: Iterable[BindingChange],
    surface: Surface,
    *,
    dotted: str = "",
) -> Usage:
    """Return the places that breaking changes touch; the package itself is left out.

    `package` is its folder below `folder`; `dotted` is its name where it is installed elsewhere.
    """
    searched = search(folder, package, changes, surface, dotted=dotted)
    places: list[UsedPlace] = []
    calls: dict[str, list[OperationCall]] = {}
    for one in searched.modules:
        places += (place_of(touch, one.module) for touch in one.touches)
        for method, lines in one.calls.items():
            several = [OperationCall(path=one.module.path, line=line) for line in lines]
            calls.setdefault(surface.methods[method].operation, []).extend(several)
    ordered = sorted(places, key=lambda p: (p.path, p.line, not p.sure, p.column, p.change.message))
    return Usage(
        places=tuple(_without_doubles(ordered)),
        calls={operation: tuple(several) for operation, several in sorted(calls.items())},
        unread=searched.unread,
    )


def search(
    folder: Path,
    package: Path | None,
    changes: Iterable[BindingChange],
    surface: Surface,
    *,
    dotted: str = "",
) -> Searched:
    """Return all that is touched, module by module; guesses only where the package is near."""
    repository = read_repository(folder, package, dotted)
    code = Code(repository, Offers(surface))
    changed = Changed(changes)
    modules: list[SearchedModule] = []
    unread = list(repository.unread)
    for module in {module.path: module for module in repository.modules.values()}.values():
        watcher = _TouchWatcher(code, module, changed)
        try:
            Walk(code.expressions, watcher).module(module.tree.body, {})
        except RecursionError:
            unread.append((module.path, "is too deep"))
            continue
        modules.append(watcher.searched())
    paths = {name: module.path for name, module in repository.modules.items()}
    exports = {(paths.get(name, ""), member) for one in modules for name, member in one.exports}
    return Searched(modules=tuple(modules), exports=frozenset(exports), unread=tuple(unread))


def place_of(touch: Touch, module: SourceModule) -> UsedPlace:
    """Return the place of a touch, for reports."""
    line = getattr(touch.node, "lineno", 1)
    code = module.lines[line - 1].strip() if line <= len(module.lines) else ""
    return UsedPlace(
        path=module.path,
        line=line,
        column=getattr(touch.node, "col_offset", 0) + 1,
        what=touch.what,
        code=code[:_LONGEST],
        change=touch.change,
        sure=touch.sure,
    )


def _without_doubles(places: Iterable[UsedPlace]) -> Iterator[UsedPlace]:
    """A change is listed once for each line; the first of two is the surer one."""
    seen: set[tuple[str, int, str]] = set()
    for place in places:
        key = (place.path, place.line, place.change.fingerprint)
        if key not in seen:
            seen.add(key)
            yield place


class _TouchWatcher(Silent):
    """Watches a walk for what is touched."""

    silent = False

    def __init__(self, code: Code, module: SourceModule, changed: Changed) -> None:
        super().__init__(code, module)
        self._module = module
        self._touches = Touches(code.expressions, changed)
        self._exports: set[tuple[str, str]] = set()

    def imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds; those of the package are uses of it."""
        directly = self._code.is_out_of_package(node, self._module)
        self._exports |= self._code.imported_names(node, self._module)
        for name, kind in super().imports(node):
            self._touches.imported(node, kind, directly=directly)
            yield name, kind

    def visit(self, node: ast.AST, names: Names) -> None:
        """Take note of an expression."""
        self._touches.visit(node, names)

    def searched(self) -> SearchedModule:
        """Return what was touched; guesses only where the package is near."""
        found = self._touches
        return SearchedModule(
            module=self._module,
            touches=tuple(touch for touch in found.found if touch.sure or found.near),
            namespaces=tuple(found.namespaces),
            calls=found.calls,
            exports=frozenset(found.exports | self._exports),
        )

"""Where somebody's code uses what changes in an emitted package.

In: a folder of code, the package's name in it, its Surface before, and what changes. Out: places,
each sure or a guess, the calls of each method, and what couldn't be read. What a value is
follows from imports, annotations, calls, assignments and tests; where nothing says what it is, an
attribute of a changed name is listed as a guess.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.diff.report.used import OperationCall, Usage, UsedPlace
from dfnsgen.usage.definitions import Code, Silent
from dfnsgen.usage.expressions import Names
from dfnsgen.usage.kinds import Kind
from dfnsgen.usage.offers import Offers
from dfnsgen.usage.scopes import Walk
from dfnsgen.usage.sources import Repository, SourceModule, read_repository
from dfnsgen.usage.touches import Changed, Touch, Touches

_LONGEST = 80


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
    repository = read_repository(folder, package, dotted)
    code = Code(repository, Offers(surface))
    changed = Changed(changes)
    places: list[UsedPlace] = []
    calls: dict[str, list[OperationCall]] = {}
    unread = list(repository.unread)
    for module in {module.path: module for module in repository.modules.values()}.values():
        watcher = _TouchWatcher(code, module, changed, repository)
        try:
            Walk(code.expressions, watcher).module(module.tree.body, {})
        except RecursionError:
            unread.append((module.path, "is too deep"))
            continue
        places += watcher.places()
        for method, lines in watcher.touches.calls.items():
            several = [OperationCall(path=module.path, line=line) for line in lines]
            calls.setdefault(surface.methods[method].operation, []).extend(several)
    ordered = sorted(places, key=lambda p: (p.path, p.line, not p.sure, p.column, p.change.message))
    return Usage(
        places=tuple(_without_doubles(ordered)),
        calls={operation: tuple(several) for operation, several in sorted(calls.items())},
        unread=tuple(unread),
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

    def __init__(
        self, code: Code, module: SourceModule, changed: Changed, repository: Repository
    ) -> None:
        super().__init__(code, module)
        self._lines = module.lines
        self._path = module.path
        self.touches = Touches(code.expressions, changed)

    def imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds; those of the package are uses of it."""
        for name, kind in super().imports(node):
            self.touches.imported(node, kind)
            yield name, kind

    def visit(self, node: ast.AST, names: Names) -> None:
        """Take note of an expression."""
        self.touches.visit(node, names)

    def places(self) -> Iterator[UsedPlace]:
        """Yield what was touched; guesses only where the package is near."""
        for touch in self.touches.found:
            if touch.sure or self.touches.near:
                yield self._place(touch)

    def _place(self, touch: Touch) -> UsedPlace:
        line = getattr(touch.node, "lineno", 1)
        code = self._lines[line - 1].strip() if line <= len(self._lines) else ""
        return UsedPlace(
            path=self._path,
            line=line,
            column=getattr(touch.node, "col_offset", 0) + 1,
            what=touch.what,
            code=code[:_LONGEST],
            change=touch.change,
            sure=touch.sure,
        )

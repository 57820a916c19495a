"""The Python files of a repository, as modules that import each other and an emitted package.

In: a folder and the package in it. Out: modules with their trees, and what their imports name.
Nothing is imported or run. What can't be read is listed.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dfnsgen.usage.kinds import Foreign, Kind, OwnName, PackagePart, one_of

_SKIPPED = frozenset(
    ("node_modules", "__pycache__", "venv", "env", "build", "dist", "site-packages")
)
_MOST_BYTES = 2_000_000
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceModule:
    """One file: its place in the repository, its dotted name, its tree and its lines."""

    path: str
    name: str
    tree: ast.Module = field(compare=False, repr=False)
    lines: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The modules by name, the dotted names of the package, and the files that can't be read."""

    modules: dict[str, SourceModule]
    packages: frozenset[str]
    unread: tuple[tuple[str, str], ...]


def read_repository(folder: Path, package: Path | None, dotted: str = "") -> Repository:
    """Return a repository; `package` is the emitted package's folder, `dotted` how it is called."""
    modules: dict[str, SourceModule] = {}
    unread: list[tuple[str, str]] = []
    roots = {folder}
    packages = {dotted} if dotted else set[str]()
    for path in _python_files(folder, package, roots):
        name = path.relative_to(folder).as_posix()
        try:
            if path.stat().st_size > _MOST_BYTES:
                unread.append((name, "is too large"))
                continue
            content = path.read_bytes()
            tree = ast.parse(content)
        except (OSError, SyntaxError, ValueError, RecursionError) as error:
            unread.append((name, f"isn't Python that can be read: {type(error).__name__}"))
            continue
        lines = tuple(content.decode("utf-8", "replace").splitlines())
        for dots in _dotted(path.with_suffix(""), roots):
            modules.setdefault(dots, SourceModule(path=name, name=dots, tree=tree, lines=lines))
    if package is not None:
        packages |= set(_dotted(package, roots))
    return Repository(modules=modules, packages=frozenset(packages), unread=tuple(unread))


def _python_files(folder: Path, package: Path | None, roots: set[Path]) -> Iterator[Path]:
    """Yield the files, and note the folders that modules are found from."""
    for found, folders, files in os.walk(folder):
        here = Path(found)
        if here.name == "src" or any(name in files for name in _PROJECT_FILES):
            roots.add(here)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not name.startswith(".") and here / name != package
        )
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


def _dotted(path: Path, roots: set[Path]) -> Iterator[str]:
    """Yield what a module is called, from each folder that it may be found from."""
    if path.name == "__init__":
        path = path.parent
    for root in sorted(roots):
        if path.is_relative_to(root) and path != root:
            yield ".".join(path.relative_to(root).parts)


class ImportedNames:
    """What the imports of modules bind."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def bound(self, node: ast.AST, module: SourceModule) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds, and what they stand for."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, self._kind(alias.name)
                else:
                    head = alias.name.partition(".")[0]
                    yield head, self._kind(head)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, module)
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, self.member(source, alias.name)

    def source(self, node: ast.ImportFrom, module: SourceModule) -> str:
        """Return the whole name of the module that names are imported from."""
        return _absolute(node, module)

    def stars(self, node: ast.ImportFrom, module: SourceModule) -> str:
        """Return the module that all names are imported from, "" where it isn't all."""
        every = any(alias.name == "*" for alias in node.names)
        return _absolute(node, module) if every else ""

    def member(self, source: str, name: str) -> Kind:
        """Return what a module's name stands for, or a module below it."""
        whole = f"{source}.{name}" if source else name
        if self.inside(whole) is not None or whole in self._repository.modules:
            return self._kind(whole)
        if source in self._repository.modules:
            return one_of(OwnName(source, name))
        return self._kind(whole)

    def inside(self, name: str) -> str | None:
        """Return the rest of a dotted name behind the package's own, None for another package."""
        for package in self._repository.packages:
            if name == package:
                return ""
            if name.startswith(f"{package}."):
                return name.removeprefix(f"{package}.")
        return None

    def leads_in(self, name: str) -> bool:
        """Whether a dotted name is a part of the package's own, or of one of our modules'."""
        known = (*self._repository.packages, *self._repository.modules)
        return any(other.startswith(f"{name}.") for other in known)

    def _kind(self, name: str) -> Kind:
        inside = self.inside(name)
        if inside is not None:
            return one_of(PackagePart(inside))
        if name in self._repository.modules or self.leads_in(name):
            return one_of(OwnName(name))
        return one_of(Foreign(name))


def _absolute(node: ast.ImportFrom, module: SourceModule) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    if not module.path.endswith("__init__.py"):
        parts = parts[:-1]
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])

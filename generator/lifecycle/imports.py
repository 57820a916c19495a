"""What names mean in a file that uses an emitted package: by its imports.

In: a module's tree, its own dotted name, the package's. Out: for each name, what of the package it
is: "" for the package itself, `models`, `models.Wallet`, `Client`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def imported_names(tree: ast.Module, module: str, package: str) -> dict[str, str]:
    """Return what each imported name stands for; names of other packages are left out."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(_plain(node, package))
        elif isinstance(node, ast.ImportFrom):
            found.update(_from(node, module, package))
    return found


def _plain(node: ast.Import, package: str) -> Iterator[tuple[str, str]]:
    """`import app.dfns.models` binds `app`; with `as`, the module itself."""
    for alias in node.names:
        inside = _inside(alias.name, package)
        if inside is None:
            continue
        if alias.asname:
            yield alias.asname, inside
        else:
            yield package, ""  # the whole dotted name, as it is written where it is used


def _from(node: ast.ImportFrom, module: str, package: str) -> Iterator[tuple[str, str]]:
    source = _absolute(node, module)
    for alias in node.names:
        inside = _inside(f"{source}.{alias.name}" if source else alias.name, package)
        if inside is not None:
            yield alias.asname or alias.name, inside


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")[: -node.level]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _inside(name: str, package: str) -> str | None:
    if name == package:
        return ""
    return name.removeprefix(f"{package}.") if name.startswith(f"{package}.") else None

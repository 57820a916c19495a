"""Mending the code of a repository where a new version of its package breaks it.

In: the folder of the code, the package's surface before, what changes, which names there are now.
Out: Fixes: files before and after, and what is left. Nothing is written here.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.fixing.choosing import Choosing
from dfnsgen.fixing.result import FixedFile, Fixes, Left
from dfnsgen.fixing.successors import Successors
from dfnsgen.fixing.tree import CannotKeep, Tree
from dfnsgen.usage.usage import SearchedModule, place_of, search

NOT_KEPT = "its file can't be kept byte for byte: {problem}"
LINKED = "its file is a link"
NOT_PYTHON = "the edits of its file don't give Python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package in somebody's repository: its folder, the names by which it is imported there.

    `others` are the folders of further packages that dfnsgen writes.
    """

    folder: Path
    dotted: str = ""
    others: tuple[Path, ...] = ()


def fix_code(
    folder: Path,
    package: Package,
    changes: Iterable[BindingChange],
    before: Surface,
    offered: Collection[str],
) -> Fixes:
    """Return what mends the code below a folder; `offered` are the types and methods of now."""
    several = tuple(changes)
    found = search(folder, package.folder, several, before, dotted=package.dotted)
    successors = Successors(several, before, offered)
    files: list[FixedFile] = []
    left: list[Left] = []
    for searched in found.modules:
        path = folder / searched.module.path
        if not searched.touches and not searched.namespaces:
            continue
        if any(path.is_relative_to(other) for other in package.others):
            continue
        exported = frozenset(n for p, n in found.exports if p == searched.module.path)
        file, unfixed = _fixed(path, searched, successors, before, exported)
        files += [file] if file else []
        left += unfixed
    left.sort(key=lambda one: (one.place.path, one.place.line, one.place.column))
    return Fixes(files=tuple(files), left=tuple(left), unread=found.unread)


def _fixed(
    path: Path,
    searched: SearchedModule,
    successors: Successors,
    before: Surface,
    exported: frozenset[str],
) -> tuple[FixedFile | None, list[Left]]:
    """Return a file as it should be, None where nothing of it changes, and what is left."""
    module = searched.module
    content = path.read_bytes()
    if path.is_symlink():
        return None, _all(searched, LINKED)
    try:
        tree = Tree(content)
    except CannotKeep as error:
        return None, _all(searched, NOT_KEPT.format(problem=error))
    if path.name == "__init__.py":
        exported |= {name for touch in searched.touches if (name := touch.what.rpartition(".")[2])}
    choosing = Choosing(tree, successors, before, exported)
    chosen = list(choosing.choose(searched.touches, searched.namespaces))
    after = tree.edited()
    left = [
        Left(place=place_of(one.touch, module), reason=one.reason, is_marked=one.is_marked)
        for one in chosen
        if one.reason
    ]
    if after == content:
        return None, left
    try:
        ast.parse(after)
    except (SyntaxError, ValueError, RecursionError):
        return None, _all(searched, NOT_PYTHON)
    places = tuple(place_of(one.touch, module) for one in chosen if not one.reason)
    return FixedFile(path=module.path, before=content, after=after, places=places), left


def _all(searched: SearchedModule, reason: str) -> list[Left]:
    return [
        Left(place=place_of(touch, searched.module), reason=reason) for touch in searched.touches
    ]

"""From a line of an emitted package to the place in the document, and back: by names.

In: a package with its lock, and a line of a file in it, or a JSON pointer. Out: Spots. The lock
says which pointer each class is made from; where a name stands is read in the files, so that no
line number is kept anywhere.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dfnsgen.lifecycle.declared import MODELS, declared_name, imported_types, parsed
from dfnsgen.pointers import child, key_of, tokens
from dfnsgen.python.models.wire_names import WireNames
from dfnsgen.render.writing.lock import LOCK_NAME, Lock, readable_lock

_METHODS = frozenset("get put post delete options head patch trace query".split())
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A thing of a package, where it stands, and the pointer that it is made from.

    The pointer of an operation is its method and path: that is what the lock knows it by. `holder`
    is the class of a method.
    """

    name: str
    holder: str = ""
    file: Path
    line: int
    pointer: str


def packages_of(file: Path) -> tuple[Path, ...]:
    """Return the package of dfnsgen that a file is in; those that share it, where several do."""
    folder = next((folder for folder in file.parents if (folder / LOCK_NAME).is_file()), None)
    lock = None if folder is None else readable_lock(folder)
    if folder is None or lock is None:
        return ()
    return tuple(folder.parent / name for name in lock.users) or (folder,)


def spot_at(package: Path, lock: Lock, file: Path, line: int) -> Spot | None:
    """Return the smallest thing that stands on a line; None where there is none."""
    found: Spot | None = None
    for spot, last in _spots(package, lock, file):
        if spot.line <= line <= last:
            found = spot
    return found


def spots_of(package: Path, lock: Lock, place: str) -> tuple[Spot, ...]:
    """Return what is made from a pointer, or from an operation: `GET /wallets/{id}`.

    Of an operation those are the methods alone, each of a class once, whatever its overloads.
    """
    sought = _known(place)
    found: dict[tuple[str, str], Spot] = {}
    for file in _files(package):
        for spot, _ in _spots(package, lock, file):
            if _known(spot.pointer) == sought and not spot.name.endswith(")"):
                found.setdefault((spot.holder, spot.name), spot)
    return tuple(found.values())


def _known(place: str) -> str:
    """Return a place as what it is compared by; an operation whatever its parameters are called."""
    parts = tokens(key_of(place))
    if place.startswith("#/paths/") and len(parts) == 3 and parts[2] in _METHODS:
        place = f"{parts[2].upper()} {parts[1]}"
    return place if place.startswith("#") else re.sub(r"{[^{}]*}", "{}", place)


def _files(package: Path) -> dict[Path, frozenset[str] | None]:
    """Return the files that hold something of the document, and what of them is the package's.

    All of its own files are, of those that it shares what its `models.py` imports.
    """
    models = package / MODELS
    text = models.read_text(encoding="utf-8") if models.is_file() else ""
    shared = {
        Path(os.path.normpath(package / path)): names
        for path, names in imported_types(parsed(text)).items()
    }
    return {models: None, **shared, **dict.fromkeys(sorted((package / "client").glob("[!_]*.py")))}


def _spots(package: Path, lock: Lock, file: Path) -> Iterator[tuple[Spot, int]]:
    """Yield all things of a file with their last lines, the outer ones first."""
    files = _files(package)
    if file not in files or not file.is_file():
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if file.parent.name == "client":
        yield from _methods(tree, lock, file)
    else:
        yield from _types(tree, lock, file, files[file])


def _types(
    tree: ast.Module, lock: Lock, file: Path, own: frozenset[str] | None
) -> Iterator[tuple[Spot, int]]:
    pointers = {name: pointer for pointer, name in reversed([*lock.names.items()])}
    pointers |= lock.aliases
    # What the document names of an enum or union stands apart from what may come besides.
    pointers = {f"Known{name}": pointer for name, pointer in pointers.items()} | pointers
    wire = WireNames(spelling=lock.spelling, fields=lock.fields)
    for node in tree.body:
        name = declared_name(node)
        if name not in pointers or (own is not None and name not in own):
            continue
        at = pointers[name]
        yield _spot(node, name, file, at)
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            field = declared_name(inner)
            if field and lock.spelling:
                place = child(at, "properties", wire.of(name, field))
                yield _spot(inner, f"{name}.{field}", file, place)


def _methods(tree: ast.Module, lock: Lock, file: Path) -> Iterator[tuple[Spot, int]]:
    operations = {method: key for key, method in lock.operations.items()}
    for holder in tree.body:
        if not isinstance(holder, ast.ClassDef):
            continue
        for node in holder.body:
            method = f"{file.stem}.{node.name}" if isinstance(node, _Function) else ""
            if isinstance(node, _Function) and method in operations:
                spot, last = _spot(node, method, file, operations[method])
                yield replace(spot, holder=holder.name), last
                several = (*node.args.posonlyargs, *node.args.args[1:], *node.args.kwonlyargs)
                for one in several:
                    yield _spot(one, f"{method}({one.arg}=…)", file, operations[method])


def _spot(node: ast.stmt | ast.arg, name: str, file: Path, pointer: str) -> tuple[Spot, int]:
    line = node.lineno
    return Spot(name=name, file=file, line=line, pointer=pointer), node.end_lineno or line

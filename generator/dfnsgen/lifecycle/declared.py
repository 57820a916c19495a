"""Where the types of a package are declared: in its own `models.py`, or beside it.

In: the text of `models.py`. Out: the files that it imports types from, which versions side by side
have in common, each with the names of those types. A file may hold others, which are not its own.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from dfnsgen.render.writing.lock import SHARED_NAME, Lock, is_shared
from dfnsgen.render.writing.package_state import is_plain_file

MODELS = "models.py"
_BESIDE = f"{SHARED_NAME}.models_"


def imported_types(body: list[ast.stmt]) -> dict[str, frozenset[str]]:
    """Return the types that `models.py` imports, by file: `../_runtime/models_v1.py`."""
    return {
        f"../{node.module.replace('.', '/')}.py": frozenset(name.name for name in node.names)
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_BESIDE)
    }


def parsed(text: str) -> list[ast.stmt]:
    """Return the statements of a module; one that isn't Python has none."""
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return []


def with_imported(texts: Mapping[str, str]) -> list[ast.stmt]:
    """Return the statements of `models.py` with those that declare what it imports of types.

    `texts` are those of a package, by path, and of what it shares.
    """
    own = parsed(texts.get(MODELS, ""))
    shared = [
        node
        for path, names in imported_types(own).items()
        for node in parsed(texts.get(path, ""))
        if declared_name(node) in names
    ]
    return [*shared, *own]


def declared_name(node: ast.stmt) -> str:
    """Return the name that a statement declares, "" where it declares none."""
    match node:
        case ast.ClassDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""


def texts_on_disk(package: Path, lock: Lock) -> dict[str, str]:
    """Return the modules of a package that was written, and of what it shares, by path."""
    found = {
        path: _read(package / path)
        for path in lock.files
        if path.endswith(".py") and is_plain_file(package, path)
    }
    beside = imported_types(parsed(found.get(MODELS, ""))) if is_shared(lock) else ()
    return found | {path: _read(package / path) for path in beside if (package / path).is_file()}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

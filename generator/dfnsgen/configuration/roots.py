"""The folders that references of a document may lead to.

In: the document's folder, resolved, and the one that was asked for. Out: folders. What may be read
is judged by these alone, for a document as for the lock that remembers its files.
"""

from __future__ import annotations

from pathlib import Path


def roots_of(folder: Path, root: Path | None) -> tuple[Path, ...]:
    """Return the document's folder, the working one around it, and the one asked for."""
    working = Path.cwd()
    around = (working,) if folder.is_relative_to(working) else ()
    return (folder, *around, *((root.resolve(),) if root is not None else ()))

"""What stands in a package's folder, compared with its lock and with what would be written.

In: a folder, its lock, rendered files. Out: names of files, in groups. Nothing is written here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.render.writing.lock import LOCK_NAME, SHARED_NAME, Lock, hash_of_file, readable_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageState:
    """The files of a package as they stand: paths relative to it, sorted.

    `found` are the hashes of the files that the lock lists, or that are to be written. `kept` are
    as the lock's edits left them, `edited` have others. `foreign` are files that dfnsgen didn't
    write.
    """

    found: Mapping[str, str]
    edited: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def package_state(package: Path, lock: Lock | None, planned: Mapping[str, str]) -> PackageState:
    """Compare a folder with its lock; `planned` are the hashes of what is to be written."""
    written: Mapping[str, str] = lock.files if lock else {}
    found = {
        path: hash_of_file(package / path)
        for path in sorted({*written, *planned, LOCK_NAME})
        if is_plain_file(package, path)
    }
    changed = [path for path, digest in written.items() if found.get(path, digest) != digest]
    edits = dict[str, str]() if lock is None else {p: e.hash for p, e in lock.edits.items()}
    kept = tuple(path for path in changed if edits.get(path) == found[path])
    return PackageState(
        found=found,
        edited=tuple(path for path in changed if path not in kept),
        kept=kept,
        missing=tuple(path for path in written if path not in found),
        foreign=tuple(
            path
            for path in files_below(package)
            if path not in written and path != LOCK_NAME and not path.endswith(".pyc")
        ),
    )


def is_current(package: Path, lock: Lock) -> bool:
    """Whether the code beside a package that shares it is what the package was written with."""
    code = package.parent / SHARED_NAME
    own = readable_lock(code)
    if own is None or package.name not in own.users:
        return False
    if (own.generator, own.templates) != (lock.generator, lock.templates):
        return False
    state = package_state(code, own, {})
    return not (state.edited or state.missing)


def files_below(folder: Path) -> tuple[str, ...]:
    """Return all below a folder that isn't a folder, and empty folders; links aren't followed."""
    return tuple(sorted(_below(folder, "")))


def is_plain_file(package: Path, path: str) -> bool:
    """Tell whether a path is a file of the package's own, reached through no symbolic link."""
    parts = path.split("/")
    steps = (package.joinpath(*parts[: depth + 1]) for depth in range(len(parts)))
    return not any(step.is_symlink() for step in steps) and (package / path).is_file()


def _below(folder: Path, prefix: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield path
            elif next(Path(entry.path).iterdir(), None) is None:
                yield path + "/"
            else:
                yield from _below(Path(entry.path), path + "/")

"""The one module that writes files: small steps, each of which a filesystem does whole.

In: paths and texts. Out: files and folders. What the steps add up to is decided elsewhere; nothing
here overwrites a file in place.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from fnmatch import translate
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule

NOT_WRITTEN = Rule.error(
    "not-written",
    "{problem}",
    effect="nothing was changed",
    remedy="see that it is in a folder that you may write to, with room left",
)

_NOT_COPIED = frozenset(
    (
        ".git .hg .venv venv node_modules __pycache__ .mypy_cache .pytest_cache .ruff_cache .tox "
        ".nox .hypothesis build dist"
    ).split()
)
_RENAME_EXCHANGE = 2  # Linux: renameat2(2)
_RENAME_SWAP = 2  # macOS: renamex_np(2)
_AT_FDCWD = -100


@contextmanager
def refusing_to_write(path: Path) -> Generator[None]:
    """Turn what the system refuses into a refusal of the place, where nothing was changed."""
    try:
        yield
    except OSError as error:
        at = Location(source=str(path))
        file = next((one for one in (path, *path.parents) if one.is_file()), None)
        problem = f"{file} is a file" if file else error.strerror or type(error).__name__
        raise Refused(NOT_WRITTEN.found(at, problem=problem)) from error


@contextmanager
def scratch_folder(texts: Mapping[str, str]) -> Generator[Path]:
    """Give a folder of the system's own for temporary things, with some files in it."""
    with tempfile.TemporaryDirectory(prefix="dfnsgen-") as name:
        folder = Path(name)
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        yield folder


def write_new(path: Path, content: bytes) -> None:
    """Write a file that doesn't exist yet, down to the disk; its folders are made."""
    make_folders(path.parent)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in place whole: whoever reads meanwhile sees the old one or the new one."""
    make_folders(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def link_or_copy(source: Path, target: Path) -> None:
    """Let a file appear at a second place: as the same file, or as a copy where links can't be.

    A symbolic link is repeated, not followed.
    """
    make_folders(target.parent)
    if source.is_symlink():
        os.symlink(os.readlink(source), target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def make_folder(path: Path) -> None:
    """Make one folder; raises FileExistsError where something has the name."""
    path.mkdir()


def touch(path: Path) -> None:
    """Give a file the time of now, where that is allowed."""
    with suppress(OSError):
        os.utime(path)


def copy_mode(source: Path, target: Path) -> None:
    """Give a file or folder the permissions of another."""
    shutil.copymode(source, target)


def make_folders(path: Path) -> None:
    """Make a folder and those above it, where they aren't there."""
    path.mkdir(parents=True, exist_ok=True)


def move(source: Path, target: Path) -> None:
    """Give a file or folder another name on the same filesystem, replacing a file."""
    make_folders(target.parent)
    os.replace(source, target)


def take_place(source: Path, target: Path) -> None:
    """Put a file that is whole in the place of another, whose permissions it gets."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    os.chmod(source, mode)
    move(source, target)


def copy_tree(source: Path, target: Path, *, only: Iterable[str] = ("*",)) -> None:
    """Copy a program to a place where there is none, without histories, environments and caches.

    `only` are the names of the files that are copied.
    """
    patterns = [re.compile(translate(pattern)) for pattern in only]

    def left(folder: str, names: list[str]) -> set[str]:
        return {
            name
            for name in names
            if name in _NOT_COPIED
            or not (
                os.path.isdir(os.path.join(folder, name)) or any(p.match(name) for p in patterns)
            )
        }

    shutil.copytree(source, target, symlinks=True, ignore=left)


def remove_tree(path: Path) -> None:
    """Remove a folder and all below it, where it is there; symbolic links aren't followed."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def remove_file(path: Path) -> None:
    """Remove a file, where it is there."""
    path.unlink(missing_ok=True)


def remove_if_empty(path: Path) -> None:
    """Remove a folder that holds nothing; leave any other as it is."""
    with suppress(OSError):
        path.rmdir()


def sync_folder(path: Path) -> None:
    """Bring the names in a folder down to the disk, where the system can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange_folders(one: Path, other: Path) -> bool:
    """Swap the names of two folders in one step; False where the system has no such step."""
    import ctypes.util  # only here: it takes as long to import as all the rest

    try:
        libc = ctypes.CDLL(ctypes.util.find_library("c") or None, use_errno=True)
        if sys.platform.startswith("linux"):
            names = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
            return bool(libc.renameat2(*names, _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            swapped = libc.renamex_np(os.fsencode(one), os.fsencode(other), _RENAME_SWAP)
            return bool(swapped == 0)
    except (OSError, AttributeError):  # no C library to ask, or one without the call
        return False
    return False


def _umask() -> int:
    """Return the process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

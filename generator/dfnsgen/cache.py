"""What dfnsgen may forget: JSON values in the user's cache folder, a compressed file each.

In: a kind, a name, a value. Out: the value again, as long as the folder holds it. The folder may be
deleted at any time; runs beside each other write whole files or none, and the last one wins. What
is damaged is nothing. A folder that somebody else owns or may write to isn't used at all. Nothing
that is kept here is run, and no look at what is printed is spared by it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Kept: TypeAlias = "str | list[Kept] | dict[str, Kept] | None"

_MOST = 100
"""How many files of one kind are kept."""


def cache_folder() -> Path:
    """Return the folder for what dfnsgen may forget, by the rules of the platform."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or ""
        if not Path(base).is_absolute():
            base = str(Path.home() / ".cache")
    return Path(base) / "dfnsgen"


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of values; without a folder nothing is kept."""

    folder: Path | None

    def read(self, kind: str, name: str) -> Kept:
        """Return a value, None where it isn't kept, isn't whole, or may be another person's."""
        if self.folder is None or not _is_ours(self.folder):
            return None
        try:
            content = zlib.decompress(self._path(kind, name).read_bytes())
            digest, _, text = content.partition(b"\n")
            value: Kept = json.loads(text) if digest == _digest(text) else None
        except (OSError, ValueError, RecursionError, zlib.error):
            return None
        return value

    def write(self, kind: str, name: str, value: Kept) -> None:
        """Keep a value; a folder that can't be written costs time, nothing else."""
        if self.folder is None:
            return
        text = json.dumps(value, separators=(",", ":")).encode()
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(self.folder):
                _replace(self._path(kind, name), zlib.compress(_digest(text) + b"\n" + text, 1))

    def _path(self, kind: str, name: str) -> Path:
        assert self.folder is not None
        return self.folder / kind / f"{name}.z"


NO_CACHE = Cache(None)


def user_cache() -> Cache:
    """Return the cache of the user who runs this."""
    return Cache(cache_folder())


def _is_ours(folder: Path) -> bool:
    """Whether nobody but the user can have written what lies there."""
    if os.name == "nt":
        return True  # a user's own folder by the rules of the system
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def _replace(path: Path, content: bytes) -> None:
    write_whole(path, content)
    kept = sorted((found.stat().st_mtime_ns, found) for found in path.parent.glob("*.z"))
    for _, found in kept[:-_MOST]:
        found.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, and its folder, so that nobody ever reads a part of it. Raises OSError."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as made:
            made.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

"""Keeping two runs from writing one package at once, by a lock that dies with its process.

In: the path of a lock file. Out: whether the lock is held. A file that a killed run left behind
holds nobody up: the system frees its lock with the process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def run_lock(path: Path) -> Generator[bool]:
    """Hold the lock while the block runs; gives False where another run holds it.

    The file is removed before the lock is given back, so that nothing stays behind. Whoever opened
    it meanwhile notices that it is no longer the file of that name, and counts as late.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o644)
    held = False
    try:
        held = _take(descriptor) and _is_still(path, descriptor)
        yield held
    finally:
        if held and os.name != "nt":
            path.unlink(missing_ok=True)
        os.close(descriptor)
        if held and os.name == "nt":  # an open file can't be removed there
            path.unlink(missing_ok=True)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False

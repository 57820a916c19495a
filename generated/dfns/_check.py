# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Tells whether this package is as it was generated: `python -m <package>._check [FOLDER]`.

In: the package's folder with its lock; the folder beside it of the code that it shares with other
packages, where it does; and, where it is named, the folder of the documents that the package was
made from. Out: one line for each file that is edited, missing, foreign or stale;
exit code 0 where there is none, 1 where there is one, 2 where the lock can't be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

LOCK = "dfnsgen.lock.json"
SHARED = "_runtime"


def problems(package: str, inputs: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield kind and path of each file that isn't as the lock says.

    An edit that was asked to be kept is in the lock, and isn't yielded. What the package shares
    with others is yielded as `../_runtime/…`.
    `edited` and `missing` are files of the package, `foreign` files in it that are not its own, and
    `stale` is an input that has changed since.
    """
    lock = _lock(package)
    yield from _problems_of_files(package, lock)
    if lock["options"].get("runtime") == "shared":
        yield from _problems_of_shared(package, lock)
    if inputs is not None:
        for name, digest in sorted(lock["document"]["inputs"].items()):
            if _digest(os.path.join(inputs, *name.split("/"))) != digest:
                yield "stale", name


def _problems_of_shared(package: str, lock: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the code beside the package that it shares with others."""
    shared = os.path.join(os.path.dirname(package), SHARED)
    place = f"../{SHARED}/"
    if not os.path.isfile(os.path.join(shared, LOCK)):
        yield "missing", place + LOCK
        return
    own = _lock(shared)
    if os.path.basename(package) not in own.get("users", {}):
        yield "missing", place + LOCK
    elif (own["generator"], own["templates"]) != (lock["generator"], lock["templates"]):
        yield "stale", place + LOCK
    for kind, path in _problems_of_files(shared, own):
        yield kind, place + path


def _problems_of_files(package: str, lock: Any) -> Iterator[tuple[str, str]]:
    written: dict[str, str] = lock["files"]
    edits: dict[str, dict[str, str]] = lock.get("edits", {})
    for path, digest in sorted(written.items()):
        found = _digest(os.path.join(package, *path.split("/")))
        if found not in (digest, edits.get(path, {}).get("hash", digest)):
            yield ("missing" if found is None else "edited"), path
    for path in sorted(_files_below(package)):
        if path not in written and path != LOCK:
            yield "foreign", path


def _lock(package: str) -> Any:
    with open(os.path.join(package, LOCK), encoding="utf-8") as file:
        return json.load(file)


def _digest(path: str) -> str | None:
    try:
        if os.path.islink(path):
            return ""
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def _files_below(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            yield os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")


def main(arguments: list[str]) -> int:
    """Print what is wrong with the package, and return the exit code."""
    package = os.path.dirname(os.path.abspath(__file__))
    try:
        found = list(problems(package, arguments[0] if arguments else None))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        sys.stderr.write(f"{LOCK}: can't be read: {str(error)!a}\n")
        return 2
    for kind, path in found:
        sys.stdout.write(f"{kind:<8}{ascii(path)[1:-1]}\n")
    if not found:
        sys.stdout.write("the package is as it was generated\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Files that change together with a package: all of them do, or none, also when a run is killed.

In: the texts of files in a project, and how its package is written. Out: both, written. The texts
are staged in `.dfnsgen-update` beside the configuration first; then the package is swapped, in one
step; then the staged files take their places. The next run finishes what was decided by the swap,
and throws away what was not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing.lock import LOCK_NAME, hash_of
from dfnsgen.render.writing.run_lock import run_lock
from dfnsgen.render.writing.swap import PACKAGE_IN_USE, finish_together
from dfnsgen.render.writing.write import Written

Write = Callable[[Callable[[], None]], Written]
"""Writes a package, and calls what follows as soon as the new one stands."""

HALF_UPDATED = Rule.error(
    "half-updated",
    "the package is the new one, but not all of {places}: {problem}",
    remedy="run the command again, which finishes it",
)

_STAGE, _JOURNAL = ".dfnsgen-update", "journal.json"


def write_together(
    base: Path, texts: Mapping[Path, str], package: Path, lock_text: str, write: Write
) -> Written:
    """Write files below `base` and a package, whose lock gets `lock_text`; all or none.

    Raises Refused; all is as it was then, or the reason says that the next run finishes it.
    """
    with disk.refusing_to_write(base), run_lock(base / f"{_STAGE}.lock") as held:
        if not held:
            raise Refused(PACKAGE_IN_USE.found(Location(source=str(base))))
        _recover(base)
        return _write(base, texts, package, lock_text, write)


def was_interrupted(base: Path) -> bool:
    """Whether an update was killed, or is at work just now."""
    return (base / _STAGE).is_dir() or (base / f"{_STAGE}.lock").exists()


def finish_update(base: Path) -> None:
    """Finish an update that was killed after its package was swapped; undo one that wasn't.

    Raises Refused where the folder can't be written.
    """
    if not was_interrupted(base):
        return
    with disk.refusing_to_write(base / _STAGE), run_lock(base / f"{_STAGE}.lock") as held:
        if held:
            _recover(base)


def _write(
    base: Path, texts: Mapping[Path, str], package: Path, lock_text: str, write: Write
) -> Written:
    stage = base / _STAGE
    places = [_from(base, path) for path in texts]
    try:
        for number, text in enumerate(texts.values()):
            disk.write_new(stage / str(number), text.encode("utf-8", "surrogateescape"))
        journal = {
            "package": _from(base, package),
            "lock": hash_of(lock_text.encode()),
            "places": places,
        }
        disk.write_new(stage / _JOURNAL, json.dumps(journal).encode())
        disk.sync_folder(stage)
        written = write(lambda: _recover(base))
    except BaseException:
        with suppress(OSError):
            _recover(base)
        raise
    try:
        _recover(base)
    except OSError as error:
        at, problem = Location(source=str(base)), error.strerror or error
        found = HALF_UPDATED.found(at, places=", ".join(places), problem=problem)
        raise Refused(found) from error
    return written


def _recover(base: Path) -> None:
    stage = base / _STAGE
    if stage.is_symlink() or not stage.is_dir():
        return
    journal = _read_journal(stage)
    if journal is not None:
        finish_together(base / str(journal["package"]))
    if journal is not None and _is_swapped(base, journal):
        for number, place in enumerate(cast("list[str]", journal["places"])):
            if (stage / str(number)).is_file() and is_inside(base, base / place):
                disk.take_place(stage / str(number), base / place)
    disk.remove_tree(stage)


def _is_swapped(base: Path, journal: Mapping[str, object]) -> bool:
    package = str(journal["package"])
    try:
        lock = (base / package / LOCK_NAME).read_bytes()
    except OSError:
        return False
    return hash_of(lock) == journal["lock"]


def is_inside(base: Path, path: Path) -> bool:
    """Whether a file lies in the project: what a journal says may be a stranger's."""
    return path.resolve().is_relative_to(base.resolve())


def _from(base: Path, path: Path) -> str:
    return os.path.relpath(path.resolve(), base.resolve()).replace("\\", "/")


def _read_journal(stage: Path) -> dict[str, object] | None:
    try:
        content: object = json.loads((stage / _JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not {"package", "lock", "places"} <= content.keys():
        return None
    found = cast("dict[str, object]", content)
    if not isinstance(found["places"], list):
        return None
    return {**found, "places": [str(place) for place in cast("list[object]", found["places"])]}

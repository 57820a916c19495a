"""Packages that share their code are the old or the new ones, all of them, whatever happens.

A process of its own writes them, and is killed, or refused, at each step that changes the disk.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing.files import remove_file
from dfnsgen.render.writing.lock import Lock
from dfnsgen.render.writing.package_state import files_below
from dfnsgen.render.writing.shared import Sharer, write_shared
from dfnsgen.render.writing.swap import package_transaction

STEPS = ("replace", "rename", "link", "rmdir", "unlink", "mkdir", "fsync", "open")
NAMES = ("a", "b", "_runtime")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork"),
]


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def sharers(folder: Path, version: str) -> tuple[Sharer, ...]:
    """Return two packages of a version, and what they share."""
    lock = Lock(
        generator="1",
        title="",
        version=version,
        inputs={},
        templates=version,
        options={"runtime": "shared"},
    )
    return tuple(
        Sharer(
            folder=folder / name,
            files=(RenderedFile(path="m.py", text=version),),
            lock=lock,
            needs=(RenderedFile(path="_code.py", text=version),),
        )
        for name in ("a", "b")
    )


def attempt(folder: Path, fault: Callable[[], None], limit: int, *, two_steps: bool) -> bool:
    """Write the new packages in a process with a fault at step `limit`; tell if it was met."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    steps = itertools.count(1)
    met = False

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal met
            if next(steps) == limit:
                met = True
                fault()
            return call(*arguments, **named)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    exchange = (lambda one, other: False) if two_steps else disk.exchange_folders
    disk.exchange_folders = counted(exchange)  # type: ignore[assignment]  # it counts as a step
    with suppress(Refused):
        write_shared(sharers(folder, "new"))
    os._exit(met)


def contents(folder: Path) -> set[str]:
    """Return which versions the packages and their code hold."""
    paths = [folder / "a/m.py", folder / "b/m.py", folder / "_runtime/_code.py"]
    return {path.read_text() if path.exists() else "none" for path in paths}


@pytest.mark.parametrize("two_steps", [False, True], ids=["exchanged", "in two steps"])
@pytest.mark.parametrize("fault", [kill, refuse])
def test_at_every_step(fault: Callable[[], None], two_steps: bool, tmp_path: Path) -> None:
    before = tmp_path / "before"
    write_shared(sharers(before, "old"))
    became = Counter[str]()
    for limit in itertools.count(1):
        folder = tmp_path / str(limit)
        shutil.copytree(before, folder)
        if not attempt(folder, fault, limit, two_steps=two_steps):
            break
        # Whoever writes one of them next finishes what was decided, and undoes what was not.
        for name in NAMES:
            remove_file(folder / f".dfnsgen-{name}.lock")
            with package_transaction(folder / name):
                pass
        found = contents(folder)
        assert found in ({"old"}, {"new"}), f"step {limit}"
        assert not list(folder.glob(".dfnsgen-*")), f"step {limit}"
        became[found.pop()] += 1
        shutil.rmtree(folder)

    assert limit > 40
    assert became["old"] > 10
    assert fault is refuse or became["new"] > 5


def test_files_of_others_stay(tmp_path: Path) -> None:
    write_shared(sharers(tmp_path, "old"))
    (tmp_path / "b/mine.txt").write_text("mine")

    write_shared(sharers(tmp_path, "new"))

    assert contents(tmp_path) == {"new"}
    assert files_below(tmp_path / "b") == ("dfnsgen.lock.json", "m.py", "mine.txt")

"""A run that is killed at any step leaves the old package or the new one, whole.

A child process writes a package and kills itself with SIGKILL at the n-th call that changes the
disk. The package is looked at as it lies, and once more after the next run's recovery.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.render import files as disk
from generator.render.formatting import RenderedFile
from generator.render.lock import LOCK_NAME, Lock
from generator.render.package_state import files_below
from generator.render.write import write_package

LOCK = Lock(generator="1", title="", version="", inputs={}, templates="", options={})
OLD = {"a.py": "old", "same.py": "same", "sub/gone.py": "old"}
NEW = {"a.py": "new", "same.py": "same", "fresh/b.py": "new"}
FOREIGN = {"mine.txt": "mine", "sub/mine.txt": "mine"}


def rendered(texts: dict[str, str]) -> tuple[RenderedFile, ...]:
    return tuple(RenderedFile(path=path, text=text) for path, text in texts.items())


def start(folder: Path) -> None:
    write_package(folder, rendered(OLD), LOCK)
    for path, text in FOREIGN.items():
        (folder / path).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path: (folder / path).read_text() for path in files_below(folder) if path != LOCK_NAME}


def run_child(folder: Path, limit: int, *, two_steps: bool) -> int:
    """Write NEW in a process that kills itself at step `limit`; give what `os.wait` says of it."""
    child = os.fork()
    if child == 0:
        steps = iter(range(1, 10_000))

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def step(*arguments: object, **named: object) -> object:
                if next(steps) == limit:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **named)

            return step

        for name in ("replace", "link", "symlink", "rmdir", "unlink", "mkdir", "fsync"):
            setattr(os, name, counted(getattr(os, name)))
        exchange = (lambda one, other: False) if two_steps else disk.exchange_folders
        disk.exchange_folders = counted(exchange)  # type: ignore[assignment]  # a child's own
        write_package(folder, rendered(NEW), LOCK)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize("two_steps", [False, True], ids=["one step", "two steps"])
def test_killed_at_every_step(tmp_path: Path, two_steps: bool) -> None:
    old, new = OLD | FOREIGN, NEW | FOREIGN
    for limit in itertools.count(1):
        folder = tmp_path / str(limit) / "pets"
        start(folder)
        code = run_child(folder, limit, two_steps=two_steps)
        if code == 0:
            break
        assert code == -signal.SIGKILL

        # Between the two renames of a system that can't exchange folders there is no package;
        # the next run puts it there. Everywhere else it is whole as it lies.
        if folder.exists() or not two_steps:
            assert contents(folder) in (old, new), f"step {limit}"
        write_package(folder, rendered(NEW), LOCK)
        assert contents(folder) == new, f"step {limit}"
        assert [path.name for path in folder.parent.iterdir()] == ["pets"], f"step {limit}"
    assert limit > 20
    assert contents(folder) == new

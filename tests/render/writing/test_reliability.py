"""A package is the old or the new one, whole, whatever happens while it is written.

Every step that changes the disk is made to fail, one run for each; the result is the table in
docs/reliability.md, which `pytest --update-goldens` writes.
"""

from __future__ import annotations

import errno
import itertools
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing.lock import LOCK_NAME, Lock
from dfnsgen.render.writing.package_state import files_below
from dfnsgen.render.writing.run_lock import run_lock
from dfnsgen.render.writing.write import write_package

DOC = Path(__file__).parents[3] / "docs" / "reliability.md"
LOCK = Lock(generator="1", title="", version="", inputs={}, templates="", options={})
FOREIGN = {"mine.txt": "mine", "sub/mine.txt": "mine"}
OLD = {"a.py": "old", "same.py": "same", "sub/gone.py": "old"}
NEW = {"a.py": "new", "same.py": "same", "fresh/b.py": "new"}
STEPS = ("replace", "rename", "link", "symlink", "rmdir", "unlink", "mkdir", "fsync", "open")

HEAD = """\
# What happens when a run is interrupted

Written by `tests/render/writing/test_reliability.py`, which makes every step that changes the disk
fail, one run for each: a process is killed at it, or the system refuses it. Afterwards the package
is looked at as it lies, and again after the next run. "Old" and "new" mean the whole package, file
by file, with the files of others beside it.

| what happens | instants | old | new | neither | new after the next run |
|---|---:|---:|---:|---:|---:|
"""
FOOT = """
Where the system can't exchange two folders in one step (Linux and macOS can), a kill between the
two renames leaves no package under its name; both are whole beside it, and the next run puts the
new one in its place. These instants are counted under "neither".

Where a disk is really full (a small tmpfs, with every amount of room from none to enough) and where
the system cuts files short (RLIMIT_FSIZE), the old package stays, whole, until the new one fits.

A second run at the same time is refused and changes nothing. A file that somebody edited is not
overwritten, and a file that isn't dfnsgen's is never touched, in any of these runs.
"""

UPDATES = "\n## An update\n"
"""Where the part begins that test_update_killed.py writes."""
OTHERS = "\n## The rest of the world\n"
"""Where the part begins that tests/hostile/test_faults.py writes."""

Fault = Callable[[], None]


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Fault:
    def fault() -> None:
        raise OSError(number, os.strerror(number))

    return fault


def interrupt() -> None:
    raise KeyboardInterrupt


@dataclass(frozen=True)
class Case:
    name: str
    fault: Fault
    two_steps: bool = False
    lasting: bool = False  # the fault stays, as a full disk does


CASES = (
    Case("killed", kill),
    Case("killed, where folders can't be exchanged", kill, two_steps=True),
    Case("disk full from here on", refuse(errno.ENOSPC), lasting=True),
    Case("one error of the disk", refuse(errno.EIO)),
    Case("no permission from here on", refuse(errno.EACCES), lasting=True),
    Case("interrupted (Ctrl-C)", interrupt),
)


def rendered(texts: dict[str, str]) -> tuple[RenderedFile, ...]:
    return tuple(RenderedFile(path=path, text=text) for path, text in texts.items())


def contents(folder: Path) -> dict[str, str]:
    found = [path for path in files_below(folder) if path != LOCK_NAME]
    return {path: (folder / path).read_text() for path in found}


def attempt(folder: Path, case: Case, limit: int) -> bool:
    """Write NEW in a process of its own, with the fault at step `limit`; tell if it was met."""
    child = os.fork()
    if child == 0:
        met = _write_with_fault(folder, case, limit)
        os._exit(1 if met else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _write_with_fault(folder: Path, case: Case, limit: int) -> bool:
    steps = itertools.count(1)
    met = False

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal met
            number = next(steps)
            if number == limit or (case.lasting and number > limit):
                met = True
                case.fault()
            return call(*arguments, **named)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    Path.open = counted(Path.open)  # type: ignore[method-assign,assignment]  # a child's own
    exchange = (lambda one, other: False) if case.two_steps else disk.exchange_folders
    disk.exchange_folders = counted(exchange)  # type: ignore[assignment]
    try:
        write_package(folder, rendered(NEW), LOCK)
    except (Refused, OSError, KeyboardInterrupt):
        return True
    return met


def row(case: Case, folder: Path) -> tuple[int, ...]:
    """Return instants tried, and what each left: old, new, neither; and what the next run made."""
    old, new = OLD | FOREIGN, NEW | FOREIGN
    counts = {"old": 0, "new": 0, "neither": 0, "next": 0}
    for limit in itertools.count(1):
        package = folder / str(limit) / "pets"
        write_package(package, rendered(OLD), LOCK)
        for path, text in FOREIGN.items():
            (package / path).write_text(text)
        if not attempt(package, case, limit):
            return limit - 1, *counts.values()
        found = contents(package)
        kind = "old" if found == old else "new" if found == new else "neither"
        counts[kind] += 1
        if kind == "neither":
            assert not package.exists(), f"{case.name}, step {limit}: a mixture"
        write_package(package, rendered(NEW), LOCK)
        counts["next"] += contents(package) == new
        beside = [path.name for path in package.parent.iterdir()]
        assert beside == ["pets"], f"{case.name}, step {limit}: {beside}"
    raise AssertionError("unreachable")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_every_step_may_fail(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rows = {case.name: row(case, tmp_path / str(n)) for n, case in enumerate(CASES)}

    for case in CASES:
        tried, _, _, neither, recovered = rows[case.name]
        assert tried > 20, case.name
        assert recovered == tried, case.name
        assert neither <= (2 if case.two_steps else 0), case.name
    lines = [f"| {name} | {' | '.join(map(str, counts))} |" for name, counts in rows.items()]
    text, mark, rest = DOC.read_text().partition(UPDATES)
    if request.config.getoption("--update-goldens"):
        text = HEAD + "\n".join(lines) + "\n" + FOOT
        DOC.write_text(text + mark + rest)
    assert text.startswith(HEAD) and text.endswith(FOOT)
    if sys.platform == "linux":  # the steps are those of the system
        assert [line.split("|")[1].strip() for line in lines] == [
            line.split("|")[1].strip() for line in text.splitlines() if line.count("|") == 7
        ][2:]


def test_two_runs_at_once(tmp_path: Path) -> None:
    package = tmp_path / "pets"
    write_package(package, rendered(OLD), LOCK)

    with run_lock(tmp_path / ".dfnsgen-pets.lock") as held:
        assert held
        with pytest.raises(Refused, match="another dfnsgen is writing"):
            write_package(package, rendered(NEW), LOCK)

    assert contents(package) == OLD


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_is_full(tiny_disk: Path) -> None:
    package = tiny_disk / "pets"
    larger = {path: text * 5_000 for path, text in NEW.items()}
    write_package(package, rendered(OLD), LOCK)
    for path, text in FOREIGN.items():
        (package / path).write_text(text)
    ballast = tiny_disk / "ballast"
    while True:
        try:
            with ballast.open("ab", buffering=0) as file:
                assert file.write(b"x" * 4096)
        except OSError:
            break
    refused = 0
    while ballast.stat().st_size:
        try:
            write_package(package, rendered(larger), LOCK)
            break
        except Refused as error:
            assert "No space left" in str(error)
        refused += 1
        assert contents(package) == OLD | FOREIGN
        assert sorted(path.name for path in tiny_disk.iterdir()) == ["ballast", "pets"]
        os.truncate(ballast, max(0, ballast.stat().st_size - 4096))
    assert refused > 5
    assert contents(package) == larger | FOREIGN


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize("longest", [0, 1, 100, 400])
def test_files_that_are_cut_short(tmp_path: Path, longest: int) -> None:
    import resource

    package = tmp_path / "pets"
    write_package(package, rendered(OLD), LOCK)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
        try:
            write_package(package, rendered(NEW), LOCK)
        except Refused:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert contents(package) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["pets"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize("closed", ["above", "package", "file"])
def test_what_may_not_be_written(closed: str) -> None:
    """A folder or a file is for reading alone; a file that is can be replaced all the same."""
    with tempfile.TemporaryDirectory() as name:
        above = Path(name) / "above"
        package = above / "pets"
        write_package(package, rendered(OLD), LOCK)
        nobody = 65534
        for path in (above, *above.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, nobody, nobody)
        closing = {"above": above, "package": package, "file": package / "a.py"}[closed]
        closing.chmod(0o444 if closed == "file" else 0o555)
        Path(name).chmod(0o755)
        child = os.fork()
        if child == 0:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(nobody)
                os.setuid(nobody)
            try:
                write_package(package, rendered(NEW), LOCK)
            except Refused:
                os._exit(7)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        above.chmod(0o755)
        found = contents(package)
        assert found == {7: OLD, 0: NEW}[code]
        assert code == (0 if closed == "file" else 7)

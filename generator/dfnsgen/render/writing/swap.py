"""Changing a folder whole or not at all, also when the process is killed at any instant.

In: a folder and what is to be different in it. Out: the folder, changed in one step.

The new folder is built beside the old one, in `.dfnsgen-<name>/new`: what is kept and what isn't
ours is linked into it, the rest written. Then the two swap names, which the system does in one
step; where it can't, in two, and the next run does the second. What was built and never swapped
is thrown away by the next run. An old folder goes once nothing of others is left in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.render.writing import files as disk
from dfnsgen.render.writing.lock import LOCK_NAME
from dfnsgen.render.writing.package_state import files_below
from dfnsgen.render.writing.run_lock import run_lock

_NEW, _OLD, _JOURNAL = "new", "old", "journal.json"
_DECIDED = ".dfnsgen-decided.json"
"""The list of the packages beside it that are swapped together."""


# A row is a row here, not a column.
# fmt: off
PACKAGE_IS_LINK = Rule.error("package-is-link", "the package's folder is a symbolic link",
    effect="nothing was changed", remedy="name the folder it leads to")
PACKAGE_IN_USE = Rule.error("package-in-use", "another dfnsgen is writing it just now",
    effect="nothing was changed", remedy="wait until that has ended")
FOREIGN_WORK_FOLDER = Rule.error("foreign-work-folder",
    "there are files in it that dfnsgen did not write", effect="nothing was changed",
    remedy="move it away: dfnsgen builds packages there")
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """What the new folder is made of; all paths relative, with forward slashes.

    `written` has new content, `kept` is ours and stays, `owned` is all that is or was ours, the
    rest belongs to others. `outdated` are sources whose compiled form isn't to be kept.
    """

    written: tuple[tuple[str, bytes], ...]
    kept: tuple[str, ...]
    owned: tuple[str, ...]
    outdated: tuple[str, ...] = ()


@contextmanager
def package_transaction(package: Path) -> Generator[None]:
    """Hold the folder for one run, and finish or undo first what an earlier run left.

    Raises Refused where another run holds it, where its path is a symbolic link, and for any
    OSError: those that reach here come from before the swap.
    """
    at = Location(source=str(package))
    if package.is_symlink():
        raise Refused(PACKAGE_IS_LINK.found(at))
    made = [folder for folder in package.parents if not folder.exists()]
    try:
        with disk.refusing_to_write(package):
            disk.make_folders(package.parent)
            with _held(package):
                _finish_decided(package)
                recover(package)
                yield
    finally:
        for folder in made:
            disk.remove_if_empty(folder)


def swap(package: Path, staging: Staging, then: Callable[[], None] = lambda: None) -> None:
    """Change the folder in one step; an OSError (or an interrupt) leaves it as it was.

    `then` is what follows at once when the new folder stands, before the old one is cleared away.
    """
    try:
        _build(package, _work_folder(package), staging)
        _exchange(package)
    except BaseException:
        with suppress(OSError):
            recover(package)
        raise
    # From here on the new folder stands; what fails now is done by the next run.
    with suppress(OSError):
        then()
    with suppress(OSError):
        disk.sync_folder(package.parent)
        recover(package)


def swap_all(stagings: Mapping[Path, Staging], then: Callable[[], None] = lambda: None) -> None:
    """Change several folders that lie side by side, all or none; see `swap`.

    All are built first. Then a list of them is written, which decides: whoever comes after a run
    that was killed from there on swaps the rest. An OSError puts back what was swapped.
    """
    swapped: list[Path] = []
    decided = next(iter(stagings)).parent / _DECIDED
    try:
        for package, staging in stagings.items():
            _build(package, _work_folder(package), staging)
        disk.replace_file(decided, json.dumps([package.name for package in stagings]).encode())
        disk.sync_folder(decided.parent)
        for package in stagings:
            swapped.append(package)
            _exchange(package)
        disk.remove_file(decided)
    except BaseException:
        with suppress(OSError):
            for package in filter(_is_swapped, swapped):
                _put_back(package)
            disk.remove_file(decided)
            for package in stagings:
                recover(package)
        raise
    with suppress(OSError):
        then()
    with suppress(OSError):
        disk.sync_folder(decided.parent)
        for package in stagings:
            recover(package)


def finish_together(package: Path) -> None:
    """Finish what a killed run had decided about a package and others; raises Refused."""
    if _names_in(package.parent / _DECIDED):
        with package_transaction(package):
            pass


def _finish_decided(package: Path) -> None:
    """Swap what a killed run had decided to swap together with a package that this one holds.

    Raises Refused where another run holds one of them.
    """
    decided = package.parent / _DECIDED
    names = _names_in(decided)
    if not names:
        return
    with ExitStack() as held:
        for name in names:
            if name != package.name:
                held.enter_context(_held(package.parent / name))
        for name in names:
            other = package.parent / name
            if _read_journal(_work_folder(other)) is not None and not _is_swapped(other):
                _exchange(other)
        disk.remove_file(decided)
        for name in names:
            recover(package.parent / name)


def recover(package: Path) -> None:
    """Finish what an interrupted run had decided, undo what it had not.

    Raises Refused where the folder for such work isn't dfnsgen's.
    """
    work = _work_folder(package)
    if work.is_symlink() or not work.is_dir():
        return
    if any(path.name not in (_NEW, _OLD, _JOURNAL) for path in work.iterdir()):
        raise Refused(FOREIGN_WORK_FOLDER.found(Location(source=str(work))))
    journal = _read_journal(work)
    if journal is not None:
        if not package.exists() and (work / _OLD).exists():
            disk.move(work / _NEW, package)
        if _is_swapped(package):
            old = work / _OLD if (work / _OLD).exists() else work / _NEW
            _bring_along(old, package, frozenset(map(str, cast("list[object]", journal["owned"]))))
    disk.remove_tree(work)


def finish_packages(folder: Path) -> None:
    """Finish or undo what killed runs left beside the packages of a folder; raises Refused."""
    for left in sorted(folder.glob(".dfnsgen-*")):
        package = folder / left.name.removeprefix(".dfnsgen-").removesuffix(".lock")
        known = (package, left / _NEW, left / _OLD)
        if left.is_symlink() or not any((one / LOCK_NAME).is_file() for one in known):
            continue  # It is another's.
        with package_transaction(package):
            pass


@contextmanager
def _held(package: Path) -> Generator[None]:
    """Keep other runs from a package; raises Refused where one is at work."""
    with run_lock(package.parent / f".dfnsgen-{package.name}.lock") as held:
        if not held:
            raise Refused(PACKAGE_IN_USE.found(Location(source=str(package))))
        yield


def _work_folder(package: Path) -> Path:
    return package.parent / f".dfnsgen-{package.name}"


def _build(package: Path, work: Path, staging: Staging) -> None:
    """Build the new folder beside the old one; the journal comes last and says it is whole."""
    new = work / _NEW
    disk.make_folder(work)
    disk.make_folder(new)
    for path, content in staging.written:
        disk.write_new(new / path, content)
    for path in staging.kept:
        disk.link_or_copy(package / path, new / path)
    dropped = {*staging.owned, *_compiled(package, staging.outdated)}
    for path in files_below(package):
        if path not in dropped:
            _repeat(package, new, path)
    if package.exists():
        disk.copy_mode(package, new)
    journal = {"folder": new.stat().st_ino, "owned": staging.owned}
    disk.write_new(work / _JOURNAL, json.dumps(journal).encode())
    disk.sync_folder(new)
    disk.sync_folder(work)


def _exchange(package: Path) -> None:
    """Let the folder that was built stand in the place of the package."""
    work = _work_folder(package)
    if not package.exists():
        disk.move(work / _NEW, package)
    elif not disk.exchange_folders(work / _NEW, package):
        _swap_in_two_steps(package, work)


def _put_back(package: Path) -> None:
    """Let the old folder stand in the place of the package again, where there was one."""
    work = _work_folder(package)
    old = next((one for one in (work / _OLD, work / _NEW) if one.exists()), None)
    if old is None:
        disk.move(package, work / _NEW)
    elif not disk.exchange_folders(old, package):
        disk.move(package, work / "back")
        disk.move(old, package)
        disk.move(work / "back", work / _NEW)


def _is_swapped(package: Path) -> bool:
    """Whether the folder that was built stands in the place of the package."""
    journal = _read_journal(_work_folder(package))
    return journal is not None and package.exists() and package.stat().st_ino == journal["folder"]


def _names_in(decided: Path) -> tuple[str, ...]:
    """Return the names that a list holds; it may be a stranger's, and lead nowhere else."""
    if decided.is_symlink() or not decided.is_file():
        return ()
    try:
        content: object = json.loads(decided.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    names = map(str, cast("list[object]", content)) if isinstance(content, list) else ()
    return tuple(name for name in names if name and Path(name).name == name)


def _swap_in_two_steps(package: Path, work: Path) -> None:
    """Swap where the system has no single step; between the two `recover` would do the second."""
    disk.move(package, work / _OLD)
    try:
        disk.move(work / _NEW, package)
    except OSError:
        disk.move(work / _OLD, package)
        raise


def _bring_along(old: Path, package: Path, owned: frozenset[str]) -> None:
    """Save what others wrote into the old folder while the new one was built."""
    for path in files_below(old):
        if path in owned or path.endswith(".pyc"):
            continue
        if not os.path.lexists(package / path):
            _repeat(old, package, path)
        elif _is_other_content(old / path, package / path):
            disk.move(old / path, package / path)


def _is_other_content(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink() or not (one.is_file() and other.is_file()):
        return False
    return not one.samefile(other) and one.read_bytes() != other.read_bytes()


def _repeat(source: Path, target: Path, path: str) -> None:
    """Let a file, link or empty folder (its path ends in a slash) appear in the other folder."""
    if path.endswith("/"):
        disk.make_folders(target / path)
    else:
        disk.link_or_copy(source / path, target / path)


def _compiled(package: Path, sources: tuple[str, ...]) -> Iterator[str]:
    """Name the compiled forms of some sources: Python would take one for up to date that has the
    second and the size of its source by chance."""
    for source in sources:
        folder = Path(source).parent / "__pycache__"
        for path in (package / folder).glob(f"{Path(source).stem}.*.pyc"):
            yield (folder / path.name).as_posix()


def _read_journal(work: Path) -> dict[str, object] | None:
    try:
        content: object = json.loads((work / _JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    journal = cast("dict[str, object]", content)
    owned = journal.get("owned")
    return journal if "folder" in journal and isinstance(owned, list) else None

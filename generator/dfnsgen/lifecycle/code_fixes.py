"""The code that uses a package, mended for the package that an update writes.

In: an update that is planned, the folder of the code. Out: files as they should be, held against
mypy where it is installed; what is left; and what was checked. Nothing is written here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from dfnsgen.diff.bindings.change import BindingChange, may_be_unknown
from dfnsgen.diff.bindings.surface import Surface, aliases_of, members_of
from dfnsgen.diff.report.used import CheckerError
from dfnsgen.fixing.fix import Package, fix_code
from dfnsgen.fixing.result import FixedFile, Fixes, Left
from dfnsgen.generate import Progress
from dfnsgen.lifecycle.declared import texts_on_disk
from dfnsgen.lifecycle.surface import read_surface
from dfnsgen.lifecycle.update import Update
from dfnsgen.lifecycle.versions import compare_packages
from dfnsgen.options import Options
from dfnsgen.phrases import counted
from dfnsgen.pipeline import remembered
from dfnsgen.render.writing.files import replace_file
from dfnsgen.render.writing.lock import packages_below, readable_lock
from dfnsgen.usage.second_judge import (
    CheckerFailed,
    mypy_command,
    new_errors,
    program_copy,
    type_errors,
)

_OPENED = frozenset(("UnknownVariant", "UnknownText", "UnknownInteger"))
NOT_INSTALLED = "mypy isn't installed: nothing has checked the edits"
NOTHING_NEW = "mypy finds nothing new"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFixes:
    """What mends the code, and what mypy had to say of it."""

    fixes: Fixes
    checked: str


def plan_code_fixes(update: Update, options: Options, progress: Progress) -> CodeFixes:
    """Return what mends the code in the folder of the configuration, held against mypy."""
    progress("searching your code")
    fixes = _fixes(update, options.base.resolve())
    if not fixes.files:
        return CodeFixes(fixes=fixes, checked="")
    if not mypy_command():
        return CodeFixes(fixes=fixes, checked=NOT_INSTALLED)
    progress("checking the edits with mypy")
    folder = options.base.resolve()
    package = update.prepared.folder.resolve().relative_to(folder)
    with program_copy(folder) as copied:
        for one in (update.prepared, *update.prepared.beside):
            place = copied / one.folder.resolve().relative_to(folder)
            for path, text in one.texts.items():
                replace_file(Path(os.path.normpath(place / path)), text.encode())
        return _held(fixes, copied, lambda: _errors(folder, copied, package))


def _fixes(update: Update, folder: Path) -> Fixes:
    prepared = update.prepared
    package = prepared.folder.resolve()
    bindings = compare_packages(
        update.old,
        prepared.version,
        memory=remembered(package),
        changes=update.report.changes,
    )
    now = read_surface(prepared.texts, {})
    opened = tuple(_opened(_read(package), now))
    others = tuple(path for path, _ in packages_below(folder) if path != package)
    place = Package(folder=package, dotted=package.name, others=others)
    offered = now.types.keys() | now.methods.keys()
    changes = dict.fromkeys((*bindings.changes, *opened))
    return fix_code(folder, place, tuple(changes), bindings.before, offered)


def _read(package: Path) -> Surface:
    lock = readable_lock(package)
    return (
        Surface() if lock is None else read_surface(texts_on_disk(package, lock), lock.operations)
    )


def _opened(before: Surface, now: Surface) -> Iterator[BindingChange]:
    """Yield the unions and enums that keep what their document doesn't know, since now."""
    ours, theirs = aliases_of(before.types.values()), aliases_of(now.types.values())
    for name in ours.keys() & theirs.keys():
        gained = members_of(theirs[name], theirs) - members_of(ours[name], ours)
        for one in sorted(gained & _OPENED):
            yield may_be_unknown(name, one)


def _errors(folder: Path, copied: Path, package: Path) -> tuple[CheckerError, ...]:
    """Return what mypy finds in the copy of a folder, but for the package there."""
    found = type_errors(copied, configured=folder)
    return tuple(error for error in found if not Path(error.path).is_relative_to(package))


def _held(fixes: Fixes, copied: Path, errors: Callable[[], tuple[CheckerError, ...]]) -> CodeFixes:
    """Take back the edits of each file in which mypy finds what it didn't find before."""
    try:
        before = errors()
        kept, left = {file.path: file for file in fixes.files}, list(fixes.left)
        while kept:
            for path, file in kept.items():
                replace_file(copied / path, file.after)
            # At a place that is left some are known to be: what was hidden there may be seen now.
            expected = {*_expected(kept, fixes.left)}
            found = new_errors(before, errors(), moved=True)
            new = [error for error in found if (error.path, error.line) not in expected]
            if not new:
                break
            refused = {error.path for error in new} & kept.keys() or {*kept}
            for path in sorted(refused):
                file = kept.pop(path)
                reason = _reason(path, new)
                left += [Left(place=place, reason=reason) for place in file.places]
                replace_file(copied / path, file.before)
    except CheckerFailed as error:
        reason = f"mypy can't check the code: {error}"
        places = (place for file in fixes.files for place in file.places)
        left = [*fixes.left, *(Left(place=place, reason=reason) for place in places)]
        return CodeFixes(fixes=replace(fixes, files=(), left=tuple(left)), checked=reason)
    left.sort(key=lambda one: (one.place.path, one.place.line, one.place.column))
    taken_back = len(fixes.files) - len(kept)
    checked = f"mypy refused {counted(taken_back, 'file')}" if taken_back else NOTHING_NEW
    held = replace(fixes, files=tuple(kept.values()), left=tuple(left))
    return CodeFixes(fixes=held, checked=checked)


def _reason(path: str, new: Sequence[CheckerError]) -> str:
    mine = [error for error in new if error.path == path]
    error = next(iter(mine or new))
    return f"mypy would find a new error: {error.path}:{error.line}: {error.message}"


def _expected(files: Mapping[str, FixedFile], left: tuple[Left, ...]) -> Iterator[tuple[str, int]]:
    """Yield where the places that are left stand after the edits."""
    moved = {path: _moved(file.before, file.after) for path, file in files.items()}
    for one in left:
        place = one.place
        for line in moved.get(place.path, {}).get(place.line, (place.line,)):
            yield place.path, line


def _moved(before: bytes, after: bytes) -> dict[int, tuple[int, ...]]:
    """Return which lines each line became."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    found: dict[int, tuple[int, ...]] = {}
    for kind, start, end, first, last in matcher.get_opcodes():
        for line in range(start, end):
            same = (first + line - start + 1,)
            found[line + 1] = same if kind == "equal" else tuple(range(first + 1, last + 1))
    return found

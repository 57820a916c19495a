"""Writing a package: what has to change, and whether it may.

In: rendered files, a lock, the package's folder. Out: the folder, changed in one step, and what was
changed. A file that somebody edited, or that isn't ours, is never overwritten unasked; a file that
is no longer made disappears; nothing at all happens where nothing differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing.files import touch
from dfnsgen.render.writing.lock import (
    LOCK_NAME,
    KeptEdit,
    Lock,
    LockFault,
    file_hashes,
    hash_of,
    read_lock,
)
from dfnsgen.render.writing.package_state import PackageState, is_plain_file, package_state
from dfnsgen.render.writing.patch import text_diff
from dfnsgen.render.writing.swap import Staging, package_transaction, swap

# A row is a row here, not a column.
# fmt: off
LOCK_NOT_READ = Rule.error("lock-not-read", "{problem}", effect="nothing was changed",
    remedy="restore it, or overwrite all with --force")
FILE_EDITED = Rule.error("file-edited", "it was edited since dfnsgen wrote it",
    effect="nothing was changed", remedy="undo the edit, or overwrite it with --force")
FILE_IN_THE_WAY = Rule.error("file-in-the-way",
    "it stands in the way, and dfnsgen did not write it", effect="nothing was changed",
    remedy="move it away, choose another --package, or overwrite it with --force")
LINK_IN_THE_WAY = Rule.error("link-in-the-way",
    "a symbolic link or a folder stands where a file is to be written",
    effect="nothing was changed", remedy="remove it, or choose another --out")
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a writing changed: paths relative to the package, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def counts(self) -> str:
        """How many files were added, changed and removed, in words; "" for none."""
        files = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return ", ".join(f"{len(paths)} {word}" for word, paths in files.items() if paths)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def write_package(
    package: Path,
    files: tuple[RenderedFile, ...],
    lock: Lock,
    *,
    force: bool = False,
    merged: Mapping[str, str] = MappingProxyType({}),
    then: Callable[[], None] = lambda: None,
) -> Written:
    """Make the package's folder hold exactly these files beside those of others.

    `merged` holds texts that take the place of some of the files' own: with the edits that somebody
    made. The lock has the hashes of the files' own, and the edits as patches. `then` is called
    as soon as the new package stands.

    Raises Refused, and has changed nothing then: where files were edited or others' files stand
    in the way (unless `force`), where a symbolic link does, where another run is at work, and
    where the system refuses.
    """
    with package_transaction(package):
        changes, staging = planned_change(package, files, lock, force=force, merged=merged)
        if changes:
            swap(package, staging, then)
        else:
            # The lock is as young as the last run that found it right: see dfnsgen.inputs.
            touch(package / LOCK_NAME)
    return changes


def planned_change(
    package: Path,
    files: tuple[RenderedFile, ...],
    lock: Lock,
    *,
    force: bool = False,
    merged: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Written, Staging]:
    """Return what a writing would change, and the folder that it would make; see `write_package`.

    Whoever calls holds the package. Raises Refused where it may not be written.
    """
    lock = replace(lock, edits=dict(_kept_edits(files, merged)))
    complete = tuple(
        replace(file, text=merged.get(file.path, file.text)) for file in with_lock(files, lock)
    )
    planned = file_hashes(complete)
    old = _old_lock(package, force=force)
    state = package_state(package, old, planned)
    _refuse_links_inside(package, planned)
    if not force:
        _refuse_edits(package, planned, old, state, merged)
    changes = _changes(planned, old, state)
    return changes, _staging(complete, planned, old, changes)


def _kept_edits(
    files: tuple[RenderedFile, ...], merged: Mapping[str, str]
) -> Iterator[tuple[str, KeptEdit]]:
    for file in files:
        text = merged.get(file.path, file.text)
        if text != file.text:
            patch = text_diff(file.path, file.text, text, ("written", "edited"))
            yield file.path, KeptEdit(hash=hash_of(text.encode()), patch=patch)


def with_lock(files: tuple[RenderedFile, ...], lock: Lock) -> tuple[RenderedFile, ...]:
    """Return all files of a package: the rendered ones and the lock that lists them."""
    complete = replace(lock, files=file_hashes(files))
    return (*files, RenderedFile(path=LOCK_NAME, text=complete.to_json()))


def _old_lock(package: Path, *, force: bool) -> Lock | None:
    try:
        return read_lock(package)
    except LockFault as error:
        if force:
            return None
        at = Location(source=str(package / LOCK_NAME))
        raise Refused(LOCK_NOT_READ.found(at, problem=str(error))) from error


def _changes(planned: dict[str, str], old: Lock | None, state: PackageState) -> Written:
    """Compare by content, so that a file which is as it will be is left alone."""
    before: Mapping[str, str] = old.files if old else {}
    return Written(
        added=tuple(sorted(path for path in planned if path not in state.found)),
        changed=tuple(
            sorted(
                path for path in planned if state.found.get(path, planned[path]) != planned[path]
            )
        ),
        removed=tuple(
            sorted(path for path in before if path not in planned and path in state.found)
        ),
    )


def _refuse_edits(
    package: Path,
    planned: dict[str, str],
    old: Lock | None,
    state: PackageState,
    merged: Mapping[str, str],
) -> None:
    """Refuse to lose what somebody else wrote into a file that we would replace or remove."""
    edited = [
        path
        for path in (*state.edited, *state.kept)
        if planned.get(path) != state.found[path] and path not in merged
    ]
    _refuse(FILE_EDITED, package, edited)
    written = {*old.files, LOCK_NAME} if old else set[str]()
    foreign = [
        path
        for path in planned
        if path not in written and state.found.get(path, planned[path]) != planned[path]
    ]
    _refuse(FILE_IN_THE_WAY, package, foreign)


def refuse_edited(package: Path, lock: Lock) -> None:
    """Raise Refused where a file of a package isn't as it was written."""
    state = package_state(package, lock, {})
    _refuse(FILE_EDITED, package, [p for p in (*state.edited, *state.kept) if p in state.found])


def _refuse_links_inside(package: Path, planned: dict[str, str]) -> None:
    """Refuse a link, or a folder, where a file of ours is to be; not even `force` follows it."""
    blocked = [
        path
        for path in planned
        if _something_at(package, path) and not is_plain_file(package, path)
    ]
    _refuse(LINK_IN_THE_WAY, package, blocked)


def _refuse(rule: Rule, package: Path, paths: Iterable[str]) -> None:
    found = [rule.found(Location(source=str(package / path))) for path in sorted(paths)]
    if found:
        raise Refused(*found)


def _something_at(package: Path, path: str) -> bool:
    """Tell whether the path, or a part of it that would have to be a folder, is taken."""
    at = package
    parts = path.split("/")
    for part in parts[:-1]:
        at /= part
        if at.is_symlink() or (at.exists() and not at.is_dir()):
            return True
    return (at / parts[-1]).is_symlink() or (at / parts[-1]).exists()


def _staging(
    files: tuple[RenderedFile, ...], planned: dict[str, str], old: Lock | None, changes: Written
) -> Staging:
    fresh = {*changes.added, *changes.changed}
    return Staging(
        written=tuple((file.path, file.text.encode()) for file in files if file.path in fresh),
        kept=tuple(path for path in planned if path not in fresh),
        owned=tuple(sorted({*(old.files if old else ()), *planned, LOCK_NAME})),
        outdated=tuple(sorted({*fresh, *changes.removed})),
    )

"""Packages that share the fixed code: it stands beside them once, with a lock of its own.

In: packages that are ready to be written into one folder, and the files of the fixed code that each
needs. Out: all of them and the code, changed in one step. The code's lock says who uses it, and
which files; a package that is no longer there is forgotten, and so is what only it needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.python.versions.converters import converters_path
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing.differences import Differences
from dfnsgen.render.writing.files import remove_if_empty, touch
from dfnsgen.render.writing.lock import (
    LOCK_NAME,
    SHARED_NAME,
    Lock,
    file_hashes,
    hash_of,
    is_shared,
    readable_lock,
)
from dfnsgen.render.writing.package_state import package_state
from dfnsgen.render.writing.swap import Staging, package_transaction, swap_all
from dfnsgen.render.writing.write import Written, planned_change, refuse_edited

# A row is a row here, not a column.
# fmt: off
SHARED_BY_OTHERS = Rule.error("runtime-shared-by-others",
    "the code that it shares with {packages} would change under {them}",
    effect="nothing was changed",
    remedy="write all in one run: `dfnsgen generate`, or `dfnsgen vendor --versions` with all")
SHARED_DIFFERS = Rule.error("runtime-differs",
    "{packages} would share {file}, which their templates change",
    effect="nothing was changed", remedy="give them the same `templates`, or a runtime each")
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """A package that is ready to be written, and the files of the fixed code that it needs.

    They are named as they stand in the code's own folder. `merged` are texts with edits.
    """

    folder: Path
    files: tuple[RenderedFile, ...]
    lock: Lock
    needs: tuple[RenderedFile, ...]
    merged: Mapping[str, str] = field(default_factory=dict[str, str])


def write_shared(
    sharers: Sequence[Sharer], *, force: bool = False, then: Callable[[], None] = lambda: None
) -> tuple[Written, ...]:
    """Write packages and what they share, all or none; return what changed, the code's last.

    Raises Refused, and has changed nothing then: also where the code would change under a package
    that isn't written.
    """
    code = sharers[0].folder.parent / SHARED_NAME
    places = (*(sharer.folder for sharer in sharers), code)
    with ExitStack() as held:
        for place in sorted(places):
            held.enter_context(package_transaction(place))
        files, lock = shared_code(code, sharers)
        changes = [
            planned_change(s.folder, s.files, s.lock, force=force, merged=s.merged) for s in sharers
        ]
        changes.append(planned_change(code, files, lock, force=force))
        _write(dict(zip(places, changes, strict=True)), then)
    return tuple(written for written, _ in changes)


def leave_shared(
    folder: Path,
    files: tuple[RenderedFile, ...],
    lock: Lock,
    *,
    force: bool = False,
    merged: Mapping[str, str] = MappingProxyType({}),
    then: Callable[[], None] = lambda: None,
) -> Written:
    """Write a package that has its code for itself from now on, and forget it as a sharer."""
    code = folder.parent / SHARED_NAME
    with ExitStack() as held:
        for place in sorted((folder, code)):
            held.enter_context(package_transaction(place))
        change = planned_change(folder, files, lock, force=force, merged=merged)
        _write({folder: change, code: _without(code, folder.name)}, then)
        remove_if_empty(code)
    return change[0]


def remove_package(folder: Path, lock: Lock, *, force: bool = False) -> Written:
    """Take a package away, and what only it shares; what isn't dfnsgen's stays.

    Raises Refused, and has changed nothing then: where a file was edited, unless `force`.
    """
    code = folder.parent / SHARED_NAME
    shared = readable_lock(code) if is_listed(folder) else None
    others = {*shared.users} - {folder.name} if shared else set[str]()
    others = {name for name in others if Path(name).name == name}
    beside = [folder.parent / name for name in sorted(others)]
    places = (folder, *([code] if shared else ()), *beside)
    with ExitStack() as held:
        for place in sorted(places):
            held.enter_context(package_transaction(place))
        if not force:
            refuse_edited(folder, lock)
        changes = {folder: _nothing(lock)}
        if shared:
            changes[code] = _without(code, folder.name)
        for place in beside:
            changes |= _without_converters(place, folder.name)
        swap_all({place: staging for place, (_, staging) in changes.items()})
        for place in (folder, code):
            remove_if_empty(place)
    return changes[folder][0]


def _without_converters(folder: Path, older: str) -> dict[Path, tuple[Written, Staging]]:
    """Return the change of a package that no longer converts values of one that goes, if it did."""
    lock, path = readable_lock(folder), converters_path(older)
    if lock is None or path not in lock.files:
        return {}
    files = {name: digest for name, digest in lock.files.items() if name != path}
    edits = {name: edit for name, edit in lock.edits.items() if name != path}
    text = replace(lock, files=files, edits=edits).to_json()
    staging = Staging(
        written=((LOCK_NAME, text.encode()),),
        kept=tuple(files),
        owned=tuple(sorted({*lock.files, LOCK_NAME})),
        outdated=(path, LOCK_NAME),
    )
    return {folder: (Written(changed=(LOCK_NAME,), removed=(path,)), staging)}


def is_listed(folder: Path) -> bool:
    """Whether the code beside a package counts it among those that share it."""
    lock = readable_lock(folder.parent / SHARED_NAME)
    return lock is not None and folder.name in lock.users


def with_shared(found: Differences, sharer: Sharer) -> Differences:
    """Return the differences of a package and of what it shares, as `../_runtime/…`."""
    code = sharer.folder.parent / SHARED_NAME
    old = readable_lock(code)
    planned = file_hashes(sharer.needs)
    state = package_state(code, old, planned)
    wrong = [p for p in planned if state.found.get(p, planned[p]) != planned[p]]
    missing = [path for path in planned if path not in state.found]
    if old is None or sharer.folder.name not in old.users:
        missing.append(LOCK_NAME)
    edited = [p for p in state.edited if p in state.found]
    stale = [path for path in wrong if path not in edited]
    return replace(
        found,
        stale=(*found.stale, *_beside(stale)),
        edited=(*found.edited, *_beside(edited)),
        missing=(*found.missing, *_beside(missing)),
        foreign=(*found.foreign, *_beside(state.foreign)),
    )


def _beside(paths: Iterable[str]) -> Iterator[str]:
    return (f"../{SHARED_NAME}/{path}" for path in sorted(paths))


def shared_code(code: Path, sharers: Sequence[Sharer]) -> tuple[tuple[RenderedFile, ...], Lock]:
    """Return what the code's folder is to hold; raises Refused where that can't be.

    What others need stays as it is.
    """
    old = readable_lock(code)
    own = _united(sharers)
    others = dict(_others(code, old, {sharer.folder.name for sharer in sharers}))
    files = {**_kept(code, old, others), **own}
    if old is not None:
        touched = [
            name
            for name, needed in others.items()
            if any(
                path not in files or _hash(files[path]) != old.files.get(path) for path in needed
            )
        ]
        if touched:
            at = Location(source=str(sharers[0].folder))
            them = "it" if len(touched) == 1 else "them"
            found = SHARED_BY_OTHERS.found(at, packages=", ".join(touched), them=them)
            raise Refused(found)
    first = sharers[0].lock
    lock = Lock(
        generator=first.generator,
        title="",
        version="",
        inputs={},
        templates=first.templates,
        options={},
        users={
            **others,
            **{s.folder.name: tuple(sorted(f.path for f in s.needs)) for s in sharers},
        },
    )
    return tuple(files[path] for path in sorted(files)), lock


def _united(sharers: Sequence[Sharer]) -> dict[str, RenderedFile]:
    files: dict[str, RenderedFile] = {}
    for sharer in sharers:
        for file in sharer.needs:
            if files.setdefault(file.path, file).text != file.text:
                names = ", ".join(one.folder.name for one in sharers)
                at = Location(source=str(sharer.folder))
                raise Refused(SHARED_DIFFERS.found(at, packages=names, file=file.path))
    return files


def _others(
    code: Path, old: Lock | None, written: set[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the packages that share the code and aren't written now, with what they need."""
    for name, needed in () if old is None else old.users.items():
        if name not in written and Path(name).name == name:
            lock = readable_lock(code.parent / name)
            if lock is not None and is_shared(lock):
                yield name, needed


def _kept(
    code: Path, old: Lock | None, others: Mapping[str, tuple[str, ...]]
) -> dict[str, RenderedFile]:
    """Return the files that others need, as they stand; one that was edited isn't among them."""
    if old is None:
        return {}
    state = package_state(code, old, {})
    needed = sorted({path for paths in others.values() for path in paths if path in old.files})
    return {
        path: RenderedFile(path=path, text=(code / path).read_text(encoding="utf-8"))
        for path in needed
        if path in state.found and path not in state.edited
    }


def _without(code: Path, user: str) -> tuple[Written, Staging]:
    """Return the change of the code's folder where one of its users needs nothing of it."""
    old = readable_lock(code)
    assert old is not None, "it lists the user"
    others = dict(_others(code, old, {user}))
    if others:
        files = _kept(code, old, others)
        kept = Lock(
            generator=old.generator,
            title="",
            version="",
            inputs={},
            templates=old.templates,
            options={},
            users=others,
        )
        return planned_change(code, tuple(files[path] for path in sorted(files)), kept)
    return _nothing(old)


def _nothing(lock: Lock) -> tuple[Written, Staging]:
    """Return the change of a folder that is to hold nothing of dfnsgen's any longer."""
    outdated = tuple(sorted({*lock.files, LOCK_NAME}))
    return Written(removed=outdated), Staging(
        written=(), kept=(), owned=outdated, outdated=outdated
    )


def _write(changes: Mapping[Path, tuple[Written, Staging]], then: Callable[[], None]) -> None:
    todo = {place: staging for place, (written, staging) in changes.items() if written}
    if todo:
        swap_all(todo, then)
    for place in changes:
        # A lock is as young as the last run that found it right: see dfnsgen.inputs.
        if place not in todo:
            touch(place / LOCK_NAME)


def _hash(file: RenderedFile) -> str:
    return hash_of(file.text.encode())

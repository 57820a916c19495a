"""How a package on the disk differs from what would be written.

In: rendered files, a lock, the package's folder. Out: file names in groups. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing.lock import LOCK_NAME, KeptEdit, Lock, LockFault, file_hashes, read_lock
from dfnsgen.render.writing.package_state import package_state
from dfnsgen.render.writing.write import with_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Paths relative to the package, sorted, each in one group.

    `stale`: written once, and another content would be written now. `edited`: not what dfnsgen
    wrote. `missing`: would be written. `obsolete`: would be removed. `foreign`: not dfnsgen's.
    """

    stale: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    obsolete: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.stale, self.edited, self.missing, self.obsolete, self.foreign))


def differences(package: Path, files: tuple[RenderedFile, ...], lock: Lock) -> Differences:
    """Compare the folder with what would be written; a lock that can't be read counts as edited.

    Edits that somebody asked to keep are what would be written, as long as their file is the same.
    """
    try:
        old = read_lock(package)
        unreadable: tuple[str, ...] = ()
    except LockFault:
        old, unreadable = None, (LOCK_NAME,)
    own = file_hashes(files)
    state = package_state(package, old, own)
    before = dict[str, KeptEdit]() if old is None else old.edits
    hashes = dict[str, str]() if old is None else old.files
    edits = {path: before[path] for path in state.kept if own.get(path) == hashes[path]}
    planned = file_hashes(with_lock(files, replace(lock, edits=edits)))
    planned |= {path: edit.hash for path, edit in edits.items()}
    edited = {*state.edited, *unreadable}
    differing = {
        path for path, digest in state.found.items() if planned.get(path, digest) != digest
    }
    return Differences(
        stale=tuple(sorted(differing - edited - {*state.foreign})),
        edited=tuple(sorted(edited)),
        missing=tuple(sorted(path for path in planned if path not in state.found)),
        obsolete=tuple(
            sorted(path for path in state.found if path not in planned and path not in edited)
        ),
        foreign=state.foreign,
    )

"""What somebody changed in emitted files: shown as a diff, or carried over to the new ones.

In: a package's folder, its lock, the files to be written. Out: diffs, merged texts. Nothing is
written here. What dfnsgen wrote last is found by its hash: by the lock's own record of the edit, in
what is to be written now, in the user's cache folder, or in the history of the repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.cache import user_cache
from dfnsgen.lifecycle.edits.merge import merge
from dfnsgen.lifecycle.git import committed_text
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.writing.lock import LOCK_NAME, Lock, file_hashes, hash_of
from dfnsgen.render.writing.package_state import is_plain_file, package_state
from dfnsgen.render.writing.patch import text_diff, undone


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """An edited file: what dfnsgen wrote (None where that can't be found), and what it is now.

    `is_kept`: the lock has the edit, as somebody asked to keep it.
    """

    path: str
    written: str | None
    found: str
    is_kept: bool = False

    def diff(self) -> tuple[str, ...]:
        """Return the edit as the lines of a unified diff; what isn't known is not shown."""
        if self.written is None:
            return (f"--- {self.path}: what dfnsgen wrote is not at hand; the hash differs",)
        return text_diff(self.path, self.written, self.found, ("written", "edited"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The texts of edited files with the edits carried over, and the paths where that fails."""

    texts: Mapping[str, str]
    failed: tuple[tuple[str, str], ...]


def find_edits(
    package: Path, lock: Lock | None, files: tuple[RenderedFile, ...]
) -> list[EditedFile]:
    """Return the files that aren't as dfnsgen wrote them, those that are gone left out."""
    if lock is None:
        return []
    state = package_state(package, lock, {})
    known = {hash_of(text.encode()): text for text in (*_kept(lock), *(f.text for f in files))}
    edits: list[EditedFile] = []
    for path in (*state.edited, *state.kept):
        if path == LOCK_NAME or not is_plain_file(package, path):
            continue
        found = (package / path).read_bytes().decode("utf-8", errors="replace")
        kept = lock.edits.get(path) if path in state.kept else None
        before = undone(found, kept.patch) if kept else None
        if before is not None:
            known[hash_of(before.encode())] = before
        written = _written(package / path, lock.files[path], known)
        edits.append(EditedFile(path=path, written=written, found=found, is_kept=kept is not None))
    return edits


def carry_over(edits: list[EditedFile], files: tuple[RenderedFile, ...]) -> Merged:
    """Put each edit into the text that is written now."""
    new = {file.path: file.text for file in files}
    texts: dict[str, str] = {}
    failed: list[tuple[str, str]] = []
    for edit in edits:
        if edit.path not in new:
            failed.append((edit.path, "is no longer made"))
        elif edit.written is None:
            failed.append((edit.path, "what dfnsgen wrote last is not at hand"))
        elif (text := merge(edit.written, edit.found, new[edit.path])) is None:
            failed.append((edit.path, "the edit and the new version change the same lines"))
        else:
            texts[edit.path] = text
    return Merged(texts=texts, failed=tuple(failed))


def keep_written(files: tuple[RenderedFile, ...]) -> None:
    """Remember what was written, to tell later what somebody changed in it."""
    name = _name_of_texts(file_hashes(files))
    user_cache().write("written", name, {file.path: file.text for file in files})


def _kept(lock: Lock) -> tuple[str, ...]:
    kept = user_cache().read("written", _name_of_texts(lock.files))
    texts = kept.values() if isinstance(kept, dict) else ()
    return tuple(text for text in texts if isinstance(text, str))


def _name_of_texts(hashes: Mapping[str, str]) -> str:
    return hash_of(repr(sorted(hashes.items())).encode())


def _written(path: Path, digest: str, known: Mapping[str, str]) -> str | None:
    return known[digest] if digest in known else committed_text(path, digest)

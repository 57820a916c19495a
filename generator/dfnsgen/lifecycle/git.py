"""What a repository's history holds of a file.

In: a revision, a path, a hash. Out: the files of a revision, the revisions of a file, the content
with that hash. Nothing is changed; git is asked alone, with no shell between.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dfnsgen.loader.limits import MAX_BYTES, MAX_FILES
from dfnsgen.render.writing.lock import LOCK_NAME, hash_of

_SECONDS = 30
_COMMITS = 200
_AWAY = re.compile(rb"\$ref[\"']?\s*:\s*[\"']?[^#\"'\s]")
"""A reference to another file."""
_READ = (".yaml", ".yml", ".json", ".md", ".mdx")


class GitFailed(Exception):
    """Git has not what was asked for, or there is no git; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """A file of a revision with those below its folder; no `name` where a folder was named.

    `folder` is how its paths begin, with a slash at the end where it isn't empty.
    """

    folder: str
    name: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit: its short hash, and its day."""

    hash: str
    day: str


def committed_files(revision: str, path: str) -> Committed:
    """Return a file as some revision has it, with the files that it may refer to. Raises GitFailed.

    `path` is relative to the repository's root, or to the current folder where it begins with `./`.
    """
    here = Path()
    kind = _asked(here, "cat-file", "-t", "--end-of-options", f"{revision}:{path}").strip()
    if kind == b"tree":
        stem = path.rstrip("/")
        return _below(here, revision, f"{stem}/" if stem not in ("", ".") else "", {}, "")
    head, slash, name = path.rpartition("/")
    content = _asked(here, "cat-file", "blob", f"{revision}:{path}")
    folder, own = f"{head}{slash}", {name: content}
    if not _AWAY.search(content):
        return Committed(folder=folder, name=name, files=own)
    return _below(here, revision, folder, own, name)


def _below(
    here: Path, revision: str, folder: str, own: Mapping[str, bytes], name: str
) -> Committed:
    """Return the files below a folder; `own` are those that are there already."""
    tree = _asked(here, "rev-parse", "--verify", "--end-of-options", f"{revision}:{folder}")
    top = Path(_asked(here, "rev-parse", "--show-toplevel").decode().strip())
    archive = _asked(top, "archive", "--format=tar", tree.decode().strip())
    return Committed(folder=folder, name=name, files={**dict(_unpacked(archive)), **own})


def revisions_of(path: Path) -> tuple[Revision, ...]:
    """Return the commits that changed a file, the oldest first. Raises GitFailed."""
    listed = _asked(path.parent, "log", "--format=%h %cs", "--", path.name).decode(
        "ascii", "replace"
    )
    found = [line.split(" ") for line in listed.splitlines()]
    return tuple(Revision(hash=hash, day=day) for hash, day in reversed(found))


def committed_text(path: Path, digest: str) -> str | None:
    """Return the text that the file had in some commit and that has this SHA-256."""
    for revision in _revisions(path):
        content = _git(path.parent, "show", f"{revision}:./{path.name}")
        if content is not None and hash_of(content) == digest:
            return content.decode("utf-8", "replace")
    return None


def former_name(path: Path) -> str | None:
    """Return what the document at a path was called in the last commit, from the root on.

    The locks tell: a package that is made from it now was made from another document then. None
    where it was there under its own name, or nothing tells.
    """
    top = _git(path.parent, "rev-parse", "--show-toplevel")
    if top is None:
        return None
    root = Path(top.decode().strip())
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD") or b""
    names = listed.decode("utf-8", "surrogateescape").split("\0")
    own = path.resolve().relative_to(root.resolve()).as_posix()
    if own in names:
        return None
    for lock in (name for name in names if name.rpartition("/")[2] == LOCK_NAME):
        if path.name in _inputs(_read_bytes(root / lock)):
            before = _inputs(_git(root, "show", f"HEAD:{lock}") or b"")
            for name in sorted(names, key=lambda name: Path(name).parent != Path(own).parent):
                digest = before.get(name.rpartition("/")[2])
                if digest and hash_of(_git(root, "show", f"HEAD:{name}") or b"") == digest:
                    return name
    return None


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _inputs(lock: bytes) -> dict[str, str]:
    """Return the hashes of the documents that a package is made from, by their names in a lock."""
    try:
        inputs: object = json.loads(lock)["document"]["inputs"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    known = cast("dict[str, object]", inputs) if isinstance(inputs, dict) else {}
    return {name.rpartition("/")[2]: str(digest) for name, digest in known.items()}


def _unpacked(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files that documents may consist of; links are followed nowhere."""
    number = 0
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if not member.isfile() or not member.name.endswith(_READ):
                continue
            number += 1
            file = tar.extractfile(member)
            if number <= MAX_FILES and member.size <= MAX_BYTES and file is not None:
                yield member.name, file.read()


def _revisions(path: Path) -> Iterator[str]:
    listed = _git(path.parent, "log", f"-{_COMMITS}", "--format=%H", "--", path.name)
    yield from (listed or b"").decode("ascii", "replace").split()


def _asked(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise GitFailed(str(error)) from None
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace").strip()
        raise GitFailed(problem or "it isn't there")
    return done.stdout


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        return _asked(folder, *arguments)
    except GitFailed:
        return None

"""The manifest of a package: what it was made from, what was written, which names were given.

In: hashes and names. Out: `dfnsgen.lock.json`, the same bytes for the same input: sorted, without
dates and absolute paths. It says whose a file is: only what it lists may be replaced or removed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from dfnsgen.render.rendered import RenderedFile

LOCK_NAME = "dfnsgen.lock.json"
FORMAT = 1
SHARED_NAME = "_runtime"
"""The folder of the code that packages beside it share; it has a lock of its own."""

_SKIPPED = frozenset(("node_modules", "__pycache__", "site-packages"))

Recorded = str | bool | list[str]
"""What an option may be."""

_Value = TypeVar("_Value")


class LockFault(Exception):
    """A lock that can't be read: damaged, or of a newer dfnsgen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEdit:
    """What somebody changed in a file and asked to keep: a unified diff, and what it leads to.

    `hash` is that of the edited file; the lock's `files` has that of the file without the edit.
    """

    hash: str
    patch: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What one generation was made from and what it wrote.

    `inputs` are the hashes of all files read, by name; `options` those that shape the output;
    `files` the hashes of all files written, by path; `origin` where a vendored package comes from,
    and the licence of its document; `edits` what somebody changed in the files, and asked to keep.
    `spelling` is how most properties are spelled in the document, and `fields` are those of classes
    that it calls otherwise. `names` and `structures` are the Python name
    and the digest of each definition, `operations` the names of methods, `aliases` former names:
    all in the order of the modules, which the next version keeps. `users` has only the lock of
    code that packages share: by the name of each, the files that it needs.
    """

    generator: str
    title: str
    version: str
    inputs: Mapping[str, str]
    templates: str
    options: Mapping[str, Recorded]
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    origin: Mapping[str, str] = field(default_factory=dict[str, str])
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    structures: Mapping[str, str] = field(default_factory=dict[str, str])
    operations: Mapping[str, str] = field(default_factory=dict[str, str])
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    spelling: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    edits: Mapping[str, KeptEdit] = field(default_factory=dict[str, KeptEdit])
    users: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def to_json(self) -> str:
        """Return the text of the lock file."""
        content = {
            "format": FORMAT,
            "generator": self.generator,
            "document": {
                "title": self.title,
                "version": self.version,
                "inputs": _sorted(self.inputs),
            },
            "templates": self.templates,
            "options": _sorted(self.options),
            "files": _sorted(self.files),
            **({"edits": _edits_as_json(self.edits)} if self.edits else {}),
            **({"origin": dict(self.origin)} if self.origin else {}),
            "names": dict(self.names),
            "structures": dict(self.structures),
            "operations": dict(self.operations),
            "aliases": dict(self.aliases),
            "spelling": self.spelling,
            "fields": dict(self.fields),
            **(
                {"users": {n: [*files] for n, files in _sorted(self.users).items()}}
                if self.users
                else {}
            ),
        }
        return json.dumps(content, indent=2) + "\n"


def read_lock(package: Path) -> Lock | None:
    """Return the lock of a package, None where there is none; raises LockFault."""
    path = package / LOCK_NAME
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise LockFault(f"{path}: not a lock of dfnsgen: {error}") from error
    try:
        return _from_json(cast("dict[str, object]", content))
    except (KeyError, TypeError, AttributeError) as error:
        raise LockFault(f"{path}: not a lock of dfnsgen: {error!r}") from error


def readable_lock(package: Path) -> Lock | None:
    """Return the lock of a package; one that can't be read counts as none.

    Who writes the package asks `read_lock`, and refuses it with a remedy.
    """
    try:
        return read_lock(package)
    except LockFault:
        return None


def packages_below(folder: Path) -> Iterator[tuple[Path, Lock]]:
    """Yield the packages of dfnsgen in a folder at any depth, with their locks, in order.

    What they share is none.
    """
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(n for n in folders if n not in _SKIPPED and not n.startswith("."))
        if LOCK_NAME in files:
            folders.clear()
            lock = readable_lock(Path(path))
            if lock is not None and not lock.users:
                yield Path(path), lock


def is_shared(lock: Lock) -> bool:
    """Whether a package shares its fixed code with others."""
    return lock.options.get("runtime") == "shared"


def file_hashes(files: Iterable[RenderedFile]) -> dict[str, str]:
    """Return the hash of each file's bytes, by path."""
    return {file.path: hash_of(file.text.encode()) for file in files}


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, which is never held whole. Raises OSError."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _from_json(content: dict[str, object]) -> Lock:
    if content["format"] != FORMAT:
        raise LockFault(f"the lock has format {content['format']!r}; this dfnsgen knows {FORMAT}")
    document = cast("dict[str, object]", content["document"])
    return Lock(
        generator=str(content["generator"]),
        title=str(document["title"]),
        version=str(document["version"]),
        inputs=_texts(document["inputs"]),
        templates=str(content["templates"]),
        options=cast("dict[str, Recorded]", content["options"]),
        files=_safe_paths(_texts(content["files"])),
        origin=_texts(content.get("origin", {})),
        names=_texts(content["names"]),
        structures=_texts(content.get("structures", {})),
        operations=_texts(content.get("operations", {})),
        aliases=_texts(content.get("aliases", {})),
        spelling=str(content.get("spelling", "")),
        fields=_texts(content.get("fields", {})),
        edits=_edits(content.get("edits", {})),
        users=_users(content.get("users", {})),
    )


def _edits_as_json(edits: Mapping[str, KeptEdit]) -> dict[str, object]:
    return {
        path: {"hash": edit.hash, "patch": list(edit.patch)} for path, edit in sorted(edits.items())
    }


def _edits(value: object) -> dict[str, KeptEdit]:
    edits = cast("dict[str, dict[str, list[object]]]", value)
    return {
        path: KeptEdit(hash=str(edit["hash"]), patch=tuple(str(line) for line in edit["patch"]))
        for path, edit in edits.items()
    }


def _users(value: object) -> dict[str, tuple[str, ...]]:
    users = cast("dict[object, list[object]]", value)
    return {str(name): tuple(map(str, files)) for name, files in users.items()}


def _sorted(items: Mapping[str, _Value]) -> dict[str, _Value]:
    return dict(sorted(items.items()))


def _texts(value: object) -> dict[str, str]:
    items = cast("dict[object, object]", value).items()
    return {str(key): str(item) for key, item in items}


def _safe_paths(files: dict[str, str]) -> dict[str, str]:
    """Refuse a lock that speaks of files outside its package: it decides what is removed."""
    for path in files:
        if path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/"):
            raise LockFault(f"the lock lists {path!r}, which is not inside the package")
    return files

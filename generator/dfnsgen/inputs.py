"""The files that a package is made from, as hashes: what tells an unchanged run at once.

In: options, a package's folder. Out: hashes, and whether the package is as this very dfnsgen would
write it. Heavy modules are not imported here: the answer comes before they would be.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import dfnsgen
from dfnsgen.configuration.roots import roots_of
from dfnsgen.options import Options
from dfnsgen.package_name import default_package, package_folder
from dfnsgen.render.template_files import template_folders, templates_hash
from dfnsgen.render.writing.lock import LOCK_NAME, Lock, hash_of_file, is_shared, readable_lock
from dfnsgen.render.writing.package_state import is_current, package_state


def source_name(source: str) -> str:
    """Return what the lock calls a source: the last part of its path or URL."""
    if source == "-":
        return "standard input"
    return source.split("?")[0].split("#")[0].rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]


def input_hashes(options: Options, joined: Sequence[str] = ()) -> dict[str, str] | None:
    """Return the hash of all files that a package is made from; None where one can't be read.

    `joined` are the files that references of the document lead to. Their names start with `./`:
    they are relative to the document's folder.
    """
    hashes: dict[str, str] = {}
    try:
        for source in (*options.sources, *options.overlays):
            hashes[_free(source_name(source), hashes)] = hash_of_file(Path(source))
        for file in joined:
            path = (_folder(options) / file).resolve()
            if not any(path.is_relative_to(root) for root in _roots(options)):
                return None  # a lock may be a stranger's
            hashes[f"./{file}"] = hash_of_file(path)
    except (OSError, ValueError):
        return None
    return hashes


def joined_files(options: Options, files: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of joined files relative to the document's folder."""
    folder = _folder(options).resolve()
    return tuple(os.path.relpath(Path(file).resolve(), folder).replace("\\", "/") for file in files)


def _roots(options: Options) -> tuple[Path, ...]:
    """Return the folders that references may lead to: those of the loader."""
    return roots_of(_folder(options).resolve(), options.root)


def _folder(options: Options) -> Path:
    return Path(options.sources[0]).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A package that a generation would leave as it is."""

    folder: Path
    title: str
    version: str
    foreign: tuple[str, ...]

    @property
    def document(self) -> str:
        """The title and version of its document."""
        return f"{self.title} {self.version}".strip()


def find_unchanged(options: Options) -> Unchanged | None:
    """Return the package that the options ask for, where a generation would change nothing.

    Its name may be the title's, which stands in the document; then the packages that are there are
    asked for their titles, so that the document needn't be read.
    """
    if options.templates is not None and not options.templates.is_dir():
        return None  # It is refused by what would read it.
    out = options.base / options.out
    named = [options.package] if options.package else [p.parent.name for p in _locks(out)]
    for name in named:
        lock = _lock_if_unchanged(out / name, options)
        if lock is not None and name == (options.package or default_package(lock.title)):
            folder = package_folder(options, lock.title)
            foreign = package_state(folder, lock, {}).foreign
            return Unchanged(folder=folder, title=lock.title, version=lock.version, foreign=foreign)
    return None


def _locks(out: Path) -> list[Path]:
    return sorted(out.glob(f"*/{LOCK_NAME}"))


def _lock_if_unchanged(package: Path, options: Options) -> Lock | None:
    """Return the package's lock where the hashes of all inputs and outputs agree with it.

    It must also be younger than this dfnsgen's own code: a version says little in a checkout. A
    run that changes nothing gives the lock the time of now.
    """
    lock = readable_lock(package)
    if lock is None or lock.generator != dfnsgen.__version__:
        return None
    if lock.options != options.recorded() or _younger_code(package / LOCK_NAME):
        return None
    joined = [name[2:] for name in lock.inputs if name.startswith("./")]
    inputs = input_hashes(options, joined)
    if inputs is None or lock.inputs != inputs:
        return None
    if lock.templates != templates_hash(options.templates):
        return None
    if next(package.parent.glob(f".dfnsgen-{package.name}*"), None) is not None:
        return None  # an interrupted run left something to clear away
    state = package_state(package, lock, {})
    if state.edited or state.missing or (is_shared(lock) and not is_current(package, lock)):
        return None
    return lock


def _free(name: str, taken: dict[str, str]) -> str:
    """Tell two files of one name apart by their position."""
    return name if name not in taken else f"{len(taken) + 1}: {name}"


def _younger_code(lock: Path) -> bool:
    written = lock.stat().st_mtime_ns
    folders = (Path(dfnsgen.__file__).parent, *template_folders())
    return any(
        path.stat().st_mtime_ns >= written
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".jinja"}
    )

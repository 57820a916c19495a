"""Noticing that what a package is made from has changed.

In: options. Out: a mark of all files that a generation reads, another one once one of them changes.
Nothing is read but the times and sizes of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dfnsgen.options import Options
from dfnsgen.render.template_files import template_folders
from dfnsgen.render.writing.lock import readable_lock

Mark = frozenset[tuple[str, int, int]]


def mark_of(packages: Iterable[Options]) -> Mark:
    """Return the times and sizes of documents, overlays, joined files and templates."""
    found: set[tuple[str, int, int]] = set()
    for options in packages:
        for path in _paths(options):
            try:
                stat = path.stat()
            except (OSError, ValueError):
                continue
            found.add((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def _paths(options: Options) -> Iterator[Path]:
    yield from map(Path, (*options.sources, *options.overlays))
    if options.package:
        yield from _joined(options)
    for folder in template_folders(options.templates):
        yield from (path for path in folder.rglob("*") if path.suffix in {".jinja", ".py"})


def _joined(options: Options) -> Iterator[Path]:
    """Yield the files that references of the document lead to, as the last run found them."""
    lock = readable_lock(options.base / options.out / options.package)
    folder = Path(options.sources[0]).parent
    yield from (folder / name[2:] for name in (lock.inputs if lock else ()) if name[:2] == "./")

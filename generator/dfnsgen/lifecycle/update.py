"""A newer document of an API, in the place of the one that a package is made from.

In: the package's options and the newest document. Out: what is different, and, on demand, all files
that follow: the document, the package, the configuration, the changelog. Where one of them can't be
written, all are as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.report.report import Report
from dfnsgen.generate import Prepared, prepare_document, write
from dfnsgen.lifecycle.beside import files_beside
from dfnsgen.lifecycle.changelog import continued, entry
from dfnsgen.lifecycle.newest import Newest
from dfnsgen.lifecycle.together import is_inside, write_together
from dfnsgen.lifecycle.versions import compare_packages, compare_versions
from dfnsgen.loader.document import Document
from dfnsgen.loader.imports import file_stem
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion, api_version, read_document
from dfnsgen.render.writing.files import (
    move,
    refusing_to_write,
    remove_file,
    replace_file,
    scratch_folder,
)
from dfnsgen.render.writing.lock import hash_of
from dfnsgen.render.writing.write import Written, with_lock

CHANGELOG = "CHANGELOG.md"

SOURCE_NOT_FOUND = Rule.error(
    "config-source-not-found",
    "it doesn't name {old!r} once",
    effect="nothing was changed",
    remedy="name {new!r} as its source there, and run `dfnsgen generate`",
)
CODE_CHANGED = Rule.error(
    "code-changed",
    "the file was changed while its edits were planned",
    effect="nothing was changed",
    remedy="run the command again",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A step to another document. `path` is where it is kept, `notes` what is odd about it.

    `old` is the version that is left, `beside` are the files that the new document refers to, by
    the way from its folder.
    """

    path: Path
    text: str
    old: ApiVersion
    beside: Mapping[str, str]
    report: Report
    prepared: Prepared
    notes: tuple[str, ...]

    @property
    def source_breaking(self) -> tuple[BindingChange, ...]:
        """What breaks Python code that uses the package."""
        return tuple(c for c in self.report.bindings or () if c.source_breaking)


def document_hash(options: Options) -> str:
    """Return the hash of the document that the package is made from, "" where it isn't one file."""
    try:
        return hash_of(Path(options.sources[0]).read_bytes()) if len(options.sources) == 1 else ""
    except (OSError, ValueError):
        return ""


def plan_update(options: Options, found: Newest) -> Update:
    """Compare the documents and prepare the package; nothing is written. Raises Refused.

    Each document is read once; the new one gets its name when its title and version are known.
    """
    old = api_version(options.sources[0], *read_document(replace(options, strict=False)))
    source = ", ".join(options.origin)
    beside = files_beside(options, found.text)
    with scratch_folder({}) as folder, _named_after(folder, source):
        unnamed = folder / f"document{found.suffix}"
        replace_file(unnamed, found.text.encode("utf-8", "surrogateescape"))
        for way, text in beside.items():
            replace_file(folder / way, text.encode("utf-8", "surrogateescape"))
        document, noticed = read_document(replace(options, sources=(str(unnamed),)))
        path = _place(options, found, old.document.version, document)
        move(unnamed, folder / path.name)
        ahead = replace(options, sources=(str(folder / path.name),))
        kept = tuple(_renamed(one, folder, str(path)) for one in noticed)
        prepared = prepare_document(ahead, _moved(document, folder, str(path)), kept)
    report = _report(old, replace(prepared.version, source=str(path)))
    notes = tuple(_notes(report))
    return Update(
        path=path,
        text=found.text,
        old=old,
        beside=beside,
        report=report,
        prepared=prepared,
        notes=notes,
    )


def write_update(
    update: Update,
    options: Options,
    config: Path | None,
    code: Mapping[Path, tuple[bytes, bytes]] | None = None,
) -> Written:
    """Write document, package, configuration and changelog; raises Refused, all as before.

    `code` are files of the user's own, as they are and as they should be. What lies outside the
    folder of the configuration is put back where something fails, but not where the run is killed.
    """
    changelog = update.path.parent / CHANGELOG
    texts = {update.path: update.text, changelog: _changelog(changelog, update)}
    texts |= {update.path.parent / way: text for way, text in update.beside.items()}
    if config is not None:
        texts[config] = _configuration(config, options, update.path)
    prepared = update.prepared

    def write_it(then: Callable[[], None]) -> Written:
        return write(prepared, force=options.force, then=then)

    for path, (before, after) in (code or {}).items():
        if path.read_bytes() != before:
            raise Refused(CODE_CHANGED.found(Location(source=str(path))))
        texts[path] = after.decode("utf-8", "surrogateescape")
    base = options.base
    inside = {path: text for path, text in texts.items() if is_inside(base, path)}
    outside = {path: text for path, text in texts.items() if path not in inside}
    lock_text = with_lock(prepared.files, prepared.lock)[-1].text
    with refusing_to_write(base), _restored(*outside):
        for path, text in outside.items():
            replace_file(path, text.encode("utf-8", "surrogateescape"))
        return write_together(base, inside, prepared.folder, lock_text, write_it)


def is_older(version: str, than: str) -> bool:
    """Whether a version number goes backwards; numbers are compared as numbers."""
    return _numbers(version) < _numbers(than)


@contextmanager
def _restored(*paths: Path) -> Generator[None]:
    """Put files back as they were where the block fails."""
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                remove_file(path)
            elif path.read_bytes() != content:
                replace_file(path, content)
        raise


def _place(options: Options, found: Newest, before: str, document: Document) -> Path:
    """Return where the document is kept: beside the old one, named as that is, by its version.

    A name without the old version says that there is one file, which the new document takes.
    """
    old = Path(options.sources[0])
    folder = old.parent if "://" not in options.sources[0] else options.base / "specs"
    path = folder / f"{file_stem(document.title, document.version)}{found.suffix}"
    if old.is_file() and before not in old.stem:
        return old
    if before and old.stem.endswith(f"-{before}"):
        number = path.stem.removeprefix(file_stem(document.title, "")).lstrip("-")
        path = folder / f"{old.stem.removesuffix(before)}{number}{path.suffix}"
    if path.exists() and path.read_text(encoding="utf-8", errors="surrogateescape") != found.text:
        digest = hash_of(found.text.encode("utf-8", "surrogateescape"))[:8]
        path = path.with_name(f"{path.stem}-{digest}{path.suffix}")
    return path


def _report(old: ApiVersion, new: ApiVersion) -> Report:
    report = compare_versions(old, new, today=date.today())
    return replace(report, bindings=compare_packages(old, new, changes=report.changes).changes)


def _notes(report: Report) -> Iterator[str]:
    old, new = report.old.version, report.new.version
    if old == new:
        yield f"the document changed and its version is {old} still"
    elif is_older(new, old):
        yield f"the version goes backwards: from {old} to {new}"


def _numbers(version: str) -> list[int]:
    return [int(part[:18]) for part in re.findall(r"\d+", version.split("-")[0].split("+")[0])]


def _changelog(path: Path, update: Update) -> str:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return continued(text, entry(update.report, date.today().isoformat()))


def _configuration(path: Path, options: Options, document: Path) -> str:
    """Return the configuration with the new document; raises Refused where that isn't clear."""
    text = path.read_text(encoding="utf-8")
    base = options.base
    old = Path(options.sources[0])
    name = old.relative_to(base).as_posix() if old.is_relative_to(base) else str(old)
    new = document.relative_to(base).as_posix() if document.is_relative_to(base) else str(document)
    found = [quote for quote in (f'"{name}"', f"'{name}'") if text.count(quote) == 1]
    if len(found) != 1:
        at = Location(source=str(path))
        raise Refused(SOURCE_NOT_FOUND.found(at, old=name, new=new))
    return text.replace(found[0], found[0].replace(name, new))


@contextmanager
def _named_after(folder: Path, source: str) -> Generator[None]:
    """Let a refusal speak of what was read, not of where it lay for a moment."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(_renamed(one, folder, source) for one in refused.diagnostics)) from None


def _moved(document: Document, folder: Path, source: str) -> Document:
    """Return a document of a scratch folder as one that was read where it will be kept."""

    def locate(pointer: str) -> Location:
        return _replaced(document.locate(pointer), folder, source)

    return replace(document, source=source, locate=locate)


def _renamed(found: Diagnostic, folder: Path, source: str) -> Diagnostic:
    return replace(found, at=_replaced(found.at, folder, source))


def _replaced(at: Location, folder: Path, source: str) -> Location:
    return replace(at, source=source) if Path(at.source).parent == folder else at

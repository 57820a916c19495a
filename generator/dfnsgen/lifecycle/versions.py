"""One version of an API, by whatever name the user gives it, and the comparison of two.

In: a file, documentation pages, a folder or a pattern of them, a URL, `-`, or `git:REVISION:PATH`.
Out: its document and Api; of two versions, a Report.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.diff.bindings.bindings import Bindings, compare_bindings
from dfnsgen.diff.change import Change
from dfnsgen.diff.compare import compare, located
from dfnsgen.diff.equivalents import equivalents
from dfnsgen.diff.operations.existence import Sunsets, sunset_dates
from dfnsgen.diff.operations.extensions import extension_edits
from dfnsgen.diff.operations.selection import EVERYTHING, Selection
from dfnsgen.diff.operations.webhooks import with_callbacks
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.summary import version_of
from dfnsgen.lifecycle.git import GitFailed, committed_files
from dfnsgen.loader.correcting.removal import part_of
from dfnsgen.loader.slip_rules import SCHEMA_WITHOUT_FILE
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion, api_version, intended, read_document
from dfnsgen.python.names.memory import Memory
from dfnsgen.render.writing.files import scratch_folder, write_new

# A row is a row here, not a column.
# fmt: off
GIT_FAILED = Rule.error("git-failed", "git can't show {source}: {problem}",
    remedy="name a revision and a path below the repository's root: git:main:specs/api.yaml")
NO_PAGES = Rule.error("no-pages", "{source} holds no documentation page (*.md, *.mdx)",
    remedy="name a folder of pages, or a document")
NOT_SELECTED = Rule.error("diff-no-operation", "no version has an operation that {name!r} selects",
    remedy="write --only 'POST /wallets' or an operationId, --tag Wallets, --path '/wallets/*'")
LEFT_OUT = Rule.warning("diff-left-out", "{part} can't be read: {problem}",
    effect="the old version is compared without it",
    remedy="nothing need be done: an old document stays as it is")
# fmt: on
_MOST_LEFT_OUT = 40
_PAGES = (".md", ".mdx")
_PATTERN = re.compile(r"[*?\[]")


def read_version(source: str, options: Options) -> ApiVersion:
    """Read one version, as the options say but for their sources.

    Raises Refused, also where a file is missing: its schema isn't any value, but unknown.
    """
    if source.startswith("git:"):
        version = _committed(source, options)
    else:
        version = api_version(source, *read_document(replace(options, sources=_files(source))))
    unknown = [one for one in version.diagnostics if one.rule == SCHEMA_WITHOUT_FILE.id]
    if unknown:
        raise Refused(*(replace(one, severity=Severity.ERROR, effect="") for one in unknown))
    return version


def read_old_version(source: str, options: Options) -> ApiVersion:
    """Read the version that is compared with: what can't be read of it is left out, and named.

    It can't be mended any more. Raises Refused where nothing of it can be read.
    """
    left: dict[str, Diagnostic] = {}
    while True:
        skipped = (*options.skip, *left)
        try:
            version = read_version(source, replace(options, skip=skipped))
        except Refused as refused:
            found = {
                part_of(one.at.pointer): one
                for one in refused.diagnostics
                if one.severity is Severity.ERROR
            }
            if "" in found or not found.keys() - left.keys() or len(left) > _MOST_LEFT_OUT:
                raise
            left |= {
                part: LEFT_OUT.found(replace(one.at, pointer=part), part=part, problem=one.message)
                for part, one in found.items()
            }
            continue
        return replace(version, diagnostics=(*version.diagnostics, *left.values()))


def check_selection(selection: Selection, *versions: ApiVersion) -> None:
    """Raise Refused for a wish that no operation of any version meets: it is a slip, as a rule."""
    operations = [found for version in versions for found in version.api.all_operations]
    unmet = [
        NOT_SELECTED.found(Location(source=option), name=name)
        for option, name, wish in selection.conditions()
        if not wish.takes(*operations)
    ]
    if unmet:
        raise Refused(*unmet)


def compare_versions(
    old: ApiVersion,
    new: ApiVersion,
    *,
    today: date,
    selection: Selection = EVERYTHING,
    prove: bool = False,
    spellings: bool = False,
) -> Report:
    """Return what changes from one version to the other.

    `prove` looks for proofs; `spellings` tells what is spelled otherwise and means the same too.
    """
    sunsets = Sunsets(
        today=today,
        dates=sunset_dates(old.document, old.api.operations),
        dates_now=sunset_dates(new.document, new.api.operations),
    )
    before, after = (with_callbacks(one.document, one.api) for one in (old, new))
    changes = compare(
        before,
        after,
        selection=selection,
        sunsets=sunsets,
        prove=prove,
        further=extension_edits(old.document, new.document),
    )
    changes = tuple(change for change in changes if not _was_left_out(change, old))
    if spellings:
        changes += equivalents((old.document, before), (new.document, after))
    return Report(
        old=version_of(old.api, old.source),
        new=version_of(new.api, new.source),
        changes=located(changes, old.document, new.document),
    )


def _was_left_out(change: Change, old: ApiVersion) -> bool:
    """Whether something seems to be new, since it could not be read in the old version."""
    parts = [found.at.pointer for found in old.diagnostics if found.rule == LEFT_OUT.id]
    at = change.at_new or ""
    return change.at_old is None and any(f"{at}/".startswith(f"{part}/") for part in parts)


def compare_packages(
    old: ApiVersion,
    new: ApiVersion,
    *,
    selection: Selection = EVERYTHING,
    memory: Memory | None = None,
    changes: Iterable[Change] = (),
) -> Bindings:
    """Return what changes in the package that is made from them: from the APIs as they are meant.

    `changes` are those on the wire: what is renamed there is renamed in the package.
    """
    takes = None if selection == EVERYTHING else selection.takes
    before, after = (intended(version)[0] for version in (old, new))
    several = tuple(changes)
    renamed, components = (
        frozenset((str(c.before), str(c.after)) for c in several if c.rule.id == rule)
        for rule in ("property-renamed", "schema-renamed")
    )
    return compare_bindings(
        before, after, memory=memory, takes=takes, renamed=renamed, components=components
    )


def _files(source: str) -> tuple[str, ...]:
    """Return the files that a name stands for. Raises Refused where a folder has no page."""
    path = Path(source)
    if path.is_dir():
        found = sorted(str(page) for page in path.iterdir() if page.suffix in _PAGES)
    elif _PATTERN.search(source) and "://" not in source and not path.exists():
        found = sorted(glob.glob(source, recursive=True))
    else:
        return (source,)
    if not found:
        raise Refused(NO_PAGES.found(Location(source=source), source=source))
    return tuple(found)


def _committed(source: str, options: Options) -> ApiVersion:
    """Read a document, or a folder of pages, with all files it refers to, as git holds them."""
    revision, _, path = source.removeprefix("git:").partition(":")
    try:
        committed = committed_files(revision, path)
    except GitFailed as error:
        found = GIT_FAILED.found(Location(source=source), source=source, problem=str(error))
        raise Refused(found) from None
    with scratch_folder({}) as folder:
        for name, content in committed.files.items():
            write_new(folder / name, content)
        shown = f"git:{revision}:{committed.folder}"
        at = str(folder / committed.name if committed.name else folder)
        try:
            document, noticed = read_document(replace(options, sources=_files(at)))
        except Refused as refused:
            renamed = (_renamed(one, folder, shown) for one in refused.diagnostics)
            raise Refused(*renamed) from None
    locate = document.locate

    def relocated(pointer: str) -> Location:
        return _moved(locate(pointer), folder, shown)

    document = replace(document, source=source, locate=relocated)
    return api_version(source, document, tuple(_renamed(one, folder, shown) for one in noticed))


def _renamed(found: Diagnostic, folder: Path, shown: str) -> Diagnostic:
    return replace(found, at=_moved(found.at, folder, shown))


def _moved(at: Location, folder: Path, shown: str) -> Location:
    """Name a place after where its file came from, not after where it lay for a moment."""
    inside = at.source.removeprefix(str(folder)).lstrip("/\\")
    return replace(at, source=f"{shown}{inside}")

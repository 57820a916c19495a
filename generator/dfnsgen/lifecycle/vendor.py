"""Putting a package into another repository, and keeping it there.

In: a repository's folder, options, what stands there already. Out: the options of the package in
that place; what a step changes; the package written. What was asked for last is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.diff.bindings.bindings import compare_surfaces
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.generate import Prepared, write, write_all
from dfnsgen.lifecycle.declared import texts_on_disk
from dfnsgen.lifecycle.edits.edits import EditedFile, carry_over, find_edits, keep_written
from dfnsgen.lifecycle.surface import read_surface
from dfnsgen.options import Options
from dfnsgen.render.rendered import Runtime
from dfnsgen.render.writing.files import refusing_to_write, remove_tree, write_new
from dfnsgen.render.writing.lock import Lock, Recorded, packages_below, readable_lock
from dfnsgen.render.writing.package_state import is_plain_file
from dfnsgen.render.writing.shared import remove_package
from dfnsgen.render.writing.write import Written

# A row is a row here, not a column.
# fmt: off
SEVERAL_COPIES = Rule.error("several-copies",
    "{repository} holds several vendored packages: {found}", remedy="say which one with --package")
NOT_DOTTED = Rule.error("package-not-dotted", "{name!r} can't be the dotted name of a package",
    remedy="give one as Python imports it: app._vendor.dfns")
NO_COPY = Rule.error("copy-not-found", "{repository} holds no such vendored package",
    effect="nothing was changed", remedy="name it as it is imported: --package app._vendor.dfns")
NO_DESTINATION = Rule.error("destination-not-found", "there is no such folder",
    effect="nothing is written", remedy="check the path; --create makes the folder")
EDIT_NOT_CARRIED_OVER = Rule.error("edit-not-carried-over",
    "its edits can't be carried over: {why}", effect="nothing was changed",
    remedy="bring them in by hand and vendor again with --force")
# fmt: on
_PACKAGE_FILE = b'"""A package that holds code of dfnsgen; this file is yours to change."""\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A package that was vendored: its folder, its dotted name, and its lock."""

    folder: Path
    package: str
    lock: Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a vendoring would do: to the edits somebody made, and to code that uses the package.

    `merged` holds the edited files with their edits carried over, `failed` those where that can't
    be done, each with the reason.
    """

    edits: tuple[EditedFile, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict[str, str])
    failed: tuple[tuple[str, str], ...] = ()
    before: Surface = field(default_factory=Surface)
    changes: tuple[BindingChange, ...] = ()


def copies(repository: Path) -> tuple[Copy, ...]:
    """Return the packages that were vendored into a repository, by their locks."""
    return tuple(
        Copy(folder=folder, package=".".join(folder.relative_to(repository).parts), lock=lock)
        for folder, lock in packages_below(repository)
        if lock.origin
    )


def chosen_copy(repository: Path, package: str) -> Copy | None:
    """Return the copy that is meant, None for a new one; raises Refused where that is unclear."""
    found = copies(repository)
    if package:
        return next((copy for copy in found if copy.package == package), None)
    if len(found) > 1:
        names = ", ".join(copy.package for copy in found)
        at = Location(source=str(repository))
        raise Refused(SEVERAL_COPIES.found(at, repository=str(repository), found=names))
    return found[0] if found else None


def placed(options: Options, repository: Path, package: str, copy: Copy | None) -> Options:
    """Return the options of the package in the repository; raises Refused for a bad name.

    What isn't asked for is as it was in the copy: the operations, and whether there is a client.
    """
    dotted = package or (copy.package if copy else options.package)
    parts = dotted.split(".")
    if not all(part.isidentifier() for part in parts if dotted):
        raise Refused(NOT_DOTTED.found(Location(source="--package"), name=dotted))
    return replace(
        options,
        base=repository,
        out=Path(*parts[:-1]),
        package=parts[-1],
        project="",
        vendored=dotted or "(named by its title)",
    )


def as_before(options: Options, copy: Copy) -> Options:
    """Return the options with the choice of operations that the copy was made with."""
    recorded = copy.lock.options
    return replace(
        options,
        only=_texts(recorded.get("only")),
        tags=_texts(recorded.get("tags")),
        client=recorded.get("client") is not False,
        runtime=Runtime(recorded.get("runtime", Runtime.OWN.value)),
    )


def next_step(prepared: Prepared, *, keep_edits: bool, force: bool = False) -> Step:
    """Compare what stands in the folder with what is to be written; nothing is changed.

    Edits that the lock has are carried over unless `force` drops them, others with `keep_edits`.
    """
    lock = readable_lock(prepared.folder)
    if lock is None:
        return Step()
    before = read_surface(texts_on_disk(prepared.folder, lock), lock.operations)
    after = read_surface(prepared.texts, prepared.lock.operations)
    same = {key: key for key in lock.operations}
    edits = find_edits(prepared.folder, lock, prepared.files)
    carried = [edit for edit in edits if keep_edits or (edit.is_kept and not force)]
    merged = carry_over(carried, prepared.files)
    return Step(
        edits=tuple(edit for edit in edits if not edit.is_kept),
        merged=merged.texts,
        failed=merged.failed,
        before=before,
        changes=compare_surfaces(before, after, same),
    )


def write_step(prepared: Prepared, step: Step, *, force: bool) -> Written:
    """Write the package; raises Refused, and has changed nothing then."""
    _refuse_failed([(prepared, step)])
    written = write(prepared, force=force, merged=step.merged)
    keep_written(prepared.files)
    return written


def write_steps(planned: Sequence[tuple[Prepared, Step]], *, force: bool) -> tuple[Written, ...]:
    """Write packages that share their code, all or none; raises Refused."""
    _refuse_failed(planned)
    written = write_all([(prepared, step.merged) for prepared, step in planned], force=force)
    for prepared, _ in planned:
        keep_written(prepared.files)
    return written


def _refuse_failed(planned: Sequence[tuple[Prepared, Step]]) -> None:
    failed = [
        EDIT_NOT_CARRIED_OVER.found(Location(source=str(prepared.folder / path)), why=why)
        for prepared, step in planned
        for path, why in step.failed
    ]
    if failed:
        raise Refused(*failed)


def remove_copy(repository: Path, copy: Copy, *, force: bool) -> Written:
    """Take a copy out again, and the files that made the folders above it packages.

    Raises Refused, and has changed nothing then.
    """
    written = remove_package(copy.folder, copy.lock, force=force)
    for folder in copy.folder.parents:
        if folder == repository or repository not in folder.parents:
            break
        left = [path for path in folder.iterdir() if path.name != "__pycache__"]
        if [path.name for path in left] == ["__init__.py"] and _is_ours(left[0]):
            remove_tree(folder)
    return written


def _is_ours(file: Path) -> bool:
    return is_plain_file(file.parent, file.name) and file.read_bytes() == _PACKAGE_FILE


def add_package_files(repository: Path, package: Path) -> tuple[Path, ...]:
    """Make each folder between a repository and a package in it a package; return what is new.

    Without them tools that look for packages, as those that build wheels do, leave it out.
    """
    inner = package.relative_to(repository).parents
    missing = [
        path
        for folder in reversed(inner)
        if folder.parts and not (path := repository / folder / "__init__.py").exists()
    ]
    for path in missing:
        with refusing_to_write(path):
            write_new(path, _PACKAGE_FILE)
    return tuple(missing)


def _texts(value: Recorded | None) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()

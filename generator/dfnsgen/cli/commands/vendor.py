"""`dfnsgen vendor`: a package into another repository, and its next versions after it.

In: what the command line says. Out: the package, lines, an exit code.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dfnsgen.cli.command_table import DONE, STALE
from dfnsgen.cli.commands.vendor_steps import dry_run, show_edits, show_step
from dfnsgen.cli.config import configured
from dfnsgen.cli.differences import report_check
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import (
    CHECK,
    CREATE,
    DESTINATION,
    DRY_RUN,
    EVERYTHING,
    KEEP_EDITS,
    ONLY,
    OVERWRITE,
    REMOVE,
    TAGS,
    VENDOR_PACKAGE,
    VENDOR_SOURCES,
    VENDOR_VERSIONS,
)
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal, standard_input
from dfnsgen.diagnostics import Location, Refused
from dfnsgen.generate import prepare
from dfnsgen.lifecycle.vendor import (
    NO_COPY,
    NO_DESTINATION,
    Copy,
    add_package_files,
    as_before,
    chosen_copy,
    next_step,
    placed,
    remove_copy,
    write_step,
)
from dfnsgen.options import Options
from dfnsgen.render.writing.package_state import package_state


def vendor_command(terminal: Terminal, given: Given) -> int:
    """Vendor, or check what was vendored: 1 where the copy isn't what would be written."""
    repository = _repository(given)
    if not repository.is_dir() and not given[CREATE]:
        raise Refused(NO_DESTINATION.found(Location(source=str(repository))))
    if given[VENDOR_VERSIONS]:
        from dfnsgen.cli.commands.vendor_versions import vendor_versions

        return vendor_versions(terminal, given, repository, _source(given))
    copy = chosen_copy(repository, given[VENDOR_PACKAGE])
    if given[REMOVE]:
        return _remove(terminal, given, copy)
    options = _options(given, copy)
    if options is None:
        return _check_alone(terminal, copy)
    return _check(terminal, options) if given[CHECK] else _vendor(terminal, given, options)


def _remove(terminal: Terminal, given: Given, copy: Copy | None) -> int:
    repository = _repository(given)
    if copy is None:
        raise Refused(NO_COPY.found(Location(source=str(repository)), repository=repository))
    removed = remove_copy(repository, copy, force=given[OVERWRITE])
    terminal.result((f"{copy.folder}", "bold"), f"  removed, {len(removed.removed)} files")
    return DONE


def _repository(given: Given) -> Path:
    return given[DESTINATION] or Path()


def _options(given: Given, copy: Copy | None) -> Options | None:
    """Return what is to be written; None where a check has nothing to compare the copy with."""
    try:
        options = _source(given)
    except Refused:
        if given[CHECK] and copy is not None:
            return None
        raise
    options = placed(options, _repository(given), given[VENDOR_PACKAGE], copy)
    is_part_named = bool(given[ONLY] or given[TAGS] or given[EVERYTHING])
    if copy is not None:
        before = as_before(options, copy)
        options = replace(before, only=(), tags=()) if is_part_named else before
    if is_part_named:
        options = replace(options, only=given[ONLY], tags=given[TAGS])
    return laid_over(options, given)


def _source(given: Given) -> Options:
    sources = given[VENDOR_SOURCES]
    if sources:
        return Options(sources=sources, stdin=standard_input)
    return replace(configured(Path())[0], earlier=(), later=())


def _vendor(terminal: Terminal, given: Given, options: Options) -> int:
    with terminal.working() as progress:
        prepared = prepare(options, progress)
        progress("comparing with the copy")
        step = next_step(prepared, keep_edits=given[KEEP_EDITS], force=options.force)
    report_in_short(terminal, prepared.diagnostics)
    if given[DRY_RUN]:
        return dry_run(terminal, given, prepared, step)
    try:
        written = write_step(prepared, step, force=options.force)
    except Refused:
        if not given[KEEP_EDITS]:
            show_edits(terminal, step)
        raise
    added = add_package_files(options.base, prepared.folder)
    title = f"{prepared.api.title} {prepared.api.version}".strip()
    changed = f"{written.counts} files" if written else "nothing changed"
    terminal.result((f"{prepared.folder}", "bold"), f"  {title}, {changed}")
    for file in added:
        terminal.result(f"  {file} is new: it makes the folder a package")
    for path in step.merged:
        terminal.result(f"  kept the edits of {path}")
    show_step(terminal, given, prepared.folder, step)
    return DONE


def _check(terminal: Terminal, options: Options) -> int:
    with terminal.working() as progress:
        prepared = prepare(options, progress)
    remedy = "run `dfnsgen vendor` again"
    return report_check(terminal, prepared, prepared.api.version, remedy=remedy)


def _check_alone(terminal: Terminal, copy: Copy | None) -> int:
    """Hold a copy to its lock where no document is named: whether it is stale isn't told."""
    assert copy is not None
    state = package_state(copy.folder, copy.lock, {})
    missing = {*state.missing}
    found = [("missing", path) for path in state.missing]
    found += [("edited", path) for path in state.edited if path not in missing]
    found += [("foreign", path) for path in state.foreign]
    for kind, path in found:
        terminal.result((f"{kind:<8}", "yellow"), f"{copy.folder / path}")
    if not found:
        terminal.result(f"{copy.folder}: as it was vendored ({copy.lock.version})")
        terminal.notice("no document is named: whether a newer one exists was not looked at")
    return STALE if found else DONE

"""`dfnsgen vendor --versions`: several versions of an API side by side in another repository.

In: what the command line says. Out: their packages, written in one step, lines, an exit code.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.commands.vendor_steps import dry_run, show_edits, show_step
from dfnsgen.cli.differences import report_check
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import (
    CHECK,
    DRY_RUN,
    EVERYTHING,
    KEEP_EDITS,
    ONLY,
    TAGS,
    VENDOR_PACKAGE,
    VENDOR_VERSIONS,
)
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused
from dfnsgen.generate import Prepared, prepare_versions
from dfnsgen.lifecycle.side_by_side import (
    check_versions,
    holder,
    placed_versions,
    with_standing,
)
from dfnsgen.lifecycle.vendor import Step, add_package_files, next_step, write_steps
from dfnsgen.options import Options
from dfnsgen.render.rendered import Runtime


def vendor_versions(terminal: Terminal, given: Given, repository: Path, source: Options) -> int:
    """Vendor the versions, or check them: the worst code of all."""
    package = holder(repository, given[VENDOR_PACKAGE])
    named = tuple(word.strip() for word in given[VENDOR_VERSIONS].split(",") if word.strip())
    versions = with_standing(source, named, repository, package)
    asked = placed_versions(source, versions, repository, package)
    is_part_named = bool(given[ONLY] or given[TAGS] or given[EVERYTHING])
    if is_part_named:
        asked = tuple(replace(one, only=given[ONLY], tags=given[TAGS]) for one in asked)
    asked = tuple(replace(laid_over(one, given), runtime=Runtime.SHARED) for one in asked)
    with terminal.working() as progress:
        prepared = prepare_versions(asked, progress)
        check_versions(prepared, versions)
    if given[CHECK]:
        remedy = "run `dfnsgen vendor --versions` again"
        return max(report_check(terminal, p, p.api.version, remedy=remedy) for p in prepared)
    force, keep = asked[0].force, given[KEEP_EDITS]
    planned = [(p, next_step(p, keep_edits=keep, force=force)) for p in prepared]
    return _write(terminal, given, repository, planned, force=force)


def _write(
    terminal: Terminal,
    given: Given,
    repository: Path,
    planned: list[tuple[Prepared, Step]],
    *,
    force: bool,
) -> int:
    for prepared, _ in planned:
        report_in_short(terminal, prepared.diagnostics)
    if given[DRY_RUN]:
        return max(dry_run(terminal, given, prepared, step) for prepared, step in planned)
    try:
        written = write_steps(planned, force=force)
    except Refused:
        if not given[KEEP_EDITS]:
            for _, step in planned:
                show_edits(terminal, step)
        raise
    for (prepared, step), changes in zip(planned, written, strict=True):
        title = f"{prepared.api.title} {prepared.api.version}".strip()
        changed = f"{changes.counts} files" if changes else "nothing changed"
        terminal.result((f"{prepared.folder}", "bold"), f"  {title}, {changed}")
        for path in step.merged:
            terminal.result(f"  kept the edits of {path}")
        show_step(terminal, given, prepared.folder, step)
    for file in add_package_files(repository, planned[0][0].folder):
        terminal.result(f"  {file} is new: it makes the folder a package")
    return DONE

"""`dfnsgen update`: the newest document, and everything that follows from it.

In: what the command line says. Out: files, lines, an exit code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from dfnsgen.cli.command_table import DONE, STALE
from dfnsgen.cli.config import OWN_FILE, PROJECT_FILE, configured
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import (
    DRY_RUN,
    FIX,
    UPDATE_FAIL_ON,
    UPDATE_PACKAGE,
    UPDATE_SOURCES,
    Fix,
)
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.diff.change import Level
from dfnsgen.diff.report.summary import fails
from dfnsgen.lifecycle.newest import newest
from dfnsgen.lifecycle.together import finish_update
from dfnsgen.lifecycle.update import Update, document_hash, plan_update, write_update
from dfnsgen.options import Options
from dfnsgen.render.writing.swap import finish_packages
from dfnsgen.render.writing.write import Written

NO_ORIGIN = Rule.error(
    "no-origin",
    "nothing names the place where newer documents are",
    remedy='name it: `dfnsgen update URL`, or origin = "URL" in the configuration',
)
WHICH_PACKAGE = Rule.error(
    "which-package", "the configuration has {count} packages", remedy="say which one with --package"
)
NO_LIBCST = Rule.error(
    "fix-needs-libcst",
    "--fix needs libcst, which isn't installed",
    effect="nothing was changed",
    remedy="install dfnsgen with its extra: dfnsgen[fix]",
)
_SHOWN = 10


def update_command(terminal: Terminal, given: Given) -> int:
    """Update a package; 1 where the step has what `--fail-on` asks for: nothing is written then."""
    finish_update(Path())
    if given[FIX] is not Fix.NONE and find_spec("libcst") is None:
        raise Refused(NO_LIBCST.found(Location(source="dfnsgen update")))
    options = _options(given)
    with terminal.working() as progress:
        progress(f"reading {', '.join(options.origin)}")
        found = newest(options.origin, document_hash(options))
        if found is None or _is_known(options, found.text):
            finish_packages(options.out)  # The job that calls us commits all that it finds.
            terminal.result(f"{options.sources[0]} is the newest document")
            return DONE
        progress("comparing")
        update = plan_update(options, found)
    report(terminal, update.prepared.diagnostics)
    _summary(terminal, update)
    if fails(update.report.changes, given[UPDATE_FAIL_ON]):
        terminal.result("nothing was written: --fail-on", f" {given[UPDATE_FAIL_ON].value}")
        return STALE
    if given[FIX] is Fix.NONE:
        return _write(terminal, given, update, options)
    from dfnsgen.cli.code_fixes import show_fixes, show_patch
    from dfnsgen.lifecycle.code_fixes import plan_code_fixes

    with terminal.working() as progress:
        planned = plan_code_fixes(update, options, progress)
    if given[FIX] is Fix.DIFF:
        show_fixes(terminal, planned)
        show_patch(terminal, planned)
        terminal.notice("nothing was written: --fix=diff")
        return DONE
    code = {options.base / file.path: (file.before, file.after) for file in planned.fixes.files}
    _write(terminal, given, update, options, code)
    show_fixes(terminal, planned)
    return DONE


def _write(
    terminal: Terminal,
    given: Given,
    update: Update,
    options: Options,
    code: Mapping[Path, tuple[bytes, bytes]] | None = None,
) -> int:
    if given[DRY_RUN]:
        terminal.result("nothing was written: --dry-run")
        return DONE
    written = write_update(update, options, _config(options), code)
    _written(terminal, update, written)
    return DONE


def _options(given: Given) -> Options:
    found = configured(Path(), given[UPDATE_PACKAGE])
    if len(found) != 1:
        raise Refused(WHICH_PACKAGE.found(Location(source="--package"), count=len(found)))
    options = laid_over(found[0], given)
    options = replace(options, origin=given[UPDATE_SOURCES] or options.origin)
    if not options.origin:
        raise Refused(NO_ORIGIN.found(Location(source="dfnsgen update")))
    return options


def _config(options: Options) -> Path | None:
    own = options.base / OWN_FILE
    return own if own.is_file() else options.base / PROJECT_FILE


def _is_known(options: Options, text: str) -> bool:
    content = text.encode("utf-8", "surrogateescape")
    try:
        return len(options.sources) == 1 and Path(options.sources[0]).read_bytes() == content
    except (OSError, ValueError):
        return False


def _summary(terminal: Terminal, update: Update) -> None:
    """Print the step in numbers, and what to look at."""
    compared, counts = update.report, update.report.summary
    terminal.result(
        (f"{compared.new.title} {compared.old.version} → {compared.new.version}", "bold")
    )
    for note in update.notes:
        terminal.notice(("warning", "yellow"), f": {note}")
    terminal.result(
        f"  wire    {counts.breaking} breaking, {counts.warning} warning, {counts.info} info"
    )
    source = update.source_breaking
    bindings = compared.bindings or ()
    terminal.result(f"  source  {len(source)} breaking of {len(bindings)}")
    looked_at = [
        f"{c.operation or c.subject}: {c.message}"
        for c in compared.changes
        if c.level is Level.BREAKING
    ]
    looked_at += [change.message for change in source]
    terminal.listed([(f"  look at {line}",) for line in looked_at], _SHOWN)


def _written(terminal: Terminal, update: Update, written: Written) -> None:
    terminal.result(f"  {update.path} is the document now")
    changed = len(written.added) + len(written.changed) + len(written.removed)
    terminal.result(f"  {update.prepared.folder}: {changed} files differ")
    terminal.result(f"  {update.path.parent / 'CHANGELOG.md'} tells what changed")

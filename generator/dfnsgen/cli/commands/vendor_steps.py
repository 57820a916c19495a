"""What a vendoring tells of itself: what it would do, whose edits it meets, what it breaks.

In: a prepared package, and the step from the copy to it. Out: lines.
"""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import DESTINATION, VENDOR_USAGE
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diff.report.used_text import usage_lines
from dfnsgen.generate import Prepared, check
from dfnsgen.lifecycle.vendor import Step
from dfnsgen.phrases import counted
from dfnsgen.usage.usage import find_usage

SHOWN = 20
_SHOWN_LINES = 200


def dry_run(terminal: Terminal, given: Given, prepared: Prepared, step: Step) -> int:
    """Tell what would be done: with files, with edits, and to code that uses the package."""
    found = check(prepared)
    parts = (
        (found.missing, "added"),
        ([*found.stale, *found.edited], "changed"),
        (found.obsolete, "removed"),
    )
    counts = [f"{len(paths)} {word}" for paths, word in parts if paths]
    terminal.result((f"{prepared.folder}", "bold"), f"  {', '.join(counts) or 'nothing'}")
    for edit in step.edits:
        terminal.result(f"  {edit.path} was edited: --keep-edits carries that over")
    show_step(terminal, given, prepared.folder, step)
    terminal.result("nothing was written: --dry-run")
    return DONE


def show_edits(terminal: Terminal, step: Step) -> None:
    """Show what would be lost."""
    lines = [line for edit in step.edits for line in edit.diff()]
    for line in lines[:_SHOWN_LINES]:
        terminal.notice((line, {"+": "green", "-": "red"}.get(line[:1], "")))
    if len(lines) > _SHOWN_LINES:
        terminal.notice(f"… and {len(lines) - _SHOWN_LINES} more lines")
    if step.edits:
        terminal.notice("  remedy --keep-edits carries them over, --force overwrites them")


def show_step(terminal: Terminal, given: Given, folder: Path, step: Step) -> None:
    """Tell what breaks code that uses the package, and where that code is."""
    breaking = [change for change in step.changes if change.source_breaking]
    if not breaking:
        return
    changes = counted(len(breaking), "breaking change")
    terminal.result(f"  {changes} for code that uses the package:")
    messages = [(f"    {change.message}",) for change in breaking]
    terminal.listed(messages, SHOWN, "    … and {} more")
    if not given[VENDOR_USAGE]:
        terminal.result("  --usage finds the places in this repository")
        return
    usage = find_usage(given[DESTINATION] or Path(), folder, breaking, step.before)
    for line in usage_lines(usage):
        terminal.result("  ", *line)

"""How a package differs from what would be written, as groups of files and as a diff.

In: a prepared package, the groups. Out: lines on standard output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import normpath
from pathlib import Path

from dfnsgen.cli.command_table import DONE, STALE
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal
from dfnsgen.generate import Prepared, check
from dfnsgen.render.writing.differences import Differences
from dfnsgen.render.writing.lock import LOCK_NAME, SHARED_NAME
from dfnsgen.render.writing.package_state import is_plain_file
from dfnsgen.render.writing.patch import text_diff

LISTED = 20
_DIFF_LINES = 40
_WIDEST = 200
_FIRST = "models.py"
"""What people know best: the other files follow from it."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def report_check(terminal: Terminal, prepared: Prepared, name: str, *, remedy: str) -> int:
    """Tell whether the package is what would be written; 1 where it isn't."""
    found = check(prepared)
    report_in_short(terminal, prepared.diagnostics)
    if not found:
        terminal.result(f"{prepared.folder}: up to date ({name})")
        return DONE
    report_differences(terminal, prepared, found, remedy=remedy)
    return STALE


def report_differences(
    terminal: Terminal, prepared: Prepared, found: Differences, *, remedy: str
) -> None:
    """Print which files differ and how; with --verbose all of it."""
    for label, paths, meaning in (
        ("stale", found.stale, "not what would be written now"),
        ("edited", found.edited, "edited since dfnsgen wrote it"),
        ("missing", found.missing, "would be written now"),
        ("gone", found.obsolete, "is no longer made"),
        ("foreign", found.foreign, "not written by dfnsgen"),
    ):
        named = [
            ((f"{label:<8}", "yellow"), normpath(prepared.folder / path), (f"  {meaning}", "dim"))
            for path in paths
        ]
        terminal.listed(named, LISTED, f"  … and {{}} more {label}")
    for lines in _diffs(prepared, (*found.stale, *found.edited)):
        _report_lines(terminal, lines)
    if found.foreign:
        terminal.result("  remedy  move what isn't dfnsgen's out of the package")
    if found.stale or found.edited or found.missing or found.obsolete:
        terminal.result(f"  remedy  {remedy}")


def _report_lines(terminal: Terminal, lines: Sequence[str]) -> None:
    """Print the diff of one file: as many lines, and so much of each, as a log can bear."""
    width = max(map(len, lines), default=0) if terminal.verbosity.verbose else _WIDEST
    cut = (line if len(line) <= width else f"{line[: width - 1]}…" for line in lines)
    styled = [((line, _STYLES.get(line[:1], "")),) for line in cut]
    terminal.listed(styled, _DIFF_LINES, "… and {} more lines")


def _diffs(prepared: Prepared, paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what would change in each file; the lock is left out, it follows from the others."""
    planned = {file.path: file.text for file in prepared.files}
    planned |= {f"../{SHARED_NAME}/{file.path}": file.text for file in prepared.needs}
    for path in sorted(paths, key=lambda path: (path != _FIRST, path)):
        if path != LOCK_NAME and path in planned and is_plain_file(prepared.folder, path):
            text = _read(prepared.folder / path)
            yield text_diff(path, text, planned[path], ("as it is", "as it would be"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

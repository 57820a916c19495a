"""What `dfnsgen update --fix` did to somebody's code, and what it left.

In: fixes. Out: lines, or a patch. The patch alone stands on standard output with --quiet.
"""

from __future__ import annotations

from collections import Counter

from dfnsgen.cli.terminal import Terminal
from dfnsgen.fixing.patch import patch
from dfnsgen.fixing.result import Left
from dfnsgen.lifecycle.code_fixes import CodeFixes
from dfnsgen.phrases import counted

_SHOWN = 20


def show_fixes(terminal: Terminal, planned: CodeFixes) -> None:
    """Print the places that were mended, by file, and those that are left, each with its reason."""
    fixes = planned.fixes
    if not (fixes.files or fixes.left or fixes.unread):
        terminal.result("Your code uses nothing that changes")
        return
    mended = [file for file in fixes.files if file.places]
    places, files = counted(fixes.count, "place"), counted(len(mended), "file")
    done = f"{places} fixed in {files}" if mended else "nothing fixed"
    checked = f"; {planned.checked}" if planned.checked else ""
    terminal.result((f"Your code: {done}", "bold"), checked)
    rows = [(f"  {file.path}", f"  {counted(len(file.places), 'place')}") for file in mended]
    terminal.listed(rows, _SHOWN)
    if fixes.left:
        marked = sum(one.is_marked for one in fixes.left)
        more = f", {marked} of them marked with a TODO" if marked else ""
        terminal.result((f"Not fixed: {counted(len(fixes.left), 'place')}{more}", "bold"))
    doubles = Counter(map(_line, fixes.left))
    terminal.listed(
        [
            (f"  {line}", f" ({count} times)" if count > 1 else "")
            for line, count in doubles.items()
        ],
        _SHOWN,
    )
    for path, reason in fixes.unread:
        terminal.result(f"  {path} {reason}")


def show_patch(terminal: Terminal, planned: CodeFixes) -> None:
    """Print the fixes as a patch, to be piped into `git apply` or a file."""
    terminal.content(patch(planned.fixes.files))


def _line(left: Left) -> str:
    place = left.place
    return f"{place.path}:{place.line} {place.what}: {place.change.short}; {left.reason}"

"""The command line: parses, calls, prints, and returns a code. It decides nothing.

0 done, 1 stale or breaking, 2 refused input, 3 a bug of ours.
"""

from __future__ import annotations

import gc
import os
import sys

DONE, STALE, REFUSED, BUG = 0, 1, 2, 3


def main() -> None:
    """Run the `dfnsgen` command with the process's arguments, and end the process."""
    # A run ends before cyclic garbage matters; looking for it takes a tenth of the time.
    gc.disable()
    try:
        # Imported here, so that a failure in it is reported like any other bug.
        from generator.cli.commands import app

        app(prog_name="dfnsgen")
    except Exception as error:
        sys.exit(_report_bug(error))


def _report_bug(error: Exception) -> int:
    """Say in three lines that we failed; the traceback only where it is asked for."""
    if os.environ.get("DFNSGEN_TRACEBACK") == "1":
        import traceback

        traceback.print_exception(error)
    what = ascii(f"{type(error).__name__}: {error}")[1:-1][:500]
    sys.stderr.write(f"dfnsgen: a bug of dfnsgen, not of your input: {what}\n")
    sys.stderr.write("  so     nothing was written\n")
    sys.stderr.write("  remedy report it with what DFNSGEN_TRACEBACK=1 prints\n")
    return BUG

"""The command line: parses, calls, prints, and returns a code. It decides nothing.

In: the words of a command line. Out: lines, files, an exit code. Read `option_table` and
`command_table` first: parser, help, completion and configuration follow from them; then `app`, and
`commands`, one module each.
"""

from __future__ import annotations

import gc
import os
import sys

from dfnsgen.cli.command_table import BUG, INTERRUPTED, STALE


def main() -> None:
    """Run the `dfnsgen` command with the process's arguments, and end the process."""
    # A run ends before cyclic garbage matters; looking for it takes a tenth of the time.
    gc.disable()
    try:
        # Imported here: a failure in it is a bug like any other.
        from dfnsgen.cli.app import run

        code = run(sys.argv[1:])
        sys.stdout.flush()
        # Python would look for cycles in all that is left before it ends, which takes as long.
        gc.freeze()
        sys.exit(code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(STALE)
    except KeyboardInterrupt:
        sys.stderr.write("Aborted!\n")
        sys.exit(INTERRUPTED)
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

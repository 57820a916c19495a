"""The command line: parses, calls, prints, and returns a code. It decides nothing.

0 done, 1 stale or breaking, 2 refused input, 3 a bug of ours.
"""

from __future__ import annotations

import gc
import os
import sys

from dfnsgen import __version__

DONE, STALE, REFUSED, BUG = 0, 1, 2, 3
INTERRUPTED = 130


def main() -> None:
    """Run the `dfnsgen` command with the process's arguments, and end the process."""
    # A run ends before cyclic garbage matters; looking for it takes a tenth of the time.
    gc.disable()
    try:
        sys.exit(_run(sys.argv[1:]))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(STALE)
    except KeyboardInterrupt:
        sys.stderr.write("Aborted!\n")
        sys.exit(INTERRUPTED)
    except Exception as error:
        sys.exit(_report_bug(error))


def _run(words: list[str]) -> int:
    """Run a command. What it needs is imported here: a failure in it is a bug like any other."""
    if words == ["--version"]:
        sys.stdout.write(f"dfnsgen {__version__}\n")
        return DONE
    from dfnsgen.cli.plain_words import read_plain

    asked = read_plain(words)
    if asked is None:
        from dfnsgen.cli.app import app

        return int(app(prog_name="dfnsgen") or DONE)
    from dfnsgen.cli.commands.generate import generate_command
    from dfnsgen.cli.terminal import Terminal

    code = generate_command(Terminal(asked.verbosity), asked.wanted, check=asked.check)
    sys.stdout.flush()
    return code


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

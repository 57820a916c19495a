"""`dfnsgen watch`: generates anew whenever a document, an overlay or a template changes.

In: what the command line says. Out: packages and lines, until it is interrupted.
"""

from __future__ import annotations

import time

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.commands.generate import asked_packages, generate_command
from dfnsgen.cli.option import Given
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused
from dfnsgen.lifecycle.watch import mark_of

INTERVAL = 0.3
"""Seconds between two looks; a change is taken once it is one look old and stands still."""


def watch_command(terminal: Terminal, given: Given) -> int:
    """Generate now and after each change; ends with an interrupt.

    A document that is refused is reported, and the next change awaited.
    """
    packages = asked_packages(given)
    done, seen = None, mark_of(packages)
    try:
        while True:
            if seen != done:
                done = seen
                _generate(terminal, given)
                terminal.result(("watching; end with Ctrl-C", "dim"))
            time.sleep(INTERVAL)
            before, seen = seen, mark_of(packages)
            if seen != before:
                time.sleep(INTERVAL)
                seen = mark_of(packages)
    except KeyboardInterrupt:
        return DONE


def _generate(terminal: Terminal, given: Given) -> None:
    try:
        generate_command(terminal, given)
    except Refused as refused:  # the next change may mend it
        report(terminal, refused.diagnostics)

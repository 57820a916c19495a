"""`dfnsgen watch`: generates anew whenever a document, an overlay or a template changes.

In: what the command line says. Out: packages and lines, until it is interrupted.
"""

from __future__ import annotations

import time

from dfnsgen.cli import DONE, REFUSED
from dfnsgen.cli.commands.generate import Wanted, generate_command
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Refused
from dfnsgen.lifecycle.watch import mark_of

INTERVAL = 0.3
"""Seconds between two looks; a change is taken once it is one look old and stands still."""


def watch_command(terminal: Terminal, wanted: Wanted, *, looks: int = 0) -> int:
    """Generate now and after each change; ends with an interrupt, or after some looks (0: never).

    A document that is refused is reported, and the next change awaited.
    """
    try:
        packages = wanted.options()
    except Refused as refused:
        report(terminal, refused.diagnostics)
        return REFUSED
    done, seen = None, mark_of(packages)
    try:
        while True:
            if seen != done:
                done = seen
                generate_command(terminal, wanted, check=False)
                terminal.result(("watching; end with Ctrl-C", "dim"))
            if looks == 1:
                return DONE
            looks -= 1
            time.sleep(INTERVAL)
            before, seen = seen, mark_of(packages)
            if seen != before:
                time.sleep(INTERVAL)
                seen = mark_of(packages)
    except KeyboardInterrupt:
        return DONE

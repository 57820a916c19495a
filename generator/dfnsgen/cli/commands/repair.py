"""`dfnsgen repair`: what is repaired in a document, as an overlay for other tools."""

from __future__ import annotations

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import ALLOW_NETWORK, OVERLAYS, REPAIR_SOURCE, ROOT, SKIP
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal, standard_input
from dfnsgen.loader.load import Request
from dfnsgen.loader.repairing import repairs_of


def repair_command(terminal: Terminal, given: Given) -> int:
    """Print the overlay on standard output."""
    source = given[REPAIR_SOURCE]
    with terminal.working() as progress:
        progress("reading")
        text, found = repairs_of(
            Request(
                sources=(source,),
                overlays=given[OVERLAYS],
                stdin=standard_input() if source == "-" else None,
                skip=given[SKIP],
                root=given[ROOT],
                network=given[ALLOW_NETWORK],
            )
        )
    terminal.text(text.removesuffix("\n"))
    report_in_short(terminal, found)
    return DONE

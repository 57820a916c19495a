"""`dfnsgen init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.config import OWN_FILE, template
from dfnsgen.cli.exit_codes import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule, Severity
from dfnsgen.render.writing.files import refusing_to_write, write_new

CONFIG_EXISTS = Rule(
    id="config-exists",
    severity=Severity.ERROR,
    message="there is one already",
    effect="it stays as it is",
    remedy="edit it, or remove it first",
)


def init_command(terminal: Terminal, given: Given) -> int:
    """Write dfnsgen.toml into the current folder; one that is there stays as it is."""
    path = Path(OWN_FILE)
    if path.exists():
        raise Refused(CONFIG_EXISTS.found(Location(source=OWN_FILE)))
    with refusing_to_write(path):
        write_new(path, template().encode())
    terminal.result(f"{path} is written; next: set `source` in it, then run `dfnsgen generate`")
    return DONE

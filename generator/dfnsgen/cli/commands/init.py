"""`dfnsgen init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.config import OWN_FILE, template
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import INIT_SOURCE
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.loader.rules import NOT_FOUND
from dfnsgen.render.writing.files import refusing_to_write, write_new

CONFIG_EXISTS = Rule.error(
    "config-exists",
    "there is one already",
    effect="it stays as it is",
    remedy="edit it, or remove it first",
)


def init_command(terminal: Terminal, given: Given) -> int:
    """Write dfnsgen.toml into the current folder; one that is there stays as it is.

    Raises Refused for a source that isn't there: the configuration is to work at once.
    """
    source = given[INIT_SOURCE]
    if source and "://" not in source and not Path(source).exists():
        raise Refused(NOT_FOUND.found(Location(source=source)))
    path = Path(OWN_FILE)
    if path.exists():
        raise Refused(CONFIG_EXISTS.found(Location(source=OWN_FILE)))
    with refusing_to_write(path):
        write_new(path, template(source).encode())
    step = "run `dfnsgen generate`" if source else "set `source` in it, then run `dfnsgen generate`"
    terminal.result(f"{path} is written; next: {step}")
    return DONE

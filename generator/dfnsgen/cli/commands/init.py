"""`dfnsgen init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.config import OWN_FILE, template
from dfnsgen.cli.exit_codes import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.terminal import Terminal
from dfnsgen.render.writing.files import write_new
from dfnsgen.render.writing.swap import NotWritten


def init_command(terminal: Terminal, given: Given) -> int:
    """Write dfnsgen.toml into the current folder; one that is there stays as it is."""
    path = Path(OWN_FILE)
    try:
        write_new(path, template().encode())
    except FileExistsError:
        raise NotWritten(f"there is a {OWN_FILE} already", "edit it, or remove it first") from None
    except OSError as error:
        raise NotWritten(f"{path}: {error.strerror or error}") from error
    terminal.result(f"{path} is written; next: set `source` in it, then run `dfnsgen generate`")
    return DONE

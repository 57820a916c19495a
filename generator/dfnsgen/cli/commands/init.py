"""`dfnsgen init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli import DONE, REFUSED
from dfnsgen.cli.config import OWN_FILE, TEMPLATE
from dfnsgen.cli.report import report_not_written
from dfnsgen.cli.terminal import Terminal
from dfnsgen.render.writing.files import write_new
from dfnsgen.render.writing.swap import NotWritten


def init_command(terminal: Terminal, folder: Path) -> int:
    """Write dfnsgen.toml; one that is there stays as it is."""
    path = folder / OWN_FILE
    try:
        write_new(path, TEMPLATE.encode())
    except FileExistsError:
        refusal = NotWritten(f"there is a {OWN_FILE} already", "edit it, or remove it first")
        report_not_written(terminal, refusal)
        return REFUSED
    except OSError as error:
        report_not_written(terminal, NotWritten(f"{path}: {error.strerror or error}"))
        return REFUSED
    terminal.result(f"{path} is written; next: set `source` in it, then run `dfnsgen generate`")
    return DONE

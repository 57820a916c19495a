"""`dfnsgen init`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.config import OWN_FILE, template
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import INIT_FROM, INIT_SOURCE
from dfnsgen.cli.report import report
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.loader.reading.sources import not_found
from dfnsgen.phrases import counted
from dfnsgen.render.writing.files import refusing_to_write, write_new

ENVIRONMENTS = "environments.overlay.yaml"
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
    source, other = given[INIT_SOURCE], given[INIT_FROM]
    if source and "://" not in source and not Path(source).exists():
        raise not_found(Path(source), source)
    path = Path(OWN_FILE)
    if path.exists():
        raise Refused(CONFIG_EXISTS.found(Location(source=OWN_FILE)))
    if other:
        _write_from(terminal, path, source, other)
    else:
        with refusing_to_write(path):
            write_new(path, template(source).encode())
    step = "run `dfnsgen generate`" if source else "set `source` in it, then run `dfnsgen generate`"
    terminal.result(f"{path} is written; next: {step}")
    return DONE


def _write_from(terminal: Terminal, path: Path, source: str, other: str) -> None:
    """Write what a configuration of Stainless says in the words of ours. Raises Refused."""
    # Imported here: most start without one.
    from dfnsgen.lifecycle.stainless import environments_overlay, has_servers, read_stainless

    taken = read_stainless(other)
    given = {"package": taken.package} if taken.package else {}
    if taken.servers:
        overlay = Path(ENVIRONMENTS)
        if overlay.exists():
            raise Refused(CONFIG_EXISTS.found(Location(source=ENVIRONMENTS)))
        given |= {"overlays": ENVIRONMENTS}
        with refusing_to_write(overlay):
            text = environments_overlay(taken.servers, replaces=has_servers(source))
            write_new(overlay, text.encode())
    text = template(source, given, {"names": taken.names, "paging": taken.paging})
    with refusing_to_write(path):
        write_new(path, text.encode())
    report(terminal, taken.found)
    terminal.result(f"took {counted(len(taken.names), 'name')} over from {other}")

"""`dfnsgen where`: from a line of a package to the document, and from the document to the lines.

In: what the command line says. Out: a line for each place, an exit code.
"""

from __future__ import annotations

import re
from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import PLACE, WHERE_FOLDER
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.lifecycle.source_map import Spot, packages_of, spot_at, spots_of
from dfnsgen.render.writing.lock import packages_below, readable_lock

# A row is a row here, not a column.
# fmt: off
NOTHING_THERE = Rule.error("where-nothing",
    "nothing at {place} is made from the document",
    remedy="name a line of models.py or of client/ in a package: app/_vendor/dfns/models.py:812")
NOT_MADE = Rule.error("where-unknown", "no package in {folder} has anything of {place}",
    remedy="name a pointer, '#/components/schemas/Wallet', or an operation, 'GET /wallets'")
# fmt: on


def where_command(terminal: Terminal, given: Given) -> int:
    """Print where a line comes from, or what a place of the document became."""
    place = given[PLACE]
    line = re.fullmatch(r"(.+):(\d+)", place)
    is_place = place.startswith("#") or re.match(r"[A-Za-z]+ /", place)
    if line is not None and not is_place:
        spot = _at(Path(line[1]), int(line[2]))
        terminal.text(f"{spot.pointer}  {spot.name}")
        return DONE
    folder = given[WHERE_FOLDER] or Path()
    found = [
        spot for package, lock in packages_below(folder) for spot in spots_of(package, lock, place)
    ]
    if not found:
        at = Location(source=place)
        raise Refused(NOT_MADE.found(at, place=place, folder=folder.as_posix()))
    for spot in found:
        terminal.text(f"{spot.file}:{spot.line}  {spot.name}")
    return DONE


def _at(file: Path, line: int) -> Spot:
    """Return what stands on a line. Raises Refused."""
    packages = {package: readable_lock(package) for package in packages_of(file.resolve())}
    spots = (
        spot_at(package, lock, file.resolve(), line)
        for package, lock in packages.items()
        if lock is not None
    )
    spot = next(filter(None, spots), None)
    if spot is None:
        at = Location(source=str(file), line=line, column=1)
        raise Refused(NOTHING_THERE.found(at, place=f"{file}:{line}"))
    return spot

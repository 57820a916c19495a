"""Which changes are known, and which level each rule has, by an accept file and the configuration.

In: a path, the current folder. Out: an Accepted; where both speak of a rule, the accept file wins.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dfnsgen.cli.config import configured_levels
from dfnsgen.diagnostics import Location, Refused, Rule, Severity
from dfnsgen.diff.accepted import Accepted, read_accepted, read_levels

ACCEPTED_FILE = ".dfnsgen-accepted.toml"
"""The accept file that is used where it is there and none is named."""

NOT_READ = Rule(
    id="accepted-not-read",
    severity=Severity.ERROR,
    message="the accept file can't be read: {problem}",
    remedy="name a file of UTF-8 text with --accept",
)


def accepted_by(path: Path | None) -> Accepted:
    """Return what the file and the configuration say. Raises Refused where one is wrong."""
    table, locate = configured_levels(Path())
    levels = read_levels(table, locate)
    file = path or Path(ACCEPTED_FILE)
    if path is None and not file.is_file():
        return Accepted(levels=levels)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        at = Location(source=str(file))
        raise Refused(NOT_READ.found(at, problem=type(error).__name__)) from error
    accepted = read_accepted(text, str(file))
    return replace(accepted, levels={**levels, **accepted.levels})

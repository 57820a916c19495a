"""The words of `generate` and `check`, read without typer where they are plain.

In: the words of a command line. Out: what they ask for; None where there is anything to explain (a
wish for help, an unknown or misspelt option), which typer then does. Loading typer takes several
times as long as telling that nothing has changed. A test holds both readings to each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dfnsgen.cli.commands.generate import Wanted
from dfnsgen.cli.terminal import Verbosity
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.render.formatting.formatting import Formatter

_VALUED = {
    "generate": {"out", "package", "overlay", "flavor", "formatter", "templates"},
    "check": {"out", "package", "overlay"},
}
_SWITCHES = {
    "generate": {"strict", "formats", "closed", "force", "check", "no-cache", "quiet", "verbose"},
    "check": {"quiet", "verbose"},
}
_SHORT = {"-q": "quiet", "-v": "verbose"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A generation that is asked for, or only a look at what it would change."""

    wanted: Wanted
    verbosity: Verbosity
    check: bool


@dataclass(slots=True)
class _Words:
    """The words, told apart."""

    sources: list[str] = field(default_factory=list[str])
    switches: set[str] = field(default_factory=set[str])
    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def read_plain(words: Sequence[str]) -> Asked | None:
    """Return what the words ask for; None where typer has to read them."""
    command = words[0] if words else ""
    told_apart = _told_apart(words[1:], command) if command in _VALUED else None
    if told_apart is None:
        return None
    values, switches = told_apart.values, told_apart.switches
    last = {name: given[-1] for name, given in values.items()}
    try:
        wanted = Wanted(
            sources=tuple(told_apart.sources),
            out=_path(last, "out"),
            package=last.get("package", ""),
            overlays=tuple(values.get("overlay", ())),
            templates=_path(last, "templates"),
            flavor=Flavor(last["flavor"]) if "flavor" in last else None,
            formatter=Formatter(last["formatter"]) if "formatter" in last else None,
            strict="strict" in switches,
            formats="formats" in switches,
            closed="closed" in switches,
            force="force" in switches,
            cache="no-cache" not in switches,
        )
    except ValueError:  # typer says which values there are
        return None
    return Asked(
        wanted=wanted,
        verbosity=Verbosity(quiet="quiet" in switches, verbose="verbose" in switches),
        check=command == "check" or "check" in switches,
    )


def _told_apart(words: Sequence[str], command: str) -> _Words | None:
    told_apart = _Words()
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("-") or word == "-":
            told_apart.sources.append(word)
        elif word in _SHORT or (word.startswith("--") and name in _SWITCHES[command]):
            if equals:
                return None
            told_apart.switches.add(_SHORT.get(word, name))
        elif word.startswith("--") and name in _VALUED[command]:
            if not equals:
                value = waiting.pop(0) if waiting else "-"
            if value.startswith("-"):
                return None
            told_apart.values.setdefault(name, []).append(value)
        else:
            return None
    return told_apart


def _path(values: Mapping[str, str], name: str) -> Path | None:
    return Path(values[name]) if name in values else None

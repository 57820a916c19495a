"""The help of the program and of each command, from the tables.

In: a command, a width. Out: lines. Examples stand one below the other, as they are typed; where one
is too wide, a backslash continues it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dfnsgen.cli.command_table import COMMANDS
from dfnsgen.cli.option import Option
from dfnsgen.cli.option_table import options_of
from dfnsgen.cli.wrapping import wrapped

ABOUT = "Typed Python bindings from an OpenAPI document: dataclasses, validators and a client."
EXIT_CODES = "Exit codes: 0 done · 1 stale or breaking · 2 refused input · 3 a bug of dfnsgen."
_WIDEST_NAME = 28
_BREAK = re.compile(r' (?=(?:[^"]*"[^"]*")*[^"]*$)')
"""A space outside of quotes."""
_HELP = ("-h, --help", "Show this help.")


def program_help(width: int) -> list[str]:
    """Return what `dfnsgen --help` prints."""
    rows = [(command.name, command.summary) for command in COMMANDS]
    return [
        *_text(ABOUT, width),
        "",
        "Usage: dfnsgen COMMAND [OPTIONS]",
        "",
        "Commands:",
        *_rows(rows, width),
        "",
        "Options:",
        *_rows([("--version", "Print the version."), _HELP], width),
        "",
        *_text("`dfnsgen COMMAND --help` explains a command, with examples.", width),
        *_text(EXIT_CODES, width),
    ]


def command_help(name: str, width: int) -> list[str]:
    """Return what `dfnsgen COMMAND --help` prints."""
    command = next(command for command in COMMANDS if command.name == name)
    options = options_of(name)
    arguments = [option for option in options if option.is_argument]
    usage = " ".join(["Usage: dfnsgen", name, "[OPTIONS]", *map(_place, arguments)])
    lines = [*_text(command.summary, width), "", usage, ""]
    lines += [line for example in command.examples for line in _example(example, width)]
    if command.more:
        lines += ["", *_text(command.more, width)]
    if arguments:
        lines += ["", "Arguments:", *_rows(((a.name, a.meaning) for a in arguments), width)]
    flags = [(_flags(option), option.meaning) for option in options if not option.is_argument]
    return [*lines, "", "Options:", *_rows([*flags, _HELP], width), "", *_text(EXIT_CODES, width)]


def _place(argument: Option[object]) -> str:
    name = f"{argument.name}..." if argument.kind.is_repeated else argument.name
    return name if argument.is_required else f"[{name}]"


def _flags(option: Option[object]) -> str:
    return ", ".join(flag for flag in (option.short, option.name, option.off) if flag)


def _rows(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield names, and beside them what they mean; below a name that is too wide for that."""
    pairs = list(rows)
    widest = min(max(len(name) for name, _ in pairs), _WIDEST_NAME, width // 3)
    for name, meaning in pairs:
        lines = _text(f"{'':{widest + 4}}{meaning}", width, widest + 4)
        if len(name) > widest:
            yield f"  {name}"
        else:
            lines[0] = f"  {name:<{widest}}  {lines[0].lstrip()}"
        yield from lines


def _example(example: str, width: int) -> list[str]:
    """Return the lines of a call; what stands in quotes stays together."""
    lines = ["  " + example]
    while len(lines[-1]) > width:
        # A break is right before a word that leaves room for the backslash.
        breaks = [m.start() for m in _BREAK.finditer(lines[-1]) if 6 < m.start() <= width - 2]
        if not breaks:
            break
        line = lines.pop()
        lines += [f"{line[: breaks[-1]]} \\", f"      {line[breaks[-1]:].lstrip()}"]
    return lines


def _text(text: str, width: int, indent: int = 0) -> list[str]:
    lines = wrapped([(text, "")], indent, width)
    return ["".join(piece for piece, _ in line).rstrip() for line in lines]

"""A command line, from its words to an exit code.

In: words. Out: an exit code; lines. Here alone a refusal is printed. What a command does stands in
its own module, imported when it is called: `--help` and an unchanged run don't wait for the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from dfnsgen import __version__
from dfnsgen.cli.command_table import COMMANDS, DONE, REFUSED
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import FINDINGS, QUIET, VERBOSE, Findings
from dfnsgen.cli.parse import parse
from dfnsgen.cli.terminal import Terminal, Verbosity, width
from dfnsgen.diagnostics import Location, Refused, Rule

TOO_MUCH = Rule.error(
    "input-too-much",
    "it leads further, or nests deeper, than there is room for",
    effect="nothing was written",
    remedy="shorten chains of references, or divide it; DFNSGEN_TRACEBACK=1 shows where it was",
)

Run = Callable[[Terminal, Given], int]


def run(words: Sequence[str]) -> int:
    """Run a command; a slip of the user is a refused input, with a remedy."""
    if list(words) == ["--version"]:
        sys.stdout.write(f"dfnsgen {__version__}\n")
        return DONE
    if list(words[:1]) == ["help"]:
        words = (*words[1:], "--help")
    terminal = Terminal(Verbosity())
    try:
        if _is_help(words):
            _print_help(terminal, words)
            return DONE if words else REFUSED
        given = parse(words)
        as_json = given[FINDINGS] is Findings.JSON
        terminal = Terminal(Verbosity(quiet=given[QUIET], verbose=given[VERBOSE], json=as_json))
        return _function_of(given.command)(terminal, given)
    except Refused as refused:
        from dfnsgen.cli.report import report

        report(terminal, refused.diagnostics)
        return REFUSED
    except (RecursionError, MemoryError):
        if os.environ.get("DFNSGEN_TRACEBACK") == "1":
            raise
        from dfnsgen.cli.report import report

        at = Location(source=next((word for word in words[1:] if word[:1] != "-"), "the input"))
        report(terminal, (TOO_MUCH.found(at),))
        return REFUSED


def _is_help(words: Sequence[str]) -> bool:
    before = words[: words.index("--")] if "--" in words else words
    return not words or "--help" in before or "-h" in before


def _print_help(terminal: Terminal, words: Sequence[str]) -> None:
    from dfnsgen.cli.help import command_help, program_help

    named = [command.name for command in COMMANDS if words and command.name == words[0]]
    lines = command_help(named[0], width()) if named else program_help(width())
    terminal.text("\n".join(lines))


def _function_of(command: str) -> Run:
    """Return what a command does."""
    match command:
        case "generate" | "check":
            from dfnsgen.cli.commands.generate import generate_command as run
        case "import":
            from dfnsgen.cli.commands.import_ import import_command as run
        case "show":
            from dfnsgen.cli.commands.show import show_command as run
        case "where":
            from dfnsgen.cli.commands.where import where_command as run
        case "repair":
            from dfnsgen.cli.commands.repair import repair_command as run
        case "diff":
            from dfnsgen.cli.commands.diff import diff_command as run
        case "changelog":
            from dfnsgen.cli.commands.changelog import changelog_command as run
        case "vendor":
            from dfnsgen.cli.commands.vendor import vendor_command as run
        case "watch":
            from dfnsgen.cli.commands.watch import watch_command as run
        case "update":
            from dfnsgen.cli.commands.update import update_command as run
        case "rehearse":
            from dfnsgen.cli.commands.rehearse import rehearse_command as run
        case "init":
            from dfnsgen.cli.commands.init import init_command as run
        case "explain":
            from dfnsgen.cli.commands.explain import explain_command as run
        case "completion":
            from dfnsgen.cli.completion import completion_command as run
        case _:
            raise LookupError(command)
    return run

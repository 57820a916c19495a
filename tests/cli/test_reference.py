"""The reference pages are what the program says: goldens, made of its own tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dfnsgen.cli.command_table import COMMANDS
from dfnsgen.cli.config import SETTINGS
from dfnsgen.cli.help import command_help, program_help
from dfnsgen.cli.known_rules import all_rules
from tests.command import dfnsgen

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
WIDTH = 100
CONFIGURATION = """\
# Configuration

`[tool.dfnsgen]` in `pyproject.toml`, or `dfnsgen.toml`; `dfnsgen init` writes a commented one.
What is shared stands at the top, then a block `[[packages]]` for each package. Paths start from
the file. `diff.levels` is a table of its own: [diff](../diff.md).

| key | for example | for | meaning |
|---|---|---|---|
"""
DIAGNOSTICS = """\
# What dfnsgen says of a document, and of what was asked for

`dfnsgen explain RULE` prints the same. Errors refuse the input. Warnings, and what only informs,
can be left out with `ignore = ["…"]` in the configuration. `--strict` makes warnings of slips, and
of what isn't carried over, errors; not those of what is right, as `union-ambiguous`.
"""
Golden = Callable[[Path, str], None]


def block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


def test_commands(golden: Golden) -> None:
    pages = ["# Commands\n", block("\n".join(program_help(WIDTH)))]
    for command in COMMANDS:
        pages += [
            f"## dfnsgen {command.name}\n",
            block("\n".join(command_help(command.name, WIDTH))),
        ]

    golden(REFERENCE / "commands.md", "\n".join(pages))


def test_configuration(golden: Golden) -> None:
    rows = [
        f"| `{option.key}` | `{option.sample}` | {'each package' if option.by_package else 'all'} "
        f"| {option.meaning} |"
        for option in sorted(SETTINGS.values(), key=lambda option: option.key)
    ]

    golden(REFERENCE / "configuration.md", CONFIGURATION + "\n".join(rows) + "\n")


def test_diagnostics(golden: Golden) -> None:
    pages = [DIAGNOSTICS]
    for name in sorted(all_rules()):
        shown = dfnsgen(["explain", name]).stdout
        pages += [f"## {name}\n", block(shown)]

    golden(REFERENCE / "diagnostics.md", "\n".join(pages))

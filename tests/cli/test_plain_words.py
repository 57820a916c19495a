"""Two readings of a command line, with typer and without: both say the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import typer.main
from typer.testing import CliRunner

from dfnsgen.cli.app import app
from dfnsgen.cli.commands import generate as generate_command
from dfnsgen.cli.commands.generate import Wanted
from dfnsgen.cli.plain_words import Asked, read_plain
from dfnsgen.cli.terminal import Terminal

VALUES = {"flavor": "msgspec", "formatter": "black"}


def read_by_typer(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> Asked | None:
    """Return what a command of typer calls the command with; None where it refuses the words."""
    found: list[Asked] = []

    def command(terminal: Terminal, wanted: Wanted, *, check: bool) -> int:
        found.append(Asked(wanted=wanted, verbosity=terminal.verbosity, check=check))
        return 0

    monkeypatch.setattr(generate_command, "generate_command", command)
    CliRunner().invoke(app, words)
    return found[0] if found else None


def options(command: str) -> Iterator[list[str]]:
    """Give each option of a command as typer knows it, in each way to write it."""
    known = typer.main.get_group(app).commands[command]
    for parameter in known.params:
        value = VALUES.get(str(parameter.name), "some.yaml")
        for name in (*parameter.opts, *parameter.secondary_opts):
            if not name.startswith("-"):
                yield [value]
            elif getattr(parameter, "is_flag", False):
                yield [name]
            else:
                yield [name, value]
                yield [f"{name}={value}"]


@pytest.mark.parametrize("command", ["generate", "check"])
def test_every_option_is_read_alike(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = list(options(command))
    assert len(known) > 8

    for one, other in itertools.chain(
        itertools.product(known, [[]]), itertools.pairwise(known), zip(known, known, strict=True)
    ):
        words = [command, *one, "a.yaml", *other]
        if "--help" in words or "-h" in words:
            assert read_plain(words) is None
        else:
            assert read_plain(words) == read_by_typer(monkeypatch, words), words
            assert read_plain(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        "generate --flavour pydantic",
        "generate --flavor peanut",
        "generate --out",
        "generate --force=yes",
        "generate -- -x.yaml",
        "generate -qv",
        "generate --out -q",
        "check --force",
        "check --flavor msgspec",
        "watch",
        "--help",
        "",
    ],
)
def test_what_is_not_plain_is_left_to_typer(words: str) -> None:
    assert read_plain(words.split()) is None


def test_no_words_and_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["generate"], ["check"], ["generate", "-", "--check"]):
        assert read_plain(words) == read_by_typer(monkeypatch, words)

"""The README's two lines for a shell: one does the main job, one passes the tests.

`.ci/run` runs the second in a fresh virtual environment as it stands; here it is held that both
are there, and that the commands which the README shows exist.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.cli.commands import app

README = Path(__file__).parents[1] / "README.md"


def shell_lines() -> list[str]:
    blocks = re.findall(r"```(?:sh|shell|console|bash)\n(.*?)```", README.read_text(), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_one_line_does_the_main_job() -> None:
    assert [
        x for x in shell_lines() if re.match(r"python -m pip install .*&& *dfnsgen generate", x)
    ]


def test_one_line_passes_the_tests() -> None:
    assert [x for x in shell_lines() if re.match(r"python -m pip .*&& *python -m pytest", x)]


def test_every_command_shown_is_one() -> None:
    known = {command.name for command in app.registered_commands}
    shown = {match for line in shell_lines() for match in re.findall(r"dfnsgen ([a-z]+)", line)}

    assert shown <= known

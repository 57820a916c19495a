"""What the documentation and the hooks call is what the command line has."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from dfnsgen.cli.parse import parse

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "updating.md").read_text()


def calls() -> list[list[str]]:
    """Return the words of each call of dfnsgen in the guide and in the hooks."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    lines = [*GUIDE.splitlines(), *(hook["entry"] for hook in hooks)]
    found = [
        re.search(r"(?:^|[\s`$])dfnsgen ((?:update|check|vendor|diff|generate)\b[^`#>|]*)", x)
        for x in lines
    ]
    return [shlex.split(match[1]) for match in found if match]


@pytest.mark.parametrize("words", calls(), ids=" ".join)
def test_each_call_is_understood(words: list[str]) -> None:
    """The parser of the real command takes the words; nothing is run."""
    assert parse(words).command == words[0]


def test_the_jobs_are_yaml() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)

    assert len(blocks) == 4
    for block in blocks:
        assert yaml.safe_load(block)


def test_the_hook_of_the_guide_is_one() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

    assert set(re.findall(r"- id: (\S+)", GUIDE)) <= hooks

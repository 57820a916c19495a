"""What is refused in a text has a place there, though no parser gives one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.load import load

_HEAD = '{"openapi":"3.1.0","paths":{},\n'


@pytest.mark.parametrize("depth", [300, 100_000])
def test_too_deep_has_a_place(depth: int, tmp_path: Path) -> None:
    """The bracket that opens one level too many."""
    source = tmp_path / "api.json"
    source.write_text(f'{_HEAD}"x-a":' + "\n[" * depth + "]" * depth + "}")

    with pytest.raises(Refused) as raised:
        load((str(source),))
    (found,) = raised.value.diagnostics
    assert (found.rule, found.at.line, found.at.column) == ("too-deep", 203, 1)


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00", "\\uD83D\\n", "\\\\\\\\\\ud9ab"])
def test_half_a_character_has_a_place(half: str, tmp_path: Path) -> None:
    """A whole pair before it isn't taken for it, nor a backslash that is escaped."""
    source = tmp_path / "api.json"
    source.write_text(_HEAD + '"x-a":"\\ud83d\\ude00 \\\\ud800",\n"x-b":"' + half + '"}')

    with pytest.raises(Refused) as raised:
        load((str(source),))
    (found,) = raised.value.diagnostics
    assert (found.rule, found.at.line) == ("lone-surrogate", 3)

"""Pictures of the documentation: the still of a terminal shows what the commands print today."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest

from tests.command import dfnsgen
from tests.pet_shop import PETS

DOCS = Path(__file__).parents[1] / "docs"
NEW = (
    PETS.replace("version: 1.0.0", "version: 2.0.0")
    .replace("required: [name, kind]", "required: [name, kind, born]")
    .replace("enum: [cat, dog]", "enum: [cat, dog, cow]")
)
COMMANDS = ("show old.yaml 'POST /pets'", "diff old.yaml new.yaml --prove")
LINE, CHARACTER, MARGIN = 18, 7.8, 16
STYLE = """
text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre }
rect { fill: #0d1117 }
.prompt { fill: #7ee787 } .breaking { fill: #ff7b72 } .warning { fill: #d29922 }
"""


def drawn(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a picture of a terminal."""
    width = max(map(len, lines)) * CHARACTER + 2 * MARGIN
    height = len(lines) * LINE + 2 * MARGIN
    title = "dfnsgen show and dfnsgen diff in a terminal"
    head = f'viewBox="0 0 {width:.0f} {height}" role="img"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {head}><title>{title}</title>'
    yield f"<style>{STYLE}</style>"
    yield f'<rect width="{width:.0f}" height="{height}" rx="8"/>'
    for number, line in enumerate(lines):
        first = line.split()[0] if line.split() else ""
        kind = {"$": "prompt", "breaking": "breaking", "warning": "warning"}.get(first, "")
        mark = f' class="{kind}"' if kind else ""
        y = MARGIN + LINE * number + 13
        yield f'<text x="{MARGIN}" y="{y}"{mark}>{escape(line, quote=False)}</text>'
    yield "</svg>"


def test_the_still_of_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, str], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "90")
    (tmp_path / "old.yaml").write_text(PETS)
    (tmp_path / "new.yaml").write_text(NEW)
    lines: list[str] = []
    for command in COMMANDS:
        ran = dfnsgen(shlex.split(command))
        lines += [f"$ dfnsgen {command}", *ran.stdout.rstrip().splitlines(), ""]

    golden(DOCS / "terminal.svg", "\n".join(drawn(lines[:-1])) + "\n")


@pytest.mark.parametrize("name", ["terminal.svg", "data-flow.svg"])
def test_pictures_are_whole_and_are_shown(name: str) -> None:
    tree = ElementTree.parse(DOCS / name)
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))

    assert tree.getroot().find("{http://www.w3.org/2000/svg}title") is not None
    assert re.search(rf"!\[[^\]]+\]\({re.escape(name)}\)", pages)

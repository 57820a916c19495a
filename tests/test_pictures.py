"""Pictures of the documentation: what the commands print, and an editor shows, today."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from tests.client.language_server import LanguageServer
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
rect { fill: #0d1117 } .hover { fill: #21262d; stroke: #444c56 }
.prompt { fill: #7ee787 } .breaking { fill: #ff7b72 } .warning { fill: #d29922 }
"""


def drawn(title: str, lines: list[str], hover: range = range(0)) -> str:
    """Return the picture of a terminal, or of an editor in which some lines are a `hover`."""
    width = max(map(len, lines)) * CHARACTER + 2 * MARGIN
    height = len(lines) * LINE + 2 * MARGIN
    head = f'viewBox="0 0 {width:.0f} {height}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}><title>{title}</title>',
        f"<style>{STYLE}</style>",
        f'<rect width="{width:.0f}" height="{height}" rx="8"/>',
    ]
    if hover:
        place = f'x="{MARGIN // 2}" y="{MARGIN + LINE * hover.start - 2}" rx="4"'
        size = f'width="{width - MARGIN:.0f}" height="{LINE * len(hover) + 4}"'
        parts.append(f'<rect class="hover" {place} {size}/>')
    for number, line in enumerate(lines):
        first = line.split()[0] if line.split() else ""
        kind = {"$": "prompt", "breaking": "breaking", "warning": "warning"}.get(first, "")
        mark = f' class="{kind}"' if kind else ""
        y = MARGIN + LINE * number + 13
        parts.append(f'<text x="{MARGIN}" y="{y}"{mark}>{escape(line, quote=False)}</text>')
    return "\n".join((*parts, "</svg>")) + "\n"


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

    title = "dfnsgen show and dfnsgen diff in a terminal"
    golden(DOCS / "terminal.svg", drawn(title, lines[:-1]))


@pytest.mark.slow
def test_what_an_editor_shows_of_a_method(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, str], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.yaml").write_text(PETS)
    dfnsgen(["generate", "pets.yaml"])
    code = ["from generated.pet_shop import Client", "", "client = Client()"]
    call = "client.pets.create_pet"
    with LanguageServer(tmp_path) as server:
        server.open("shop.py", "\n".join((*code, call)))
        shown = server.hover("shop.py", len(code), len(call) - 1)
    lines = re.sub(r"```(python)?\n|---\n", "", shown.replace("\\", "")).rstrip().splitlines()
    hover = range(len(code) + 1, len(code) + 1 + len(lines))

    title = "What an editor shows of a method: both ways to give its body"
    golden(DOCS / "hover.svg", drawn(title, [*code, call, *lines], hover))


@pytest.mark.parametrize("name", ["terminal.svg", "hover.svg", "data-flow.svg"])
def test_pictures_are_whole_and_are_shown(name: str) -> None:
    tree = ElementTree.parse(DOCS / name)
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))

    assert tree.getroot().find("{http://www.w3.org/2000/svg}title") is not None
    assert re.search(rf"!\[[^\]]+\]\({re.escape(name)}\)", pages)

"""The README's two lines for a shell: one does the main job, one passes the tests.

`.ci/run` runs the second in a fresh virtual environment as it stands; here it is held that both
are there, and that the commands which the README shows exist.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from dfnsgen.cli.command_table import COMMANDS
from tests.pet_shop import PETS, Shop

README = Path(__file__).parents[1] / "README.md"


def shell_lines() -> list[str]:
    blocks = re.findall(r"```(?:sh|shell|console|bash)\n(.*?)```", README.read_text(), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_one_line_does_the_main_job() -> None:
    assert [
        x for x in shell_lines() if re.match(r"python -m pip install .*&& *dfnsgen generate", x)
    ]


def test_one_line_passes_the_tests() -> None:
    """With the versions that are held, or it would be red whenever somebody releases something."""
    (line,) = [x for x in shell_lines() if re.match(r"python -m pip .*&& *python -m pytest", x)]

    assert " -c tests/constraints.txt " in line


def test_every_command_shown_is_one() -> None:
    known = {command.name for command in COMMANDS}
    shown = {match for line in shell_lines() for match in re.findall(r"dfnsgen ([a-z]+)", line)}

    assert shown <= known


def _checkout(folder: Path) -> Path:
    """A small checkout of our own, as a repository, for commands that write or look into git."""
    root = README.parent
    folder.mkdir()
    for name in ("specs", "generated"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", folder)
    for command in ("init -q", "add .", "-c user.name=t -c user.email=t@t commit -q -m all"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    return folder


@pytest.mark.slow
def test_every_command_shown_runs(tmp_path: Path) -> None:
    """The commands after the two long lines, word for word, one after the other."""
    folder = _checkout(tmp_path / "checkout")
    (folder / "openapi.yaml").write_text(PETS)
    (tmp_path / "shop").mkdir()
    for line in shell_lines():
        if "&&" in line:
            continue
        program, *arguments = shlex.split(line)
        assert program == "dfnsgen"
        code = "from dfnsgen.cli import main; main()"
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(README.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, (line, ran.stdout, ran.stderr)


def test_the_example_runs_as_it_stands() -> None:
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (example,) = [block for block in blocks if "generated.dfns" in block]

    ran = subprocess.run(
        [sys.executable, "-c", example],
        cwd=README.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "challengeIdentifier" in ran.stdout


def test_the_excerpts_are_what_comes_out() -> None:
    """What the README shows of the output stands there to the letter, docstrings aside."""
    text = README.read_text(encoding="utf-8")
    models = (README.parent / "generated" / "dfns" / "models.py").read_text(encoding="utf-8")
    excerpts = [b for b in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "import" not in b]

    assert excerpts
    for excerpt in excerpts:
        assert excerpt.strip() in models


@pytest.mark.slow
def test_the_call_of_an_own_document_runs(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS)
    code = "from dfnsgen.cli import main; main()"
    generate = [sys.executable, "-c", code, "generate", "openapi.yaml"]
    subprocess.run(generate, cwd=tmp_path, check=True, capture_output=True)
    text = README.read_text(encoding="utf-8")
    (call,) = [b for b in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "pet_shop" in b]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    ran = subprocess.run(
        [sys.executable, "-c", call.replace(":8000", f":{server.server_port}")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    server.shutdown()

    assert ran.stdout == "pet-1 2024\n404 none\n", ran.stderr


def test_it_is_read_in_ten_minutes() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 200
    assert not [line for line in lines if len(line) > 120]

"""The action of GitHub: its steps run as they stand, from a wheel, as far as they go without it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dfnsgen.cli.parse import parse
from tests.pet_shop import PETS

ROOT = Path(__file__).parents[1]
ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")


def test_expressions_name_what_there_is_and_stay_out_of_scripts() -> None:
    """An expression in a script would let the text of an input be a command."""
    steps = ACTION["runs"]["steps"]
    names = {name for step in steps for name in EXPRESSION.findall(str(step))}
    inputs = {one for name in names for one in re.findall(r"inputs\.([\w-]+)", name)}

    assert inputs == ACTION["inputs"].keys()
    assert not [step for step in steps if "${{" in step["run"]]
    assert all(step["shell"] == "bash" for step in steps)


def test_the_guide_calls_it_with_what_it_takes() -> None:
    guide = (ROOT / "docs" / "updating.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(b) for b in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)]
    (steps,) = [block for block in blocks if isinstance(block, list)]
    used = [step["with"] for step in steps if "dfnsgen" in step["uses"]]

    assert used
    for given in used:
        assert given.keys() <= ACTION["inputs"].keys()
        assert parse(given["args"].split()).command in ("check", "diff")


def run_action(folder: Path, source: Path, inputs: Mapping[str, str]) -> tuple[int, str]:
    """Run the steps as a runner does; return the exit code and what the last one printed."""
    given = {name: about["default"] for name, about in ACTION["inputs"].items()} | {**inputs}
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)

    def value(match: re.Match[str]) -> str:
        names = [name.strip() for name in match[1].split("||")]
        known = {f"inputs.{name}": text for name, text in given.items()}
        known |= {"github.action_path": str(source)}
        return next(filter(None, (known[name] for name in names)), "")

    code, printed = 0, ""
    for step in ACTION["runs"]["steps"]:
        environment = {name: EXPRESSION.sub(value, text) for name, text in step["env"].items()}
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder / EXPRESSION.sub(value, step.get("working-directory", ".")),
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(folder),
                "RUNNER_TEMP": str(temporary),
                "GITHUB_OUTPUT": str(folder / "output"),
                "GITHUB_STEP_SUMMARY": str(folder / "summary"),
                **environment,
            },
            capture_output=True,
            text=True,
        )
        code, printed = ran.returncode, ran.stdout + ran.stderr
        if code:
            break
    return code, printed


@pytest.mark.slow
def test_it_runs_from_a_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    (tmp_path / "old.yaml").write_text(PETS)
    (tmp_path / "new.yaml").write_text(PETS.replace("[name, kind]", "[name, kind, born]"))
    inputs = {"wheel": str(wheel), "python": sys.executable}

    code, printed = run_action(tmp_path, ROOT, inputs | {"args": "generate old.yaml"})
    assert code == 0, printed
    assert (tmp_path / "generated" / "pet_shop" / "__init__.py").is_file()
    asked = {"args": "diff old.yaml 'new.yaml' --format markdown"}
    code, printed = run_action(tmp_path, ROOT, inputs | asked)
    assert code == 1, printed
    assert (tmp_path / "output").read_text().splitlines() == ["exit-code=0", "exit-code=1"]
    assert "born" in (tmp_path / "summary").read_text()
    asked = {"args": "show new.yaml; touch owned"}
    assert run_action(tmp_path, ROOT, inputs | asked)[0] == 2
    assert not (tmp_path / "owned").exists()

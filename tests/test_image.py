"""What comes along for containers and coding agents is right; an image is built where docker is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dfnsgen.cli.command_table import COMMANDS

ROOT = Path(__file__).parents[1]


def test_the_image_copies_what_is_there_and_runs_as_nobody_else() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in kept
    assert re.search(r"^USER (?!root)\w+$", text, re.MULTILINE)


@pytest.mark.slow
def test_the_image_is_built_and_generates(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("there is no docker here")
    subprocess.run([docker, "build", "-q", "-t", "dfnsgen-test", str(ROOT)], check=True)
    source = ROOT / "specs" / "dfns-1.807.0.yaml"
    mounted = f"{source}:/api/openapi.yaml:ro"
    ran = subprocess.run(
        [docker, "run", "--rm", "-v", mounted, "dfnsgen-test", "show", "openapi.yaml"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Fido2Attestation" in ran.stdout


def test_the_skill_names_commands_that_there_are() -> None:
    text = (ROOT / "docs" / "skill" / "SKILL.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`dfnsgen ([a-z]+)", text))
    assert named <= {command.name for command in COMMANDS}
    assert {"generate", "check", "diff", "update", "vendor"} <= named
    flags = set(re.findall(r"--[a-z][a-z-]*", text))
    named = "out package prove format usage dry-run tag fix"
    assert flags == {f"--{name}" for name in named.split()}
    assert re.match(r"---\nname: dfnsgen\ndescription: .+\n---\n", text)

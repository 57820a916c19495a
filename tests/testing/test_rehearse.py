"""`dfnsgen rehearse`: a program's tests against a new version, and which change breaks which."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pet_shop import PETS

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "testing.md"
NEW = (
    PETS.replace("version: 1.0.0", "version: 2.0.0")
    .replace("required: [name, kind]", "required: [name, kind, born]")
    .replace("enum: [cat, dog]", "enum: [cat, dog, cow]")
    .replace(
        "components:",
        """  /visits:
    get:
      operationId: listVisits
      tags: [visits]
      responses: {'200': {description: none}}
components:""",
    )
)
OLD = PETS.replace(
    "components:",
    """  /shelters:
    get:
      operationId: listShelters
      tags: [shelters]
      responses: {'200': {description: none}}
components:""",
)
TESTS = """
import pytest
from generated.pet_shop import NotFound
from generated.pet_shop.testing import FakeTransport


@pytest.fixture
def client():
    return FakeTransport().client()


def test_a_pet_is_made(client):
    assert client.pets.create_pet({"name": "Rex", "kind": "dog"}).name == "Rex"


def test_a_pet_with_a_day_of_birth_is_made(client):
    body = {"name": "Rex", "kind": "dog", "born": "2024-05-01"}
    assert client.pets.create_pet(body).born.year == 2024


def test_nobody_is_found(client):
    with pytest.raises(NotFound):
        client.pets.get_pet("nobody")


def test_that_fails_today():
    assert False, "always"
"""
PROGRAM = """
from generated.pet_shop import Client

with Client() as client:
    print(client.pets.create_pet({"name": "Rex", "kind": "dog"}).id)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A checkout with a document, its package, and tests."""
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    (tmp_path / "dfnsgen.toml").write_text('[[packages]]\nsource = "old.yaml"\ntesting = true\n')
    (tmp_path / "test_pets.py").write_text(TESTS)
    (tmp_path / "program.py").write_text(PROGRAM)
    assert run(tmp_path, "generate", "-q").returncode == 0
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = "from dfnsgen.cli import main; main()"
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / ".cache"), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if ".cache" not in path.parts
    }


def test_failing_tests_are_joined_to_changes(program: Path) -> None:
    before = files(program)

    ran = run(program, "rehearse", "new.yaml", "--", sys.executable, "-m", "pytest", "-q")

    assert ran.returncode == 1, ran.stdout + ran.stderr
    shown = re.findall(r"```text\n(.*?)```", GUIDE.read_text(), re.DOTALL)[-2]
    assert ran.stdout.startswith(shown.rstrip())
    server_first, we_first, rest = ran.stdout.split("\n\n")[1:]
    assert server_first.startswith("the server upgrades first: 2 passed, 1 fail that pass today")
    assert "test_pets.py::test_a_pet_is_made" in server_first
    assert "by POST /pets: NewPet.born is required now [property-required]" in server_first
    assert "with_a_day" not in server_first
    assert we_first.startswith("we upgrade first: 2 passed, 1 fail")
    assert "breaking changes are exercised by your tests" in rest
    assert "no test: GET /shelters" in rest
    assert "test_pets.py::test_that_fails_today: " in rest
    assert files(program) == before


def test_a_program_reaches_the_fake_over_http(program: Path) -> None:
    command = ("rehearse", "new.yaml", "--format", "markdown", "--", sys.executable, "program.py")

    ran = run(program, *command)

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "## Rehearsal: 1.0.0 → 2.0.0" in ran.stdout
    assert "property-required" in ran.stdout
    assert "| test | what fails | by which change |" in ran.stdout


def test_what_breaks_nothing_ends_well(program: Path) -> None:
    (program / "test_pets.py").write_text(
        TESTS.replace('"kind": "dog"}', '"kind": "dog", "born": "2024-05-01"}')
    )

    ran = run(program, "rehearse", "new.yaml", "--", sys.executable, "-m", "pytest", "-q")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("1.0.0 → 2.0.0: all tests that pass today pass tomorrow")


def test_a_command_that_is_none_is_refused(program: Path) -> None:
    ran = run(program, "rehearse", "new.yaml", "--", "no-such-command")

    assert ran.returncode == 2
    assert "rehearsal-no-command" in ran.stderr

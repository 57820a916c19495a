"""A package in another repository: what comes along, what stays, what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result
from tests.lifecycle.conftest import DOCUMENT

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
NEWER = DOCUMENT.replace("        memo: {type: string}\n", "").replace("1.0.0", "2.0.0")


@pytest.fixture
def shop(folder: Path) -> Path:
    """The other repository."""
    (folder / "other" / "app").mkdir(parents=True)
    (folder / "other" / "README").write_text("ours")
    return folder / "other"


def files(package: Path) -> dict[str, str]:
    found = [p for p in sorted(package.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    return {path.relative_to(package).as_posix(): path.read_text() for path in found}


def vendor(run: Run, *more: str) -> Result:
    return run("vendor", "other", "shop.yaml", "--package", "app._vendor.shop", *more)


def python(where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


def test_the_copy_is_whole_and_says_where_it_comes_from(dfnsgen: Run, shop: Path) -> None:
    result = vendor(dfnsgen)

    lock = json.loads((shop / "app/_vendor/shop/dfnsgen.lock.json").read_text())
    assert result.exit_code == 0
    assert lock["origin"] == {
        "package": "app._vendor.shop",
        "source": "shop.yaml",
        "licence": "MIT",
    }
    assert (shop / "README").read_text() == "ours"
    texts = files(shop / "app/_vendor/shop")
    assert not any(
        "import dfnsgen" in text or "app._vendor" in text
        for path, text in texts.items()
        if path.endswith(".py")
    )
    assert python(shop, "-c", "from app._vendor.shop import Client, models").returncode == 0


def test_a_part_holds_what_it_needs_and_nothing_else(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen, "--tag", "Orders")

    texts = files(shop / "app/_vendor/shop")
    assert "class Order(Model)" in texts["models.py"]
    assert "Pet" not in texts["models.py"] + texts["validators.py"] + texts["_schemas.py"]
    assert "client/orders.py" in texts
    assert "client/pets.py" not in texts


def test_operations_are_chosen_by_name_as_well(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen, "--only", "GET /pets")

    pets = files(shop / "app/_vendor/shop")["client/pets.py"]
    assert "def list_pets" in pets
    assert "def create_pet" not in pets


def test_what_is_not_there_is_refused(dfnsgen: Run, shop: Path) -> None:
    result = vendor(dfnsgen, "--tag", "cats")

    assert result.exit_code == 2
    assert "one of: orders, pets" in result.stderr
    assert not (shop / "app/_vendor").exists()


def test_without_a_client_the_standard_library_is_enough(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen, "--no-client")

    program = (
        f"import sys; sys.path.insert(0, {str(shop)!r})\n"
        "import importlib, pkgutil\n"
        "from app._vendor import shop\n"
        "for found in pkgutil.walk_packages(shop.__path__, shop.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        'shop.models.Pet.from_json(b\'{"kind": "cat", "name": "Tom"}\')\n'
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(roots - sys.stdlib_module_names - {'__main__'}))\n"
    )
    done = python(shop, "-I", "-S", "-c", program)  # without site-packages
    assert done.stdout == "['app']\n", done.stderr
    assert not (shop / "app/_vendor/shop/client").exists()


def pythons() -> list[str]:
    """Return the interpreters that the machine has, 3.11 and newer, one of each version."""
    found: dict[str, str] = {}
    for name in (sys.executable, *(f"python3.{n}" for n in range(11, 20)), *VERSIONS.glob(PLACE)):
        command = [str(name), "-c", "import sys; print(*sys.version_info[:2], sys.executable)"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):  # not there, or a shim of what isn't
            continue
        major, minor, executable = done.stdout.strip().split(" ", 2)
        if (int(major), int(minor)) >= (3, 11):
            found.setdefault(f"{major}.{minor}", executable)
    return [found[version] for version in sorted(found)]


VERSIONS = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
PLACE = "*/bin/python3"


@pytest.mark.parametrize("interpreter", pythons(), ids=str)
def test_every_python_that_is_here_reads_it(dfnsgen: Run, shop: Path, interpreter: str) -> None:
    vendor(dfnsgen)

    program = (
        "from app._vendor.shop import models, codecs, validators, ValidationError\n"
        'pet = models.Pet.from_json(b\'{"kind": "cat", "name": "Tom"}\')\n'
        "assert pet.to_dict() == {'kind': 'cat', 'name': 'Tom'}, pet\n"
        "try: models.Pet.from_dict({'kind': 'cow'})\n"
        "except ValidationError as error: assert len(error.issues) == 2, error.issues\n"
    )
    command = [interpreter, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_vendoring_again_asks_for_the_same(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen, "--tag", "orders", "--no-client")
    before = files(shop / "app/_vendor/shop")

    assert dfnsgen("vendor", "other", "shop.yaml").exit_code == 0
    assert files(shop / "app/_vendor/shop") == before
    assert dfnsgen("vendor", "other", "shop.yaml", "--all", "--client").exit_code == 0
    assert "client/pets.py" in files(shop / "app/_vendor/shop")


def test_vendoring_again_removes_what_is_gone(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen)
    (shop / "app/_vendor/shop/mine.txt").write_text("mine")

    vendor(dfnsgen, "--tag", "orders")

    assert not (shop / "app/_vendor/shop/client/pets.py").exists()
    assert (shop / "app/_vendor/shop/mine.txt").read_text() == "mine"


def test_edits_are_shown_and_refused(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)
    models = shop / "app/_vendor/shop/models.py"
    models.write_text(models.read_text().replace("class Pet(", "# our pet\nclass Pet("))
    edited = files(shop / "app/_vendor/shop")
    (folder / "shop.yaml").write_text(NEWER)

    result = vendor(dfnsgen)

    assert result.exit_code == 2
    assert "+# our pet" in result.stderr
    assert "--keep-edits" in result.stderr
    assert files(shop / "app/_vendor/shop") == edited


def test_edits_are_carried_over(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)
    models = shop / "app/_vendor/shop/models.py"
    models.write_text(models.read_text().replace("class Pet(", "# our pet\nclass Pet("))
    (folder / "shop.yaml").write_text(NEWER)

    assert vendor(dfnsgen, "--keep-edits").exit_code == 0

    assert "# our pet\nclass Pet(" in models.read_text()
    assert "memo" not in models.read_text()
    assert vendor(dfnsgen).exit_code == 0, "the lock has them now"
    assert "# our pet\nclass Pet(" in models.read_text()
    assert vendor(dfnsgen, "--force").exit_code == 0
    assert "# our pet" not in models.read_text()


def test_edits_that_do_not_fit_fail_loudly(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)
    models = shop / "app/_vendor/shop/models.py"
    models.write_text(models.read_text().replace("memo: str | None", "memo: bytes | None"))
    edited = files(shop / "app/_vendor/shop")
    (folder / "shop.yaml").write_text(NEWER)

    result = vendor(dfnsgen, "--keep-edits")

    assert result.exit_code == 2
    assert "carried over: the edit and the new version change the same lines" in result.stderr
    assert files(shop / "app/_vendor/shop") == edited


def test_what_was_written_is_found_in_the_history(
    dfnsgen: Run, shop: Path, folder: Path, tmp_path: Path
) -> None:
    """Where the cache is gone, the repository's own commits hold what dfnsgen wrote."""
    vendor(dfnsgen)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "copy"]):
        subprocess.run([*git, *command], cwd=shop, check=True)
    shutil.rmtree(tmp_path / "cache")
    models = shop / "app/_vendor/shop/models.py"
    models.write_text(models.read_text().replace("class Pet(", "# our pet\nclass Pet("))
    (folder / "shop.yaml").write_text(NEWER)

    assert vendor(dfnsgen, "--keep-edits").exit_code == 0
    assert "# our pet\nclass Pet(" in models.read_text()


def test_a_check_for_the_other_repository(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)

    assert dfnsgen("vendor", "--check", "other", "shop.yaml").exit_code == 0
    assert dfnsgen("vendor", "--check", "other").exit_code == 0, "without a document: the lock"
    (folder / "shop.yaml").write_text(NEWER)
    result = dfnsgen("vendor", "--check", "other", "shop.yaml")
    assert result.exit_code == 1
    assert "-    memo: str | None = None" in result.stdout


def test_the_package_checks_itself(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)
    package = shop / "app/_vendor/shop"

    def check(*more: str) -> tuple[int, str]:
        done = python(shop, "-m", "app._vendor.shop._check", *more)
        return done.returncode, done.stdout

    assert check() == (0, "the package is as it was generated\n")
    assert check(str(folder))[0] == 0
    (package / "models.py").write_text("edited")
    (package / "checks.py").unlink()
    (package / "mine.py").write_text("mine")
    (folder / "shop.yaml").write_text(NEWER)
    assert check(str(folder)) == (
        1,
        "missing checks.py\nedited  models.py\nforeign mine.py\nstale   shop.yaml\n",
    )


def test_two_versions_stand_side_by_side(dfnsgen: Run, shop: Path, folder: Path) -> None:
    dfnsgen("vendor", "other", "shop.yaml", "--package", "app._vendor.shop_v1")
    (folder / "shop.yaml").write_text(NEWER)
    dfnsgen("vendor", "other", "shop.yaml", "--package", "app._vendor.shop_v2")

    program = (
        "from app._vendor import shop_v1, shop_v2\n"
        "print(shop_v1.SPEC_VERSION, shop_v2.SPEC_VERSION)\n"
        "print(shop_v1.models.Pet is shop_v2.models.Pet, shop_v1.models.Pet(kind='cat', name='a'))"
    )
    done = python(shop, "-c", program)
    assert done.stdout.splitlines()[0] == "1.0.0 2.0.0", done.stderr
    assert done.stdout.splitlines()[1].startswith("False Pet(")
    assert dfnsgen("vendor", "other", "shop.yaml").exit_code == 2, "which one isn't said"


def test_the_places_that_break_are_found(dfnsgen: Run, shop: Path, folder: Path) -> None:
    vendor(dfnsgen)
    (shop / "app" / "pay.py").write_text(
        "from ._vendor.shop import Client, models\n"
        "def rename(pet: models.Pet) -> str:\n"
        "    return pet.memo or pet.name\n"
        "def make(client: Client) -> None:\n"
        "    client.pets.create_pet(models.Pet(kind='cat', name='a', memo='b'))\n"
        "def other(thing) -> str:\n"
        "    return thing.memo\n"
        "for found in Client(base_url='x').pets.list_pets().items:\n"
        "    print(found.memo, found.name)\n"
    )
    (folder / "shop.yaml").write_text(NEWER)

    result = vendor(dfnsgen, "--usage")

    lines = [line.strip() for line in result.stdout.splitlines()]
    places = [line.split(" ")[0] for line in lines if line.startswith("app/pay.py")]
    assert places == [
        "app/pay.py:3",
        "app/pay.py:5",
        "app/pay.py:9",
        "app/pay.py:7",
    ], "a guess is last"
    assert "app/pay.py:5 models.Pet(memo=…): field 'memo' was removed" in lines
    assert "app/pay.py:7 ….memo: field 'memo' was removed" in lines


def test_the_folders_above_become_packages(dfnsgen: Run, shop: Path) -> None:
    result = vendor(dfnsgen)

    added = [shop / "app" / "__init__.py", shop / "app" / "_vendor" / "__init__.py"]
    assert all(path.is_file() for path in added)
    assert "app/_vendor/__init__.py is new" in result.stdout
    added[0].write_text("ours = 1\n")
    assert "is new" not in vendor(dfnsgen).stdout
    assert added[0].read_text() == "ours = 1\n"


def test_a_folder_that_is_not_there_is_made_on_demand(dfnsgen: Run, folder: Path) -> None:
    assert dfnsgen("vendor", "nowhere", "shop.yaml").exit_code == 2
    assert not (folder / "nowhere").exists()
    assert dfnsgen("vendor", "nowhere", "shop.yaml", "--create").exit_code == 0


def test_edits_that_are_kept_are_known(dfnsgen: Run, shop: Path) -> None:
    """The lock has them: neither check reports them, and each vendoring carries them over."""
    vendor(dfnsgen)
    models = shop / "app" / "_vendor" / "shop" / "models.py"
    models.write_text(models.read_text() + "\n# ours\n")
    assert vendor(dfnsgen, "--check").exit_code == 1
    assert vendor(dfnsgen, "--keep-edits").exit_code == 0

    assert vendor(dfnsgen, "--check").exit_code == 0
    assert python(shop, "-m", "app._vendor.shop._check").returncode == 0
    lock = json.loads((models.parent / "dfnsgen.lock.json").read_text())
    assert "+# ours" in lock["edits"]["models.py"]["patch"]
    Path("shop.yaml").write_text(NEWER)
    assert vendor(dfnsgen, "--check").exit_code == 1
    assert vendor(dfnsgen).exit_code == 0
    assert models.read_text().endswith("\n# ours\n")
    assert "memo" not in models.read_text()
    models.write_text(models.read_text() + "# more\n")
    assert python(shop, "-m", "app._vendor.shop._check").returncode == 1
    assert vendor(dfnsgen).exit_code == 2


def test_a_kept_edit_that_can_not_be_carried_over_is_refused(dfnsgen: Run, shop: Path) -> None:
    vendor(dfnsgen)
    models = shop / "app" / "_vendor" / "shop" / "models.py"
    edited = models.read_text().replace("    memo:", "    # ours\n    memo:")
    assert edited != models.read_text()
    models.write_text(edited)
    assert vendor(dfnsgen, "--keep-edits").exit_code == 0
    Path("shop.yaml").write_text(NEWER)

    result = vendor(dfnsgen)

    assert result.exit_code == 2
    assert "error[edit-not-carried-over]" in result.stderr
    assert models.read_text() == edited


def test_a_dry_run_tells_and_writes_nothing(dfnsgen: Run, shop: Path) -> None:
    first = vendor(dfnsgen, "--dry-run")
    assert first.exit_code == 0
    assert not (shop / "app" / "_vendor").exists()
    assert "added" in first.stdout
    vendor(dfnsgen)
    before = files(shop / "app" / "_vendor" / "shop")
    Path("shop.yaml").write_text(NEWER)

    result = vendor(dfnsgen, "--dry-run")

    assert "1 breaking change" in result.stdout
    assert "nothing was written: --dry-run" in result.stdout
    assert files(shop / "app" / "_vendor" / "shop") == before

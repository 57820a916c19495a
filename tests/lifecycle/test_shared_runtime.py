"""Several packages with one runtime beside them: it is written, checked and removed with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.render.writing.lock import LOCK_NAME, read_lock
from dfnsgen.runtime import own_templates
from tests.command import Result
from tests.lifecycle.conftest import DOCUMENT

Run = Callable[..., Result]
CONFIG = """\
out = "app"
runtime = "shared"
[[packages]]
source = "shop.yaml"
package = "shop"
[[packages]]
source = "other.yaml"
package = "other"
"""
PAGED = DOCUMENT.replace("title: Shop API", "title: Other API").replace(
    "schema: {type: integer}}]",
    "schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}]",
)
CODE = Path("app/_runtime")
UNION = """\
openapi: 3.1.0
info: {{title: Union, version: 1.0.0}}
paths: {{}}
components:
  schemas:
    Holder: {{type: object, properties: {{held: {{$ref: "#/components/schemas/Any"}}}}}}
    Any: {{anyOf: [{{$ref: "#/components/schemas/A"}}, {{$ref: "#/components/schemas/B"}}]}}
    A: {{type: object, required: [{0}], properties: {{{0}: {{type: string}}}}}}
    B: {{type: object, required: [{1}], properties: {{{1}: {{type: string}}}}}}
"""


@pytest.fixture
def packages(folder: Path, dfnsgen: Run) -> Path:
    """Two packages that share their runtime; the lists of one come in pages."""
    (folder / "other.yaml").write_text(PAGED)
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen("generate").exit_code == 0
    return folder / "app"


def lines(folder: Path) -> int:
    return sum(path.read_text().count("\n") for path in folder.rglob("*.py"))


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_second_package_costs_its_own_lines_alone(packages: Path) -> None:
    assert not (packages / "shop/_runtime").exists()
    assert lines(packages / "other") < 900
    assert lines(packages / "_runtime") > 9000
    lock = read_lock(packages / "_runtime")
    assert lock is not None
    assert {*lock.users} == {"shop", "other"}
    assert {*lock.files} == {f for files in lock.users.values() for f in files}


def test_the_classes_of_the_runtime_are_the_same(packages: Path) -> None:
    program = """if True:
        from app import other, shop
        assert shop.ApiError is other.ApiError
        for package in (shop, other):
            pet = package.models.Pet.from_json('{"kind": "cat", "name": "Tom", "age": 3}')
            assert type(pet).__module__ == package.models.__name__
            assert pet.to_json() == b'{"kind":"cat","name":"Tom","age":3}'
            assert package.models.Pet.from_dict(pet.to_dict()) == pet
            try:
                package.validators.VALIDATORS["#/components/schemas/Pet"]({"kind": "cat"})
            except package.ValidationError as error:
                assert [issue.keyword for issue in error.issues] == ["required"]
        assert shop.models.Pet is not other.models.Pet
        print("done")
    """
    done = python("-c", program)

    assert (done.stdout, done.stderr) == ("done\n", "")


def test_an_untagged_union_is_decoded_by_the_codecs_of_its_own_package(
    folder: Path, dfnsgen: Run
) -> None:
    """Both have variants of the same names, which are others."""
    for name, properties in (("shop", ("x", "y")), ("other", ("y", "x"))):
        (folder / f"{name}.yaml").write_text(UNION.format(*properties))
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen("generate").exit_code == 0
    program = """if True:
        from app import other, shop
        for package in (shop, other):
            held = package.models.Holder.from_dict({"held": {"x": "1"}}).held
            print(type(held).__module__, type(held).__name__)
    """

    assert python("-c", program).stdout == "app.shop.models A\napp.other.models B\n"


def test_check_and_the_package_itself_follow_the_runtime(packages: Path, dfnsgen: Run) -> None:
    assert dfnsgen("check").exit_code == 0
    assert python("-m", "app.shop._check").returncode == 0
    edited = packages / "_runtime/_json.py"
    text = edited.read_text()
    edited.write_text(text + "# mine\n")

    check = dfnsgen("check", "--package", "shop")
    own = python("-m", "app.other._check")

    assert check.exit_code == 1
    assert f"edited  {CODE / '_json.py'}" in check.stdout
    assert (own.returncode, own.stdout) == (1, "edited  ../_runtime/_json.py\n")
    assert dfnsgen("generate").exit_code == 2
    assert dfnsgen("generate", "--force").exit_code == 0
    assert edited.read_text() == text


def test_what_is_unchanged_is_left_alone(packages: Path, dfnsgen: Run) -> None:
    (packages.parent / "shop.yaml").write_text(DOCUMENT.replace("memo", "note"))

    again = dfnsgen("generate")

    assert "app/other: unchanged" in again.stdout
    assert "note" in (packages / "shop/models.py").read_text()


def test_a_run_that_would_change_it_under_another_is_refused(packages: Path, dfnsgen: Run) -> None:
    """The other package is named; in one run, both get the new one."""
    changed = packages.parent / "mine/_runtime/_json.py"
    changed.parent.mkdir(parents=True)
    changed.write_text((own_templates() / "_runtime/_json.py").read_text() + "\nMINE = 1\n")
    before = {path: path.read_bytes() for path in packages.rglob("*") if path.is_file()}

    alone = dfnsgen("generate", "--package", "shop", "--templates", "mine")

    assert alone.exit_code == 2
    assert "error[runtime-shared-by-others]: the code that it shares with other" in alone.stderr
    assert {path: path.read_bytes() for path in packages.rglob("*") if path.is_file()} == before
    assert dfnsgen("generate", "--templates", "mine").exit_code == 0
    assert "MINE = 1" in (packages / "_runtime/_json.py").read_text()


def test_packages_whose_templates_change_it_differently_are_refused(
    packages: Path, dfnsgen: Run
) -> None:
    changed = packages.parent / "mine/_runtime/_json.py"
    changed.parent.mkdir(parents=True)
    changed.write_text((own_templates() / "_runtime/_json.py").read_text() + "\nMINE = 1\n")
    config = CONFIG.replace('package = "shop"', 'package = "shop"\ntemplates = "mine"')
    (packages.parent / "dfnsgen.toml").write_text(config)

    refused = dfnsgen("generate", "--force")

    assert refused.exit_code == 2
    assert "error[runtime-differs]: shop, other would share _json.py" in refused.stderr


def test_a_package_that_is_no_longer_there_is_forgotten(packages: Path, dfnsgen: Run) -> None:
    """What only it needed goes too."""
    assert (packages / "_runtime/_paging.py").exists()
    for path in sorted((packages / "other").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (packages / "other").rmdir()

    assert dfnsgen("generate", "--package", "shop", "--force").exit_code == 0

    lock = read_lock(packages / "_runtime")
    assert lock is not None
    assert {*lock.users} == {"shop"}
    assert not (packages / "_runtime/_paging.py").exists()


def test_it_goes_with_the_last(packages: Path, dfnsgen: Run) -> None:
    config = packages.parent / "dfnsgen.toml"
    config.write_text(CONFIG.replace('package = "shop"', 'package = "shop"\nruntime = "own"'))

    assert dfnsgen("generate").exit_code == 0
    assert (packages / "shop/_runtime/_json.py").exists()
    assert (packages / "_runtime/_paging.py").exists(), "the other one needs it"

    config.write_text(CONFIG.replace('"shared"', '"own"'))
    assert dfnsgen("generate").exit_code == 0
    assert not (packages / "_runtime").exists()
    assert dfnsgen("check").exit_code == 0


def test_the_fake_of_one_shares_it_too(packages: Path, dfnsgen: Run) -> None:
    config = CONFIG.replace('package = "shop"', 'package = "shop"\ntesting = true')
    (packages.parent / "dfnsgen.toml").write_text(config)
    assert dfnsgen("generate").exit_code == 0
    program = """if True:
        from app.shop.testing import FakeTransport, strategies
        with FakeTransport().client() as client:
            print(client.pets.create_pet(kind="cat", name="Tom").name)
        strategies.of("Pet")
    """

    done = python("-c", program)

    assert done.stderr == ""
    assert done.stdout == "Tom\n"


def test_vendored_packages_share_it(folder: Path, dfnsgen: Run) -> None:
    (folder / "other.yaml").write_text(PAGED)
    (folder / "repo").mkdir()
    for name in ("shop", "other"):
        package = f"app._vendor.{name}"
        vendored = dfnsgen(
            "vendor", "repo", f"{name}.yaml", "--package", package, "--runtime", "shared"
        )
        assert vendored.exit_code == 0, vendored.stderr

    again = dfnsgen("vendor", "repo", "shop.yaml", "--package", "app._vendor.shop", "--check")

    assert again.exit_code == 0, "it is shared as before"
    lock = json.loads((folder / "repo/app/_vendor/_runtime" / LOCK_NAME).read_text())
    assert {*lock["users"]} == {"shop", "other"}


def test_removing_the_last_copy_removes_all_that_came_with_it(folder: Path, dfnsgen: Run) -> None:
    (folder / "other.yaml").write_text(PAGED)
    (folder / "repo/app").mkdir(parents=True)
    (folder / "repo/app/__init__.py").write_text("MINE = 1\n")
    for name in ("shop", "other"):
        package = f"app._vendor.{name}"
        dfnsgen("vendor", "repo", f"{name}.yaml", "--package", package, "--runtime", "shared")
    vendored = folder / "repo/app/_vendor"
    models = vendored / "shop/models.py"
    text = models.read_text()
    models.write_text(text + "# mine\n")

    edited = dfnsgen("vendor", "repo", "--remove", "--package", "app._vendor.shop")
    assert edited.exit_code == 2
    assert "error[file-edited]" in edited.stderr
    models.write_text(text)
    assert dfnsgen("vendor", "repo", "--remove", "--package", "app._vendor.other").exit_code == 0

    assert not (vendored / "other").exists()
    assert not (vendored / "_runtime/_paging.py").exists()
    assert dfnsgen("vendor", "repo", "shop.yaml", "--check").exit_code == 0
    assert dfnsgen("vendor", "repo", "--remove").exit_code == 0
    assert [path.name for path in (folder / "repo/app").iterdir()] == ["__init__.py"]


def test_files_of_others_stay_where_a_copy_is_removed(folder: Path, dfnsgen: Run) -> None:
    (folder / "repo").mkdir()
    dfnsgen("vendor", "repo", "shop.yaml", "--package", "app._vendor.shop")
    mine = folder / "repo/app/_vendor/shop/mine.txt"
    mine.write_text("mine")

    assert dfnsgen("vendor", "repo", "--remove").exit_code == 0

    left = [path for path in (folder / "repo/app/_vendor/shop").rglob("*") if path.is_file()]
    assert left == [mine]
    assert dfnsgen("vendor", "repo", "--remove").exit_code == 2


@pytest.mark.slow
def test_types_hold(packages: Path) -> None:
    found = python("-m", "mypy", "--strict", "app")

    assert found.returncode == 0, found.stdout


def test_a_distribution_has_a_runtime_of_its_own(packages: Path, dfnsgen: Run) -> None:
    refused = dfnsgen("generate", "--package", "shop", "--project", "shop-client")

    assert refused.exit_code == 2
    assert "error[runtime-not-alone]" in refused.stderr


def test_versions_of_one_api_have_their_classes_in_common(folder: Path, dfnsgen: Run) -> None:
    """They are told by the title; whatever writes or checks one of them knows the others."""
    newer = DOCUMENT.replace("version: 1.0.0", "version: 1.1.0").replace("memo", "note")
    (folder / "other.yaml").write_text(newer)
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen("generate").exit_code == 0
    same = """if True:
        import app.shop, app.other
        old, new = app.shop.models, app.other.models
        print(old.Order is new.Order, old.Pet is new.Pet)
    """

    assert python("-c", same).stdout == "True False\n"
    assert (folder / "app/_runtime/models_shop.py").exists()
    assert dfnsgen("check").exit_code == 0
    assert dfnsgen("generate", "--package", "other", "--force").exit_code == 0
    assert dfnsgen("check").exit_code == 0

    (folder / "other.yaml").write_text(newer.replace("id: {type: string}", "id: {type: integer}"))
    assert dfnsgen("check").exit_code == 1
    done = dfnsgen("generate")

    assert done.exit_code == 0, done.stderr
    assert python("-c", same).stdout == "False False\n"
    assert (
        not (folder / "app/_runtime/models_shop.py").exists()
        or "Order" not in (folder / "app/_runtime/models_shop.py").read_text()
    )
    assert dfnsgen("check").exit_code == 0


def test_an_update_of_one_version_writes_the_others(folder: Path, dfnsgen: Run) -> None:
    newer = DOCUMENT.replace("version: 1.0.0", "version: 1.1.0").replace("memo", "note")
    (folder / "other.yaml").write_text(newer)
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen("generate").exit_code == 0
    newest = newer.replace("1.1.0", "1.2.0").replace("id: {type: string}", "id: {type: integer}")
    (folder / "newest.yaml").write_text(newest)

    done = dfnsgen("update", "newest.yaml", "--package", "other")

    assert done.exit_code == 0, done.stderr
    assert dfnsgen("check").exit_code == 0
    assert "class Order" in (folder / "app/shop/models.py").read_text()

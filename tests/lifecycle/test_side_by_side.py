"""Versions of an API side by side in another repository, over one runtime."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.lifecycle.side_by_side import module_of
from tests.command import Result
from tests.lifecycle.conftest import DOCUMENT

Run = Callable[..., Result]
NAME = "app._vendor.shop"


@pytest.fixture
def repo(folder: Path) -> Path:
    """Another repository; two versions of a document are at hand."""
    (folder / "specs").mkdir()
    newer = DOCUMENT.replace("version: 1.0.0", "version: 1.0.10").replace("memo", "note")
    (folder / "specs/shop-1.0.0.yaml").write_text(DOCUMENT)
    (folder / "specs/shop-1.0.10.yaml").write_text(newer)
    made = folder / "repo"
    made.mkdir()
    return made


def vendor(dfnsgen: Run, *words: str, versions: str = "1.0.0,1.0.10") -> Result:
    source = "specs/shop-{version}.yaml"
    return dfnsgen("vendor", "repo", source, "--versions", versions, *words)


def test_each_has_its_models_and_its_client(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    program = """if True:
        from app._vendor.shop import v1_0_0 as old, v1_0_10 as new
        print(old.SPEC_VERSION, new.SPEC_VERSION, old.ApiError is new.ApiError)
        print(old.models.Pet(kind="cat", name="Tom", memo="old").to_dict())
        print(new.models.Pet(kind="cat", name="Tom", note="new").to_dict())
        print(old.Client(base_url="http://a.test").pets is not None, new.Client is not old.Client)
    """
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=repo, capture_output=True, text=True, check=False
    )

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "1.0.0 1.0.10 True",
        "{'kind': 'cat', 'name': 'Tom', 'memo': 'old'}",
        "{'kind': 'cat', 'name': 'Tom', 'note': 'new'}",
        "True True",
    ]
    assert not list(repo.glob("app/_vendor/shop/v*/_runtime"))


def test_they_are_asked_for_again_as_before(repo: Path, dfnsgen: Run) -> None:
    """The name of what holds them is known, and so is the part of the API."""
    assert vendor(dfnsgen, "--package", NAME, "--tag", "pets").exit_code == 0

    again, check = vendor(dfnsgen), vendor(dfnsgen, "--check")

    assert again.stdout.count("nothing changed") == 2
    assert check.exit_code == 0
    assert not (repo / "app/_vendor/shop/v1_0_0/client/orders.py").exists()


def test_the_documents_are_found_beside_that_of_the_configuration(repo: Path, dfnsgen: Run) -> None:
    Path("dfnsgen.toml").write_text('source = "specs/shop-1.0.10.yaml"\n')

    done = dfnsgen("vendor", "repo", "--versions", "1.0.0,1.0.10", "--package", NAME)

    assert done.exit_code == 0, done.stderr
    assert [line.split(",")[0] for line in done.stdout.splitlines()[:2]] == [
        "repo/app/_vendor/shop/v1_0_0  Shop API 1.0.0",
        "repo/app/_vendor/shop/v1_0_10  Shop API 1.0.10",
    ]


def test_one_that_is_not_named_stays(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0

    assert vendor(dfnsgen, versions="1.0.10").exit_code == 0

    assert vendor(dfnsgen, "--check").exit_code == 0


def test_edits_are_refused_for_all_or_carried_over(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    models = repo / "app/_vendor/shop/v1_0_0/models.py"
    models.write_text(models.read_text() + "\n\nMINE = 1\n")
    newer = Path("specs/shop-1.0.10.yaml")
    newer.write_text(newer.read_text().replace("note", "remark"))

    refused = vendor(dfnsgen)

    assert refused.exit_code == 2
    assert "note" in (repo / "app/_vendor/shop/v1_0_10/models.py").read_text()
    assert vendor(dfnsgen, "--dry-run").exit_code == 0
    assert "note" in (repo / "app/_vendor/shop/v1_0_10/models.py").read_text()
    assert vendor(dfnsgen, "--keep-edits").exit_code == 0
    assert "MINE = 1" in models.read_text()
    assert "remark" in (repo / "app/_vendor/shop/v1_0_10/models.py").read_text()


@pytest.mark.parametrize(
    ("versions", "package", "rule"),
    [
        ("1.0.0", (), "versions-without-package"),
        ("1.0.0,9", ("--package", NAME), "version-not-found"),
        ("wrong", ("--package", NAME), "version-differs"),
    ],
)
def test_what_can_not_be_is_refused(
    repo: Path, dfnsgen: Run, versions: str, package: tuple[str, ...], rule: str
) -> None:
    Path("specs/shop-wrong.yaml").write_text(DOCUMENT)

    refused = vendor(dfnsgen, *package, versions=versions)

    assert refused.exit_code == 2
    assert f"error[{rule}]" in refused.stderr
    assert not list(repo.iterdir())


def test_a_version_is_no_part_of_another(repo: Path, dfnsgen: Run) -> None:
    """`1.0` names neither `1.0.0` nor `1.0.10`."""
    Path("dfnsgen.toml").write_text('source = "specs/shop-1.0.10.yaml"\n')

    refused = dfnsgen("vendor", "repo", "--versions", "1.0", "--package", NAME)

    assert "no document is of version 1.0" in refused.stderr


@pytest.mark.parametrize(
    ("version", "name"),
    [("5.1.1", "v5_1_1"), ("2024-01-15", "v2024_01_15"), ("v2-beta", "v2_beta")],
)
def test_a_package_is_called_after_its_version(version: str, name: str) -> None:
    assert module_of(version) == name


def python(repo: Path, program: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=repo, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_what_did_not_change_is_one_class(repo: Path, dfnsgen: Run) -> None:
    """Whatever leads to a change is changed: `Pets` holds `Pet`, which has another property."""
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0

    shown = python(
        repo,
        """if True:
        import typing
        from app._vendor.shop import v1_0_0 as old, v1_0_10 as new
        for name in ("Pet", "Pets", "Order", "ListOrdersResponse"):
            print(name, getattr(old.models, name) is getattr(new.models, name))
        order = new.models.Order.from_dict({"id": "1", "extra": 1})
        print(order, order == old.models.Order.from_json(order.to_json()))
        print(typing.get_type_hints(new.models.ListOrdersResponse)["items"])
        """,
    )

    assert shown == [
        "Pet False",
        "Pets False",
        "Order True",
        "ListOrdersResponse True",
        "Order(id='1', pets=None, additional_properties={'extra': 1}) True",
        "list[app._vendor.shop._runtime.models_v1_0_0.Order]",
    ]


def test_a_class_in_common_works_whatever_is_imported(repo: Path, dfnsgen: Run) -> None:
    """As where it comes out of a pickle; also when the version that it is called after is gone."""
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    program = """if True:
        import sys
        from app._vendor.shop._runtime.models_v1_0_0 import Order
        print(Order.from_dict({"id": "1"}).to_json(), Order(id="2").to_dict())
        print(*sorted(name for name in sys.modules if name.endswith(".codecs")))
    """
    values = "b'{\"id\":\"1\"}' {'id': '2'}"

    assert python(repo, program) == [values, "app._vendor.shop.v1_0_0.codecs"]
    done = dfnsgen("vendor", "repo", "--remove", "--package", f"{NAME}.v1_0_0")
    assert done.exit_code == 0, done.stderr
    assert python(repo, program) == [values, "app._vendor.shop.v1_0_10.codecs"]


def test_lines_of_what_is_in_common_are_found(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    module = "repo/app/_vendor/shop/_runtime/models_v1_0_0.py"
    lines = Path(module).read_text().splitlines()

    line = lines.index("class Order(Model):") + 2
    there = dfnsgen("where", f"{module}:{line}")
    back = dfnsgen("where", "#/components/schemas/Order", "repo")

    assert there.stdout.split() == ["#/components/schemas/Order/properties/id", "Order.id"]
    assert back.stdout.splitlines() == [f"{module}:{line - 1}  Order"] * 2


def test_a_changed_class_in_common_is_a_step(repo: Path, dfnsgen: Run) -> None:
    """What a vendoring breaks is told of classes that stand beside the package, too."""
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    for path in Path("specs").iterdir():
        path.write_text(path.read_text().replace("required: [id]", "required: [number]"))
        path.write_text(path.read_text().replace("id: {type: string}", "number: {type: string}"))

    step = vendor(dfnsgen, "--dry-run")

    assert "Order.id" in step.stdout


def test_a_version_that_has_no_document_any_more_is_left_alone(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    Path("specs/shop-1.0.0.yaml").unlink()

    assert vendor(dfnsgen, versions="1.0.10").exit_code == 0

    check = python(repo, "from app._vendor.shop import v1_0_0; print(v1_0_0.models.Order(id='1'))")
    assert check == ["Order(id='1', pets=None)"]
    assert "1.0.10" in (repo / "app/_vendor/shop/v1_0_10/__init__.py").read_text()


def test_a_run_that_would_change_what_another_needs_is_refused(repo: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME).exit_code == 0
    Path("specs/shop-1.0.10.yaml").rename("specs/shop-1.0.10.old")
    third = DOCUMENT.replace("version: 1.0.0", "version: 1.1.0")
    Path("specs/shop-1.1.0.yaml").write_text(third)

    refused = vendor(dfnsgen, versions="1.0.0,1.1.0")

    assert refused.exit_code == 2
    assert "the code that it shares with v1_0_10 would change" in refused.stderr
    assert not (repo / "app/_vendor/shop/v1_1_0").exists()


CHANGES = (
    ("memo: {type: string}", "memo: {type: [string, 'null']}"),
    ("id: {type: string}", "id: {type: string}\n        paid: {type: boolean}"),
    ("enum: [cat, dog]", "enum: [cat, dog, fish]"),
)


@pytest.fixture
def changed(folder: Path) -> Path:
    """Another repository, and versions of a document of which the newer takes more."""
    newer = DOCUMENT.replace("version: 1.0.0", "version: 1.1.0")
    for before, after in CHANGES:
        assert before in newer
        newer = newer.replace(before, after)
    (folder / "specs").mkdir()
    (folder / "specs/shop-1.0.0.yaml").write_text(DOCUMENT)
    (folder / "specs/shop-1.1.0.yaml").write_text(newer)
    (folder / "repo").mkdir()
    return folder / "repo"


def test_what_takes_more_is_converted(changed: Path, dfnsgen: Run) -> None:
    """An order has one property more that may be absent, and is converted in both directions; of
    pets there are other kinds now, so that not each of them was one before."""
    done = vendor(dfnsgen, "--package", NAME, versions="1.0.0,1.1.0")
    assert done.exit_code == 0, done.stderr

    shown = python(
        changed,
        """if True:
        from app._vendor.shop import v1_0_0 as old, v1_1_0 as new
        from app._vendor.shop.v1_1_0.from_v1_0_0 import downgrade, upgrade
        pet = old.models.Pet(kind="cat", name="Tom", additional_properties={"age": 3})
        print(upgrade(pet), upgrade(pet).to_dict() == pet.to_dict())
        order = new.models.Order(id="1", paid=True)
        print(downgrade(order))
        print(upgrade(downgrade(order)) == order)
        try:
            downgrade(new.models.Pet(kind="fish", name="Wanda"))
        except TypeError as error:
            print(error)
        """,
    )

    assert shown == [
        "Pet(kind='cat', name='Tom', memo=UNSET, additional_properties={'age': 3}) True",
        "Order(id='1', pets=None, additional_properties={'paid': True})",
        "True",
        "Pet has no counterpart that is known to take all of its values",
    ]


def test_converters_go_with_the_version_that_they_convert(changed: Path, dfnsgen: Run) -> None:
    assert vendor(dfnsgen, "--package", NAME, versions="1.0.0,1.1.0").exit_code == 0
    module = changed / "app/_vendor/shop/v1_1_0/from_v1_0_0.py"
    assert module.exists()

    done = dfnsgen("vendor", "repo", "--remove", "--package", f"{NAME}.v1_0_0")

    assert done.exit_code == 0, done.stderr
    assert not module.exists()
    assert python(changed, "from app._vendor.shop.v1_1_0._check import main; main([])") == [
        "the package is as it was generated"
    ]


def test_versions_follow_each_other_as_they_were_named(changed: Path, dfnsgen: Run) -> None:
    """Whatever their numbers say; a run that names one of them keeps to it."""
    assert vendor(dfnsgen, "--package", NAME, versions="1.1.0,1.0.0").exit_code == 0

    again = vendor(dfnsgen, versions="1.1.0")

    assert again.stdout.count("nothing changed") == 2
    assert (changed / "app/_vendor/shop/v1_0_0/from_v1_1_0.py").exists()

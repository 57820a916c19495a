"""What a newer server may send has a type: an unknown variant of a union, an unknown member."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported, written
from tests.python.packages import module_text

_REF = "#/components/schemas/"


def _tagged(kind: str) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}}}


SCHEMAS: dict[str, Any] = {
    "Net": {"type": "string", "enum": ["main", "test"]},
    "Level": {"type": "integer", "enum": [1, 2]},
    "OnlySent": {"type": "string", "enum": ["x", "y"]},
    "Cat": _tagged("cat"),
    "Dog": _tagged("dog"),
    "Pet": {"oneOf": [{"$ref": f"{_REF}Cat"}, {"$ref": f"{_REF}Dog"}]},
    "Sent": {"type": "object", "required": ["s"], "properties": {"s": {"$ref": f"{_REF}OnlySent"}}},
    "Wallet": {
        "type": "object",
        "required": ["net", "pet"],
        "properties": {
            "net": {"$ref": f"{_REF}Net"},
            "nets": {"type": "array", "items": {"$ref": f"{_REF}Net"}},
            "level": {"$ref": f"{_REF}Level"},
            "pet": {"$ref": f"{_REF}Pet"},
        },
    },
}


def document() -> dict[str, Any]:
    def content(name: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"$ref": f"{_REF}{name}"}}}}

    operation = {
        "operationId": "make",
        "requestBody": {"required": True, **content("Sent")},
        "responses": {"200": {"description": "made", **content("Wallet")}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Opened", "version": "1"},
        "paths": {"/wallets": {"post": operation}},
        "components": {"schemas": SCHEMAS},
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the document."""
    return imported(tmp_path_factory.mktemp("opened"), document(), "emitted_opened")


def test_an_alias_holds_what_may_come(made: ModuleType) -> None:
    models = made.models

    assert typing.get_args(models.KnownNet) == ("main", "test")
    assert typing.get_args(models.Net) == (models.KnownNet, made.UnknownText)
    assert typing.get_args(models.Level) == (models.KnownLevel, made.UnknownInteger)
    assert typing.get_args(models.Pet) == (models.Cat, models.Dog, made.UnknownVariant)
    assert typing.get_args(models.OnlySent) == ("x", "y")


def test_unknown_members_are_what_they_are_called(made: ModuleType) -> None:
    value = {"net": "new", "nets": ["main", "dev"], "level": 3, "pet": {"kind": "owl", "net": "n"}}
    wallet = made.models.Wallet.from_json(json.dumps(value), lenient=True)

    assert isinstance(wallet.net, made.UnknownText)
    assert [isinstance(net, made.UnknownText) for net in wallet.nets] == [False, True]
    assert isinstance(wallet.level, made.UnknownInteger)
    assert isinstance(wallet.pet, made.UnknownVariant)
    assert (wallet.net, f"{wallet.net}", repr(wallet.net)) == ("new", "new", "'new'")
    assert wallet.to_dict() == json.loads(wallet.to_json()) == value
    assert type(wallet.to_dict()["net"]) is str
    assert pickle.loads(pickle.dumps(wallet)) == wallet


def test_a_closed_package_has_none(tmp_path: Path) -> None:
    models = imported(tmp_path, document(), "emitted_shut_enums", closed=True).models

    assert typing.get_args(models.Net) == ("main", "test")
    assert typing.get_args(models.Pet) == (models.Cat, models.Dog)


PROGRAM = """
from typing import assert_never

from checked_opened import UnknownInteger, UnknownText, UnknownVariant, models


def pet(found: models.Pet) -> str:
    match found:
        case models.Cat() | models.Dog():
            return found.kind
        case UnknownVariant(value=value):
            return str(value)
        case _:
            assert_never(found)


def net(found: models.Net) -> str:
    match found:
        case "main" | "test":
            return found
        case UnknownText():
            return found
        case _:
            assert_never(found)


def level(found: models.Level) -> int:
    match found:
        case 1 | 2:
            return found
        case UnknownInteger():
            return found
        case _:
            assert_never(found)


def level_of(wallet: models.Wallet) -> int:
    match wallet.level:
        case 1 | 2:
            return 1
        case None:
            return 0
        case UnknownInteger():
            return 2
        case _:
            assert_never(wallet.level)


def sent(given: models.OnlySent) -> str:
    match given:
        case "x" | "y":
            return given
        case _:
            assert_never(given)
"""


@pytest.mark.slow
def test_a_match_is_exhaustive_and_true(tmp_path: Path) -> None:
    """For both checkers, and no handling of the unknown is called unreachable."""
    written(tmp_path, document(), "checked_opened")
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    mypy = ["mypy", "--strict", "--warn-unreachable", "--follow-imports=silent", "program.py"]
    for command in (mypy, ["pyright", "--pythonpath", sys.executable, "program.py"]):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_names_of_members_are_told(tmp_path: Path) -> None:
    code = {"type": "integer", "enum": [0, 1], "x-enum-varnames": ["Off", "On"]}
    code["x-enum-descriptions"] = ["no light", "light"]
    text = module_text(tmp_path, {"Code": code}, "models")

    assert '"""- 0: Off, no light\n- 1: On, light"""' in text

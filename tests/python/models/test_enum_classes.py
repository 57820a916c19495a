"""With `enums = "class"` an enum is a StrEnum or IntEnum, and an unknown member is none of it."""

from __future__ import annotations

import copy
import dataclasses
import enum
import json
import pickle
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dfnsgen.configuration.value_types import Enums
from dfnsgen.generate import prepare
from dfnsgen.model.shapes.shape import LiteralShape
from dfnsgen.options import Options
from dfnsgen.python.models.enum_classes import member_names
from tests.client.emitted import imported, written
from tests.client.local_server import LocalServer, Reply

_TEXT = {"type": "string"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_SCHEMAS: dict[str, Any] = {
    "Kind": {"type": "string", "enum": ["cat", "dog", "user-action"]},
    "Level": {
        "type": "integer",
        "enum": [0, 1, 10],
        "x-enum-varnames": ["Off", "Low", "High"],
        "x-enum-descriptions": ["Nothing", "", "Much"],
    },
    "Color": {
        "oneOf": [{"const": "r", "title": "Red", "description": "As blood"}, {"const": "g"}],
    },
    "Mixed": {"enum": ["a", 1]},
    "Tree": {"anyOf": [_list(_ref("Tree")), _ref("Kind")]},
    "Wild": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["wolf", "fox"]}, "teeth": {"type": "integer"}},
    },
    "Tame": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["cow", "hen"]}, "name": _TEXT},
    },
    "NewPet": {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": _ref("Kind"),
            "level": _ref("Level"),
            "mood": {"type": "string", "enum": ["calm", "wild"]},
        },
    },
    "Pet": {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": _ref("Kind"),
            "level": _ref("Level"),
            "maybe": {"oneOf": [_ref("Kind"), {"type": "null"}]},
            "kinds": _list(_ref("Kind")),
            "levels": {"type": "object", "additionalProperties": _ref("Level")},
            "either": {"anyOf": [_ref("Kind"), _ref("Color"), {**_TEXT, "format": "date"}]},
            "known": {"anyOf": [_ref("Kind"), _TEXT]},
            "mixed": _ref("Mixed"),
            "tree": _ref("Tree"),
        },
        "additionalProperties": _ref("Level"),
    },
    "Animal": {"oneOf": [_ref("Wild"), _ref("Tame")]},
}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def document() -> dict[str, Any]:
    parameters = [
        {"name": "kind", "in": "query", "schema": _ref("Kind")},
        {"name": "sort", "in": "query", "schema": _list({"enum": ["name", "-name"]})},
        {"name": "level", "in": "header", "schema": _ref("Level")},
    ]
    kinds = {"description": "some", **_content(_list(_ref("Kind")))}
    pet = {"description": "made", **_content(_ref("Pet"))}
    animal = {"description": "one", **_content(_ref("Animal"))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/kinds/{kind}": {
                "get": {
                    "operationId": "kinds",
                    "tags": ["pets"],
                    "parameters": [
                        {"name": "kind", "in": "path", "required": True, "schema": _ref("Kind")},
                        *parameters[1:],
                    ],
                    "responses": {"200": kinds},
                }
            },
            "/pets": {
                "post": {
                    "operationId": "create",
                    "tags": ["pets"],
                    "requestBody": {"required": True, **_content(_ref("NewPet"))},
                    "responses": {"200": pet},
                }
            },
            "/animal": {
                "get": {"operationId": "animal", "tags": ["pets"], "responses": {"200": animal}}
            },
        },
        "components": {"schemas": _SCHEMAS},
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the document."""
    folder = tmp_path_factory.mktemp("enum_classes")
    return imported(folder, document(), "emitted_enum_classes", enum_classes=True)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


def test_an_enum_is_a_class_with_the_names_of_the_document(made: ModuleType) -> None:
    models = made.models

    assert [(m.name, m.value) for m in models.Kind] == [
        ("CAT", "cat"),
        ("DOG", "dog"),
        ("USER_ACTION", "user-action"),
    ]
    assert [(m.name, m.value) for m in models.Level] == [("OFF", 0), ("LOW", 1), ("HIGH", 10)]
    assert [(m.name, m.value) for m in models.Color] == [("RED", "r"), ("G", "g")]
    assert issubclass(models.Kind, enum.StrEnum)
    assert issubclass(models.Level, enum.IntEnum)
    assert typing.get_args(models.KnownKind) == ("cat", "dog", "user-action")
    assert typing.get_args(models.KnownMixed) == ("a", 1)


ANSWER = {
    "kind": "cat",
    "level": 7,
    "maybe": "emu",
    "kinds": ["dog", "emu"],
    "levels": {"a": 1, "b": 9},
    "either": "g",
    "known": "cat",
    "mixed": "a",
    "tree": ["cat", ["new"]],
    "more": 10,
}


def test_what_is_decoded_is_a_member_or_an_unknown_one(made: ModuleType) -> None:
    models, text, number = made.models, made.UnknownText, made.UnknownInteger
    pet = models.Pet.from_json(json.dumps(ANSWER), lenient=True)

    assert pet.kind is models.Kind.CAT
    assert (type(pet.level), pet.level, str(pet.level)) == (number, 7, "7")
    assert (type(pet.maybe), pet.maybe, f"{pet.maybe}") == (text, "emu", "emu")
    assert [type(kind) for kind in pet.kinds] == [models.Kind, text]
    assert [type(level) for level in pet.levels.values()] == [models.Level, number]
    assert pet.either is models.Color.G
    assert pet.known is models.Kind.CAT
    assert models.Pet.from_dict({"kind": "cat", "known": "any"}).known == "any"
    assert models.Pet.from_dict({"kind": "cat", "maybe": None}).maybe is None


@pytest.mark.parametrize("is_read", [False, True])
def test_nothing_is_lost(made: ModuleType, is_read: bool) -> None:
    models = made.models
    text = json.dumps(ANSWER, separators=(",", ":"))
    pet = models.Pet.from_json(text, lenient=True)
    if is_read:
        dataclasses.asdict(pet)

    assert pet.to_json().decode() == text
    assert pet.to_dict() == ANSWER
    assert type(pet.to_dict()["kind"]) is str
    for other in (pickle.loads(pickle.dumps(pet)), copy.deepcopy(pet), copy.copy(pet)):
        assert other == pet
        assert other.kind is models.Kind.CAT
    changed = dataclasses.replace(pet, kind=models.Kind.DOG)
    assert changed.to_dict() == {**ANSWER, "kind": "dog"}


def test_members_and_plain_values_are_taken(made: ModuleType) -> None:
    models = made.models
    pet = models.NewPet(kind=models.Kind.CAT, level=1, mood="calm")

    assert pet == models.NewPet(kind="cat", level=models.Level.LOW, mood=models.Mood.CALM)
    assert pet.level is models.Level.LOW
    assert pet.to_json() == b'{"kind":"cat","level":1,"mood":"calm"}'
    match pet:
        case models.NewPet(kind=models.Kind.CAT, mood=models.Mood.CALM):
            pass
        case _:
            pytest.fail("a model is matched by its members")


def test_what_only_requests_hold_knows_its_members_alone(made: ModuleType) -> None:
    pet = made.models.NewPet(kind="cat", mood="angry")

    assert "mood='angry'" in repr(pet)
    with pytest.raises(made.UnreadableValue, match="must be a member of Mood"):
        pet.mood  # noqa: B018  # reading it is what raises


def test_a_tag_is_a_member(made: ModuleType) -> None:
    """Where a variant has several tags; a single one stays a constant."""
    found = made.codecs.Animal.from_json('{"kind":"hen","name":"Ada"}')

    assert found == made.models.Tame(kind="hen", name="Ada")
    assert found.kind is type(found.kind)("hen")
    assert isinstance(found.kind, enum.StrEnum)


def test_types_that_are_no_models(made: ModuleType) -> None:
    codecs, models = made.codecs, made.models

    assert codecs.Kind.from_json('"dog"') is models.Kind.DOG
    assert type(codecs.Kind.from_json('"emu"', lenient=True)) is made.UnknownText
    assert codecs.Kind.to_json(models.Kind.DOG) == b'"dog"'
    with pytest.raises(made.ValidationError, match="must be one of"):
        codecs.Kind.from_json('"emu"')


def test_calls_take_and_give_members(made: ModuleType, server: LocalServer) -> None:
    models = made.models
    server.replies = [
        Reply(value=["dog", "emu"]),
        Reply(value={"kind": "cat"}),
        Reply(value={"kind": "cat"}),
    ]
    client = made.Client(base_url=server.url, retries=0)

    kinds = client.pets.kinds(models.Kind.USER_ACTION, sort=["name", "-name"], level=1)
    client.pets.create(kind=models.Kind.CAT, level=models.Level.HIGH)
    client.pets.create({"kind": models.Kind.DOG, "level": 10})

    assert kinds == [models.Kind.DOG, "emu"]
    assert isinstance(kinds[1], made.UnknownText)
    assert server.seen[0].target == "/kinds/user-action?sort=name&sort=-name"
    assert server.seen[0].headers["level"] == "1"
    assert [seen.json for seen in server.seen[1:]] == [
        {"kind": "cat", "level": 10},
        {"kind": "dog", "level": 10},
    ]


def test_a_wrong_member_is_refused_before_it_is_sent(made: ModuleType, server: LocalServer) -> None:
    with pytest.raises(made.ValidationError, match="must be one of"):
        made.Client(base_url=server.url).pets.create(kind="cats")

    assert not server.seen


def test_a_closed_package_has_no_unknown_members(tmp_path: Path) -> None:
    package = imported(tmp_path, document(), "shut_classes", enum_classes=True, closed=True)

    assert package.models.Pet.__annotations__["kind"] == "Kind"
    assert package.models.Pet.from_dict({"kind": "cat"}).kind is package.models.Kind.CAT


PROGRAM = """
from typing import assert_never

from checked_classes import Client, UnknownInteger, UnknownText, dicts, models
from checked_classes.models import Kind, Level, NewPet, Mood


def kind(pet: models.Pet) -> str:
    match pet.kind:
        case Kind.CAT | Kind.DOG:
            return pet.kind
        case Kind.USER_ACTION:
            return "action"
        case UnknownText():
            return pet.kind
        case _:
            assert_never(pet.kind)


def level(pet: models.Pet) -> int:
    match pet.level:
        case Level.OFF | Level.LOW | Level.HIGH | UnknownInteger():
            return pet.level
        case None:
            return 0
        case _:
            assert_never(pet.level)


def mood(pet: NewPet) -> str:
    match pet.mood:
        case Mood.CALM | Mood.WILD:
            return pet.mood.value
        case None:
            return ""
        case _:
            assert_never(pet.mood)


def call(client: Client) -> None:
    pet: dicts.NewPetDict = {"kind": "cat", "level": Level.LOW}
    client.pets.create(pet)
    client.pets.create({"kind": Kind.CAT, "mood": "calm"})
    client.pets.create(NewPet(kind=Kind.CAT, mood=Mood.CALM))
    client.pets.create(kind="cat", level=10)
    client.pets.create(kind=Kind.DOG, level=Level.OFF)
    for found in client.pets.kinds("dog", sort=["name", models.Sort.MINUS_NAME], level=1):
        if isinstance(found, UnknownText):
            print(found)
        else:
            print(found.name)
"""
WRONG = (
    'client.pets.create(kind="cats")',
    "client.pets.create(kind=Level.LOW)",
    'client.pets.create({"kind": "cat", "level": 2})',
    'client.pets.kinds("dog", sort=["size"])',
)


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_both_checkers_know_the_members(tmp_path: Path, checker: str) -> None:
    """A `match` is exhaustive, no handling of the unknown unreachable, and what is wrong is."""
    written(tmp_path, document(), "checked_classes", enum_classes=True)
    wrong = "\n\n\ndef wrong(client: Client) -> None:\n"
    first = (PROGRAM + wrong).count("\n") + 1
    (tmp_path / "program.py").write_text(PROGRAM + wrong + "".join(f"    {w}\n" for w in WRONG))
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    commands = {
        "mypy": ["mypy", "--strict", "--warn-unreachable", "--no-pretty", "program.py"],
        "pyright": ["pyright", "--pythonpath", sys.executable, "--outputjson", "program.py"],
    }
    ran = subprocess.run(
        [sys.executable, "-m", *commands[checker]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if checker == "mypy":
        lines = [line for line in ran.stdout.splitlines() if ": error:" in line]
        found = {int(line.split(":")[1]) for line in lines}
    else:
        faults = json.loads(ran.stdout)["generalDiagnostics"]
        found = {fault["range"]["start"]["line"] + 1 for fault in faults}

    assert found == {*range(first, first + len(WRONG))}, ran.stdout + ran.stderr


def test_what_stays_a_literal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document()))
    prepared = prepare(Options(sources=(str(path),), enums=Enums.CLASS, cache=False))

    told = [d.at.pointer for d in prepared.diagnostics if d.rule == "enum-without-class"]
    assert told == ["#/components/schemas/Mixed"]


_NAMES = {
    "user-action": "USER_ACTION",
    "1st": "ONE_ST",
    "": "EMPTY",
    "+": "PLUS",
    "-created": "MINUS_CREATED",
    ">=": "GREATER_THAN_EQUALS",
    "None": "NONE",
    "mro": "MRO",
    10: "VALUE_10",
    -1: "VALUE_MINUS_1",
}


@pytest.mark.parametrize(("value", "name"), _NAMES.items())
def test_a_member_is_called_after_its_value(value: str | int, name: str) -> None:
    assert member_names(LiteralShape((value,)), ()) == (name,)


def test_names_that_are_equal_are_kept_apart() -> None:
    """As those of fields are, by what sets them apart."""
    names = member_names(LiteralShape(("usd", "USD", "Usd")), ())

    assert names == ("USD", "UPPER_USD", "CAPITAL_USD")


@given(st.lists(st.text() | st.integers(), unique_by=lambda value: (type(value), value)))
@example(["ŉ", "ß", "SS", "ǆ", "𝐚", "a", "__class__", "_ignore_", "name", "value"])
def test_each_member_has_a_name_that_python_takes(values: list[str | int]) -> None:
    names = member_names(LiteralShape(tuple(values)), ())
    body = "".join(f"    {name} = {number}\n" for number, name in enumerate(names))
    scope: dict[str, Any] = {"Enum": enum.Enum}
    exec(f"class Made(Enum):\n    pass\n{body}", scope)

    assert len(scope["Made"]) == len(values)

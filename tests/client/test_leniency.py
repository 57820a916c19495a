"""Answers that aren't what the document says: taken, refused, or not looked at."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

_CAVE = {"type": ["object", "boolean"], "required": ["depth"], "properties": {"depth": {}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Loose", "version": "1"},
    "servers": [{"url": "https://loose.example"}],
    "paths": {
        "/pets": {
            "get": {
                "tags": ["pets"],
                "operationId": "getPet",
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "owner"],
                "properties": {
                    "id": {"type": "string", "pattern": "^pet-"},
                    "nick": {"type": "string"},
                    "age": {"type": "integer", "minimum": 0},
                    "owner": {"$ref": "#/components/schemas/Owner"},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                    "mood": {"type": "integer", "enum": [1, 2]},
                    "home": {"oneOf": [{"$ref": "#/components/schemas/Tree"}, _CAVE]},
                    "round": {"$ref": "#/components/schemas/Round"},
                    "food": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/Meat"},
                            {"$ref": "#/components/schemas/Hay"},
                        ]
                    },
                },
            },
            "Round": {"anyOf": [{"$ref": "#/components/schemas/Again"}]},
            "Again": {"allOf": [{"$ref": "#/components/schemas/Round"}]},
            "Tree": {
                "type": "object",
                "required": ["branch"],
                "properties": {"branch": {"type": "integer"}},
            },
            "Owner": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}},
            },
            "Meat": {
                "type": "object",
                "required": ["kind", "grams"],
                "properties": {"kind": {"const": "meat"}, "grams": {"type": "integer"}},
            },
            "Hay": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "hay"}},
            },
        }
    },
}
OWNER = {"name": "Ann"}
WRONG: list[dict[str, Any]] = [
    {"id": "pet-1", "owner": OWNER, "nick": None},
    {"id": "pet-1"},
    {"id": "dog-1", "owner": OWNER, "age": -1},
    {"id": 7, "owner": {"name": None, "more": [1]}, "age": "old"},
    {"id": "pet-1", "owner": OWNER, "friends": [{"id": "pet-2"}, {"owner": OWNER}]},
    {"id": "pet-1", "owner": OWNER, "friends": ["Bob"]},
    {"id": "pet-1", "owner": [], "food": {"kind": "meat"}},
    {"id": "pet-1", "owner": OWNER, "food": {"kind": "fish", "bones": None}},
    {"id": "pet-1", "owner": OWNER, "food": 3, "new": {"nick": None}},
    {},
    {"id": "pet-1", "owner": OWNER, "mood": 2.5, "home": {"street": "x"}, "round": [1, None]},
    {"id": "pet-1", "owner": OWNER, "home": 7},
]


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("loose"), DOCUMENT, "emitted_loose")


def pet(loose: ModuleType, server: LocalServer, value: Any, **options: Any) -> Any:
    server.replies.append(Reply(value=value))
    with loose.Client(base_url=server.url, retries=0, **options) as client:
        return client.pets.get_pet()


@pytest.mark.parametrize("value", WRONG, ids=json.dumps)
@pytest.mark.parametrize("answers", ["lenient", "unchecked"])
def test_nothing_of_a_wrong_answer_is_lost(
    loose: ModuleType, server: LocalServer, value: Any, answers: str
) -> None:
    if answers == "unchecked" and None in value.values():
        return  # What may be absent isn't told from null without a look at it.
    found = pet(loose, server, value, answers=answers)
    assert isinstance(found, loose.models.Pet)
    assert found.to_dict() == json.loads(found.to_json()) == value
    assert found == pet(loose, server, value, answers=answers)
    assert copy.deepcopy(found).to_dict() == value
    assert pickle.loads(pickle.dumps(found)).to_dict() == value
    assert repr(found).startswith("Pet(")


def test_null_for_what_may_be_absent_reads_as_absent(
    loose: ModuleType, server: LocalServer
) -> None:
    found = pet(loose, server, WRONG[0])
    assert (found.nick, found.age, found.owner.name) == (None, None, "Ann")


def test_only_what_a_field_cant_hold_raises_when_it_is_read(
    loose: ModuleType, server: LocalServer
) -> None:
    found = pet(loose, server, WRONG[3])
    assert found.owner.additional_properties == {"more": [1]}
    for model, name, pointer, came in [
        (found, "id", "/id", 7),
        (found, "age", "/age", "old"),
        (found.owner, "name", "/name", None),
    ]:
        with pytest.raises(loose.UnreadableValue) as caught:
            getattr(model, name)
        assert (caught.value.issues[0].instance, caught.value.text) == (pointer, came)
    with pytest.raises(loose.UnreadableValue, match="owner: is missing"):
        assert pet(loose, server, WRONG[1]).owner


def test_a_limit_that_is_broken_costs_nothing(loose: ModuleType, server: LocalServer) -> None:
    found = pet(loose, server, WRONG[2])
    assert (found.id, found.age, type(found) is loose.models.Pet) == ("dog-1", -1, True)


def test_variants_are_found_by_their_tags(loose: ModuleType, server: LocalServer) -> None:
    meat = pet(loose, server, WRONG[6]).food
    assert isinstance(meat, loose.models.Meat)
    assert meat.kind == "meat"
    assert isinstance(pet(loose, server, WRONG[7]).food, loose.UnknownVariant)


def test_what_is_no_variant_at_all_is_an_unknown_one(
    loose: ModuleType, server: LocalServer
) -> None:
    """Nothing tells the variants apart but what they ask for, and it has none of it."""
    assert pet(loose, server, WRONG[10]).home == loose.UnknownVariant({"street": "x"})
    with pytest.raises(loose.UnreadableValue, match="must be object or boolean"):
        _ = pet(loose, server, WRONG[11]).home


def test_an_unknown_member_is_a_number_like_the_known_ones(
    loose: ModuleType, server: LocalServer
) -> None:
    with pytest.raises(loose.UnreadableValue, match="must be integer"):
        _ = pet(loose, server, WRONG[10]).mood


def test_what_leads_to_itself_says_nothing(loose: ModuleType, server: LocalServer) -> None:
    """The call doesn't fail for a type that is what it is."""
    assert pet(loose, server, WRONG[10]).round == [1, None]


def test_a_field_that_is_set_is_whole(loose: ModuleType, server: LocalServer) -> None:
    found = pet(loose, server, WRONG[1])
    found.owner = loose.models.Owner(name="Bea")
    assert found.owner.name == "Bea"
    assert found.to_dict() == {"id": "pet-1", "owner": {"name": "Bea"}}
    assert found == copy.copy(found)


def test_the_log_tells_each_problem_once_and_no_value(
    loose: ModuleType,
    server: LocalServer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.WARNING, "emitted_loose")
    monkeypatch.setattr("emitted_loose._runtime._leniency._reported", set[Any]())
    secret = {"id": "pet-1", "owner": OWNER, "nick": 12345, "friends": [{}, {}]}
    for _ in range(3):
        pet(loose, server, secret)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == len(set(told)) <= 4
    assert "GET /pets: the answer isn't as documented: /nick: must be string [type]" in told
    assert "12345" not in "".join(told)


def test_checked_answers_are_refused_whole(loose: ModuleType, server: LocalServer) -> None:
    with pytest.raises(loose.InvalidAnswer) as caught:
        pet(loose, server, WRONG[2], answers="checked")
    assert json.loads(caught.value.raw) == WRONG[2]
    assert {issue.instance for issue in caught.value.issues} == {"/id", "/age"}


@pytest.mark.parametrize("body", [b"[1]", b'{"id": ', b"nonsense"])
@pytest.mark.parametrize("answers", ["lenient", "unchecked", "checked"])
def test_what_is_something_else_altogether_is_an_error(
    loose: ModuleType, server: LocalServer, body: bytes, answers: str
) -> None:
    server.replies.append(Reply(body=body))
    client = loose.Client(base_url=server.url, answers=answers)
    with pytest.raises(loose.InvalidAnswer) as caught:
        client.pets.get_pet()
    assert (caught.value.effect, caught.value.raw) == ("done", body)


def test_the_choice_is_made_for_the_client_or_a_call(
    loose: ModuleType, server: LocalServer
) -> None:
    server.answer = lambda seen: Reply(value=WRONG[2])
    client = loose.Client(base_url=server.url, answers="checked")
    assert client.with_options(answers="lenient").pets.get_pet().id == "dog-1"
    with pytest.raises(loose.ClientError, match="one of checked, lenient, unchecked"):
        client.with_options(answers="strict")
    with pytest.raises(loose.ClientError, match="no option 'anwsers': did you mean 'answers'"):
        client.with_options(anwsers="lenient")


def test_a_closed_package_checks_by_default(tmp_path: Path, server: LocalServer) -> None:
    closed = imported(tmp_path, DOCUMENT, "emitted_shut", closed=True)
    with pytest.raises(closed.InvalidAnswer):
        pet(closed, server, WRONG[2])
    assert pet(closed, server, WRONG[2], answers="lenient").id == "dog-1"

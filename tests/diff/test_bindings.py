"""What becomes of the emitted package: every kind of thing in it, and every way it can change."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diff.bindings.bindings import compare_bindings
from dfnsgen.diff.bindings.change import BINDING_RULES, BindingChange
from tests.command import dfnsgen
from tests.diff.documents import both_ways, loaded, write
from tests.usage.usage_api import OLD, TEXT

Edit = Callable[[dict[str, Any]], object]


def compared(*edits: Edit) -> tuple[BindingChange, ...]:
    new = copy.deepcopy(OLD)
    for edit in edits:
        edit(new)
    return compare_bindings(loaded(OLD)[1], loaded(new)[1]).changes


def schemas(tree: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = tree["components"]["schemas"]
    return found


def pet(tree: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas(tree)["Pet"]["properties"]
    return found


def lists(tree: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = tree["paths"]["/pets"]["get"]
    return found


def rename_component(tree: dict[str, Any]) -> None:
    food = pet(tree)["food"]["oneOf"]
    schemas(tree)["DryFood"] = schemas(tree).pop("Dry")
    food[0]["$ref"] = "#/components/schemas/DryFood"


def rename_operation(tree: dict[str, Any]) -> None:
    tree["paths"]["/animals"] = tree["paths"].pop("/pets")
    tree["paths"]["/animals"]["get"]["tags"] = ["animals"]


def alias_becomes_class(tree: dict[str, Any]) -> None:
    schemas(tree)["Status"] = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}


CASES: list[tuple[str, bool, str, Edit]] = [
    (
        "python-field-removed",
        True,
        "field Pet.memo was removed",
        lambda t: pet(t).pop("memo"),
    ),
    (
        "python-field-added",
        False,
        "field Pet.born was added",
        lambda t: pet(t).update(born=TEXT),
    ),
    (
        "python-field-renamed",
        True,
        "field Pet.nickname is called nick_name now",
        lambda t: pet(t).update(nick_name=pet(t).pop("nickname")),
    ),
    (
        "python-field-changed",
        True,
        "field Pet.id is int, no longer str",
        lambda t: pet(t).update(id={"type": "integer"}),
    ),
    (
        "python-field-changed",
        True,
        "field NewPet.color must be given now",
        lambda t: schemas(t)["NewPet"]["required"].append("color"),
    ),
    (
        "python-enum-member-removed",
        True,
        "Status is no longer 'lost'",
        lambda t: schemas(t)["Status"]["enum"].remove("lost"),
    ),
    (
        "python-enum-member-added",
        False,
        "Status may be 'found'",
        lambda t: schemas(t)["Status"]["enum"].append("found"),
    ),
    (
        "python-class-added",
        False,
        "class Treat was added",
        lambda t: schemas(t).update(Treat={"type": "object", "properties": {"a": TEXT}}),
    ),
    (
        "python-method-removed",
        True,
        "method pets.remove_pet was removed",
        lambda t: t["paths"]["/pets/{petId}"].pop("delete"),
    ),
    (
        "python-method-added",
        False,
        "method pets.put_pet was added",
        lambda t: t["paths"]["/pets/{petId}"].update(
            put=t["paths"]["/pets/{petId}"]["get"] | {"operationId": "putPet"}
        ),
    ),
    (
        "python-method-changed",
        True,
        "method pets.get_pet() returns models.NewPet, not models.Pet",
        lambda t: t["paths"]["/pets/{petId}"]["get"]["responses"]["200"]["content"].update(
            {"application/json": {"schema": {"$ref": "#/components/schemas/NewPet"}}}
        ),
    ),
    (
        "python-parameter-removed",
        True,
        "parameter pets.list_pets(owner=…) was removed",
        lambda t: lists(t)["parameters"].pop(),
    ),
    (
        "python-parameter-added",
        True,
        "parameter pets.list_pets(shop=…) was added and must be given",
        lambda t: lists(t)["parameters"].append(
            {"name": "shop", "in": "query", "required": True, "schema": TEXT}
        ),
    ),
    (
        "python-parameter-changed",
        True,
        "parameter pets.list_pets(limit=…) is str, no longer int",
        lambda t: lists(t)["parameters"][0].update(schema=TEXT),
    ),
    (
        "python-parameter-changed",
        False,
        "parameter pets.list_pets(limit=…) may be str as well",
        lambda t: lists(t)["parameters"][0].update(schema={"type": ["integer", "string"]}),
    ),
    (
        "python-parameter-renamed",
        True,
        "parameter pets.list_pets(owner=…) is called owners now",
        lambda t: lists(t)["parameters"][2].update(name="owners"),
    ),
    (
        "python-parameter-renamed",
        True,
        "parameter pets.get_pet(pet_id=…) is called animal now",
        lambda t: t["paths"].update(
            {
                "/pets/{animal}": {
                    method: node | {"parameters": [node["parameters"][0] | {"name": "animal"}]}
                    for method, node in t["paths"].pop("/pets/{petId}").items()
                }
            }
        ),
    ),
    (
        "python-alias-changed",
        True,
        "Status was an alias and is a class now",
        alias_becomes_class,
    ),
]


def _name(part: object) -> str:
    """Name a case; each process of the tests must give it the same name."""
    return "edit" if callable(part) else str(part)[:60]


@pytest.mark.parametrize(("rule", "breaking", "message", "edit"), CASES, ids=_name)
def test_each_kind_of_change_is_told(rule: str, breaking: bool, message: str, edit: Edit) -> None:
    found = {change.message: change for change in compared(edit)}

    assert message in found, list(found)
    assert found[message].rule in BINDING_RULES
    assert found[message].source_breaking is breaking
    assert found[message].rule == rule


@pytest.mark.parametrize(("rule", "breaking", "message", "edit"), CASES, ids=_name)
def test_what_breaks_is_first_and_nothing_is_told_twice(
    rule: str, breaking: bool, message: str, edit: Edit
) -> None:
    found = compared(edit)

    assert [c.source_breaking for c in found] == sorted(c.source_breaking for c in found)[::-1]
    assert len({(c.kind, c.name, c.text) for c in found}) == len(found)
    assert len({c.fingerprint for c in found}) == len(found)


def test_signatures_stand_before_and_after() -> None:
    (change,) = (c for c in compared(CASES[13][3]) if c.kind == "parameter")

    assert (change.before, change.after) == ("limit: int | None = None", "limit: str | None = None")


def test_a_member_spelled_like_a_renamed_class_stays() -> None:
    """A class that is called otherwise changes no enum that has its name among its members."""
    one: dict[str, Any] = {"id": TEXT, "size": {"type": "integer"}, "weight": {"type": "number"}}
    pet = {"type": "object", "required": [*one], "properties": one}
    label = {"type": "string", "enum": ["Pet", "Car"]}

    def document(name: str) -> dict[str, Any]:
        item = {"$ref": f"#/components/schemas/{name}"}
        box = {"type": "object", "properties": {"item": item, "label": label}}
        return {**OLD, "paths": {}, "components": {"schemas": {"Box": box, name: pet}}}

    old, new = (loaded(document(name))[1] for name in ("Pet", "Animal"))
    found = [(c.kind, c.change, c.name) for c in compare_bindings(old, new).changes]

    assert found == [("class", "renamed", "Pet")]


def test_a_renamed_class_is_one_change() -> None:
    found = [(c.kind, c.change, c.name) for c in compared(rename_component)]

    assert found == [("class", "renamed", "Dry")]


def test_a_method_that_moved_is_one_change() -> None:
    found = [c for c in compared(rename_operation) if c.kind == "method"]

    assert ("renamed", "pets.list_pets", "is called animals.list_pets now") in [
        (c.change, c.name, c.text) for c in found
    ]
    assert not [c for c in found if c.change in ("added", "removed")]


def test_nothing_changes_in_what_is_the_same() -> None:
    assert compared() == ()
    assert compared(lambda t: pet(t)["memo"].update(description="other words")) == ()


def test_the_packages_compared_are_those_that_are_generated(tmp_path: Path) -> None:
    """What is only read isn't asked of requests, so that these have a class of their own."""

    def shop(required: list[str]) -> dict[str, Any]:
        pet = {
            "type": "object",
            "required": required,
            "properties": {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}},
        }
        return both_ways(pet)

    old = write(tmp_path, "old.json", shop(["name"]))
    new = write(tmp_path, "new.json", shop(["id", "name"]))
    found = dfnsgen(["diff", str(old), str(new), "--bindings", "--format", "json"])

    told = [binding["message"] for binding in json.loads(found.stdout)["bindings"]]
    assert "class ThingInput was added" in told
    assert not any("ThingInput" in message and "must" in message for message in told)


def test_a_rename_on_the_wire_is_one_in_the_package(tmp_path: Path) -> None:
    def money(name: str) -> dict[str, Any]:
        amount = {"type": "string", "pattern": "^[0-9]+$"}
        return both_ways({"type": "object", "properties": {name: amount, "note": {}}})

    old = write(tmp_path, "old.json", money("amount"))
    new = write(tmp_path, "new.json", money("value"))
    found = dfnsgen(["diff", str(old), str(new), "--bindings", "--format", "json"])

    told = [binding["message"] for binding in json.loads(found.stdout)["bindings"]]
    assert told == ["field Thing.amount is called value now"]

"""A base with a discriminator, used outside an `allOf`, means all that derives from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.python.packages import Package, package


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def derived(base: str, **properties: Any) -> dict[str, Any]:
    return {"allOf": [ref(base), {"type": "object", "properties": properties}]}


ZOO: dict[str, Any] = {
    "Owner": {
        "type": "object",
        "properties": {
            "pets": {"type": "array", "items": ref("Pet")},
            "cat": ref("Cat"),
            "best": {"description": "The best.", "allOf": [ref("Pet")]},
        },
    },
    "Pet": {
        "type": "object",
        "required": ["petType"],
        "properties": {"petType": {"type": "string"}, "name": {"type": "string"}},
        "discriminator": {"propertyName": "petType", "mapping": {"dog": "Dog"}},
    },
    "Cat": derived("Pet", lives={"type": "integer"}),
    "Siamese": derived("Cat", blue={"type": "boolean"}),
    "Dog": derived("Pet", bark={"type": "string"}),
}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return package(tmp_path_factory.mktemp("zoo"), ZOO)


@pytest.mark.parametrize(
    ("tag", "name"),
    [("Cat", "Cat"), ("dog", "Dog"), ("Siamese", "Siamese"), ("Owl", "Pet")],
)
def test_the_tag_names_what_derives_else_it_is_the_base(zoo: Package, tag: str, name: str) -> None:
    text = json.dumps({"pets": [{"petType": tag, "name": "x"}]})

    owner = zoo.codecs.Owner.from_json(text)

    assert type(owner.pets[0]).__name__ == name
    assert json.loads(owner.to_json()) == json.loads(text)


def test_an_all_of_of_one_reference_is_a_use(zoo: Package) -> None:
    owner = zoo.codecs.Owner.from_json('{"best": {"petType": "dog", "bark": "w"}}')

    assert isinstance(owner.best, zoo.models.Dog)


def test_a_base_of_its_own_has_a_union_of_its_own(zoo: Package) -> None:
    owner = zoo.codecs.Owner.from_json('{"cat": {"petType": "Siamese", "blue": true}}')

    assert isinstance(owner.cat, zoo.models.Siamese)
    assert get_args(zoo.models.AnyCat)[:2] == (zoo.models.Cat, zoo.models.Siamese)


def test_the_base_is_a_class_and_the_derived_know_their_tags(zoo: Package) -> None:
    assert zoo.models.Pet(pet_type="Owl").to_dict() == {"petType": "Owl"}
    assert zoo.models.Dog().to_dict() == {"petType": "dog"}


def test_the_union_yields_to_a_component_of_its_name(tmp_path: Path) -> None:
    found = package(tmp_path, {**ZOO, "AnyPet": {"type": "string", "enum": ["a", "b"]}})

    assert [kind.__name__ for kind in get_args(found.models.PetUnion)] == [
        "Pet",
        "Cat",
        "Dog",
        "Siamese",
        "UnknownVariant",
    ]


def test_validators_know_no_union(zoo: Package) -> None:
    assert "#/components/schemas/AnyPet" not in zoo.validators.VALIDATORS
    zoo.validators.VALIDATORS["#/components/schemas/Owner"]({"pets": [{"petType": "Cat"}]})

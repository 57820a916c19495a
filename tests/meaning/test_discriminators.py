"""A declared discriminator decides; what contradicts it is a problem of the variant it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import Package, module_text, package

CAT = {
    "type": "object",
    "required": ["petType"],
    "properties": {"petType": {"type": "string"}, "lives": {"type": "integer"}},
}
DOG = {
    "type": "object",
    "required": ["petType"],
    "properties": {"petType": {"type": "string"}, "bark": {"type": "string"}},
}
REFERENCES = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]


def pets(tmp_path: Path, **union: Any) -> Package:
    return package(tmp_path, {"Pet": union, "Cat": CAT, "Dog": DOG})


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_the_name_of_the_component_chooses(tmp_path: Path, keyword: str) -> None:
    found = pets(tmp_path, **{keyword: REFERENCES, "discriminator": {"propertyName": "petType"}})

    value = found.codecs.Pet.from_json('{"petType": "Dog", "lives": 9}')

    assert isinstance(value, found.models.Dog)


def test_the_mapping_chooses_and_the_name_is_no_value_then(tmp_path: Path) -> None:
    mapping = {"c": "#/components/schemas/Cat", "d": "Dog"}
    found = pets(
        tmp_path,
        oneOf=REFERENCES,
        discriminator={"propertyName": "petType", "mapping": mapping},
    )

    assert isinstance(found.codecs.Pet.from_json('{"petType": "d"}'), found.models.Dog)
    with pytest.raises(Exception, match='names no variant; known are "c", "d"'):
        found.codecs.Pet.from_json('{"petType": "Dog"}')


def test_what_fits_another_variant_is_a_problem_of_the_one_that_is_named(tmp_path: Path) -> None:
    found = pets(tmp_path, oneOf=REFERENCES, discriminator={"propertyName": "petType"})

    with pytest.raises(Exception, match=r"/lives: must be integer") as caught:
        found.codecs.Pet.checked({"petType": "Cat", "lives": "many"})

    error: Any = caught.value
    assert [issue.instance for issue in error.issues] == ["/lives"]


def test_validators_hold_to_the_letter(tmp_path: Path) -> None:
    found = pets(tmp_path, oneOf=REFERENCES, discriminator={"propertyName": "petType"})

    with pytest.raises(Exception, match="fits several variants"):
        found.validators.VALIDATORS["#/components/schemas/Pet"]({"petType": "Cat"})
    found.validators.VALIDATORS["#/components/schemas/Cat"]({"petType": "Cat"})


def test_the_class_of_a_variant_fills_in_its_tag(tmp_path: Path) -> None:
    found = pets(tmp_path, oneOf=REFERENCES, discriminator={"propertyName": "petType"})

    assert found.codecs.Pet.checked(found.models.Dog(bark="w")) == {"petType": "Dog", "bark": "w"}


def test_a_variant_of_two_values_has_no_default(tmp_path: Path) -> None:
    mapping = {"cat": "Cat", "lion": "Cat", "dog": "Dog"}
    text = module_text(
        tmp_path,
        {
            "Pet": {
                "oneOf": REFERENCES,
                "discriminator": {"propertyName": "petType", "mapping": mapping},
            },
            "Cat": CAT,
            "Dog": DOG,
        },
        "models",
    )

    assert "class Cat(Model):\n    pet_type: str\n" in text
    assert 'class Dog(Model):\n    pet_type: str = "dog"\n' in text


def test_a_new_variant_of_an_answer_is_kept(tmp_path: Path) -> None:
    found = pets(tmp_path, oneOf=REFERENCES, discriminator={"propertyName": "petType"})

    value = found.codecs.Pet.from_json('{"petType": "Owl", "x": 1}', lenient=True)

    assert type(value).__name__ == "UnknownVariant"
    assert json.loads(found.codecs.Pet.to_json(value)) == {"petType": "Owl", "x": 1}


def test_unions_that_differ_in_their_mapping_are_two(tmp_path: Path) -> None:
    def union(cat: str, dog: str) -> dict[str, Any]:
        mapping = {cat: "Cat", dog: "Dog"}
        return {
            "oneOf": REFERENCES,
            "discriminator": {"propertyName": "petType", "mapping": mapping},
        }

    found = package(
        tmp_path,
        {"Former": union("c", "d"), "Present": union("cat", "dog"), "Cat": CAT, "Dog": DOG},
    )

    assert isinstance(found.codecs.Former.from_json('{"petType": "d"}'), found.models.Dog)
    assert isinstance(found.codecs.Present.from_json('{"petType": "dog"}'), found.models.Dog)


def test_proven_tags_are_the_letter(tmp_path: Path) -> None:
    def variant(tag: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["t"],
            "properties": {"t": {"type": "string", "enum": [tag]}},
        }

    text = module_text(
        tmp_path,
        {
            "U": {
                "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in "AB"],
                "discriminator": {"propertyName": "t", "mapping": {"a": "A", "b": "B"}},
            },
            "A": variant("a"),
            "B": variant("b"),
        },
        "_schemas",
    )

    assert "$tag" not in text
    assert "letter=" not in text


NUMBERED: dict[str, Any] = {
    "Shape": {
        "oneOf": [{"$ref": "#/components/schemas/Disc"}, {"$ref": "#/components/schemas/Box"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"1": "#/components/schemas/Disc", "2": "#/components/schemas/Box"},
        },
    },
    "Disc": {
        "type": "object",
        "properties": {"kind": {"type": "integer", "enum": [1]}, "r": {"type": "integer"}},
    },
    "Box": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "integer"}}},
}


def test_a_number_is_named_by_its_text_in_a_mapping(tmp_path: Path) -> None:
    found = package(tmp_path, NUMBERED)
    shape = found.codecs.Shape

    assert isinstance(shape.from_json('{"kind": 2, "r": 3}'), found.models.Box)
    assert shape.checked({"kind": 1}) == {"kind": 1}
    assert (found.models.Box().to_dict(), found.models.Disc().to_dict()) == (
        {"kind": 2},
        {"kind": 1},
    )
    assert shape.to_value(shape.from_json('{"kind": 3}', lenient=True)) == {"kind": 3}
    with pytest.raises(Exception, match='names no variant; known are "1", "2"'):
        shape.from_json('{"kind": 3}')


def test_a_property_that_is_no_name_says_something_else(tmp_path: Path) -> None:
    found = pets(tmp_path, anyOf=REFERENCES, discriminator={"propertyName": "status"})

    value = found.codecs.Pet.from_json('{"petType": "x", "status": 404, "bark": "w"}')

    assert isinstance(value, found.models.Dog)


def test_an_absent_tag_stays_absent(tmp_path: Path) -> None:
    cat = {**CAT, "required": []}
    union = {"anyOf": REFERENCES, "discriminator": {"propertyName": "petType"}}
    found = package(tmp_path, {"Pet": union, "Cat": cat, "Dog": DOG})

    assert found.models.Cat.from_json('{"lives": 9}').to_dict() == {"lives": 9}
    assert found.models.Cat(lives=9).to_dict() == {"petType": "Cat", "lives": 9}


def test_null_of_one_variant_is_null_of_the_union(tmp_path: Path) -> None:
    cat = {**CAT, "type": ["object", "null"]}
    union = {"oneOf": REFERENCES, "discriminator": {"propertyName": "petType"}}
    found = package(tmp_path, {"Pet": union, "Cat": cat, "Dog": DOG})

    assert found.codecs.PetOrNone.from_json("null") is None
    assert isinstance(found.codecs.Pet.from_json('{"petType": "Cat"}'), found.models.Cat)


def test_a_constant_of_several_variants_names_none_of_them(tmp_path: Path) -> None:
    def kind(*values: str) -> dict[str, Any]:
        return {"type": "string", "enum": [*values]}

    cat = {**CAT, "properties": {"petType": kind("furry"), "lives": {"type": "integer"}}}
    dog = {**DOG, "properties": {"petType": kind("furry", "big"), "bark": {"type": "string"}}}
    union = {"oneOf": REFERENCES, "discriminator": {"propertyName": "petType"}}
    found = package(tmp_path, {"Pet": union, "Cat": cat, "Dog": dog})

    for text, model in (
        ('{"petType": "furry", "lives": 9}', found.models.Cat),
        ('{"petType": "furry", "bark": "w"}', found.models.Dog),
        ('{"petType": "big"}', found.models.Dog),
    ):
        assert isinstance(found.codecs.Pet.from_json(text), model)


def test_what_names_no_variant_is_of_the_default_one(tmp_path: Path) -> None:
    declared = {"propertyName": "petType", "defaultMapping": "#/components/schemas/Dog"}
    cat = {**CAT, "required": []}
    dog = {**DOG, "required": []}
    union = {"oneOf": REFERENCES, "discriminator": declared}
    found = package(tmp_path, {"Pet": union, "Cat": cat, "Dog": dog})

    read = found.codecs.Pet.from_json

    assert isinstance(read('{"petType": "Cat"}'), found.models.Cat)
    assert isinstance(read('{"petType": "Wolf"}'), found.models.Dog)
    assert isinstance(read('{"lives": 9}'), found.models.Dog)


PLANTS: dict[str, Any] = {
    "Alive": {
        "oneOf": [{"$ref": "#/components/schemas/Pet"}, {"$ref": "#/components/schemas/Moss"}],
        "discriminator": {"propertyName": "petType"},
    },
    "Pet": {"oneOf": REFERENCES},
    "Cat": CAT,
    "Dog": DOG,
    "Moss": {"type": "object", "properties": {"petType": {"type": "string"}}},
}


@pytest.mark.parametrize(
    "inner", [{}, {"discriminator": {"propertyName": "petType", "mapping": {"d": "Dog"}}}]
)
def test_a_union_among_the_variants_is_its_variants(tmp_path: Path, inner: Any) -> None:
    """The property names what is inside it, in answers and in requests."""
    found = package(tmp_path, {**PLANTS, "Pet": {**PLANTS["Pet"], **inner}})
    dog = {"petType": "d" if inner else "Dog", "bark": "w"}

    read = found.codecs.Alive.from_json(json.dumps(dog))

    assert isinstance(read, found.models.Dog)
    assert found.codecs.Alive.checked(dog) == dog
    with pytest.raises(Exception, match="/bark: must be string"):
        found.codecs.Alive.checked({**dog, "bark": 1})


def test_a_property_that_can_name_no_variant_names_none(tmp_path: Path) -> None:
    """The variants restrict it to other texts than the mapping has: something else was meant."""
    size = {"size": {"type": "string", "enum": ["small", "big"]}}
    cat = {"type": "object", "required": ["lives"], "properties": {**size, "lives": {}}}
    dog = {"type": "object", "required": ["bark"], "properties": {**size, "bark": {}}}
    mapping = {"cat": "Cat", "dog": "Dog"}
    union = {"oneOf": REFERENCES, "discriminator": {"propertyName": "size", "mapping": mapping}}
    found = package(tmp_path, {"Pet": union, "Cat": cat, "Dog": dog})

    read = found.codecs.Pet.from_json('{"size": "big", "bark": "w"}')

    assert isinstance(read, found.models.Dog)


def test_a_property_that_can_name_but_one_variant_names_none(tmp_path: Path) -> None:
    """`size` tells nothing of what it is mapped to but for the fish, which says nothing of it."""
    pets = {
        "Cat": {"type": "object", "properties": {"size": {"enum": ["s"]}, "claws": {}}},
        "Dog": {"type": "object", "properties": {"size": {"enum": ["s", "l"]}, "tail": {}}},
        "Fish": {"type": "object", "properties": {"size": {"type": "string"}, "fins": {}}},
    }
    fish = {"$ref": "#/components/schemas/Fish"}
    declared = {"propertyName": "size", "mapping": {name: name for name in pets}}
    pet = {"oneOf": [*REFERENCES, fish], "discriminator": declared}
    emitted = package(tmp_path, {**pets, "Pet": pet})

    found = emitted.codecs.Pet.from_value({"size": "l", "tail": 1}, lenient=True)
    assert type(found) is emitted.models.Dog


def test_a_union_among_its_own_variants_adds_nothing(tmp_path: Path) -> None:
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Pet"}, *REFERENCES],
        "discriminator": {"propertyName": "petType"},
    }
    found = pets(tmp_path, **union)

    assert isinstance(found.codecs.Pet.from_json('{"petType": "Dog"}'), found.models.Dog)

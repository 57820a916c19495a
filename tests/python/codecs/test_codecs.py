"""Codecs: decoding and encoding give back the same JSON, strictly and leniently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import package

_CAT = "#/components/schemas/Cat"
_DOG = "#/components/schemas/Dog"


def _pet(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"const": kind}, **properties},
        "required": ["kind", *properties],
    }


SCHEMAS: dict[str, Any] = {
    "Mood": {"type": "string", "enum": ["calm", "wild"]},
    "Cat": _pet("Cat", mood={"$ref": "#/components/schemas/Mood"}),
    "Dog": _pet("Dog", age={"type": "integer"}),
    "Pet": {"oneOf": [{"$ref": _CAT}, {"$ref": _DOG}]},
    "Owner": {
        "type": "object",
        "properties": {
            "pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            "byName": {"type": "object", "additionalProperties": {"$ref": _DOG}},
            "first": {"anyOf": [{"$ref": _CAT}, {"type": "string"}, {"type": "null"}]},
        },
        "required": ["pets"],
        "additionalProperties": False,
    },
}
_CALM = {"kind": "Cat", "mood": "calm"}
_OLD = {"kind": "Dog", "age": 9}


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of SCHEMAS."""
    return package(tmp_path_factory.mktemp("codecs"), SCHEMAS)


@pytest.mark.parametrize(
    "value",
    [
        {"pets": []},
        {"pets": [_CALM, {**_OLD, "more": 1}], "byName": {"a": _OLD}, "first": _CALM},
        {"pets": [_OLD], "first": "Tom"},
        {"pets": [_OLD], "first": None},
    ],
)
def test_decoding_and_encoding_change_nothing(emitted: Any, value: Any) -> None:
    """From JSON to models and back, from the model's methods as well."""
    owner = emitted.codecs.Owner.from_json(json.dumps(value))

    assert json.loads(emitted.codecs.Owner.to_json(owner)) == owner.to_dict() == value
    assert all(type(pet).__module__.endswith(".models") for pet in owner.pets)


@pytest.mark.parametrize(
    "value",
    [
        {"pets": [{"kind": "Bird", "wings": 2}]},
        {"pets": [{"kind": "Cat", "mood": "sleepy"}]},
        {"pets": [], "newer": [1]},
    ],
)
def test_lenient_decoding_keeps_what_is_new(emitted: Any, value: Any) -> None:
    """Unknown variants, members and properties are refused strictly and kept leniently."""
    with pytest.raises(ValueError):
        emitted.codecs.Owner.from_value(value)
    owner = emitted.codecs.Owner.from_value(value, lenient=True)

    dumped = emitted.__getattr__("_runtime._codec").dump_any(owner)
    assert dumped == value


def test_requests_are_strict_and_take_both_forms(emitted: Any) -> None:
    """A model and its wire form are encoded alike; an invalid one of either is refused."""
    models, codec = emitted.models, emitted.codecs.Pet

    assert codec.encode(_OLD) == codec.encode(models.Dog(age=9))
    for wrong in ({"kind": "Dog", "age": "9"}, models.Dog(age="9")):
        with pytest.raises(ValueError):
            codec.encode(wrong)


def test_error_keeps_the_body(emitted: Any) -> None:
    """What could not be decoded stays at hand, and out of the message."""
    error: Any = emitted.__getattr__("_runtime._issues").ValidationError
    with pytest.raises(error) as caught:
        emitted.codecs.Pet.from_json(b'{"kind":"Dog","age":"secret"}')

    assert caught.value.raw == b'{"kind":"Dog","age":"secret"}'
    assert "secret" not in str(caught.value)


_BASE = "#/components/schemas/Vehicle"
_TEXT = {"type": "string"}
_MAPPING = {"car": "#/components/schemas/Car", "bike": "#/components/schemas/Bike"}
DECLARED: dict[str, Any] = {
    "Vehicle": {
        "type": "object",
        "properties": {"kind": {}},
        "required": ["kind"],
        "discriminator": {"propertyName": "kind", "mapping": _MAPPING},
    },
    "Car": {"allOf": [{"$ref": _BASE}, {"required": ["doors"], "properties": {"doors": _TEXT}}]},
    "Bike": {"allOf": [{"$ref": _BASE}, {"required": ["bell"], "properties": {"bell": _TEXT}}]},
    "Either": {
        "oneOf": [{"$ref": "#/components/schemas/Car"}, {"$ref": "#/components/schemas/Bike"}],
        "discriminator": {"propertyName": "kind", "mapping": _MAPPING},
    },
}


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of DECLARED to the letter, by which a declared tag decides nothing."""
    return package(tmp_path_factory.mktemp("declared"), DECLARED, to_the_letter=True)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Vehicle", {"kind": "car", "doors": "two"}, "Car"),
        ("Vehicle", {"kind": "bike", "doors": "two", "bell": "loud"}, "Bike"),
        ("Vehicle", {"kind": "bike", "doors": "two"}, "BaseVehicle"),
        ("Vehicle", {"kind": "ship", "doors": "two"}, "BaseVehicle"),
        ("Vehicle", {"kind": ["car"], "doors": "two"}, "BaseVehicle"),
        ("Either", {"kind": "car", "doors": "two"}, "Car"),
        ("Either", {"kind": "car", "bell": "loud"}, "Bike"),
        ("Either", {"kind": None, "bell": "loud"}, "Bike"),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_a_declared_tag_is_asked_first_and_not_alone(
    declared: Any, name: str, value: Any, kind: str, lenient: bool
) -> None:
    """What is valid is decoded, whatever its tag says, as something that it is valid as."""
    codec = getattr(declared.codecs, name)
    decoded = codec.from_value(value, lenient=lenient)

    assert type(decoded).__name__ == kind
    assert codec.to_value(decoded) == value


@pytest.fixture(params=["accelerated", "stdlib"])
def numbers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, emitted: Any) -> Any:
    """The package with and without orjson."""
    if request.param == "stdlib":
        monkeypatch.setattr(emitted.__getattr__("_runtime._json"), "accelerator", lambda: None)
    return emitted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Cat", '{"kind":"Cat","mood":"calm","more":%s}'),
        ("Cat", '{"kind":"Cat","mood":"calm","more":[{"a":%s}]}'),
        ("Dog", '{"kind":"Dog","age":%s}'),
        ("Pet", '{"kind":"Cat","mood":"calm","more":%s}'),
        ("Pet", '{"kind":"Bird","more":%s}'),
        ("Owner", '{"pets":[{"kind":"Cat","mood":"calm","more":%s}]}'),
        ("Owner", '{"pets":[],"newer":%s}'),
    ],
)
@pytest.mark.parametrize("number", ["18446744073709551617", "-9223372036854775809", "7"])
def test_no_number_is_rounded(numbers: Any, name: str, text: str, number: str) -> None:
    """Also one beyond 64 bits, declared or not, strictly or leniently decoded."""
    value = json.loads(text % number)
    codec = getattr(numbers.codecs, name)

    assert codec.to_value(codec.from_json(text % number, lenient=True)) == value
    if codec.passes(value):
        assert codec.to_value(codec.from_json(text % number)) == value


UNTYPED: dict[str, Any] = {
    "Loose": {"properties": {"a": {"type": "integer"}}},
    "Holder": {
        "type": "object",
        "properties": {"one": {"$ref": "#/components/schemas/Loose"}, "b": {"type": "string"}},
        "required": ["b"],
    },
    "Kept": {
        "allOf": [
            {"properties": {"a": {"const": 1}}, "unevaluatedProperties": {"type": "string"}},
            {"properties": {"b": True}},
        ]
    },
    "Either": {
        "anyOf": [
            {"$ref": "#/components/schemas/Loose"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Holder"}},
        ]
    },
}


ALLOWED: dict[str, list[Any]] = {
    "Loose": [12, None, [], "a", {"a": 1}],
    "Holder": [{"b": "", "one": value} for value in (12, None, [1], {"a": 1})],
    "Kept": [{}, {"a": 1, "x": "s"}],
    "Either": [[[1]], [{"b": ""}], 7, {"a": 2}],
}


def test_what_a_schema_without_type_allows_comes_back(tmp_path: Path) -> None:
    """Such a schema is typed as an object, yet any other value is valid and kept as it is."""
    codecs = package(tmp_path, UNTYPED).codecs

    for name, values in ALLOWED.items():
        codec = getattr(codecs, name)
        for value in values:
            assert codec.to_value(codec.from_value(value)) == value, (name, value)
            assert json.loads(codec.to_json(codec.from_json(json.dumps(value)))) == value


def _union(lists_of: str, *others: str) -> dict[str, Any]:
    schemas = [{"$ref": f"#/components/schemas/{name}"} for name in others]
    items = {"$ref": f"#/components/schemas/{lists_of}"}
    return {"anyOf": [{"type": "array", "items": items}, *schemas]}


def test_lists_of_unions_that_lead_into_each_other(tmp_path: Path) -> None:
    """What a list in lists holds is never told apart at once: the union leads to itself."""
    point = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    several = {"One": _union("One", "Two", "Point"), "Two": _union("Two", "Point")}
    two = package(tmp_path, {**several, "Point": point})
    value = [[{"x": 1}], [[[[[[[[{"x": 2}]]]]]]]], {"x": 3}]

    made = two.codecs.One.from_value(value)
    assert type(made[0][0]) is two.models.Point
    assert two.codecs.One.to_value(made) == value

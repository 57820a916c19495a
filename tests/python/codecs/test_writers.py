"""Writers: models become the text that their plain value would be written as."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.python.packages import package

_TEXT = {"type": "string"}
_COLOR = {"type": "string", "enum": ["red", "green"]}
SCHEMAS: dict[str, Any] = {
    "Thing": {
        "type": "object",
        "properties": {
            "before": _TEXT,
            "id": {"type": "string", "maxLength": 20},
            "text": _TEXT,
            "note": {"type": ["string", "null"]},
            "flag": {"type": "boolean"},
            "amount": {"type": "number"},
            "color": _COLOR,
            "tags": {"type": "array", "items": _TEXT},
            "things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "any": {},
        },
        "required": ["id", "text", "flag"],
    },
    "Loose": {"type": "object", "properties": {"a": _TEXT, "b": {"type": "integer"}}},
    "Odd": {"type": "object", "properties": {'it\'s "{x}"\\\n': _TEXT}},
}
_LONG = "x" * 300
_LEAST = {"id": "1", "text": "t", "flag": False}


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of SCHEMAS."""
    return package(tmp_path_factory.mktemp("writers"), SCHEMAS)


@pytest.fixture(params=["accelerated", "stdlib"], autouse=True)
def accelerator(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, emitted: Any
) -> None:
    """Every test runs with and without orjson."""
    if request.param == "stdlib":
        monkeypatch.setattr(emitted.__getattr__("_runtime._json"), "accelerator", lambda: None)
        long_text = emitted.__getattr__("_runtime._writing").long_text
        writing = emitted.__getattr__("_runtime._writing")
        monkeypatch.setattr(writing, "accelerator", lambda: None)
        monkeypatch.setattr(emitted.__getattr__("_writers"), "t", long_text())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Thing", _LEAST),
        ("Thing", {**_LEAST, "before": "b", "flag": True, "more": [{"a": None}], "note": None}),
        ("Thing", {**_LEAST, "text": _LONG, "before": _LONG + '"\\\n\x00', "note": "é\u2028🐲"}),
        ("Thing", {**_LEAST, "text": _LONG + "é", "color": "red", "tags": [], "amount": 1.5}),
        ("Thing", {**_LEAST, "tags": ['"', _LONG], "things": [_LEAST, _LEAST], "amount": 1 << 70}),
        ("Thing", {**_LEAST, "text": "\ud800", "any": {"a": [1, True, {}], "b": "\udfff"}}),
        ("Loose", {}),
        ("Loose", {"b": 1}),
        ("Loose", {"a": "", "b": 1, "c": 2}),
        ("Loose", {"c": 2}),
        ("Odd", {'it\'s "{x}"\\\n': "a", "more": 1}),
    ],
)
def test_text_is_that_of_the_plain_value(emitted: Any, name: str, value: Any) -> None:
    """In the order of the document, and as compact as it gets."""
    codec = getattr(emitted.codecs, name)
    model = codec.from_value(value)

    plain = codec.to_value(model)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    assert plain == value
    assert codec.to_json(model) == model.to_json() == text.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize(
    ("field", "content", "written"),
    [
        ("id", 5, 5),
        ("id", None, None),
        ("text", ["a"] * 200, ["a"] * 200),
        ("text", b"x" * 200, ValueError),
        ("flag", 1, 1),
        ("flag", "true", "true"),
        ("amount", Decimal("1.5"), 1.5),
        ("amount", float("nan"), ValueError),
        ("amount", [float("inf")], ValueError),
        ("color", 1, 1),
        ("color", [1], [1]),
        ("tags", "ab", "ab"),
        ("tags", ("a", "b"), ["a", "b"]),
        ("tags", {"a": [None]}, {"a": [None]}),
        ("any", {1: 2}, {"1": 2}),
        ("any", object(), ValueError),
        ("extras", {"a": 1}, {"a": 1}),
    ],
)
def test_models_are_written_as_they_are(
    emitted: Any, field: str, content: Any, written: Any
) -> None:
    """A user may assign anything; what can't be said in JSON is refused."""
    thing = emitted.models.Thing.from_dict(_LEAST)
    if field == "extras":
        thing.additional_properties = content
        field = "a"
        written = content["a"]
    else:
        setattr(thing, field, content)

    if written is ValueError:
        with pytest.raises(ValueError, match="can't be written"):
            thing.to_json()
    else:
        found = json.loads(thing.to_json())
        assert found[field] == written and type(found[field]) is type(written)


def test_members_assigned_later_are_written(emitted: Any) -> None:
    """Models in lists and dicts, undeclared properties, and those that hide a declared one."""
    models = emitted.models
    inner = models.Loose(a="1")
    thing = models.Thing(**_LEAST, things=[], any={"deep": [inner]})
    thing.things.append(models.Thing(**_LEAST))
    thing.additional_properties["more"] = inner
    inner.additional_properties["b"] = 2
    inner.additional_properties["a"] = 3

    loose = {"a": 3, "b": 2}
    expected = {**_LEAST, "things": [_LEAST], "any": {"deep": [loose]}, "more": loose}
    assert json.loads(thing.to_json()) == thing.to_dict() == expected
    assert thing.to_json().count(b'"a":') == 2


def test_own_classes_are_written_as_what_they_come_from(emitted: Any) -> None:
    """What a user's class adds is no part of the API."""

    class Mine(emitted.models.Loose):  # type: ignore[misc]  # the package is imported
        note: str = ""

    mine = Mine(a="1", note="mine")

    assert json.loads(mine.to_json()) == {"a": "1"}
    assert json.loads(emitted.models.Thing(**_LEAST, any=[mine]).to_json())["any"] == [{"a": "1"}]


def test_loops_are_refused(emitted: Any) -> None:
    thing = emitted.models.Thing(**_LEAST, things=[])
    thing.things.append(thing)

    with pytest.raises(ValueError, match="too deep"):
        thing.to_json()


def test_undeclared_properties_start_empty(emitted: Any) -> None:
    """Each model has a dict of its own, which equality, copies and the constructor know."""
    models = emitted.models
    one, other = (models.Loose.from_dict({"a": "1"}) for _ in range(2))

    assert one.additional_properties == {} and one == other == models.Loose(a="1")
    one.additional_properties["x"] = 1
    assert one != other and other.additional_properties == {}
    assert models.Loose(additional_properties={"x": 1}, a="1") == one
    assert "x" in repr(one) and "additional" not in repr(other)

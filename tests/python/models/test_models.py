"""Models are dataclasses to everybody who asks, and keep what the document doesn't declare."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import module_text, package

SCHEMAS: dict[str, Any] = {
    "Owner": {
        "type": "object",
        "properties": {"id": {"type": "string"}},
        "required": ["id"],
    },
    "Thing": {
        "type": "object",
        "title": "A thing",
        "properties": {
            "kind": {"const": "Thing"},
            "displayName": {"type": "string", "description": "What people call it."},
            "from": {"type": ["string", "null"]},
            "to_dict": {"type": "integer"},
            "owner": {"$ref": "#/components/schemas/Owner"},
        },
        "required": ["kind", "displayName"],
    },
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The models of SCHEMAS."""
    return package(tmp_path_factory.mktemp("models"), SCHEMAS).models


def test_text_of_a_model(tmp_path: Path) -> None:
    """Fields with types, defaults and descriptions; nothing else."""
    text = module_text(tmp_path, SCHEMAS, "models")

    assert text[text.index("class Thing") :] == (
        "class Thing(Model):\n"
        '    """A thing"""\n\n'
        '    kind: Literal["Thing"] = "Thing"\n'
        "    display_name: str\n"
        '    """What people call it."""\n'
        "    from_: str | Unset | None = UNSET\n"
        "    to_dict_: int | None = None\n"
        "    owner: Owner | None = None"
    ), text


def test_absent_null_and_undeclared_are_kept_apart(models: Any) -> None:
    """Absent stays absent, null stays null, and undeclared properties come back."""
    for value in (
        {"kind": "Thing", "displayName": "a"},
        {"kind": "Thing", "displayName": "a", "from": None, "to_dict": 1},
        {"kind": "Thing", "displayName": "a", "owner": {"id": "x", "more": [1]}, "new": {"a": 1}},
    ):
        assert models.Thing.from_dict(value).to_dict() == value


def test_constructor_names_what_is_missing_or_unknown(models: Any) -> None:
    """Keyword arguments only, with errors that name all of them."""
    assert models.Thing(display_name="a").to_json() == b'{"kind":"Thing","displayName":"a"}'
    with pytest.raises(TypeError, match="'display_name'"):
        models.Thing()
    with pytest.raises(TypeError, match="'colour'"):
        models.Thing(display_name="a", colour=1)


def test_a_model_is_a_dataclass(models: Any) -> None:
    """fields, replace and asdict work, and so do copies and pickles."""
    thing = models.Thing(display_name="a", owner=models.Owner(id="x"))

    assert dataclasses.is_dataclass(thing)
    assert [f.name for f in dataclasses.fields(thing)][:2] == ["kind", "display_name"]
    assert dataclasses.replace(thing, display_name="b").display_name == "b"
    assert dataclasses.asdict(thing)["owner"]["id"] == "x"
    assert pickle.loads(pickle.dumps(thing)) == copy.deepcopy(thing) == copy.copy(thing) == thing


def test_users_may_derive(models: Any) -> None:
    """A subclass has the fields of its base, is decoded as itself, and encodes as its base."""

    class Mine(models.Thing):  # type: ignore[misc, name-defined]  # made at run time
        """A model of a user."""

        note: str = "mine"

    mine = Mine.from_dict({"kind": "Thing", "displayName": "a", "new": 1})

    assert type(mine) is Mine and mine.note == "mine"
    assert mine.to_dict() == {"kind": "Thing", "displayName": "a", "new": 1}

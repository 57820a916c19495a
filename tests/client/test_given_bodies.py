"""Bodies as callers give them: a class, a dict in wire form, or the fields by their names.

What is wrong is seen by both type checkers, and refused where it runs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.generate import prepare
from dfnsgen.options import Options
from tests.client.emitted import imported, written

_TEXT = {"type": "string"}


def _put(schema: Any, *parameters: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {
        "put": {
            "parameters": list(parameters),
            "requestBody": {"content": content},
            "responses": {"204": {"description": "done"}},
        }
    }


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_ID = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/pet": {"put": {"operationId": "putPet", "tags": ["pets"]}},
        "/food": {"put": {"operationId": "putFood", "tags": ["pets"]}},
        "/pets/{id}": {"put": {"operationId": "renamePet", "tags": ["pets"]}},
    },
    "components": {
        "schemas": {
            "Pet": {
                **_object(
                    "name born",
                    name=_TEXT,
                    born={"type": "string", "format": "date"},
                    **{"last-seen": {"type": "string", "format": "date-time"}},
                    owners={"type": "array", "items": _ref("Owner")},
                    size={"type": "string", "enum": ["small", "large"]},
                    id={**_TEXT, "readOnly": True},
                ),
                "additionalProperties": False,
            },
            "Owner": _object("name", name=_TEXT, of={"type": ["string", "null"]}),
            "Dry": _object("kind", kind={"const": "dry"}, weight={"type": "integer"}),
            "Wet": _object("kind", kind={"const": "wet"}, litres={"type": "number"}),
            "Food": {"oneOf": [_ref("Dry"), _ref("Wet")]},
        }
    },
}
_BODIES = {
    "/pet": _put(_ref("Pet")),
    "/food": _put(_ref("Food")),
    "/pets/{id}": _put(_object("id", id=_TEXT), _ID),
}
_LABEL = _put(_object("text", text=_TEXT))["put"]
_LABEL["responses"] = {
    "200": {
        "description": "in what is asked for",
        "headers": {"X-Count": {"schema": {"type": "integer"}}},
        "content": {
            "application/json": {"schema": _object("url", url=_TEXT)},
            "image/png": {"schema": {}},
        },
    }
}
DOCUMENT["paths"]["/label"] = {"put": {"operationId": "putLabel", "tags": ["pets"], **_LABEL}}
for _path, _operation in _BODIES.items():
    DOCUMENT["paths"][_path]["put"] |= _operation["put"]

RIGHT = """\
from datetime import date
from shop import AsyncClient, Client, dicts, models

client = Client(base_url="https://x.example")
owner = models.Owner(name="Ann")
pet: dicts.PetDict = {"name": "Rex", "born": "2024-01-02", "last-seen": "2024-01-02T03:04:05Z"}
client.pets.put_pet(pet)
client.pets.put_pet({"name": "Rex", "born": date(2024, 1, 2), "owners": [{"name": "A"}, owner]})
client.pets.put_pet(name="Rex", born=date(2024, 1, 2), owners=[owner, {"name": "A", "of": None}])
client.pets.put_pet(name="Rex", born="2024-01-02", size=None, options={"timeout": 1})
client.pets.with_raw_response.put_pet(pet).value()
client.pets.with_raw_response.put_pet(name="Rex", born=date(2024, 1, 2)).value()
with client.pets.with_raw_response.put_pet.stream(name="Rex", born=date(2024, 1, 2)) as answer:
    answer.read()
label: models.PutLabelResponse = client.pets.put_label(text="Rex")
png: bytes = client.pets.put_label(text="Rex", accept="image/png")
png = client.pets.put_label({"text": "Rex"}, accept="image/png")
raw_label = client.pets.with_raw_response.put_label(text="Rex")
label, count = raw_label.value(), raw_label.typed_headers.x_count
png = client.pets.with_raw_response.put_label(text="Rex", accept="image/png").value()
client.pets.put_food({"kind": "dry", "weight": 1})
client.pets.put_food(models.Wet(litres=1))
client.pets.rename_pet("p", {"id": "q"})

async def in_a_loop(client: AsyncClient) -> None:
    await client.pets.put_pet(name="Rex", born=date(2024, 1, 2))
    (await client.pets.with_raw_response.put_pet(name="Rex", born=date(2024, 1, 2))).value()
    (await client.pets.put_label(text="Rex", accept="image/png")).hex()
    async with client.pets.with_raw_response.put_label.stream(text="Rex") as answer:
        (await answer.value()).url
"""
WRONG = {
    "a key": 'client.pets.put_pet({"name": "Rex", "born": "2024-01-02", "sise": "small"})',
    "a key inside": 'client.pets.put_pet({"name": "", "born": "", "owners": [{"x": 1}]})',
    "a key of a variant": 'client.pets.put_food({"kind": "dry", "litres": 1})',
    "a missing key": 'client.pets.put_pet({"name": "Rex"})',
    "a value": 'client.pets.put_pet({"name": "Rex", "born": 2024})',
    "a keyword": 'client.pets.put_pet(name="Rex", born="2024-01-02", sise="small")',
    "what is only read": 'client.pets.put_pet(name="Rex", born="2024-01-02", id="p")',
    "a missing keyword": 'client.pets.put_pet(name="Rex")',
    "a keyword's value": 'client.pets.put_pet(name=1, born="2024-01-02")',
    "both": 'client.pets.put_pet(pet, name="Rex", born="2024-01-02")',
    "neither": "client.pets.put_pet()",
    "a raw keyword": 'client.pets.with_raw_response.put_pet(name="Rex", born="2024", sise="")',
    "neither, raw": "client.pets.with_raw_response.put_pet()",
    "a streamed keyword": 'client.pets.with_raw_response.put_pet.stream(nane="Rex", born="2024")',
    "another answer": 'text: str = client.pets.put_label(text="Rex", accept="image/png")',
    "another raw answer": 'text = client.pets.with_raw_response.put_label(text="Rex").value()',
    "a field that is a parameter": 'client.pets.rename_pet("p", id="q")',
}


@pytest.mark.slow
def test_both_checkers_see_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    written(tmp_path, DOCUMENT, "shop")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    lines = [*RIGHT.splitlines(), *WRONG.values()]
    (tmp_path / "calls.py").write_text("\n".join(lines))
    commands = {
        "mypy": ["--strict", "--python-version=3.11", "--cache-dir", str(tmp_path / "c")],
        "pyright": ["--pythonpath", sys.executable],
    }

    for name, options in commands.items():
        ran = subprocess.run(
            [sys.executable, "-m", name, *options, "calls.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        seen = {int(line) for line in re.findall(r"calls\.py:(\d+):.*error", ran.stdout)}
        wrong = {n for n, line in enumerate(lines, 1) if line in WRONG.values()}
        assert seen == wrong, (name, ran.stdout)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("shop"), DOCUMENT, "shop_of_bodies")


class _Sent:
    """A transport that keeps what is sent."""

    bodies: typing.ClassVar[list[Any]] = []

    def __init__(self, shop: Any) -> None:
        self._shop = shop

    def send(self, request: Any, timeout: float) -> Any:
        self.bodies.append(json.loads(request.body))
        return self._shop.Response(204, type(request.headers)(), b"")

    def close(self) -> None:
        pass


def _client(shop: Any) -> Any:
    return shop.Client(base_url="https://x.example", transport=_Sent(shop))


def test_a_body_is_the_same_however_it_is_given(shop: Any) -> None:
    client = _client(shop)
    born = shop.models.Pet.from_dict({"name": "Rex", "born": "2024-01-02"}).born
    expected = {"name": "Rex", "born": "2024-01-02", "owners": [{"name": "Ann"}]}
    owner = shop.models.Owner(name="Ann")

    client.pets.put_pet(shop.models.Pet(name="Rex", born=born, owners=[owner]))
    client.pets.put_pet({"name": "Rex", "born": born, "owners": [owner]})
    client.pets.put_pet(expected)
    client.pets.put_pet(name="Rex", born=born, owners=(owner,))
    client.pets.put_pet(name="Rex", born="2024-01-02", owners=[{"name": "Ann"}], size=None)

    assert _Sent.bodies[-5:] == [expected] * 5


def test_what_is_wrong_is_refused_with_the_name_that_was_meant(shop: Any) -> None:
    pets = _client(shop).pets

    with pytest.raises(TypeError, match=r"'sise' \(did you mean 'size'\?\)"):
        pets.put_pet(name="Rex", born="2024-01-02", sise="small")
    with pytest.raises(TypeError, match="given whole, and so are fields of it: 'name'"):
        pets.put_pet({"name": "Rex", "born": "2024-01-02"}, name="Rex")
    with pytest.raises(shop.InvalidRequest, match="needs a body"):
        pets.put_pet()
    with pytest.raises(shop.InvalidRequest, match=r'known property \(did you mean "size"\?\)'):
        pets.put_pet({"name": "Rex", "born": "2024-01-02", "sise": "small"})
    with pytest.raises(shop.InvalidRequest, match=r'"large" \(did you mean "small"\?\)'):
        pets.put_pet(name="Rex", born="2024-01-02", size="smal")


def test_annotations_are_found_where_somebody_asks_for_them(shop: Any) -> None:
    """Type checkers import the dicts; whoever reads annotations gets them, too."""
    hints = typing.get_type_hints(type(_client(shop).pets).put_food)

    assert hints["body"] == (
        shop.models.Dry | shop.models.Wet | shop.dicts.DryDict | shop.dicts.WetDict
    )


def test_a_field_that_is_called_like_a_parameter_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(DOCUMENT))

    found = prepare(Options(sources=(str(path),), out=tmp_path, cache=False)).diagnostics

    (alone,) = (one for one in found if one.rule == "body-alone")
    assert alone.at.pointer == "#/paths/~1pets~1{id}/put/requestBody"

"""Names of the configuration go before all others, and stay when its rows go."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.configuration.names import name_rows
from dfnsgen.pipeline import api_version, intended, named
from dfnsgen.python.names.memory import NOTHING
from dfnsgen.python.names.names import assign_names
from tests.command import dfnsgen
from tests.model.documents import document_of

_TEXT = {"type": "string"}
_ANSWER = {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}
_PET = {"type": "object", "required": ["kind"], "properties": {"kind": _TEXT, "born": _TEXT}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/pets": {
            "get": {"operationId": "listPets", "tags": ["Pets"], "responses": _ANSWER},
            "post": {
                "operationId": "createPet",
                "tags": ["Pets"],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                    }
                },
                "responses": {"204": {"description": "made"}},
            },
        },
        "/owners": {"get": {"operationId": "owners", "tags": ["Pets"], "responses": _ANSWER}},
    },
    "components": {"schemas": {"Pet": _PET}},
}
CONFIG = """\
source = "shop.json"
package = "named_shop"
out = "."

[names]
"#/components/schemas/Pet" = "Animal"
"#/components/schemas/Pet/properties/kind" = "species"
"#/tags/Pets" = "animals"
"GET /pets" = "list"
"#/paths/~1owners/get" = "animals.people.owners.all"
"#/components/schemas/Cat" = "Kitten"
"""


def test_classes_fields_methods_and_namespaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "dfnsgen.toml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)

    made = dfnsgen(["generate", "--verbose"])

    assert made.exit_code == 0, made.stderr
    assert "name-of-nothing" in made.stderr and "'#/components/schemas/Cat'" in made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    shop: Any = importlib.import_module("named_shop")
    client = shop.Client(base_url="https://x.example")
    assert shop.models.Animal(species="cat").to_dict() == {"kind": "cat"}
    assert client.animals.list and client.animals.create_pet
    assert client.animals.people.owners.all and client.animals_people_owners.all
    assert shop.AsyncClient(base_url="https://x.example").animals.people.owners.all
    for name in [name for name in sys.modules if name.partition(".")[0] == "named_shop"]:
        monkeypatch.delitem(sys.modules, name)

    (tmp_path / "dfnsgen.toml").write_text(CONFIG.partition("[names]")[0])
    assert dfnsgen(["generate"]).exit_code == 0
    text = (tmp_path / "named_shop" / "models.py").read_text()
    assert "class Animal(Model)" in text and "    kind: str" in text


@pytest.mark.parametrize("row", ["#/a=class", "#/a=1b", "#/a=a.b", "=Name", "#/a="])
def test_what_is_no_name_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        name_rows([row])


def test_many_operations_without_tags_are_divided_by_their_paths() -> None:
    """Few stay together, and what a lock remembers stays where it is."""
    paths = {
        f"/v1/{kind}/{{id}}/part{number}": {"get": {"responses": _ANSWER}}
        for kind in ("charges", "refunds")
        for number in range(30)
    }
    few = dict(list(paths.items())[:20])

    def spaces(of: dict[str, Any], before: Any = NOTHING) -> set[str]:
        api = intended(api_version("", document_of({}, of)))[0]
        return {name.namespace for name in named(api, before)[1].operations}

    assert spaces(paths) == {"charges", "refunds"}
    assert spaces(few) == {"api"}


def test_a_given_name_goes_before_the_remembered_one() -> None:
    api = intended(api_version("", document_of({"Pet": _PET})))[0]
    pointer = "#/components/schemas/Pet"

    names = assign_names(api, {pointer: "OldPet"}, given={pointer: "Animal"})

    assert names.definitions[pointer] == "Animal"

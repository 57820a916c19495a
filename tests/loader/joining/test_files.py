"""Documents in several files: what their parts are called, and the old form of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dfnsgen.loader.load import load

OLD = {
    "api.yaml": """
swagger: "2.0"
info: {title: Old, version: "1"}
paths:
  /pets: {$ref: 'paths.yaml#/pets'}
definitions:
  Pet: {$ref: 'pets/pet.yaml#/definitions/Pet'}
""",
    "paths.yaml": """
pets:
  post:
    parameters:
      - {name: body, in: body, required: true, schema: {$ref: 'api.yaml#/definitions/Pet'}}
      - {$ref: 'parameters.yaml#/limit'}
    responses: {"200": {$ref: 'parameters.yaml#/Found'}}
  put:
    parameters:
      - {name: photo, in: formData, type: file}
      - {$ref: 'parameters.yaml#/note'}
    responses: {"204": {description: Done}}
""",
    "parameters.yaml": """
limit: {name: limit, in: query, type: array, items: {type: integer}, collectionFormat: pipes}
note: {name: note, in: formData, type: string}
Found: {description: Found, schema: {$ref: 'pets/pet.yaml#/definitions/Owner'}}
""",
    "pets/pet.yaml": """
definitions:
  Pet:
    type: object
    properties: {name: {type: string, x-nullable: true}, owner: {$ref: '#/definitions/Owner'}}
  Owner: {type: object}
""",
}
NEW = {
    "api.yaml": """
openapi: 3.1.0
info: {title: New, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: Found
          content: {application/json: {schema: {$ref: 'pets/Pet.yaml'}}}
components: {schemas: {Pet: {$ref: 'pets/Pet.yaml'}, Animal: {$ref: 'pets/Pet.yaml'}}}
""",
    "pets/Pet.yaml": "{type: object, properties: {mother: {$ref: Pet.yaml}}}",
}


DRAFT = {
    "api.yaml": """
openapi: 3.1.0
info: {title: New, version: "1"}
paths: {}
components: {schemas: {Pet: {$ref: pet.json}, Size: {type: array, prefixItems: [{}]}}}
""",
    "pet.json": """{
"$schema": "http://json-schema.org/draft-07/schema#",
"type": "object", "properties": {"pair": {"$ref": "#/definitions/Pair"}},
"definitions": {"Pair": {"type": "array", "items": [{"type": "string"}], "additionalItems": false}}
}""",
}


def read(folder: Path, files: dict[str, str], change: Any = str) -> tuple[Any, list[str]]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(change(text).encode("utf-8"))
    document, found = load([str(folder / "api.yaml")])
    return document.tree, [one.rule for one in found if one.severity.value != "info"]


@pytest.mark.parametrize(
    "change",
    [str, lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")],
    ids=["plain", "with a mark of its order", "with returns"],
)
def test_swagger_2_is_joined_before_it_is_converted(tmp_path: Path, change: Any) -> None:
    tree, found = read(tmp_path, OLD, change)
    post, put = (tree["paths"]["/pets"][method] for method in ("post", "put"))

    assert found == []
    assert post["parameters"] == [{"$ref": "#/components/parameters/limit"}]
    assert tree["components"]["parameters"]["limit"]["style"] == "pipeDelimited"
    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Pet"
    }
    assert [*put["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]] == [
        "photo",
        "note",
    ]
    assert tree["components"]["schemas"]["Pet"]["properties"] == {
        "name": {"type": ["string", "null"]},
        "owner": {"$ref": "#/components/schemas/Owner"},
    }


def test_a_file_is_called_as_the_component_that_refers_to_it(tmp_path: Path) -> None:
    tree, found = read(tmp_path, NEW)
    own = {"$ref": "#/components/schemas/Pet"}

    assert found == []
    assert tree["components"]["schemas"] == {
        "Pet": {"type": "object", "properties": {"mother": own}},
        "Animal": own,
    }


def test_a_part_of_a_file_is_of_the_draft_that_the_file_names(tmp_path: Path) -> None:
    tree, found = read(tmp_path, DRAFT)
    pair = tree["components"]["schemas"]["Pair"]

    assert found == []
    assert pair == {"type": "array", "prefixItems": [{"type": "string"}], "items": False}

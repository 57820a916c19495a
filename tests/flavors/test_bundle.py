"""The bundled document: resolved, named, with what the source says to people."""

from __future__ import annotations

from pathlib import Path

from tests.flavors.packages import named

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1", description: All of them.}
paths: {}
components:
  schemas:
    pet-or-none:
      anyOf: [{$ref: "#/components/schemas/pet"}, {type: "null"}]
    pet:
      title: A pet
      oneOf: [{$ref: "#/components/schemas/cat"}, {$ref: "#/components/schemas/dog"}]
    cat:
      allOf:
        - {$ref: "#/components/schemas/named"}
        - {required: [kind], properties: {kind: {const: cat}}}
    dog:
      type: object
      required: [kind]
      properties:
        kind: {const: dog, description: Which.}
        age: {type: number, multipleOf: 0.5, default: 1.5, deprecated: true}
    named: {type: object, properties: {name: {type: string, format: uuid}}}
"""


def test_bundle(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(DOCUMENT)

    assert named(tmp_path / "pets.yaml").bundle == {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1", "description": "All of them."},
        "paths": {},
        "components": {
            "schemas": {
                "PetOrNone": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Pet"}]},
                "Pet": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Cat"},
                        {"$ref": "#/components/schemas/Dog"},
                    ],
                    "title": "A pet",
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {
                            "cat": "#/components/schemas/Cat",
                            "dog": "#/components/schemas/Dog",
                        },
                    },
                },
                "Cat": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "name": {"type": "string", "format": "uuid"},
                        "kind": {"enum": ["cat"]},
                    },
                },
                "Dog": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": {"enum": ["dog"], "description": "Which."},
                        "age": {
                            "type": "number",
                            "multipleOf": 0.5,
                            "default": 1.5,
                            "deprecated": True,
                        },
                    },
                },
                "Named": {
                    "type": "object",
                    "properties": {"name": {"type": "string", "format": "uuid"}},
                },
            }
        },
    }

"""A small document for tests of the fake."""

from __future__ import annotations

from typing import Any

from tests.client.documents import json_of, query, ref

TEXT = {"type": "string"}

PET = {
    "type": "object",
    "required": ["id", "name", "kind", "createdAt"],
    "properties": {
        "id": {"type": "string", "pattern": "^pet-[a-z0-9]{8}$", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "examples": ["Rex"]},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "tag": TEXT,
        "createdAt": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "code"],
            "properties": {"message": TEXT, "code": {"type": "integer"}},
        }
    },
}
PLACE = {"name": "petId", "in": "path", "required": True, "schema": TEXT}
REFUSED = {"description": "", "content": json_of(ref("Problem"))}


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": json_of(schema)}


PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example.com/v1"}],
    "components": {
        "schemas": {"Pet": PET, "Problem": PROBLEM},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
    "security": [{"token": []}],
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "tags": ["Pets"],
                "parameters": [
                    query("limit", {"type": "integer", "minimum": 1}),
                    query("pageToken", TEXT),
                    query("kind", {"type": "string", "enum": ["cat", "dog"]}),
                ],
                "responses": {
                    "200": _answer(
                        {
                            "type": "object",
                            "required": ["items"],
                            "properties": {
                                "items": {"type": "array", "items": ref("Pet")},
                                "nextPageToken": TEXT,
                            },
                        }
                    ),
                    "400": REFUSED,
                },
            },
            "post": {
                "operationId": "createPet",
                "tags": ["Pets"],
                "requestBody": {"required": True, "content": json_of(ref("Pet"))},
                "responses": {"201": _answer(ref("Pet")), "400": REFUSED, "401": REFUSED},
            },
        },
        "/pets/{petId}": {
            "parameters": [PLACE],
            "get": {
                "operationId": "getPet",
                "tags": ["Pets"],
                "responses": {"200": _answer(ref("Pet")), "404": REFUSED},
            },
            "patch": {
                "operationId": "changePet",
                "tags": ["Pets"],
                "requestBody": {
                    "content": json_of({"type": "object", "properties": {"tag": TEXT}})
                },
                "responses": {"200": _answer(ref("Pet")), "404": REFUSED},
            },
            "delete": {
                "operationId": "deletePet",
                "tags": ["Pets"],
                "responses": {"204": {"description": ""}, "404": REFUSED},
            },
        },
        "/kinds": {
            "get": {
                "operationId": "listKinds",
                "tags": ["Kinds"],
                "responses": {
                    "200": _answer({"type": "array", "items": TEXT})
                    | {"headers": {"X-Total": {"schema": {"type": "integer"}}}}
                },
            }
        },
    },
    "webhooks": {},
}

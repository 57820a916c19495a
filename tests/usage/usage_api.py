"""A small API of shops in two versions, for the tests of what the second does to Python code."""

from __future__ import annotations

import copy
from typing import Any

TEXT = {"type": "string"}
PAGE = [
    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
    {"name": "pageToken", "in": "query", "schema": TEXT},
]
ID = {"name": "petId", "in": "path", "required": True, "schema": TEXT}


def answer(schema: Any) -> Any:
    return {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def a_class(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "tags": ["pets"],
                "parameters": [*PAGE, {"name": "owner", "in": "query", "schema": TEXT}],
                "responses": answer(
                    a_class(
                        "items", items={"type": "array", "items": ref("Pet")}, nextPageToken=TEXT
                    )
                ),
            },
            "post": {
                "operationId": "createPet",
                "tags": ["pets"],
                "requestBody": {"content": {"application/json": {"schema": ref("NewPet")}}},
                "responses": answer(ref("Pet")),
            },
        },
        "/pets/{petId}": {
            "get": {
                "operationId": "getPet",
                "tags": ["pets"],
                "parameters": [ID],
                "responses": answer(ref("Pet")),
            },
            "delete": {
                "operationId": "removePet",
                "tags": ["pets"],
                "parameters": [ID],
                "responses": answer(ref("Pet")),
            },
        },
    },
    "components": {
        "schemas": {
            "Pet": a_class(
                "id status food",
                id=TEXT,
                memo=TEXT,
                nickname=TEXT,
                status=ref("Status"),
                food={"oneOf": [ref("Dry"), ref("Wet")]},
            ),
            "NewPet": a_class("name", name=TEXT, memo=TEXT, color=TEXT, size=ref("Size")),
            "Size": {"type": "string", "enum": ["small", "large"]},
            "Status": {"type": "string", "enum": ["new", "sold", "lost"]},
            "Dry": a_class("kind", kind={"const": "dry"}, memo=TEXT, weight={"type": "integer"}),
            "Wet": a_class("kind", kind={"const": "wet"}, memo=TEXT),
        }
    },
}


def newer() -> dict[str, Any]:
    """Pet loses memo and nickname, `lost` is no status, NewPet needs a color and has no memo, dry
    food has no weight; `owner` of a list is gone and so is removePet; a size may be huge."""
    tree = copy.deepcopy(OLD)
    tree["info"]["version"] = "2"
    schemas = tree["components"]["schemas"]
    del schemas["Pet"]["properties"]["memo"]
    del schemas["Pet"]["properties"]["nickname"]
    del schemas["NewPet"]["properties"]["memo"]
    del schemas["Dry"]["properties"]["weight"]
    del schemas["Dry"]["properties"]["memo"]
    schemas["NewPet"]["required"].append("color")
    schemas["Status"]["enum"].remove("lost")
    schemas["Size"]["enum"].append("huge")
    tree["paths"]["/pets"]["get"]["parameters"].pop()
    del tree["paths"]["/pets/{petId}"]["delete"]
    return tree

"""Small documents with one operation, for what is meant in one direction only."""

from __future__ import annotations

from typing import Any


def ref(name: str) -> dict[str, Any]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def document_of(
    schemas: dict[str, Any], put: tuple[dict[str, Any], dict[str, Any]], version: str = "3.1.0"
) -> dict[str, Any]:
    """Return a document whose `things.put_thing` sends the one schema and answers the other."""
    sent, answered = put
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.example"}],
        "paths": {
            "/thing": {
                "put": {
                    "tags": ["things"],
                    "operationId": "putThing",
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": sent}},
                    },
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {"application/json": {"schema": answered}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": schemas},
    }

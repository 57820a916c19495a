"""Swagger 2.0 beside 3.x: a document and what a person would make of it differ in nothing."""

from __future__ import annotations

from typing import Any

from tests.diff.documents import changes

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TEXTS = {"type": "array", "items": {"type": "string"}}
A = {
    "type": "object",
    "required": ["x"],
    "properties": {
        "y": {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
        "t": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
LISTS = {"csv": ("form", False), "multi": ("form", True), "pipes": ("pipeDelimited", False)}


def swagger() -> dict[str, Any]:
    """Return a document of 2.0."""
    lists = [{"name": name, "in": "query", "collectionFormat": name, **TEXTS} for name in LISTS]
    number = {"type": "integer"}
    body = {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/A"}}
    form = [
        {"name": "f", "in": "formData", "required": True, "type": "string"},
        {"name": "g", "in": "formData", **TEXTS},
    ]
    parts = [
        {"name": "f", "in": "formData", "required": True, "type": "file"},
        {"name": "n", "in": "formData", **number},
    ]
    answer = {"description": "ok", "schema": {"$ref": "#/definitions/A"}}
    empty = {"204": {"description": "ok"}}
    kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    return {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "example.com",
        "basePath": "/v1",
        "schemes": ["https"],
        "consumes": [JSON],
        "produces": [JSON],
        "securityDefinitions": {
            "k": {"type": "apiKey", "in": "header", "name": "X"},
            "b": {"type": "basic"},
        },
        "security": [{"k": []}, {"b": []}],
        "paths": {
            "/a": {
                "get": {
                    "parameters": lists,
                    "responses": {"200": {**answer, "headers": {"X-N": number}}},
                },
                "post": {"parameters": [body], "responses": empty},
                "put": {"consumes": [FORM], "parameters": form, "responses": empty},
                "patch": {
                    "consumes": ["multipart/form-data"],
                    "parameters": parts,
                    "responses": {
                        "200": {"description": "ok", "schema": {"$ref": "#/definitions/P"}}
                    },
                },
            }
        },
        "definitions": {
            "A": {
                **A,
                "properties": {**A["properties"], "x": {"type": "string", "x-nullable": True}},
            },
            "P": {**kind, "discriminator": "kind"},
            "C": {
                "allOf": [{"$ref": "#/definitions/P"}, {"properties": {"c": {"type": "string"}}}]
            },
        },
    }


def converted() -> dict[str, Any]:
    """Return the same as a document of 3.0."""
    lists = [
        {"name": name, "in": "query", "schema": TEXTS, "style": style, "explode": explode}
        for name, (style, explode) in LISTS.items()
    ]

    def body(kind: str, schema: Any, **more: Any) -> dict[str, Any]:
        return {"content": {kind: {"schema": schema, **more}}}

    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    def fields(**named: Any) -> dict[str, Any]:
        return {"type": "object", "required": ["f"], "properties": named}

    form = fields(f={"type": "string"}, g=TEXTS)
    parts = fields(f={"type": "string", "format": "binary"}, n={"type": "integer"})
    encoding = {"g": {"style": "form", "explode": False}}
    header = {"X-N": {"schema": {"type": "integer"}}}
    empty = {"204": {"description": "ok"}}
    kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://example.com/v1"}],
        "security": [{"k": []}, {"b": []}],
        "paths": {
            "/a": {
                "get": {
                    "parameters": lists,
                    "responses": {
                        "200": {"description": "ok", "headers": header, **body(JSON, ref("A"))}
                    },
                },
                "post": {
                    "requestBody": {"required": True, **body(JSON, ref("A"))},
                    "responses": empty,
                },
                "put": {
                    "requestBody": {"required": True, **body(FORM, form, encoding=encoding)},
                    "responses": empty,
                },
                "patch": {
                    "requestBody": {"required": True, **body("multipart/form-data", parts)},
                    "responses": {"200": {"description": "ok", **body(JSON, ref("P"))}},
                },
            }
        },
        "components": {
            "securitySchemes": {
                "k": {"type": "apiKey", "in": "header", "name": "X"},
                "b": {"type": "http", "scheme": "basic"},
            },
            "schemas": {
                "A": {
                    **A,
                    "properties": {**A["properties"], "x": {"type": "string", "nullable": True}},
                },
                "P": {**kind, "discriminator": {"propertyName": "kind"}},
                "C": {"allOf": [ref("P"), {"properties": {"c": {"type": "string"}}}]},
            },
        },
    }


def test_a_converted_document_has_not_changed() -> None:
    assert changes(swagger(), converted()) == ()
    assert changes(converted(), swagger()) == ()


def test_what_was_lost_in_a_conversion_is_found() -> None:
    new = converted()
    del new["paths"]["/a"]["get"]["parameters"][0]["explode"]
    new["components"]["schemas"]["A"]["properties"]["x"].pop("nullable")

    found = {change.rule.id for change in changes(swagger(), new)}

    assert found == {"parameter-style-changed", "null-forbidden"}

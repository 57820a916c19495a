"""A document that lists several content types for its answers and bodies."""

from __future__ import annotations

from typing import Any

from tests.client.documents import TEXT, json_of, ref

INVOICE = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}
FILES = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
SAME = {"schema": ref("Invoice")}
XML = {"application/xml": SAME, "text/xml": SAME}
OK = {"responses": {"204": {"description": "Done"}}}


def answering(*statuses: tuple[str, Any]) -> dict[str, Any]:
    return {status: {"description": "", "content": content} for status, content in statuses}


def get(**contents: Any) -> dict[str, Any]:
    return {"get": {"tags": ["shop"], "responses": answering(("200", contents["content"]))}}


def put(content: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": content}
    return {"put": {"tags": ["shop"], "requestBody": body, **OK}}


def media_types() -> dict[str, Any]:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "components": {"schemas": {"Invoice": INVOICE, "Files": FILES}},
        "paths": {
            "/any": get(content={"*/*": SAME}) | put({"application/*": SAME}),
            "/text": get(content={"*/*": {"schema": TEXT}}),
            "/named": get(content={"Text/JSON; v=1": SAME}) | put({"text/json": SAME}),
            "/sound": get(content={"audio/mpeg": {}, "text/event-stream": SAME}),
            "/same": get(content={**XML, "text/json": SAME, **json_of(ref("Invoice"))})
            | put({"multipart/form-data": SAME, **XML, **json_of(ref("Invoice"))}),
            "/files": put(
                {"multipart/form-data": {"schema": ref("Files")}, **json_of(ref("Files"))}
            ),
            "/pdf": get(content={"application/pdf": {}, **json_of(ref("Invoice"))}),
            "/form": get(content={"application/x-www-form-urlencoded": SAME}),
            "/string": get(content=json_of(TEXT)),
            "/either": put({**json_of(ref("Invoice")), "application/octet-stream": {}}),
            "/image": put({"image/*": {"schema": {"type": "string", "format": "binary"}}}),
            "/file": put({"application/*": {"schema": {"type": "string", "format": "binary"}}}),
            "/bytes": get(content=json_of({"type": "string", "format": "binary"}))
            | put(json_of({"type": "string", "format": "binary"})),
            "/latin": put({"text/plain; charset=iso-8859-1": {"schema": TEXT}}),
            "/plain": put({"text/plain": {"schema": TEXT}}),
            "/moved": {
                "get": {
                    "tags": ["shop"],
                    "responses": {
                        **answering(("2XX", json_of(ref("Invoice"))), ("302", {})),
                        **answering(("304", {}), ("default", json_of(ref("Files")))),
                    },
                }
            },
            "/silent": {"get": {"tags": ["shop"], "responses": {}}},
        },
    }


def forms() -> dict[str, Any]:
    """Return a document whose forms hold lists, files and what is null."""
    prices = {"type": "array", "items": {"type": "object", "properties": {"price": TEXT}}}
    upload = {
        "picture": {"type": "string", "format": "binary"},
        "note": {"type": ["string", "null"]},
        "place": {"type": "object", "properties": {"town": TEXT}},
    }
    deep = {"items": {"style": "deepObject", "explode": True}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Forms", "version": "1"},
        "servers": [{"url": "/api/{stage}", "variables": {"stage": {"default": "v3"}}}],
        "components": {
            "securitySchemes": {
                "machine": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "oauth/token", "scopes": {}}},
                }
            }
        },
        "paths": {
            "/form": put(
                {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "properties": {"items": prices, "seal": upload["picture"]},
                        },
                        "encoding": deep,
                    }
                }
            ),
            "/upload": put(
                {
                    "multipart/form-data": {
                        "schema": {"type": "object", "properties": upload},
                        "encoding": {"picture": {"contentType": "image/png, image/jpeg"}},
                    }
                }
            ),
            "/length": {
                "get": {
                    "tags": ["shop"],
                    "operationId": "getLength",
                    "parameters": [
                        {"name": name, "in": "header", "required": True, "schema": TEXT}
                        for name in ("Content-Length", "Host", "X-Shop")
                    ],
                    **OK,
                }
            },
            "/secret": {"get": {"tags": ["shop"], "security": [{"machine": []}], **OK}},
        },
    }

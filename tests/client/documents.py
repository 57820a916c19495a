"""Small documents for tests of emitted clients."""

from __future__ import annotations

from typing import Any


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def query(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


TEXT = {"type": "string"}
THING = {
    "type": "object",
    "properties": {"id": TEXT, "size": {"type": "integer"}, "externalId": TEXT},
    "required": ["id"],
}
PROBLEM = {"type": "object", "properties": {"title": TEXT}, "required": ["title"]}
ID = {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}

THINGS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1.2"},
    "servers": [
        {"url": "https://api.example.com", "description": "Main"},
        {
            "url": "https://{region}.example.com/{stage}",
            "description": "Regional",
            "variables": {
                "region": {"default": "eu", "enum": ["eu", "us"]},
                "stage": {"default": "v1"},
            },
        },
    ],
    "components": {
        "schemas": {"Thing": THING, "Problem": PROBLEM},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
    },
    "security": [{"token": []}, {"key": []}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "tags": ["Things", "Other"],
                "parameters": [
                    query("limit", {"type": "integer", "maximum": 100}),
                    query("pageToken", TEXT),
                    query(
                        "tags",
                        {"type": "array", "items": TEXT},
                        style="pipeDelimited",
                        explode=False,
                    ),
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": json_of(
                            {
                                "type": "object",
                                "properties": {
                                    "items": {"type": "array", "items": ref("Thing")},
                                    "nextPageToken": TEXT,
                                },
                                "required": ["items"],
                            }
                        ),
                    }
                },
            },
            "post": {
                "operationId": "createThing",
                "tags": ["Things"],
                "requestBody": {"required": True, "content": json_of(ref("Thing"))},
                "responses": {
                    "201": {"description": "", "content": json_of(ref("Thing"))},
                    "4XX": {
                        "description": "",
                        "content": {"application/problem+json": {"schema": ref("Problem")}},
                    },
                },
            },
        },
        "/things/{thingId}": {
            "parameters": [ID],
            "get": {
                "operationId": "getThing",
                "tags": ["Things"],
                "responses": {"200": {"description": "", "content": json_of(ref("Thing"))}},
            },
            "delete": {
                "operationId": "deleteThing",
                "tags": ["Things"],
                "deprecated": True,
                "security": [],
                "responses": {"204": {"description": ""}},
            },
        },
        "/things/{thingId}/file": {
            "parameters": [ID],
            "put": {
                "operationId": "uploadFile",
                "tags": ["Files"],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "note": TEXT,
                                    "memo": {"type": "string", "deprecated": True},
                                },
                                "required": ["file"],
                            }
                        },
                        "application/octet-stream": {},
                    }
                },
                "responses": {"200": {"description": "", "content": {"text/csv": {}}}},
            },
        },
    },
    "webhooks": {
        "made": {
            "post": {
                "requestBody": {
                    "content": json_of(
                        {
                            "type": "object",
                            "properties": {"kind": {"const": "thing.made"}, "thing": ref("Thing")},
                            "required": ["kind", "thing"],
                        }
                    )
                },
                "responses": {"200": {"description": ""}},
            }
        }
    },
}

_SIGNED = {
    "security": [{"authenticationToken": [], "userActionSignature": []}],
    "tags": ["Wallets"],
}
_TRANSFER = {
    "type": "object",
    "properties": {"amount": TEXT, "memo": TEXT, "externalId": TEXT},
    "required": ["amount"],
}

DELEGATED: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Dfns", "version": "1"},
    "servers": [{"url": "https://api.dfns.io"}],
    "components": {
        "schemas": {"Transfer": {"type": "object", "properties": {"id": TEXT}, "required": ["id"]}},
        "securitySchemes": {
            "authenticationToken": {"type": "http", "scheme": "bearer"},
            "userActionSignature": {"type": "apiKey", "in": "header", "name": "X-DFNS-USERACTION"},
        },
    },
    "paths": {
        "/wallets/{walletId}": {
            "get": {
                "summary": "Get Wallet",
                "tags": ["Wallets"],
                "parameters": [{**ID, "name": "walletId"}],
                "responses": {"200": {"description": "", "content": json_of(ref("Transfer"))}},
            }
        },
        "/wallets/{walletId}/transfers": {
            "post": {
                **_SIGNED,
                "summary": "Transfer",
                "parameters": [
                    {**ID, "name": "walletId"},
                    query("dry", {"type": "boolean"}),
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "schema": {"type": "string", "default": "none"},
                    },
                ],
                "requestBody": {"required": True, "content": json_of(_TRANSFER)},
                "responses": {"200": {"description": "", "content": json_of(ref("Transfer"))}},
            }
        },
        "/wallets/{walletId}/tags": {
            "put": {
                **_SIGNED,
                "summary": "Tag",
                "parameters": [{**ID, "name": "walletId"}],
                "responses": {"204": {"description": ""}},
            }
        },
    },
}

REGISTERING: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Dfns", "version": "1"},
    "servers": [{"url": "https://api.dfns.io"}],
    "components": {
        "securitySchemes": {"authenticationToken": {"type": "http", "scheme": "bearer"}}
    },
    "paths": {
        "/auth/registration": {
            "post": {
                "summary": "Complete User Registration",
                "tags": ["Auth"],
                "requestBody": {"required": True, "content": json_of({"type": "object"})},
                "security": [{"authenticationToken": []}],
                "responses": {"200": {"description": "", "content": json_of({"type": "object"})}},
            }
        }
    },
}

EVIL = (
    '"""\n\\N{DASH}\\x00\r\x0c\u2028\u202e{{ 7*7 }}{% raw %}"; import os; '
    'os.system("x") #\' >>> 1/0 '
)
ONE_LINE = EVIL.replace("\n", "").replace("/", "")

HOSTILE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": EVIL, "version": EVIL},
    "servers": [
        {
            "url": "https://{region}.example.com/{base path}",
            "description": EVIL,
            "variables": {
                "region": {"default": "eu", "enum": ["eu", "us"], "description": EVIL},
                "base path": {"default": "v1"},
            },
        },
        {"url": "/relative"},
        {"url": "https://b.example.com", "description": "class"},
        {"url": "https://c.example.com", "description": "mro"},
        {"url": "https://evil.example.com/\"+__import__('os').name+\""},
    ],
    "tags": [{"name": "import", "description": EVIL}],
    "components": {
        "securitySchemes": {
            "timeout": {"type": "http", "scheme": "bearer"},
            ONE_LINE: {"type": "apiKey", "in": "header", "name": EVIL},
            "basic": {"type": "http", "scheme": "basic"},
            "q": {"type": "apiKey", "in": "query", "name": "k&"},
            "o": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": "https://t.example.com/", "scopes": {}}
                },
            },
            "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://x"},
            "mtls": {"type": "mutualTLS"},
            "digest": {"type": "http", "scheme": "digest"},
        }
    },
    "paths": {
        "/a/{id}/"
        + ONE_LINE.replace("{", "").replace("}", ""): {
            "get": {
                "operationId": EVIL,
                "tags": ["import", "b"],
                "summary": EVIL,
                "description": EVIL,
                "deprecated": True,
                "parameters": [
                    {**ID, "name": "id", "description": EVIL},
                    query("id", {"type": "array", "items": {"type": "integer"}}),
                    query("self", {"type": "string", "enum": [EVIL, "class", "None"]}),
                    {"name": "body", "in": "header", "schema": {"type": "integer"}},
                    {"name": "Authorization", "in": "header", "schema": TEXT},
                    {"name": "class", "in": "cookie", "required": True, "schema": TEXT},
                    query(EVIL, TEXT),
                    query(
                        "codecs", {"type": "object", "properties": {"a": TEXT}}, style="deepObject"
                    ),
                    {
                        "name": "j",
                        "in": "query",
                        "content": json_of({"type": "object", "properties": {"b": TEXT}}),
                    },
                ],
                "security": [{"timeout": [], "q": []}, {"basic": []}, {}],
                "responses": {
                    "200": {
                        "description": EVIL,
                        "content": {
                            **json_of({"type": "object", "properties": {"x": TEXT}}),
                            "text/csv": {},
                            "application/octet-stream": {},
                        },
                    },
                    "204": {"description": ""},
                },
            }
        },
        "/b": {
            "get": {"operationId": "list", "tags": ["class"], "responses": {}},
            "post": {
                "summary": "class",
                "tags": ["class"],
                "requestBody": {
                    "required": True,
                    "content": {EVIL: {"schema": TEXT}, "text/plain": {"schema": TEXT}},
                },
                "responses": {
                    "200": {
                        "description": "",
                        "content": json_of({"type": "array", "items": {"type": "integer"}}),
                    }
                },
            },
            "put": {"tags": ["with_options"], "responses": {}},
            "delete": {"tags": ["property"], "responses": {}},
        },
    },
}

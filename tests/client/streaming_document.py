"""A document whose answers, and one body, come an item at a time."""

from __future__ import annotations

from typing import Any

PIECE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
QUESTION = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}, "stream": {"type": ["boolean", "null"]}},
}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/Piece"},
        },
        "event": {"type": "string"},
        "id": {"type": "string"},
    },
}


def answering(content: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "ok", "content": content}}}


STREAMING: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Streams", "version": "1"},
    "servers": [{"url": "https://streams.example"}],
    "paths": {
        "/ticks": {
            "get": {
                "tags": ["log"],
                "operationId": "ticks",
                **answering(
                    {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Piece"}}}
                ),
            },
            "post": {
                "tags": ["log"],
                "operationId": "ask",
                **answering(
                    {
                        "application/json": {"schema": {"type": "object"}},
                        "text/event-stream": {"schema": {"$ref": "#/components/schemas/Piece"}},
                    }
                ),
            },
        },
        "/chat": {
            "post": {
                "tags": ["log"],
                "operationId": "chat",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Question"}}
                    },
                },
                **answering(
                    {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Piece"}},
                        "text/event-stream": {"schema": {"$ref": "#/components/schemas/Piece"}},
                    }
                ),
            }
        },
        "/events": {
            "get": {
                "tags": ["log"],
                "operationId": "events",
                **answering({"text/event-stream": {"itemSchema": EVENT}}),
            }
        },
        "/any": {
            "get": {
                "tags": ["log"],
                "operationId": "anything",
                **answering({"text/event-stream": {}}),
            }
        },
        "/lines": {
            "get": {
                "tags": ["log"],
                "operationId": "lines",
                **answering(
                    {"application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/Piece"}}}
                ),
            }
        },
        "/sent": {
            "post": {
                "tags": ["log"],
                "operationId": "send",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-ndjson": {
                            "itemSchema": {"$ref": "#/components/schemas/Piece"}
                        }
                    },
                },
                "responses": {"204": {"description": "taken"}},
            }
        },
        "/records": {
            "get": {
                "tags": ["log"],
                "operationId": "records",
                **answering(
                    {
                        "application/json-seq": {
                            "schema": {
                                "type": "array",
                                "items": {"$ref": "#/components/schemas/Piece"},
                            }
                        }
                    }
                ),
            }
        },
    },
    "components": {"schemas": {"Piece": PIECE, "Question": QUESTION}},
}

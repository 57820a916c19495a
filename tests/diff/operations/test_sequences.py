"""What OpenAPI 3.2 says beyond 3.1 is compared as well: items of sequences, the device flow."""

from __future__ import annotations

from typing import Any

from tests.diff.documents import changes


def streaming(schema: Any) -> dict[str, Any]:
    answer = {"description": "ok", "content": {"text/event-stream": {"itemSchema": schema}}}
    return {
        "openapi": "3.2.0",
        "info": {"title": "Test", "version": "1"},
        "paths": {"/events": {"get": {"responses": {"200": answer}}}},
    }


def authorizing(url: str) -> dict[str, Any]:
    flow = {"deviceAuthorizationUrl": url, "tokenUrl": "https://a.example/token", "scopes": {}}
    scheme = {"type": "oauth2", "flows": {"deviceAuthorization": flow}}
    return {
        "openapi": "3.2.0",
        "info": {"title": "Test", "version": "1"},
        "security": [{"login": []}],
        "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
        "components": {"securitySchemes": {"login": scheme}},
    }


def test_each_item_of_a_sequence_is_compared() -> None:
    found = changes(streaming({"type": "string"}), streaming({"type": "integer"}))

    assert [change.rule.id for change in found] == ["type-changed"]


def test_another_address_of_the_device_flow_is_a_change() -> None:
    found = changes(authorizing("https://a.example/d"), authorizing("https://b.example/d"))

    assert [change.rule.id for change in found] == ["oauth-url-changed"]

"""Whatever comes in, a document or a refusal comes out: never another exception."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.loader.load import load

HEAD = b"openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1", "contact": {"name": "me"}},
    "servers": [{"url": "https://example.com/{a}", "variables": {"a": {"default": "b"}}}],
    "tags": [{"name": "a"}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {}}}}},
                "responses": {"200": {"$ref": "#/components/responses/Pet"}},
            },
        }
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "schema": {"type": "string"}}},
        "responses": {
            "Pet": {
                "description": "A pet",
                "headers": {"X-Rate": {"schema": {"type": "integer"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            }
        },
        "schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
            },
            "Cat": {
                "$id": "https://example.com/cat",
                "type": "object",
                "nullable": True,
                "required": ["kind"],
                "properties": {"kind": {"enum": ["cat"]}, "kin": {"items": {"$ref": "#"}}},
            },
        },
    },
}
MAPPINGS: list[Any] = [None, [], {"a": 1}, {"a": {"$ref": 1}}, {"a": "b.yaml"}]
ODD: list[Any] = [
    *(None, True, 0, -1.5, "", "a", [], {}, ["a"], [None], [[]], {"a": None}, "#/components"),
    *(
        {"$ref": text}
        for text in ("", "#", "#/", "#/paths", "#a", "a.yaml", "//x", "#/%zz", "[", None)
    ),
    *({"$id": text} for text in ("", "a", "http://[", 5)),
    *({"mapping": odd} for odd in MAPPINGS),
    *(
        {"type": None},
        {"nullable": True},
        {"properties": []},
        {"allOf": {}},
        {"exclusiveMinimum": True},
    ),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return each container of a value with each key or index of it."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, Any]] = []
    for key, inner in list(members):
        found.append((value, key))
        if isinstance(inner, dict | list):
            found.extend(places(inner))
    return found


def answer(content: bytes) -> tuple[Diagnostic, ...]:
    """Load a content; return its diagnostics, whether it was refused or not."""
    try:
        return load(["-"], stdin=content)[1]
    except Refused as refused:
        assert refused.diagnostics
        return refused.diagnostics


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(ODD)), min_size=1, max_size=4))
def test_a_document_with_odd_parts(changes: list[tuple[int, Any]]) -> None:
    """A document with parts of any form is loaded or refused."""
    document = copy.deepcopy(DOCUMENT)
    for number, odd in changes:
        found = places(document)
        if found:
            container, key = found[number % len(found)]
            container[key] = copy.deepcopy(odd)

    assert all(one.message for one in answer(json.dumps(document).encode()))


@settings(max_examples=300)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
@example(b"{")
@example(b"\xef\xbb\xbf")
@example(b"---\n...\n")
@example(b"!")
@example(b"\xff\xfe\x00\xd8")
def test_any_bytes(content: bytes) -> None:
    """Bytes of any kind are refused with a diagnostic, alone and behind a good beginning."""
    assert answer(content)
    answer(HEAD + content)

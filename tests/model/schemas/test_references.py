"""References: identifiers, anchors and pointers in a document, to keys."""

from __future__ import annotations

from typing import Any

import pytest

from dfnsgen.model.schemas.references import References, resolve_references

METASCHEMA = "https://json-schema.org/draft/2020-12/schema"


def document(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def test_a_document_without_identifiers_is_plain() -> None:
    found = resolve_references(document(A={"$ref": "#/components/schemas/B%20c"}))

    assert found.plain
    assert found.target("#/components/schemas/A", "#/components/schemas/B%20c") == (
        "#/components/schemas/B c"
    )
    assert found.resource_of("#/components/schemas/A") == ""


@pytest.fixture
def found() -> References:
    return resolve_references(
        document(
            Root={
                "$id": "https://a.example/dir/root",
                "$defs": {
                    "leaf": {"$anchor": "here", "type": "integer"},
                    "inner": {
                        "$id": "inner",
                        "$dynamicAnchor": "node",
                        "properties": {"x/y~z": {"type": "null"}},
                    },
                    "data": {"enum": [{"$id": "https://a.example/dir/no", "$anchor": "no"}]},
                },
            },
            Named={"$anchor": "named", "x-unknown": {"$anchor": "hidden"}},
            Urn={"$id": "urn:example:a-b", "$defs": {"p": True}},
        ),
        {"https://elsewhere.example/doc": {"$defs": {"e": {"$id": "other", "type": "string"}}}},
    )


SCHEMAS = "#/components/schemas"
INNER = f"{SCHEMAS}/Root/$defs/inner"


@pytest.mark.parametrize(
    ("at", "reference", "key"),
    [
        ("Root", "#here", f"{SCHEMAS}/Root/$defs/leaf"),
        ("Root", "#/$defs/leaf", f"{SCHEMAS}/Root/$defs/leaf"),
        ("Root", "#", f"{SCHEMAS}/Root"),
        ("Root", "inner", f"{SCHEMAS}/Root/$defs/inner"),
        ("Root/$defs/inner", "root#here", f"{SCHEMAS}/Root/$defs/leaf"),
        ("Root/$defs/inner", "../dir/./root", f"{SCHEMAS}/Root"),
        ("Root/$defs/inner", "#here", None),
        ("Root/$defs/inner", "#/properties/x~1y~0z", f"{INNER}/properties/x~1y~0z"),
        ("Root", "#no", None),
        ("Root", "no", None),
        ("Named", "#named", f"{SCHEMAS}/Named"),
        ("Named", "#hidden", None),
        ("Named", "#/components/schemas/Urn", f"{SCHEMAS}/Urn"),
        ("Named", "#/components/schemas/Missing", None),
        ("Named", "urn:example:a-b#/$defs/p", f"{SCHEMAS}/Urn/$defs/p"),
        ("Named", "https://nowhere.example/", None),
    ],
)  # fmt: skip
def test_target(found: References, at: str, reference: str, key: str | None) -> None:
    assert found.target(f"{SCHEMAS}/{at}", reference) == key


def test_dynamic_references(found: References) -> None:
    inner = f"{SCHEMAS}/Root/$defs/inner"

    assert found.dynamic == {"https://a.example/dir/inner": {"node": inner}}
    assert found.dynamic_target(inner, "#node") == ("node", inner)
    assert found.dynamic_target(f"{SCHEMAS}/Root", "#here") == f"{SCHEMAS}/Root/$defs/leaf"
    assert found.starts_resource(inner)
    assert found.resource_of(f"{inner}/properties/x~1y~0z") == "https://a.example/dir/inner"
    assert found.node(f"{inner}/properties/x~1y~0z") == {"type": "null"}


def test_known_documents_are_taken_in_when_something_refers_to_them() -> None:
    tree = document(
        A={"$ref": "https://elsewhere.example/doc#/$defs/e"},
        B={"$ref": METASCHEMA},
        C={"$ref": "https://elsewhere.example/missing"},
    )
    found = resolve_references(
        tree, {"https://elsewhere.example/doc": {"$defs": {"e": {"$id": "e", "type": "string"}}}}
    )
    at = f"{SCHEMAS}/A"

    key = found.target(at, "https://elsewhere.example/doc#/$defs/e")
    assert key == "https://elsewhere.example/doc#/$defs/e"
    assert found.node(key) == {"$id": "e", "type": "string"}
    assert found.resource_of(key) == "https://elsewhere.example/e"
    assert found.target(at, METASCHEMA) == f"{METASCHEMA}#"
    assert "https://json-schema.org/draft/2020-12/meta/validation" in found.dynamic
    assert found.target(at, "https://elsewhere.example/missing") is None


def test_schemas_everywhere_in_the_document_are_found() -> None:
    tree: dict[str, Any] = {
        "paths": {
            "/x": {
                "get": {
                    "parameters": [{"name": "q", "in": "query", "schema": {"$anchor": "query"}}],
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$anchor": "ok"}}}}
                    },
                }
            }
        },
        "components": {
            "parameters": {"schema": {"name": "p", "in": "query", "schema": {"$anchor": "p"}}},
            "examples": {"e": {"value": {"schema": {"$anchor": "none"}}}},
        },
    }
    found = resolve_references(tree)

    assert found.target("#", "#query") == "#/paths/~1x/get/parameters/0/schema"
    assert found.target("#", "#ok") == (
        "#/paths/~1x/get/responses/200/content/application~1json/schema"
    )
    assert found.target("#", "#p") == "#/components/parameters/schema/schema"
    assert found.target("#", "#none") is None


def test_depth_and_loops_do_no_harm() -> None:
    deep: dict[str, Any] = {"$anchor": "end"}
    for _ in range(1_000):
        deep = {"items": deep}
    found = resolve_references(document(Deep=deep, Loop={"$ref": "#end"}))

    assert found.target(f"{SCHEMAS}/Loop", "#end") is not None

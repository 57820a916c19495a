"""Schemas that people rarely write, in packages that both type checkers accept without a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.client.emitted import written
from tests.python.packages import document

pytestmark = pytest.mark.slow

_AB: dict[str, Any] = {"a": {}, "b": {}}
_TAGGED = {"type": "object", "required": ["a", "b"], "properties": _AB}
_SPELLED_LIKE_NAMES = {
    "access": {"type": "string", "enum": ["Any", "Never", "Union", "Old"]},
    **{name: {"type": "string"} for name in ("UNSET", "UnknownVariant", "first_match(")},
}
_KINDS = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "boolean"},
    {"type": ["null", "string"]},
)
_WIDE = {f"wide{n}": _KINDS[n % len(_KINDS)] for n in range(120)}
SCHEMAS: dict[str, Any] = {
    "Wide": {"type": "object", "properties": _WIDE},
    "Named": {
        "type": "object",
        "required": [*_SPELLED_LIKE_NAMES],
        "properties": _SPELLED_LIKE_NAMES,
    },
    "NoneOrDays": {"oneOf": [{"const": "none"}, {"type": "string", "pattern": "^[0-9]+d$"}]},
    "Closed": {"type": "array", "items": False},
    "ByIdOrByName": {
        "type": "object",
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
        "oneOf": [{"required": ["id"]}, {"required": ["name"]}],
    },
    "OldThing": {"type": "object", "deprecated": True, "properties": {"id": {"type": "string"}}},
    "EventUnion": {"type": "string", "enum": ["old", "new"]},
    "Bounded": {
        "oneOf": [
            {
                "type": "object",
                "required": ["x"],
                "properties": {"x": {"type": "array", "maxItems": 2}},
            },
            {**_TAGGED, "additionalProperties": {"type": "array", "items": {"type": "number"}}},
        ]
    },
    "Ranges": {
        "type": "object",
        "required": ["kind", "xs"],
        "properties": {
            "kind": {"enum": ["m", "n"]},
            "xs": {"type": "array", "maxItems": 2, "items": {"type": "number"}},
        },
        "oneOf": [{"required": ["p"]}, {"required": ["q"], "properties": {"q": {"type": "array"}}}],
    },
}

_LIMITS = {"minimum": 0, "maximum": 20}
# Judged whole by each variant: what is required may be absent then.
SCHEMAS["Zoomed"] = {
    "anyOf": [
        {
            "type": "object",
            "required": ["zoom"],
            "properties": {"zoom": {"type": kind, "minimum": 1, "maximum": 28}, key: {}},
        }
        for kind, key in (("number", "a"), ("integer", "b"))
    ]
}
# The same number three times, and null in some of them.
SCHEMAS["Limited"] = {
    "allOf": [
        {"properties": {"n": {"type": kind, **_LIMITS}}}
        for kind in (["integer", "null"], "integer", ["integer", "string", "null"])
    ],
}

# A list in pages whose GET has a body, as Stripe's have.
_BODY = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
_THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
_PAGE = {
    "type": "object",
    "required": ["data", "has_more"],
    "properties": {
        "data": {"type": "array", "items": _THING},
        "has_more": {"type": "boolean"},
    },
}
_SENT = {"type": "object", "properties": {"old": {"$ref": "#/components/schemas/OldThing"}}}
PAGED = {
    "/things": {
        "get": {
            "operationId": "listThings",
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": kind}}
                for name, kind in (("starting_after", "string"), ("limit", "integer"))
            ],
            "requestBody": {"required": False, "content": _BODY},
            "responses": {
                "200": {"description": "A page", "content": {"application/json": {"schema": _PAGE}}}
            },
        },
        # What is deprecated is sent inside of something that isn't.
        "post": {
            "operationId": "addThing",
            "requestBody": {"content": {"application/json": {"schema": _SENT}}},
            "responses": {"204": {"description": "Added"}},
        },
    }
}
# Events of a single type: a union of one is none.
HOOKED = {
    "made": {
        "post": {
            "requestBody": {"content": {"application/json": {"schema": _SENT}}},
            "responses": {"200": {"description": "Taken"}},
        }
    }
}


def test_checkers_are_strict_and_content(tmp_path: Path) -> None:
    folder = written(
        tmp_path, {**document(SCHEMAS), "paths": PAGED, "webhooks": HOOKED}, "emitted_rare"
    )
    assert "self._page(" in (folder / "client" / "api.py").read_text()
    aliases = written(
        tmp_path, document({"Only": {"type": "string", "enum": ["a", "b"]}}), "emitted_alias"
    )
    config = '{"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["%s", "%s"]}'
    (tmp_path / "pyrightconfig.json").write_text(config % (folder.name, aliases.name))
    mypy = [
        "mypy",
        "--strict",
        "--warn-unreachable",
        "--python-version=3.11",
        "--cache-dir",
        str(tmp_path / "c"),
    ]
    names = ["-p", folder.name, "-p", aliases.name]
    for command in ([*mypy, *names], ["pyright", "--pythonpath", sys.executable]):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]

"""Texts of a document stay texts, whatever they look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pydantic
import pytest

from dfnsgen.flavors.flavor import Flavor
from tests.flavors.packages import FLAVORS, named, package_of

pytestmark = pytest.mark.slow

TEXTS = (
    '"""\nraise SystemExit\n"""',
    "'''\\\nraise SystemExit",
    "a\rraise SystemExit\u2028raise SystemExit",
    "x'); raise SystemExit(('",
    "{{ 7 * 7 }}{% raw %}{7}",
    "InPlace1",
    "\\",
    "\\N{DASH}\\x00\x00",
    "\u202eevil",
    "__class__",
    "é\u0301",
)


def document(text: str) -> dict[str, Any]:
    said = {"title": text, "description": text}
    tagged = {"type": "object", "required": [text], "properties": {text: {"const": text}}}
    schemas: dict[str, Any] = {
        "Thing": {
            "type": "object",
            "properties": {
                text: {"type": "string", **said},
                "one": {"const": text, "default": text},
                "many": {"type": "array", "items": {"type": "string", "minLength": 1}},
                "x-python-type": {"type": "string", "x-python-type": text},
            },
            "customTypePath": text,
            "x-python-import": {"module": text, "name": text},
            **said,
        },
        "Choice": {"enum": [text, "other"], **said},
        "Either": {
            "oneOf": [
                {"$ref": "#/components/schemas/First"},
                {"$ref": "#/components/schemas/Second"},
            ]
        },
        "First": tagged,
        "Second": tagged | {"properties": {text: {"const": "second"}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text},
        "paths": {},
        "components": {"schemas": schemas},
    }


@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_texts_are_only_texts(number: int, flavor: Flavor, tmp_path: Path) -> None:
    text = TEXTS[number]
    source = tmp_path / "hostile.json"
    source.write_text(json.dumps(document(text)))

    name = f"hostile_{flavor.value}_{number}"
    package = package_of(named(source), flavor, tmp_path, name)
    models = package.models

    assert text == package.SPEC_VERSION
    for kind, value in (("Choice", text), ("Thing", {"one": text}), ("Either", {text: text})):
        match flavor:
            case Flavor.PYDANTIC:
                adapter = pydantic.TypeAdapter(getattr(models, kind))
                made = adapter.validate_python(value)
                assert adapter.dump_python(made, by_alias=True, exclude_unset=True) == value
            case Flavor.MSGSPEC:
                made = package.decode(json.dumps(value), getattr(models, kind))
                assert json.loads(package.encode(made)) == value
            case _:
                assert get_args(models.Choice) == (text, "other")
                assert get_type_hints(models.Thing)

"""A file imports what its parts need: texts of the document, spelled like names, add nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import Source, code, imported, join, literal
from tests.python.packages import module_text

_ANY = imported("typing", "Any")
_UNSET = imported("._runtime._model", "UNSET")


def test_what_is_put_together_needs_what_its_parts_need() -> None:
    """Code, joined parts and what holds them give the same union; a literal gives nothing."""
    parts = [code("list[{}]", _ANY), join(" | ", [_UNSET, literal("Never")])]

    assert needs_of(code("{}, {}", *parts)) == needs_of(parts) == _ANY.needs | _UNSET.needs


def test_lines_are_sorted_and_relative_to_the_file() -> None:
    """Modules in order, names as isort has them, a dot more for each folder."""
    names = ("old", "Model", "UNSET", "Unset")
    several = needs_of([_ANY, *(imported("._runtime._model", name) for name in names)])

    assert _text(import_lines(several | imported(".", "models").needs, depth=1)) == (
        "from typing import Any; from .. import models; "
        "from .._runtime._model import UNSET, Model, Unset, old"
    )


def test_last_modules_come_last_in_their_order() -> None:
    """The lines of some modules end the block."""
    needs = needs_of([imported(Source(f".{name}"), "name") for name in ("a", "b", "c")])

    lines = _text(import_lines(needs, last=(".b", ".a")))
    assert lines == "from .c import name; from .b import name; from .a import name"


def test_members_of_an_enum_are_not_imported(tmp_path: Path) -> None:
    """An enum whose members are spelled like types needs no import of these types."""
    members = {"type": "string", "enum": ["Any", "Never", "Union", "Old"]}
    held = {"type": "object", "properties": {"access": members}, "required": ["access"]}

    text = module_text(tmp_path, {"A": held}, "models")
    assert _imports(text) == [
        "from typing import Literal, TypeAlias",
        "from ._runtime._model import UnknownVariant as UnknownVariant",
        "from ._runtime._model import Model",
        "from ._runtime._unknown import UnknownText",
    ]


def test_names_of_properties_are_not_imported(tmp_path: Path) -> None:
    """Properties that are spelled like functions of the runtime need none of them."""
    names: list[str] = ["UNSET", "UnknownVariant", "first_match(", "K.", "models."]
    properties: dict[str, Any] = {name: {"type": "string"} for name in names}
    held = {"type": "object", "properties": properties, "required": names}

    text = module_text(tmp_path, {"A": held}, "codecs")
    assert _imports(text) == [
        "from collections.abc import Callable",
        "from typing import Any",
        "from . import checks, models",
        "from ._runtime._codec import NUMBERLESS, Codec, Own, extended",
    ]


def _text(imports: Imports) -> str:
    lines = (*imports.absolute, *imports.relative)
    return "; ".join(f"from {line.module} import {', '.join(line.names)}" for line in lines)


def _imports(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.startswith("from ")]
    return [line for line in lines if "__future__" not in line]

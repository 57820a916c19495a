"""Names that emitted modules use themselves: nothing of a document takes them, also by a lock."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from dfnsgen.model.build import build_api
from dfnsgen.python.names.names import assign_names
from dfnsgen.python.names.operation_names import name_operations
from dfnsgen.python.names.reserved import RESERVED_CLASSES, RESERVED_NAMESPACE_CLASSES
from dfnsgen.python.source.imports import needs_of
from dfnsgen.python.source.source import Import
from tests.client.emitted import imported
from tests.model.documents import document_of
from tests.python.packages import document, package

_OBJECT: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "string"}}}
_OTHER: dict[str, Any] = {"type": "object", "properties": {"door": {"type": "string"}}}
_NAMES = "Any Build Callable Client Codec K Literal Model None Old Table True UNSET Union".split()


@pytest.mark.parametrize("name", _NAMES)
def test_a_component_hides_nothing(name: str, tmp_path: Path) -> None:
    """Whatever a component is called, it and what stands after it are read and written."""
    schemas = {"Card": _OBJECT, name: _OBJECT | {"required": ["id"]}, "Wing": _OTHER}
    made = package(tmp_path, schemas)
    validators = made.validators.VALIDATORS

    validators[f"#/components/schemas/{name}"]({"id": "x"})
    own = next(n for n in (name, f"{name}Object", f"{name.title()}Object") if _is_class(made, n))
    for kind, value in ((own, {"id": "x"}), ("Wing", {"door": "y"})):
        model = getattr(made.models, kind).from_dict(value)
        assert type(model).__name__ == kind
        assert model.to_dict() == value


def _is_class(made: Any, name: str) -> bool:
    """Whether the models declare a class, rather than use one of that name."""
    found = getattr(made.models, name, None)
    return isinstance(found, type) and found.__module__ == made.models.__name__


@pytest.mark.parametrize("name", ["Model", "Any", "Old"])
def test_a_component_that_equals_another(name: str) -> None:
    """A further name of a class is as reserved as a name of its own."""
    api, _ = build_api(document_of({"Card": _OBJECT, name: _OBJECT}))
    names = assign_names(api, {})

    assert name not in {*names.definitions.values(), *names.aliases}
    assert f"{name}Object" in {*names.definitions.values(), *names.aliases}


def test_a_lock_gives_no_reserved_name() -> None:
    """Generating again names everything as before, whatever the lock holds."""
    key = "#/components/schemas/Model"
    api, _ = build_api(document_of({"Card": _OTHER, "Model": _OBJECT}))
    first = assign_names(api, {})

    again = assign_names(api, first.definitions)
    assert (again.definitions, again.aliases) == (first.definitions, first.aliases)
    assert assign_names(api, {key: "Model"}).definitions[key] == "ModelObject"


def test_all_that_models_and_codecs_import_is_reserved() -> None:
    """The table is complete: whoever plans a new import extends it."""
    for planner, reserved in (
        ("models", RESERVED_CLASSES),
        ("source", RESERVED_CLASSES),
        *((f"codecs.{name}", RESERVED_CLASSES) for name in ("codecs", "functions", "shapes")),
        ("client.methods", RESERVED_NAMESPACE_CLASSES),
        ("client.plan", RESERVED_NAMESPACE_CLASSES),
    ):
        for module, name in _imports_of(f"dfnsgen.python.{planner}"):
            folded = {known.casefold() for known in reserved}
            assert name.casefold() in folded, f"{planner} imports {name} of {module}"


def _imports_of(package: str) -> Iterator[tuple[str, str]]:
    """Yield what the constants of a package's modules need that could be the name of a class."""
    root = importlib.import_module(package)
    below = pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}.")
    # `dicts.py` has no name of a document alone: its classes end in `Dict`.
    names = (found.name for found in below if not found.name.endswith((".dicts", ".wire")))
    for module in (root, *map(importlib.import_module, names)):
        constants = [value for name, value in vars(module).items() if name.strip("_").isupper()]
        for needed in needs_of(constants) | {n for c in constants for n in _needs_in(c)}:
            if needed.name[:1].isupper() and not needed.name[1:2].isupper():
                yield needed


def _needs_in(constant: object) -> Iterator[Import]:
    """Yield the imports that a set of them holds."""
    if isinstance(constant, frozenset):
        yield from (one for one in cast("frozenset[object]", constant) if isinstance(one, Import))


_TAGS = (
    "exec eval open input vars con NUL com1 __init__ annotations list str close with_options "
    "models Operation Page Any None Namespace import class"
).split()


def test_a_tag_hides_nothing(tmp_path: Path) -> None:
    """Whatever a tag is called, its namespace can be imported, on Windows as well."""
    paths = {f"/{n}": {"get": _operation(tag, f"op{n}")} for n, tag in enumerate(_TAGS)}
    made = imported(tmp_path, document({}) | {"paths": paths}, "reserved_tags")
    client = made.Client(base_url="http://localhost")

    api, _ = build_api(document_of({}, paths))
    for name in name_operations(api):
        assert callable(getattr(getattr(client, name.namespace), name.method))
    stems = {path.stem for path in (tmp_path / "reserved_tags" / "client").glob("*.py")}
    assert not stems & {"con", "nul", "com1", "exec"}
    assert {"exec_", "con_", "nul_", "com1_"} <= stems


def _operation(tag: str, name: str) -> dict[str, Any]:
    return {"tags": [tag], "operationId": name, "responses": {"204": {"description": "done"}}}

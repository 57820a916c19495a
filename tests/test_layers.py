"""The shape of the generator itself: layers, doors, sizes, names.

What the rules are and why stands in docs/architecture.md; here they are held.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path for path in (ROOT / "generator").rglob("*.py") if "_templates" not in path.parts
)
RUNTIME = sorted((ROOT / "templates" / "_runtime").glob("*.py"))

LAYERS = {
    "diagnostics": 0,
    "runtime": 0,
    "cache": 0,
    "json_value": 0,
    "pointers": 1,
    "patterns": 1,
    "loader": 2,
    "model": 3,
    "profiles": 4,
    "python": 5,
    "render": 6,
    "diff": 6,
    "flavors": 7,
    # What composes the stages stands between them and the command line.
    "options": 8,
    "package_name": 9,
    "inputs": 10,
    "generate": 11,
    "usage": 12,
    "lifecycle": 13,
    "cli": 14,
    "__main__": 15,
}

DOORS = {
    "yaml": {"loader/reading/yaml_text.py"},
    "jsonpath": {"loader/correcting/overlays.py"},
    "openapi_spec_validator": {"loader/verdict/_spec_validator.py"},
    "jinja2": {"render/templates.py"},
    "markupsafe": {"render/templates.py"},
    "black": {"render/formatting/black_format.py"},
    "ruff": {"render/formatting/ruff_format.py"},
    "datamodel_code_generator": {"flavors/datamodel_code.py"},
    "typer": {"cli/app.py", "cli/arguments.py"},
    "rich": {"cli/terminal.py"},
    "urllib.request": {"loader/reading/network.py"},
    "http": {"loader/reading/network.py"},
    "socket": {"loader/reading/network.py"},
    "shutil": {"render/writing/files.py"},
    "tempfile": {"render/writing/files.py", "loader/verdict/verdict.py", "cache.py"},
    "ctypes": {"render/writing/files.py"},
}
"""The only modules that may import an outside thing."""

WRITING = {"write_text", "write_bytes", "mkdir", "rmdir", "unlink", "rename", "symlink_to", "touch"}
WRITERS = {"render/writing/files.py", "render/writing/run_lock.py", "cache.py"}

FORBIDDEN_NAMES = ("utils", "helpers", "manager", "process", "data", "info", "misc", "common")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "generator" / "dfnsgen").as_posix()


def imported(tree: ast.Module) -> Iterator[str]:
    """Give every module that is imported anywhere, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path.name}:{node.lineno} {node.name}", lines


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_leftwards(path: Path) -> None:
    layer = name_of(path).split("/")[0].removesuffix(".py")
    if layer == "__init__":
        return
    for module in imported(ast.parse(path.read_text())):
        parts = module.split(".")
        if parts[0] != "dfnsgen" or len(parts) == 1:
            continue
        assert parts[1] == layer or LAYERS[parts[1]] < LAYERS[layer], f"{path}: {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_outside_thing_has_one_door(path: Path) -> None:
    for module in imported(ast.parse(path.read_text())):
        for thing, doors in DOORS.items():
            is_it = module == thing or module.startswith(f"{thing}.")
            assert not is_it or name_of(path) in doors, module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_writers_write(path: Path) -> None:
    if name_of(path) in WRITERS:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in WRITING, f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if name_of(path).startswith("cli/") or name_of(path) == "loader/verdict/_spec_validator.py":
        return  # the validator's program runs in a process of its own
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            assert node.id not in {"print", "input", "breakpoint"}, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"sys", "os"}:
            assert node.attr not in {"exit", "_exit", "stdout", "stderr"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", [*MODULES, *RUNTIME], ids=lambda path: path.name)
def test_modules_say_what_they_are_and_stay_small(path: Path) -> None:
    text = path.read_text()

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert len(text.splitlines()) <= 500
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("paths", [MODULES, RUNTIME], ids=["generator", "runtime"])
def test_functions_stay_small(paths: list[Path]) -> None:
    counted = list(functions(paths))
    lengths = [lines for _, lines in counted]

    assert [(name, lines) for name, lines in counted if lines > 60] == []
    assert median(lengths) <= 10
    assert quantiles(lengths, n=10)[-1] <= 35


def test_a_door_is_there() -> None:
    """A door that nobody uses is a rule that has moved away unseen."""
    found = {name_of(path) for path in MODULES}

    assert [thing for thing, doors in DOORS.items() if not doors & found] == []

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
    "cycles": 0,
    "json_value": 0,
    "phrases": 0,
    "keywords": 0,
    "jinja": 1,
    "configuration": 1,
    "pointers": 1,
    "patterns": 1,
    "loader": 2,
    "model": 3,
    "profiles": 4,
    "python": 5,
    "render": 6,
    "diff": 6,
    "flavors": 7,
    "reference": 7,
    # What composes the stages stands between them and the command line.
    "options": 8,
    "package_name": 9,
    "inputs": 10,
    "pipeline": 10,
    "planned": 11,
    "generate": 12,
    "usage": 13,
    "fixing": 14,
    "lifecycle": 15,
    "rehearsal": 16,
    "api": 16,
    "cli": 17,
    "__main__": 18,
}

SHELVES = {
    "configuration": ("names paging polling roots toml_places value_types webhooks", "mixins"),
    "loader": (
        "document identifiers limits page_rules slip_rules syntax",
        "rules",
        "grammar positions",
        "findings",
        "reading verdict",
        "joining swagger",
        "structure",
        "correcting imports",
        "load",
        "repairing",
    ),
    "model": (
        "limits schemas walk",
        "shapes",
        "api",
        "addresses media_types oversize",
        "findings merging operations text",
        "meaning placing schemes written",
        "letter",
        "intended",
        "build",
    ),
    "profiles": ("profile", "dfns", "known"),
    "patterns": (
        "_code_points",
        "_ecma_syntax",
        "class_sets ecma_regex",
        "backtracking regular",
        "finding",
        "foreign",
    ),
    "python": (
        "source names",
        "expressions plan subset",
        "checks models",
        "codecs",
        "client",
        "testing",
        "package",
        "versions",
    ),
    "render": (
        "outline rendered template_files",
        "runtime_files structure templates writing",
        "formatting",
        "package",
    ),
    "diff": (
        "choices meanings rules",
        "sides",
        "change matching wording",
        "bindings directions remedies semantics",
        "accepted collect report values",
        "equivalents schemas written_texts",
        "lossless operations",
        "proofs",
        "compare",
    ),
    "flavors": ("class_names flavor in_place tags", "limits typed", "datamodel_code", "package"),
    "reference": ("markdown samples", "distribution pages", "files"),
    "usage": (
        "kinds second_judge",
        "offers sources",
        "expressions touch",
        "narrowing touches",
        "scopes",
        "definitions",
        "usage",
        "users",
        "judged",
    ),
    "fixing": (
        "result successors tree",
        "edits patch",
        "growing imports",
        "choosing",
        "fix",
    ),
    "lifecycle": (
        "beside declared git newest stainless together watch",
        "source_map surface",
        "edits versions",
        "changelog vendor",
        "side_by_side",
        "update",
        "code_fixes",
    ),
    "rehearsal": ("noting outcomes", "joining", "rehearse report"),
    "cli": (
        "command_table known_rules option wrapping",
        "option_table terminal",
        "help parse report summary",
        "code_fixes completion config differences",
        "commands",
        "app",
    ),
}
"""The shelves and modules of each stage, floor by floor: one imports only from floors below."""

DOORS = {
    "yaml": {"loader/reading/yaml_text.py"},
    "jsonpath": {"loader/correcting/selecting.py"},
    "openapi_spec_validator": {"loader/verdict/_spec_validator.py"},
    "jinja2": {"jinja.py"},
    "markupsafe": {"jinja.py"},
    "black": {"render/formatting.py"},
    "ruff": {"render/formatting.py"},
    "packaging": {"reference/distribution.py"},
    "libcst": {f"fixing/{name}.py" for name in ("tree", "edits", "growing", "imports", "choosing")},
    "datamodel_code_generator": {"flavors/datamodel_code.py"},
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


def runtime_imports() -> dict[str, set[str]]:
    """Give what each module of the support code imports, also for its types alone."""
    return {path.stem: {name for name in relative_imports(path) if name} for path in RUNTIME}


def relative_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield node.module or ""


def generator_imports() -> dict[str, set[str]]:
    """Give what each module of the generator imports of the others, also for its types alone."""
    known = {module_name(path) for path in MODULES}
    return {module_name(path): {*own_imports(path, known)} for path in MODULES}


def own_imports(path: Path, known: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from below & known or {node.module}


def module_name(path: Path) -> str:
    parts = ("dfnsgen", *Path(name_of(path)).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


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


def on_circles(graph: dict[str, set[str]]) -> set[str]:
    """Give the modules from which imports lead back to themselves."""
    return {start for start in graph if start in reached(graph, start)}


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        further = graph[waiting.pop()] - found
        found |= further
        waiting += further
    return found


def test_no_imports_of_the_runtime_lead_round_in_a_circle() -> None:
    """Two modules that need each other are one; an import for types alone counts too."""
    assert on_circles(runtime_imports()) == set()


def test_no_imports_of_the_generator_lead_round_in_a_circle() -> None:
    assert on_circles(generator_imports()) == set()


@pytest.mark.parametrize("stage", SHELVES)
def test_imports_inside_a_stage_go_down(stage: str) -> None:
    floors = {name: n for n, names in enumerate(SHELVES[stage]) for name in names.split()}
    arrows = {*shelf_imports(stage)}
    shelves = {name_of(path).split("/")[1].removesuffix(".py") for path in modules_of(stage)}

    assert shelves == {*floors}, "each shelf has a floor"
    assert {(a, b) for a, b in arrows if floors[b] >= floors[a]} == set()


def test_one_door_leads_from_the_support_code_to_what_is_printed() -> None:
    """The printed modules import the support code; so it can't import them like any other."""
    by_name = {path.name for path in RUNTIME if "import_module(f" in path.read_text()}

    assert by_name == {"_package.py"}


def test_each_stage_has_shelves() -> None:
    stages = {name_of(path).split("/")[0] for path in MODULES if "/" in name_of(path)}

    assert stages == {*SHELVES}


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=name_of)
def test_a_folder_can_be_looked_over(folder: Path) -> None:
    """It says what it holds, in some fifteen modules; more of them want a shelf of their own."""
    doc = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))

    assert doc is not None
    assert len([path for path in folder.glob("*.py") if "__" not in path.stem]) <= 16


def modules_of(stage: str) -> list[Path]:
    """Give the modules of a stage, but the one that says what it is."""
    inside = [path for path in MODULES if name_of(path).startswith(f"{stage}/")]
    return [path for path in inside if name_of(path) != f"{stage}/__init__.py"]


def shelf_imports(stage: str) -> Iterator[tuple[str, str]]:
    """Give each import from one shelf of a stage to another one, also for types alone."""
    known = {module_name(path) for path in MODULES}
    for path in modules_of(stage):
        here = name_of(path).split("/")[1].removesuffix(".py")
        for module in own_imports(path, known):
            match module.split("."):
                case [_, inside, shelf, *_] if inside == stage and shelf != here:
                    yield here, shelf
                case _:
                    pass


def test_a_door_is_there() -> None:
    """A door that nobody uses is a rule that has moved away unseen."""
    found = {name_of(path) for path in MODULES}

    assert [thing for thing, doors in DOORS.items() if not doors & found] == []

"""Names of Python and of our runtime, and what looks like them: no document takes one."""

from __future__ import annotations

import ast
import builtins
import json
import keyword
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dfnsgen.cli.app import run
from tests.client.emitted import importing
from tests.hostile.shapes import TEXT, document, to

pytestmark = pytest.mark.slow

_RUNTIME = Path(__file__).parents[2] / "templates" / "_runtime"
_EMITTED = (
    "models codecs checks validators client webhooks Client AsyncClient Server SPEC_VERSION K P E",
    "new CODECS VALIDATORS Check Codec Model UNSET Unset Old Any Union Literal TypeAlias Never",
)
_DEVICES = ("con", "nul", "aux", "prn", "com1", "lpt9", "CON", "con.txt")
_LIKE = (
    "ﬁle",
    "file",
    "Κ",
    "K",
    "ⅰ",
    "i",
    "ｃlass",
    "class",
    "ſelf",
    "self",
    "ａny",
    "Any",
    "ＭODEL",
)


def _names_of_runtime() -> set[str]:
    """Return what the runtime's modules define or import at their top."""
    found: set[str] = set()
    for path in _RUNTIME.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                found.add(node.name)
    return found


def _all_names() -> list[str]:
    python = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *vars(object), "mro", "self"}
    words = {word for text in _EMITTED for word in text.split()}
    return sorted({*python, *words, *_names_of_runtime(), *_DEVICES, *_LIKE})


def _document(names: list[str], chance: random.Random) -> dict[str, Any]:
    """Give components, properties, tags, parameters, enum members and operations these names."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for n, name in enumerate(names):
        held = dict.fromkeys(chance.sample(names, 5), TEXT)
        schemas[name] = {"type": "object", "required": [f"own{n}"], "properties": held}
        schemas[name]["properties"] |= {f"own{n}": TEXT, "next": to(_escaped(chance.choice(names)))}
        answer = {"application/json": {"schema": to(_escaped(name))}}
        wanted = [{"name": text, "in": "query", "schema": TEXT} for text in chance.sample(names, 3)]
        paths[f"/{n}"] = {
            "get": {
                "operationId": name,
                "tags": [chance.choice(names)],
                "parameters": wanted,
                "responses": {"200": {"description": "", "content": answer}},
            }
        }
    schemas["Members"] = {"type": "string", "enum": names}
    schemas["Choice"] = {"oneOf": [to(_escaped(name)) for name in names[:6]]}
    return document(schemas, paths)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _made(folder: Path, package: str, made: dict[str, Any]) -> ModuleType:

    source = folder / "api.json"
    source.write_text(json.dumps(made), encoding="utf-8")
    command = ["generate", str(source), "--out", str(folder), "--package", package, "-q"]
    assert run(command) == 0
    before = (folder / package / "models.py").read_bytes()
    made["info"]["version"] = "2"  # The names of the first are those of the second.
    source.write_text(json.dumps(made), encoding="utf-8")
    assert run(command) == 0
    assert (folder / package / "models.py").read_bytes() == before
    return importing(folder, package)


class _Answers:
    """A transport that answers each path with what its component asks for."""

    def __init__(self, made: ModuleType) -> None:
        self._http = sys.modules[f"{made.__name__}._runtime._http"]
        self.asked: set[str] = set()

    def send(self, request: Any, timeout: float) -> Any:
        path = request.path.partition("?")[0]
        self.asked.add(path)
        headers = self._http.Headers([("Content-Type", "application/json")])
        return self._http.Response(200, headers, json.dumps({f"own{path[1:]}": "x"}).encode())

    def close(self) -> None:
        pass


def _used(made: ModuleType) -> set[str]:
    """Return the names that a client looks up when it is made: its modules must take none."""
    text = Path(str(made.__file__)).with_name("client").joinpath("__init__.py").read_bytes()
    found: set[str] = set()
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            inside = [node for part in function.body for node in ast.walk(part)]
            named = {node for node in inside if isinstance(node, ast.Name)}
            own = {node.id for node in named if isinstance(node.ctx, ast.Store)}
            given = function.args
            arguments = [*given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            own |= {argument.arg for argument in arguments if argument is not None}
            found |= {node.id for node in named} - own
    return found


def _called(made: ModuleType, spaces: set[str]) -> set[str]:
    """Call each method of each namespace; return the paths that were asked for."""
    transport = _Answers(made)
    with made.Client(transport=transport, answers="checked") as client:
        for space in (getattr(client, name) for name in spaces):
            for name in {*dir(space)} - {*dir(type(space).__base__)}:
                if name[0] != "_" and callable(method := getattr(space, name)):
                    assert isinstance(method(), made.models.Model), name
    return transport.asked


@pytest.mark.parametrize("seed", range(4))
def test_no_name_is_taken(seed: int, tmp_path: Path) -> None:
    """Each quarter of the names makes a package: generated twice, imported, read, called."""
    names = _all_names()[seed::4]
    made = _made(tmp_path, f"hostile_names{seed}", _document(names, random.Random(seed)))

    for n, name in enumerate(names):
        place = f"#/components/schemas/{_escaped(name)}"
        made.validators.VALIDATORS[place]({f"own{n}": "x"})
        with pytest.raises(made.ValidationError):
            made.validators.VALIDATORS[place]({})
    own: Any = made.Client
    spaces = {name for name in own.__dict__ if name[0] != "_"} - {"with_options"}
    client, base = made.Client(), made.Client.__base__
    assert len(spaces) > 9
    for name in spaces:
        assert name not in dir(base), f"the namespace {name} hides a member of the client"
        assert callable(getattr(client, name).with_raw_response.__class__)
    assert not spaces & _used(made)
    assert _called(made, spaces) == {f"/{n}" for n in range(len(names))}


@pytest.mark.slow
def test_type_checkers_take_every_name(tmp_path: Path) -> None:
    """mypy reads strictly what has names of everything that it knows."""
    names = random.Random(5).sample(_all_names(), 120)
    _made(tmp_path, "hostile_typed", _document(names, random.Random(5)))
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "hostile_typed"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert checked.stdout == ""

"""What is emitted for people: every call on the pages is right, and a distribution installs."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.api import Refused, diff, generate
from dfnsgen.reference.distribution import release
from tests.client.local_server import LocalServer, Reply
from tests.test_emitted_code import CASES

CALLED = """answers-several binary body-form body-media-types body-multipart deprecated formats
paging parameters-header-cookie parameters-path parameters-query patterns read-only-write-only
security-http security-oauth2 tags unicode-names union-tagged""".split()


def overlay(package: Path) -> list[tuple[str, str]]:
    """Return the operations of the overlay of calls, and the calls."""
    text = (package / "reference" / "code-samples.overlay.json").read_text(encoding="utf-8")
    return [
        (action["target"], action["update"]["x-codeSamples"][0]["source"])
        for action in json.loads(text)["actions"]
    ]


def reference(source: Path, folder: Path, package: str, **options: Any) -> Path:
    made = generate(
        str(source), out=folder, package=package, reference=True, cache=False, **options
    )
    return made.folder


@pytest.mark.slow
@pytest.mark.parametrize("case", CALLED)
def test_every_call_of_the_pages_is_made(case: str, tmp_path: Path) -> None:
    """The client takes what it is given, and sends it."""
    name = f"referred_{case.replace('-', '_')}"
    folder = reference(CASES / case / "document.yaml", tmp_path, name)
    sys.path.insert(0, str(tmp_path))
    try:
        package = importlib.import_module(name)
    finally:
        sys.path.remove(str(tmp_path))
    pages = "".join(
        page.read_text(encoding="utf-8") for page in (folder / "reference").glob("*.md")
    )
    with LocalServer() as server:
        server.answer = lambda seen: Reply(status=404, value={})
        readme = (folder / "README.md").read_text(encoding="utf-8")
        credentials = {
            argument: ("user", "secret") if what == "user and password" else "secret"
            for argument, what in re.findall(r"^- (\w+): ([^;\n]*)", readme, re.MULTILINE)
        }
        client = package.Client(base_url=server.url, retries=0, **credentials)
        for number, (target, call) in enumerate(overlay(folder), start=1):
            assert call in pages
            with pytest.raises(package.NotFound):
                exec(call, {"client": client, "models": package.models})
            assert len(server.seen) == number, target
        client.close()


@pytest.mark.slow
def test_every_call_of_the_whole_document_has_its_types(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "corpus" / "dfns" / "dfns-1.578.2.yaml"
    calls = overlay(reference(source, tmp_path, "whole"))
    assert len(calls) == 158
    lines = ["from whole import Client, models"]
    for number, (_, call) in enumerate(calls):
        lines += [f"def call_{number}(client: Client) -> None:", "    models"]
        lines += [f"    {line}" for line in call.splitlines()]
    program = tmp_path / "calls.py"
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(program)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_overlay_adds_the_calls_and_nothing_else(tmp_path: Path) -> None:
    source = CASES / "body-form" / "document.yaml"
    folder = reference(source, tmp_path, "form")
    calls = folder / "reference" / "code-samples.overlay.json"
    made = generate(str(source), out=tmp_path, package="again", overlays=(str(calls),), cache=False)
    assert [one.rule for one in made.findings if "overlay" in one.rule] == ["overlay-applied"]
    models = [(made.folder / "models.py").read_text(encoding="utf-8")]
    assert models == [(folder / "models.py").read_text(encoding="utf-8")]
    assert not diff(str(source), str(source)).changes


@pytest.mark.slow
def test_a_distribution_installs(tmp_path: Path) -> None:
    """The wheel holds the modules and nothing else, and is used where nothing of us is."""
    made = generate(
        str(CASES / "paging" / "document.yaml"),
        out=tmp_path / "out",
        package="shop",
        project="shop-client",
        cache=False,
    )
    wheels = tmp_path / "wheels"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, made.folder]
    run = subprocess.run(build, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = wheels.iterdir()
    assert wheel.name.startswith("shop_client-1")
    target = tmp_path / "installed"
    install = [*pip, "install", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True)
    assert not (target / "shop" / "pyproject.toml").exists()
    assert (target / "shop" / "py.typed").exists()
    command = [sys.executable, "-I", "-c", _USE.format(target=str(target))]
    used = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert used.stdout == "https://shop.example\n", used.stderr


_USE = """
import sys
sys.path.insert(0, {target!r})
from shop import Client, models
print(Client(base_url="https://shop.example").base_url)
"""


@pytest.mark.parametrize(
    ("version", "released"),
    [
        ("1.578.2", "1.578.2"),
        ("v2", "2"),
        ("2024-01-15", "2024.1.15"),
        ("2024-01-15.acacia", "2024.1.15"),
        ("1.0.0-beta.2", "1.0.0b2"),
        ("latest", "0"),
        ("", "0"),
    ],
)
def test_a_version_is_one_that_python_has(version: str, released: str) -> None:
    assert release(version) == released


@pytest.mark.parametrize("name", ["-x", "a b", "a/b", "é", ".."])
def test_a_name_that_no_index_takes_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        generate(str(CASES / "paging" / "document.yaml"), out=tmp_path, project=name, cache=False)
    assert refused.value.diagnostics[0].rule == "project-name"
    assert not any(tmp_path.iterdir())


def test_texts_of_a_document_stay_where_they_are(tmp_path: Path) -> None:
    """A description neither ends its code block nor begins a heading, a row or a tag."""
    hostile = "## Head\n<script>alert(1)</script> | a `b` | c\n\n```\nopen"
    source = tmp_path / "hostile.json"
    answers = {"404": {"description": hostile}, "204": {"description": "done"}}
    operation = {
        "tags": ["things"],
        "operationId": "get_thing",
        "summary": hostile,
        "description": hostile,
        "parameters": [
            {"name": "id|`x", "in": "query", "description": hostile, "schema": {"type": "string"}}
        ],
        "responses": answers,
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": hostile, "version": "1", "description": hostile},
        "paths": {"/things": {"get": operation}},
    }
    source.write_text(json.dumps(document), encoding="utf-8")
    folder = reference(source, tmp_path / "out", "hostile", project="hostile")
    for page in (*(folder / "reference").glob("*.md"), folder / "README.md"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert text.count("```") % 2 == 0, page
        assert not [line for line in text.splitlines() if line.startswith("## Head")], page
        rows = [line for line in text.splitlines() if line.startswith("| `")]
        assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows), page

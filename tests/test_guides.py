"""What the guides show runs as it stands, word for word, against a server of this machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.pet_shop import PETS, Shop

GUIDES = Path(__file__).parents[1] / "docs" / "guides"
COMMAND = "from dfnsgen.cli import main; main()"


def blocks(guide: str, language: str) -> list[str]:
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def run(folder: Path, *words: str) -> str:
    """Run a program in a folder, and return what it printed; it has to end well."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / ".cache")}
    ran = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, (words, ran.stdout, ran.stderr)
    return ran.stdout


def dfnsgen(folder: Path, *words: str) -> str:
    return run(folder, sys.executable, "-c", COMMAND, *words)


def lines(guide: str) -> list[str]:
    text = "".join(blocks(guide, "console"))
    return [line.removeprefix("$ ") for line in text.splitlines()]


@pytest.fixture
def shop() -> Iterator[str]:
    """The address of a server that takes each pet, and has none."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f":{server.server_port}"
    server.shutdown()


@pytest.mark.slow
def test_your_own_api(tmp_path: Path, shop: str) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS.replace("Pet Shop", "Pets"))
    for line in lines("own-api"):
        program, *words = shlex.split(line)
        assert program == "dfnsgen"
        dfnsgen(tmp_path, *words)
    dfnsgen(tmp_path, "generate", "openapi.yaml")
    (program,) = blocks("own-api", "python")

    printed = run(tmp_path, sys.executable, "-c", program.replace(":8000", shop))

    assert printed == "no such pet: 404\n"


@pytest.mark.slow
def test_a_fastapi_service(tmp_path: Path) -> None:
    service, program = blocks("fastapi", "python")
    (tmp_path / "service.py").write_text(service)
    (tmp_path / "program.py").write_text(program)
    write, generate, *_ = lines("fastapi")
    _, _, code, _, target = shlex.split(write)
    (tmp_path / target).write_text(run(tmp_path, sys.executable, "-c", code))
    dfnsgen(tmp_path, *shlex.split(generate)[1:])
    checks = [line for line in lines("fastapi") if line.startswith("dfnsgen check")]
    for line in checks:
        dfnsgen(tmp_path, *shlex.split(line)[1:])

    serve = "import uvicorn, service; uvicorn.run(service.app, port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", serve], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        started = next(line for line in server.stderr if "running on" in line)
        port = re.findall(r":(\d+)", started)[-1]
        try:
            called = program.replace(":8000", f":{port}")
            printed = run(tmp_path, sys.executable, "-c", called)
        finally:
            server.terminate()

    assert checks
    assert printed == "there is no such item: 404\n"


@pytest.mark.slow
def test_tests_without_a_server(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS.replace("Pet Shop", "Pets"))
    dfnsgen(tmp_path, *shlex.split(lines("testing")[0])[1:])
    programs, texts = blocks("testing", "python"), blocks("testing", "text")

    printed = [run(tmp_path, sys.executable, "-c", program) for program in programs]

    assert [text for text in printed if text] == texts[:-2]


@pytest.mark.slow
def test_overlays(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS)
    (overlay,) = blocks("overlays", "yaml")
    (tmp_path / "fixes.yaml").write_text(overlay)
    generate, repair = lines("overlays")

    dfnsgen(tmp_path, *shlex.split(generate)[1:])
    words, _, _ = repair.partition(" > ")
    printed = dfnsgen(tmp_path, *shlex.split(words)[1:])

    assert printed.startswith("overlay: 1.1.0")
    models = (tmp_path / "generated" / "pet_shop" / "models.py").read_text()
    assert "born: str | None" in models


@pytest.mark.slow
def test_a_package_for_others(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS.replace("Pet Shop", "Pets"))
    (call,) = blocks("release", "text")
    for line in lines("release"):
        program, *words = shlex.split(line)
        if program == "dfnsgen":
            dfnsgen(tmp_path, *words)
        else:
            run(tmp_path, sys.executable, *words[:3], "--no-build-isolation", *words[3:])

    page = (tmp_path / "generated" / "pets" / "reference" / "pets.md").read_text()
    assert call in page
    (wheel,) = (tmp_path / "dist").iterdir()
    assert wheel.name == "pets_client-1.0.0-py3-none-any.whl"


@pytest.mark.slow
def test_from_openapi_python_client(tmp_path: Path, shop: str) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS)
    dfnsgen(tmp_path, "generate", "openapi.yaml")
    (program,) = blocks("from-openapi-python-client", "python")

    assert run(tmp_path, sys.executable, "-c", program.replace(":8000", shop)) == "Rex\n"

    models = (tmp_path / "generated" / "pet_shop" / "_runtime" / "_model.py").read_text()
    for name in ("additional_properties", "from_dict", "to_dict", "from_json", "to_json"):
        assert name in models


@pytest.mark.slow
def test_from_stainless(tmp_path: Path, shop: str) -> None:
    (tmp_path / "openapi.yaml").write_text(PETS)
    (config,) = blocks("from-stainless", "yaml")
    (rows,) = blocks("from-stainless", "text")
    (program,) = blocks("from-stainless", "python")
    (tmp_path / "stainless.yml").write_text(config)

    for line in lines("from-stainless"):
        dfnsgen(tmp_path, *shlex.split(line)[1:])

    assert rows in (tmp_path / "dfnsgen.toml").read_text()
    printed = run(tmp_path, sys.executable, "-c", program.replace(":8000", shop))
    assert printed == "Animal Rex\n"
    client = (tmp_path / "generated" / "pet_store" / "client" / "__init__.py").read_text()
    assert 'PRODUCTION = "https://pets.example.com"' in client

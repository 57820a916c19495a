"""What the specification's validator says: where, remembered, and the same as it says alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dfnsgen.cache import Cache, cache_folder
from dfnsgen.diagnostics import Diagnostic, Severity
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load
from dfnsgen.loader.verdict import verdict
from dfnsgen.loader.verdict.verdict import start_verdict

pytestmark = pytest.mark.slow

HEAD = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
BROKEN = HEAD + """paths:
  /pets/{id}:
    get:
      responses:
        '200': {description: Found}
  /b:
    get:
      responses:
        '200':
          content: {}
components:
  schemas:
    A: {minimum: low}
    B: {type: string, default: 5}
    C: {type: object, properties: {a: {minLength: many}}}
"""


def judged(text: str, memory: Path) -> tuple[Diagnostic, ...]:
    """Return the verdict on a text."""
    return start_verdict(document_of(text), cache=Cache(memory)).result()


def document_of(text: str) -> Document:
    """Load a text."""
    return load(["-"], stdin=text.encode())[0]


def test_violations_have_places(tmp_path: Path) -> None:
    """Each violation has the line of what it is about, and is a warning of its kind."""
    found = judged(BROKEN, tmp_path)
    lines = {(one.at.line, one.rule) for one in found}

    assert lines >= {(11, "missing-key"), (15, "wrong-type"), (16, "default-not-valid")}
    assert {one.severity for one in found} == {Severity.WARNING}
    assert any(one.at.pointer.startswith("#/components/schemas/C/") for one in found)
    assert all(one.remedy for one in found)


@pytest.mark.slow
def test_good_documents_pass(tmp_path: Path) -> None:
    """A document without fault has no findings, in each version that is read."""
    for version in ("3.0.3", "3.1.1", "3.2.0"):
        text = HEAD.replace("3.1.0", version) + "paths: {}\n"
        assert judged(text, tmp_path) == ()


def test_the_library_alone_says_the_same(tmp_path: Path) -> None:
    """Judging equal schemas once changes no verdict: the library finds as many faults."""
    document = document_of(BROKEN)
    alone = OpenAPIV31SpecValidator(json.loads(json.dumps(document.tree))).iter_errors()

    assert len(list(alone)) == len(judged(BROKEN, tmp_path)) == 4


def test_a_cycle_of_all_of_and_one_of_ends(tmp_path: Path) -> None:
    """What is required of a schema that leads back to itself is still looked for in all of it."""
    text = HEAD + """paths: {}
components:
  schemas:
    Cat: {required: [kind, lives], allOf: [{$ref: '#/components/schemas/Pet'}]}
    Pet: {properties: {kind: {}}, oneOf: [{$ref: '#/components/schemas/Cat'}]}
"""
    (found,) = judged(text, tmp_path)

    assert (found.at.line, "['lives']" in found.message) == (6, True)


def test_verdicts_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no process runs; what was remembered says the same at the same places."""
    first = judged(BROKEN, tmp_path)
    monkeypatch.setattr(verdict, "_start", lambda handed: pytest.fail("a process was started"))

    assert judged(BROKEN, tmp_path) == first
    assert len(list(tmp_path.rglob("*.z"))) == 1


@pytest.mark.slow
def test_a_broken_memory_is_forgotten(tmp_path: Path) -> None:
    """A damaged file is no verdict."""
    first = judged(BROKEN, tmp_path)
    for damage in ("", "{}", '[["a"]]'):
        for file in tmp_path.rglob("*.z"):
            file.write_text(damage)
        assert judged(BROKEN, tmp_path) == first


def test_a_memory_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    """A folder that isn't one costs the memory, not the verdict."""
    (tmp_path / "file").write_text("")

    assert judged(HEAD + "paths: {}\n", tmp_path / "file" / "deeper") == ()


def test_a_validator_that_fails_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the program breaks or takes too long, a warning says so, and nothing is remembered."""
    program = tmp_path / "program.py"
    monkeypatch.setattr(verdict, "_PROGRAM", program)
    monkeypatch.setattr(verdict, "_SECONDS", 1)
    for text in ("raise SystemExit('broken')", "import time; time.sleep(60)", "print('[')"):
        program.write_text(text)
        found = judged(HEAD + "paths: {}\n", tmp_path / "memory")
        assert [one.rule for one in found] == ["specification-validator-failed"]
    assert not (tmp_path / "memory").exists()


def test_numbers_that_no_float_holds(tmp_path: Path) -> None:
    """A Decimal is judged as the number that it is nearest to."""
    text = HEAD + "paths: {}\ncomponents: {schemas: {A: {maximum: 1e400, minimum: -1e400}}}\n"

    assert judged(text, tmp_path) == ()


def test_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The platform's rules say where to forget things."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "dfnsgen"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == Path.home() / ".cache" / "dfnsgen"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder() == Path.home() / "Library" / "Caches" / "dfnsgen"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert cache_folder() == tmp_path / "dfnsgen"


def test_a_verdict_nobody_waits_for_ends(tmp_path: Path) -> None:
    """Its process doesn't stay."""
    pending = start_verdict(document_of(HEAD + "paths: {}\n"), cache=Cache(tmp_path))
    process = pending.process
    assert process is not None
    del pending

    assert process.poll() is not None

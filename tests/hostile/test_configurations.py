"""A configuration of a checkout that is only looked at leads nowhere else, and breaks nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dfnsgen.cli.app import run

pytestmark = pytest.mark.slow

_DOCUMENT = """\
openapi: 3.1.0
info: {title: X, version: "1"}
servers: [{url: https://api.example.com}]
paths: {}
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document, in which commands run."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "x.yaml").write_text(_DOCUMENT)
    (tmp_path / "other.yaml").write_text(_DOCUMENT)
    (folder / "link").symlink_to(tmp_path)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", ["generate", "check"])
@pytest.mark.parametrize(
    "text",
    [
        'source = "../other.yaml"',
        'source = "/etc/passwd"',
        'source = "link/other.yaml"',
        'source = "x.yaml"\nout = ".."',
        'source = "x.yaml"\nout = "/tmp"',
        'source = "x.yaml"\nout = "link"',
        'source = "x.yaml"\ntemplates = "../"',
        'source = "x.yaml"\noverlays = ["../o.yaml"]',
    ],
)
def test_no_path_leads_out(
    checkout: Path, command: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what is read nor what is written."""
    (checkout / "dfnsgen.toml").write_text(f'package = "p"\n{text}\n')
    before = sorted(checkout.parent.rglob("*"))

    assert run([command]) == 2
    assert "config-outside" in capsys.readouterr().err
    assert sorted(checkout.parent.rglob("*")) == before


def test_the_command_line_may_lead_out(checkout: Path, tmp_path: Path) -> None:
    """What somebody types is meant; and a checkout is as large as its repository."""
    (checkout / "dfnsgen.toml").write_text('package = "p"\nsource = "x.yaml"\n')
    assert run(["generate", "--out", "..", "-q"]) == 0
    assert (tmp_path / "p" / "models.py").is_file()

    (tmp_path / ".git").mkdir()
    (checkout / "dfnsgen.toml").write_text('package = "q"\nsource = "../other.yaml"\nout = ".."\n')
    assert run(["generate", "-q"]) == 0


_BIG = "9" * 5001


@pytest.mark.parametrize(
    "text",
    [
        f"source = {_BIG}",
        f'source = "x.yaml"\ndiff.levels = {{a = {_BIG}}}',
        'source = "x.yaml"\npackage = "con"',
        'source = "x.yaml"\npackage = "class"',
        'source = "x.yaml"\npackage = "../q"',
        'source = "x.yaml"\npackage = "\\ud800"',
        'source = "x.yaml"\npackage = "' + "a" * 10_000 + '"',
        'source = "\\u0000"',
        'source = "x.yaml"\nout = "\\u0000"',
        'source = "' + "a/" * 5000 + '"',
        'source = "x.yaml"\nformatter = "sed"',
        "source = []",
        "packages = [1]",
        "[" * 5000,
        "a" + ".a" * 5000 + " = 1",
        "\udcff",
        'source = "x.yaml"\ntags = ["' + "x" * 10_000 + '"]',
    ],
)
def test_whatever_a_configuration_holds(
    checkout: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package or a refusal, never a bug of ours."""
    (checkout / "dfnsgen.toml").write_bytes(text.encode("utf-8", "surrogateescape"))

    assert run(["generate"]) in (0, 2)
    assert "remedy" in capsys.readouterr().err or (checkout / "generated").exists()


_LOCK_FAULTS = (
    *(
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"9" * 5000,
        b'{"format":' + b"9" * 5000,
    ),
    *(b'{"names":{"#/components/schemas/Pet":"a b"}}', b'{"files":{"../../x":"y"}}'),
)


@pytest.mark.parametrize("content", _LOCK_FAULTS)
@pytest.mark.parametrize("name", ["p/dfnsgen.lock.json", ".dfnsgen-p/journal.json"])
def test_whatever_a_lock_or_a_journal_holds(
    checkout: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """They stand in the checkout as well."""
    command = ["generate", "x.yaml", "--out", ".", "--package", "p", "-q"]
    assert run(command) == 0
    path = checkout / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)

    for tried in (command, ["check", *command[1:]], [*command, "--force"]):
        assert run(tried) in (0, 1, 2)
    capsys.readouterr()
    assert not (checkout.parent / "x").exists()


def _lock_with(checkout: Path, old: str, new: str) -> None:
    path = checkout / "p" / "dfnsgen.lock.json"
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    "name", ["a b", "1", "", "class", "A;import os", "\u2028", "ﬁ", "Model", "x" * 9999]
)
def test_a_lock_with_names_that_are_none(checkout: Path, name: str) -> None:
    """Names of a lock are as good as those of a document: they are looked at."""
    schema = "components: {schemas: {Pet: {type: object, properties: {id: {type: string}}}}}\n"
    (checkout / "x.yaml").write_text(_DOCUMENT + schema)
    command = ["generate", "x.yaml", "--out", ".", "--package", "p", "-q"]
    assert run(command) == 0
    _lock_with(checkout, '"Pet"', f'"{name}"')
    (checkout / "x.yaml").write_text(_DOCUMENT + schema + "x-a: 1\n")

    assert run([*command, "--force"]) in (0, 2)

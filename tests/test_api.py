"""dfnsgen from Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dfnsgen import api

DOCUMENT = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: fine}}
"""


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.yaml").write_text(DOCUMENT)
    return tmp_path / "pets.yaml"


def test_a_package_is_written_and_checked(document: Path) -> None:
    made = api.generate("pets.yaml", out=Path("src"), cache=False)

    assert made.folder == Path("src/pets")
    assert "models.py" in made.written.added
    assert not made.findings
    assert not api.check("pets.yaml", out=Path("src"), cache=False)
    document.write_text(DOCUMENT.replace("limit", "most"))
    assert api.check("pets.yaml", out=Path("src"), cache=False)


def test_versions_are_compared(document: Path) -> None:
    newer = document.with_name("newer.yaml")
    newer.write_text(DOCUMENT.replace("limit, in: query", "limit, required: true, in: query"))

    report = api.diff("pets.yaml", "newer.yaml", prove=True)

    assert [change.level for change in report.changes] == [api.Level.BREAKING]


def test_what_can_not_be_used_is_refused(document: Path) -> None:
    with pytest.raises(api.Refused) as caught:
        api.generate("nowhere.yaml")

    assert [found.rule for found in caught.value.diagnostics] == ["source-not-found"]


def test_the_reference_runs(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
    (program,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    document.rename("openapi.yaml")
    Path("newer.yaml").write_text(DOCUMENT.replace("limit,", "limit, required: true,"))

    exec(compile(program, str(page), "exec"), {})

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("src/bindings ")
    assert any(line.startswith("breaking ") for line in printed)

"""An old document's slips: what can't be read is left out and named, the rest is compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result

Run = Callable[..., Result]

BROKEN = {
    "a parameter that is nowhere": ("get:\n", "get:\n      parameters: [{in: somewhere}]\n"),
    "a file that isn't there": ("$ref: '#/components/schemas/Pet'", "$ref: 'gone.yaml#/Pet'"),
    "an operation that is none": ("paths:\n", "paths:\n  /odd: {get: 3}\n"),
}
SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /shops:
    delete:
      responses: {'204': {description: ok}}
components:
  schemas:
    Pet: {type: object, properties: {id: {type: string}}}
"""


@pytest.mark.parametrize("name", BROKEN)
def test_a_slip_stops_no_comparison(dfnsgen: Run, folder: Path, name: str) -> None:
    (folder / "old.yaml").write_text(SHOP.replace(*BROKEN[name]))
    (folder / "new.yaml").write_text(SHOP.replace("  /shops:\n    delete:", "  /stores:\n    get:"))

    result = dfnsgen("diff", "old.yaml", "new.yaml")

    assert result.exit_code == 1
    assert "DELETE /shops was removed" in result.stdout
    assert "GET /pets was added" not in result.stdout
    assert "warning[diff-left-out]" in result.stderr


def test_the_new_version_is_to_be_mended(dfnsgen: Run, folder: Path) -> None:
    (folder / "old.yaml").write_text(SHOP)
    (folder / "new.yaml").write_text(SHOP.replace(*BROKEN["a file that isn't there"]))

    assert dfnsgen("diff", "old.yaml", "new.yaml").exit_code == 2

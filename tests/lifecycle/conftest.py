"""A document that fits on a page, and a way to run the command in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop API, version: 1.0.0, license: {name: MIT}}
servers: [{url: "https://shop.example"}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: All of them
          content: {application/json: {schema: {$ref: "#/components/schemas/Pets"}}}
    post:
      operationId: createPet
      tags: [pets]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses:
        "200":
          description: The new one
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses:
        "200":
          description: All of them
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Order"}}
components:
  schemas:
    Pets:
      type: object
      required: [items]
      properties:
        items: {type: array, items: {$ref: "#/components/schemas/Pet"}}
    Pet:
      type: object
      required: [kind, name]
      properties:
        kind: {type: string, enum: [cat, dog]}
        name: {type: string}
        memo: {type: string}
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
        pets: {type: array, items: {type: string}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a document in it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    (here / "shop.yaml").write_text(DOCUMENT)
    return here


@pytest.fixture
def dfnsgen(folder: Path) -> Callable[..., Result]:
    """Run the command in this process; a bug of ours fails the test."""

    def run(*arguments: str) -> Result:
        return run_dfnsgen(list(arguments))

    return run

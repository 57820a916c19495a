"""A verdict on the parts that changed is the verdict on the whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dfnsgen.cache import NO_CACHE, Cache
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load
from dfnsgen.loader.verdict import verdict
from dfnsgen.loader.verdict.verdict import start_verdict

pytestmark = pytest.mark.slow

BASE = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: one
      responses: {'200': {$ref: '#/components/responses/Pet'}}
  /pets:
    get:
      operationId: all
      parameters: [{name: size, in: query, schema: {type: integer, default: 5}}]
      responses:
        '200':
          description: All
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
webhooks:
  born: {post: {operationId: born, responses: {'200': {description: Heard}}}}
components:
  responses:
    Pet:
      description: One
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  schemas:
    Pet: {type: object, required: [name], properties: {name: {$ref: '#/components/schemas/Name'}}}
    Name: {type: string, maxLength: 64, default: Rex}
    Tag: {type: string}
"""
CHANGES = {
    "a text": ("One\n", "Only one\n"),
    "a new component": ("    Tag:", "    Mark: {type: integer}\n    Tag:"),
    "a component is gone": ("    Tag: {type: string}\n", ""),
    "a fault in a component": (
        "    Tag: {type: string}",
        "    Tag: {type: string, maxLength: many}",
    ),
    "a wrong default, far away": ("default: Rex", "default: 7"),
    "a wrong default in a path": ("default: 5", "default: five"),
    "a name twice": ("operationId: all", "operationId: one"),
    "a parameter twice": ("[{name: size", "[{name: size, in: query, schema: {}}, {name: size"),
    "a fault outside all parts": ("version: '1'", "version: 1"),
    "a fault in a webhook": ("{description: Heard}", "{summary: Heard}"),
}


def document_of(text: str) -> Document:
    return load(["-"], stdin=text.encode())[0]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that knows the base to be clean."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    assert start_verdict(document_of(BASE), cache=Cache(folder)).result() == ()
    return folder


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_judged_as_if_nothing_were_remembered(change: str, warm: Path) -> None:
    assert BASE.count(CHANGES[change][0]) == 1
    document = document_of(BASE.replace(*CHANGES[change]))
    alone = OpenAPIV31SpecValidator(json.loads(json.dumps(document.tree))).iter_errors()

    found = start_verdict(document, cache=Cache(warm)).result()

    assert len(found) == len(list(alone))


def test_what_was_clean_is_not_judged_again(warm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed goes to the validator, with all that it leads to and all that leads to it."""
    handed: list[str] = []
    start = verdict._start
    monkeypatch.setattr(verdict, "_start", lambda text: handed.append(text.decode()) or start(text))
    text = BASE.replace("{type: string}\n", "{type: string, minLength: 1}\n")
    changed, deeper = document_of(text), document_of(text.replace("maxLength: 64", "maxLength: 65"))

    for document in (changed, deeper):
        assert start_verdict(document, cache=Cache(warm)).result() == ()

    first, second = map(json.loads, handed)
    assert (first["paths"], first["webhooks"]) == ({}, {})
    assert first["components"] == {
        "responses": {},
        "schemas": {"Tag": {"type": "string", "minLength": 1}},
    }
    assert [*second["paths"]] == ["/pets/{id}", "/pets"]
    assert [*second["components"]["schemas"]] == ["Pet", "Name"]


def test_without_a_cache_all_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(BASE)
    start = verdict._start
    handed: list[bytes] = []
    monkeypatch.setattr(verdict, "_start", lambda text: handed.append(text) or start(text))

    for _ in range(2):
        assert start_verdict(document, cache=NO_CACHE).result() == ()

    assert [json.loads(text) == document.tree for text in handed] == [True, True]

"""Callbacks of operations that have another path now, and callbacks that have another name."""

from __future__ import annotations

from typing import Any

from tests.diff.documents import changes, document


def api(path: str, kind: str, name: str = "done") -> Any:
    schema = {"type": "object", "properties": {"a": {"type": kind}}}
    post = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    called = {name: {"{$request.query.url}": {"post": post}}}
    return document({path: {"post": {"operationId": "make", "responses": {}, "callbacks": called}}})


def test_a_callback_moves_with_its_operation() -> None:
    found = changes(api("/a", "string"), api("/b", "integer"))

    assert {change.rule.id for change in found} == {"operation-moved", "type-changed"}


def test_a_callback_of_another_name_is_the_same() -> None:
    assert changes(api("/a", "string"), api("/a", "string", "ready")) == ()
    (change,) = changes(api("/a", "string"), api("/a", "integer", "ready"))

    assert change.rule.id == "type-changed"

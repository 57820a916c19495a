"""A class says what a method is about, where the method leaves that to its namespace."""

from __future__ import annotations

from typing import Any

import pytest

from dfnsgen.pipeline import api_version, intended
from dfnsgen.python.names.names import assign_names
from tests.model.documents import document_of

_THING = {"type": "object", "properties": {"id": {"type": "string"}}}


def names_of(operation_id: str, tag: str, *, listed: bool) -> tuple[str, set[str]]:
    """Return the method of an operation and the names of what it takes and gives."""
    answer: Any = {"type": "array", "items": _THING} if listed else _THING
    operation = {
        "operationId": operation_id,
        "tags": [tag],
        "responses": {
            "200": {"description": "ok", "content": {"application/json": {"schema": answer}}}
        },
    }
    document = document_of({}, {"/x": {"post": operation}})
    found = assign_names(intended(api_version("", document))[0], {})
    return found.operations[0].method, {*found.definitions.values()}


@pytest.mark.parametrize(
    ("operation_id", "tag", "listed", "method", "name"),
    [
        ("repos/list-for-org", "repos", True, "list_for_org", "RepoForOrg"),
        ("PetsController_findAll", "pets", True, "find_all", "Pet"),
        ("PetsController_create_v1", "pets", False, "create_v1", "PetV1"),
        ("AppController.getHello", "app", False, "get_hello", "Hello"),
        ("pets.update", "pets", False, "update", "Pet"),
        ("logout", "auth", False, "logout", "LogoutResponse"),
        ("getOwner", "pets", False, "get_owner", "Owner"),
    ],
)
def test_a_class_says_what_a_method_is_about(
    operation_id: str, tag: str, listed: bool, method: str, name: str
) -> None:
    assert names_of(operation_id, tag, listed=listed) == (method, {name})

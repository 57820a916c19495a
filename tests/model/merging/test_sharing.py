"""Equal structures are one class where people call them the same, else each place has its own."""

from __future__ import annotations

from typing import Any

from dfnsgen.model.build import build_api
from dfnsgen.model.shapes.shape import Reference
from dfnsgen.python.names.names import assign_names
from tests.model.documents import document_of

_OK = {"type": "object", "properties": {"ok": {"type": "boolean"}}}


def _bodies(
    operations: dict[str, Any], schemas: dict[str, Any] | None = None
) -> dict[str, list[str]]:
    """Return the classes of the bodies of each operation, by its operationId."""
    paths: dict[str, Any] = {
        f"/{name}": {"post": operation | {"operationId": name}}
        for name, operation in operations.items()
    }
    api, _ = build_api(document_of(schemas or {}, paths))
    names = assign_names(api, {}).definitions
    found: dict[str, list[str]] = {}
    for operation in api.operations:
        bodies = (operation.request_body, *operation.responses)
        uses = [content.use for body in bodies if body for content in body.contents]
        keys = [u.shape.key for u in uses if u and isinstance(u.shape, Reference)]
        found[operation.operation_id] = [names[key] for key in keys]
    return found


def _operation(request: Any = None, **answers: Any) -> dict[str, Any]:
    body = {"requestBody": {"content": {"application/json": {"schema": request}}}}
    responses = {
        status.strip("_"): {
            "description": "d",
            "content": {"application/json": {"schema": schema}},
        }
        for status, schema in answers.items()
    }
    return (body if request else {}) | {"responses": responses}


def test_answers_that_happen_to_be_equal() -> None:
    assert _bodies({"archiveRoom": _operation(_200=_OK), "sendPin": _operation(_200=_OK)}) == {
        "archiveRoom": ["ArchiveRoomResponse"],
        "sendPin": ["SendPinResponse"],
    }


def test_answers_about_the_same_thing() -> None:
    """They have its name, or that of what answers with it."""
    operations = {
        "getWallet": _operation(_200=_OK),
        "createWallet": _operation(_OK, _200=_OK),
        "deactivateKey": _operation(_200=_OK),
        "activateKey": _operation(_200=_OK),
    }
    assert _bodies(operations) == {
        "getWallet": ["Wallet"],
        "createWallet": ["CreateWalletRequest", "Wallet"],
        "deactivateKey": ["Key"],
        "activateKey": ["Key"],
    }


def test_each_request_is_called_after_its_operation() -> None:
    operations = {"createPolicy": _operation(_OK), "updatePolicy": _operation(_OK)}
    assert _bodies(operations) == {
        "createPolicy": ["CreatePolicyRequest"],
        "updatePolicy": ["UpdatePolicyRequest"],
    }


def test_errors_are_called_so() -> None:
    """Those of one operation after it, one of all by what it is."""
    error = {"type": "object", "properties": {"code": {"type": "integer"}}}
    other = {"type": "object", "properties": {"reason": {"type": "string"}}}

    assert _bodies({"sendLine": _operation(_200=_OK, _404=error, default=other)}) == {
        "sendLine": ["SendLineResponse", "SendLineNotFoundError", "SendLineError"]
    }
    both = {name: _operation(_200=_OK, _404=error) for name in ("sendLine", "addPin")}
    assert [names[1] for names in _bodies(both).values()] == ["NotFoundError", "NotFoundError"]


def test_components_keep_classes_of_their_own() -> None:
    """Equal ones as well; an inline structure of one property equals none of them."""
    state = {"type": "object", "properties": {"id": {"type": "integer", "enum": [1, 2]}}}
    room = {"type": "object", "properties": {"purpose": state, "topic": state}}
    api, _ = build_api(document_of({"TicketState": state, "TrackPrivacy": state, "Room": room}))

    assert sorted(assign_names(api, {}).definitions.values()) == [
        "Purpose",
        "Room",
        "TicketState",
        "Topic",
        "TrackPrivacy",
    ]


def test_names_are_never_told_apart_by_ordinals() -> None:
    """Two structures of the same property differ in what it is."""
    several = [
        {"type": "object", "properties": {"id": {"type": kind}}} for kind in ("string", "integer")
    ]
    schemas = {"Held": {"type": "object", "properties": {"item": {"anyOf": several}}}}
    api, _ = build_api(document_of(schemas))

    names = set(assign_names(api, {}).definitions.values())
    assert not any(word in name for name in names for word in ("First", "Second", "_"))
    assert len(names) == 4

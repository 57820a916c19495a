"""A parameter of a path that takes several segments keeps the slashes between them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client.emitted import imported

DONE = {"responses": {"204": {"description": "Done"}}}
_TEXT = {"type": "string"}


def _get(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    declared = {"name": name, "in": "path", "required": True, "schema": schema}
    return {"get": {"operationId": f"get_{name}", "parameters": [declared], **DONE}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Wide", "version": "1"},
    "paths": {
        "/files/{proxy+}": _get("proxy", _TEXT),
        "/v1/{name}": _get("name", {**_TEXT, "pattern": "^shelves/[^/]+$"}),
        "/one/{id}": _get("id", {**_TEXT, "pattern": "^[^/]+$"}),
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of DOCUMENT."""
    return imported(tmp_path_factory.mktemp("wide"), DOCUMENT, "emitted_wide")


@pytest.mark.parametrize(
    ("method", "value", "target"),
    [
        ("get_proxy", "a b/c?.txt", "/files/a%20b/c%3F.txt"),
        ("get_name", "shelves/é", "/v1/shelves/%C3%A9"),
        ("get_id", "a:b", "/one/a%3Ab"),
    ],
)
def test_slashes_stay_where_segments_are_meant(
    package: Any, method: str, value: str, target: str
) -> None:
    asked: list[Any] = []

    def hook(request: Any) -> None:
        asked.append(request.target)
        raise InterruptedError

    client = package.Client(base_url="https://wide.example", request_hook=hook)
    with pytest.raises(InterruptedError):
        getattr(client.api, method)(value)

    assert asked == [target]


@pytest.mark.parametrize("value", ["../secret", "a/../b", "/etc", "a//b", "."])
def test_no_value_climbs(package: Any, value: str) -> None:
    with pytest.raises(package.InvalidRequest):
        package.Client(base_url="https://wide.example").api.get_proxy(value)

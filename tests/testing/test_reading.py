"""How the fake reads requests and answers them: what an independent client (Schemathesis) found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.client.documents import json_of, query, ref
from tests.testing.conftest import Package, emitted

TEXT = {"type": "string"}
LISTED = {"type": "object", "required": ["tags"], "properties": {"tags": {"type": "array"}}}
USER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "format": "int64", "readOnly": True},
        "name": TEXT,
        "born": {"type": "string", "format": "date", "example": "2020-01-02T03:04:05Z"},
        "password": {"type": "string", "writeOnly": True},
    },
}
PROBLEMS = [
    {"type": "object", "required": [name], "properties": {name: TEXT, "code": {"const": name}}}
    for name in ("error", "message")
]


def operation(answer: Any = None, body: Any = None, **more: Any) -> dict[str, Any]:
    """Return an operation that takes and answers these contents."""
    content = {} if answer is None else {"content": json_of(answer)}
    asked = {} if body is None else {"requestBody": {"required": True, "content": body}}
    return {"responses": {"200": {"description": "", **content}}, **asked, **more}


REFUSED = {"400": {"description": "", "content": json_of({"oneOf": PROBLEMS})}}
PLACE = {"name": "id", "in": "path", "required": True, "schema": USER["properties"]["id"]}
FILTER = {**query("filter", {"type": "object"}), "style": "deepObject"}
USERS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Users", "version": "1"},
    "components": {
        "schemas": {"User": USER},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "query", "name": "key"},
        },
    },
    "paths": {
        "/users": {
            "get": operation(
                {"type": "array", "items": ref("User")},
                parameters=[query("limit", {"type": "integer"}), FILTER],
            ),
            "post": operation(ref("User"), json_of(ref("User"))),
        },
        "/users/{id}": {"parameters": [PLACE], "get": operation(ref("User"))},
        "/users/import": {"post": operation()},
        "/users/{id}.json": {"parameters": [{**PLACE, "schema": TEXT}], "put": operation()},
        "/forms": {
            "post": operation(
                body={
                    "application/x-www-form-urlencoded": {"schema": LISTED},
                    "multipart/form-data": {"schema": LISTED},
                }
            )
        },
        "/file": {
            "put": operation(body={"multipart/form-data": {"schema": {**TEXT, "format": "binary"}}})
        },
        "/me": {
            "get": operation(ref("User"), security=[{"token": []}, {"key": []}]),
        },
    },
}
for _path in USERS["paths"].values():
    for _method in _path.keys() - {"parameters"}:
        _path[_method]["responses"] |= REFUSED


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of the document."""
    return emitted(tmp_path_factory.mktemp("users"), USERS, "fake_users")


def called(fake: Any, method: str, target: str, body: Any = None, kind: str = "") -> Any:
    """Return the call that a request makes."""
    from _runtime._http import Headers

    content = (
        body.encode()
        if isinstance(body, str)
        else b"" if body is None else json.dumps(body).encode()
    )
    pairs = [("Content-Type", kind or "application/json")]
    return fake.handle(method, target, Headers(pairs), content)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/users/import", "POST"),
        ("PUT", "/users/7", "GET"),
        ("GET", "/users/7.json", "PUT"),
        ("DELETE", "/users", "GET, POST"),
    ],
)
def test_a_path_that_is_written_out_has_its_own_methods_alone(
    users: Package, method: str, path: str, allowed: str
) -> None:
    answer = called(users.testing.FakeTransport(), method, path).response

    assert (answer.status, answer.headers["Allow"]) == (405, allowed)


def test_what_is_only_written_is_kept_and_not_answered(users: Package) -> None:
    fake = users.testing.FakeTransport()
    made = called(
        fake, "POST", "/users", {"name": "ann", "password": "hush", "id": 5}
    ).response.json()

    assert "password" not in made and made["id"] != 5
    assert fake.collections["/users"][str(made["id"])]["password"] == "hush"
    assert called(fake, "GET", f"/users/{made['id']}").response.json() == made
    assert called(fake, "GET", "/users").response.json() == [made]
    assert "password" not in called(fake, "GET", "/me?key=1").response.json()


def test_an_example_has_the_format_of_its_schema(users: Package) -> None:
    fake = users.testing.FakeTransport()

    assert len(called(fake, "GET", "/me?key=1").response.json()["born"]) == len("2020-01-02")


def test_a_large_number_is_read_as_it_is(users: Package) -> None:
    fake = users.testing.FakeTransport(missing="invented")

    assert called(fake, "GET", "/users/9223372036854775807").response.json()["id"] == 2**63 - 1
    assert called(fake, "GET", "/users/9223372036854775808").status == 400
    assert called(fake, "GET", f"/users/{'9' * 5000}").status == 400


def test_a_field_that_comes_once_is_a_list_of_one(users: Package) -> None:
    fake = users.testing.FakeTransport()
    part = '--b\r\nContent-Disposition: form-data; name="tags"\r\n\r\na\r\n--b--\r\n'
    form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"

    assert called(fake, "POST", "/forms", "tags=a", form).body == {"tags": ["a"]}
    assert called(fake, "POST", "/forms", "tags[]=a&tags[]=b", form).body == {"tags": ["a", "b"]}
    assert called(fake, "POST", "/forms", part, parts).body == {"tags": ["a"]}
    assert called(fake, "PUT", "/file", part, parts).status == 200
    nameless = called(fake, "POST", "/forms", "--b\r\n[]--b--\r\n", parts)
    assert (nameless.status, nameless.refusal) == (400, "the body has a part without a name")


def test_a_refusal_has_the_code_that_says_it(tmp_path: Path) -> None:
    codes = {"type": "string", "enum": ["invalid_request", "unauthorized", "not_found"]}
    problem = {"type": "object", "required": ["code"], "properties": {"code": codes}}
    answer = {"description": "", "content": json_of(problem)}
    get = {"responses": {"200": {"description": ""}, "4XX": answer}}
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Codes", "version": "1"},
        "components": {"securitySchemes": schemes},
        "paths": {"/x": {"get": {**get, "security": [{"token": []}]}}},
    }
    fake = emitted(tmp_path, document, "fake_codes").testing.FakeTransport()

    assert called(fake, "GET", "/x").response.json() == {"code": "unauthorized"}


def test_a_deep_object_has_lists(users: Package) -> None:
    fake = users.testing.FakeTransport()
    target = "/users?filter[kind]=a&filter[kind]=b&filter[by][]=c&filter[by][]=d"

    assert called(fake, "GET", target).query["filter"] == {"kind": ["a", "b"], "by": ["c", "d"]}


def test_a_number_that_comes_twice_is_none_to_the_letter(users: Package) -> None:
    asked = "/users?limit=1&limit=2"

    assert called(users.testing.FakeTransport(), "GET", asked).query["limit"] == 2
    assert called(users.testing.FakeTransport(strict=True), "GET", asked).status == 400


def test_who_has_no_credentials_is_asked_for_them(users: Package) -> None:
    answer = called(users.testing.FakeTransport(), "GET", "/me").response

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer, ApiKey"
    assert answer.json()["error"] == "the request has no credentials for token or key"

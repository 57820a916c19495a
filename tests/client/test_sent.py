"""What is sent, and where: forms with lists, one type a file, addresses below another."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

from tests.client.emitted import imported
from tests.client.listed_types import forms
from tests.client.local_server import LocalServer, Reply


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("forms"), forms(), "sent_forms")


@pytest.fixture
def calls(package: ModuleType, server: LocalServer) -> Any:
    server.answer = lambda seen: Reply(204)
    return package.Client(base_url=server.url).shop


def test_a_form_carries_lists_of_objects(calls: Any, server: LocalServer) -> None:
    calls.put_form({"items": [{"price": "a"}, {"price": "b"}]})
    assert unquote(server.seen[0].body.decode()) == "items[0][price]=a&items[1][price]=b"


def test_a_form_carries_bytes(calls: Any, server: LocalServer) -> None:
    calls.put_form({"seal": b"a\xff b"})
    assert server.seen[0].body == b"seal=a%FF+b"


def test_headers_that_the_transport_sends_are_no_arguments(calls: Any, server: LocalServer) -> None:
    calls.get_length(x_shop="s")
    assert server.seen[0].headers["x-shop"] == "s"


@pytest.mark.parametrize(
    ("name", "given", "content_type"),
    [
        ("a.png", "", b"image/png"),
        ("a.jpg", "", b"image/jpeg"),
        ("a.gif", "", b"image/png"),
        ("a.gif", "image/jpeg", b"image/jpeg"),
    ],
)
def test_a_file_travels_with_one_type(
    package: ModuleType,
    calls: Any,
    server: LocalServer,
    name: str,
    given: str,
    content_type: bytes,
) -> None:
    file = package.File(b"x", name=name, **({"content_type": given} if given else {}))
    calls.put_upload({"picture": file, "note": None, "place": {"town": "Ulm"}})
    body = server.seen[0].body
    assert b"Content-Type: " + content_type + b"\r\n" in body
    assert b"note" not in body
    assert b'Content-Type: application/json\r\n\r\n{"town":"Ulm"}' in body


@pytest.mark.parametrize("path", ["", "/"])
def test_a_relative_server_is_below_the_address(
    package: ModuleType, server: LocalServer, path: str
) -> None:
    server.answer = lambda seen: Reply(204)
    package.Client(base_url=server.url + path).shop.put_form({})
    package.Client(base_url=server.url, server_variables={"stage": "v4"}).shop.put_form({})
    package.Client(base_url=f"{server.url}/proxy").shop.put_form({})
    targets = [seen.target for seen in server.seen]
    assert targets == ["/api/v3/form", "/api/v4/form", "/proxy/form"]


def test_a_relative_server_alone_is_no_address(package: ModuleType) -> None:
    with pytest.raises(package.ClientError, match="base_url="):
        package.Client()


def test_a_relative_token_address_is_below_the_api(
    package: ModuleType, server: LocalServer
) -> None:
    server.replies += [Reply(value={"access_token": "T", "expires_in": 60}), Reply(204)]
    machine = package.ClientCredentials("id", "secret")
    package.Client(base_url=server.url, machine=machine).shop.get_secret()
    assert [seen.target for seen in server.seen] == ["/api/v3/oauth/token", "/api/v3/secret"]
    assert server.seen[1].headers["authorization"] == "Bearer T"

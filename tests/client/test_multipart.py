"""Parts of multipart bodies: without names, by their place, inside each other, one at a time."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest

from tests.client.documents import TEXT, ref
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

LINE = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
BYTES = {"type": "string", "format": "binary"}
JSON = {"contentType": "application/json"}
PAGE = {"type": "object", "properties": {"lines": {"type": "array", "items": ref("Line")}}}
PAIR = {"type": "array", "prefixItems": [ref("Line"), BYTES], "items": TEXT}
PLACED = {"prefixEncoding": [JSON, {"contentType": "image/png"}], "itemEncoding": JSON}
NESTED = {"encoding": {"lines": {"contentType": "multipart/mixed", "itemEncoding": JSON}}}
ITEMS = {"itemSchema": ref("Line")}
BODIES = {
    "whole": {"multipart/form-data": {"schema": BYTES}},
    "text": {"application/x-www-form-urlencoded": {"schema": TEXT}},
    "placed": {"multipart/mixed": {"schema": PAIR, **PLACED}},
    "nested": {"multipart/form-data": {"schema": PAGE, **NESTED}},
    "written": {"multipart/mixed": {"schema": TEXT}},
    "bounded": {"multipart/mixed; boundary=b": {"schema": TEXT}},
    "several": {"multipart/mixed": {**ITEMS, "itemEncoding": JSON}},
}
PATHS: dict[str, Any] = {
    f"/{name}": {
        "post": {
            "operationId": name,
            "tags": ["Parts"],
            "requestBody": {"required": True, "content": content},
            "responses": {"200": {"description": "", "content": {"multipart/mixed": ITEMS}}},
        }
    }
    for name, content in BODIES.items()
}
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Parts", "version": "1"},
    "components": {"schemas": {"Line": LINE}},
    "paths": PATHS,
}
MIXED = {"Content-Type": "multipart/mixed; boundary=x"}
ANSWER = (
    b'before\r\n--x\r\nContent-Type: application/json\r\n\r\n{"n": 1}\r\n'
    b'--x \r\n\r\n{"n":\r\n--xy 2}\r\n--x--\r\nafter'
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("parts"), DOCUMENT, "parts_of_bodies")


@pytest.fixture
def calls(package: ModuleType, server: LocalServer) -> Any:
    server.answer = lambda seen: Reply(body=b"--x--\r\n", headers=MIXED)
    return package.Client(base_url=server.url).parts


def sent(server: LocalServer) -> str:
    """Return the last body, its boundaries by one letter each."""
    text = server.seen[-1].body.decode().replace("\r\n", "\n")
    found = dict.fromkeys(re.findall(r"--([0-9a-f]{32})", text))
    for letter, boundary in zip("AB", found, strict=False):
        text = text.replace(boundary, letter)
    return text


def test_a_file_alone_is_a_part_called_file(calls: Any, server: LocalServer) -> None:
    calls.whole(b"abc")

    assert sent(server) == (
        '--A\nContent-Disposition: form-data; name="file"; filename="file"\n'
        "Content-Type: application/octet-stream\n\nabc\n--A--\n"
    )


def test_a_form_that_is_a_text_travels_as_it_is(calls: Any, server: LocalServer) -> None:
    calls.text("a=1&b")

    assert sent(server) == "a=1&b"


@pytest.mark.parametrize(
    ("name", "boundary"), [("written", '"x y"'), ("bounded", "b")], ids=["written", "bounded"]
)
@pytest.mark.parametrize("body", ["--x y\r\n\r\none\r\n--x y--", b"--x y\r\n\r\none\r\n--x y--"])
def test_parts_that_are_one_text_travel_as_they_are(
    calls: Any, server: LocalServer, name: str, boundary: str, body: str | bytes
) -> None:
    getattr(calls, name)(body)

    assert server.seen[0].body == b"--x y\r\n\r\none\r\n--x y--"
    assert server.seen[0].headers["content-type"].endswith(f"boundary={boundary}")


def test_parts_without_names_travel_as_their_place_says(calls: Any, server: LocalServer) -> None:
    calls.placed([{"n": 1}, b"abc", "c"])

    assert sent(server) == (
        '--A\nContent-Type: application/json\n\n{"n":1}\n'
        '--A\nContent-Disposition: attachment; filename="file"\nContent-Type: image/png\n\nabc\n'
        '--A\nContent-Type: application/json\n\n"c"\n--A--\n'
    )


def test_a_part_holds_parts(package: ModuleType, calls: Any, server: LocalServer) -> None:
    calls.nested(package.models.NestedRequest(lines=[package.models.Line(n=1)]))

    assert sent(server) == (
        '--A\nContent-Disposition: form-data; name="lines"\n'
        "Content-Type: multipart/mixed; boundary=B\n\n"
        '--B\nContent-Type: application/json\n\n{"n":1}\n--B--\n\n--A--\n'
    )


def test_items_are_checked_and_sent_as_parts(
    package: ModuleType, calls: Any, server: LocalServer
) -> None:
    calls.several([package.models.Line(n=1), {"n": 2}])

    assert sent(server).count("Content-Type: application/json\n\n{") == 2
    with pytest.raises(package.ValidationError):
        calls.several([{"n": "x"}])


@pytest.mark.parametrize("size", [1, 7, len(ANSWER)])
def test_parts_of_an_answer_come_one_by_one(package: ModuleType, size: int) -> None:
    """Wherever the pieces are cut; what only begins like a boundary is none."""
    sequences = package._runtime._sequences
    found = sequences.splitter('Multipart/Mixed; boundary="x"')
    pieces = [ANSWER[at : at + size] for at in range(0, len(ANSWER), size)]
    items = [item for piece in pieces for item in found.fed(piece)]

    assert [*items, *found.ended()] == [b'{"n": 1}', b'{"n":\r\n--xy 2}']


def test_an_answer_of_parts_is_typed(package: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(body=ANSWER.replace(b"\r\n--xy", b""), headers=MIXED)
    lines = package.Client(base_url=server.url).parts.whole(b"")

    assert [*lines] == [package.models.Line(n=1), package.models.Line(n=2)]

"""The table of docs/errors.md, row by row, against a real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.listed_types import media_types
from tests.client.local_server import LocalServer, Reply

DOCS = Path(__file__).parents[2] / "docs" / "errors.md"
HTML = {"Content-Type": "text/html"}
REPLIES = {
    "TransportError unknown": Reply(value={"sum": 3}, cut=True),
    "TimedOut unknown": Reply(value={"sum": 3}, wait=1.0),
    "ApiError 4xx none": Reply(404),
    "ApiError 408, 425, 5xx unknown": Reply(500),
    "UnexpectedAnswer 2xx done": Reply(body=b"<html>", headers=HTML),
    "UnexpectedAnswer 202 unknown": Reply(202, {"sum": 3}),
    "UnexpectedAnswer 3xx unknown": Reply(302),
    "InvalidAnswer done": Reply(value=["x"]),
}
ROW = re.compile(r"\| `(\w+)`([^|]*) \|[^|]*\| (\w+) \| (\w+) \|")


def rows() -> dict[str, tuple[str, str, str]]:
    """Return class, effect and `sent` of each row."""
    found = ROW.findall(DOCS.read_text(encoding="utf-8"))
    return {f"{name}{when} {effect}": (name, effect, sent) for name, when, effect, sent in found}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("effects"), media_types(), "effects")


@pytest.mark.parametrize("row", REPLIES)
def test_an_error_tells_whether_the_call_had_its_effect(
    package: Any, server: LocalServer, row: str
) -> None:
    server.replies.append(REPLIES[row])
    name, effect, sent = rows()[row]
    client = package.Client(base_url=server.url, retries=0, timeout=0.3)
    with pytest.raises(getattr(package, name)) as caught:
        client.shop.get_same()
    assert (caught.value.effect, caught.value.sent) == (effect, sent)


def test_what_was_never_sent_had_no_effect(package: Any) -> None:
    client = package.Client(base_url="http://127.0.0.1:9", retries=0)
    with pytest.raises(package.TransportError) as caught:
        client.shop.get_same()
    with pytest.raises(package.InvalidRequest) as refused:
        client.shop.put_latin("€")
    table = rows()
    assert (caught.value.effect, caught.value.sent) == table["TransportError none"][1:]
    assert (refused.value.effect, refused.value.sent) == table["InvalidRequest none"][1:]


def test_each_row_is_tested() -> None:
    """Those of credentials, signing, streams, lists and polling have tests of their own."""
    own = {
        "InvalidRequest",
        "MissingCredentials",
        "OperationFailed",
        "PagingError",
        "JournalError",
        "SigningError",
        "StreamError",
    }
    rest = {row for row, (name, *_) in rows().items() if name not in own}
    assert rest == {*REPLIES, "TransportError none", "ApiError 4xx, repeated unknown"}

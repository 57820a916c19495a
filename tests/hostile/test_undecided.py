"""A text too long for its pattern: refused where it is sent, taken and logged where it comes."""

from __future__ import annotations

import importlib
import json
import logging
import time
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document, thing, to

_AROUND = r"^(?=(a+)+$).*$"
_LONG = "a" * 40


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package with a pattern that is searched for in short texts only."""
    held = thing(code={"type": "string", "pattern": _AROUND}, size={"type": "integer"}, note=TEXT)
    content = {"application/json": {"schema": to("T")}}
    operation = {
        "operationId": "change",
        "tags": ["t"],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    many = {"application/json": {"schema": {"type": "array", "items": to("T")}}}
    listing = {"operationId": "listAll", "tags": ["t"]}
    listing |= {"responses": {"200": {"description": "", "content": many}}}
    return imported(
        tmp_path_factory.mktemp("undecided"),
        document({"T": held}, {"/t": {"post": operation, "get": listing}}),
        "undecided",
    )


class _Answers:
    """A transport that answers with a body, and counts how often it was asked."""

    def __init__(self, package: ModuleType, body: Any) -> None:
        self._package = package
        self._body = json.dumps(body).encode()
        self.asked = 0

    def send(self, request: Any, timeout: float) -> Any:
        self.asked += 1

        http = importlib.import_module(f"{self._package.__name__}._runtime._http")
        return http.Response(200, http.Headers([("Content-Type", "application/json")]), self._body)

    def close(self) -> None:
        pass


def test_a_validator_says_that_it_is_undecided(package: ModuleType) -> None:
    """What is surely wrong comes first; what is short is decided."""
    validate = package.validators.VALIDATORS["#/components/schemas/T"]
    validate({"code": "aaa"})
    with pytest.raises(package.ValidationError) as raised:
        validate({"note": _LONG, "code": _LONG[1:]})
    assert raised.value.undecided
    (issue,) = raised.value.issues
    assert (issue.instance, issue.keyword) == ("/code", "undecided")
    assert _LONG[1:] not in str(raised.value) + repr(raised.value.args)

    for wrong in ({"code": "b"}, {"code": _LONG, "size": "x"}):
        with pytest.raises(package.ValidationError) as raised:
            validate(wrong)
        assert not raised.value.undecided


def test_a_request_is_refused_and_an_answer_taken(
    package: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    """However closely answers are held to their schema; the log tells once."""
    for answers in ("checked", "lenient"):
        transport = _Answers(package, {"code": _LONG, "size": 1})
        with package.Client(transport=transport, answers=answers) as client:
            with pytest.raises(package.ValidationError):
                client.t.change({"code": _LONG})
            assert transport.asked == 0
            with caplog.at_level(logging.WARNING):
                answer = client.t.change({"code": "a"})
        assert (answer.code, answer.size) == (_LONG, 1)
    assert caplog.text.count("undecided]") == 1 and _LONG not in caplog.text


def test_what_is_wrong_for_sure_is_no_doubt(package: ModuleType) -> None:
    """An answer that is held to its schema is refused where something else is wrong."""
    transport = _Answers(package, {"code": _LONG, "size": "x"})
    with (
        package.Client(transport=transport, answers="checked") as client,
        pytest.raises(package.InvalidAnswer),
    ):
        client.t.change({"code": "a"})


@pytest.mark.slow
def test_a_deadline_holds_while_an_answer_is_decoded(package: ModuleType) -> None:
    """Of very many texts that take some milliseconds each, those that are left are undecided.

    Processor time counts: other tests run beside this one.
    """
    evil = {"code": "a" * 15 + "!"}
    with package.Client(transport=_Answers(package, [evil] * 50_000), deadline=1) as client:
        started = time.process_time()
        answer = client.t.list_all()
    assert len(answer) == 50_000 and answer[-1].code == evil["code"]
    assert time.process_time() - started < 30  # Without a deadline it takes minutes.

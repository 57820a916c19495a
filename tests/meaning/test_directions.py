"""readOnly and writeOnly bind one direction: get, change, put works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply
from tests.meaning.documents import document_of, ref

OWNER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "mail"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "mail": {"type": "string"}},
}
BUG: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "secret", "owner"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
        "owner": ref("Owner"),
    },
}
ANSWER = {"id": 1, "name": "n", "owner": {"id": 2, "mail": "m"}}


@pytest.fixture(scope="module")
def bugs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    document = document_of({"Owner": OWNER, "Bug": BUG}, put=(ref("Bug"), ref("Bug")))
    return imported(tmp_path_factory.mktemp("bugs"), document, "emitted_bugs")


def test_an_answer_lacks_what_is_only_written(bugs: Any) -> None:
    bug = bugs.models.Bug.from_json(json.dumps(ANSWER))

    assert bug.secret is None
    assert bug.to_dict() == ANSWER


def test_a_request_lacks_what_is_only_read(bugs: Any) -> None:
    models = bugs.models

    sent = models.BugInput(name="n", secret="s", owner=models.OwnerInput(mail="m"))

    assert sent.to_dict() == {"name": "n", "secret": "s", "owner": {"mail": "m"}}
    with pytest.raises(TypeError, match="'secret'"):
        models.BugInput(name="n", owner=models.OwnerInput(mail="m"))


def test_what_was_got_is_sent_without_what_is_only_read(bugs: Any) -> None:
    bug = bugs.models.Bug.from_json(json.dumps(ANSWER))
    bug.secret = "s"

    plain = bugs.codecs.BugInput.checked(bug)

    assert plain == {"name": "n", "secret": "s", "owner": {"mail": "m"}}
    assert bug.to_dict() == {**ANSWER, "secret": "s"}


def test_what_was_got_may_stand_in_what_is_sent(bugs: Any) -> None:
    owner = bugs.models.Owner(id=2, mail="m")

    sent = bugs.models.BugInput(name="n", secret="s", owner=owner)

    assert bugs.codecs.BugInput.checked(sent)["owner"] == {"mail": "m"}


def test_validators_ask_in_both_directions(bugs: Any) -> None:
    validate = bugs.validators.VALIDATORS["#/components/schemas/Bug"]

    validate({**ANSWER, "secret": "s"})
    for name in ("id", "secret"):
        with pytest.raises(Exception, match=f'lacks "{name}"'):
            validate(
                {key: value for key, value in {**ANSWER, "secret": "s"}.items() if key != name}
            )


def test_the_client_takes_both(bugs: Any) -> None:
    bug = bugs.models.Bug.from_json(json.dumps(ANSWER))
    bug.secret = "s"
    with LocalServer() as server:
        server.replies += [Reply(value=ANSWER), Reply(value=ANSWER)]
        things = bugs.Client(base_url=server.url).things

        answer = things.put_thing(bug)
        things.put_thing({"name": "n", "secret": "s", "owner": {"mail": "m"}})

    assert answer.id == 1
    sent = {"name": "n", "secret": "s", "owner": {"mail": "m"}}
    assert [seen.json for seen in server.seen] == [sent, sent]


def test_the_input_yields_to_a_component_of_its_name(tmp_path: Path) -> None:
    document = document_of(
        {"Owner": OWNER, "OwnerInput": {"type": "object", "properties": {"x": {"type": "string"}}}},
        put=(ref("Owner"), ref("OwnerInput")),
    )

    found = imported(tmp_path, document, "emitted_owner_input")

    assert found.models.OwnerInput(x="y").to_dict() == {"x": "y"}
    assert found.models.OwnerInputForm(mail="m").to_dict() == {"mail": "m"}


def test_what_differs_in_nothing_is_one_class(tmp_path: Path) -> None:
    optional = {**OWNER, "required": ["mail"]}
    document = document_of({"Owner": optional}, put=(ref("Owner"), ref("Owner")))

    found = imported(tmp_path, document, "emitted_optional_owner")

    assert not hasattr(found.models, "OwnerInput")


def test_what_is_only_read_wherever_it_is_used(tmp_path: Path) -> None:
    audit = {"type": "object", "readOnly": True, "properties": {"by": {"type": "string"}}}
    note = {"type": "object", "required": ["audit"], "properties": {"audit": ref("Audit")}}
    document = document_of({"Audit": audit, "Note": note}, put=(ref("Note"), ref("Note")))
    notes = imported(tmp_path, document, "emitted_notes")

    with LocalServer() as server:
        server.replies += [Reply(value={"audit": {"by": "me"}}), Reply(value={"audit": {}})]
        things = notes.Client(base_url=server.url).things
        got = things.put_thing({})
        things.put_thing(got)

    assert got.audit.by == "me"
    assert [seen.json for seen in server.seen] == [{}, {}]


def test_a_form_goes_without_what_is_only_read(tmp_path: Path) -> None:
    note = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "text": {"type": "string"}},
    }
    document = document_of({"Note": note}, put=(ref("Note"), ref("Note")))
    body = document["paths"]["/thing"]["put"]["requestBody"]
    body["content"] = {"application/x-www-form-urlencoded": {"schema": ref("Note")}}
    notes = imported(tmp_path, document, "emitted_form_notes")

    with LocalServer() as server:
        server.replies += [Reply(value={"id": 1, "text": "a"}), Reply(value={"id": 1})]
        things = notes.Client(base_url=server.url).things
        things.put_thing(things.put_thing({"text": "a"}))

    assert [seen.body for seen in server.seen] == [b"text=a", b"text=a"]

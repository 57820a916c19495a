"""The fake over HTTP, its cassettes, strategies and fixtures."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from _runtime._http import Headers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.emitted import written
from tests.testing.conftest import Package, emitted
from tests.testing.documents import PETS

TEXT = {"type": "string"}
BASIC = {"type": "http", "scheme": "basic"}


def fetched(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, Any]:
    headers = {"Authorization": "Bearer x", "Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_a_program_in_any_language_can_call_it(pets: Package) -> None:
    with pets.testing.FakeServer(pets.testing.FakeTransport()) as server:
        status, made = fetched(f"{server.url}/v1/pets", "POST", b'{"name": "Rex", "kind": "dog"}')
        assert status == 201
        assert fetched(f"{server.url}/v1/pets/{made['id']}") == (200, made)
        assert fetched(f"{server.url}/pets")[1]["items"] == [made]
        assert fetched(f"{server.url}/v1/pets/none")[0] == 404
        assert fetched(f"{server.url}/v1/pets", "POST", b"{}")[0] == 400


def test_the_package_is_a_server(tmp_path: Path) -> None:
    written(tmp_path, PETS, "served_pets", testing=True)
    command = [sys.executable, "-m", "served_pets.testing", "--seed", "3", "--no-credentials"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"Pets: 6 operations at (http://127\.0\.0\.1:\d+)\n", line)
            assert found, line
            assert fetched(f"{found[1]}/v1/kinds")[0] == 200
        finally:
            process.terminate()


def test_a_port_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    written(tmp_path, PETS, "ported_pets", testing=True)
    command = [sys.executable, "-m", "ported_pets.testing", "--port", "99999"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: python -m ported_pets.testing")
    assert "it can't listen at 127.0.0.1, port 99999" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_connection_really_breaks(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    fake.fail("POST /pets", pets.testing.Fault.dropped_after())
    with pets.testing.FakeServer(fake) as server:
        client = pets.package.Client(base_url=f"{server.url}/v1", token="x", retries=0)
        with client, pytest.raises(pets.package.TransportError) as caught:
            client.pets.create_pet({"name": "Rex", "kind": "dog"})

    assert caught.value.effect == "unknown"
    assert [call.status for call in fake.calls] == [0]
    assert len(fake.collections["/pets"]) == 1


def test_calls_are_played_again_without_secrets(pets: Package, tmp_path: Path) -> None:
    def played(fake: Any) -> list[Any]:
        client = pets.package.Client(
            base_url="https://pets.example.com/v1", transport=fake, token="hush-hush"
        )
        pet = client.pets.create_pet({"name": "Rex", "kind": "dog", "password": "hush-hush"})
        return [pet, client.pets.get_pet(pet.id), *client.pets.list_pets()]

    path = tmp_path / "cassette.json"
    fake = pets.testing.FakeTransport(seed=5)
    first = played(fake)
    fake.save(path)

    assert "hush" not in path.read_text()
    again = pets.testing.FakeTransport(cassette=path)
    assert played(again) == first
    with pytest.raises(pets.package.TransportError, match="no further GET /kinds"):
        again.client().with_options(retries=0).kinds.list_kinds()


def test_no_cassette_holds_a_secret(tmp_path: Path) -> None:
    """By its name, by its format, and where it stands again: in a path, a form, an answer."""
    properties = {
        "user": TEXT,
        "phrase": {**TEXT, "format": "password"},
        "pin": {"type": "integer"},
    }
    body = {"schema": {"type": "object", "properties": properties}}
    kinds = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    path = {"name": "word", "in": "path", "required": True, "schema": TEXT}
    asked = {"content": dict.fromkeys(kinds, body)}
    answers = {"200": {"description": "", "content": {"application/json": body}}}
    operation = {"operationId": "enter", "requestBody": asked, "responses": answers}
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "k"}, "basic": BASIC}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Doors", "version": "1"},
        "components": {"securitySchemes": schemes},
        "security": [{"key": []}, {"basic": []}],
        "paths": {"/doors/{word}": {"parameters": [path], "post": operation}},
    }
    testing = emitted(tmp_path, document, "fake_doors").testing

    def played(fake: Any) -> list[Any]:
        form = "user=ann&phrase=hush-phrase"
        parts = (
            '--b\r\nContent-Disposition: form-data; name="phrase"\r\n\r\nhush-phrase\r\n--b--\r\n'
        )
        sent = [
            ("application/json", '{"user": "hush-phrase", "phrase": "hush-phrase", "pin": 4711}'),
            ("application/x-www-form-urlencoded", form),
            ("multipart/form-data; boundary=b", parts),
        ]
        for kind, content in sent:
            basic = base64.b64encode(b"ann:hush-word").decode()
            headers = Headers([("Content-Type", kind), ("Authorization", f"Basic {basic}")])
            fake.handle("POST", "/doors/hush-word?k=hush-key", headers, content.encode())
        return [call.response.json() for call in fake.calls]

    recorded = tmp_path / "cassette.json"
    fake = testing.FakeTransport()
    fake.on("POST /doors/{word}")(lambda call: {"user": "hush-key", **(call.body or {})})
    played(fake)
    fake.save(recorded)
    text = recorded.read_text()

    assert not [word for word in ("hush", "4711", "YW5u", "aHVz") if word in text]
    assert [answer["phrase"] for answer in played(testing.FakeTransport(cassette=recorded))] == [
        "masked"
    ] * 3


def test_strategies_give_what_the_document_allows(pets: Package) -> None:
    strategies = pets.testing.strategies
    validate = pets.package.validators.VALIDATORS["#/components/schemas/Pet"]

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        strategies.of(pets.package.models.Pet),
        strategies.answer("GET /pets/{petId}"),
        st.data(),
    )
    def holds(pet: Any, answer: Any, data: st.DataObject) -> None:
        validate(pet.to_dict())
        validate(answer)
        fake = pets.testing.FakeTransport()
        body = data.draw(strategies.request("POST /pets"))
        assert fake.client().request("POST", "/pets", body).status == 201

    holds()
    with pytest.raises(ValueError, match="takes no body"):
        strategies.request("GET /pets")


PROGRAM = """
pytest_plugins = ["fixture_pets.testing.pytest_plugin"]


def test_it(fixture_pets_client, fixture_pets_fake, fixture_pets_server):
    pet = fixture_pets_client.pets.create_pet({"name": "Rex", "kind": "dog"})
    assert [*fixture_pets_fake.collections["/pets"]] == [pet.id]
    assert fixture_pets_server.startswith("http://127.0.0.1:")
"""


def test_there_are_fixtures(tmp_path: Path) -> None:
    written(tmp_path, PETS, "fixture_pets", testing=True)
    (tmp_path / "conftest.py").write_text(PROGRAM.partition("\n\n\n")[0])
    (tmp_path / "test_it.py").write_text(PROGRAM.partition("\n\n\n")[2])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]

    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout

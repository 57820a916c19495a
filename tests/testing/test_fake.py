"""The fake as a client sees it: it reads, remembers, refuses and goes wrong as asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from _runtime._http import Headers

from tests.testing.conftest import Package, emitted


def client_of(pets: Package, transport: Any, **options: Any) -> Any:
    options.setdefault("token", "secret")
    return pets.package.Client(transport=transport, **options)


def test_what_is_made_is_found_listed_changed_and_removed(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    client = client_of(pets, fake)
    rex = client.pets.create_pet({"name": "Rex", "kind": "dog"})

    assert (rex.name, rex.kind) == ("Rex", "dog")
    assert client.pets.get_pet(rex.id) == rex
    assert client.pets.change_pet(rex.id, {"tag": "old"}).tag == "old"
    assert [pet.id for pet in client.pets.list_pets()] == [rex.id]
    client.pets.delete_pet(rex.id)
    with pytest.raises(pets.package.NotFound) as caught:
        client.pets.get_pet(rex.id)
    assert caught.value.body["error"]["code"] == 404
    assert rex.id in caught.value.body["error"]["message"]


def test_lists_come_in_pages_and_by_what_is_asked_for(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    client = client_of(pets, fake)
    for number in range(5):
        client.pets.create_pet({"name": f"pet {number}", "kind": "cat" if number % 2 else "dog"})

    assert [pet.name for pet in client.pets.list_pets(limit=2)] == [f"pet {n}" for n in range(5)]
    assert [pet.name for pet in client.pets.list_pets(kind="cat")] == ["pet 1", "pet 3"]
    assert [len(page.items) for page in client.pets.list_pets(limit=2).pages()] == [2, 2, 1]


def test_the_same_seed_gives_the_same_answers(pets: Package) -> None:
    def ids(seed: int) -> list[str]:
        client = client_of(pets, pets.testing.FakeTransport(seed=seed))
        return [client.pets.create_pet({"name": "x", "kind": "cat"}).id for _ in range(3)]

    assert ids(1) == ids(1)
    assert ids(1) != ids(2)
    assert len({*ids(1)}) == 3


def test_what_a_test_puts_there_is_found(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    added = fake.collections["/pets"].add(name="Tom", kind="cat")

    found = client_of(pets, fake).pets.get_pet(added["id"])
    fake.collections["/pets"][added["id"]]["name"] = "Tim"

    assert (found.name, found.kind) == ("Tom", "cat")
    assert client_of(pets, fake).pets.get_pet(added["id"]).name == "Tim"


def test_what_nobody_made_is_there_where_it_is_asked_to_be(pets: Package) -> None:
    fake = pets.testing.FakeTransport(missing="invented")
    client = client_of(pets, fake)

    assert client.pets.get_pet("pet-abcdefgh").id == "pet-abcdefgh"
    assert client.pets.get_pet("pet-abcdefgh") == client.pets.get_pet("pet-abcdefgh")


def test_what_is_wrong_is_refused_as_the_document_says(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    client = client_of(pets, fake)
    for body in (b'{"name": "", "kind": "cow"}', b"{", b""):
        with pytest.raises(pets.package.BadRequest) as caught:
            client.request("POST", "/pets", body)
        assert caught.value.body["error"]["code"] == 400
    with pytest.raises(pets.package.BadRequest):
        client.request("GET", "/pets?limit=none")

    assert {issue.instance for issue in fake.calls[0].issues} == {"/body/name", "/body/kind"}
    assert [call.status for call in fake.calls] == [400] * 4


@pytest.mark.parametrize(
    ("method", "target", "headers", "status"),
    [
        ("POST", "/v1/pets", {}, 401),
        ("GET", "/v1/nothing", {}, 404),
        ("PUT", "/v1/pets", {}, 405),
        ("POST", "/v1/pets", {"Authorization": "Bearer x", "Content-Type": "text/plain"}, 415),
        ("HEAD", "/v1/kinds", {"Authorization": "Bearer x"}, 200),
    ],
)
def test_the_ways_of_http_are_kept(
    pets: Package, method: str, target: str, headers: dict[str, str], status: int
) -> None:
    fake = pets.testing.FakeTransport()
    sent = Headers(headers.items())

    assert fake.handle(method, target, sent, b"x" if headers else b"").status == status


def test_a_method_that_a_path_lacks_is_told_which_it_has(pets: Package) -> None:
    fake = pets.testing.FakeTransport()

    answered = fake.handle("PUT", "/v1/pets", Headers(), b"").response
    assert {*answered.headers["Allow"].split(", ")} == {"GET", "POST"}
    assert "Allow" not in fake.handle("GET", "/v1/nothing", Headers(), b"").response.headers


def test_a_path_that_is_written_out_goes_before_one_with_places(tmp_path: Path) -> None:
    def answers(*parameters: Any) -> Any:
        return {"get": {"parameters": [*parameters], "responses": {"204": {"description": ""}}}}

    since = {"name": "since", "in": "query", "required": True, "schema": {"type": "integer"}}
    place = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {"/pets/all": answers(since), "/pets/{id}": answers(place)}
    document = {"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": paths}
    fake = emitted(tmp_path, document, "fake_all").testing.FakeTransport(missing="invented")

    assert fake.handle("GET", "/pets/all", Headers(), b"").status == 400
    assert fake.handle("GET", "/pets/all?since=1", Headers(), b"").status == 204
    assert fake.handle("GET", "/pets/7", Headers(), b"").status == 204


def test_handlers_answer_in_place_of_the_fake(pets: Package) -> None:
    fake = pets.testing.FakeTransport()

    @fake.on("POST /pets")
    def create(call: Any) -> Any:
        if call.body["name"] == "taken":
            return 400, {"error": {"message": "taken", "code": 7}}
        made = call.default()
        return made | {"tag": "seen"}

    client = client_of(pets, fake)
    assert client.pets.create_pet({"name": "Rex", "kind": "dog"}).tag == "seen"
    with pytest.raises(pets.package.BadRequest) as caught:
        client.pets.create_pet({"name": "taken", "kind": "dog"})
    assert caught.value.body["error"]["code"] == 7
    with pytest.raises(ValueError, match="POST /pets"):
        fake.on("POST /pet")


def test_faults_come_when_they_are_asked_for(pets: Package) -> None:
    Fault = pets.testing.Fault
    fake = pets.testing.FakeTransport()
    client = client_of(pets, fake, retries=0)
    body = {"name": "Rex", "kind": "dog"}
    fake.fail("POST /pets", Fault.rate_limited(3), Fault.dropped_before(), Fault.dropped_after())

    with pytest.raises(pets.package.RateLimited) as limited:
        client.pets.create_pet(body)
    assert limited.value.headers["retry-after"] == "3"
    for made in (0, 1):
        with pytest.raises(pets.package.TransportError) as dropped:
            client.pets.create_pet(body)
        assert dropped.value.effect == "unknown"
        assert len(fake.collections["/pets"]) == made
    assert client.pets.create_pet(body).name == "Rex"


def test_a_newer_server_is_played(pets: Package) -> None:
    Fault = pets.testing.Fault
    fake = pets.testing.FakeTransport()
    client = client_of(pets, fake)
    pet = client.pets.create_pet({"name": "Rex", "kind": "dog"})
    fake.fail("GET /pets/{petId}", Fault.newer_member(), Fault.newer_property())

    assert client.pets.get_pet(pet.id).to_dict()["kind"] == "AddedLater"
    assert "addedLater" in client.pets.get_pet(pet.id).to_dict()
    fake.fail("GET /pets/{petId}", Fault.content_type())
    with pytest.raises(pets.package.UnexpectedAnswer):
        client.pets.get_pet(pet.id)


def test_a_plan_breaks_the_same_calls_each_time(pets: Package) -> None:
    def seen(seed: int) -> list[str]:
        faults = pets.testing.FaultPlan(seed=seed, rate=0.5)
        fake = pets.testing.FakeTransport(faults=faults)
        client = client_of(pets, fake, retries=0)
        for _ in range(20):
            try:
                client.kinds.list_kinds()
            except pets.package.ClientError:
                continue
        return [repr(call.fault) for call in fake.calls]

    assert seen(7) == seen(7)
    assert seen(7) != seen(8)
    assert len({*seen(7)}) > 3


def test_an_asynchronous_client_shares_what_is_remembered(pets: Package) -> None:
    fake = pets.testing.FakeTransport()
    pet = client_of(pets, fake).pets.create_pet({"name": "Rex", "kind": "dog"})

    async def get() -> Any:
        transport = pets.testing.AsyncFakeTransport(of=fake)
        async with pets.package.AsyncClient(transport=transport, token="x") as client:
            return await client.pets.get_pet(pet.id)

    assert asyncio.run(get()) == pet
    assert [call.operation for call in fake.calls] == ["POST /pets", "GET /pets/{petId}"]

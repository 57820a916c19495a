"""`--flavor pydantic` comes with the client: the same calls, over models of pydantic."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pydantic
import pytest

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.generate import prepare, write
from dfnsgen.options import Options
from tests.client.emitted import importing
from tests.client.local_server import LocalServer, Reply

ROOT = Path(__file__).parents[2]
_TEXT = {"type": "string"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


_SCHEMAS: dict[str, Any] = {
    "Cat": _object("kind", kind={"const": "cat"}, lives={"type": "integer"}),
    "Dog": _object("kind", kind={"const": "dog"}, tricks={"type": "array", "items": _TEXT}),
    "Pet": {"oneOf": [_ref("Cat"), _ref("Dog")]},
    "Size": {"enum": ["small", "large"]},
    "Owner": _object(
        "name",
        name=_TEXT,
        **{"external-id": _TEXT, "born": {**_TEXT, "format": "date"}},
        note={"type": ["string", "null"]},
        pet=_ref("Pet"),
        size=_ref("Size"),
        ark=_ref("Ark"),
        json={"type": "number"},
        list={"type": "array", "items": _ref("Pet")},
    ),
    "Ark": _object("", **{"main-zoo": _ref("Zoo")}),
    "Zoo": _object("", **{"main-pet": _ref("Pet")}),
    "Toy": _object("id name", id={**_TEXT, "readOnly": True}, name=_TEXT),
    "Owners": _object("list", list={"type": "array", "items": _ref("Owner")}, next=_TEXT),
}


def _content(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _ref(name)}}}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "security": [{"token": []}],
    "paths": {
        "/owners": {
            "post": {
                "operationId": "createOwner",
                "tags": ["owners"],
                "requestBody": {"required": True, **_content("Owner")},
                "responses": {"200": {"description": "made", **_content("Owner")}},
            },
            "get": {
                "operationId": "listOwners",
                "tags": ["owners"],
                "parameters": [
                    _query("cursor", _TEXT),
                    _query("size", _ref("Size")),
                    _query("since", {**_TEXT, "format": "date"}),
                ],
                "responses": {"200": {"description": "some", **_content("Owners")}},
            },
        },
        "/toys": {
            "put": {
                "operationId": "keepToy",
                "tags": ["toys"],
                "requestBody": {"required": True, **_content("Toy")},
                "responses": {"200": {"description": "kept", **_content("Toy")}},
            }
        },
        "/pets": {
            "get": {
                "operationId": "listPets",
                "tags": ["owners"],
                "responses": {
                    "200": {
                        "description": "all",
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": _ref("Pet")}}
                        },
                    }
                },
            },
        },
    },
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
PAGING = (("parameter", "cursor"), ("next", "next"), ("items", "list"))


def _package(folder: Path, flavor: Flavor, name: str, **options: Any) -> ModuleType:
    source = folder / "shop.json"
    source.write_text(json.dumps(DOCUMENT))
    made = Options(
        sources=(str(source),), out=folder, package=name, flavor=flavor, cache=False, **options
    )
    write(prepare(made))
    return importing(folder, name)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package with models of pydantic."""
    folder = tmp_path_factory.mktemp("pydantic_client")
    return _package(folder, Flavor.PYDANTIC, "pydantic_shop", paging=PAGING, testing=True)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package with our own models."""
    folder = tmp_path_factory.mktemp("our_client")
    return _package(folder, Flavor.DATACLASS, "our_shop", paging=PAGING, types=frozenset({"date"}))


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


def client_of(shop: ModuleType, server: LocalServer, **options: Any) -> Any:
    return shop.Client(base_url=server.url, token="t", **{"retries": 0, **options})


def test_the_models_are_pydantic_s(shop: ModuleType) -> None:
    assert issubclass(shop.models.Owner, pydantic.BaseModel)
    with pytest.raises(pydantic.ValidationError):
        shop.models.Owner(name=1)


CALLS = (
    'models.Owner(name="Ann", ark=models.Ark(main_zoo=models.Zoo(main_pet=models.Cat())))',
    "models.Cat(lives=9)",
    'models.Dog(kind="dog", tricks=["sit"])',
    'models.Owner(name="Ann", external_id="x", note=None, pet=models.Cat(lives=1))',
    'models.Owner(name="Ann", born="2024-01-02", additional_properties={"more": [1]})',
    'models.Owner(name="Ann", size="small", json=1.5)',
    'models.Owner(name="Ann", list=[models.Cat(), models.Dog()])',
)


@pytest.mark.parametrize("call", CALLS)
def test_the_same_constructor_gives_the_same_json(
    shop: ModuleType, ours: ModuleType, call: str
) -> None:
    made = eval(call, {"models": shop.models})
    other = eval(call, {"models": ours.models})

    assert made.to_json() == other.to_json()
    assert made.to_dict() == other.to_dict() == json.loads(made.to_json())
    assert type(made).from_json(made.to_json()) == made
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made


TEXTS = (
    '{"name":"Ann"}',
    '{"name":"Ann","note":null,"pet":{"kind":"cat","lives":9},"more":{"a":[1,null]}}',
    '{"name":"Ann","list":[{"kind":"dog","tricks":[]},{"kind":"cat"}]}',
    '{"name":"Ann","external_id":"not the declared one","external-id":"x"}',
    '{"name":"Ann","ark":{"main-zoo":{"main-pet":{"kind":"cat"}}}}',
    '{"name":"Ann","json":1}',
    '{"name":"Ann","json":12345678901234567890.125}',
)


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_read_is_written_again(shop: ModuleType, ours: ModuleType, text: str) -> None:
    made = shop.models.Owner.from_json(text)

    assert json.loads(made.to_json()) == json.loads(text)
    if '"json"' not in text:  # A number is a float of the same value.
        assert made.to_json() == ours.models.Owner.from_json(text).to_json()


WRONG = ('{"nam":"Ann"}', '{"name":1}', '{"name":"Ann","pet":{"lives":1}}', "{", "[]")


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_refused_alike(shop: ModuleType, ours: ModuleType, text: str) -> None:
    """A tag that is absent of what came isn't made up, though a constructor needs none."""
    with pytest.raises(shop.ValidationError) as caught:
        shop.models.Owner.from_json(text)
    with pytest.raises(ours.ValidationError) as other:
        ours.models.Owner.from_json(text)

    assert str(caught.value) == str(other.value)


def test_a_body_is_given_in_each_way(shop: ModuleType, server: LocalServer) -> None:
    models = shop.models
    server.answer = lambda seen: Reply(value={"name": "Ann"})
    owners = client_of(shop, server).owners

    owners.create_owner(name="Ann", external_id="x", pet=models.Cat(lives=9))
    owners.create_owner(models.Owner(name="Ann", external_id="x", pet=models.Cat(lives=9)))
    owners.create_owner({"name": "Ann", "external-id": "x", "pet": {"kind": "cat", "lives": 9}})
    owners.create_owner({"name": "Ann", "external-id": "x", "pet": models.Cat(lives=9)})
    owners.with_raw_response.create_owner(name="Ann", list=[{"kind": "dog"}]).value()

    sent = {"name": "Ann", "external-id": "x", "pet": {"kind": "cat", "lives": 9}}
    assert [seen.json for seen in server.seen[:4]] == [sent] * 4
    assert server.seen[4].json == {"name": "Ann", "list": [{"kind": "dog"}]}
    assert {seen.headers["authorization"] for seen in server.seen} == {"Bearer t"}


def test_what_was_only_read_is_not_sent(shop: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value={"id": "t", "name": "ball"})
    toys = client_of(shop, server).toys
    toy = toys.keep_toy(name="ball")
    toys.keep_toy(toy)

    assert toy.id == "t"
    assert [seen.json for seen in server.seen] == [{"name": "ball"}] * 2


def test_a_wrong_body_is_refused_before_it_is_sent(shop: ModuleType, server: LocalServer) -> None:
    owners = client_of(shop, server).owners

    with pytest.raises(shop.InvalidRequest, match="/size: must be one of"):
        owners.create_owner({"name": "Ann", "size": "huge"})
    with pytest.raises(pydantic.ValidationError):
        owners.create_owner(name="Ann", size="huge")
    assert not server.seen


def test_retries_errors_and_pages_are_those_of_the_client(
    shop: ModuleType, server: LocalServer
) -> None:
    server.replies = [
        Reply(503),
        Reply(value={"list": [{"name": "a"}], "next": "n"}),
        Reply(value={"list": [{"name": "b"}]}),
        Reply(404, value={"error": "none"}),
    ]
    owners = client_of(shop, server, retries=1).owners

    listed = [owner.name for owner in owners.list_owners(size="small", since="2024-01-02")]
    with pytest.raises(shop.NotFound):
        owners.list_pets()

    assert listed == ["a", "b"]
    assert [seen.target for seen in server.seen] == [
        "/owners?size=small&since=2024-01-02",
        "/owners?size=small&since=2024-01-02",
        "/owners?cursor=n&size=small&since=2024-01-02",
        "/pets",
    ]


def test_what_is_newer_than_the_models_is_kept(shop: ModuleType, server: LocalServer) -> None:
    value = {"name": "Ann", "size": "huge", "pet": {"kind": "owl", "eyes": 2}, "list": []}
    server.answer = lambda seen: Reply(value=value)
    owner = client_of(shop, server).owners.create_owner(name="Ann")

    assert isinstance(owner, shop.models.Owner)
    assert (owner.name, owner.size) == ("Ann", "huge")
    assert isinstance(owner.pet, shop.UnknownVariant)
    assert owner.to_dict() == value


def test_an_answer_that_is_not_as_documented_makes_no_call_fail(
    shop: ModuleType, server: LocalServer
) -> None:
    value = {"external-id": 7, "pet": {"kind": "cat", "lives": "nine"}}
    server.answer = lambda seen: Reply(value=value)
    owner = client_of(shop, server).owners.create_owner(name="Ann")

    assert owner.external_id == 7
    assert isinstance(owner.pet, shop.models.Cat)
    assert owner.pet.lives == "nine"
    assert owner.to_dict() == value
    with pytest.raises(AttributeError):
        owner.name  # noqa: B018  # it is absent
    with pytest.raises(shop.InvalidAnswer):
        client_of(shop, server, answers="checked").owners.create_owner(name="Ann")


def test_calls_from_a_loop(shop: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(value=[{"kind": "cat"}, {"kind": "dog"}])

    async def called() -> list[Any]:
        async with shop.AsyncClient(base_url=server.url, token="t") as client:
            found: list[Any] = await client.owners.list_pets()
            return found

    assert [type(pet).__name__ for pet in asyncio.run(called())] == ["Cat", "Dog"]


def test_the_fake_answers_with_these_models(shop: ModuleType) -> None:
    sys.path.insert(0, str(Path(str(shop.__file__)).parents[1]))
    try:
        from pydantic_shop.testing import FakeTransport  # type: ignore[import-not-found]  # made here
    finally:
        sys.path.pop(0)
    client = shop.Client(transport=FakeTransport(), token="t")

    assert isinstance(client.owners.create_owner(name="Ann"), shop.models.Owner)


def test_validators_are_there(shop: ModuleType) -> None:
    validate = shop.validators.VALIDATORS["#/components/schemas/Owner"]

    with pytest.raises(shop.ValidationError, match="lacks"):
        validate({})


def test_without_a_client_there_are_models_alone(tmp_path: Path) -> None:
    _package(tmp_path, Flavor.PYDANTIC, "pydantic_models_alone", client=False)
    files = {path.name for path in (tmp_path / "pydantic_models_alone").iterdir()}

    assert {"models.py", "__init__.py"} <= files
    assert not files & {"client", "codecs.py", "_runtime"}


def test_a_distribution_needs_pydantic(tmp_path: Path) -> None:
    _package(tmp_path, Flavor.PYDANTIC, "pydantic_project", project="shop-client")

    text = (tmp_path / "pydantic_project" / "pyproject.toml").read_text()
    assert 'dependencies = ["pydantic>=2.11"]' in text


PROGRAM = """\
from typed_shop import Client, dicts, models

client = Client(base_url="https://x.example", token="t")
wire: dicts.OwnerDict = {"name": "Ann", "pet": {"kind": "cat", "lives": 9}}
client.owners.create_owner(wire)
client.owners.create_owner(models.Owner(name="Ann", external_id="x", pet=models.Cat(lives=9)))
owner = client.owners.create_owner(name="Ann", size="small", pet=models.Dog(tricks=["sit"]))
names: list[str] = [found.name for found in client.owners.list_owners(size="large")]
pet = owner.pet
if isinstance(pet, models.Cat):
    print(pet.lives)
data: bytes = owner.to_json()
again: models.Owner = models.Owner.from_json(data)
"""


@pytest.mark.slow
@pytest.mark.parametrize("flavor", [Flavor.PYDANTIC, Flavor.DATACLASS])
def test_one_program_is_typed_in_both_flavours(tmp_path: Path, flavor: Flavor) -> None:
    name = f"typed_shop_{flavor.value}"
    _package(tmp_path, flavor, name, paging=PAGING, types=frozenset({"date"}))
    (tmp_path / name).rename(tmp_path / "typed_shop")
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    mypy = ["mypy", "--strict", "--warn-unreachable", "typed_shop", "program.py"]
    for command in (mypy, ["pyright", "--pythonpath", sys.executable]):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
def test_dfns(tmp_path: Path, server: LocalServer) -> None:
    """The document whose bindings are committed: its one operation, and mypy's silence."""
    made = Options(
        sources=(str(ROOT / "specs/dfns-1.807.0.yaml"),),
        out=tmp_path,
        package="pydantic_dfns",
        flavor=Flavor.PYDANTIC,
        cache=False,
    )
    write(prepare(made))
    dfns = importing(tmp_path, "pydantic_dfns")
    models = dfns.models
    user = {"id": "us-1234", "username": "a@b.c", "orgId": "or-1234"}
    credential = {"uuid": "cr-1234", "kind": "Fido2", "name": "key"}
    server.answer = lambda seen: Reply(value={"credential": credential, "user": user})
    client = dfns.Client(base_url=server.url, authentication_token="t")
    factor = models.Fido2Attestation(
        credential_name="key",
        challenge_identifier="ch",
        credential_info=models.CredentialInfo(cred_id="c", client_data="d", attestation_data="a"),
    )

    answer = client.auth.complete_user_registration(first_factor_credential=factor)

    assert server.seen[0].json["firstFactorCredential"]["credentialKind"] == "Fido2"
    assert answer.user.username == "a@b.c"
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "pydantic_dfns"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout

"""`dfnsgen diff --usage`: the places in somebody's code that a new version touches.

The code says itself what must be found: `# hit` ends a line that is touched for certain, `# guess`
one where that can't be told. All other lines must not be named.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.command import Result
from tests.usage.usage_api import OLD, newer

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs" / "diff.schema.json"

CLIENTS = """\
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from ._vendor.shop import AsyncClient, Client
from tests.command import Result

client = Client()

def get_client() -> Client:
    return client

def make():
    return Client()

@contextmanager
def session() -> Iterator[Client]:
    with Client() as inside:
        yield inside

@asynccontextmanager
async def async_session():
    async with AsyncClient() as inside:
        yield inside
"""

CASES = {
    "typed_dicts": """\
        from ._vendor.shop import dicts, models
        from ._vendor.shop.dicts import NewPetDict
        short: NewPetDict = {"name": "x"}  # hit
        long: dicts.NewPetDict = {"name": "x", "color": "red", "memo": "y"}  # hit
        right: dicts.NewPetDict = {"name": "x", "color": "red"}
        other: dict[str, str] = {"name": "x"}
        """,
    "imports": """\
        from ._vendor.shop import models as m, Client
        from app._vendor.shop.models import Pet
        import app._vendor.shop
        import app._vendor.shop.models as whole
        def a(pet: m.Pet, other: Pet, third: "app._vendor.shop.models.Pet", fourth: whole.Pet):
            print(pet.memo)  # hit
            print(other.memo)  # hit
            print(third.memo)  # hit
            print(fourth.memo, fourth.id)  # hit
            print(pet.id, other.id)
        """,
    "calls": """\
        from ._vendor.shop import Client, AsyncClient
        with Client() as c:
            print(c.pets.get_pet("x").memo)  # hit
            c.pets.remove_pet("x")  # hit
            c.pets.list_pets(owner="x")  # hit
            c.pets.list_pets(limit=3)
            c.pets.with_raw_response.remove_pet("x")  # hit
            print(c.pets.with_raw_response.get_pet("x").value().memo)  # hit
            removing = c.pets.remove_pet  # hit
        async def go(client: AsyncClient, ids: list[str]):
            pet = await client.pets.get_pet("x")
            print(pet.memo)  # hit
            async with AsyncClient() as other:
                print((await other.pets.get_pet("x")).memo)  # hit
            async for one in client.pets.list_pets():
                print(one.memo)  # hit
        """,
    "lists": """\
        import asyncio
        from itertools import chain
        from ._vendor.shop import Client, AsyncClient
        c = Client()
        for pet in c.pets.list_pets():
            print(pet.memo)  # hit
        for page in c.pets.list_pets().pages():
            for pet in page:
                print(pet.memo)  # hit
            print([pet.memo for pet in page.items])  # hit
        pets = list(c.pets.list_pets().items)
        print(pets[0].memo, pets[1:][0].memo)  # hit
        by_id = {pet.id: pet for pet in pets}
        print(by_id["x"].memo, [pet.memo for pet in by_id.values()])  # hit
        for number, pet in enumerate(sorted(pets, key=lambda pet: pet.memo or "")):  # hit
            print(number, pet.memo)  # hit
        kept = []
        for pet in filter(None, pets):
            kept.append(pet)
        print(kept[0].memo)  # hit
        print(max(pets, key=lambda one: one.id).memo)  # hit
        print(next(iter(pets)).memo)  # hit
        async def all_of(client: AsyncClient, ids: list[str]):
            for pet in await asyncio.gather(*(client.pets.get_pet(i) for i in ids)):
                print(pet.memo)  # hit
            one, two = await asyncio.gather(client.pets.get_pet("x"), client.pets.list_pets())
            print(one.memo, two.items[0].memo)  # hit
        """,
    "own_code": """\
        from dataclasses import dataclass, replace
        from functools import cached_property, partial
        from typing import Annotated, Optional, cast
        from app import clients
        from app._vendor.shop import Client, models
        from app.clients import client as shared, get_client, make, session
        @dataclass
        class Account:
            memo: str
            pet: models.Pet
        class Service:
            def __init__(self, client: Client) -> None:
                self.client = client
                self.own = Client()
                self.pets: list[models.Pet] = []
            def get(self, name: str) -> models.Pet:
                return self.client.pets.get_pet(name)
            def loads(self, name):
                return self.own.pets.get_pet(name)
            @cached_property
            def first(self) -> Optional[models.Pet]:
                return next(iter(self.pets), None)
            def use(self):
                print(self.get("x").memo)  # hit
                print(self.loads("x").memo)  # hit
                print(self.pets[0].memo)  # hit
                if (first := self.first) and first.memo:  # hit
                    return first
        class Better(Service):
            def more(self):
                return self.client.pets.get_pet("x").memo  # hit
        class OurPet(models.Pet):
            def told(self):
                return self.memo  # hit
        class OurDraft(models.NewPet):
            pass
        class OwnDraft(models.NewPet):
            def __init__(self, memo: str):
                super().__init__(name=memo, color="red")
        OurDraft(name="x", color="red", memo="y")  # hit
        OwnDraft(memo="y")
        class Shelter:
            def take(self, status: models.Status, *, first: models.Status = "new"):
                return status
        def counted(kind: str, status: models.Status):
            return status
        Shelter().take("lost")  # hit
        Shelter().take("new", first="lost")  # hit
        counted("lost", "new")
        counted("lost", "lost")  # hit
        def use(account: Account, service: Service, better: Better):
            print(account.memo)
            print(account.pet.memo)  # hit
            OurPet(memo="x", status="lost")  # hit
            print(service.client.pets.get_pet("x").memo)  # hit
            print(better.own.pets.get_pet("x").memo)  # hit
            shared.pets.remove_pet("x")  # hit
            get_client().pets.remove_pet("x")  # hit
            make().pets.remove_pet("x")  # hit
            clients.client.pets.remove_pet("x")  # hit
            with session() as inside:
                inside.pets.remove_pet("x")  # hit
            replace(account.pet, memo="x")  # hit
            replace(account, memo="x")
            partial(shared.pets.list_pets, owner="x")  # hit
            print(cast(models.Pet, service).memo)  # hit
            print(models.Pet.from_dict({}).memo)  # hit
            account.pet.memo = "x"  # hit
        def handler(client: Annotated[Client, "Depends"]):
            client.pets.remove_pet("x")  # hit
        async def inside():
            async with clients.async_session() as client:
                print((await client.pets.get_pet("x")).memo)  # hit
        """,
    "arguments": """\
        from ._vendor.shop import Client, models
        def make(given: dict[str, str]):
            models.NewPet(name="x", color="y")
            models.NewPet(name="x")  # hit
            models.NewPet(name="x", color="y", memo="z")  # hit
            models.NewPet(**given)  # guess
            models.NewPet(name="x", **given)  # guess
            Client().pets.list_pets(**given)  # guess
            models.NewPet.from_dict({"memo": "x"})
        """,
    "constants": """\
        from ._vendor.shop import models
        def status(pet: models.Pet, other):
            if pet.status == "lost":  # hit
                return 1
            if "lost" != pet.status:  # hit
                return 2
            if pet.status in ("sold", "lost"):  # hit
                return 3
            if pet.status == "sold" or other.status == "lost" or pet.id == "lost":
                return 4
            match pet.status:
                case "lost":  # hit
                    return 5
                case "sold":
                    return 6
            models.Pet(id="x", status="lost", food=models.Wet())  # hit
            models.Pet(id="x", status="sold", food=models.Wet())
        """,
    "variants": """\
        from ._vendor.shop import models
        def weigh(pet: models.Pet):
            food = pet.food
            if isinstance(food, models.Dry):
                print(food.weight)  # hit
                print(food.memo)  # hit
            elif isinstance(food, models.Wet):
                print(food.memo)
            if not isinstance(food, models.Dry):
                print(food.memo)
                return
            print(food.memo)  # hit
        def again(pet: models.Pet):
            food = pet.food
            if food.kind == "wet":
                print(food.memo)
            else:
                print(food.weight)  # hit
            match pet.food:
                case models.Dry(weight=weight):  # hit
                    print(weight)
                case models.Wet(memo=memo):
                    print(memo)
            print(pet.food.weight)  # guess
        """,
    "others": """\
        import csv
        import requests
        from pathlib import Path
        from ._vendor.shop import models
        class Mine:
            memo = "x"
            def use(self):
                return self.memo
        class Memo(dict):
            memo: str
        def use(unknown, mine: Mine, text: str, path: Path, values: dict[str, Mine], *rest: int):
            print(Mine().memo, mine.memo, text.memo, path.memo, values["x"].memo)
            print(requests.get("x").memo, requests.Session().get("x").memo)
            with open("x") as file:
                print(file.memo, [row["memo"] for row in csv.DictReader(file)])
            try:
                print(rest[0].memo)
            except ValueError as error:
                print(error.memo)
            memo = {"memo": 1}
            print(memo["memo"], f"{memo}", Memo().memo)
            print(unknown.memo)  # guess
            print(unknown.pets.memo)  # guess
            unknown.remove_pet("x")
            unknown.pets.list_pets(owner="x")  # guess
            unknown.other(owner="x")
        """,
    "operations": """\
        from ._vendor.shop.client.pets import AsyncPets, Pets
        from ._vendor.shop.client import pets as ops
        class Kennel:
            def __init__(self, pets: Pets) -> None:
                self._pets = pets
            def mine(self):
                self._pets.list_pets(owner="x")  # hit
                return self._pets.get_pet("x")
        def aliased(pets: ops.Pets) -> str:
            bound = pets.list_pets
            bound(owner="x")  # hit
            Kennel(pets).mine().memo  # hit
            return [*[pets.get_pet("x")]][0].memo or ""  # hit
        async def later(pets: AsyncPets) -> None:
            await pets.list_pets(owner="x")  # hit
        """,
    "by_name": """\
        from ._vendor.shop import models
        def read(pet: models.Pet, other) -> str:
            getattr(other, "id", "")
            setattr(pet, "memo", "x")  # hit
            return getattr(pet, "memo", "")  # hit
        """,
    "dicts": """\
        from ._vendor.shop import Client, dicts
        client = Client()
        client.pets.create_pet({"name": "a", "color": "red"})
        client.pets.create_pet({"name": "a", "color": "red", "memo": "b"})  # hit
        client.pets.create_pet({"name": "a"})  # hit
        def given(more: dict[str, str]) -> None:
            client.pets.create_pet({"name": "a", **more})
            body = {"name": "a", "color": "red", "memo": "b"}  # hit
            client.pets.create_pet(body)
            typed: dicts.NewPetDict = {"name": "a", "color": "red", "memo": "b"}  # hit
            client.pets.create_pet(typed)
        """,
    "fields": """\
        from ._vendor.shop import Client
        client = Client()
        client.pets.create_pet(name="a", color="red")
        client.pets.create_pet(name="a", color="red", memo="b")  # hit
        client.pets.create_pet(name="a")  # hit
        client.pets.create_pet(name="a", color="red", options={})
        """,
    "partial": """\
        from functools import partial
        from ._vendor.shop import Client
        client = Client()
        making = partial(client.pets.create_pet, name="a", color="red")
        making()
        making(memo="b")  # hit
        lacking = partial(client.pets.create_pet, name="a")
        lacking(color="red")
        lacking()  # hit
        print(partial(client.pets.get_pet, "x")().memo)  # hit
        """,
    "grown": """\
        from typing import assert_never
        from ._vendor.shop import models
        def size(size: models.Size) -> int:
            if size == "small":
                return 1
            if size == "large":
                return 2
            assert_never(size)  # hit
        def other(size: models.Size) -> int:
            match size:  # guess
                case "small":
                    return 1
                case "large":
                    return 2
        def all_else(size: models.Size) -> int:
            match size:
                case "small":
                    return 1
                case _:
                    return 2
        """,
}


@pytest.fixture
def shop(dfnsgen: Run, tmp_path: Path) -> Path:
    """A repository with the package of the old version in it."""
    folder = tmp_path / "shop"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "clients.py").write_text(CLIENTS)
    for name, tree in (("old.json", OLD), ("new.json", newer())):
        Path(name).write_text(json.dumps(tree))
    assert (
        dfnsgen("vendor", str(folder), "old.json", "--package", "app._vendor.shop").exit_code == 0
    )
    return folder


def searched(dfnsgen: Run, folder: Path, *more: str) -> Any:
    result = dfnsgen(
        "diff", "old.json", "new.json", "--usage", str(folder), "--format", "json", *more
    )
    found = json.loads(result.stdout)
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(found)] == []
    return found


def places(found: Any, path: str) -> dict[int, str]:
    told: dict[int, str] = {}
    for binding in found["bindings"]:
        for place in binding["usage"]:
            if place["path"] == path and told.get(place["line"]) != "hit":
                told[place["line"]] = "hit" if place["sure"] else "guess"
    return told


def expected(code: str) -> dict[int, str]:
    lines = enumerate(code.splitlines(), 1)
    return {n: found[1] for n, line in lines if (found := re.search(r"# (hit|guess)$", line))}


def test_all_that_is_touched_is_found_and_nothing_else(dfnsgen: Run, shop: Path) -> None:
    codes = {name: "\n".join(line[8:] for line in code.split("\n")) for name, code in CASES.items()}
    for name, code in codes.items():
        (shop / "app" / f"{name}.py").write_text(code)
    found = searched(dfnsgen, shop)

    for name, code in codes.items():
        assert places(found, f"app/{name}.py") == expected(code), name
    assert places(found, "app/clients.py") == {}


def test_what_nothing_sends_any_more_is_named(dfnsgen: Run, shop: Path) -> None:
    """Its dict form goes; an enum that requests alone held may hold unknown members then."""
    tree = copy.deepcopy(OLD)
    del tree["paths"]["/pets"]["post"]
    Path("new.json").write_text(json.dumps(tree))
    code = """\
from typing import assert_never
from ._vendor.shop import Client, dicts, models
from ._vendor.shop.dicts import NewPetDict  # hit
def make(client: Client) -> None:
    draft: dicts.NewPetDict = {"name": "x"}  # hit
    client.pets.create_pet(draft)  # hit
def size(pet: models.NewPet) -> int:
    match pet.size:
        case "small" | "large" | None:
            return 1
        case _:
            assert_never(pet.size)  # hit
"""
    (shop / "app" / "sending.py").write_text(code)

    assert places(searched(dfnsgen, shop), "app/sending.py") == expected(code)


def test_text_says_where_what_and_how(dfnsgen: Run, shop: Path) -> None:
    (shop / "app" / "pay.py").write_text(
        "from ._vendor.shop import Client\n\n\nClient().pets.list_pets(owner='x')\n"
    )
    (shop / "app" / "broken.py").write_text("def (:\n")
    result = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop))

    assert (
        "Your code\n"
        "  app/pay.py:4 client.pets.list_pets(owner=…): parameter 'owner' was removed\n"
        "    Client().pets.list_pets(owner='x')\n"
        "  1 file not searched:\n"
        "    app/broken.py isn't Python that can be read: SyntaxError\n"
    ) in result.stdout
    assert "your code: 1 place to change in 1 file, 1 file not searched\n" in result.stdout
    assert "Python bindings" not in result.stdout


def test_calls_of_an_operation_that_breaks_on_the_wire_are_told(dfnsgen: Run, shop: Path) -> None:
    (shop / "app" / "pay.py").write_text(
        "from ._vendor.shop import Client\nClient().pets.create_pet({'name': 'x'})\n"
    )
    found = searched(dfnsgen, shop)

    felt = {c["rule"]: c["calls"] for c in found["changes"] if c["calls"]}
    assert felt["property-required"] == [{"path": "app/pay.py", "line": 2}]
    said = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop)).stdout
    assert "you call it at app/pay.py:2" in said


@pytest.mark.parametrize("format", ["markdown", "html", "github"])
def test_other_formats_name_the_places(dfnsgen: Run, shop: Path, format: str) -> None:
    (shop / "app" / "pay.py").write_text(
        "from ._vendor.shop import Client\nClient().pets.list_pets(owner='x')\n"
    )
    result = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop), "--format", format)
    said = result.stdout.replace("\\", "")

    if format == "github":
        assert (
            f"::error file={shop}/app/pay.py,line=2,col=31,title=python-parameter-removed::" in said
        )
    else:
        assert "app/pay.py:2" in said
    assert "client.pets.list_pets(owner=…): parameter 'owner' was removed" in said.replace(
        "&#x27;", "'"
    )


def test_sarif_helps_with_each_rule(dfnsgen: Run, shop: Path) -> None:
    (shop / "app" / "pay.py").write_text(
        "from ._vendor.shop import Client\nClient().pets.list_pets(owner='x')\n"
    )
    found = dfnsgen("diff", "old.json", "new.json", "--usage", str(shop), "--format", "sarif")

    rules = json.loads(found.stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert "python-parameter-removed" in {rule["id"] for rule in rules}
    assert all("docs/diff" in rule["help"]["markdown"] for rule in rules)


def test_code_elsewhere_names_its_package(dfnsgen: Run, shop: Path, tmp_path: Path) -> None:
    """The bindings may be installed: then their name says what they are."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "a.py").write_text("from shop_api import Client\nClient().pets.remove_pet('x')\n")
    result = dfnsgen("diff", "old.json", "new.json", "--usage", str(other))

    assert result.exit_code == 2
    assert "usage-no-package" in result.stderr
    assert dfnsgen("diff", "old.json", "new.json", "--usage", "nowhere").exit_code == 2
    assert places(searched(dfnsgen, other, "--package", "shop_api"), "a.py") == {2: "hit"}


def test_code_that_asks_itself_in_circles_has_an_end(dfnsgen: Run, shop: Path) -> None:
    for number in range(12):
        others = [other for other in range(12) if other != number]
        lines = [f"from . import m{other}" for other in others]
        lines += [f"from .m{(number + 1) % 12} import *", "from ._vendor.shop import Client"]
        lines += ["class C:"]
        lines += [
            f"    def f{n}(self, x):\n        self.a{n} = m{other}.C().f{n}(x)\n"
            f"        return self.a{(n + 1) % 11} or m{other}.g(x)"
            for n, other in enumerate(others)
        ]
        lines += ["def g(x):", f"    return m{others[0]}.C().f0(x) or m{others[1]}.g(x)"]
        lines += ["def h(x): return g(x).memo"]
        (shop / "app" / f"m{number}.py").write_text("\n".join(lines))

    assert searched(dfnsgen, shop)["summary"]["breaking"]


def test_calls_through_namespaces_below_others(dfnsgen: Run, tmp_path: Path) -> None:
    Path("old.json").write_text(json.dumps(OLD))
    Path("new.json").write_text(json.dumps(newer()))
    Path("dfnsgen.toml").write_text(
        'source = "old.json"\npackage = "shop"\nout = "app"\n'
        '[names]\n"DELETE /pets/{petId}" = "shops.animals.remove"\n'
    )
    assert dfnsgen("generate").exit_code == 0
    Path("app/pay.py").write_text(
        "from app.shop import Client\nshops = Client().shops\nshops.animals.remove('x')\n"
        "Client().shops_animals.remove('x')\nshops.remove('x')\n"
    )

    assert places(searched(dfnsgen, Path()), "app/pay.py") == {3: "hit", 4: "hit"}

"""`dfnsgen update --fix`: what becomes of each kind of place, and of all around it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.command import dfnsgen
from tests.fixing.project import CONFIG, Project
from tests.usage.usage_api import OLD, a_class

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_mypy")]

IMPORTS = """\
from typing import assert_never, cast
from app.shop import Client, models
client = Client()
"""


def newer(*respelled: tuple[str, str]) -> Any:
    """The old document with texts spelled otherwise, as the second version."""
    text = json.dumps(OLD)
    for old, new in respelled:
        assert f'"{old}"' in text
        text = text.replace(f'"{old}"', f'"{new}"')
    tree = json.loads(text)
    tree["info"]["version"] = "2"
    return tree


MEMO = newer(("memo", "memoText"))
OWNER = newer(("owner", "ownerId"))
LOST = newer(("lost", "lost_pet"))
DRAFT = json.loads(
    json.dumps(newer(("NewPet", "PetDraft"))).replace("schemas/NewPet", "schemas/PetDraft")
)
PET = json.loads(json.dumps(newer(("Pet", "ShopPet"))).replace("schemas/Pet", "schemas/ShopPet"))

CASES = {
    "fields": (MEMO, "print(client.pets.get_pet('x').memo)", "memo", "memo_text"),
    "in f-strings": (
        MEMO,
        "pet = client.pets.get_pet('x'); print(f'{pet.memo!r:>9} memo {pet.id}')",
        "pet.memo",
        "pet.memo_text",
    ),
    "assignments": (MEMO, "p = client.pets.get_pet('x')\np.memo = 'memo'", ".memo", ".memo_text"),
    "over lines": (
        MEMO,
        "print(client.pets  # the pets\n   .get_pet('x')\n   . memo)",
        " memo",
        " memo_text",
    ),
    "constructors": (MEMO, "models.NewPet(name='x', memo = 'memo')", "memo =", "memo_text ="),
    "keywords": (MEMO, "client.pets.create_pet(name='x', memo='y')", "memo=", "memo_text="),
    "keys": (
        MEMO,
        "client.pets.create_pet({\"name\": 'x', 'memo': \"memo\"})",
        "'memo'",
        "'memoText'",
    ),
    "keys of variables": (
        MEMO,
        'b = {"name": "x", "memo": "y"}; client.pets.create_pet(b)',
        '"memo"',
        '"memoText"',
    ),
    "own classes": (
        MEMO,
        "class Mine(models.NewPet): ...\nMine(name='x', memo='y')",
        "memo",
        "memo_text",
    ),
    "dicts": (
        DRAFT,
        "from app.shop.dicts import NewPetDict\ndef f(d: NewPetDict) -> None: ...",
        "NewPet",
        "PetDraft",
    ),
    "patterns": (
        MEMO,
        "match client.pets.get_pet('x'):\n    case models.Pet(memo=memo):\n        print(memo)",
        "(memo=",
        "(memo_text=",
    ),
    "getattr": (MEMO, "getattr(client.pets.get_pet('x'), 'memo', 1)", "'memo'", "'memo_text'"),
    "both variants": (MEMO, "print(client.pets.get_pet('x').food.memo)", ".memo", ".memo_text"),
    "parameters": (
        OWNER,
        "client.pets.list_pets(limit=1, owner='owner')\nlisting = client.pets.list_pets",
        "owner=",
        "owner_id=",
    ),
    "bound methods": (OWNER, "b = client.pets.list_pets\nb(owner='x')", "owner", "owner_id"),
    "constants": (LOST, "print(client.pets.get_pet('x').status == 'lost')", "lost", "lost_pet"),
    "constants in cases": (
        LOST,
        "match client.pets.get_pet('x').status:\n    case 'lost' | 'sold':\n        pass",
        "lost",
        "lost_pet",
    ),
    "classes": (PET, "print(models.Pet, models.NewPet)", "models.Pet", "models.ShopPet"),
    "quoted": (PET, "def use(pet: 'list[models.Pet]') -> None: ...", "s.Pet", "s.ShopPet"),
}


def test_each_place_is_as_it_should_be_and_nothing_else_changes(project: Project) -> None:
    for tree in (MEMO, OWNER, LOST, PET, DRAFT):
        cases = {n: (line, *change) for n, (of, line, *change) in CASES.items() if of is tree}
        for number, (line, _, _) in enumerate(cases.values()):
            project.write(f"app/use{number}.py", f"{IMPORTS}{line}\n")

        result = project.update(tree)

        assert result.exit_code == 0, result.output
        for number, (name, (line, old, new)) in enumerate(cases.items()):
            after = f"{IMPORTS}{line.replace(old, new)}\n"
            assert project.read(f"app/use{number}.py") == after, name
            (project.folder / f"app/use{number}.py").unlink()
        assert "Not fixed" not in result.stdout
        assert "mypy isn't installed: nothing has checked the edits" in result.stdout
        assert project.update(newer()).exit_code == 0  # back again


def fixed(project: Project, tree: Any, before: str) -> str:
    project.write("app/use.py", before)
    result = project.update(tree)
    assert result.exit_code == 0, result.output
    return project.read("app/use.py")


def test_an_imported_name_is_another_one_wherever_it_stands(project: Project) -> None:
    before = """\
        from typing import cast
        from app.shop.models import NewPet, Pet  # both
        def use(pet: Pet, pets: "list[Pet]", other) -> "Pet":
            Pet.from_dict({}); print("Pet", other.Pet)
            match pet:
                case Pet(id=Pet.id): ...
            return cast("Pet", other)
        def inner(Pet: int) -> int:
            return Pet
        """
    after = """\
from typing import cast
from app.shop.models import NewPet, ShopPet  # both
def use(pet: ShopPet, pets: "list[ShopPet]", other) -> "ShopPet":
    ShopPet.from_dict({}); print("Pet", other.Pet)
    match pet:
        case ShopPet(id=ShopPet.id): ...
    return cast("ShopPet", other)
def inner(Pet: int) -> int:
    return Pet
"""
    assert fixed(project, PET, before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from app.shop.models import Pet as P\ndef f(p: P, q: 'P | None') -> 'P': ...",
            "from app.shop.models import ShopPet as P\ndef f(p: P, q: 'P | None') -> 'P': ...",
        ),
        (
            "from app.shop.models import Pet\n__all__ = ['Pet']",
            "from app.shop.models import ShopPet as Pet\n__all__ = ['Pet']",
        ),
        (
            "from app.shop.models import Pet\nclass ShopPet: pet: Pet",
            "from app.shop.models import ShopPet as Pet\nclass ShopPet: pet: Pet",
        ),
        (
            "from app.shop.models import *\nprint(Pet, NewPet)",
            "from app.shop.models import *\nprint(ShopPet, NewPet)",
        ),
    ],
    ids=["renamed", "offered", "taken", "star"],
)
def test_a_name_that_others_know_stays(before: str, after: str, project: Project) -> None:
    assert fixed(project, PET, before) == after


def test_what_is_passed_on_keeps_its_name_for_those_who_import_it(project: Project) -> None:
    project.write("app/types.py", "from app.shop.models import Pet\n")
    user = "from app.types import Pet\nfrom app import types\ndef f(p: Pet, q: types.Pet): p.memo\n"

    assert fixed(project, PET, user) == user
    assert project.read("app/types.py") == "from app.shop.models import ShopPet as Pet\n"


def test_a_field_that_one_variant_alone_calls_otherwise_is_left(project: Project) -> None:
    tree = newer()
    wet = tree["components"]["schemas"]["Wet"]["properties"]
    wet["memoText"] = wet.pop("memo")
    line = f"{IMPORTS}print(client.pets.get_pet('x').food.memo)\n"
    project.write("app/use.py", line)

    result = project.update(tree)

    assert project.read("app/use.py") == line
    assert "the value may be of a class where it is called as before" in result.stdout


GROWN = """\
def case(size: models.Size) -> int:
    match size:
        case "small": return 1
        case "large": return 2
        case _:
            assert_never(size)
def test(size: models.Size) -> int:
    if size == "small":
        return 1
    elif size == "large":
        return 2
    assert_never(size)
def all_of_them(size: models.Size) -> int:
    match size:
        case "small" | "large":
            return 1
def some(size: models.Size) -> None:
    match size:
        case "small":
            return
"""
GROWN_NOW = """\
def case(size: models.Size) -> int:
    match size:
        case "small": return 1
        case "large": return 2
        case "huge":
            raise NotImplementedError("huge is new")
        case _:
            assert_never(size)
def test(size: models.Size) -> int:
    if size == "small":
        return 1
    elif size == "large":
        return 2
    if size == "huge":
        raise NotImplementedError("huge is new")
    assert_never(size)
def all_of_them(size: models.Size) -> int:
    match size:
        case "small" | "large":
            return 1
        case "huge":
            raise NotImplementedError("huge is new")
def some(size: models.Size) -> None:
    match size:
        case "small":
            return
"""


def test_a_member_that_is_new_has_a_case_where_all_had_one(project: Project) -> None:
    tree = newer()
    tree["components"]["schemas"]["Size"]["enum"].append("huge")

    assert fixed(project, tree, IMPORTS + GROWN) == IMPORTS + GROWN_NOW


@pytest.mark.parametrize("spelled", ["models.", ""], ids=["module", "names"])
def test_a_variant_that_is_new_has_a_case_too(spelled: str, project: Project) -> None:
    tree = newer()
    schemas = tree["components"]["schemas"]
    schemas["Raw"] = a_class("kind", kind={"const": "raw"})
    schemas["Pet"]["properties"]["food"]["oneOf"].append({"$ref": "#/components/schemas/Raw"})
    head = f"{IMPORTS}from app.shop.models import Dry, Wet, UnknownVariant\n"
    body = """\
def weigh(pet: models.Pet) -> int:
    match pet.food:
        case models.Dry(weight=weight):
            return weight or 0
        case models.Wet() | models.UnknownVariant():
            return 1
        case other:
            assert_never(other)
""".replace("models.D", f"{spelled}D").replace("models.W", f"{spelled}W")
    if spelled:
        head = IMPORTS
    stub = f'        case {spelled}Raw():\n            raise NotImplementedError("Raw is new")\n'

    after = fixed(project, tree, head + body)

    named = head if spelled else head.replace("UnknownVariant\n", "UnknownVariant, Raw\n")
    assert after == named + body.replace("        case other", f"{stub}        case other")


def test_a_union_that_keeps_what_it_does_not_know_has_a_case_for_that(project: Project) -> None:
    (project.folder / "dfnsgen.toml").write_text(f"closed = true\n{CONFIG}")
    assert dfnsgen(["generate"]).exit_code == 0
    (project.folder / "dfnsgen.toml").write_text(CONFIG)
    body = """\
def weigh(pet: models.Pet) -> int:
    match pet.food:
        case models.Dry() | models.Wet():
            return 1
"""
    stub = "        case models.UnknownVariant():\n            raise NotImplementedError("
    stub += '"UnknownVariant is new")\n'

    assert fixed(project, newer(), IMPORTS + body) == IMPORTS + body + stub


def test_what_must_be_given_now_is_given_or_marked(project: Project) -> None:
    tree = newer()
    new_pet = tree["components"]["schemas"]["NewPet"]
    new_pet["required"] += ["color", "note"]
    new_pet["properties"]["note"] = {"type": ["string", "null"]}
    body = """\
def make() -> None:
    models.NewPet(
        name="x",  # the name
        memo="y",
    )
    if make: client.pets.create_pet({"name": "x"})
"""
    result = fixed(project, tree, IMPORTS + body)

    assert result == IMPORTS + """\
def make() -> None:
    # TODO: color must be given now
    models.NewPet(
        name="x",  # the name
        memo="y",
        note=None,
    )
    # TODO: color must be given now
    if make: client.pets.create_pet({"name": "x", "note": None})
"""


def test_namespaces_and_methods_that_moved_are_called_as_now(project: Project) -> None:
    tree = newer()
    text = json.dumps(tree).replace('"/pets', '"/animals').replace('["pets"]', '["animals"]')
    before = IMPORTS + """\
from app.shop.client.pets import AsyncPets, Pets
def use(pets: Pets, later: AsyncPets) -> None:
    client.pets.get_pet("x")
    mine = client.pets
    mine.with_raw_response.get_pet("x"); pets.list_pets()
"""
    after = before.replace("client.pets", "client.animals").replace("Pets", "Animals")

    assert fixed(project, json.loads(text), before) == after


def test_what_has_no_successor_is_listed_with_place_and_reason(project: Project) -> None:
    tree = copy.deepcopy(newer())
    del tree["components"]["schemas"]["Pet"]["properties"]["memo"]
    line = f"{IMPORTS}def use(pet: models.Pet, other) -> None: print(pet.memo, other.memo)\n"
    project.write("app/use.py", line)

    result = project.update(tree)

    assert project.read("app/use.py") == line
    assert "Your code: nothing fixed\nNot fixed: 2 places\n" in result.stdout
    assert (
        "  app/use.py:4 models.Pet.memo: field 'memo' was removed; nothing takes its place\n"
    ) in result.stdout
    assert "….memo: field 'memo' was removed; it isn't certain" in result.stdout

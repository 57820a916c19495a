"""A package of each flavour, from a small document to instances."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NotRequired, get_args, get_origin, get_type_hints

import msgspec
import pydantic
import pytest

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.limits import limits
from dfnsgen.flavors.package import models_text
from dfnsgen.generate import prepare, write
from dfnsgen.options import Options
from dfnsgen.render.formatting import format_files
from dfnsgen.render.rendered import Formatter, RenderedFile
from tests.flavors.packages import FLAVORS, Named, named, package_of

DOCUMENT = r"""
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths: {}
components:
  schemas:
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
    Cat:
      type: object
      additionalProperties: false
      required: [kind, livesLeft]
      properties:
        kind: {enum: [cat, kitten]}
        livesLeft: {type: integer, minimum: 0, description: 'Nine? \ of them.'}
        weight:
          anyOf: [{type: integer, minimum: 1}, {type: string, pattern: "^[0-9]+$"}]
        names: {type: array, items: {type: string, minLength: 1}}
    Dog:
      type: object
      required: [kind]
      properties:
        kind: {const: dog}
        chases: {$ref: "#/components/schemas/Cat"}
        tags: {type: object, additionalProperties: {type: array, maxItems: 2,
               items: {type: string, maxLength: 3}}}
        lead: {type: ["null", string], maxLength: 9}
        born: {type: string, format: date}
    Hotel:
      type: object
      properties:
        guest: {$ref: "#/components/schemas/Guest"}
        rooms: {type: array, items: {$ref: "#/components/schemas/Guest"}}
        input: {type: string}
        model_config: {type: string}
        list: {type: array, items: {type: string}}
        field: {type: string}
        class: {type: string}
        "odd name": {type: string}
    Guest:
      description: Told apart by what they have.
      anyOf: [{$ref: "#/components/schemas/Pet"}, {$ref: "#/components/schemas/Owner"}]
    Owner:
      type: object
      additionalProperties: false
      required: [name]
      properties: {name: {type: string}}
    Field: {type: object, properties: {parent: {$ref: "#/components/schemas/Field"}}}
    Meta: {type: string, enum: [a, b]}
    Tree:
      type: object
      additionalProperties: {$ref: "#/components/schemas/Tree"}
"""
VALID: dict[str, tuple[Any, ...]] = {
    "Pet": (
        {"kind": "cat", "livesLeft": 9},
        {"kind": "kitten", "livesLeft": 9, "weight": 4, "names": ["a"]},
        {"kind": "cat", "livesLeft": 9, "weight": "40"},
        {"kind": "dog", "chases": {"kind": "cat", "livesLeft": 1}, "lead": None},
        {"kind": "dog", "tags": {"a": ["b"]}, "born": "2020-01-01"},
    ),
    "Hotel": (
        {"guest": {"name": "A"}, "rooms": [{"kind": "cat", "livesLeft": 9}, {"name": "B"}]},
        {"input": "", "model_config": "", "list": [""], "field": "", "class": "", "odd name": ""},
    ),
    "Field": ({"parent": {"parent": {}}},),
    "Tree": ({"a": {"b": {}}},),
}
INVALID: dict[str, tuple[Any, ...]] = {
    "Pet": (
        {"kind": "cow"},
        {"livesLeft": 9},
        {"kind": "cat"},
        {"kind": "cat", "livesLeft": -1},
        {"kind": "cat", "livesLeft": "9"},
        {"kind": "cat", "livesLeft": 9, "names": [1]},
        {"kind": "cat", "livesLeft": 9, "names": [""]},
        {"kind": "cat", "livesLeft": 9, "weight": "heavy"},
        {"kind": "cat", "livesLeft": 9, "weight": "4\n"},
        {"kind": "cat", "livesLeft": 9, "more": 1},
        {"kind": "dog", "chases": {"kind": "dog"}},
        {"kind": "dog", "tags": {"a": ["long"]}},
        {"kind": "dog", "tags": {"a": ["a", "b", "c"]}},
    ),
    "Hotel": ({"guest": {"name": "A", "more": 1}}, {"rooms": [{}]}),
    "Tree": ({"a": 1},),
}


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> Named:
    path = tmp_path_factory.mktemp("document") / "pets.yaml"
    path.write_text(DOCUMENT)
    return named(path)


@pytest.fixture(scope="module")
def pydantic_pets(pets: Named, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(pets, Flavor.PYDANTIC, tmp_path_factory.mktemp("out"), "pydantic_pets")


@pytest.fixture(scope="module")
def msgspec_pets(pets: Named, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(pets, Flavor.MSGSPEC, tmp_path_factory.mktemp("out"), "msgspec_pets")


@pytest.fixture(scope="module")
def typeddict_pets(pets: Named, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(pets, Flavor.TYPEDDICT, tmp_path_factory.mktemp("out"), "typeddict_pets")


def in_module(module: ModuleType, name: str) -> Any:
    """Return a type; one that has the name of an import has an underscore more."""
    return getattr(module, f"{name}_" if name in ("Field", "Meta") else name)


def test_pydantic(pydantic_pets: ModuleType) -> None:
    for name, instances in VALID.items():
        adapter = pydantic.TypeAdapter(in_module(pydantic_pets.models, name))
        for instance in instances:
            made = adapter.validate_python(instance)
            assert adapter.dump_python(made, by_alias=True, exclude_unset=True) == instance
    for name, instances in INVALID.items():
        adapter = pydantic.TypeAdapter(in_module(pydantic_pets.models, name))
        for instance in instances:
            with pytest.raises(pydantic.ValidationError):
                adapter.validate_python(instance)


def test_pydantic_models_are_made_by_their_python_names(pydantic_pets: ModuleType) -> None:
    cat = pydantic_pets.models.Cat(kind="cat", lives_left=9)

    assert cat.model_dump(by_alias=True, exclude_unset=True) == {"kind": "cat", "livesLeft": 9}
    assert cat.model_json_schema()["properties"]["livesLeft"]["description"].startswith("Nine?")


def test_pydantic_takes_null_for_absent(pydantic_pets: ModuleType) -> None:
    """It shouldn't: None is how pydantic says absent, as everybody writes it."""
    assert pydantic_pets.models.Dog.model_validate({"kind": "dog", "chases": None}).chases is None


def test_msgspec(msgspec_pets: ModuleType) -> None:
    for name, instances in VALID.items():
        kind = in_module(msgspec_pets.models, name)
        for instance in instances:
            content = msgspec.json.encode(instance)
            made = msgspec_pets.decode(content, kind)
            assert msgspec.json.decode(msgspec_pets.encode(made)) == instance
    for name, instances in INVALID.items():
        kind = in_module(msgspec_pets.models, name)
        for instance in instances:
            with pytest.raises(msgspec.ValidationError):
                msgspec_pets.decode(msgspec.json.encode(instance), kind)


def test_msgspec_reads_tagged_unions_by_itself(msgspec_pets: ModuleType) -> None:
    """A class with two tags is one class for each, under our name as a union."""
    models = msgspec_pets.models
    kitten = msgspec.json.decode(b'{"kind": "kitten", "livesLeft": 9}', type=models.Pet)

    assert isinstance(kitten, models.Cat)
    assert type(kitten) is models.CatKitten
    assert kitten.kind == "kitten"
    assert get_args(models.Pet) == (models.CatCat, models.CatKitten, models.Dog)


def test_msgspec_needs_the_decoder_for_other_unions(msgspec_pets: ModuleType) -> None:
    content = b'{"guest": {"name": "A"}}'
    guest = msgspec_pets.decode(content, msgspec_pets.models.Hotel).guest

    assert isinstance(guest, msgspec_pets.models.Guest)
    with pytest.raises(msgspec.ValidationError, match="Expected `Guest`, got `dict`"):
        msgspec.json.decode(content, type=msgspec_pets.models.Hotel)
    with pytest.raises(msgspec.ValidationError, match=r"no variant of Guest fits.*guest"):
        msgspec_pets.decode(b'{"guest": 1}', msgspec_pets.models.Hotel)


def test_msgspec_has_one_tag_property_for_a_class(tmp_path: Path) -> None:
    """A union by another property than its class's own is decoded one variant after the other."""
    (tmp_path / "two.yaml").write_text(
        'openapi: 3.1.0\ninfo: {title: Two, version: "1"}\npaths: {}\ncomponents:\n  schemas:\n'
        "    A: {type: object, required: [kind, sort],"
        " properties: {kind: {const: a}, sort: {const: x}}}\n"
        "    B: {type: object, required: [kind], properties: {kind: {const: b}}}\n"
        "    C: {type: object, required: [sort], properties: {sort: {const: y}}}\n"
        "    ByKind:\n      oneOf:\n"
        "      - {$ref: '#/components/schemas/A'}\n      - {$ref: '#/components/schemas/B'}\n"
        "    BySort:\n      oneOf:\n"
        "      - {$ref: '#/components/schemas/A'}\n      - {$ref: '#/components/schemas/C'}\n"
    )
    package = package_of(named(tmp_path / "two.yaml"), Flavor.MSGSPEC, tmp_path, "two_tags")

    for name, content in (
        ("A", b'{"kind":"a","sort":"x"}'),
        ("C", b'{"sort":"y"}'),
    ):
        made = package.decode(content, package.models.BySort)
        assert isinstance(made, getattr(package.models, name))
        assert package.encode(made) == content
    with pytest.raises(msgspec.ValidationError):
        package.decode(b'{"sort": "z"}', package.models.BySort)


def test_msgspec_takes_what_it_has_no_constants_for(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(
        'openapi: 3.1.0\ninfo: {title: Big, version: "1"}\npaths: {}\ncomponents:\n  schemas:\n'
        "    Big: {type: object, properties: {one: {enum: [9223372036854775808, 1]},"
        " two: {enum: [true]}, mixed: {enum: [9223372036854775808, a]}}}\n"
    )
    package = package_of(named(tmp_path / "big.yaml"), Flavor.MSGSPEC, tmp_path, "big_constants")
    content = b'{"one":9223372036854775808,"two":true,"mixed":"a"}'

    assert package.encode(package.decode(content, package.models.Big)) == content


def test_typeddict(typeddict_pets: ModuleType) -> None:
    """It has the wire's names, and says which of them may be absent."""
    models = typeddict_pets.models
    hints = get_type_hints(models.Cat, include_extras=True)

    assert set(hints) == {"kind", "livesLeft", "weight", "names"}
    absent = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    assert absent == {"weight", "names"}
    assert "odd name" in models.Hotel.__annotations__


@pytest.mark.parametrize("flavor", FLAVORS)
def test_names_are_ours(pets: Named, flavor: Flavor, request: pytest.FixtureRequest) -> None:
    module: ModuleType = request.getfixturevalue(f"{flavor.value}_pets").models
    ours = {in_module(module, name) is not None for name in pets.names.definitions.values()}
    known = {"Field_", "Meta_", "CatCat", "CatKitten", *pets.names.definitions.values()}
    classes = {name for name, value in vars(module).items() if isinstance(value, type)}
    own = {name for name in classes if getattr(module, name).__module__ == module.__name__}

    assert ours == {True}
    assert own <= known


@pytest.mark.slow
@pytest.mark.parametrize("flavor", FLAVORS)
def test_output_is_typed_and_laid_out(
    flavor: Flavor, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """mypy in strict mode, without plugins, and black find nothing."""
    package: ModuleType = request.getfixturevalue(f"{flavor.value}_pets")
    folder = Path(package.__file__ or "").parent
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir"]
    found = subprocess.run([*mypy, str(tmp_path), str(folder)], capture_output=True, text=True)
    assert found.stdout.startswith("Success"), found.stdout

    files = tuple(
        RenderedFile(path=path.name, text=path.read_text()) for path in sorted(folder.glob("*.py"))
    )
    assert format_files(files, Formatter.BLACK) == files


def test_pyright_finds_nothing_in_strict_mode(
    pydantic_pets: ModuleType,
    msgspec_pets: ModuleType,
    typeddict_pets: ModuleType,
    tmp_path: Path,
) -> None:
    packages = (pydantic_pets, msgspec_pets, typeddict_pets)
    settings = {
        "include": [str(Path(package.__file__ or "").parent) for package in packages],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    pyright = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    found = subprocess.run([*pyright, "-p", str(tmp_path)], capture_output=True, text=True)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("flavor", FLAVORS)
def test_two_runs_give_the_same_text(pets: Named, flavor: Flavor) -> None:
    assert models_text(pets.api, pets.names, flavor) == models_text(pets.api, pets.names, flavor)


def test_what_is_left_unsaid_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(
        'openapi: 3.1.0\ninfo: {title: Odd, version: "1"}\npaths: {}\ncomponents:\n  schemas:\n'
        "    Even: {type: integer, multipleOf: 2}\n    Plain: {type: string, minLength: 1}\n"
    )
    odd = named(path)

    (found,) = limits(odd.api, Flavor.MSGSPEC, "odd.yaml")
    assert found.message == "models of the flavor msgspec don't check `multipleOf`"
    assert found.at.pointer == "#/components/schemas/Even"
    assert limits(odd.api, Flavor.TYPEDDICT, "odd.yaml") == ()


@pytest.mark.slow
@pytest.mark.parametrize("flavor", FLAVORS)
def test_the_command_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flavor: Flavor
) -> None:
    """The files are those of the lock; a package of models carries no support code."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "pets.yaml").write_text(DOCUMENT)
    source = str(tmp_path / "pets.yaml")
    asked = Options(sources=(source,), out=tmp_path, package="p", flavor=flavor, client=False)
    written = write(prepare(asked))

    codec = ("codec.py",) if flavor is Flavor.MSGSPEC else ()
    models = (*codec, "dfnsgen.lock.json", "models.py", "py.typed")
    files = (".gitattributes", "__init__.py", "_check.py", *models)
    assert written.added == files


def test_a_document_without_schemas_gives_an_empty_module(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text('openapi: 3.1.0\ninfo: {title: Empty, version: "1"}\npaths: {}\n')
    empty = named(path)

    for flavor in FLAVORS:
        assert models_text(empty.api, empty.names, flavor) == "from __future__ import annotations\n"

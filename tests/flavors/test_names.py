"""Names of a document that a flavour's module, its base classes or Python have already."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pydantic
import pytest

from dfnsgen.flavors.flavor import Flavor
from tests.flavors.packages import FLAVORS, named, package_of

IMPORTED = (
    "Annotated Any BaseModel ClassVar ConfigDict Field Literal Meta NotRequired StrictBool "
    "StrictFloat StrictInt Struct TypeAlias TypeAliasType TypedDict UnsetType Untagged"
).split()
FREE = (
    "Dict Exception InPlace1 List Mapping Model Model1 None Object Optional RootModel Self True "
    "Type Union Éclair"
)


def document(names: list[str]) -> str:
    """Return a document with a class of each name, one that refers to all, and one with extras."""
    schemas = {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"const": name},
                "size": {"type": "integer", "minimum": 1},
                "marks": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}},
                "flag": {"type": ["boolean", "null"]},
                "values": {"type": "number", "description": "Name of a method of dictionaries."},
                "odd name": {"type": "null"},
            },
        }
        for name in names
    }
    all_of_them = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    extras: object = {
        "type": "object",
        "properties": {"id": {}},
        "additionalProperties": all_of_them[0],
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Names", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {**schemas, "Every": {"oneOf": all_of_them}, "Extras": extras}
            },
        }
    )


@pytest.mark.parametrize("flavor", FLAVORS)
def test_every_name_can_be_had(tmp_path: Path, flavor: Flavor) -> None:
    names = [*IMPORTED, *FREE.split()]
    (tmp_path / "names.json").write_text(document(names))
    source = named(tmp_path / "names.json")
    package = package_of(source, flavor, tmp_path, f"names_{flavor.value}")

    for name in names:
        own = source.names.definitions[f"#/components/schemas/{name}"]
        module_name = f"{own}_" if own in IMPORTED else own
        value = {"kind": name, "size": 2, "marks": ["a"], "flag": None, "values": 1.5}
        if flavor is Flavor.PYDANTIC:
            made = pydantic.TypeAdapter(package.models.Every).validate_python(value)
            assert type(made).__name__ == module_name
        elif flavor is Flavor.MSGSPEC:
            made = package.decode(json.dumps(value), package.models.Every)
            assert type(made).__name__ == module_name
            assert msgspec.to_builtins(made) == value
        else:
            assert hasattr(package.models, module_name)


def test_what_stands_beside_the_properties_is_checked(tmp_path: Path) -> None:
    (tmp_path / "names.json").write_text(document(["Dict"]))
    package = package_of(named(tmp_path / "names.json"), Flavor.PYDANTIC, tmp_path, "beside")

    made = package.models.Extras.model_validate({"id": 1, "x": {"kind": "Dict"}})
    assert made.model_extra == {"x": package.models.Dict(kind="Dict")}
    with pytest.raises(pydantic.ValidationError):
        package.models.Extras.model_validate({"id": 1, "x": {"kind": "List"}})


@pytest.mark.slow
def test_what_prints_a_flavor_is_imported_for_flavors_alone(tmp_path: Path) -> None:
    """Of what takes long to import, black is needed for `--formatter black`.

    A comparison is needed where versions stand side by side.
    """
    (tmp_path / "names.json").write_text(document(["Dict"]))
    script = (
        "import sys; from dfnsgen.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = {'black', 'datamodel_code_generator', 'dfnsgen.diff.change', 'pydantic'}\n"
        "print(sorted(slow & sys.modules.keys()))"
    )

    def imported(*options: str) -> str:
        arguments = ["generate", "names.json", "--out", "out", "--package", "p", *options]
        command = [sys.executable, "-c", script, *arguments]
        cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        done = subprocess.run(command, cwd=tmp_path, env=cache, capture_output=True, text=True)
        return done.stdout.splitlines()[-1]

    assert imported() == "[]"
    assert imported("--flavor", "msgspec") == "['datamodel_code_generator', 'pydantic']"

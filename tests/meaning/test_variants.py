"""What stands beside the only union of a component belongs to the component."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from tests.python.packages import Package, package


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


BOAT: dict[str, Any] = {
    "type": "object",
    "required": ["rig"],
    "properties": {"rig": {"type": "string"}, "name": {"type": "string"}},
    "discriminator": {"propertyName": "rig"},
    "oneOf": [ref("Sloop"), ref("Ketch")],
}
SLOOP: dict[str, Any] = {"type": "object", "properties": {"mast": {"type": "integer"}}}
KETCH: dict[str, Any] = {"type": "object", "properties": {"mizzen": {"type": "boolean"}}}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Package:
    schemas = {"Boat": BOAT, "Sloop": SLOOP, "Ketch": KETCH}
    return package(tmp_path_factory.mktemp("fleet"), schemas)


def test_a_variant_is_the_component_with_what_all_have(fleet: Package) -> None:
    boat = fleet.codecs.Boat.from_json('{"rig": "Ketch", "name": "Ann", "mizzen": true}')

    assert type(boat) is fleet.models.Ketch
    assert (boat.name, boat.mizzen) == ("Ann", True)
    assert get_args(fleet.models.Boat)[:2] == (fleet.models.Sloop, fleet.models.Ketch)


def test_the_validator_of_a_variant_stays_as_it_is_written(fleet: Package) -> None:
    fleet.validators.VALIDATORS["#/components/schemas/Sloop"]({"mast": 1, "name": 2})
    with pytest.raises(Exception, match="name"):
        fleet.validators.VALIDATORS["#/components/schemas/Boat"]({"rig": "Sloop", "name": 2})


def test_a_component_that_is_used_alone_stays_as_it_is(tmp_path: Path) -> None:
    dock = {"type": "object", "properties": {"guest": ref("Sloop")}}
    schemas = {"Boat": BOAT, "Sloop": SLOOP, "Ketch": KETCH, "Dock": dock}
    made = package(tmp_path, schemas)

    assert made.models.Sloop(mast=1).to_dict() == {"mast": 1}
    assert "Sloop" not in {kind.__name__ for kind in get_args(made.models.Boat)}

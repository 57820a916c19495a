"""What models of other flavours don't check is named, keyword by keyword."""

from __future__ import annotations

import pytest

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.limits import limits
from dfnsgen.model.build import build_api
from tests.model.documents import document_of

SCHEMAS = {
    "Checked": {"type": "string", "minLength": 1, "pattern": "^a"},
    "Sized": {
        "type": "object",
        "maxProperties": 3,
        "propertyNames": {"maxLength": 4},
        "additionalProperties": {"type": "array", "uniqueItems": True},
    },
    "Not": {"type": "integer", "not": {"multipleOf": 2}},
}


@pytest.mark.parametrize("flavor", [Flavor.PYDANTIC, Flavor.MSGSPEC])
def test_unchecked_keywords_are_named(flavor: Flavor) -> None:
    api, _ = build_api(document_of(SCHEMAS))

    found = {d.at.pointer.rpartition("/")[2]: d.message for d in limits(api, flavor, "test.yaml")}

    begin = f"models of the flavor {flavor.value} don't check "
    assert found == {
        "Sized": f"{begin}`maxProperties`, `propertyNames`, `uniqueItems`",
        "Not": f"{begin}`not`, `multipleOf`",
    }


def test_dataclasses_check_all() -> None:
    api, _ = build_api(document_of(SCHEMAS))

    assert limits(api, Flavor.DATACLASS, "test.yaml") == ()

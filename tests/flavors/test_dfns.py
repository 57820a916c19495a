"""The flavours of the Dfns documents, held to generated instances of every component.

Instances are made from the bundled document, and jsonschema-rs judges that they are valid: so the
bundle is held to them as well. msgspec drops what a class doesn't declare, so its instances declare
all; pydantic keeps it.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import jsonschema_rs
import msgspec
import pydantic
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.model.shapes.shape import DiscriminatedBy, Reference, UnionShape
from tests.flavors.bundle import COMPONENTS
from tests.flavors.instances import Instances
from tests.flavors.packages import FLAVORS, Named, named, package_of

pytestmark = pytest.mark.slow

REGISTRATION = Path(__file__).parents[2] / "specs" / "dfns-1.807.0.yaml"


def instances(source: Named, most: int, *, extras: bool) -> dict[str, list[Any]]:
    """Return valid instances of each component, the same at each run."""
    made = Instances(source.bundle, extras=extras)
    return {name: examples(made.of(name), most) for name in source.bundle["components"]["schemas"]}


def examples(strategy: st.SearchStrategy[Any], most: int) -> list[Any]:
    """Return a few values of a strategy, the same at each run."""
    kept: list[Any] = []

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(instance: Any) -> None:
        kept.append(instance)

    keep()
    return kept


class Dfns:
    """A document with its packages."""

    def __init__(self, source: Path, folder: Path, name: str) -> None:
        self.source = named(source)
        self.packages = {
            flavor: package_of(self.source, flavor, folder, f"{name}_{flavor.value}")
            for flavor in FLAVORS
        }

    def models(self, flavor: Flavor) -> ModuleType:
        models: ModuleType = self.packages[flavor].models
        return models

    def class_of(self, name: str, instance: Any) -> str:
        """Return the class that an instance of a union told by a tag must be decoded to."""
        component = self.source.bundle["components"]["schemas"][name]
        while "discriminator" in component:
            told = component["discriminator"]
            name = told["mapping"][instance[told["propertyName"]]].removeprefix(COMPONENTS)
            component = self.source.bundle["components"]["schemas"][name]
        return name


@pytest.fixture(scope="module")
def registration(tmp_path_factory: pytest.TempPathFactory) -> Dfns:
    return Dfns(REGISTRATION, tmp_path_factory.mktemp("registration"), "registration")


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Dfns:
    source = corpus / "corpus" / "dfns" / "dfns-1.578.2.yaml"
    return Dfns(source, tmp_path_factory.mktemp("whole"), "whole")


def check_pydantic(dfns: Dfns, made: dict[str, list[Any]]) -> None:
    models = dfns.models(Flavor.PYDANTIC)
    for name, values in made.items():
        adapter = pydantic.TypeAdapter(getattr(models, name))
        for value in values:
            decoded = adapter.validate_json(json.dumps(value))
            encoded = adapter.dump_json(decoded, by_alias=True, exclude_unset=True)
            assert json.loads(encoded) == value, name
            if isinstance(decoded, pydantic.BaseModel) and _is_tagged(dfns, name):
                assert type(decoded).__name__ == dfns.class_of(name, value)


def check_msgspec(dfns: Dfns, made: dict[str, list[Any]]) -> None:
    package, models = dfns.packages[Flavor.MSGSPEC], dfns.models(Flavor.MSGSPEC)
    for name, values in made.items():
        for value in values:
            decoded = package.decode(json.dumps(value), getattr(models, name))
            assert json.loads(package.encode(decoded)) == value, name
            if _is_tagged(dfns, name):
                assert isinstance(decoded, getattr(models, dfns.class_of(name, value)))


def _is_tagged(dfns: Dfns, name: str) -> bool:
    return "discriminator" in dfns.source.bundle["components"]["schemas"][name]


def test_registration(registration: Dfns) -> None:
    made = instances(registration.source, 10, extras=False)
    for name, values in made.items():
        judge = jsonschema_rs.validator_for(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": COMPONENTS + name,
                "components": registration.source.bundle["components"],
            }
        )
        assert all(judge.is_valid(value) for value in values)

    check_msgspec(registration, made)
    check_pydantic(registration, made)
    check_pydantic(registration, instances(registration.source, 5, extras=True))


def test_registration_has_the_names_of_the_issue(registration: Dfns) -> None:
    attestation = ("Fido2", "Key", "Password", "PasswordProtectedKey")
    models = registration.models(Flavor.MSGSPEC)

    found = [variant.__name__ for variant in get_args(models.FirstFactorAttestation)]
    assert found == [f"{name}Attestation" for name in attestation]
    assert all(
        msgspec.json.Decoder(getattr(models, name))
        for name in registration.source.bundle["components"]["schemas"]
    )


def test_the_bundle_is_valid(registration: Dfns) -> None:
    OpenAPIV31SpecValidator(registration.source.bundle).validate()


def test_whole(whole: Dfns) -> None:
    made = instances(whole.source, 2, extras=False)

    assert len(made) >= 450
    check_pydantic(whole, made)
    check_msgspec(whole, made)


def test_whole_names_are_exactly_ours(whole: Dfns) -> None:
    """A Struct has one tag: a class with several is one more class for each, by its tag's name."""
    ours = {*whole.source.names.definitions.values(), *whole.source.names.aliases}
    for flavor in FLAVORS:
        module = whole.models(flavor)
        classes = {name for name, value in vars(module).items() if isinstance(value, type)}
        own = {name for name in classes if getattr(module, name).__module__ == module.__name__}
        more = {name for name in own - ours if "[" not in name}
        assert more == (_parts(whole) if flavor is Flavor.MSGSPEC else set())
        assert all(hasattr(module, name) for name in ours)


def _parts(dfns: Dfns) -> set[str]:
    names = dfns.source.names.definitions
    return {
        names[variant.shape.key] + str(tag)
        for definition in dfns.source.api.definitions.values()
        if isinstance(definition.shape, UnionShape)
        for variant in definition.shape.variants
        if len(variant.tags) > 1 and isinstance(variant.shape, Reference)
        for tag in variant.tags
    }


def test_whole_unions_told_by_a_tag_need_no_decoder(whole: Dfns) -> None:
    """msgspec alone makes a decoder of each union whose variants share a tag property."""
    models = whole.models(Flavor.MSGSPEC)
    tagged = {
        whole.source.names.definitions[key]
        for key, definition in whole.source.api.definitions.items()
        if isinstance(definition.shape, UnionShape)
        and definition.shape.discriminated_by is DiscriminatedBy.TAG
    }
    own = {name for name in tagged if not isinstance(getattr(models, name), type)}

    # `protocol`, then `kind`
    assert tagged - own == {"CreateStakeActionRequest", "StakeActionRequestBodyObject"}
    assert all(msgspec.json.Decoder(getattr(models, name)) for name in own)

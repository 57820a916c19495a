"""Aliases and fields mean at run time what they mean to a type checker."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import pytest

from tests.python.packages import module_text, package

_REF = "#/components/schemas/"
_CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}}
_DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}}}
SCHEMAS: dict[str, Any] = {
    "Owner": {
        "type": "object",
        "properties": {
            "pets": {"$ref": f"{_REF}Pets"},
            "tree": {"$ref": f"{_REF}Tree"},
            "list": {"type": "array", "items": {"type": "string"}},
            "str": {"type": "string"},
            "size": {"$ref": f"{_REF}Size"},
            "old": {"type": "string"},
            "former": {"type": "string", "deprecated": True},
        },
    },
    "Pets": {"type": "array", "items": {"$ref": f"{_REF}Pet"}},
    "Pet": {"oneOf": [{"$ref": f"{_REF}Cat"}, {"$ref": f"{_REF}Dog"}]},
    "Tree": {
        "anyOf": [
            {"type": "array", "items": {"$ref": f"{_REF}Tree"}},
            {"type": "object", "additionalProperties": {"$ref": f"{_REF}Branch"}},
            {"$ref": f"{_REF}Size"},
        ]
    },
    "Branch": {"type": "array", "items": {"$ref": f"{_REF}Tree"}},
    "Size": {"type": "string", "enum": ["small", "large"]},
    "Cat": _CAT,
    "Dog": _DOG,
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The models of SCHEMAS."""
    return package(tmp_path_factory.mktemp("aliases"), SCHEMAS).models


def test_an_alias_stands_behind_what_it_names(tmp_path: Path) -> None:
    """Only what stands in a circle is quoted, and that inside of brackets."""
    text = module_text(tmp_path, SCHEMAS, "models")

    aliases = [line for line in text.splitlines() if ": TypeAlias = " in line]
    assert aliases == [
        'KnownSize: TypeAlias = Literal["small", "large"]',
        "Size: TypeAlias = KnownSize | UnknownText",
        "Pet: TypeAlias = Cat | Dog | UnknownVariant",
        "Pets: TypeAlias = list[Pet]",
        'Tree: TypeAlias = list["Tree"] | dict[str, "Branch"] | KnownSize | UnknownText',
        "Branch: TypeAlias = list[Tree]",
    ]
    assert text.index("class Dog") < text.index("Pet: TypeAlias")


def test_type_hints_can_be_had(models: Any) -> None:
    """Of every class, with fields that are called like types as well."""
    kinds = [kind for kind in vars(models).values() if isinstance(kind, type)]
    hints = {kind.__name__: typing.get_type_hints(kind) for kind in kinds}

    assert hints["Owner"]["pets"] == list[models.Pet] | None
    assert hints["Owner"]["list"] == list[str] | None
    assert hints["Owner"]["size"] == models.Size | None
    assert typing.get_args(models.KnownSize) == ("small", "large")


def test_a_variant_is_an_instance_of_its_union(models: Any) -> None:
    assert isinstance(models.Cat(), models.Pet)
    assert not isinstance(models.Owner(), models.Pet)


def test_a_field_hides_no_type(models: Any) -> None:
    """A field keeps its name, and what a class calls in its body is no field's."""
    owner = models.Owner(list=["a"], str="b", old_="c", former="d")
    assert owner.to_dict() == {"list": ["a"], "str": "b", "old": "c", "former": "d"}


def test_a_large_enum_is_one_literal(tmp_path: Path) -> None:
    """So many members a line as fit: type checkers read no chain of hundreds."""
    members = [f"m{number:03}" for number in range(600)]
    text = module_text(tmp_path, {"Unit": {"type": "string", "enum": members}}, "models")

    known = text[text.index("KnownUnit: TypeAlias") :].split("\nUnit: ", 1)[0]
    first, *lines, last = known.splitlines()
    assert (first, last) == ("KnownUnit: TypeAlias = Literal[", "]  # fmt: skip")
    assert {len(line) for line in lines[:-1]} == {99}
    assert len(lines) == 50


def test_a_union_of_many_classes_nests_no_operands(tmp_path: Path) -> None:
    """A hundred variants are one `Union[…]`."""
    schemas: dict[str, Any] = {
        f"K{number}": {"type": "object", "properties": {f"p{number}": {}}} for number in range(100)
    }
    variants = [{"$ref": f"{_REF}{name}"} for name in schemas]
    made = package(tmp_path, schemas | {"Every": {"anyOf": variants}}).models

    assert isinstance(made.K7(), made.Every)
    assert len(typing.get_args(made.Every)) == 101


def test_an_alias_of_null_may_be_united_with_null(tmp_path: Path) -> None:
    """Python knows no `None | None`."""
    nothing = {"$ref": "#/components/schemas/Nothing"}
    united = {"anyOf": [nothing, {"type": "null"}]}
    models = package(tmp_path, {"Nothing": {"type": "null"}, "Either": united}).models

    assert typing.get_args(models.Either | str)[-1] is str


def test_what_leads_to_itself_alone_may_be_anything(tmp_path: Path) -> None:
    """No type can be said for it: neither checker would take a name that stands for itself."""
    circles = {
        "Loop": {"allOf": [{"$ref": f"{_REF}Loop"}]},
        "One": {"oneOf": [{"$ref": f"{_REF}Other"}]},
        "Other": {"anyOf": [{"$ref": f"{_REF}One"}]},
    }

    lines = module_text(tmp_path, circles, "models").splitlines()

    assert [line for line in lines if ": TypeAlias = " in line] == [
        "Loop: TypeAlias = Any",
        "One: TypeAlias = Any",
        "Other: TypeAlias = Any",
    ]


def test_null_stands_once_and_last_and_is_no_variant(tmp_path: Path) -> None:
    nullable = {"oneOf": [{"$ref": f"{_REF}Cat"}, {"type": "null"}]}
    schemas = {
        "Cat": _CAT,
        "Maybe": nullable,
        "Twice": {"oneOf": [{"$ref": f"{_REF}Maybe"}, {"type": "null"}]},
        "Holder": {"type": "object", "properties": {"cat": {"$ref": f"{_REF}Maybe"}}},
    }

    lines = module_text(tmp_path, schemas, "models").splitlines()

    assert [line.strip() for line in lines if "None" in line] == [
        "Maybe: TypeAlias = Cat | None",
        "Twice: TypeAlias = Cat | None",
        "cat: Cat | Unset | None = UNSET",
    ]

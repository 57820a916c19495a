"""The fast checks trust nothing: whatever stands at whatever place, the verdict is the schema's.

What a fast check calls valid is valid. Many rely on an operation that raises for a wrong type, and
one that doesn't raise lets that type pass. So each keyword is put at each kind of place, and values
of each kind are put there; the judge of JSON values is jsonschema-rs.
"""

from __future__ import annotations

import datetime
import enum
import itertools
from collections import OrderedDict, UserDict, UserString, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.hostile.shapes import to
from tests.python.packages import package

_LINEAR, _PLAIN, _BOUNDED = "^(a*)*$", "^a*$", r"^(?=(a+)+$).*$"
_KEYWORDS: dict[str, dict[str, Any]] = {
    "string": {
        "minLength": 1,
        "maxLength": 3,
        "pattern": _PLAIN,
        "minLength maxLength": (2, 2),
        "maxLength pattern": (3, _LINEAR),
        "minLength pattern": (0, _BOUNDED),
        "enum": ["a", "b"],
        "const": "a",
        "format": "date",
    },
    "number": {
        "minimum": 1,
        "exclusiveMaximum": 1e20,
        "multipleOf": 0.5,
        "const": 1,
        "enum": [1.0, 2],
        "format": "int32",
    },
    "integer": {"minimum": 1, "maximum": 3, "multipleOf": 2, "const": 0, "format": "int64"},
    "boolean": {"const": True, "enum": [False]},
    "null": {"const": None},
    "array": {
        "items": {"type": "string"},
        "items uniqueItems": ({"type": "string"}, True),
        "items minItems": ({"type": "string", "pattern": _LINEAR}, 1),
        "items maxItems": ({"type": "string", "minLength": 1}, 2),
        "uniqueItems": True,
        "prefixItems items": ([{"type": "string", "minLength": 1}, {"type": "integer"}], False),
        "contains": {"type": "string", "pattern": _LINEAR},
        "contains minContains maxContains": ({"const": "a"}, 0, 1),
        "unevaluatedItems prefixItems": (False, [True]),
        "const": ["a"],
    },
    "object": {
        "required": ["a"],
        "minProperties maxProperties": (1, 2),
        "additionalProperties": {"type": "string", "pattern": _LINEAR},
        "additionalProperties properties": (False, {"a": {"type": "string", "minLength": 1}}),
        "propertyNames": {"pattern": _LINEAR},
        "propertyNames minProperties": ({"enum": ["a", "b"]}, 1),
        "patternProperties additionalProperties": ({_LINEAR: {"type": "integer"}}, False),
        "patternProperties": {_BOUNDED: {"type": "string"}},
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"a": {"properties": {"b": {"type": "string", "minLength": 1}}}},
        "unevaluatedProperties properties": (False, {"a": True}),
        "enum": [{}, {"a": 1}],
    },
}


def _leaves() -> Iterator[dict[str, Any]]:
    """Yield schemas of each keyword: with its type, without, and with null beside it."""
    for kind, assertions in _KEYWORDS.items():
        yield {"type": kind}
        for names, operands in assertions.items():
            several = names.split()
            held = dict(zip(several, operands if len(several) > 1 else (operands,), strict=True))
            yield {"type": kind, **held}
            yield held
            yield {"type": [kind, "null"], **held}
    yield {"enum": ["a", 1, True, None]}
    yield {"enum": ["a", "b", []]}
    yield {"type": ["string", "integer"], "minLength": 1, "minimum": 1}


def _wrapped(inner: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield schemas that have another one at each kind of place."""
    held = {"p": inner}
    yield "itself", inner
    yield "required", {"type": "object", "required": ["p"], "properties": held}
    yield "optional", {"type": "object", "properties": held}
    yield "items", {"type": "array", "items": inner}
    yield "rest", {"properties": {"q": True}, "additionalProperties": inner}
    yield "first", {"prefixItems": [inner]}
    yield "contained", {"contains": inner, "maxContains": 1}
    yield "named", {"type": "object", "propertyNames": inner}
    yield "patterned", {"patternProperties": {"^p": inner}}
    yield "anyOf", {"anyOf": [inner, {"type": "integer", "minimum": 5}]}
    yield "oneOf", {"oneOf": [inner, {"type": "string", "maxLength": 1}]}
    yield "not", {"not": inner}
    yield "if", {"if": inner, "then": {"minLength": 1}, "else": {"maxItems": 0}}
    yield "nullable", {"type": "object", "properties": {"p": {"anyOf": [inner, {"type": "null"}]}}}
    yield "tried", {"anyOf": [{"type": "object", "required": ["p"], "properties": held}, inner]}


class _Text(str):
    pass


class _Whole(int):
    pass


class _Real(float):
    pass


class _List(list[Any]):
    pass


class _Dict(dict[Any, Any]):
    pass


class _Member(str, enum.Enum):  # noqa: UP042 - `str` of it is its name
    a = "a"


class _Number(enum.IntEnum):
    one = 1


_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, -1, 5, 1.0, -0.0, 1.5, 0.1, 1e20, 2**53, 2**64, 10**30),
    *("", "a", "b", "aa", "aaaa", "x", "1", "a\n", "\0", "2020-01-01", "p", "a" * 14 + "!"),
    *([], [1], [True, 1], [1, 1.0], [""], [[]], [{}], [None], ["a", 1], ["a", "a"], ["b", "a"]),
    *({}, {"a": 1}, {"a": "a"}, {"a": {}}, {"a": None}, {"a": "", "b": "b"}, {"b": []}, {"": 1}),
)
_LIKE_JSON: tuple[Any, ...] = (
    *(_Text("a"), _Text(""), _Whole(1), _Real(1.0), _List(["a"]), _List(), _Dict(a=1), _Dict()),
    *(_Member.a, _Number.one, OrderedDict(a=1), defaultdict(str), UserDict(a=1)),
    *(Decimal(1), Decimal("1.5"), Decimal("1e400"), Decimal("1e-400"), Decimal("1e999999")),
    *("\ud800", ["\ud800"], {"\ud800": 1}, 10**400, -(10**5000), [10**400]),
)
_NO_NUMBERS = (
    *(float("nan"), float("inf"), -float("inf")),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")),
)
_NO_JSON: tuple[Any, ...] = (
    *(
        b"",
        b"a",
        bytearray(b"a"),
        memoryview(b"a"),
        (),
        ("a",),
        {"a"},
        frozenset(),
        UserString("a"),
    ),
    *(datetime.date(2020, 1, 1), object(), type, ..., NotImplemented, 1j, range(2), iter(())),
    *({1: 1}, {None: 1}, {("a",): 1}, {b"a": 1}, len),
)


def _placed(value: Any) -> Iterator[Any]:
    """Yield a value at each kind of place."""
    yield value
    yield {"p": value}
    yield {"q": "t", "p": value}
    yield [value]
    yield ["a", value]
    if isinstance(value, str):
        yield {value: 1}


def _components(leaves: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, leaf in enumerate(leaves):
        own = f"Leaf{number}"
        found |= {f"{own}{place.title()}": schema for place, schema in _wrapped(leaf)}
        found[f"{own}Referred"] = {"type": "object", "properties": {"p": to(f"{own}Itself")}}
    return found


def _verdict(validate: Any, value: Any) -> bool | str:
    """Return whether a validator takes a value; the text of any error that is not its own."""
    try:
        validate(value)
    except Exception as error:
        return False if hasattr(error, "issues") else repr(error)
    return True


def _values(kinds: Iterable[Any]) -> Iterator[Any]:
    return itertools.chain.from_iterable(map(_placed, kinds))


_LEAVES = list(_leaves())
_CHUNK = 6


@pytest.mark.sweep
@pytest.mark.parametrize("first", range(0, len(_LEAVES), _CHUNK))
def test_every_value_at_every_place(first: int, tmp_path: Path) -> None:
    """A value is taken where its schema takes it; what is no JSON is at most refused."""
    schemas = _components(_LEAVES[first : first + _CHUNK])
    made = package(tmp_path, schemas, to_the_letter=True)
    validators, texts = made.validators.VALIDATORS, made._schemas.TEXTS
    for name, schema in schemas.items():
        at = f"#/components/schemas/{name}"
        validate = validators[at]
        codec = validate.__self__
        held = {"components": {"schemas": schemas}, "$ref": at}
        judge = jsonschema_rs.Draft202012Validator(held, validate_formats=False)
        for value in _values(_VALUES):
            assert _verdict(validate, value) is judge.is_valid(value), (schema, value)
            assert _verdict(codec.from_value, value) is judge.is_valid(value), (schema, value)
        for value in _values(_LIKE_JSON):
            assert _verdict(validate, value) is texts.is_valid(codec.name, value), schema
        for value in _values((*_NO_JSON, *_NO_NUMBERS)):
            assert isinstance(_verdict(validate, value), bool), (schema, value)
            assert isinstance(_verdict(codec.from_value, value), bool), (schema, value)
        if schema.get("type") in ("number", "integer"):
            assert not any(_verdict(validate, value) for value in _NO_NUMBERS), schema

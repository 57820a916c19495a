"""JSON text in both directions: nothing is changed, nothing else is let in or out."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from _runtime import _json
from _runtime._json import JsonError, canonical, dumps, is_plain, loads
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(params=["accelerated", "stdlib"], autouse=True)
def accelerator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with and without orjson."""
    if request.param == "stdlib":
        monkeypatch.setattr(_json, "accelerator", lambda: None)


class Color(Enum):
    """What isn't JSON, though both writers write its value."""

    RED = (1,)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551616", 18446744073709551616),
        ("-9223372036854775809", -9223372036854775809),
        ("[1e400]", [Decimal("1e400")]),
        ("9" * 5000, Decimal("9" * 5000)),
        ('{"a":1,"a":2}', {"a": 2}),
        ('"\\ud800"', "\ud800"),
        ("\ufeff[]", []),
        ("1.0", 1.0),
    ],
)
def test_read(text: str, value: Any) -> None:
    for data in (text, text.encode("utf-8"), bytearray(text.encode("utf-8"))):
        found = loads(data)
        assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON: Expecting value at line 1, column 1"),
        (b"[1,]", "is not JSON: Expecting value at line 1, column 4"),
        (b"[NaN]", "is not JSON: NaN is not a JSON number at line 1, column 1"),
        (b"-Infinity", "is not JSON: -Infinity is not a JSON number at line 1, column 1"),
        (b'"\xff"', "is not UTF-8: invalid start byte at byte 1"),
        (b'"\xed\xa0\x80"', "is not UTF-8: invalid continuation byte at byte 1"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_refused(data: bytes, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        loads(data)

    assert [issue.message for issue in caught.value.issues] == [message]


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({"é": "🐲\n"}, '{"é":"🐲\\n"}'.encode()),
        ("\ud800", b'"\\ud800"'),
        ([Decimal("1E+400"), {"a": Decimal("0.1")}], b'[1E+400,{"a":0.1}]'),
        (1 << 70, b"1180591620717411303424"),
        ([None, True], b"[null,true]"),
        ([UUID(int=7), {"a": Color.RED}], b'["00000000-0000-0000-0000-000000000007",{"a":[1]}]'),
        ([Decimal(1), Color.RED], b"[1,[1]]"),
    ],
)
def test_written(value: Any, data: bytes) -> None:
    assert dumps(value) == data
    assert canonical(loads(data)) == canonical(json.loads(data, parse_float=Decimal))


@pytest.mark.parametrize("value", [math.nan, [math.inf], {1, 2}, object(), Decimal("NaN")])
def test_not_written(value: Any) -> None:
    with pytest.raises(JsonError):
        dumps(value)


def test_what_holds_itself_is_not_written() -> None:
    value: list[Any] = []
    value.append(value)

    with pytest.raises(JsonError):
        dumps(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@pytest.mark.slow
@given(VALUES)
def test_written_and_read_again(value: Any) -> None:
    assert is_plain(value)
    assert canonical(loads(dumps(value))) == canonical(value)
    assert canonical(json.loads(dumps(value))) == canonical(value)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ([1], [True], False),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ([], {}, False),
        ([["a", 1]], {"a": 1}, False),
        (Decimal("0.1"), 0.1, True),
        (Decimal("0.10"), Decimal("0.1"), True),
        (Decimal("1E+5000"), Decimal("10E+4999"), True),
        (Decimal("0E+9999"), 0, True),
        pytest.param(10**5000, Decimal("1E+5000"), True, id="a long int"),
        (2**53 + 1, float(2**53), False),
        ("1", 1, False),
        (None, False, False),
        (-0.0, 0, True),
    ],
)
def test_equality(one: Any, other: Any, equal: bool) -> None:
    assert (canonical(one) == canonical(other)) is equal
    assert not equal or hash(canonical(one)) == hash(canonical(other))

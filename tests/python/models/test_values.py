"""Texts that stand for dates, UUIDs and amounts are such values, and are written as they came."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.client.emitted import imported
from tests.python.packages import Package, document, package

_TEXT: dict[str, Any] = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Stamp": {**_TEXT, "format": "date-time"},
    "Days": {"type": "array", "items": {**_TEXT, "format": "date"}},
    "Thing": {
        "type": "object",
        "required": ["at"],
        "properties": {
            "at": {**_TEXT, "format": "date-time"},
            "stamp": {"$ref": "#/components/schemas/Stamp"},
            "date": {**_TEXT, "format": "date"},
            "days": {"$ref": "#/components/schemas/Days"},
            "time": {**_TEXT, "format": "time"},
            "length": {**_TEXT, "format": "duration"},
            "uid": {"type": ["string", "null"], "format": "uuid"},
            "blob": {**_TEXT, "contentEncoding": "base64"},
            "amount": {**_TEXT, "format": "decimal"},
            "amounts": {"type": "object", "additionalProperties": {**_TEXT, "format": "decimal"}},
            "price": {"type": "number"},
            "either": {
                "anyOf": [
                    {**_TEXT, "format": "date"},
                    {**_TEXT, "format": "date-time"},
                    {"type": "integer"},
                ]
            },
            "label": {"anyOf": [{**_TEXT, "format": "uuid"}, _TEXT]},
        },
    },
}
WHOLE: dict[str, Any] = {
    "at": "2024-01-01t00:00:00.1234567Z",
    "stamp": "2024-01-01T00:00:00+00:00",
    "date": "2024-02-29",
    "days": ["2024-01-01", "2024-12-31"],
    "time": "10:00:00.50Z",
    "length": "P1DT2H",
    "uid": "3FA85F64-5717-4562-B3FC-2C963F66AFA6",
    "blob": "aGk=",
    "amount": "1.50",
    "amounts": {"fee": "0.10"},
    "price": 19.99,
    "either": "2024-01-01T00:00:00-05:00",
    "label": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}
VALUES: dict[str, Any] = {
    "at": datetime(2024, 1, 1, microsecond=123456, tzinfo=UTC),
    "stamp": datetime(2024, 1, 1, tzinfo=UTC),
    "date": date(2024, 2, 29),
    "days": [date(2024, 1, 1), date(2024, 12, 31)],
    "time": time(10, microsecond=500000, tzinfo=UTC),
    "length": timedelta(days=1, hours=2),
    "uid": UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    "blob": b"hi",
    "amount": Decimal("1.50"),
    "amounts": {"fee": Decimal("0.10")},
    "price": 19.99,
    "either": datetime(2024, 1, 1, 5, tzinfo=UTC),
    "label": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of SCHEMAS."""
    return package(tmp_path_factory.mktemp("values"), SCHEMAS)


def whole(made: Package) -> Any:
    return made.models.Thing.from_dict(WHOLE)


def unreadable(made: Package) -> type[Any]:
    error: type[Any] = getattr(made, "_runtime._issues").UnreadableValue
    return error


def test_fields_are_values_and_write_the_text_that_came(made: Package) -> None:
    thing = whole(made)
    text = json.dumps(WHOLE, separators=(",", ":"), ensure_ascii=False).encode()

    assert thing.to_json() == text
    for name, value in VALUES.items():
        assert getattr(thing, name) == value
        assert type(getattr(thing, name)) is type(value)
    assert thing.to_json() == text
    assert thing.to_dict() == WHOLE


def test_it_stays_a_dataclass(made: Package) -> None:
    thing = whole(made)

    assert dataclasses.asdict(thing) == {**VALUES, "additional_properties": {}}
    again = dataclasses.replace(thing, amount=Decimal(2))
    assert again.to_dict() == {**WHOLE, "amount": "2"}
    for twin in (copy.copy(thing), copy.deepcopy(thing), pickle.loads(pickle.dumps(thing))):
        assert twin == thing
        assert twin.to_dict() == WHOLE
    assert made.models.Thing(at=VALUES["at"]) == made.models.Thing(at="2024-01-01T00:00:00.123456Z")
    match thing:
        case made.models.Thing(date=date(year=2024)):
            pass
        case _:
            pytest.fail("the pattern doesn't match")


def test_what_is_changed_is_written_and_the_rest_as_it_came(made: Package) -> None:
    thing = whole(made)
    thing.days.append(date(2025, 1, 2))
    thing.amounts["tip"] = Decimal("1E+3")
    thing.at = datetime(2025, 1, 1, tzinfo=UTC)
    thing.length = timedelta(hours=-1, seconds=-1.5)
    thing.blob = b"\xff"

    changed = {"at": "2025-01-01T00:00:00Z", "length": "-PT1H0M1.5S", "blob": "/w=="}
    days, amounts = [*WHOLE["days"], "2025-01-02"], {"fee": "0.10", "tip": "1000"}
    expected = {**WHOLE, **changed, "days": days, "amounts": amounts}
    assert thing.to_dict() == expected
    assert json.loads(thing.to_json()) == expected
    assert pickle.loads(pickle.dumps(thing)).to_dict() == expected


@pytest.mark.parametrize(
    ("name", "text", "pointer"),
    [
        ("at", "soon", "/at"),
        ("at", "2024-06-30T23:59:60Z", "/at"),
        ("at", "0000-00-00T00:00:00Z", "/at"),
        ("date", "2024-1-1", "/date"),
        ("days", ["2024-01-01", ""], "/days/1"),
        ("length", "P1M", "/length"),
        ("uid", "x", "/uid"),
        ("amounts", {"a/b": "1,5"}, "/amounts/a~1b"),
        ("either", "never", "/either"),
    ],
)
def test_one_attribute_alone_tells_of_a_text_that_is_no_value(
    made: Package, name: str, text: Any, pointer: str
) -> None:
    value = {**WHOLE, name: text}
    thing, twin = (made.models.Thing.from_dict(value) for _ in range(2))

    with pytest.raises(unreadable(made)) as raised:
        getattr(thing, name)
    assert [issue.instance for issue in raised.value.issues] == [pointer]
    if isinstance(text, str):
        assert raised.value.text == text
        assert text not in str(raised.value)
    with pytest.raises(unreadable(made)):
        dataclasses.asdict(thing)
    with pytest.raises(unreadable(made)):
        dataclasses.replace(thing, price=1.0)
    assert thing.to_dict() == value
    assert thing == twin
    assert repr(text)[1:-1] in repr(thing)
    assert pickle.loads(pickle.dumps(thing)) == copy.deepcopy(thing) == thing


@pytest.mark.parametrize(
    "given",
    [
        {"at": "soon"},
        {"at": datetime(2024, 1, 1)},
        {"at": WHOLE["at"], "date": datetime(2024, 1, 1, tzinfo=UTC)},
        {"at": WHOLE["at"], "days": ["2024-02-30"]},
        {"at": WHOLE["at"], "uid": "x"},
    ],
)
def test_a_request_refuses_what_is_no_value(made: Package, given: dict[str, Any]) -> None:
    for body in (given, made.models.Thing(**given)):
        with pytest.raises(ValueError, match="format"):
            made.codecs.Thing.encode(body)


def test_a_request_takes_values_in_dicts_as_well(made: Package) -> None:
    body = {"at": VALUES["at"], "days": VALUES["days"], "uid": VALUES["uid"]}

    assert json.loads(made.codecs.Thing.encode(body)) == {
        "at": "2024-01-01T00:00:00.123456Z",
        "days": WHOLE["days"],
        "uid": WHOLE["uid"].lower(),
    }


def test_types_that_are_no_models_hold_values(made: Package) -> None:
    assert made.codecs.Days.from_json('["2024-01-01"]') == [date(2024, 1, 1)]
    assert made.codecs.Days.to_json([date(2024, 1, 1)]) == b'["2024-01-01"]'
    assert made.codecs.Stamp.from_json('"2024-01-01T00:00:00Z"') == VALUES["stamp"]


def _offset(source: random.Random) -> str:
    if source.random() < 0.5:
        return source.choice("Zz")
    return f"{source.choice('+-')}{source.randrange(24):02}:{source.randrange(60):02}"


def _instant(source: random.Random) -> str:
    day = date(1, 1, 2) + timedelta(days=source.randrange(3_650_000))
    clock = ":".join(f"{source.randrange(most):02}" for most in (24, 60, 60))
    digits = source.randrange(12)
    fraction = f".{source.randrange(10**digits):0{digits}}" if digits else ""
    return f"{day.isoformat()}{source.choice('Tt')}{clock}{fraction}{_offset(source)}"


@pytest.mark.slow
def test_date_times_come_back_to_the_byte(made: Package) -> None:
    """A hundred thousand, half of them read before."""
    source = random.Random(1)
    texts = [_instant(source) for _ in range(100_000)]

    for text in texts:
        written = f'{{"at":"{text}"}}'.encode()
        thing = made.models.Thing.from_json(written)
        if source.random() < 0.5:
            assert thing.at.isoformat()[:10] == text[:10]
        assert thing.to_json() == written


def _number(source: random.Random) -> str:
    sign = source.choice(["", "-"])
    match source.randrange(4):
        case 0:
            return f"{sign}{source.randrange(1, 10 ** source.randrange(1, 30))}"
        case 1:
            whole, rest = (source.randrange(10 ** source.randrange(1, 25)) for _ in range(2))
            return f"{sign}{whole}.{rest}"
        case 2:
            return f"{sign}{source.random() * 10.0 ** source.randrange(-300, 300)!r}"
        case _:
            exponent = (
                f"{source.choice('eE')}{source.choice(['', '+', '-'])}{source.randrange(420)}"
            )
            return f"{sign}{source.randrange(10)}.{source.randrange(10**9)}{exponent}"


@pytest.mark.slow
@pytest.mark.parametrize("parser", ["", "stdlib"])
@pytest.mark.parametrize("decimals", [False, True])
def test_no_number_loses_a_digit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decimals: bool, parser: str
) -> None:
    """A float is written as the same number, a decimal as the same text."""
    monkeypatch.setenv("DFNSGEN_JSON", parser)
    schema = {"type": "object", "properties": {"n": {"type": "number"}}}
    name = f"emitted_numbers_{decimals}_{parser or 'fast'}"
    imported(tmp_path, document({"N": schema}), name, decimals=decimals)
    models = __import__(f"{name}.models").models
    source = random.Random(2)

    for _ in range(30_000):
        text = _number(source)
        number = models.N.from_json(f'{{"n":{text}}}')
        written = number.to_json().decode()[5:-1]
        assert (written if decimals else Decimal(written)) == (text if decimals else Decimal(text))
    assert isinstance(models.N.from_json('{"n":1.50}').n, Decimal if decimals else float)


def test_a_float_beyond_all_bounds_is_kept(made: Package) -> None:
    text = b'{"at":"2024-01-01T00:00:00Z","price":1e400}'
    thing = made.models.Thing.from_json(text)

    assert thing.to_json() == text
    with pytest.raises(unreadable(made)):
        _ = thing.price


def test_formats_can_stay_texts(tmp_path: Path) -> None:
    imported(tmp_path, document(SCHEMAS), "emitted_texts", as_text=frozenset(("date-time", "date")))
    models = __import__("emitted_texts.models").models
    thing = models.Thing.from_dict({**WHOLE, "at": "soon"})

    assert (thing.at, thing.days) == ("soon", WHOLE["days"])
    assert thing.uid == VALUES["uid"]


def test_a_method_that_is_called_like_a_type_hides_none(tmp_path: Path) -> None:
    day = {"name": "day", "in": "query", "schema": {**_TEXT, "format": "date"}}
    answer = {"content": {"application/json": {"schema": {**_TEXT, "format": "time"}}}}
    paths: dict[str, Any] = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "parameters": [day],
                "responses": {"200": {"description": "it", **answer}},
            }
        }
        for name in ("date", "time", "other")
    }
    imported(tmp_path, {**document({}), "paths": paths}, "emitted_hiding")
    module = __import__("emitted_hiding.client.api").client.api
    annotations = module.Api.other.__annotations__

    assert (annotations["day"], annotations["return"]) == ("Date_ | str | None", "Time_")
    assert (module.Date_, module.Time_) == (date, time)


@pytest.mark.slow
def test_a_lattice_of_unions_is_planned_at_once(tmp_path: Path) -> None:
    """Each level has both of the next one: there are 2^40 ways down."""
    levels: dict[str, Any] = {
        f"{side}{n}": {"anyOf": [{"$ref": f"#/components/schemas/{s}{n + 1}"} for s in "AB"]}
        for n in range(40)
        for side in "AB"
    }
    ends = {"A40": {"type": "string", "format": "date"}, "B40": {"type": "integer"}}
    holder = {"type": "object", "properties": {"day": {"$ref": "#/components/schemas/A0"}}}
    models = package(tmp_path, {**levels, **ends, "Holder": holder}).models

    held = models.Holder.from_dict({"day": "2026-01-02"})

    assert held.day == date(2026, 1, 2)

"""JSON equality: `1` and `1.0` are one number, `true` is not a number.

Source: JSON Schema 2020-12 Core, section 4.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from json.encoder import encode_basestring_ascii

from dfnsgen.json_value import JsonValue


def json_key(value: JsonValue) -> str:
    """Return a text that two JSON values share exactly if they are equal."""
    match value:
        case str():
            return encode_basestring_ascii(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(value)
        case float() | Decimal():
            return _number_key(value)
        case list():
            return "[" + ",".join(map(json_key, value)) + "]"
        case dict():
            members = sorted(value.items())
            keyed = [f"{encode_basestring_ascii(k)}:{json_key(v)}" for k, v in members]
            return "{" + ",".join(keyed) + "}"


def _number_key(value: float | Decimal) -> str:
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if number == number.to_integral_value() and abs(number.adjusted()) < 400:
        return str(int(number))
    return str(number.normalize())


def distinct(values: Iterable[JsonValue]) -> tuple[JsonValue, ...]:
    """Return the values in order, each once."""
    return tuple({json_key(value): value for value in values}.values())


def common(left: tuple[JsonValue, ...], right: tuple[JsonValue, ...]) -> tuple[JsonValue, ...]:
    """Return the values of `left` that `right` holds as well."""
    keys = set(map(json_key, right))
    return tuple(value for value in left if json_key(value) in keys)


def type_of(value: JsonValue) -> str:
    """Return the JSON Schema type of a value; a number without a fraction is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float() | Decimal():
            return "integer" if value == int(value) else "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"

# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""JSON text to values and back (RFC 8259), and JSON equality.

In: bytes or text. Out: dict, list, str, int, float, bool, None; a number that `float` or Python's
digit limit would change comes as `Decimal`, so that no digit is lost. NaN and Infinity never pass,
in neither direction. `orjson` is used where it is installed and its answer is the same;
`DFNSGEN_JSON=stdlib` in the environment turns that off.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from math import isfinite
from typing import Any, Final, Self, cast

from ._issues import Issue, ValidationError


class JsonError(ValidationError):
    """The text is not JSON, or is nested deeper than can be read."""


def loads(data: bytes | bytearray | str, *, exact: bool = True) -> Any:
    """Return the value of a JSON text in UTF-8; of a repeated name the last value counts.

    If not `exact`, a number may come as the nearest float.
    Raises JsonError, whose message gives the position and never the text.
    """
    fast = accelerator()
    try:
        if fast is None:
            text = data if isinstance(data, str) else str(data, "utf-8")
            value, end = _scan(text, 0)
            if end == len(text):
                return value
        elif not exact or not has_long_number(data):
            return fast.loads(data)
    except (ValueError, StopIteration, RecursionError):
        pass  # The documented way has the last word, and says what is wrong.
    return _exact_loads(data)


def loads_exactly(data: bytes | bytearray | str) -> Any:
    """Return the value of a JSON text; each number that is no integer is a decimal as it came."""
    return _exact_loads(data, _all_digits_decoder)


def dumps(value: Any) -> bytes:
    """Return a value as compact JSON in UTF-8. Raises JsonError for what JSON can't say."""
    fast = accelerator()
    if fast is not None:
        try:
            text: bytes = fast.dumps(value, option=_options(fast))
        except (TypeError, ValueError):
            pass
        else:
            if b"null" not in text or is_plain(value):  # orjson writes NaN as null.
                return text
    return _exact_dumps(value)


def _exact_loads(data: bytes | bytearray | str, decoder: json.JSONDecoder | None = None) -> Any:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        text = text.removeprefix("\ufeff")
        try:
            return (decoder or _decoder).decode(text)
        except json.JSONDecodeError:
            raise
        except ValueError:
            # An integer beyond Python's digit limit.
            return (decoder or _long_decoder).decode(text)
    except json.JSONDecodeError as error:
        raise _refusal(
            f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except UnicodeDecodeError as error:
        raise _refusal(f"is not UTF-8: {error.reason} at byte {error.start}") from None
    except RecursionError:
        raise _refusal("is nested too deeply") from None


def _exact_dumps(value: Any) -> bytes:
    try:
        try:
            text = "".join(_write(value, 0))
        except _Unwritable:
            text = "".join(_pieces(value))
    except RecursionError:
        raise _refusal("is nested too deeply") from None
    except (TypeError, ValueError) as error:
        raise _refusal(f"can't be written as JSON: {type(error).__name__}") from None
    # A lone surrogate has no UTF-8 form; within a JSON string its escape means the same.
    return text.encode("utf-8", "backslashreplace")


def _refusal(message: str) -> JsonError:
    return JsonError((Issue("", "json", message, ""),), subject="JSON text")


class Digits(Decimal):
    """A decimal that was written otherwise than Python writes it, as `1e3`; it is written so again.

    What is computed with it is a decimal like any other.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return self.__class__, (self.text,)


def _number(text: str) -> float | Decimal:
    """Return a number as float where that is the same number, else as a decimal."""
    number = float(text)
    magnitude = abs(number)
    # No more than 15 digits always come back as they were, but near the ends of the range.
    if (len(text) < 17 and _TINY < magnitude < _HUGE) or repr(number) == text:
        return number
    exact = _digits(text)
    is_same = number - number == 0 and Decimal(repr(number)) == exact
    return number if is_same else exact


def _digits(text: str) -> Decimal:
    number = Decimal(text)
    return number if str(number) == text else Digits(text)


_TINY: Final = 1e-290
_HUGE: Final = 1e290


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) < 4000 else Decimal(text)


def _signed_integer(text: str) -> int | Decimal:
    """Return an integer as it came: no `int` is -0."""
    return Decimal(text) if text == "-0" else _integer(text)


def _refuse_constant(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is not a JSON number", "", 0)


class _Unwritable(Exception):
    """Something that the C encoder can't write, though JSON can say it."""


def _signal(value: Any) -> Any:
    if isinstance(value, Decimal):
        raise _Unwritable
    if isinstance(value, Enum):
        return value.value
    kind = cast("type[object]", type(value))
    if kind.__name__ == "UUID" and kind.__module__ == "uuid":  # Not imported: orjson writes it.
        return str(value)
    raise TypeError(kind.__name__)


def _pieces(value: Any) -> list[str]:
    """Return the JSON text of a value that holds decimals, in pieces."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("not a JSON number")
        return [str(value)]
    if issubclass(type(value), dict):
        out = ["{"]
        properties: dict[str, Any] = value
        for name, content in properties.items():
            out += ["," if len(out) > 1 else "", _encoder.encode(str(name)), ":"]
            out += _pieces(content)
        return [*out, "}"]
    if issubclass(type(value), list):
        out = ["["]
        items: list[Any] = value
        for content in items:
            out.append("," if len(out) > 1 else "")
            out += _pieces(content)
        return [*out, "]"]
    return [_encoder.encode(value)]


_decoder: Final = json.JSONDecoder(parse_float=_number, parse_constant=_refuse_constant)
_all_digits_decoder: Final = json.JSONDecoder(
    parse_float=_digits, parse_int=_signed_integer, parse_constant=_refuse_constant
)
_long_decoder: Final = json.JSONDecoder(
    parse_float=_number, parse_int=_integer, parse_constant=_refuse_constant
)
# Without its own check for loops the encoder is a quarter faster; depth ends a loop as well.
_encoder: Final = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,
    separators=(",", ":"),
    default=_signal,
)

# Each call of `decode` and of `encode` costs as much as a small object: these do their work alone.
_scan: Final[Callable[[str, int], tuple[Any, int]]] = cast("Any", _decoder).scan_once
_make: Final[Any] = getattr(json.encoder, "c_make_encoder", None)
_write: Final[Callable[[Any, int], Iterable[str]]] = (
    _make(None, _signal, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    if _make
    else lambda value, _: _encoder.iterencode(value)
)

_MARKS: Final = {
    **dict.fromkeys("0123456789.", "0"),
    **dict.fromkeys(" \t\r\n:,[-", " "),
}
_SKETCH: Final = bytes(ord(_MARKS.get(chr(byte), "x")) for byte in range(256))
"""Draws a text with `0` for digits and points, and a space for what stands before numbers."""
_LONG: Final = b" " + b"0" * 16
_TOKEN: Final = re.compile(rb"[0-9.]+(?:[eE][+-]?[0-9]+)?")
_BEFORE_NUMBERS: Final = frozenset(b" \t\r\n:,[-")


def has_long_number(data: bytes | bytearray | str) -> bool:
    """Whether a number may be one that a fast parser would round.

    There are few reasons to look at a number: it is long, or very small. Of one that is too large
    for a float the parser says so itself.
    """
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    sketch = raw.translate(_SKETCH)
    if sketch.startswith(_LONG[1:]) and _rounds(raw, 0):
        return True
    if _found(sketch, _LONG, lambda at: _rounds(raw, at + 1)):
        return True
    # Few texts hold a minus, and to look for one byte takes no time.
    return b"-" in raw and any(
        _found(raw, sign, lambda at: _is_tiny(raw, sketch, at)) for sign in (b"e-", b"E-")
    )


def _found(text: bytes | bytearray, mark: bytes, holds: Callable[[int], bool]) -> bool:
    """Whether something holds at one of the places of a mark."""
    at = text.find(mark)
    while at >= 0:
        if holds(at):
            return True
        at = text.find(mark, at + len(mark))
    return False


def _is_tiny(raw: bytes | bytearray, sketch: bytes | bytearray, at: int) -> bool:
    """Whether the exponent at a place is of a number that is no float."""
    if not raw[at + 2 : at + 5].isdigit():
        return False
    while at and sketch[at - 1] == 48:
        at -= 1
    return (not at or raw[at - 1] in _BEFORE_NUMBERS) and _rounds(raw, at)


def _rounds(raw: bytes | bytearray, at: int) -> bool:
    token = _TOKEN.match(raw, at)
    return token is not None and _is_rounded(token[0].decode())


def _is_rounded(text: str) -> bool:
    if text.isdigit():
        return len(text) > 18
    try:
        return not isinstance(_number(text), float)
    except (ArithmeticError, ValueError):  # It stands in a text: "1.2.3".
        return False


@cache
def accelerator() -> Any:
    """Return `orjson`, None without it; asked for late, for it takes 10 ms to import."""
    if os.environ.get("DFNSGEN_JSON") == "stdlib":
        return None
    try:
        # By name, for type checkers must not ask for what is optional.
        return import_module("orjson")
    except ImportError:
        return None


@cache
def _options(fast: Any) -> int:
    """Return the options that keep orjson from writing what isn't JSON."""
    names = ("OPT_PASSTHROUGH_DATACLASS", "OPT_PASSTHROUGH_DATETIME", "OPT_PASSTHROUGH_SUBCLASS")
    return sum(getattr(fast, name, 0) for name in names)


def is_plain(value: Any) -> bool:
    """Whether the value is what `loads` gives: exact classes, finite numbers, text for names."""
    return _is_plain(value, set())


_SCALARS: Final = frozenset({str, bool, int, type(None)})


def _is_plain(value: Any, done: set[int]) -> bool:
    kind = value.__class__
    if kind in _SCALARS:
        return True
    if kind is float:
        return isfinite(value)
    if kind is Decimal or kind is Digits:
        return bool(value.is_finite())
    if kind is not list and kind is not dict:
        return False
    if id(value) in done:
        return True
    if kind is dict and not all(name.__class__ is str for name in value):
        return False
    for content in value if kind is list else value.values():
        if content.__class__ not in _SCALARS and not _is_plain(content, done):
            return False
    done.add(id(value))
    return True


def canonical(value: Any) -> Hashable:
    """Return a key that two JSON values share exactly if they are equal as JSON.

    `1` and `1.0` are equal, `1` and `true` are not; the order of an object's names is nothing.
    Raises TypeError for what is no JSON value. Source: JSON Schema 2020-12 Core, section 4.2.2.
    """
    if value is None or value.__class__ is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)  # `str` of a member of an enum of texts is its name.
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, (int, float, Decimal)):
        return _canonical_number(value)
    if issubclass(type(value), list):
        items: list[Any] = value
        return ("array", tuple([canonical(item) for item in items]))
    if issubclass(type(value), dict):
        properties: dict[str, Any] = value
        return frozenset([(name, canonical(content)) for name, content in properties.items()])
    raise TypeError(f"{type(value).__name__} is not a JSON value")


_LONGEST: Final = 3000
"""Power of ten up to which whole numbers are compared as `int`; digits serve beyond."""


def _canonical_number(value: int | float | Decimal) -> Hashable:
    if isinstance(value, float):
        if not value.is_integer():
            return value
        value = int(value)
    elif isinstance(value, Decimal):
        if not value:
            return 0
        if value.adjusted() > _LONGEST or value != value.to_integral_value():
            near = float(value)
            return near if Decimal(repr(near)) == value else _decimal_key(value)
        value = int(value)
    elif value.bit_length() > 3 * _LONGEST:
        exact = Decimal(value)
        if exact.adjusted() > _LONGEST:
            return _decimal_key(exact)
    # Python's hash of an int is no secret; as text a list of chosen numbers can't collide.
    return int(value) if -(1 << 60) < value < 1 << 60 else ("integer", hex(value))


def _decimal_key(value: Decimal) -> Hashable:
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits))
    short = text.rstrip("0")
    return ("decimal", sign, short, int(exponent) + len(text) - len(short))

"""Whether a value is of the type that a method promises, as far as that can be followed.

In: a value and a type, resolved. Out: yes or no, and where it stops.
"""

# pyright: basic
# Types at run time are objects of no type.

from __future__ import annotations

import types
import typing
from typing import Any


def fits(value: Any, hint: Any, depth: int = 0) -> bool:
    """Whether a value is of a type, as far down as a type can be followed cheaply."""
    if hint is Any or depth > 12:
        return True
    if hint is None or hint is type(None):
        return value is None
    if isinstance(hint, str | typing.ForwardRef | typing.TypeVar):
        return True
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one, depth + 1) for one in args)
    if origin is typing.Literal:
        return isinstance(value, str | int | bool | None)
    if origin in (list, dict, tuple):
        if not isinstance(value, origin):
            return False
        if origin is list:
            return all(fits(one, args[0], depth + 1) for one in value)
        return True
    if getattr(origin, "__name__", "") == "Old":  # a deprecated field
        return fits(value, args[0], depth + 1)
    if origin is not None:
        return isinstance(value, origin) if isinstance(origin, type) else True
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if not isinstance(hint, type):
        return True
    if not isinstance(value, hint):
        return False
    return depth > 3 or _fields_fit(value, depth)


def misfit(value: Any, hint: Any) -> str:
    """Return where a value stops being of a type."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        found = (misfit(value, one) for one in typing.get_args(hint) if one is not type(None))
        return max(found, key=lambda text: text.count(".") + text.count("["), default="")
    if hasattr(value, "to_json") and isinstance(hint, type):
        for name, inner in _hints_of(type(value)).items():
            if hasattr(value, name) and not fits(getattr(value, name), inner):
                return f".{name}{misfit(getattr(value, name), inner)}"
    if isinstance(value, list) and typing.get_origin(hint) is list:
        for one in value:
            if not fits(one, typing.get_args(hint)[0]):
                return f"[]{misfit(one, typing.get_args(hint)[0])}"
    return f" {value!r:.80} is no {hint}"


def _fields_fit(value: Any, depth: int) -> bool:
    if not hasattr(type(value), "__dataclass_fields__") and not hasattr(value, "to_json"):
        return True
    hints = _hints_of(type(value))
    return all(fits(getattr(value, n), h, depth + 1) for n, h in hints.items() if hasattr(value, n))


_KNOWN: dict[type, dict[str, Any]] = {}


def _hints_of(kind: type) -> dict[str, Any]:
    if kind not in _KNOWN:
        _KNOWN[kind] = {
            n: h
            for n, h in typing.get_type_hints(kind).items()
            if "ClassVar" not in str(h) and n[-1] != "_"
        }
    return _KNOWN[kind]

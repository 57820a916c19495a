"""Typed values to JSON text at once, with no plain value in between.

In: models, and what they hold. Out: text, by the function of the value's class. What isn't of the
types that the API gave it, or can't be said in JSON, raises one of `UNWRITTEN`: then it is dumped
and written as plain values are.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from json.encoder import encode_basestring
from typing import Any, Final

from ._dumping import K, dump_any
from ._json import accelerator
from ._model import Model, UnknownVariant, generated_class

Write = Callable[[Any], str]

s: Final[Write] = encode_basestring

UNWRITTEN: Final = (AttributeError, RecursionError, TypeError, ValueError)


class _Writers(dict[type, Write]):
    """Functions that write a value, by its class; those of models are found when first needed."""

    def __missing__(self, kind: type) -> Write:
        if not issubclass(kind, Model):
            raise TypeError(kind.__name__)
        writers: Any = import_module(".._writers", __package__)
        found: Write = writers.WRITERS.get(generated_class(kind).__name__, _dumped)
        self[kind] = found
        return found


def long_text() -> Write:
    """Return the function that writes a long text. Most hold nothing to escape: it looks first."""
    fast = accelerator()
    dumps: Any = getattr(fast, "dumps", None)

    def accelerated(text: Any) -> str:
        return dumps(text).decode() if text.__class__ is str else s(text)

    def searched(text: Any) -> str:
        if text.isascii() and not text.encode().translate(None, _PLAIN):
            return f'"{text}"'
        return s(text)

    return searched if dumps is None else accelerated


class _Members(dict[str, str]):
    """The texts of enum members, each written once; those of an unfriendly server are not kept."""

    def __missing__(self, member: str) -> str:
        text = s(member)
        if len(self) < _MOST_MEMBERS:
            self[member] = text
        return text


def a(texts: Any) -> str:
    """Write an array of texts."""
    return f"[{','.join(map(s, texts))}]" if texts.__class__ is list else W[texts.__class__](texts)


def e(model: Any) -> str:
    """Write the undeclared properties of a model that has some, each after a comma."""
    is_declared = getattr(K, generated_class(model.__class__).__name__)
    if any(is_declared((name,)) for name in model.extras_):
        raise ValueError("a property is declared and undeclared")
    return "".join([f",{s(n)}:{W[c.__class__](c)}" for n, c in model.extras_.items()])


def _dumped(model: Any) -> str:
    return _object(dump_any(model))


def _object(values: dict[str, Any]) -> str:
    return f"{{{','.join([f'{s(n)}:{W[c.__class__](c)}' for n, c in values.items()])}}}"


def _array(items: list[Any]) -> str:
    return f"[{','.join([W[item.__class__](item) for item in items])}]"


def _float(value: float) -> str:
    if value - value != 0:
        raise ValueError("not a JSON number")
    return repr(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("not a JSON number")
    return str(value)


def _variant(variant: UnknownVariant) -> str:
    return W[variant.value.__class__](variant.value)


_WORDS: Final[dict[Any, str]] = {None: "null", True: "true", False: "false"}
_PLAIN: Final = bytes(sorted({*range(0x20, 0x7F)} - {*b'"\\'}))

_MOST_MEMBERS: Final = 4096

Q: Final = _Members()
W: Final = _Writers()
W.update({type(None): _WORDS.__getitem__, bool: _WORDS.__getitem__, str: s, int: int.__repr__})
W.update({float: _float, Decimal: _decimal, list: _array, dict: _object, UnknownVariant: _variant})

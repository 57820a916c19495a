# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Typed values to plain JSON values, and at once to JSON text.

In: models, and what they hold. Out: dicts, lists and scalars, in new containers; or text, by the
function of the value's class. What isn't of the type that the API gave it, or can't be said in
JSON, raises one of `UNWRITTEN`: then it is dumped and written as plain values are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring
from math import isfinite
from operator import attrgetter
from typing import Any, Final, cast

from ._json import Digits, accelerator
from ._model import UNSET, Model, UnknownVariant, generated_class, package_of_class
from ._read import Read, ReadItems
from ._texts import Keys, listed_wires, texts_of, wires_of
from ._unknown import UnknownInteger, UnknownText

Write = Callable[[Any], str]

UNWRITTEN: Final = (AttributeError, RecursionError, TypeError, ValueError)
s: Final[Write] = encode_basestring


def identity(value: Any) -> Any:
    """Return what needs no change."""
    return value


class Declared(Keys):
    """Tests for the names of the properties that a model has fields for."""

    def _names(self, name: str) -> frozenset[str]:
        wires = listed_wires(self._package, name)
        return super()._names(name) if wires is None else frozenset(wires)


def is_declared(model: Model) -> Callable[[Iterable[str]], bool]:
    """Return the test of a model's class, for names that it has fields for."""
    kind = model.__class__
    found = _declared.get(kind)
    if found is None:
        owner = generated_class(kind)
        tests = Declared(owner.__module__)
        found = _declared[kind] = getattr(tests, owner.__name__)
    return found


_declared: Final[dict[type, Callable[[Iterable[str]], bool]]] = {}


def dumps_as(kind: type[Model], dump: Callable[[Any], dict[str, Any]]) -> None:
    """Let a function dump the models of a class of our own making, and write what it gives."""
    _dumpers[kind] = dump
    W[kind] = lambda model: _object(dump(model))


def dump_any(value: Any) -> Any:
    """Return the plain JSON value of anything typed: models, lists and mappings of them."""
    kind = value.__class__
    dumper = _dumpers.get(kind)
    if dumper is not None:
        return dumper(value)
    if isinstance(value, Model):
        dumper = _dumpers[kind] = _model_dumper(value.__class__)
        return dumper(value)
    if isinstance(value, Mapping):
        return _dump_values(cast("Any", value))
    own = getattr(kind, "dumped_", None)  # of a model that isn't one of ours
    if own is not None:
        _dumpers[kind] = own
        return own(value)
    return _dump_value(value)


def _dump_value(value: Any) -> Any:
    """Return the JSON value of a value of Python's; what JSON can't say stays as it is."""
    if isinstance(value, Enum):
        return value.value
    for base in value.__class__.__mro__:
        name = _KINDS.get((base.__module__, base.__name__))
        if name is not None:
            from ._kinds import kind

            return kind(name).write(value)
    return value


_KINDS: Final = {
    ("datetime", "datetime"): "date-time",
    ("datetime", "date"): "date",
    ("datetime", "time"): "time",
    ("datetime", "timedelta"): "duration",
    ("uuid", "UUID"): "uuid",
}
"""The kinds of values by the names of their classes, which are imported where they are used."""


def _dump_read(read: Read) -> Any:
    return dump_any(read.written())


def _dump_items(items: Iterable[Any]) -> Any:
    return [
        item if item.__class__ in _SCALARS else _dumpers.get(item.__class__, dump_any)(item)
        for item in items
    ]


def _dump_values(values: Mapping[str, Any]) -> Any:
    return {
        name: content if content.__class__ in _SCALARS else dump_any(content)
        for name, content in values.items()
    }


_SCALARS: Final[frozenset[type]] = frozenset((str, int, float, bool, type(None)))
_dumpers: Final[dict[type, Callable[[Any], Any]]] = {
    **dict.fromkeys((*_SCALARS, Decimal, Digits), identity),
    UnknownVariant: attrgetter("value"),
    UnknownText: str.__str__,
    UnknownInteger: int.__int__,
    Read: _dump_read,
    ReadItems: _dump_read,
    list: _dump_items,
    tuple: _dump_items,
    dict: _dump_values,
}


def _model_dumper(kind: type[Model]) -> Callable[[Any], Any]:
    """Return the function that dumps the models of one class; what is absent is left out."""
    owner = generated_class(kind)
    package = package_of_class(owner)
    schema = texts_of(package).schema(owner.__name__)
    declared: Any = schema.get("properties", {})
    wires = wires_of(package, owner.__name__)
    required = frozenset(schema.get("required", ()))
    names = owner.field_names_[:-1]
    fields = owner.value_fields_
    values = {w: fields[n] for w, n in zip(wires, names, strict=True) if n in fields}
    absent = [
        (wire, _absence(owner, name))
        for wire, name in zip(wires, names, strict=True)
        if wire not in required and name in owner.field_defaults_
    ]
    deep = [w for w in wires if w not in values and not _is_scalar(declared.get(w))]
    slots = owner.slot_names_[:-1]
    get = attrgetter(*slots, "extras_", "extras_")  # Two at least: so it always gives a tuple.

    def dump(model: Any) -> dict[str, Any]:
        found: dict[str, Any] = dict(zip(wires, get(model), strict=False))
        for wire, absence in absent:
            if found[wire] is absence:
                del found[wire]
        for wire, field in values.items():
            content = found.get(wire)
            if content.__class__ not in _SCALARS:
                found[wire] = field.plain(content, dump_any)
        for wire in deep:
            content = found.get(wire)
            if content.__class__ not in _SCALARS:
                found[wire] = dump_any(content)
        found.update(_dump_values(model.extras_ or {}))
        return found

    return dump


def _absence(owner: type[Model], name: str) -> Any:
    """Return what stands in an optional field for its absence; a tag is another default."""
    default = owner.field_defaults_[name]
    if default is None or default is UNSET:
        return default
    annotation = str(owner.__annotations__[name])
    return UNSET if "Unset" in annotation or "Any" in annotation else None


def without_read_only(value: Any, plain: Any, hidden: Mapping[str, list[str]]) -> None:
    """Take out of the plain form of a value what its models' classes hide from requests."""
    if isinstance(value, Model):
        owner = generated_class(value.__class__)
        for wire in hidden.get(owner.__name__, ()):
            plain.pop(wire, None)
        wires = wires_of(package_of_class(owner), owner.__name__)
        for wire, slot in zip(wires, owner.slot_names_, strict=False):
            if wire in plain:
                without_read_only(getattr(value, slot), plain[wire], hidden)
        without_read_only(value.additional_properties, plain, hidden)
    elif hasattr(value, "parts_"):
        for wire in hidden.get(value.__class__.__name__, ()):
            plain.pop(wire, None)
        for wire, content in value.parts_():
            if wire in plain:
                without_read_only(content, plain[wire], hidden)
    elif isinstance(value, (list, tuple)):
        for item, inner in zip(cast("Iterable[Any]", value), plain, strict=True):
            without_read_only(item, inner, hidden)
    elif isinstance(value, Mapping):
        for name, content in cast("Mapping[str, Any]", value).items():
            without_read_only(content, plain[name], hidden)


def _is_scalar(schema: Any) -> bool:
    """Whether a property holds no objects and no arrays, whatever is written in it."""
    types = cast("dict[str, Any]", schema).get("type") if isinstance(schema, dict) else None
    return isinstance(types, str) and types not in ("array", "object")


class _Writers(dict[type, Write]):
    """Functions that write a value, by its class; those of models are found when first needed."""

    def __missing__(self, kind: type) -> Write:
        if issubclass(kind, Enum):
            self[kind] = _member
            return _member
        if not issubclass(kind, Model):
            raise TypeError(kind.__name__)
        owner = generated_class(kind)
        writers = package_of_class(owner).printed("_writers").WRITERS
        found: Write = writers.get(owner.__name__, _dumped)
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
    is_own = is_declared(model)
    if any(is_own((name,)) for name in model.extras_):
        raise ValueError("a property is declared and undeclared")
    return "".join([f",{s(n)}:{W[c.__class__](c)}" for n, c in model.extras_.items()])


def _member(member: Any) -> str:
    return W[member.value.__class__](member.value)


def _dumped(model: Any) -> str:
    return _object(dump_any(model))


def _object(values: dict[str, Any]) -> str:
    return f"{{{','.join([f'{s(n)}:{W[c.__class__](c)}' for n, c in values.items()])}}}"


def _array(items: list[Any]) -> str:
    return f"[{','.join([W[item.__class__](item) for item in items])}]"


def _number(value: float | Decimal) -> str:
    if not isfinite(value):
        raise ValueError("not a JSON number")
    return str(value)


def _read(read: Read) -> str:
    came = read.written()
    return W[came.__class__](came)


def p(model: Any, name: str) -> str:
    """Write a field that holds a value of Python's, or what came beside it."""
    field = generated_class(model.__class__).value_fields_[name]
    plain = field.plain(field.get(model), dump_any)
    return W[plain.__class__](plain)


def _variant(variant: UnknownVariant) -> str:
    return W[variant.value.__class__](variant.value)


_WORDS: Final[dict[Any, str]] = {None: "null", True: "true", False: "false"}
_PLAIN: Final = bytes(sorted({*range(0x20, 0x7F)} - {*b'"\\'}))

_MOST_MEMBERS: Final = 4096

Q: Final = _Members()
W: Final = _Writers()
W.update({type(None): _WORDS.__getitem__, bool: _WORDS.__getitem__, str: s, int: int.__repr__})
W.update({float: _number, Decimal: _number, list: _array, dict: _object, UnknownVariant: _variant})
W.update({UnknownText: s, UnknownInteger: int.__repr__})
W.update({Digits: _number, Read: _read, ReadItems: _read})

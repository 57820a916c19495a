"""Typed values to plain JSON values: what is absent is left out, what is undeclared is kept.

In: models, and lists and mappings of them. Out: dicts, lists and scalars, in new containers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from importlib import import_module
from operator import attrgetter
from typing import Any, Final, cast

from ._model import UNSET, Model, UnknownVariant, generated_class
from ._texts import Keys, package_texts


def _identity(value: Any) -> Any:
    return value


def undeclared(value: dict[str, Any], known: Callable[[Iterable[str]], bool]) -> dict[str, Any]:
    """Return the properties whose names the test of a class doesn't know."""
    return {n: c for n, c in value.items() if not known((n,))} if not known(value) else {}


class _Declared(Keys):
    """Tests for the names of the properties that a model has fields for."""

    def names(self, name: str) -> frozenset[str]:
        wires = import_module("..codecs", __package__).__dict__.get("WIRES", {})
        return frozenset(wires[name]) if name in wires else super().names(name)


K: Final = _Declared()


def dump_any(value: Any) -> Any:
    """Return the plain JSON value of anything typed: models, lists and mappings of them."""
    kind = value.__class__
    dumper = _dumpers.get(kind)
    if dumper is not None:
        return dumper(value)
    if isinstance(value, Model):
        dumper = _dumpers[kind] = _model_dumper(value.__class__)
        return dumper(value)
    return _dump_values(cast("Any", value)) if isinstance(value, Mapping) else value


def _raw(variant: UnknownVariant) -> Any:
    return variant.value


def _dump_items(items: list[Any]) -> Any:
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
    **dict.fromkeys((*_SCALARS, Decimal), _identity),
    UnknownVariant: _raw,
    list: _dump_items,
    dict: _dump_values,
}
_NEVER: Final = object()


def _model_dumper(kind: type[Model]) -> Callable[[Any], Any]:
    """Return the function that dumps the models of one class; what is absent is left out."""
    owner = generated_class(kind)
    schema = package_texts().schema(owner.__name__)
    module: Any = import_module("..codecs", __package__)
    wires: Any = module.__dict__.get("WIRES", {}).get(owner.__name__) or list(schema["properties"])
    required = frozenset(schema.get("required", ()))
    names = owner.field_names_[:-1]
    defaults = [owner.field_defaults_.get(name, _NEVER) for name in names]
    absent = [
        (wire, default)
        for wire, default in zip(wires, defaults, strict=True)
        if wire not in required and (default is None or default is UNSET)
    ]
    deep = [wire for wire in wires if not _is_scalar(schema["properties"].get(wire))]
    get = attrgetter(*names, "extras_", "extras_")  # Two at least: so it always gives a tuple.

    def dump(model: Any) -> dict[str, Any]:
        found: dict[str, Any] = dict(zip(wires, get(model), strict=False))
        for wire, default in absent:
            if found[wire] is default:
                del found[wire]
        for wire in deep:
            content = found.get(wire)
            if content.__class__ not in _SCALARS:
                found[wire] = dump_any(content)
        found.update(_dump_values(model.extras_ or {}))
        return found

    return dump


def _is_scalar(schema: Any) -> bool:
    """Whether a property holds no objects and no arrays, whatever is written in it."""
    types = cast("dict[str, Any]", schema).get("type") if isinstance(schema, dict) else None
    return isinstance(types, str) and types not in ("array", "object")

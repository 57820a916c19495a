# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Answers that aren't what the document says, read as far as they are.

In: the codec of an answer and a JSON value that isn't valid for it. Out: typed values all the same.
A model whose field can't hold what came is `Marred`: reading that one attribute raises
UnreadableValue, and the model is written as it came. What only breaks a limit, such as a pattern,
stands in its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, cast

from ._codec import Codec, Own
from ._issues import Issue, UnreadableValue, ValidationError
from ._keywords import is_of, kind
from ._lookup import Schema, Schemas
from ._model import (
    UNSET,
    Model,
    ModelMeta,
    UnknownVariant,
    generated_class,
    package_of_class,
    shown_field,
)
from ._package import Package
from ._texts import texts_of, wires_of
from ._unknown import with_unknown_members
from ._writing import dump_any, dumps_as

_UNREADABLE: Final = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
_ABSENT: Final = object()
_OR: Final = " or "


class _Misfit(Exception):
    """Nothing of the type can be made of a value; `expected` says what was to come."""

    def __init__(self, expected: str) -> None:
        self.expected: Final = expected


def tolerant_json(codec: Codec[Any], data: bytes, error: ValidationError) -> Any:
    """Return the typed form of a JSON text; raises `error` where there is none."""
    return tolerant_value(codec, codec.parsed(data), error)


def tolerant_value(codec: Codec[Any], value: Any, error: ValidationError) -> Any:
    """Return the typed form of a JSON value; raises `error` where there is none."""
    try:
        read = _reader(codec.own.package).named(codec.name, value)
        return codec.typed(with_unknown_members(read, codec.own.package, codec.name))
    except (_Misfit, RecursionError):
        raise error from None


def loosely(package: Package, name: str, value: Any) -> Any:
    """Return a value that is valid for a type, where what makes its models refuses it."""
    try:
        return _reader(package).unchecked(name, value)
    except (_Misfit, RecursionError):
        return UnknownVariant(value)


def unchecked_json(codec: Codec[Any], data: bytes) -> Any:
    """Return the typed form of a JSON text as it is built, checked nowhere but for its syntax."""
    return unchecked_value(codec, codec.parsed(data))


def unchecked_value(codec: Codec[Any], value: Any) -> Any:
    """Return the typed form of a JSON value as it is built; see `tolerant_value` if it can't be."""
    try:
        built = codec.build(value) if codec.build else value
        return codec.typed(with_unknown_members(built, codec.own.package, codec.name))
    except _UNREADABLE:
        issue = Issue("", "type", "must be of another type", "")
        return tolerant_value(codec, value, ValidationError((issue,), subject=codec.name))


class _Reader:
    """Makes typed values by the schemas of a package, each as well as it fits."""

    def __init__(self, package: Package) -> None:
        texts = texts_of(package)
        self._schemas: Final[Schemas] = texts.schemas
        self._names: Final = {pointer: name for name, pointer in texts.pointers.items()}
        self._pointers: Final = texts.pointers
        codecs = package.printed("codecs")
        self._codecs: Final[Own] = codecs.own
        self._models: Final = getattr(codecs, "models", None)

    def named(self, name: str, value: Any, via: tuple[str, ...] = ()) -> Any:
        """Return a value as the type of a codec; `via` are those that led here with the value.

        A type that leads back to itself says nothing of it.
        """
        codec = self._codecs.named(name)
        if codec.passes(value):
            return codec.built(value)
        return value if name in via else self.unchecked(name, value, via)

    def unchecked(self, name: str, value: Any, via: tuple[str, ...] = ()) -> Any:
        """Return a value as the type of a codec that doesn't take it."""
        schema = self._schemas.by_key[self._pointers[name]]
        owner = getattr(self._models, name, None)
        if isinstance(owner, ModelMeta) and not isinstance(schema, bool):
            return self._model(cast("type[Model]", owner), schema, value)
        if hasattr(owner, "loosely_") and not isinstance(schema, bool):
            return self._loosely(owner, schema, value)
        return self._of(schema, value, (*via, name))

    def _loosely(self, owner: Any, schema: Mapping[str, Any], value: Any) -> Any:
        """Return a model that isn't one of ours, with what doesn't fit as it came."""
        if value.__class__ is not dict:
            raise _Misfit("object")
        declared = schema.get("properties", {})
        made: dict[str, Any] = {}
        for wire, came in value.items():
            try:
                made[wire] = self._of(declared.get(wire, True), came)
            except _Misfit:
                made[wire] = came
        return owner.loosely_(made)

    def _of(self, schema: Schema, value: Any, via: tuple[str, ...] = ()) -> Any:
        """Return a value as a schema says that is no model's; see `named` for `via`."""
        if isinstance(schema, bool):
            return value
        if "$ref" in schema:
            name = self._names.get(schema["$ref"])
            if name is None:
                return self._of(self._schemas.by_key[schema["$ref"]], value, via)
            return self.named(name, value, via)
        types = schema.get("type")
        listed = [types] if isinstance(types, str) else types
        if listed is None and ("enum" in schema or "const" in schema):
            listed = [
                *dict.fromkeys(kind(member) for member in schema.get("enum", [schema.get("const")]))
            ]
        if listed is not None and not is_of(kind(value), listed):
            raise _Misfit(_OR.join(listed))
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                return self._variant(schema[keyword], value, via)
        return self._content(schema, value)

    def _content(self, schema: Mapping[str, Any], value: Any) -> Any:
        """Return a list or an object with what is inside it as typed values."""
        if value.__class__ is list:
            first = schema.get("prefixItems", [])
            rest = schema.get("items", True)
            schemas = [*first, *[rest] * (len(value) - len(first))]
            return [self._of(inner, item) for inner, item in zip(schemas, value, strict=False)]
        if value.__class__ is dict and not schema.get("properties"):
            inner = schema.get("additionalProperties", True)
            return {name: self._of(inner, content) for name, content in value.items()}
        return value

    def _variant(self, variants: list[Schema], value: Any, via: tuple[str, ...]) -> Any:
        """Return a value as the variant that its tag names, else as the one that fits it best."""
        tag = self._schemas.tag(variants)
        if tag is not None and tag.decides(value):
            index = tag.chosen(value)
            return UnknownVariant(value) if index is None else self._of(variants[index], value, via)
        if value.__class__ is dict:
            label = self._schemas.label(variants)
            if label is not None and label.name in value:
                variants = [variants[index] for index in label.fitting(value)]
                if not variants:
                    return UnknownVariant(value)
            if all(self._is_strange(variant, value) for variant in variants):
                return UnknownVariant(value)
            variants = sorted(variants, key=lambda variant: -self._known(variant, value))
        expected: list[str] = []
        for variant in variants:
            try:
                return self._of(variant, value, via)
            except _Misfit as misfit:
                expected += misfit.expected.split(_OR)
        raise _Misfit(_OR.join(dict.fromkeys(expected)) or "one of several types")

    def _is_strange(self, schema: Schema, value: Mapping[str, Any]) -> bool:
        """Whether a variant is no object, or asks for properties where a value has none of it."""
        schema = self._schemas.unfolded(schema)
        if isinstance(schema, bool):
            return False
        if "object" not in schema.get("type", "object"):
            return True
        if not schema.get("required"):
            return False
        return not schema.get("properties", value).keys() & value.keys()

    def _known(self, schema: Schema, value: Mapping[str, Any]) -> int:
        """Return how many properties of a value a variant declares, less those that it misses."""
        schema = self._schemas.unfolded(schema)
        if isinstance(schema, bool) or "properties" not in schema:
            return -1
        declared = schema["properties"].keys()
        return len(declared & value.keys()) - len({*schema.get("required", ())} - value.keys())

    def _model(self, owner: type[Model], schema: Mapping[str, Any], value: Any) -> Any:
        if value.__class__ is not dict:
            raise _Misfit("object")
        declared = schema.get("properties", {})
        required = schema.get("required", ())
        wires, names = wires_of(package_of_class(owner), owner.__name__), owner.field_names_[:-1]
        fields: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
        for wire, name in zip(wires, names, strict=True):
            default = owner.field_defaults_.get(name, _ABSENT)
            if wire not in value:
                if wire in required or default is _ABSENT:
                    marks[name] = Mark(_ABSENT, _ABSENT, "is missing")
                elif default is None or default is UNSET:
                    fields[name] = default
                else:  # A constant that is absent isn't to be written.
                    marks[name] = Mark(_ABSENT, default, "is missing")
                continue
            came = value[wire]
            try:
                fields[name] = self._of(declared.get(wire, True), came)
            except _Misfit as misfit:
                is_absent = came is None and wire not in required
                reads = default if is_absent else _ABSENT
                marks[name] = Mark(came, reads, f"must be {misfit.expected}")
        known = {*wires}
        extras = {name: content for name, content in value.items() if name not in known}
        return _made(owner, fields, marks, extras)


@cache
def _reader(package: Package) -> _Reader:
    return _Reader(package)


class Mark:
    """What came for a field that can't hold it, what that reads as, if anything, and why."""

    __slots__ = ("came", "problem", "reads")

    def __init__(self, came: Any, reads: Any, problem: str) -> None:
        self.came: Final[Any] = came
        self.reads: Final[Any] = reads
        self.problem: Final = problem


def _made(
    owner: type[Model],
    fields: Mapping[str, Any],
    marks: Mapping[str, Mark],
    extras: Mapping[str, Any],
) -> Any:
    made: Any = object.__new__(_marred(owner) if marks else owner)
    if marks:
        made.marks_ = dict[str, Mark]()
    for name, content in fields.items():
        setattr(made, name, content)
    made.extras_ = dict(extras) or None
    if marks:
        made.marks_ = dict(marks)
    return made


@cache
def _marred(owner: type[Model]) -> type[Model]:
    """Return the class of the models of a class of which some fields hold no value.

    It is a subclass, so that a model that is whole pays nothing; each field looks first whether it
    is marked.
    """
    namespace: dict[str, Any] = {
        "__slots__": ("marks_",),
        "__module__": __name__,
        "__doc__": owner.__doc__,
        "__eq__": _is_equal,
        "__hash__": None,
        "__repr__": _shown,
        "__reduce__": _reduced,
    }
    namespace |= {name: _field(owner, name) for name in owner.field_names_[:-1]}
    made = cast("type[Model]", type.__new__(ModelMeta, owner.__name__, (owner,), namespace))
    dumps_as(made, _dumped)
    return made


def _field(owner: type[Model], name: str) -> property:
    base: Any = getattr(owner, name)

    def read(model: Any) -> Any:
        mark: Mark | None = model.marks_.get(name)
        if mark is None:
            return base.__get__(model, owner)
        if mark.reads is not _ABSENT:
            return mark.reads
        raise _unreadable(owner, name, mark)

    def write(model: Any, value: Any) -> None:
        model.marks_.pop(name, None)
        base.__set__(model, value)

    return property(read, write)


def _unreadable(owner: type[Model], name: str, mark: Mark) -> UnreadableValue:
    wire = _wire(owner, name).replace("~", "~0").replace("/", "~1")
    place = f"{texts_of(package_of_class(owner)).pointers[owner.__name__]}/properties/{wire}"
    came = None if mark.came is _ABSENT else mark.came
    keyword = "required" if mark.came is _ABSENT else "type"
    issue = Issue(f"/{wire}", keyword, mark.problem, place, came)
    return UnreadableValue((issue,), subject=f"{owner.__name__}.{name}", text=came)


def _wire(owner: type[Model], name: str) -> str:
    wires = wires_of(package_of_class(owner), owner.__name__)
    return wires[owner.field_names_.index(name)]


def _dumped(model: Any) -> dict[str, Any]:
    """Return a model in wire form, what it can't hold as it came."""
    owner = generated_class(model.__class__)
    whole: Any = object.__new__(owner)
    for name in owner.field_names_[:-1]:
        setattr(whole, name, None if name in model.marks_ else _held(owner, name, model))
    whole.extras_ = model.extras_
    found: dict[str, Any] = dump_any(whole)
    for name, mark in model.marks_.items():
        found.pop(_wire(owner, name), None)
        if mark.came is not _ABSENT:
            found[_wire(owner, name)] = mark.came
    return found


def _held(owner: type[Model], name: str, model: Any) -> Any:
    """Return what a slot holds: a field may give another value than that."""
    member: Any = getattr(owner, f"_{name}", None) or getattr(owner, name)
    return member.__get__(model, owner)


def _is_equal(model: Any, other: object) -> bool:
    owner = generated_class(model.__class__)
    return isinstance(other, owner) and bool(_dumped(model) == dump_any(other))


def _shown(model: Any) -> str:
    owner = generated_class(model.__class__)
    shown: list[str] = []
    for name in owner.field_names_[:-1]:
        mark: Mark | None = model.marks_.get(name)
        if mark is None:
            shown.append(f"{name}={shown_field(model, name)!r}")
        elif mark.came is not _ABSENT:
            shown.append(f"{name}={mark.came!r}")
    if model.extras_:
        shown.append(f"additional_properties={model.extras_!r}")
    return f"{owner.__name__}({', '.join(shown)})"


def _reduced(model: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return restored, (generated_class(model.__class__), _dumped(model))


def restored(owner: type[Model], value: Any) -> Any:
    """Return a model that a copy or a pickle holds in wire form."""
    return _reader(package_of_class(owner)).named(owner.__name__, value)

"""Codecs: JSON text or plain values to typed ones and back, checked in both directions.

In: a fast check, a builder and a dumper, all straight-line and generated. The fast check is sure
when it says yes; when it doesn't, the interpreter of `_validation` reads the exact schema, has the
last word and finds the issues. So a good value pays for no error message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from ._issues import Issue, ValidationError
from ._json import dumps, is_plain, loads
from ._model import Model, UnknownVariant, codec_of

if TYPE_CHECKING:
    from ._texts import Texts

T = TypeVar("T")

Check = Callable[[Any], bool]
Build = Callable[[Any], Any]

_builders: Final[dict[Check, Build]] = {}


def _identity(value: Any) -> Any:
    return value


class Codec(Generic[T]):
    """One type of the API, on its way from and to JSON. `name` is its name in `codecs`.

    `build` and `dump` are None where the typed form is the JSON value itself. `guarded` codecs
    hold a check that is exact for plain JSON values only; others see the interpreter at once.
    """

    __slots__ = ("build", "check", "dump", "guarded", "name")

    def __init__(
        self,
        name: str,
        check: Check,
        build: Callable[[Any], T] | None = None,
        dump: Callable[[Any], Any] | None = None,
        guarded: bool = False,
    ) -> None:
        self.name = name
        self.check = check
        self.build = build
        self.dump = dump
        self.guarded = guarded
        _builders[check] = build or _identity

    def __repr__(self) -> str:
        return f"<Codec {self.name}>"

    def from_json(self, data: bytes | str, *, lenient: bool = False) -> T:
        """Return the typed form of a JSON text.

        With `lenient`, enum members, union variants and properties that the schema doesn't know
        are kept as they came. Raises ValidationError, the text at its `raw`.
        """
        try:
            value = loads(data)
            if not self._passes(value):
                self._judge(value, lenient=lenient)
        except ValidationError as error:
            error.raw = data.encode("utf-8", "replace") if isinstance(data, str) else bytes(data)
            raise
        return self._built(value)

    def from_value(self, value: Any, *, lenient: bool = False) -> T:
        """Return the typed form of a plain JSON value; see `from_json`."""
        if not self._passes(value):
            self._judge(value, lenient=lenient)
            value = as_plain(value)
        elif self.guarded and not is_plain(value):
            self._judge(value, lenient=lenient)
        return self._built(value)

    from_dict = from_value

    def validate(self, value: Any, *, lenient: bool = False) -> None:
        """Raise ValidationError where a plain JSON value isn't valid."""
        if (self.guarded and not is_plain(value)) or not self._passes(value):
            self._judge(value, lenient=lenient)

    def to_value(self, value: T) -> Any:
        """Return the plain JSON value of a typed one. Raises ValidationError if it isn't valid."""
        plain = self._dumped(value)
        self.validate(plain)
        return plain

    def to_json(self, value: T) -> bytes:
        """Return the typed value as compact JSON. Raises ValidationError if it isn't valid."""
        return dumps(self.to_value(value))

    def encode(self, value: T | Mapping[str, Any]) -> bytes:
        """Return a request body as compact JSON; a model and its wire form are checked alike."""
        return self.to_json(cast("T", value))

    def _passes(self, value: Any) -> bool:
        try:
            return self.check(value)
        except (RecursionError, TypeError):
            return False  # Too deep, or names and tags that are no text: the interpreter tells.

    def _judge(self, value: Any, *, lenient: bool) -> None:
        _texts().judge(self.name, value, lenient=lenient)

    def _built(self, value: Any) -> T:
        if self.build is None:
            return cast("T", value)
        try:
            return self.build(value)
        except RecursionError:
            raise _too_deep(self.name) from None

    def _dumped(self, value: Any) -> Any:
        if isinstance(value, dict) and self._passes(value):
            return cast("Any", value)  # It is in wire form already.
        if self.dump is None or isinstance(value, Mapping):
            return dump_any(value)
        try:
            return self.dump(value)
        except RecursionError:
            raise _too_deep(self.name) from None
        except (AttributeError, TypeError, KeyError):
            return dump_any(value)


def _texts() -> Texts:
    """Return the schemas of the package, whose module is imported when something is wrong."""
    return cast("Texts", import_module(".._schemas", __package__).TEXTS)


def _too_deep(name: str) -> ValidationError:
    return ValidationError((Issue("", "depth", "is nested too deeply", ""),), subject=name)


def first_match(value: Any, *candidates: Codec[Any]) -> Any:
    """Return a value of an untagged union as the first of its variants that takes it.

    The fast checks are asked first. What none of them takes is taken by the first variant that is
    valid by the exact schema, then by the first that is valid when new things are tolerated.
    """
    for candidate in candidates:
        if candidate.check(value):
            return candidate.build(value) if candidate.build else value
    for lenient in (False, True):
        for candidate in candidates:
            if _texts().is_valid(candidate.name, value, lenient=lenient):
                return candidate.build(value) if candidate.build else value
    return UnknownVariant(value)


def as_plain(value: Any) -> Any:
    """Return a valid value with subclasses of `dict`, `list` and `str` replaced by these."""
    if isinstance(value, dict):
        found = cast("dict[Any, Any]", value)
        return {str.__str__(name): as_plain(content) for name, content in found.items()}
    if isinstance(value, list):
        return [as_plain(item) for item in cast("list[Any]", value)]
    return str.__str__(value) if isinstance(value, str) else value


def extras(value: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Return the properties that are not among the declared names."""
    return {name: content for name, content in value.items() if name not in names}


def builders(checks: Mapping[Any, Check]) -> dict[Any, Build]:
    """Return the table of builders for a table of checks: tag to function."""
    return {tag: _builders[check] for tag, check in checks.items()}


def _raw(variant: UnknownVariant) -> Any:
    return variant.value


def _dump_items(items: list[Any]) -> Any:
    return [dump_any(item) for item in items]


def _dump_values(values: Mapping[str, Any]) -> Any:
    return {name: dump_any(content) for name, content in values.items()}


_dumpers: Final[dict[type, Callable[[Any], Any]]] = {
    **dict.fromkeys((str, int, float, bool, type(None), Decimal), _identity),
    UnknownVariant: _raw,
    list: _dump_items,
    dict: _dump_values,
}


def dump_any(value: Any) -> Any:
    """Return the plain JSON value of anything typed: models, lists and mappings of them."""
    kind = value.__class__
    dumper = _dumpers.get(kind)
    if dumper is None:
        if not isinstance(value, Model):
            return _dump_values(cast("Any", value)) if isinstance(value, Mapping) else value
        dumper = _dumpers[kind] = codec_of(kind).dump or _identity
    return dumper(value)

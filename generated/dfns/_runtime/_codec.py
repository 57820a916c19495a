# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Codecs: JSON text or plain values to typed ones and back, checked in both directions.

In: a fast check, a builder and a dumper, all straight-line and generated. The fast check is sure
when it says yes; when it doesn't, the interpreter of `_validation` reads the exact schema, has the
last word and finds the issues. So a good value pays for no error message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import local
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from ._issues import Issue, TooLong, ValidationError
from ._json import dumps, has_long_number, is_plain, loads, loads_exactly
from ._keywords import Overlaps
from ._lookup import text_of_tag
from ._model import UnknownVariant
from ._package import package_beside
from ._shown import shown
from ._texts import Texts, declared_names, texts_of
from ._unknown import with_unknown_members
from ._writing import UNWRITTEN, Declared, W, identity, is_declared, without_read_only
from ._writing import dump_any as dump_any

if TYPE_CHECKING:
    from ._values import Values

T = TypeVar("T")

Check = Callable[[Any], bool]
Build = Callable[[Any], Any]
Table = Mapping[str, tuple[Check, Build | None, int]]
"""By its name, what a codec is made of: its check, its builder and its flags."""

PLAIN: Final = 0
GUARDED: Final = 1
"""The check relies on plain JSON values; others see the interpreter at once."""
NUMBERLESS: Final = 2
"""A valid value has numbers in undeclared properties only."""
VALUED: Final = 4
"""It may hold texts of formats that requests hold to."""
EXACT: Final = 8
"""Its numbers are decimals, each with the digits that came."""

_MISFITS: Final = (AttributeError, KeyError, TypeError)
_UNSURE: Final = (*_MISFITS, RecursionError, TooLong)
"""What a check raises where something is absent, of a wrong type, too deep or too long."""
_ODD: Final = (*_UNSURE, ArithmeticError, ValueError)
"""The same for values that came from no JSON text, such as decimals that are no number."""


class Codec(Generic[T]):
    """One type of the API, on its way from and to JSON. `name` is its name in `codecs`.

    `build` is None where the typed form is the JSON value itself. `flags` are `GUARDED`,
    `NUMBERLESS`, `VALUED` and `EXACT`. `plan` tells which values of Python's it is made of, where
    that is no model's to know: see `_values`. `own` are the codecs of its package.
    """

    __slots__ = (
        "build",
        "check",
        "exact",
        "guarded",
        "name",
        "numberless",
        "own",
        "valued",
        "values",
    )

    def __init__(
        self, own: Own, name: str, check: Check, build: Build | None, flags: int, plan: Any = None
    ) -> None:
        self.own = own
        self.name = name
        self.check = check
        self.build = build
        self.guarded = bool(flags & GUARDED)
        self.numberless = bool(flags & NUMBERLESS)
        self.valued = bool(flags & VALUED)
        self.exact = bool(flags & EXACT)
        self.values: Values | None = None
        if plan is not None:
            from ._values import Values

            self.values = Values(plan, own.package)

    @shown
    def __repr__(self) -> str:
        return f"<Codec {self.name}>"

    def from_json(self, data: bytes | str, *, lenient: bool = False) -> T:
        """Return the typed form of a JSON text.

        With `lenient`, enum members, union variants and properties that the schema doesn't know
        are kept as they came. Raises ValidationError, the text at its `raw`.
        """
        try:
            extended_before = _met.extended
            value = self.parsed(data)
            try:
                if self.check(value):
                    built: Any = self.build(value) if self.build else value
                    may_be_rounded = self.numberless and _met.extended != extended_before
                    if not may_be_rounded or not has_long_number(data):
                        return self.typed(built)
            except _UNSURE:
                pass
            return self._judged(loads(data) if self.numberless else value, lenient)
        except ValidationError as error:
            error.raw = data.encode("utf-8", "replace") if isinstance(data, str) else bytes(data)
            raise

    def parsed(self, data: bytes | str) -> Any:
        """Return the value of a JSON text, its numbers as the type needs them."""
        return loads_exactly(data) if self.exact else loads(data, exact=not self.numberless)

    def from_value(self, value: Any, *, lenient: bool = False) -> T:
        """Return the typed form of a plain JSON value; see `from_json`."""
        if self.guarded and not is_plain(value):
            return self._judged(value, lenient)
        if self.passes(value):
            return self.typed(self.built(value))
        return self._judged(value, lenient)

    from_dict = from_value

    def validate(self, value: Any, *, lenient: bool = False) -> None:
        """Raise ValidationError where a plain JSON value isn't valid."""
        if not self.guarded or is_plain(value):
            try:
                if self.check(value):
                    return
            except _ODD:
                pass
        self._judge(value, lenient=lenient)

    def to_value(self, value: T) -> Any:
        """Return the plain JSON value of a typed one, as it is: what was decoded leniently too."""
        try:
            return self.values.plain(value, dump_any) if self.values else dump_any(value)
        except RecursionError:
            raise _too_deep(self.name) from None

    def to_json(self, value: T) -> bytes:
        """Return a typed value as compact JSON, as it is; see `to_value`."""
        try:
            text = W[value.__class__](value) if self.values is None else None
        except UNWRITTEN:
            text = None
        if text is None:
            return dumps(self.to_value(value))
        return text.encode("utf-8", "backslashreplace")

    def checked(self, value: T | Mapping[str, Any]) -> Any:
        """Return the plain JSON value of what is sent: a model or its wire form.

        Raises ValidationError where it isn't valid.
        """
        plain = value if value.__class__ is dict else self._as_sent(value)
        try:
            self.validate(plain)
        except ValidationError:
            plain = self._as_sent(value)
            # A model is of a variant already, whatever it fits beside; what can't be one may fit.
            self._judge(plain, overlaps="plain" if plain == value else "all")
        self.check_formats(plain)
        return plain

    def validate_sent(self, plain: Any) -> None:
        """Raise ValidationError where the wire form of what is sent isn't valid."""
        try:
            self.validate(plain)
        except ValidationError:
            self._judge(plain, overlaps="plain")
        self.check_formats(plain)

    def check_formats(self, plain: Any) -> None:
        """Raise ValidationError where a text of a request isn't what its format says."""
        if self.valued:
            formats = self.own.table.sent_formats()
            self.own.texts.judge(self.name, plain, overlaps="all", formats=formats)

    def _as_sent(self, value: Any) -> Any:
        """Return the plain JSON value of what was given, without what was only read."""
        plain = self.to_value(value)
        self.leave_out_read_only(value, plain)
        return plain

    def leave_out_read_only(self, value: object, plain: Any) -> None:
        """Leave out of the plain JSON value of what was given what was only read."""
        hidden = self.own.table.__dict__.get("READ_ONLY")
        if hidden:
            without_read_only(value, plain, hidden)

    def encode(self, value: T | Mapping[str, Any]) -> bytes:
        """Return a request body as compact JSON; raises ValidationError where it isn't valid."""
        return dumps(self.checked(value))

    def passes(self, value: Any) -> bool:
        """Whether the fast check calls a value valid; if not, nothing is known."""
        try:
            return self.check(value)
        except _ODD:
            return False

    def _judge(self, value: Any, *, lenient: bool = False, overlaps: Overlaps = "none") -> None:
        self.own.texts.judge(self.name, value, lenient=lenient, overlaps=overlaps)

    def _judged(self, value: Any, lenient: bool) -> T:
        """Build what the interpreter calls valid. A lenient form must encode back as it came."""
        self._judge(value, lenient=lenient, overlaps="all")
        value = as_plain(value)
        if not lenient:
            return self.typed(self.built(value))
        try:
            built = self.build(value) if self.build else value
            if dump_any(built) == value:
                return self.typed(with_unknown_members(built, self.own.package, self.name))
        except _MISFITS:
            pass  # It is valid as something that its own tag doesn't name.
        except RecursionError:
            raise _too_deep(self.name) from None
        self._judge(value, overlaps="all")
        return self.typed(self.built(value))

    def typed(self, built: Any) -> T:
        """Return what was built with values of Python's in it, where it is no model."""
        return self.values.typed(built) if self.values else cast("T", built)

    def built(self, value: Any) -> Any:
        """Return the form of a plain JSON value that a model holds, which isn't checked."""
        try:
            return self.build(value) if self.build else value
        except RecursionError:
            raise _too_deep(self.name) from None
        except _MISFITS:  # It is valid, for the schema excludes less than its type does.
            return UnknownVariant(value)


def _too_deep(name: str) -> ValidationError:
    return ValidationError((Issue("", "depth", "is nested too deeply", ""),), subject=name)


class Own:
    """The codecs of the package that a module lies in, and the unions that are made of them.

    `declared` tests the names of a model's properties.
    """

    def __init__(self, module: str) -> None:
        self.package: Final = package_beside(module)
        self.declared: Final = Declared(module)
        self._made: dict[str, Codec[Any]] = {}
        self._builders: dict[Check, Build | None] = {}

    @property
    def table(self) -> Any:
        """The module `codecs`."""
        return self.package.printed("codecs")

    @property
    def texts(self) -> Texts:
        """The exact schemas."""
        return texts_of(self.package)

    def named(self, name: str) -> Codec[Any]:
        """Return the codec of a type, made of its row in the table of `codecs`.

        Raises AttributeError where there is no such type.
        """
        found = self._made.get(name)
        if found is not None:
            return found
        module = self.table
        own = module.__dict__.get("ALIASES", {}).get(name, name)
        row = module.CODECS.get(own)
        if row is None:
            raise AttributeError(f"no codec is named {name}")
        check, build, flags = row
        plan = module.__dict__.get("PLANS", {}).get(own)
        self._made[name] = codec = Codec[Any](self, own, check, build, flags, plan)
        setattr(module, name, codec)
        return codec

    def first_match(self, value: Any, *names: str) -> Any:
        """Return a value of an untagged union as the best of its variants that take it.

        That is the one that declares most of the value's properties, of several such the first. A
        last name "" says that any object is one of the union: what no other takes stays as it is.
        """
        if names[-1:] == ("",):
            exact = [codec for codec in map(self.named, names[:-1]) if _takes(codec, value)]
            return self.first_match(value, *(codec.name for codec in exact)) if exact else value
        fitting = self._fitting(value, names)
        if len(fitting) > 1 and value.__class__ is dict:
            names_of = partial(declared_names, self.package)
            fitting.sort(key=lambda codec: -len(value.keys() & names_of(codec.name)))
        return _as_first(value, fitting)

    def tagged_match(self, value: Any, tag: str, named: Mapping[str, str], *others: str) -> Any:
        """Return a value as its tag says, where that variant takes it.

        Else it is the first of the `others` that does, or the best of those that have a name.
        """
        own: Any = value.get(tag) if value.__class__ is dict else None
        first = [named[own]] if own.__class__ is str and own in named else []
        if not first and not others:
            return self.first_match(value, *dict.fromkeys(named.values()))
        candidates = dict.fromkeys([*first, *others, *named.values()])
        return _as_first(value, self._fitting(value, candidates))

    def _fitting(self, value: Any, names: Iterable[str]) -> list[Codec[Any]]:
        """Return the codecs that take a value.

        The fast checks are asked first. What none of them takes is taken by those for which it is
        valid by the exact schema, else by those for which it is when new things are tolerated.
        """
        candidates = [self.named(name) for name in names]
        fitting = [codec for codec in candidates if codec.passes(value)]
        for lenient in (False, True):
            if not fitting:
                texts = self.texts
                fitting = [c for c in candidates if texts.is_valid(c.name, value, lenient=lenient)]
        return fitting

    def promised_match(self, value: Any, tag: str, named: Mapping[str, str], *others: str) -> Any:
        """Return a value as the variant that its tag names, by the word of a discriminator.

        `others` take a value whose tag names none. One without a tag is what it fits.
        """
        own: Any = value.get(tag) if value.__class__ is dict else None
        if own.__class__ in (int, bool):
            text = text_of_tag(own)
            own = text if text in named or any(name.isdigit() for name in named) else own
        if own.__class__ is not str:
            if own is None and others and _takes(first := self.named(others[0]), value):
                return _as_first(value, [first])
            return self.first_match(value, *dict.fromkeys([*others, *named.values()]))
        if own not in named:
            return self.first_match(value, *others)
        codec = self.named(named[own])
        return codec.build(value) if codec.build else value

    def tagged(self, tag: str, checks: Mapping[Any, Check]) -> Build:
        """Return the builder of a union: by its tag, as its check does; of a new one as it came."""
        builders: dict[Any, Build] = {}

        def build(value: Any) -> Any:
            if not builders:
                known = self._known_builders()
                builders.update((n, known.get(check) or identity) for n, check in checks.items())
            return builders.get(value.get(tag), UnknownVariant)(value)

        return build

    def _known_builders(self) -> Mapping[Check, Build | None]:
        """Return the builders of the package by the checks that stand beside them in its table."""
        if not self._builders:
            rows: Table = self.table.CODECS
            self._builders.update((check, build) for check, build, _ in rows.values())
        return self._builders


def _takes(codec: Codec[Any], value: Any) -> bool:
    """Whether a value is exactly of a type."""
    return codec.passes(value) or codec.own.texts.is_valid(codec.name, value)


def _as_first(value: Any, codecs: list[Codec[Any]]) -> Any:
    if not codecs:
        return UnknownVariant(value)
    build = codecs[0].build
    return build(value) if build else value


def as_plain(value: Any) -> Any:
    """Return a valid value with subclasses of `dict`, `list` and `str` replaced by these."""
    kind = value.__class__
    if issubclass(kind, dict):
        return {str.__str__(name): as_plain(content) for name, content in value.items()}
    if issubclass(kind, list):
        return [as_plain(item) for item in value]
    return str.__str__(value) if issubclass(kind, str) else value


def extended(model: Any, value: dict[str, Any]) -> Any:
    """Give a model the properties of its JSON form that its class doesn't declare."""
    _met.extended += 1
    model.extras_ = undeclared(value, is_declared(model))
    return model


class _Met(local):
    """What the builders of one thread have met: how many models with undeclared properties."""

    extended = 0


_met: Final = _Met()


def undeclared(value: dict[str, Any], known: Callable[[Iterable[str]], bool]) -> dict[str, Any]:
    """Return the properties whose names the test of a class doesn't know."""
    return {n: c for n, c in value.items() if not known((n,))} if not known(value) else {}


def unsure(value: Any) -> bool:
    """Pass nothing: the check of scalars that have none, so that the interpreter is asked."""
    return False

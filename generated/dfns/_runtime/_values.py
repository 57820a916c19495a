# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Fields that give Python's own values: a date where JSON has a text.

In: the plan of a field, and what came or was given. Out: the value when the attribute is read, and
the JSON value when the model is written. A slot keeps what came until somebody reads the field, and
then both; so what nobody reads costs nothing, and what nobody changes is written as it came.

A plan is the name of a kind (`"date-time"`); in a list that of all items (`["date"]`), in a dict
that of all values (`{"": "decimal"}`); in a tuple what it may be: plans, and "null", "text",
"=…" and "other" for what stays as it is: null, any text, this text, whatever is none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

from ._kinds import Kind, kind
from ._package import Package, package_beside
from ._read import Read, ReadItems

Plan: TypeAlias = "str | list[Plan] | dict[str, Plan] | tuple[Plan, ...]"
Other = Callable[[Any], Any]
"""What makes the JSON value of whatever no plan speaks of."""
Refuse = Callable[[Any, str, "Misfit"], Exception]

_SCALARS: Final = (str, int, float, Decimal)


class Misfit(ValueError):
    """What came isn't what its plan says; `pointer` leads to it."""

    def __init__(self, pointer: str, came: object, expected: str) -> None:
        super().__init__(f"must be {expected}")
        self.pointer: Final = pointer
        self.came: Final = came


class _Scalar:
    """A plan that is the name of a kind."""

    def __init__(self, own: Kind) -> None:
        self.own: Final = own

    def typed(self, came: Any) -> Any:
        own = self.own
        if came.__class__ in own.classes:
            return came
        try:
            if own.is_number:
                return own.read(came)
            if isinstance(came, str):
                return own.read(came)
        except (ValueError, ArithmeticError):
            raise Misfit("", came, own.name) from None
        if isinstance(came, own.classes):
            return came
        raise Misfit("", came, own.name)

    def plain(self, value: Any, other: Other) -> Any:
        if value.__class__ is not str and isinstance(value, self.own.classes):
            return self.own.write(value)
        return other(value)


class _Items:
    """A plan for the items of a list."""

    def __init__(self, inner: Form) -> None:
        self.inner: Final = inner

    def typed(self, came: Any) -> Any:
        if not isinstance(came, (list, tuple)):
            raise Misfit("", came, "an array")
        return [_inside(n, self.inner, item) for n, item in enumerate(cast("list[Any]", came))]

    def plain(self, value: Any, other: Other) -> Any:
        if not isinstance(value, (list, tuple)):
            return other(value)
        return [self.inner.plain(item, other) for item in cast("list[Any]", value)]


class _Members:
    """A plan for the values of an object."""

    def __init__(self, inner: Form) -> None:
        self.inner: Final = inner

    def typed(self, came: Any) -> Any:
        if not isinstance(came, Mapping):
            raise Misfit("", came, "an object")
        members = cast("Mapping[str, Any]", came)
        return {name: _inside(name, self.inner, item) for name, item in members.items()}

    def plain(self, value: Any, other: Other) -> Any:
        if not isinstance(value, Mapping):
            return other(value)
        members = cast("Mapping[str, Any]", value)
        return {name: self.inner.plain(content, other) for name, content in members.items()}


class _Either:
    """Several plans, and the words for what stays as it is."""

    def __init__(self, plans: tuple[Plan, ...], package: Package) -> None:
        self.stays: Final = {plan for plan in plans if isinstance(plan, str) and _is_word(plan)}
        self.forms: Final = [form(plan, package) for plan in plans if not _is_word(plan)]

    def typed(self, came: Any) -> Any:
        if came is None and "null" in self.stays:
            return came
        if came.__class__ is str and f"={came}" in self.stays:
            return came
        fault: Misfit | None = None
        for inner in self.forms:
            try:
                return inner.typed(came)
            except Misfit as misfit:
                # The deepest tells most.
                fault = (
                    misfit if fault is None or len(misfit.pointer) > len(fault.pointer) else fault
                )
        if ("text" if isinstance(came, str) else "other") in self.stays:
            return came
        raise fault or Misfit("", came, "something else")

    def plain(self, value: Any, other: Other) -> Any:
        for inner in self.forms:
            if _speaks_of(inner, value):
                return inner.plain(value, other)
        return other(value)


Form: TypeAlias = _Scalar | _Items | _Members | _Either


def _is_word(plan: Plan) -> bool:
    return isinstance(plan, str) and (plan in ("null", "text", "other") or plan[:1] == "=")


def form(plan: Plan, package: Package) -> Form:
    """Return a plan ready to use; its enums are those of a package."""
    if isinstance(plan, str):
        return _Scalar(kind(plan, package))
    if isinstance(plan, list):
        return _Items(form(plan[0], package))
    if isinstance(plan, dict):
        return _Members(form(plan[""], package))
    return _Either(plan, package)


def _speaks_of(inner: Form, value: Any) -> bool:
    match inner:
        case _Scalar():
            return isinstance(value, inner.own.classes)
        case _Items():
            return isinstance(value, (list, tuple))
        case _Members():
            return isinstance(value, Mapping)
        case _Either():
            return any(_speaks_of(one, value) for one in inner.forms)


def _inside(place: object, inner: Form, came: Any) -> Any:
    try:
        return inner.typed(came)
    except Misfit as misfit:
        name = str(place).replace("~", "~0").replace("/", "~1")
        raise Misfit(f"/{name}{misfit.pointer}", misfit.came, _expected(misfit)) from None


def _expected(misfit: Misfit) -> str:
    return str(misfit).removeprefix("must be ")


class Field:
    """One field of a class: its plan, which is made ready when it is first needed.

    `owner` is the module of the class. `refuse` makes the error of a model, a field's name and a
    Misfit; of the class `absent` is what stands for absence.
    """

    def __init__(
        self, member: Any, name: str, plan: Plan, absent: type, refuse: Refuse, owner: str
    ) -> None:
        self.get: Final[Callable[[Any], Any]] = member.__get__
        self.set: Final[Callable[[Any, Any], None]] = member.__set__
        self.name: Final = name
        self._plan: Plan = plan
        self._stays: Final = _staying(plan) | {absent}
        self._refuse: Final = refuse
        self._owner: Final = owner
        self._form: Form | None = None

    @property
    def form(self) -> Form:
        """The plan, ready to use."""
        if self._form is None:
            self._form = form(self._plan, package_beside(self._owner))
        return self._form

    def came(self, model: Any) -> Any:
        """Return what came, or was given since."""
        content = self.get(model)
        return content.written() if isinstance(content, Read) else content

    def property(self) -> property:
        """Return what stands in the class under the field's name."""

        stays = self._stays

        def read(model: Any) -> Any:
            came = self.get(model)
            held = came.__class__
            if held in stays:
                return came
            return came.value if held is Read or held is ReadItems else self.read(model, came)

        return property(read, self.set)

    def read(self, model: Any, came: Any) -> Any:
        """Return the value of what came, and keep it beside that; raises what `refuse` makes."""
        try:
            value = self.form.typed(came)
        except Misfit as misfit:
            raise self._refuse(model, self.name, misfit) from None
        if value is not came:
            items = isinstance(value, (list, dict))
            self.set(model, ReadItems(came, value) if items else Read(came, value))
        return value

    def plain(self, content: Any, other: Other) -> Any:
        """Return the JSON value of what a slot holds."""
        if isinstance(content, Read):
            content = content.written()
        return self.form.plain(content, other)


def _staying(plan: Plan) -> frozenset[type]:
    """Return the classes of which each value is one of the plan's already."""
    names = plan if isinstance(plan, tuple) else (plan,)
    numbers = (float, int) if "float" in names else ()
    return frozenset((*numbers, *((type(None),) if "null" in names else ())))


class Values:
    """The plan of a type that is no model: its values are made when it is decoded."""

    def __init__(self, plan: Plan, package: Package) -> None:
        self._form = form(plan, package)

    def typed(self, came: Any) -> Any:
        """Return the values of what came; what has none stays as it is."""
        try:
            return self._form.typed(came)
        except Misfit:
            return came

    def fits(self, came: Any) -> bool:
        """Whether what came has the values that its type promises."""
        try:
            self._form.typed(came)
        except Misfit:
            return False
        return True

    def plain(self, value: Any, other: Other) -> Any:
        """Return the JSON value of a typed one."""
        return self._form.plain(value, other)

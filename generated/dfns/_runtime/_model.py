# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The base of all models: slots, a keyword constructor and the ways from and to JSON.

A class body of a model holds annotations and defaults only. `ModelMeta` turns them into slots;
what `dataclasses` needs is made when it is first asked for, so that importing hundreds of models
costs little. To type checkers and to `dataclasses` each model is a keyword-only dataclass.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from threading import local
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    Protocol,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
    final,
    get_origin,
)

from ._issues import Issue, UnreadableValue
from ._package import Package, package_of_models
from ._read import Read
from ._shown import shown

if TYPE_CHECKING:
    from dataclasses import Field
    from inspect import Signature

    from ._deprecated import deprecated
    from ._values import Field as ValueField
    from ._values import Misfit, Plan


T = TypeVar("T")
_M = TypeVar("_M", bound="Model")


@final
class Unset:
    """The type of `UNSET`: a property that is absent, where `null` means something else."""

    __slots__ = ()
    _only: ClassVar[Unset | None] = None

    def __new__(cls) -> Unset:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    @shown
    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@final
class UnknownVariant:
    """A value of a union that this version of the bindings doesn't know; it encodes as it came."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value == other.value if isinstance(other, UnknownVariant) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its value may be a dict

    @shown
    def __repr__(self) -> str:
        return f"UnknownVariant({self.value!r})"


class _DataclassFields:
    """Computes `__dataclass_fields__` of a model when `dataclasses` first asks for it."""

    def __get__(self, instance: Model | None, owner: type[Model]) -> dict[str, Field[Any]]:
        if instance is not None and owner.value_fields_ and _is_replacing():
            _replacing.source = instance
        found = owner.__dict__.get("_dataclass_fields")
        if found is None:
            found = _dataclass_fields(owner)
            type.__setattr__(owner, "_dataclass_fields", found)
        return cast("dict[str, Field[Any]]", found)


class _Replacing(local):
    """The model of which `dataclasses.replace` reads all fields, to make another of them."""

    source: Model | None = None


_replacing: Final = _Replacing()


def _is_replacing() -> bool:
    """Whether `dataclasses.replace` asks: it reads the values of a model, which have lost texts."""
    frame = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]  # no public way
    asking = frame.f_code.co_name in ("replace", "_replace")
    return asking and frame.f_globals.get("__name__") == "dataclasses"


def _dataclass_fields(owner: type[Model]) -> dict[str, Field[Any]]:
    import dataclasses

    options: list[tuple[str, Any, Any]] = []
    for name in owner.field_names_:
        if name == "additional_properties":
            given: Any = dataclasses.field(default_factory=dict[str, Any], kw_only=True)
        elif name in owner.field_defaults_:
            given = dataclasses.field(default=owner.field_defaults_[name], kw_only=True)
        else:
            given = dataclasses.field(kw_only=True)
        options.append((name, annotation_of(owner, name), given))
    made = dataclasses.make_dataclass(owner.__name__, options, init=False, repr=False, eq=False)
    return cast("dict[str, Field[Any]]", cast("Any", made).__dataclass_fields__)


def annotation_of(owner: type[Model], name: str) -> Any:
    """Return the type of a field as it is written."""
    for base in owner.__mro__:
        annotations = base.__dict__.get("__annotations__", {})
        if name in annotations:
            found = annotations[name]
            is_old = found.__class__ is str and found.startswith("Old[")
            return found[4:-1] if is_old else found
    return Any


class _RealSignature:
    """Computes the signature of a model's constructor when `inspect` asks for it."""

    def __get__(self, instance: Model | None, owner: type[Model]) -> Signature:
        from ._arguments import signature

        annotations = {name: annotation_of(owner, name) for name in owner.field_names_}
        return signature(
            annotations, {**owner.field_defaults_, "additional_properties": dict[str, Any]()}
        )


def _own_annotations(namespace: dict[str, Any]) -> Mapping[str, Any]:
    """Return the annotations of a class body, also where Python 3.14 hasn't evaluated them."""
    if "__annotations__" in namespace or sys.hexversion < 0x030E0000:
        return cast("Mapping[str, Any]", namespace.get("__annotations__", {}))
    library: Any = import_module("annotationlib")
    annotate = library.get_annotate_from_class_namespace(namespace)
    if annotate is None:
        return {}
    found = library.call_annotate_function(annotate, library.Format.FORWARDREF)
    return cast("Mapping[str, Any]", found)


_NONE: Final = object()


class Old(Generic[T]):
    """A field that the API deprecates: a type checker and a warning tell whoever reads it."""

    if TYPE_CHECKING:

        @deprecated("the API deprecates this field")
        def __get__(self, model: object, owner: object) -> T: ...
        def __set__(self, model: object, value: T) -> None: ...

    def __init__(self, default: Any) -> None:
        self.default: Final = default

    @staticmethod
    def field(member: Any, name: str) -> property:
        """Return what stands for the slot of such a field; writing it costs what it always did."""

        def read(model: object) -> Any:
            from ._deprecated import warn_reader

            warn_reader(f"the API deprecates the field {name!r}")
            return member.__get__(model)

        return property(read, member.__set__)


def old(*, default: Any = _NONE) -> Any:
    """Declare a field that the API deprecates."""
    return Old[Any](default)


def _extras(model: Any) -> dict[str, Any]:
    if model.extras_ is None:
        model.extras_ = dict[str, Any]()
    return cast("dict[str, Any]", model.extras_)


@dataclass_transform(kw_only_default=True, field_specifiers=(old,))
class ModelMeta(type):
    """Turns the annotations of a class body into slots, and their values into defaults.

    Before: `class Pet(Model)` with `name: str` and `tag: str | None = None` in its body. After: a
    class with the slots `name` and `tag`, where `field_defaults_` is `{"tag": None}`.

    Why a metaclass, and not `@dataclass`:

    - `@dataclass` writes `__init__`, `__repr__` and `__eq__` of each class as text and compiles it.
      With a thousand models that is most of the time that importing them takes, and a program uses
      a few. All models share the methods of `Model`, which read the two tables made here.
    - Slots have to be known when a class is made. `@dataclass(slots=True)` makes each class twice,
      and `__init_subclass__` comes too late: the class has its `__dict__` then.
    - Builders make a model without its constructor, `object.__new__` and then the fields; nothing
      may depend on code that a constructor runs.

    What a dataclass promises holds all the same. `dataclass_transform` tells type checkers, so that
    they know the keywords of the constructor; `dataclasses.fields`, `replace` and `asdict` ask for
    `__dataclass_fields__`, which is made then. A subclass that a user writes is a model as well.

    A default may not stay in the class beside a slot of its name, so it leaves the body. A field
    with a plan in `field_values_` has a slot of its name with `_` before it, and reads what that
    holds as a value of Python's: see `_values`.

    The field `additional_properties` is last whatever a subclass adds. Its slot is `extras_`, which
    is None until it is asked for: most models have no undeclared properties, and an empty dict
    takes as much memory as a small model does.
    """

    field_names_: tuple[str, ...]
    field_defaults_: dict[str, Any]
    slot_names_: tuple[str, ...]
    value_fields_: dict[str, ValueField]

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> ModelMeta:
        inherited: tuple[str, ...] = ()
        defaults: dict[str, Any] = {}
        values: dict[str, ValueField] = {}
        for base in reversed(bases):
            if isinstance(base, ModelMeta):
                values.update(base.value_fields_)
                inherited += tuple([f for f in base.field_names_ if f not in inherited])
                defaults.update(base.field_defaults_)
        slots: list[str] = []
        olds: list[str] = []
        plans: Mapping[str, Plan] = namespace.get("field_values_", {})
        for field, annotation in _own_annotations(namespace).items():
            if field[:1] == "_" or _is_class_variable(annotation):
                continue
            given = namespace.pop(field, _NONE)
            if given.__class__ is Old:
                olds.append(field)
                given = given.default
            defaults[field] = given
            if given is _NONE:
                del defaults[field]
            if field not in inherited:
                slots.append(field)
        # Undeclared properties stand last, also behind the fields of a subclass.
        namespace["field_names_"] = (*inherited[:-1], *slots, *inherited[-1:])
        namespace["field_defaults_"] = defaults
        # Few models have undeclared properties: the others get their dict when it is asked for.
        own = [f"_{field}" if field in plans else field for field in slots]
        namespace["__slots__"] = own if inherited else ("extras_",)
        namespace["__match_args__"] = ()
        made = super().__new__(mcs, name, bases, namespace, **options)
        if not inherited:
            setattr(made, slots[0], property(_extras, made.__dict__["extras_"].__set__))
        if plans:
            from ._values import Field as ValueField

            for field, plan in plans.items():
                member = made.__dict__[f"_{field}"]
                values[field] = ValueField(member, field, plan, Unset, _unreadable, made.__module__)
                setattr(made, field, values[field].property())
        for field in olds:
            setattr(made, field, Old.field(made.__dict__[field], field))
        made.value_fields_ = values
        made.slot_names_ = tuple([f"_{f}" if f in values else f for f in made.field_names_])
        return made


def _is_class_variable(annotation: Any) -> bool:
    if annotation.__class__ is str:
        return annotation.partition("[")[0] in ("ClassVar", "typing.ClassVar")
    return get_origin(annotation) is ClassVar or annotation is ClassVar


class Model(metaclass=ModelMeta):
    """An object of the API.

    `additional_properties` holds the properties that the document doesn't declare; they encode
    back as they came.
    """

    additional_properties: dict[str, Any] = {}  # The constructor makes a new one for each model.
    field_values_: ClassVar[Mapping[str, Any]] = {}

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
        __signature__: ClassVar[Signature]
        __hash__: ClassVar[None]  # type: ignore[assignment]  # a model can change
    else:
        __dataclass_fields__ = _DataclassFields()
        __signature__ = _RealSignature()
        __hash__ = None

    def __init__(self, **values: Any) -> None:
        kind = self.__class__
        defaults = kind.field_defaults_
        if kind.value_fields_ and _replacing.source is not None:
            self._take_over(values)
        used = 0
        for name in kind.field_names_:
            if name in values:
                setattr(self, name, values[name])
                used += 1
            elif name == "additional_properties":
                self.additional_properties = {}
            elif name in defaults:
                setattr(self, name, defaults[name])
            else:
                used = -1
                break
        if used != len(values):
            from ._arguments import wrong_arguments

            defaults = {**defaults, "additional_properties": None}
            raise wrong_arguments(kind.__name__, kind.field_names_, defaults, values)

    def _take_over(self, values: dict[str, Any]) -> None:
        """Put what came in the place of those values that were read of the model replaced."""
        source, _replacing.source = _replacing.source, None
        if source.__class__ is self.__class__:
            for name, field in self.__class__.value_fields_.items():
                held = field.get(source)
                if isinstance(held, Read) and name in values and values[name] is held.value:
                    values[name] = held

    @classmethod
    def from_json(cls, data: bytes | str, *, lenient: bool = False) -> Self:
        """Return the model of a JSON text; with `lenient`, what a newer server adds is kept.

        Raises ValidationError where the text is not JSON or not valid for the model's schema.
        """
        return _as_kind(cls, codec_of(cls).from_json(data, lenient=lenient))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, lenient: bool = False) -> Self:
        """Return the model of an object in wire form; see `from_json`."""
        return _as_kind(cls, codec_of(cls).from_value(data, lenient=lenient))

    def to_dict(self) -> dict[str, Any]:
        """Return the object in wire form, as it is; a client checks what it sends."""
        return cast("dict[str, Any]", codec_of(self.__class__).to_value(self))

    def to_json(self) -> bytes:
        """Return the object as compact JSON, as it is; a client checks what it sends."""
        return codec_of(self.__class__).to_json(self)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__ or not isinstance(other, Model):
            return NotImplemented
        values = self.__class__.value_fields_
        plain = [f for f in self.__class__.field_names_ if f not in values]
        if not all(getattr(self, f) == getattr(other, f) for f in plain):
            return False
        if not values:
            return True
        return all(_is_equal(self, other, f) for f in values)

    @shown
    def __repr__(self) -> str:
        values = ((f, shown_field(self, f)) for f in self.__class__.field_names_)
        shown = (f"{f}={v!r}" for f, v in values if f != "additional_properties" or v)
        return f"{self.__class__.__name__}({', '.join(shown)})"

    def __replace__(self, **changes: Any) -> Self:
        values = {f: getattr(self, f) for f in self.__class__.field_names_}
        _replacing.source = self if self.__class__.value_fields_ else None
        return self.__class__(**values | changes)


def shown_field(model: Model, name: str) -> Any:
    """Return what a field shows of itself: its value, or what came where there is none."""
    try:
        return getattr(model, name)
    except UnreadableValue:
        return model.__class__.value_fields_[name].came(model)


def _is_equal(one: Model, another: Model, name: str) -> bool:
    """Whether a field of two models came as the same, or has the same value."""
    field = one.__class__.value_fields_[name]
    came, other = field.came(one), field.came(another)
    if came is other or (came.__class__ is other.__class__ and came == other):
        return True
    try:
        return bool(getattr(one, name) == getattr(another, name))
    except UnreadableValue:
        return False


def _unreadable(model: Model, name: str, misfit: Misfit) -> UnreadableValue:
    from ._texts import texts_of, wires_of

    owner = generated_class(model.__class__)
    package = package_of_class(owner)
    wire = wires_of(package, owner.__name__)[owner.field_names_.index(name)]
    wire = wire.replace("~", "~0").replace("/", "~1")
    schema = f"{texts_of(package).pointers[owner.__name__]}/properties/{wire}"
    issue = Issue(f"/{wire}{misfit.pointer}", "format", str(misfit), schema, misfit.came)
    return UnreadableValue((issue,), subject=f"{owner.__name__}.{name}", text=misfit.came)


class ModelCodec(Protocol):
    """What a model asks of its codec; `_codec` has it, and says more of each."""

    def from_json(self, data: bytes | str, *, lenient: bool) -> Any:
        """Return the typed form of a JSON text."""
        ...

    def from_value(self, value: Any, *, lenient: bool) -> Any:
        """Return the typed form of a plain JSON value."""
        ...

    def to_value(self, value: Any) -> Any:
        """Return the plain JSON value of a typed one."""
        ...

    def to_json(self, value: Any) -> bytes:
        """Return a typed value as compact JSON."""
        ...


_codecs: Final[dict[type, ModelCodec]] = {}


def generated_class(kind: type[Model]) -> type[Model]:
    """Return the generated class that a model's class is or was derived from."""
    for base in kind.__mro__:
        if package_of_models(base.__module__) is not None:
            return base
    raise TypeError(f"{kind.__name__} is not a model of this package")


def package_of_class(owner: type[Model]) -> Package:
    """Return the package of a generated class."""
    return cast("Package", package_of_models(owner.__module__))


def codec_of(kind: type[Model]) -> ModelCodec:
    """Return the codec of the class of a model."""
    found = _codecs.get(kind)
    if found is None:
        owner = generated_class(kind)
        codecs = package_of_class(owner).printed("codecs")
        found = _codecs[kind] = cast("ModelCodec", getattr(codecs, owner.__name__))
    return found


def _as_kind(kind: type[_M], model: Model) -> _M:
    """Return a decoded model as the class that was asked for, which may be a user's own."""
    if isinstance(model, kind):
        return model
    made = model.__class__
    slots = zip(made.field_names_[:-1], made.slot_names_, strict=False)
    fields = {name: getattr(model, slot) for name, slot in slots}
    return kind(**fields, additional_properties=model.additional_properties)

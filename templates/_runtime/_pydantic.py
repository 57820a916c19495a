"""Models of pydantic, for a client: how its codecs make them, and how they are written.

In: plain JSON values, which the codecs have checked already. Out: what pydantic makes of them; and
back, by the document's names and without what was never set. What pydantic refuses of an answer,
such as a member of an enum that is newer than the models, stays as it came in a model that isn't
validated. Needs pydantic 2.11 or newer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic import ValidationError as PydanticError

from ._package import package_of_models
from ._writing import dump_any

if TYPE_CHECKING:
    from ._codec import Codec, Own

_EXTRAS: Final = "additional_properties"


class Model(BaseModel):
    """An object of the API, with the same ways from and to JSON as a dataclass' models have.

    A constructor takes the fields by their names, and sends the constants that tell variants apart
    without being asked to.
    """

    # Hundreds of classes take a second to make ready, and a program uses a few.
    model_config = ConfigDict(defer_build=True)

    def __init__(self, /, **values: Any) -> None:
        kind = self.__class__
        super().__init__(**_by_names(kind, values))
        self.model_fields_set.update(_constants(kind))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # A field can't be called like a method or a type: `list` is `list_`.
            if f"{name}_" in self.__class__.model_fields:
                return getattr(self, f"{name}_")
            return super().__getattr__(name)

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The properties that the document doesn't declare; they encode back as they came."""
        extras = self.__pydantic_extra__
        return {} if extras is None else extras

    @classmethod
    def from_json(cls, data: bytes | str, *, lenient: bool = False) -> Self:
        """Return the model of a JSON text; with `lenient`, what a newer server adds is kept.

        Raises ValidationError where the text is not JSON or not valid for the model's schema.
        """
        return cast("Self", _codec_of(cls).from_json(data, lenient=lenient))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, lenient: bool = False) -> Self:
        """Return the model of an object in wire form; see `from_json`."""
        return cast("Self", _codec_of(cls).from_value(data, lenient=lenient))

    def to_dict(self) -> dict[str, Any]:
        """Return the object in wire form, as it is; a client checks what it sends."""
        return self.dumped_()

    def to_json(self) -> bytes:
        """Return the object as compact JSON, as it is; a client checks what it sends."""
        return _codec_of(self.__class__).to_json(self)

    def dumped_(self) -> dict[str, Any]:
        """Return the object in wire form, without what was never set."""
        return {wire: dump_any(content) for wire, content in self.parts_()}

    def parts_(self) -> Iterator[tuple[str, Any]]:
        """Yield what was set, by the names of the document, and what it doesn't declare."""
        given = self.model_fields_set
        for wire, name in _wires(self.__class__).items():
            if name in given:
                yield wire, getattr(self, name)
        yield from self.additional_properties.items()

    @classmethod
    def loosely_(cls, values: Mapping[str, Any]) -> Self:
        """Return the model of values by the names of the document, none of which is validated."""
        wires = _wires(cls)
        known = {wire: content for wire, content in values.items() if wire in wires}
        made = cls.model_construct({wires[wire] for wire in known}, **known)
        extras = {wire: content for wire, content in values.items() if wire not in wires}
        object.__setattr__(made, "__pydantic_extra__", extras)
        return made


# Validating makes no use of the constructor: what came says itself what was set.
vars(Model)["__init__"].__pydantic_base_init__ = True


def built(own: Own, name: str, kind: Callable[[], Any] | None = None) -> Callable[[Any], Any]:
    """Return what builds the values of a type: of the models' one of that name, or of `kind`.

    The models are those of the package whose codecs are `own`.
    """
    adapters: list[TypeAdapter[Any]] = []

    def build(value: Any) -> Any:
        if not adapters:
            models = own.package.printed("models")
            found = getattr(models, name) if kind is None else kind()
            adapters.append(TypeAdapter(found))
        try:
            return adapters[0].validate_python(value, by_alias=True, by_name=False)
        except PydanticError:
            from ._tolerant import loosely

            return loosely(own.package, name, value)

    return build


def _by_names(kind: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a constructor as pydantic calls the fields."""
    fields = kind.model_fields
    extras: dict[str, Any] = {} if _EXTRAS in fields else values.pop(_EXTRAS, None) or {}
    renamed = {n: f"{n}_" for n in values if n not in fields and f"{n}_" in fields}
    return {**extras, **{renamed.get(name, name): content for name, content in values.items()}}


@cache
def _wires(kind: type[Model]) -> dict[str, str]:
    """Return the names of the fields by those of the document."""
    return {field.alias or name: name for name, field in _whole(kind).model_fields.items()}


@cache
def _constants(kind: type[Model]) -> frozenset[str]:
    """Return the fields that are constants by default."""
    return frozenset(
        name
        for name, field in _whole(kind).model_fields.items()
        if not field.is_required() and field.default is not None
    )


def _whole(kind: type[Model]) -> type[Model]:
    """Return a class whose fields are known whole: what names a later class has waited for that."""
    kind.model_rebuild()
    return kind


def _codec_of(kind: type[Model]) -> Codec[Any]:
    for base in kind.__mro__:
        package = package_of_models(base.__module__)
        if package is not None:
            return cast("Codec[Any]", getattr(package.printed("codecs"), base.__name__))
    raise TypeError(f"{kind.__name__} is not a model of a package")

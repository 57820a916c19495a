"""The wire form of what is sent, as types: what a body, or a part of one, may be given as.

In: the shapes that requests hold, and the names of their definitions. Out: Annotations. An object
is given as its class or as a dict of its wire form, whose class stands in `dicts.py`; a text that
stands for a value as the value or the text. Before: `{"type": "array", "items": {"$ref": "Pet"}}`.
After: `Sequence[models.Pet | dicts.PetDict]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from dfnsgen.model.api import Api, Definition, MediaType, Operation, resolved
from dfnsgen.model.media_types import sendable
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    MapShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.opened import closure
from dfnsgen.python.models.values import Definitions, parts_of
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import ANY, Annotation, Applied, Plain, Ref, flat, unite
from dfnsgen.python.source.source import Import, Source, code, identifier, imported, needing

DICTS_MODULE = Import(".", "dicts")
DICTS = needing(code("dicts."), frozenset((DICTS_MODULE,)))
"""What stands before the name of a dict's class outside of `dicts.py`."""
MAPPING = imported("collections.abc", "Mapping")
SEQUENCE = imported("collections.abc", "Sequence")
_TEXT = Plain(Source("str"))
_FLOAT = Plain(Source("float"))
_BINARY = Plain(imported("._runtime._bodies", "Binary"))


class WireTypes:
    """The types in which what is sent may be given, in the modules of the client."""

    def __init__(self, api: Api, names: Names) -> None:
        self.api = api
        self.names = names
        self._objects: dict[str, bool] = {}

    @cached_property
    def sent(self) -> tuple[Definition, ...]:
        """The definitions that have a dict form, in the order of the document."""
        shapes = (
            use.shape
            for operation in self.api.operations
            for content in sent_contents(operation, self.api)
            for use in (content.use, content.item_use)
            if use is not None
        )
        keys = closure(shapes, self.api.definitions)
        several = self.api.definitions.values()
        return tuple(one for one in several if one.key in keys and self._has(one.key))

    @cached_property
    def dicts(self) -> Mapping[str, Source]:
        """The names of the dict forms by their definitions' keys; no model has such a name."""
        taken = {*self.names.definitions.values(), *self.names.aliases}
        found: dict[str, Source] = {}
        for definition in self.sent:
            name = f"{self.names.definitions[definition.key]}Dict"
            while name in taken:
                name = f"{name}Dict"
            taken.add(name)
            found[definition.key] = identifier(name)
        return found

    def given(self, shape: Shape, *, dicts: Source = DICTS) -> Annotation:
        """Return the type of what may be given: a model, a value, or either's wire form."""
        own = annotate(shape, self.names, prefix=MODELS)
        match shape:
            case Reference(key=key) if self._has(key):
                return unite((own, Ref(self.dicts[key], dicts)))
            case Reference(key=key) if key in self.names.enums:
                return unite((own, self._known(key)))
            case Reference():
                return unite((own, *self._texts(resolved(shape, self.api.definitions))))
            case UnionShape(variants=variants):
                return unite(self.given(v.shape, dicts=dicts) for v in variants)
            case _:
                return self.wire(shape, dicts=dicts)

    def wire(self, shape: Shape, *, dicts: Source = DICTS) -> Annotation:
        """Return the type of a wire form; what it holds may be given as models or values, too."""
        own = annotate(shape, self.names, prefix=MODELS)
        match shape:
            case Reference(key=key) if self._has(key):
                return Ref(self.dicts[key], dicts)
            case ArrayShape(items=items):
                return _several(own, self.given(items, dicts=dicts))
            case TupleShape(prefix=prefix, rest=rest):
                parts = (self.given(part, dicts=dicts) for part in (*prefix, rest))
                return _several(own, unite(parts))
            case MapShape(values=values):
                return Applied(MAPPING, (_TEXT, self.given(values, dicts=dicts)))
            case UnionShape(variants=variants):
                return unite(self._variant(v.shape, dicts) for v in variants)
            case StringShape() | NumberShape():
                return _scalar(shape)
            case _:
                return own

    def parameter(self, shape: Shape) -> Annotation:
        """Return the type of a parameter's argument.

        Of enums members are taken or their plain values, in a list also the texts of values.
        """
        own = annotate(shape, self.names, prefix=MODELS)
        match shape:
            case Reference(key=key) if key in self.names.enums:
                return unite((own, self._known(key)))
            case ArrayShape(items=items):
                texts = self._texts(resolved(items, self.api.definitions))
                return _several(own, unite((self.parameter(items), *texts)))
            case UnionShape(variants=variants):
                return unite(self.parameter(v.shape) for v in variants)
            case _:
                return own

    def _known(self, key: str) -> Annotation:
        """Return the alias of the plain values of an enum that is a class."""
        return Ref(identifier(self.names.enums[key].known), MODELS)

    def _variant(self, shape: Shape, dicts: Source) -> Annotation:
        is_named = isinstance(shape, Reference) and not self._has(shape.key)
        return self.given(shape, dicts=dicts) if is_named else self.wire(shape, dicts=dicts)

    def _texts(self, shape: Shape) -> Iterator[Annotation]:
        """Yield how values may be given that have a name of their own, beside as these."""
        match shape:
            case StringShape() | NumberShape():
                own = annotate(shape, _NO_NAMES)
                yield from (one for one in flat(_scalar(shape)) if one != own)
            case UnionShape(variants=variants):
                for variant in variants:
                    yield from self._texts(variant.shape)
            case _:
                pass

    def _has(self, key: str) -> bool:
        """Whether a definition is an object, or leads to one without an object in between."""
        if key not in self._objects:
            self._objects[key] = any(
                isinstance(shape, ObjectShape) for shape in _unboxed(key, self.api.definitions)
            )
        return self._objects[key]


def _unboxed(key: str, definitions: Definitions) -> Iterator[Shape]:
    """Yield the shapes that a definition leads to, to the first objects on each way."""
    waiting, seen = [key], {key}
    while waiting:
        shape = definitions[waiting.pop()].shape
        yield shape
        if not isinstance(shape, ObjectShape):
            inner = [part.key for part in parts_of(shape) if isinstance(part, Reference)]
            waiting += (one for one in inner if one not in seen)
            seen.update(inner)


def sent_contents(operation: Operation, api: Api) -> tuple[MediaType, ...]:
    """Return the contents in which a method sends its body, the usual one first."""
    body = operation.request_body
    return sendable(body.contents, api.definitions) if body is not None else ()


def _scalar(shape: Shape) -> Annotation:
    """Return how a text or a number may be given: as its value or as JSON has it."""
    match shape:
        case StringShape(binary=True):
            return unite((_BINARY, _TEXT))
        case StringShape(format=format) if format:
            return unite((annotate(shape, _NO_NAMES), _TEXT))
        case NumberShape(exact=True):
            return unite((annotate(shape, _NO_NAMES), _FLOAT))
        case StringShape() | NumberShape():
            return annotate(shape, _NO_NAMES)
        case _:
            return ANY


def _several(own: Annotation, items: Annotation) -> Annotation:
    """Return the type of a list: any sequence where its items may be given in several ways."""
    is_plain = isinstance(own, Applied) and own.parts == (items,)
    return own if is_plain else Applied(SEQUENCE, (items,))


_NO_NAMES = Names(definitions={}, aliases={}, operations=(), webhooks=())

"""How an operation is called: the smallest call that the document takes.

In: an operation and the plan of its method. Out: the call as Python, or nothing where no value was
found for what it must be given. Every value was judged by the API's own schemas: an example of the
document where it is right, else the plainest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dfnsgen.diff.change import Direction
from dfnsgen.diff.sides import make_sides
from dfnsgen.diff.values.candidates import Candidates
from dfnsgen.diff.values.verdicts import Judge
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, In, MediaType, Operation, Parameter, Use, resolved, unfolded
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.shapes.shape import (
    ArrayShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    UnionShape,
)
from dfnsgen.python.client.constants import taken_parameters
from dfnsgen.python.client.plan import Argument, MethodPlan
from dfnsgen.python.models.wire import sent_contents
from dfnsgen.python.names.names import Names
from dfnsgen.python.names.spelling import words
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, join, literal

_TEXT = "text"
_EMPTY = frozenset(('""', "[]", "{}"))


class Samples:
    """Calls of one API's operations."""

    def __init__(self, api: Api, names: Names) -> None:
        self._api = api
        self._names = names
        side, _ = make_sides(api, api)
        self._judge = Judge(side, Direction.REQUEST)
        self._candidates = Candidates(side, self._judge)

    def call(self, operation: Operation, method: MethodPlan, namespace: Source) -> Source:
        """Return the call; NOTHING where something has no value that is right."""
        values = dict(zip(method.values, taken_parameters(operation), strict=True))
        given: list[Source] = []
        arguments = (*method.signature.positional, *method.signature.named)
        for argument in arguments:
            if argument.default:
                continue
            value = self._value(argument, values.get(argument.name), operation)
            if value is None:
                return NOTHING
            is_named = argument in method.signature.named
            given.append(code("{}={}", argument.name, value) if is_named else value)
        return code("client.{}.{}({})", namespace, method.name, join(", ", given))

    def _value(
        self, argument: Argument, parameter: Parameter | None, operation: Operation
    ) -> Source | None:
        if parameter is not None:
            return self._of_parameter(parameter)
        content = next(iter(sent_contents(operation, self._api)), None)
        return None if content is None else self._body(content)

    def _of_parameter(self, parameter: Parameter) -> Source | None:
        found = self._of_use(parameter.use, parameter.examples, parameter.spec_name)
        if parameter.location is not In.PATH or found not in _EMPTY:
            return found
        # A path has no empty segment.
        further = self._candidates.of(parameter.use.schema)
        longer = tuple(value for value in further if value not in ("", [], {}))
        return self._of_use(parameter.use, longer, parameter.spec_name)

    def _body(self, content: MediaType) -> Source | None:
        kind = kind_of(content, self._api.definitions)
        texts = (*(one for one in content.examples if isinstance(one, str)), _TEXT)
        if kind is BodyKind.TEXT:
            return literal(texts[0])
        if kind is BodyKind.BYTES:
            return _bytes(texts[0])
        if kind is BodyKind.ITEMS:
            item = self._of_use(content.item_use, ()) if content.item_use else None
            return None if item is None else code("[{}]", item)
        if content.use is None:
            return Source("{}")
        for value in self._right(content.use, content.examples):
            given = self._as_class(value, content.use.shape) if kind is BodyKind.JSON else NOTHING
            return given or self._python(value, content.use.shape)
        return None

    def _as_class(self, value: JsonValue, shape: Shape) -> Source:
        """Return the value as a class of a union whose dicts checkers can't tell apart."""
        shape = resolved(shape, self._api.definitions)
        if not isinstance(shape, UnionShape) or not isinstance(value, dict):
            return NOTHING
        keys = [one.shape.key for one in shape.variants if isinstance(one.shape, Reference)]
        fitting = [key for key in keys if self._may_be(value, key)]
        if len(fitting) < 2:
            return NOTHING
        schemas = {key: self._api.definitions[key].schema for key in fitting}
        right = (key for key in fitting if self._judge.accepts(schemas[key], value))
        name = identifier(self._names.definitions[next(right, fitting[0])])
        return code("models.{}.from_dict({})", name, literal(value))

    def _may_be(self, value: dict[str, JsonValue], key: str) -> bool:
        shape = resolved(Reference(key), self._api.definitions)
        if not isinstance(shape, ObjectShape):
            return False
        required = {one.spec_name for one in shape.properties if one.required}
        return required <= value.keys() <= {one.spec_name for one in shape.properties}

    def _of_use(self, use: Use, examples: tuple[JsonValue, ...], name: str = "") -> Source | None:
        right = (self._python(value, use.shape) for value in self._right(use, examples, name))
        return next(right, None)

    def _right(
        self, use: Use, examples: tuple[JsonValue, ...], name: str = ""
    ) -> Iterator[JsonValue]:
        """Yield the values that are right, the most telling first."""
        for value in self._values(use, examples, name):
            if self._judge.accepts(use.schema, value):
                yield value

    def _values(self, use: Use, examples: tuple[JsonValue, ...], name: str) -> Iterator[JsonValue]:
        yield from map(plain, examples)
        yield from map(plain, unfolded(use.schema, self._api.definitions).annotations.examples)
        found, value = self._candidates.best(use.schema)
        if found:
            yield _significant(value, name)
            yield value

    def _python(self, value: JsonValue, shape: Shape) -> Source:
        """Return a value as the method takes it: what travels as bytes is bytes."""
        shape = resolved(shape, self._api.definitions)
        match shape, value:
            case StringShape(binary=True), str():
                return _bytes(value)
            case NumberShape(exact=True), int() | float():
                return literal(Decimal(str(value)))
            case ObjectShape(properties=properties), dict():
                shapes = {one.spec_name: one.shape for one in properties}
                pairs = (
                    code(
                        "{}: {}",
                        literal(key),
                        self._python(item, shapes[key]) if key in shapes else literal(item),
                    )
                    for key, item in value.items()
                )
                return code("{{{}}}", join(", ", pairs))
            case ArrayShape(items=items), list():
                return code("[{}]", join(", ", (self._python(item, items) for item in value)))
            case _:
                return literal(value)


def _significant(value: JsonValue, name: str) -> JsonValue:
    """Return a value in which a text of no meaning is what it stands for: `wallet-id`."""
    match value:
        case "a":
            return "-".join(words(name)) or value
        case dict():
            return {key: _significant(item, key) for key, item in value.items()}
        case list():
            return [_significant(item, name) for item in value]
        case _:
            return value


def _bytes(text: str) -> Source:
    return code("{}.encode()", literal(text)) if not text.isascii() else Source(repr(text.encode()))

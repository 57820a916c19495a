"""The resolved model as a tree that a person can read.

In: the Api, and a name: a component, an operation (`get_wallet`, `GET /wallets/{walletId}`), or
nothing for an overview. Out: text; nested definitions are written out once, recursion is cut.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import assert_never

from dfnsgen.model.api import Api, Definition, Operation, Use
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
    DiscriminatedBy,
    IntegerShape,
    LiteralShape,
    MapShape,
    NeverShape,
    NullShape,
    NumberShape,
    ObjectShape,
    Property,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)

NameOf = Callable[[str], str]
"""From a definition's key to the name to show."""

_MOST_VALUES = 8


class UnknownName(Exception):
    """No component, structure or operation has this name; `known` are those that there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def model_text(api: Api, name: str | None, names: NameOf, operation_names: tuple[str, ...]) -> str:
    """Return the tree of a structure or operation, or an overview of the Api.

    `names` gives the name of each definition, `operation_names` those of the operations, in order.
    Raises UnknownName.
    """
    writer = _Writer(api, names)
    if name is None:
        return "\n".join(_overview(api, names, operation_names))
    for key, definition in api.definitions.items():
        if name in (names(key), definition.component, key, *definition.aliases):
            return "\n".join(writer.definition(definition))
    known = list(map(names, api.definitions))
    for operation, own in zip(api.operations, operation_names, strict=True):
        method, path = operation.method, operation.path
        ways = (own, own.rpartition(".")[2], operation.operation_id, f"{method} {path}")
        if name in (*ways, f"{method.lower()} {path}"):
            return "\n".join(writer.operation(operation, own))
        known += filter(None, ways)
    raise UnknownName(name, tuple(known))


def _overview(api: Api, names: NameOf, operation_names: tuple[str, ...]) -> Iterator[str]:
    yield f"{api.title} {api.version}"
    yield f"operations ({len(api.operations)})"
    for operation, own in zip(api.operations, operation_names, strict=True):
        yield f"  {operation.method:6} {operation.path}  {own}"
    if api.webhooks:
        yield f"webhooks ({len(api.webhooks)})"
        yield from (f"  {webhook.name}" for webhook in api.webhooks)
    yield f"structures ({len(api.definitions)})"
    for key, definition in api.definitions.items():
        yield f"  {names(key)}: {_headline(definition.shape)}"


def _headline(shape: Shape) -> str:
    match shape:
        case ObjectShape():
            return f"object of {len(shape.properties)} properties"
        case UnionShape():
            return f"union of {len(shape.variants)}, {_discriminated(shape)}"
        case LiteralShape():
            return _values(shape)
        case _:
            return type(shape).__name__.removesuffix("Shape").lower()


def _discriminated(union: UnionShape) -> str:
    match union.discriminated_by:
        case DiscriminatedBy.TAG:
            return f"told apart by {union.tag}"
        case DiscriminatedBy.TYPE | DiscriminatedBy.KEYS:
            return f"told apart by their {union.discriminated_by.value}"
        case DiscriminatedBy.ORDER:
            return "tried in order"
        case DiscriminatedBy.AMBIGUOUS:
            return "ambiguous: tried in order"


def _values(shape: LiteralShape) -> str:
    shown = [json.dumps(value) for value in shape.values[:_MOST_VALUES]]
    more = len(shape.values) - len(shown)
    return " | ".join(shown) + (f" | … {more} more" if more else "")


class _Writer:
    """Writes trees; each definition in full at its first place."""

    def __init__(self, api: Api, names: NameOf) -> None:
        self._api = api
        self._names = names
        self._written: set[str] = set()

    def definition(self, definition: Definition) -> Iterator[str]:
        self._written.add(definition.key)
        yield f"{self._names(definition.key)}  {definition.key}"
        yield from self._below(definition.shape, definition.schema, "  ")

    def operation(self, operation: Operation, name: str) -> Iterator[str]:
        yield f"{name}  {operation.method} {operation.path}"
        for parameter in operation.parameters:
            needed = "" if parameter.required else "?"
            where = parameter.location.value
            yield from self._use(f"  {where} {parameter.spec_name}{needed}", parameter.use)
        if operation.request_body is not None:
            for media in operation.request_body.contents:
                yield from self._use(f"  request {media.content_type}", media.use)
        for response in operation.responses:
            if not response.contents:
                yield f"  {response.status}"
            for media in response.contents:
                head = f"  {response.status} {media.content_type}"
                if media.use is not None or media.item_use is None:
                    yield from self._use(head, media.use)
                if media.item_use is not None:
                    yield from self._use(f"{head}, each", media.item_use)
        for requirement in operation.security:
            schemes = " and ".join(scheme.scheme for scheme in requirement)
            yield f"  security {schemes or 'none'}"

    def _use(self, head: str, use: Use | None) -> Iterator[str]:
        if use is None:
            yield head
        else:
            yield f"{head}: {self._line(use.shape, use.schema)}"
            yield from self._inside(use.shape, "    ")

    def _below(self, shape: Shape, schema: Schema, indent: str) -> Iterator[str]:
        match shape:
            case ObjectShape():
                schemas = dict(schema.properties)
                for prop in shape.properties:
                    yield from self._property(prop, schemas.get(prop.spec_name, Schema()), indent)
                if shape.extras is None:
                    yield f"{indent}nothing else"
                elif not isinstance(shape.extras, AnyShape):
                    yield f"{indent}…: {self._line(shape.extras, Schema())}"
            case UnionShape():
                yield f"{indent}{'one' if shape.exclusive else 'any'} of, {_discriminated(shape)}"
                for variant in shape.variants:
                    tags = ", ".join(json.dumps(tag) for tag in variant.tags)
                    head = f"{tags}: " if tags else ""
                    yield f"{indent}| {head}{self._line(variant.shape, Schema())}"
                    yield from self._inside(variant.shape, indent + "    ")
            case _:
                yield f"{indent}{self._line(shape, schema)}"

    def _property(self, prop: Property, schema: Schema, indent: str) -> Iterator[str]:
        mark = "" if prop.required else "?"
        null = " or null" if prop.nullable else ""
        yield f"{indent}{prop.spec_name}{mark}: {self._line(prop.shape, schema)}{null}"
        yield from self._inside(prop.shape, indent + "  ")

    def _inside(self, shape: Shape, indent: str) -> Iterator[str]:
        """Write what a reference leads to, where that has not been written yet."""
        for key in _keys(shape):
            definition = self._api.definitions[key]
            if key not in self._written and isinstance(definition.shape, ObjectShape | UnionShape):
                self._written.add(key)
                yield from self._below(definition.shape, definition.schema, indent)

    def _line(self, shape: Shape, schema: Schema) -> str:
        return f"{self._text(shape)}{_assertions(schema)}"

    def _text(self, shape: Shape) -> str:
        match shape:
            case Reference():
                target = self._api.definitions[shape.key].shape
                values = f" = {_values(target)}" if isinstance(target, LiteralShape) else ""
                return f"{self._names(shape.key)}{values}"
            case LiteralShape():
                return _values(shape)
            case ArrayShape():
                return f"array of {self._text(shape.items)}"
            case TupleShape():
                return f"tuple of {', '.join(map(self._text, shape.prefix))}"
            case MapShape():
                return f"map of {self._text(shape.values)}"
            case UnionShape():
                return " | ".join(self._text(variant.shape) for variant in shape.variants)
            case (
                AnyShape()
                | NeverShape()
                | NullShape()
                | BooleanShape()
                | IntegerShape()
                | NumberShape()
                | StringShape()
                | ObjectShape()
            ):
                return _headline(shape)
            case _:
                assert_never(shape)


def _keys(shape: Shape) -> Iterator[str]:
    match shape:
        case Reference():
            yield shape.key
        case ArrayShape():
            yield from _keys(shape.items)
        case MapShape():
            yield from _keys(shape.values)
        case TupleShape():
            for item in (*shape.prefix, shape.rest):
                yield from _keys(item)
        case UnionShape():
            for variant in shape.variants:
                yield from _keys(variant.shape)
        case _:
            return


def _assertions(schema: Schema) -> str:
    """The assertions of a scalar in few words."""
    parts: list[str] = []
    if schema.format:
        parts.append(schema.format)
    for low, high, unit in (
        (schema.min_length, schema.max_length, " characters"),
        (schema.minimum, schema.maximum, ""),
        (schema.min_items, schema.max_items, " items"),
    ):
        if low is not None or high is not None:
            parts.append(f"{'' if low is None else low}..{'' if high is None else high}{unit}")
    parts += [f"/{pattern}/" for pattern in schema.patterns]
    return f" ({', '.join(parts)})" if parts else ""

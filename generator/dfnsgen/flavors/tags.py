"""What msgspec needs of unions: a Struct has one tag, and a union of Structs one tag property.

In: the Api and its Names. Out: both again, in which a class with several tags is a union of one
class per tag, and no union says it is told apart by a tag where msgspec can't do that; and the
unions that need a decoder of their own.

Before: `Erc20WalletAsset` with `kind: Literal["Erc20", "Trc20"]`.
After:  `Erc20WalletAsset = Erc20WalletAssetErc20 | Erc20WalletAssetTrc20`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.recursion import Recursion
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
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
    Variant,
)
from dfnsgen.python.names.names import Names, class_name
from dfnsgen.python.names.spelling import free_name

Definitions = Mapping[str, Definition]

_NOTHING = Schema()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedApi:
    """An Api for msgspec. `untagged` are the keys of the unions that it can't tell apart.

    `tags` are the tag property and value of the classes by which it tells the others apart.
    """

    api: Api
    names: Names
    tags: Mapping[str, tuple[str, str]]
    untagged: frozenset[str]


def tagged_api(api: Api, names: Names) -> TaggedApi:
    """Return the Api as msgspec can decode it."""
    api, names = _split(_as_maps(api), names)
    leaves = _Leaves(api.definitions, _tags(api.definitions))
    leaves.find_untagged()
    changed = {
        key: replace(definition, shape=_decodable(definition.shape, key, leaves))
        for key, definition in api.definitions.items()
    }
    return TaggedApi(
        api=replace(api, definitions=changed),
        names=names,
        tags=_tags(changed),
        untagged=frozenset(leaves.untagged),
    )


def has_refused_name(shape: Shape) -> bool:
    """Whether msgspec refuses the name of a property: it writes them as they are."""
    return isinstance(shape, ObjectShape) and any(
        character in '\\"' or character < " "
        for declared in shape.properties
        for character in declared.spec_name
    )


def _as_maps(api: Api) -> Api:
    """Make dictionaries of the classes that msgspec can't have."""
    definitions = {
        key: (
            replace(definition, shape=MapShape(AnyShape()))
            if has_refused_name(definition.shape)
            else definition
        )
        for key, definition in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _split(api: Api, names: Names) -> tuple[Api, Names]:
    """Give each tag of a class a class of its own."""
    tagged = _several_tags(api.definitions)
    definitions: dict[str, Definition] = {}
    named = dict(names.definitions)
    taken = {*named.values(), *names.aliases}
    parts: dict[str, tuple[Variant, ...]] = {}
    for key, definition in api.definitions.items():
        definitions[key] = definition
        if key in tagged and isinstance(definition.shape, ObjectShape):
            tag, values = tagged[key]
            parts[key] = tuple(
                Variant(shape=Reference(f"{key} {value}"), tags=(value,)) for value in values
            )
            for value in values:
                own = f"{key} {value}"
                definitions[own] = replace(
                    definition, key=own, aliases=(), shape=_with_tag(definition.shape, tag, value)
                )
                named[own] = free_name(named[key] + class_name(str(value)), taken)
            union = UnionShape(variants=parts[key], discriminated_by=DiscriminatedBy.TAG, tag=tag)
            definitions[key] = replace(definition, shape=union)
    for key, definition in definitions.items():
        if key not in parts:
            definitions[key] = replace(definition, shape=_with_parts(definition.shape, parts))
    return replace(api, definitions=definitions), replace(names, definitions=named)


def _several_tags(definitions: Definitions) -> dict[str, tuple[str, tuple[JsonValue, ...]]]:
    """Return the classes that several tags choose, with the tag property and the values."""
    found: dict[str, tuple[str, tuple[JsonValue, ...]]] = {}
    for definition in definitions.values():
        if (union := _by_tag(definition.shape)) is not None and union.tag is not None:
            for variant in union.variants:
                if isinstance(variant.shape, Reference) and len(variant.tags) > 1:
                    found.setdefault(variant.shape.key, (union.tag, variant.tags))
    return found


def _with_tag(shape: ObjectShape, tag: str, value: JsonValue) -> ObjectShape:
    return replace(
        shape,
        properties=tuple(
            replace(p, shape=LiteralShape((value,))) if p.spec_name == tag else p
            for p in shape.properties
        ),
    )


def _with_parts(shape: Shape, parts: Mapping[str, tuple[Variant, ...]]) -> Shape:
    """Put the classes of single tags in the place of the one with several."""
    union = _by_tag(shape)
    if union is None:
        return shape
    variants = tuple(
        part
        for variant in union.variants
        for part in (
            parts.get(variant.shape.key, (variant,))
            if isinstance(variant.shape, Reference) and len(variant.tags) > 1
            else (variant,)
        )
    )
    return replace(union, variants=variants)


def _by_tag(shape: Shape) -> UnionShape | None:
    return shape if isinstance(shape, UnionShape) and shape.has_proven_tag else None


def _tags(definitions: Definitions) -> dict[str, tuple[str, str]]:
    """Return the tag property and value of each class that can be told by one in all its unions."""
    tags: dict[str, tuple[str, str]] = {}
    for definition in definitions.values():
        union = _by_tag(definition.shape)
        own = {} if union is None else _own_tags(union, definitions)
        if own and all(tags.get(key, tag) == tag for key, tag in own.items()):
            tags |= own
    return tags


def _own_tags(union: UnionShape, definitions: Definitions) -> dict[str, tuple[str, str]]:
    """Return the tag of each variant; none at all where one can't have one."""
    own: dict[str, tuple[str, str]] = {}
    for variant in union.variants:
        match variant.shape, variant.tags:
            case Reference(key), (str(value),) if union.tag is not None:
                if not isinstance(definitions[key].shape, ObjectShape):
                    return {}
                own[key] = (union.tag, value)
            case _:
                return {}
    return own


class _Leaves:
    """What a union comes to once the unions in it are put in its place."""

    def __init__(self, definitions: Definitions, tags: Mapping[str, tuple[str, str]]) -> None:
        self.definitions = definitions
        self.tags = tags
        self.untagged: set[str] = set()

    def find_untagged(self) -> None:
        """Find the unions that msgspec can't tell apart; a union of such a one is one as well."""
        unions = {
            key: definition.shape
            for key, definition in self.definitions.items()
            if isinstance(definition.shape, UnionShape)
        }
        # An alias that names itself can't be evaluated either; a decoder follows it step by step.
        recursion = Recursion(
            lambda key: (
                _NOTHING
                if isinstance(self.definitions[key].shape, ObjectShape)
                else self.definitions[key].schema
            )
        )
        self.untagged |= {key for key in self.definitions if recursion.holds(key)}
        while more := {
            key
            for key, shape in unions.items()
            if key not in self.untagged and not self.are_discriminated(shape)
        }:
            self.untagged |= more

    def are_discriminated(self, shape: Shape) -> bool:
        """Whether msgspec finds the type of a value among the leaves of a shape."""
        leaves = tuple(dict.fromkeys(self.of(shape, frozenset())))
        kinds = Counter(kind for kind, _ in leaves if kind != "null")
        if kinds["untagged"]:
            return kinds.total() == 1
        structs = [key for kind, key in leaves if kind == "struct"]
        if len(structs) > 1 and not self._differ(structs):
            return False
        maps = kinds["map"] + bool(structs)
        others = (kinds[kind] for kind in kinds if kind not in ("struct", "map"))
        return maps <= 1 and all(count == 1 for count in others)

    def _differ(self, keys: list[str]) -> bool:
        tags = [self.tags.get(key) for key in keys]
        properties = {tag and tag[0] for tag in tags}
        return None not in tags and len(properties) == 1 and len({*tags}) == len(tags)

    def of(self, shape: Shape, seen: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Yield the kind of each leaf and what tells it from others of its kind."""
        match shape:
            case Reference():
                definition = self.definitions[shape.key]
                if shape.key in self.untagged:
                    yield "untagged", shape.key
                elif isinstance(definition.shape, ObjectShape):
                    yield "struct", shape.key
                elif shape.key not in seen:
                    yield from self.of(definition.shape, seen | {shape.key})
            case UnionShape():
                for variant in shape.variants:
                    yield from self.of(variant.shape, seen)
            case LiteralShape():
                yield from ((kind, repr(shape)) for kind in map(_kind, shape.values))
            case MapShape() | ObjectShape():
                yield "map", repr(shape)
            case ArrayShape() | TupleShape():
                yield "array", repr(shape)
            case StringShape():
                yield "str", ""
            case IntegerShape():
                yield "int", ""
            case NumberShape():
                yield "float", ""
            case BooleanShape():
                yield "bool", ""
            case NullShape():
                yield "null", ""
            case AnyShape():
                yield "any", ""
            case NeverShape():
                pass
            case _:
                assert_never(shape)


def _kind(value: JsonValue) -> str:
    return "null" if value is None else type(value).__name__


def _decodable(shape: Shape, key: str, leaves: _Leaves) -> Shape:
    """Return a definition's shape: no discriminator on a union that msgspec can't tell apart by it,
    and no such union inside another shape, where it couldn't get a decoder."""
    if not isinstance(shape, UnionShape):
        return _loose(shape, leaves)
    tagged = (isinstance(v.shape, Reference) and v.shape.key in leaves.tags for v in shape.variants)
    if key in leaves.untagged or not all(tagged):
        return replace(shape, discriminated_by=DiscriminatedBy.ORDER, tag=None)
    return shape


def _loose(shape: Shape, leaves: _Leaves) -> Shape:
    match shape:
        case ObjectShape():
            properties = tuple(replace(p, shape=_loose(p.shape, leaves)) for p in shape.properties)
            extras = None if shape.extras is None else _loose(shape.extras, leaves)
            return replace(shape, properties=properties, extras=extras)
        case ArrayShape():
            return ArrayShape(_loose(shape.items, leaves))
        case MapShape():
            return MapShape(_loose(shape.values, leaves))
        case UnionShape() if not leaves.are_discriminated(shape):
            return AnyShape()
        case LiteralShape() if not all(map(_can_be_literal, shape.values)):
            return _without_constants(shape)
        case _:
            return shape


def _can_be_literal(value: JsonValue) -> bool:
    """Whether msgspec takes a constant: booleans and integers of more than 64 bits it doesn't."""
    return not isinstance(value, int) or (not isinstance(value, bool) and abs(value) < 2**63)


def _without_constants(shape: LiteralShape) -> Shape:
    kinds = {type(value) for value in shape.values}
    if kinds == {bool}:
        return BooleanShape()
    return IntegerShape() if kinds == {int} else AnyShape()

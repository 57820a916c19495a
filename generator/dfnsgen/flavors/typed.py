"""The document that datamodel-code-generator reads: what a Python type can say, by our names.

In: the Api and its Names. Out: one schema per definition, made of its Shape, so that nothing is
left to be named: no structure stands inside another, no `allOf`, no condition. Constraints of
single values come from the exact Schema that stands at the same place; a constrained value inside
another (an item, a variant) becomes a definition of its own, whose text is put in its place again
afterwards.

What such a document can't say (texts for people, tags, closed classes) stands beside it, as
`Source`, for our templates.

Before: `{"anyOf": [{"type": "integer", "minimum": 0}, {"$ref": "#/components/schemas/A"}]}`
After:  `{"anyOf": [{"$ref": "#/$defs/InPlace1"}, {"$ref": "#/$defs/Account"}]}`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from dfnsgen.flavors.flavor import Flavor
from dfnsgen.json_value import JsonObject, JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.schema import Annotations, Schema
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    BooleanShape,
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
from dfnsgen.patterns.ecma_regex import spelled_in_python
from dfnsgen.python.models.fields import constant_of
from dfnsgen.python.names.names import Names, field_names
from dfnsgen.python.names.spelling import METHODS_OF_MODELS
from dfnsgen.python.source.source import Source, docstring, identifier, literal

_ROOT = "#/$defs/"
_NOTHING = Schema()
_NO_TEXT = docstring("")
_NUMBER, _STRING, _ARRAY = (
    tuple(
        (k.field, k.name)
        for k in KEYWORDS
        if k.of == kind and k.value in (Value.NUMBER, Value.COUNT) and k.field and not k.repeats
    )
    for kind in ("number", "string", "array")
)
"""The bounds of values of these types: fields of a Schema, and what documents call them."""
_BARE = frozenset({"type", "enum", "const", "$ref"})
_RESERVED = METHODS_OF_MODELS.union(
    # What the bases have already, and what annotations and defaults in a class body mean.
    "construct copy dict json schema schema_json validate parse_obj parse_raw parse_file from_orm "
    "update_forward_refs model_config model_fields model_computed_fields model_extra model_dump "
    "model_fields_set model_construct model_copy model_dump_json model_json_schema "
    "model_parametrized_name model_post_init model_rebuild model_validate model_validate_json "
    "model_validate_strings str int float bool bytes list tuple set type field compile".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StructTag:
    """What msgspec tells a class by: the field, the property, and its value."""

    name: Source
    spec_name: Source
    value: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a template prints of a definition beside its types.

    `docs` are the texts of the properties. A class with `methods` has the ways from and to JSON of
    a package with a client. A `closed` class allows nothing undeclared, and another
    what is in the dictionary `extras`. An `untagged` union needs a decoder.
    """

    description: Source | None = None
    docs: Mapping[str, Source] = field(default_factory=dict[str, Source])
    closed: bool = False
    extras: Source | None = None
    tag: StructTag | None = None
    untagged: bool = False
    methods: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDocument:
    """The schemas by name, and what the document can't say.

    `in_place` are the names whose text replaces them; `fields` the Python name of each property
    that has another, by class and property. `literals` says whether there are constants in it.
    """

    schemas: JsonObject
    in_place: frozenset[str]
    fields: Mapping[tuple[str, str], str]
    notes: Mapping[str, Notes]
    literals: bool


def typed_document(
    api: Api,
    names: Names,
    flavor: Flavor,
    tags: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    untagged: frozenset[str] = frozenset(),
    *,
    client: bool = False,
) -> TypedDocument:
    """Return the document of all definitions, and of their further names.

    `tags` are the tag property and value of the classes whose base reads and writes these itself,
    `untagged` the keys of the unions that need a decoder. With a `client`, whose
    codecs check what comes, constants that tell variants apart are defaults.
    """
    writer = _Writer(names, flavor, tags, client=client)
    for key, definition in api.definitions.items():
        writer.define(definition, untagged=key in untagged)
    for alias, key in names.aliases.items():
        writer.schemas[alias] = {"$ref": _ROOT + names.definitions[key]}
        writer.notes[alias] = Notes()
    return TypedDocument(
        schemas=writer.schemas,
        in_place=frozenset(writer.in_place.values()),
        fields=writer.fields,
        notes=writer.notes,
        literals=writer.literals,
    )


class _Writer:
    """Writes shapes as schemas and keeps what they need beside them."""

    def __init__(
        self,
        names: Names,
        flavor: Flavor,
        tags: Mapping[str, tuple[str, str]],
        *,
        client: bool = False,
    ) -> None:
        self.names = names.definitions
        self.flavor = flavor
        self.tags = tags
        self.taken = {*names.definitions.values(), *names.aliases}
        self.schemas: JsonObject = {}
        self.notes: dict[str, Notes] = {}
        self.in_place: dict[str, str] = {}
        self.fields: dict[tuple[str, str], str] = {}
        self.literals = False
        self.client = client

    def define(self, definition: Definition, *, untagged: bool) -> None:
        """Write a definition, and what it says to people."""
        name, shape = self.names[definition.key], definition.shape
        if isinstance(shape, ObjectShape):
            self.schemas[name] = self.object(shape, definition, name)
            return
        self.schemas[name] = self.shape(shape, definition.schema)
        description = _described(definition.annotations, indent=0)
        self.notes[name] = Notes(description=description, untagged=untagged)

    def shape(self, shape: Shape, schema: Schema) -> JsonObject:
        """Write a shape with the constraints of its schema."""
        match shape:
            case AnyShape() | NeverShape() | ObjectShape():
                return {}
            case NullShape():
                return _typed("null")
            case BooleanShape():
                return _typed("boolean")
            case IntegerShape():
                return _typed("integer") | _words(schema, _NUMBER)
            case NumberShape():
                return _typed("number") | _words(schema, _NUMBER)
            case StringShape(binary=True) if self.client:
                return {}  # A file, or its bytes.
            case StringShape():
                return _typed("string") | _words(schema, _STRING) | _pattern(schema)
            case LiteralShape(values=(None,)):
                return _typed("null")
            case LiteralShape():
                self.literals = True
                return {"enum": list(shape.values)}
            case ArrayShape():
                items = self.part(shape.items, schema.items or _NOTHING)
                return _typed("array", items=items) | _words(schema, _ARRAY)
            case TupleShape():
                return _typed("array", items={}) | _words(schema, _ARRAY)
            case MapShape():
                values = self.part(shape.values, schema.additional_properties or _NOTHING)
                return _typed("object", additionalProperties=values)  # `true` would give a class
            case UnionShape():
                return self.union(shape, schema)
            case Reference():
                return {"$ref": _ROOT + self.names[shape.key]}
            case _:
                assert_never(shape)

    def part(self, shape: Shape, schema: Schema) -> JsonObject:
        """Write a shape inside another; one with constraints gets a name for a while."""
        node = self.shape(shape, schema)
        if node.keys() <= _BARE or "anyOf" in node or "oneOf" in node or node["type"] == "object":
            return node
        return self.named(node)

    def named(self, node: JsonObject) -> JsonObject:
        """Give a schema a name for a while."""
        text = repr(node)
        if text not in self.in_place:
            name = f"InPlace{len(self.in_place) + 1}"
            while name in self.taken:
                name += "_"
            self.in_place[text] = name
            self.schemas[name] = node
            self.notes[name] = Notes()
        return {"$ref": _ROOT + self.in_place[text]}

    def object(self, shape: ObjectShape, definition: Definition, name: str) -> JsonObject:
        """Write a class; its fields get their Python names, and its tag is for the template."""
        spec_names = [declared.spec_name for declared in shape.properties]
        called = [declared.given_name or declared.spec_name for declared in shape.properties]
        py_names = dict(zip(spec_names, field_names(called, _RESERVED), strict=True))
        tag = self.tags.get(definition.key)
        written = [p for p in shape.properties if tag is None or p.spec_name != tag[0]]
        self.fields |= {(name, spec): py for spec, py in py_names.items() if spec != py}
        self.notes[name] = Notes(
            description=_described(definition.annotations),
            docs={
                declared.spec_name: text
                for declared in written
                if (text := _described(declared.annotations)) is not None
            },
            closed=shape.extras is None,
            methods=self.client,
            extras=self.extras(shape, definition.schema),
            tag=tag
            and StructTag(
                name=identifier(py_names[tag[0]]), spec_name=literal(tag[0]), value=literal(tag[1])
            ),
        )
        schemas = dict(definition.schema.properties)
        properties: JsonObject = {
            declared.spec_name: self.property(declared, schemas.get(declared.spec_name, _NOTHING))
            for declared in written
        }
        return _typed(
            "object",
            properties=properties,
            required=[p.spec_name for p in written if p.required and not self.has_default(p)],
            additionalProperties=shape.extras is not None,
        )

    def extras(self, shape: ObjectShape, schema: Schema) -> Source | None:
        """Return the type of what pydantic keeps beside the properties, if it isn't all."""
        alone = None if schema.pattern_properties else schema.additional_properties
        values = None if shape.extras is None else self.part(shape.extras, alone or _NOTHING)
        if not values or self.flavor is not Flavor.PYDANTIC:
            return None
        self.named(kept := _typed("object", additionalProperties=values))
        return identifier(self.in_place[repr(kept)])

    def property(self, declared: Property, schema: Schema) -> JsonObject:
        """Write a property; null stands beside its type."""
        node = self.shape(declared.shape, schema)
        if node.get("type") == "null":
            return node
        if self.has_default(declared):
            return {**node, "default": constant_of(declared)}
        if declared.nullable and isinstance(kind := node.get("type"), str):
            node["type"] = [kind, "null"]
        elif declared.nullable and node:
            either: list[JsonValue] = [node, _typed("null")]
            nullable: JsonObject = {"anyOf": either}
            return nullable
        return node

    def has_default(self, declared: Property) -> bool:
        """Whether a property is a constant, which nobody need give."""
        return self.client and constant_of(declared) is not None

    def union(self, shape: UnionShape, schema: Schema) -> JsonObject:
        """Write a union, with a discriminator where a tag tells its variants apart for sure."""
        groups = schema.groups
        variants = groups[0] if groups and len(groups[0]) == len(shape.variants) else ()
        schemas = variants or (schema if schema.types else _NOTHING,) * len(shape.variants)
        parts: list[JsonValue] = [
            self.part(variant.shape, inner)
            for variant, inner in zip(shape.variants, schemas, strict=True)
        ]
        found = self.discriminator(shape)
        return {"anyOf": parts} if found is None else {"oneOf": parts, "discriminator": found}

    def discriminator(self, shape: UnionShape) -> JsonObject | None:
        """Write the discriminator of a union whose variants a text tells apart for sure."""
        if self.flavor is not Flavor.PYDANTIC or not shape.has_proven_tag:
            return None
        mapping: JsonObject = {}
        for variant in shape.variants:
            for tag in variant.tags:
                if not isinstance(variant.shape, Reference) or not isinstance(tag, str):
                    return None
                mapping[tag] = _ROOT + self.names[variant.shape.key]
        return {"propertyName": shape.tag, "mapping": mapping}


def _typed(kind: str, **words: JsonValue) -> JsonObject:
    return {"type": kind, **words}


def _words(schema: Schema, table: tuple[tuple[str, str], ...]) -> JsonObject:
    found = ((word, getattr(schema, field)) for field, word in table)
    return {
        word: float(value) if isinstance(value, Decimal) else value
        for word, value in found
        if value is not None
    }


def _pattern(schema: Schema) -> JsonObject:
    """Return the pattern as Python reads it; left out where Python's `re` can't say it."""
    spelled = spelled_in_python(schema.patterns[0]) if len(schema.patterns) == 1 else None
    return {} if spelled is None else {"pattern": spelled}


def _described(notes: Annotations, indent: int = 4) -> Source | None:
    """Return title and description as one docstring."""
    parts = dict.fromkeys(part for part in (notes.title, notes.description) if part.strip())
    text = docstring("\n\n".join(parts), indent)
    return text if text != _NO_TEXT else None

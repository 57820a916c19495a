"""The document that datamodel-code-generator reads: what a Python type can say, by our names.

In: the Api and its Names. Out: one schema per definition, made of its Shape, so that nothing is
left to be named: no structure stands inside another, no `allOf`, no condition. Constraints of
single values come from the exact Schema that stands at the same place; a constrained value inside
another (an item, a variant) becomes a definition of its own, whose text is put in its place again
afterwards.

Before: `{"anyOf": [{"type": "integer", "minimum": 0}, {"$ref": "#/components/schemas/A"}]}`
After:  `{"anyOf": [{"$ref": "#/$defs/InPlaceA"}, {"$ref": "#/$defs/Account"}]}`
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from dfnsgen.flavors.bundle import discriminator
from dfnsgen.flavors.class_names import letters
from dfnsgen.json_value import JsonValue
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
from dfnsgen.patterns.ecma_regex import Untranslatable, translate
from dfnsgen.python.names.names import Names, field_names
from dfnsgen.python.names.spelling import METHODS_OF_MODELS
from dfnsgen.python.source.source import docstring

Node = dict[str, JsonValue]

_ROOT = "#/$defs/"
_NOTHING = Schema()
_NUMBER = (
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusive_minimum", "exclusiveMinimum"),
    ("exclusive_maximum", "exclusiveMaximum"),
)
_STRING = (("min_length", "minLength"), ("max_length", "maxLength"))
_ARRAY = (("min_items", "minItems"), ("max_items", "maxItems"))
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
class TypedDocument:
    """The schemas by name, and what the document can't say.

    `in_place` are the names whose text replaces them; `fields` the Python name of each property
    that has another, by class and property; `closed` the classes that allow nothing undeclared.
    """

    schemas: Node
    in_place: frozenset[str]
    fields: Mapping[tuple[str, str], str]
    closed: frozenset[str]


def typed_document(api: Api, names: Names) -> TypedDocument:
    """Return the document of all definitions, and of their further names."""
    writer = _Writer(names)
    for key, definition in api.definitions.items():
        writer.schemas[names.definitions[key]] = writer.definition(definition)
    for alias, key in names.aliases.items():
        writer.schemas[alias] = {"$ref": _ROOT + names.definitions[key]}
    return TypedDocument(
        schemas=writer.schemas,
        in_place=frozenset(writer.in_place.values()),
        fields=writer.fields,
        closed=frozenset(
            names.definitions[key]
            for key, definition in api.definitions.items()
            if isinstance(definition.shape, ObjectShape) and definition.shape.extras is None
        ),
    )


class _Writer:
    """Writes shapes as schemas and keeps what they need beside them."""

    def __init__(self, names: Names) -> None:
        self.names = names.definitions
        self.taken = {*names.definitions.values(), *names.aliases}
        self.schemas: Node = {}
        self.in_place: dict[str, str] = {}
        self.fields: dict[tuple[str, str], str] = {}

    def definition(self, definition: Definition) -> Node:
        """Write a definition with what it says to people."""
        shape = definition.shape
        if isinstance(shape, ObjectShape):
            node = self.object(shape, definition.schema, self.names[definition.key])
        else:
            node = self.shape(shape, definition.schema)
        return node | _described(definition.annotations)

    def shape(self, shape: Shape, schema: Schema) -> Node:
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
            case StringShape():
                return _typed("string") | _words(schema, _STRING) | _pattern(schema)
            case LiteralShape(values=(None,)):
                return _typed("null")
            case LiteralShape():
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

    def part(self, shape: Shape, schema: Schema) -> Node:
        """Write a shape inside another; one with constraints gets a name for a while."""
        node = self.shape(shape, schema)
        if node.keys() <= _BARE or "anyOf" in node or "oneOf" in node or node["type"] == "object":
            return node
        text = repr(node)
        if text not in self.in_place:
            name = f"InPlace{letters(len(self.in_place))}"
            while name in self.taken:
                name = f"{name}X"
            self.in_place[text] = name
            self.schemas[name] = node
        return {"$ref": _ROOT + self.in_place[text]}

    def object(self, shape: ObjectShape, schema: Schema, name: str) -> Node:
        """Write a class; its fields get their Python names."""
        spec_names = [declared.spec_name for declared in shape.properties]
        py_names = field_names(spec_names, _RESERVED)
        self.fields |= {
            (name, spec_name): py_name
            for spec_name, py_name in zip(spec_names, py_names, strict=True)
            if spec_name != py_name
        }
        schemas = dict(schema.properties)
        properties: Node = {
            declared.spec_name: self.property(declared, schemas.get(declared.spec_name, _NOTHING))
            for declared in shape.properties
        }
        return _typed(
            "object",
            properties=properties,
            required=[p.spec_name for p in shape.properties if p.required],
            additionalProperties=(
                False if shape.extras is None else self.part(shape.extras, _NOTHING) or True
            ),
        )

    def property(self, declared: Property, schema: Schema) -> Node:
        """Write a property; null stands beside its type."""
        node = self.shape(declared.shape, schema)
        if node.get("type") == "null":
            return node | _described(declared.annotations)
        if declared.nullable and isinstance(kind := node.get("type"), str):
            node["type"] = [kind, "null"]
        elif declared.nullable and node:
            either: list[JsonValue] = [node, _typed("null")]
            nullable: Node = {"anyOf": either}
            node = nullable
        return node | _described(declared.annotations)

    def union(self, shape: UnionShape, schema: Schema) -> Node:
        """Write a union, with a discriminator where a tag tells its variants apart for sure."""
        groups = (*schema.one_of, *schema.any_of)
        variants = groups[0] if groups and len(groups[0]) == len(shape.variants) else ()
        schemas = variants or (schema if schema.types else _NOTHING,) * len(shape.variants)
        parts: list[JsonValue] = [
            self.part(variant.shape, inner)
            for variant, inner in zip(shape.variants, schemas, strict=True)
        ]
        found = discriminator(shape, self.names, _ROOT)
        return {"anyOf": parts} if found is None else {"oneOf": parts, "discriminator": found}


def _typed(kind: str, **words: JsonValue) -> Node:
    return {"type": kind, **words}


def _words(schema: Schema, table: tuple[tuple[str, str], ...]) -> Node:
    found = ((word, getattr(schema, field)) for field, word in table)
    return {
        word: float(value) if isinstance(value, Decimal) else value
        for word, value in found
        if value is not None
    }


def _pattern(schema: Schema) -> Node:
    """Return the pattern as Python reads it; left out where Python's `re` can't say it."""
    if len(schema.patterns) != 1:
        return {}
    try:
        return {"pattern": translate(schema.patterns[0])}
    except Untranslatable:
        return {}


def _described(notes: Annotations) -> Node:
    """Return title and description as one text: laid out, and without what doesn't show."""
    parts = dict.fromkeys(part for part in (notes.title, notes.description) if part.strip())
    text = inspect.cleandoc(ast.literal_eval(docstring("\n\n".join(parts))))
    return {"description": text} if text else {}

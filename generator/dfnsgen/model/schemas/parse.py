"""A schema of the tree becomes a Schema: one field for each keyword, nothing interpreted yet.

In: a node of the document and its pointer. Out: a Schema whose `ref`s are pointers into the
document. Keywords of a wrong type are left out (the specification validator reports them).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.schemas.enum_notes import enum_notes
from dfnsgen.model.schemas.equality import common, distinct
from dfnsgen.model.schemas.references import References
from dfnsgen.model.schemas.schema import (
    TYPES,
    Annotations,
    Condition,
    Contains,
    Discriminator,
    Number,
    Schema,
)
from dfnsgen.pointers import child


def parse_schema(node: JsonValue, at: str, references: References) -> Schema:
    """Parse one schema and all schemas inside it; `at` is its key.

    Source: JSON Schema 2020-12 Core, sections 8 to 11, and Validation, sections 6 to 9.
    """
    if not isinstance(node, dict):
        return Schema(at=at, never=node is False)
    fields: dict[str, object] = {"at": at}
    for keyword, value in node.items():
        reading = _READING.get(keyword)
        if reading is not None:
            field, read, repeats = reading
            parsed = read(value, child(at, keyword), references)
            if parsed is not None:
                fields[field] = (parsed,) if repeats else parsed
    if "const" in node and isinstance(node.get("enum"), list):
        fields["enum"] = common(_enum(node["enum"], at, references) or (), (node["const"],))
    for keyword, read_record in _RECORDS.items():
        if keyword in node:
            fields[_FIELDS[keyword]] = (read_record(node, at, references),)
    fields |= _referring(node, at, references)
    discriminator = node.get("discriminator")
    if isinstance(discriminator, dict):
        fields["discriminator"] = _discriminator(discriminator, at, references)
    annotations = _annotations(node)
    if annotations is not None:
        fields["annotations"] = annotations
    return Schema(**fields)  # type: ignore[arg-type]  # each parser returns its field's type


def _referring(node: dict[str, JsonValue], at: str, references: References) -> dict[str, object]:
    """Source: JSON Schema 2020-12 Core, section 8.2.3. A key that is unknown stays as written."""
    fields: dict[str, object] = {}
    reference, dynamic = node.get("$ref"), node.get("$dynamicRef")
    if isinstance(reference, str):
        fields["ref"] = references.target(at, reference) or reference
    if isinstance(dynamic, str):
        target = references.dynamic_target(at, dynamic) or dynamic
        fields |= {"dynamic_ref": target} if isinstance(target, tuple) else {"ref": target}
    if not references.plain and references.starts_resource(at):
        fields["resource"] = references.resource_of(at)
    return fields


def _types(value: JsonValue, _at: str, _references: References) -> tuple[str, ...] | None:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        return None
    return tuple(name for name in TYPES if name in names)


def _enum(value: JsonValue, _at: str, _references: References) -> tuple[JsonValue, ...] | None:
    return distinct(value) if isinstance(value, list) else None


def _const(value: JsonValue, _at: str, _references: References) -> tuple[JsonValue, ...]:
    return (value,)


def _number(value: JsonValue, _at: str, _references: References) -> Number | None:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return value if is_number else None  # type: ignore[return-value]  # is_number says so


def _count(value: JsonValue, at: str, references: References) -> int | None:
    number = _number(value, at, references)
    # No size is negative: such a bound makes no sense, and the validator says so.
    return None if number is None or number < 0 else int(number)


def _text(value: JsonValue, _at: str, _references: References) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: JsonValue, _at: str, _references: References) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(dict.fromkeys(text for text in value if isinstance(text, str)))


def _flag(value: JsonValue, _at: str, _references: References) -> bool:
    return value is True


def _one(value: JsonValue, at: str, references: References) -> Schema | None:
    return parse_schema(value, at, references) if isinstance(value, dict | bool) else None


def _several(value: JsonValue, at: str, references: References) -> tuple[Schema, ...] | None:
    if not isinstance(value, list) or not value:
        return None
    return tuple(parse_schema(node, f"{at}/{i}", references) for i, node in enumerate(value))


def _named(
    value: JsonValue, at: str, references: References
) -> tuple[tuple[str, Schema], ...] | None:
    if not isinstance(value, dict):
        return None
    return tuple(
        (name, parse_schema(node, child(at, name), references)) for name, node in value.items()
    )


def _texts_by_name(
    value: JsonValue, at: str, references: References
) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    if not isinstance(value, dict):
        return None
    return tuple((name, _texts(names, at, references) or ()) for name, names in value.items())


def _contains(node: dict[str, JsonValue], at: str, references: References) -> Contains:
    least = _count(node.get("minContains"), at, references)
    return Contains(
        schema=_one(node["contains"], child(at, "contains"), references) or Schema(),
        minimum=1 if least is None else least,
        maximum=_count(node.get("maxContains"), at, references),
    )


def _condition(node: dict[str, JsonValue], at: str, references: References) -> Condition:
    return Condition(
        test=_one(node["if"], child(at, "if"), references) or Schema(),
        then=_one(node.get("then"), child(at, "then"), references),
        otherwise=_one(node.get("else"), child(at, "else"), references),
    )


_READERS: dict[Value, Callable[[JsonValue, str, References], object]] = {
    Value.TYPES: _types,
    Value.CONSTANTS: _enum,
    Value.CONSTANT: _const,
    Value.NUMBER: _number,
    Value.COUNT: _count,
    Value.TEXT: _text,
    Value.FLAG: _flag,
    Value.NAMES: _texts,
    Value.NAMES_BY_NAME: _texts_by_name,
    Value.SCHEMA: _one,
    Value.SCHEMAS: _several,
    Value.SCHEMAS_BY_NAME: _named,
}
"""How each kind of value is read; None stands for one that makes no sense, and says nothing."""

_RECORDS = {"contains": _contains, "if": _condition}
"""Keywords that are read with their neighbours: bounds, and what follows."""

_FIELDS = {k.name: k.field for k in KEYWORDS if k.field is not None}
_READING = {
    k.name: (k.field, _READERS[k.value], k.repeats)
    for k in KEYWORDS
    if k.field is not None and k.name not in _RECORDS
}


def _discriminator(
    node: dict[str, JsonValue], at: str, references: References
) -> Discriminator | None:
    """Source: OpenAPI 3.2.0, section 4.25; a bare name in the mapping is a component's name."""
    name, mapping, default = (node.get(key) for key in _OF_DISCRIMINATOR)
    if not isinstance(name, str):
        return None
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    return Discriminator(
        property_name=name,
        mapping=tuple(
            (value, _mapped(target, at, references))
            for value, target in pairs
            if isinstance(target, str)
        ),
        default=_mapped(default, at, references) if isinstance(default, str) else "",
    )


_OF_DISCRIMINATOR = ("propertyName", "mapping", "defaultMapping")


def _mapped(target: str, at: str, references: References) -> str:
    if "#" in target or "/" in target:
        return references.target(at, target) or target
    return child("#/components/schemas", target)


def _annotations(node: dict[str, JsonValue]) -> Annotations | None:
    members = enum_notes(node)
    if not members and not node.keys() & _ANNOTATIONS:
        return None
    title, description = node.get("title"), node.get("description")
    examples = node.get("examples")
    one = (node["example"],) if "example" in node else ()
    return Annotations(
        title=title if isinstance(title, str) else "",
        description=description if isinstance(description, str) else "",
        deprecated=node.get("deprecated") is True,
        read_only=node.get("readOnly") is True,
        write_only=node.get("writeOnly") is True,
        nullable=node.get("nullable") is True,
        default=node.get("default"),
        has_default="default" in node,
        examples=tuple(examples) if isinstance(examples, list) else one,
        members=members,
    )


_ANNOTATIONS = frozenset(
    "title description deprecated readOnly writeOnly nullable default example examples".split()
)

"""Turns a JSON Schema into the form that the evaluator reads, as the generator does for a package.

In: a schema of the official suite. Out: `Schemas`, and the key of the schema. It stands in an
OpenAPI document first, because that is where references get their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from _runtime._lookup import Schemas

from dfnsgen.model.schemas.references import References, resolve_references
from dfnsgen.patterns.ecma_regex import Untranslatable, translate

KEY = "#/components/schemas/Case"

_SINGLE = (
    "additionalProperties unevaluatedProperties unevaluatedItems items contains propertyNames not "
    "if then else"
).split()
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")


class UnknownTarget(Exception):
    """A reference leads nowhere."""


def bundle(schema: Any, remotes: Mapping[str, Any] | None = None) -> Schemas:
    """Return the schema under `KEY` and everything that it refers to, under their keys."""
    document = {"openapi": "3.1.0", "components": {"schemas": {"Case": local(schema)}}}
    references = resolve_references(document, remotes)
    by_key: dict[str, Any] = {}
    waiting = [KEY]
    while waiting:
        key = waiting.pop()
        if key in by_key:
            continue
        node = references.node(key)
        assert isinstance(node, dict | bool), key
        by_key[key] = keyed(references, key, node, waiting)
        if isinstance(node, dict) and references.dynamic:
            by_key[key] = {"$resource": references.resource_of(key)} | by_key[key]
    patterns: dict[str, str] = {}
    for held in by_key.values():
        find_patterns(held, patterns)
    return Schemas(by_key, references.dynamic, lambda text: patterns.get(text, text))


def local(schema: Any) -> Any:
    """Return the schema with its `#` and `#/…` references changed to the place it gets."""
    if not isinstance(schema, dict) or "$id" in schema:
        return schema
    moved = rebuilt(schema, lambda path, part: local(part))
    for keyword in ("$ref", "$dynamicRef"):
        reference = moved.get(keyword)
        if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
            moved[keyword] = KEY + reference[1:]
    moved.pop("$schema", None)
    return moved


def keyed(references: References, key: str, schema: Any, waiting: list[str]) -> Any:
    """Return the schema with every reference as a key; the keys join those that wait."""
    if not isinstance(schema, dict):
        return schema
    out = rebuilt(schema, lambda path, part: keyed(references, key + path, part, waiting))
    if isinstance(out.get("$ref"), str):
        out["$ref"] = found(references.target(key, out["$ref"]), out["$ref"])
        waiting.append(out["$ref"])
    if isinstance(out.get("$dynamicRef"), str):
        target = found(references.dynamic_target(key, out["$dynamicRef"]), out["$dynamicRef"])
        if isinstance(target, str):
            out["allOf"] = [*out.get("allOf", []), {"$ref": target}]
            del out["$dynamicRef"]
            waiting.append(target)
        else:
            out["$dynamicRef"] = list(target)
            waiting.append(target[1])
            waiting.extend(a[target[0]] for a in references.dynamic.values() if target[0] in a)
    if references.starts_resource(key) and references.dynamic:
        out["$resource"] = references.resource_of(key)
    return out


def found(target: Any, reference: str) -> Any:
    if target is None:
        raise UnknownTarget(reference)
    return target


def rebuilt(schema: dict[str, Any], change: Any) -> dict[str, Any]:
    """Return the schema with each subschema changed; `change` gets its path and itself."""
    out: dict[str, Any] = {}
    for keyword, operand in schema.items():
        if keyword in _SINGLE:
            out[keyword] = change(f"/{keyword}", operand)
        elif keyword in _LISTS and isinstance(operand, list):
            out[keyword] = [change(f"/{keyword}/{i}", part) for i, part in enumerate(operand)]
        elif keyword in _MAPS and isinstance(operand, dict):
            out[keyword] = {
                name: change(f"/{keyword}/{name.replace('~', '~0').replace('/', '~1')}", part)
                for name, part in operand.items()
            }
        else:
            out[keyword] = operand
    return out


def find_patterns(schema: Any, patterns: dict[str, str]) -> None:
    """Add the Python form of every pattern in the schema."""
    if isinstance(schema, list):
        for part in schema:
            find_patterns(part, patterns)
    elif isinstance(schema, dict):
        texts = list(schema.get("patternProperties", ()))
        if isinstance(schema.get("pattern"), str):
            texts.append(schema["pattern"])
        for text in texts:
            with suppress(Untranslatable):
                patterns[text] = translate(text)
        for part in schema.values():
            find_patterns(part, patterns)

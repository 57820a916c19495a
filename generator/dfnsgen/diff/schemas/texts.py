"""How the set of texts moves where values are written as plain texts: parameters, headers, forms.

In: a Scope of two schemas whose types differ. Out: the effect on what is written. The texts of a
schema that lists its values are all known; those of any other are judged by its types.
"""

from __future__ import annotations

from dfnsgen.diff.change import Effect, Version
from dfnsgen.diff.schemas.formats import asserted_format
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.values.search import schema_of
from dfnsgen.diff.values.texts import readings, written_text
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import TYPES, Schema

_INTEGRAL = ("int32", "int64")
_BOOLEANS: tuple[JsonValue, ...] = (True, False)


def text_effect(scope: Scope) -> Effect:
    """Return how the set of texts moves."""
    return effect_of(loses=_misses(scope, Version.OLD), gains=_misses(scope, Version.NEW))


def _misses(scope: Scope, writing: Version) -> bool:
    """Whether a text of one version may be none of the other's; null has no text of its own."""
    ours = schema_of(scope.written, writing)
    theirs = schema_of(scope.written, writing.other)
    listed = _BOOLEANS if ours.types == ("boolean",) else ours.enum
    if listed is not None:
        judge = scope.sides.search.half(writing.other).judge
        texts = (written_text(value) for value in listed)
        return not all(any(judge.accepts(theirs, r) for r in readings(text)) for text in texts)
    if _takes_every_text(theirs) and types_of(ours).isdisjoint({"array", "object"}):
        return False
    return bool(value_types(ours) - value_types(theirs) - {"null"})


def _takes_every_text(schema: Schema) -> bool:
    limits = (schema.max_length, schema.enum, schema.format)
    free = not schema.patterns and (schema.min_length or 0) < 2
    return "string" in types_of(schema) and free and all(limit is None for limit in limits)


def types_of(schema: Schema) -> frozenset[str]:
    """Return the types that a value may have; a number may be an integer."""
    types = frozenset(TYPES if schema.types is None else schema.types)
    return types | {"integer"} if "number" in types else types


def value_types(schema: Schema) -> frozenset[str]:
    """Return the types of the values that a schema takes: a number may have to be whole."""
    types = types_of(schema)
    if "number" not in types:
        return types
    is_whole = asserted_format(schema) in _INTEGRAL or any(
        isinstance(d, int) or d == int(d) for d in schema.multiple_of
    )
    return types - {"number"} if is_whole else types

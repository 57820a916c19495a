"""What formats assert, and how the set of values moves where one is added, removed or changed.

In: a Scope of two schemas. Out: edits. A format speaks of the values of one kind only, and one that
nobody defined, or that only advises a form field (`password`), refuses nothing.
"""

from __future__ import annotations

from dfnsgen.configuration.value_types import VALUE_FORMATS
from dfnsgen.diff.change import Effect
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.model.schemas.schema import TYPES, Schema
from dfnsgen.runtime import runtime_module

_NUMERIC = frozenset(("int32", "int64", "float", "double"))
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_ADVICE = frozenset(("binary", "password"))
_NUMBERS = frozenset(("integer", "number"))

WIDER = {
    "int32": ("int64", "float", "double"),
    "int64": ("float", "double"),
    "float": ("double",),
    "email": ("idn-email",),
    "hostname": ("idn-hostname",),
    "uri": ("uri-reference", "iri", "iri-reference"),
    "uri-reference": ("iri-reference",),
    "iri": ("iri-reference",),
}
"""The formats that take all values of another one. Source: RFC 3986, 3987, 5890, 6531; IEEE 754."""


def asserted_format(schema: Schema) -> str | None:
    """Return the format as far as it can refuse a value of the schema's types."""
    name = schema.format
    if name is None or name in _ADVICE or name not in runtime_module("_formats").FORMATS:
        return None
    types = frozenset(TYPES if schema.types is None else schema.types)
    return name if types & (_NUMBERS if name in _NUMERIC else {"string"}) else None


def compare_formats(scope: Scope) -> None:
    """Compare the formats; what refuses nothing is no matter of the wire."""
    before, after = scope.old.format, scope.new.format
    if before == after:
        return
    how = "added" if before is None else "removed" if after is None else "changed"
    effect = _effect(*(_bounded(one, of=other) for one, other in _ways(scope)))
    typed = Effect.SAME
    if "binary" in (before, after):
        typed = _binary_effect(before, after)
    elif _python_type(scope.old) != _python_type(scope.new):
        typed = Effect.SHIFTS
    scope.edit(f"format-{how}", effect, keyword="format", typed=typed, before=before, after=after)


def _ways(scope: Scope) -> tuple[tuple[Schema, Schema], tuple[Schema, Schema]]:
    return (scope.old, scope.new), (scope.new, scope.old)


def _bounded(schema: Schema, *, of: Schema) -> str | None:
    """Return the format of a schema: that of the other one where the bounds here say as much."""
    mine, bounds = asserted_format(schema), _INTEGERS.get(asserted_format(of) or "")
    least, most = schema.minimum, schema.maximum
    if mine is not None or bounds is None or least is None or most is None:
        return mine
    is_within = bounds[0] <= least and most <= bounds[1]
    return asserted_format(of) if is_within and schema.types == ("integer",) else None


def _python_type(schema: Schema) -> str:
    """Return the format whose values are of a type of their own in Python, "" for plain ones."""
    is_text = schema.types is not None and "string" in schema.types
    return schema.format if is_text and schema.format in VALUE_FORMATS else ""


def _binary_effect(before: str | None, after: str | None) -> Effect:
    """Bytes are another type of Python than texts."""
    if before is None:
        return Effect.NARROWS
    return Effect.WIDENS if after is None else Effect.SHIFTS


def _effect(before: str | None, after: str | None) -> Effect:
    if before == after:
        return Effect.SAME
    if before is None:
        return Effect.NARROWS
    if after is None or after in WIDER.get(before, ()):
        return Effect.WIDENS
    return Effect.NARROWS if before in WIDER.get(after, ()) else Effect.SHIFTS

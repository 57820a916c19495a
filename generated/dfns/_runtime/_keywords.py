# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""One test for each keyword of JSON Schema 2020-12 that can refuse a value.

In: the verdicts of this evaluation, the keyword's operand, the schema that holds it, and a value of
a JSON type that the keyword speaks about. Out: whether the value may pass.
Source: JSON Schema 2020-12 Core, sections 8, 10 and 11; Validation, sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, Protocol, TypeAlias

from ._issues import TooLong
from ._json import canonical
from ._lookup import Schema, Schemas
from ._search import Search

Keywords: TypeAlias = Mapping[str, Any]
Object: TypeAlias = dict[str, Any]
Array: TypeAlias = list[Any]
Number: TypeAlias = int | float | Decimal
Format: TypeAlias = Callable[[object], bool]
Overlaps: TypeAlias = Literal["none", "plain", "all"]
"""Which values a `oneOf` takes that fit several variants: those that are no model, or all."""


class Evaluation(Protocol):
    """What the keywords ask of an evaluation; `_verdicts` has it, and says more of each."""

    doubts: list[TooLong]
    formats: Mapping[str, Format]
    lenient: bool
    overlaps: Overlaps
    schemas: Schemas

    @property
    def strict(self) -> Evaluation:
        """The same evaluation, without leniency."""
        ...

    def passes(self, schema: Schema, value: Any) -> bool:
        """Whether the value satisfies the schema."""
        ...

    def passes_key(self, key: str, value: Any) -> bool:
        """Whether the value satisfies the schema of this key."""
        ...

    def finds(self, search: Search, text: str) -> bool | None:
        """Whether a search finds something in a text; None, and a doubt, where it can't tell."""
        ...

    def target(self, keyword: str, operand: Any) -> str:
        """Return the key that a reference means here and now."""
        ...

    def matching(self, keyword: str, variants: list[Schema], value: Any) -> list[int]:
        """Return the indices of the variants that the value satisfies."""
        ...

    def tolerates(self, variants: list[Schema], value: Any) -> bool:
        """Whether the value names a variant that only a newer document may know."""
        ...

    def evaluated_before(self, schema: Mapping[str, Any], value: Any) -> frozenset[Any]:
        """Return the names or indices that other keywords of the schema speak about."""
        ...


Test: TypeAlias = Callable[[Evaluation, Any, Keywords, Any], bool]

_KINDS: Final[dict[type, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    dict: "object",
    list: "array",
    type(None): "null",
}


def kind(value: Any) -> str:
    """Return the JSON type of a value; "integer" for any number without a fraction."""
    known = _KINDS.get(value.__class__)
    if known is not None:
        return known
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, Decimal):
        return "integer" if value == value.to_integral_value() else "number"
    return next((name for base, name in _KINDS.items() if isinstance(value, base)), "")


def is_of(kind_of_value: str, types: list[str]) -> bool:
    """Whether a JSON type is among those of a `type` keyword; an integer is a number too."""
    return kind_of_value in types or (kind_of_value == "integer" and "number" in types)


def _type(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    types = [operand] if isinstance(operand, str) else operand
    return is_of(kind(value), types)


def _enum(verdicts: Evaluation, operand: list[Any], schema: Keywords, value: Any) -> bool:
    if canonical(value) in verdicts.schemas.members(operand):
        return True
    if not verdicts.lenient or not isinstance(value, str | int | float | Decimal):
        return False
    # A newer server may know more members; a single one is a constant and no list that grows.
    same = "string" if isinstance(value, str) else "number"
    known = [kind(member) for member in operand if is_of(kind(member), [same])]
    return len(known) > 1 and is_of(kind(value), known)


def _const(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    return canonical(value) == canonical(operand)


def _comparable(left: Number, right: Number) -> tuple[Number, Number]:
    """Return both such that comparing them compares the decimal numbers that were written."""
    if left.__class__ is right.__class__:
        return left, right
    return _written(left), _written(right)


def _written(number: Number) -> int | Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else number


def _minimum(verdicts: Evaluation, operand: Number, schema: Keywords, value: Number) -> bool:
    left, right = _comparable(value, operand)
    return left >= right


def _maximum(verdicts: Evaluation, operand: Number, schema: Keywords, value: Number) -> bool:
    left, right = _comparable(value, operand)
    return left <= right


def _above(verdicts: Evaluation, operand: Number, schema: Keywords, value: Number) -> bool:
    left, right = _comparable(value, operand)
    return left > right


def _below(verdicts: Evaluation, operand: Number, schema: Keywords, value: Number) -> bool:
    left, right = _comparable(value, operand)
    return left < right


def _multiple_of(verdicts: Evaluation, operand: Number, schema: Keywords, value: Number) -> bool:
    """Whether value / operand is whole, on the decimal numbers as written, of any size."""
    if not operand:
        return not value
    coefficient, exponent = _scaled(value)
    divisor, shift = _scaled(operand)
    exponent -= shift
    if exponent >= 0:
        return coefficient * pow(10, exponent, abs(divisor)) % divisor == 0
    # With more powers of ten below than the coefficient has bits, only zero is left whole.
    if -exponent > coefficient.bit_length():
        return coefficient == 0
    power: int = 10**-exponent
    return coefficient % (divisor * power) == 0


def _scaled(number: Number) -> tuple[int, int]:
    """Return c and e with number = c * 10**e."""
    written = _written(number)
    if isinstance(written, int):
        return written, 0
    sign, digits, exponent = written.as_tuple()
    return int(Decimal((sign, digits, 0))), int(exponent)


def _min_length(verdicts: Evaluation, operand: Number, schema: Keywords, value: str) -> bool:
    return len(value) >= operand


def _max_length(verdicts: Evaluation, operand: Number, schema: Keywords, value: str) -> bool:
    return len(value) <= operand


def _pattern(verdicts: Evaluation, operand: str, schema: Keywords, value: str) -> bool:
    search = verdicts.schemas.search(operand)
    return search is None or verdicts.finds(search, value) is not False


def _format(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    check = verdicts.formats.get(operand) if isinstance(operand, str) else None
    return check is None or check(value)


def _min_size(verdicts: Evaluation, operand: Number, schema: Keywords, value: Any) -> bool:
    return len(value) >= operand


def _max_size(verdicts: Evaluation, operand: Number, schema: Keywords, value: Any) -> bool:
    return len(value) <= operand


def _unique_items(verdicts: Evaluation, operand: bool, schema: Keywords, value: Array) -> bool:
    return not operand or len({canonical(item) for item in value}) == len(value)


def _prefix_items(verdicts: Evaluation, operand: Array, schema: Keywords, value: Array) -> bool:
    return all(map(verdicts.passes, operand, value))


def _items(verdicts: Evaluation, operand: Any, schema: Keywords, value: Array) -> bool:
    skipped = len(schema.get("prefixItems", ()))
    rest = value[skipped:] if skipped else value
    for item in rest:  # noqa: SIM110 - `all` would take one more frame for each level of a value
        if not verdicts.passes(operand, item):
            return False
    return True


def _contains(verdicts: Evaluation, operand: Any, schema: Keywords, value: Array) -> bool:
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    before = len(verdicts.doubts)
    if least > 0:
        surely, perhaps = _fitting(verdicts, operand, value)
        if perhaps < least:
            return False
        if surely >= least:
            del verdicts.doubts[before:]
    return most is None or _fitting(verdicts.strict, operand, value)[0] <= most


def _fitting(verdicts: Evaluation, operand: Any, value: Array) -> tuple[int, int]:
    """Return how many items surely pass, and how many do so with or without a doubt."""
    surely = perhaps = 0
    for item in value:
        before = len(verdicts.doubts)
        if verdicts.passes(operand, item):
            perhaps += 1
            surely += len(verdicts.doubts) == before
    return surely, perhaps


def _unevaluated_items(verdicts: Evaluation, operand: Any, schema: Keywords, value: Array) -> bool:
    if operand is True or (operand is False and verdicts.lenient):
        return True
    before = len(verdicts.doubts)
    done = verdicts.evaluated_before(schema, value)
    if len(verdicts.doubts) > before:
        return True
    return all(verdicts.passes(operand, item) for i, item in enumerate(value) if i not in done)


def _properties(verdicts: Evaluation, operand: Keywords, schema: Keywords, value: Object) -> bool:
    for name, content in operand.items():
        if name in value and not verdicts.passes(content, value[name]):
            return False
    return True


def _pattern_properties(
    verdicts: Evaluation, operand: Keywords, schema: Keywords, value: Object
) -> bool:
    for pattern, content in operand.items():
        search = verdicts.schemas.search(pattern)
        for name in value:
            found = search is not None and verdicts.finds(search, name)
            if found and not verdicts.passes(content, value[name]):
                return False
    return True


def additional_names(verdicts: Evaluation, schema: Keywords, value: Object) -> Iterator[str]:
    """Yield the names that neither `properties` nor `patternProperties` of the schema know."""
    known: Keywords = schema.get("properties", {})
    found = (verdicts.schemas.search(p) for p in schema.get("patternProperties", ()))
    searches = [search for search in found if search is not None]
    for name in value:
        if name not in known and all(verdicts.finds(s, name) is False for s in searches):
            yield name


def _additional_properties(
    verdicts: Evaluation, operand: Any, schema: Keywords, value: Object
) -> bool:
    if operand is True or (operand is False and verdicts.lenient):
        return True
    for name in additional_names(verdicts, schema, value):
        if not verdicts.passes(operand, value[name]):
            return False
    return True


def _unevaluated_properties(
    verdicts: Evaluation, operand: Any, schema: Keywords, value: Object
) -> bool:
    if operand is True or (operand is False and verdicts.lenient):
        return True
    before = len(verdicts.doubts)
    done = verdicts.evaluated_before(schema, value)
    if len(verdicts.doubts) > before:
        return True
    return all(verdicts.passes(operand, value[name]) for name in value if name not in done)


def _property_names(verdicts: Evaluation, operand: Any, schema: Keywords, value: Object) -> bool:
    return all(verdicts.passes(operand, name) for name in value)


def _required(verdicts: Evaluation, operand: list[str], schema: Keywords, value: Object) -> bool:
    return all(name in value for name in operand)


def _dependent_required(
    verdicts: Evaluation, operand: Mapping[str, list[str]], schema: Keywords, value: Object
) -> bool:
    return all(
        other in value for name, others in operand.items() if name in value for other in others
    )


def _dependent_schemas(
    verdicts: Evaluation, operand: Keywords, schema: Keywords, value: Object
) -> bool:
    return all(verdicts.passes(operand[name], value) for name in operand if name in value)


def _reference(verdicts: Evaluation, operand: str, schema: Keywords, value: Any) -> bool:
    return verdicts.passes_key(operand, value)


def _dynamic_reference(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    return verdicts.passes_key(verdicts.target("$dynamicRef", operand), value)


def _all_of(verdicts: Evaluation, operand: Array, schema: Keywords, value: Any) -> bool:
    for part in operand:  # noqa: SIM110 - see `_items`
        if not verdicts.passes(part, value):
            return False
    return True


def _any_of(verdicts: Evaluation, operand: Array, schema: Keywords, value: Any) -> bool:
    tag = verdicts.schemas.tag(operand)
    if tag is not None and tag.decides(value):
        return bool(verdicts.matching("anyOf", operand, value)) or verdicts.tolerates(
            operand, value
        )
    before = now = len(verdicts.doubts)
    for variant in operand:
        if verdicts.passes(variant, value):
            if len(verdicts.doubts) == now:
                del verdicts.doubts[before:]
                return True
            now = len(verdicts.doubts)
    return now > before


def _one_of(verdicts: Evaluation, operand: Array, schema: Keywords, value: Any) -> bool:
    before = len(verdicts.doubts)
    found = verdicts.matching("oneOf", operand, value)
    if len(found) > 1 and len(verdicts.doubts) == before:
        return may_fit_several(verdicts, [operand[index] for index in found], value)
    return bool(found) or verdicts.tolerates(operand, value)


def may_fit_several(verdicts: Evaluation, variants: Array, value: Any) -> bool:
    """Whether a `oneOf` takes a value that fits all of some variants.

    What isn't an object, or is a map, can't be given as a model of the variant that is meant. That
    holds for variants that say what a value is; those that only restrict it exclude each other.
    """
    if verdicts.overlaps != "plain":
        return verdicts.overlaps == "all"
    schemas = [verdicts.schemas.unfolded(variant) for variant in variants]
    if isinstance(value, dict):
        return any(_is_map(schema) for schema in schemas)
    return all(not isinstance(one, bool) and any(k in one for k in _OF_KIND) for one in schemas)


_OF_KIND: Final = ("type", "enum", "const", "anyOf", "oneOf")


def _is_map(schema: Schema) -> bool:
    if isinstance(schema, bool) or "type" not in schema:
        return False
    return schema.keys().isdisjoint(("properties", "required", "allOf", "anyOf", "oneOf"))


def _not(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    before = len(verdicts.doubts)
    return not verdicts.strict.passes(operand, value) or len(verdicts.doubts) > before


def _if(verdicts: Evaluation, operand: Any, schema: Keywords, value: Any) -> bool:
    before = len(verdicts.doubts)
    branch = "then" if verdicts.strict.passes(operand, value) else "else"
    if len(verdicts.doubts) > before:
        return True
    return verdicts.passes(schema.get(branch, True), value)


_ANY: Final[dict[str, Test]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "$ref": _reference,
    "$dynamicRef": _dynamic_reference,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
_NUMBER: Final[dict[str, Test]] = {
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _multiple_of,
}
_STRING: Final[dict[str, Test]] = {
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
}
_ARRAY: Final[dict[str, Test]] = {
    "minItems": _min_size,
    "maxItems": _max_size,
    "uniqueItems": _unique_items,
    "prefixItems": _prefix_items,
    "items": _items,
    "contains": _contains,
    "unevaluatedItems": _unevaluated_items,
}
_OBJECT: Final[dict[str, Test]] = {
    "minProperties": _min_size,
    "maxProperties": _max_size,
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "unevaluatedProperties": _unevaluated_properties,
}
TESTS: Final[dict[str, dict[str, Test]]] = {
    "null": _ANY,
    "boolean": _ANY,
    "integer": _ANY | _NUMBER,
    "number": _ANY | _NUMBER,
    "string": _ANY | _STRING,
    "array": _ANY | _ARRAY,
    "object": _ANY | _OBJECT,
}
"""By JSON type, the keywords that can refuse a value of it."""

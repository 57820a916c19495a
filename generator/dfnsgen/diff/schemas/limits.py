"""What keywords say together: that no text is left, or nothing at all, or the same in other words.

In: a schema, and what is asked of its values. Out: a verdict that is certain where patterns are
regular; where they aren't, there may be such texts. What one keyword allows another one may
forbid: with the pattern `^[a-z]{2}$` beside it, a new `maxLength` of 2 refuses nothing. And what
one keyword says another one may say too: `not: {minLength: 5}` of a text is `maxLength: 4`.
"""

from __future__ import annotations

from typing import Any

from dfnsgen.diff.schemas.formats import asserted_format
from dfnsgen.diff.sides import Side, is_any
from dfnsgen.keywords import BOUNDS, Value
from dfnsgen.model.schemas.schema import Condition, Schema
from dfnsgen.patterns.regular import Undecided, shortest

_DEEPEST = 3
_FORMATS = {
    "date": r"^\d{4}-\d\d-\d\d$",
    "date-time": r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d",
    "email": "@",
    "ipv4": r"^\d+\.\d+\.\d+\.\d+$",
    "time": r"^\d\d:\d\d",
    "uri": ":",
    "uuid": r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
}
"""A pattern that all texts of a format have; others may have it, too."""
_EVALUATING = frozenset(
    "all_of any_of one_of not_ conditions dependent_schemas ref dynamic_ref".split()
)
"""What may evaluate properties and items beside the keywords that name them."""
_COUNTS = {
    low.of: (low.field, high.field)
    for low, high in BOUNDS
    if low.field and high.field and low.value is Value.COUNT
}
"""By type: the least and the most that a schema lets be counted."""
_OPPOSITES = {
    **{kind: ((low, high, -1), (high, low, 1)) for kind, (low, high) in _COUNTS.items()},
    "number": (
        ("minimum", "exclusive_maximum", 0),
        ("exclusive_minimum", "maximum", 0),
        ("maximum", "exclusive_minimum", 0),
        ("exclusive_maximum", "minimum", 0),
    ),
}
"""By type: a bound under `not`, the bound that says the same, and how far it is from there."""


def may_take(
    schema: Schema, *, least: int = 0, most: int | None = None, missing: tuple[str, ...] = ()
) -> bool:
    """Whether a schema may take a text of such a length that misses one of some patterns."""
    least = max(least, schema.min_length or 0)
    most = min((n for n in (most, schema.max_length) if n is not None), default=None)
    if most is not None and least > most:
        return False
    if not schema.patterns and not missing:
        return True
    of_format = _FORMATS.get(asserted_format(schema) or "")
    patterns = (*schema.patterns, *((of_format,) if of_format else ()))
    try:
        return shortest(patterns, missing, least=least, most=most) is not None
    except Undecided:
        return True


def takes_nothing(side: Side, schema: Schema, depth: int = _DEEPEST) -> bool:
    """Whether a schema surely takes no value: then nothing is lost where it changes."""
    body = side.unfold(schema)
    if body.never:
        return True
    if not body.types or body.enum is not None:
        return False
    return all(_is_empty(side, body, kind, depth) for kind in body.types)


def _is_empty(side: Side, body: Schema, kind: str, depth: int) -> bool:
    """Whether a schema takes no value of a type."""
    match kind:
        case "string":
            return not may_take(body)
        case "array":
            return _counts_none(body, kind) or _lacks_contained(side, body)
        case "object":
            return _counts_none(body, kind) or (
                depth > 0
                and any(
                    name in body.required and takes_nothing(side, inner, depth - 1)
                    for name, inner in body.properties
                )
            )
        case "integer" | "number":
            return _exceeds(body.minimum, body.maximum)
        case _:
            return False


def _counts_none(body: Schema, kind: str) -> bool:
    """Whether the least that is counted is more than the most."""
    low, high = _COUNTS[kind]
    return _exceeds(getattr(body, low), getattr(body, high))


def _exceeds(least: Any, most: Any) -> bool:
    return least is not None and most is not None and least > most


def _lacks_contained(side: Side, body: Schema) -> bool:
    """Whether items have to be of a type that no item is of."""
    if body.items is None or body.prefix_items:
        return False
    types = side.unfold(body.items).types
    if types is None:
        return False
    of_items = {*types, *(("integer",) if "number" in types else ())}
    for held in body.contains:
        contained = side.unfold(held.schema).types
        if held.minimum and contained is not None and of_items.isdisjoint(contained):
            return "number" not in contained or "integer" not in of_items
    return False


def in_same_words(old: Schema, new: Schema) -> tuple[Schema, Schema]:
    """Return two schemas with one keyword where they say alike what the other says with another.

    Those are bounds for what is forbidden, `dependentRequired` for conditions on presence,
    `additionalProperties` for `unevaluatedProperties` where nothing else evaluates any, and `allOf`
    for unions of one variant.
    """
    if all(schema.groups and not _is_choice(schema) for schema in (old, new)):
        old, new = _without_groups(old), _without_groups(new)
    old, new = _of_the_rest(old, new), _of_the_rest(new, old)
    bounds = [_bounds_of(old), _bounds_of(new)]
    if any(bounds):
        one, other = (schema.changed(**b) for schema, b in zip((old, new), bounds, strict=True))
        shared = {*bounds[0], *bounds[1]} - {"not_"}
        if all(_bounds_alike(one, n) and _bounds_alike(other, n) for n in shared):
            old, new = one, other
    one, other = _without_conditions(old), _without_conditions(new)
    both_require = bool(one.dependent_required and other.dependent_required)
    if both_require and _ways_to_require(old, one) != _ways_to_require(new, other):
        return one, other
    return old, new


def _is_choice(schema: Schema) -> bool:
    """Whether a schema has several variants, in a union or alone."""
    return any(len(group) != 1 for group in schema.groups) or schema.says_only(
        "any_of", "one_of", "resource"
    )


def _without_groups(schema: Schema) -> Schema:
    parts = (*schema.all_of, *(one for group in schema.groups for one in group))
    return schema.changed(all_of=parts, any_of=(), one_of=(), discriminator=None)


def _of_the_rest(schema: Schema, other: Schema) -> Schema:
    """Return a schema that says of all other properties and items what the other one says so."""
    if not schema.present.isdisjoint(_EVALUATING):
        return schema
    changed: dict[str, Any] = {}
    if schema.additional_properties is None and other.additional_properties is not None:
        changed = {
            "additional_properties": schema.unevaluated_properties,
            "unevaluated_properties": None,
        }
    if schema.items is None and other.items is not None and not schema.contains:
        changed |= {"items": schema.unevaluated_items, "unevaluated_items": None}
    return schema.changed(**changed) if changed else schema


def _bounds_alike(schema: Schema, field: str) -> bool:
    """Whether a schema has a bound, or its exclusive twin."""
    twin = field.removeprefix("exclusive_") if "exclusive" in field else f"exclusive_{field}"
    return any(getattr(schema, name, None) is not None for name in (field, twin))


def _ways_to_require(schema: Schema, plain: Schema) -> tuple[bool, ...]:
    """Return by which keywords a schema asks for properties where there are others."""
    return (
        bool(schema.dependent_required),
        len(schema.dependent_schemas) != len(plain.dependent_schemas),
        len(schema.conditions) != len(plain.conditions),
    )


def _without_conditions(schema: Schema) -> Schema:
    names = [(c, _named(c)) for c in schema.conditions]
    named = [found for _, found in names if found is not None]
    of_schemas = [(n, one.required) for n, one in schema.dependent_schemas if _only_requires(one)]
    if not named and not of_schemas:
        return schema
    kept = tuple((n, one) for n, one in schema.dependent_schemas if not _only_requires(one))
    return schema.changed(
        conditions=tuple(c for c, found in names if found is None),
        dependent_schemas=kept,
        dependent_required=_united((*schema.dependent_required, *named, *of_schemas)),
    )


def _bounds_of(schema: Schema) -> dict[str, Any]:
    """Return the bounds that `not` amounts to, and what is left of it; nothing where it doesn't."""
    if not schema.not_ or schema.types is None or len(schema.types) != 1:
        return {}
    kind = "number" if schema.types[0] == "integer" else schema.types[0]
    changed: dict[str, Any] = {}
    rest: list[Schema] = []
    for inner in schema.not_:
        for field, opposite, step in _OPPOSITES.get(kind, ()):
            bound = getattr(inner, field)
            is_free = getattr(schema, opposite) is None and opposite not in changed
            is_alone = inner.says_only(field, "types") and inner.types in (None, schema.types)
            if bound is not None and is_free and is_alone and (not step or bound + step >= 0):
                changed[opposite] = bound + step
                break
        else:
            rest.append(inner)
    return {**changed, "not_": tuple(rest)} if changed else {}


def _named(condition: Condition) -> tuple[str, tuple[str, ...]] | None:
    """Return what a condition is that asks for properties where there is a certain one."""
    test, then = condition.test, condition.then
    if condition.otherwise is not None and not is_any(condition.otherwise):
        return None
    is_plain = _only_requires(test) and len(test.required) == 1
    if not is_plain or then is None or not _only_requires(then):
        return None
    return test.required[0], then.required


def _only_requires(schema: Schema) -> bool:
    """Whether a schema asks of objects for nothing but some properties; others it takes all."""
    return bool(schema.required) and schema.says_only("required")


def _united(
    several: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for name, others in several:
        found.setdefault(name, {}).update(dict.fromkeys(others))
    return tuple((name, tuple(others)) for name, others in found.items())

"""Types, enums and all other constraints on scalars.

In: a Scope of two schemas without unions. Out: edits, and whether the two have a type in common,
so that going on makes sense. Bounds are compared as the sets they leave: `exclusiveMinimum: 0` of
an integer is `minimum: 1`, and `minLength: 0` is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from math import ceil, floor

from dfnsgen.diff.change import Effect, Version
from dfnsgen.diff.schemas.formats import compare_formats
from dfnsgen.diff.schemas.limits import may_take
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.schemas.texts import text_effect, types_of, value_types
from dfnsgen.diff.schemas.undecided import searched
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.values.search import Travel
from dfnsgen.diff.values.texts import written_text
from dfnsgen.diff.wording import kind_of, shown
from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Merge, Value
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import Number, Schema
from dfnsgen.patterns.regular import Undecided, pattern_of, shortest

_NUMBERS = frozenset(("integer", "number"))
_WHOLE = frozenset(("integer",))
_OBJECTS = frozenset(("object",))
_MOST_LISTED = 50


def compare_values(scope: Scope) -> bool:
    """Compare types, enums and constraints; false where no value can be of both."""
    old, new = scope.old, scope.new
    if old.enum is not None and new.enum is not None:
        members = _possible(scope, Version.OLD, old.enum), _possible(scope, Version.NEW, new.enum)
        if not _compare_enums(scope, *members):
            return False
    elif not _compare_types(scope):
        return False
    elif old.enum is not None or new.enum is not None:
        _compare_restriction(scope)
        return True
    else:
        _compare_bounds(scope)
    _compare_text(scope)
    _compare_multiples(scope)
    if old.unique_items != new.unique_items:
        rule = "unique-items-added" if new.unique_items else "unique-items-removed"
        effect = Effect.NARROWS if new.unique_items else Effect.WIDENS
        scope.edit(rule, effect, keyword="uniqueItems")
    return True


def _possible(
    scope: Scope, version: Version, members: tuple[JsonValue, ...]
) -> tuple[JsonValue, ...]:
    """Return the members of an enum that meet what stands beside it."""
    return tuple(value for value in members if _may_be(scope, version, value))


def _compare_types(scope: Scope) -> bool:
    old, new = types_of(scope.old), types_of(scope.new)
    typed = effect_of(loses=bool(old - new), gains=bool(new - old))
    if typed is Effect.SAME:
        return True
    if _is_implied_object(scope.old, new) or _is_implied_object(scope.new, old):
        _note_spelling(scope)
        return True
    one, other = value_types(scope.old), value_types(scope.new)
    effect = effect_of(loses=bool(one - other), gains=bool(other - one))
    effect = text_effect(scope) if scope.text else effect
    edit_type(scope, effect, typed)
    return bool(old & new)


def _is_implied_object(schema: Schema, others: frozenset[str]) -> bool:
    """Whether a schema has properties, no type, and is an object on the other side."""
    return schema.types is None and bool(schema.properties) and others == _OBJECTS


def _note_spelling(scope: Scope) -> None:
    """What has properties is taken for an object: nobody sends, or expects, anything else."""
    rule = "type-stated" if scope.old.types is None else "type-not-stated"
    kinds = kind_of(scope.sides.old, scope.old), kind_of(scope.sides.new, scope.new)
    scope.edit(rule, keyword="type", before=kinds[0], after=kinds[1])


def edit_type(scope: Scope, effect: Effect, typed: Effect | None = None) -> None:
    """Note that the types differ; `typed` where the Python types move otherwise than the values."""
    rule = {Effect.NARROWS: "type-narrowed", Effect.WIDENS: "type-widened"}
    scope.edit(
        rule.get(effect, "type-changed"),
        effect,
        keyword="type",
        typed=effect if typed is None else typed,
        before=kind_of(scope.sides.old, scope.old),
        after=kind_of(scope.sides.new, scope.new),
    )


def _compare_enums(scope: Scope, old: tuple[JsonValue, ...], new: tuple[JsonValue, ...]) -> bool:
    before = {json_key(value): value for value in old}
    after = {json_key(value): value for value in new}
    removed = [value for key, value in before.items() if key not in after]
    added = [value for key, value in after.items() if key not in before]
    if types_of(scope.old).isdisjoint(types_of(scope.new)):
        return _compare_types(scope)
    if scope.text:
        before = {written_text(value): value for value in old}
        after = {written_text(value): value for value in new}
    if len(before) == len(after) == 1 and added:
        scope.edit(
            "constant-changed",
            Effect.SHIFTS,
            keyword="enum",
            typed=Effect.SHIFTS,
            before=removed[0],
            after=added[0],
        )
    else:
        if removed:
            narrows = Effect.NARROWS
            scope.edit(
                "enum-member-removed", narrows, keyword="enum", typed=narrows, before=removed
            )
        if added:
            widens = Effect.WIDENS
            scope.edit(
                "enum-member-added",
                widens,
                keyword="enum",
                typed=widens,
                tolerated=_is_list(before.values()) and _is_list([*before.values(), *added]),
                after=added,
            )
    return True


def _is_list(members: Iterable[JsonValue]) -> bool:
    """Whether emitted clients take members for a list that may grow: several texts, or numbers."""
    several = list(members)
    kinds = {str if isinstance(value, str) else float for value in several if value is not None}
    scalar = all(isinstance(v, str | int | float | Decimal | None) for v in several)
    booleans = any(isinstance(value, bool) for value in several)
    return len(several) > 1 and len(kinds) == 1 and scalar and not booleans


def _compare_restriction(scope: Scope) -> None:
    """One side lists its values and the other describes them."""
    old, new = scope.old.enum, scope.new.enum
    if new is not None:
        gains = not all(_may_be(scope, Version.OLD, value) for value in new)
        if _all_booleans(new) and scope.old.types == ("boolean",):
            return
        effect = effect_of(loses=_has_others(scope.old, new), gains=gains)
        scope.edit("enum-added", effect, keyword="enum", typed=Effect.NARROWS, after=list(new))
    elif old is not None:
        loses = not all(_may_be(scope, Version.NEW, value) for value in old)
        if _all_booleans(old) and scope.new.types == ("boolean",):
            return
        effect = effect_of(loses=loses, gains=_has_others(scope.new, old))
        scope.edit("enum-removed", effect, keyword="enum", typed=Effect.WIDENS, before=list(old))


def _has_others(schema: Schema, members: tuple[JsonValue, ...]) -> bool:
    """Whether a schema that describes its values may take others than some."""
    if (every := _listed(schema)) is not None:
        known = {json_key(member) for member in members}
        return any(json_key(value) not in known for value in every)
    listed = pattern_of(members)
    if schema.types != ("string",) or not schema.patterns or listed is None:
        return True
    return may_take(schema, missing=(listed,))


def _listed(schema: Schema) -> list[JsonValue] | None:
    """Return all values of a schema that describes but a few; None of any other."""
    match schema.types:
        case ("boolean",):
            return [True, False]
        case ("null",):
            return [None]
        case ("string",) if schema.max_length == 0:
            return [""]
        case ("integer",) if schema.minimum is not None and schema.maximum is not None:
            least, most = ceil(schema.minimum), floor(schema.maximum)
            return [*range(least, most + 1)] if most - least < _MOST_LISTED else None
        case _:
            return None


def _all_booleans(values: tuple[JsonValue, ...]) -> bool:
    return {json_key(value) for value in values} == {"true", "false"}


def _may_be(scope: Scope, version: Version, value: JsonValue) -> bool:
    """Whether a version accepts a value, as it travels."""
    return scope.sides.search.accepts(version, scope.written, value, Travel(text=scope.text))


_COUNTS = tuple(
    (k.field, k, k.merge is Merge.LARGER)
    for k in KEYWORDS
    if k.field is not None and k.value is Value.COUNT
)
"""The bounds of sizes: field, keyword, and whether it is a lower one: of two the larger holds."""


def _compare_bounds(scope: Scope) -> None:
    for field, keyword, lower in _COUNTS:
        before, after = _count(scope.old, field, lower), _count(scope.new, field, lower)
        if before != after:
            bounds = (before, after)
            idle = keyword.of == "string" and _is_idle_length(scope, lower, bounds)
            _edit_bound(scope, keyword.rule, keyword.name, lower, bounds, bounds, idle=idle)
    for lower, rule, bound in ((True, "minimum", _lower), (False, "maximum", _upper)):
        one, other = bound(scope.old), bound(scope.new)
        if one != other:
            words = _in_words(one, lower), _in_words(other, lower)
            _edit_bound(scope, rule, rule, lower, (one, other), words)


def _edit_bound(
    scope: Scope,
    rule: str,
    keyword: str,
    lower: bool,
    bounds: tuple[object, object],
    words: tuple[JsonValue, JsonValue],
    *,
    idle: bool = False,
) -> None:
    """Note that a bound moved; an `idle` one allows and forbids nothing by itself."""
    old, new = bounds
    if old is None:
        how, narrows = "added", True
    elif new is None:
        how, narrows = "removed", False
    else:
        raised = new > old  # type: ignore[operator]  # both are numbers, or both are pairs
        how, narrows = ("raised" if raised else "lowered"), raised is lower
    effect = Effect.SAME if idle else Effect.NARROWS if narrows else Effect.WIDENS
    scope.edit(f"{rule}-{how}", effect, keyword=keyword, before=words[0], after=words[1])


def _is_idle_length(scope: Scope, lower: bool, bounds: tuple[int | None, int | None]) -> bool:
    """Whether no text is of a length that only one of two bounds allows: patterns forbid it."""
    for schema, bound in ((scope.old, bounds[1]), (scope.new, bounds[0])):
        if bound is None:
            continue
        least, most = (0, bound - 1) if lower else (bound + 1, None)
        if may_take(schema, least=least, most=most):
            return False
    return True


def _count(schema: Schema, field: str, lower: bool) -> int | None:
    value: int | None = getattr(schema, field)
    if not lower or value is None:
        return value
    idle = len(schema.required) if field == "min_properties" else 0
    return None if value <= idle else value


def _lower(schema: Schema) -> tuple[Number, bool] | None:
    """Return the greatest lower bound, and whether it is excluded itself."""
    found = [(schema.minimum, False), (schema.exclusive_minimum, True)]
    bounds = [(value, out) for value, out in found if value is not None]
    if value_types(schema) & _NUMBERS == _WHOLE:
        bounds = [(floor(v) + 1 if out else ceil(v), False) for v, out in bounds]
    return max(bounds, default=None)


def _upper(schema: Schema) -> tuple[Number, bool] | None:
    """Return the least upper bound, and whether it is included itself."""
    found = [(schema.maximum, True), (schema.exclusive_maximum, False)]
    bounds = [(value, included) for value, included in found if value is not None]
    if value_types(schema) & _NUMBERS == _WHOLE:
        bounds = [(floor(v) if included else ceil(v) - 1, True) for v, included in bounds]
    return min(bounds, default=None)


def _in_words(bound: tuple[Number, bool] | None, lower: bool) -> JsonValue:
    if bound is None:
        return None
    value, flag = bound
    if lower and flag:
        return f"more than {shown(value)}"
    return value if lower or flag else f"less than {shown(value)}"


def _compare_text(scope: Scope) -> None:
    old, new = scope.old, scope.new
    compare_formats(scope)
    for keyword, rule in (
        ("contentEncoding", "content-encoding"),
        ("contentMediaType", "content-media-type"),
    ):
        field = rule.replace("-", "_")
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            how = "added" if before is None else "removed" if after is None else "changed"
            effect = Effect.RECODES
            scope.edit(f"{rule}-{how}", effect, keyword=keyword, before=before, after=after)
    _compare_patterns(scope)


def _compare_patterns(scope: Scope) -> None:
    old, new = scope.old.patterns, scope.new.patterns
    before = [p for p in old if p not in new and not is_idle(p)]
    after = [p for p in new if p not in old and not is_idle(p)]
    if not before and not after:
        return
    how = "added" if not before else "removed" if not after else "changed"
    effect, undecided = _pattern_effect(scope, old, new)
    if effect is Effect.SAME and not undecided:
        return
    scope.edit(
        f"pattern-{how}",
        effect,
        keyword="pattern",
        undecided=undecided,
        before=" and ".join(before) or None,
        after=" and ".join(after) or None,
    )


@lru_cache(maxsize=4096)
def is_idle(pattern: str) -> bool:
    """Whether every text has a pattern: `.*`, or the empty one."""
    try:
        return shortest((), (pattern,)) is None
    except Undecided:
        return False


def _pattern_effect(
    scope: Scope, old: tuple[str, ...], new: tuple[str, ...]
) -> tuple[Effect, bool]:
    """Return how the set of texts moves: certain for regular patterns, else what is found."""
    try:
        loses = bool(new) and shortest(old, new) is not None
        gains = bool(old) and shortest(new, old) is not None
        # Of what is lost by the pattern alone some lengths may have been forbidden.
        loses = loses and may_take(scope.old, missing=new)
        gains = gains and may_take(scope.new, missing=old)
    except Undecided:
        if not set(old) - set(new):
            return Effect.NARROWS, False
        if not set(new) - set(old):
            return Effect.WIDENS, False
        return searched(scope, "patterns")
    return effect_of(loses=loses, gains=gains), False


def _compare_multiples(scope: Scope) -> None:
    old, new = scope.old.multiple_of, scope.new.multiple_of
    if {json_key(d) for d in old} == {json_key(d) for d in new}:
        return
    keeps = all(any(_divides(d, n) for n in _divisors(scope.new)) for d in old)
    kept = all(any(_divides(d, o) for o in _divisors(scope.old)) for d in new)
    effect = effect_of(loses=not kept, gains=not keeps)
    if effect is Effect.SAME:
        return
    how = "added" if not old else "removed" if not new else "changed"
    before: JsonValue = old[0] if len(old) == 1 else list(old) or None
    after: JsonValue = new[0] if len(new) == 1 else list(new) or None
    scope.edit(f"multiple-of-{how}", effect, keyword="multipleOf", before=before, after=after)


def _divisors(schema: Schema) -> tuple[Number, ...]:
    """Return the divisors of all values: of whole numbers 1 is one."""
    whole = value_types(schema) & _NUMBERS == _WHOLE
    return (*schema.multiple_of, *((1,) if whole else ()))


def _divides(divisor: Number, number: Number) -> bool:
    return bool(divisor) and Decimal(str(number)) % Decimal(str(divisor)) == 0

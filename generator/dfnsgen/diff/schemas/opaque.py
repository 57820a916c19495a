"""Keywords that are compared as wholes, since their parts don't add up to a set of their own.

In: a Scope of two schemas. Out: edits: added (narrows), removed (widens) or changed, where a search
for values says how. Equal is what has one digest, whatever the order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import fields
from math import inf

from dfnsgen.diff.change import Effect, Version, Way
from dfnsgen.diff.rules.schema_rules import OPAQUE
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.schemas.undecided import searched
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side, is_any
from dfnsgen.diff.wording import described, kind_of
from dfnsgen.keywords import KEYWORDS
from dfnsgen.model.schemas.schema import Condition, Contains, Schema
from dfnsgen.phrases import counted

_FIELDS = {
    name: tuple(k.field for k in KEYWORDS if k.name == keyword and k.field)
    for name, keyword, _ in OPAQUE
    if not keyword.startswith("unevaluated")
}
_EVERY = tuple(field.name for field in fields(Schema) if field.compare)
"""What `unevaluated…` means depends on all that stands beside it."""


def compare_opaque(scope: Scope) -> None:
    """Compare the keywords that have no parts to us."""
    old, new = _digests(scope.sides.old, scope.old), _digests(scope.sides.new, scope.new)
    for name, keyword, _ in OPAQUE:
        before, after = old.get(name, {}), new.get(name, {})
        lost = [words for digest, words in before.items() if digest not in after]
        gained = [words for digest, words in after.items() if digest not in before]
        effect, undecided = Effect.SAME, False
        if lost and gained:
            effect, undecided = _effect(scope, name)
        elif gained or lost:
            effect = Effect.NARROWS if gained else Effect.WIDENS
        else:
            continue
        how = "changed" if lost and gained else "added" if gained else "removed"
        scope.edit(
            f"{name}-{how}",
            effect,
            keyword=keyword,
            undecided=undecided,
            before=" and ".join(lost) or None,
            after=" and ".join(gained) or None,
        )


def _effect(scope: Scope, name: str) -> tuple[Effect, bool]:
    """Return how a changed keyword moves the set of values, and whether that is undecided."""
    decided = None
    if name == "contains":
        decided = _of_bounds(scope)
    elif name == "condition":
        decided = _of_branches(scope)
    if decided:
        return decided, False
    effect, undecided = searched(scope, *(_FIELDS.get(name) or _EVERY))
    return effect, undecided and not _is_sure(scope, name, effect)


def _is_sure(scope: Scope, name: str, effect: Effect) -> bool:
    """Whether one union surely takes what the other one takes, where no value says otherwise."""
    if name not in ("any-of", "one-of"):
        return False
    old, new = (
        Schema(any_of=schema.any_of, one_of=schema.one_of) for schema in (scope.old, scope.new)
    )
    covers, text = scope.sides.covers, scope.text
    loses = effect in (Effect.NARROWS, Effect.SHIFTS)
    gains = effect in (Effect.WIDENS, Effect.SHIFTS)
    return (loses or covers(Version.NEW, new, old, text=text)) and (
        gains or covers(Version.OLD, old, new, text=text)
    )


def _of_bounds(scope: Scope) -> Effect | None:
    """Return the effect where `contains` stays and only its bounds move."""
    old, new = scope.old.contains, scope.new.contains
    if len(old) != 1 or len(new) != 1:
        return None
    one, other = old[0], new[0]
    if scope.sides.old.digest(one.schema) != scope.sides.new.digest(other.schema):
        return None
    most = [inf if c.maximum is None else c.maximum for c in (one, other)]
    return effect_of(
        loses=other.minimum > one.minimum or most[1] < most[0],
        gains=other.minimum < one.minimum or most[1] > most[0],
    )


def _of_branches(scope: Scope) -> Effect | None:
    """Return the effect where the test stays and branches are only added or only removed."""
    old, new = scope.old.conditions, scope.new.conditions
    if len(old) != 1 or len(new) != 1:
        return None
    before, after = _branches(scope.sides.old, old[0]), _branches(scope.sides.new, new[0])
    differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    if all(None in pair for pair in differing):
        return effect_of(
            loses=any(pair[0] is None for pair in differing),
            gains=any(pair[1] is None for pair in differing),
        )
    return _of_wider_branches(scope, old[0], new[0]) if before[0] == after[0] else None


def _of_wider_branches(scope: Scope, old: Condition, new: Condition) -> Effect | None:
    """Return the effect where each branch takes all that it took, or takes no more."""
    covers, text = scope.sides.covers, scope.text
    branches = [
        (one or Schema(), other or Schema())
        for one, other in ((old.then, new.then), (old.otherwise, new.otherwise))
    ]
    if all(covers(Version.NEW, other, one, text=text) for one, other in branches):
        return Effect.WIDENS
    if all(covers(Version.OLD, one, other, text=text) for one, other in branches):
        return Effect.NARROWS
    return None


def _branches(side: Side, condition: Condition) -> tuple[int | None, ...]:
    parts = (condition.test, condition.then, condition.otherwise)
    return tuple(None if part is None else side.digest(part) for part in parts)


def compare_all_of(scope: Scope) -> None:
    """Compare parts that each must hold; a schema without `allOf` is one part."""
    old, new = _conjuncts(scope.old), _conjuncts(scope.new)
    side_old, side_new = scope.sides.old, scope.sides.new
    kept = {side_old.digest(part) for part in old} & {side_new.digest(part) for part in new}
    lost = [part for part in old if side_old.digest(part) not in kept]
    gained = [part for part in new if side_new.digest(part) not in kept]
    for one, other in zip(lost, gained, strict=False):
        scope.later(Way.SAME, one, other, annotated=False)
    for part in gained[len(lost) :]:
        after = kind_of(side_new, part)
        scope.edit("all-of-added", Effect.NARROWS, keyword="allOf", after=after)
    for part in lost[len(gained) :]:
        before = kind_of(side_old, part)
        scope.edit("all-of-removed", Effect.WIDENS, keyword="allOf", before=before)


def _conjuncts(schema: Schema) -> tuple[Schema, ...]:
    rest = schema.changed(all_of=())
    return (*schema.all_of, *(() if is_any(rest) else (rest,)))


def _digests(side: Side, schema: Schema) -> dict[str, dict[Hashable, str]]:
    """Return what each keyword holds: by the digest of its meaning how a message names it."""
    found: dict[str, dict[Hashable, str]] = {}
    for name, digest, words in _parts(side, schema):
        found.setdefault(name, {})[digest] = words
    return found


def _parts(side: Side, schema: Schema) -> Iterator[tuple[str, Hashable, str]]:
    digest = side.digest
    yield from (("not", digest(inner), described(side, inner)) for inner in schema.not_)
    for name, groups in (("any-of", schema.any_of), ("one-of", schema.one_of)):
        for group in groups:
            words = " or ".join(described(side, one) for one in group)
            yield name, tuple(sorted(map(digest, group))), words
    for one in schema.conditions:
        yield "condition", _branches(side, one), _condition_in_words(side, one)
    for held in schema.contains:
        key = (digest(held.schema), held.minimum, held.maximum)
        yield "contains", key, _contains_in_words(side, held)
    for name, inner in schema.dependent_schemas:
        words = f"{described(side, inner)} for {name}"
        yield "dependent-schema", (name, digest(inner)), words
    for name, rest in (
        ("unevaluated-items", schema.unevaluated_items),
        ("unevaluated-properties", schema.unevaluated_properties),
    ):
        if rest is not None:
            yield name, digest(rest), described(side, rest)
    if schema.dynamic_ref is not None:
        yield "dynamic-ref", schema.dynamic_ref[0], f"#{schema.dynamic_ref[0]}"


def _contains_in_words(side: Side, one: Contains) -> str:
    """Say how many items of a kind there must be: `at least 2 items like "a"`."""
    kind = described(side, one.schema)
    if one.maximum is None:
        return f"at least {counted(one.minimum, 'item')} like {kind}"
    return f"{one.minimum} to {counted(one.maximum, 'item')} like {kind}"


def _condition_in_words(side: Side, one: Condition) -> str:
    parts = (("if", one.test), ("then", one.then), ("else", one.otherwise))
    return ", ".join(f"{word} {described(side, p)}" for word, p in parts if p is not None)

"""Where the rules don't say how a set of values moves: what a search finds of it.

In: a Scope and the fields that differ. Out: the effect that values were found for, and whether
something may have been missed. All else that differs is left out, so that the values are those of
the fields in question.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from dfnsgen.diff.change import Effect, SchemaPair
from dfnsgen.diff.schemas.scope import Scope
from dfnsgen.diff.values.search import Travel
from dfnsgen.model.schemas.schema import Schema

_DEFAULTS = {field.name: field.default for field in fields(Schema) if field.compare}
_NEVER_ALONE = frozenset(("ref", "dynamic_ref", "resource"))


def searched(scope: Scope, *names: str) -> tuple[Effect, bool]:
    """Return the effect that was found, and whether it is undecided: not found is not proved."""
    pair = _isolated(scope, names)
    effect = scope.sides.search.effect(pair, Travel(text=scope.text))
    return effect, effect is not Effect.SHIFTS


def _isolated(scope: Scope, names: tuple[str, ...]) -> SchemaPair:
    """Return the two schemas without what differs besides the fields."""
    differing = [name for name in _DEFAULTS if name not in names and _differs(scope, name)]
    without: dict[str, Any] = {name: _DEFAULTS[name] for name in differing}
    return SchemaPair(old=replace(scope.old, **without), new=replace(scope.new, **without))


def _differs(scope: Scope, name: str) -> bool:
    if name in _NEVER_ALONE:
        return False
    digests = (
        side.digest(replace(Schema(), **{name: getattr(schema, name)}))
        for side, schema in ((scope.sides.old, scope.old), (scope.sides.new, scope.new))
    )
    old, new = digests
    return old != new

"""Which operation of the new version is which one of the old.

In: two Apis. Out: pairs of operations, and those that only one side has. The names of path
parameters take no part; an operation that is removed here and added elsewhere is one that moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from dfnsgen.diff.sides import Side
from dfnsgen.model.api import Operation, Use

_ALIKE = 0.5
"""From this likeness on two paths may be one that was renamed, where no operationId says so."""

_Identity = Callable[[Operation], object]
"""What an operation is recognised by, None where it has no such mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Operations of both versions, by what became of them; each in document order."""

    kept: tuple[tuple[Operation, Operation], ...]
    moved: tuple[tuple[Operation, Operation], ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]


def template(path: str) -> str:
    """Return a path with its parameters unnamed, and without a slash at its end.

    In: `/pets/{id}/`. Out: `/pets/{}`: what a parameter is called means nothing to who calls.
    """
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")


def match_operations(old: Side, new: Side) -> Matched:
    """Match operations by method and path, then by operationId or by what they say."""
    left, right = list(old.api.operations), list(new.api.operations)
    # The surest mark first: what one step pairs, the next ones don't see. Say `GET /a/{id}` becomes
    # `GET /a/{aId}` and `GET /b` is new with the operationId that `GET /a/{id}` had: the path
    # decides, and the operationId is a change of each, rather than both having moved.
    kept = list(_take(left, right, lambda o: (o.method, o.path)))
    kept += _take(left, right, lambda o: (o.method, template(o.path)))
    moved = list(_take(left, right, _identity))
    moved += _look_alikes(left, right, old, new)
    return Matched(kept=tuple(kept), moved=tuple(moved), removed=tuple(left), added=tuple(right))


def _identity(operation: Operation) -> tuple[str, str] | None:
    return (operation.method, operation.operation_id) if operation.operation_id else None


def _take(
    left: list[Operation], right: list[Operation], identity: _Identity
) -> Iterator[tuple[Operation, Operation]]:
    """Pair what has one identity, if nothing else has it, and take both out of their lists."""
    ours, theirs = _unique(left, identity), _unique(right, identity)
    for key, one in ours.items():
        other = theirs.get(key)
        if other is not None:
            left.remove(one)
            right.remove(other)
            yield one, other


def _unique(operations: Iterable[Operation], identity: _Identity) -> dict[object, Operation]:
    found: dict[object, Operation] = {}
    twice: set[object] = set()
    for operation in operations:
        key = identity(operation)
        if key in found:
            twice.add(key)
        elif key is not None:
            found[key] = operation
    return {key: operation for key, operation in found.items() if key not in twice}


def _look_alikes(
    left: list[Operation], right: list[Operation], old: Side, new: Side
) -> Iterator[tuple[Operation, Operation]]:
    """Pair what has one method, one summary and the same bodies under a similar path."""
    alike = [(one, other) for one in left for other in right if _are_alike(one, other, old, new)]
    for one, other in alike:
        # `/pay` may be `/payments` or `/payouts`: where there is a choice, a guess would compare
        # what never belonged together. Two removals and two additions say less, and nothing wrong.
        rivals = [pair for pair in alike if pair[0] is one or pair[1] is other]
        if len(rivals) == 1:
            left.remove(one)
            right.remove(other)
            yield one, other


def _are_alike(one: Operation, other: Operation, old: Side, new: Side) -> bool:
    if one.method != other.method or one.summary != other.summary:
        return False
    if one.operation_id and other.operation_id:
        return False
    first, second = sorted((one.path, other.path))
    if SequenceMatcher(None, first, second).ratio() < _ALIKE:
        return False
    bodies = _bodies(one, old)
    return bool(one.summary or bodies) and bodies == _bodies(other, new)


def _bodies(operation: Operation, side: Side) -> list[int]:
    uses: list[Use | None] = []
    if operation.request_body is not None:
        uses += [media.use for media in operation.request_body.contents]
    for response in operation.responses:
        uses += [media.use for media in response.contents]
    return sorted(side.digest(use.schema) for use in uses if use is not None)

"""What stands at a change in both documents, line beside line.

In: a change and both trees. Out: rows of the part that holds the change, before and after. What is
the same and far from any difference is left out; `$ref`s are shown as they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from dfnsgen.diff.change import Change
from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.pointers import lookup

_AROUND = 3
"""How many lines that are the same are shown around those that differ."""
_MOST_ROWS = 80
_MOST_LINES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of each side; None where a side has none. `gap` stands for lines that are left out."""

    before: str | None = None
    after: str | None = None
    same: bool = False
    gap: bool = False


def excerpt(change: Change, old: JsonValue, new: JsonValue) -> tuple[Row, ...]:
    """Return the rows; none where both sides are the same, or are too long to be of help."""
    at_old, at_new = _holders(change.at_old, change.at_new)
    one, other = _held(old, at_old), _held(new, at_new)
    before, after = _lines(one), _lines(_ordered(other, one))
    if before == after or len(before) + len(after) > _MOST_LINES:
        return ()
    rows = tuple(_rows(before, after))
    return rows if len(rows) <= _MOST_ROWS else (*rows[:_MOST_ROWS], Row(gap=True))


def _holders(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Return two places of one depth: where one side ends above the other, both end there."""
    if old and new and old != new:
        if new.startswith(f"{old}/"):
            return old, old
        if old.startswith(f"{new}/"):
            return new, new
    return old, new


def _held(tree: JsonValue, at: str | None) -> JsonValue:
    """Return the object at a pointer, or the one that holds what is there; None where none does."""
    while at is not None and "/" in at:
        try:
            found = lookup(tree, at)
        except KeyError:
            found = None
        if isinstance(found, dict):
            return found
        at = at.rpartition("/")[0]
    return None


def _ordered(value: JsonValue, like: JsonValue) -> JsonValue:
    """Return a value with its keys in the order of another one's: the order is no change."""
    if isinstance(value, dict) and isinstance(like, dict):
        names = [*(name for name in like if name in value), *(n for n in value if n not in like)]
        return {name: _ordered(value[name], like.get(name)) for name in names}
    if isinstance(value, list) and isinstance(like, list):
        pairs = zip(value, [*like, *value[len(like) :]], strict=False)
        return [_ordered(one, other) for one, other in pairs]
    return value


def _lines(value: JsonValue) -> list[str]:
    if value is None:
        return []
    return json.dumps(plain(value), indent=2, ensure_ascii=False).split("\n")


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    # The comma behind what was last before is no difference.
    ours, theirs = ([line.rstrip(",") for line in lines] for lines in (before, after))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    groups = list(matcher.get_grouped_opcodes(_AROUND))
    for number, group in enumerate(groups):
        if number:
            yield Row(gap=True)
        for tag, from_old, to_old, from_new, to_new in group:
            left, right = before[from_old:to_old], after[from_new:to_new]
            for index in range(max(len(left), len(right))):
                yield Row(
                    before=left[index] if index < len(left) else None,
                    after=right[index] if index < len(right) else None,
                    same=tag == "equal",
                )

"""Between which types of two versions values pass without a loss, by what the comparison proves.

In: two Apis, and pairs of definitions, one of each. Out: for each pair whether all values of the
old one are values of the new one, and the other way round. What isn't proved is no: a search that
found nothing proves nothing, and what is called otherwise, or may be, or means something else, is
lost to whoever looks for it. A property that the other version doesn't declare isn't: an open
object keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dfnsgen.diff.change import Edit, Effect
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import reached_from
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.diff.sides import Unchanged, make_sides
from dfnsgen.diff.values.search import ValueSearch
from dfnsgen.model.api import Api
from dfnsgen.model.schemas.schema import Schema

_RENAMED = RULES["property-renamed"]
_MAYBE_RENAMED = {RULES["property-added"], RULES["property-removed"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lossless:
    """Whether values of the old type are values of the new one (`up`), and the other way round."""

    up: bool
    down: bool


def lossless(old: Api, new: Api, pairs: Iterable[tuple[str, str]]) -> Iterator[Lossless]:
    """Yield what is proved of each pair of definitions, named by their keys."""
    sides = make_sides(old, new)
    compared = Pairs(*sides, Unchanged(*sides), ValueSearch(*sides))
    for number, (before, after) in enumerate(pairs):
        start = f"pair {number}"
        compared.start(start, Schema(ref=before), Schema(ref=after))
        edits = [reached.edit for reached in reached_from(compared.compared, start, "", None)]
        if {edit.rule for edit in edits} >= _MAYBE_RENAMED:
            yield Lossless(up=False, down=False)
            continue
        yield Lossless(
            up=not any(_may_lose(edit, Effect.NARROWS) for edit in edits),
            down=not any(_may_lose(edit, Effect.WIDENS) for edit in edits),
        )


def _may_lose(edit: Edit, effect: Effect) -> bool:
    harmless = {Effect.SAME, Effect.WIDENS, Effect.NARROWS} - {effect}
    return edit.undecided or edit.rule is _RENAMED or edit.effect not in harmless

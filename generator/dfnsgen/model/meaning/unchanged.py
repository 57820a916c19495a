"""Which schemas mean what they say, and lead only to such.

    A: {properties: {b: {$ref: B}}}     B: {type: string, nullable: true}
        Neither is unchanged: B means more than it says, and A refers to B.

In: what each place means and refers to. Out: the places whose merged schemas are those to the
letter. Most of a document is like that, so that only the rest is merged a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dfnsgen.model.meaning.meaning import Facts, Meaning


class Unchanged:
    """The unchanged places of one document.

    `places` are those where one may begin: the components and what operations use. `differs` tells
    whether a place that means what it says is another one all the same once it is merged.
    """

    def __init__(
        self, places: Iterable[str], meaning: Meaning, differs: Callable[[str], bool]
    ) -> None:
        # One walk finds all places and who refers to them, a second one goes back from those that
        # differ. Schemas lead to each other in circles, so that no place can be judged alone.
        referring: dict[str, list[str]] = {}
        waiting = list(places)
        found = set(waiting)
        while waiting:
            place = waiting.pop()
            for key in meaning.facts(place).references:
                referring.setdefault(key, []).append(place)
                if key not in found:
                    found.add(key)
                    waiting.append(key)
        changed = {place for place in found if _is_more(meaning.facts(place)) or differs(place)}
        waiting = list(changed)
        while waiting:
            further = [key for key in referring.get(waiting.pop(), ()) if key not in changed]
            changed.update(further)
            waiting += further
        self._places = found - changed

    def holds(self, place: str) -> bool:
        """Whether the merged schema of a place is the one to the letter."""
        return place in self._places


def _is_more(facts: Facts) -> bool:
    return facts.departs or facts.is_directed

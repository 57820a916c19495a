"""What a rule is, and how rules are made: in pairs, each the way back of the other, or alone.

In: ids, messages, and what is compared. Out: rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """A kind of change. `message` is a `str.format` template; `mirror` is the rule of the way back.

    `about` says for the documentation what is compared. A rule with a message of `several` is one
    change however many operations it affects.
    """

    id: str
    message: str
    mirror: str
    area: str
    about: str
    several: str = ""

    @property
    def documents(self) -> bool:
        """Whether only people read what was changed."""
        return self.area == "documentation"


def pair(
    area: str, about: str, one: tuple[str, ...], other: tuple[str, ...]
) -> Iterator[ChangeRule]:
    """Yield two rules, each the way back of the other: id, message, and that of several places."""
    for (id, message, *more), mirror in ((one, other[0]), (other, one[0])):
        several = more[0] if more else ""
        yield ChangeRule(
            id=id, message=message, mirror=mirror, area=area, about=about, several=several
        )


def own(area: str, about: str, id: str, message: str) -> ChangeRule:
    """A rule that is its own way back."""
    return ChangeRule(id=id, message=message, mirror=id, area=area, about=about)


def valued(keyword: str, what: str, area: str = "schema") -> Iterator[ChangeRule]:
    """Rules of a keyword with a value: added, removed, changed."""
    yield from pair(
        area,
        what,
        (f"{keyword}-added", f"{{subject}}: {what} {{after}} was added"),
        (f"{keyword}-removed", f"{{subject}}: {what} {{before}} was removed"),
    )
    message = f"{{subject}}: {what} was changed from {{before}} to {{after}}"
    yield own(area, what, f"{keyword}-changed", message)

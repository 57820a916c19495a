"""How rules are made: in pairs, each the way back of the other, or alone.

In: ids, messages, and what is compared. Out: rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Rule


def pair(
    area: str,
    about: str,
    one: tuple[str, str],
    other: tuple[str, str],
    *,
    documents: bool = False,
) -> Iterator[Rule]:
    """Yield two rules, each the way back of the other."""
    for (id, message), mirror in ((one, other[0]), (other, one[0])):
        yield Rule(
            id=id, message=message, mirror=mirror, area=area, about=about, documents=documents
        )


def own(area: str, about: str, id: str, message: str, *, documents: bool = False) -> Rule:
    """A rule that is its own way back."""
    return Rule(id=id, message=message, mirror=id, area=area, about=about, documents=documents)


def valued(keyword: str, what: str, area: str = "schema") -> Iterator[Rule]:
    """Rules of a keyword with a value: added, removed, changed."""
    yield from pair(
        area,
        what,
        (f"{keyword}-added", f"{{subject}}: {what} {{after}} was added"),
        (f"{keyword}-removed", f"{{subject}}: {what} {{before}} was removed"),
    )
    message = f"{{subject}}: {what} was changed from {{before}} to {{after}}"
    yield own(area, what, f"{keyword}-changed", message)

"""Where somebody's code meets the changes, as lines for a terminal.

In: a Usage. Out: lines, each of pieces with a style. Guesses stand apart, and say that they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.report.used import Usage, UsedPlace
from dfnsgen.phrases import counted

Line = tuple[str | tuple[str, str], ...]


def usage_lines(usage: Usage) -> Iterator[Line]:
    """Yield the places, what is uncertain, and what wasn't read."""
    if not usage.sure:
        yield ("no place in the code is touched for certain",)
    for place in usage.sure:
        yield from _place(place)
    if usage.guessed:
        places = counted(len(usage.guessed), "place")
        yield ((f"{places} where the type isn't told, so that this is a guess:", "dim"),)
        for place in usage.guessed:
            yield from _place(place)
    if usage.errors:
        yield (f"{counted(len(usage.errors), 'new error')} of {usage.checker} besides:",)
        for error in usage.errors:
            yield ((f"{error.path}:{error.line}", "bold"), f" {error.message}")
    if usage.unread:
        yield (f"{counted(len(usage.unread), 'file')} not searched:",)
        for path, reason in usage.unread:
            yield (f"  {path} {reason}",)


def usage_summary(usage: Usage) -> str:
    """Say in a line how much was found."""
    files = len({place.path for place in usage.sure})
    parts = [f"{counted(len(usage.sure), 'place')} to change in {counted(files, 'file')}"]
    if usage.checker:
        confirmed = sum(bool(place.checker) for place in usage.sure)
        parts.append(f"{confirmed} confirmed by {usage.checker}")
    if usage.guessed:
        parts.append(f"{len(usage.guessed)} untold")
    if usage.errors:
        parts.append(f"{counted(len(usage.errors), 'further error')}")
    if usage.unread:
        parts.append(f"{counted(len(usage.unread), 'file')} not searched")
    return ", ".join(parts)


def _place(place: UsedPlace) -> Iterator[Line]:
    head = (f"{place.path}:{place.line}", "bold" if place.sure else "")
    yield (head, f" {place.what}: {place.change.short}")
    if place.code:
        yield ((f"  {place.code}", "dim"),)
    if place.checker:
        yield ((f"  error: {place.checker}", "dim"),)

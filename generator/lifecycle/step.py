"""What the step from one emitted package to the next does to the code that uses it.

In: two Surfaces. Out: the changes that break such code, each with the name it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.lifecycle.surface import Item, Member, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """One change that breaks code. `name` is a type or method, `member` what of it, or "".

    `change` is `removed`, `required` (it must be given now) or `changed`.
    """

    name: str
    member: str
    change: str
    message: str


def breaking_changes(old: Surface, new: Surface) -> tuple[SourceChange, ...]:
    """Return what breaks code that was right with the old package, in the order of its names."""
    found: list[SourceChange] = []
    for name, item in old.items():
        found += _compared(name, item, new[name]) if name in new else [_gone(name, item)]
    return tuple(found)


def _gone(name: str, item: Item) -> SourceChange:
    return SourceChange(
        name=name, member="", change="removed", message=f"this {item.kind} was removed"
    )


def _compared(name: str, old: Item, new: Item) -> Iterator[SourceChange]:
    if old.kind != new.kind:
        message = f"was {_a(old.kind)} and is {_a(new.kind)}"
        yield SourceChange(name=name, member="", change="changed", message=message)
        return
    what = "parameter" if old.kind == "method" else "field"
    for member in {**old.members, **new.members}:
        change = _member(old.members.get(member), new.members.get(member))
        if change is not None:
            kind, said = change
            yield SourceChange(
                name=name, member=member, change=kind, message=f"{what} '{member}' {said}"
            )
    if old.target != new.target and not _only_more(old.target, new.target):
        said = "returns" if old.kind == "method" else "is"
        message = f"{said} {_short(new.target)}, not {_short(old.target)}"
        yield SourceChange(name=name, member="", change="changed", message=message)


def _member(old: Member | None, new: Member | None) -> tuple[str, str] | None:
    """Return what happened to a field or parameter, as a word and as a sentence's end."""
    if old is None:
        return ("required", "is new and must be given") if new and new.required else None
    if new is None:
        return "removed", "was removed"
    if new.required and not old.required:
        return "required", "must be given now"
    if new.annotation != old.annotation:
        return "changed", f"is {_short(new.annotation)}, not {_short(old.annotation)}"
    return None


def _only_more(old: str, new: str) -> bool:
    """Whether a list of constants or of types is as it was but for additions."""
    before, after = _alternatives(old), _alternatives(new)
    return bool(before) and before < after


def _alternatives(text: str) -> frozenset[str]:
    """Return the members of a `Literal[...]` or `Union[...]`; none for any other type."""
    found = re.fullmatch(r"(?:Literal|Union)\[(.*)\]", text)
    if found is None or "[" in found[1]:
        return frozenset()
    return frozenset(part.strip() for part in found[1].split(", "))


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "alias" else f"a {kind}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."

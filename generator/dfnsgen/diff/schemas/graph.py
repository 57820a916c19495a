"""The pairs of schemas that were compared, what differs in each, and which lead to which.

In: edits and links, while a comparison goes on. Out: the edits that a pair leads to. Each
pair is compared once, however many operations use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dfnsgen.diff.change import Direction, Edit, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLink:
    """The way from one pair to another; `only` is the one direction that goes it."""

    target: str
    path: str
    route: Route
    only: Direction | None = None


@dataclass(slots=True)
class Node:
    """One pair. `label` names it on its own; without one it is named by the way to it."""

    label: str = ""
    edits: list[Edit] = field(default_factory=list[Edit])
    links: list[PairLink] = field(default_factory=list[PairLink])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An edit on some way to it; `subject` is what the way and the edit's path name."""

    edit: Edit
    subject: str
    route: Route


def reached_from(
    nodes: dict[str, Node], start: str, name: str, direction: Direction | None
) -> Iterator[Reached]:
    """Yield each edit that a pair leads to; the nearest way to it names it."""
    queue: list[tuple[str, str, Route]] = [(start, name, ())]
    seen = {start}
    for key, path, route in queue:
        node = nodes[key]
        here = node.label or path
        for edit in node.edits:
            if edit.only is None or direction is None or edit.only is direction:
                yield Reached(edit=edit, subject=here + edit.path, route=(*route, *edit.route))
        for link in node.links:
            passes = link.only is None or direction is None or link.only is direction
            if link.target not in seen and passes:
                seen.add(link.target)
                queue.append((link.target, here + link.path, (*route, *link.route)))

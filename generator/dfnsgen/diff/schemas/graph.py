"""The pairs of schemas that were compared, what differs in each, and which lead to which.

In: edits and links, while a comparison goes on. Out: the edits that a pair leads to. Each
pair is compared once, however many operations use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dfnsgen.diff.change import Direction, Edit, Route

STAYS = "it doesn't travel this way"
UNUSED_DEFAULT = "it must be given, so that its default is never used"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLink:
    """The way from one pair to another; `only` is the one direction that goes it.

    `must`: what stands there can't be left out.
    """

    target: str
    path: str
    route: Route
    only: Direction | None = None
    must: bool = False


@dataclass(slots=True)
class Node:
    """One pair. `label` names it on its own; without one it is named by the way to it."""

    label: str = ""
    edits: list[Edit] = field(default_factory=list[Edit])
    links: list[PairLink] = field(default_factory=list[PairLink])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An edit on some way to it; `subject` is what the way and the edit's path name.

    `idle` says why it changes nothing there, if it doesn't.
    """

    edit: Edit
    subject: str
    route: Route
    idle: str = ""


def reached_from(
    nodes: dict[str, Node], start: str, name: str, direction: Direction | None
) -> Iterator[Reached]:
    """Yield each edit that a pair leads to; the nearest way to it names it."""
    queue: list[tuple[str, str, Route, bool, bool]] = [(start, name, (), False, False)]
    seen = {(start, False, False)}
    for key, path, route, must, stays in queue:
        node = nodes[key]
        here = node.label or path
        for edit in node.edits:
            idle = ""
            if stays or not _travels(edit.only, direction):
                idle = STAYS
            elif must and not edit.path and edit.keyword == "default":
                idle = UNUSED_DEFAULT
            way = (*route, *edit.route)
            yield Reached(edit=edit, subject=here + edit.path, route=way, idle=idle)
        for link in node.links:
            further = stays or not _travels(link.only, direction)
            state = (link.target, link.must, further)
            if state not in seen:
                seen.add(state)
                way = (*route, *link.route)
                queue.append((link.target, here + link.path, way, link.must, further))


def _travels(only: Direction | None, direction: Direction | None) -> bool:
    return only is None or direction is None or only is direction

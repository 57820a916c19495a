"""The pairs of schemas that were compared, what differs in each, and which lead to which.

In: edits and links, while a comparison goes on. Out: the edits that are felt from a pair on. Each
pair is compared once, however many operations use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dfnsgen.diff.change import Direction, Edit, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The way from one pair to another; `only` is the one direction in which it is gone."""

    target: str
    path: str
    route: Route
    only: Direction | None = None


@dataclass(slots=True)
class Node:
    """One pair. `label` names it on its own; without one it is named by the way to it."""

    label: str = ""
    edits: list[Edit] = field(default_factory=list[Edit])
    links: list[Link] = field(default_factory=list[Link])


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """An edit as it is felt on some way; `subject` is what the way and the edit's path name."""

    edit: Edit
    subject: str
    route: Route


def felt_from(
    nodes: dict[str, Node], start: str, name: str, direction: Direction | None
) -> Iterator[Felt]:
    """Yield each edit that is felt from a pair on; the nearest way to it names it."""
    queue: list[tuple[str, str, Route]] = [(start, name, ())]
    seen = {start}
    for key, path, route in queue:
        node = nodes[key]
        here = node.label or path
        for edit in node.edits:
            if edit.only is None or direction is None or edit.only is direction:
                yield Felt(edit=edit, subject=here + edit.path, route=(*route, *edit.route))
        for link in node.links:
            passes = link.only is None or direction is None or link.only is direction
            if link.target not in seen and passes:
                seen.add(link.target)
                queue.append((link.target, here + link.path, (*route, *link.route)))

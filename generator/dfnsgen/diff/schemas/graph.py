"""The pairs of schemas that were compared, what differs in each, and which lead to which.

In: edits and links, while a comparison goes on. Out: the edits that a pair leads to. Each
pair is compared once, however many operations use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dfnsgen.diff.change import Direction, Edit, Route
from dfnsgen.diff.semantics import spared

STAYS = "it doesn't travel this way"
UNUSED_DEFAULT = "it must be given, so that its default is never used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """What another variant of the same union makes good: it takes, or took, what a variant loses.

    Or gains: nothing that is lost or gained inside of the variant changes what the union takes.
    """

    loss: bool = False
    gain: bool = False

    def __or__(self, other: Spare) -> Spare:
        return Spare(loss=self.loss or other.loss, gain=self.gain or other.gain)


NOTHING_SPARED = Spare()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLink:
    """The way from one pair to another; `only` is the one direction that goes it.

    `must`: what stands there can't be left out; `spare` is what others make good.
    """

    target: str
    path: str
    route: Route
    only: Direction | None = None
    must: bool = False
    spare: Spare = NOTHING_SPARED


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A pair on the way from a start, and what holds of all that is below."""

    key: str
    path: str
    route: Route = ()
    must: bool = False
    stays: bool = False
    spare: Spare = NOTHING_SPARED


def reached_from(
    nodes: dict[str, Node], start: str, name: str, direction: Direction | None
) -> Iterator[Reached]:
    """Yield each edit that a pair leads to; the nearest way to it names it."""
    queue = [_Visit(key=start, path=name)]
    seen = {(start, False, False, NOTHING_SPARED)}
    for visit in queue:
        key, path, route, must, stays = visit.key, visit.path, visit.route, visit.must, visit.stays
        node = nodes[key]
        here = node.label or path
        for edit in node.edits:
            idle = ""
            if stays or not _travels(edit.only, direction):
                idle = STAYS
            elif must and not edit.path and edit.keyword == "default":
                idle = UNUSED_DEFAULT
            way = (*route, *edit.route)
            kept = spared(edit.effect, loss=visit.spare.loss, gain=visit.spare.gain)
            if kept is not edit.effect:
                edit = replace(edit, effect=kept)
            yield Reached(edit=edit, subject=here + edit.path, route=way, idle=idle)
        for link in node.links:
            further = stays or not _travels(link.only, direction)
            spare = visit.spare | link.spare
            state = (link.target, link.must, further, spare)
            if state not in seen:
                seen.add(state)
                queue.append(
                    _Visit(
                        key=link.target,
                        path=here + link.path,
                        route=(*route, *link.route),
                        must=link.must,
                        stays=further,
                        spare=spare,
                    )
                )


def _travels(only: Direction | None, direction: Direction | None) -> bool:
    return only is None or direction is None or only is direction

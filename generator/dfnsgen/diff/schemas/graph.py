"""The pairs of schemas that were compared, what differs in each, and which lead to which.

In: edits and links, while a comparison goes on. Out: the edits that a pair leads to. Each
pair is compared once, however many operations use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from dfnsgen.diff.change import Direction, Edit, Route
from dfnsgen.diff.semantics import spared

STAYS = "it doesn't travel this way"
UNUSED_DEFAULT = "it must be given, so that its default is never used"


NOTHING_SPARED = 0
LOSS_SPARED = 1
"""Another variant of the same union takes what a variant loses: nothing is lost of the union."""
GAIN_SPARED = 2
"""Another variant took what a variant gains. Both are bits of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLink:
    """The way from one pair to another; `only` is the one direction that goes it.

    `must`: what stands there can't be left out; `spare` is what another variant makes good.
    """

    target: str
    path: str
    route: Route
    only: Direction | None = None
    must: bool = False
    spare: int = NOTHING_SPARED


@dataclass(slots=True)
class Node:
    """One pair. `label` names it on its own; without one it is named by the way to it."""

    label: str = ""
    edits: list[Edit] = field(default_factory=list[Edit])
    links: list[PairLink] = field(default_factory=list[PairLink])

    @property
    def has_default(self) -> bool:
        """Whether the default of the pair's own values differs."""
        return any(edit.keyword == "default" and not edit.path for edit in self.edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An edit on some way to it; `subject` is what the way and the edit's path name.

    `idle` says why it changes nothing there, if it doesn't.
    """

    edit: Edit
    subject: str
    route: Route
    idle: str = ""


def live_nodes(nodes: dict[str, Node]) -> frozenset[str]:
    """Return the keys of the pairs that lead to an edit."""
    before: dict[str, list[str]] = {}
    for key, node in nodes.items():
        for link in node.links:
            before.setdefault(link.target, []).append(key)
    waiting = [key for key, node in nodes.items() if node.edits]
    found = set(waiting)
    while waiting:
        for key in before.get(waiting.pop(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return frozenset(found)


_Visit = tuple[str, str, int, Route, bool, bool, int]
"""A pair's key, the path to it, the number of the visit before and the way from there.

Then what holds of all below: whether the value can't be left out, whether it doesn't travel this
way, and what is spared. Hundreds of operations go through the same hundreds of pairs: so these are
bare values, and no more is distinguished than makes a difference.
"""


def reached_from(
    node_of: Callable[[str], Node],
    start: str,
    name: str,
    direction: Direction | None,
    live: frozenset[str] | None = None,
) -> Iterator[Reached]:
    """Yield each edit that a pair leads to; the nearest way to it names it.

    `live` are the pairs that lead to an edit, where that is known: others needn't be visited.
    """
    queue: list[_Visit] = [(start, name, -1, (), False, False, NOTHING_SPARED)]
    seen: set[tuple[str, bool, bool, int]] = {(start, False, False, NOTHING_SPARED)}
    for number, (key, path, _, _, _, stays, spare) in enumerate(queue):
        node = node_of(key)
        here = node.label or path
        if node.edits:
            yield from _edits(node, here, direction, queue, number)
        for link in node.links:
            target = link.target
            if live is not None and target not in live:
                continue
            further = stays or not _travels(link.only, direction)
            must = link.must and node_of(target).has_default
            state = (target, must, further, spare | link.spare)
            if state not in seen:
                seen.add(state)
                queue.append((target, here + link.path, number, link.route, *state[1:]))


def _edits(
    node: Node, here: str, direction: Direction | None, queue: list[_Visit], number: int
) -> Iterator[Reached]:
    _, _, _, _, must, stays, spare = queue[number]
    route = _route(queue, number)
    for edit in node.edits:
        idle = ""
        if stays or not _travels(edit.only, direction):
            idle = STAYS
        elif must and not edit.path and edit.keyword == "default":
            idle = UNUSED_DEFAULT
        if spare:
            loss, gain = bool(spare & LOSS_SPARED), bool(spare & GAIN_SPARED)
            edit = replace(edit, effect=spared(edit.effect, loss=loss, gain=gain))
        way = (*route, *edit.route)
        yield Reached(edit=edit, subject=here + edit.path, route=way, idle=idle)


def _route(queue: list[_Visit], number: int) -> Route:
    """Return the whole way to a visit."""
    ways: list[Route] = []
    while number >= 0:
        _, _, number, way, *_ = queue[number]
        ways.append(way)
    return tuple(step for way in reversed(ways) for step in way)


def _travels(only: Direction | None, direction: Direction | None) -> bool:
    return only is None or direction is None or only is direction

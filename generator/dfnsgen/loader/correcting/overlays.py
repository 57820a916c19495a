"""Corrections of a document that leave its file alone.

In: a tree and overlays. Out: the tree with the actions applied, in order, and findings. The tree
that came in isn't changed; what is new in the other one is known to stand in the overlay.
Source: OpenAPI Overlay Specification 1.0.0 and 1.1.0, section 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dfnsgen.diagnostics import Diagnostic, Location, Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.correcting.selecting import NoPath, Path, Steps, TooManySteps, select
from dfnsgen.loader.grammar import Node
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import read_tree
from dfnsgen.loader.reading.sources import Source
from dfnsgen.loader.reading.text import decode
from dfnsgen.loader.syntax import Container
from dfnsgen.pointers import escape

_MOST_ADDED = 100_000
"""Each action may double what the one before it has made: a few would fill the memory."""
_TOO_LONG = "up to this target, its actions visit or copy too many values"
_COPIED = 200
"""Values that are copied in the time of one step of a path."""

_VERSION = re.compile(r"1\.[01]\.[0-9]+(-.+)?")


def apply_overlay(
    tree: JsonValue, source: Source, positions: Positions
) -> tuple[JsonValue, tuple[Diagnostic, ...]]:
    """Return the tree with an overlay's actions applied.

    Raises Refused for one of no use, and for one that adds without end.
    """
    overlay, noticed = read_tree(decode(source.content, source.name), source.name, positions)
    actions = _actions(overlay, positions)
    found = list(noticed)
    assert isinstance(overlay, dict)
    extends = overlay.get("extends")
    if isinstance(extends, str):
        at = positions.locate(overlay, "#/extends")
        found.append(rules.OVERLAY_EXTENDS.found(at, extends=extends[:200]))
    changes = added = 0
    steps = Steps()
    for index, action in enumerate(actions):
        at = positions.locate(overlay, f"#/actions/{index}/target")
        try:
            tree, count = _apply(tree, action, at, positions, steps)
        except TooManySteps:
            raise Refused(rules.OVERLAY_FORM.found(at, problem=_TOO_LONG)) from None
        changes += count
        added += 0 if action.get("remove") is True else count
        if added > _MOST_ADDED:
            problem = f"it adds to more than {_MOST_ADDED:,} places"
            raise Refused(rules.OVERLAY_FORM.found(at, problem=problem))
        if not count:
            found.append(rules.OVERLAY_NO_MATCH.found(at, target=str(action["target"])[:200]))
    info = overlay["info"]
    title = str(info.get("title", "")) if isinstance(info, dict) else ""
    applied = positions.locate(overlay, "#/info")
    found.append(rules.OVERLAY_APPLIED.found(applied, title=title[:200], count=changes))
    return tree, tuple(found)


def _actions(overlay: JsonValue, positions: Positions) -> Sequence[Node]:
    """Return the actions of an overlay that has the form of one. Raises Refused."""
    at = positions.locate(overlay, "#")
    if not isinstance(overlay, dict) or "overlay" not in overlay:
        raise Refused(rules.OVERLAY_FORM.found(at, problem="it has no `overlay`"))
    version = overlay["overlay"]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        at = positions.locate(overlay, "#/overlay")
        raise Refused(
            rules.OVERLAY_FORM.found(at, problem="its version isn't 1.0.0, 1.1.0 or the like")
        )
    if not isinstance(overlay.get("info"), dict):
        raise Refused(rules.OVERLAY_FORM.found(at, problem="it has no `info`"))
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise Refused(rules.OVERLAY_FORM.found(at, problem="it has no list of `actions`"))
    checked: list[Node] = []
    for index, action in enumerate(actions):
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            at = positions.locate(overlay, f"#/actions/{index}")
            raise Refused(rules.OVERLAY_FORM.found(at, problem="an action has no `target`"))
        checked.append(action)
    return checked


def _apply(
    tree: JsonValue, action: Node, at: Location, positions: Positions, steps: Steps
) -> tuple[JsonValue, int]:
    """Return the tree after one action, and how many places it changed."""
    places = _select(tree, str(action["target"]), at, steps)
    for place in places:
        copied = sum(len(one) for one in _chain(tree, place) if isinstance(one, dict | list))
        steps.take(copied // _COPIED)
    if action.get("remove") is True:
        for place in sorted(places, key=_order, reverse=True):
            tree = _removed(tree, place, at, positions)
        return tree, len(places)
    if "update" in action:
        update = action["update"]
    elif "copy" in action:
        update = _copied(tree, action["copy"], at, steps)
    else:
        return tree, 0
    for place in places:
        tree = _updated(tree, place, update, at, positions)
    return tree, len(places)


def _copied(tree: JsonValue, source: JsonValue, at: Location, steps: Steps) -> JsonValue:
    """Return the one value that the source of a `copy` selects. Source: version 1.1.0."""
    places = _select(tree, str(source), at, steps)
    if len(places) != 1:
        problem = f"the source {str(source)[:200]!r} of `copy` selects {len(places)} values, not 1"
        raise Refused(rules.OVERLAY_FORM.found(at, problem=problem))
    return _chain(tree, places[0])[-1]


def _select(tree: JsonValue, target: str, at: Location, steps: Steps) -> list[Path]:
    """Return the places that a JSONPath selects, each once. Raises Refused."""
    try:
        return select(tree, target, steps)
    except NoPath as problem:
        raise Refused(
            rules.OVERLAY_TARGET.found(at, target=target[:200], problem=str(problem))
        ) from None


def _order(place: Path) -> tuple[tuple[int, str, int], ...]:
    """Order places so that the last members of an array are removed first."""
    return tuple((1, "", t) if isinstance(t, int) else (0, t, 0) for t in place)


def _chain(tree: JsonValue, place: Path) -> list[JsonValue]:
    """Return the values from the root to a place."""
    chain = [tree]
    for token in place:
        chain.append(chain[-1][token])  # type: ignore[index]  # JSONPath found it there
    return chain


def _put(tree: JsonValue, place: Path, value: JsonValue, positions: Positions) -> JsonValue:
    """Return a copy of the tree with a value in a place; what isn't on the way is shared."""
    chain = _chain(tree, place[:-1]) if place else []
    for container, token in zip(reversed(chain), reversed(place), strict=True):
        made: Container
        if isinstance(container, dict):
            made = {**container, str(token): value}
        else:
            assert isinstance(container, list) and isinstance(token, int)
            made = [*container[:token], value, *container[token + 1 :]]
        _adopt(positions, made, container)
        value = made
    return value


def _removed(tree: JsonValue, place: Path, at: Location, positions: Positions) -> JsonValue:
    """Return the tree without what stands in a place."""
    if not place:
        problem = "the whole document would be removed"
        raise Refused(rules.OVERLAY_MISMATCH.found(at, place="the root", problem=problem))
    container = _chain(tree, place[:-1])[-1]
    made: Container
    if isinstance(container, dict):
        made = {key: value for key, value in container.items() if key != place[-1]}
    else:
        assert isinstance(container, list)
        made = [value for index, value in enumerate(container) if index != place[-1]]
    _adopt(positions, made, container)
    return _put(tree, place[:-1], made, positions)


def _updated(
    tree: JsonValue, place: Path, update: JsonValue, at: Location, positions: Positions
) -> JsonValue:
    """Return the tree with an update in a place: objects merge, arrays get one more member."""
    known = _chain(tree, place)[-1]
    made: JsonValue
    if isinstance(known, dict):
        if not isinstance(update, dict):
            where = "/".join(["#", *(escape(str(token)) for token in place)])
            problem = "an object can be updated with an object only"
            raise Refused(rules.OVERLAY_MISMATCH.found(at, place=where, problem=problem))
        made = _united(known, update, positions)
    elif isinstance(known, list):
        made = [*known, *(update if isinstance(update, list) else [update])]
        _adopt(positions, made, known)
    else:
        made = update
    return _put(tree, place, made, positions)


def _united(known: Node, update: Node, positions: Positions) -> Node:
    """Return an object with another's members in it: recursively, arrays one after the other."""
    root: Node = dict(known)
    positions.adopt(root, known)
    waiting = [(root, update)]
    while waiting:
        made, more = waiting.pop()
        for key, value in more.items():
            old = made.get(key)
            if isinstance(old, dict) and isinstance(value, dict):
                inner: Node = dict(old)
                positions.adopt(inner, old)
                waiting.append((inner, value))
                made[key] = inner
            elif isinstance(old, list) and isinstance(value, list):
                joined = [*old, *value]
                positions.adopt(joined, old)
                made[key] = joined
            else:
                made[key] = value
    return root


def _adopt(positions: Positions, made: JsonValue, original: JsonValue) -> None:
    if isinstance(made, dict | list) and isinstance(original, dict | list):
        positions.adopt(made, original)

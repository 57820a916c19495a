"""Several documents of one API to one: equal parts once, unequal ones reported with both places.

Documentation pages each carry one operation and the components it needs. In: parts, in order. Out:
one tree, the first of each part's members in its place, and findings. Nothing is chosen in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dfnsgen.diagnostics import Diagnostic, Location
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import page_rules
from dfnsgen.loader.grammar import Node
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.reading.parts import Part
from dfnsgen.pointers import escape

_DEPTHS = {"paths": 2, "webhooks": 2, "components": 2}
"""How far below a member parts are put together: paths by method, components by name."""


@dataclass(slots=True)
class _Merger:
    """The work in progress: who gave each member that is there already."""

    positions: Positions
    parts: Sequence[Part]
    givers: dict[str, int] = field(default_factory=dict[str, int])
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def locate(self, part: int, pointer: str) -> Location:
        """Return where a part has something."""
        return self.positions.locate(self.parts[part].tree, pointer)


def merge_parts(
    parts: Sequence[Part], positions: Positions
) -> tuple[JsonValue, tuple[Diagnostic, ...]]:
    """Return one tree of all parts; the one part's own if there is one."""
    first = parts[0].tree
    if len(parts) == 1 or not isinstance(first, dict):
        return first, ()
    work = _Merger(positions, parts)
    tree: Node = first
    for number, part in enumerate(parts[1:], 1):
        if isinstance(part.tree, dict) and not _of_another_version(work, tree, number):
            tree = _merged_root(work, tree, part.tree, number)
    return tree, tuple(work.found)


def _of_another_version(work: _Merger, tree: Node, number: int) -> bool:
    """Report a part of another version of the API than the first."""
    first, other = _version(tree), _version(work.parts[number].tree)
    if first == other:
        return False
    work.found.append(
        page_rules.PAGE_VERSION_CONFLICT.found(
            work.locate(number, "#/info/version"),
            version=other,
            first=first,
            other=work.locate(0, "#/info/version"),
        )
    )
    return True


def _version(tree: JsonValue) -> JsonValue:
    info = tree.get("info") if isinstance(tree, dict) else None
    return info.get("version") if isinstance(info, dict) else None


def _merged_root(work: _Merger, tree: Node, other: Node, number: int) -> Node:
    made: Node = dict(tree)
    for key, value in other.items():
        if key == "tags" and isinstance(value, list) and isinstance(made.get(key), list):
            made[key] = _merged_tags(work, made[key], value, number)  # type: ignore[arg-type]  # a list, as was just seen
        else:
            made[key] = _merged(work, made, key, value, "#", _DEPTHS.get(key, 0), number)
    work.positions.adopt(made, tree)
    return made


def _merged(
    work: _Merger, node: Node, key: str, value: JsonValue, outer: str, depth: int, number: int
) -> JsonValue:
    """Return what a member is once another part's value of it has been added."""
    pointer = f"{outer}/{escape(key)}"
    if key not in node:
        work.givers[pointer] = number
        return value
    known = node[key]
    if same(known, value):
        return known
    if depth and isinstance(known, dict) and isinstance(value, dict):
        made: Node = dict(known)
        for name, inner in value.items():
            made[name] = _merged(work, made, name, inner, pointer, depth - 1, number)
        work.positions.adopt(made, known)
        return made
    work.found.append(_conflict(work, pointer, number))
    return known


def _conflict(work: _Merger, pointer: str, number: int) -> Diagnostic:
    """Report a member that two parts give differently, with both places."""
    outer, giver = pointer, 0
    while outer != "#":
        if outer in work.givers:
            giver = work.givers[outer]
            break
        outer = outer.rpartition("/")[0]
    what = pointer.removeprefix("#/").replace("~1", "/").replace("~0", "~")
    other = work.locate(giver, pointer)
    return page_rules.PAGE_CONFLICT.found(work.locate(number, pointer), what=what, other=other)


def _merged_tags(
    work: _Merger, known: list[JsonValue], added: list[JsonValue], number: int
) -> list[JsonValue]:
    """Return the tags of both, each name once."""
    by_name = {_name(tag): tag for tag in known}
    made = list(known)
    for index, tag in enumerate(added):
        name = _name(tag)
        if name is None or name not in by_name:
            made.append(tag)
        elif not same(by_name[name], tag):
            at = work.locate(number, f"#/tags/{index}")
            other = work.locate(0, "#/tags")
            work.found.append(
                page_rules.PAGE_CONFLICT.found(at, what=f"the tag {name!r}", other=other)
            )
    work.positions.adopt(made, known)
    return made


def _name(tag: JsonValue) -> str | None:
    name = tag.get("name") if isinstance(tag, dict) else None
    return name if isinstance(name, str) else None


def same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values are the same JSON: `1` is not `true`, and members have no order."""
    waiting: list[tuple[JsonValue, JsonValue]] = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if a is b:
            continue
        if isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                return False
            waiting.extend((a[key], b[key]) for key in a)
        elif isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                return False
            waiting.extend(zip(a, b, strict=True))
        elif isinstance(a, bool) or isinstance(b, bool) or a != b:
            return False
    return True

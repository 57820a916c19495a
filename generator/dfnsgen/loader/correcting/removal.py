"""Parts of a tree left out: by name (`--skip`), with all that refers to them.

In: a tree and JSON pointers. Out: the tree without these parts, what isn't on the way shared with
the old one. A schema that refers to a part left out takes any value; where it is one of several, it
is left out as well. Every other reference to such a part goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Finding
from dfnsgen.loader.grammar import METHODS, SECTIONS, Adopt, Link, Node, nodes, pointer_of, rewrite
from dfnsgen.loader.syntax import Container
from dfnsgen.pointers import key_of, lookup, tokens

_CHOICES = ("allOf", "anyOf", "oneOf")


def leave_out(
    tree: Node, pointers: Sequence[str], adopt: Adopt
) -> tuple[Node, tuple[Finding, ...], tuple[str, ...]]:
    """Return the tree without some parts, what was noticed, and the pointers that led nowhere."""
    there = {pointer for pointer in pointers if pointer != "#" and _is_there(tree, pointer)}
    nowhere = tuple(pointer for pointer in pointers if pointer not in there)
    if not there:
        return tree, (), nowhere
    found = [
        Finding(rule=slip_rules.SKIPPED, pointer=pointer, values=(("pointer", pointer),))
        for pointer in sorted(there)
    ]
    made, loose = detached(without(tree, there, adopt), there, adopt)
    for pointer, effect in loose:
        values = (("pointer", pointer), ("effect", effect))
        found.append(Finding(rule=slip_rules.SKIPPED_WITH, pointer=pointer, values=values))
    return made, tuple(found), nowhere


def detached(
    tree: Node, targets: Set[str], adopt: Adopt
) -> tuple[Node, tuple[tuple[str, str], ...]]:
    """Return the tree without references to some places, and the pointers where they stood.

    With each pointer comes what was done: the object was left out, or takes any value.
    """
    out: dict[str, str] = {}
    while more := [
        pointer
        for pointer in map(pointer_of, _referring(tree, {*targets, *out}))
        if pointer not in out
    ]:
        out |= dict.fromkeys(more, "it is left out as well")

    def edit(node: Node, kind: str, link: Link) -> Node:
        if kind != "schema" or not _leads_to(node.get("$ref"), targets):
            return node
        out[pointer_of(link)] = "it takes any value"
        return {key: value for key, value in node.items() if key != "$ref"}

    made = rewrite(without(tree, out, adopt), edit, adopt)
    return made, tuple(out.items())


def _is_there(tree: Node, pointer: str) -> bool:
    try:
        lookup(tree, pointer)
    except KeyError:
        return False
    return True


def without(tree: Node, pointers: Iterable[str], adopt: Adopt) -> Node:
    """Return the tree without the values at some pointers."""
    ways = sorted({tuple(tokens(pointer)) for pointer in pointers})
    made = _without(tree, [way for way in ways if way], adopt)
    assert isinstance(made, dict)
    return made


def _without(value: JsonValue, ways: Sequence[tuple[str, ...]], adopt: Adopt) -> JsonValue:
    """Return a value without what the ways lead to; depth is bounded by that of a document."""
    if not ways or not isinstance(value, dict | list):
        return value
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in ways:
        by_first.setdefault(first, []).append(tuple(rest))
    made: Container
    if isinstance(value, dict):
        made = dict(_kept(value.items(), by_first, adopt))
    else:
        numbered = ((str(index), inner) for index, inner in enumerate(value))
        made = [inner for _, inner in _kept(numbered, by_first, adopt)]
    adopt(made, value)
    return made


def _kept(
    members: Iterable[tuple[str, JsonValue]],
    by_first: dict[str, list[tuple[str, ...]]],
    adopt: Adopt,
) -> Iterator[tuple[str, JsonValue]]:
    for key, inner in members:
        ways = by_first.get(key, [])
        if () not in ways:
            yield key, _without(inner, ways, adopt)


def _referring(tree: Node, out: Set[str]) -> Iterator[Link]:
    """Yield what refers to parts left out and can be left out itself."""
    for node, kind, link in nodes(tree):
        if kind == "discriminator":
            mapping = node.get("mapping")
            for value, target in mapping.items() if isinstance(mapping, dict) else ():
                if _leads_to(target, out):
                    yield ((link, "mapping"), value)
        elif kind in SECTIONS and _leads_to(node.get("$ref"), out):
            is_choice = link is not None and link[0] is not None and link[0][1] in _CHOICES
            if kind != "schema" or is_choice:
                yield link


def _leads_to(reference: JsonValue, out: Set[str]) -> bool:
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return False
    pointer = key_of(reference)
    return pointer in out or any(pointer.startswith(f"{one}/") for one in out)


def part_of(pointer: str) -> str:
    """Return the part that would be left out for a fault: an operation, a path, a component; ''."""
    way = pointer.split("/")
    if way[:2] in (["#", "paths"], ["#", "webhooks"]) and len(way) > 2:
        operation = {**dict.fromkeys(METHODS, 4), "additionalOperations": 5}
        return "/".join(way[: operation.get(way[3], 3) if len(way) > 3 else 3])
    return "/".join(way[:4]) if way[:2] == ["#", "components"] and len(way) > 3 else ""

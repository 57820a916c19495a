"""From a tree to another one by actions of an overlay: the opposite of `overlays`.

In: two trees. Out: actions, in the order in which they are to be applied. What both trees share is
not looked into. The members of maps, where a package follows the document's order, come out in the
order of the second tree; those of other objects in any.

    {type: object, description: null}   ->   {target: $.description, remove: true}
    {type: datetime}                    ->   {target: $, update: {type: string, format: date-time}}

Source: OpenAPI Overlay Specification 1.1.0, section 4.4; RFC 9535, section 2.7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.grammar import GRAMMAR, Holds, Node
from dfnsgen.loader.joining.merge import same
from dfnsgen.loader.joining.references import one_spelling
from dfnsgen.pointers import child

Place = tuple[str | int, ...]

_SHORT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    "'": "\\'",
    "\\": "\\\\",
}
_MAPS = frozenset(
    name
    for members in GRAMMAR.values()
    for name, (holds, _) in members.items()
    if holds in (Holds.MAP, Holds.EXTENSIBLE_MAP)
) | {"mapping"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A step of an overlay: what is updated with a value, or removed where `is_removal`.

    `changed` are the pointers of what it adds, replaces or removes.
    """

    place: Place
    changed: tuple[str, ...]
    value: JsonValue = None
    is_removal: bool = False

    @property
    def target(self) -> str:
        """The place as a JSONPath."""
        return json_path(self.place)


def json_path(place: Place) -> str:
    """Return a place of a document as a JSONPath. Source: RFC 9535, section 2.7."""
    return "$" + "".join(map(_segment, place))


def actions_between(old: Node, new: Node) -> tuple[Action, ...]:
    """Return what makes one tree of another."""
    return tuple(_of_objects(old, new, ()))


def _of_objects(old: Node, new: Node, place: Place) -> list[Action]:
    """Return the actions that make one object of another."""
    inner: dict[str, list[Action]] = {}
    set_anew: set[str] = set()
    for key in old.keys() & new.keys():
        if (found := _of_members(old[key], new[key], (*place, key))) is None:
            set_anew.add(key)
        else:
            inner[key] = found
    scalars = {key for key in set_anew if _is_scalar(old[key]) and _is_scalar(new[key])}
    moved = set_anew - scalars
    if place and place[-1] in _MAPS:
        kept = [key for key in old if key in new and key not in moved]
        prefix = sum(1 for _ in _common_prefix(kept, list(new)))
        moved |= old.keys() & {*list(new)[prefix:]}
    removed = [key for key in old if key not in new or key in moved]
    made = [_removal((*place, key)) for key in removed]
    made += [one for key in old if key not in moved for one in inner.get(key, ())]
    update: Node = {
        key: value for key, value in new.items() if key not in old or key in moved | scalars
    }
    if update:
        changed = tuple(_pointer((*place, key)) for key in update)
        made.append(Action(place=place, value=update, changed=changed))
    return made


def _of_members(old: JsonValue, new: JsonValue, place: Place) -> list[Action] | None:
    """Return the actions that make one value of another; None where it is to be set anew."""
    if old is new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _of_objects(old, new, place)
    if isinstance(old, list) and isinstance(new, list):
        return _of_lists(old, new, place)
    if isinstance(old, str) and isinstance(new, str) and old.startswith("#/"):
        return [] if one_spelling(old) == one_spelling(new) else None
    return [] if same(old, new) else None


def _of_lists(old: list[JsonValue], new: list[JsonValue], place: Place) -> list[Action] | None:
    """Return the actions that make one list of another: members change, go, or are added."""
    if len(new) > len(old):
        first = _of_lists(old, new[: len(old)], place)
        added = new[len(old) :]
        if first is None or any(isinstance(member, list) for member in added):
            return None
        return first + [
            Action(place=place, value=member, changed=(_pointer((*place, len(old) + n)),))
            for n, member in enumerate(added)
        ]
    if len(new) < len(old):
        removed = _left_out(old, new)
        return (
            None if removed is None else [_removal((*place, index)) for index in reversed(removed)]
        )
    made: list[Action] = []
    for index, (before, after) in enumerate(zip(old, new, strict=True)):
        found = _of_members(before, after, (*place, index))
        if found is None:
            return None
        made += found
    return made


def _left_out(old: list[JsonValue], new: list[JsonValue]) -> list[int] | None:
    """Return which members of a list another one doesn't have; None where it has other ones."""
    removed: list[int] = []
    waiting = list(new)
    for index, member in enumerate(old):
        if waiting and same(member, waiting[0]):
            waiting.pop(0)
        else:
            removed.append(index)
    return None if waiting else removed


def _common_prefix(one: Sequence[str], other: Sequence[str]) -> Sequence[str]:
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return one[:index]
    return one[: len(other)]


def _is_scalar(value: JsonValue) -> bool:
    return not isinstance(value, dict | list)


def _removal(place: Place) -> Action:
    return Action(place=place, is_removal=True, changed=(_pointer(place),))


def _pointer(place: Place) -> str:
    return child("#", *place)


def _segment(token: str | int) -> str:
    if isinstance(token, int):
        return f"[{token}]"
    if _SHORT.fullmatch(token):
        return f".{token}"
    return "['" + "".join(map(_escaped, token)) + "']"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character

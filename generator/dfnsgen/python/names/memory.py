"""What a package remembers of its names, so that the next version gives none away.

In: an Api with its names. Out: a Memory, which the lock keeps: which structure and which operation
was called what, in the order in which the modules are written. And the Api in that order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from keyword import iskeyword

from dfnsgen.model.api import Api, Definition
from dfnsgen.python.names.operation_names import operation_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The names of one version, in the order of the emitted modules.

    `names` and `structures` give each definition's name and digest by its JSON pointer,
    `operations` gives `namespace.method` by method and path. `aliases` are names that a definition
    had before the API renamed it, with its pointer. `version` is the document's.
    """

    version: str = ""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    structures: Mapping[str, str] = field(default_factory=dict[str, str])
    operations: Mapping[str, str] = field(default_factory=dict[str, str])
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])


NOTHING = Memory()

_LONGEST = 200
"""No class that we name is as long: see `LONGEST_CLASS`."""


def is_usable(name: str) -> bool:
    """Whether a class can have a name of a lock, which is a file that anybody may edit."""
    is_name = name.isidentifier() and not iskeyword(name) and len(name) <= _LONGEST
    return is_name and unicodedata.normalize("NFKC", name) == name


def with_operations_in_order(api: Api, memory: Memory) -> Api:
    """Return the Api with the operations that are known in their old order; its tags as well."""
    places = {key: place for place, key in enumerate(memory.operations)}
    known = [places.get(key) for key in operation_keys(api.operations)]
    order = _merged(known)
    moved = {old: new for new, old in enumerate(order)}
    if all(old == new for old, new in moved.items()):
        return api
    return replace(
        api,
        operations=tuple(api.operations[number] for number in order),
        definitions={
            key: _with_operations_moved(definition, moved)
            for key, definition in api.definitions.items()
        },
    )


def with_definitions_in_order(api: Api, memory: Memory, names: Mapping[str, str]) -> Api:
    """Return the Api with the definitions whose names are known in their old order.

    So a structure that is now met first elsewhere moves no code.
    """
    places = {name: place for place, name in enumerate(memory.names.values())}
    keys = [*api.definitions]
    order = _merged([places.get(names[key]) for key in keys])
    return replace(api, definitions={keys[n]: api.definitions[keys[n]] for n in order})


def _merged(places: Sequence[int | None]) -> list[int]:
    """Return the order in which what has an old place stands at it, the rest behind its neighbour.

    Before: places `2, None, 1`. After: `2, 0, 1`: the new one stays behind what it stood behind.
    """
    after: dict[int, list[int]] = {}
    first: list[int] = []
    behind = first
    for number, place in enumerate(places):
        if place is None:
            behind.append(number)
        else:
            behind = after.setdefault(number, [])
    old = sorted(after, key=lambda number: places[number] or 0)
    return [*first, *_flat([number, *after[number]] for number in old)]


def _flat(groups: Iterable[list[int]]) -> list[int]:
    return [number for group in groups for number in group]


def _with_operations_moved(definition: Definition, moved: Mapping[int, int]) -> Definition:
    occurrences = tuple(
        (
            one
            if one.role in ("webhook", "ignored")
            else replace(one, operation=moved.get(one.operation, -1))
        )
        for one in definition.occurrences
    )
    return replace(definition, occurrences=occurrences)

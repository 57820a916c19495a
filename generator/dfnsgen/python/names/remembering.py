"""Which definition of a new version is which of the old one: by structure, then by place.

In: the Api, and the Memory of the version before. Out: the old names that stay, by the new
version's pointers. A structure that moved keeps its name, and one that changed in its place does.
A component that the API itself renamed takes its new name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dfnsgen.model.api import Api
from dfnsgen.python.names.memory import Memory
from dfnsgen.python.names.operation_names import OperationName, operation_keys
from dfnsgen.python.names.structure_digests import digest_with, skeletons

_COMPONENT = re.compile(r"#/components/schemas/[^/]+")
_PARTICULAR = 2
"""So many equal properties or members can't be a coincidence."""


def remember(
    api: Api,
    definitions: Mapping[str, str],
    operations: Sequence[OperationName],
    aliases: Mapping[str, str],
) -> Memory:
    """Return what the next version is to know of these names."""
    bones = skeletons(api)
    return Memory(
        version=api.version,
        names={key: definitions[key] for key in api.definitions},
        structures={key: digest_with(bones[key], definitions) for key in api.definitions},
        operations={
            key: f"{name.namespace}.{name.method}"
            for key, name in zip(operation_keys(api.operations), operations, strict=True)
        },
        aliases=dict(aliases),
    )


def names_that_stay(api: Api, memory: Memory) -> dict[str, str]:
    """Return the old name of each definition that the old version has, by its new pointer."""
    if not memory.names:
        return {}
    return _Matching(api, memory).found()


def former_names(api: Api, memory: Memory, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that components had before the API renamed them, with their pointers.

    They last as long as the version does that brought the new name.
    """
    given = set(names.values())
    bones = skeletons(api)
    by_digest = {digest_with(bones[key], names): key for key in api.definitions}
    former = {
        old: by_digest[memory.structures[key]]
        for key, old in memory.names.items()
        if old not in given and memory.structures.get(key) in by_digest
    }
    if api.version == memory.version:
        kept = {old: key for old, key in memory.aliases.items() if key in api.definitions}
        return kept | former
    return former


class _Matching:
    """Old and new definitions, matched from the surest sign to the weakest until none is left."""

    def __init__(self, api: Api, memory: Memory) -> None:
        self._api = api
        self._memory = memory
        self._bones = skeletons(api)
        self._names: dict[str, str] = {}
        self._open_old = dict.fromkeys(memory.names)
        self._open_new = dict.fromkeys(api.definitions)

    def found(self) -> dict[str, str]:
        """Match until nothing matches; a match can make further ones possible."""
        self._take(self._same_components())
        signs: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
            self._same_structure,
            self._alike,
            self._same_place_and_known_parts,
            self._same_place,
        )
        while any(self._take(sign()) for sign in signs):
            pass
        return self._names

    def _take(self, pairs: Iterator[tuple[str, str]]) -> int:
        taken = 0
        for old, new in [*pairs]:
            if old in self._open_old and new in self._open_new and not self._is_renamed(old, new):
                del self._open_old[old], self._open_new[new]
                self._names[new] = self._memory.names[old]
                taken += 1
        return taken

    def _is_renamed(self, old: str, new: str) -> bool:
        """Whether the API itself gave the two different names."""
        named = bool(self._api.definitions[new].component)
        return named and old != new and _COMPONENT.fullmatch(old) is not None

    def _same_components(self) -> Iterator[tuple[str, str]]:
        for key in self._open_old:
            if key in self._open_new and self._api.definitions[key].component:
                yield key, key

    def _same_structure(self) -> Iterator[tuple[str, str]]:
        """What asserts the same and refers to what has the same names; best in the same place."""
        old = _grouped(self._open_old, lambda key: self._memory.structures.get(key, ""))
        for new in self._open_new:
            skeleton = self._bones[new]
            if all(part in self._names for part in skeleton.refs):
                found = old.get(digest_with(skeleton, self._names), [])
                yield from ((key, new) for key in sorted(found, key=lambda key: key != new))

    def _alike(self) -> Iterator[tuple[str, str]]:
        """What asserts the same itself, if one of the old and one of the new ones alone does."""
        old = _grouped(
            self._open_old, lambda key: self._memory.structures.get(key, "").split(".")[0]
        )
        new = _grouped(self._open_new, lambda key: self._bones[key].own)
        for own, keys in new.items():
            found = old.get(own, [])
            if len(keys) == len(found) == 1 and (found == keys or self._is_particular(keys[0])):
                yield found[0], keys[0]

    def _is_particular(self, key: str) -> bool:
        schema = self._api.definitions[key].schema
        return len(schema.properties) >= _PARTICULAR or len(schema.enum or ()) >= _PARTICULAR

    def _same_place_and_known_parts(self) -> Iterator[tuple[str, str]]:
        """What stands where it stood, the innermost first."""
        for old, new in self._same_place():
            if not any(part in self._open_new for part in self._bones[new].refs):
                yield old, new

    def _same_place(self) -> Iterator[tuple[str, str]]:
        yield from ((key, key) for key in self._open_new if key in self._open_old)


def _grouped(keys: Iterable[str], sign: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[sign(key)].append(key)
    return groups

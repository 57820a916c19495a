"""Where an operation's method stands in the client, and what it is called.

In: the Api, and the names of the version before. Out: one OperationName for each operation, unique
within its namespace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from keyword import iskeyword
from types import MappingProxyType

from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.operation_words import Words, bounded, candidates
from dfnsgen.python.names.reserved import (
    RESERVED_METHODS,
    RESERVED_NAMESPACE_CLASSES,
    RESERVED_NAMESPACES,
    beside,
)
from dfnsgen.python.names.spelling import pascal, snake, words

DEFAULT_NAMESPACE = "api"
_MANY = 50
"""So many operations are no single thing, though no tag tells them apart."""
_LONGEST_FILE = 50
"""Not every file system and archive takes longer names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationName:
    """`client.<namespace>.<method>`; `words` are the method's words."""

    namespace: str
    namespace_class: str
    method: str
    words: tuple[str, ...]


def name_operations(
    api: Api, remembered: Mapping[str, str] = MappingProxyType({})
) -> tuple[OperationName, ...]:
    """Name all operations: by operationId, else summary, else method and path.

    `remembered` gives `namespace.method` by method and path: what had a name keeps it.
    """
    kept = [_kept(remembered.get(key, "")) for key in operation_keys(api.operations)]
    further = [candidates(operation) for operation in api.operations]
    spaces = _namespaces(api.operations)
    names = [
        keep or _name(space, next(names), operation)
        for keep, space, operation, names in zip(kept, spaces, api.operations, further, strict=True)
    ]
    # Each name that another has, too, gets its next candidate, until none is left.
    while True:
        counts = Counter((name.namespace, name.method) for name in names)
        changed = False
        for place, (operation, name) in enumerate(zip(api.operations, names, strict=True)):
            if kept[place] or counts[name.namespace, name.method] == 1:
                continue
            following = next(further[place], None)
            if following is not None:
                names[place] = _name(spaces[place], following, operation)
                changed = True
        if not changed:
            return tuple(_apart(names, kept))


def operation_key(operation: Operation) -> str:
    """Return what an operation is known by: method and path, whatever its parameters are called."""
    return f"{operation.method} {re.sub(r'{[^{}]*}', '{}', operation.path)}"


def operation_keys(operations: Iterable[Operation]) -> list[str]:
    """Return what each operation is known by among the others.

    `/orgs/{id}` and `/orgs/{name}` of one document are known by what their parameters are called.
    """
    several = [*operations]
    keys = [operation_key(operation) for operation in several]
    count = Counter(keys)
    return [
        key if count[key] == 1 else f"{operation.method} {operation.path}"
        for key, operation in zip(keys, several, strict=True)
    ]


def _kept(name: str) -> OperationName | None:
    """Return the name that a lock remembers; None for what can't be one."""
    space, _, method = name.partition(".")
    if not all(part.isidentifier() and not iskeyword(part) for part in (space, method)):
        return None
    return OperationName(
        namespace=beside(space, RESERVED_NAMESPACES),
        namespace_class=_class_of(words(space)),
        method=beside(method, RESERVED_METHODS),
        words=words(method),
    )


def _name(space: Words, name: Words, operation: Operation) -> OperationName:
    short = bounded(name, operation)
    return OperationName(
        namespace=beside(_file_name(space), RESERVED_NAMESPACES),
        namespace_class=_class_of(space),
        method=beside(snake(short), RESERVED_METHODS),
        words=short,
    )


def _file_name(space: Words) -> str:
    """Return the name of a namespace, and of its module: the first words of a tag."""
    name = snake(space)
    return name if len(name) <= _LONGEST_FILE else name[:_LONGEST_FILE].rsplit("_", 1)[0]


def _class_of(space: tuple[str, ...]) -> str:
    """Return the name of a namespace's class: `Wallets`; `PageApi`, as `Page` is another's."""
    name = pascal(space)
    return f"{name}Api" if name in RESERVED_NAMESPACE_CLASSES else name


def _namespaces(operations: Sequence[Operation]) -> list[Words]:
    """Return the words of each operation's namespace: its first tag's.

    Many operations without any tag are divided by the first parts of their paths that differ.
    """
    if len(operations) > _MANY and not any(operation.tags for operation in operations):
        parts = [_fixed_parts(operation.path) for operation in operations]
        columns = zip(*parts, strict=False)
        shared = sum(1 for _ in takewhile(lambda column: len({*column}) == 1, columns))
        divided = [words(part[shared]) if len(part) > shared else () for part in parts]
        return [space or (DEFAULT_NAMESPACE,) for space in divided]
    return [
        (
            words(operation.tags[0])
            if operation.tags and words(operation.tags[0])
            else (DEFAULT_NAMESPACE,)
        )
        for operation in operations
    ]


def _fixed_parts(path: str) -> list[str]:
    """Return what a path is made of beside its parameters."""
    return [part for part in path.split("/") if part and "{" not in part]


def _apart(names: list[OperationName], kept: list[OperationName | None]) -> Iterator[OperationName]:
    """Say `also` where even the paths are spelt alike, which a lock's names may bring about."""
    taken = {(keep.namespace, keep.method) for keep in kept if keep}
    for name, keep in zip(names, kept, strict=True):
        method = name.method
        while not keep and (name.namespace, method) in taken:
            method += "_also"
        taken.add((name.namespace, method))
        yield replace(name, method=method)

"""Where an operation's method stands in the client, and what it is called.

In: the Api, and the names of the version before. Out: one OperationName for each operation, unique
within its namespace.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from keyword import iskeyword
from types import MappingProxyType

from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.reserved import (
    RESERVED_METHODS,
    RESERVED_NAMESPACE_CLASSES,
    RESERVED_NAMESPACES,
    beside,
)
from dfnsgen.python.names.spelling import LONGEST_NAME, pascal, snake, words

_LONGEST_SUMMARY = 8
"""A summary of more words is a sentence, not a name."""

_LONGEST_DISTINCT = 80
"""A method that has to be told apart from another may have a longer name than others."""

_SIGN_NAMES = {"/": "slash", "-": "dash", ".": "dot", ":": "colon", "~": "tilde"}

DEFAULT_NAMESPACE = "api"


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
    kept = [_kept(remembered.get(operation_key(operation), "")) for operation in api.operations]
    names = [
        keep or _name(_namespace(operation), _words(operation))
        for keep, operation in zip(kept, api.operations, strict=True)
    ]
    for distinguish, longest in _DISTINCTIONS:
        counts = Counter((name.namespace, name.method) for name in names)
        names = [
            (
                name
                if keep or counts[name.namespace, name.method] == 1
                else _name(_namespace(operation), distinguish(operation, name.words), longest)
            )
            for operation, keep, name in zip(api.operations, kept, names, strict=True)
        ]
    return tuple(_apart(names, kept))


def operation_key(operation: Operation) -> str:
    """Return what an operation is known by: method and path, whatever its parameters are called."""
    return f"{operation.method} {re.sub(r'{[^{}]*}', '{}', operation.path)}"


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


def _name(
    space: tuple[str, ...], name: tuple[str, ...], longest: int = LONGEST_NAME
) -> OperationName:
    return OperationName(
        namespace=beside(snake(space), RESERVED_NAMESPACES),
        namespace_class=_class_of(space),
        method=beside(snake(name, longest), RESERVED_METHODS),
        words=name,
    )


def _class_of(space: tuple[str, ...]) -> str:
    """Return the name of a namespace's class: `Wallets`; `PageApi`, as `Page` is another's."""
    name = pascal(space)
    return f"{name}Api" if name in RESERVED_NAMESPACE_CLASSES else name


def _namespace(operation: Operation) -> tuple[str, ...]:
    return (
        words(operation.tags[0])
        if operation.tags and words(operation.tags[0])
        else (DEFAULT_NAMESPACE,)
    )


def _words(operation: Operation) -> tuple[str, ...]:
    named = words(operation.operation_id)
    if named:
        return _without_tag(named, operation)
    summary = words(operation.summary)
    if 0 < len(summary) <= _LONGEST_SUMMARY:
        return summary
    by_path = _by_path(operation, ())
    return by_path if len("_".join(by_path)) <= LONGEST_NAME else _by_plain_path(operation, ())


def _without_tag(named: tuple[str, ...], operation: Operation) -> tuple[str, ...]:
    """`wallets.getWallet` is `get_wallet` in the namespace `wallets`."""
    prefix = words(operation.tags[0]) if operation.tags and "." in operation.operation_id else ()
    return named[len(prefix) :] if prefix and named[: len(prefix)] == prefix else named


def _with_path(operation: Operation, current: tuple[str, ...]) -> tuple[str, ...]:
    return (*current, *(word for word in _plain_path(operation) if word not in current))


def _by_plain_path(operation: Operation, _current: tuple[str, ...]) -> tuple[str, ...]:
    return (*words(operation.method), *_plain_path(operation))


def _plain_path(operation: Operation) -> tuple[str, ...]:
    """Return the words of a path's segments that are no parameters."""
    return words(re.sub(r"{[^{}]*}", "/", operation.path))


def _by_path(operation: Operation, _current: tuple[str, ...]) -> tuple[str, ...]:
    path = operation.path.replace("{", "by-").replace("}", "")
    return (*words(operation.method), *words(path))


def _with_method(operation: Operation, current: tuple[str, ...]) -> tuple[str, ...]:
    return (*current, "via", *words(operation.method))


def _by_whole_path(operation: Operation, _current: tuple[str, ...]) -> tuple[str, ...]:
    """Name a path to the last sign, so that `/a/` and `/a`, `/a-b` and `/a.b` differ."""
    signs = re.sub(
        r"[^\w{}]", lambda sign: f" {_SIGN_NAMES.get(sign[0], 'sign')} ", operation.path[1:]
    )
    return (*words(operation.method), *words(signs.replace("{", " by ").replace("}", " ")))


def _apart(names: list[OperationName], kept: list[OperationName | None]) -> Iterator[OperationName]:
    """End a name with underscores where even the paths are spelt alike, as `/A` and `/a` are."""
    taken = {(keep.namespace, keep.method) for keep in kept if keep}
    for name, keep in zip(names, kept, strict=True):
        method = name.method
        while not keep and (name.namespace, method) in taken:
            method += "_"
        taken.add((name.namespace, method))
        yield replace(name, method=method)


_DISTINCTIONS = (
    (_with_path, _LONGEST_DISTINCT),
    (_by_plain_path, _LONGEST_DISTINCT),
    (_by_path, _LONGEST_DISTINCT),
    (_with_method, _LONGEST_DISTINCT),
    (_by_whole_path, sys.maxsize),
)
"""What is added to names that are the same, one after the other, and how long they may be then."""

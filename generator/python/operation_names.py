"""Where an operation's method stands in the client, and what it is called.

In: the Api. Out: one OperationName for each operation, unique within its namespace.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from generator.model.api import Api, Operation
from generator.python.spelling import pascal, snake, words

_LONGEST_SUMMARY = 8
"""A summary of more words is a sentence, not a name."""

DEFAULT_NAMESPACE = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationName:
    """`client.<namespace>.<method>`; `words` are the method's words."""

    namespace: str
    namespace_class: str
    method: str
    words: tuple[str, ...]


def name_operations(api: Api) -> tuple[OperationName, ...]:
    """Name all operations: by operationId, else summary, else method and path."""
    spaces = [_namespace(operation) for operation in api.operations]
    chosen = [_words(operation) for operation in api.operations]
    for distinguish in (_with_path, _by_path, _with_method):
        counts = Counter(zip(spaces, map(snake, chosen), strict=True))
        chosen = [
            distinguish(operation, current) if counts[space, snake(current)] > 1 else current
            for operation, space, current in zip(api.operations, spaces, chosen, strict=True)
        ]
    return tuple(
        OperationName(
            namespace=snake(space), namespace_class=pascal(space), method=snake(name), words=name
        )
        for space, name in zip(spaces, chosen, strict=True)
    )


def _namespace(operation: Operation) -> tuple[str, ...]:
    return words(operation.tags[0]) if operation.tags and words(operation.tags[0]) else (
        DEFAULT_NAMESPACE,
    )


def _words(operation: Operation) -> tuple[str, ...]:
    named = words(operation.operation_id)
    if named:
        return _without_tag(named, operation)
    summary = words(operation.summary)
    if 0 < len(summary) <= _LONGEST_SUMMARY:
        return summary
    return _by_path(operation, ())


def _without_tag(named: tuple[str, ...], operation: Operation) -> tuple[str, ...]:
    """`wallets.getWallet` is `get_wallet` in the namespace `wallets`."""
    prefix = words(operation.tags[0]) if operation.tags and "." in operation.operation_id else ()
    return named[len(prefix) :] if prefix and named[: len(prefix)] == prefix else named


def _with_path(operation: Operation, current: tuple[str, ...]) -> tuple[str, ...]:
    plain = [part for part in operation.path.split("/") if part and not part.startswith("{")]
    added = [w for part in plain for w in words(part) if w not in current]
    return (*current, *added)


def _by_path(operation: Operation, _current: tuple[str, ...]) -> tuple[str, ...]:
    path = operation.path.replace("{", "by-").replace("}", "")
    return (*words(operation.method), *words(path))


def _with_method(operation: Operation, current: tuple[str, ...]) -> tuple[str, ...]:
    return (*current, "via", *words(operation.method))

"""A part of an API: some operations, and the structures that these need.

In: the Api, its Names, and a choice of operations. Out: both again, of that part alone. Names are
given before: a class is called the same in every part of an API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from dfnsgen.model.api import Api, Operation, Use
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import Reference
from dfnsgen.python.names.names import Names


def subset(api: Api, names: Names, takes: Callable[[Operation], bool]) -> tuple[Api, Names]:
    """Return the chosen operations and webhooks with the closure of what they refer to."""
    operations = [n for n, operation in enumerate(api.operations) if takes(operation)]
    chosen = [api.operations[n] for n in operations]
    lines = {f"{operation.method} {operation.path}" for operation in chosen}
    webhooks = [
        n
        for n, hook in enumerate(api.webhooks)
        if (lines.intersection(hook.callback_of) if hook.callback_of else takes(hook.operation))
    ]
    events = [api.webhooks[n] for n in webhooks]
    keys = _closure(api, [*chosen, *(event.operation for event in events)])
    part = replace(
        api,
        operations=tuple(chosen),
        webhooks=tuple(events),
        definitions={key: found for key, found in api.definitions.items() if key in keys},
        components={name: use for name, use in api.components.items() if _is_in(use, keys)},
    )
    return part, replace(
        names,
        definitions={key: name for key, name in names.definitions.items() if key in keys},
        answers={key: own for key, own in names.answers.items() if {key, own} <= keys},
        aliases={alias: key for alias, key in names.aliases.items() if key in keys},
        operations=tuple(names.operations[n] for n in operations),
        webhooks=tuple(names.webhooks[n] for n in webhooks),
    )


def _closure(api: Api, operations: Iterable[Operation]) -> set[str]:
    keys: set[str] = set()
    waiting = [*_references(tuple(operations))]
    waiting += [key for anchors in api.dynamic_anchors.values() for key in anchors.values()]
    while waiting:
        key = waiting.pop()
        if key not in keys and key in api.definitions:
            keys.add(key)
            definition = api.definitions[key]
            waiting += _references((definition.schema, definition.shape))
    return keys


def _is_in(use: Use, keys: set[str]) -> bool:
    found = [*_references(use.schema)]
    return bool(found) and keys.issuperset(found)


def _references(value: object) -> Iterator[str]:
    """Yield the keys that schemas and shapes anywhere inside a value refer to."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif isinstance(value, Reference):
            yield value.key
        elif is_dataclass(value):
            if isinstance(value, Schema):
                yield from filter(None, (value.ref, (value.dynamic_ref or ("", ""))[1]))
            waiting += [getattr(value, field.name) for field in fields(value)]

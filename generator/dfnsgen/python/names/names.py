"""All names of a package, made in one place.

In: the Api and what the lock remembers of the version before. Out: Names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dfnsgen.model.api import Api
from dfnsgen.python.names.memory import Memory
from dfnsgen.python.names.operation_names import OperationName, name_operations
from dfnsgen.python.names.remembering import former_names, names_that_stay
from dfnsgen.python.names.reserved import RESERVED_CLASSES
from dfnsgen.python.names.spelling import class_name, field_names, py_name
from dfnsgen.python.names.structure_names import name_structures

__all__ = [
    "EnumNames",
    "Names",
    "OperationName",
    "assign_names",
    "class_name",
    "field_names",
    "py_name",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumNames:
    """An enum that is a class: the alias of its plain values, and what holds an unknown one.

    `known` is "" where none is ever sent; `unknown` is str or int, None where no unknown one comes.
    """

    known: str
    unknown: type | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """`definitions`: key to PascalCase name; `aliases`: further names of a definition, to its key;
    `operations` and `webhooks` stand in the order of the Api's. `former` are those aliases that
    the API itself has given up; they stay for one version. `answers` leads from the definitions of
    requests to those of answers, where the two differ. `enums` are those that are classes.
    `nested` are the ways to namespaces that stand below others: `pets_chips`, `("pets", "chips")`.
    """

    definitions: Mapping[str, str]
    aliases: Mapping[str, str]
    operations: tuple[OperationName, ...]
    webhooks: tuple[str, ...]
    former: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    enums: Mapping[str, EnumNames] = field(default_factory=dict[str, EnumNames])
    nested: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def assign_names(
    api: Api,
    remembered: Memory | Mapping[str, str],
    *,
    keep_aliases: bool = False,
    given: Mapping[str, str] | None = None,
) -> Names:
    """Name everything in an Api; what has a name already keeps it.

    `remembered` is what the version before was called; a mapping is of pointers to names. What is
    `given` to a definition, by its key, goes before that.
    """
    memory = remembered if isinstance(remembered, Memory) else Memory(names=remembered)
    operations = name_operations(api, memory.operations)
    staying = {**(given or {}), **names_that_stay(api, memory)} | dict(given or {})
    definitions, aliases = name_structures(api, operations, staying)
    taken = {*RESERVED_CLASSES, *(name.casefold() for name in definitions.values())}
    known = former_names(api, memory, definitions) if keep_aliases else {}
    former = {name: key for name, key in known.items() if name.casefold() not in taken}
    return Names(
        definitions=definitions,
        aliases=former | aliases,
        operations=operations,
        webhooks=tuple(class_name(webhook.name) for webhook in api.webhooks),
        former=frozenset(former.keys() - aliases.keys()),
        answers={
            key: definition.answer
            for key, definition in api.definitions.items()
            if definition.answer in definitions and definition.answer != key
        },
    )

"""All names of a package, made in one place.

In: the Api and the names that the lock file remembers. Out: Names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.api import Api
from generator.python.operation_names import OperationName, name_operations
from generator.python.spelling import class_name, field_names, py_name
from generator.python.structure_names import name_structures

__all__ = ["Names", "OperationName", "assign_names", "class_name", "field_names", "py_name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """`definitions`: key to PascalCase name; `aliases`: further names of a definition, to its key;
    `operations` and `webhooks` stand in the order of the Api's.
    """

    definitions: Mapping[str, str]
    aliases: Mapping[str, str]
    operations: tuple[OperationName, ...]
    webhooks: tuple[str, ...]


def assign_names(api: Api, remembered: Mapping[str, str]) -> Names:
    """Name everything in an Api. `remembered` maps definition keys to names given earlier."""
    operations = name_operations(api)
    definitions = name_structures(api, operations, remembered)
    taken = {name.casefold() for name in definitions.values()}
    return Names(
        definitions=definitions,
        aliases={
            class_name(alias): key
            for key, definition in api.definitions.items()
            for alias in definition.aliases
            if class_name(alias).casefold() not in taken
        },
        operations=operations,
        webhooks=tuple(class_name(webhook.name) for webhook in api.webhooks),
    )

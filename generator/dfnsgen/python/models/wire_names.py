"""What the document calls the fields of the classes: the rule, and what it doesn't tell.

In: the Api and the names of its definitions. Out: WireNames, which the lock keeps, so that
`dfnsgen where` leads from a field to the document without having the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dfnsgen.model.api import Api
from dfnsgen.model.shapes.shape import ObjectShape
from dfnsgen.python.models.fields import names_of_fields

CAMEL = "camelCase"
SAME = "snake_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class WireNames:
    """How most names are spelled in the document, and those that are spelled otherwise.

    `fields` are by class and field: `Wallet.date_created`.
    """

    spelling: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, class_name: str, py_name: str) -> str:
        """Return what the document calls a field."""
        return self.fields.get(f"{class_name}.{py_name}") or spelled(py_name, self.spelling)


def spelled(py_name: str, spelling: str) -> str:
    """Return a name of Python's as most names of a document are spelled."""
    if spelling != CAMEL:
        return py_name
    first, *others = py_name.split("_")
    return first + "".join(f"{word[:1].upper()}{word[1:]}" for word in others)


def wire_names(api: Api, definitions: Mapping[str, str]) -> WireNames:
    """Return what is to be known of the names of all fields."""
    several = [*_fields(api, definitions)]
    long = [(py_name, spec_name) for _, py_name, spec_name in several if "_" in py_name]
    camel = sum(spelled(py_name, CAMEL) == spec_name for py_name, spec_name in long)
    same = sum(py_name == spec_name for py_name, spec_name in long)
    spelling = CAMEL if camel > same else SAME
    return WireNames(
        spelling=spelling,
        fields={
            f"{owner}.{py_name}": spec_name
            for owner, py_name, spec_name in several
            if spelled(py_name, spelling) != spec_name
        },
    )


def _fields(api: Api, definitions: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield class, field and name in the document of all fields."""
    for key, definition in api.definitions.items():
        if isinstance(definition.shape, ObjectShape):
            names = names_of_fields(definition.shape)
            for declared, py_name in zip(definition.shape.properties, names, strict=True):
                yield definitions[key], py_name, declared.spec_name

"""Names that the configuration gives, before any that the lock or we would give.

In: rows of what is named and its name. Out: the Api whose properties know their names, the names of
definitions by key and of operations by method and path, and the rows that name nothing.

    "#/components/schemas/Pet" = "Animal"                       a class
    "#/components/schemas/Pet/properties/kind" = "species"      a field
    "GET /pets" = "all", "#/paths/~1pets/get" = "animals.all"   a method, and where it stands
    "#/tags/Pets" = "animals"                                   a namespace, by the tag's name
    "GET /pets/{id}/chips" = "pets.chips.list"                  one below another: `pets_chips`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.configuration.names import NameRows
from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.model.api import Api, Definition, Operation
from dfnsgen.model.shapes.shape import ObjectShape
from dfnsgen.pointers import child
from dfnsgen.python.names.operation_names import OperationName, operation_keys

_TAGS = "#/tags"
NAME_OF_NOTHING = Rule.warning(
    "name-of-nothing",
    "the configuration names {place!r}, and nothing there has a name of its own",
    effect="the name is given to nothing",
    remedy="take the pointer from `dfnsgen show`, or the method and path",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """`definitions` by key, `operations` by method and path as a lock holds them; `nested` are the
    ways to namespaces below others, by their names.
    """

    api: Api
    definitions: Mapping[str, str]
    operations: Mapping[str, str]
    nested: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]


def given_names(api: Api, rows: NameRows, usual: tuple[OperationName, ...]) -> Given:
    """Return what the rows name; `usual` are the names of the operations without them."""
    named = dict(rows)
    used: set[str] = set()
    definitions = {key: _with_fields(d, named, used) for key, d in api.definitions.items()}
    by_key = dict(_definitions(api, named, used))
    ways: dict[str, tuple[str, ...]] = {}
    operations = dict(_operations(api, named, usual, used, ways))
    return Given(
        api=replace(api, definitions=definitions),
        definitions=by_key,
        operations=operations,
        nested=ways,
        unused=tuple(key for key in named if key not in used),
    )


def _definitions(api: Api, named: Mapping[str, str], used: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys of definitions with their names, also by further places of theirs."""
    for key, definition in api.definitions.items():
        for place in (key, *(occurrence.at for occurrence in definition.occurrences)):
            if place in named and place not in used:
                used.add(place)
                yield key, named[place]
                break


def _with_fields(definition: Definition, named: Mapping[str, str], used: set[str]) -> Definition:
    shape = definition.shape
    if not isinstance(shape, ObjectShape):
        return definition
    properties = tuple(
        replace(declared, given_name=named[place]) if place in named else declared
        for declared in shape.properties
        for place in (child(definition.key, "properties", declared.spec_name),)
    )
    if properties == shape.properties:
        return definition
    used.update(
        child(definition.key, "properties", p.spec_name) for p in properties if p.given_name
    )
    return replace(definition, shape=replace(shape, properties=properties))


def _operations(
    api: Api,
    named: Mapping[str, str],
    usual: tuple[OperationName, ...],
    used: set[str],
    ways: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, str]]:
    """Yield what operations are called; `ways` gets those to namespaces below others."""
    keys = operation_keys(api.operations)
    for key, operation, name in zip(keys, api.operations, usual, strict=True):
        space, method = name.namespace, name.method
        tag = child(_TAGS, operation.tags[0]) if operation.tags else ""
        if tag in named:
            used.add(tag)
            space = named[tag]
        for place in _places(operation):
            if place in named:
                used.add(place)
                own, _, method = named[place].rpartition(".")
                space = own or space
        way = tuple(space.split("."))
        if len(way) > 1:
            space = "_".join(way)
            ways[space] = way
        if (space, method) != (name.namespace, name.method):
            yield key, f"{space}.{method}"


def _places(operation: Operation) -> tuple[str, str]:
    pointer = child("#", "paths", operation.path, operation.method.lower())
    return f"{operation.method} {operation.path}", pointer


def names_of_nothing(
    api: Api, rows: NameRows, usual: tuple[OperationName, ...], source: str
) -> Iterator[Diagnostic]:
    """Yield a finding for each row that names nothing."""
    for place in given_names(api, rows, usual).unused if rows else ():
        yield NAME_OF_NOTHING.found(Location(source=source, pointer=place), place=place)

"""Namespaces below others, where the configuration puts them there: `client.pets.chips`.

In: the names of a package. Out: for each namespace the attributes that lead to those below it, and
the plans of namespaces that only hold others. All stay reachable from the client itself, too:
`client.pets.chips` is `client.pets_chips`, in the module of that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dfnsgen.python.client.modes import ASYNC, SYNC, Mode
from dfnsgen.python.client.plan import (
    NamespaceClass,
    NamespacePlan,
    NestedNamespace,
)
from dfnsgen.python.names.names import Names
from dfnsgen.python.names.reserved import RESERVED_METHODS
from dfnsgen.python.names.spelling import pascal
from dfnsgen.python.source.imports import import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, docstring, identifier

Below = Mapping[str, tuple[NestedNamespace, ...]]
"""What stands below each namespace."""


def nested_namespaces(names: Names) -> Below:
    """Return what stands below each namespace; a method that is called so goes before it."""
    classes = {own.namespace: own.namespace_class for own in names.operations}
    taken = {(own.namespace, own.method) for own in names.operations}
    ways = {
        "_".join(way[:end]): way[:end]
        for space, way in names.nested.items()
        if space in classes
        for end in range(1, len(way) + 1)
    }
    below: dict[str, list[NestedNamespace]] = {}
    for space, way in ways.items():
        holder, name = "_".join(way[:-1]), way[-1]
        if holder and name not in RESERVED_METHODS and (holder, name) not in taken:
            attribute = NestedNamespace(
                name=identifier(name),
                module=identifier(space),
                class_name=identifier(classes.get(space) or pascal(space.split("_"))),
                docstring=docstring(f"The operations of {'.'.join(way)}.", 8),
            )
            below.setdefault(holder, []).append(attribute)
    return {space: tuple(several) for space, several in below.items()}


def holders(names: Names, below: Below) -> Iterator[NamespacePlan]:
    """Yield the namespaces that have no operations of their own."""
    for space in below.keys() - {own.namespace for own in names.operations}:
        yield _holder(space, below[space])


def _holder(space: str, below: tuple[NestedNamespace, ...]) -> NamespacePlan:
    text = "Namespaces, by their names."
    class_name = identifier(pascal(space.split("_")))
    classes = tuple(_class(mode, class_name, text) for mode in (SYNC, ASYNC))
    needs = needs_of([made.bases for made in classes], below)
    return NamespacePlan(
        py_name=identifier(space),
        class_name=class_name,
        about=text,
        docstring=docstring(text, 8),
        imports=import_lines(needs, depth=1),
        has_deprecated=False,
        has_dicts=False,
        operations=(),
        classes=classes,
        nested=below,
    )


def _class(mode: Mode, class_name: Source, text: str) -> NamespaceClass:
    return NamespaceClass(
        mode=mode,
        name=code("{}{}", mode.prefix, class_name),
        of=class_name,
        docstring=docstring(text),
        raw_name=NOTHING,
        delegated_name=NOTHING,
        bases=(mode.namespace,),
        methods=(),
    )

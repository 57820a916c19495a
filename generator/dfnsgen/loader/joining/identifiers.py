"""Schemas that name themselves with `$id` or `$anchor`: what their references may lead to.

A reference that an enclosing or another `$id` answers is JSON Schema's own and stays as it is; the
model resolves it. Source: JSON Schema 2020-12 Core, sections 8.2 and 9.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from dfnsgen.loader.grammar import Node, nodes

KNOWN_BEFOREHAND = "https://json-schema.org/draft/2020-12/"
"""The dialect's own metaschemas; the model has them at hand."""
_NAMING = frozenset(("$id", "$anchor", "$dynamicAnchor"))


@dataclass(slots=True)
class Identifiers:
    """The `$id`s and anchors of a tree; `bases` gives the base URI of nodes below an `$id`."""

    bases: dict[int, str] = field(default_factory=dict[int, str])
    resources: set[str] = field(default_factory=set[str])
    anchors: set[str] = field(default_factory=set[str])

    def answers(self, node: Node, reference: str) -> bool:
        """Tell whether a reference in a node is one that `$id`s or anchors resolve."""
        base = self.bases.get(id(node))
        if reference.startswith("#"):
            local = reference in ("#", "") or reference.startswith("#/")
            return base is not None or (not local and reference[1:] in self.anchors)
        if reference.startswith(KNOWN_BEFOREHAND):
            return True
        if not self.resources:
            return False
        try:
            target = urldefrag(urljoin(base or "", reference)).url
        except ValueError:
            return False
        return target in self.resources


def find_identifiers(tree: Node, kind: str = "document") -> Identifiers:
    """Return the `$id`s and anchors of a tree."""
    schemas = [node for node, its_kind, _ in nodes(tree, kind) if its_kind == "schema"]
    return identifiers_of(schemas)


def identifiers_of(schemas: Iterable[Node]) -> Identifiers:
    """Return the `$id`s and anchors of schemas, given outer before inner."""
    found = Identifiers()
    for schema in schemas:
        if _NAMING.isdisjoint(schema):
            continue
        for keyword in ("$anchor", "$dynamicAnchor"):
            anchor = schema.get(keyword)
            if isinstance(anchor, str):
                found.anchors.add(anchor)
        name = schema.get("$id")
        if not isinstance(name, str):
            continue
        try:
            base = urldefrag(urljoin(found.bases.get(id(schema), ""), name)).url
        except ValueError:
            continue
        found.resources.add(base)
        found.bases.update((id(inner), base) for inner, _, _ in nodes(schema, "schema"))
    return found

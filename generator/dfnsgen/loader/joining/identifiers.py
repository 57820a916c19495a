"""The references that an `$id` or an anchor of JSON Schema answers; they stay as they are.

In: the objects of a tree. Out: whether a reference in one of them is JSON Schema's own matter: then
the model resolves it. Source: JSON Schema 2020-12 Core, sections 8.2 and 9.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dfnsgen.loader.grammar import Met, Node, nodes, pointer_of
from dfnsgen.loader.identifiers import NAMING, Identifiers, resolved

KNOWN_BEFOREHAND = "https://json-schema.org/draft/2020-12/"
"""The dialect's own metaschemas; the model has them at hand."""


@dataclass(slots=True)
class Answered:
    """The names in a tree; `bases` gives the base URI of nodes below an `$id`."""

    bases: dict[int, str] = field(default_factory=dict[int, str])
    names: Identifiers = field(default_factory=Identifiers)

    def answers(self, node: Node, reference: str) -> bool:
        """Tell whether a reference in a node is one that `$id`s or anchors resolve."""
        base = self.bases.get(id(node))
        if reference.startswith("#"):
            is_local = reference == "#" or reference.startswith("#/")
            return base is not None or (not is_local and self._is_anchor(reference[1:]))
        if reference.startswith(KNOWN_BEFOREHAND):
            return True
        resources = self.names.resources
        return bool(resources) and resolved(base or "", reference).partition("#")[0] in resources

    def _is_anchor(self, text: str) -> bool:
        return any(name == text for _, name in self.names.anchors)


def find_answered(tree: Node, kind: str = "document") -> Answered:
    """Return what the `$id`s and anchors of a tree answer."""
    return answered_in(nodes(tree, kind))


def answered_in(walked: Iterable[Met]) -> Answered:
    """Return what the names in the objects of a tree answer, given outer before inner."""
    found = Answered()
    for schema, kind, link in walked:
        if kind != "schema" or NAMING.isdisjoint(schema):
            continue
        base = found.names.note(pointer_of(link), schema, found.bases.get(id(schema), ""))
        if isinstance(schema.get("$id"), str):
            found.bases.update((id(inner), base) for inner, _, _ in nodes(schema, "schema"))
    return found

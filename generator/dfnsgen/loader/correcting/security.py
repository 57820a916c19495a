"""Security that asks for schemes which nobody declares: an operation must be callable all the same.

    security: [{Basic: []}, {token: []}], and `token` alone is declared   ->   [{token: []}]
    security: [{Basic: []}], and nothing is declared                      ->   [{}]

In: an operation, or the document. Out: the same with requirements that can be satisfied.
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Link, Node
from dfnsgen.loader.joining.references import Missing, resolve


def correct_security(tree: Node, node: Node, link: Link, notes: Notes) -> Node:
    """Return a node whose `security` asks for declared schemes only."""
    alternatives = node.get("security")
    if not isinstance(alternatives, list):
        return node
    missing = {
        name
        for one in alternatives
        if isinstance(one, dict)
        for name in one
        if not _is_declared(tree, name)
    }
    if not missing:
        return node
    for name in sorted(missing):
        notes.count(slip_rules.SECURITY_UNDECLARED, (link, "security"), name=name[:100])
    kept = [one for one in alternatives if not (isinstance(one, dict) and missing & one.keys())]
    stripped: list[JsonValue] = [
        {name: scopes for name, scopes in one.items() if name not in missing}
        for one in alternatives
        if isinstance(one, dict)
    ]
    return {**node, "security": kept or stripped}


def _is_declared(tree: Node, name: str) -> bool:
    """Whether a scheme is declared by its name, or is named by its place in the document."""
    components = tree.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    if isinstance(schemes, dict) and name in schemes:
        return True
    return name.startswith("#/") and not isinstance(resolve(tree, name), Missing)

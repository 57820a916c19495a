"""Components that are nothing but references which lead back to them: they describe no value.

In: a tree whose references are local. Out: the tree in which one reference of each circle is left
out, so that what stands beside it counts, else any value.

    {A: {$ref: '#/…/B'}, B: {$ref: '#/…/A', type: string}}   ->   {A: {…}, B: {type: string}}
"""

from __future__ import annotations

from dfnsgen.loader import slip_rules
from dfnsgen.loader.correcting.removal import without
from dfnsgen.loader.findings import Finding
from dfnsgen.loader.grammar import Adopt, Node
from dfnsgen.pointers import child, key_of, tokens

_SCHEMAS = "#/components/schemas"
_SHOWN = 12


def without_loops(tree: Node, adopt: Adopt) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree without circles of references among its schemas, and what was left out."""
    components = tree.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    referring = {
        name: (schema, _component(schema["$ref"]))
        for name, schema in (schemas.items() if isinstance(schemas, dict) else ())
        if isinstance(schema, dict) and "$ref" in schema and "$id" not in schema
    }
    findings: list[Finding] = []
    cleared: set[str] = set()
    for start in referring:
        way: dict[str, None] = {}
        here: str | None = start
        while here in referring and here not in cleared and here not in way:
            way[here] = None
            here = referring[here][1]
        cleared.update(way)
        if here in way:
            chain = [*way]
            circle = chain[chain.index(here) :]
            left = next((name for name in circle if len(referring[name][0]) > 1), circle[0])
            shown = " → ".join([*circle, circle[0]][:_SHOWN])
            pointer = child(_SCHEMAS, left, "$ref")
            values = (("way", shown),)
            findings.append(
                Finding(rule=slip_rules.REFERENCE_TO_ITSELF, pointer=pointer, values=values)
            )
    if not findings:
        return tree, ()
    return without(tree, [found.pointer for found in findings], adopt), tuple(findings)


def _component(reference: object) -> str | None:
    """Return the name of the component that a reference leads to, None where it leads elsewhere."""
    if not isinstance(reference, str) or not reference.startswith(f"{_SCHEMAS}/"):
        return None
    names = tokens(key_of(reference))
    return names[2] if len(names) == 3 else None

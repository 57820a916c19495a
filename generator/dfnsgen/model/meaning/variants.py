"""What stands beside the only union that a component is a variant of belongs to the component.

    Fruit: {properties: {kind, name}, oneOf: [Apple, Pear]}     Pear: {properties: {soft}}
        A Pear is met as a Fruit only, so that it has a name: the variant is Pear itself, and there
        is no PearFruit beside a Pear that nothing ever is.

In: the components, and the document that refers to them. Out: the unions that lose what stands
beside them, and what their variants get.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Annotations, Schema

_COMPONENTS = "#/components/schemas"


class Variants:
    """The variants of one document that nothing but their union refers to."""

    def __init__(
        self, components: Iterable[str], parsed: Callable[[str], Schema], tree: JsonValue
    ) -> None:
        self._bare: dict[str, Schema] = {}
        self._beside: dict[str, Schema] = {}
        found = [(key, parsed(key)) for key in components]
        unions = [(key, schema) for key, schema in found if _may_share(schema)]
        references = _references(tree) if unions else Counter[str]()
        for key, schema in unions:
            variants = [variant.ref or "" for variant in schema.groups[0]]
            if all(references[ref] == 1 and not _names(parsed(ref), key) for ref in variants):
                notes, declared = schema.annotations, schema.discriminator
                bare = Schema(at=schema.at, annotations=notes, discriminator=declared)
                self._bare[key] = bare.changed(one_of=schema.one_of, any_of=schema.any_of)
                self._beside.update(dict.fromkeys(variants, _without_union(schema)))

    def of(self, key: str, schema: Schema) -> Schema:
        """Return a component as such a union or variant; the same one if it is neither."""
        schema = self._bare.get(key, schema)
        beside = self._beside.get(key)
        return schema if beside is None else schema.changed(all_of=(beside, *schema.all_of))


def _may_share(schema: Schema) -> bool:
    """Whether properties, and nothing that needs the whole, stand beside one union of components.

    What is closed isn't: what that closes over is another question.
    """
    if len(schema.groups) != 1 or not schema.properties:
        return False
    rest = _without_union(schema)
    plain = Schema(types=rest.types, properties=rest.properties, required=rest.required)
    return rest == plain and all(
        variant.is_reference and (variant.ref or "").rpartition("/")[0] == _COMPONENTS
        for variant in schema.groups[0]
    )


def _without_union(schema: Schema) -> Schema:
    return schema.changed(one_of=(), any_of=(), annotations=Annotations(), discriminator=None)


def _names(schema: Schema, key: str) -> bool:
    """Whether a variant derives from its union, and so has what stands beside it already."""
    return any(part.ref == key for part in schema.all_of)


def _references(tree: JsonValue) -> Counter[str]:
    """Count the references to each place."""
    found = Counter[str]()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            if isinstance(reference := node.get("$ref"), str):
                found[reference] += 1
    return found

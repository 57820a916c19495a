"""What tells two structures apart that would be called the same: what they are and what they hold.

In: the words of a name that another has, and the definition. Out: longer names, the plainest first.
None counts: an ordinal says nothing of what is different, and changes when one is put in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from dfnsgen.model.api import Definition
from dfnsgen.model.shapes.shape import LiteralShape, ObjectShape, Property, UnionShape
from dfnsgen.python.names.spelling import words

Words = tuple[str, ...]

_PLACE = 20
"""How many of the last words of a place may tell; a name holds no more."""

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijkmnpqr")


def distinctions(parts: Words, definition: Definition) -> Iterator[Words]:
    """Yield a name with ever more of what its definition is and holds."""
    yield (*parts, _kind(definition))
    match definition.shape:
        case ObjectShape(properties=properties):
            for prop in properties:
                yield (*parts, "with", *words(prop.spec_name))
            for prop in properties:
                yield (*parts, "with", *words(prop.spec_name), *_type_of(prop))
            for prop in properties:
                need = "required" if prop.required else "optional"
                yield (*parts, "with", need, *words(prop.spec_name))
        case LiteralShape(values=values):
            yield from ((*parts, "of", *words(str(value))) for value in values)
        case _:
            pass
    # Hardly ever reached: two structures with all that in common, in the same place.
    place = [word for word in words(definition.key) if word.isalpha()][-_PLACE:]
    yield from ((*parts, "of", *place[-size:]) for size in range(1, len(place) + 1))
    digest = blake2b(definition.key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    yield (*parts, "like", digest.translate(_LETTERS))


def _type_of(prop: Property) -> Words:
    return words(type(prop.shape).__name__.removesuffix("Shape"))


def _kind(definition: Definition) -> str:
    match definition.shape:
        case ObjectShape():
            return "object"
        case UnionShape():
            return "union"
        case LiteralShape():
            return "enum"
        case _:
            return "value"

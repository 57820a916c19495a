"""What models of another flavour leave unsaid, so that nothing is dropped in silence.

In: the Api and a flavour. Out: diagnostics, one per definition whose schema asserts more than the
models check. Typed dictionaries check nothing at run time, which their name says already.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.flavors.tags import has_refused_name
from dfnsgen.keywords import KEYWORDS
from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.children import children
from dfnsgen.model.schemas.schema import DEFAULTS, Schema
from dfnsgen.patterns.ecma_regex import spelled_in_python

FLAVOR_LIMIT = Rule.info(
    "flavor-limit",
    "models of the flavor {flavor} don't check {keywords}",
    effect="they accept more than the document",
    remedy="use the flavor dataclass, which checks all of it",
)

_CHECKED = frozenset(
    (
        "type enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength "
        "pattern format items minItems maxItems properties additionalProperties required "
        "anyOf oneOf"
    ).split()
)
_UNCHECKED = tuple(
    (k.field, k.name)
    for k in KEYWORDS
    if k.field is not None and k.asserts and k.name not in _CHECKED
)


def limits(api: Api, flavor: Flavor, source: str) -> tuple[Diagnostic, ...]:
    """Return what the models of a flavour don't check, by definition, in document order."""
    if flavor in (Flavor.DATACLASS, Flavor.TYPEDDICT):
        return ()
    return tuple(
        FLAVOR_LIMIT.found(
            Location(source=source, pointer=key),
            flavor=flavor.value,
            keywords=", ".join(f"`{keyword}`" for keyword in keywords),
        )
        for key, definition in api.definitions.items()
        if (keywords := dict.fromkeys(_unchecked_by(definition, flavor)))
    )


def _unchecked_by(definition: Definition, flavor: Flavor) -> Iterator[str]:
    if flavor is Flavor.MSGSPEC and has_refused_name(definition.shape):
        yield "properties"
    yield from _unchecked(definition.schema)


def _unchecked(schema: Schema) -> Iterator[str]:
    for field, keyword in _UNCHECKED:
        if getattr(schema, field) != DEFAULTS[field]:
            yield keyword
    if None in map(spelled_in_python, schema.patterns) or len(schema.patterns) > 1:
        yield "pattern"
    for inner in children(schema):
        yield from _unchecked(inner)

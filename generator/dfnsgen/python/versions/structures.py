"""Which declarations of several versions are the same thing, with all that they lead to.

In: the declarations of each version, and what is written for each. Out: a color for each; two of
one color are the same thing, in whatever version: the same name, fields, types and defaults, the
same schema, the same way to be read and written, and the same colors of all that they refer to.
Descriptions don't count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.codecs.schema_texts import by_name
from dfnsgen.python.models.models import Declaration, names_of_declaration
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.source import NOTHING, literal

Colors: TypeAlias = Mapping[str, str]
"""A color for each declaration of a version, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What a declaration is by itself, as text, and the names of what it refers to."""

    own: str
    refers_to: tuple[str, ...]


def structures(
    api: Api, names: Names, declarations: Sequence[Declaration], codecs: CodecsPlan
) -> dict[str, Structure]:
    """Return the structure of each declaration of a version, by its name."""
    schemas = {
        names.definitions[key]: by_name(as_json_schema(definition.schema), names.definitions)
        for key, definition in api.definitions.items()
    }
    rows = _rows(codecs)
    found: dict[str, Structure] = {}
    for declaration in declarations:
        name = str(declaration.name)
        schema = schemas.get(name)
        named = {*names_of_declaration(declaration), *_targets(schema)}
        own = repr((name, _bare(declaration), schema, rows.get(name)))
        found[name] = Structure(own=own, refers_to=tuple(sorted(named)))
    return found


def colors(versions: Sequence[Mapping[str, Structure]]) -> tuple[Colors, ...]:
    """Return the colors of the declarations of each version.

    All begin with the color of what they are by themselves. Then each takes in the colors of what
    it refers to, until no two of one color become two: circles need no care that way.
    """
    found = [{name: _digest(one.own) for name, one in own.items()} for own in versions]
    count = 0
    while count < (count := len({color for own in found for color in own.values()})):
        found = [
            {
                name: _digest(before[name], *(before.get(ref, "") for ref in one.refers_to))
                for name, one in own.items()
            }
            for own, before in zip(versions, found, strict=True)
        ]
    return tuple(found)


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _rows(codecs: CodecsPlan) -> dict[str, tuple[object, ...]]:
    """Return what is written for each type: how it is checked, built, sent, and how it spells."""
    functions = {function.name: function for function in codecs.functions}
    tables = tuple(map(dict, (codecs.read_only, codecs.wires, codecs.plans)))
    return {
        str(row.name)[1:-1]: (row, functions.get(row.build), *(t.get(row.name) for t in tables))
        for row in codecs.rows
    }


def _bare(declaration: Declaration) -> Declaration:
    """Return a declaration without its texts, and without what depends on where it stands."""
    return replace(
        declaration,
        description=NOTHING,
        target=literal(True) if declaration.target else NOTHING,
        is_wide=False,
        fields=tuple(replace(field, description=NOTHING) for field in declaration.fields),
        members=tuple(replace(member, description=NOTHING) for member in declaration.members),
    )


def _targets(schema: JsonValue) -> Iterator[str]:
    """Yield the types that a schema refers to; a place within one counts as that one."""
    if isinstance(schema, list):
        for each in schema:
            yield from _targets(each)
    elif isinstance(schema, dict):
        for keyword, value in schema.items():
            if keyword in ("$ref", "$dynamicRef"):
                target = value[-1] if isinstance(value, list) else value
                yield str(target).partition("/")[0]
            yield from _targets(value)

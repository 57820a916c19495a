"""One side of a comparison: its definitions, and a digest of each structure's meaning.

In: the two Apis. Out: `Side`s. Two schemas with one digest accept the same values, whichever
document they stand in and however they are spelled; recursive ones as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import cast

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.api import Api, Definition, unfolded
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import DEFAULTS, Condition, Contains, Schema, without_resource

_ORDERED = frozenset(k.field for k in KEYWORDS if k.value is Value.SCHEMAS and not k.in_place)
_DEFAULTS = tuple(pair for pair in DEFAULTS.items() if pair[0] not in ("ref", "resource"))

_MOST_ROUNDS = 64


def is_any(schema: Schema) -> bool:
    """Whether a schema accepts every value, since it asserts nothing."""
    return without_resource(schema).is_true


class Side:
    """One Api, and what its schemas mean."""

    def __init__(self, api: Api, digests: Mapping[str, str]) -> None:
        self.api = api
        self._digests = digests
        self._known: dict[int, tuple[Schema, str]] = {}

    def unfold(self, schema: Schema) -> Schema:
        """Put what a reference leads to in its place; a loop of references stays one."""
        return unfolded(schema, self.api.definitions)

    def definition(self, schema: Schema) -> Definition | None:
        """Return the definition that a schema is nothing but a reference to."""
        if schema.ref is None or not without_resource(schema).is_reference:
            return None
        return self.api.definitions.get(schema.ref)

    def digest(self, schema: Schema) -> str:
        """Return the digest of a schema's meaning."""
        known = self._known.get(id(schema))
        if known is None:
            known = (schema, _digest(schema, lambda key: self._digests.get(key, key)))
            self._known[id(schema)] = known
        return known[1]


def make_sides(old: Api, new: Api) -> tuple[Side, Side]:
    """Return both sides, their digests comparable.

    Definitions start as equal and are distinguished by what they hold, until a further round
    distinguishes no more of them. Source: partition refinement, as in minimising an automaton.
    """
    apis = (old, new)
    digests: list[dict[str, str]] = [dict.fromkeys(api.definitions, "") for api in apis]
    classes = 1
    for _ in range(_MOST_ROUNDS):
        digests = [_round(api, known) for api, known in zip(apis, digests, strict=True)]
        found = len({*digests[0].values(), *digests[1].values()})
        if found == classes:
            break
        classes = found
    return Side(old, digests[0]), Side(new, digests[1])


def _round(api: Api, known: Mapping[str, str]) -> dict[str, str]:
    def of_key(key: str) -> str:
        return known.get(key, key)

    return {key: _digest(d.schema, of_key) for key, d in api.definitions.items()}


def _digest(schema: Schema, of_key: Callable[[str], str]) -> str:
    parts = [
        f"{name}={_text(value, of_key, name in _ORDERED)}"
        for name, default in _DEFAULTS
        if (value := getattr(schema, name)) is not default and value != ()
    ]
    if schema.ref is not None:
        if not parts:
            return of_key(schema.ref)
        parts.append(f"ref={of_key(schema.ref)}")
    text = ";".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=12).hexdigest()


def _text(value: object, of_key: Callable[[str], str], ordered: bool = False) -> str:
    match value:
        case Schema():
            return _digest(value, of_key)
        case Contains():
            return f"{_digest(value.schema, of_key)}*{value.minimum}..{value.maximum}"
        case Condition():
            several = (value.test, value.then, value.otherwise)
            return "if" + ",".join(_text(one, of_key) for one in several)
        case tuple():
            items = cast("tuple[object, ...]", value)
            texts = [_text(item, of_key) for item in items]
            return f"({','.join(texts if ordered or _is_pair(items) else sorted(texts))})"
        case None | bool() | int() | float() | Decimal() | str() | list() | dict():
            return json_key(cast("JsonValue", value))
        case _:
            raise TypeError(type(value))


def _is_pair(value: tuple[object, ...]) -> bool:
    """Whether a tuple is a name with what it names."""
    return len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], Schema | tuple)

"""One side of a comparison: its definitions, and a digest of each structure's meaning.

In: the two Apis. Out: `Side`s. Two schemas with one digest accept the same values, whichever
document they stand in and however they are spelled; recursive ones as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
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
            digests = _Digests(lambda key: self._digests.get(key, key), _Fixed())
            known = (schema, digests.of(schema))
            self._known[id(schema)] = known
        return known[1]


def make_sides(old: Api, new: Api) -> tuple[Side, Side]:
    """Return both sides, their digests comparable.

    Definitions start as equal and are distinguished by what they hold, until a further round
    distinguishes no more of them. Source: partition refinement, as in minimising an automaton.
    """
    apis = (old, new)
    digests: list[dict[str, str]] = [dict.fromkeys(api.definitions, "") for api in apis]
    fixed = _Fixed()
    classes = 1
    for _ in range(_MOST_ROUNDS):
        digests = [_round(api, known, fixed) for api, known in zip(apis, digests, strict=True)]
        found = len({*digests[0].values(), *digests[1].values()})
        if found == classes:
            break
        classes = found
    return Side(old, digests[0]), Side(new, digests[1])


def _round(api: Api, known: Mapping[str, str], fixed: _Fixed) -> dict[str, str]:
    """Digest all definitions, by the digests of the round before."""

    def of_key(key: str) -> str:
        return known.get(key, key)

    digests = _Digests(of_key, fixed)
    return {key: digests.of(d.schema) for key, d in api.definitions.items()}


_Part = str | tuple[str, object]
"""The text of a field, or its name and value where the text depends on what definitions mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """What is the same in each round: the digests of schemas that lead to no definition, by id.

    And the fields of others.
    """

    digests: dict[int, str] = field(default_factory=dict[int, str])
    parts: dict[int, tuple[_Part, ...]] = field(default_factory=dict[int, tuple[_Part, ...]])


class _Digests:
    """Digests of one round."""

    def __init__(self, of_key: Callable[[str], str], fixed: _Fixed) -> None:
        self._of_key = of_key
        self._fixed = fixed
        self._met = 0

    def of(self, schema: Schema) -> str:
        """Return the digest of a schema."""
        found = self._fixed.digests.get(id(schema))
        if found is not None:
            return found
        before = self._met
        parts = self._fixed.parts.get(id(schema))
        if parts is None:
            parts = self._fixed.parts[id(schema)] = tuple(self._parts(schema))
        found = self._digest(schema, parts)
        if self._met == before:
            self._fixed.digests[id(schema)] = found
        return found

    def _parts(self, schema: Schema) -> Iterator[_Part]:
        for name, default in _DEFAULTS:
            value = getattr(schema, name)
            if value is default or value == ():
                continue
            before = self._met
            text = f"{name}={_text(value, self.of, name in _ORDERED)}"
            yield text if self._met == before else (name, value)

    def _digest(self, schema: Schema, parts: tuple[_Part, ...]) -> str:
        if schema.ref is not None:
            self._met += 1
            if not parts:
                return self._of_key(schema.ref)
        texts: list[str] = []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
            else:
                self._met += 1
                texts.append(f"{part[0]}={_text(part[1], self.of, part[0] in _ORDERED)}")
        if schema.ref is not None:
            texts.append(f"ref={self._of_key(schema.ref)}")
        text = ";".join(texts).encode("utf-8", "surrogatepass")
        return blake2b(text, digest_size=12).hexdigest()


def _text(value: object, digest: Callable[[Schema], str], ordered: bool = False) -> str:
    match value:
        case Schema():
            return digest(value)
        case Contains():
            return f"{digest(value.schema)}*{value.minimum}..{value.maximum}"
        case Condition():
            several = (value.test, value.then, value.otherwise)
            return "if" + ",".join(_text(one, digest) for one in several)
        case tuple():
            items = cast("tuple[object, ...]", value)
            texts = [_text(item, digest) for item in items]
            return f"({','.join(texts if ordered or _is_pair(items) else sorted(texts))})"
        case str():
            return _quoted(value)
        case None | bool() | int() | float() | Decimal() | list() | dict():
            return json_key(cast("JsonValue", value))
        case _:
            raise TypeError(type(value))


@lru_cache(maxsize=1 << 16)
def _quoted(text: str) -> str:
    return json_key(text)


def _is_pair(value: tuple[object, ...]) -> bool:
    """Whether a tuple is a name with what it names."""
    return len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], Schema | tuple)

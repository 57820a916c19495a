"""The structure of a schema as a text: equal exactly where two schemas assert the same.

Annotations and places take no part, but for what a discriminator calls the variants. A reference
counts as what it refers to, so that a schema written out in place equals the component with the
same content; a reference into a recursive component counts as its key.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from typing import cast

from dfnsgen.json_value import JsonValue
from dfnsgen.keywords import KEYWORDS, Value
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import DEFAULTS, Condition, Contains, Schema

Expand = Callable[[str], Schema | None]
"""From a reference's key to the schema to count in its place; None for a recursive one."""

_NAMES = tuple(name for name in DEFAULTS if name != "ref")
_UNORDERED = frozenset(k.field for k in KEYWORDS if k.value in (Value.SCHEMAS_BY_NAME, Value.NAMES))


_DIRECTED = ""
"""Stands among the keys that a schema refers to where something in it has a direction."""
_NO_KEYS: frozenset[str] = frozenset()


class Signatures:
    """Computes signatures; remembers them by the identity of the schemas, which must stay alive.

    Where they are `directed`, a required property that is only read, or only written, is another.
    What `earlier` ones know is taken over, where `holds` says of all keys in it that they mean the
    same, and nothing in it has a direction.
    """

    def __init__(
        self,
        expand: Expand,
        *,
        directed: bool = False,
        earlier: Signatures | None = None,
        holds: Callable[[str], bool] = lambda key: False,
    ) -> None:
        self._expand = expand
        self._directed = directed
        self._earlier = {} if earlier is None else earlier._known
        self._holds = holds
        self._known: dict[int, tuple[Schema, str, frozenset[str]]] = {}
        self._of_key: dict[str, str] = {}
        self._keys: set[str] = set()

    def of(self, schema: Schema) -> str:
        """Return the signature of a schema."""
        known = self._known.get(id(schema)) or self._taken_over(schema)
        if known is None:
            outer, self._keys = self._keys, set()
            signature = self._compute(schema)
            # Kept with the schema, that no other one gets its identity.
            known = (schema, signature, frozenset(self._keys) if self._keys else _NO_KEYS)
            self._keys = outer
            self._known[id(schema)] = known
        self._keys |= known[2]
        return known[1]

    def _taken_over(self, schema: Schema) -> tuple[Schema, str, frozenset[str]] | None:
        known = self._earlier.get(id(schema))
        return known if known is not None and all(map(self._holds, known[2])) else None

    def of_key(self, key: str) -> str:
        """Return the signature that a reference to `key` has."""
        if key not in self._of_key:
            target = self._expand(key)
            self._of_key[key] = f"ref:{key}" if target is None else self.of(target)
        return self._of_key[key]

    def _compute(self, schema: Schema) -> str:
        present = schema.present
        parts = [
            f"{name}={self._text(getattr(schema, name), name in _UNORDERED)}"
            for name in _NAMES
            if name in present
        ]
        tags = [variant.annotations.tag for group in schema.groups for variant in group]
        if any(tags):
            parts.append(f"tags={tags}")
        if schema.required and (directions := _directions(schema)):
            self._keys.add(_DIRECTED)
            parts += directions if self._directed else []
        if schema.ref is not None:
            self._keys.add(schema.ref)
            target = self.of_key(schema.ref)
            if not parts:
                return target
            parts.append(f"ref={target}")
        return blake2b(";".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _text(self, value: object, unordered: bool = False) -> str:
        if isinstance(value, str):  # as most are
            return encode_basestring_ascii(value)  # as `json.dumps`, without asking what it is
        match value:
            case Schema():
                return self.of(value)
            case Contains():
                return f"{self.of(value.schema)}*{value.minimum}..{value.maximum}"
            case Condition():
                parts = (value.test, value.then, value.otherwise)
                return "if" + self._text(parts)
            case tuple():
                texts = [self._text(item) for item in cast("tuple[object, ...]", value)]
                return f"({','.join(sorted(texts) if unordered else texts)})"
            case _:
                return json_key(cast("JsonValue", value))


def _directions(schema: Schema) -> list[str]:
    """Return which of the required properties are of one direction."""
    return sorted(
        f"{name}:{inner.annotations.read_only}:{inner.annotations.write_only}"
        for name, inner in schema.properties
        if name in schema.required
        if inner.annotations.read_only or inner.annotations.write_only
    )

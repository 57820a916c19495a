"""A digest of each definition: what it asserts itself, and the names of what it refers to.

In: the Api. Out: short texts that are the same in every version that has the same structure,
wherever it stands. What lies behind a reference is no part of it: a change changes one digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from dfnsgen.model.api import Api
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.schemas.signature import Signatures

_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """`own` is the digest without what is referred to, `refs` the keys of that."""

    own: str
    refs: tuple[str, ...]


def skeletons(api: Api) -> dict[str, Skeleton]:
    """Return the skeleton of each definition, by its key."""
    return {key: _skeleton(definition.schema) for key, definition in api.definitions.items()}


def digest_with(skeleton: Skeleton, names: Mapping[str, str]) -> str:
    """Return `own.referred`: the second half is the digest of the names of what is referred to."""
    referred = " ".join(sorted(names[key] for key in skeleton.refs))
    return f"{skeleton.own}.{_hexadecimal(referred)}"


def _skeleton(schema: Schema) -> Skeleton:
    bones = _Bones()
    own = _hexadecimal(bones.of(schema))
    return Skeleton(own=own, refs=tuple(bones.refs))


class _Bones(Signatures):
    """Signatures in which every reference counts the same; it is noted and not followed."""

    def __init__(self) -> None:
        super().__init__(lambda key: None)
        self.refs: list[str] = []

    def of(self, schema: Schema) -> str:
        """Return the signature; not remembered, so that each reference is noted."""
        return self._compute(schema)

    def of_key(self, key: str) -> str:
        """Note a reference."""
        self.refs.append(key)
        return "ref"


def _hexadecimal(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()

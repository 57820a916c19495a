"""How the parts of a form or multipart body are sent.

In: two versions of a media type. Out: edits in the OperationPair. A part that may have one more
content type takes what it took.
"""

from __future__ import annotations

from dfnsgen.diff.change import Direction, Effect
from dfnsgen.diff.operations.operation_pair import OperationPair, make_edit
from dfnsgen.diff.semantics import effect_of
from dfnsgen.model.api import Encoding, MediaType


def compare_encodings(
    pair: OperationPair,
    name: str,
    direction: Direction,
    media: tuple[MediaType, MediaType],
    at: tuple[str, str],
) -> None:
    """Compare the encoding of each part; `at` are the schemas beside which they stand."""
    before, after = ({e.property_name: e for e in one.encodings} for one in media)
    places = tuple(f"{pointer.removesuffix('/schema')}/encoding" for pointer in at)
    for part in dict.fromkeys([*before, *after]):
        one, other = before.get(part), after.get(part)
        if one == other:
            continue
        how = "added" if one is None else "removed" if other is None else "changed"
        edit = make_edit(
            f"encoding-{how}",
            places[0],
            places[1],
            _effect(one, other),
            before=None if one is None else _in_words(one),
            after=None if other is None else _in_words(other),
        )
        pair.note(f"{name}.{part}", direction, edit)


def _effect(old: Encoding | None, new: Encoding | None) -> Effect:
    if old is None or new is None:
        return Effect.SHIFTS
    if (old.style, old.explode, old.headers) != (new.style, new.explode, new.headers):
        return Effect.SHIFTS
    before, after = _types(old), _types(new)
    return effect_of(loses=bool(before - after), gains=bool(after - before))


def _types(encoding: Encoding) -> set[str]:
    return {kind.strip().lower() for kind in encoding.content_type.split(",")}


def _in_words(encoding: Encoding) -> str:
    """Return what an encoding says, as far as it is no default."""
    parts = [encoding.content_type]
    if not encoding.content_type or encoding.style != "form" or not encoding.explode:
        parts.append(encoding.style + (", exploded" if encoding.explode else ""))
    if encoding.headers:
        parts.append(f"with {', '.join(encoding.headers)}")
    return "; ".join(part for part in parts if part)

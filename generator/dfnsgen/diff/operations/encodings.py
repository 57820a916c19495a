"""How the parts of a form or multipart body are sent.

In: two versions of a media type. Out: edits in the OperationPair. A part that may have one more
content type takes what it took; one that only one version has is sent in one way only, so that its
encoding changes nothing for those who send it already.
"""

from __future__ import annotations

from dfnsgen.diff.change import Direction, Effect
from dfnsgen.diff.operations.operation_pair import OperationPair, make_edit
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side
from dfnsgen.diff.written_texts import declared_parts
from dfnsgen.model.api import Encoding, MediaType
from dfnsgen.model.schemas.schema import Schema

_FORM = "application/x-www-form-urlencoded"
_STYLED = ("array", "object")
_MOST_DEEP = 5


def compare_encodings(
    pair: OperationPair,
    name: str,
    direction: Direction,
    media: tuple[MediaType, MediaType],
    at: tuple[str, str],
) -> None:
    """Compare the encoding of each part; `at` are the schemas beside which they stand."""
    before, after = ({e.property_name: e for e in one.encodings} for one in media)
    if before == after:
        return
    places = tuple(f"{pointer.removesuffix('/schema')}/encoding" for pointer in at)
    sides = (pair.pairs.old, pair.pairs.new)
    parts = [declared_parts(side, one) for side, one in zip(sides, media, strict=True)]
    for part in dict.fromkeys([*before, *after]):
        one, other = before.get(part), after.get(part)
        if one == other:
            continue
        how = "added" if one is None else "removed" if other is None else "changed"
        holders = [known[part][0] for known in parts if part in known]
        effect = Effect.SAME
        if len(holders) == 2:
            ways = [
                _ways(side, m.content_type, holder, encoding)
                for side, m, holder, encoding in zip(
                    sides, media, holders, (one, other), strict=True
                )
            ]
            effect = effect_of(loses=bool(ways[0] - ways[1]), gains=bool(ways[1] - ways[0]))
        edit = make_edit(
            f"encoding-{how}",
            places[0],
            places[1],
            effect,
            before=None if one is None else _in_words(one),
            after=None if other is None else _in_words(other),
        )
        pair.note(f"{name}.{part}", direction, edit)


def _ways(
    side: Side, content_type: str, schema: Schema, encoding: Encoding | None
) -> set[tuple[str, ...]]:
    """Return the ways in which a part may be sent, with the defaults of what isn't said.

    Source: OpenAPI 3.1.1, section 4.8.15.1.
    """
    one = encoding or Encoding(property_name="")
    is_form = content_type.partition(";")[0].strip().lower() == _FORM
    body = side.unfold(schema)
    if is_form and (not one.content_type or _is_styled(one)):
        types = body.types or _STYLED
        style = [one.style, str(one.explode)] if set(types) & {*_STYLED} else [one.style]
        return {tuple(style)}
    stated = one.content_type or _default_type(side, body)
    kinds = {kind.strip().lower() for kind in stated.split(",")}
    style = [one.style, str(one.explode)] if _is_styled(one) else []
    inner = [f"{part.property_name} as {_in_words(part)}" for part in one.encodings]
    return {(kind, *style, *sorted(map(str.lower, one.headers)), *inner) for kind in kinds}


def _is_styled(encoding: Encoding) -> bool:
    return (encoding.style, encoding.explode) != ("form", True)


def _default_type(side: Side, body: Schema) -> str:
    """Return the content type of a part of which no encoding speaks."""
    for _ in range(_MOST_DEEP):
        if body.types != ("array",) or body.items is None:
            break
        body = side.unfold(body.items)
    types = body.types or ()
    if "object" in types or (not types and body.properties):
        return "application/json"
    if not types or body.content_encoding or body.format == "binary":
        return "application/octet-stream"
    return "text/plain"


def _in_words(encoding: Encoding) -> str:
    """Return what an encoding says, as far as it is no default."""
    parts = [encoding.content_type]
    if not encoding.content_type or _is_styled(encoding):
        parts.append(encoding.style + (", exploded" if encoding.explode else ""))
    if encoding.headers:
        parts.append(f"with {', '.join(encoding.headers)}")
    parts += [f"{inner.property_name} as {_in_words(inner)}" for inner in encoding.encodings]
    return "; ".join(part for part in parts if part)

"""Texts that meet, or just miss, what several schemas ask of the same text.

In: the schemas that speak of one value, variants among them. Out: texts: each pattern, all of them
and all but one, in each length at which something else begins or ends to hold.

    oneOf: [{pattern: ^a+$}, {const: a}, {maxLength: 3}]     a, aa, aaa, aaaa

"a" is two of them, "aa" is two as well, "aaaa" is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dfnsgen.diff.values.candidates import text_of
from dfnsgen.model.schemas.schema import Schema

_MOST_PATTERNS = 4
_MOST_LENGTHS = 8
_LONGEST = 200


def joint_texts(bodies: Iterable[Schema]) -> Iterator[str]:
    """Yield the texts, each once."""
    patterns: dict[str, None] = {}
    lengths: set[int] = set()
    for body in bodies:
        patterns |= dict.fromkeys(body.patterns)
        bounds = [n for n in (body.min_length, body.max_length) if n is not None]
        bounds += [len(value) for value in body.enum or () if isinstance(value, str)]
        lengths |= {near for n in bounds for near in (n - 1, n, n + 1) if 0 <= near <= _LONGEST}
    tried = sorted(lengths or ((1, 2) if patterns else ()))[:_MOST_LENGTHS]
    found: dict[str, None] = {}
    for searched, missed in _ways(list(patterns)[:_MOST_PATTERNS]):
        for length in tried:
            text = text_of(searched, length, length, missed=missed)
            if text is not None:
                found.setdefault(text)
    yield from found


def _ways(patterns: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what is to be found in a text, and of what one is to be missed."""
    yield (), ()
    yield tuple(patterns), ()
    for pattern in patterns:
        yield (pattern,), ()
        yield tuple(other for other in patterns if other != pattern), (pattern,)
        yield (pattern,), tuple(other for other in patterns if other != pattern)

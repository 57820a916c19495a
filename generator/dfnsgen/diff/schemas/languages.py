"""Whether there are texts that one schema takes and another assertion refuses.

In: a schema of texts, and what is asked of them. Out: a verdict that is certain where patterns are
regular; where they aren't, there may be such texts. What one keyword allows another one may
forbid: with the pattern `^[a-z]{2}$` beside it, a new `maxLength` of 2 refuses nothing.
"""

from __future__ import annotations

from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.regular import Undecided, shortest


def may_take(
    schema: Schema, *, least: int = 0, most: int | None = None, missing: tuple[str, ...] = ()
) -> bool:
    """Whether a schema may take a text of such a length that misses one of some patterns."""
    least = max(least, schema.min_length or 0)
    most = min((n for n in (most, schema.max_length) if n is not None), default=None)
    if most is not None and least > most:
        return False
    if not schema.patterns and not missing:
        return True
    try:
        return shortest(schema.patterns, missing, least=least, most=most) is not None
    except Undecided:
        return True

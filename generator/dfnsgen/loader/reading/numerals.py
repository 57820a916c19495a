"""The text of a number to its value, the same for JSON and YAML. No value here is infinite."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

from dfnsgen.loader import rules
from dfnsgen.loader.limits import MAX_DIGITS
from dfnsgen.loader.syntax import SyntaxFault


def read_int(text: str) -> int:
    """Return an integer; raises SyntaxFault if it has more than `MAX_DIGITS` digits."""
    if len(text) > MAX_DIGITS:
        raise SyntaxFault(rule=rules.NUMBER_TOO_LONG, values=(("limit", str(MAX_DIGITS)),))
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text)


def read_float(text: str) -> float | Decimal:
    """Return a float, or a Decimal where a float would be infinite or lose a number to zero.

    Raises SyntaxFault if the exponent is out of bounds.
    """
    value = float(text)
    if value and math.isfinite(value):
        return value
    try:
        exact = Decimal(text)
    except InvalidOperation:
        exact = Decimal("Infinity")
    if not exact:
        return value
    if len(text) > MAX_DIGITS or not exact.is_finite() or abs(exact.adjusted()) > MAX_DIGITS:
        raise SyntaxFault(rule=rules.NUMBER_TOO_LONG, values=(("limit", str(MAX_DIGITS)),))
    return exact

"""What JSON texts hold, as Python values. Numbers that a float would change are Decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

JsonValue: TypeAlias = (
    "bool | int | float | Decimal | str | list[JsonValue] | dict[str, JsonValue] | None"
)

JsonObject: TypeAlias = dict[str, JsonValue]

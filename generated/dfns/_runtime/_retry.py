# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""When a call is repeated, and after how long.

In: what came of an attempt. Out: seconds to wait, or None where the attempt stands. Only calls
that the plan marks as safe to repeat come here a second time, or those that never left.
"""

from __future__ import annotations

import time
from random import random
from typing import Final

from ._errors import retry_after
from ._http import Headers

RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Passing conditions. 409 is none: there the server has an opinion about the very request."""

_FIRST_DELAY: Final = 0.5
_LONGEST_DELAY: Final = 30.0
LONGEST_RETRY_AFTER: Final = 120.0
"""A server that asks for more seconds than this gets no second attempt."""


def retry_delay(
    attempt: int, headers: Headers | None = None, due: float | None = None
) -> float | None:
    """Return the seconds to wait before repeating attempt number `attempt`, counted from 1.

    A `Retry-After` wins, and gives None where it is longer than `LONGEST_RETRY_AFTER`; otherwise
    0.5 s doubled each time, at most 30 s, less up to a half by chance. None, too, where the moment
    `due` of `time.monotonic()` comes before: what has come of the call counts then.
    Source: RFC 9110, section 10.2.3.
    """
    asked = None if headers is None else retry_after(headers)
    longest: float = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0 ** min(attempt - 1, 16))
    delay = longest * (1.0 - random() / 2) if asked is None else asked
    if delay > LONGEST_RETRY_AFTER or (due is not None and time.monotonic() + delay >= due):
        return None
    return delay

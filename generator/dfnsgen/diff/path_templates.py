"""Paths without the names of their parameters, which mean nothing to who calls.

In: `/pets/{id}/`. Out: `/pets/{}`.
"""

from __future__ import annotations

import re


def template(path: str) -> str:
    """Return a path with its parameters unnamed, and without a slash at its end."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")

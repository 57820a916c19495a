"""The profiles that dfnsgen brings along."""

from __future__ import annotations

from dfnsgen.profiles.dfns import DFNS

PROFILES = (DFNS,)

"""The profiles that dfnsgen brings along."""

from __future__ import annotations

from generator.profiles.dfns import DFNS

PROFILES = (DFNS,)

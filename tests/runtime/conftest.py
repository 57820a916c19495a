"""Makes the support code of emitted packages importable as `_runtime`."""

from __future__ import annotations

import sys
from pathlib import Path

TEMPLATES = str(Path(__file__).parents[2] / "templates")
if TEMPLATES not in sys.path:
    sys.path.insert(0, TEMPLATES)

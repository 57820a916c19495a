"""What is read and written comes back: random numbers to the last digit, random dates to the byte.

`python -m benchmarks.exact` looks at a million of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.exact import checks

pytestmark = pytest.mark.slow


def test_numbers_and_dates_come_back_as_they_came(tmp_path: Path) -> None:
    found = {label: wrong for label, _, wrong in checks(tmp_path, 20_000, 5_000, seed=1)}

    assert found == {
        "numbers": [],
        "decimals": [],
        "date-time": [],
        "date": [],
        "time": [],
    }

"""A plugin of pytest that notes how each test went; it runs in the program's own interpreter.

In: the environment's names of two files. Out: in one a line of JSON for each test, in the other the
test that runs now, for fakes in other processes. It imports nothing of dfnsgen.
"""

from __future__ import annotations

import json
import os
from typing import Any


def pytest_runtest_logstart(nodeid: str, location: Any) -> None:
    """Say which test runs."""
    with open(os.environ["DFNSGEN_REHEARSAL_TEST"], "w", encoding="utf-8") as file:
        file.write(nodeid)


def pytest_runtest_logreport(report: Any) -> None:
    """Note a test that was called, or that could not be."""
    if report.when == "call" or report.outcome != "passed":
        _note(report.nodeid, report.outcome, _reason(report))


def pytest_collectreport(report: Any) -> None:
    """Note a module that could not be imported."""
    if report.outcome == "failed":
        _note(report.nodeid, "failed", _reason(report))


def _reason(report: Any) -> str:
    crash = getattr(getattr(report, "longrepr", None), "reprcrash", None)
    text = getattr(crash, "message", "") or str(getattr(report, "longrepr", "") or "")
    lines = [line for line in text.splitlines() if line.strip()]
    chosen = lines[:1] if crash is not None else lines[-1:]
    if chosen and chosen[0].endswith((" problem", " problems")):  # The first of them says more.
        chosen = [f"{chosen[0]}: {line.strip()}" for line in lines[1:2]] or chosen
    return chosen[0][:300] if chosen and report.outcome == "failed" else ""


def _note(test: str, outcome: str, reason: str) -> None:
    line = json.dumps({"test": test, "outcome": outcome, "reason": reason})
    with open(os.environ["DFNSGEN_REHEARSAL_TESTS"], "a", encoding="utf-8") as file:
        file.write(line + "\n")

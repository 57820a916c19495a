"""What one run of a program's tests showed: how each went, and which calls it made.

In: the lines that the plugin and the fake wrote. Out: Outcomes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_ERROR = re.compile(r"(?:\w+\.)*[A-Z]\w*: \S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call that a test made: its operation, the status, and what was refused of it, and why."""

    test: str
    operation: str
    status: int
    refused: tuple[tuple[str, str], ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test, and how it went; `reason` is the first line of what failed."""

    name: str
    failed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What one run showed; `output` is the end of what the command printed."""

    tests: tuple[Test, ...]
    calls: tuple[Called, ...]
    exit_code: int
    output: str = ""

    @property
    def failed(self) -> dict[str, Test]:
        """The tests that failed, by name."""
        return {test.name: test for test in self.tests if test.failed}

    def operations(self, test: str) -> frozenset[str]:
        """Return the operations that a test called."""
        return frozenset(call.operation for call in self.calls if call.test == test)


def read_outcomes(
    tests: str, calls: str, exit_code: int, output: str, command: str = ""
) -> Outcomes:
    """Return what the lines say; a command that isn't pytest is one test, which may fail."""
    by_name: dict[str, Test] = {}
    for record in _lines(tests):
        test = Test(
            name=record["test"], failed=record["outcome"] == "failed", reason=record["reason"]
        )
        if test.name not in by_name or test.failed:
            by_name[test.name] = test
    called = tuple(_called(record) for record in _lines(calls))
    if not by_name:
        by_name[""] = Test(name=command, failed=exit_code != 0, reason=_last(output))
        called = tuple(_of_command(call, command) for call in called)
    return Outcomes(tests=tuple(by_name.values()), calls=called, exit_code=exit_code, output=output)


def _called(record: dict[str, Any]) -> Called:
    return Called(
        test=record["test"],
        operation=record["operation"],
        status=record["status"],
        refused=tuple((at, keyword) for at, keyword in record["refused"]),
        message=record["message"],
    )


def _of_command(call: Called, command: str) -> Called:
    return Called(
        test=command,
        operation=call.operation,
        status=call.status,
        refused=call.refused,
        message=call.message,
    )


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _last(text: str) -> str:
    """Return the last line that names an error of Python's, or the last one."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    return (errors or lines or [""])[-1].strip()[:300]

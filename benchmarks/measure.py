"""What a command costs: CPU with all its children, wall time, peak memory. POSIX only."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of CPU and of the clock, megabytes at the peak, and the exit code."""

    cpu: float
    wall: float
    memory: float
    code: int


def cost_of(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command once and return what it cost; its output is thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=time.perf_counter() - begun,
        memory=usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024),
        code=process.returncode,
    )


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs; the worst exit code."""
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        memory=statistics.median(cost.memory for cost in costs),
        code=max((cost.code for cost in costs), key=abs),
    )


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run each command once a round, in turn, so that a noisy neighbour disturbs all alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(cost_of(command))
    return {name: median_cost(several) for name, several in costs.items()}


def parties(*packages: str) -> str:
    """Return a line with the versions of Python and of all packages that are installed."""
    found = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"{package} (not installed)")
    return ", ".join(found)

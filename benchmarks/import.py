"""What importing an emitted package costs on top of Python and the HTTP library.

    DFNSGEN_CORPUS=… python -m benchmarks.import [--rounds N]

The package of the whole Dfns document is generated and compiled once; then each import runs in an
interpreter of its own, in turn. Told are the medians, less those of Python with httpx2 alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import in_turn, parties

BASE = "httpx2"
IMPORTS = {
    BASE: "import httpx2",
    "package": "import httpx2, whole",
    "package and client": "import httpx2, whole; whole.Client",
    "and models": "import httpx2, whole; whole.Client; whole.models.Wallet",
    "and codecs": "import httpx2, whole; whole.Client; import whole.codecs; whole.codecs.Wallet",
}


def generate(folder: Path) -> None:
    """Write the package of the whole Dfns document below a folder, and compile it."""
    source = Path(os.environ["DFNSGEN_CORPUS"]) / "corpus/dfns/dfns-1.578.2.yaml"
    command = [str(Path(sys.executable).parent / "dfnsgen"), "generate", str(source)]
    command += ["--out", str(folder), "--package", "whole", "--quiet"]
    subprocess.run(command, check=True, capture_output=True)
    # Not in this process: a child's peak starts from what its parent holds.
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=True)


def commands(folder: Path) -> dict[str, list[str]]:
    """Return a command for each import; the working folder's modules are not found."""
    path = f"import sys; sys.path.insert(0, {str(folder)!r}); "
    return {
        name: [sys.executable, "-P", "-c", path + statement] for name, statement in IMPORTS.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder)
        costs = in_turn(commands(folder), rounds)
    base = costs[BASE]
    print(parties("httpx2"))
    print("| import | CPU, ms more | peak, MB more |\n|---|---|---|")
    for label, cost in costs.items():
        cpu, memory = 1000 * (cost.cpu - base.cpu), cost.memory - base.memory
        print(f"| {label} | {cpu:.0f} | {memory:.1f} |" + (" failed" if cost.code else ""))


if __name__ == "__main__":
    main()

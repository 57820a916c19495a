"""The fake as a server: `python -m PACKAGE.testing --port 0`."""

from __future__ import annotations

import sys

from .._runtime._fake_server import main
from . import FakeTransport

if __name__ == "__main__":
    sys.exit(main(FakeTransport, sys.argv[1:]))

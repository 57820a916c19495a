"""The command, in a folder with a document, as the tests of the life cycle run it."""

from __future__ import annotations

from tests.lifecycle.conftest import dfnsgen as dfnsgen
from tests.lifecycle.conftest import folder as folder

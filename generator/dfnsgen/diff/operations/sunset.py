"""Until when a deprecated operation is promised.

In: a document and the operations of its Api. Out: dates by the operations' pointers. The extension
is `x-sunset`, a date or a date with a time (RFC 3339); what is neither is no promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dfnsgen.loader.document import Document
from dfnsgen.model.api import Operation
from dfnsgen.pointers import lookup


def sunset_dates(document: Document, operations: Iterable[Operation]) -> dict[str, date]:
    """Return the sunset of each operation that has one."""
    found: dict[str, date] = {}
    for operation in operations:
        node = lookup(document.tree, operation.at)
        promised = node.get("x-sunset") if isinstance(node, dict) else None
        if isinstance(promised, str):
            try:
                found[operation.at] = date.fromisoformat(promised[:10])
            except ValueError:
                continue
    return found

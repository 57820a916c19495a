"""The words of an operation's documentation, shortened to what a method's help should hold.

In: the untrusted texts of a document. Out: plain text, still untrusted, for `docstring`.
"""

from __future__ import annotations

import re

from dfnsgen.model.api import Operation, Parameter
from dfnsgen.python.names.names import py_name
from dfnsgen.python.source.markup import plain

_LONGEST = 400
_LONGEST_ARGUMENT = 160


def method_docstring(
    operation: Operation, method: str, arguments: list[tuple[str, Parameter]]
) -> str:
    """Return summary, description and what the document says of the arguments.

    A summary that the method's own name repeats is left out where there is a description.
    """
    summary = operation.summary.strip().rstrip(".")
    description = shortened(operation.description, _LONGEST)
    head = f"{summary or operation.method + ' ' + operation.path}."
    documented = [
        f"- {name}: {_description(parameter)}"
        for name, parameter in arguments
        if _description(parameter)
    ]
    body = description if _bare(description) != _bare(head) else ""
    if body and py_name(summary) == method:
        head = ""
    return "\n\n".join(part for part in (head, body, "\n".join(documented)) if part)


def shortened(text: str, longest: int) -> str:
    """Return the first paragraph of a text, cut after a sentence where it is too long."""
    paragraph = " ".join(re.split(r"\n\s*\n", plain(text).strip(), maxsplit=1)[0].split())
    if len(paragraph) <= longest:
        return paragraph
    cut = paragraph[:longest]
    end = cut.rfind(". ")
    return cut[: end + 1] if end > longest // 3 else cut.rsplit(" ", 1)[0] + " …"


def _description(parameter: Parameter) -> str:
    mark = "(deprecated) " if parameter.deprecated else ""
    return (mark + shortened(parameter.description, _LONGEST_ARGUMENT)).strip()


def _bare(text: str) -> str:
    return text.rstrip(".").casefold()

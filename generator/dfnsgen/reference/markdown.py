"""The untrusted texts of a document as Markdown that can't leave its place.

In: a description, a name. Out: Source for the templates of the reference. Tags are text, headings
are paragraphs, and a cell of a table stays one.
"""

from __future__ import annotations

import re

from dfnsgen.python.source.markup import plain
from dfnsgen.python.source.source import Source

_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+|[=-]{3,}[ \t]*$)", re.MULTILINE)


def prose(text: str) -> Source:
    """Return a description; one that opens a code block closes it."""
    shown = "".join(c for c in plain(text).replace("\r\n", "\n") if c.isprintable() or c == "\n")
    parts = _CODE.split(re.sub(r"\n\s*\n\s*\n+", "\n\n", shown.strip()))
    made = "".join(part if at % 2 else _escaped(part) for at, part in enumerate(parts))
    return Source(made + "\n```" if made.count("```") % 2 else made)


def line(text: str) -> Source:
    """Return a text as one line, for a heading or a list."""
    return Source(" ".join(prose(text).split()))


def cell(text: str) -> Source:
    """Return a text as a cell of a table."""
    return Source(line(text).replace("|", "\\|"))


def verbatim(text: str) -> Source:
    """Return a text as code within a line, also in a table."""
    shown = "".join(c for c in text if c.isprintable()).replace("`", "'").replace("|", "\\|")
    return Source(f"`{shown}`")


def _escaped(text: str) -> str:
    return _HEADING.sub("", text).replace("<", "&lt;")

"""What the templates print of the headers of answers: a class for each operation that has some.

In: nothing. Out: the types that `headers` fills.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.source.imports import needs_of
from dfnsgen.python.source.source import Source, imported

_MODULE: Final = "._runtime._answer_headers"
_OF_HEADERS = needs_of(imported(_MODULE, "AnswerHeaders"), imported(_MODULE, "Typed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """A header of an answer: its type, and the arguments of what reads it."""

    name: Source
    annotation: Annotation
    arguments: tuple[Source, ...]
    docstring: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadersClass:
    """The headers of an operation's answers."""

    name: Source
    docstring: Source
    fields: tuple[HeaderField, ...]

    needs: ClassVar = _OF_HEADERS
    """What the template writes beside the parts."""

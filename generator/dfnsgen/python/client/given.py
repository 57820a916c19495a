"""What a parameter takes beside the type of its schema.

In: a parameter. Out: further types of its argument. A text that stands for a date or a UUID may be
given as that text; where the document describes digits or `true` as texts, a number or a bool may
be given. Before: `{"type": "string", "pattern": "^\\d+$"}`. After: `str | int`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dfnsgen.model.api import Api, Parameter, resolved, unfolded
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import LiteralShape, NumberShape, Shape, StringShape, UnionShape
from dfnsgen.patterns.ecma_regex import Untranslatable, translate
from dfnsgen.python.models.annotations import TYPES
from dfnsgen.python.source.annotation import Annotation, Plain, constants
from dfnsgen.python.source.source import Source

_TEXT, _WHOLE = Plain(Source("str")), Plain(Source("int"))
_WORDS = {"true": True, "false": False}
_NUMBERS = ("0", "7", "10", "12345")
_LONGEST_PATTERN = 100


def further_given(parameter: Parameter, api: Api) -> tuple[Annotation, ...]:
    """Return the further types of a parameter's argument."""
    shape = resolved(parameter.use.shape, api.definitions)
    schema = unfolded(parameter.use.schema, api.definitions)
    return tuple(dict.fromkeys(_further(shape, schema)))


def _further(shape: Shape, schema: Schema) -> Iterator[Annotation]:
    match shape:
        case StringShape(format=format) if format:
            yield _TEXT
        case StringShape(binary=False) if any(map(_is_of_digits, schema.patterns)):
            yield _WHOLE
        case LiteralShape(values=values):
            words = [
                _WORDS[value] for value in values if isinstance(value, str) and value in _WORDS
            ]
            if words:
                yield Plain(Source("bool")) if len(words) == len(_WORDS) else constants(words)
        case NumberShape(exact=False):
            yield TYPES["decimal"]
        case UnionShape(variants=variants):
            for variant in variants:
                yield from _further(variant.shape, Schema())
        case _:
            pass


def _is_of_digits(pattern: str) -> bool:
    """Whether a pattern asks for a number's digits and nothing else."""
    if len(pattern) > _LONGEST_PATTERN or not re.fullmatch(r"[\^$\\d0-9\[\]+*?(){},.|-]+", pattern):
        return False
    try:
        own = re.compile(translate(pattern))
    except (Untranslatable, re.error):
        return False
    return any(map(own.search, _NUMBERS)) and not own.search("a") and not own.search("1a")

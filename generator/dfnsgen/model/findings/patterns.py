"""Findings about patterns: those that are none, and those that Python can't hold.

In: the Api and its Document. Out: diagnostics, one for each pattern, at the first place that has
it; the Api stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diagnostics import Diagnostic, Rule
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, uses_of
from dfnsgen.model.schemas.children import nested
from dfnsgen.patterns.backtracking import is_slow, longest
from dfnsgen.patterns.ecma_regex import Malformed, Untranslatable, translate
from dfnsgen.pointers import child

MALFORMED = Rule.warning(
    "pattern-malformed",
    "{pattern!r} is no regular expression of ECMA-262: {problem}",
    effect="no text is held against it; everything else about it is checked",
    remedy="correct the pattern, in the document or with an overlay",
)
UNTRANSLATABLE = Rule.warning(
    "pattern-untranslatable",
    "Python's `re` can't say {pattern!r}: {problem}",
    effect="no text is held against this pattern; everything else about it is checked",
    remedy="write the pattern in another way, in the document or with an overlay",
)

SLOW = Rule.warning(
    "pattern-slow",
    "{pattern!r} looks around, refers back or counts far, and may take very long",
    effect="whether a text of more than {longest} characters matches may be left undecided: "
    "a request with one is refused, an answer is taken, and the log tells",
    remedy="write the pattern in another way, in the document or with an overlay",
)


def pattern_findings(api: Api, document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each pattern that can't be checked."""
    seen: set[str] = set()
    for at, pattern in _patterns(api):
        if pattern in seen:
            continue
        seen.add(pattern)
        try:
            translate(pattern)
            if is_slow(pattern):
                at_most = longest(pattern)
                yield SLOW.found(document.locate(at), pattern=pattern[:100], longest=at_most)
        except Untranslatable as problem:
            rule = MALFORMED if isinstance(problem, Malformed) else UNTRANSLATABLE
            yield rule.found(document.locate(at), pattern=pattern[:100], problem=str(problem))


def _patterns(api: Api) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each pattern."""
    schemas = [definition.schema for definition in api.definitions.values()]
    schemas += [use.schema for use in api.components.values()]
    schemas += [placed.use.schema for found in api.all_operations for placed in uses_of(found)]
    for part in (part for schema in schemas for part in nested(schema)):
        yield from ((child(part.at, "pattern"), pattern) for pattern in part.patterns)
        for pattern, _ in part.pattern_properties:
            yield child(part.at, "patternProperties", pattern), pattern

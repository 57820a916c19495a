"""Findings about patterns: those that are none, and those that Python can't hold.

In: the Api and its Document. Out: diagnostics, one for each pattern, at the first place that has
it; the Api stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diagnostics import Diagnostic, Rule, Severity
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Use
from dfnsgen.model.schemas.children import children
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.ecma_regex import Malformed, Untranslatable, translate
from dfnsgen.pointers import child

MALFORMED = Rule(
    id="pattern-malformed",
    severity=Severity.ERROR,
    message="{pattern!r} is no regular expression of ECMA-262: {problem}",
    effect="no code can be made for it",
    remedy="correct the pattern, in the document or with an overlay",
)
UNTRANSLATABLE = Rule(
    id="pattern-untranslatable",
    severity=Severity.WARNING,
    message="Python's `re` can't say {pattern!r}: {problem}",
    effect="no text is held against this pattern; everything else about it is checked",
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
        except Untranslatable as problem:
            rule = MALFORMED if isinstance(problem, Malformed) else UNTRANSLATABLE
            yield rule.found(document.locate(at), pattern=pattern[:100], problem=str(problem))


def _patterns(api: Api) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each pattern."""
    for definition in api.definitions.values():
        yield from _of_schema(definition.schema)
    for use in _uses(api):
        yield from _of_schema(use.schema)


def _uses(api: Api) -> Iterator[Use]:
    yield from api.components.values()
    for operation in (*api.operations, *(webhook.operation for webhook in api.webhooks)):
        yield from (parameter.use for parameter in operation.parameters)
        body = operation.request_body
        contents = [*body.contents] if body is not None else []
        for response in operation.responses:
            contents += response.contents
            yield from (header.use for header in response.headers if header.use is not None)
        yield from (content.use for content in contents if content.use is not None)


def _of_schema(schema: Schema) -> Iterator[tuple[str, str]]:
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        waiting += children(part)
        yield from ((child(part.at, "pattern"), pattern) for pattern in part.patterns)
        for pattern, _ in part.pattern_properties:
            yield child(child(part.at, "patternProperties"), pattern), pattern

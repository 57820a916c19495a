"""What a call returns: the answers that are no errors, their types, and what reads them.

In: an operation of an Api. Out: the parts of its constant that speak of answers, the type that its
method returns, and the overloads for content types that come only where they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dfnsgen.model.api import Api, MediaType, Operation, Response
from dfnsgen.model.media_types import BodyKind, kind_of, offered
from dfnsgen.model.shapes.shape import AnyShape, NeverShape
from dfnsgen.python.client.items import flag_of, has_items, item_type, plan_items, stream_of
from dfnsgen.python.client.modes import SYNC, Mode
from dfnsgen.python.client.plan import Answer, Argument, Choice
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import ANY, NONE, Annotation, Plain, constants, unite
from dfnsgen.python.source.source import Source, literal

_EMPTY = ("204", "205", "304")
"""Statuses of answers without content. Source: RFC 9110, section 15."""

_NO_RESULTS = ("301", "307", "308")
_REDIRECT = re.compile(r"3\d\d")
_CONDITIONS = ("if-none-match", "if-modified-since")

_BYTES = Plain(Source("bytes"))
_TEXT = Plain(Source("str"))


def successes(operation: Operation) -> tuple[Response, ...]:
    """Return the declared answers that a method returns: all others are errors.

    Without a success of its own, the `default` is one. A 3xx beside a success is an answer where
    it says something by itself: a 304 comes only to those who ask for it, and one that means "the
    same request, but there" is no result.
    """
    given = tuple(r for r in operation.responses if r.status[0] == "2")
    conditional = any(p.spec_name.lower() in _CONDITIONS for p in operation.parameters)
    no_results = _NO_RESULTS if conditional else (*_NO_RESULTS, "304")
    redirects = tuple(r for r in operation.responses if _REDIRECT.fullmatch(r.status))
    if given:
        redirects = tuple(r for r in redirects if r.status not in no_results)
    answers = (*given, *redirects)
    return answers or tuple(r for r in operation.responses if r.status == "default")


def contents_of(operation: Operation, response: Response) -> tuple[MediaType, ...]:
    """Return the contents that an answer can have. Source: RFC 9110, sections 9.3.2 and 15."""
    empty = operation.method == "HEAD" or response.status in _EMPTY
    return () if empty else response.contents


def further_types(operation: Operation, api: Api) -> tuple[str, ...]:
    """Return the content types of successes that come only where they are asked for."""
    return tuple(
        dict.fromkeys(
            content.content_type
            for response in successes(operation)
            for content in offered(contents_of(operation, response), api.definitions).further
        )
    )


def result_of(
    operation: Operation, api: Api, names: Names, accept: str = "", mode: Mode = SYNC
) -> Annotation:
    """Return the type of what a call returns that asks for a content type, or for the usual ones.

    An answer that has no such content is of its usual type.
    """
    parts = [
        part
        for response in successes(operation)
        for part in _types(contents_of(operation, response), api, names, accept, mode)
    ]
    return unite(parts) if parts else NONE


def streamed_of(operation: Operation, api: Api, names: Names) -> Annotation | None:
    """Return the type of the items of an operation that usually answers with nothing else."""
    usual = [
        content
        for response in successes(operation)
        for content in offered(contents_of(operation, response), api.definitions).usual
    ]
    if not usual or not all(has_items(content, api) for content in usual):
        return None
    return unite(item_type(content, api, names) for content in usual)


def may_stream(operation: Operation, api: Api) -> bool:
    """Whether an answer may come an item at a time."""
    return any(
        has_items(content, api)
        for response in successes(operation)
        for content in contents_of(operation, response)
    )


def choices_of(
    operation: Operation, api: Api, names: Names, mode: Mode = SYNC
) -> tuple[Choice, ...]:
    """Return an overload for the usual answer, and one for each type of answer beside it."""
    further = further_types(operation, api)
    if not further:
        return ()
    usual = dict.fromkeys(
        content.content_type
        for response in successes(operation)
        for content in offered(contents_of(operation, response), api.definitions).usual
    )
    by_result: dict[Annotation, list[str]] = {}
    for accept in further:
        by_result.setdefault(result_of(operation, api, names, accept, mode), []).append(accept)
    first = unite((constants(usual), NONE))
    choices = [_choice(first, NONE.text, result_of(operation, api, names, mode=mode))]
    choices += [_choice(constants(types), Source(""), kind) for kind, types in by_result.items()]
    return tuple(choices)


def _choice(accept: Annotation, default: Source, result: Annotation) -> Choice:
    argument = Argument(name=Source("accept"), annotation=accept, default=default)
    return Choice(accept=argument, result=result)


def _types(
    contents: tuple[MediaType, ...], api: Api, names: Names, accept: str, mode: Mode
) -> Iterator[Annotation]:
    if not contents:
        yield NONE
    found = offered(contents, api.definitions)
    chosen = [content for content in found.further if content.content_type == accept]
    for content in chosen or found.usual:
        if has_items(content, api):
            yield stream_of(item_type(content, api, names), mode)
        else:
            yield _type(content, api, names)


def _type(content: MediaType, api: Api, names: Names) -> Annotation:
    kind = kind_of(content, api.definitions)
    if kind is BodyKind.TEXT:
        return _TEXT
    if kind not in (BodyKind.JSON, BodyKind.FORM):
        return _BYTES
    if content.use is None or isinstance(content.use.shape, NeverShape):
        return ANY  # An answer that the document rules out comes all the same.
    return annotate(content.use.shape, names, prefix=MODELS)


def plan_answer(
    operation: Operation,
    response: Response,
    api: Api,
    codecs: Uses,
    stream_end: tuple[str, ...] = (),
) -> Answer:
    """Return what reads each content of an answer; an error comes as it is usual."""
    found = offered(contents_of(operation, response), api.definitions)
    is_success = response in successes(operation)
    contents = (*found.usual, *found.further) if is_success else found.usual
    return Answer(
        status=literal(response.status),
        contents=tuple(
            (
                literal(content.content_type),
                (
                    plan_items(content, api, codecs, stream_end, flag_of(operation, api))
                    if is_success and has_items(content, api)
                    else _reader(content, api, codecs)
                ),
            )
            for content in contents
        ),
    )


def _reader(content: MediaType, api: Api, codecs: Uses) -> Source:
    """Return what reads an answer: a codec, `str` or `bytes`; None is any JSON."""
    kind = kind_of(content, api.definitions)
    if kind is BodyKind.TEXT:
        return _TEXT.text
    if kind not in (BodyKind.JSON, BodyKind.FORM):
        return _BYTES.text
    if content.use is None or isinstance(content.use.shape, AnyShape):
        return NONE.text
    return codec_at(content.use.at, codecs)

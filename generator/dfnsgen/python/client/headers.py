"""The headers of an operation's answers, typed: one class where the document declares some.

In: an operation of an Api, and the names that its module has. Out: HeadersClass, None for none.
"""

from __future__ import annotations

from keyword import iskeyword

from dfnsgen.model.api import Header, Operation
from dfnsgen.model.shapes.shape import AnyShape
from dfnsgen.python.client.answers import successes
from dfnsgen.python.client.headers_plan import HeaderField, HeadersClass
from dfnsgen.python.client.texts import shortened
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.annotations import MODELS, TYPES_ELSEWHERE, annotate, visible
from dfnsgen.python.names.names import Names, OperationName
from dfnsgen.python.names.reserved import RESERVED_METHODS, RESERVED_NAMESPACE_CLASSES
from dfnsgen.python.names.spelling import free_name, pascal, py_name, words
from dfnsgen.python.source.annotation import NONE, Annotation, Plain, unite
from dfnsgen.python.source.source import NOTHING, Source, docstring, identifier, literal

_TEXT = Plain(Source("str"))
_IGNORED = "content-type"
"""What no answer declares as a header. Source: OpenAPI 3.1.1, section 4.8.17."""

_LONGEST = 160


def plan_headers(
    operation: Operation, name: OperationName, names: Names, codecs: Uses
) -> HeadersClass | None:
    """Return the class of the headers of all answers; one that differs among answers is a text.

    One is always there only where each success requires it.
    """
    declared: dict[str, list[Header]] = {}
    for response in (*successes(operation), *operation.responses):
        for header in response.headers:
            if header.spec_name.lower() != _IGNORED:
                declared.setdefault(header.spec_name.lower(), []).append(header)
    if not declared:
        return None
    required = [
        {header.spec_name.lower() for header in response.headers if header.required}
        for response in successes(operation)
    ]
    taken = {str(name) for name in RESERVED_METHODS} | {"texts"}
    spelled = [free_name(py_name(h[0].spec_name), taken, h[0].spec_name) for h in declared.values()]
    hidden = TYPES_ELSEWHERE.intersection([*spelled, *(o.method for o in names.operations)])
    return HeadersClass(
        name=identifier(_name(name)),
        docstring=docstring(f"The headers of the answers to {operation.method} {operation.path}."),
        fields=tuple(
            _field(own, headers, all(n in one for one in required), hidden, names, codecs)
            for own, (n, headers) in zip(spelled, declared.items(), strict=True)
        ),
    )


def _name(operation: OperationName) -> str:
    """Return the name of a class: two methods may differ in no more than their underscores."""
    method = operation.method
    name = pascal([*words(method), "Headers"])
    own = operation.namespace_class
    around = RESERVED_NAMESPACE_CLASSES | {own, f"Async{own}"}
    spelled = method.removesuffix("_") if iskeyword(method.removesuffix("_")) else method
    is_own = name not in around and py_name(name) == f"{spelled}_headers"
    return name if is_own else f"{method}_Headers"


def _field(
    name: str,
    headers: list[Header],
    required: bool,
    hidden: frozenset[str],
    names: Names,
    codecs: Uses,
) -> HeaderField:
    first = headers[0]
    found = {_type(header, names).text: _type(header, names) for header in headers}
    kind = next(iter(found.values())) if len(found) == 1 else _TEXT
    is_typed = len(found) == 1 and first.use is not None and not _is_any(first)
    options = [literal(first.spec_name)]
    if is_typed and first.use is not None:
        options.append(codec_at(first.use.at, codecs))
    options += [Source("required=True")] if required else []
    options += [Source("json=True")] if is_typed and first.content_type else []
    mark = "(deprecated) " if first.deprecated else ""
    text = (mark + shortened(first.description, _LONGEST)).strip()
    return HeaderField(
        name=identifier(name),
        annotation=visible(kind if required else unite((kind, NONE)), hidden),
        arguments=tuple(options),
        docstring=docstring(text, 4) if text else NOTHING,
    )


def _type(header: Header, names: Names) -> Annotation:
    if header.use is None or _is_any(header):
        return _TEXT
    return annotate(header.use.shape, names, prefix=MODELS)


def _is_any(header: Header) -> bool:
    return header.use is None or isinstance(header.use.shape, AnyShape)
